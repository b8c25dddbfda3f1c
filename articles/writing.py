"""The one save path of the working copy: every save that changes something leaves an `ArticleVersion`."""

import itertools
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from articles import audit, clock, document, trashing
from articles.acts import acting
from articles.figures.describing import digests, record_uses
from articles.models import (
    Article,
    ArticleState,
    ArticleVersion,
    Author,
    Authorship,
    Evidence,
    KeyPoint,
    Quotation,
    Reference,
    Slug,
    Topic,
    User,
)
from articles.refusals import Refused
from articles.search import indexing
from articles.text import clean


class StaleSave(Refused):
    """Somebody else saved first. `current` is the version that stands now; nothing was written."""

    def __init__(self, current: ArticleVersion) -> None:
        self.current = current
        super().__init__(
            f"{current.by} saved version {current.number} of this article while you were editing. "
            "Nothing was overwritten: compare the two texts, then save again."
        )


def create(
    content: dict[str, Any],
    *,
    by: User,
    slug: str = "",
    source_note: str = "",
    imported_sha256: str = "",
    **told: Any,
) -> Article:
    """A new article that says what a content document says, with its first version; `by` becomes its owner.

    `content` has the shape of `document.content_of`; its uuid is kept if no article has it. The audit entry says what
    is `told`, too. Raises Refused when the address is taken.
    """
    with transaction.atomic():
        article = Article(
            slug=slug or free_slug(content["title"]),
            owner=by,
            created_at=clock.now(),
            source_note=clean(source_note),
            imported_sha256=imported_sha256,
        )
        if content.get("uuid") and not Article.objects.filter(uuid=content["uuid"]).exists():
            article.uuid = uuid.UUID(content["uuid"])
        if Article.objects.filter(slug=article.slug).exists() or taken(article.slug, article):
            raise Refused(f"The address “{article.slug}” is another article's. Choose a different one.")
        _write(article, content)
        record(article, by=by, **told)
        return article


def save(
    article: Article,
    content: dict[str, Any],
    *,
    by: User,
    seen: int,
    desk: dict[str, Any] | None = None,
    **told: Any,
) -> ArticleVersion | None:
    """Make an article say what a content document says. Returns the new version, or None if nothing changed.

    `seen` is the number of the version that the editor started from. Raises StaleSave when another came since. `desk`
    holds the fields beside the content that change with it, such as `source_note`. The audit entry says what is `told`,
    too.
    """
    with acting("save", by=by, article=article) as locked:
        if reasons := trashing.trashed_objections(locked):
            raise Refused(reasons)
        refuse_stale(locked, seen=seen)
        for name, value in (desk or {}).items():
            setattr(locked, name, clean(value) if isinstance(value, str) else value)
        _write(locked, content)
        return record(locked, by=by, **told)


def refuse_stale(article: Article, *, seen: int) -> None:
    """Raise StaleSave unless `seen` is the article's latest version. The caller holds the article's lock."""
    latest = article.versions.select_related("by").order_by("-number").first()
    if latest and latest.number != seen:
        raise StaleSave(latest)


def record(article: Article, *, by: User, **told: Any) -> ArticleVersion | None:
    """Write down what the article says now, if that differs from its latest version; else return None.

    The last step of every save; the caller holds the article's lock in a transaction. The audit entry says what is
    `told`, too.
    """
    # First, for it waits for whoever changes the words of a figure that comes in: then they are read as they are.
    record_uses(article, digests(article.body))
    plain = document.content_of(article)
    content, desk = document.canonical(plain), _desk(article)
    latest = article.versions.order_by("-number").first()
    if latest and (latest.document, latest.desk) == (content, desk):
        return None
    version = ArticleVersion.objects.create(
        article=article,
        number=latest.number + 1 if latest else 1,
        document=content,
        sha256=document.sha256(content),
        desk=desk,
        by=by,
        at=clock.now(),
    )
    ArticleState.objects.update_or_create(
        article=article,
        defaults={
            "version": version.number,
            "changed_at": version.at,
            "content_sha256": version.sha256,
        },
    )
    audit.record(
        audit.Event.ARTICLE_SAVED if latest else audit.Event.ARTICLE_CREATED,
        by=by,
        article=article,
        version=version.number,
        sha256=version.sha256,
        desk_sha256=document.sha256(desk),
        changed=_changed(latest, version),
        **told,
    )
    indexing.index(article, plain)  # under the chain's lock, which the entry took
    return version


def record_all(articles: Iterable[Article], *, by: User) -> None:
    """Write down what each of these articles says now, after something that they share was changed by `by`.

    Who changes an author's profile or a topic's name changes what those articles say, and contributes to them.
    """
    with transaction.atomic():
        keys = [article.pk for article in articles]
        # Every row before the first entry: whoever holds the chain's lock must not wait for a row.
        for locked in list(Article.objects.filter(pk__in=keys).order_by("pk").select_for_update()):
            record(locked, by=by)


def free_slug(title: str) -> str:
    """An address made from a title that no article has or had."""
    base = slugify(title)[:60].strip("-") or "untitled"
    used = set(Article.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    used |= set(Slug.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in itertools.count(2))
    return base if base not in used else next(slug for slug in numbered if slug not in used)


def taken(slug: str, article: Article) -> bool:
    """Whether an address was ever public for another article than this one."""
    return Slug.objects.filter(slug=slug).exclude(article_id=article.pk).exists()


def _desk(article: Article) -> str:
    return document.canonical(
        {
            "slug": article.slug,
            "owner": article.owner_id,
            "source_note": article.source_note,
            "imported_sha256": article.imported_sha256,
        }
    )


def _changed(before: ArticleVersion | None, after: ArticleVersion) -> list[str]:
    """The names of what a save changed; the versions hold the values."""
    if before is None:
        return []
    old = json.loads(before.document) | json.loads(before.desk)
    new = json.loads(after.document) | json.loads(after.desk)
    return sorted(name for name in new if new[name] != old.get(name))


def _write(article: Article, content: dict[str, Any]) -> None:
    article.kind = content["kind"]
    article.audience = content["audience"]
    article.language = content["language"]
    article.title = clean(content["title"])
    article.summary = clean(content["summary"])
    article.body = clean(content["body"])
    article.source_name = clean(content["source"]["name"])
    article.source_url = content["source"]["url"]
    article.review_interval_months = content["review_interval_months"]
    article.ai_assistance = clean(content["ai_assistance"]).strip()
    article.save()
    article.topics.set([_topic(topic) for topic in content["topics"]])
    _write_authors(article, content["authors"])
    _write_references(article, content["references"])
    _write_key_points(article, content["key_points"])
    article.quotations.all().delete()
    Quotation.objects.bulk_create(
        Quotation(
            article=article,
            position=position,
            text=clean(quotation["text"]),
            speaker=clean(quotation["speaker"]),
            credentials=clean(", ".join(quotation["credentials"])),
            affiliation=clean(quotation["affiliation"]),
            url=quotation["url"],
        )
        for position, quotation in enumerate(content["quotations"])
    )


def _topic(topic: dict[str, str]) -> Topic:
    found, _created = Topic.objects.get_or_create(slug=topic["slug"], defaults={"name": clean(topic["name"])})
    return found


def _write_authors(article: Article, authors: list[dict[str, Any]]) -> None:
    article.authorships.all().delete()
    written: dict[Author, str] = {}
    for author in authors:
        written.setdefault(_author(author), clean(author.get("interests", "")).strip())
    Authorship.objects.bulk_create(
        Authorship(article=article, author=author, interests=interests, position=position)
        for position, (author, interests) in enumerate(written.items())
    )


def _author(author: dict[str, Any]) -> Author:
    """The author known by exactly these words, or a new one."""
    words = {
        "name": clean(author["name"]),
        "credentials": clean(", ".join(author["credentials"])),
        "affiliation": clean(author["affiliation"]),
        "orcid": author["orcid"],
    }
    found = Author.objects.filter(**words).first()
    if found:
        return found
    base = slugify(words["name"])[:60] or "author"
    slug, number = base, 2
    while Author.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return Author.objects.create(slug=slug, **words)


def _write_references(article: Article, references: list[dict[str, str]]) -> None:
    article.references.all().delete()
    Reference.objects.bulk_create(
        Reference(
            article=article,
            position=position,
            uuid=reference["uuid"],
            **{name: clean(reference[name]) for name in ["key", "text", "url", "doi", "pmid", "nct"]},
        )
        for position, reference in enumerate(references)
    )


def _write_key_points(article: Article, key_points: list[dict[str, Any]]) -> None:
    article.key_points.all().delete()
    by_key = {reference.key: reference for reference in article.references.all()}
    for position, point in enumerate(key_points):
        written = KeyPoint.objects.create(
            article=article, position=position, uuid=point["uuid"], text=clean(point["text"])
        )
        Evidence.objects.bulk_create(
            Evidence(
                key_point=written,
                reference=by_key[evidence["reference"]],
                position=number,
                quote=clean(evidence["quote"]),
            )
            for number, evidence in enumerate(point["evidence"])
        )
