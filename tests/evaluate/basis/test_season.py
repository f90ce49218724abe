"""Months are compared all, or calendar month by calendar month where the season could tell."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.basis.season import MOST_SHIFT, compared, season_shift
from analysis.evaluate.basis.windows import month_pieces
from analysis.params import Study

from ..conftest import window, with_period

OCTOBER = np.r_[10:13, 1:10]


def pieces_of(study: Study, before: tuple[str, str], after: tuple[str, str]) -> pd.DataFrame:
    period = with_period(study, before=window(*before), after=window(*after)).period
    return month_pieces(period, pd.Series([], dtype="datetime64[us]"))


def kept(study: Study, before: tuple[str, str], after: tuple[str, str], unknown: int = 0) -> list[str]:
    """Months compared, where the first so many of the period are not known."""
    pieces = pieces_of(study, before, after)
    known = np.arange(len(pieces)) >= unknown
    return pieces["month"][compared(pieces, known)].dt.strftime("%y-%m").tolist()


def months(first: str, n: int) -> list[str]:
    return pd.date_range(first, periods=n, freq="MS").strftime("%y-%m").tolist()


def test_half_a_year_may_fall_short_of_a_year_or_of_the_other_half_by_its_own_mean() -> None:
    """Around the height of a ±30 % season: 0.3 · 2 (cos 15° + cos 45° + cos 75°) / 6 = 0.193."""
    top = 0.3 * sum(math.cos(math.radians(a)) for a in (15, 45, 75)) / 3
    assert season_shift(np.arange(1, 13), np.arange(1, 7)) == pytest.approx(top)
    assert season_shift(np.arange(1, 7), np.arange(7, 13)) == pytest.approx(1 - (1 - top) / (1 + top))


def test_the_same_months_shift_nothing_whatever_the_season() -> None:
    for some in (np.arange(1, 13), np.array([1, 2, 3]), np.r_[OCTOBER, OCTOBER]):
        assert season_shift(some, some) == 0.0


def test_neither_window_comes_first() -> None:
    one, other = np.arange(1, 6), np.arange(4, 11)
    assert season_shift(one, other) == pytest.approx(season_shift(other, one))


@pytest.mark.parametrize(
    ("after", "matched"), [(6, True), (8, True), (9, False), (12, False), (15, False), (18, False)]
)
def test_a_year_is_held_against_nine_months_to_a_year_and_a_half_as_it_is(after: int, matched: bool) -> None:
    assert (season_shift(OCTOBER, np.resize(OCTOBER, after)) >= MOST_SHIFT) is matched


def test_equal_years_are_compared_whole(study: Study) -> None:
    found = kept(study, ("2022-10-01", "2023-09-30"), ("2023-10-01", "2024-09-30"))
    assert found == months("2022-10-01", 24)


def test_six_months_against_twelve_are_held_against_their_own_calendar_months(study: Study) -> None:
    before, after = ("2023-04-01", "2023-09-30"), ("2023-10-01", "2024-09-30")
    assert kept(study, before, after) == months("2023-04-01", 6) + months("2024-04-01", 6)


def test_of_a_calendar_month_held_twice_the_nearest_to_the_line_is_taken(study: Study) -> None:
    """Eighteen months before, six after: October to March of the last winter, not of the one earlier."""
    found = kept(study, ("2022-04-01", "2023-09-30"), ("2023-10-01", "2024-03-31"))
    assert found == months("2022-10-01", 6) + months("2023-10-01", 6)
    two_winters = kept(study, ("2021-04-01", "2023-03-31"), ("2023-10-01", "2024-03-31"))
    assert two_winters == months("2022-10-01", 6) + months("2023-10-01", 6)


def test_a_log_that_begins_late_leaves_its_months_to_be_matched(study: Study) -> None:
    found = kept(study, ("2022-10-01", "2023-09-30"), ("2023-10-01", "2024-09-30"), unknown=7)
    assert found == months("2023-05-01", 5) + months("2024-05-01", 5)


def test_without_a_calendar_month_in_common_nothing_is_compared(study: Study) -> None:
    assert kept(study, ("2022-10-01", "2023-03-31"), ("2023-04-01", "2023-09-30")) == []


def test_where_one_side_is_not_known_the_other_is_as_it_was(study: Study) -> None:
    found = kept(study, ("2022-10-01", "2023-09-30"), ("2023-10-01", "2024-09-30"), unknown=12)
    assert found == months("2023-10-01", 12)


def test_months_outside_the_windows_are_never_compared(study: Study) -> None:
    found = kept(study, ("2022-10-01", "2023-09-30"), ("2023-12-01", "2024-09-30"))
    assert found == months("2022-10-01", 12) + months("2023-12-01", 10)
