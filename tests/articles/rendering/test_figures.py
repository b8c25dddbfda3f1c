"""Figures on a page: where they stand, what they say, and that nothing else becomes one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.passages import passages
from articles.rendering import render_document, render_markdown
from articles.rendering.sanitising import sanitised
from articles.rewording import CannotReword, reword
from tests.articles.rendering.hostile import MARKUP, Outline
from tests.counting import lines_run
from tests.factories import make_content

LARGE, SMALL, OTHER = "a1" * 32, "b2" * 32, "c3" * 32


def size(digest, width, height):
    return {"digest": digest, "extension": "png", "width": width, "height": height}


FIGURE = {
    "digest": LARGE,
    "caption": "Twelve of 30 slept < 6 hours.",
    "credit": "Ann Ash",
    "licence": "CC BY 4.0",
    "renditions": [size(SMALL, 480, 320), size(LARGE, 900, 600)],
}
PLAIN = {
    "digest": OTHER,
    "caption": "",
    "credit": "",
    "licence": "",
    "renditions": [size(OTHER, 200, 100)],
}
IMAGE = (
    f'<img src="/figures/{LARGE}.png" srcset="/figures/{SMALL}.png 480w, /figures/{LARGE}.png 900w" '
    'sizes="(min-width: 38rem) 35rem, 100vw" width="900" height="600" alt="%s">'
)
CAPTION = (
    "\n<figcaption>Twelve of 30 slept &lt; 6 hours.\n"
    '<span class="credit">Image: Ann Ash; licence: CC BY 4.0</span></figcaption>\n'
)
ALONE = f'<figure class="figure">{IMAGE}{CAPTION}</figure>'
ONE_SIZE = f'<img src="/figures/{OTHER}.png" width="200" height="100" alt="%s">'
MISSING = '<span class="image-missing">Image not shown%s</span>'


def render(text):
    return render_markdown(text, figures=[FIGURE, PLAIN])


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (f"![Two bars](figure:{LARGE})", ALONE % "Two bars"),
        (f"a\n\n![Two bars](<figure:{LARGE}>)\n\nb", f"<p>a</p>\n{ALONE % 'Two bars'}\n<p>b</p>"),
        (f"- ![b](figure:{LARGE})\n- c", f"<ul>\n<li>\n{ALONE % 'b'}\n</li>\n<li>c</li>\n</ul>"),
        (f"![](figure:{OTHER})", f'<figure class="figure">{ONE_SIZE % ""}</figure>'),
        (f'![](figure:{OTHER} "decorative")', f'<figure class="figure">{ONE_SIZE % ""}</figure>'),
        (f"See ![it](figure:{OTHER}) here.", f"<p>See {ONE_SIZE % 'it'} here.</p>"),
        (f"See ![it](figure:{LARGE}) here.", f"<p>See {IMAGE % 'it'} here.</p>"),
        (f"![x](figure:{OTHER})\n![y](figure:{OTHER})", f"<p>{ONE_SIZE % 'x'}\n{ONE_SIZE % 'y'}</p>"),
        (f"[![x](figure:{OTHER})](/a)", f'<p><a href="/a">{ONE_SIZE % "x"}</a></p>'),
        (f'a ![5 >\n"b" &amp; \\] *x*](figure:{OTHER})', f"<p>a {ONE_SIZE % '5 &gt; &quot;b&quot; &amp; ] *x*'}</p>"),
        (f"![a](figure:{'0' * 64})", f"<p>{MISSING % ': a'}</p>"),
        (f"![a](figure:{LARGE[:-1]})", f"<p>{MISSING % ': a'}</p>"),
        ("![](figure:)", f"<p>{MISSING % ''}</p>"),
        ("![a](https://example.org/a.png)", f"<p>{MISSING % ': a'}</p>"),
        (f"[a](figure:{LARGE})", f"<p>[a](figure:{LARGE})</p>"),
        (f"`![a](figure:{LARGE})`", f"<p><code>![a](figure:{LARGE})</code></p>"),
        (f"\\![a](figure:{LARGE})", f"<p>![a](figure:{LARGE})</p>"),
    ],
)  # fmt: skip
def test_a_figure_stands_where_it_was_put(text, html):
    shown = render(text)

    assert shown == html
    assert sanitised(shown) == shown


@pytest.mark.parametrize(
    ("words", "caption"),
    [
        ({"credit": "", "licence": ""}, "<figcaption>Twelve of 30 slept &lt; 6 hours.</figcaption>"),
        ({"credit": ""}, '<span class="credit">Licence: CC BY 4.0</span></figcaption>'),
        ({"caption": ""}, '<figcaption><span class="credit">Image: Ann Ash; licence: CC BY 4.0</span>'),
    ],
)
def test_a_caption_says_what_there_is(words, caption):
    assert caption in render_markdown(f"![b](figure:{LARGE})", figures=[FIGURE | words])


def test_a_text_without_figures_is_the_same_whatever_figures_there_are():
    text = make_content()["body"] + "\n\n![a](/x.png) ![b](figure-x) [c](/y) !figure:abc"

    assert render(text) == render_markdown(text)


def test_key_points_and_summary_show_no_images():
    shown = f"![a](figure:{LARGE})"
    point = {"uuid": "1", "text": shown, "evidence": []}

    html = render_document(make_content(summary=shown, key_points=[point], figures=[FIGURE]))

    assert "<img" not in html
    assert html.count(f"![a](figure:{LARGE})") == 2


@given(st.one_of(MARKUP, st.text(max_size=60)), MARKUP, st.sampled_from([LARGE, OTHER, "x"]))
def test_any_words_around_and_in_a_figure_are_shown_safely(words, caption, digest):
    figures = [FIGURE | {"caption": caption, "credit": words}, PLAIN]
    html = render_markdown(f"{words}\n\n![{words}](figure:{digest})\n\n{words}", figures=figures)

    assert html == sanitised(html)
    for tag, attributes in Outline(html).elements:
        assert tag not in {"script", "style", "svg"}
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert attributes.get("src", "/figures/").startswith("/figures/")


@pytest.mark.parametrize(
    "flood",
    [
        f"![a](figure:{LARGE})",
        "![a](figure:",
        '![](figure:a "',
        f"![a](figure:{LARGE})\n\n",
        "![](figure:a (",
    ],
)
def test_twice_the_figures_take_twice_the_steps(flood):
    assert steps(flood * 400) < 2.5 * steps(flood * 200)


def steps(text):
    return lines_run(lambda: render(text))


DOCUMENT = make_content(
    body=f"## Sleep\n\nSleep well.\n\n![Two bars](figure:{LARGE})\n\nRest ![a bed](figure:{OTHER}) often.\n\nEnd.",
    figures=[FIGURE, PLAIN],
)


def test_captions_are_words_of_the_text_and_alternative_texts_are_not():
    [body] = [one for one in passages(DOCUMENT, render_document(DOCUMENT)) if one.part == "body"]

    assert body.text == (
        "Sleep Sleep well. Twelve of 30 slept < 6 hours. Image: Ann Ash; licence: CC BY 4.0 Rest often. End."
    )


def test_words_beside_a_figure_can_be_replaced_and_those_of_its_caption_not():
    [body] = [one for one in passages(DOCUMENT, render_document(DOCUMENT)) if one.part == "body"]

    changed = reword(DOCUMENT, "body", body.text.index("Sleep well"), "Sleep well", "Sleep soundly")

    assert changed["body"] == DOCUMENT["body"].replace("Sleep well", "Sleep soundly")
    with pytest.raises(CannotReword):
        reword(DOCUMENT, "body", body.text.index("Twelve"), "Twelve", "Thirteen")
    with pytest.raises(CannotReword):
        reword(DOCUMENT, "body", body.text.index("Rest often"), "Rest often", "Rest rarely")
