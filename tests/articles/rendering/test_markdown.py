"""Markdown: everything that was written is shown, nothing that was written acts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering import MOST_CHARACTERS, TooLong, render_markdown
from articles.rendering.sanitising import sanitised
from articles.text import is_clean
from tests.articles.rendering.hostile import MARKUP, PIECES, REFERENCES, Outline, assert_harmless
from tests.counting import lines_run

A_TWO_AND_TWO = '<h2 id="section-a-2">A 2</h2>\n<h3 id="section-a">A</h3>\n<h3 id="section-a-3">A</h3>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Take **it**\n- now", "<p>Take <strong>it</strong></p>\n<ul>\n<li>now</li>\n</ul>"),
        ("10^9^/L, CO~2~, m^2^", "<p>10<sup>9</sup>/L, CO<sub>2</sub>, m<sup>2</sup></p>"),
        ("~5\u2013~10 mg, ~5 or ~6, a^b c^", "<p>~5\u2013~10 mg, ~5 or ~6, a^b c^</p>"),
        ("a ^2^", "<p>a ^2^</p>"),
        ("# One\n\n## Two", '<h2 id="section-one">One</h2>\n<h2 id="section-two">Two</h2>'),
        ("### Three", '<h3 id="section-three">Three</h3>'),
        ("## A\n\n## A", '<h2 id="section-a">A</h2>\n<h2 id="section-a-2">A</h2>'),
        ("## A 2\n### A\n### A", A_TWO_AND_TWO),
        ("## ?!", '<h2 id="section">?!</h2>'),
        ("    an indented paragraph", "<p>an indented paragraph</p>"),
        ("[note]: kept", "<p>[note]: kept</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_render_markdown_gives_the_html_of_clinical_prose(text, html):
    assert render_markdown(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("Yes[@rest2025].", '<p>Yes<sup class="citation"><a href="#reference-2">[2]</a></sup>.</p>'),
        ("Yes [@walk2026].", '<p>Yes<sup class="citation"><a href="#reference-1">[1]</a></sup>.</p>'),
        ("No[@other].", "<p>No[@other].</p>"),
        ("`[@walk2026]`", "<p><code>[@walk2026]</code></p>"),
        ("\\[@walk2026]", "<p>[@walk2026]</p>"),
    ],
)
def test_render_markdown_numbers_citations_by_the_order_of_the_references(text, html):
    assert render_markdown(text, references=REFERENCES) == html


def test_render_markdown_cites_the_first_reference_when_a_key_stands_twice():
    assert "#reference-1" in render_markdown("[@a]", references=[{"key": "a"}, {"key": "a"}])


def test_render_markdown_boxes_a_table_so_that_it_scrolls_by_itself():
    html = render_markdown("|Arm|n|\n|:-|-:|\n|A|12|")

    assert html == (
        '<div class="table" role="group" tabindex="0" aria-label="Table 1">\n<table>\n<thead>\n'
        '<tr>\n<th class="left" scope="col">Arm</th>\n<th class="right" scope="col">n</th>\n</tr>\n'
        "</thead>\n<tbody>\n<tr>\n"
        '<td class="left">A</td>\n<td class="right">12</td>\n</tr>\n</tbody>\n</table>\n</div>'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("[a](https://example.org)", '<p><a href="https://example.org" rel="noopener">a</a></p>'),
        ("[a](HTTPS://example.org)", '<p><a href="HTTPS://example.org" rel="noopener">a</a></p>'),
        ("[a](/articles/x/)", '<p><a href="/articles/x/">a</a></p>'),
        ("[a](#section-b)", '<p><a href="#section-b">a</a></p>'),
        ("[a](mailto:a@example.org)", '<p><a href="mailto:a@example.org">a</a></p>'),
        ("[a]()", "<p><a>a</a></p>"),
        ("[a](//example.org)", "<p>[a](//example.org)</p>"),
        ("[a](page.html)", "<p>[a](page.html)</p>"),
        ("[a](javascript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](JaVaScRiPt:alert(1))", "<p>[a](JaVaScRiPt:alert(1))</p>"),
        ("[a](javascript&colon;alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](java\u200escript:alert(1))", "<p>[a](javascript:alert(1))</p>"),
        ("[a](data:text/html,x)", "<p>[a](data:text/html,x)</p>"),
        ("[a](vbscript:x)", "<p>[a](vbscript:x)</p>"),
        ("<javascript:alert(1)>", "<p>&lt;javascript:alert(1)&gt;</p>"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<img src=x onerror=alert(1)>", "<p>&lt;img src=x onerror=alert(1)&gt;</p>"),
        ('[a](https://x "</a><script>")', '<p><a href="https://x" rel="noopener">a</a></p>'),
        ('[a](https://x/"onclick=y)', '<p><a href="https://x/%22onclick=y" rel="noopener">a</a></p>'),
        ("```<script>\nx\n```", "<pre><code>x\n</code></pre>"),
        ("![*a* <b>](/x)", '<p><span class="image-missing">Image not shown: *a* &lt;b&gt;</span></p>'),
        ("![](/x.png)", '<p><span class="image-missing">Image not shown</span></p>'),
    ],
)  # fmt: skip
def test_render_markdown_shows_what_it_may_not_do(text, html):
    assert render_markdown(text) == html


def test_render_markdown_refuses_a_text_beyond_the_bound_in_a_sentence():
    with pytest.raises(TooLong) as refusal:
        render_markdown("a" * (MOST_CHARACTERS + 1))

    assert str(refusal.value) == "The text has 200,001 characters; 200,000 is the most that is taken."


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "- > "])
def test_render_markdown_loses_no_word_that_is_nested_too_deep(mark):
    assert "the last word" in Outline(render_markdown(mark * 300 + "the last word")).words


FLOODS = [
    "[",
    "[@",
    "![",
    "- ",
    "> ",
    "*",
    "*_",
    "**a_",
    "[a](",
    "[](<",
    "<",
    "~a",
    "a^b",
    "`",
    "[a]: x\n",
    "a|",
    "|-\n",
]


@pytest.mark.parametrize("flood", FLOODS)
def test_render_markdown_takes_twice_the_steps_for_twice_the_flood(flood):
    assert steps(flood * 2000) < 2.5 * steps(flood * 1000)


@pytest.mark.parametrize(
    "flood", [*FLOODS, "&#x338;", "## a\n\n", "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n"]
)
def test_render_markdown_survives_a_flood_of(flood):
    assert render_markdown(flood * (20_000 // len(flood)))


def steps(text):
    """How many lines of Python it takes to render a text: the same on every machine."""
    return lines_run(lambda: render_markdown(text))


@given(st.one_of(MARKUP, PIECES, st.text(max_size=100)))
def test_render_markdown_gives_safe_clean_canonical_html_for_any_text(text):
    html = render_markdown(text, references=REFERENCES)

    assert_harmless(html)
    assert html == render_markdown(text, references=REFERENCES)
    assert html == sanitised(html)
    assert is_clean(html)


@given(st.text(st.sampled_from("abcxyz0189 \n-*>#.|[]~^"), max_size=120))
def test_render_markdown_loses_no_letter(text):
    shown = Outline(render_markdown(text)).words

    assert [c for c in text if c.isalpha()] == [c for c in shown if c.isalpha()]
