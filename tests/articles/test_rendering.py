"""Rendering: everything that was written is shown, nothing that was written acts."""

import sys
from html.parser import HTMLParser
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering import MOST_CHARACTERS, TooLong, frozen_html, render_document, render_markdown
from articles.rendering.sanitising import sanitised
from articles.text import is_clean

A_TWO_AND_TWO = '<h2 id="section-a-2">A 2</h2>\n<h3 id="section-a">A</h3>\n<h3 id="section-a-3">A</h3>'
REFERENCES = [{"key": "walk2026"}, {"key": "rest2025"}]

MARKUP = st.text(
    st.sampled_from("abz <>&\"'`[]()!@#*_-+~^|\\\n\t:/.0123456789é\u0338\u0301\u202e\x00\ud800"), max_size=200
)
TRICKS = [
    *("<script>", "</p>", "<b onclick=x>", "<https://", "&lt;", "&#x338;", "&colon;", "javascript:", "data:"),
    *("[a](", ")", "[@walk2026]", "![", "](", "- ", "> ", "\n\n", "```", "# ", "**", "~2~", "^9^"),
    "|a|b|\n|-|:-:|\n|c|d|\n",
]
PIECES = st.lists(st.sampled_from(TRICKS), max_size=40).map("".join)


class Outline(HTMLParser):
    """What a browser would meet: elements with their attributes, and text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.words = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data


def make_document(**changes):
    document = {
        "schema": 1,
        "uuid": "5f0c3c55-0d5a-4f0f-9d29-0a52f9a2f7a1",
        "kind": "research_summary",
        "audience": "patients",
        "language": "en",
        "title": "Walking after treatment",
        "summary": "People who walked felt less tired.\n\nThe study was small.",
        "body": "## Results\n\nThey felt better[@walk2026].",
        "authors": [
            {"name": "Nora Halvorsen", "credentials": ["PhD"], "affiliation": "Fjordholm", "orcid": ""}
        ],
        "source": {"name": "", "url": ""},
        "key_points": [],
        "quotations": [],
        "references": [make_reference("walk2026")],
        "topics": [],
        "review_interval_months": 12,
    }
    return document | changes


def make_reference(key, **changes):
    return {"uuid": "", "key": key, "text": "A study.", "url": "", "doi": "", "pmid": "", "nct": ""} | changes


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
    count = 0

    def tracer(frame, event, argument):
        nonlocal count
        count += event == "line"
        return tracer

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        render_markdown(text)
    finally:
        sys.settrace(before)
    return count


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


@given(MARKUP, PIECES)
def test_render_document_shows_the_words_of_people_as_words(words, pieces):
    hostile = f"{words}{pieces}".encode("utf-8", "ignore").decode()
    html = render_document(
        make_document(
            title=hostile,
            summary=hostile,
            body=hostile,
            authors=[{"name": hostile, "credentials": [hostile], "affiliation": hostile, "orcid": hostile}],
            source={"name": hostile, "url": hostile},
            references=[
                make_reference("walk2026", text=hostile, url=hostile, doi=hostile, pmid=hostile, nct=hostile)
            ],
            key_points=[
                {"uuid": "", "text": hostile, "evidence": [{"reference": "walk2026", "quote": hostile}]},
                {"uuid": "", "text": hostile, "evidence": [{"reference": hostile, "quote": hostile}]},
            ],
            quotations=[
                {
                    "text": hostile,
                    "speaker": hostile,
                    "credentials": [],
                    "affiliation": hostile,
                    "url": hostile,
                }
            ],
            change={"kind": "correction", "note": hostile},
        )
    )

    assert_harmless(html)
    assert html == sanitised(html)
    assert is_clean(html)


def assert_harmless(html):
    for tag, attributes in Outline(html).elements:
        assert tag not in {"script", "style", "iframe", "object", "form", "input", "img", "svg", "article"}
        assert not [
            name for name in attributes if name.startswith("on") or name in {"style", "src", "target"}
        ]
        href = attributes.get("href", "#").lower()
        assert href.startswith(("http://", "https://", "mailto:", "#", "/"))
        assert not href.startswith("//")
        assert attributes.get("id", "section").startswith(("section", "reference-", "part-"))


def test_render_document_gives_the_whole_inside_of_the_signed_element():
    html = render_document(make_document())

    assert html == (
        '<header>\n<p class="kicker">Research summary</p>\n<h1>Walking after treatment</h1>\n'
        '<p class="byline">Written by <span class="person">'
        "<strong>Nora Halvorsen</strong>, PhD, Fjordholm</span></p>\n"
        '</header>\n<section class="summary">\n<h2 id="part-summary">The bottom line</h2>\n'
        "<p>People who walked felt less tired.</p>\n<p>The study was small.</p>\n</section>\n"
        '<h2 id="section-results">Results</h2>\n'
        '<p>They felt better<sup class="citation"><a href="#reference-1">[1]</a></sup>.</p>\n'
        '<section class="sources">\n<h2 id="part-references">References</h2>\n<ol class="references">\n'
        '<li id="reference-1">\n<p>A study.</p>\n</li>\n</ol>\n</section>'
    )


def test_render_document_opens_the_source_of_a_key_point_in_place():
    point = {"uuid": "", "text": "71% lived [@b].", "evidence": [{"reference": "b", "quote": "It was 71%."}]}
    references = [make_reference("a"), make_reference("b", doi="10.5555/x<y", pmid="4", nct="NCT04000000")]

    html = render_document(make_document(body="", key_points=[point], references=references))

    assert (
        '<li class="sourced">\n<p>71% lived<sup class="citation"><a href="#reference-2">[2]</a></sup>.</p>\n'
        '<details class="evidence">\n<summary><span class="unseen">Source for point </span>1</summary>\n'
        "<blockquote>\n<p>It was 71%.</p>\n</blockquote>\n"
        '<p><a href="#reference-2">Reference 2</a>: A study. '
        '<a href="https://doi.org/10.5555/x%3Cy" rel="noopener">DOI 10.5555/x&lt;y</a>, '
        '<a href="https://pubmed.ncbi.nlm.nih.gov/4/" rel="noopener">PubMed 4</a>, '
        '<a href="https://clinicaltrials.gov/study/NCT04000000" rel="noopener">NCT04000000</a></p>\n'
        "</details>\n</li>"
    ) in html


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("minor", "Minor change:"), ("update", "Updated:"), ("correction", "Correction to this page:")],
)
def test_render_document_says_what_changed(kind, shown):
    html = render_document(make_document(change={"kind": kind, "note": "It is 12%, not 21%."}))

    assert f"<strong>{shown}</strong> It is 12%, not 21%.</p>" in html


def test_render_document_says_nothing_of_a_change_in_a_first_edition():
    assert "It is new" not in render_document(make_document(change={"kind": "first", "note": "It is new"}))


def test_render_document_names_who_said_a_quotation_and_where():
    quotation = {
        "text": "It changes the talk.",
        "speaker": "Ines Quarto",
        "credentials": ["MD", "PhD"],
        "affiliation": "University of Porto Novo",
        "url": "https://www.example.org/talk",
    }

    html = render_document(make_document(quotations=[quotation]))

    assert (
        '<figure class="quotation">\n<blockquote>\n<p>It changes the talk.</p>\n</blockquote>\n'
        "<figcaption><strong>Ines Quarto</strong>, MD, PhD, University of Porto Novo "
        '(<a href="https://www.example.org/talk" rel="noopener">example.org</a>)</figcaption>\n</figure>'
    ) in html


def test_render_document_heads_the_summary_for_its_readers():
    html = render_document(make_document(kind="clinical_news", audience="professionals"))

    assert '<h2 id="part-summary">In short</h2>' in html


def test_render_document_shows_an_address_that_is_not_on_the_web_as_text():
    html = render_document(make_document(source={"name": "", "url": "javascript:alert(1)"}))

    assert '<p class="kicker">Research summary, reporting on javascript:alert(1)</p>' in html


def test_frozen_html_is_the_stored_html_to_the_byte():
    edition = SimpleNamespace(html="<p>as it was signed &amp; sealed</p>")

    assert frozen_html(edition) == "<p>as it was signed &amp; sealed</p>"
    assert hasattr(frozen_html(edition), "__html__")
