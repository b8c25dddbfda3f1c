"""A save and what its own form sends meanwhile: neither waits for the other for ever, and the save has the last say."""

import uuid

import pytest
from django.db import transaction

from articles import document, keeping, writing
from articles.acts import acting
from articles.keeping import Sitting
from articles.models import Autosave
from tests.factories import make_article

from .test_acts import refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_a_save_and_an_autosave_at_the_same_moment():
    article = make_article()
    by = article.owner
    for title in ["First", "Second", "Third"]:
        sitting = Sitting(by, article.uuid, uuid.uuid4())
        written = keeping.written([["title", "On its way"]])

        def save(title=title, sitting=sitting):
            with acting("save", by=by, article=article) as locked:
                content = document.content_of(locked) | {"title": title}
                writing.save(locked, content, by=by, seen=locked.versions.latest("number").number)
                keeping.end(sitting, article=locked)

        def keep(count, sitting=sitting, written=written):
            return keeping.keep(sitting, count=count, seen=1, fields=written, article=article)

        outcomes = together(save, lambda: keep(1), lambda: keep(2))
        keep(3)

        assert refusals(outcomes) == []
        assert not keeping.unsaved(by, article.uuid).exists()
    assert article.versions.count() == 4


def test_a_new_article_saved_while_its_form_is_being_kept():
    by = make_article().owner
    form = uuid.uuid4()
    sitting = Sitting(by, form, uuid.uuid4())

    def save():
        with transaction.atomic():
            made = writing.create(document.content_of(make_article(by=by)) | {"uuid": str(form)}, by=by)
            keeping.end(sitting, article=made)

    written = keeping.written([["title", "On its way"]])
    outcomes = together(save, lambda: keeping.keep(sitting, count=1, seen=0, fields=written, article=None))
    late = keeping.keep(sitting, count=2, seen=0, fields=written, article=None)

    assert refusals(outcomes) == []
    assert late.over
    assert [(row.over, row.fields) for row in Autosave.objects.all()] == [(True, "")]
