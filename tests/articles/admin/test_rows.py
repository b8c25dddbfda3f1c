"""The order that people ask for."""

from hypothesis import given
from hypothesis import strategies as st

from articles.admin.rows import ordered


def test_a_row_without_a_number_follows_the_one_before():
    assert ordered([("a", 1, 1), ("b", 2, 2), ("new", None, None)]) == ["a", "b", "new"]


def test_a_row_that_moves_up_comes_before_the_one_it_meets():
    assert ordered([("a", 1, 1), ("b", 2, 2), ("c", 1, 3)]) == ["c", "a", "b"]


def test_a_row_that_moves_down_comes_after_the_one_it_meets():
    assert ordered([("a", 3, 1), ("b", 2, 2), ("c", 3, 3)]) == ["b", "c", "a"]


@given(st.lists(st.tuples(st.integers(), st.none() | st.integers(1, 9), st.none() | st.integers(1, 9))))
def test_no_row_is_lost(rows):
    assert sorted(ordered(rows)) == sorted(row for row, _asked, _had in rows)
