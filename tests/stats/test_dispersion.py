"""Dispersion: Pearson's φ and its conditional p against full enumeration of the multinomials."""

from collections import Counter
from fractions import Fraction
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import dispersion
from analysis.stats.null_distributions import multinomial_dispersion


def ways_to_fall(total, months):
    if months == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in ways_to_fall(total - first, months - 1):
            yield (first, *rest)


def pearson(counts, exposure):
    total, time = sum(counts), sum(exposure)
    if total == 0:
        return Fraction(0)
    return sum(
        (c - total * t / Fraction(time)) ** 2 / (total * t / Fraction(time))
        for c, t in zip(counts, exposure, strict=True)
    )


def law(counts, exposure):
    """Probability of each value the statistic of one window can have."""
    total, time, found = sum(counts), sum(exposure), Counter()
    for cells in ways_to_fall(total, len(counts)):
        ways, weight = factorial(total), 1
        for c, t in zip(cells, exposure, strict=True):
            ways, weight = ways // factorial(c), weight * t**c
        found[pearson(cells, exposure)] += Fraction(ways * weight, time**total)
    return found


windows = st.lists(st.tuples(st.integers(0, 4), st.integers(1, 4)), min_size=1, max_size=4)


@settings(max_examples=50, deadline=None, derandomize=True)
@given(windows, windows, st.booleans())
def test_p_is_the_share_of_all_ways_the_events_could_have_fallen(before, after, equal):
    counts = [c for c, _ in before + after]
    exposure = [1 if equal else t for _, t in before + after]
    split = len(before)
    halves = [(counts[:split], exposure[:split]), (counts[split:], exposure[split:])]
    observed = sum(pearson(*half) for half in halves)
    first, second = (law(*half) for half in halves)
    sums = [(x + y, p * q) for x, p in first.items() for y, q in second.items()]
    expected = sum(p for x, p in sums if x >= observed)
    found = dispersion(counts, [float(t) for t in exposure], np.arange(len(counts)) >= split)
    assert found.p == pytest.approx(float(expected), rel=1e-11)
    assert found.statistic == pytest.approx(float(observed), rel=1e-12, abs=1e-12)
    assert found.p_error == 0
    point = sum(p for x, p in sums if x == observed)
    largest = max(x for x, p in sums)
    assert found.p_mid == pytest.approx(float(expected - point / 2), rel=1e-9)
    assert found.smallest_p == pytest.approx(float(sum(p for x, p in sums if x == largest)), rel=1e-11)


def test_a_change_between_windows_is_not_overdispersion():
    found = dispersion([9, 9, 9, 9, 1, 1, 1, 1], 1.0, [False] * 4 + [True] * 4)
    assert (found.estimate, found.p) == (0.0, pytest.approx(1.0))


def test_scaling_exposure_changes_nothing():
    counts, exposure = [1, 5, 2, 0, 3, 7], np.array([30, 31, 28, 31, 30, 31.0])
    after = np.arange(6) >= 3
    one, other = dispersion(counts, exposure, after), dispersion(counts, exposure / 365, after)
    assert one.p == pytest.approx(other.p, rel=1e-12)
    assert one.estimate == pytest.approx(other.estimate, rel=1e-12)


def test_swapping_windows_changes_nothing():
    counts, exposure = [1, 5, 2, 0, 3, 7], np.array([30, 31, 28, 31, 30, 31.0])
    after = np.arange(6) >= 2
    assert dispersion(counts, exposure, after).p == pytest.approx(
        dispersion(counts, exposure, ~after).p, rel=1e-12
    )


def test_monte_carlo_agrees_with_exact(monkeypatch):
    counts, exposure = [1, 5, 2, 0, 3, 7, 1, 0], np.array([30, 31, 28, 31, 30, 31, 30, 28.0])
    after = np.arange(8) >= 4
    exact = dispersion(counts, exposure, after)
    monkeypatch.setattr(multinomial_dispersion, "STATES_AT_MOST", 0)
    drawn = dispersion(counts, exposure, after, resamples=20_000)
    assert exact.p_error == 0 < drawn.p_error
    assert abs(exact.p - drawn.p) < 4 * drawn.p_error


def test_groups_together_are_the_groups_alone():
    counts = np.random.default_rng(2).poisson(3, (5, 12))
    after = np.arange(12) >= 6
    together = dispersion(counts, 1.0, after)
    assert together.p.tolist() == [dispersion(row, 1.0, after).p for row in counts]


def test_a_window_without_events_makes_phi_a_lower_bound():
    found = dispersion([4, 1, 3, 5, 0, 0, 0, 0], 1.0, [False] * 4 + [True] * 4)
    assert found.df == 6
    assert found.warnings == ("lower_bound",)


@pytest.mark.parametrize("counts", [[], [np.nan, np.nan], [0, 0, 0, 0], [3, 4]])
def test_nothing_to_say_is_a_defined_result(counts):
    found = dispersion(counts, 1.0, np.arange(len(counts)) >= len(counts) / 2)
    assert np.isnan(found.estimate)
    assert found.p == 1.0
    assert found.warnings


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"counts must be at least 0, found -2\.0"):
        dispersion([1, -2], 1, [False, True])
    with pytest.raises(ValueError, match="resamples must be a whole number of at least 1, found 0"):
        dispersion([1, 2], 1, [False, True], resamples=0)


def test_the_smallest_statistic_has_p_exactly_one():
    assert dispersion([5] * 8, 1, [False] * 4 + [True] * 4).p == 1.0
    assert dispersion([7] * 6, 1, [False] * 3 + [True] * 3).p == 1.0
