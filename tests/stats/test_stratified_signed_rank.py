from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import signed_rank, stratified_signed_rank

persons = st.lists(st.tuples(st.integers(-6, 6), st.sampled_from("abc")), min_size=1, max_size=9)


def brute_force(d, strata, zeros):
    weights, observed = [], Fraction(0)
    for label in sorted(set(strata)):
        own = [x for x, s in zip(d, strata, strict=True) if s == label and (zeros == "pratt" or x)]
        for x in own:
            below, equal = sum(abs(b) < abs(x) for b in own), sum(abs(b) == abs(x) for b in own)
            if x:
                rank = Fraction(2 * below + equal + 1, 2)
                weights.append(rank)
                observed += rank if x > 0 else 0
    sums = [
        sum((w for w, s in zip(weights, signs, strict=True) if s), Fraction(0))
        for signs in product((0, 1), repeat=len(weights))
    ]
    lower = Fraction(sum(t <= observed for t in sums), len(sums))
    upper = Fraction(sum(t >= observed for t in sums), len(sums))
    return min(Fraction(1), 2 * min(lower, upper))


@settings(deadline=None, max_examples=60)
@given(persons, st.sampled_from(["pratt", "wilcox"]))
def test_p_equals_full_enumeration_in_exact_fractions(rows, zeros):
    d, strata = [x for x, _ in rows], [s for _, s in rows]
    assert Fraction(stratified_signed_rank(d, strata, zeros=zeros).p) == brute_force(d, strata, zeros)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(-6, 6), min_size=0, max_size=12))
def test_one_stratum_is_the_plain_test(d):
    plain, stratified = signed_rank(d), stratified_signed_rank(d, ["a"] * len(d))
    for field in ("estimate", "low", "high", "attained_level", "p", "p_mid", "statistic", "smallest_p"):
        np.testing.assert_equal(getattr(plain, field), getattr(stratified, field))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.integers(1, 200), min_size=6, max_size=11, unique=True),
    st.randoms(use_true_random=False),
    st.sampled_from([0.8, 0.9, 0.95]),
)
def test_without_ties_the_interval_excludes_zero_exactly_when_the_test_rejects(sizes, random, level):
    d = [size * random.choice([-1, 1]) for size in sizes]
    strata = [random.choice("ab") for _ in sizes]
    result = stratified_signed_rank(d, strata, level=level)
    averages_off_zero = not np.isnan(result.low)
    assert (result.low > 0 or result.high < 0) == (result.p <= 1 - level and averages_off_zero)


def test_labels_are_names_and_missing_pairs_leave_their_stratum():
    d = np.array([[1, 2, np.nan, -3, 4, 5], [1, 2, 6, -3, 4, np.nan]])
    result = stratified_signed_rank(d, ["x", "x", "y", "x", "x", "z"])
    renamed = stratified_signed_rank(d, [3, 3, 1, 3, 3, 2])
    np.testing.assert_array_equal(result.p, renamed.p)
    assert result.n_missing.tolist() == [1, 1]


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(
        ValueError, match=r"strata must hold one label per person, shape \(3,\), found shape \(2,\)"
    ):
        stratified_signed_rank([1, 2, 3], ["a", "b"])
    with pytest.raises(ValueError, match="strata must have no missing label"):
        stratified_signed_rank([1, 2], ["a", None])
