"""What is said about an edition, as its review screen shows it: thread by thread, with what this person may do now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from articles.models import Edition, User
from articles.passages import Passage, passages
from reviewers import commenting
from reviewers.anchoring import Anchor, place_again
from reviewers.models import Comment, Reply, Reviewer, Role
from reviewers.obstacles import edition_objections
from reviewers.rights import Rights

from .remarking import RemarkForm
from .text_fragments import fragment

What = Reply.What


@dataclass(frozen=True)
class Act:
    """One way to answer a comment: how it is called, what is asked, and what does it."""

    what: str
    do: Callable[..., Reply]
    name: str
    asks: str
    button: str
    done: str


ACTS = {
    "resolve": Act(
        What.RESOLVED,
        commenting.resolve,
        "Answer for the editors",
        "What you changed, or why not",
        "Answer",
        "Answered: whoever wrote the comment has the next word.",
    ),
    "accept": Act(
        What.ACCEPTED,
        commenting.accept,
        "Accept the answer",
        "A word on it, if you like",
        "Accept the answer",
        "Accepted: the comment is settled.",
    ),
    "reopen": Act(
        What.REOPENED,
        commenting.reopen,
        "Not yet",
        "What is still wrong",
        "Open it again",
        "Open again: the editors see what is still wrong.",
    ),
    "reply": Act(
        What.REPLY, commenting.reply, "Reply", "Your reply", "Send the reply", "Your reply is sent."
    ),
    "take-back": Act(
        What.TAKEN_BACK,
        commenting.take_back,
        "Take it back",
        "Why, if you like",
        "Take the comment back",
        "Taken back: the comment is settled.",
    ),
    "settle": Act(
        What.SETTLED,
        commenting.settle,
        "Settle it in their place",
        "Why it is settled: it is another reviewer’s",
        "Settle the comment",
        "The comment is settled, with your reason.",
    ),
}


@dataclass
class Offer:
    """An act that is offered on a thread, with what was typed into it and why it was refused, if it was."""

    key: str
    act: Act
    url: str
    typed: str = ""
    reasons: list[str] = field(default_factory=list)


@dataclass
class Thread:
    """A comment with its replies: where its words stand now, how it stands, and what this person may do."""

    comment: Comment
    replies: list[Reply]
    turn: str
    state: str
    place: Anchor | None
    link: str
    is_earlier: bool
    offers: list[Offer]

    @property
    def is_settled(self) -> bool:
        """Whether nobody waits for anything about it."""
        return self.turn in Reply.CLOSING

    @property
    def is_answered(self) -> bool:
        """Whether its writer has the next word."""
        return self.turn == What.RESOLVED

    @property
    def text_changed(self) -> bool:
        """Whether its words no longer stand where they stood."""
        return bool(self.comment.quote) and self.place is None

    @property
    def answer(self) -> int | None:
        """The reply by which the editors answered it last."""
        return next((reply.pk for reply in reversed(self.replies) if reply.what == What.RESOLVED), None)


def discussion(edition: Edition, user: User) -> dict[str, Any]:
    """What `_discussion.html` shows: the threads of an edition and those of earlier ones that are not settled, in the
    order of the text; the form of a new comment, or why this person may not write one.

    The statements that it takes do not grow with the comments.
    """
    rights = Rights(user)
    page = passages(edition.content, edition.html)
    found = _threads(edition, rights, page, comments_on(edition))
    threads = [thread for thread in found if not (thread.is_earlier and thread.is_settled)]
    mine = rights.reviewer.pk if rights.reviewer else None
    waiting = [thread for thread in threads if thread.is_answered and thread.comment.reviewer_id == mine]
    objections = commenting_objections(edition, rights)
    return {
        "threads": [thread for thread in threads if not thread.is_settled],
        "settled_threads": [thread for thread in threads if thread.is_settled],
        # Shown with the rounds, and not with the comments.
        "past_threads": [thread for thread in found if thread.is_earlier and thread.is_settled],
        "remark_form": None if objections else RemarkForm(roles=must_fix_roles(edition, rights)),
        "remark_objections": objections,
        "remark_url": reverse("admin:reviewers_edition_comments", args=[edition.pk]),
        # Only the answers that stand on the page are accepted, none that comes after.
        "accept_all": {
            "url": reverse("admin:reviewers_edition_comments_accept", args=[edition.pk]),
            "seen": " ".join(str(thread.answer) for thread in waiting),
            "count": len(waiting),
        },
    }


def thread_of(edition: Edition, comment: Comment, user: User) -> Thread:
    """One comment as it stands on the page of an edition."""
    return _threads(edition, Rights(user), passages(edition.content, edition.html), [comment])[0]


def comments_on(edition: Edition) -> Iterable[Comment]:
    """The comments on an edition and on those of its article before it, each with its turn and its replies."""
    return (
        Comment.objects.with_turn()
        .filter(edition__article_id=edition.article_id, edition__number__lte=edition.number)
        .select_related("edition", "reviewer__user")
        .defer("edition__document", "edition__html", "edition__private", "edition__manifest")
        .prefetch_related("replies")
    )


def commenting_objections(edition: Edition, rights: Rights) -> list[str]:
    """Why this person may not comment on this edition now. Empty means they may."""
    found = rights.refusals("sign")
    if rights.reviewer is None:
        found.append(f"{rights.user} has no reviewer’s profile: an editor makes one.")
    return found or edition_objections(edition)


def must_fix_roles(edition: Edition, rights: Rights) -> list[tuple[str, str]]:
    """The roles in which this person may ask for a change, with their names."""
    if rights.reviewer is None:
        return []
    return [
        (role, str(Role(role).label))
        for role in edition.required_role_list
        if not commenting.must_fix_objections(edition, rights.reviewer, role)
    ]


def _threads(
    edition: Edition, rights: Rights, page: list[Passage], comments: Iterable[Comment]
) -> list[Thread]:
    text = " ".join(passage.text for passage in page)
    found = [_thread(edition, rights, page, text, comment) for comment in comments]
    # In the order of the text; what is about the whole page comes first, and what the text lost its place for last.
    return sorted(found, key=lambda thread: (thread.text_changed, thread.place.start if thread.place else -1))


def _thread(edition: Edition, rights: Rights, page: list[Passage], text: str, comment: Comment) -> Thread:
    place = place_again(page, comment.part, comment.quote, comment.prefix, comment.suffix)
    replies, turn = list(comment.replies.all()), commenting.turn_of(comment)
    return Thread(
        comment=comment,
        replies=replies,
        turn=turn,
        state=_state(comment, replies, turn, reader=rights.reviewer),
        place=place,
        link=_link(text, place) if place else "",
        is_earlier=comment.edition_id != edition.pk,
        offers=[
            Offer(
                key,
                act,
                reverse("admin:reviewers_edition_comment_act", args=[edition.pk, comment.pk, key]),
            )
            for key, act in ACTS.items()
            if not commenting.objections(comment, act.what, by=rights.user, rights=rights)
        ],
    )


def _link(text: str, place: Anchor) -> str:
    if text.count(place.quote) == 1:
        return fragment(place.quote, beside="edition")
    return fragment(place.quote, prefix=place.prefix, suffix=place.suffix, beside="edition")


def _state(comment: Comment, replies: list[Reply], turn: str, *, reader: Reviewer | None) -> str:
    """How a comment stands, in words."""
    if turn in Reply.CLOSING:
        last = next(reply for reply in reversed(replies) if reply.what == turn)
        verb = {What.ACCEPTED: "accepted", What.TAKEN_BACK: "taken back", What.SETTLED: "settled"}[turn]
        why = f"{verb} by {last.printed_name}" if turn != What.SETTLED else f"by {last.printed_name}"
        return f"Settled: {why}"
    if turn == What.RESOLVED:
        if comment.reviewer_id is None:
            return "Answered by the editors"
        is_own = reader is not None and reader.pk == comment.reviewer_id
        return f"Answered by the editors: waiting for {'you' if is_own else comment.printed_name}"
    again = "Open again" if turn == What.REOPENED else "Open"
    return (
        f"{again}: must be changed before anyone can sign" if comment.must_fix else f"{again}: a suggestion"
    )
