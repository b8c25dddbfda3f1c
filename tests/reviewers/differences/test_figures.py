"""Figures in a comparison: which image, which caption, which alternative text changed, and what of it is called out."""

import pytest

from reviewers.differences import compare
from reviewers.risk import Risk, assess
from tests.factories import make_content

ONE, TWO = "1a" * 32, "2b" * 32


def figure(digest=ONE, caption="12 of 30 people slept better.", credit="Ann Ash", licence="CC BY 4.0"):
    size = {"digest": digest, "extension": "png", "width": 900, "height": 600}
    return {
        "digest": digest,
        "caption": caption,
        "credit": credit,
        "licence": licence,
        "renditions": [size],
    }


def document(*figures, alt="Two bars, 12 and 18."):
    shown = "\n\n".join(f"![{alt}](figure:{one['digest']})" for one in figures)
    return make_content(
        uuid="1", key_points=[], references=[], body=f"## Sleep\n\n{shown}\n", figures=list(figures)
    )


def told(old, new):
    """The parts that differ with what became of them, and what is called out."""
    found = compare(old, new)
    parts = [(part.name, part.status) for part in found.parts]
    return parts, [(one.kind, one.old, one.new, one.name) for one in found.callouts]


def test_a_changed_number_in_an_alternative_text_is_called_out():
    parts, callouts = told(document(figure()), document(figure(), alt="Two bars, 12 and 81."))

    assert parts == [("Text", "changed")]
    assert callouts == [("number", "18", "81", "Text")]


def test_a_changed_number_in_a_caption_is_called_out():
    parts, callouts = told(document(figure()), document(figure(caption="21 of 30 people slept better.")))

    assert parts == [("Figure 1", "changed")]
    assert [callout[:2] + callout[3:] for callout in callouts] == [("number", "12", "Figure 1")]


def test_a_changed_credit_is_shown_and_not_called_out():
    found = compare(document(figure()), document(figure(credit="Beth Birch")))

    assert [(part.name, part.old != part.new) for part in found.parts] == [("Figure 1", True)]
    assert "Credit: Beth Birch" in found.parts[0].new
    assert found.callouts == []


@pytest.mark.parametrize("came", [True, False])
def test_a_figure_that_came_or_went_is_told_as_one_thing(came):
    without, with_it = document(figure()), document(figure(), figure(TWO, "A diary of sleep."))

    parts, callouts = told(without, with_it) if came else told(with_it, without)

    assert ("Figure 2", "added" if came else "removed") in parts
    assert [(kind, bool(old), bool(new), name) for kind, old, new, name in callouts if kind == "image"] == [
        ("image", not came, came, "Figure 2")
    ]
    assert "link" not in [callout[0] for callout in callouts]


def test_another_image_under_the_same_caption_is_called_out_once():
    parts, callouts = told(document(figure()), document(figure(TWO)))

    assert ("Figure 1", "changed") in parts
    assert callouts == [
        ("image", "Image 1a1a1a1a1a1a, 900 × 600 pixels", "Image 2b2b2b2b2b2b, 900 × 600 pixels", "Figure 1")
    ]


def test_a_changed_smaller_size_alone_is_shown():
    changed = figure()
    changed["renditions"] = [changed["renditions"][0] | {"digest": TWO, "width": 450}, *changed["renditions"]]

    assert told(document(figure()), document(changed))[0] == [("Figure 1", "changed")]


@pytest.mark.parametrize(
    ("new", "risk"),
    [
        (document(figure(), alt="Two bars, 12 and 81."), Risk.SUBSTANTIVE),
        (document(figure(caption="21 of 30 people slept better.")), Risk.SUBSTANTIVE),
        (document(figure(TWO)), Risk.SUBSTANTIVE),
        (document(), Risk.SUBSTANTIVE),
        (document(figure(), figure(TWO)), Risk.SUBSTANTIVE),
        (document(figure(caption="12 of 30 people slept better")), Risk.MINOR),
        (document(figure(credit="Beth Birch", licence="By permission")), Risk.MINOR),
    ],
)
def test_what_of_a_figure_matters_for_readers(new, risk):
    assert assess(document(figure()), new).risk == assess(new, document(figure())).risk == risk


def test_a_reason_names_the_figure_by_its_caption():
    reasons = assess(document(), document(figure())).reasons

    assert 'The figure "12 of 30 people slept better." was added.' in reasons
