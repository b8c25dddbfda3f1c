"""States, reached by calling the real acts: a test never starts from a state that people cannot reach."""

import io
import itertools
import uuid
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import Group as DjangoGroup
from django.db import transaction
from django.http import HttpRequest
from PIL import Image

from articles import accounts, clock, writing
from articles.figures import storing
from articles.groups import Group
from articles.models import Article, AuditEntry, Edition, Figure, Publication, User
from articles.preflight import findings
from articles.second_factor import Credentials
from reviewers import commenting, declarations, identity, people, publishing, signoff, submission
from reviewers.models import CLINICAL, Comment, Credential, Reviewer, Role, SignOff

PASSWORD = "correct horse battery staple"
CREDENTIALS = Credentials(PASSWORD)
CORRECTION = submission.Correction(
    wrong="Day 1 was printed as day 2.", right="It is day 1.", where="In the summary.", severity="major"
)
_number = itertools.count(1)


def make_user(*groups: str, name: str = "Ines Abara", **fields: Any) -> User:
    first, _, last = name.partition(" ")
    user = User.objects.create_user(
        f"person{next(_number)}@example.org",
        PASSWORD,
        first_name=first,
        last_name=last,
        is_staff=True,
        **fields,
    )
    user.groups.set(DjangoGroup.objects.filter(name__in=groups))
    if trail_tells_of_accounts():
        with transaction.atomic():
            accounts.record_access(user, by=None, before={})
    return user


def trail_tells_of_accounts() -> bool:
    """Whether the trail tells how an account came to be: from then on it must tell of each, as on a real site.

    Before that nothing is told, so that most tests begin with an empty trail, at whatever time they set.
    """
    return AuditEntry.objects.filter(
        event=AuditEntry.Event.ACCESS_CHANGED, data__contains='"is_active":[""'
    ).exists()


def make_writer() -> User:
    return make_user(Group.WRITER, name="Wanda Writer")


def make_editor() -> User:
    return make_user(Group.EDITOR, name="Edgar Editor")


def make_publisher() -> User:
    return make_user(Group.PUBLISHER, name="Petra Publisher")


def make_reviewer(*roles: str, name: str = "", user: User | None = None, ready: bool = True) -> Reviewer:
    roles = roles or (Role.MEDICAL,)
    name = name or f"{Role(roles[0]).label.title().replace(' ', '')} Signer{next(_number)}"
    roles = tuple(dict.fromkeys(Role.MEDICAL if role in CLINICAL else role for role in roles))
    given_name, _, family_name = name.partition(" ")
    reviewer = Reviewer.objects.create(
        user=user or make_user(Group.REVIEWER, name=name),
        slug=f"reviewer-{next(_number)}",
        given_name=given_name,
        family_name=family_name,
        credentials="MD",
        affiliation="Harbour Lane Clinic",
        roles=[str(role) for role in roles],
    )
    credential = Credential.objects.create(
        reviewer=reviewer,
        type="Medical registration",
        issuer="Board of Medicine of Harbour County",
        valid_from=date(2000, 1, 1),
        verified_by=make_editor(),
        verified_on=date(2000, 1, 2),
        verified_how="Looked up in the public register",
    )
    if trail_tells_of_accounts():
        with transaction.atomic():
            people.record_change(reviewer, by=None, before={})
            people.record_change(credential, by=None, before={})
    if ready:
        make_ready(reviewer)
    return reviewer


def make_ready(reviewer: Reviewer) -> None:
    """What comes before a first signature: identity, the two declarations, consent, interests."""
    identity.verify_identity(reviewer, by=make_editor(), how="Met in person, passport seen")
    for what in ["equivalence", "guidance", "named"]:
        declarations.declare(reviewer, what, by=reviewer.user)
    declarations.state_interests(reviewer, "None.", by=reviewer.user)


def make_content(**changes: Any) -> dict[str, Any]:
    """The content of an article that has everything its kind asks for."""
    content: dict[str, Any] = {
        "schema": 1,
        "uuid": str(uuid.uuid4()),
        "kind": "explainer",
        "audience": "patients",
        "language": "en",
        "title": "Walking after a hip fracture",
        "summary": "Most people can walk on the day after surgery, with help.",
        "body": (
            "## What happens after surgery\n\nA physiotherapist helps you to stand up [@walking].\n\n"
            "## What you can do at home\n\nWalk a little every day and rest in between.\n"
        ),
        "authors": [
            {
                "name": "Wanda Writer",
                "credentials": ["PhD"],
                "affiliation": "Harbour Lane Clinic",
                "orcid": "",
                "interests": "None.",
            }
        ],
        "source": {"name": "", "url": ""},
        "key_points": [
            {
                "uuid": str(uuid.uuid4()),
                "text": "Standing up on day 1 is safe for most people.",
                "evidence": [{"reference": "walking", "quote": "early mobilisation was safe"}],
            }
        ],
        "quotations": [],
        "references": [
            {
                "uuid": str(uuid.uuid4()),
                "key": "walking",
                "text": "Example A. Walking early. Journal of Examples 2024.",
                "url": "https://example.org/walking",
                "doi": "",
                "pmid": "",
                "nct": "",
            }
        ],
        "topics": [{"slug": "bones", "name": "Bone and joint health"}],
        "review_interval_months": 12,
        "ai_assistance": "None.",
        "figures": [],
    }
    return content | changes


def make_article(by: User | None = None, *, slug: str = "", **changes: Any) -> Article:
    return writing.create(
        make_content(**changes), by=by or make_writer(), slug=slug or f"article-{next(_number)}"
    )


def make_image(width: int = 600, height: int = 400, kind: str = "PNG", **saving: Any) -> bytes:
    """The bytes of an image that no other call gives."""
    drawn = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    number = next(_number)
    drawn.putpixel((0, 0), (number % 256, number // 256 % 256, 77))
    out = io.BytesIO()
    drawn.save(out, format=kind, **saving)
    return out.getvalue()


def make_figure(content: bytes = b"", by: User | None = None, **words: str) -> Figure:
    words = {"caption": "Walking, drawn.", "credit": "Ines Abara", "licence": "CC BY 4.0"} | words
    return storing.store(content or make_image(), by=by or make_writer(), **words)


def change(article: Article, by: User | None = None, **changes: Any) -> None:
    """A save that changes parts of an article's content, by its owner or someone else."""
    version = article.versions.latest("number")
    content = writing.document.content_of(article) | changes
    writing.save(article, content, by=by or article.owner, seen=version.number)
    article.refresh_from_db()


def make_edition(article: Article | None = None, by: User | None = None, **fields: Any) -> Edition:
    article = article or make_article()
    published = article.publications.exists()
    fields = {
        "change_kind": "update" if published else "first",
        "change_note": "New evidence was added." if published else "",
        "acknowledgements": acknowledge_all(article),
        "answers": answer_all(article),
    } | fields
    if fields["change_kind"] == "correction":
        fields.setdefault("correction", CORRECTION)
    return submission.submit(article, by=by or article.owner, **fields)


def acknowledge_all(article: Article) -> dict[str, str]:
    found = findings(writing.document.content_of(article))
    return {finding.fingerprint: "Seen and meant so." for finding in found if not finding.blocks}


def answer_all(article: Article) -> dict[int, str]:
    """An answer to each must-fix that the reviewers of an article wait for."""
    comments = Comment.objects.unsettled().filter(edition__article=article, must_fix=True)
    return {comment.pk: "Mended." for comment in comments}


def accept_all(article: Article) -> None:
    """Each reviewer of an article accepts the answers to their comments."""
    for comment in Comment.objects.unsettled().filter(edition__article=article, reviewer__isnull=False):
        commenting.accept(comment, by=comment.reviewer.user)


def make_request() -> HttpRequest:
    request = HttpRequest()
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    return request


def sign(edition: Edition, reviewer: Reviewer, role: str = Role.MEDICAL, **fields: Any) -> SignOff:
    fields = {
        "scope": SignOff.Scope.WHOLE,
        "interests": "None.",
        "digest": edition.digest,
        "credentials": CREDENTIALS,
        "request": make_request(),
    } | fields
    return signoff.sign(edition, reviewer=reviewer, role=role, **fields)


def make_signed_edition(article: Article | None = None) -> Edition:
    edition = make_edition(article)
    for role in edition.required_role_list:
        sign(edition, make_reviewer(role), role)
    return edition


def make_publication(article: Article | None = None) -> Publication:
    return publishing.publish(make_signed_edition(article), by=make_publisher())


def in_days(days: int) -> date:
    return clock.today() + timedelta(days=days)
