"""Limits are not rounded onto no change, and small numbers are words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.params.numbers import all_in_words, in_words, interval, rounded


@pytest.mark.parametrize(
    ("low", "high", "decimals", "none", "text"),
    [
        (0.27, 0.9996, 2, 1, "0,2700 til 0,9996"),
        (0.27, 0.994, 2, 1, "0,27 til 0,99"),
        (0.27, 0.995, 2, 1, "0,270 til 0,995"),
        (1.004, 3.5, 2, 1, "1,004 til 3,500"),
        (0.27, 1.0, 2, 1, "0,27 til 1,00"),
        (0.04, 1.2, 1, 0, "0,04 til 1,20"),
        (-1.2, -0.04, 1, 0, "−1,20 til −0,04"),
        (0.0, 1.2, 1, 0, "0,0 til 1,2"),
        (-0.04, 0.04, 1, None, "0,0 til 0,0"),
        (-0.04, 0.04, 1, 0, "−0,04 til 0,04"),
    ],
)
def test_a_limit_keeps_as_many_decimals_as_tell_it_from_no_change(
    low: float, high: float, decimals: int, none: float | None, text: str
) -> None:
    assert interval(low, high, decimals, no_change=none) == text


def test_a_limit_that_only_rounding_moved_off_no_change_is_on_it() -> None:
    assert interval(0.1 + 0.2 - 0.3, 1.2, 1, no_change=0) == "0,0 til 1,2"
    assert interval(1e-6, 1.2, 1, no_change=0) == "0,000001 til 1,200000"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(0.999, float("inf"), "0,999 eller mer"), (float("-inf"), float("inf"), "uten grenser"), (None, 1, "–")],
)
def test_a_limit_without_bound_is_words_still(low: float | None, high: float, text: str) -> None:
    assert interval(low, high, 2, no_change=1) == text


@given(st.floats(-3, 3).filter(lambda x: abs(x) > 1e-6), st.integers(0, 2))
def test_no_limit_reads_as_no_change_that_is_not(limit: float, decimals: int) -> None:
    shown = interval(limit, limit, decimals, no_change=0).split(" til ")[0]
    assert float(shown.replace("−", "-").replace(",", ".")) != 0
    plain = interval(limit, limit, decimals).split(" til ")[0]
    if rounded(limit, decimals) != 0:
        assert shown == plain


@pytest.mark.parametrize(
    ("n", "neuter", "word"),
    [
        (0, False, "ingen"), (1, False, "én"), (1, True, "ett"), (2, True, "to"), (12, False, "tolv"),
        (12, True, "tolv"), (13, False, "13"), (0, True, "ingen"),
    ],
)  # fmt: skip
def test_small_numbers_are_words(n: int, neuter: bool, word: str) -> None:
    assert in_words(n, neuter=neuter) == word


def test_numbers_of_one_sentence_are_written_alike_and_none_is_never_a_digit() -> None:
    assert all_in_words(2, 11, 12) == ["to", "elleve", "tolv"]
    assert all_in_words(2, 13) == ["2", "13"]
    assert all_in_words(0, 13) == ["ingen", "13"]
    assert all_in_words(1, 2, neuter=True) == ["ett", "to"]
