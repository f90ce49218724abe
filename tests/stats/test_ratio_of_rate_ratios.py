"""Ratio of rate ratios: exact fractions, matching intervals, symmetries."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import ratio_of_rate_ratios, unpaired_proportions

counts = st.integers(0, 12)
lengths = st.integers(1, 9)


@settings(max_examples=80, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths, counts, lengths, counts, lengths)
def test_p_is_the_sum_over_all_tables_in_fractions(b, tb, a, ta, cb, ub, ca, ua):
    first, second, total = a + b, ca + cb, a + ca
    odds = Fraction(ta, tb) / Fraction(ua, ub)
    values = range(max(0, total - second), min(first, total) + 1)
    weight = [comb(first, k) * comb(second, total - k) * odds**k for k in values]
    at = values.index(a)
    lower, upper = Fraction(sum(weight[: at + 1])) / sum(weight), Fraction(sum(weight[at:])) / sum(weight)
    found = ratio_of_rate_ratios(b, tb, a, ta, cb, ub, ca, ua)
    assert found.p == pytest.approx(float(min(1, 2 * min(lower, upper))), rel=1e-11)
    assert found.p_mid == pytest.approx(
        float(2 * min(lower, upper) - Fraction(weight[at]) / sum(weight)), rel=1e-10
    )
    assert found.smallest_p <= found.p * (1 + 1e-12)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths, counts, lengths, counts, lengths)
def test_swapping_the_places_inverts_and_scaling_exposure_changes_nothing(b, tb, a, ta, cb, ub, ca, ua):
    one = ratio_of_rate_ratios(b, tb, a, ta, cb, ub, ca, ua)
    other = ratio_of_rate_ratios(cb, ub * 3.5, ca, ua * 3.5, b, tb, a, ta)
    with np.errstate(divide="ignore"):
        mirrored = 1 / np.array([other.estimate, other.high, other.low])
    assert [one.estimate, one.low, one.high] == pytest.approx(mirrored.tolist(), rel=1e-8, nan_ok=True)
    assert one.p == pytest.approx(other.p, rel=1e-9)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths, counts, lengths, counts, lengths)
def test_interval_excludes_one_exactly_when_its_test_rejects(b, tb, a, ta, cb, ub, ca, ua):
    found = ratio_of_rate_ratios(b, tb, a, ta, cb, ub, ca, ua, level=0.8)
    if abs(found.p - 0.2) > 1e-9:
        assert (found.low > 1 or found.high < 1) == (found.p < 0.2)


def test_equal_exposure_is_fishers_test():
    found, fisher = ratio_of_rate_ratios(20, 12, 8, 12, 22, 12, 19, 12), unpaired_proportions(19, 41, 8, 28)
    assert (found.p, found.p_mid, found.smallest_p) == pytest.approx(
        (fisher.p, fisher.p_mid, fisher.smallest_p)
    )


def test_totals_without_choice_are_p_1_and_the_whole_line():
    found = ratio_of_rate_ratios(0, 1, 0, 1, 3, 1, 4, 1)
    assert (found.p, found.p_mid, found.low, found.high) == (1.0, 1.0, 0.0, np.inf)
    assert np.isnan(found.estimate)
    assert found.warnings


def test_groups_together_are_the_groups_alone():
    before = np.array([20, 3, 0])
    together = ratio_of_rate_ratios(before, 12, 8, 12, 22, 12, 19, 7)
    alone = [ratio_of_rate_ratios(b, 12, 8, 12, 22, 12, 19, 7) for b in before]
    np.testing.assert_allclose(together.p, [one.p for one in alone], rtol=1e-13)
    np.testing.assert_allclose(together.high, [one.high for one in alone], rtol=1e-10)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"comparison_exposure_after must be above 0, found 0\.0"):
        ratio_of_rate_ratios(1, 1, 1, 1, 1, 1, 1, 0)
