"""One invitation, opened twice at the same moment."""

import pytest

from reviewers import inviting, welcoming
from reviewers.models import Declaration
from tests.authenticating import App, make_request
from tests.factories import make_editor
from tests.races.test_acts import refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_link_that_is_used_twice_at_once_works_once():
    reviewer = inviting.invite(
        by=make_editor(), email="m@example.org", given_name="Mira", family_name="Medic", roles=["medical"]
    )
    token = inviting.link_for(reviewer.user).rstrip("/").rpartition("/")[2]

    def begin(password: str):
        request = make_request()
        app = App(welcoming.second_factor.app.begin(reviewer.user, request).key)
        given = welcoming.Answers(password=password, declares=("guidance",), code=app.code())
        return lambda: welcoming.begin(token, answers=given, request=request)

    outcomes = together(begin("seven quiet herons wading"), begin("eight loud geese landing"))

    assert [reasons[0][:33] for reasons in refusals(outcomes)] == ["This link was used in the meantim"]
    assert Declaration.objects.count() == 1
