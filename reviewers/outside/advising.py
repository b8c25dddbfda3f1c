"""Advice from outside: asking an expert without an account about one edition, by a link that is theirs alone.

The link is the whole right: it opens one edition, to be read and commented on, until a day or until it is revoked.
Of its token this keeps the digest only; the mail that brings it stands among the outgoing mail. What is said by it is
advice: it neither signs nor blocks.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from articles import audit, clock, mailing
from articles.acts import acting
from articles.models import Edition, User
from articles.refusals import Refused
from articles.text import clean, clean_line, seen
from reviewers import commenting, policy, qualification
from reviewers.commenting import Remark
from reviewers.models import AdviceLink, AdviceLinkEnd, Comment
from reviewers.obstacles import edition_objections
from reviewers.outside.doors import Door, all_links, digest_of, door_of, limit_objections, working_links

DAYS, MOST_DAYS = 14, 60
LONGEST_QUESTION = 2000
_TOKEN_BYTES = 32


class CannotAskAdvice(Refused):
    """This person cannot be asked about this edition, or this link cannot be revoked."""


class CannotAdvise(Refused):
    """Nothing can be said by this link now."""


def ask_advice(
    edition: Edition, *, by: User, printed_name: str, email: str, question: str, days: int = DAYS
) -> AdviceLink:
    """Mail an expert a link to this edition, good for so many days. An earlier one of theirs to it ends.

    Raises CannotAskAdvice with every reason: the address of an account, an edition that is past comments, no question.
    """
    with acting("ask for advice", by=by, article=edition.article) as article:
        edition = article.editions.select_related("article").get(pk=edition.pk)
        name, email = clean_line(printed_name), clean_line(email).lower()
        question = clean(question).strip()
        reasons = [
            *policy.refusals(by, "request"),
            *edition_objections(edition),
            *_flaws(name, email, question, days),
        ]
        if reasons:
            raise CannotAskAdvice(reasons)
        for earlier in working_links(edition).filter(email=email):
            _end(earlier, by=by)
        token, at = secrets.token_urlsafe(_TOKEN_BYTES), clock.now()
        link = AdviceLink.objects.create(
            edition=edition,
            printed_name=name,
            email=email,
            question=question,
            token_sha256=digest_of(token),
            by=by,
            at=at,
            expires_at=at + timedelta(days=days),
        )
        _mail(link, token)
        audit.record(
            audit.Event.ADVICE_ASKED,
            by=by,
            article=article,
            edition=edition.number,
            link=link.pk,
            question=question,
            token_sha256=link.token_sha256,
            **_whom(link),
        )
        return link


def revoke(link: AdviceLink, *, by: User) -> AdviceLinkEnd:
    """End a link before its time: from now on it opens nothing. Raises CannotAskAdvice."""
    with acting("revoke a link for advice", by=by, article=link.edition.article):
        link = AdviceLink.objects.select_related("edition__article", "end").get(pk=link.pk)
        reasons = policy.refusals(by, "request")
        if hasattr(link, "end"):
            reasons.append(f"The link of {link.printed_name} was revoked already.")
        elif link.expires_at <= clock.now():
            reasons.append(f"The link of {link.printed_name} has run out: it opens nothing any more.")
        if reasons:
            raise CannotAskAdvice(reasons)
        return _end(link, by=by)


def comment(link: AdviceLink, *, remark: Remark) -> Comment:
    """Write what the expert says, by a link that is looked at again under the article's lock.

    Raises CannotAdvise for a link that works no more, or has been used enough, and CannotComment as `commenting` does.
    """
    with acting("advise", by=None, article=link.edition.article):
        link = all_links().get(pk=link.pk)
        if door_of(link) is not Door.OPEN:
            raise CannotAdvise("This link does not work any more.")
        if reasons := limit_objections(link):
            raise CannotAdvise(reasons)
        return commenting.advise(link, remark=remark)


def _flaws(name: str, email: str, question: str, days: int) -> list[str]:
    found = []
    if not seen(name).strip():
        found.append("Say how the expert’s name is printed beside their comments.")
    elif len(name) > 200:
        found.append("The name is too long: 200 characters is the most.")
    found += _email_objections(email)
    if not question:
        found.append("Say what you want to know: it stands in the mail and above the text.")
    elif len(question) > LONGEST_QUESTION:
        found.append(f"The question is too long: {LONGEST_QUESTION:,} characters is the most.")
    if not 1 <= days <= MOST_DAYS:
        found.append(f"Say for how many days the link works: 1 to {MOST_DAYS}.")
    return found


def _email_objections(email: str) -> list[str]:
    try:
        validate_email(email)
    except ValidationError:
        return ["Write an e-mail address, like name@example.org."]
    if len(email) > 254:
        return ["This e-mail address is too long: 254 characters is the most."]
    if qualification.mailbox_is_shared(User(email=email)):
        return [f"{email} belongs to an account of this site: ask them as a reviewer."]
    return []


def _end(link: AdviceLink, *, by: User) -> AdviceLinkEnd:
    end = AdviceLinkEnd.objects.create(link=link, by=by, at=clock.now())
    edition = link.edition
    audit.record(
        audit.Event.ADVICE_ENDED,
        by=by,
        article=edition.article,
        edition=edition.number,
        link=link.pk,
        **_whom(link),
    )
    return end


def _whom(link: AdviceLink) -> dict[str, str]:
    return {"name": link.printed_name, "email": link.email, "expires": clock.stamp(link.expires_at)}


def _mail(link: AdviceLink, token: str) -> None:
    until = f"{timezone.localtime(link.expires_at):%-d %B %Y, %H:%M %Z}"
    address = settings.SITE_URL + reverse("advice", args=[token])
    mailing.write(
        to=link.email,
        subject=f"{link.by} asks for your advice on a text of {settings.SITE_NAME}",
        body=f"Dear {link.printed_name},\n\n{link.by} asks for your advice on a text for {settings.SITE_NAME}:\n\n"
        f"“{link.edition.title}”\n\nWhat they want to know:\n\n{link.question}\n\n"
        f"Read and comment here: {address}\n\n"
        f"You need no account and no password. The link is for you alone, and works until {until}.\n\n"
        "Please pass on neither the link nor the text: it is confidential until it is published. What you write is "
        "kept with your name and read by the editors and reviewers. It is advice: you sign nothing by it.\n\n"
        f"Questions, or the wrong person? Write to {link.by}: {link.by.email}\n",
    )
