"""What the tests of the public pages do over and over."""

import re
from datetime import UTC, datetime, timedelta

from articles import clock
from reviewers import publishing
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


def words(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace(" ,", ",")


def at(moment, client, address):
    with clock.set_to(moment):
        return client.get(address)
