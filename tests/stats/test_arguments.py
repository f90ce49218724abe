"""What may be handed in: any container of numbers, missing however marked; errors name the argument."""

import numpy as np
import pandas as pd
import pytest

from analysis import stats

CHANGE, BEFORE, NEW = [1, 2, 0, 3, 1, -1, 2, 1], [1, 2, 2, 3, 4], [3, 4, 5, 5, 5, 7]
COUNTS, AFTER = [4, 5, 6, 7, 0, 1, 1, 2], [False] * 4 + [True] * 4
CALLS = {
    "sign_test": [CHANGE],
    "signed_rank": [CHANGE],
    "sign_flip": [CHANGE],
    "hodges_lehmann": [CHANGE],
    "westfall_young": [CHANGE],
    "stratified_signed_rank": [CHANGE, AFTER],
    "stratified_sign_flip": [CHANGE, AFTER],
    "rank_sum": [BEFORE, NEW],
    "brunner_munzel": [BEFORE, NEW],
    "month_permutation": [COUNTS, [1] * 8, AFTER],
    "dispersion": [COUNTS, [1] * 8, AFTER],
    "quasi_poisson": [COUNTS, [1] * 8, AFTER],
}


def read_only(values):
    array = np.array(values)
    array.flags.writeable = False
    return array


CONTAINERS = {
    "tuple": tuple,
    "odd index": lambda x: pd.Series(x, index=[7 * (len(x) - i) for i in range(len(x))]),
    "one label for all": lambda x: pd.Series(x, index=[0] * len(x)),
    "objects": lambda x: np.array(x, dtype=object),
    "read-only": read_only,
    "every other": lambda x: np.repeat(x, 2)[::2],
    "masked, nothing hidden": lambda x: np.ma.array(x, mask=False),
}


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=name != "warnings")
        for name in ("estimate", "low", "high", "n", "warnings")
    )


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("name", CALLS)
def test_the_container_of_the_numbers_does_not_matter_and_is_left_alone(name, container):
    arguments = CALLS[name]
    wanted = getattr(stats, name)(*arguments)
    for position, argument in enumerate(arguments):
        given = CONTAINERS[container](argument)
        found = getattr(stats, name)(*(given if i == position else x for i, x in enumerate(arguments)))
        assert same(found, wanted)
        assert list(given) == list(argument)


@pytest.mark.parametrize("name", [name for name in CALLS if not name.startswith("stratified")])
def test_what_a_masked_array_hides_is_missing(name):
    first, *others = CALLS[name]
    hidden = np.ma.array([*first[:2], 99, *first[3:]], mask=[i == 2 for i in range(len(first))])
    with_nan = [*map(float, first[:2]), np.nan, *map(float, first[3:])]
    found, wanted = getattr(stats, name)(hidden, *others), getattr(stats, name)(with_nan, *others)
    assert same(found, wanted)
    assert found.n_missing == 1


def test_a_hidden_total_label_or_window_is_refused():
    hidden = np.ma.array([3, 4], mask=[False, True])
    with pytest.raises(ValueError, match="count_before must be finite, found nan"):
        stats.rate_ratio(hidden, 1, 2, 1)
    with pytest.raises(ValueError, match="strata must have no missing label, found 1 missing"):
        stats.stratified_sign_flip([1, 2], hidden)
    with pytest.raises(ValueError, match="after must say of every month whether it lies after"):
        stats.month_permutation([1, 2], 1.0, np.ma.array([False, True], mask=[False, True]))


@pytest.mark.parametrize("missing", [None, float("nan"), np.nan])
def test_none_is_missing_as_nan_is(missing):
    assert stats.sign_flip([1, missing, 2]).n_missing == 1


WRONG = [
    (lambda: stats.sign_flip([10**400, 1]), "differences must hold real numbers or NaN for missing"),
    (lambda: stats.power_paired(["a", 1], [0.5, 0.5], 6), "differences must hold real numbers"),
    (lambda: stats.power_paired([0, 1], [0.5, 0.5], [6, 7]), r"n must be one number, found .* shape \(2,\)"),
    (lambda: stats.power_counts([10, 20], 0.5), "expected_before must be one number"),
    (lambda: stats.power_counts(10, [0.5, 1]), "ratio must be one number"),
    (lambda: stats.pairs_needed(tests=[1, 2]), "tests must be one number"),
    (lambda: stats.power_paired_proportions(5, "a", 0.5), "only_before must hold real numbers"),
    (lambda: stats.power_paired_proportions(5, 0.5, [0.1]), "only_after must be one number"),
    (lambda: stats.power_paired(1, [1], 5), "differences must be a sequence of numbers"),
    (lambda: stats.power_paired([1, 2], 1, 5), "probabilities must be a sequence of numbers"),
    (lambda: stats.power_paired([0, 1], [0.5, "b"], 6), "probabilities must hold real numbers"),
    (lambda: stats.power_paired([0, 1], [1.0], 6), "probabilities must be one probability per value"),
    (lambda: stats.stratified_signed_rank([1, 2], [["a", "b"], ["a"]]), "strata .* rows of unequal length"),
    (lambda: stats.dispersion([1, 2], 1, [[True, False], [True]]), "after .* rows of unequal length"),
    (lambda: stats.rate_ratio(1, 1e-320, 1, 1), "exposure_before must be between 1e-60 and 1e60"),
    (lambda: stats.quasi_poisson([1, 2], 1e308, [False, True]), "exposure must be between 1e-60 and 1e60"),
]


@pytest.mark.parametrize(("call", "message"), WRONG)
def test_what_is_no_number_is_named_with_its_argument(call, message):
    with pytest.raises(ValueError, match=message):
        call()


FARTHEST = (3, 1e-60, 2, 1e60)


def test_exposures_may_differ_by_any_factor_in_range():
    assert stats.rate_ratio(*FARTHEST).estimate == pytest.approx(2 / 3 * 1e-120)
    assert stats.ratio_of_rate_ratios(*FARTHEST, 3, 1e60, 2, 1e-60).estimate > 0
