"""Unpaired proportions: Fisher in fractions, Newcombe's published limits, edges."""

import warnings
from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import unpaired_proportions

TABLES = [(7, 15, 1, 14), (0, 5, 5, 5), (3, 10, 4, 30), (1, 1, 0, 1), (10, 60, 25, 70), (2, 9, 9, 9)]


@st.composite
def tables(draw):
    before, after = draw(st.integers(0, 14)), draw(st.integers(0, 14))
    return draw(st.integers(0, before)), before, draw(st.integers(0, after)), after


@settings(max_examples=60, deadline=None, derandomize=True)
@given(tables())
def test_p_and_mid_p_are_sums_over_all_tables_in_fractions(table):
    x, n, y, m = table
    total = x + y
    weight = {k: comb(m, k) * comb(n, total - k) for k in range(max(0, total - n), min(m, total) + 1)}
    every = sum(weight.values())
    tail = min(sum(w for k, w in weight.items() if k <= y), sum(w for k, w in weight.items() if k >= y))
    found = unpaired_proportions(*table)
    assert found.p == pytest.approx(float(min(1, Fraction(2 * tail, every))), rel=1e-11)
    assert found.p_mid == pytest.approx(float(Fraction(2 * tail - weight[y], every)), rel=1e-10)


def test_newcombe_1998_table_ii_limits():
    """Method 10 of Newcombe (1998) for 56/70 against 48/80, 9/10 against 3/10 and 10/10 against 0/10."""
    found = unpaired_proportions([48, 3, 0], [80, 10, 10], [56, 9, 10], [70, 10, 10])
    assert found.low.round(4).tolist() == [0.0524, 0.1705, 0.6075]
    assert found.high.round(4).tolist() == [0.3339, 0.8090, 1.0]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tables())
def test_swapping_before_and_after_mirrors(table):
    x, n, y, m = table
    one, other = unpaired_proportions(x, n, y, m), unpaired_proportions(y, m, x, n)
    assert one.low == pytest.approx(-other.high, abs=1e-9)
    for name in ("p", "p_mid", "smallest_p"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tables())
def test_p_lies_in_0_1_and_not_below_the_smallest(table):
    found = unpaired_proportions(*table)
    for name in ("p", "p_mid", "smallest_p"):
        assert 0 < getattr(found, name) <= 1
    assert found.smallest_p <= found.p * (1 + 1e-12)


@pytest.mark.parametrize("table", [(0, 5, 0, 7), (5, 5, 7, 7), (0, 0, 3, 5), (0, 0, 0, 0)])
def test_nothing_to_test_is_p_1(table):
    found = unpaired_proportions(*table)
    assert (found.p, found.p_mid, found.smallest_p) == (1.0,) * 3
    assert found.warnings


def test_nobody_on_one_side_says_nothing_of_the_difference():
    found = unpaired_proportions(0, 0, 3, 5)
    assert np.isnan(found.estimate)
    assert (found.low, found.high) == (-1.0, 1.0)


def test_groups_together_are_the_groups_alone():
    x, n, y, m = (np.array(column) for column in zip(*TABLES, strict=True))
    together = unpaired_proportions(x, n, y, m)
    for i, table in enumerate(TABLES):
        alone = unpaired_proportions(*table)
        for name in ("p", "p_mid", "low", "high", "n"):
            assert getattr(together, name)[i] == pytest.approx(getattr(alone, name), rel=1e-10)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"events_after must be at most n_after, found 6\.0"):
        unpaired_proportions(1, 5, 6, 5)
    with pytest.raises(ValueError, match="n_before must be finite, found nan"):
        unpaired_proportions(1, np.nan, 6, 5)


@pytest.mark.parametrize(
    "table",
    [(500, 2000, 700, 3000), (1500, 3000, 1400, 3000), (0, 3000, 3000, 3000), (1, 10_000, 9_999, 10_000)],
)
def test_large_tables_are_computed_without_a_floating_point_warning(table):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = unpaired_proportions(*table)
    assert result.low < result.estimate < result.high or result.estimate in (-1, 1)
    assert result.high - result.low < 0.08
