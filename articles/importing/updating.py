"""A newer file into an article that is there: what the file says, without what only the article knows."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from articles.rendering.markdown import CITATION

Row = dict[str, Any]
_IDENTIFIERS = ("doi", "pmid", "nct", "url")
# What a file may lack without meaning that the article should: its name on the form.
_KEPT_IF_MISSING = {
    "title": "the title",
    "summary": "the bottom line",
    "body": "the body",
    "authors": "the byline",
    "key_points": "the key points",
    "quotations": "the quotations",
    "references": "the references",
}


def updated(current: Row, incoming: Row) -> tuple[Row, list[str]]:
    """The content document of an article with what a newer file says, and what was kept because the file has none.

    Key points and references that say the same keep their UUIDs, evidence and keys; authors their ORCID and
    interests; topics, audience, interval and statement on AI stay.
    """
    kept = [name for part, name in _KEPT_IF_MISSING.items() if current[part] and not incoming[part]]
    given = {part: incoming[part] or current[part] for part in _KEPT_IF_MISSING}
    known = _by("text", current["key_points"])
    points = [_same_point(point, known) for point in given["key_points"]]
    references, keys = _references(given["references"], current["references"], _evidenced(points))
    if incoming["references"]:
        points = [point | {"text": _cited_anew(point["text"], keys)} for point in points]
    body = _cited_anew(given["body"], keys) if incoming["body"] and incoming["references"] else given["body"]
    authors, quotations = _by("name", current["authors"]), _by("text", current["quotations"])
    return current | {
        "kind": incoming["kind"],
        "language": incoming["language"],
        "title": given["title"],
        "summary": given["summary"],
        "body": body,
        "source": _source(incoming["source"], current["source"]),
        "authors": [_same_author(author, authors) for author in given["authors"]],
        "key_points": points,
        "quotations": [_same_quotation(said, quotations) for said in given["quotations"]],
        "references": references,
        "topics": current["topics"] or incoming["topics"],
        "figures": incoming["figures"],
    }, kept


def _same_point(point: Row, known: dict[str, Row]) -> Row:
    same = known.get(_alike(point["text"]))
    return point | {"uuid": same["uuid"], "evidence": same["evidence"]} if same else point


def _same_author(author: Row, known: dict[str, Row]) -> Row:
    same = known.get(_alike(author["name"]))
    if same is None:
        return author
    said = {name: author[name] or same[name] for name in ["credentials", "affiliation"]}
    return author | said | {"orcid": same["orcid"], "interests": same["interests"]}


def _same_quotation(said: Row, known: dict[str, Row]) -> Row:
    same = known.get(_alike(said["text"]))
    return said | {"url": said["url"] or same["url"]} if same else said


def _by(name: str, rows: list[Row]) -> dict[str, Row]:
    """The rows by what they say in this field, the first of those that say the same."""
    found: dict[str, Row] = {}
    for row in rows:
        if said := _alike(row[name]):
            found.setdefault(said, row)
    return found


def _source(incoming: Row, current: Row) -> Row:
    if not incoming["name"] or incoming["name"] == current["name"]:
        return current | {"url": incoming["url"] or current["url"]}
    return incoming


def _evidenced(points: list[Row]) -> set[str]:
    return {item["reference"] for point in points for item in point["evidence"]}


def _references(given: list[Row], known: list[Row], evidenced: set[str]) -> tuple[list[Row], dict[str, str]]:
    """The file's references under the keys that the article has for them, and each key of the file's list with the
    article's. A reference that a key point's evidence rests on stays, in the list or not."""
    there = _Known(known)
    pairs = [(entry, there.same(entry)) for entry in given]
    taken = {same["key"] for _entry, same in pairs if same} | evidenced
    references: list[Row] = []
    keys: dict[str, str] = {}
    for entry, same in pairs:
        key = same["key"] if same else _free(entry["key"], taken)
        taken.add(key)
        keys[entry["key"]] = key
        if same is None:
            references.append(entry | {"key": key})
        elif all(same["uuid"] != other["uuid"] for other in references):
            filled = {name: entry[name] or same[name] for name in ["text", *_IDENTIFIERS]}
            references.append(same | filled)
    here = {entry["uuid"] for entry in references}
    references += [entry for entry in known if entry["key"] in evidenced and entry["uuid"] not in here]
    return references, keys


class _Known:
    """The references that an article has, found by what identifies them."""

    def __init__(self, rows: list[Row]) -> None:
        self.by = {name: _by(name, rows) for name in ["doi", "pmid", "text", "url"]}

    def same(self, entry: Row) -> Row | None:
        """The one that is this entry: of one DOI or PMID; or of one text or address, where no DOI or PMID differs."""
        for name in ["doi", "pmid"]:
            if found := self.by[name].get(_alike(entry[name])):
                return found
        for name in ["text", "url"]:
            found = self.by[name].get(_alike(entry[name]))
            if found and not any(entry[other] and found[other] for other in ["doi", "pmid"]):
                return found
        return None


def _free(key: str, taken: set[str]) -> str:
    return key if key not in taken else next(other for other in _numbered(key) if other not in taken)


def _numbered(key: str) -> Iterator[str]:
    number = int(key) if key.isdecimal() else 0
    while True:
        number += 1
        yield str(number) if key.isdecimal() else f"{key}-{number + 1}"


def _cited_anew(text: str, keys: dict[str, str]) -> str:
    return CITATION.sub(lambda found: f"[@{keys.get(found[1], found[1])}]", text)


def _alike(text: str) -> str:
    """Text as two files may have it that say the same: without case, marks and citations."""
    bare = CITATION.sub("", unicodedata.normalize("NFKC", text)).casefold()
    return " ".join(re.findall(r"\w+", bare))
