"""Everything on record about one article as one file: to be read by a person, and to be checked without the site."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string

from articles import audit, audit_words, clock, keys
from articles.acts import record_refusal
from articles.figures import reading as figures
from articles.models import Article, AuditEntry, Edition, Publication, User
from articles.public.records import as_file
from articles.refusals import Refused
from reviewers import policy, prompts
from reviewers.models import RequestEnd, Role, SignOff
from reviewers.outside import doors

_IN_MEMORY = 5_000_000
_PROGRAM = "verify_record.py"
Part = tuple[str, str | bytes]


class CannotExport(Refused):
    """This person may not take the record along."""


def export(article: Article, *, by: User | None) -> IO[bytes]:
    """The article's record as a zip file, open at its beginning; the caller closes it. The export is on record.

    `by` is None for the operator at the command line. Raises CannotExport, on record, for anyone but an editor or
    an auditor.
    """
    if by is not None and (reasons := policy.refusals(by, "export")):
        record_refusal("export", by=by, article=article, reasons=reasons)
        raise CannotExport(reasons)
    with transaction.atomic():
        told = audit.record(audit.Event.EXPORTED, by=by, article=article, what="record of the article")
    file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115
    sums = []
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, content in _parts(article, told):
            sums.append(f"{_write(bundle, name, content, told.at)}  {name}\n")
        _write(bundle, "SHA256SUMS", "".join(sums), told.at)
    file.seek(0)
    return file


def file_name(article: Article) -> str:
    """What the file is called: nothing in it that a file system or a header takes amiss."""
    return f"record-{article.uuid}.zip"


def _write(bundle: zipfile.ZipFile, name: str, content: str | bytes, at: datetime) -> str:
    data = content.encode() if isinstance(content, str) else content
    info = zipfile.ZipInfo(name, date_time=at.timetuple()[:6])
    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
    bundle.writestr(info, data)
    return hashlib.sha256(data).hexdigest()


def _parts(article: Article, told: AuditEntry) -> Iterator[Part]:
    """Each file's name and content, in an order that is always the same."""
    editions = list(article.editions.select_related("article", "frozen_by").order_by("number"))
    yield "index.html", render_to_string("reviewers/bundle/index.html", _index(article, editions, told))
    yield "style.css", render_to_string("reviewers/bundle/style.css")
    yield "article.json", _json(_article(article, told))
    yield "keys.json", _json({"keys": keys.history()})
    program = Path(settings.BASE_DIR, _PROGRAM)
    if program.exists():
        yield _PROGRAM, program.read_text(encoding="utf-8")
    yield "audit.jsonl", "".join(f"{_compact(_entry(entry))}\n" for entry in _entries(article, told))
    for edition in editions:
        for name, content in _edition_parts(edition):
            yield f"editions/{edition.number}/{name}", content
    for name in _figure_names(editions):
        if file := _figure_file(name):
            yield f"figures/{name}", file


def _edition_parts(edition: Edition) -> Iterator[Part]:
    yield "article.html", edition.html
    yield "page.html", _page(edition)
    yield "document.json", edition.document
    yield "private.json", edition.private
    yield "manifest.json", edition.manifest
    yield "frozen.json", _json({"payload": edition.sealed_payload(), "seal": edition.seal})
    yield "references.json", _json(edition.content["references"])
    yield "signatures.json", _json([_signature(signed) for signed in _signatures(edition)])
    yield "review.json", _json(_review(edition))
    yield "publications.json", _json([_publication(each) for each in _publications(edition)])
    for record in edition.records.order_by("version"):
        yield f"record-{record.version}.json", as_file(record)


def _figure_names(editions: list[Edition]) -> list[str]:
    """The names of the files that these editions show, each once: those under which their pages name them."""
    figures = [figure for edition in editions for figure in edition.content.get("figures", [])]
    files = (size for figure in figures for size in figure["renditions"])
    return list(dict.fromkeys(f"{size['digest']}.{size['extension']}" for size in files))


def _figure_file(name: str) -> bytes | None:
    """A file that an edition shows; None when it is lost, or holds other bytes than it is named by."""
    digest, _, extension = name.partition(".")
    content = figures.kept(digest, extension)
    return content if content is not None and figures.are_named(content, digest) else None


def _shown_figures(content: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """Of each figure the name of its largest file, its caption, and whether that file is lost."""
    for figure in content.get("figures", []):
        largest = figure["renditions"][-1]
        name = f"{largest['digest']}.{largest['extension']}"
        yield name, figure["caption"], _figure_file(name) is None


def _article(article: Article, told: AuditEntry) -> dict[str, Any]:
    return {
        "uuid": str(article.uuid),
        "title": article.title,
        "address": article.slug,
        "addresses": sorted(article.slugs.values_list("slug", flat=True)),
        "site": settings.SITE_URL,
        "exported_at": clock.stamp(told.at),
        "exported_by": told.actor_name,
        "last_entry": {"number": told.number, "hash": told.hash},
    }


def _page(edition: Edition) -> str:
    """The signed article as a page of its own, byte for byte between the tags, as `verify_record.py` reads it."""
    return (
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
        f"<title>Edition {edition.number}</title>\n</head>\n<body>\n"
        f'<article id="edition" data-edition="{edition.number}" data-sha256="{edition.html_sha256}">'
        f"{edition.html}</article>\n</body>\n</html>\n"
    )


def _signatures(edition: Edition) -> list[SignOff]:
    return list(
        edition.signoffs.select_related("edition__article", "revocation").order_by("round", "role", "pk")
    )


def _signature(signed: SignOff) -> dict[str, Any]:
    revocation = getattr(signed, "revocation", None)
    back = {"payload": revocation.sealed_payload(), "seal": revocation.seal} if revocation else {}
    return {"payload": signed.sealed_payload(), "seal": signed.seal, "revocation": back}


def _publications(edition: Edition) -> list[Publication]:
    related = ["article", "edition", "published_by", "ended_by", "removal"]
    return list(edition.publications.select_related(*related).order_by("published_at", "pk"))


def _publication(each: Publication) -> dict[str, Any]:
    removal = getattr(each, "removal", None)
    ended = {"payload": each.ending_payload(), "seal": each.ending_seal} if each.ended_at else {}
    removed = {"payload": removal.sealed_payload(), "seal": removal.seal} if removal else {}
    return {"payload": each.sealed_payload(), "seal": each.seal, "ending": ended, "removal": removed}


def _review(edition: Edition) -> dict[str, Any]:
    recall = getattr(edition, "recall", None)
    return {
        "requests": [
            {
                "reviewer": str(asked.reviewer),
                "role": asked.role,
                "round": asked.round,
                "due_on": asked.due_on.isoformat(),
                "by": str(asked.by),
                "at": clock.stamp(asked.at),
                "ended": _request_end(getattr(asked, "end", None)),
            }
            for asked in edition.review_requests.select_related("reviewer", "by", "end__by").order_by("pk")
        ],
        "first_views": [
            {"by": str(view.user), "at": clock.stamp(view.at)}
            for view in edition.first_views.select_related("user").order_by("pk")
        ],
        "verdicts": [
            {
                "reviewer": str(verdict.reviewer),
                "role": verdict.role,
                "decision": verdict.decision,
                "reason": verdict.reason,
                "note": verdict.note,
                "at": clock.stamp(verdict.at),
            }
            for verdict in edition.verdicts.select_related("reviewer").order_by("pk")
        ],
        "comments": [
            {
                "reviewer": str(comment.reviewer or comment.printed_name),
                "part": comment.part,
                "quote": comment.quote,
                "text": comment.text,
                "proposed": "" if comment.replacement is None else f"→ {comment.replacement}",
                "must_fix": int(comment.must_fix),
                "at": clock.stamp(comment.at),
                "replies": [
                    {
                        "by": reply.printed_name,
                        "what": reply.what,
                        "text": reply.text,
                        "at": clock.stamp(reply.at),
                    }
                    for reply in comment.replies.all()
                ],
            }
            for comment in edition.comments.select_related("reviewer")
            .prefetch_related("replies")
            .order_by("pk")
        ],
        "prompts": prompts.on_record(edition),
        "advice": doors.on_record(edition),
        "recall": {"reason": recall.reason, "by": str(recall.by), "at": clock.stamp(recall.at)}
        if recall
        else {},
    }


def _request_end(end: RequestEnd | None) -> dict[str, str]:
    if end is None:
        return {}
    return {"outcome": end.outcome, "reason": end.reason, "by": str(end.by), "at": clock.stamp(end.at)}


def _entries(article: Article, told: AuditEntry) -> Iterator[AuditEntry]:
    entries = AuditEntry.objects.filter(article=article, number__lte=told.number).select_related("article")
    yield from entries.order_by("number").iterator(1000)


def _entry(entry: AuditEntry) -> dict[str, Any]:
    """Header and detail, so that both digests can be computed anew."""
    return {
        "header": entry.header(),
        "detail": entry.detail(),
        "hash": entry.hash,
        "seal": entry.seal,
    }


def _index(article: Article, editions: list[Edition], told: AuditEntry) -> dict[str, Any]:
    return {
        "article": article,
        "told": told,
        "site": settings.SITE_URL,
        "invented": audit.dates_are_invented(),
        "editions": [_shown(edition) for edition in editions],
        "entries": (
            {"entry": entry, "person": audit_words.person(entry), "values": audit_words.lines(entry)}
            for entry in _entries(article, told)
        ),
    }


def _shown(edition: Edition) -> dict[str, Any]:
    content, private = edition.content, edition.private_part
    words = private["acknowledgements"]
    return {
        "edition": edition,
        "title": content["title"],
        "change": content["change"],
        "roles": [Role(role).label for role in edition.required_role_list],
        "contributors": list(dict.fromkeys(person["name"] for person in private["contributors"])),
        "signatures": _signatures(edition),
        "review": _review(edition),
        "findings": [
            finding | {"word": words.get(finding["fingerprint"], "")} for finding in private["findings"]
        ],
        "publications": _publications(edition),
        "figures": list(_shown_figures(content)),
        "records": list(edition.records.order_by("version").values_list("version", flat=True)),
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
