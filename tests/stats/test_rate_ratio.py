"""Rate ratio: interval matches p, symmetric in before and after, defined at the edges."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import rate_ratio

counts = st.integers(0, 40)
lengths = st.integers(1, 1000)


def law(total, share):
    return [comb(total, k) * share**k * (1 - share) ** (total - k) for k in range(total + 1)]


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.integers(0, 10), st.integers(1, 9), st.integers(0, 10), st.integers(1, 9))
def test_every_p_is_the_sum_of_its_outcomes_in_fractions(before, t_before, after, t_after):
    point = law(before + after, Fraction(t_after, t_before + t_after))
    lower, upper = sum(point[: after + 1]), sum(point[after:])
    found = rate_ratio(before, t_before, after, t_after)
    assert found.p == pytest.approx(float(min(1, 2 * min(lower, upper))), rel=1e-10)
    assert found.p_mid == pytest.approx(float(min(1, 2 * min(lower, upper) - point[after])), rel=1e-10)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths)
def test_swapping_before_and_after_mirrors(before, t_before, after, t_after):
    one = rate_ratio(before, t_before, after, t_after)
    other = rate_ratio(after, t_after, before, t_before)
    with np.errstate(divide="ignore"):
        mirrored = 1 / np.array([other.estimate, other.high, other.low])
    assert [one.estimate, one.low, one.high] == pytest.approx(mirrored.tolist(), rel=1e-9, nan_ok=True)
    assert (one.p, one.p_mid) == pytest.approx((other.p, other.p_mid), rel=1e-9)
    assert one.smallest_p == pytest.approx(other.smallest_p, rel=1e-9)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths, st.sampled_from([1e-6, 0.3, 1e6]))
def test_scaling_both_exposures_changes_nothing(before, t_before, after, t_after, factor):
    one = rate_ratio(before, t_before, after, t_after)
    other = rate_ratio(before, t_before * factor, after, t_after * factor)
    for name in ("estimate", "low", "high", "p", "p_mid"):
        assert getattr(one, name) == pytest.approx(getattr(other, name), rel=1e-10, nan_ok=True)


@settings(max_examples=100, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths, st.floats(0.5, 0.99))
def test_interval_excludes_one_exactly_when_its_test_rejects(before, t_before, after, t_after, level):
    found = rate_ratio(before, t_before, after, t_after, level=level)
    if abs(found.p - (1 - level)) > 1e-9:
        assert (found.low > 1 or found.high < 1) == (found.p < 1 - level)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths)
def test_p_is_above_0_at_most_1_and_not_below_the_smallest(before, t_before, after, t_after):
    found = rate_ratio(before, t_before, after, t_after)
    assert 0 < found.smallest_p <= found.p * (1 + 1e-12)
    assert found.p <= 1
    assert 0 < found.p_mid <= 1


@settings(max_examples=40, deadline=None, derandomize=True)
@given(counts, lengths, counts, lengths)
def test_levels_are_nested_and_hold_the_estimate(before, t_before, after, t_after):
    narrow, wide = (rate_ratio(before, t_before, after, t_after, level=level) for level in (0.6, 0.99))
    assert wide.low <= narrow.low <= narrow.high <= wide.high
    if before + after:
        assert narrow.low <= narrow.estimate <= narrow.high


def test_nothing_against_nothing_is_p_1_and_the_whole_line():
    found = rate_ratio(0, 12, 0, 12)
    assert (found.p, found.p_mid, found.low, found.high, found.attained_level) == (1.0, 1.0, 0.0, np.inf, 1.0)
    assert np.isnan(found.estimate)
    assert found.warnings == ("no_events",)


def test_interval_includes_zero_when_no_event_after():
    found = rate_ratio(6, 12, 0, 12)
    assert (found.estimate, found.low, found.attained_level) == (0.0, 0.0, 0.975)
    assert found.high == pytest.approx(0.025 ** (-1 / 6) - 1, rel=1e-12)
    assert found.p == 2 / 2**6 == found.smallest_p


def test_interval_is_open_above_when_no_event_before():
    found = rate_ratio(0, 12, 6, 12)
    assert (found.estimate, found.high) == (np.inf, np.inf)


def test_an_exposure_ratio_of_a_thousand_keeps_its_digits():
    share = Fraction(1, 1001)
    expected = float(2 * sum(law(13, share)[3:]))
    assert rate_ratio(10, 1000, 3, 1).p == pytest.approx(expected, rel=1e-12)


def test_huge_counts_give_a_positive_p():
    assert rate_ratio(100_000, 1, 0, 1).p > 0


def test_fay_2010_poisson_example():
    """R Journal 2(1):53–58, 2 in 17,877 against 10 in 20,000: the central p agrees with the interval."""
    central = rate_ratio(10, 20_000, 2, 17_877)
    assert round(central.p, 5) == 0.06056
    assert central.low < 1 < central.high
    assert (round(central.low, 3), round(central.high, 3)) == (0.024, 1.05)


def test_groups_together_are_the_groups_alone():
    before, after = [[5], [0], [12]], [0, 3, 8, 0]
    together = rate_ratio(before, 12, after, 7)
    assert together.p.shape == (3, 4)
    alone = [[rate_ratio(b[0], 12, a, 7) for a in after] for b in before]
    for name in ("p", "p_mid", "low", "n"):
        np.testing.assert_array_equal(
            getattr(together, name), [[getattr(one, name) for one in row] for row in alone]
        )


def test_no_groups_give_no_results():
    assert rate_ratio([], 1, [], 1).p.shape == (0,)


def test_one_group_gives_python_numbers():
    found = rate_ratio(6, 12, 2, 12)
    assert {
        type(getattr(found, name)) for name in ("estimate", "low", "high", "p", "p_mid", "smallest_p")
    } == {float}
    assert type(found.n) is int


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((-1, 1, 2, 1), r"count_before must be at least 0, found -1\.0"),
        ((1, 1, 2.5, 1), r"count_after must be a whole number, found 2\.5"),
        ((1, 0, 2, 1), r"exposure_before must be above 0, found 0\.0"),
        ((1, 1, 2, -3), r"exposure_after must be above 0, found -3\.0"),
        ((np.nan, 1, 2, 1), "count_before must be finite, found nan"),
        ((1, np.inf, 2, 1), "exposure_before must be finite, found inf"),
        (([1, 2], 1, [1, 2, 3], 1), "must broadcast to one shape"),
        (([1, -2, -3], 1, 1, 1), r"found -2\.0 \(and 1 more\)"),
    ],
)
def test_bad_input_is_named(arguments, message):
    with pytest.raises(ValueError, match=message):
        rate_ratio(*arguments)


def test_the_interval_excludes_one_exactly_when_p_is_below_what_the_level_leaves():
    at_the_edge = rate_ratio(2, 1, 0, 1, level=0.5)
    assert at_the_edge.p == 0.5
    assert at_the_edge.high == 1.0
    before, after = (grid.ravel() for grid in np.meshgrid(np.arange(15), np.arange(15)))
    for level in (0.5, 0.9, 0.95):
        found = rate_ratio(before, 1, after, 1, level=level)
        clear = np.abs(found.p - (1 - level)) > 1e-9
        excluded = (found.low > 1) | (found.high < 1)
        assert np.array_equal(excluded[clear], (found.p < 1 - level)[clear])
