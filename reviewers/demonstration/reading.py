"""The demonstration's data files, read into plain data."""

import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

from articles.models.people import credential_list
from articles.text import NONE

HERE = Path(__file__).parent


def read(name: str) -> dict[str, Any]:
    """One of the data files: `people`, `topics`, `timeline` or `articles/<slug>`."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def slugs() -> list[str]:
    """The articles of the demonstration, by address."""
    return sorted(path.stem for path in (HERE / "articles").glob("*.toml"))


def content(slug: str) -> dict[str, Any]:
    """What an article says at first, in the shape of `document.content_of`."""
    written = read(f"articles/{slug}")
    authors = {author["key"]: author for author in read("people")["authors"]}
    topics = {topic["slug"]: topic for topic in read("topics")["topics"]}
    plain = ["kind", "audience", "language", "title", "summary", "source", "review_interval_months"]
    return {name: written[name] for name in plain} | {
        "schema": 1,
        "uuid": str(uuid4()),
        "body": written["body"].strip(),
        "ai_assistance": "None.",
        "figures": [],
        "authors": [_author(authors[key]) for key in written["authors"]],
        "topics": [{"slug": key, "name": topics[key]["name"]} for key in written["topics"]],
        "references": [_with_uuid(reference) for reference in written["references"]],
        "key_points": [_with_uuid({"evidence": []} | point) for point in written["key_points"]],
        "quotations": [
            quotation | {"credentials": credential_list(quotation["credentials"])}
            for quotation in written.get("quotations", [])
        ],
    }


def revised(before: dict[str, Any], second: dict[str, Any]) -> dict[str, Any]:
    """What an article says in its second edition. Raises ValueError when words to replace are not there."""
    after = before | {
        "references": before["references"] + [_with_uuid(item) for item in second.get("references", [])],
        "key_points": before["key_points"] + [_with_uuid(point) for point in second.get("key_points", [])],
    }
    for replacement in second["replacements"]:
        places = [name for name in ["summary", "body"] if replacement["was"] in after[name]]
        if not places:
            raise ValueError(f"Not in the first edition: {replacement['was']!r}")
        for name in places:
            after[name] = after[name].replace(replacement["was"], replacement["now"])
    return after


def _author(author: dict[str, str]) -> dict[str, Any]:
    return {
        "name": author["name"],
        "credentials": credential_list(author["credentials"]),
        "affiliation": author["affiliation"],
        "orcid": "",
        "interests": author.get("interests", NONE),
    }


def _with_uuid(part: dict[str, Any]) -> dict[str, Any]:
    return part | {"uuid": str(uuid4())}
