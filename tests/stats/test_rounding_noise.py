"""What every method promises about rounding noise: amounts tie as written, whole numbers are themselves."""

import numpy as np
import pytest

from analysis.stats import (
    brunner_munzel,
    hodges_lehmann,
    rank_sum,
    sign_flip,
    sign_test,
    signed_rank,
    stratified_sign_flip,
    stratified_signed_rank,
    westfall_young,
)

SMALL = (
    [840.31, 688.44, 704.0, 388.92, 875.15, 135.09],
    [840.51, 688.74, 704.5, 389.12, 875.25, 134.99],
)
LARGE = (
    [32912.25, 4997.35, 46516.5, 6293.55, 42688.03, 38837.56],
    [32912.75, 4996.85, 46516.7, 6293.35, 42688.23, 38837.86],
)
HUGE = [1e14, 1, 1, 1, -1, 1, 2]


@pytest.mark.parametrize(
    ("amounts", "by_ranks", "by_sums"), [(SMALL, 0.09375, 0.09375), (LARGE, 0.625, 0.71875)]
)
def test_amounts_tie_as_they_are_written(amounts, by_ranks, by_sums):
    difference = np.subtract(amounts[1], amounts[0])
    in_ore = np.rint(difference * 100)
    strata = [0] * 6
    for values in (difference, in_ore):
        assert signed_rank(values).p == by_ranks
        assert stratified_signed_rank(values, strata).p == by_ranks
        assert sign_flip(values).p == by_sums
        assert stratified_sign_flip(values, strata).p == by_sums
        assert westfall_young(values).p == by_sums


def test_index_values_far_from_zero_tie_as_they_are_written():
    wanted = np.array([1.9, 1.9, -1.9, 0.4, 0.4, 0.1])
    base = np.array([1e6 + 0.6, 9e5 + 0.3, 1e6 + 0.7, 8e5 + 0.1, 7e5 + 0.9, 1e6])
    noisy = np.round(base + wanted, 1) - base
    assert sign_flip(noisy).p == sign_flip(np.rint(wanted * 10)).p
    assert signed_rank(noisy).p == signed_rank(np.rint(wanted * 10)).p


def test_whole_numbers_beside_a_huge_value_are_not_noise():
    assert sign_flip(HUGE).p == 0.09375
    assert sign_test(HUGE).p == 0.125
    assert (signed_rank(HUGE).p, signed_rank(HUGE).n_zero) == (0.09375, 0)
    assert hodges_lehmann(HUGE).estimate == 1.0


@pytest.mark.parametrize("huge", [1e6, 1e12, 1e13, 1e14])
def test_westfall_young_is_exact_beside_a_huge_value(huge):
    values = [huge, *HUGE[1:]]
    result = westfall_young([values, values])
    assert result.p.tolist() == result.p_adjusted.tolist() == [0.09375, 0.09375]


def test_unpaired_values_beside_a_huge_one_are_not_tied():
    before, after = [1.0, 2, 2, 3, 1], [3.0, 4, 5, 2, 1e14]
    ranks_only = [3.0, 4, 5, 2, 6]
    assert rank_sum(before, after).p == rank_sum(before, ranks_only).p
    assert brunner_munzel(before, after).p == brunner_munzel(before, ranks_only).p
