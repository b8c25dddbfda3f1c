"""Advice from outside: who may ask whom, what the link is good for and until when, and what can be said by it."""

import hashlib
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.db import transaction

from articles import clock
from articles.models import AuditEntry, OutgoingMail
from reviewers import answering, commenting, erasing, exporting, publishing, submission, withdrawing
from reviewers.commenting import CannotComment, Remark
from reviewers.models import AdviceLink, Comment, Role
from reviewers.obstacles import obstacles
from reviewers.outside import advising, doors
from reviewers.outside.advising import CannotAdvise, CannotAskAdvice
from reviewers.outside.doors import Door
from tests.attacks.forging import named
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db


def ask(edition=None, *, by=None, **changes):
    given = {
        "printed_name": "Ada Okoye, PhD",
        "email": "ada@example.org",
        "question": "Is walking on day 1 safe after a nail?",
    } | changes
    return advising.ask_advice(edition or make_edition(), by=by or make_editor(), **given)


def token_of(link):
    """The token, from the mail that went to the expert: nothing else holds it."""
    body = OutgoingMail.objects.filter(to=link.email).latest("pk").body
    return re.search(r"http://testserver/advice/([\w-]+)/", body).group(1)


def test_mail_says_who_asks_what_and_until_when_and_holds_the_only_token():
    editor = make_editor()
    link = ask(by=editor)
    mail = OutgoingMail.objects.get(to="ada@example.org")
    token = token_of(link)

    for words in [
        "Edgar Editor asks for your advice",
        "“Walking after a hip fracture”",
        "Is walking on day 1 safe after a nail?",
        f"works until {link.expires_at:%-d %B %Y, %H:%M} UTC",
        "confidential",
        editor.email,
    ]:
        assert words in mail.body
    assert len(token) == 43
    assert link.token_sha256 == hashlib.sha256(token.encode()).hexdigest()
    assert token not in json.dumps(list(AuditEntry.objects.values_list("data", flat=True)))


def test_link_opens_its_own_edition_for_a_fortnight():
    link, other = ask(), ask(email="ben@example.org")
    token = token_of(link)

    assert doors.find(token) == (Door.OPEN, link)
    assert doors.find(token)[1].edition_id != other.edition_id
    with clock.set_to(link.at + timedelta(days=14) - timedelta(seconds=1)):
        assert doors.find(token) == (Door.OPEN, link)
    with clock.set_to(link.at + timedelta(days=14)):
        assert doors.find(token) == (Door.EXPIRED, link)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "\udcff", "é" * 5000])
def test_token_that_was_never_ours_opens_nothing(token):
    ask()

    assert doors.find(token) == (Door.UNKNOWN, None)


def test_two_links_have_two_tokens():
    edition = make_edition()

    assert token_of(ask(edition)) != token_of(ask(edition, email="ben@example.org"))


REFUSED = {
    "no name": ({"printed_name": " "}, "Say how the expert’s name is printed beside their comments."),
    "name that nobody sees": ({"printed_name": "\u2060"}, "Say how the expert’s name is printed"),
    "long name": ({"printed_name": "a" * 201}, "The name is too long: 200 characters is the most."),
    "no address": ({"email": ""}, "Write an e-mail address, like name@example.org."),
    "half an address": ({"email": "ada@"}, "Write an e-mail address, like name@example.org."),
    "no question": ({"question": " \n"}, "Say what you want to know"),
    "long question": ({"question": "a" * 2001}, "The question is too long: 2,000 characters is the most."),
    "no day": ({"days": 0}, "Say for how many days the link works: 1 to 60."),
    "too many days": ({"days": 61}, "Say for how many days the link works: 1 to 60."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_said_rightly_is_refused_and_nothing_is_mailed(case):
    changes, sentence = REFUSED[case]

    with pytest.raises(CannotAskAdvice) as refusal:
        ask(**changes)

    assert sentence in " ".join(refusal.value.reasons)
    assert not AdviceLink.objects.exists()
    assert not OutgoingMail.objects.filter(subject__contains="advice").exists()


@pytest.mark.parametrize("days", [1, 60])
def test_link_works_for_the_days_that_were_said(days):
    link = ask(days=days)

    assert link.expires_at - link.at == timedelta(days=days)


@pytest.mark.parametrize("group", ["reviewer", "publisher", "auditor", ""])
def test_only_writers_and_editors_ask(group):
    with pytest.raises(CannotAskAdvice) as refusal:
        ask(by=make_user(group, is_superuser=True))

    assert "Only writers and editors may do this" in refusal.value.reasons[0]


def test_writer_may_ask_and_any_of_them_may_revoke():
    link = ask(by=make_writer())

    advising.revoke(link, by=make_editor())

    assert doors.find(token_of(link))[0] is Door.REVOKED


@pytest.mark.parametrize("written", ["{0}@{1}", "{0}+private@{1}"])
def test_somebody_with_an_account_is_asked_as_a_reviewer(written):
    address = written.format(*make_reviewer().user.email.upper().split("@"))

    with pytest.raises(CannotAskAdvice) as refusal:
        ask(email=address)

    assert refusal.value.reasons == [
        f"{address.lower()} belongs to an account of this site: ask them as a reviewer."
    ]


def test_asking_again_ends_the_earlier_link_and_no_other():
    edition, writer = make_edition(), make_writer()
    first = ask(edition)
    first_token = token_of(first)
    other_person = ask(edition, email="ben@example.org")
    other_edition = ask()

    second = ask(edition, by=writer, email="ADA@example.org ")

    assert doors.find(first_token)[0] is Door.REVOKED
    assert first.end.by == writer
    others = [doors.door_of(link) for link in [second, other_person, other_edition]]
    assert others == [Door.OPEN, Door.OPEN, Door.OPEN]


def test_link_is_revoked_once():
    link = ask()
    advising.revoke(link, by=make_editor())

    with pytest.raises(CannotAskAdvice) as refusal:
        advising.revoke(link, by=make_editor())

    assert refusal.value.reasons == ["The link of Ada Okoye, PhD was revoked already."]


def test_link_that_has_run_out_is_not_revoked():
    link = ask()

    with clock.set_to(link.expires_at), pytest.raises(CannotAskAdvice) as refusal:
        advising.revoke(link, by=make_editor())

    assert refusal.value.reasons == ["The link of Ada Okoye, PhD has run out: it opens nothing any more."]


def recalled(edition):
    submission.recall(edition, by=edition.article.owner, reason="Not yet.")


def replaced(edition):
    answering.request_changes(
        edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=[Remark("Mend it.", must_fix=True)]
    )
    change(edition.article, title="Another title")
    make_edition(edition.article)


def published_and_withdrawn(edition):
    for role in edition.required_role_list:
        sign(edition, make_reviewer(role), role)
    publishing.publish(edition, by=make_publisher())
    publishing.withdraw(edition.article, by=make_publisher(), reason="The dose was wrong.")


def published_and_retracted(edition):
    for role in edition.required_role_list:
        sign(edition, make_reviewer(role), role)
    publishing.publish(edition, by=make_publisher())
    publishing.retract(edition.article, by=make_publisher(), reason="It was invented.", affected="All.")


@pytest.mark.parametrize("ending", [recalled, replaced, published_and_withdrawn, published_and_retracted])
def test_link_ends_with_the_edition(ending):
    edition = make_edition()
    link = ask(edition)
    assert doors.door_of(link) is Door.OPEN

    ending(edition)

    assert doors.find(token_of(link))[0] is Door.PAST
    with pytest.raises(CannotAdvise) as refusal:
        advising.comment(link, remark=Remark("Too late."))
    assert refusal.value.reasons == ["This link does not work any more."]


def test_planned_withdrawal_ends_the_link_at_its_time_whether_or_not_anything_ran():
    publication = make_publication()
    link = ask(publication.edition)
    plan = withdrawing.plan_withdrawal(
        publication.article,
        withdraw_at=clock.now() + timedelta(days=1),
        by=make_publisher(),
        reason="The drug leaves the market.",
    )

    assert doors.door_of(link) is Door.OPEN
    with clock.set_to(plan.withdraw_at):
        assert doors.door_of(link) is Door.PAST


def test_edition_that_comes_back_after_a_withdrawal_can_be_asked_about():
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")

    assert doors.door_of(ask(publication.edition)) is Door.OPEN


def test_recalled_edition_cannot_be_asked_about():
    edition = make_edition()
    recalled(edition)

    with pytest.raises(CannotAskAdvice) as refusal:
        ask(edition)

    assert "Edition 1 was recalled by" in refusal.value.reasons[0]


def test_advice_is_a_comment_that_neither_signs_nor_blocks():
    edition = make_signed_edition()
    link = ask(edition)

    said = advising.comment(link, remark=Remark("Not after a nail.", quote="Standing up on day 1"))

    assert (said.advice, said.reviewer, said.printed_name, said.must_fix, said.role) == (
        link,
        None,
        "Ada Okoye, PhD",
        False,
        "",
    )
    assert obstacles(edition) == []


def test_advice_never_asks_for_a_change():
    with pytest.raises(CannotComment):
        advising.comment(ask(), remark=Remark("Change it.", must_fix=True))

    assert not Comment.objects.exists()


def test_link_says_a_hundred_things_and_no_more():
    link = ask()
    with transaction.atomic():
        made = [commenting.advise(link, remark=Remark(f"Remark {number}.")) for number in range(100)]

    assert len(made) == 100
    with pytest.raises(CannotAdvise) as refusal:
        advising.comment(link, remark=Remark("One more."))
    assert refusal.value.reasons == [
        f"100 comments were made by this link: write to {link.by.email} if there is more to say."
    ]


def test_what_they_said_by_an_earlier_link_is_still_theirs():
    edition = make_edition()
    first = ask(edition)
    earlier = advising.comment(first, remark=Remark("Earlier."))
    advising.comment(ask(edition, email="ben@example.org"), remark=Remark("Somebody else’s."))
    second = ask(edition)
    later = advising.comment(second, remark=Remark("Later."))

    assert list(doors.said_by(second)) == [earlier, later]


def test_doors_of_many_links_take_no_more_questions(django_assert_max_num_queries):
    edition = make_edition(make_article())
    links = [ask(edition, email=f"person-{number}@elsewhere.example") for number in range(6)]
    rows = list(doors.all_links().filter(pk__in=[link.pk for link in links]))

    with django_assert_max_num_queries(8):
        assert doors.doors_of(rows) == [Door.OPEN] * 6


def test_export_tells_who_was_asked_and_never_how_to_get_in():
    edition = make_edition()
    link = ask(edition)
    token = token_of(link)
    advising.revoke(link, by=make_editor())

    review = json.loads(exported(edition.article)[f"editions/{edition.number}/review.json"])

    (told,) = review["advice"]
    assert (told["name"], told["email"], told["by"], told["revoked"]["by"]) == (
        "Ada Okoye, PhD",
        "ada@example.org",
        "Edgar Editor",
        "Edgar Editor",
    )
    assert not any(token in text for text in exported(edition.article).values())


def exported(article):
    with exporting.export(article, by=make_editor()) as file, zipfile.ZipFile(file) as bundle:
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


@pytest.mark.parametrize("event", ["advice_asked", "advice_ended"])
def test_what_the_trail_says_of_an_expert_can_be_erased_by_law(event):
    link = ask()
    advising.revoke(link, by=make_editor())
    entry = AuditEntry.objects.get(event=event)

    erasing.erase([entry.number], by=make_user(), reason="Art. 17 GDPR.")

    entry.refresh_from_db()
    assert "ada@example.org" not in entry.data
    assert named() == []
