"""Builds the demonstration site in time order, each step by the real act with the clock set to its moment."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import QuerySet
from django.http import HttpRequest

from articles import audit, clock, preflight, writing
from articles.document import content_of
from articles.figures import storing
from articles.models import Article, AuditEntry, Edition, OutgoingMail, Topic, User
from articles.second_factor import Credentials
from reviewers import answering, commenting, prompts, publishing, requesting, scheduling, signoff, submission
from reviewers.commenting import Remark
from reviewers.demonstration.people import Cast, assemble
from reviewers.demonstration.reading import content, images, read, revised
from reviewers.models import AdviceLink, Comment, Notice, SignOff
from reviewers.outside import advising

BEGINNING = timedelta(days=460)
DAYS_TO_REVIEW = 7


class UnknownContent(Exception):
    """The database holds something that is not the demonstration."""

    def __init__(self) -> None:
        super().__init__(
            "This database holds content that is not the demonstration's, and it was left alone. "
            "Set DATABASE_URL to an empty database, then run demo again."
        )


def is_loaded() -> bool:
    """Whether the database holds the demonstration, or False if it is empty, migrated or not.

    Raises UnknownContent when it holds anything else.
    """
    tables = set(connection.introspection.table_names())
    if AuditEntry._meta.db_table not in tables:
        if tables - {
            *connection.introspection.django_table_names(),
            MigrationRecorder.Migration._meta.db_table,
        }:
            raise UnknownContent
        return False
    if audit.dates_are_invented():
        return True
    if User.objects.exists() or Article.objects.exists() or AuditEntry.objects.exists():
        raise UnknownContent
    return False


def build(*, passwords: Mapping[str, str], tell: Callable[[int, int], None]) -> None:
    """Load the whole demonstration into an empty, migrated database, or nothing of it.

    `passwords` are those of the people who can log in, by e-mail address; `tell` hears how many acts are
    done, and of how many.
    """
    midnight = datetime.combine(clock.now(), time.min, tzinfo=UTC)
    acts = read("timeline")["acts"]
    with transaction.atomic():
        with clock.set_to(midnight - BEGINNING):
            audit.record(
                audit.Event.DEMONSTRATION,
                by=None,
                note="The dates of everything up to the day of loading are invented, and so are the people.",
            )
            Topic.objects.bulk_create(Topic(**topic) for topic in read("topics")["topics"])
            cast = assemble(passwords, clock.day(midnight))
        for done, act in enumerate(acts, start=1):
            with clock.set_to(_moment(midnight, act)):
                PERFORM[act["act"]](act, cast)
            tell(done, len(acts))
        # Mail is sent once this is committed: it would reach people who do not exist, about days that are over.
        OutgoingMail.objects.all().delete()
        Notice.objects.all().delete()


def _moment(midnight: datetime, act: dict[str, Any]) -> datetime:
    at = time.fromisoformat(act["at"])
    return midnight - timedelta(days=act["days_ago"]) + timedelta(hours=at.hour, minutes=at.minute)


def _write(act: dict[str, Any], cast: Cast) -> None:
    slug, by = act["article"], cast.users[act["by"]]
    for image, words in images(slug):
        storing.store(image, by=by, **words)
    writing.create(content(slug), by=by, slug=slug)


def _revise(act: dict[str, Any], cast: Cast) -> None:
    article = _article(act)
    after = revised(content_of(article), read(f"articles/{article.slug}")["second"])
    seen = article.versions.order_by("-number").values_list("number", flat=True)[0]
    writing.save(article, after, by=cast.users[act["by"]], seen=seen)


def _submit(act: dict[str, Any], cast: Cast) -> None:
    article = _article(act)
    written = read(f"articles/{article.slug}")
    change: dict[str, Any] = (
        written["second"] if article.publications.exists() else {"kind": "first", "note": ""}
    )
    reasons = written.get("acknowledgements", {})
    needed = submission.roles_for(article, submission.assessed(article))
    submission.submit(
        article,
        by=cast.users[act["by"]],
        change_kind=change["kind"],
        change_note=change["note"],
        acknowledgements={
            finding.fingerprint: reasons.get(finding.rule, "")
            for finding in preflight.findings(content_of(article))
        },
        correction=submission.Correction(**change["correction"]) if "correction" in change else None,
        answers={comment.pk: act["answer"] for comment in _must_fixes(article)},
        requests=_requests(act, cast, needed),
    )


def _ask_again(act: dict[str, Any], cast: Cast) -> None:
    edition = _newest_edition(act)
    requests = _requests(act, cast, edition.required_role_list)
    requesting.request_review(edition, by=cast.users[act["by"]], requests=requests)


def _sign(act: dict[str, Any], cast: Cast) -> None:
    edition = _newest_edition(act)
    if act["role"] not in edition.required_role_list:
        return
    signoff.sign(
        edition,
        reviewer=cast.reviewers[act["by"]],
        role=act["role"],
        scope=act.get("scope", SignOff.Scope.WHOLE),
        interests=act["interests"],
        digest=edition.digest,
        credentials=Credentials(cast.passwords[act["by"]]),
        request=_request(),
    )


def _send_back(act: dict[str, Any], cast: Cast) -> None:
    answering.request_changes(
        _newest_edition(act),
        reviewer=cast.reviewers[act["by"]],
        role=act["role"],
        comments=[_remark(one) for one in act["comments"]],
        note=act.get("note", ""),
    )


def _comment(act: dict[str, Any], cast: Cast) -> None:
    for one in act["comments"]:
        remark = _remark(one | {"suggestion": True})
        commenting.comment(_newest_edition(act), reviewer=cast.reviewers[act["by"]], remark=remark)


def _ask_advice(act: dict[str, Any], cast: Cast) -> None:
    asked = {"printed_name": act["name"], "email": act["email"], "question": act["question"]}
    advising.ask_advice(_newest_edition(act), by=cast.users[act["by"]], **asked)


def _advise(act: dict[str, Any], cast: Cast) -> None:
    link = AdviceLink.objects.get(edition=_newest_edition(act), email=act["email"])
    for one in act["comments"]:
        advising.comment(link, remark=_remark(one | {"suggestion": True}))


def _answer_prompts(act: dict[str, Any], cast: Cast) -> None:
    edition, reviewer = _newest_edition(act), cast.reviewers[act["by"]]
    answers = {name: prompts.Answer(**answer) for name, answer in act["answers"].items()}
    prompts.answer_prompts(edition, reviewer=reviewer, instrument=act["instrument"], answers=answers)


def _remark(written: dict[str, Any]) -> Remark:
    return Remark(
        written["text"],
        quote=written["quote"],
        replacement=written.get("replacement"),
        must_fix=not written.get("suggestion", False),
    )


def _publish(act: dict[str, Any], cast: Cast) -> None:
    publishing.publish(_newest_edition(act), by=cast.users[act["by"]])


def _schedule(act: dict[str, Any], cast: Cast) -> None:
    days = timedelta(days=act["days_ago"] + act["publish_in"])
    publish_at = (clock.now() + days).replace(hour=6, minute=0)
    scheduling.schedule(_newest_edition(act), publish_at=publish_at, by=cast.users[act["by"]])


def _withdraw(act: dict[str, Any], cast: Cast) -> None:
    publishing.withdraw(_article(act), by=cast.users[act["by"]], reason=act["reason"])


def _retract(act: dict[str, Any], cast: Cast) -> None:
    publishing.retract(
        _article(act), by=cast.users[act["by"]], reason=act["reason"], affected=act["affected"]
    )


PERFORM: dict[str, Callable[[dict[str, Any], Cast], None]] = {
    "write": _write,
    "revise": _revise,
    "submit": _submit,
    "sign": _sign,
    "send back": _send_back,
    "comment": _comment,
    "ask advice": _ask_advice,
    "advise": _advise,
    "answer prompts": _answer_prompts,
    "publish": _publish,
    "schedule": _schedule,
    "withdraw": _withdraw,
    "ask again": _ask_again,
    "retract": _retract,
}


def _requests(act: dict[str, Any], cast: Cast, needed: list[str]) -> list[requesting.Asked]:
    due_on = clock.today() + timedelta(days=DAYS_TO_REVIEW)
    return [(cast.reviewers[act[role]], role, due_on) for role in needed if role in act]


def _article(act: dict[str, Any]) -> Article:
    return Article.objects.get(slug=act["article"])


def _must_fixes(article: Article) -> QuerySet[Comment]:
    return Comment.objects.unsettled().filter(edition__article=article, must_fix=True)


def _newest_edition(act: dict[str, Any]) -> Edition:
    return Edition.objects.select_related("article").filter(article__slug=act["article"]).latest("number")


def _request() -> HttpRequest:
    """The request in which a signature is given: this machine's own."""
    request = HttpRequest()
    request.method = "POST"
    request.META["REMOTE_ADDR"] = "127.0.0.1"
    return request
