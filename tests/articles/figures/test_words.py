"""A figure's words: changing them is a save of every article that shows it, and overwrites nobody's."""

import json

import pytest

from articles.figures.words import StaleWords, Words, change_words
from articles.models import Article, AuditEntry, Figure
from articles.refusals import Refused
from tests.factories import make_article, make_editor, make_figure

pytestmark = pytest.mark.django_db


def shown_in_an_article(figure: Figure) -> Article:
    return make_article(body=f"## Walking\n\n![A walk](figure:{figure.digest})\n")


def test_every_article_that_shows_it_has_a_new_version_by_who_changed_the_words():
    figure, editor, other = make_figure(), make_editor(), make_article()
    article = shown_in_an_article(figure)
    before = Words.of(figure)

    changed = change_words(figure, Words("New words.", before.credit, before.licence), by=editor, seen=before)

    version = article.versions.latest("number")
    assert changed == [article]
    assert (version.number, version.by) == (2, editor)
    assert json.loads(version.document)["figures"][0]["caption"] == "New words."
    assert other.versions.count() == 1
    entry = AuditEntry.objects.get(event="figure_changed")
    assert json.loads(entry.data) == {
        "figure": figure.digest,
        "changed": {"caption": ["Walking, drawn.", "New words."]},
    }


def test_the_same_words_change_nothing():
    figure = make_figure()
    article = shown_in_an_article(figure)

    assert change_words(figure, Words.of(figure), by=make_editor(), seen=Words.of(figure)) == []

    assert article.versions.count() == 1
    assert not AuditEntry.objects.filter(event="figure_changed").exists()


def test_words_that_somebody_else_changed_are_not_overwritten():
    figure, editor = make_figure(), make_editor()
    seen = Words.of(figure)
    change_words(figure, Words("Theirs."), by=editor, seen=seen)

    with pytest.raises(StaleWords, match="Theirs") as refusal:
        change_words(figure, Words("Mine."), by=editor, seen=seen)

    figure.refresh_from_db()
    assert (figure.caption, refusal.value.current.caption) == ("Theirs.", "Theirs.")
    assert AuditEntry.objects.filter(event="refused").count() == 1


def test_long_words_and_a_deleted_figure_are_refused_with_a_sentence():
    figure, editor = make_figure(), make_editor()
    with pytest.raises(Refused, match="200 characters"):
        change_words(figure, Words(licence="x" * 201), by=editor, seen=Words.of(figure))
    Figure.objects.get(pk=figure.pk).delete()

    with pytest.raises(Refused, match="deleted in the meantime"):
        change_words(figure, Words("Mine."), by=editor, seen=Words.of(figure))
