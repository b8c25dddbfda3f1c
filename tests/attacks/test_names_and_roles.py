"""Names spelled otherwise and roles that do not exist: nobody signs by them what they may not sign."""

import pytest
from django.test import Client

from articles import clock
from articles.models import AuditEntry
from reviewers import answering, obstacles, signoff
from reviewers.commenting import Remark
from reviewers.models import Reviewer, Role
from tests.factories import make_article, make_edition, make_reviewer, make_user, sign

pytestmark = pytest.mark.django_db


def test_person_whose_name_holds_a_bidi_mark_can_work_and_log_in(client: Client):
    person = make_user("writer", name="Ines\u200e Abara")

    make_article(person)
    client.force_login(person)

    assert AuditEntry.objects.latest("number").actor_name == "Ines Abara"


@pytest.mark.parametrize("role", ["boss", "x\x00"])
def test_role_that_does_not_exist_is_refused_in_a_sentence(role: str):
    edition, reviewer = make_edition(), make_reviewer()
    remarks = [Remark("Mend it.", must_fix=True)]

    for act in [
        lambda: sign(edition, reviewer, role),
        lambda: answering.request_changes(edition, reviewer=reviewer, role=role, comments=remarks),
        lambda: answering.decline(edition, reviewer=reviewer, role=role, reason="no_time"),
    ]:
        with pytest.raises(signoff.CannotSign):
            act()


@pytest.mark.parametrize("name", ["Wanda  Author", "Wanda\u00a0Author", " wanda author "])
def test_author_without_an_account_signs_under_no_spelling_of_their_name(name: str):
    byline = [
        {"name": "Wanda Author", "credentials": [], "affiliation": "", "orcid": "", "interests": "None."}
    ]
    edition = make_edition(make_article(authors=byline))
    reviewer: Reviewer = make_reviewer(name=name, user=make_user("reviewer", name="W Author"))

    assert obstacles.signing_objections(edition, reviewer, Role.MEDICAL, at=clock.now()) != []


def test_one_name_signs_no_two_roles_with_two_accounts():
    edition = make_edition()
    sign(edition, make_reviewer(Role.MEDICAL, name="Rita Both"))
    again = make_reviewer(Role.EDITORIAL, name="Rita Both")

    assert obstacles.signing_objections(edition, again, Role.EDITORIAL, at=clock.now()) != []
