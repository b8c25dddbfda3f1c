"""Accounts: no password but one's own, and every change of access on record."""

import json
import re

import pytest
from django.contrib.auth.models import Group
from django.core import mail
from django.test import Client
from django.urls import reverse

from articles.models import AuditEntry, User
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/user/add/"


@pytest.fixture
def root() -> User:
    return make_user(name="Ada Root", is_superuser=True)


@pytest.fixture
def client(root: User) -> Client:
    client = Client()
    client.force_login(root)
    return client


def group(name: str) -> int:
    return Group.objects.get(name=name).pk


def new(**changes) -> dict:
    return {
        "email": "New.Person@Example.org",
        "first_name": "New",
        "last_name": "Person",
        "is_staff": "on",
        "groups": [group("writer")],
    } | changes


def test_a_new_account_has_no_password_and_gets_a_link(client: Client, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(ADD, new())

    user = User.objects.get(email="new.person@example.org")
    assert response.status_code == 302
    assert (user.has_usable_password(), user.is_staff) == (False, True)
    assert mail.outbox[0].to == ["new.person@example.org"]
    link = re.search(r"http://testserver(/admin/reset/\S+)", mail.outbox[0].body)
    assert link is not None
    assert Client().get(link[1], follow=True).status_code == 200


def test_changes_of_access_are_on_record_with_old_and_new_values(client: Client, root: User):
    user = make_user("writer")
    url = reverse("admin:articles_user_change", args=[user.pk])

    client.post(
        url,
        {
            "email": user.email,
            "is_active": "on",
            "is_staff": "on",
            "groups": [group("editor"), group("reviewer")],
        },
    )

    entry = AuditEntry.objects.get(event="access_changed")
    assert entry.actor == root
    assert json.loads(entry.data)["changed"] == {"groups": ["writer", "editor, reviewer"]}


def test_nobody_sets_another_persons_password(client: Client):
    user = make_user("writer")
    before = user.password

    response = client.post(f"/admin/articles/user/{user.pk}/password/", {"password1": "x", "password2": "x"})

    user.refresh_from_db()
    assert response.status_code == 403
    assert "They set it themselves" in response.content.decode()
    assert user.password == before


def test_only_superusers_make_superusers():
    manager = make_user("editor")
    manager.user_permissions.set(
        Group.objects.get(name="writer").permissions.model.objects.filter(
            codename__in=["view_user", "change_user", "add_user"]
        )
    )
    user, chief = make_user("writer"), make_user(is_superuser=True)
    client = Client()
    client.force_login(manager)
    data = {"is_active": "on", "is_staff": "on", "is_superuser": "on"}

    client.post(reverse("admin:articles_user_change", args=[user.pk]), data | {"email": user.email})
    answer = client.post(reverse("admin:articles_user_change", args=[chief.pk]), {"email": chief.email})

    user.refresh_from_db()
    assert not user.is_superuser
    assert answer.status_code == 403


def test_an_address_is_used_once(client: Client):
    user = make_user()

    response = client.post(ADD, new(email=user.email.upper()))

    assert response.status_code == 422
    assert "There is an account with this e-mail address already." in response.content.decode()


def test_the_link_is_mailed_again_by_post_alone(client: Client):
    user = make_user()
    url = reverse("admin:articles_user_link", args=[user.pk])

    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_accounts_are_never_deleted_and_groups_not_edited(client: Client):
    user = make_user()

    assert client.post(f"/admin/articles/user/{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/auth/group/").status_code == 404


def test_an_author_keeps_a_clean_profile(client: Client):
    response = client.post(
        "/admin/articles/author/add/",
        {"name": "  Ada\u202e  Byron ", "credentials": "MD", "orcid": "", "slug": ""},
    )
    bad = client.post("/admin/articles/author/add/", {"name": "X", "orcid": "12"})

    assert (response.status_code, bad.status_code) == (302, 422)
    assert client.get("/admin/articles/author/").content.decode().count("Ada Byron") >= 1
