from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.params import numbers

FINITE = st.floats(-1e12, 1e12, allow_nan=False)
NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (0.285, 2, "0,29"),  # 0.28499999… in binary: the shortest decimal text decides
        (2.675, 2, "2,68"),
        (-2.5, 0, "−3"),
        (0.5, 0, "1"),
        (-0.04, 1, "0,0"),
        (999.95, 1, f"1{NBSP}000,0"),
        (1234567.891, 2, f"1{NBSP}234{NBSP}567,89"),
        (np.float64(1.25), 1, "1,3"),
        (np.int64(12), 0, "12"),
        (Decimal("0.05"), 1, "0,1"),
    ],
)
def test_number_rounds_halves_away_from_zero_on_the_decimal_text(value, decimals, text):
    assert numbers.number(value, decimals) == text


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, pd.NaT, np.nan])
def test_every_kind_of_missing_prints_as_a_dash(missing):
    texts = [
        numbers.number(missing), numbers.signed(missing), numbers.percent(missing),
        numbers.p_value(missing), numbers.count(missing, "person"), numbers.percentage_points(missing),
        numbers.interval(missing, 1), numbers.interval(1, missing), numbers.date_prose(missing),
        numbers.date_table(missing), numbers.month_prose(missing), numbers.month_short(missing),
    ]  # fmt: skip
    assert set(texts) == {"–"}


@given(FINITE, st.integers(0, 6))
def test_number_reads_back_to_the_rounded_value_and_never_shows_negative_zero(value, decimals):
    text = numbers.number(value, decimals)
    back = Decimal(text.replace(NBSP, "").replace(",", ".").replace("−", "-"))
    assert abs(back - Decimal(repr(value))) <= Decimal(5).scaleb(-decimals - 1)
    assert "-" not in text and "." not in text
    assert not (text.startswith("−") and back == 0)


@given(FINITE)
def test_signed_carries_exactly_one_sign_unless_zero(value):
    text = numbers.signed(value)
    assert (text[0] in "+−") == (numbers.rounded(value, 1) != 0)
    assert text.lstrip("+−") == numbers.number(abs(value))


@given(st.floats(min_value=0, max_value=1, exclude_min=True))
def test_p_value_never_crosses_five_percent_by_rounding(p):
    text = numbers.p_value(p)
    if text == "p < 0,001":
        assert p < 0.001
        return
    shown = float(text.removeprefix("p = ").replace(",", "."))
    if p > 0.05:
        assert shown > 0.05
    if p < 0.05:
        assert shown < 0.05


@pytest.mark.parametrize(
    ("p", "text"), [(0.05, "p = 0,05"), (0.001, "p = 0,001"), (0.0099, "p = 0,010"), (1.0, "p = 1,00")]
)
def test_p_value_at_its_borders(p, text):
    assert numbers.p_value(p) == text


@pytest.mark.parametrize("p", [-0.01, 1.01, float("inf")])
def test_p_value_outside_its_range_is_refused(p):
    with pytest.raises(ValueError, match=r"must lie in \[0, 1\]"):
        numbers.p_value(p)


def test_limits_without_bound_become_words_with_the_unit_kept():
    infinite = float("inf")
    assert numbers.interval(-infinite, 2) == "2,0 eller mindre"
    assert numbers.number(infinite) == numbers.number(-infinite) == "ubegrenset"


def test_an_interval_has_no_dash_that_could_be_read_as_minus():
    assert numbers.interval(-3, -1) == "−3,0 til −1,0"


def test_percent_is_exact_where_multiplying_floats_is_not():
    assert numbers.percent(0.285) == f"29{NBSP}%"  # 0.285 * 100 = 28.499999999999996
    assert numbers.percent(0.145, 0) == f"15{NBSP}%"


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 personer"), (1, "1 person"), (2, "2 personer"), (1000, f"1{NBSP}000 personer")]
)
def test_nouns_follow_their_number(n, text):
    assert numbers.count(n, "person", "personer") == text


@given(st.dates())
def test_dates_read_back(day):
    parts = numbers.date_table(day).split(".")
    assert (int(parts[0]), int(parts[1]), int(parts[2])) == (day.day, day.month, day.year)
    prose = numbers.date_prose(day)
    number, month, year = prose.split(" ")
    assert (int(number[:-1]), numbers.MONTHS.index(month) + 1, int(year)) == (day.day, day.month, day.year)


def test_dates_as_the_two_forms_of_the_report():
    assert numbers.date_prose(date(2014, 6, 5)) == "5. juni 2014"
    assert numbers.date_table(pd.Timestamp("2014-06-05")) == "05.06.2014"


def test_hidden_prints_as_a_colon():
    assert numbers.shown("3,2", hidden=True) == ":"
    assert numbers.shown("3,2", hidden=False) == "3,2"


@pytest.mark.parametrize("value", [float("inf"), float("nan")])
def test_rounding_what_is_not_finite_names_the_value(value):
    with pytest.raises(ValueError, match="must be finite"):
        numbers.rounded(value)


def test_a_list_reads_as_norwegian():
    assert numbers.listed(["a"]) == "a"
    assert numbers.listed(["a", "b"]) == "a og b"
    assert numbers.listed(["a", "b", "c"]) == "a, b og c"
