"""Whom to ask for a review: everyone who qualifies, best first, and why the others do not.

The same questions as `policy.objections` asks, for everyone at once: the number of statements does not grow with the
people. Nothing here writes, and the acts ask `policy` again.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Exists, F, OuterRef

from articles import clock, editions
from articles.document import content_of
from articles.groups import Group
from articles.models import Article, Edition, User
from reviewers import independence, policy
from reviewers.interests import products_in_both
from reviewers.models import Comment, Credential, Disclosure, Reply, Reviewer, Role, SignOff, Verdict
from reviewers.readiness import readiness_of
from reviewers.rounds import waiting_requests

# How late a request is before anybody else may take it.
LATE_AFTER = timedelta(days=2)
_FAR = date.max
_HEAVY = ["document", "html", "manifest"]


@dataclass(frozen=True)
class Candidate:
    """One person for one role, with what an editor wants to know before asking.

    `why_not` says in short words what keeps them from being asked; empty for those who qualify. `known_topics` are
    the article's topics that they know; `until` is the last day on which a credential is in force, None for one that
    does not run out or that the role does not need; `products` are named in their statement and in the text;
    `not_ready` is what they have still to do before they can sign.
    """

    reviewer: Reviewer
    role: str
    why_not: tuple[str, ...]
    specialties: tuple[str, ...]
    known_topics: tuple[str, ...]
    open_requests: int
    interests: str
    products: tuple[str, ...]
    until: date | None
    before: tuple[str, ...]
    not_ready: tuple[str, ...]

    def lapses_before(self, due_on: date | None) -> bool:
        """Whether the last credential lapses before the review is due: they could not sign on the last day."""
        return bool(due_on and self.until and self.until < due_on)


def candidates(
    subject: Edition | Article, role: str, on: date, *, submitter: User | None = None
) -> list[Candidate]:
    """Everyone, for one role: those who qualify first and best first, then the others. See `candidates_for`."""
    return candidates_for(subject, [role], on, submitter=submitter)[role]


def candidates_for(
    subject: Edition | Article, roles: Sequence[str], on: date, *, submitter: User | None = None
) -> dict[str, list[Candidate]]:
    """For each role, everyone: those who may be asked on this day, best first, then the others by name.

    Best is who knows the article's topics, who has fewer reviews to do, and whose credential lasts longest. An article
    that is not submitted yet is taken as if `submitter`, or else its owner, submitted it now.
    """
    facts = _Facts(subject, on, submitter)
    return {role: sorted((facts.of(person, role) for person in facts.people), key=_order) for role in roles}


def best(edition: Edition, role: str, on: date, *, beside: Reviewer | None = None) -> list[Candidate]:
    """Up to three who may be asked for this role of an edition, best first; somebody other than `beside`."""
    found = [one for one in candidates(edition, role, on) if not one.why_not and one.reviewer != beside]
    return found[:3]


def claimable(reviewer: Reviewer) -> list[tuple[Edition, str]]:
    """What this person may take: each (edition, role) under review that nobody is asked for, or whose reviewer is late.

    Oldest first, without the editions that they declined; two statements. `claim` asks everything again, the mailbox
    and other names of theirs included.
    """
    today, person = clock.today(), independence.of_reviewer(reviewer)
    held = [role.value for role in Role if policy.holds(reviewer, role)]
    signed = SignOff.objects.filter(edition=OuterRef("pk"), signer=reviewer, revocation=None)
    declined = Verdict.objects.filter(
        edition=OuterRef("pk"), reviewer=reviewer, decision=Verdict.Decision.DECLINED
    )
    member = User.groups.through.objects.filter(user_id=reviewer.user_id, group__name=Group.REVIEWER)
    credential = Credential.objects.valid(today).filter(reviewer=reviewer)
    sent_back = Comment.objects.unsettled().filter(must_fix=True, edition__article=OuterRef("article"))
    sent_back = sent_back.exclude(turn=Reply.What.RESOLVED)
    open_ones = (
        Edition.objects.filter(~Exists(signed), Exists(member), number=F("article__state__open_edition"))
        .filter(~Exists(sent_back), ~Exists(declined))
        .exclude(article__state__missing_roles="")
        .annotate(has_credential=Exists(credential))
        .select_related("article__state")
        .defer(*_HEAVY)
        .order_by("frozen_at", "pk")
    )
    offered = [
        edition
        for edition in open_ones
        if not independence.is_contributor(person, edition.private_part["contributors"])
    ]
    taken: set[tuple[int, str]] = set()
    busy: set[int] = set()
    asked = (
        waiting_requests().filter(edition__in=offered).values_list("edition", "role", "reviewer", "due_on")
    )
    for edition_id, role, asked_of, due_on in asked:
        if asked_of == reviewer.pk:
            busy.add(edition_id)
        elif due_on + LATE_AFTER > today:
            taken.add((edition_id, role))
    return [
        (edition, role)
        for edition in offered
        for role in edition.article.state.missing_roles.split()
        if role in held
        and (role == Role.EDITORIAL or edition.has_credential)
        and edition.pk not in busy
        and (edition.pk, role) not in taken
    ]


def _order(one: Candidate) -> tuple[bool, bool, bool, int, int, int, str, str, int]:
    person = one.reviewer
    return (
        bool(one.why_not),
        # Among those who may not be asked, whoever signs in other roles only is looked for least.
        bool(one.why_not) and not policy.holds(person, one.role),
        bool(one.products),
        -len(one.known_topics),
        one.open_requests,
        -(one.until or _FAR).toordinal(),
        person.family_name,
        person.given_name,
        person.pk,
    )


class _Facts:
    """What is known of everyone, asked for once: each attribute is one statement, whoever many they are."""

    def __init__(self, subject: Edition | Article, on: date, submitter: User | None) -> None:
        self.on = on
        self.people = list(
            Reviewer.objects.select_related("user")
            .prefetch_related("specialties", "user__groups")
            .order_by("pk")
        )
        if isinstance(subject, Edition):
            self.edition: Edition | None = subject
            self.document, article_id = subject.content, subject.article_id
            self.contributors = subject.private_part["contributors"]
        else:
            self.edition = None
            self.document, article_id = content_of(subject), subject.pk
            self.contributors = editions.contributors(subject, submitter=submitter or subject.owner)
        self.topics = {topic["slug"] for topic in self.document["topics"]}
        self.until = self._credentials()
        self.orcids = Counter(person.orcid for person in self.people if person.orcid)
        self.mailboxes = Counter(_mailbox(email) for email in User.objects.values_list("email", flat=True))
        counted = waiting_requests().values("reviewer").annotate(number=Count("pk")).order_by()
        self.open_requests = dict(counted.values_list("reviewer", "number"))
        stated = Disclosure.objects.order_by("at", "pk")
        self.interests = dict(stated.values_list("reviewer", "statement"))
        self.products = {
            statement: tuple(products_in_both(statement, self.document))
            for statement in set(self.interests.values())
        }
        self.readiness = readiness_of(self.people)
        self.before = self._verdicts(article_id)
        self.signed = list(self.edition.signoffs.select_related("signer")) if self.edition else []
        self.asked = self._asked()

    def of(self, person: Reviewer, role: str) -> Candidate:
        """One person for one role."""
        known = [(topic.slug in self.topics, topic.name) for topic in person.specialties.all()]
        interests, until = self.interests.get(person.pk, ""), self.until.get(person.pk)
        return Candidate(
            reviewer=person,
            role=role,
            why_not=tuple(self._why_not(person, role)),
            specialties=tuple(name for _matches, name in known),
            known_topics=tuple(name for matches, name in known if matches),
            open_requests=self.open_requests.get(person.pk, 0),
            interests=interests,
            products=self.products.get(interests, ()),
            until=until if until != _FAR and role != Role.EDITORIAL else None,
            before=tuple(self.before[person.pk]),
            not_ready=self.readiness[person.pk].missing,
        )

    def _why_not(self, person: Reviewer, role: str) -> list[str]:
        user, label = person.user, Role(role).label.lower()
        if not user.is_active:
            found = ["their account is deactivated"]
        elif Group.REVIEWER not in {group.name for group in user.groups.all()}:
            found = ["they are not in the group of reviewers"]
        else:
            found = []
        if person.orcid and self.orcids[person.orcid] > 1:
            found.append("another account has their ORCID iD")
        if self.mailboxes[_mailbox(user.email)] > 1:
            found.append("another account has their mailbox")
        if not policy.holds(person, role):
            found.append(f"they do not sign in the {label} role")
        if role != Role.EDITORIAL and person.pk not in self.until:
            found.append(f"they hold no verified credential that is in force on {self.on:%-d %B %Y}")
        known_as = independence.of_reviewer(person)
        if independence.is_contributor(known_as, self.contributors):
            found.append("they wrote, edited or submitted this text")
        for other in self.signed:
            if other.role != role and known_as.is_same(independence.of_signature(other)):
                found.append(
                    f"they signed this edition in the {other.get_role_display().lower()} role already"
                )
        return found + self.asked[person.pk]

    def _credentials(self) -> dict[int, date]:
        """Until when each person's longest credential is in force, of those who have one that day."""
        found: dict[int, date] = {}
        for pk, until in Credential.objects.valid(self.on).values_list("reviewer", "valid_until"):
            found[pk] = max(found.get(pk, date.min), until or _FAR)
        return found

    def _verdicts(self, article_id: int) -> dict[int, list[str]]:
        """What each person answered about any edition of the article, newest first."""
        found: dict[int, list[str]] = defaultdict(list)
        rows = (
            Verdict.objects.filter(edition__article=article_id)
            .select_related("edition")
            .order_by("-at", "-pk")
        )
        for verdict in rows.defer(*(f"edition__{name}" for name in [*_HEAVY, "private"])):
            why = f" ({verdict.get_reason_display().lower()})" if verdict.reason else ""
            found[verdict.reviewer_id].append(
                f"{_DID[verdict.decision]} edition {verdict.edition.number} on {clock.day(verdict.at):%-d %B %Y}{why}"
            )
        return found

    def _asked(self) -> dict[int, list[str]]:
        """Of whom a review of the edition is asked that still waits: nobody is asked twice at once."""
        found: dict[int, list[str]] = defaultdict(list)
        if self.edition:
            for asked in waiting_requests().filter(edition=self.edition).order_by("due_on", "pk"):
                label = asked.get_role_display().lower()
                found[asked.reviewer_id].append(
                    f"they are asked for its {label} review already, by {asked.due_on:%-d %B %Y}"
                )
        return found


_DID = {
    Verdict.Decision.SIGNED.value: "signed",
    Verdict.Decision.CHANGES_REQUESTED.value: "sent back",
    Verdict.Decision.DECLINED.value: "declined",
}


def _mailbox(email: str) -> str:
    """As `qualification.mailbox_is_shared` compares them: without case and without what follows a plus sign."""
    name, _, host = email.lower().partition("@")
    return f"{name.partition('+')[0]}@{host}"
