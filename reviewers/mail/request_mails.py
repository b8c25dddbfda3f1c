"""The mails about requests for review: to whoever is asked, to whom it is taken from, and to those who asked."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from articles import clock
from articles.models import Edition, User
from reviewers.candidates import best
from reviewers.mail.notifications import notify
from reviewers.models import NoticeKind, Reviewer, ReviewRequest, Role, Verdict
from reviewers.reading_time import Reading, reading_for
from reviewers.risk import Risk

Kind = Edition.ChangeKind


def tell_asked(request: ReviewRequest, *, message: str = "") -> None:
    """Tell a reviewer what is asked of them, why, by when, and how long it takes; they may decline by the same link."""
    notify(
        NoticeKind.ASSIGNED,
        to=[request.reviewer.user],
        by=request.by,
        article=request.edition.article,
        edition=request.edition,
        request=request,
        subject=f"Please review by {_day(request.due_on)}: {request.edition.title}",
        body=_asked(request, message),
    )


def tell_taken(request: ReviewRequest, *, by: User, reason: str, to: Reviewer | None = None) -> None:
    """Tell a reviewer that they need not review this any more, with thanks and the reason."""
    gone = f"{to.name} reviews it now" if to else "It is not needed any more"
    notify(
        NoticeKind.ASSIGNED,
        to=[request.reviewer.user],
        by=by,
        article=request.edition.article,
        edition=request.edition,
        request=request,
        line=f"{by} took the {_role(request)} review of edition {request.edition.number} from you, with thanks.",
        subject=f"No review needed any more: {request.edition.title}",
        body=f"Dear {request.reviewer.name},\n\n{by} has taken the {_role(request)} review of "
        f"“{request.edition.title}”,\nedition {request.edition.number}, from you. {gone}: you need do nothing.\n\n"
        f"The reason: {reason}\n\nThank you for the time that you gave to it.\n",
    )


def tell_claimed(request: ReviewRequest, *, instead_of: Sequence[ReviewRequest]) -> None:
    """Tell the editors that a reviewer took a review without being asked."""
    edition, taker = request.edition, request.reviewer
    late = " and ".join(each.reviewer.name for each in instead_of)
    why = f" {late} was late with it." if late else " Nobody had been asked for it."
    notify(
        NoticeKind.DECIDED,
        to=[edition.article.owner, edition.frozen_by, *(each.by for each in instead_of)],
        by=request.by,
        article=edition.article,
        edition=edition,
        subject=f"{taker.name} reviews it by {_day(request.due_on)}: {edition.title}",
        line=f"{taker.name} took the {_role(request)} review of edition {edition.number}, by {_day(request.due_on)}.",
        body=f"{taker} has taken the {_role(request)} review of “{edition.title}”, edition {edition.number}, "
        f"and gives a verdict\nby {_day(request.due_on)}.{why}\n\nThe article: {_desk(edition)}\n",
    )


def tell_declined(verdict: Verdict) -> None:
    """Tell whoever asked, at once, that a reviewer declined, why, and who else qualifies."""
    edition, reviewer = verdict.edition, verdict.reviewer
    note = f"\n\n{reviewer.name} writes: {verdict.note}" if verdict.note else ""
    others = _others(edition, verdict.role, beside=reviewer)
    ask = "rereview" if edition.publications.exists() else "ask"
    notify(
        NoticeKind.DECIDED,
        to=[asker_of(verdict.request)] if verdict.request else [edition.article.owner],
        by=reviewer.user,
        article=edition.article,
        edition=edition,
        request=verdict.request,
        pressing=True,
        subject=f"{reviewer.name} declines: {edition.title}",
        body=f"{reviewer} declines the {Role(verdict.role).label.lower()} review of “{edition.title}”, "
        f"edition {edition.number}: {verdict.get_reason_display().lower()}.{note}\n\n"
        f"{others}\n\nAsk somebody else: {_desk(edition, ask)}\n",
    )


def late_words(request: ReviewRequest, when: str) -> tuple[str, str]:
    """Subject and body for whoever asked for a review that is late: who else could do it, and where to say so."""
    edition, reviewer = request.edition, request.reviewer
    address = reverse("admin:articles_article_reassign", args=[edition.article_id, request.pk])
    return (
        f"{reviewer.name}’s review is {when}: {edition.title}",
        f"The {_role(request)} review of “{edition.title}”, edition {edition.number}, is {when}: {reviewer} has not "
        f"answered.\n\n{_others(edition, request.role, beside=reviewer)}\n\n"
        f"Give it to somebody else, move the day, or call it off: {settings.SITE_URL}{address}\n"
        f"Or write to {reviewer.name}: {reviewer.user.email}\n",
    )


def asker_of(request: ReviewRequest) -> User:
    """Who is told what becomes of a request: whoever asked, or the article's owner where nobody else asked or they
    are here no more."""
    asked_by_another = request.by_id != request.reviewer.user_id
    return request.by if asked_by_another and request.by.is_active else request.edition.article.owner


def why_second(edition: Edition) -> str:
    """Why an edition asks for a second clinician; empty where it does not."""
    if Role.SECOND_MEDICAL.value not in edition.required_role_list:
        return ""
    risk = edition.private_part["risk"]
    if risk["interests"]:
        return " ".join(risk["interests"])
    if risk["level"] == Risk.SUBSTANTIVE:
        return "The change is substantive, and this site asks for two clinicians for such a change."
    return "This site asks for two clinicians for every article of this kind."


def _asked(request: ReviewRequest, message: str) -> str:
    edition, reviewer = request.edition, request.reviewer
    reading = reading_for(edition, reviewer)
    second = why_second(edition) if request.role == Role.SECOND_MEDICAL else ""
    lines = [
        f"Dear {reviewer.name},",
        "",
        f"{request.by} asks you for the {_role(request)} review of",
        f"“{edition.title}”, edition {edition.number}, by {_day(request.due_on)}.",
        "",
        f"What it is: {_what(edition)}",
        f"Why: {_why(request, reading)}",
        *([f"Why a second clinician: {second}"] if second else []),
        f"How long it takes: {reading.in_words()}",
        *(["", f"{request.by} writes: {message}"] if message else []),
        "",
        "You decide whether readers may rely on this page as it stands: sign it, send it back with what must change, "
        "or decline. Your name stands on the page only if you sign.",
        "",
        f"Read and decide here: {settings.SITE_URL}{_screen(edition)}",
        "There you can also decline: somebody else is asked then.",
    ]
    return "\n".join(lines) + "\n"


def _what(edition: Edition) -> str:
    change = edition.content["change"]
    kind = Kind(edition.change_kind).label
    return f"{kind}. The editors say: {change['note']}" if change["note"] else f"{kind}."


def _why(request: ReviewRequest, reading: Reading) -> str:
    edition = request.edition
    if request.round > 1:
        return "A re-review, so that the page stays trustworthy. Nothing has changed: please read it again."
    if returned := _returned(request):
        return f"You sent edition {returned} back. The page begins with what you asked for, and how it was answered."
    if edition.change_kind == Kind.CORRECTION:
        change = edition.content["change"]
        return f"A correction of what is public. Wrong was: {change['wrong']} Right is: {change['right']}"
    if reading.signed:
        return f"You signed edition {reading.signed}; this one is to take its place."
    if edition.number > 1 and edition.change_kind == Kind.FIRST:
        return "Earlier editions were sent back or recalled; nothing of this article is public yet."
    return (
        "Nothing of this article is public before it is signed."
        if edition.change_kind == Kind.FIRST
        else ("The change goes live only when it is signed.")
    )


def _returned(request: ReviewRequest) -> int:
    """The number of the edition before this one, if this reviewer sent it back; else 0."""
    edition = request.edition
    returned = request.reviewer.verdicts.filter(
        edition__article_id=edition.article_id,
        edition__number=edition.number - 1,
        decision=Verdict.Decision.CHANGES_REQUESTED,
    )
    return edition.number - 1 if returned.exists() else 0


def _others(edition: Edition, role: str, *, beside: Reviewer) -> str:
    found = best(edition, role, clock.today(), beside=beside)
    if not found:
        return "Nobody else qualifies now: the page below says of everyone why not."
    named = [
        f"- {one.reviewer}"
        + (f", knows {', '.join(one.known_topics)}" if one.known_topics else "")
        + (f", {one.open_requests} open" if one.open_requests else ", no open reviews")
        for one in found
    ]
    return "\n".join(["These qualify, best first:", *named])


def _role(request: ReviewRequest) -> str:
    return Role(request.role).label.lower()


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"


def _screen(edition: Edition) -> str:
    return reverse("admin:reviewers_edition_review", args=[edition.pk])


def _desk(edition: Edition, act: str = "change") -> str:
    return settings.SITE_URL + reverse(f"admin:articles_article_{act}", args=[edition.article_id])
