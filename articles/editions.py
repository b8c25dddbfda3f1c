"""Freezing an article into an edition, and asking whether an edition is still what was frozen."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from articles import rendering, seals
from articles.document import SCHEMA, canonical, content_of, sha256
from articles.figures import describing
from articles.models import Article, ArticleVersion, AuditEntry, Edition, EditionFigure, Figure, User

# What a change is and says. A correction says what was wrong, what is right, where, and how much it mattered (ICMJE).
NO_CHANGE = {"kind": "", "note": "", "wrong": "", "right": "", "where": "", "severity": ""}


def freeze(
    article: Article,
    *,
    by: User,
    at: datetime,
    change: dict[str, str],
    required_roles: list[str],
    risk: dict[str, Any],
    findings: list[dict[str, str]],
    acknowledgements: dict[str, str],
) -> Edition:
    """Freeze what the article says now into its next edition, and return that.

    The one writer of `Edition` and of `EditionFigure`. The caller holds the article's lock and has recorded its latest
    version. `change` has the keys of `NO_CHANGE`; `required_roles` are the roles that must sign, and `risk` says why
    these; `findings` are what the checks found, as plain dicts; `acknowledgements` says for a finding's fingerprint
    why it stands.
    """
    content = content_of(article)
    document = content | {"change": NO_CHANGE | change}
    document_text = canonical(document)
    html = str(rendering.render_document(document))
    private = canonical(
        {
            "schema": SCHEMA,
            "required_roles": sorted(required_roles),
            "risk": risk,
            "contributors": contributors(article, submitter=by),
            "findings": findings,
            "acknowledgements": acknowledgements,
            "version": article.versions.order_by("-number").values_list("number", flat=True)[0],
            "content_sha256": sha256(canonical(content)),
        }
    )
    number = article.editions.count() + 1
    digests = {
        "document_sha256": sha256(document_text),
        "html_sha256": sha256(html),
        "private_sha256": sha256(private),
    }
    manifest = manifest_of(article=article, number=number, **digests)
    edition = Edition(
        article=article,
        number=number,
        change_kind=change["kind"],
        document=document_text,
        html=html,
        private=private,
        manifest=manifest,
        digest=sha256(manifest),
        required_roles=canonical(sorted(required_roles)),
        frozen_by=by,
        frozen_at=at,
        **digests,
    )
    edition.seal = seals.seal(edition.sealed_payload())
    edition.save()
    shown = [figure["digest"] for figure in content["figures"]]
    EditionFigure.objects.bulk_create(
        EditionFigure(edition=edition, figure=figure) for figure in Figure.objects.filter(digest__in=shown)
    )
    return edition


def manifest_of(
    *, article: Article, number: int, document_sha256: str, html_sha256: str, private_sha256: str
) -> str:
    """The canonical text that an edition's digest covers."""
    return canonical(
        {
            "schema": SCHEMA,
            "article": str(article.uuid),
            "number": number,
            "document_sha256": document_sha256,
            "html_sha256": html_sha256,
            "private_sha256": private_sha256,
        }
    )


def contributors(article: Article, *, submitter: User) -> list[dict[str, Any]]:
    """Who may not sign: bylined authors, the submitter, everyone whose save changed the content, or that of the
    article whose words this one began with, and whoever uploaded an image that it shows, with its first caption.

    Each is {"user": account's id or 0, "name": printed name, "orcid": iD or ""}. Authors without an account are known
    by name and ORCID iD alone.
    """
    found: dict[int, str] = {submitter.pk: str(submitter)}
    for versions in _written(article):
        content = ""
        for version in versions.select_related("by").defer("document", "desk").order_by("number"):
            if version.sha256 != content:
                found[version.by_id] = str(version.by)
            content = version.sha256
    if shown := describing.digests(article.body):
        for figure in Figure.objects.filter(digest__in=shown).select_related("uploaded_by"):
            found.setdefault(figure.uploaded_by_id, str(figure.uploaded_by))
    bylined = [authorship.author for authorship in article.authorships.select_related("author")]
    accounts = [{"user": pk, "name": name, "orcid": ""} for pk, name in sorted(found.items())]
    return accounts + [
        {"user": author.user_id or 0, "name": author.name, "orcid": author.orcid} for author in bylined
    ]


def _written(article: Article) -> Iterator[QuerySet[ArticleVersion]]:
    """The versions in which an article's words came to be: its own and, by the trail, those of what it is a copy of."""
    yield article.versions.all()
    begun = AuditEntry.objects.filter(event=AuditEntry.Event.ARTICLE_CREATED).order_by("number")
    entry = begun.filter(article=article).first()
    while entry and (origin := json.loads(entry.data).get("copied_from")):
        yield ArticleVersion.objects.filter(article__uuid=origin["article"], number__lte=origin["version"])
        entry = begun.filter(article__uuid=origin["article"], number__lt=entry.number).first()


def flaws(edition: Edition) -> list[str]:
    """What about an edition no longer matches its digest, in words. Empty means intact. No queries but its article."""
    manifest = manifest_of(
        article=edition.article,
        number=edition.number,
        document_sha256=sha256(edition.document),
        html_sha256=sha256(edition.html),
        private_sha256=sha256(edition.private),
    )
    tests = [
        (sha256(edition.document) == edition.document_sha256, "its document was changed"),
        (sha256(edition.html) == edition.html_sha256, "its HTML was changed"),
        (sha256(edition.private) == edition.private_sha256, "its private part was changed"),
        (manifest == edition.manifest, "its manifest was changed"),
        (sha256(edition.manifest) == edition.digest, "its digest was changed"),
        (seals.holds(edition.sealed_payload(), edition.seal), "its seal does not hold"),
    ]
    return [flaw for holds, flaw in tests if not holds] or _column_flaws(edition)


def _column_flaws(edition: Edition) -> list[str]:
    """Where a column says something else than the bytes that the digest covers."""
    try:
        document, private = edition.content, edition.private_part
        tests = [
            (canonical(document) == edition.document, "its document is not in canonical form"),
            (
                canonical(private["required_roles"]) == edition.required_roles,
                "its required roles were changed",
            ),
            (document["change"]["kind"] == edition.change_kind, "its kind of change was changed"),
            (
                sha256(canonical(_content(document))) == private["content_sha256"],
                "its content is not its version's",
            ),
        ]
    except (ValueError, KeyError, TypeError):
        return ["its parts cannot be read"]
    return [flaw for holds, flaw in tests if not holds]


def _content(document: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "change"}


def is_intact(edition: Edition) -> bool:
    """Whether an edition's bytes are those that were frozen."""
    return not flaws(edition)
