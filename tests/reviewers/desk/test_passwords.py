"""What a person types to sign is kept nowhere."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.forms import PasswordInput
from django.urls import reverse

from reviewers.desk.review import SignForm
from tests.factories import make_edition, make_reviewer

pytestmark = pytest.mark.django_db


def test_wrong_signing_password_is_not_kept(client):
    edition, reviewer = make_edition(), make_reviewer()
    client.force_login(reviewer.user)

    typed = {
        "role": "medical",
        "scope": "whole",
        "interests": "None.",
        "password": "my bank's",
        "digest": edition.digest,
    }
    answer = client.post(
        reverse("admin:reviewers_edition_review", args=[edition.pk]),
        {"decision": "sign"} | {f"sign-{name}": value for name, value in typed.items()},
    )

    assert answer.status_code == 403
    assert "my bank's" not in AccessAttempt.objects.get().post_data


def test_every_password_field_goes_by_a_name_that_is_masked():
    form = SignForm(prefix="sign")
    names = [field.html_name for field in form if isinstance(field.field.widget, PasswordInput)]

    assert names == ["sign-password"]
    assert set(names) <= set(settings.AXES_SENSITIVE_PARAMETERS)
