"""Writing down the words of an article, so that the desk finds it by them."""

from collections.abc import Iterable
from typing import Any

from articles.models import Article, Authorship, SearchTerm, SearchText, User

from .words import LONGEST, words

COLUMNS = ["title", "people", "body", "sources"]
# In bytes. Together they stay below what PostgreSQL can keep of one text: a megabyte of words and their places.
_MOST = {"title": 10_000, "people": 40_000, "body": 240_000, "sources": 120_000}
# A shorter word is typed right or not at all.
SHORTEST_TERM = 4
_AT_ONCE = 300


def index(article: Article, content: dict[str, Any]) -> None:
    """Rewrite what the search knows of a working copy, which says `content`. A part of its save: the caller holds the
    audit chain's lock, so that no two of them add the same terms at once and wait for each other."""
    columns = columns_of(content, slug=article.slug, owner=article.owner)
    before = SearchText.objects.filter(article=article).values(*COLUMNS).first() or {}
    if before == columns:
        return
    SearchText.objects.bulk_create(
        [SearchText(article=article, **columns)],
        update_conflicts=True,
        unique_fields=["article"],
        update_fields=COLUMNS,
    )
    add_terms(terms_in(columns) - terms_in(before))


def columns_of(content: dict[str, Any], *, slug: str, owner: Any) -> dict[str, str]:
    """The words of a content document, and of what the desk keeps beside it, by where they stand."""
    names = ["key", "text", "doi", "pmid", "nct", "url"]
    spoken = ["text", "speaker", "affiliation"]
    parts: dict[str, list[str]] = {
        "title": [content["title"]],
        "people": [*(author["name"] for author in content["authors"]), *_names(owner)],
        "body": [
            content["summary"],
            content["body"],
            *(point["text"] for point in content["key_points"]),
            *(quotation[name] for quotation in content["quotations"] for name in spoken),
        ],
        "sources": [
            slug,
            *content["source"].values(),
            *(reference[name] for reference in content["references"] for name in names),
        ],
    }
    return {column: _joined(parts[column], _MOST[column]) for column in COLUMNS}


def renamed(user: User) -> None:
    """Rewrite whose the articles of a person are, after their name was changed. No term is added: for that the chain
    would have to be locked, and whoever waits for rows must not hold it."""
    theirs = Article.objects.filter(owner=user).order_by("pk").select_for_update(no_key=True)
    names: dict[int, list[str]] = {pk: [] for pk in theirs.values_list("pk", flat=True)}
    bylines = Authorship.objects.filter(article__owner=user).order_by("position", "pk")
    for pk, name in bylines.values_list("article", "author__name"):
        names[pk].append(name)
    rows = list(SearchText.objects.filter(article__owner=user).only("people"))
    for row in rows:
        row.people = _joined([*names[row.pk], *_names(user)], _MOST["people"])
    SearchText.objects.bulk_update(rows, ["people"], batch_size=_AT_ONCE)


def add_terms(terms: Iterable[str]) -> None:
    """Remember these words, one of which a mistyped word may have meant."""
    SearchTerm.objects.bulk_create(
        (SearchTerm(term=term, initial=term[0], length=len(term)) for term in sorted(terms)),
        ignore_conflicts=True,
        batch_size=_AT_ONCE,
    )


def is_term(word: str) -> bool:
    """Whether a word may be meant by another: no short one, and none with a digit (TP53 is not TP63)."""
    return SHORTEST_TERM <= len(word) < LONGEST and word.isalpha()


def terms_in(columns: dict[str, str]) -> set[str]:
    """The words of an article that may be meant by another."""
    return {word for text in columns.values() for word in text.split() if is_term(word)}


def _names(owner: Any) -> list[str]:
    return [owner.first_name, owner.last_name]


def _joined(parts: Iterable[str], most: int) -> str:
    text = " ".join(word for part in parts for word in words(part))
    return text.encode()[:most].decode(errors="ignore")
