"""The demonstration's data files, read into plain data."""

import tomllib
from pathlib import Path
from typing import Any
from uuid import uuid4

from articles.figures.decoding import decoded
from articles.models.people import credential_list
from articles.text import NONE
from reviewers.demonstration.drawing import bar_chart

HERE = Path(__file__).parent
_WORDS = ("caption", "credit", "licence")
_SIZE = ("digest", "extension", "width", "height")


def read(name: str) -> dict[str, Any]:
    """One of the data files: `people`, `topics`, `timeline` or `articles/<slug>`."""
    return tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))


def slugs() -> list[str]:
    """The articles of the demonstration, by address."""
    return sorted(path.stem for path in (HERE / "articles").glob("*.toml"))


def images(slug: str) -> list[tuple[bytes, dict[str, str]]]:
    """The images that an article shows, and the words of each, in the order of its file."""
    return [
        (bar_chart(figure["heading"], figure["bars"]), {name: figure[name] for name in _WORDS})
        for figure in read(f"articles/{slug}").get("figures", [])
    ]


def content(slug: str) -> dict[str, Any]:
    """What an article says at first, in the shape of `document.content_of`."""
    written = read(f"articles/{slug}")
    authors = {author["key"]: author for author in read("people")["authors"]}
    topics = {topic["slug"]: topic for topic in read("topics")["topics"]}
    body, figures = _with_figures(slug, written)
    plain = ["kind", "audience", "language", "title", "summary", "source", "review_interval_months"]
    return {name: written[name] for name in plain} | {
        "schema": 1,
        "uuid": str(uuid4()),
        "body": body,
        "ai_assistance": "None.",
        "figures": figures,
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


def _with_figures(slug: str, written: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """The body, which names figures as they will be kept, and what a document says of them."""
    body, figures = written["body"].strip(), []
    for named, (image, words) in zip(written.get("figures", []), images(slug), strict=True):
        picture = decoded(image)
        body = body.replace(f"(figure:{named['name']})", f"(figure:{picture.digest})")
        sizes = [{name: getattr(size, name) for name in _SIZE} for size in picture.sizes]
        figures.append({"digest": picture.digest, "renditions": sizes} | words)
    return body, figures


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
