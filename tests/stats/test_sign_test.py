import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import sign_test

differences = st.lists(st.integers(-6, 6), min_size=1, max_size=60)


@settings(deadline=None, max_examples=60)
@given(differences)
def test_p_and_interval_equal_scipy_binomtest(d):
    up, changed = sum(x > 0 for x in d), sum(x != 0 for x in d)
    result = sign_test(d)
    if changed == 0:
        assert (result.p, result.low, result.high) == (1.0, 0.0, 1.0)
        return
    reference = scipy_stats.binomtest(up, changed, 0.5)
    assert result.p == pytest.approx(reference.pvalue, rel=1e-12)
    interval = reference.proportion_ci()
    assert (result.low, result.high) == pytest.approx((interval.low, interval.high), rel=1e-9)


@settings(deadline=None, max_examples=60)
@given(differences, st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_interval_excludes_a_half_exactly_when_the_test_rejects(d, level):
    result = sign_test(d, level=level)
    assert (result.low > 0.5 or result.high < 0.5) == (result.p <= 1 - level)
    assert result.attained_level >= level


@settings(deadline=None, max_examples=40)
@given(differences)
def test_swap_mirrors(d):
    one, other = sign_test(d), sign_test([-x for x in d])
    assert (one.p, one.p_mid) == (other.p, other.p_mid)
    assert (one.low, one.high) == pytest.approx((1 - other.high, 1 - other.low), abs=1e-12)


def test_only_directions_matter():
    assert sign_test([1, 1, -1, 0]).p == sign_test([600, 0.001, -3, 0]).p


def test_arrays_of_groups_and_edges():
    d = np.array([[1, 1, 1, 1, 1, 1], [0, 0, 0, 0, 0, np.nan], [np.nan] * 6])
    result = sign_test(d)
    assert result.p.tolist() == [0.03125, 1.0, 1.0]
    assert result.n.tolist() == [6, 5, 0]
    assert result.warnings == ("no_pairs", "all_zero")
    np.testing.assert_equal(result.estimate, [1.0, np.nan, np.nan])


def test_large_groups_agree_with_scipy():
    d = np.where(np.arange(400) < 230, 1, -1)
    assert sign_test(d).p == pytest.approx(scipy_stats.binomtest(230, 400).pvalue, rel=1e-10)


def test_infinite_differences_are_refused_by_name():
    with pytest.raises(ValueError, match="differences must be finite"):
        sign_test([np.inf])
