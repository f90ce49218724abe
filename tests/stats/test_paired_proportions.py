"""Paired proportions: published tables, high-precision references, exact fractions, edges."""

import csv
from fractions import Fraction
from itertools import product
from math import comb
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

from analysis.stats import paired_proportions

REFERENCE = Path(__file__).parents[1] / "reference" / "counts_highprecision_paired.csv"
cells = st.integers(0, 12)


def reference():
    with REFERENCE.open() as file:
        return [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]


@pytest.mark.parametrize(
    "row", reference(), ids=lambda r: f"{r['only_after']:g}-{r['only_before']:g}-{r['n']:g}-{r['level']:g}"
)
def test_limits_are_those_of_forty_digits(row):
    rest = row["n"] - row["only_after"] - row["only_before"]
    found = paired_proportions(0, row["only_before"], row["only_after"], rest, level=row["level"])
    for name in ("tango_low", "tango_high", "low", "high"):
        assert getattr(found, name) == pytest.approx(row[name], rel=1e-8, abs=1e-11), name


def test_airway_hyper_responsiveness_of_fagerland_lydersen_and_laake_2013():
    """Table 1: 21 children before and after transplantation, 1, 1, 7, 12."""
    found = paired_proportions(1, 1, 7, 12)
    assert [round(x, 4) for x in (found.p, found.p_mid)] == [0.0703, 0.0391]
    assert [round(x, 3) for x in (found.low, found.high)] == [-0.02, 0.545]
    assert [round(x, 3) for x in (found.tango_low, found.tango_high)] == [0.026, 0.517]


def test_complete_response_of_fagerland_lydersen_and_laake_2013():
    """Table 2: 161 patients before and after consolidation, 59, 6, 16, 80."""
    found = paired_proportions(59, 6, 16, 80)
    assert [round(x, 4) for x in (found.p, found.p_mid)] == [0.0525, 0.0347]


def excludes_no_change(found):
    return (found.low > 0) | (found.high < 0)


@pytest.mark.parametrize("level", [0.95, 0.9, 0.975, 0.75])
def test_p_reaches_alpha_exactly_when_the_interval_excludes_0_for_every_table_of_20(level):
    """At level 0.75 some p are 0.25 to the last digit."""
    n, changed, rose = np.array(
        [(n, m, x) for n in range(1, 21) for m in range(n + 1) for x in range(m + 1)]
    ).T
    found = paired_proportions(0, changed - rose, rose, n - changed, level=level)
    assert ((found.p <= 1 - level) == excludes_no_change(found)).all()
    assert excludes_no_change(found).any()


def test_a_limit_lies_next_to_0_where_p_is_1_minus_level():
    found = paired_proportions(4, 0, 3, 2, level=0.75)
    assert found.p == 0.25
    assert 0 < found.low < 1e-12


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 2_000), st.floats(0.5, 0.999))
def test_p_reaches_alpha_exactly_when_the_interval_excludes_0_in_large_tables(fell, rose, rest, level):
    found = paired_proportions(rest, fell, rose, 0, level=level)
    assert (found.p <= 1 - level) == excludes_no_change(found)
    assert found.low <= found.estimate <= found.high or found.n == 0


@pytest.mark.parametrize("n", [1, 5, 12, 20])
def test_each_limit_leaves_out_the_difference_at_most_as_often_as_promised(n):
    """Every table of n pairs, over a net of shares that change and shares of those that rise."""
    changed, rose = np.array([(m, x) for m in range(n + 1) for x in range(m + 1)]).T
    found = paired_proportions(0, changed - rose, rose, n - changed)
    for share, up in product(np.linspace(0, 1, 21), np.linspace(0, 1, 21)):
        chance = binom.pmf(changed, n, share) * binom.pmf(rose, changed, up)
        truth = share * (2 * up - 1)
        assert chance[found.low > truth + 1e-12].sum() <= 0.025 + 1e-9
        assert chance[found.high < truth - 1e-12].sum() <= 0.025 + 1e-9


def test_more_pairs_than_the_integrals_can_tell_apart_are_refused():
    found = paired_proportions(6e11, 1e11, 2e11, 1e11)
    assert found.high - found.low == pytest.approx(2 * 1.959964 * np.sqrt(0.29 / 1e12), rel=1e-3)
    with pytest.raises(ValueError, match=r"both \+ only_before .* must be at most 1e\+12 pairs"):
        paired_proportions(6e11, 1e11, 2e11, 1e11 + 1)


def test_an_open_side_leaves_nothing_outside():
    found = paired_proportions(0, [0, 3, 0], [5, 2, 0], [0, 0, 0])
    np.testing.assert_allclose(found.attained_level, [0.975, 0.95, 1.0], rtol=1e-15)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(st.integers(0, 15), st.integers(0, 15))
def test_p_and_mid_p_are_binomial_sums_in_fractions(only_before, only_after):
    m = only_before + only_after
    tail = Fraction(sum(comb(m, k) for k in range(min(only_before, only_after) + 1)), 2**m)
    found = paired_proportions(2, only_before, only_after, 3)
    assert found.p == pytest.approx(float(min(1, 2 * tail)), rel=1e-12)
    assert found.p_mid == pytest.approx(float(2 * tail - Fraction(comb(m, only_after), 2**m)), rel=1e-11)
    assert found.smallest_p == min(1.0, 2.0 ** (1 - m))


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cells, cells, cells, cells)
def test_swapping_before_and_after_mirrors(both, only_before, only_after, neither):
    one = paired_proportions(both, only_before, only_after, neither)
    other = paired_proportions(both, only_after, only_before, neither)
    for low, high in [("low", "high"), ("tango_low", "tango_high")]:
        assert getattr(one, low) == pytest.approx(-getattr(other, high), abs=1e-9)
    for name in ("p", "p_mid"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(cells, cells, cells, cells)
def test_intervals_hold_the_estimate_and_are_nested(both, only_before, only_after, neither):
    narrow, wide = (
        paired_proportions(both, only_before, only_after, neither, level=level) for level in (0.7, 0.99)
    )
    for low, high in [("low", "high"), ("tango_low", "tango_high")]:
        assert getattr(wide, low) <= getattr(narrow, low) <= getattr(narrow, high) <= getattr(wide, high)
    if narrow.n:
        assert narrow.low - 1e-12 <= narrow.estimate <= narrow.high + 1e-12
        assert narrow.tango_low - 1e-12 <= narrow.estimate <= narrow.tango_high + 1e-12


@pytest.mark.parametrize("table", [(0, 0, 0, 0), (3, 0, 0, 4), (5, 0, 0, 0)])
def test_no_discordant_pair_is_p_1_and_mid_p_1(table):
    found = paired_proportions(*table)
    assert (found.p, found.p_mid, found.smallest_p) == (1.0, 1.0, 1.0)
    assert found.warnings


def test_no_pairs_say_nothing():
    found = paired_proportions(0, 0, 0, 0)
    assert np.isnan(found.estimate)
    assert (found.low, found.high, found.tango_low, found.tango_high) == (-1.0, 1.0, -1.0, 1.0)


def test_everybody_changing_reaches_the_end():
    found = paired_proportions(0, 0, 5, 0)
    assert (found.estimate, found.high, found.tango_high) == (1.0, 1.0, 1.0)
    assert found.tango_low == pytest.approx((5 - 3.841458820694124) / (5 + 3.841458820694124), rel=1e-9)


def test_groups_together_are_the_groups_alone():
    together = paired_proportions([[1], [0]], [1, 4, 0], 7, 2)
    for i, both in enumerate((1, 0)):
        for j, only_before in enumerate((1, 4, 0)):
            alone = paired_proportions(both, only_before, 7, 2)
            for name in ("p", "p_mid", "low", "tango_high", "n", "smallest_p"):
                assert getattr(together, name)[i, j] == pytest.approx(getattr(alone, name), rel=1e-12)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"only_after must be at least 0, found -7\.0"):
        paired_proportions(1, 1, -7, 12)
