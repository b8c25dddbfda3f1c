"""Rows that somebody wrote past the site are found nowhere on it."""

import logging
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse

from articles import guards
from articles.models import PlannedWithdrawal
from tests.articles.public.steps import (
    MARCH,
    at,
    correct,
    plan_withdrawal,
    publish,
    republish,
    retract,
    take_back,
    withdraw,
)

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


ENDINGS = {
    "notice": ("notice", "A kinder reason."),
    "reason": ("ended_because", "withdrawn"),
    "role": ("ended_role", "reviewer"),
    "time": ("ended_at", "2026-04-01 00:00:00+00:00"),
    "seal": ("ending_seal", "Forged"),
}


@pytest.mark.parametrize("end", [withdraw, retract], ids=["withdrawal", "retraction"])
@pytest.mark.parametrize("ending", [name for name in ENDINGS if name != "reason"])
def test_forged_ending_is_not_believed_and_raises_an_alarm(client, caplog, end, ending):
    publication = publish(title="Genuine")
    end(publication)
    column, value = ENDINGS[ending]
    forge(f"UPDATE articles_publication SET {column} = %s WHERE id = %s", [value, publication.pk])
    slug = publication.slug

    for address in [
        publication.get_absolute_url(),
        reverse("edition", args=[slug, 1]),
        reverse("history", args=[slug]),
        reverse("retraction", args=[slug]),
    ]:
        assert client.get(address).status_code == 404
    assert not re.search(b"Genuine|kinder", client.get("/corrections/").content)
    assert f"The ending of publication {publication.uuid} is forged: its seal does not hold." in alarms(
        caplog
    )


def test_withdrawal_turned_into_a_retraction_does_not_bring_the_text_back(client, caplog):
    publication = publish(title="Genuine")
    withdraw(publication)
    forge("UPDATE articles_publication SET ended_because = 'retracted' WHERE id = %s", [publication.pk])

    assert client.get(publication.get_absolute_url()).status_code == 404
    assert alarms(caplog)


@pytest.mark.parametrize("ending", ENDINGS)
def test_older_edition_whose_ending_is_forged_is_not_shown(client, caplog, ending):
    first = publish(title="Genuine")
    second = republish(first)
    column, value = ENDINGS[ending]
    forge(f"UPDATE articles_publication SET {column} = %s WHERE id = %s", [value, first.pk])
    history = client.get(reverse("history", args=[first.slug])).content

    assert client.get(reverse("edition", args=[first.slug, 1])).status_code == 404
    assert client.get(second.get_absolute_url()).status_code == 200
    assert f"/articles/{first.slug}/editions/1/".encode() not in client.get(second.get_absolute_url()).content
    assert b"Edition 2" in history
    assert b"Edition 1" not in history
    assert f"The ending of publication {first.uuid} is forged: its seal does not hold." in alarms(caplog)


def test_edition_that_was_replaced_by_nothing_is_not_found_and_raises_an_alarm(client, caplog):
    publication = publish()
    forge(
        "UPDATE articles_publication SET ended_at = published_at, ended_by_id = published_by_id, "
        "ended_because = 'superseded', ending_seal = 'Forged' WHERE id = %s",
        [publication.pk],
    )

    assert client.get(publication.get_absolute_url()).status_code == 404
    assert alarms(caplog)


PLANS = {
    "reason": "A kinder reason.",
    "role": "editor",
    "withdraw_at": "2026-04-01 00:00:00+00:00",
    "seal": "Forged",
}


@pytest.mark.parametrize("column", PLANS)
def test_forged_plan_hides_the_article_without_a_word_of_its_notice(client, caplog, column):
    publication = publish(title="Genuine")
    plan = plan_withdrawal(publication, MARCH + timedelta(days=90))
    forge(f"UPDATE articles_plannedwithdrawal SET {column} = %s WHERE id = %s", [PLANS[column], plan.pk])
    late = MARCH + timedelta(days=91)

    for address in [publication.get_absolute_url(), reverse("edition", args=[publication.slug, 1])]:
        response = at(late, client, address)
        assert response.status_code == 404
        assert not re.search(b"kinder|licence", response.content)
    for address in ["/", "/articles/", "/topics/", "/corrections/"]:
        assert b"Genuine" not in at(late, client, address).content
    assert f"Planned withdrawal {plan.pk} is forged: its seal does not hold." in alarms(caplog)
    assert PlannedWithdrawal.objects.waiting().exists()


def test_forged_removal_hides_the_edition_without_a_word_of_its_notice(client, caplog):
    first = publish()
    republish(first)
    take_back(first, at=MARCH + timedelta(days=50))
    forge("UPDATE articles_removal SET reason = 'Forged' WHERE publication_id = %s", [first.pk])

    response = client.get(reverse("edition", args=[first.slug, 1]))

    assert (response.status_code, b"Forged" in response.content) == (404, False)
    assert [alarm for alarm in alarms(caplog) if alarm.startswith("Removal ")]


def test_forged_correction_has_no_notice_and_raises_an_alarm(client, caplog):
    first, second = publish(), publish()
    publication, other = correct(first, title="Genuine"), correct(second, title="Another")
    document = publication.edition.document.replace("Day 1 was", "Day 9 was")
    forge("UPDATE articles_edition SET document = %s WHERE id = %s", [document, publication.edition_id])

    index = client.get("/corrections/").content

    assert client.get(f"/corrections/{publication.slug}/2/").status_code == 404
    assert (b"Genuine" in index, b"Another" in index) == (False, True)
    assert client.get(f"/corrections/{other.slug}/2/").status_code == 200
    assert (
        f"Edition {publication.edition_id} of publication {publication.uuid} is not what was signed."
        in alarms(caplog)
    )
