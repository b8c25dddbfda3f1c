"""Comments on exact words of an edition, and the replies by which they are settled.

The editors resolve a comment with a reply; whoever wrote it accepts that or opens it again, or takes it back; and
another person who qualifies for the role may settle it, with a reason. A suggestion, and advice from outside, are
settled by the editors' answer already. Written once, like all evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from articles import audit, clock
from articles.acts import acting
from articles.models import Article, Edition, User
from articles.passages import collapsed, passages
from articles.refusals import Refused
from articles.text import clean
from reviewers import independence, policy, states
from reviewers.anchoring import Anchor, NotFound, anchor
from reviewers.mail import telling
from reviewers.models import AdviceLink, Comment, Reply, Reviewer, Role
from reviewers.obstacles import edition_objections
from reviewers.rights import Rights

LONGEST = 5000
_SAYS = {
    Reply.What.RESOLVED: "Say how you answer the comment: what you changed, or why not.",
    Reply.What.REOPENED: "Say what is still wrong.",
    Reply.What.SETTLED: "Say why the comment is settled: it was another reviewer’s.",
    Reply.What.REPLY: "Write a few words.",
}


class CannotComment(Refused):
    """The comment or the reply cannot be made, here and now."""


@dataclass(frozen=True)
class Remark:
    """What somebody says: about these words of the page, with what stands around them, or about all of it.

    `replacement` are words proposed instead of the quoted ones: "" takes them out, None proposes nothing.
    """

    text: str
    quote: str = ""
    prefix: str = ""
    suffix: str = ""
    must_fix: bool = False
    replacement: str | None = None


def comment(edition: Edition, *, reviewer: Reviewer, remark: Remark, role: str = "") -> Comment:
    """Write a reviewer's comment. A must-fix, in a role of its writer, keeps the edition unsigned until settled.

    Raises CannotComment: words that do not stand on the page, nothing said, a must-fix by somebody who may not sign.
    """
    with acting("comment", by=reviewer.user, article=edition.article) as article:
        edition = article.editions.select_related("article").get(pk=edition.pk)
        reasons = [*policy.refusals(reviewer.user, "sign"), *edition_objections(edition)]
        if remark.must_fix:
            reasons += must_fix_objections(edition, reviewer, role)
        if reasons:
            raise CannotComment(list(dict.fromkeys(reasons)))
        made = write(edition, [remark], reviewer=reviewer, role=role)
        states.refresh(article)
        audit.record(
            audit.Event.COMMENTED,
            by=reviewer.user,
            article=article,
            edition=edition.number,
            comments=as_data(made),
        )
        telling.commented(made[0])
        return made[0]


def advise(link: AdviceLink, *, remark: Remark) -> Comment:
    """Write the comment of an expert without an account: a suggestion, never a must-fix. Whoever calls this has made
    sure that the link is good. Raises CannotComment."""
    with acting("advise", by=None, article=link.edition.article) as article:
        edition = article.editions.select_related("article").get(pk=link.edition_id)
        if reasons := edition_objections(edition):
            raise CannotComment(reasons)
        if remark.must_fix:
            raise CannotComment("Advice from outside does not block: only reviewers ask for a change.")
        made = write(edition, [remark], link=link)
        states.refresh(article)
        audit.record(
            audit.Event.COMMENTED, by=None, article=article, edition=edition.number, comments=as_data(made)
        )
        telling.commented(made[0])
        return made[0]


def write(
    edition: Edition,
    remarks: Sequence[Remark],
    *,
    reviewer: Reviewer | None = None,
    role: str = "",
    link: AdviceLink | None = None,
) -> list[Comment]:
    """Write comments. A part of an act, which puts them on record. Raises CannotComment, and then writes none."""
    page = passages(edition.content, edition.html) if any(remark.quote.strip() for remark in remarks) else []
    reasons: list[str] = []
    anchors: list[Anchor | None] = []
    for remark in remarks:
        try:
            reasons += _flaws(remark)
            anchors.append(
                anchor(page, clean(remark.quote), prefix=remark.prefix, suffix=remark.suffix)
                if remark.quote.strip()
                else None
            )
        except NotFound as problem:
            reasons.append(str(problem))
    if reasons:
        raise CannotComment(reasons)
    name = link.printed_name if link else reviewer.name if reviewer else ""
    at = clock.now()
    return [
        Comment.objects.create(
            edition=edition,
            reviewer=reviewer,
            advice=link,
            printed_name=name,
            role=role if remark.must_fix else "",
            part=place.part if place else "",
            quote=place.quote if place else "",
            prefix=place.prefix if place else "",
            suffix=place.suffix if place else "",
            text=clean(remark.text).strip(),
            replacement=None if remark.replacement is None else clean(remark.replacement).strip(),
            must_fix=remark.must_fix,
            at=at,
        )
        for remark, place in zip(remarks, anchors, strict=True)
    ]


def reply(comment: Comment, *, by: User, text: str) -> Reply:
    """Say something to a comment; it stays as it is. Raises CannotComment."""
    return _answer(comment, Reply.What.REPLY, by=by, text=text)


def resolve(comment: Comment, *, by: User, text: str) -> Reply:
    """Answer a comment for the editors: what was changed, or why not. Raises CannotComment."""
    return _answer(comment, Reply.What.RESOLVED, by=by, text=text)


def accept(comment: Comment, *, by: User, text: str = "") -> Reply:
    """Accept the editors' answer to one's own comment: it is settled. Raises CannotComment."""
    return _answer(comment, Reply.What.ACCEPTED, by=by, text=text)


def reopen(comment: Comment, *, by: User, text: str) -> Reply:
    """Say that the editors' answer to one's own comment does not do. Raises CannotComment."""
    return _answer(comment, Reply.What.REOPENED, by=by, text=text)


def take_back(comment: Comment, *, by: User, text: str = "") -> Reply:
    """Take one's own comment back. Raises CannotComment."""
    return _answer(comment, Reply.What.TAKEN_BACK, by=by, text=text)


def settle(comment: Comment, *, by: User, text: str) -> Reply:
    """Settle somebody else's comment, with a reason, as a person who qualifies for its role. Raises CannotComment."""
    return _answer(comment, Reply.What.SETTLED, by=by, text=text)


def resolve_all(article: Article, answers: Mapping[int, str], *, by: User) -> list[dict[str, str | int]]:
    """Answer the must-fixes that nobody has answered, each by its number: none may be left out. A part of an act,
    which puts what is returned on record. Raises CannotComment with every one that has no answer."""
    open_ones = Comment.objects.unsettled().filter(edition__article=article, must_fix=True)
    unanswered = list(open_ones.exclude(turn=Reply.What.RESOLVED).order_by("pk"))
    words = {one.pk: clean(answers.get(one.pk, "")).strip() for one in unanswered}
    if silent := [one for one in unanswered if not words[one.pk]]:
        raise CannotComment(
            [
                f"Say how you answer {one.printed_name}"
                + (f" about “{one.quote}”" if one.quote else "")
                + f": {one} What did you change, or why not?"
                for one in silent
            ]
        )
    return [
        reply_data(_write_reply(one, Reply.What.RESOLVED, by=by, text=words[one.pk])) for one in unanswered
    ]


def turn_of(comment: Comment) -> str:
    """What was decided about a comment last: a `Reply.What`, or "" while nobody decided anything."""
    return getattr(comment, "turn", "") or next(
        (answer.what for answer in reversed(comment.replies.all()) if answer.what != Reply.What.REPLY), ""
    )


def objections(comment: Comment, what: str, *, by: User, rights: Rights | None = None) -> list[str]:
    """Why this person may not answer this comment in this way now. Empty means they may.

    A page with many comments gives the person's `rights`, which are asked once for all of them.
    """
    turn = turn_of(comment)
    rights = rights or Rights(by)
    if what != Reply.What.REPLY and turn in Reply.CLOSING:
        return ["This comment is settled already."]
    match what:
        case Reply.What.REPLY:
            return rights.refusals("reply")
        case Reply.What.RESOLVED:
            return rights.refusals("resolve") + (
                [
                    "This comment is answered already: the reviewer has the next word."
                    if comment.must_fix
                    else "This comment is answered already."
                ]
                if turn == Reply.What.RESOLVED
                else []
            )
        case Reply.What.SETTLED:
            return _settling_objections(comment, rights)
    found = rights.refusals("sign")
    if comment.reviewer is None or comment.reviewer.user_id != by.pk:
        found.append(f"Only {comment.printed_name} may say this: the comment is theirs.")
    if what in {Reply.What.ACCEPTED, Reply.What.REOPENED} and turn != Reply.What.RESOLVED:
        found.append("The editors have not answered this comment yet.")
    return found


def must_fix_objections(edition: Edition, reviewer: Reviewer, role: str) -> list[str]:
    """Why this reviewer may not ask for a change in this role."""
    if role not in Role.values:
        return ["Say in which role you ask for the change."]
    found = policy.objections(reviewer, edition, role, clock.today())
    if role not in edition.required_role_list:
        found.append(f"Edition {edition.number} asks for no {role} sign-off.")
    return found


def as_data(comments: Sequence[Comment]) -> list[dict[str, str | int]]:
    """The comments as the audit trail keeps them."""
    return [
        {
            "comment": made.pk,
            "name": made.printed_name,
            "role": made.role,
            "part": made.part,
            "quote": made.quote,
            "text": made.text,
            "replacement": "" if made.replacement is None else f"→ {made.replacement}",
            "must_fix": int(made.must_fix),
        }
        for made in comments
    ]


def _answer(comment: Comment, what: Reply.What, *, by: User, text: str) -> Reply:
    with acting(f"{what.label.lower()}: comment", by=by, article=comment.edition.article) as article:
        comment = (
            Comment.objects.with_turn().select_related("edition__article", "reviewer").get(pk=comment.pk)
        )
        text = clean(text).strip()
        reasons = objections(comment, what, by=by)
        if not text and what in _SAYS:
            reasons.append(_SAYS[what])
        if len(text) > LONGEST:
            reasons.append(f"That is too long: {LONGEST:,} characters is the most.")
        if reasons:
            raise CannotComment(reasons)
        made = _write_reply(comment, what, by=by, text=text)
        states.refresh(article)
        audit.record(
            audit.Event.REPLIED, by=by, article=article, edition=comment.edition.number, **reply_data(made)
        )
        return made


def reply_data(made: Reply) -> dict[str, str | int]:
    """A reply as the audit trail keeps it."""
    return {"comment": made.comment_id, "reply": made.pk, "what": str(made.what), "text": made.text}


def _write_reply(comment: Comment, what: Reply.What, *, by: User, text: str) -> Reply:
    made = Reply.objects.create(
        comment=comment, what=what, text=text, by=by, printed_name=str(by), at=clock.now()
    )
    telling.replied(made)
    return made


def _settling_objections(comment: Comment, rights: Rights) -> list[str]:
    if rights.reviewer is None:
        return [f"{rights.user} has no reviewer’s profile: only a reviewer settles another one’s comment."]
    if comment.reviewer_id == rights.reviewer.pk:
        return ["This comment is your own: accept the answer, or take it back."]
    if not comment.must_fix:
        return rights.refusals("sign")
    found = rights.settling_objections(comment)
    person = independence.of_reviewer(rights.reviewer)
    answers = [one for one in comment.replies.all() if one.what == Reply.What.RESOLVED]
    if any(independence.of_reply(one).is_same(person) for one in answers):
        found.append("You answered this comment for the editors: somebody else judges the answer.")
    return found


def _flaws(remark: Remark) -> list[str]:
    found = []
    if not clean(remark.text).strip() and remark.replacement is None:
        found.append("Say what must be changed." if remark.must_fix else "Write your comment.")
    if remark.replacement is not None and not remark.quote.strip():
        found.append("Quote the words that you would replace.")
    if remark.replacement is not None and collapsed(remark.replacement) == collapsed(remark.quote):
        found.append("The words that you propose are the same as those that stand there.")
    if any(len(text or "") > LONGEST for text in [remark.text, remark.quote, remark.replacement]):
        found.append(f"That is too long: {LONGEST:,} characters is the most.")
    return found
