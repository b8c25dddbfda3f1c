"""An earlier version as the working copy again: a new version that says what the earlier one said."""

import json
from dataclasses import dataclass
from typing import Any

from articles import document, writing
from articles.figures.describing import described, digests
from articles.models import ArticleVersion, Author, Authorship, Topic, User


@dataclass(frozen=True)
class Returned:
    """What a version said, as the working copy can say it now; `notes` are sentences on what will not be as it was."""

    content: dict[str, Any]
    notes: list[str]


def returned(version: ArticleVersion) -> Returned:
    """What an article would say with this version as its working copy. Nothing is written."""
    content = json.loads(version.document)
    notes = [*_authors(content), *_topics(content), *_figures(content)]
    return Returned(content, notes)


def make_current(version: ArticleVersion, *, by: User, seen: int) -> ArticleVersion | None:
    """Make a version the working copy again. Returns the new version, or None if the article says just this now.

    Address, owner and private note stay as they are, and so does every version. Raises StaleSave when `seen` is not
    the latest version any more.
    """
    content = returned(version).content
    return writing.save(version.article, content, by=by, seen=seen, restored_from=version.number)


def _authors(content: dict[str, Any]) -> list[str]:
    """Put each author's present profile in the place of an earlier state of it: one person is never made two."""
    notes = []
    names = [row["name"] for row in content["authors"]]
    orcids = [row["orcid"] for row in content["authors"] if row["orcid"]]
    known = list(Author.objects.filter(name__in=names) | Author.objects.filter(orcid__in=orcids))
    for place, row in enumerate(content["authors"]):
        now = [document.author_of(Authorship(author=author, interests=row["interests"])) for author in known]
        if row in now:
            continue
        same = [one for one in now if row["orcid"] and one["orcid"] == row["orcid"]]
        same = same or [one for one in now if one["name"] == row["name"]]
        if len(same) == 1:
            content["authors"][place] = same[0]
            notes.append(f"The byline shows {same[0]['name']} by the profile of today.")
        else:
            notes.append(f"{row['name']} has no profile of these words any more: one is made.")
    return notes


def _topics(content: dict[str, Any]) -> list[str]:
    slugs = [row["slug"] for row in content["topics"]]
    known = set(Topic.objects.filter(slug__in=slugs).values_list("slug", flat=True)) if slugs else set()
    return [
        f"The topic {row['name']} is no more: it is made again."
        for row in content["topics"]
        if row["slug"] not in known
    ]


def _figures(content: dict[str, Any]) -> list[str]:
    content["figures"] = described(content["body"])
    missing = len(digests(content["body"])) - len(content["figures"])
    if not missing:
        return []
    what = "1 figure of this version is" if missing == 1 else f"{missing} figures of this version are"
    return [f"{what} not kept any more: the checks will name the place."]
