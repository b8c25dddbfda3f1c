"""Submitting an article for review, and taking it back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from articles import audit, clock, editions, preflight, trashing, writing
from articles.acts import acting
from articles.document import content_of
from articles.models import Article, Edition, Publication, User
from articles.refusals import Refused
from articles.text import clean
from reviewers import declarations, policy, states
from reviewers.commenting import CannotComment, resolve_all
from reviewers.ending import cancel_schedules
from reviewers.interests import products_in_both
from reviewers.mail import telling
from reviewers.models import Comment, Recall, Reviewer
from reviewers.requesting import Asked, CannotRequest, as_data, ask
from reviewers.risk import Risk, assess
from reviewers.withdrawing import settle


class CannotSubmit(Refused):
    """The article cannot be submitted, or the edition not be recalled, here and now."""


@dataclass(frozen=True)
class Correction:
    """What was wrong, what is right now, where it stood, and how much it mattered: readers see all of it (ICMJE)."""

    wrong: str
    right: str
    where: str
    severity: str

    def as_data(self) -> dict[str, str]:
        """The words as the edition freezes them."""
        return {
            name: clean(str(getattr(self, name))).strip() for name in ["wrong", "right", "where", "severity"]
        }


def submit(
    article: Article,
    *,
    by: User,
    change_kind: str,
    change_note: str,
    correction: Correction | None = None,
    raised: bool = False,
    acknowledgements: Mapping[str, str] | None = None,
    answers: Mapping[int, str] | None = None,
    requests: Sequence[Asked] = (),
    message: str = "",
    seen: int | None = None,
) -> Edition:
    """Freeze the article into its next edition and ask reviewers for their verdict.

    A `correction` says what was wrong; `raised` makes the change count as substantive whatever it is, never less.
    `acknowledgements` says for the fingerprint of each warning why it stands; `answers` says, by its number, how each
    must-fix that is still open was met, so that the reviewers find an answer beside each point; `requests` are
    (reviewer, role, due day), and the `message` goes with their mails; `seen` is the number of the version that the
    submitter read, if they read it on a screen.
    Raises CannotSubmit with every reason: a newer version, blocking findings, warnings without a word on them,
    must-fixes without an answer, reviewers who may not sign.
    """
    with acting("submit", by=by, article=article) as article:
        settle(article)
        at = clock.now()
        if newer := unseen(article, seen):
            raise CannotSubmit(newer)
        writing.record(article, by=by)  # an author's profile may have changed since the last save
        change_note = clean(change_note).strip()
        acknowledgements = {key: clean(why).strip() for key, why in (acknowledgements or {}).items()}
        findings = _findings(article, change_kind, change_note)
        risk = assessed(article, requests, raised=raised)
        change = {"kind": str(change_kind), "note": change_note}
        change |= correction.as_data() if correction else {}
        reasons = [
            *policy.refusals(by, "submit"),
            *trashing.trashed_objections(article),
            *_change_objections(article, change_kind, change_note),
            *_sameness_objections(article, change, roles_for(article, risk)),
            *_correction_objections(change_kind, correction),
            *_finding_objections(findings, acknowledgements),
        ]
        try:
            answered = resolve_all(article, answers or {}, by=by)
        except CannotComment as refusal:
            reasons += refusal.reasons
        if reasons:
            raise CannotSubmit(reasons)
        known = {finding.fingerprint for finding in findings}
        edition = editions.freeze(
            article,
            by=by,
            at=at,
            change=change,
            required_roles=roles_for(article, risk),
            risk=risk,
            findings=[finding.as_dict() for finding in findings],
            acknowledgements={key: why for key, why in acknowledgements.items() if key in known},
        )
        try:
            made = ask(edition, requests, by=by, message=message)
        except CannotRequest as refusal:
            raise CannotSubmit(refusal.reasons) from refusal
        states.refresh(article)
        audit.record(
            audit.Event.EDITION_SUBMITTED,
            by=by,
            article=article,
            edition=edition.number,
            digest=edition.digest,
            change_kind=str(change_kind),
            change_note=change_note,
            required_roles=edition.required_role_list,
            risk=risk,
            requests=as_data(made),
            answers=answered,
        )
        return edition


def recall(edition: Edition, *, by: User, reason: str) -> Recall:
    """Take an edition back before it is live; what waits for it is called off. Raises CannotSubmit."""
    with acting("recall", by=by, article=edition.article) as article:
        reason = clean(reason).strip()
        reasons = policy.refusals(by, "recall")
        if not reason:
            reasons.append("Say why you recall the edition.")
        if edition.publications.exists():
            reasons.append(
                f"Edition {edition.number} has been live: withdraw the article, or submit a new edition."
            )
        if Recall.objects.filter(edition=edition).exists():
            reasons.append(f"Edition {edition.number} was recalled already.")
        if reasons:
            raise CannotSubmit(reasons)
        asked = [request for request in telling.asked(article) if request.edition_id == edition.pk]
        recalled = Recall.objects.create(edition=edition, reason=reason, by=by, at=clock.now())
        cancel_schedules(article, reason=f"The edition was recalled: {reason}", by=by, at=recalled.at)
        states.refresh(article)
        audit.record(
            audit.Event.EDITION_RECALLED, by=by, article=article, edition=edition.number, reason=reason
        )
        telling.recalled(recalled, asked=asked)
        return recalled


def assessed(article: Article, requests: Sequence[Asked] = (), *, raised: bool = False) -> dict[str, Any]:
    """How much the change matters, as the edition freezes it: {level, raised, reasons, interests}.

    Computed from what is live and what the article says now, never chosen; `raised` makes it substantive.
    `interests` are the sentences about products that somebody declares an interest in and that the text names.
    """
    live = article.publications.live().select_related("edition").first()
    document = content_of(article)
    before = None
    if live:
        before = {name: part for name, part in live.edition.content.items() if name != "change"}
    found = assess(before, document)
    return {
        "level": str(Risk.SUBSTANTIVE if raised else found.risk),
        "raised": int(raised and found.risk != Risk.SUBSTANTIVE),
        "reasons": found.reasons,
        "interests": interested(document, [reviewer for reviewer, _role, _due in requests]),
    }


def interested(document: dict[str, Any], reviewers: Sequence[Reviewer]) -> list[str]:
    """Who declares an interest in a product that the text names: its authors, and whoever is asked to review it."""
    statements = [(author["name"], author["interests"]) for author in document["authors"]]
    statements += [(reviewer.name, declarations.interests_of(reviewer)) for reviewer in reviewers]
    found = [(name, products_in_both(statement, document)) for name, statement in statements]
    return [
        f"{name} declares an interest in {', '.join(products)}, which the text names."
        for name, products in found
        if products
    ]


def roles_for(article: Article, risk: dict[str, Any]) -> list[str]:
    """The roles that must sign what would be submitted with this assessment."""
    return policy.required_roles(
        article.kind,
        substantive=risk["level"] == Risk.SUBSTANTIVE,
        second_reviewer=bool(risk["interests"]),
    )


def unseen(article: Article, seen: int | None) -> list[str]:
    """Why what the submitter read is not what would be frozen. Empty means that it is, or that nothing was read."""
    latest = article.versions.select_related("by").latest("number")
    if seen is None or latest.number == seen:
        return []
    return [
        f"{latest.by} saved version {latest.number} since you opened this page. Read what changed; to submit it as it "
        "is now, submit again."
    ]


def _findings(article: Article, change_kind: str, change_note: str) -> list[preflight.Finding]:
    """What the checks find in the article, and what blocks in the change note: nobody could acknowledge the rest."""
    document = content_of(article) | {
        "change": editions.NO_CHANGE | {"kind": str(change_kind), "note": change_note}
    }
    return [
        finding
        for finding in preflight.findings(document)
        if finding.blocks or not finding.place.startswith("change.")
    ]


def _change_objections(article: Article, change_kind: str, change_note: str) -> list[str]:
    found = []
    first = not Publication.objects.filter(article=article).exists()
    if change_kind not in Edition.ChangeKind.values:
        found.append("Say what kind of change this is: first edition, minor, update or correction.")
    elif first != (change_kind == Edition.ChangeKind.FIRST):
        found.append(
            "Nothing of this article has been published yet: submit it as a first edition."
            if first
            else "This article has been published before: say whether this is a minor change, update or correction."
        )
    if not first and not change_note:
        found.append("Say in the change note what has changed: readers see it on the page.")
    waiting = states.open_edition(article)
    if waiting and not Comment.objects.blocking(waiting).exists():
        found.append(f"Edition {waiting.number} is under review: recall it first, or wait for the verdicts.")
    return found


def _sameness_objections(article: Article, change: dict[str, str], roles: list[str]) -> list[str]:
    """Why what was sent back is not submitted again as it is: its reviewers would read the same once more. The comments
    on it are answered without that; other roles to sign, or another change note, are something to submit."""
    waiting = states.open_edition(article)
    if waiting is None or not Comment.objects.blocking(waiting).exists():
        return []
    before = (waiting.content, waiting.required_role_list)
    if before != (content_of(article) | {"change": editions.NO_CHANGE | change}, roles):
        return []
    return [
        f"Nothing has changed since edition {waiting.number}: answer the comments on it instead, and its reviewers "
        "accept that or not."
    ]


def _correction_objections(change_kind: str, correction: Correction | None) -> list[str]:
    """A correction says what was wrong, what is right, where and how much it mattered; nothing else says so (ICMJE)."""
    if change_kind != Edition.ChangeKind.CORRECTION:
        return ["Only a correction says what was wrong: choose that kind."] if correction else []
    if correction is None:
        return ["Say what was wrong, what is right now, where, and how much it mattered."]
    asked = {
        "what was wrong": correction.wrong.strip(),
        "what is right now": correction.right.strip(),
        "where it stood": correction.where.strip(),
    }
    found = [f"Say {what}: readers see it in the notice." for what, said in asked.items() if not said]
    if correction.severity not in Edition.Severity.values:
        found.append("Say how much the error mattered.")
    return found


def _finding_objections(
    findings: Sequence[preflight.Finding], acknowledgements: Mapping[str, str]
) -> list[str]:
    blocking = [f"{finding.why} {finding.mend}" for finding in findings if finding.blocks]
    unanswered = [
        f"Acknowledge this warning in a few words, or mend it: {finding.why} (“{finding.words}”)"
        for finding in findings
        if not finding.blocks and not acknowledgements.get(finding.fingerprint)
    ]
    return blocking + unanswered
