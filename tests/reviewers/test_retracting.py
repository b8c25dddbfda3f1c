"""Retracting: the text stays under a notice, and comes back by new signatures only."""

import json

import pytest

from articles import clock, seals
from articles.models import Article, AuditEntry, Publication
from articles.states import PublicState, public_state
from reviewers import publishing, signoff, states, verification
from reviewers.models import Role
from tests.factories import (
    CREDENTIALS,
    change,
    make_article,
    make_editor,
    make_publication,
    make_publisher,
    make_request,
    make_reviewer,
    make_signed_edition,
    make_user,
    make_writer,
    sign,
)

pytestmark = pytest.mark.django_db


def retract(article: Article, **changes) -> Publication:
    fields = {"by": make_editor(), "reason": "The dose is wrong.", "affected": "The second key point."}
    return publishing.retract(article, **fields | changes)


@pytest.mark.parametrize("who", ["editor", "publisher"])
def test_retracting_ends_it_with_why_and_what(who: str):
    publication = make_publication()

    retract(publication.article, by=make_user(who))

    publication.refresh_from_db()
    assert (publication.ended_because, publication.ended_role) == ("retracted", who)
    assert publication.notice == "The dose is wrong.\n\nAffected: The second key point."
    assert seals.holds(publication.ending_payload(), publication.ending_seal)
    assert not Publication.objects.shown(clock.now()).exists()
    state = publication.article.state
    state.refresh_from_db()
    assert public_state(state, clock.now()) == PublicState.RETRACTED
    assert json.loads(AuditEntry.objects.latest("number").data)["because"] == "retracted"
    record = json.loads(publication.edition.records.order_by("version").last().text)
    assert record["facts"]["state"] == "retracted"
    assert record["facts"]["document"]["title"] == "Walking after a hip fracture"
    assert list(verification.flaws()) == []


def test_retracting_needs_a_right_a_reason_the_parts_and_something_live():
    article = make_publication().article

    for of, changes, sentence in [
        (article, {"by": make_writer()}, "Only editors and publishers may do this"),
        (article, {"by": make_reviewer().user}, "Only editors and publishers may do this"),
        (article, {"reason": " "}, "Say why you retract"),
        (article, {"affected": ""}, "Say which parts are affected"),
        (make_article(), {}, "Nothing of this article is live"),
    ]:
        with pytest.raises(publishing.CannotPublish, match=sentence):
            retract(of, **changes)
    assert Publication.objects.live().exists()


def revoke(signed) -> None:
    signoff.revoke(
        signed, reviewer=signed.signer, reason="Misread.", credentials=CREDENTIALS, request=make_request()
    )


def test_what_was_revoked_cannot_be_retracted():
    publication = make_publication()
    revoke(publication.edition.signoffs.get(role=Role.MEDICAL))

    with pytest.raises(publishing.CannotPublish, match="A signature on it was revoked"):
        retract(publication.article)


def test_a_retracted_article_can_be_withdrawn_with_all_its_editions():
    first = make_publication()
    article = first.article
    change(article, title="A better title")
    second = publishing.publish(make_signed_edition(article), by=make_publisher())
    retract(article)

    assert publishing.withdraw(article, by=make_user("reviewer"), reason="It names a patient.") == second

    for publication in [first, second]:
        removal = publication.removal
        assert (removal.reason, removal.role) == ("It names a patient.", "reviewer")
        assert seals.holds(removal.sealed_payload(), removal.seal)
    assert states.facts(article)["withdrawn_at"] == second.removal.at
    article.state.refresh_from_db()
    assert public_state(article.state, clock.now()) == PublicState.WITHDRAWN
    records = [json.loads(p.edition.records.order_by("version").last().text) for p in [first, second]]
    assert [record["facts"]["document"] for record in records] == [{}, {}]
    with pytest.raises(publishing.CannotPublish, match="Nothing of this article is live"):
        publishing.withdraw(article, by=make_editor(), reason="Once more.")
    assert list(verification.flaws()) == []


def test_coming_back_needs_a_new_round():
    publication = make_publication()
    article, edition = publication.article, publication.edition
    change(article, title="A better title")
    waiting = make_signed_edition(article)
    retract(article)

    for old in [edition, waiting]:
        with pytest.raises(publishing.CannotPublish, match="The medical sign-off is missing"):
            publishing.publish(old, by=make_publisher())
    for role in waiting.required_role_list:
        sign(waiting, make_reviewer(role), role)
    again = publishing.publish(waiting, by=make_publisher())

    assert again.round == 2
    article.state.refresh_from_db()
    assert public_state(article.state, clock.now()) == PublicState.LIVE
    publication.refresh_from_db()
    assert publication.ended_because == "retracted"


def test_signatures_between_retraction_and_withdrawal_do_not_bring_it_back():
    publication = make_publication()
    edition = publication.edition
    retract(publication.article)
    for role in edition.required_role_list:
        sign(edition, make_reviewer(role), role)
    publishing.withdraw(publication.article, by=make_editor(), reason="It names a patient.")

    with pytest.raises(publishing.CannotPublish, match="The medical sign-off is missing"):
        publishing.publish(edition, by=make_publisher())


def test_a_signature_revoked_after_the_retraction_takes_the_text_away():
    publication = make_publication()
    retract(publication.article)

    revoke(publication.edition.signoffs.get(role=Role.MEDICAL))
    revoke(publication.edition.signoffs.get(role=Role.EDITORIAL))

    assert (publication.removal.reason, publication.removal.role) == ("Misread.", "reviewer")
    publication.article.state.refresh_from_db()
    assert public_state(publication.article.state, clock.now()) == PublicState.WITHDRAWN
    assert list(verification.flaws()) == []
