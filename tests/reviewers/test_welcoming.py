"""What a reviewer does for themselves is all done or not at all."""

import pytest

from articles import second_factor
from articles.models import AuditEntry
from reviewers import inviting, welcoming
from reviewers.models import Declaration, Reviewer
from reviewers.welcoming import Answers, CannotBegin, Name, StaleCode
from tests import factories
from tests.authenticating import App, make_request
from tests.factories import make_editor, make_reviewer

pytestmark = pytest.mark.django_db


def invited() -> tuple[Reviewer, str]:
    reviewer = inviting.invite(
        by=make_editor(), email="m@example.org", given_name="Mira", family_name="Medic", roles=["medical"]
    )
    return reviewer, inviting.link_for(reviewer.user).rstrip("/").rpartition("/")[2]


def test_a_used_link_changes_nothing():
    reviewer, token = invited()
    welcoming.begin(token, answers=Answers(password="seven quiet herons wading"), request=make_request())

    with pytest.raises(CannotBegin, match="was used in the meantime"):
        welcoming.begin(token, answers=Answers(password="eight loud geese landing"), request=make_request())

    reviewer.user.refresh_from_db()
    assert reviewer.user.check_password("seven quiet herons wading")


def test_a_stale_code_undoes_all_of_it():
    reviewer, token = invited()
    request = make_request()
    app = App(second_factor.app.begin(reviewer.user, request).key)
    recorded = AuditEntry.objects.count()
    given = Answers(password="seven quiet herons wading", declares=("guidance",), code=app.wrong_code())

    with pytest.raises(StaleCode):
        welcoming.begin(token, answers=given, request=request)

    reviewer.user.refresh_from_db()
    assert not reviewer.user.has_usable_password()
    assert not Declaration.objects.exists()
    assert AuditEntry.objects.count() == recorded
    assert inviting.read_link(token)[0] is inviting.Link.GOOD


def test_what_is_there_already_is_not_declared_twice():
    reviewer = make_reviewer()

    welcoming.complete(
        reviewer, answers=Answers(declares=("equivalence", "guidance")), request=make_request()
    )

    assert reviewer.declarations.count() == 3


def test_a_name_that_signatures_bear_is_an_editors_affair():
    reviewer = make_reviewer(name="Mirra Medic")
    corrected = Name(given_name="Mira", family_name="Medic", affiliation="")
    assert welcoming.spelling_objections(reviewer, corrected) == []

    factories.sign(factories.make_edition(), reviewer)

    assert welcoming.spelling_objections(reviewer, corrected) == [
        "You have signed under this name: ask an editor to change it."
    ]
