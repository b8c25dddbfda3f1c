"""Two saves of one article at the same moment: one version each, and nothing written over."""

import pytest
from django.test import Client
from django.urls import reverse

from articles import writing
from articles.document import content_of
from articles.models import Article
from reviewers import verification
from tests.articles.admin.posting import fields
from tests.factories import make_article, make_editor

from .test_acts import refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_two_saves_of_one_version_at_once_leave_one_and_refuse_the_other():
    article, editor = make_article(), make_editor()
    content = content_of(article)

    outcomes = together(
        lambda: writing.save(article, content | {"title": "One"}, by=article.owner, seen=1),
        lambda: writing.save(article, content | {"title": "Two"}, by=editor, seen=1),
    )

    [[sentence]] = refusals(outcomes)
    current = article.versions.select_related("by").latest("number")
    assert sentence.startswith(f"{current.by} saved version 2 of this article while you were editing.")
    assert article.versions.count() == 2
    assert list(verification.flaws()) == []


def test_two_forms_sent_at_once_save_one_and_show_the_other_both_texts():
    article = make_article()
    url = reverse("admin:articles_article_change", args=[article.pk])
    forms = []
    for person, title in [(article.owner, "One"), (make_editor(), "Two")]:
        client = Client()
        client.force_login(person)
        shown = fields(client.get(url).content.decode(), "article_form")
        forms.append((client, shown | {"title": title}))

    outcomes = together(*(lambda form=form: form[0].post(url, form[1]) for form in forms))

    refusals(outcomes)
    assert sorted(response.status_code for response in outcomes) == [302, 409]
    (late,) = [response for response in outcomes if response.status_code == 409]
    assert "One" in late.content.decode()
    assert "Two" in late.content.decode()
    assert Article.objects.get().title in {"One", "Two"}
    assert article.versions.count() == 2
