"""Nobody submits a text that they have not seen."""

import pytest
from django.urls import reverse

from articles.models import Edition
from tests.factories import acknowledge_all, change, make_article, make_editor

pytestmark = pytest.mark.django_db


def test_submitting_what_somebody_changed_meanwhile_is_asked_again(client):
    article = make_article()
    address = reverse("admin:articles_article_submit", args=[article.pk])
    client.force_login(article.owner)
    form = client.get(address).context["form"]
    posted = {name: field.value() or "" for name, field in ((field.html_name, field) for field in form)}
    posted |= {f"word-{key}": word for key, word in acknowledge_all(article).items()}
    change(article, by=make_editor(), title="Take 50 mg")

    first = client.post(address, posted)

    assert first.status_code == 422
    assert "Edgar Editor saved version 2 since you opened this page." in first.content.decode()
    assert not Edition.objects.exists()
    again = client.post(address, posted | {"seen": first.context["form"]["seen"].value()})
    assert again.status_code == 302
    assert Edition.objects.get().title == "Take 50 mg"
