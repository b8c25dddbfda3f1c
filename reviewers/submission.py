"""Submitting an article for review, and taking it back."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse

from articles import audit, clock, editions, mailing, preflight, writing
from articles.acts import acting
from articles.document import content_of
from articles.models import Article, Edition, Publication, User
from articles.refusals import Refused
from articles.text import clean
from reviewers import policy, states
from reviewers.ending import cancel_schedules
from reviewers.models import Recall, Reviewer, ReviewRequest, Role


class CannotSubmit(Refused):
    """The article cannot be submitted, or the edition not be recalled, here and now."""


def submit(
    article: Article,
    *,
    by: User,
    change_kind: str,
    change_note: str,
    acknowledgements: Mapping[str, str] | None = None,
    requests: Sequence[tuple[Reviewer, str, date]] = (),
    seen: int | None = None,
) -> Edition:
    """Freeze the article into its next edition and ask reviewers for their verdict.

    `acknowledgements` says for the fingerprint of each warning why it stands; `requests` are (reviewer, role, due
    day); `seen` is the number of the version that the submitter read, if they read it on a screen. Raises CannotSubmit
    with every reason: a newer version, blocking findings, warnings without a word on them, reviewers who may not sign.
    """
    with acting("submit", by=by, article=article) as article:
        at = clock.now()
        if newer := unseen(article, seen):
            raise CannotSubmit(newer)
        writing.record(article, by=by)  # an author's profile may have changed since the last save
        change_note = clean(change_note).strip()
        acknowledgements = {key: clean(why).strip() for key, why in (acknowledgements or {}).items()}
        findings = _findings(article, change_kind, change_note)
        reasons = [
            *policy.refusals(by, "submit"),
            *_change_objections(article, change_kind, change_note),
            *_finding_objections(findings, acknowledgements),
        ]
        if reasons:
            raise CannotSubmit(reasons)
        known = {finding.fingerprint for finding in findings}
        edition = editions.freeze(
            article,
            by=by,
            at=at,
            change_kind=change_kind,
            change_note=change_note,
            required_roles=policy.required_roles(),
            findings=[finding.as_dict() for finding in findings],
            acknowledgements={key: why for key, why in acknowledgements.items() if key in known},
        )
        _ask(edition, requests, by=by)
        states.refresh(article)
        audit.record(
            audit.Event.EDITION_SUBMITTED,
            by=by,
            article=article,
            edition=edition.number,
            digest=edition.digest,
            change_kind=str(change_kind),
            change_note=change_note,
            requests=[
                {"reviewer": str(who), "role": str(role), "due": due.isoformat()}
                for who, role, due in requests
            ],
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
        recalled = Recall.objects.create(edition=edition, reason=reason, by=by, at=clock.now())
        cancel_schedules(article, reason=f"The edition was recalled: {reason}", by=by, at=recalled.at)
        states.refresh(article)
        audit.record(
            audit.Event.EDITION_RECALLED, by=by, article=article, edition=edition.number, reason=reason
        )
        return recalled


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
    document = content_of(article) | {"change": {"kind": change_kind, "note": change_note}}
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
    if waiting and not waiting.comments.filter(must_fix=True).exists():
        found.append(f"Edition {waiting.number} is under review: recall it first, or wait for the verdicts.")
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


def _ask(edition: Edition, requests: Sequence[tuple[Reviewer, str, date]], *, by: User) -> None:
    refused = []
    for reviewer, role, due_on in requests:
        refused += policy.objections(reviewer, edition, role, clock.today())
        if role not in edition.required_role_list:
            refused.append(f"This article asks for no {role} sign-off.")
        ReviewRequest.objects.create(
            edition=edition, reviewer=reviewer, role=role, due_on=due_on, by=by, at=edition.frozen_at
        )
        address = settings.SITE_URL + reverse("admin:reviewers_edition_review", args=[edition.pk])
        mailing.write(
            to=reviewer.user.email,
            subject=f"Please review by {due_on:%-d %B %Y}: {edition.title}",
            body=f"Dear {reviewer.name},\n\n{by} asks you for the {Role(role).label.lower()} review of\n"
            f"“{edition.title}”, edition {edition.number}, by {due_on:%-d %B %Y}.\n\n"
            f"Read and decide here: {address}\n",
        )
    if refused:
        raise CannotSubmit(refused)
