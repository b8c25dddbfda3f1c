"""What a person types to sign is kept nowhere."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.urls import reverse

from reviewers.desk.deciding import SignForm
from reviewers.desk.revoking import RevokeForm
from tests.authenticating import set_up_app
from tests.factories import make_edition, make_reviewer

pytestmark = pytest.mark.django_db


def test_wrong_signing_password_is_not_kept(client):
    edition, reviewer = make_edition(), make_reviewer()
    client.force_login(reviewer.user)

    typed = {
        "role": "medical",
        "scope": "whole",
        "stated": "none",
        "password": "my bank's",
        "digest": edition.digest,
    }
    answer = client.post(
        reverse("admin:reviewers_edition_review", args=[edition.pk]),
        {"decision": "sign"} | {f"sign-{name}": value for name, value in typed.items()},
    )

    assert answer.status_code == 403
    assert "my bank's" not in AccessAttempt.objects.get().post_data


def test_every_secret_goes_by_a_name_that_is_masked():
    user = make_reviewer().user
    set_up_app(user)
    forms = [SignForm(prefix="sign", user=user), RevokeForm(prefix="revoke", user=user)]
    secrets = {form[name].html_name for form in forms for name in ["password", "code", "assertion"]}

    assert len(secrets) == 6
    assert secrets <= set(settings.AXES_SENSITIVE_PARAMETERS)
