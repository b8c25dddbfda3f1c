"""Images are there, are described, and say whose they are."""

import pytest

from tests.articles.preflight.documents import found, in_body, make_document

DIGEST = "9f" * 32
FIGURE = {
    "digest": DIGEST,
    "caption": "Twelve of thirty people slept better.",
    "credit": "Ann Ash",
    "licence": "CC BY 4.0",
    "renditions": [{"digest": DIGEST, "extension": "png", "width": 900, "height": 600}],
}
SHOWN = f"](figure:{DIGEST})"


def said(text, **words):
    """What the checks say of a text that may show one figure: severity and rule of each finding."""
    return [line[:2] for line in found(in_body(text, figures=[FIGURE | words]))]


@pytest.mark.parametrize(
    "text",
    [
        f"![Bars: sleep was better for 12 of 30{SHOWN}",
        f'![](figure:{DIGEST} "decorative")',
        f"- ![Two bars of different height{SHOWN}",
        f"Nobody shows `![](figure:{DIGEST})`.",
    ],
)
def test_a_described_figure_on_a_line_of_its_own_leaves_nothing_to_say(text):
    assert said(text) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        (f"![{SHOWN}", ("block", "figure-without-alt")),
        (f"![ {SHOWN}", ("block", "figure-without-alt")),
        (f'![](figure:{DIGEST} "A chart")', ("block", "figure-without-alt")),
        (f"![A curve](figure:{DIGEST[:-2]}00)", ("block", "unknown-figure")),
        ("![A curve](figure:abc)", ("block", "unknown-figure")),
        ("See ![a curve](https://example.org/a.png) there.", ("block", "image-by-address")),
        ("![A curve](/media/a.png)", ("block", "image-by-address")),
        (f"![sleep-chart_final.PNG{SHOWN}", ("warn", "alt-is-file-name")),
        (f"![IMG_2041{SHOWN}", ("warn", "alt-is-file-name")),
        (f"![Twelve of thirty people slept better{SHOWN}", ("warn", "alt-repeats-caption")),
        (f"![An image of two bars{SHOWN}", ("warn", "alt-says-image")),
        (f'![Two bars](figure:{DIGEST} "decorative")', ("warn", "figure-title")),
        (f'![Two bars](figure:{DIGEST} "Sleep")', ("warn", "figure-title")),
        (f"Better sleep ![two bars{SHOWN} for many.", ("warn", "figure-in-line")),
    ],
)  # fmt: skip
def test_a_figure_that_is_not_fit_to_be_shown(text, finding):
    expected = [finding]
    if finding == ("block", "figure-without-alt") and "A chart" in text:
        expected.append(("warn", "figure-title"))

    assert said(text) == expected


def test_a_figure_without_credit_or_licence_is_named_once():
    text = f"![Two bars{SHOWN}\n\n![The same bars again{SHOWN}"

    assert said(text, credit="", licence=" ") == [("warn", "figure-without-credit")]
    assert said(text, licence="") == [("warn", "figure-without-credit")]


def test_that_it_is_an_image_is_remarked_on_in_english_alone():
    document = in_body(f"![Photo of: nichts, ein Balken{SHOWN}", figures=[FIGURE], language="de")

    assert found(document) == []


def test_an_image_outside_the_text_blocks():
    document = make_document(summary=f"Most do well. ![Two bars{SHOWN}", figures=[FIGURE])

    [(severity, rule, words)] = found(document)
    assert (severity, rule) == ("block", "figure-out-of-place")
    assert words.startswith("![Two bars](figure:9f")


def test_a_finding_names_the_words_of_the_image():
    [(_, _, words)] = found(in_body(f"Before it.\n\n![{SHOWN}\n\nAfter it.", figures=[FIGURE]))

    assert words == f"![](figure:{DIGEST[:8]}"
