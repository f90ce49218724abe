from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import rank_sum
from analysis.stats.rank_sum import shift_rank

sample = st.lists(st.integers(1, 7), min_size=1, max_size=5)


def doubled_ranks(pooled):
    return [2 * sum(b < a for b in pooled) + sum(b == a for b in pooled) + 1 for a in pooled]


def brute_force(x, y):
    """P, mid-p and smallest p over the rank sums of every division."""
    ranks = doubled_ranks([*x, *y])
    sums, observed = [sum(c) for c in combinations(ranks, len(y))], sum(ranks[len(x) :])
    n = len(sums)
    tail = min(Fraction(sum(s <= observed for s in sums), n), Fraction(sum(s >= observed for s in sums), n))
    extreme = min(Fraction(sums.count(min(sums)), n), Fraction(sums.count(max(sums)), n))
    return {
        "p": min(Fraction(1), 2 * tail),
        "p_mid": min(Fraction(1), 2 * (tail - Fraction(sums.count(observed), n) / 2)),
        "smallest_p": min(Fraction(1), 2 * extreme),
    }


@settings(deadline=None, max_examples=60)
@given(sample, sample)
def test_p_equals_full_enumeration_in_exact_fractions(x, y):
    expected = brute_force(x, y)
    result = rank_sum(x, y)
    for field in ("p", "smallest_p"):
        assert getattr(result, field) == float(expected[field])
    assert result.p_mid == pytest.approx(float(expected["p_mid"]), rel=1e-15)


@settings(deadline=None, max_examples=40)
@given(sample, sample, st.randoms(use_true_random=False))
def test_swap_mirrors_and_order_of_persons_changes_nothing(x, y, random):
    one, other = rank_sum(x, y), rank_sum(y, x)
    assert (one.p, one.p_mid) == (other.p, other.p_mid)
    assert one.statistic + other.statistic == len(x) * len(y)
    np.testing.assert_equal((one.low, one.high), (0 - other.high, 0 - other.low))
    random.shuffle(x)
    assert rank_sum(x, [*y, float("nan")]).p == one.p


@settings(deadline=None, max_examples=60)
@given(
    st.sets(st.integers(-50, 50), min_size=3, max_size=12),
    st.integers(1, 11),
    st.sampled_from([0.8, 0.9, 0.95]),
)
def test_without_ties_the_interval_excludes_zero_exactly_when_the_test_rejects(values, split, level):
    x, y = list(values)[: split % len(values)] or [100], list(values)[split % len(values) :]
    result = rank_sum(x, y, level=level)
    assert (result.low > 0 or result.high < 0) == (result.p <= 1 - level + 1e-12)


def test_statistic_and_p_agree_with_scipy_without_ties():
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=12), rng.normal(0.8, 1, size=9)
    reference = scipy_stats.mannwhitneyu(y, x, method="exact")
    result = rank_sum(x, y)
    assert result.statistic == reference.statistic
    assert result.p == pytest.approx(reference.pvalue, rel=1e-12)


def test_hollander_wolfe_1973_tritiated_water():
    # Hollander & Wolfe (1973), p. 69: permeability of the human chorioamnion at term and at 12-26 weeks.
    # R: wilcox.test(x, y)  W = 35, p-value = 0.2544
    term = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46]
    weeks = [1.15, 0.88, 0.90, 0.74, 1.21]
    result = rank_sum(weeks, term)
    assert result.statistic == 35
    assert result.p == pytest.approx(2 * 382 / 3003, rel=1e-12)


def test_separated_equal_and_empty_samples_have_defined_results():
    separated = rank_sum([1, 1, 2], [5, 6, 7, 7])
    assert separated.p == pytest.approx(2 / 35)
    assert separated.p == separated.smallest_p
    equal = rank_sum([3, 3], [3, 3, 3])
    assert (equal.p, equal.p_mid, equal.estimate) == (1.0, 1.0, 0.0)
    for x, y in (([], [1]), ([1], [float("nan")]), ([], [])):
        result = rank_sum(x, y)
        assert (result.p, result.smallest_p) == (1.0, 1.0)
        assert np.isnan(result.estimate)
    assert rank_sum([1], [2]).p == 1.0


def test_groups_in_an_array_get_what_each_gets_alone():
    rng = np.random.default_rng(2)
    x, y = rng.integers(1, 8, size=(6, 8)).astype(float), rng.integers(1, 8, size=(6, 5)).astype(float)
    x[rng.random(x.shape) < 0.2] = np.nan
    together = rank_sum(x, y)
    for i in range(6):
        alone = rank_sum(x[i], y[i])
        for field in ("estimate", "low", "high", "p", "p_mid", "statistic", "n_before", "n_missing"):
            np.testing.assert_equal(getattr(together, field)[i], getattr(alone, field))


def test_large_samples_stay_exact_until_the_approximation_is_named():
    rng = np.random.default_rng(3)
    x, y = rng.integers(1, 8, size=120), rng.integers(1, 8, size=90) + (rng.random(90) < 0.2)
    exact = rank_sum(x, y)
    assert "normal_approximation" not in exact.warnings
    assert exact.p == pytest.approx(scipy_stats.mannwhitneyu(y, x, method="asymptotic").pvalue, rel=0.02)
    x, y = rng.normal(size=700), rng.normal(0.1, 1, size=400)
    approximate = rank_sum(x, y)
    assert "normal_approximation" in approximate.warnings
    assert approximate.method == "Normal approximation of the permutation Wilcoxon–Mann–Whitney test"
    assert approximate.p == pytest.approx(
        scipy_stats.mannwhitneyu(y, x, method="asymptotic").pvalue, rel=1e-6
    )


@pytest.mark.parametrize(("m", "n"), [(1, 4), (3, 3), (4, 5)])
def test_rank_of_the_limits_is_the_largest_that_keeps_the_level(m, n):
    sums = np.array([sum(c) - n * (n + 1) // 2 for c in combinations(range(1, m + n + 1), n)])
    for level in (0.5, 0.9, 0.95):
        coverage = [1 - 2 * np.mean(sums <= k - 1) for k in range(1, m * n + 1)]
        kept = [k for k, value in enumerate(coverage, start=1) if value >= level]
        assert shift_rank(m, n, level)[0] == (kept[-1] if kept else 0)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, np.inf], [1, 2]), "before must be finite"),
        (([1, 2], ["a"]), "after must hold real numbers"),
        (([[1, 2]], [1, 2]), "before and after must have the same groups"),
    ],
)
def test_bad_samples_are_refused_by_name(arguments, message):
    with pytest.raises(ValueError, match=message):
        rank_sum(*arguments)
