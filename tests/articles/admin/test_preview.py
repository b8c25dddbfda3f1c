"""The preview: for people who write, never a page to log in."""

import pytest
from django.test import Client

from tests.factories import make_user, make_writer

pytestmark = pytest.mark.django_db
URL = "/admin/articles/article/preview/"


def client_of(user=None, **options) -> Client:
    client = Client(**options)
    if user:
        client.force_login(user)
    return client


def test_the_preview_is_the_sanitised_html_with_citations():
    response = client_of(make_writer()).post(
        URL,
        {"text": "## Rest <script>x</script>\n\nSleep [@sleep] and [@nothing].", "key": ["walking", "sleep"]},
    )

    assert response.status_code == 200
    assert '<a href="#reference-2">[2]</a>' in response.content.decode()
    assert "[@nothing]" in response.content.decode()
    assert "<script>" not in response.content.decode()


@pytest.mark.parametrize(
    ("group", "data", "status"),
    [
        (None, {"text": "x"}, 401),
        ("publisher", {"text": "x"}, 403),
        ("writer", {}, 400),
        ("writer", {"text": "x" * 200_001}, 413),
    ],
)
def test_a_refused_preview_is_a_sentence_in_json(group: str | None, data: dict, status: int):
    response = client_of(make_user(group) if group else None).post(URL, data)

    assert response.status_code == status
    assert list(response.json()) == ["error"]


def test_the_preview_is_not_read_by_get():
    assert client_of(make_writer()).get(URL).status_code == 405


def test_the_preview_asks_for_the_csrf_token():
    assert client_of(make_writer(), enforce_csrf_checks=True).post(URL, {"text": "x"}).status_code == 403
