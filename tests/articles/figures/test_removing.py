"""Figures that go, and those that stay: what is used, what somebody is about to use, and what an edition shows."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection, transaction

from articles import clock
from articles.figures import removing
from articles.figures.removing import StillUsed
from articles.figures.storing import file_name
from articles.models import AuditEntry, Autosave, EditionFigure, Figure, PendingImport, Rendition
from tests.factories import (
    change,
    make_article,
    make_edition,
    make_editor,
    make_figure,
    make_image,
    make_writer,
)

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=30)


def showing(figure: Figure) -> str:
    return f"## Walking\n\n![A walk](figure:{figure.digest})\n\n## Resting\n\nRest in between.\n"


def remove_unused(after: timedelta) -> list[str]:
    with clock.set_to(clock.now() + after):
        return removing.remove_unused()


def file_of(figure: Figure) -> str:
    return file_name(figure.digest, "png")


def test_a_deleted_figure_takes_its_files_with_it(django_capture_on_commit_callbacks):
    figure, editor = make_figure(make_image(600)), make_editor()
    names = [file_name(size.digest, size.extension) for size in figure.renditions.all()]

    with django_capture_on_commit_callbacks(execute=True):
        removing.delete(Figure.objects.get(pk=figure.pk), by=editor)

    assert not Figure.objects.exists()
    assert len(names) == 2
    assert not any(default_storage.exists(name) for name in names)
    entry = AuditEntry.objects.get(event="figure_deleted")
    assert entry.actor == editor
    assert json.loads(entry.data)["figure"] == figure.digest


def test_files_stay_when_the_same_image_came_back_meanwhile(django_capture_on_commit_callbacks):
    content = make_image()
    figure = make_figure(content)

    with django_capture_on_commit_callbacks(execute=True):
        removing.delete(Figure.objects.get(pk=figure.pk), by=make_editor())
        make_figure(content)

    assert default_storage.exists(file_of(figure))


def test_what_a_text_shows_is_not_deleted_and_the_refusal_says_where():
    figure, editor = make_figure(), make_editor()
    make_article(title="Walking early", body=showing(figure))

    with pytest.raises(StillUsed) as refusal:
        removing.delete(figure, by=editor)

    assert refusal.value.reasons == ["“Walking early” shows it: take it out of the text first."]
    assert AuditEntry.objects.filter(event="refused", actor=editor).count() == 1


def test_many_places_are_counted_not_listed():
    figure = make_figure()
    for number in range(13):
        make_article(title=f"Walk {number}", body=showing(figure))

    assert len(removing.uses(figure)) == 11
    assert removing.uses(figure)[-1] == "And 3 more."


def test_what_an_edition_shows_is_kept_for_good():
    figure = make_figure()
    edition = make_edition(make_article(title="Walking early", body=showing(figure)))
    change(edition.article, body="## Walking\n\nNo image.\n\n## Resting\n\nRest.\n")

    with pytest.raises(StillUsed, match="Edition 1 of “Walking early” shows it"):
        removing.delete(figure, by=make_editor())
    assert remove_unused(after=2 * MONTH) == []


def test_figures_that_nothing_used_for_a_month_are_removed(django_capture_on_commit_callbacks):
    figure = make_figure(caption="Never shown.")
    assert remove_unused(after=MONTH - timedelta(hours=1)) == []

    with django_capture_on_commit_callbacks(execute=True):
        removed = remove_unused(after=MONTH)

    assert removed == [f"Never shown. ({figure.digest[:12]})"]
    assert not default_storage.exists(file_of(figure))
    assert json.loads(AuditEntry.objects.get(event="figure_deleted").data)["because"] == "unused"
    assert remove_unused(after=MONTH) == []


def test_the_month_begins_when_the_last_text_lets_go_of_it():
    figure = make_figure()
    first, second = make_article(body=showing(figure)), make_article(body=showing(figure))
    figure.refresh_from_db()
    assert figure.unused_since is None
    assert remove_unused(after=2 * MONTH) == []

    change(first, body="Without.")
    figure.refresh_from_db()
    assert figure.unused_since is None
    later = clock.now() + MONTH
    with clock.set_to(later):
        change(second, body="Without.")

    figure.refresh_from_db()
    assert figure.unused_since == later
    with clock.set_to(later):
        change(first, body=showing(figure))
    figure.refresh_from_db()
    assert figure.unused_since is None


def autosaved(figure: Figure) -> None:
    fields = json.dumps([["body", showing(figure)]])
    Autosave.objects.create(
        by=make_writer(), form=uuid.uuid4(), sitting=uuid.uuid4(), fields=fields, at=clock.now()
    )


def waiting_to_be_imported(figure: Figure) -> None:
    PendingImport.objects.create(
        by=make_writer(), name="a.md", suffix=".md", content=showing(figure).encode(), at=clock.now()
    )


def written_before_it_came(figure: Figure) -> None:
    make_article(body=showing(figure)).figure_uses.all().delete()


@pytest.mark.parametrize("mention", [autosaved, waiting_to_be_imported, written_before_it_came])
def test_what_somebody_is_about_to_show_stays_and_is_asked_about_a_day_later(mention):
    figure, unused = make_figure(), make_figure(caption="Unused.")
    mention(figure)
    Figure.objects.update(unused_since=figure.uploaded_at)

    assert remove_unused(after=MONTH) == [f"Unused. ({unused.digest[:12]})"]

    Autosave.objects.all().delete()
    PendingImport.objects.all().delete()
    assert remove_unused(after=MONTH) == []
    left = [] if mention is written_before_it_came else [f"Walking, drawn. ({figure.digest[:12]})"]
    assert remove_unused(after=MONTH + clock.DAY) == left


def test_unsaved_text_keeps_a_figure_from_being_deleted():
    figure = make_figure()
    autosaved(figure)

    with pytest.raises(StillUsed, match="not saved yet"):
        removing.delete(figure, by=make_editor())


SHOWN = "a figure that an edition shows"
ATTACKS = {
    "delete the figure": ("DELETE FROM articles_figure WHERE id = %s", SHOWN),
    "delete a rendition": ("DELETE FROM articles_rendition WHERE figure_id = %s", SHOWN),
    "other pixels": ("UPDATE articles_rendition SET digest = 'f' WHERE figure_id = %s", "never change"),
    "another name": ("UPDATE articles_figure SET digest = 'f' WHERE id = %s", "only a figure's words"),
    "another person": ("UPDATE articles_figure SET uploaded_at = '2001-01-01' WHERE id = %s", "words change"),
    "one more size": (
        "INSERT INTO articles_rendition (figure_id, digest, extension, width, height, size) "
        "VALUES (%s, 'f', 'png', 7, 7, 7)",
        SHOWN,
    ),
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_database_itself_keeps_what_an_edition_shows(attack: str):
    figure = make_figure()
    make_edition(make_article(body=showing(figure)))
    statement, word = ATTACKS[attack]

    with pytest.raises(DatabaseError, match=word), transaction.atomic():
        connection.cursor().execute(statement, [figure.pk])

    assert EditionFigure.objects.get().figure == figure
    assert Rendition.objects.filter(figure=figure, digest=figure.digest).exists()


@pytest.mark.sqlite
def test_sqlite_replaces_no_figure():
    figure = make_figure()

    with pytest.raises(DatabaseError, match="never replaced"), transaction.atomic():
        connection.cursor().execute(
            "INSERT OR REPLACE INTO articles_figure SELECT id, 'f', caption, credit, licence, uploaded_at, "
            "unused_since, uploaded_by_id FROM articles_figure WHERE id = %s",
            [figure.pk],
        )


@pytest.mark.postgresql
def test_postgresql_empties_no_table_of_figures():
    for table in ["articles_figure", "articles_rendition"]:
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
            connection.cursor().execute(f"TRUNCATE {table} CASCADE")
