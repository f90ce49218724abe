from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats as scipy_stats

from analysis.stats import sign_flip

likert = st.lists(st.integers(-6, 6), min_size=1, max_size=9)
fifths = st.lists(st.integers(-30, 30).map(lambda k: Fraction(k, 5)), min_size=1, max_size=9)
floats = st.lists(st.floats(1e-3, 1e3) | st.floats(-1e3, -1e-3), min_size=1, max_size=8)


def brute_force(d):
    exact = [Fraction(x) for x in d]
    observed = sum(exact, Fraction(0))
    sums = [
        sum((s * abs(x) for s, x in zip(signs, exact, strict=True)), Fraction(0))
        for signs in product((-1, 1), repeat=len(d))
    ]
    lower = Fraction(sum(t <= observed for t in sums), len(sums))
    upper = Fraction(sum(t >= observed for t in sums), len(sums))
    point = Fraction(sum(t == observed for t in sums), len(sums))
    tail = min(lower, upper)
    return min(Fraction(1), 2 * tail), min(Fraction(1), 2 * (tail - point / 2))


def check(d, exact_values):
    result = sign_flip(d, interval=False)
    assert (Fraction(result.p), Fraction(result.p_mid)) == brute_force(exact_values)


@settings(deadline=None, max_examples=60)
@given(likert)
def test_whole_numbers_equal_full_enumeration_in_exact_fractions(d):
    check(d, d)


@settings(deadline=None, max_examples=60)
@given(fifths, st.integers(0, 20))
def test_index_means_with_rounding_noise_equal_enumeration_of_the_fractions_they_stand_for(d, base):
    before = [float(Fraction(base, 5)) + 0.1 for _ in d]
    after = [float(x + Fraction(base, 5)) + 0.1 for x in d]
    check(np.array(after) - np.array(before), d)


@settings(deadline=None, max_examples=40)
@given(floats)
def test_arbitrary_floats_equal_enumeration_of_what_is_stored(d):
    check(d, d)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(-6, 6), min_size=2, max_size=10), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_interval_excludes_zero_exactly_when_the_test_rejects_ties_or_not(d, level):
    result = sign_flip(d, level=level)
    excludes = result.low > 0 or result.high < 0
    assert excludes == (result.p <= 1 - level)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(-30, 30), min_size=6, max_size=9), st.integers(-40, 40))
def test_interval_holds_exactly_the_means_that_are_not_rejected(d, tested):
    result = sign_flip(d)
    rejected = sign_flip([4 * x - tested for x in d], interval=False).p <= 0.05
    assert (result.low <= tested / 4 <= result.high) == (not rejected)


def test_interval_of_larger_groups_by_counting_equals_the_interval_by_listing():
    rng = np.random.default_rng(5)
    d = rng.integers(-6, 7, size=18)
    bits = ((np.arange(1, 2**18)[:, None] >> np.arange(18)) & 1).astype(np.int64)
    means = np.sort((bits @ d) / bits.sum(axis=1))
    k = int(0.025 * 2**18)
    result = sign_flip(d)
    assert (result.low, result.high) == pytest.approx((means[k - 1], means[-k]), rel=1e-12)
    assert result.attained_level == 1 - 2 * k / 2**18


@settings(deadline=None, max_examples=40)
@given(likert)
def test_swap_mirrors_and_levels_nest(d):
    one, other = sign_flip(d), sign_flip([-x for x in d])
    assert (one.p, one.p_mid) == (other.p, other.p_mid)
    np.testing.assert_equal((one.low, one.high), (0 - other.high, 0 - other.low))
    narrow = sign_flip(d, level=0.6)
    if not np.isnan(one.low):
        assert one.low <= narrow.low <= narrow.high <= one.high


def test_scaling_the_differences_changes_nothing_but_the_scale():
    d = np.array([3, 1, -2, 5, 4, 4, 0, 2])
    plain = sign_flip(d)
    for factor in (0.1, 1e-7, 1e6, np.pi):
        scaled = sign_flip(d * factor)
        assert (scaled.p, scaled.p_mid, scaled.n_zero) == (plain.p, plain.p_mid, plain.n_zero)
        assert scaled.low == pytest.approx(plain.low * factor, rel=1e-12)


def test_agrees_with_scipy_permutation_test_when_it_enumerates():
    d = np.array([0.31, -0.12, 0.77, 0.05, 0.41, 0.39, -0.02, 0.6])
    reference = scipy_stats.permutation_test((d,), np.mean, permutation_type="samples", n_resamples=np.inf)
    assert sign_flip(d).p == pytest.approx(reference.pvalue, rel=1e-12)


def test_darwin_maize_fisher_1935():
    # Fisher (1935), ch. 3: Darwin's 15 pairs of maize; 1726 of 32768 sign patterns reach 314 in size.
    d = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]
    result = sign_flip(d)
    assert result.statistic == 314
    assert result.p == 1726 / 32768


def test_many_persons_on_a_grid_stay_exact():
    rng = np.random.default_rng(2)
    d = rng.integers(-6, 7, size=(3, 120))
    result = sign_flip(d)
    assert result.warnings == ()
    assert np.all(result.p_error == 0)
    z = d.sum(axis=1) / np.sqrt((d**2).sum(axis=1))
    assert result.p == pytest.approx(2 * scipy_stats.norm.sf(np.abs(z)), rel=0.1)


def test_amounts_in_oere_are_exact_by_halves():
    rng = np.random.default_rng(4)
    d = np.round(rng.normal(500, 20_000, size=26), 2)
    result = sign_flip(d, interval=False)
    reference = scipy_stats.norm.sf(abs(d.sum()) / np.sqrt((d**2).sum())) * 2
    assert result.warnings == ()
    assert result.p == pytest.approx(reference, rel=0.2)


def test_past_the_limit_random_patterns_are_named_seeded_and_carry_their_error():
    d = np.random.default_rng(6).normal(0.2, 1, size=45)
    one, again = sign_flip(d, resamples=9_999), sign_flip(d, resamples=9_999)
    assert "monte_carlo" in one.warnings
    assert one.p == again.p
    assert 0 < one.p_error < 0.01
    assert one.p == pytest.approx(scipy_stats.ttest_1samp(d, 0).pvalue, abs=0.03)
    assert one.low < one.estimate < one.high


def test_groups_in_an_array_get_what_each_gets_alone():
    rng = np.random.default_rng(8)
    d = np.where(rng.random((20, 9)) < 0.2, np.nan, rng.integers(-6, 7, size=(20, 9)) / 5)
    d[0], d[1] = np.nan, 0
    together = sign_flip(d)
    for i, row in enumerate(d):
        alone = sign_flip(row)
        for field in ("estimate", "low", "high", "attained_level", "p", "p_mid", "statistic", "n", "n_zero"):
            np.testing.assert_equal(getattr(together, field)[i], getattr(alone, field))


def test_empty_missing_zero_and_single_groups_have_defined_results():
    for d in ([], [float("nan")], [0, 0]):
        result = sign_flip(d)
        assert (result.p, result.p_mid, result.smallest_p) == (1.0, 1.0, 1.0)
    assert sign_flip([3]).p == 1.0
    assert sign_flip([2, 2, 2, 2, 2, 2]).p == 2 / 64
    assert (sign_flip([2] * 6).low, sign_flip([2] * 6).high) == (2.0, 2.0)


def test_bad_input_is_refused_by_name():
    with pytest.raises(ValueError, match=r"differences must be finite"):
        sign_flip([1, -np.inf])
    with pytest.raises(ValueError, match="resamples must be a whole number of at least 1, found 0"):
        sign_flip([1, 2], resamples=0)
