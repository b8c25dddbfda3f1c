"""Inviting a reviewer: the account, the profile, and one mail with one link, by which they do the rest themselves."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.contrib.auth.models import Group as DjangoGroup
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.text import slugify

from articles import audit, clock, mailing
from articles.accounts import record_access
from articles.acts import record_refusal
from articles.groups import Group
from articles.models import OutgoingMail, User
from articles.refusals import Refused
from articles.text import clean_line
from reviewers import identity, orcid, policy, qualification
from reviewers.models import HELD, Reviewer

GOOD_FOR = timedelta(days=14)
MAILS_PER_HOUR = 3
_SALT = "reviewers.invitation"
_LABELS = {
    "given_name": "Given name",
    "family_name": "Family name",
    "credentials": "Degrees and memberships",
    "affiliation": "Affiliation",
}


class CannotInvite(Refused):
    """This person cannot be invited now."""


class Link(Enum):
    """What became of an invitation's link."""

    GOOD = "good"
    USED = "used"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


def invite(
    *,
    by: User,
    email: str,
    given_name: str,
    family_name: str,
    credentials: str = "",
    affiliation: str = "",
    orcid: str = "",
    roles: Sequence[str],
    identity_how: str = "",
) -> Reviewer:
    """Make a reviewer's account and profile, and mail them the link to begin with.

    With `identity_how` the editor vouches for who it is, and how they know. Raises CannotInvite with every reason.
    """
    email = clean_line(email).lower()
    reviewer = Reviewer(
        given_name=clean_line(given_name),
        family_name=clean_line(family_name),
        credentials=clean_line(credentials),
        affiliation=clean_line(affiliation),
        roles=sorted({str(role) for role in roles}),
    )
    reasons = policy.refusals(by, "invite")
    reasons = reasons or [*_email_objections(email), *_orcid_objections(reviewer, orcid), *_flaws(reviewer)]
    if reasons:
        record_refusal("invite", by=by, reasons=reasons)
        raise CannotInvite(reasons)
    try:
        with transaction.atomic():
            _make(reviewer, email=email, by=by)
            if identity_how := clean_line(identity_how):
                identity.verify_identity(reviewer, by=by, how=identity_how)
            _mail(reviewer, by=by)
            _record(reviewer, by=by, identity_how=identity_how)
    except IntegrityError as problem:
        refusal = CannotInvite("Somebody invited the same person a moment ago: look at the list.")
        record_refusal("invite", by=by, reasons=refusal.reasons)
        raise refusal from problem
    return reviewer


def invite_again(reviewer: Reviewer, *, by: User) -> None:
    """Mail a fresh link to somebody who has not begun yet; earlier ones no longer work. Raises CannotInvite."""
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=reviewer.user_id)
        reasons = policy.refusals(by, "invite")
        if not user.is_active:
            reasons.append(f"The account of {user} is deactivated: nothing was mailed.")
        if user.has_usable_password():
            reasons.append(
                f"{user} has set a password already: they log in, and are told there what is missing."
            )
        if not reasons:
            user.set_unusable_password()
            user.save(update_fields=["password"])
            reviewer.user = user
            _mail(reviewer, by=by)
            _record(reviewer, by=by, again=True)
    if reasons:
        record_refusal("invite again", by=by, reasons=reasons)
        raise CannotInvite(reasons)


def ask_again(token: str) -> None:
    """Mail a new link to whom an old one was mailed, at their present address, a few times an hour at most.

    Whoever already has a password is reminded of it instead. A link that was never ours does nothing, and the caller
    says the same in every case.
    """
    reviewer = _reviewer_of(token)
    if reviewer is None or not reviewer.user.is_active or _is_mailed_enough(reviewer.user):
        return
    with transaction.atomic():
        if reviewer.user.has_usable_password():
            _mail_log_in(reviewer)
        else:
            _mail(reviewer, by=None)
        _record(reviewer, by=None, again=True)


def link_for(user: User) -> str:
    """The address by which this account is begun, once: it dies when the password or the e-mail address changes."""
    held = {"user": user.pk, "account": _fingerprint(user), "at": int(clock.now().timestamp())}
    token = signing.dumps(held, salt=_SALT)
    return settings.SITE_URL + reverse("reviewer_welcome", args=[token])


def read_link(token: str) -> tuple[Link, Reviewer | None]:
    """What a link is good for now, and whose it is if it is good."""
    reviewer = _reviewer_of(token)
    if reviewer is None or not reviewer.user.is_active:
        return Link.UNKNOWN, None
    held = signing.loads(token, salt=_SALT)
    if held["account"] != _fingerprint(reviewer.user):
        return Link.USED, None
    if clock.now().timestamp() > held["at"] + GOOD_FOR.total_seconds():
        return Link.EXPIRED, None
    return Link.GOOD, reviewer


def _reviewer_of(token: str) -> Reviewer | None:
    """Whose link this once was; None when it was never ours."""
    try:
        held = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return None
    return Reviewer.objects.select_related("user").filter(user=held["user"]).first()


def _fingerprint(user: User) -> str:
    return hashlib.sha256(f"{user.password}\n{user.email}".encode()).hexdigest()[:32]


def _email_objections(email: str) -> list[str]:
    try:
        validate_email(email)
    except ValidationError:
        return ["Write an e-mail address, like name@example.org."]
    if len(email) > 254:
        return ["This e-mail address is too long: 254 characters at most."]
    if User.objects.filter(email__iexact=email).exists():
        return [f"There is an account with the e-mail address {email} already: one person has one account."]
    if qualification.mailbox_is_shared(User(email=email)):
        return [
            f"An account with the same mailbox as {email} is there already (what follows a plus sign makes no other "
            "person): one person has one account."
        ]
    return []


def _orcid_objections(reviewer: Reviewer, given: str) -> list[str]:
    try:
        reviewer.orcid = orcid.read(clean_line(given))
    except ValueError as problem:
        return [str(problem)]
    if reviewer.orcid and Reviewer.objects.filter(orcid=reviewer.orcid).exists():
        return [
            f"A reviewer with the ORCID iD {reviewer.orcid} is there already: one person has one account."
        ]
    return []


def _flaws(reviewer: Reviewer) -> list[str]:
    found = [
        f"{label} is missing." for name, label in list(_LABELS.items())[:2] if not getattr(reviewer, name)
    ]
    try:
        reviewer.clean_fields(exclude={"user", "slug", "roles", "orcid"})
    except ValidationError as problem:
        named = problem.message_dict.items()
        found += [
            f"{_LABELS[name]}: {said}" for name, all in named if getattr(reviewer, name) for said in all
        ]
    if not reviewer.roles:
        found.append("Choose at least one role.")
    known = {role.value for role in HELD}
    return found + [
        f"There is no role {role!r} to invite somebody for." for role in reviewer.roles if role not in known
    ]


def _make(reviewer: Reviewer, *, email: str, by: User) -> None:
    user = User.objects.create_user(
        email, first_name=reviewer.given_name, last_name=reviewer.family_name, is_staff=True
    )
    user.groups.add(DjangoGroup.objects.get(name=Group.REVIEWER))
    reviewer.user, reviewer.slug = user, free_slug(reviewer.name)
    reviewer.save()
    record_access(user, by=by, before={})


def free_slug(name: str) -> str:
    """An address for a reviewer of this name that no other has."""
    base = slugify(name)[:60] or "reviewer"
    slug, number = base, 2
    while Reviewer.objects.filter(slug=slug).exists():
        slug, number = f"{base}-{number}", number + 1
    return slug


def _record(reviewer: Reviewer, *, by: User | None, again: bool = False, identity_how: str = "") -> None:
    shown = ["given_name", "family_name", "credentials", "affiliation", "orcid", "roles", "slug"]
    audit.record(
        audit.Event.INVITED,
        by=by,
        reviewer=reviewer.pk,
        user=reviewer.user_id,
        email=reviewer.user.email,
        again="yes" if again else "no",
        identity_how=identity_how,
        **{name: getattr(reviewer, name) for name in shown},
    )


def _subject() -> str:
    return f"Your invitation to review for {settings.SITE_NAME}"


def _is_mailed_enough(user: User) -> bool:
    since = clock.now() - timedelta(hours=1)
    sent = OutgoingMail.objects.filter(to=user.email, subject=_subject(), created_at__gt=since)
    return sent.count() >= MAILS_PER_HOUR


def _mail(reviewer: Reviewer, *, by: User | None) -> None:
    asks = f"{by} asks you to review" if by else "You are invited to review"
    questions = f"Questions? Write to {by}: {by.email}\n" if by else ""
    mailing.write(
        to=reviewer.user.email,
        subject=_subject(),
        body=f"Dear {reviewer.name},\n\n{asks} articles for {settings.SITE_NAME} before the public reads them.\n\n"
        f"Begin here. It takes about three minutes, also on a phone:\n{link_for(reviewer.user)}\n\n"
        "You will see how your name is printed, choose a password, and set up a second way to show that it is you: an "
        "authenticator app.\n\n"
        f"The link is for you alone. It works once, until {_day_of(clock.now() + GOOD_FOR)}.\n{questions}",
    )


def _mail_log_in(reviewer: Reviewer) -> None:
    mailing.write(
        to=reviewer.user.email,
        subject=_subject(),
        body=f"Dear {reviewer.name},\n\nSomebody asked for a new link to begin with. You have set your password "
        f"already, so you need none. Log in here:\n{settings.SITE_URL}{reverse('admin:index')}\n\n"
        f"Forgotten the password? Set a new one:\n{settings.SITE_URL}{reverse('admin_password_reset')}\n",
    )


def _day_of(at: datetime) -> str:
    return f"{clock.day(at):%-d %B %Y}"
