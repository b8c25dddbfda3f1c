"""What a load balancer asks."""

import pytest

from articles import guards

pytestmark = pytest.mark.django_db


def test_healthz_is_alive_without_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")


def test_readyz_is_ready_when_guards_and_key_are_there(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")


def test_readyz_names_what_is_missing(client, settings, tmp_path):
    guards.lift(guards.GUARDS)
    settings.SIGNING_KEY_FILE = tmp_path / "none.pem"

    response = client.get("/readyz")

    assert response.status_code == 503
    assert (
        response.content == b"The database's guards are not all in place.\nThe signing key cannot be read.\n"
    )
