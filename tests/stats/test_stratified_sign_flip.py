from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import sign_flip, stratified_sign_flip

persons = st.lists(st.tuples(st.integers(-6, 6), st.sampled_from("abc")), min_size=1, max_size=9)


@settings(deadline=None, max_examples=60)
@given(persons)
def test_equal_strata_p_equals_full_enumeration_in_exact_fractions(rows):
    d, strata = [x for x, _ in rows], [s for _, s in rows]
    weighted = [Fraction(x, strata.count(s)) for x, s in rows]
    observed = sum(weighted)
    sums = [
        sum(s * abs(w) for s, w in zip(signs, weighted, strict=True))
        for signs in product((-1, 1), repeat=len(d))
    ]
    lower, upper = (
        Fraction(sum(c), len(sums)) for c in ([t <= observed for t in sums], [t >= observed for t in sums])
    )
    result = stratified_sign_flip(d, strata, weights="strata")
    assert Fraction(result.p) == min(Fraction(1), 2 * min(lower, upper))
    assert result.estimate == pytest.approx(float(observed / len(set(strata))), abs=1e-14)


@settings(deadline=None, max_examples=60)
@given(persons, st.sampled_from([0.5, 0.8, 0.9]), st.sampled_from(["pairs", "strata"]))
def test_interval_excludes_zero_exactly_when_the_test_rejects(rows, level, weights):
    d, strata = [x for x, _ in rows], [s for _, s in rows]
    result = stratified_sign_flip(d, strata, weights=weights, level=level)
    assert (result.low > 0 or result.high < 0) == (result.p <= 1 - level)


@settings(deadline=None, max_examples=40)
@given(persons)
def test_weighing_pairs_gives_the_plain_test_and_so_does_one_stratum(rows):
    d, strata = [x for x, _ in rows], [s for _, s in rows]
    plain = sign_flip(d)
    for other in (stratified_sign_flip(d, strata), stratified_sign_flip(d, [0] * len(d), weights="strata")):
        assert (other.p, other.p_mid, other.smallest_p) == (plain.p, plain.p_mid, plain.smallest_p)
        np.testing.assert_allclose((other.low, other.high), (plain.low, plain.high), rtol=1e-14, atol=1e-14)


def test_stratum_means_and_sizes_follow_the_sorted_labels_in_every_group():
    d = np.array([[0.2, 0.4, np.nan, 1.0], [1.0, np.nan, np.nan, 0.0]])
    result = stratified_sign_flip(d, ["b", "b", "a", "c"], weights="strata")
    assert result.stratum_n.tolist() == [[0, 2, 1], [0, 1, 1]]
    np.testing.assert_allclose(result.stratum_means, [[np.nan, 0.3, 1.0], [np.nan, 1.0, 0.0]])
    np.testing.assert_allclose(result.estimate, [0.65, 0.5])
    assert result.n_strata.tolist() == [2, 2]


def test_no_pairs_give_a_defined_result():
    result = stratified_sign_flip([np.nan, np.nan], ["a", "b"], weights="strata")
    assert (result.p, result.smallest_p, result.n_strata) == (1.0, 1.0, 0)
    assert np.isnan(result.estimate)


def test_larger_groups_sample_the_interval_and_say_so():
    d = np.random.default_rng(1).integers(-6, 7, size=30)
    result = stratified_sign_flip(d, np.arange(30) % 3, weights="strata", resamples=9_999)
    assert "monte_carlo_interval" in result.warnings
    assert result.low < result.estimate < result.high


def test_unknown_weights_are_refused():
    with pytest.raises(ValueError, match="weights must be one of 'pairs', 'strata', found 'size'"):
        stratified_sign_flip([1, 2], ["a", "b"], weights="size")


def test_one_stratum_gives_the_same_digits_as_no_strata():
    rng = np.random.default_rng(7)
    for differences in rng.integers(-9, 10, size=(60, 7)) / 3:
        whole, one = sign_flip(differences), stratified_sign_flip(differences, [0] * 7)
        assert (one.estimate, one.low, one.high) == (whole.estimate, whole.low, whole.high)
        assert (one.statistic, one.p, one.p_mid) == (whole.statistic, whole.p, whole.p_mid)
        assert stratified_sign_flip(differences, [0] * 7, weights="strata").estimate == whole.estimate
