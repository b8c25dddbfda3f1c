"""`verify` on figures: their files, their rows, and what editions say that they show."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from articles.figures.removing import delete
from articles.figures.storing import file_name
from articles.figures.words import Words, change_words
from articles.models import EditionFigure
from tests import factories
from tests.attacks import forging
from tests.attacks.forging import named

pytestmark = pytest.mark.django_db


@pytest.fixture
def figure():
    """A figure in two sizes that an edition shows."""
    made = factories.make_figure(factories.make_image(700, 400))
    body = f"![A stick.](figure:{made.digest})\n\n{factories.make_content()['body']}"
    factories.make_edition(factories.make_article(body=body))
    return made


def test_figures_that_are_as_they_were_hold(figure):
    other = factories.make_figure()
    change_words(other, Words("Another.", "", ""), by=factories.make_editor(), seen=Words.of(other))
    gone = factories.make_figure()
    delete(gone, by=factories.make_editor())

    assert named() == []


def test_a_missing_and_a_changed_file_are_named(figure):
    small, large = figure.renditions.all()
    default_storage.delete(file_name(small.digest, "png"))
    default_storage.delete(file_name(large.digest, "png"))
    default_storage.save(file_name(large.digest, "png"), ContentFile(b"Another."))

    assert named() == [
        f"The file {small.digest}.png of figure {figure.digest} is missing.",
        f"The file {large.digest}.png of figure {figure.digest} was changed: its digest is another.",
    ]


def test_words_changed_past_the_application_are_named(figure):
    with forging.guards_off():
        forging.change(figure, caption="Ten tablets.")

    assert named() == [f"The words of figure {figure.digest}, caption is not as the audit trail tells."]


def test_an_edition_whose_row_is_gone_is_named(figure):
    row = EditionFigure.objects.get()
    with forging.guards_off():
        forging.delete(row)

    assert named() == [
        f"Edition 1 of article {row.edition.article_id} shows figure {figure.digest}, and no row keeps that for it."
    ]


def test_a_row_of_a_figure_that_the_edition_does_not_show_is_named(figure):
    edition, other = EditionFigure.objects.get().edition, factories.make_figure()
    forging.insert(EditionFigure(edition=edition, figure=other))

    assert named() == [
        f"Edition 1 of article {edition.article_id} does not show figure {other.digest}, which a row says it does."
    ]


def test_a_figure_named_by_none_of_its_largest_is_named(figure):
    largest = figure.renditions.get(digest=figure.digest)
    with forging.guards_off():
        forging.delete(largest)

    assert f"Figure {figure.digest} is not named by its largest rendition." in named()
    assert f"The figure {figure.digest} is not as the audit trail tells." in named()


def test_a_figure_made_by_sql_is_named():
    figure = factories.make_figure()
    with forging.guards_off():
        forged = forging.copy(figure, digest="0" * 64)

    assert f"The audit trail does not tell of figure {forged.digest}." in named()


def test_another_size_of_a_shown_figure_is_named(figure):
    small = figure.renditions.first()
    with forging.guards_off():
        forging.change(small, height=small.height + 1)

    [sentence] = named()
    assert sentence.endswith(f"shows figure {figure.digest} in other sizes than there are.")
