"""One recovery code, given twice at the same moment."""

import time

import pytest
from django.db import transaction

from articles import second_factor
from tests.authenticating import set_up_app
from tests.factories import make_user
from tests.races.test_acts import together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_recovery_code_that_is_given_twice_at_once_holds_once():
    user = make_user()
    set_up_app(user)
    code = second_factor.recovery.make(user)[0]

    def first() -> bool:
        with transaction.atomic():
            held = second_factor.recovery.check(user, code)
            time.sleep(0.6)
        return held

    def second() -> bool:
        time.sleep(0.2)
        return second_factor.recovery.check(user, code)

    assert together(first, second) == [True, False]
