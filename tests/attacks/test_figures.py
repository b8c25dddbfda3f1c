"""What nobody makes the site show with SQL, with files, or with a text: an image that nobody signed."""

from dataclasses import replace

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse

from articles import clock, document
from articles.figures.storing import file_name
from articles.figures.words import Words, change_words
from articles.models import EditionFigure
from articles.rendering import render_document, render_markdown
from articles.rendering.sanitising import sanitised
from reviewers import signoff, submission
from tests import factories
from tests.articles.public.steps import republish, withdraw
from tests.articles.rendering.hostile import Outline
from tests.attacks import forging

pytestmark = pytest.mark.django_db


def showing(figure):
    return {"body": f"![A stick.](figure:{figure.digest})\n\n{factories.make_content()['body']}"}


def status(client, figure):
    return client.get(f"/figures/{figure.digest}.png").status_code


def test_a_row_that_says_an_edition_shows_a_figure_opens_nothing(client):
    draft, shown = factories.make_figure(), factories.make_figure()
    publication = factories.make_publication(factories.make_article(**showing(shown)))

    forging.insert(EditionFigure(edition=publication.edition, figure=draft))

    assert (status(client, draft), status(client, shown)) == (404, 200)


def test_a_rendition_put_into_a_shown_figure_opens_nothing(client):
    draft, shown = factories.make_figure(), factories.make_figure()
    factories.make_publication(factories.make_article(**showing(shown)))

    with forging.guards_off():
        forging.sql(
            "UPDATE articles_rendition SET figure_id = %s, width = width + 1 WHERE figure_id = %s",
            shown.pk,
            draft.pk,
        )

    assert (status(client, draft), status(client, shown)) == (404, 200)


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE articles_publication SET title = 'Forged' WHERE edition_id = %s",
        "UPDATE articles_edition SET html = 'Forged' WHERE id = %s",
        "UPDATE articles_edition SET seal = 'Forged' WHERE id = %s",
    ],
)
def test_a_figure_of_a_forged_page_is_not_found(client, forgery):
    figure = factories.make_figure()
    publication = factories.make_publication(factories.make_article(**showing(figure)))

    with forging.guards_off():
        forging.sql(forgery, publication.edition_id)

    assert status(client, figure) == client.get(publication.get_absolute_url()).status_code == 404


def test_a_withdrawal_made_into_a_replacement_brings_no_earlier_edition_back(client):
    figure = factories.make_figure()
    first = factories.make_publication(factories.make_article(**showing(figure)))
    without = factories.make_content()["body"]
    second = republish(first, at=clock.now(), body=without)
    withdraw(second, at=clock.now())
    republish(first, at=clock.now(), title="Back again")
    assert status(client, figure) == 410

    with forging.guards_off():
        forging.change(second, ended_because="superseded")

    edition = client.get(reverse("edition", args=[first.article.slug, 1]))
    assert status(client, figure) == edition.status_code == 404


def test_a_publication_that_nobody_made_opens_no_figure(client):
    figure = factories.make_figure()
    edition = factories.make_edition(factories.make_article(**showing(figure)))

    with forging.guards_off():
        forging.insert(forging.publication_of(edition))

    assert status(client, figure) == 404


def test_a_document_that_lists_a_figure_afterwards_opens_nothing(client):
    draft, shown = factories.make_figure(), factories.make_figure()
    publication = factories.make_publication(factories.make_article(**showing(shown)))
    text = publication.edition.document.replace(shown.digest, draft.digest)

    with forging.guards_off():
        forging.insert(EditionFigure(edition=publication.edition, figure=draft))
        forging.change(publication.edition, document=text, document_sha256=document.sha256(text))

    assert (status(client, draft), status(client, shown)) == (404, 404)


def test_a_swapped_file_is_shown_to_nobody(client):
    figure = factories.make_figure()
    factories.make_publication(factories.make_article(**showing(figure)))
    name = file_name(figure.digest, "png")

    default_storage.delete(name)
    default_storage.save(name, ContentFile(b"<script>steal()</script>"))

    assert status(client, figure) == 404


def test_one_changed_letter_of_a_figures_words_takes_the_signatures_along():
    figure = factories.make_figure()
    edition = factories.make_signed_edition(factories.make_article(**showing(figure)))
    article, digests = edition.article, {edition.digest}
    assert signoff.obstacles(edition) == []

    for change in [
        lambda: factories.change(article, body=article.body.replace("A stick.", "A stick,")),
        *(lambda name=name: say(figure, name, by=article.owner) for name in ["caption", "credit", "licence"]),
    ]:
        change()
        submission.recall(edition, by=article.owner, reason="It changed.")
        before, edition = edition, factories.make_edition(article)
        digests.add(edition.digest)
        assert edition.html != before.html
        assert (edition.signoffs.count(), signoff.obstacles(edition) == []) == (0, False)
    assert len(digests) == 5


def say(figure, name, *, by):
    """One letter more in a figure's caption, credit or licence."""
    figure.refresh_from_db()
    seen = Words.of(figure)
    change_words(figure, replace(seen, **{name: getattr(seen, name) + "s"}), by=by, seen=seen)


DIGEST = "9f" * 32
FIGURE = {
    "digest": DIGEST,
    "caption": "",
    "credit": "",
    "licence": "",
    "renditions": [{"digest": DIGEST, "extension": "png", "width": 900, "height": 600}],
}
ADDRESS = f"/figures/{DIGEST}.png"


def assert_ours(html):
    """Every image there has the one address that is ours, and nothing that acts."""
    for tag, attributes in Outline(html).elements:
        assert tag not in {"script", "svg", "iframe", "picture", "source", "object"}
        if tag == "img":
            assert set(attributes) <= {"src", "srcset", "sizes", "width", "height", "alt"}
            assert attributes.get("src", ADDRESS) == ADDRESS
            assert attributes.get("srcset", f"{ADDRESS} 900w") == f"{ADDRESS} 900w"
        else:
            assert not {"src", "srcset", "onerror", "onload"} & set(attributes)


@pytest.mark.parametrize(
    "attribute",
    [
        'src="https://example.org/a.png"',
        'src="//example.org/a.png"',
        'src="javascript:alert(1)"',
        'src="data:image/svg+xml,x"',
        f'src="https://example.org{ADDRESS}"',
        f'src="//example.org{ADDRESS}"',
        f'src="{ADDRESS}?token=1"',
        f'src="{ADDRESS}#a"',
        f'src=" {ADDRESS}"',
        f'src="{ADDRESS}\n"',
        f'src="{ADDRESS[:-3]}svg"',
        f'src="/figures/../admin/{DIGEST}.png"',
        f'src="/figures/{DIGEST.upper()}.png"',
        f'srcset="{ADDRESS} 900w, https://example.org/a.png 2000w"',
        f'srcset="{ADDRESS} 2x"',
        f'srcset="{ADDRESS} 900w,"',
        f'srcset="{ADDRESS}"',
        'sizes="1px"',
        'width="100%"',
        'height="1e9"',
        'width="\u0663"',
        'onerror="alert(1)"',
        'style="position:fixed"',
        'class="figure"',
        'id="edition"',
        'loading="eager"',
        'usemap="#a"',
    ],
)
def test_an_image_keeps_no_attribute_that_is_not_ours(attribute):
    assert sanitised(f"<img {attribute} alt=x>") == '<img alt="x">'


def test_an_image_of_ours_passes_as_it_is():
    html = str(render_markdown(f"![A stick.](figure:{DIGEST})", figures=[FIGURE]))

    assert sanitised(html) == html


HOSTILE = [
    {"caption": "</figcaption><script>steal()</script>"},
    {"credit": '"><img src=x onerror=steal()>', "licence": "<svg onload=steal()>"},
    {"renditions": [FIGURE["renditions"][0] | {"extension": 'png" onerror="steal()'}]},
    {"renditions": [FIGURE["renditions"][0] | {"digest": "../../etc"}]},
    {"renditions": [FIGURE["renditions"][0] | {"width": '1" onerror="steal()'}]},
    {"renditions": [FIGURE["renditions"][0] | {"width": -1}]},
    {"renditions": [FIGURE["renditions"][0] | {"height": True}]},
    {"renditions": []},
]


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_document_shows_nothing_but_images_of_ours(words):
    alternative = "\"><script>steal()</script>' onerror=steal() x='"
    body = f"![{alternative}](figure:{DIGEST})\n\nIn line ![{alternative}](figure:{DIGEST}) here."
    content = factories.make_content(body=body, figures=[FIGURE | words])

    html = render_document(content)

    assert_ours(html)
    assert html == sanitised(html) == render_document(content)
    assert "steal()" in Outline(html).words + "".join(
        attributes.get("alt", "") for _tag, attributes in Outline(html).elements
    )


@pytest.mark.parametrize(
    "text",
    [
        f"![a](https://example.org{ADDRESS})",
        f"![a]({ADDRESS})",
        f"![a](//example.org{ADDRESS})",
        f"![a](data:image/png;base64,{DIGEST})",
        f"![a](figure:{DIGEST}/../x)",
        f"![a](figure:{DIGEST.upper()})",
        f'![a](figure:{"0" * 64} "decorative")',
        f'<img src="{ADDRESS}">',
        f"[![a](javascript:alert(1))](figure:{DIGEST})",
    ],
)
def test_no_other_address_becomes_an_image(text):
    assert "<img" not in render_markdown(text, figures=[FIGURE])
