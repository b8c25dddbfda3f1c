"""Figures' files: there for everybody exactly while a page that may be read shows them."""

import logging
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import clock
from articles.figures.storing import file_name
from tests import factories
from tests.articles.public.steps import (
    MARCH,
    at,
    plan_withdrawal,
    publish,
    republish,
    retract,
    review_again,
    take_back,
    withdraw,
)

pytestmark = pytest.mark.django_db
NO_FIGURE = factories.make_content()["body"]


def body_with(figure):
    return f"![Somebody walks with a stick.](figure:{figure.digest})\n\n{NO_FIGURE}"


def make_figure(**words):
    with clock.set_to(MARCH):
        return factories.make_figure(factories.make_image(700, 400), **words)


def address_of(figure):
    return f"/figures/{figure.digest}.png"


def publish_with(figure, **fields):
    return publish(body=body_with(figure), **fields)


def test_figure_of_a_live_article_is_served_in_all_its_sizes(client):
    figure = make_figure()
    page = client.get(publish_with(figure).get_absolute_url()).content.decode()

    for rendition in figure.renditions.all():
        address = f"/figures/{rendition.digest}.{rendition.extension}"
        response = client.get(address)
        assert address in page
        assert (response.status_code, len(response.content)) == (200, rendition.size)
        assert response.headers["Content-Type"] == "image/png"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "no-cache"
        assert response.headers["ETag"] == f'"{rendition.digest}"'
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_figure_answers_head_and_conditional_requests_and_no_others(client):
    figure = make_figure()
    publish_with(figure)
    address, tag = address_of(figure), {"If-None-Match": f'"{figure.digest}"'}

    assert client.head(address).content == b""
    assert client.get(address, headers=tag).status_code == 304
    assert client.post(address).status_code == 405


def test_figure_of_no_public_page_is_for_staff_alone(client):
    figure = make_figure()
    factories.make_edition(factories.make_article(body=body_with(figure)))
    outsider = factories.make_user()

    answers = [client.get(address_of(figure)).status_code]
    client.force_login(outsider)
    answers.append(client.get(address_of(figure)).status_code)
    client.force_login(factories.make_reviewer().user)
    shown = client.get(address_of(figure))

    assert answers == [404, 404]
    assert shown.status_code == 200
    assert {"private", "no-store"} <= set(shown.headers["Cache-Control"].split(", "))
    assert "ETag" not in shown.headers


@pytest.mark.parametrize(
    "name", ["ab.png", f"{'0' * 64}.png", f"{'A' * 64}.png", f"{'0' * 64}.svg", f"{'0' * 64}", "x/../y.png"]
)
def test_no_other_address_is_a_figure(client, name):
    client.force_login(factories.make_editor())

    assert client.get(f"/figures/{name}").status_code == 404


def withdraw_by_plan(publication):
    plan_withdrawal(publication, MARCH + timedelta(days=30))


def retract_and_withdraw(publication):
    retract(publication)
    withdraw(publication, at=MARCH + timedelta(days=70))


def take_back_after_replacement(publication):
    republish(publication, body=NO_FIGURE)
    take_back(publication, at=MARCH + timedelta(days=50))


def withdraw_after_replacement(publication):
    republish(publication, body=NO_FIGURE)
    withdraw(publication)


def withdraw_and_come_back_without(publication):
    withdraw(publication)
    republish(publication, at=MARCH + timedelta(days=70), body=NO_FIGURE)


LATER = {
    "live": lambda publication: None,
    "archived": lambda publication: republish(publication, body=NO_FIGURE),
    "retracted": retract,
    "read again": lambda publication: review_again(publication, at=MARCH + timedelta(days=50)),
    "withdrawn": withdraw,
    "withdrawn by plan": withdraw_by_plan,
    "signature taken back": lambda publication: take_back(publication, at=MARCH + timedelta(days=50)),
    "archived, signature taken back": take_back_after_replacement,
    "archived, then withdrawn": withdraw_after_replacement,
    "retracted, then withdrawn": retract_and_withdraw,
    "withdrawn, then back without it": withdraw_and_come_back_without,
}
READABLE = {"live", "archived", "retracted", "read again"}


@pytest.mark.parametrize("what", LATER)
def test_figure_stands_and_falls_with_the_page_that_shows_it(client, what):
    figure = make_figure()
    publication = publish_with(figure)
    tag = {"If-None-Match": f'"{figure.digest}"'}
    assert client.get(address_of(figure)).status_code == 200

    LATER[what](publication)

    page = at(MARCH + timedelta(days=90), client, reverse("edition", args=[publication.slug, 1]))
    with clock.set_to(MARCH + timedelta(days=90)):
        image = client.get(address_of(figure))
        again = client.get(address_of(figure), headers=tag)
    assert image.status_code == page.status_code == (200 if what in READABLE else 410)
    assert again.status_code == (304 if what in READABLE else 410)
    assert image.headers["Cache-Control"] == "no-cache"


def test_figure_of_an_article_that_lapsed_falls_with_it(client, settings):
    settings.WITHDRAW_OVERDUE_AFTER_DAYS = 30
    figure = make_figure()
    publication = publish_with(figure, review_interval_months=1)
    addresses = [publication.get_absolute_url(), address_of(figure)]

    before, after = (
        [at(MARCH + timedelta(days=days), client, address).status_code for address in addresses]
        for days in (60, 62)
    )

    assert (before, after) == ([200, 200], [410, 410])


def test_figure_that_two_articles_show_goes_with_the_last_and_costs_no_more_statements(client):
    lone, figure = make_figure(), make_figure()
    only, first, second = publish_with(lone), publish_with(figure), publish_with(figure)

    assert statements(client, figure) == statements(client, lone) == 1
    for publication in [only, first, second]:
        republish(publication, body=NO_FIGURE)
    assert statements(client, figure) == statements(client, lone) <= 5
    withdraw(first)
    assert client.get(address_of(figure)).status_code == 200
    withdraw(second)
    assert client.get(address_of(figure)).status_code == 410


def statements(client, figure):
    with CaptureQueriesContext(connection) as counted:
        assert client.get(address_of(figure)).status_code == 200
    return len(counted)


def test_a_file_with_other_bytes_is_not_found_and_raises_an_alarm(client, caplog):
    figure = make_figure()
    publish_with(figure)
    name = file_name(figure.digest, "png")
    default_storage.delete(name)
    assert client.get(address_of(figure)).status_code == 404
    default_storage.save(name, ContentFile(factories.make_image()))

    swapped = client.get(address_of(figure), headers={"If-None-Match": f'"{figure.digest}"'})
    client.force_login(factories.make_editor())

    assert swapped.status_code == client.get(address_of(figure)).status_code == 404
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.CRITICAL] == 2 * [
        f"The file of figure {figure.digest}.png holds other bytes than it is named by."
    ]
