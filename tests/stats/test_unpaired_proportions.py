"""Unpaired proportions: scipy's Fisher and Boschloo, high-precision posteriors, edges."""

import csv
import warnings
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats import unpaired_proportions

REFERENCE = Path(__file__).parents[1] / "reference" / "counts_highprecision_unpaired.csv"
TABLES = [(7, 15, 1, 14), (0, 5, 5, 5), (3, 10, 4, 30), (1, 1, 0, 1), (10, 60, 25, 70), (2, 9, 9, 9)]


@st.composite
def tables(draw):
    before, after = draw(st.integers(0, 14)), draw(st.integers(0, 14))
    return draw(st.integers(0, before)), before, draw(st.integers(0, after)), after


def reference():
    with REFERENCE.open() as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize("row", reference(), ids=lambda r: f"{r['events_before']:g}-{r['events_after']:g}")
def test_posterior_is_that_of_adaptive_quadrature(row):
    found = unpaired_proportions(row["events_before"], row["n_before"], row["events_after"], row["n_after"])
    assert found.bayes_low == pytest.approx(row["low"], rel=1e-8, abs=1e-10)
    assert found.bayes_high == pytest.approx(row["high"], rel=1e-8, abs=1e-10)
    assert found.probability_higher == pytest.approx(row["probability_higher"], rel=1e-9)


@pytest.mark.parametrize("table", TABLES)
def test_fisher_and_boschloo_are_those_of_scipy(table):
    x, n, y, m = table
    found = unpaired_proportions(*table)
    cross = [[y, x], [m - y, n - x]]
    assert found.p_minlike == pytest.approx(stats.fisher_exact(cross).pvalue, rel=1e-10)
    assert found.p_boschloo == pytest.approx(stats.boschloo_exact(cross, n=256).pvalue, rel=1e-8)


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
    for low, high in [("low", "high"), ("bayes_low", "bayes_high")]:
        assert getattr(one, low) == pytest.approx(-getattr(other, high), abs=1e-9)
    for name in ("p", "p_minlike", "p_mid", "p_boschloo", "smallest_p"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-9)
    with np.errstate(divide="ignore"):
        assert one.odds_ratio_low == pytest.approx(float(1 / np.float64(other.odds_ratio_high)), rel=1e-8)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tables())
def test_boschloo_is_never_above_fisher_and_p_lies_in_0_1(table):
    found = unpaired_proportions(*table)
    assert found.p_boschloo <= found.p * (1 + 1e-9)
    for name in ("p", "p_minlike", "p_mid", "p_boschloo", "smallest_p"):
        assert 0 < getattr(found, name) <= 1
    assert found.smallest_p <= found.p * (1 + 1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(tables(), st.floats(0.5, 0.99))
def test_odds_ratio_interval_excludes_one_exactly_when_central_fisher_rejects(table, level):
    found = unpaired_proportions(*table, level=level)
    if abs(found.p - (1 - level)) > 1e-9:
        assert (found.odds_ratio_low > 1 or found.odds_ratio_high < 1) == (found.p < 1 - level)


@pytest.mark.parametrize("table", [(0, 5, 0, 7), (5, 5, 7, 7), (0, 0, 3, 5), (0, 0, 0, 0)])
def test_nothing_to_test_is_p_1(table):
    found = unpaired_proportions(*table)
    assert (found.p, found.p_minlike, found.p_mid, found.p_boschloo, found.smallest_p) == (1.0,) * 5
    assert found.warnings


def test_nobody_on_one_side_says_nothing_of_the_difference():
    found = unpaired_proportions(0, 0, 3, 5)
    assert np.isnan(found.estimate)
    assert (found.low, found.high) == (-1.0, 1.0)


def test_boschloo_is_left_out_when_there_are_too_many_tables():
    found = unpaired_proportions(100, 2000, 120, 2000)
    assert np.isnan(found.p_boschloo)
    assert 0 < found.p < 1


def test_groups_together_are_the_groups_alone():
    x, n, y, m = (np.array(column) for column in zip(*TABLES, strict=True))
    together = unpaired_proportions(x, n, y, m)
    for i, table in enumerate(TABLES):
        alone = unpaired_proportions(*table)
        for name in ("p", "p_boschloo", "low", "bayes_high", "odds_ratio_low", "n"):
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
    assert result.bayes_low < result.estimate < result.bayes_high or result.estimate in (-1, 1)
    assert result.bayes_high - result.bayes_low < 0.08


def test_a_missing_boschloo_p_is_said():
    found = unpaired_proportions([5, 3], [2000, 9], [7, 4], [3000, 9])
    assert np.isnan(found.p_boschloo).tolist() == [True, False]
    assert found.warnings == ("no_boschloo",)
