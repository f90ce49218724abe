"""What every result promises: it cannot be changed, and it carries what a report needs."""

import dataclasses
import inspect
import re

import numpy as np
import pytest

from analysis import stats

ROWS = np.array([[1.0, 2, 0, 3, 1, -1, 2, 1], [0, 1, 0, -1, 2, 2, 0, 1]])
OTHER = ROWS[::-1] + 1
AFTER = np.arange(8) >= 4
MONTHS = (np.array([[4, 9, 2, 7, 1, 4, 0, 2], [1, 2, 1, 0, 1, 2, 3, 1]]), 1.0, AFTER)
CELLS = ([3, 1], [1, 2], [4, 2], [5, 5])
RATES = ([6, 3], 12, [1, 4], 12)
RESULTS = {
    "sign_flip": lambda: stats.sign_flip(ROWS),
    "signed_rank": lambda: stats.signed_rank(ROWS),
    "sign_test": lambda: stats.sign_test(ROWS),
    "hodges_lehmann": lambda: stats.hodges_lehmann(ROWS),
    "stratified_sign_flip": lambda: stats.stratified_sign_flip(ROWS, AFTER),
    "stratified_signed_rank": lambda: stats.stratified_signed_rank(ROWS, AFTER),
    "westfall_young": lambda: stats.westfall_young(ROWS),
    "rank_sum": lambda: stats.rank_sum(ROWS, OTHER),
    "mean_difference": lambda: stats.mean_difference(ROWS, OTHER),
    "brunner_munzel": lambda: stats.brunner_munzel(ROWS, OTHER),
    "partially_overlapping_t": lambda: stats.partially_overlapping_t(ROWS, OTHER),
    "month_permutation": lambda: stats.month_permutation(*MONTHS),
    "dispersion": lambda: stats.dispersion(*MONTHS),
    "quasi_poisson": lambda: stats.quasi_poisson(*MONTHS),
    "rate_ratio": lambda: stats.rate_ratio(*RATES),
    "ratio_of_rate_ratios": lambda: stats.ratio_of_rate_ratios(*RATES, *RATES),
    "paired_proportions": lambda: stats.paired_proportions(*CELLS),
    "unpaired_proportions": lambda: stats.unpaired_proportions([7, 3], 15, [1, 4], 14),
    "proportion_interval": lambda: stats.proportion_interval([1, 2], 9),
}


@pytest.mark.parametrize("name", RESULTS)
def test_arrays_of_a_result_cannot_be_written_to(name):
    result = RESULTS[name]()
    arrays = [value for value in dataclasses.asdict(result).values() if isinstance(value, np.ndarray)]
    assert arrays
    for field in dataclasses.fields(result):
        value = getattr(result, field.name)
        if isinstance(value, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                value[0] = 0


@pytest.mark.parametrize("name", RESULTS)
def test_warnings_are_codes_and_the_number_used_is_given(name):
    result = RESULTS[name]()
    assert all(code.isidentifier() for code in result.warnings)
    assert np.all(result.n > 0)


def test_codes_are_the_same_for_one_group_and_for_arrays():
    assert (
        stats.rate_ratio(0, 1, 0, 1).warnings == stats.rate_ratio([0, 3], 1, 0, 1).warnings == ("no_events",)
    )


def test_the_window_after_may_be_booleans_or_zeros_and_ones():
    counts, wanted = MONTHS[0], RESULTS["month_permutation"]().p.tolist()
    for mask in (AFTER.astype(int), AFTER.astype(object), AFTER.tolist(), AFTER.astype(np.int8)):
        assert stats.month_permutation(counts, 1.0, mask).p.tolist() == wanted
    with pytest.raises(ValueError, match=r"after must be a mask of months .*, found int64 with 2"):
        stats.month_permutation(counts, 1.0, AFTER.astype(int) * 2)


def test_methods_of_adjustment_are_known_in_upper_case():
    assert (
        stats.adjust([0.01, 0.02], method="BH").tolist() == stats.adjust([0.01, 0.02], method="bh").tolist()
    )


NO_GUARANTEE = ("quasi_poisson", "unpaired_proportions")
NO_INTERVAL = ("month_permutation", "dispersion", "westfall_young")


@pytest.mark.parametrize("name", RESULTS)
def test_every_interval_says_what_level_it_attains(name):
    result = RESULTS[name]()
    attained = np.asarray(result.attained_level)
    assert attained.shape == np.shape(result.low)
    assert np.isnan(attained).all() == (name in NO_GUARANTEE + NO_INTERVAL)
    assert np.isnan(result.low).all() == np.isnan(result.high).all() == (name in NO_INTERVAL)


ESTIMATES = ("hodges_lehmann", "proportion_interval")
OF_ALL = {"estimate", "low", "high", "attained_level", "n", "method", "warnings"}
OF_TESTS = {"statistic", "p", "p_mid", "smallest_p"}
TOTALS = {name for name in RESULTS if name.startswith(("rate_", "ratio_")) or "proportion" in name}


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_has_the_fields_of_its_kind(name):
    result, arguments = RESULTS[name](), inspect.signature(getattr(stats, name)).parameters
    wanted = OF_ALL | (set() if name in ESTIMATES else OF_TESTS)
    wanted |= {"level"} if "level" in arguments else set()
    wanted |= {"p_error"} if "resamples" in arguments else set()
    wanted |= set() if name in TOTALS else {"n_missing"}
    fields = {field.name for field in dataclasses.fields(result)}
    assert wanted - fields == set()
    assert {"level", "p_error", "n_missing", "p"} & fields <= wanted
    for field in ("estimate", "low", "high", "attained_level", "p", "p_mid", "smallest_p"):
        if field in fields:
            assert np.shape(getattr(result, field)) == np.shape(result.n), field


@pytest.mark.parametrize("name", sorted(set(RESULTS) - set(ESTIMATES)))
def test_p_lies_above_0_and_its_companions_fit_it(name):
    result = RESULTS[name]()
    p, p_mid, least = (np.asarray(value) for value in (result.p, result.p_mid, result.smallest_p))
    assert ((p > 0) & (p <= 1)).all()
    assert ((p_mid > 0) & (p_mid <= p)).all()
    assert (np.isnan(least) | ((least > 0) & (least <= p * (1 + 1e-12)))).all()


PUBLIC = [getattr(stats, name) for name in stats.__all__]
CLASSES, FUNCTIONS = (list(filter(kind, PUBLIC)) for kind in (inspect.isclass, inspect.isfunction))


@pytest.mark.parametrize("result", CLASSES, ids=lambda x: x.__name__)
def test_every_field_of_a_result_is_described(result):
    texts = "\n".join(inspect.cleandoc(kind.__doc__) for kind in result.__mro__[:-1])
    described = re.findall(r"^(\w[\w, ]*?) : ", texts, re.MULTILINE)
    names = {name for line in described for name in line.split(", ")}
    assert {field.name for field in dataclasses.fields(result)} <= names


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda x: x.__name__)
def test_every_function_says_what_it_takes_and_refuses_and_where_it_is_from(function):
    text = inspect.getdoc(function)
    for section in ("Parameters", "Raises", "References", "Examples"):
        assert f"\n{section}\n{'-' * len(section)}\n" in text
