import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import cliffs_delta

sample = st.lists(st.integers(1, 7), min_size=1, max_size=9)


@settings(deadline=None, max_examples=60)
@given(sample, sample)
def test_estimate_is_the_share_above_minus_the_share_below(x, y):
    signs = [np.sign(b - a) for a in x for b in y]
    result = cliffs_delta(x, y)
    assert result.estimate == pytest.approx(np.mean(signs), abs=1e-14)
    assert result.superiority == pytest.approx((1 + result.estimate) / 2, abs=1e-15)


@settings(deadline=None, max_examples=60)
@given(sample, sample)
def test_limits_lie_within_bounds_nest_and_mirror(x, y):
    narrow, wide, swapped = (
        cliffs_delta(x, y, level=0.8),
        cliffs_delta(x, y, level=0.99),
        cliffs_delta(y, x, level=0.8),
    )
    assert -1 <= wide.low <= narrow.low <= narrow.estimate + 1e-12
    assert narrow.estimate - 1e-12 <= narrow.high <= wide.high <= 1
    assert (narrow.low, narrow.high) == pytest.approx((-swapped.high, -swapped.low), abs=1e-9)


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.integers(1, 7), min_size=2, max_size=9), st.lists(st.integers(1, 7), min_size=2, max_size=9)
)
def test_limits_are_the_roots_of_newcombes_equation(x, y):
    result = cliffs_delta(x, y)
    m, n, z = len(x), len(y), scipy_stats.norm.ppf(0.975)
    for limit in (result.superiority_low, result.superiority_high):
        extra = (m + n) / 2 - 1
        variance = (
            limit * (1 - limit) * (1 + extra * ((1 - limit) / (2 - limit) + limit / (1 + limit))) / (m * n)
        )
        assert (result.superiority - limit) ** 2 == pytest.approx(z**2 * variance, abs=1e-10)


def test_separated_groups_keep_a_width():
    result = cliffs_delta([1, 1, 2], [4, 5, 5])
    assert (result.estimate, result.high) == (1.0, 1.0)
    assert -1 < result.low < 1


def test_empty_and_missing_sides_are_defined():
    result = cliffs_delta([[1.0, 2.0], [np.nan, np.nan]], [[2.0, 3.0], [1.0, 2.0]])
    np.testing.assert_equal(np.isnan(result.estimate), [False, True])
    assert result.n_before.tolist() == [2, 0]
    assert result.warnings == ("empty_sample",)


def test_bad_level_is_refused():
    with pytest.raises(ValueError, match=r"level must lie strictly between 0 and 1, found 1\.0"):
        cliffs_delta([1], [2], level=1.0)
