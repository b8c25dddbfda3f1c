"""The other ways in which the desk writes, each beside a save of somebody else: nothing is written over unseen."""

import json
import re
from collections.abc import Callable

import pytest
from django.test import Client

from articles import duplicating, filing, naming, returning, trashing, writing
from articles.document import content_of
from articles.figures import removing
from articles.importing import confirming, pending
from articles.importing.choosing import Choices
from articles.models import Article, Edition, Figure, FigureUse, Topic
from reviewers import verification
from tests.articles.admin.posting import fields
from tests.factories import change, make_article, make_edition, make_editor, make_figure, make_image

from .test_acts import refusals, together

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def whole() -> bool:
    """Whether each article says what its latest version says, and all that `verify` asks holds."""
    said = [
        (content_of(article), json.loads(article.versions.latest("number").document))
        for article in Article.objects.all()
    ]
    return all(now == then for now, then in said) and list(verification.flaws()) == []


def test_a_save_beside_each_other_way_to_write_is_kept_or_refused():
    article, editor = make_article(body="Text."), make_editor()
    topic = Topic.objects.create(slug="hips", name="Hips")
    first = article.versions.get()
    waiting = [
        pending.keep(f"Title {n}\n\nFile.".encode(), by=editor, name="a.txt", into=article) for n in range(2)
    ]
    ways: dict[str, Callable[[int], object]] = {
        "topic": lambda seen: filing.add_topic(article, topic, by=editor),
        "owner": lambda seen: filing.set_owner(article, editor, by=editor),
        "return": lambda seen: returning.make_current(first, by=editor, seen=seen),
        "import": lambda seen: confirming.update_draft(waiting.pop(), Choices(), by=editor, seen=seen),
        "trash": lambda seen: trashing.trash(article, by=editor),
        "name": lambda seen: naming.name_version(first, name="First", by=editor),
        "duplicate": lambda seen: duplicating.duplicate(article, by=editor),
    }
    for way, act in ways.items():
        latest = article.versions.latest("number")
        content = json.loads(latest.document) | {"title": f"Saved beside {way}"}

        outcomes = together(
            lambda content=content, latest=latest: writing.save(
                article, content, by=article.owner, seen=latest.number
            ),
            lambda act=act, latest=latest: act(latest.number),
        )

        refusals(outcomes)
        titles = [json.loads(version.document)["title"] for version in article.versions.all()]
        saved = not isinstance(outcomes[0], Exception)
        assert (f"Saved beside {way}" in titles) == saved, way
        if Article.objects.get(pk=article.pk).trashed_at:
            trashing.restore(article, by=editor)
    assert whole()


def test_an_answer_of_the_merge_page_beside_a_save_shows_the_page_again_or_comes_first():
    article, client = make_article(), Client()
    url = f"/admin/articles/article/{article.pk}/change/"
    client.force_login(make_editor())
    begun = fields(client.get(url).content.decode(), "article_form")
    change(article, title="Theirs")
    page = client.post(url, begun | {"title": "Mine"})
    answer = fields(page.content.decode(), "merge")
    chosen = dict.fromkeys(re.findall(r'name="(choice-title-\w+)"', page.content.decode()), "mine")
    assert (page.status_code, len(chosen)) == (409, 1)

    content = content_of(Article.objects.get()) | {"summary": "A save in between."}
    outcomes = together(
        lambda: client.post(url, answer | chosen),
        lambda: writing.save(article, content, by=article.owner, seen=2),
    )

    answered, saved = outcomes
    titles = [json.loads(one.document)["summary"] for one in article.versions.order_by("number")]
    assert answered.status_code in {302, 409}
    assert (
        (answered.status_code == 409)
        == ("A save in between." in titles)
        == (not isinstance(saved, Exception))
    )
    assert whole()


def test_a_draft_is_submitted_or_in_the_trash():
    article, editor = make_article(), make_editor()

    outcomes = together(lambda: make_edition(article), lambda: trashing.trash(article, by=editor))

    assert len(refusals(outcomes)) == 1
    assert Edition.objects.exists() != (Article.objects.get().trashed_at is not None)
    assert list(verification.flaws()) == []


def test_an_image_that_goes_while_a_text_shows_it_stays_or_the_text_is_refused():
    editor = make_editor()
    for turn in range(3):
        figure = make_figure(make_image(width=40 + turn))
        article = make_article(body="No image.")
        text = f"![A walk](figure:{figure.digest})"

        together(
            lambda figure=figure: removing.delete(figure, by=editor),
            lambda article=article, text=text: change(article, body=text),
        )

        assert (
            Figure.objects.filter(pk=figure.pk).exists() == FigureUse.objects.filter(article=article).exists()
        )
        assert whole()
