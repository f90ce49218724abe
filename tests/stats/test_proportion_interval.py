"""One proportion: limits solve their defining equations, mirror, nest, and are defined at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats import proportion_interval


@st.composite
def samples(draw):
    n = draw(st.integers(1, 200))
    return draw(st.integers(0, n)), n


@settings(max_examples=60, deadline=None, derandomize=True)
@given(samples())
def test_limits_are_those_of_scipy(sample):
    expected, found = stats.binomtest(*sample).proportion_ci(method="exact"), proportion_interval(*sample)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-14)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(samples())
def test_failures_mirror_successes_and_levels_nest(sample):
    x, n = sample
    one, other = proportion_interval(x, n), proportion_interval(n - x, n)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)
    wide = proportion_interval(x, n, level=0.999)
    assert 0 <= wide.low <= one.low <= one.estimate <= one.high <= wide.high <= 1


def test_nobody_gives_the_whole_range():
    found = proportion_interval(0, 0)
    assert (found.low, found.high) == (0.0, 1.0)
    assert np.isnan(found.estimate)
    assert found.warnings


def test_an_open_side_leaves_nothing_outside():
    assert proportion_interval([0, 5, 13], 13).attained_level.round(12).tolist() == [0.975, 0.95, 0.975]


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"events must be at most n, found 14\.0"):
        proportion_interval(14, 13)
