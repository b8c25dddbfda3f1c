"""What the tests of the public pages do over and over."""

import re
from datetime import UTC, datetime, timedelta

from articles import clock
from reviewers import publishing, signoff, withdrawing
from tests import factories

MARCH = datetime(2026, 3, 3, 9, 30, tzinfo=UTC)


def publish(article=None, at=MARCH, **fields):
    """Submit, sign and publish at one moment; returns the publication."""
    with clock.set_to(at):
        if article is None:
            article = factories.make_article(**fields)
        return factories.make_publication(article)


def republish(publication, at=MARCH + timedelta(days=30), **changes):
    """A new edition of the same article."""
    with clock.set_to(at):
        factories.change(publication.article, **(changes or {"title": "Walking again"}))
        return factories.make_publication(publication.article)


def withdraw(publication, at=MARCH + timedelta(days=60)):
    with clock.set_to(at):
        return publishing.withdraw(
            publication.article, by=factories.make_editor(), reason="The dose <b>was</b> wrong."
        )


def retract(publication, at=MARCH + timedelta(days=60), by=None):
    with clock.set_to(at):
        return publishing.retract(
            publication.article,
            by=by or factories.make_editor(),
            reason="The trial <b>never</b> took place.",
            affected="The whole article.",
        )


def correct(publication, at=MARCH + timedelta(days=30), **fields):
    """A correction of the same article, on the site."""
    with clock.set_to(at):
        factories.change(publication.article, title=fields.pop("title", "Walking, corrected"))
        fields = {"change_kind": "correction", "change_note": "It was day 1, not day 2."} | fields
        edition = factories.make_edition(publication.article, **fields)
        return publish_signed(edition)


def publish_signed(edition):
    """Have every required role sign an edition, and publish it."""
    for role in edition.required_role_list:
        factories.sign(edition, factories.make_reviewer(role), role)
    return publishing.publish(edition, by=factories.make_publisher())


def review_again(publication, at=MARCH + timedelta(days=200)):
    """The same edition, read and signed once more."""
    with clock.set_to(at):
        return publish_signed(publication.edition)


def plan_withdrawal(publication, withdraw_at, at=MARCH + timedelta(days=1)):
    with clock.set_to(at):
        return withdrawing.plan_withdrawal(
            publication.article,
            withdraw_at=withdraw_at,
            by=factories.make_publisher(),
            reason="The <b>licence</b> ends.",
        )


def take_back(publication, at, role="medical"):
    """The signature of one role by which a publication is, or was, public."""
    with clock.set_to(at):
        signed = publication.edition.signoffs.get(role=role, round=publication.round)
        signoff.revoke(
            signed,
            reviewer=signed.signer,
            reason="I misread the table.",
            credentials=factories.CREDENTIALS,
            request=factories.make_request(),
        )


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace(" ,", ",")


def at(moment, client, address):
    with clock.set_to(moment):
        return client.get(address)
