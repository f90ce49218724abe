import itertools
from itertools import combinations_with_replacement
from statistics import median

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import hodges_lehmann
from analysis.stats.null_distributions.signed_ranks import interval_rank

differences = st.lists(st.integers(-60, 60), min_size=1, max_size=14)


@settings(deadline=None, max_examples=60)
@given(differences)
def test_estimate_and_limits_are_ordered_walsh_averages(d):
    walsh = sorted((a + b) / 2 for a, b in combinations_with_replacement(d, 2))
    result = hodges_lehmann(d)
    assert result.estimate == median(walsh)
    k, _ = interval_rank((len(d),), 0.95)
    if k:
        assert (result.low, result.high) == (walsh[k - 1], walsh[-k])
    else:
        assert np.isnan([result.low, result.high, result.attained_level]).all()


@pytest.mark.parametrize("n", range(1, 14))
def test_rank_is_the_largest_that_keeps_the_level_under_full_enumeration(n):
    sums = ((np.arange(2**n)[:, None] >> np.arange(n)) & 1) @ np.arange(1, n + 1)
    for level in (0.5, 0.8, 0.9, 0.95, 0.99):
        coverage = [1 - 2 * np.count_nonzero(sums <= k - 1) / 2**n for k in range(1, n * (n + 1) // 2 + 1)]
        kept = [k for k, value in enumerate(coverage, start=1) if value >= level]
        k, attained = interval_rank((n,), level)
        assert k == (kept[-1] if kept else 0)
        assert np.isnan(attained) if not kept else attained == coverage[k - 1]


def test_below_six_pairs_no_95_percent_interval_exists():
    result = hodges_lehmann([[1, 2, 3, 4, 5, np.nan], [1, 2, 3, 4, 5, 6]])
    np.testing.assert_equal(result.low, [np.nan, 1.0])
    np.testing.assert_equal(result.attained_level, [np.nan, 0.96875])
    assert result.warnings == ("no_interval",)


@settings(deadline=None, max_examples=40)
@given(differences, st.integers(-9, 9))
def test_shifting_everyone_shifts_estimate_and_interval(d, shift):
    one, other = hodges_lehmann(d), hodges_lehmann([x + shift for x in d])
    np.testing.assert_equal(
        (one.estimate + shift, one.low + shift, one.high + shift), (other.estimate, other.low, other.high)
    )


@settings(deadline=None, max_examples=40)
@given(differences)
def test_levels_nest_and_the_attained_level_is_at_least_the_nominal(d):
    results = [hodges_lehmann(d, level=level) for level in (0.5, 0.9, 0.99)]
    for result, level in zip(results, (0.5, 0.9, 0.99), strict=True):
        assert np.isnan(result.low) or result.attained_level >= level
    for inner, outer in itertools.pairwise(result for result in results if not np.isnan(result.low)):
        assert outer.low <= inner.low <= inner.high <= outer.high


def test_large_n_uses_the_same_rank_as_the_exact_count_nearby():
    exact, _ = interval_rank((1000,), 0.95)
    beyond, _ = interval_rank((1001,), 0.95)
    assert 0 < beyond - exact < 1001


def test_all_missing_and_all_equal_are_defined():
    assert np.isnan(hodges_lehmann([np.nan, np.nan]).estimate)
    result = hodges_lehmann([2] * 7)
    assert (result.estimate, result.low, result.high) == (2.0, 2.0, 2.0)
