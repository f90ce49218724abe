"""Is a month like the one before it: worked out by hand, within each window alone."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.stats import autocorrelation

AFTER = [False] * 4 + [True] * 4


def test_neighbours_of_the_same_window_are_held_together_and_no_others():
    """Residuals −1.5, −0.5, 0.5, 1.5 | 1.5, 0.5, −0.5, −1.5; 1.5 · 1.5 across the line is left out."""
    found = autocorrelation([1, 2, 3, 4, 4, 3, 2, 1], 1, AFTER)
    assert found == pytest.approx(2 * (0.75 - 0.25 + 0.75) / 10)


def test_each_window_has_its_own_rate():
    """A level that shifts between the windows is no correlation."""
    assert autocorrelation([1, 3, 1, 3, 9, 11, 9, 11], 1, AFTER) == pytest.approx(-6 / 8)


def test_what_exposure_explains_is_no_residual():
    counts, exposure = np.array([2, 4, 2, 4, 1, 2, 1, 2]), np.array([1, 2, 1, 2, 1, 2, 1, 2])
    assert np.isnan(autocorrelation(counts, exposure, AFTER))
    one_more = autocorrelation([3, 4, 2, 4, 1, 2, 1, 2], exposure, AFTER)
    r = np.array([3, 4, 2, 4]) - 13 / 6 * np.array([1, 2, 1, 2])
    assert one_more == pytest.approx((r[1:] * r[:-1]).sum() / (r**2).sum())


def test_a_month_not_seen_is_no_neighbour():
    """Residuals −1, missing, 0, 1 | all equal: 0 · 1 of 2."""
    assert autocorrelation([1, np.nan, 2, 3, 5, 5, 5, 5], 1, AFTER) == pytest.approx(0.0)


def test_alternation_is_negative_and_runs_are_positive():
    alternating = autocorrelation([0, 4] * 4, 1, AFTER)
    runs = autocorrelation([0, 0, 4, 4] * 2, 1, AFTER)
    assert alternating == pytest.approx(-6 / 8)
    assert runs == pytest.approx(2 * (4 - 4 + 4) / 32)


def test_turning_time_round_changes_nothing():
    counts = np.array([5, 0, 3, 1, 2, 2, 7, 0])
    turned = autocorrelation(counts[::-1], 1, ~np.array(AFTER)[::-1])
    assert turned == pytest.approx(autocorrelation(counts, 1, AFTER))


def test_groups_together_are_the_groups_alone():
    counts = np.array([[1, 2, 3, 4, 4, 3, 2, 1], [0, 4, 0, 4, 0, 4, 0, 4], [2] * 8])
    together = autocorrelation(counts, 1, AFTER)
    assert together.shape == (3,)
    np.testing.assert_allclose(together, [autocorrelation(row, 1, AFTER) for row in counts])
    assert np.isnan(together[2])


def test_bad_input_is_named():
    with pytest.raises(ValueError, match="counts must be at least 0"):
        autocorrelation([-1, 2], 1, [False, True])
