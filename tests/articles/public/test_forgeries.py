"""Rows that somebody wrote past the site are found nowhere on it."""

import logging
import re

import pytest
from django.db import connection
from django.urls import reverse

from articles import guards
from tests.articles.public.steps import publish, withdraw

pytestmark = pytest.mark.django_db


def forge(sql, parameters):
    """Change a row as somebody who owns the database could."""
    # PostgreSQL alters no table while a foreign key's check on it is still waiting.
    connection.check_constraints()
    guards.lift(guards.GUARDS)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
    connection.check_constraints()
    guards.install(guards.GUARDS)


FORGERIES = {
    "title": "UPDATE articles_publication SET title = 'Forged' WHERE id = %s",
    "topics": """UPDATE articles_publication SET topics = '[{"name":"Forged","slug":"forged"}]' WHERE id = %s""",
    "unreadable topics": "UPDATE articles_publication SET topics = 'Forged' WHERE id = %s",
    "reviewers": "UPDATE articles_publication SET reviewers = '[]' WHERE id = %s",
    "dates": "UPDATE articles_publication SET review_due_on = '2099-01-01' WHERE id = %s",
    "seal": "UPDATE articles_publication SET seal = 'Forged' WHERE id = %s",
}
FORGED_EDITIONS = {
    "HTML": "UPDATE articles_edition SET html = 'Forged' WHERE id = %s",
    "document": "UPDATE articles_edition SET document = '{}' WHERE id = %s",
    "private": "UPDATE articles_edition SET private = 'Forged' WHERE id = %s",
    "digest": "UPDATE articles_edition SET html = 'Forged', html_sha256 = 'Forged', digest = 'Forged' WHERE id = %s",
}


@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_forged_publication_is_not_found_anywhere_and_raises_an_alarm(client, caplog, forgery):
    publication = publish(title="Genuine")
    forge(forgery, [publication.pk])

    pages = [client.get(address) for address in ["/", "/articles/", "/topics/"]]

    assert client.get(publication.get_absolute_url()).status_code == 404
    assert client.get(reverse("edition", args=[publication.slug, 1])).status_code == 404
    assert not [page for page in pages if re.search(b"Genuine|Forged|Bone", page.content)]
    assert f"Publication {publication.uuid} is forged: its seal does not hold." in alarms(caplog)


@pytest.mark.parametrize("forgery", FORGED_EDITIONS.values(), ids=FORGED_EDITIONS)
def test_forged_edition_is_not_found_and_raises_an_alarm(client, caplog, forgery):
    publication = publish()
    forge(forgery, [publication.edition_id])

    assert client.get(publication.get_absolute_url()).status_code == 404
    assert client.get(reverse("edition", args=[publication.slug, 1])).status_code == 404
    assert (
        f"Edition {publication.edition_id} of publication {publication.uuid} is not what was signed."
        in alarms(caplog)
    )


def alarms(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL]


def test_forged_withdrawal_is_not_shown(client):
    publication = publish()
    withdraw(publication)
    forge("UPDATE articles_publication SET title = 'Forged' WHERE id = %s", [publication.pk])

    assert client.get(publication.get_absolute_url()).status_code == 404
