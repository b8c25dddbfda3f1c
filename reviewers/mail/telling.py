"""What each act tells, and whom: owners, submitters, signers, those who are asked. Each is a part of its act."""

from collections.abc import Iterable, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator

from articles.groups import Group
from articles.models import Article, Edition, Publication, User
from articles.text import clean_line
from reviewers.mail import addresses
from reviewers.mail.notifications import notify
from reviewers.models import Comment, NoticeKind, Recall, Reply, ReviewRequest, Role, SignOff, Verdict
from reviewers.obstacles import obstacles
from reviewers.rounds import signatures, waiting_requests

_SHORT = 200
_SAID = {
    Reply.What.REPLY: "replied to a comment",
    Reply.What.RESOLVED: "answered a comment",
    Reply.What.ACCEPTED: "accepted the answer to a comment",
    Reply.What.REOPENED: "opened a comment again",
    Reply.What.SETTLED: "settled a comment",
    Reply.What.TAKEN_BACK: "took a comment back",
}


def sent_back(verdict: Verdict) -> None:
    """Tell the owner, the submitter and all who had a hand in it what must be changed, word for word."""
    edition, who = verdict.edition, verdict.reviewer
    title = edition.title
    demands = Comment.objects.blocking(edition).filter(edition=edition, reviewer=who)
    note = f"{who.name} writes: {verdict.note}\n\n" if verdict.note else ""
    notify(
        NoticeKind.SENT_BACK,
        to=[edition.article.owner, edition.frozen_by, *_contributors(edition)],
        by=who.user,
        article=edition.article,
        edition=edition,
        subject=f"Sent back: {title}",
        line=f"{who.name} sent edition {edition.number} back.",
        body=f"{who.name}, {Role(verdict.role).label.lower()} reviewer, sent edition {edition.number} of “{title}” "
        f"back. This must be changed before it can be signed:\n\n{_listed(demands)}\n\n{note}"
        f"Answer the comments: {addresses.comments(edition.article)}\n\n"
        f"The edition as it was read: {addresses.edition(edition.pk)}\n",
    )


def commented(comment: Comment) -> None:
    """Tell the owner and the submitter of a comment."""
    edition = comment.edition
    asks = "asks for a change" if comment.must_fix else "comments"
    notify(
        NoticeKind.COMMENTED,
        to=[edition.article.owner, edition.frozen_by],
        by=comment.reviewer.user if comment.reviewer else None,
        article=edition.article,
        edition=edition,
        comment=comment,
        subject=f"Comment by {comment.printed_name}: {edition.title}",
        line=f"{comment.printed_name} {asks}{_on_words(comment)}: {_short(str(comment))}",
        body=f"{comment.printed_name} {asks} on edition {edition.number} of “{edition.title}”:\n\n"
        f"{_listed([comment])}\n\nAnswer it here: {addresses.comments(edition.article)}\n",
    )


def replied(reply: Reply) -> None:
    """Tell the writer of a comment, the owner, the submitter and who else spoke about it of what was said."""
    comment, who = reply.comment, clean_line(reply.printed_name)
    edition = comment.edition
    spoke = [other.by for other in comment.replies.select_related("by")]
    said = f"{who} {_SAID[Reply.What(reply.what)]}{_on_words(comment)}"
    notify(
        NoticeKind.COMMENTED,
        to=[
            edition.article.owner,
            edition.frozen_by,
            *([comment.reviewer.user] if comment.reviewer else []),
            *spoke,
        ],
        by=reply.by,
        article=edition.article,
        edition=edition,
        comment=comment,
        subject=f"{who} {_SAID[Reply.What(reply.what)]}: {edition.title}",
        line=f"{said}: {_short(reply.text)}" if reply.text else f"{said}.",
        body=f"{said}, in “{edition.title}”.\n\nThe comment by {comment.printed_name}:\n\n{_listed([comment])}\n\n"
        + (f"{who}:\n\n{reply.text}\n\n" if reply.text else "")
        + f"See the comments: {addresses.comments(edition.article)}\n\n"
        f"On the review screen: {addresses.edition(edition.pk)}#comment-{comment.pk}\n",
    )


def signed(signoff: SignOff) -> None:
    """Tell the owner and the submitter of a signature, and the publishers when nothing is missing any more."""
    edition, role = signoff.edition, signoff.get_role_display().lower()
    of, count = len(edition.required_role_list), signatures(edition, signoff.round).count()
    said = f"{signoff.printed_name} signed edition {edition.number} as {role} reviewer"
    ready = count == of and not obstacles(edition)
    standing = f"{count} of {of} signatures" + (": it can be published" if ready else "")
    notify(
        NoticeKind.DECIDED,
        to=[edition.article.owner, edition.frozen_by, *(_publishers() if ready else [])],
        by=signoff.signer.user,
        article=edition.article,
        edition=edition,
        subject=f"{standing}: {edition.title}",
        line=f"{said}. {standing}.",
        body=f"{said}, of “{edition.title}”. {standing}.\n\n"
        f"See where it stands: {addresses.article(edition.article)}\n",
    )


def published(publication: Publication) -> None:
    """Tell the owner, the submitter and the signers that an edition is live."""
    edition, title = publication.edition, publication.title
    page = settings.SITE_URL + reverse("article", args=[publication.slug])
    notify(
        NoticeKind.PUBLISHED,
        to=[publication.article.owner, edition.frozen_by, *_signers(publication)],
        by=publication.published_by,
        article=publication.article,
        edition=edition,
        subject=f"Published: {title}",
        line=f"Edition {edition.number} is live.",
        body=f"{publication.published_by} published edition {edition.number} of “{title}”.\n\nRead the page: {page}\n",
    )


def asked(article: Article) -> list[ReviewRequest]:
    """The requests that wait now, with their people: taken before an act ends them, to be told of afterwards."""
    waiting = waiting_requests().filter(edition__article=article)
    return list(waiting.select_related("reviewer__user", "edition__article"))


def withdrawn(
    publication: Publication, *, by: User | None, who: User, reason: str, asked: Sequence[ReviewRequest]
) -> None:
    """Tell the owner, the submitter, the signers and those who were `asked` that an article left the site, or is kept
    there as retracted. `by` needs no telling; `who` did it."""
    edition, title = publication.edition, publication.title
    retracted = publication.ended_because == Publication.Ending.RETRACTED and not hasattr(
        publication, "removal"
    )
    done = "retracted" if retracted else "withdrawn"
    notify(
        NoticeKind.WITHDRAWN,
        to=[
            publication.article.owner,
            edition.frozen_by,
            *_signers(publication),
            *(request.reviewer.user for request in asked),
        ],
        by=by,
        article=publication.article,
        edition=edition,
        subject=f"{done.capitalize()}: {title}",
        line=f"It was {done} by {who}: {_short(reason)}",
        body=f"{who} has {done} “{title}”. The reason, as readers are shown it:\n\n{reason}\n\n"
        "Nothing about it waits for you: what comes back is submitted and signed anew.\n\n"
        f"See where it stands: {addresses.article(publication.article)}\n",
    )


def recalled(recall: Recall, *, asked: Iterable[ReviewRequest]) -> None:
    """Tell those who were asked for an edition that there is nothing to review any more."""
    edition = recall.edition
    for request in asked:
        notify(
            NoticeKind.ASSIGNED,
            to=[request.reviewer.user],
            by=recall.by,
            article=edition.article,
            edition=edition,
            request=request,
            subject=f"Nothing to review any more: {edition.title}",
            line=f"{recall.by} took edition {edition.number} back: there is nothing to review any more.",
            body=f"Dear {request.reviewer.name},\n\n{recall.by} took edition {edition.number} of “{edition.title}” "
            f"back. There is nothing to review any more. The reason given:\n\n{recall.reason}\n",
        )


def _contributors(edition: Edition) -> list[User]:
    accounts = {each["user"] for each in edition.private_part["contributors"]}
    return list(User.objects.filter(pk__in=accounts, is_active=True, is_staff=True).order_by("pk"))


def _publishers() -> list[User]:
    return list(User.objects.filter(groups__name=Group.PUBLISHER, is_active=True).order_by("pk"))


def _signers(publication: Publication) -> list[User]:
    signed = signatures(publication.edition, publication.round)
    return [signature.signer.user for signature in signed]


def _on_words(comment: Comment) -> str:
    return f" on “{_short(comment.quote)}”" if comment.quote else ""


def _listed(comments: Iterable[Comment]) -> str:
    return "\n".join(f"- {_in_full(comment)}" for comment in comments)


def _in_full(comment: Comment) -> str:
    words = f"“{clean_line(comment.quote)}”: " if comment.quote else ""
    proposed = ""
    if comment.replacement is not None:
        proposed = (
            f"Proposed instead: “{clean_line(comment.replacement)}”."
            if comment.replacement
            else "Take it out."
        )
    return words + " ".join(filter(None, [clean_line(comment.text), proposed]))


def _short(text: str) -> str:
    return Truncator(clean_line(text)).chars(_SHORT)
