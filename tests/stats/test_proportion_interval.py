"""One proportion: limits solve their defining equations, mirror, nest, and are defined at the edges."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analysis.stats import proportion_interval

METHODS = ["clopper-pearson", "mid-p", "wilson"]


@st.composite
def samples(draw):
    n = draw(st.integers(1, 200))
    return draw(st.integers(0, n)), n


@settings(max_examples=60, deadline=None, derandomize=True)
@given(samples())
def test_clopper_pearson_and_wilson_are_those_of_scipy(sample):
    test = stats.binomtest(*sample)
    for method, name in [("clopper-pearson", "exact"), ("wilson", "wilson")]:
        expected = test.proportion_ci(method=name)
        found = proportion_interval(*sample, method=method)
        assert (found.low, found.high) == pytest.approx((expected.low, expected.high), rel=1e-9, abs=1e-14)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(samples())
def test_mid_p_limits_leave_their_share_outside(sample):
    x, n = sample
    found = proportion_interval(x, n, method="mid-p")
    if x > 0:
        assert stats.binom.sf(x, n, found.low) + stats.binom.pmf(x, n, found.low) / 2 == pytest.approx(
            0.025, rel=1e-8
        )
    if x < n:
        assert stats.binom.cdf(x - 1, n, found.high) + stats.binom.pmf(x, n, found.high) / 2 == pytest.approx(
            0.025, rel=1e-8
        )


@settings(max_examples=40, deadline=None, derandomize=True)
@given(samples(), st.sampled_from(METHODS))
def test_failures_mirror_successes_and_levels_nest(sample, method):
    x, n = sample
    one, other = proportion_interval(x, n, method=method), proportion_interval(n - x, n, method=method)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)
    wide = proportion_interval(x, n, method=method, level=0.999)
    assert 0 <= wide.low <= one.low <= one.estimate <= one.high <= wide.high <= 1


def test_mid_p_lies_inside_clopper_pearson():
    exact, mid = (proportion_interval(np.arange(14), 13, method=method) for method in METHODS[:2])
    assert (exact.low <= mid.low).all()
    assert (mid.high <= exact.high).all()


@pytest.mark.parametrize("method", METHODS)
def test_nobody_gives_the_whole_range(method):
    found = proportion_interval(0, 0, method=method)
    assert (found.low, found.high) == (0.0, 1.0)
    assert np.isnan(found.estimate)
    assert found.warnings


def test_an_open_side_leaves_nothing_outside():
    assert proportion_interval([0, 5, 13], 13).attained_level.round(12).tolist() == [0.975, 0.95, 0.975]


def test_bad_input_is_named():
    with pytest.raises(ValueError, match=r"events must be at most n, found 14\.0"):
        proportion_interval(14, 13)
    with pytest.raises(
        ValueError, match="method must be one of clopper-pearson, mid-p, wilson, found 'wald'"
    ):
        proportion_interval(1, 13, method="wald")
