"""What an owner of the tables may try with the guards dropped and without the key: `verify` says what, and where."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from django.contrib.auth.models import Group
from django.db import models

from articles import accounts, audit, clock, naming, seals
from articles.models import AuditEntry, PlannedWithdrawal, User, VersionName
from cliniccontent import environment
from reviewers import answering, declarations, prompts, publishing, scheduling, signoff, viewing, withdrawing
from reviewers.commenting import Remark
from reviewers.models import AdviceLink, Credential, Declaration, PromptAnswers, Reviewer, Role, SignOff
from reviewers.outside import advising
from tests.attacks.forging import change, copy, delete, guards_off, named, sql
from tests.factories import (
    CREDENTIALS,
    make_article,
    make_edition,
    make_editor,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_user,
    sign,
    trail_tells_of_accounts,
)

pytestmark = pytest.mark.django_db


def told_user(*groups: str, name: str = "Tessa Told") -> User:
    user = make_user(*groups, name=name)
    if not trail_tells_of_accounts():
        accounts.record_access(user, by=None, before={})
    return user


def told_reviewer() -> Reviewer:
    """A reviewer whose account, profile and credential the trail tells of from the beginning."""
    reviewer = make_reviewer(user=told_user("reviewer"), name="Tessa Told")
    assert named() == []
    return reviewer


def without_guards(row: models.Model, **values: object) -> None:
    with guards_off():
        change(row, **values)


SIGNOFF = {
    "printed_name": "Somebody Else",
    "credentials": "MD, PhD, FRCP",
    "affiliation": "Another clinic",
    "slug": "somebody-else",
    "orcid": "0000-0002-1825-0097",
    "qualification": '{"credentials":[],"declarations":{},"identity":{},"standing":"active"}',
    "factor": "passkey",
    "access_reset_at": "2001-01-01 00:00:00+00:00",
    "interests": "Shares in everything.",
    "scope": "changes",
    "signed_at": "2001-01-01 00:00:00+00:00",
}


@pytest.mark.parametrize("column", SIGNOFF)
def test_edited_signature_is_named(column: str):
    signed = sign(make_edition(), make_reviewer())

    without_guards(signed, **{column: SIGNOFF[column]})
    signed.refresh_from_db()

    assert (
        f"The medical sign-off by {signed.printed_name} is forged or changed: its seal does not hold."
        in named()
    )


@pytest.mark.parametrize("qualification", ["", "[", "{}"])
def test_signature_whose_qualification_cannot_be_read_is_named(qualification: str):
    signed = sign(make_edition(), make_reviewer())

    without_guards(signed, qualification=qualification)

    assert (
        f"The medical sign-off by {signed.printed_name} is forged or changed: its seal does not hold."
        in named()
    )


def test_one_orcid_in_two_roles_is_named():
    """By the key, as nobody without it can: the seal holds, and the ORCID iD alone gives it away."""
    edition = make_edition()
    one = sign(edition, make_reviewer())
    two = sign(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL)

    for signed in SignOff.objects.filter(pk__in=[one.pk, two.pk]).select_related("edition__article"):
        signed.orcid = "0000-0002-1825-0097"
        without_guards(signed, orcid=signed.orcid, seal=seals.seal(signed.sealed_payload()))

    assert (
        f"The medical sign-off by {one.printed_name} is not independent: the same person signed in the editorial role."
        in named()
    )


def test_edited_revocation_is_named():
    signed = sign(make_edition(), make_reviewer())
    revocation = signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    without_guards(revocation, printed_name="Somebody Else")

    assert named() == [
        f"The revocation of the sign-off by {signed.printed_name} is forged or changed: its seal does not hold."
    ]


@pytest.mark.parametrize(
    ("column", "value"), [("notice", "A kinder reason."), ("ended_role", "editor"), ("ending_seal", "none")]
)
def test_edited_ending_is_named(column: str, value: str):
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")

    without_guards(publication, **{column: value})

    flaws = named()
    assert f"The ending of “{publication.title}” is forged or changed: its seal does not hold." in flaws
    assert f"The ending of publication {publication.uuid} is not as the audit trail tells." in flaws


def test_edited_removal_is_named():
    publication = make_publication()
    publishing.withdraw(publication.article, by=make_publisher(), reason="The dose was wrong.")
    signed = publication.edition.signoffs.get(role=Role.MEDICAL)
    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    without_guards(publication.removal, at=clock.now() - timedelta(days=9))

    assert f"The removal of “{publication.title}” is forged or changed: its seal does not hold." in named()


@pytest.mark.parametrize("column", ["what", "version", "reviewer_id"])
def test_edited_declaration_is_named(column: str):
    reviewer, other = make_reviewer(), make_reviewer()
    declarations.declare(reviewer, "not_named", by=reviewer.user)
    declaration = Declaration.objects.latest("pk")

    without_guards(
        declaration, **{column: {"what": "named", "version": "1999-01", "reviewer_id": other.pk}[column]}
    )
    declaration.refresh_from_db()

    assert named() == [
        f"The declaration “{declaration.what}” of {declaration.reviewer} is forged or changed: its seal does not hold.",
        f"The declaration {declaration.pk} is not as the audit trail tells.",
    ]


def a_request_answered_by_someone_else() -> str:
    reviewer, other = make_reviewer(), make_reviewer()
    edition = make_edition(requests=[(reviewer, Role.MEDICAL, clock.today())])
    asked = edition.review_requests.get()
    without_guards(asked, reviewer_id=other.pk)
    return f"The review request {asked.pk} is not as the audit trail tells."


def a_request_with_another_day() -> str:
    edition = make_edition(requests=[(make_reviewer(), Role.MEDICAL, clock.today())])
    asked = edition.review_requests.get()
    without_guards(asked, due_on=clock.today() + timedelta(days=300))
    return f"The review request {asked.pk} is not as the audit trail tells."


def a_verdict_deleted() -> str:
    verdict = sign(make_edition(), make_reviewer()).edition.verdicts.get()
    with guards_off():
        delete(verdict)
    return f"The audit trail tells of verdict {verdict.pk}, which is gone."


def a_verdict_of_another_decision() -> str:
    edition = make_edition()
    answering.request_changes(
        edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=[Remark("Mend it.", must_fix=True)]
    )
    verdict = edition.verdicts.get()
    without_guards(verdict, decision="signed")
    return f"The verdict {verdict.pk} is not as the audit trail tells."


def a_must_fix_made_harmless() -> str:
    edition = make_edition()
    answering.request_changes(
        edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=[Remark("Mend it.", must_fix=True)]
    )
    comment = edition.comments.get()
    without_guards(comment, must_fix=False)
    return f"The comment {comment.pk} is not as the audit trail tells."


def a_comment_that_nobody_wrote() -> str:
    edition = make_edition()
    answering.request_changes(
        edition, reviewer=make_reviewer(), role=Role.MEDICAL, comments=[Remark("Mend it.", must_fix=True)]
    )
    invented = copy(edition.comments.get(), uuid=uuid.uuid4(), text="It is perfect.", must_fix=False)
    return f"The audit trail does not tell of comment {invented.pk}."


def answers_made_better() -> str:
    made = answer_prompts()
    without_guards(made, answers=made.answers.replace('"answer":"2"', '"answer":"5"'))
    return f"The prompt answers {made.pk} is not as the audit trail tells."


def answers_of_someone_else() -> str:
    made = answer_prompts()
    without_guards(made, reviewer_id=make_reviewer().pk)
    return f"The prompt answers {made.pk} is not as the audit trail tells."


def answers_that_nobody_gave() -> str:
    invented = copy(answer_prompts(), edition=make_edition())
    return f"The audit trail does not tell of prompt answers {invented.pk}."


def answer_prompts() -> PromptAnswers:
    return prompts.answer_prompts(
        make_edition(),
        reviewer=make_reviewer(),
        instrument="discern",
        answers={"aims": prompts.Answer("2", "Too late.")},
    )


def a_link_that_another_token_opens() -> str:
    link = ask_advice()
    without_guards(link, token_sha256="0" * 64)
    return f"The link for advice {link.pk} is not as the audit trail tells."


def a_link_that_opens_another_edition() -> str:
    link = ask_advice()
    without_guards(link, edition_id=make_edition().pk)
    return f"The link for advice {link.pk} is not as the audit trail tells."


def a_link_that_works_for_ever() -> str:
    link = ask_advice()
    without_guards(link, expires_at=clock.now() + timedelta(days=9000))
    return f"The link for advice {link.pk} is not as the audit trail tells."


def a_link_that_nobody_asked_for() -> str:
    invented = copy(ask_advice(), uuid=uuid.uuid4(), token_sha256="1" * 64)
    return f"The audit trail does not tell of link for advice {invented.pk}."


def a_revoked_link_that_works_again() -> str:
    link = ask_advice()
    end = advising.revoke(link, by=make_editor())
    with guards_off():
        delete(end)
    return f"The audit trail tells of end of link for advice {link.pk}, which is gone."


def ask_advice() -> AdviceLink:
    return advising.ask_advice(
        make_edition(), by=make_editor(), printed_name="Ada Okoye", email="ada@example.org", question="Why?"
    )


def a_first_view_that_never_was() -> str:
    edition, reviewer = make_edition(), make_reviewer()
    viewing.record_first_view(edition, reviewer.user)
    other = make_reviewer()
    without_guards(edition.first_views.get(), user_id=other.user_id)
    name = f"{edition.article_id}, 1, {other.user_id}"
    return f"The audit trail does not tell of first view {name}."


def an_identity_check_by_someone_else() -> str:
    check = make_reviewer().identity_checks.get()
    without_guards(check, by_id=make_user("editor").pk)
    return f"The identity check {check.pk} is not as the audit trail tells."


def an_identity_check_by_nobody() -> str:
    check = make_reviewer().identity_checks.get()
    invented = copy(check, reviewer=make_reviewer(ready=False))
    return f"The audit trail does not tell of identity check {invented.pk}."


def other_interests() -> str:
    disclosure = make_reviewer().disclosures.get()
    without_guards(disclosure, statement="Paid by everyone.")
    return f"The statement of interests {disclosure.pk} is not as the audit trail tells."


def a_version_of_another_name() -> str:
    made = name_a_version()
    without_guards(made, name="Never read by anybody")
    return f"The name of version {made.pk} is not as the audit trail tells."


def a_name_that_nobody_gave() -> str:
    invented = copy(name_a_version(), name="Read by legal")
    return f"The audit trail does not tell of name of version {invented.pk}."


def name_a_version() -> VersionName:
    made = naming.name_version(make_article().versions.get(), name="As read by legal", by=make_editor())
    assert made is not None
    return made


def a_schedule_of_another_edition() -> str:
    one, two = make_publication(), make_publication()
    edition = make_edition(one.article, change_note="More.", change_kind="update")
    planned = scheduling.schedule(edition, publish_at=clock.now() + timedelta(days=1), by=make_publisher())
    without_guards(planned, edition_id=two.edition_id)
    return f"The schedule {planned.pk} is not as the audit trail tells."


def a_planned_withdrawal_put_off() -> str:
    planned = plan_withdrawal()
    without_guards(planned, withdraw_at=clock.now() + timedelta(days=900))
    return f"The planned withdrawal of “{planned.article}” is forged or changed: its seal does not hold."


def a_planned_withdrawal_deleted() -> str:
    planned = plan_withdrawal()
    with guards_off():
        delete(planned)
    return f"The audit trail tells of planned withdrawal {planned.pk}, which is gone."


def plan_withdrawal() -> PlannedWithdrawal:
    return withdrawing.plan_withdrawal(
        make_publication().article,
        withdraw_at=clock.now() + timedelta(days=2),
        by=make_publisher(),
        reason="The drug leaves the market.",
    )


ROWS = [
    a_request_answered_by_someone_else,
    a_request_with_another_day,
    a_verdict_deleted,
    a_verdict_of_another_decision,
    a_must_fix_made_harmless,
    a_comment_that_nobody_wrote,
    answers_made_better,
    answers_of_someone_else,
    answers_that_nobody_gave,
    a_link_that_another_token_opens,
    a_link_that_opens_another_edition,
    a_link_that_works_for_ever,
    a_link_that_nobody_asked_for,
    a_revoked_link_that_works_again,
    a_first_view_that_never_was,
    an_identity_check_by_someone_else,
    an_identity_check_by_nobody,
    other_interests,
    a_version_of_another_name,
    a_name_that_nobody_gave,
    a_schedule_of_another_edition,
    a_planned_withdrawal_put_off,
    a_planned_withdrawal_deleted,
]


@pytest.mark.parametrize("tamper", ROWS, ids=lambda tamper: tamper.__name__)
def test_row_that_was_tampered_with_is_named(tamper: Callable[[], str]):
    assert tamper() in named()


PROFILE = {
    "roles": ('["medical", "editorial"]', "medical", "medical, editorial"),
    "given_name": ("Terry", "Tessa", "Terry"),
    "credentials": ("MD, PhD", "MD", "MD, PhD"),
    "orcid": ("0000-0002-1825-0097", "", "0000-0002-1825-0097"),
}


@pytest.mark.parametrize("column", PROFILE)
def test_changed_profile_is_named(column: str):
    reviewer = told_reviewer()
    value, before, after = PROFILE[column]

    sql(f"UPDATE reviewers_reviewer SET {column} = %s WHERE id = %s", value, reviewer.pk)
    reviewer.refresh_from_db()

    told = f"“{before}”" if before else "empty"
    assert (
        f"The profile of {reviewer}: {column} is “{after}”, and the audit trail last told {told}." in named()
    )


def test_changed_verifier_of_a_credential_is_named():
    credential, other = told_reviewer().held_credentials.get(), make_user("editor")
    before = credential.verified_by_id

    Credential.objects.filter(pk=credential.pk).update(verified_by=other)

    assert (
        f"The credential {credential}: verified_by_id is “{other.pk}”, and the audit trail last told “{before}”."
        in named()
    )


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("status", "retired"),
        ("valid_until", "2039-01-01"),
        ("number", "12345"),
        ("verified_how", "Not at all"),
        ("issuer", "Another board"),
    ],
)
def test_changed_credential_is_named(column: str, value: str):
    credential = told_reviewer().held_credentials.get()

    Credential.objects.filter(pk=credential.pk).update(**{column: value})

    assert any(f": {column} is “" in flaw for flaw in named())


def test_credential_given_by_sql_is_named():
    reviewer = told_reviewer()
    credential = reviewer.held_credentials.get()

    copy(credential, type="Board certification")

    assert (
        "The audit trail does not tell how the credential Board certification, "
        "Board of Medicine of Harbour County came to be."
    ) in named()


def test_account_put_into_a_group_is_named():
    user = told_user("writer")

    user.groups.add(Group.objects.get(name="publisher"))

    assert named() == [
        "The account of Tessa Told: groups is “publisher, writer”, and the audit trail last told “writer”."
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"is_superuser": True}, "is_superuser is “yes”, and the audit trail last told “no”"),
        ({"is_active": False}, "is_active is “no”, and the audit trail last told “yes”"),
        ({"email": "thief@example.org"}, "email is “thief@example.org”, and the audit trail last told"),
    ],
)
def test_changed_account_is_named(values: dict[str, object], sentence: str):
    user = told_user("writer")

    User.objects.filter(pk=user.pk).update(**values)

    assert any(sentence in flaw for flaw in named())


def test_account_made_by_sql_is_named():
    told_user("writer")

    User.objects.create_user("ulf@example.org", first_name="Ulf", last_name="Untold", is_staff=True)

    assert named() == ["The audit trail does not tell how the account of Ulf Untold came to be."]


def test_deleted_account_is_named():
    user = told_user("writer")

    sql("DELETE FROM articles_user_groups WHERE user_id = %s", user.pk)
    sql("DELETE FROM articles_user WHERE id = %s", user.pk)

    assert named() == [f"The audit trail tells of account {user.pk}, which is gone."]


def test_change_by_sql_that_a_later_act_covers_up_is_named():
    user = told_user("writer")
    user.groups.add(Group.objects.get(name="publisher"))
    before = accounts.access_of(user)
    user.groups.remove(Group.objects.get(name="publisher"))

    accounts.record_access(user, by=None, before=before)

    number = AuditEntry.objects.latest("number").number
    assert named() == [
        f"Audit entry {number} says that account {user.pk}, groups was “publisher, writer” before, and the trail had "
        "told “writer”: it was changed in between, past the application."
    ]


def test_account_that_the_trail_never_told_of_is_left_alone():
    """Where the trail begins with an account made at the command line: nothing is told, nothing is claimed."""
    make_user("writer", is_superuser=True)
    told_user("writer")

    assert named() == []


def rotate(settings: Any, folder: Path) -> None:
    """The site's key replaced, the earlier one's public half kept."""
    key = load_pem_private_key(settings.SIGNING_KEY_FILE.read_bytes(), password=None)
    earlier, new = folder / "earlier.pem", folder / "new.pem"
    earlier.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    environment.write_private(new, environment.new_signing_key())
    settings.EARLIER_KEYS_FILE, settings.SIGNING_KEY_FILE = earlier, new


def test_change_of_the_key_stands_in_the_chain(settings: Any, tmp_path: Path):
    make_article()
    rotate(settings, tmp_path)

    make_article()

    assert AuditEntry.objects.filter(event=audit.Event.SIGNING_KEY_CHANGED).count() == 1
    assert named() == []


def test_entry_sealed_anew_with_a_later_key_is_named(settings: Any, tmp_path: Path):
    for _ in range(3):
        make_article()
    earlier = seals.key_id()
    rotate(settings, tmp_path)
    make_article()
    entry = AuditEntry.objects.get(number=2)

    without_guards(entry, seal=seals.seal(entry.sealed_payload()))

    assert named() == [
        f"Audit entry 2 is sealed with the key {seals.key_id()}, which no entry introduces.",
        f"Audit entry 3 is sealed with the key {earlier}, which no entry introduces.",
    ]


def test_two_editions_whose_html_was_exchanged_are_named():
    one, two = make_publication(), make_publication(make_article(title="Rest after a fracture"))

    with guards_off():
        change(one.edition, html=two.edition.html)
        change(two.edition, html=one.edition.html)

    flaws = named()
    for publication in (one, two):
        assert f"Edition 1 of article {publication.article_id}: its HTML was changed." in flaws


def test_values_of_an_entry_are_covered_by_its_digest():
    make_edition()
    entry = AuditEntry.objects.get(event=audit.Event.EDITION_SUBMITTED)

    without_guards(entry, data=entry.data.replace('"edition":1', '"edition":2'))

    assert named()[0] == (
        f"Audit entry {entry.number} was changed: its values are not those that its digest covers."
    )
