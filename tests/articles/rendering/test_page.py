"""The inside of the signed element: the words of people stay words, and nothing of the document is missing."""

from types import SimpleNamespace

import pytest
from hypothesis import given

from articles.rendering import frozen_html, render_document
from articles.rendering.sanitising import sanitised
from articles.text import is_clean
from tests.articles.rendering.hostile import MARKUP, PIECES, assert_harmless


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
        "ai_assistance": "None.",
        "figures": [],
    }
    return document | changes


def make_reference(key, **changes):
    return {"uuid": "", "key": key, "text": "A study.", "url": "", "doi": "", "pmid": "", "nct": ""} | changes


@given(MARKUP, PIECES)
def test_render_document_shows_the_words_of_people_as_words(words, pieces):
    hostile = f"{words}{pieces}".encode("utf-8", "ignore").decode()
    html = render_document(
        make_document(
            title=hostile,
            summary=hostile,
            body=hostile,
            authors=[
                {
                    "name": hostile,
                    "credentials": [hostile],
                    "affiliation": hostile,
                    "orcid": hostile,
                    "interests": hostile,
                }
            ],
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
            change={
                "kind": "correction",
                "note": hostile,
                "wrong": hostile,
                "right": hostile,
                "where": hostile,
                "severity": hostile,
            },
        )
    )

    assert_harmless(html)
    assert html == sanitised(html)
    assert is_clean(html)


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
        '<li id="reference-1">\n<p>A study.</p>\n</li>\n</ol>\n</section>\n'
        '<p class="byline">Use of AI tools: None.</p>'
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


def test_render_document_says_of_a_correction_what_was_wrong_what_is_right_where_and_how_much_it_mattered():
    change = {
        "kind": "correction",
        "note": "It is 12%.",
        "wrong": "21% was printed.\nTwice.",
        "right": "It is 12%.",
        "where": "In the second key point.",
        "severity": "harmful",
    }
    html = render_document(make_document(change=change))

    assert (
        '<div class="change change-correction" role="note" aria-label="Correction to this page">\n'
        "<p><strong>Correction to this page:</strong> It is 12%.</p>\n"
        "<p><strong>What was wrong:</strong> 21% was printed.<br>Twice.</p>\n"
        "<p><strong>What is right now:</strong> It is 12%.</p>\n"
        "<p><strong>Where:</strong> In the second key point.</p>\n"
        "<p><strong>How much it mattered:</strong> Serious: acting on it could do harm</p>\n"
        "</div>"
    ) in html


@pytest.mark.parametrize("kind", ["minor", "update"])
def test_render_document_never_words_another_change_as_a_correction(kind):
    change = {"kind": kind, "note": "New.", "wrong": "x", "right": "x", "where": "x", "severity": "minor"}
    html = render_document(make_document(change=change))

    assert "orrection" not in html
    assert "What was wrong" not in html


@pytest.mark.parametrize(
    ("stated", "shown"),
    [
        (["None."], "Interests: None declared.</p>"),
        (["Owns a <clinic>."], "Interests: Owns a &lt;clinic&gt;.</p>"),
        ([""], None),
        ([None], None),
        (
            ["None.", "Fees from Acme."],
            "<strong>A0</strong>: None declared.<br><strong>A1</strong>: Fees from Acme.</p>",
        ),
        (["", "None."], "Interests: <strong>A1</strong>: None declared.</p>"),
    ],
)
def test_render_document_says_which_interests_the_authors_stated(stated, shown):
    authors = [
        {"name": f"A{n}", "credentials": [], "affiliation": "", "orcid": ""} for n in range(len(stated))
    ]
    for author, words in zip(authors, stated, strict=True):
        author |= {} if words is None else {"interests": words}
    html = render_document(make_document(authors=authors))

    assert shown in html if shown else "Interests" not in html


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


def test_use_of_ai_tools_is_printed_as_it_was_stated():
    document = make_document(ai_assistance="A tool checked the <b>spelling</b>.")

    html = render_document(document)

    assert "Use of AI tools: A tool checked the &lt;b&gt;spelling&lt;/b&gt;." in html
    assert "Use of AI tools" not in render_document(document | {"ai_assistance": ""})
