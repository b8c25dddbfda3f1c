"""What a reviewer is told before they read: who has which interests, how much the change matters, who else signs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from articles.models import Edition
from reviewers import qualification
from reviewers.models import Disclosure, Reviewer, ReviewRequest, Role, SignOff
from reviewers.risk import Risk


@dataclass(frozen=True)
class Stated:
    """Who states which interests, in which part."""

    name: str
    part: str
    interests: str


def background(
    edition: Edition,
    *,
    signed: Sequence[SignOff],
    requests: Sequence[ReviewRequest],
    stated: Mapping[int, str],
) -> dict[str, Any]:
    """Interests and risk. `signed` are the sign-offs of this round, `requests` those that wait, `stated` the statements
    of the people asked, by reviewer. The risk is the one that was frozen with the edition."""
    risk = edition.private_part["risk"]
    return {
        "authors_interests": [
            Stated(author["name"], "author", author["interests"] or "not stated")
            for author in edition.content["authors"]
        ],
        "reviewers_interests": list(_reviewers(signed, requests, stated)),
        "risk": risk,
        "risk_label": Risk(risk["level"]).label,
        "second": _second(edition, risk),
    }


def statements_of(reviewers: Iterable[Reviewer]) -> dict[int, str]:
    """The statement of interests of each reviewer, by their pk, as it stands; one query."""
    rows = Disclosure.objects.filter(reviewer__in=list(reviewers)).order_by("at", "pk")
    return dict(rows.values_list("reviewer_id", "statement"))


def printed_name(reviewer: Reviewer, on: date) -> str:
    """The name as it will stand beside a signature that is given on this day, “(retired)” included."""
    name = ", ".join(filter(None, [reviewer.name, reviewer.credentials]))
    retired = qualification.standing_of(reviewer, on) == qualification.RETIRED
    return f"{name} (retired)" if retired and "retired" not in name.casefold() else name


def _reviewers(
    signed: Sequence[SignOff], requests: Sequence[ReviewRequest], stated: Mapping[int, str]
) -> Iterable[Stated]:
    """Who signed in this round, with the statement they signed; and who is asked, with the one they made before."""
    for signature in signed:
        part = f"signed the {Role(signature.role).label.lower()} review"
        yield Stated(signature.printed_name, part, signature.interests)
    for request in requests:
        part = f"asked for the {Role(request.role).label.lower()} review"
        yield Stated(request.reviewer.name, part, stated.get(request.reviewer_id, "not stated"))


def _second(edition: Edition, risk: dict[str, Any]) -> list[str]:
    """Why a second clinician is asked for; empty where none is."""
    if Role.SECOND_MEDICAL.value not in edition.required_role_list:
        return []
    if risk["interests"]:
        return list(risk["interests"])
    if risk["level"] == Risk.SUBSTANTIVE:
        return ["The change is substantive, and this site asks for two clinicians for such a change."]
    return ["This site asks for two clinicians for every article of this kind."]
