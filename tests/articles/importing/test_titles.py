"""Titles, and journals' names glued to them."""

import pytest

from articles.importing import titles


@pytest.mark.parametrize(
    ("line", "source", "title"),
    [
        (
            "Harbour Advances in CardiologyThe Case for Night Naps",
            "Harbour Advances in Cardiology",
            "The Case for Night Naps",
        ),
        ("Lantern Sleep LettersHow Nurses Nap", "Lantern Sleep Letters", "How Nurses Nap"),
        (
            "Annals of Night MedicineNovel Lamps Help Sleepers",
            "Annals of Night Medicine",
            "Novel Lamps Help Sleepers",
        ),
        ("JAMAThe Use of Night Lamps", "JAMA", "The Use of Night Lamps"),
        (
            "Revista de NeurologíaEl sueño de las enfermeras",
            "Revista de Neurología",
            "El sueño de las enfermeras",
        ),
    ],
)
def test_a_glued_journal_is_parted_from_the_title(line, source, title):
    assert titles.parted(line) == (source, title)


@pytest.mark.parametrize(
    "line",
    [
        "European LeukemiaNet Guidance for Adults",
        "The McDonald Criteria Are Revised Again",
        "CoQ10, mRNA and pH in Daily Practice",
        "Learning JavaScript in the Clinic",
        "ClinicalTrials.gov Registers a New Trial",
        "AstraZeneca Reports New Results",
        "Writers at HealthDay Look at Naps",
        "An Ordinary Title About Naps",
    ],
)
def test_a_capital_inside_a_word_parts_nothing(line):
    assert titles.parted(line) == ("", line)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("The Lantern Journal of Sleep", True),
        ("Clinical Advances in Night Medicine", True),
        ("The Lancet", True),
        ("Blood Pressure in Adults", False),
        ("The New Way to Nap", False),
    ],
)
def test_a_journal_is_known_by_its_name(line, expected):
    assert titles.is_journal(line) is expected
