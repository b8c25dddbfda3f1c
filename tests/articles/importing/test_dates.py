"""Dates in words and numbers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.importing import dates

WRITTEN = {
    "March 3, 2026": "2026-03-03",
    "Tuesday, March 3rd, 2026 10:15 AM EST": "2026-03-03",
    "3 March 2026": "2026-03-03",
    "3rd of March 2026": "2026-03-03",
    "03-Mar-2026": "2026-03-03",
    "2026-03-03T10:00:00Z": "2026-03-03",
    "2026/03/03": "2026-03-03",
    "15/3/2026": "2026-03-15",
    "3/15/26": "2026-03-15",
    "3.4.2026": "2026-04-03",
    "3. März 2026": "2026-03-03",
    "3 de marzo de 2026": "2026-03-03",
    "1er mars 2026": "2026-03-01",
    "2026年3月3日": "2026-03-03",
    "٣ مارس ٢٠٢٦": "2026-03-03",
    "March 2026": "2026-03",
}


@pytest.mark.parametrize(("written", "expected"), WRITTEN.items())
def test_a_date_is_read(written, expected):
    found = dates.find(written)

    assert (found.iso, found.problem) == (expected, "")


@pytest.mark.parametrize(
    ("written", "problem"),
    [("03/04/2026", "could be two different days"), ("February 30, 2026", "is no day of the calendar")],
)
def test_a_date_that_is_not_certain_is_none(written, problem):
    found = dates.find(written)

    assert (found.iso, found.problem) == ("", problem)


def test_day_and_month_stand_in_the_order_of_the_language():
    assert dates.find("03/04/2026", language="es").iso == "2026-04-03"


@pytest.mark.parametrize("written", ["In all 2026 patients", "phase 2 2024", "of 2024", "½ 2026"])
def test_numbers_are_no_dates(written):
    assert dates.find(written) is None


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_in_words(day):
    assert dates.find(f"{day:%B} {day.day}, {day.year}").iso == day.isoformat()


@given(st.text(max_size=200))
def test_any_text_can_be_asked_for_a_date(text):
    dates.find(text)
    dates.last(text)
    dates.starts_with_date(text)
