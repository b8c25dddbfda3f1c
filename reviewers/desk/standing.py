"""Where an article stands, and what this person may do about it now, with the reasons where they may not."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from articles import clock, preflight
from articles.document import content_of
from articles.models import Article, ArticleState, Edition, PlannedWithdrawal, Publication, User
from articles.states import SHOWN, PublicState, WorkState, public_state, work_state
from reviewers import policy
from reviewers.models import Comment, Schedule
from reviewers.obstacles import edition_objections
from reviewers.obstacles import obstacles as obstacles_of
from reviewers.states import open_edition
from reviewers.withdrawing import waiting_plan

from . import waiting

_NO_EDITION = "There is no edition yet: submit the article for review first."


@dataclass(frozen=True)
class Act:
    """An act as its button shows it; `reasons` say why it may not be done now."""

    name: str
    label: str
    url: str
    reasons: list[str]


@dataclass(frozen=True)
class Standing:
    """The two states in words, the edition that is worked on or live, what keeps it off the site, and the acts.

    `held` is the act that would be next if nothing had to be mended first.
    """

    public: str
    work: str
    live: Publication | None
    edition: Edition | None
    obstacles: list[str]
    at_rest: bool
    asked: list[waiting.Silent]
    may_ask: bool
    schedule: Schedule | None
    leaving: str
    is_unchanged: bool
    next: Act | None
    held: Act | None
    possible: list[Act]
    impossible: list[tuple[list[str], list[str]]]


def standing(article: Article, user: User) -> Standing:
    """Where the article stands for this person, today."""
    state = ArticleState.objects.filter(article=article).first() or ArticleState(article=article)
    edition, schedule, plan = edition_at_hand(article), waiting_schedule(article), waiting_plan(article)
    obstacles = obstacles_of(edition) if edition else []
    acts = [
        _review(edition),
        _act(article, "submit", "Submit for review", _submit_reasons(article, edition, user)),
        *_asking(article, edition, user),
        _act(article, "publish", _labelled("Publish", edition), _publish_reasons(edition, obstacles, user)),
        _act(article, "schedule", _labelled("Schedule", edition), _schedule_reasons(edition, schedule, user)),
        *(_scheduled(article, user) if schedule else []),
        _act(article, "recall", _labelled("Recall", edition), _recall_reasons(edition, user)),
        *_after(article, state, plan, user),
    ]
    known = [act for act in acts if act]
    possible = [act for act in known if not act.reasons]
    following = _next(work_state(state), possible)
    held = None if following or policy.refusals(user, "submit") else _refused(known, "submit")
    return Standing(
        public=_public_words(state),
        work=_work_words(state),
        live=shown_of(article),
        edition=edition,
        obstacles=obstacles,
        at_rest=waiting.is_at_rest(edition) if edition else False,
        asked=waiting.asked(edition) if edition else [],
        may_ask=not policy.refusals(user, "request"),
        schedule=schedule,
        leaving=_leaving_words(plan),
        is_unchanged=work_state(state) == WorkState.NOTHING_OPEN,
        next=following,
        held=held,
        possible=[act for act in possible if act is not following],
        impossible=_grouped([act for act in known if act.reasons and act is not held]),
    )


def edition_at_hand(article: Article) -> Edition | None:
    """The edition that acts are about: the open one, or else the one that was live last."""
    edition = open_edition(article)
    if edition:
        return edition
    last = article.publications.select_related("edition__article").order_by("-published_at", "-pk").first()
    return last.edition if last else None


def waiting_schedule(article: Article) -> Schedule | None:
    """The schedule that waits for its time."""
    waiting = Schedule.objects.waiting().filter(edition__article=article)
    return waiting.select_related("edition__article", "by").order_by("publish_at").first()


def shown_of(article: Article) -> Publication | None:
    """What the public reads of an article now."""
    return article.publications.shown(clock.now()).select_related("edition").first()


def _act(article: Article, name: str, label: str, reasons: list[str]) -> Act:
    return Act(name, label, reverse(f"admin:articles_article_{name}", args=[article.pk]), reasons)


def _review(edition: Edition | None) -> Act | None:
    if edition is None:
        return None
    url = reverse("admin:reviewers_edition_review", args=[edition.pk])
    return Act("review", f"Read and review edition {edition.number}", url, [])


def _refused(acts: list[Act], name: str) -> Act | None:
    return next((act for act in acts if act.name == name and act.reasons), None)


def _grouped(acts: list[Act]) -> list[tuple[list[str], list[str]]]:
    """The labels of acts that may not be done, together where the reasons are the same."""
    found: dict[tuple[str, ...], list[str]] = {}
    for act in acts:
        found.setdefault(tuple(act.reasons), []).append(act.label)
    return [(labels, list(reasons)) for reasons, labels in found.items()]


def _labelled(verb: str, edition: Edition | None) -> str:
    return f"{verb} edition {edition.number}" if edition else verb


def _next(work: WorkState, possible: list[Act]) -> Act | None:
    wanted = {
        WorkState.DRAFT: ["submit"],
        WorkState.CHANGES_REQUESTED: ["submit", "review"],
        WorkState.IN_REVIEW: ["review"],
        WorkState.READY: ["publish", "review"],
        WorkState.SCHEDULED: ["review"],
        WorkState.NOTHING_OPEN: [],
    }[work]
    by_name = {act.name: act for act in possible}
    return next((by_name[name] for name in wanted if name in by_name), None)


def _submit_reasons(article: Article, edition: Edition | None, user: User) -> list[str]:
    if reasons := policy.refusals(user, "submit"):
        return reasons
    is_open = edition is not None and open_edition(article) is not None
    if edition and is_open and not Comment.objects.blocking(edition).exists():
        reasons.append(
            f"Edition {edition.number} is under review: recall it first, or wait for the verdicts."
        )
    blocking = sum(finding.blocks for finding in preflight.findings(content_of(article)))
    if blocking:
        reasons.append(
            "One finding must be mended first."
            if blocking == 1
            else f"{blocking} findings must be mended first."
        )
    return reasons


def _publish_reasons(edition: Edition | None, obstacles: list[str], user: User) -> list[str]:
    return policy.refusals(user, "publish") or (obstacles if edition else [_NO_EDITION])


def _schedule_reasons(edition: Edition | None, schedule: Schedule | None, user: User) -> list[str]:
    if reasons := policy.refusals(user, "publish"):
        return reasons
    if edition is None:
        return [_NO_EDITION]
    reasons = edition_objections(edition)
    if edition.publications.live().exists():
        reasons.append(f"Edition {edition.number} is live already.")
    if schedule:
        reasons.append(f"Edition {schedule.edition.number} is scheduled already: cancel that first.")
    return reasons


def _recall_reasons(edition: Edition | None, user: User) -> list[str]:
    if reasons := policy.refusals(user, "recall"):
        return reasons
    if edition is None:
        return ["No edition is under review."]
    if edition.publications.exists():
        return [f"Edition {edition.number} has been live: withdraw the article, or submit a new edition."]
    return []


def _asking(article: Article, edition: Edition | None, user: User) -> list[Act]:
    """Asking an expert outside about the open edition; and somebody else, or one more, as long as it waits for a
    signature."""
    if edition is None or edition != open_edition(article):
        return []
    reasons = policy.refusals(user, "request")
    advice = _act(article, "advice", "Ask an expert outside", reasons)
    if not waiting.unsigned_roles(edition):
        return [advice]
    return [_act(article, "ask", "Ask a reviewer", reasons), advice]


def _scheduled(article: Article, user: User) -> list[Act]:
    """What may be done about a publication that waits for its time."""
    return [
        _act(article, "move", "Move the schedule", policy.refusals(user, "publish")),
        _act(article, "cancel", "Cancel the schedule", policy.refusals(user, "cancel")),
    ]


def _after(article: Article, state: ArticleState, plan: PlannedWithdrawal | None, user: User) -> list[Act]:
    """The acts on what is live, or is read under a notice, as far as they apply."""
    public = public_state(state, clock.now())
    if public in {PublicState.NEVER, PublicState.WITHDRAWN}:
        nothing = ["Nothing of this article is live."]
        reasons = policy.refusals(user, "withdraw") or nothing
        return [_act(article, "withdraw", "Withdraw from the site", reasons)]
    acts = []
    if public != PublicState.RETRACTED:
        acts.append(_act(article, "rereview", "Ask for a re-review", policy.refusals(user, "request")))
    acts.append(_act(article, "withdraw", "Withdraw from the site", policy.refusals(user, "withdraw")))
    if public in SHOWN:
        acts.append(
            _act(article, "keep", "Cancel the planned withdrawal", policy.refusals(user, "keep"))
            if plan
            else _act(article, "plan", "Plan a withdrawal", policy.refusals(user, "withdraw"))
        )
        acts.append(_act(article, "retract", "Retract", policy.refusals(user, "retract")))
    return acts


def _leaving_words(plan: PlannedWithdrawal | None) -> str:
    """What is planned, for everyone at the desk."""
    if plan is None or plan.withdraw_at <= clock.now():
        return ""
    at = timezone.localtime(plan.withdraw_at)
    return f"Leaves the site at {at:%-d %B %Y, %H:%M %Z}, as {plan.by} planned: {plan.reason}"


def _public_words(state: ArticleState) -> str:
    public = public_state(state, clock.now())
    match public:
        case PublicState.NEVER:
            return public.label
        case PublicState.WITHDRAWN:
            return f"{public.label} on {clock.day(state.withdrawn_at or state.leaves_at):%-d %B %Y}"
        case PublicState.RETRACTED:
            return f"{public.label} on {clock.day(state.retracted_at):%-d %B %Y}"
        case PublicState.LAPSED:
            return f"{public.label} since {state.review_due_on:%-d %B %Y}: edition {state.live_edition}"
        case _:
            return f"{public.label}: edition {state.live_edition}, review due {state.review_due_on:%-d %B %Y}"


def _work_words(state: ArticleState) -> str:
    work = work_state(state)
    if work == WorkState.SCHEDULED:
        at = timezone.localtime(state.scheduled_for)
        return f"{work.label}: edition {state.open_edition}, {at:%-d %B %Y, %H:%M %Z}"
    if state.open_edition:
        return f"{work.label}: edition {state.open_edition}"
    if work == WorkState.DRAFT and state.live_edition:
        return "Draft: changed since the live edition"
    return work.label
