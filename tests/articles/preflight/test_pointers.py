"""Links, invitations to follow one, and pointers with nothing behind them."""

import pytest

from articles.preflight import findings

from .documents import REFERENCE, found, in_body, make_document

DANGLING = [
    "Watch the interview on the trial here:",
    "Watch the interview on the trial here:\n\nYou can read the paper soon.",
    "Watch the interview on the trial here:\nThe next line says nothing.",
    "Find the whole list below:",
    "Follow the link:",
    "Watch the video interview with Dr Ash:\n\nThen a paragraph follows.",
    "**Watch the interview here:**",
    "- Watch the interview here:\n- Rest well.",
    "Watch the interview here:\n\nYou can read the paper here: [A trial](https://example.org/).",
]


@pytest.mark.parametrize("text", DANGLING)
def test_a_pointer_to_nothing_blocks(text: str):
    assert [line[:2] for line in found(in_body(text))] == [("block", "dangling-here")]


def test_a_pointer_in_another_language_blocks():
    assert found(in_body("Sehen Sie das Interview hier:", language="de")) == [
        ("block", "dangling-here", "Sehen Sie das Interview hier:")
    ]


ANSWERED = [
    "There are two big lessons from this research:\n\n- one\n- two",
    "The two drugs are listed here:\n\n1. one\n2. two",
    "They are listed below:\n\n• one\n• two",
    "Doses are given below:\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    "She put it so here:\n\n> It is hard.",
    "The design is described below:\n\nPatients were randomised.",
    "Read the abstract here: [A trial](https://example.org/).",
    "Read the abstract here:\n\n[A trial](https://example.org/)",
    "Read the abstract here:\n[A trial](https://example.org/)",
    "Read the abstract here:\n\nAsh A. A trial. https://example.org/",
    "Read the abstract here: https://example.org/abc",
    "Read the abstract here: A trial [@ash2025]",
    "Details of the trial are here: NCT01234567",
    "Ask for help here: help@example.org",
    "What matters: time.",
    "Symptoms include: fever, cough and chills.",
    "Ask your doctor: is it right for me?",
]


@pytest.mark.parametrize("text", ANSWERED)
def test_a_pointer_to_something_is_left_alone(text: str):
    assert found(in_body(text)) == []


WITHOUT_TARGET = [
    ("Read more [on this]().", "[on this]()"),
    ("Read more [on this](#).", "[on this](#)"),
    ("Read more [on this](http://).", "[on this](http://)"),
    ("Read more [on this](<>).", "[on this](<>)"),
    ("Read more [on this](www.example.org).", "[on this](www.example.org)"),
    ("Read more [on this](https://example).", "[on this](https://example)"),
    ("Read more [on this](javascript:alert(1)).", "[on this](javascript:alert(1))"),
    ("Read more [on this](https://example.org/a b).", "[on this](https://example.org/a b)"),
    ("Read more [on this][paper].", "[on this][paper]"),
    ("Read [this paper][].", "[this paper][]"),
    (
        "You can read the abstract here: Better outcomes with examplimab.",
        "You can read the abstract here: Better outcomes",
    ),
    ("Click here for more.", "Click here for more."),
    ("Click below to see more.", "Click below to see more."),
    ("The whole text is available here.", "The whole text is available here."),
    ("Follow this link for more.", "Follow this link for more."),
    ("Press the button below.", "Press the button below."),
]


@pytest.mark.parametrize(("text", "words"), WITHOUT_TARGET)
def test_a_link_without_a_target_blocks(text: str, words: str):
    assert found(in_body(text)) == [("block", "link-without-target", words)]


WITH_TARGET = [
    "Read more [on this](https://example.org/a_(b)).",
    'Read more [on this](https://example.org/ "Title").',
    "Read more [on this](<https://example.org/a b>).".replace("a b", "a%20b"),
    "Read more [on this](/topics/examplitis/) or [above](#first).",
    "Write [to us](mailto:help@example.org).",
    "Read the abstract [here](https://example.org/).",
    "Click [here](https://example.org/) for more.",
    "Click below.\n\n[A trial](https://example.org/)",
    "The lesson here: patients matter.",
    "What matters here is time.",
    "See below for doses; see Table 1 below.",
    "Treatment is available here and abroad.",
    "The link between weight and cancer is known.",
    "This link was seen in mice.",
    "We see the link to smoking, and risk through the link with weight.",
    "Click chemistry joins molecules.",
    "We can see here that it works.",
    "[12][13] are cited, and [the note] stands alone.",
]


@pytest.mark.parametrize("text", WITH_TARGET)
def test_a_link_with_a_target_is_left_alone(text: str):
    assert found(in_body(text)) == []


def test_a_reference_style_link_with_its_definition_warns():
    text = "Read more [on this][paper].\n\n[paper]: https://example.org/"

    assert found(in_body(text)) == [("warn", "link-without-target", "[on this][paper]")]


def test_a_link_without_words_warns():
    assert found(in_body("Read more []( https://example.org/ ).")) == [
        ("warn", "link-without-words", "[]( https://example.org/ )")
    ]


def test_a_reference_that_only_promises_an_abstract_blocks():
    reference = REFERENCE | {"text": "Read the abstract here: Better outcomes", "url": ""}

    assert [(f.rule, f.place) for f in findings(make_document(references=[reference]))] == [
        ("link-without-target", "references.0.text"),
        ("reference-without-address", "references.0.text"),
    ]


def test_a_reference_with_an_address_may_say_where_to_read_it():
    reference = REFERENCE | {"text": "Read the abstract here: Better outcomes"}

    assert found(make_document(references=[reference])) == []


def test_an_invitation_in_another_language_is_not_read():
    assert found(in_body("Klicken Sie click here.", language="de")) == []
