"""The rule: which change of an article matters for what a reader understands or does."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reviewers.risk import fields
from reviewers.risk.fields import Reason

MOST_REASONS = 12


class Risk(StrEnum):
    """How much a change matters for the reader's health."""

    MINOR = "minor"
    SUBSTANTIVE = "substantive"

    @property
    def label(self) -> str:
        """The risk in words."""
        if self is Risk.MINOR:
            return "Minor: nothing that a reader understands or does should change"
        return "Substantive: what a reader understands or does could change"


@dataclass(frozen=True)
class Assessment:
    """A risk, and for a substantive one the sentences that say why, the most telling first."""

    risk: Risk
    reasons: list[str]


def assess(old: dict[str, Any] | None, new: dict[str, Any]) -> Assessment:
    """How much the change from the live edition's document to a new one matters; None: nothing was ever published.

    Deterministic, and the risk is the same either way round. A change is minor only when all of it is of a kind known
    to be minor: spelling, punctuation, spacing, case, headings without telling words, moved paragraphs, topics,
    credentials, affiliations, credits and licences of figures, the order of authors, references, quotations and
    figures. Everything else is substantive.

    This compares words with lists of words; it understands nothing. It cannot see that a reworded sentence means the
    same (it says substantive), nor that a comma, a capital letter, the order of paragraphs or a heading made of
    unlisted words turned a meaning round (it says minor). It says how many should look, not that nothing is wrong.
    """
    if old is None:
        return Assessment(Risk.SUBSTANTIVE, ["Nothing of this article has been published yet."])
    reasons = sorted(_reasons(old, new), key=lambda reason: reason.rank)
    sentences = list(dict.fromkeys(reason.sentence for reason in reasons))
    if not sentences:
        return Assessment(Risk.MINOR, [])
    if len(sentences) > MOST_REASONS:
        left = len(sentences) - (MOST_REASONS - 1)
        sentences = [*sentences[: MOST_REASONS - 1], f"And {left} more changes of these kinds."]
    return Assessment(Risk.SUBSTANTIVE, sentences)


def _reasons(old: dict[str, Any], new: dict[str, Any]) -> Iterator[Reason]:
    for name in ("title", "summary"):
        yield from fields.text(fields.at(old, name), fields.at(new, name), f"the {name}")
    yield from fields.key_points(fields.rows(old, "key_points"), fields.rows(new, "key_points"))
    yield from fields.text(fields.at(old, "body"), fields.at(new, "body"), "the body", headings=True)
    yield from fields.figures(fields.rows(old, "figures"), fields.rows(new, "figures"))
    yield from fields.quotations(fields.rows(old, "quotations"), fields.rows(new, "quotations"))
    yield from fields.references(fields.rows(old, "references"), fields.rows(new, "references"))
    yield from fields.authors(fields.rows(old, "authors"), fields.rows(new, "authors"))
    yield from fields.rest(old, new)
