import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.stats import sign_flip, stratified_sign_flip

persons = st.lists(st.tuples(st.integers(-6, 6), st.sampled_from("abc")), min_size=1, max_size=9)


@settings(deadline=None, max_examples=40)
@given(persons)
def test_flipping_within_strata_is_the_plain_test_under_its_own_name(rows):
    d, strata = [x for x, _ in rows], [s for _, s in rows]
    plain, stratified = sign_flip(d), stratified_sign_flip(d, strata)
    for field in dataclasses.fields(plain):
        if field.name != "method":
            np.testing.assert_equal(getattr(stratified, field.name), getattr(plain, field.name))
    assert stratified.method == "Exact stratified sign-flip test of the mean"


def test_drawn_patterns_are_named_too():
    d = np.random.default_rng(6).normal(0.2, 1, size=45)
    result = stratified_sign_flip(d, [0] * 45, interval=False, resamples=99, seed=3)
    assert result.method == "Stratified sign-flip test of the mean (Monte Carlo, 99 resamples, seed 3)"


def test_labels_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"strata must hold one label per person, shape \(3,\)"):
        stratified_sign_flip([1, 2, 3], ["a", "b"])
