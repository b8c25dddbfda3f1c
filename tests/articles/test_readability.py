"""How long and how hard a text is: hints with a source, in bounded time."""

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from articles.readability import Reading, measured
from articles.readability.abbreviations import unexplained
from articles.readability.syllables import syllables
from tests.articles.preflight.documents import make_document
from tests.counting import lines_run

COUNTED = {
    **dict.fromkeys(["blood", "bone", "walked", "months", "helped", "nurse", "heart"], 1),
    **dict.fromkeys(["patient", "treatment", "fever", "chronic", "severe", "tumour"], 2),
    **dict.fromkeys(["therapy", "survival", "receptor", "serious", "nausea", "infection", "area"], 3),
    **dict.fromkeys(["leukaemia", "lymphocytic", "diabetes", "usually", "participants", "immunity"], 4),
    **dict.fromkeys(["antibiotics", "pirtobrutinib", "metabolism"], 5),
    **dict.fromkeys(["cardiovascular", "physiotherapist"], 6),
}


def read(**changes: object) -> Reading:
    empty = {"title": "", "summary": "", "body": "", "key_points": [], "quotations": [], "references": []}
    return measured(make_document(**(empty | changes)))


@pytest.mark.parametrize(("word", "count"), COUNTED.items())
def test_syllables_of_words_that_health_articles_use(word: str, count: int):
    assert syllables(word) == count


def test_capitals_are_spelt_out_and_halves_counted():
    assert [syllables(word) for word in ["CLL", "WHO", "well-being", "x", "日本"]] == [3, 5, 3, 1, 1]


def test_each_section_is_measured_and_nothing_else_counts_as_words():
    reading = read(
        summary="Walk a little each day.",
        body="Before all.\n\n## At home\n\nWalk [here](https://example.org/a/b) [@walking]. **Rest** well.\n\n"
        "```\nno words of code\n```\n\n![A hidden image](figure:abc)\n\n| Day | Steps |\n| --- | --- |\n| one | 5.4 |",
    )

    assert [(section.name, section.words, section.sentences) for section in reading.sections] == [
        ("Bottom line", 5, 1),
        ("Before the first heading", 2, 1),
        ("At home", 8, 2),
    ]
    assert (reading.whole.words, reading.whole.minutes) == (15, 1)


def test_the_grade_is_flesch_and_kincaids():
    reading = read(summary="The cat sat on the mat. The dog ran to the big red barn.")

    # 14 words, 14 syllables, 2 sentences
    assert reading.whole.grade == max(round(0.39 * 7 + 11.8 - 15.59, 1), 0)
    assert not reading.is_too_hard


def test_smog_is_told_of_thirty_sentences_and_more_only():
    few, enough = (read(summary="Immunity usually improves. " * count) for count in (29, 30))

    assert (few.whole.smog, enough.whole.smog) == (None, round(1.043 * 60**0.5 + 3.1291, 1))


def test_the_hardest_sentences_come_first_with_their_place():
    hard = (
        "Relapsed chronic lymphocytic leukaemia necessitates individualised immunotherapeutic considerations."
    )
    reading = read(summary="You can walk on the day after, with help.", body=f"It is so. {hard} It was so.")

    assert reading.hardest[0].place == "body"
    assert hard.startswith(reading.hardest[0].words)
    assert reading.is_too_hard


@pytest.mark.parametrize(
    "text",
    ["Dr. Abara says so.", "It rose, e.g. to 5.4 mg.", "As J. Doe et al. wrote.", "It was approx. 5 mg."],
)
def test_a_full_stop_within_a_sentence_ends_none(text: str):
    assert read(summary=text).whole.sentences == 1


def test_other_languages_have_words_and_time_only():
    reading = read(summary="Gehen Sie jeden Tag ein wenig. " * 40, language="de")

    assert (reading.whole.words, reading.whole.grade, reading.target) == (240, None, None)
    assert "English alone" in render_to_string("articles/admin/_statistics.html", {"statistics": reading})


def test_professionals_have_no_target():
    assert read(audience="professionals", summary="Individualised immunotherapeutic care.").target is None


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("CLL is common. CLL is treated.", ["CLL"]),
        ("Chronic lymphocytic leukaemia (CLL) is common.", []),
        ("CLL (chronic lymphocytic leukaemia) is common.", []),
        ("Measurable residual disease [MRD] and CRs were seen.", ["CR"]),
        ("The WHO and DNA are known; see NCT01206062.", []),
        ("Half of them (CI 43–57) had CAR-T cells.", ["CI", "CAR"]),
    ],
)
def test_abbreviations_that_are_never_spelt_out(text: str, missing: list[str]):
    assert unexplained([text]) == missing


@given(st.text(max_size=300), st.sampled_from(["en", "de"]))
def test_any_text_can_be_measured(text: str, language: str):
    reading = read(body=text, summary=text, language=language)

    assert reading.whole.words == sum(section.words for section in reading.sections)
    render_to_string("articles/admin/_statistics.html", {"statistics": reading})


@pytest.mark.parametrize("piece", ["a. ", "A.B ", "[", "AB (", "ia", "e.g. ", "X-", "![](figure:x) "])
def test_work_is_in_proportion_to_the_text(piece: str):
    short, long = ("".join([piece] * count) for count in (500, 2000))

    assert lines_run(lambda: read(body=long)) < 6 * lines_run(lambda: read(body=short))


def test_the_statistics_say_that_they_are_a_hint():
    hard = (
        "Relapsed chronic lymphocytic leukaemia necessitates individualised immunotherapeutic considerations."
    )
    page = render_to_string(
        "articles/admin/_statistics.html", {"statistics": read(summary=hard, body=f"A. {hard}")}
    )

    assert "An estimate, and a hint" in page
    assert "The hardest sentences" in page
