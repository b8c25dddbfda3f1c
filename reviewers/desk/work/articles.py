"""What is said of an article in a pile: what it waits for, since when, and what may be done about it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.urls import reverse

from articles import clock
from articles.models import ArticleState
from articles.states import PublicState, public_state, work_state
from reviewers.models import ReviewRequest, Role

from .asked import said
from .person import Person
from .rows import Line, Row, by_when, counted, day, day_of, moment

Asked = dict[str, list[ReviewRequest]]


def rows(
    pile: str, states: Sequence[ArticleState], requests: Iterable[ReviewRequest], person: Person
) -> list[Row]:
    """The lines of a pile. `requests` are those that wait, at least the ones of what is under review here."""
    by_article: dict[int, Asked] = defaultdict(lambda: defaultdict(list))
    numbers = {state.article_id: state.open_edition for state in states}
    for request in requests:
        article_id = request.edition.article_id
        if numbers.get(article_id) == request.edition.number:
            by_article[article_id][request.role].append(request)
    return [_row(pile, state, by_article[state.article_id], person) for state in states]


def _row(pile: str, state: ArticleState, asked: Asked, person: Person) -> Row:
    lines = _in_review(state, asked, person) if pile == "in-review" else _LINES[pile](state)
    if state.article.owner_id != person.user.pk:
        lines = [*lines, Line(f"{state.article.owner}’s article.")]
    return Row(title=str(state.article), url=_page(state, _PAGES.get(pile, "change")), lines=lines)


def _in_review(state: ArticleState, asked: Asked, person: Person) -> list[Line]:
    lines = []
    for role in state.missing_roles.split():
        label = Role(role).label
        for request in asked.get(role, []):
            due, late = by_when(request.due_on)
            text = f"{label}: {request.reviewer.name} since {day_of(request.at)}"
            url = reverse("admin:articles_article_reassign", args=[state.article_id, request.pk])
            lines.append(
                _offer(Line(f"{text}, {due}" if due else text, late), "Ask somebody else", url, person)
            )
        if role not in asked:
            line = Line(f"{label}: ", "nobody is asked")
            lines.append(_offer(line, "Ask a reviewer", _page(state, _asking(state)), person))
    if state.unaccepted:
        lines.append(Line(f"{said(state.unaccepted)}."))
    return lines


def _asking(state: ArticleState) -> str:
    return "rereview" if state.open_edition == state.live_edition else "ask"


def _offer(line: Line, label: str, url: str, person: Person) -> Line:
    """The line with the link to an act of the editors, for those who may do it."""
    return Line(line.text, line.late, label, url) if person.is_editor else line


def _to_answer(state: ArticleState) -> list[Line]:
    return [Line(f"{counted(state.unanswered_comments, 'comment')} without an answer.")]


def _sent_back(state: ArticleState) -> list[Line]:
    live = ", which readers see now" if state.open_edition == state.live_edition else ""
    what = "a change is asked for" if state.must_fix else "all is answered: submit it again when it is mended"
    return [Line(f"Edition {state.open_edition}{live}: {what}.")]


def _ready(state: ArticleState) -> list[Line]:
    again = " once more" if state.open_edition == state.live_edition else ""
    return [Line(f"Edition {state.open_edition} has every signature{again}.")]


def _scheduled(state: ArticleState) -> list[Line]:
    when = state.scheduled_for
    return [Line(f"Edition {state.open_edition} goes up at {moment(when)}.")] if when else []


def _review_due(state: ArticleState) -> list[Line]:
    lines = []
    public = public_state(state, clock.now())
    if state.review_due_on and public == PublicState.LAPSED:
        lines.append(Line("", f"Off the site: its review was due by {day(state.review_due_on)}"))
    elif state.review_due_on and public != PublicState.LIVE:
        due, late = by_when(state.review_due_on)
        off = f" It leaves the site on {day(state.lapses_on)}." if state.lapses_on else ""
        lines.append(Line(f"Review {due}." if due else "", f"Review {late}." if late else ""))
        lines += [Line(off.strip())] if off else []
    if state.leaves_at:
        lines.append(Line(f"Planned to leave the site at {moment(state.leaves_at)}."))
    if state.open_edition:
        lines.append(Line(f"{work_state(state).label}: edition {state.open_edition}."))
    return lines


def _draft(state: ArticleState) -> list[Line]:
    if state.live_edition:
        what = "Changed since the live edition"
    elif gone := state.retracted_at or state.withdrawn_at:
        what = f"{'Retracted' if state.retracted_at else 'Withdrawn'} on {day_of(gone)}"
    else:
        what = "Not submitted yet"
    return [Line(f"{what}, last saved on {day_of(state.changed_at)}.")]


_LINES: dict[str, Callable[[ArticleState], list[Line]]] = {
    "to-answer": _to_answer,
    "sent-back": _sent_back,
    "ready": _ready,
    "scheduled": _scheduled,
    "review-due": _review_due,
    "drafts": _draft,
}
_PAGES = {"to-answer": "comments", "sent-back": "comments"}


def _page(state: ArticleState, name: str) -> str:
    return reverse(f"admin:articles_article_{name}", args=[state.article_id])
