from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis.sample.calendar import FOREVER, Calendar, day_number

CALENDAR = Calendar.of(date(2022, 10, 1), date(2023, 10, 1), date(2024, 9, 30))

DAYS = st.dates(date(2021, 1, 1), date(2025, 12, 31))


@given(DAYS, st.integers(0, 900))
def test_overlap_equals_counting_the_days_one_by_one(start: date, length: int) -> None:
    days = [start + timedelta(days=k) for k in range(length + 1)]
    got = CALENDAR.overlap(np.array([day_number(days[0])]), np.array([day_number(days[-1])]))[0]
    wanted = [
        sum(first <= day_number(d) < stop for d in days)
        for first, stop in zip(CALENDAR.first, CALENDAR.stop, strict=True)
    ]
    assert got.tolist() == wanted


def test_a_span_without_end_fills_every_month() -> None:
    got = CALENDAR.overlap(np.array([0]), np.array([FOREVER]))
    assert (got[0] == CALENDAR.lengths).all()


def test_leap_day_is_counted() -> None:
    february_2024 = CALENDAR.first.tolist().index(day_number(date(2024, 2, 1)))
    assert CALENDAR.lengths[february_2024] == 29


def test_first_month_of_the_project_is_after() -> None:
    assert CALENDAR.after.sum() == 12
    assert CALENDAR.month_of_year[CALENDAR.after][0] == 10
