"""Quasi-Poisson rate ratio: widens with φ, never narrows below Poisson, defined with an empty window."""

import numpy as np
import pytest
from scipy import stats

from analysis.stats import dispersion, overdispersed_interval, quasi_poisson, rate_ratio

AFTER = np.arange(8) >= 4


def test_interval_is_the_textbook_formula():
    counts = [4, 9, 2, 7, 1, 4, 0, 2]
    phi = dispersion(counts, 1.0, AFTER).estimate
    error = np.sqrt(phi * (1 / 22 + 1 / 7))
    reach = stats.t.ppf(0.975, 6) * error
    found = quasi_poisson(counts, 1.0, AFTER)
    assert phi > 1
    assert found.low == pytest.approx(7 / 22 * np.exp(-reach), rel=1e-12)
    assert found.high == pytest.approx(7 / 22 * np.exp(reach), rel=1e-12)
    assert found.p == pytest.approx(2 * stats.t.sf(abs(np.log(7 / 22)) / error, 6), rel=1e-12)


def test_counts_steadier_than_poisson_do_not_narrow_the_interval():
    found = quasi_poisson([5, 5, 5, 5, 3, 3, 3, 3], 1.0, AFTER)
    assert found.phi == 1.0


def test_swapping_windows_inverts_the_ratio():
    counts, exposure = [4, 9, 2, 7, 1, 4, 0, 2], [30, 31, 28, 31, 30, 31, 30, 28]
    one, other = quasi_poisson(counts, exposure, AFTER), quasi_poisson(counts, exposure, ~AFTER)
    assert (one.estimate, one.low, one.high) == pytest.approx(
        (1 / other.estimate, 1 / other.high, 1 / other.low), rel=1e-12
    )
    assert one.p == pytest.approx(other.p, rel=1e-12)


@pytest.mark.parametrize(
    "counts", [[4, 9, 2, 7, 1, 4, 0, 2], [3, 8, 1, 6, 0, 0, 0, 0], [0, 0, 0, 0, 2, 0, 0, 1]]
)
def test_interval_excludes_one_exactly_when_p_is_below_alpha(counts):
    p = quasi_poisson(counts, 1.0, AFTER).p
    for level in (1 - p * 0.999, 1 - min(p * 1.001, 0.9999)):
        found = quasi_poisson(counts, 1.0, AFTER, level=level)
        assert (found.low > 1 or found.high < 1) == (p <= 1 - level)


def test_levels_are_nested():
    narrow, wide = (quasi_poisson([4, 9, 2, 7, 1, 4, 0, 2], 1.0, AFTER, level=level) for level in (0.8, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_no_event_after_and_poisson_months_gives_the_exact_limit():
    found, exact = quasi_poisson([2, 2, 1, 1, 0, 0, 0, 0], 1.0, AFTER), rate_ratio(6, 4, 0, 4)
    assert (found.estimate, found.low, found.phi) == (0.0, 0.0, 1.0)
    assert (found.high, found.p) == pytest.approx((exact.high, exact.p), rel=1e-12)


def test_no_event_before_gives_an_open_interval():
    found, exact = quasi_poisson([0, 0, 0, 0, 2, 2, 1, 1], 1.0, AFTER), rate_ratio(0, 4, 6, 4)
    assert (found.estimate, found.high) == (np.inf, np.inf)
    assert found.low == pytest.approx(exact.low, rel=1e-12)


@pytest.mark.parametrize(
    "counts", [[], [np.nan] * 8, [0] * 8, [3, np.nan, np.nan, np.nan, 4, np.nan, np.nan, np.nan]]
)
def test_nothing_to_say_is_the_whole_line(counts):
    found = quasi_poisson(counts, 1.0, AFTER[: len(counts)])
    assert (found.low, found.high, found.p) == (0.0, np.inf, 1.0)
    assert found.warnings


def test_groups_together_are_the_groups_alone():
    counts = np.random.default_rng(4).poisson(2, (6, 8))
    together = quasi_poisson(counts, 1.0, AFTER)
    assert together.high.tolist() == [quasi_poisson(row, 1.0, AFTER).high for row in counts]


def test_bad_level_is_named():
    with pytest.raises(ValueError, match=r"level must be between 0 and 1, exclusive, found 95\.0"):
        quasi_poisson([1, 2], 1, [False, True], level=95)


def test_a_limit_beyond_all_numbers_is_infinite():
    rare, often = [1.0, 1e-9], [1.0, 1.0]
    none_before = quasi_poisson([0, 0, 0, 9], often + rare, [False] * 2 + [True] * 2)
    both = quasi_poisson([0, 9, 0, 9], rare + rare, [False] * 2 + [True] * 2, level=0.99)
    assert (none_before.low, none_before.high) == (0, np.inf)
    assert (both.low, both.high) == (0, np.inf)


def test_the_interval_of_totals_is_that_of_months_with_the_same_spread():
    counts, after = [4, 9, 2, 7, 1, 4, 0, 2], [False] * 4 + [True] * 4
    months = quasi_poisson(counts, 1.0, after)
    low, high = overdispersed_interval(22, 4, 7, 4, months.phi, months.df)
    assert (float(low), float(high)) == (pytest.approx(months.low), pytest.approx(months.high))


def test_less_spread_than_poisson_narrows_no_interval_of_totals():
    one, less = (overdispersed_interval(22, 4, 7, 4, phi, 6) for phi in (1.0, 0.2))
    assert (float(one[0]), float(one[1])) == (float(less[0]), float(less[1]))


@pytest.mark.parametrize(("before", "after", "df"), [(0, 0, 6), (5, 3, 0)])
def test_without_events_or_clusters_the_interval_of_totals_is_the_whole_line(before, after, df):
    low, high = overdispersed_interval(before, 4, after, 4, 1.0, df)
    assert (float(low), float(high)) == (0.0, np.inf)


def test_intervals_of_many_totals_are_each_its_own():
    low, high = overdispersed_interval([22, 5], 4, [7, 0], 4, [1.7, 1.0], [6, 3], level=0.9)
    for k, (before, after, phi, df) in enumerate([(22, 7, 1.7, 6), (5, 0, 1.0, 3)]):
        alone = overdispersed_interval(before, 4, after, 4, phi, df, level=0.9)
        assert (low[k], high[k]) == (float(alone[0]), float(alone[1]))
