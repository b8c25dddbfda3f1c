"""Signing, requesting changes, declining, revoking, and the one rule of what may be published."""

from datetime import date, timedelta

import pytest

from articles import clock
from articles.models import AuditEntry, Publication
from articles.second_factor import Credentials
from reviewers import answering, confirming, publishing, signoff, submission, verification
from reviewers.commenting import Remark
from reviewers.models import Revocation, Role, SignOff, Verdict
from tests.factories import (
    CREDENTIALS,
    accept_all,
    change,
    in_days,
    make_article,
    make_edition,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    make_user,
    sign,
)

pytestmark = pytest.mark.django_db


def refusal_of(edition, reviewer, role=Role.MEDICAL, **fields) -> list[str]:
    with pytest.raises(signoff.CannotSign) as refusal:
        sign(edition, reviewer, role, **fields)
    return refusal.value.reasons


def test_signature_prints_who_signed_as_they_were_that_day():
    edition, reviewer = make_edition(), make_reviewer(name="Mo Sign")

    signed = sign(edition, reviewer, interests="I hold no shares.")
    reviewer.family_name, reviewer.credentials = "Married", "MD, FRCP"
    reviewer.save()

    signed.refresh_from_db()
    assert (signed.printed_name, signed.credentials, signed.meaning) == ("Mo Sign", "MD", "medical_approval")
    assert (signed.digest, signed.round, signed.interests) == (edition.digest, 1, "I hold no shares.")
    assert signoff.obstacles(edition) == ["The editorial sign-off is missing."]


def test_sign_asks_for_the_password_and_five_wrong_ones_lock():
    edition, reviewer = make_edition(), make_reviewer()
    sentence = confirming.WRONG

    for _attempt in range(4):
        assert refusal_of(edition, reviewer, credentials=Credentials("guess")) == [sentence]

    assert refusal_of(edition, reviewer, credentials=Credentials("guess")) == [confirming.LOCKED]
    assert refusal_of(edition, reviewer, credentials=CREDENTIALS) == [confirming.LOCKED]
    assert not SignOff.objects.exists()
    assert AuditEntry.objects.filter(event="refused").count() == 6
    assert AuditEntry.objects.filter(event="locked_out").exists()


def test_sign_refuses_another_digest_blank_interests_and_no_scope():
    edition, reviewer = make_edition(), make_reviewer()

    assert refusal_of(edition, reviewer, digest="0" * 64, interests=" ", scope="") == [
        "What you read is not this edition: open it again, read it, and sign what you see.",
        "State your interests: write “none” if you have none.",
        "Say whether you sign the whole page or the changes only.",
    ]


def test_nobody_signs_what_they_wrote():
    article = make_article()
    writer_too = make_reviewer(user=article.owner, name="Someone Else")
    named_in_byline = make_reviewer(name="wanda writer")
    edition = make_edition(article)

    assert refusal_of(edition, writer_too)[-1].endswith("nobody signs their own work.")
    assert refusal_of(edition, named_in_byline) == [
        "wanda writer, MD wrote, edited or submitted this text: nobody signs their own work."
    ]


def test_nobody_fills_two_roles_on_one_edition():
    edition = make_edition()
    both = make_reviewer(Role.MEDICAL, Role.EDITORIAL, name="Bo Both")
    sign(edition, both, Role.MEDICAL)

    assert refusal_of(edition, both, Role.EDITORIAL) == [
        "Bo Both, MD signed this edition in the medical role already."
    ]


def test_role_is_signed_once_per_round():
    edition = make_edition()
    sign(edition, make_reviewer(name="First Hand"))

    assert refusal_of(edition, make_reviewer()) == ["First Hand gave the medical sign-off already."]


def test_superuser_signs_nothing_by_being_one():
    user = make_user(name="Su Perb", is_superuser=True)
    reviewer = make_reviewer(user=user, name="Su Perb")

    assert refusal_of(make_edition(), reviewer) == [
        "Only reviewers may do this, and Su Perb is none of them: ask an administrator if that is wrong."
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"valid_until": date(2026, 1, 1)},
        {"valid_from": date(2999, 1, 1)},
        {"verified_by": None, "verified_on": None, "verified_how": ""},
    ],
)
def test_medical_signature_needs_a_credential_in_force_and_verified(changes):
    reviewer = make_reviewer(name="Mo Sign")
    reviewer.held_credentials.update(**changes)

    (reason,) = refusal_of(make_edition(), reviewer)

    assert reason.startswith("Mo Sign, MD holds no credential that is in force on")


def test_credential_verified_by_its_holder_counts_for_nothing():
    reviewer = make_reviewer()
    reviewer.held_credentials.update(verified_by=reviewer.user)

    assert "verified by someone else" in refusal_of(make_edition(), reviewer)[0]


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (1, True)])
def test_signer_is_qualified_on_the_day_of_publication_too(days: int, counts: bool):
    edition = make_signed_edition()
    medical = edition.signoffs.get(role=Role.MEDICAL).signer
    medical.held_credentials.update(valid_until=in_days(days))

    on = clock.today()
    found = signoff.obstacles(edition, on)

    if counts:
        assert found == []
    else:
        assert len(found) == 1
        assert "holds no credential that is in force" in found[0]


def test_request_for_changes_blocks_everyone_until_the_answer_is_accepted():
    edition, medical = make_edition(), make_reviewer(name="Mo Sign")

    answering.request_changes(
        edition,
        reviewer=medical,
        role=Role.MEDICAL,
        comments=[Remark("It was day 2.", quote="day 1", must_fix=True)],
    )

    sentence = "Mo Sign requested changes to “day 1”: It was day 2."
    assert refusal_of(edition, make_reviewer(Role.EDITORIAL), Role.EDITORIAL) == [sentence]
    assert sentence in signoff.obstacles(edition)
    change(edition.article, summary="Most people can walk on the second day.")
    second = make_edition(edition.article)
    assert refusal_of(edition, medical)[0] == "Edition 2 was submitted in its place: read that one."
    assert refusal_of(second, medical) == [sentence.replace("“day 1”", "“day 1” of edition 1")]
    accept_all(edition.article)
    sign(second, medical)


def test_request_for_changes_needs_words():
    edition, medical = make_edition(), make_reviewer()

    for comments in [[], [Remark(" \n", quote="day 1", must_fix=True)]]:
        with pytest.raises(signoff.CannotSign, match="Say what must be changed"):
            answering.request_changes(edition, reviewer=medical, role=Role.MEDICAL, comments=comments)

    assert not Verdict.objects.exists()


def test_decline_answers_a_request_with_a_reason():
    medical = make_reviewer()
    edition = make_edition(requests=[(medical, Role.MEDICAL, in_days(3))])

    with pytest.raises(signoff.CannotSign, match="Say why you decline"):
        answering.decline(edition, reviewer=medical, role=Role.MEDICAL, reason="mood")
    verdict = answering.decline(edition, reviewer=medical, role=Role.MEDICAL, reason="no_time")

    assert (verdict.decision, verdict.request.reviewer) == ("declined", medical)
    with pytest.raises(signoff.CannotSign, match="was not asked"):
        answering.decline(edition, reviewer=medical, role=Role.MEDICAL, reason="no_time")


def test_recalled_edition_is_signed_by_nobody():
    edition = make_edition()
    submission.recall(edition, by=edition.frozen_by, reason="Too early.")

    assert refusal_of(edition, make_reviewer()) == ["Edition 1 was recalled by Wanda Writer: Too early."]


def test_first_edition_is_signed_as_a_whole():
    edition = make_edition()

    assert refusal_of(edition, make_reviewer(), scope="changes") == [
        "A first edition and a re-review are always signed as a whole."
    ]


def test_re_review_signs_the_live_edition_in_a_new_round():
    live = make_publication()
    edition = live.edition
    with clock.set_to(clock.now() + timedelta(days=100)):
        for role in [Role.MEDICAL, Role.EDITORIAL]:
            sign(edition, make_reviewer(role), role)

        again = publishing.publish(edition, by=make_publisher())

    live.refresh_from_db()
    assert (live.ended_because, again.round) == ("re_reviewed", 2)
    assert again.reviewed_on == live.reviewed_on + timedelta(days=100)


def test_revocation_ends_what_is_live_by_the_signature_and_needs_a_new_round():
    publication = make_publication()
    edition = publication.edition
    signed = edition.signoffs.get(role=Role.MEDICAL)

    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    publication.refresh_from_db()
    assert (publication.ended_because, publication.notice) == ("revoked", "I misread it.")
    assert not Publication.objects.live().exists()
    assert signoff.obstacles(edition) == [
        "The editorial sign-off is missing.",
        "The medical sign-off is missing.",
    ]
    sign(edition, make_reviewer())
    assert edition.signoffs.latest("pk").round == 2


def test_revocation_is_the_signers_own_once_and_with_a_reason():
    signed = make_signed_edition().signoffs.get(role=Role.MEDICAL)
    stranger = make_reviewer()
    how = {"credentials": CREDENTIALS, "request": make_request()}

    with pytest.raises(signoff.CannotSign, match="only they can revoke it"):
        signoff.revoke(signed, reviewer=stranger, reason="Not mine.", **how)
    with pytest.raises(signoff.CannotSign, match="Say why"):
        signoff.revoke(signed, reviewer=signed.signer, reason=" ", **how)
    wrong = Credentials("x")
    with pytest.raises(signoff.WrongCredentials):
        signoff.revoke(
            signed, reviewer=signed.signer, reason="Mine.", credentials=wrong, request=make_request()
        )

    assert not Revocation.objects.exists()


def test_revocation_takes_down_the_archived_edition_that_was_public_by_it():
    first = make_publication()
    second = make_publication(first.article)
    signed = first.edition.signoffs.get(role=Role.MEDICAL)

    signoff.revoke(
        signed,
        reviewer=signed.signer,
        reason="I misread it.",
        credentials=CREDENTIALS,
        request=make_request(),
    )

    assert (first.removal.reason, first.removal.by) == ("I misread it.", signed.signer.user)
    assert list(Publication.objects.live()) == [second]
    assert list(verification.flaws()) == []


@pytest.mark.parametrize("loss", ["account", "group"])
def test_signature_of_someone_who_lost_the_right_counts_no_more(loss: str):
    edition = make_signed_edition()
    user = edition.signoffs.get(role=Role.MEDICAL).signer.user
    if loss == "account":
        user.is_active = False
        user.save()
    else:
        user.groups.clear()

    (obstacle,) = signoff.obstacles(edition)

    assert obstacle.startswith("The medical sign-off by")
    assert "does not count" in obstacle


def test_request_for_changes_is_for_a_role_that_is_asked_for(settings):
    settings.REQUIRED_SIGNOFFS = ("medical",)
    edition, editorial = make_edition(), make_reviewer(Role.EDITORIAL)

    with pytest.raises(signoff.CannotSign, match="asks for no editorial sign-off"):
        answering.request_changes(
            edition, reviewer=editorial, role=Role.EDITORIAL, comments=[Remark("Mend it.", must_fix=True)]
        )
