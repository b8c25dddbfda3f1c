"""The groups, and what they may do in the admin, right after the first migration."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.contrib.auth.models import Group as DjangoGroup

from articles.groups import Group, belongs
from tests.factories import make_user

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
def test_first_migration_gives_the_groups_their_permissions(tmp_path: Path):
    path = tmp_path / "site.sqlite3"
    environ = os.environ | {"DATABASE_URL": f"sqlite:///{path}", "DJANGO_SETTINGS_MODULE": "tests.settings"}

    subprocess.run([sys.executable, "manage.py", "migrate", "-v", "0"], cwd=ROOT, env=environ, check=True)

    with sqlite3.connect(path) as database:
        given = database.execute(
            "SELECT g.name, p.codename FROM auth_group g JOIN auth_group_permissions gp ON gp.group_id = g.id"
            " JOIN auth_permission p ON p.id = gp.permission_id"
        ).fetchall()
    assert {group for group, _codename in given} == set(Group.values)
    assert {("writer", "add_article"), ("editor", "add_reviewer"), ("auditor", "view_auditentry")} <= set(
        given
    )
    assert ("reviewer", "change_article") not in given


@pytest.mark.django_db
def test_group_members_are_asked_for_membership_and_not_for_rank():
    superuser, writer = make_user(is_superuser=True), make_user(Group.WRITER)
    gone = make_user(Group.WRITER)
    gone.is_active = False

    assert [belongs(user, Group.WRITER, Group.EDITOR) for user in [superuser, writer, gone]] == [
        False,
        True,
        False,
    ]
    assert DjangoGroup.objects.count() == 5
