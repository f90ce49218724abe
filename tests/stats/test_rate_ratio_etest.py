"""E-test: scipy's poisson_means_test, one pair at a time, and its symmetries."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats import rate_ratio_etest

counts = st.integers(0, 30)
lengths = st.integers(1, 50)


def squared(before, after, relation):
    """Squared statistic as a fraction: ties are ties."""
    spread = after + before * relation**2
    return (after - before * relation) ** 2 / spread if spread else Fraction(0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 8), st.integers(1, 6), st.integers(0, 8), st.integers(1, 6))
def test_p_is_the_sum_over_all_pairs_of_counts(before, t_before, after, t_after):
    relation, rate = Fraction(t_after, t_before), (before + after) / (t_before + t_after)
    seen = squared(before, after, relation)
    first, second = (
        stats.poisson.pmf(range(70), rate * t_before),
        stats.poisson.pmf(range(70), rate * t_after),
    )
    expected = sum(
        first[i] * second[j]
        for i in range(70)
        for j in range(70)
        if first[i] * second[j] > 1e-18 and squared(i, j, relation) >= seen
    )
    assert rate_ratio_etest(before, t_before, after, t_after).p == pytest.approx(expected, rel=1e-9)


def test_scipy_agrees_where_no_pair_of_counts_ties_with_the_observed():
    for case in [(10, 3, 4, 7), (2, 1000, 3, 1), (7, 2.5, 1, 1.7)]:
        assert rate_ratio_etest(*case).p == pytest.approx(stats.poisson_means_test(*case).pvalue, abs=1e-9)


def test_scipy_misses_a_tie_that_is_counted_here():
    """Two events, all on one side, are √2 whichever side: scipy's rounding loses one of the two."""
    assert rate_ratio_etest(0, 1, 2, 5).p > stats.poisson_means_test(0, 1, 2, 5).pvalue + 0.007


@settings(max_examples=30, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths, st.sampled_from([0.01, 7.0]))
def test_swapping_and_scaling_change_nothing(before, t_before, after, t_after, factor):
    p = rate_ratio_etest(before, t_before, after, t_after).p
    assert rate_ratio_etest(after, t_after, before, t_before).p == pytest.approx(p, rel=1e-9)
    assert rate_ratio_etest(before, t_before * factor, after, t_after * factor).p == pytest.approx(
        p, rel=1e-9
    )


def test_dodder_seeds_of_krishnamoorthy_and_thomson():
    assert round(rate_ratio_etest(0, 100, 3, 100).p, 4) == 0.0884


def test_equal_rates_are_equal_whatever_the_exposures_are_in_floating_point():
    for before, t_before, after, t_after in [(1, 0.1, 3, 0.3), (3, 0.3, 1, 0.1), (7, 0.7, 11, 1.1)]:
        found = rate_ratio_etest(before, t_before, after, t_after)
        assert (found.statistic, found.p, found.p_mid) == (0.0, 1.0, 1.0)


def test_nothing_against_nothing_is_p_1():
    found = rate_ratio_etest(0, 3, 0, 5)
    assert (found.p, found.smallest_p, found.statistic) == (1.0, 1.0, 0.0)
    assert found.warnings


def test_no_split_of_the_same_events_has_a_smaller_p():
    found = rate_ratio_etest(np.arange(8), 3, 7 - np.arange(8), 5)
    assert (found.p >= found.smallest_p * (1 - 1e-12)).all()
    assert found.p.min() == pytest.approx(found.smallest_p[0], rel=1e-12)


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"exposure_after must be above 0, found 0\.0"):
        rate_ratio_etest(1, 1, 1, 0)
