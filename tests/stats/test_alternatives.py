"""One-sided tests of counts and proportions: scipy, brute force, and what the sides owe each other."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats
from scipy.stats import contingency

from analysis import stats

SIDES = ("two-sided", "less", "greater")
ONE_SIDED = ("less", "greater")
small = st.integers(0, 12)
time = st.sampled_from([1.0, 2.5, 12.0, 30.0])
exact = settings(max_examples=150, deadline=None, derandomize=True)


@exact
@given(small, time, small, time, st.sampled_from(ONE_SIDED))
def test_rate_ratio_is_the_exact_binomial_test_of_where_the_events_fell(before, t0, after, t1, side):
    found = stats.rate_ratio(before, t0, after, t1, alternative=side)
    if before + after == 0:
        assert (found.p, found.low, found.high) == (1.0, 0.0, np.inf)
        return
    share = t1 / (t0 + t1)
    expected = scipy_stats.binomtest(after, before + after, share, alternative=side)
    limits = expected.proportion_ci(0.95, method="exact")
    assert found.p == pytest.approx(expected.pvalue, rel=1e-10)
    with np.errstate(divide="ignore"):
        low, high = (np.float64(q) / (1 - q) * t0 / t1 for q in (limits.low, limits.high))
    assert (found.low, found.high) == pytest.approx((low, high), rel=1e-8)


@exact
@given(small, small, small, small, st.sampled_from(ONE_SIDED))
def test_mcnemar_is_the_exact_binomial_test_of_the_discordant_pairs(both, before, after, neither, side):
    found = stats.paired_proportions(both, before, after, neither, alternative=side)
    if before + after:
        expected = scipy_stats.binomtest(after, before + after, 0.5, alternative=side)
        assert found.p == pytest.approx(expected.pvalue, rel=1e-10)


@exact
@given(st.integers(1, 9), st.integers(1, 9), st.data(), st.sampled_from(ONE_SIDED))
def test_fisher_p_and_odds_limits_are_those_of_scipy(n_before, n_after, data, side):
    x, y = data.draw(st.integers(0, n_before)), data.draw(st.integers(0, n_after))
    found = stats.unpaired_proportions(x, n_before, y, n_after, alternative=side)
    table = np.array([[y, n_after - y], [x, n_before - x]])
    assert found.p == pytest.approx(scipy_stats.fisher_exact(table, alternative=side).pvalue, rel=1e-9)
    if (table.sum(0) > 0).all():
        limits = contingency.odds_ratio(table).confidence_interval(0.95, alternative=side)
        assert (found.odds_ratio_low, found.odds_ratio_high) == pytest.approx(tuple(limits), rel=1e-6)


def signed_square(before: int, t0: Fraction, after: int, t1: Fraction) -> Fraction:
    """T·|T| of the E-test, exact, so that outcomes that tie do tie."""
    difference, variance = after / t1 - before / t0, after / t1**2 + before / t0**2
    return difference * abs(difference) / variance if variance else Fraction(0)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.integers(0, 5), time, st.integers(0, 5), time, st.sampled_from(ONE_SIDED))
def test_the_e_test_counts_every_outcome_at_the_pooled_rate(before, t0, after, t1, side):
    found = stats.rate_ratio_etest(before, t0, after, t1, alternative=side)
    rate, times = (before + after) / (t0 + t1), (Fraction(t0), Fraction(t1))
    observed = signed_square(before, times[0], after, times[1])
    expected = 0.0
    for x, y in itertools.product(range(40), repeat=2):
        value = signed_square(x, times[0], y, times[1])
        if value <= observed if side == "less" else value >= observed:
            expected += scipy_stats.poisson.pmf(x, rate * t0) * scipy_stats.poisson.pmf(y, rate * t1)
    assert found.p == pytest.approx(expected, abs=1e-9)


def test_unconditional_tests_are_the_supremum_over_the_nuisance_share():
    def boschloo(x, n, y, m, side):
        table = np.array([[y, m - y], [x, n - x]])
        return scipy_stats.boschloo_exact(table.T, alternative=side, n=512).pvalue

    for x, n, y, m in ((4, 5, 1, 6), (1, 4, 4, 4), (2, 7, 5, 6)):
        for side in ONE_SIDED:
            found = stats.unpaired_proportions(x, n, y, m, alternative=side)
            assert found.p_boschloo == pytest.approx(boschloo(x, n, y, m, side), abs=2e-4)
            assert found.p_boschloo <= found.p + 1e-12


@pytest.mark.parametrize("side", ONE_SIDED)
def test_dealing_months_out_is_counted_by_hand(side):
    counts, exposure = np.array([4, 5, 6, 7, 0, 1.0]), np.array([30, 31, 28, 31, 30, 31.0])
    after = np.arange(6) >= 3
    share = exposure / exposure.sum()

    def deviation(chosen):
        return counts[chosen].sum() - counts.sum() * share[chosen].sum()

    deals = [deviation(list(chosen)) for chosen in itertools.combinations(range(6), 3)]
    observed = deviation(np.flatnonzero(after))
    beyond = [d <= observed + 1e-9 if side == "less" else d >= observed - 1e-9 for d in deals]
    found = stats.month_permutation(counts, exposure, after, alternative=side)
    assert found.p == pytest.approx(sum(beyond) / len(deals), rel=1e-12)


CENTRAL = {
    "rate_ratio": lambda a, b, c, d, **k: stats.rate_ratio(a, 12, b, 9, **k),
    "ratio_of_rate_ratios": lambda a, b, c, d, **k: stats.ratio_of_rate_ratios(a, 12, b, 9, c, 12, d, 9, **k),
    "paired_proportions": lambda a, b, c, d, **k: stats.paired_proportions(c, a, b, d, **k),
    "unpaired_proportions": lambda a, b, c, d, **k: stats.unpaired_proportions(a, a + c, b, b + d, **k),
    "month_permutation": lambda a, b, c, d, **k: stats.month_permutation(
        [a, c, 1, 2, b, d, 0, 1], 1.0, [False] * 4 + [True] * 4, **k
    ),
    "quasi_poisson": lambda a, b, c, d, **k: stats.quasi_poisson(
        [a, c, 1, 2, b, d, 0, 1], 1.0, [False] * 4 + [True] * 4, **k
    ),
}


@pytest.mark.parametrize("name", CENTRAL)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(a=st.integers(1, 9), b=small, c=small, d=st.integers(1, 9))
def test_two_sided_p_is_twice_the_smaller_one_sided(name, a, b, c, d):
    both, less, greater = (CENTRAL[name](a, b, c, d, alternative=side) for side in SIDES)
    assert both.p == pytest.approx(min(1.0, 2 * min(less.p, greater.p)), rel=1e-9)
    assert less.p >= less.smallest_p - 1e-12 or np.isnan(less.smallest_p)
    assert (less.alternative, greater.alternative) == ONE_SIDED
    assert "one-sided (less)" in less.method


@pytest.mark.parametrize("name", ["rate_ratio", "ratio_of_rate_ratios", "quasi_poisson"])
@settings(max_examples=40, deadline=None, derandomize=True)
@given(a=st.integers(1, 9), b=small, c=small, d=st.integers(1, 9))
def test_the_one_sided_interval_excludes_no_change_when_the_test_rejects(name, a, b, c, d):
    less, greater = (CENTRAL[name](a, b, c, d, alternative=side, level=0.9) for side in ONE_SIDED)
    for found, excluded in ((less, less.high < 1), (greater, greater.low > 1)):
        if abs(found.p - 0.1) > 1e-9:
            assert excluded == (found.p < 0.1)
    two = CENTRAL[name](a, b, c, d, level=0.8)
    assert (greater.low, less.high) == pytest.approx((two.low, two.high), rel=1e-8)
    assert less.low == 0
    assert greater.high == np.inf


@pytest.mark.parametrize("name", sorted(set(CENTRAL) - {"unpaired_proportions"}))
def test_swapping_before_and_after_swaps_the_sides(name):
    run = CENTRAL[name]
    if name in ("rate_ratio", "ratio_of_rate_ratios"):  # equal exposure
        run = {
            "rate_ratio": lambda a, b, c, d, **k: stats.rate_ratio(a, 12, b, 12, **k),
            "ratio_of_rate_ratios": lambda a, b, c, d, **k: stats.ratio_of_rate_ratios(
                a, 12, b, 12, c, 12, d, 12, **k
            ),
        }[name]
    if name in ("month_permutation", "quasi_poisson"):
        counts, test = [7, 4, 1, 2, 3, 0, 0, 1], getattr(stats, name)
        one = test(counts, 1.0, [False] * 4 + [True] * 4, alternative="less")
        other = test(counts, 1.0, [True] * 4 + [False] * 4, alternative="greater")
    elif name == "ratio_of_rate_ratios":
        one, other = run(7, 3, 4, 6, alternative="less"), run(3, 7, 6, 4, alternative="greater")
    else:
        one, other = run(7, 3, 4, 6, alternative="less"), run(3, 7, 4, 6, alternative="greater")
    assert one.p == pytest.approx(other.p, rel=1e-12)


def test_an_unknown_side_and_a_level_too_low_for_one_side_are_refused():
    with pytest.raises(ValueError, match="alternative"):
        stats.rate_ratio(3, 1, 1, 1, alternative="lower")
    with pytest.raises(ValueError, match=r"level must be above 0\.5 for a one-sided interval"):
        stats.rate_ratio(3, 1, 1, 1, alternative="less", level=0.4)
