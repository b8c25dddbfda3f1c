"""Figures at the same moment: the same image twice, an image that goes as it comes, words that two people change."""

import json
import threading
import time
from collections.abc import Callable

import pytest
from django.db import transaction

from articles.figures import removing
from articles.figures.decoding import decoded
from articles.figures.reading import are_named, kept
from articles.figures.storing import store
from articles.figures.words import Words, change_words
from articles.models import AuditEntry, Figure
from tests.factories import change, make_article, make_editor, make_figure, make_image
from tests.races.test_acts import refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def files_are_whole() -> bool:
    sizes = [size for figure in Figure.objects.all() for size in figure.renditions.all()]
    return all(are_named(kept(size.digest, size.extension) or b"", size.digest) for size in sizes)


def test_the_same_image_twice_at_once_is_one_figure():
    content, editor = make_image(), make_editor()

    outcomes = together(lambda: store(content, by=editor), lambda: store(content, by=editor))

    assert {outcome.digest for outcome in outcomes} == {decoded(content).digest}
    assert AuditEntry.objects.filter(event="figure_uploaded").count() == 1
    assert files_are_whole()


def test_an_image_that_is_deleted_as_it_is_uploaded_again_has_its_files_or_no_row():
    content, editor = make_image(), make_editor()
    for _ in range(4):
        figure = make_figure(content)

        together(lambda figure=figure: removing.delete(figure, by=editor), lambda: store(content, by=editor))

        assert files_are_whole()


def test_words_changed_while_a_text_that_shows_the_image_is_saved_wait_for_each_other():
    figure, editor = make_figure(), make_editor()
    article = make_article(body=f"![A walk](figure:{figure.digest})")
    seen = Words.of(figure)

    outcomes = together(
        lambda: change_words(figure, Words("Mine."), by=editor, seen=seen),
        lambda: change_words(figure, Words("Theirs."), by=editor, seen=seen),
        lambda: change(article, body="No image."),
    )

    told = [reasons[0] for reasons in refusals(outcomes)]
    assert any("Somebody changed these words" in said for said in told)
    assert Figure.objects.get().caption in {"Mine.", "Theirs."}


def first_of_two(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """Both acts at once: the second begins when the first has done all but commit."""
    done = threading.Event()

    def hold() -> object:
        with transaction.atomic():
            outcome = first()
            done.set()
            time.sleep(0.4)
            return outcome

    def follow() -> object:
        done.wait(timeout=20)
        return second()

    return together(hold, follow)


@pytest.mark.parametrize("words_first", [True, False])
def test_words_changed_while_a_text_comes_to_show_the_image(words_first: bool):
    figure, editor = make_figure(), make_editor()
    article = make_article(body="No image.")
    acts = [
        lambda: change_words(figure, Words("New."), by=editor, seen=Words.of(figure)),
        lambda: change(article, body=f"![A walk](figure:{figure.digest})"),
    ]

    outcomes = first_of_two(*(acts if words_first else acts[::-1]))

    assert refusals(outcomes) == []
    versions = article.versions.select_related("by").order_by("number")[1:]
    captions = [json.loads(version.document)["figures"][0]["caption"] for version in versions]
    # Either the new words came in with the image, or who changed those that were printed has a hand in the text.
    assert captions == (["New."] if words_first else ["Walking, drawn.", "New."])
    assert [version.by for version in versions] == [article.owner, editor][: len(captions)]
