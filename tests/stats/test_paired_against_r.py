"""Agreement with R; how the values came about is in tests/reference/paired_and_rank.R."""

import csv
import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from analysis.stats import (
    adjust,
    brunner_munzel,
    cliffs_delta,
    hodges_lehmann,
    partially_overlapping_t,
    rank_biserial,
    rank_sum,
    sign_flip,
    sign_test,
    signed_rank,
    stratified_rank_sum,
    westfall_young,
)

REFERENCE = Path(__file__).parent.parent / "reference" / "paired_and_rank.csv"
Call = Callable[[np.ndarray, np.ndarray, str], float]
STRATA = ([1, 1, 1, 2, 2, 2, 3, 3, 3], [1, 1, 2, 2, 2, 3, 3, 3])


def alternative(field: str) -> str:
    return field.removeprefix("p_").replace("two.sided", "two-sided")


def field_of(function, **keywords) -> Call:
    return lambda x, y, field: getattr(function(x, **keywords), field)


def sided(function, **keywords) -> Call:
    def call(x, y, field):
        if not field.startswith("p_"):
            return getattr(function(x, **keywords), field)
        return function(x, alternative=alternative(field), **keywords).p

    return call


def unpaired_sided(distance: bool) -> Call:
    def call(x, y, field):
        result = rank_sum(x, y, alternative=alternative(field))
        return result.p_distance if distance else result.p

    return call


METHODS: dict[str, Call] = {
    "adjust_bh": lambda x, y, field: adjust(x, method="bh")[int(field)],
    "adjust_bonferroni": lambda x, y, field: adjust(x, method="bonferroni")[int(field)],
    "adjust_by": lambda x, y, field: adjust(x, method="by")[int(field)],
    "adjust_hochberg": lambda x, y, field: adjust(x, method="hochberg")[int(field)],
    "adjust_holm": lambda x, y, field: adjust(x, method="holm")[int(field)],
    "brunner_munzel_permuted": lambda x, y, field: getattr(brunner_munzel(x, y), field),
    "brunner_munzel_t": lambda x, y, field: getattr(brunner_munzel(x, y, null="t"), field),
    "cliffs_delta": lambda x, y, field: getattr(cliffs_delta(x, y), field),
    "hodges_lehmann": field_of(hodges_lehmann),
    "partially_overlapping_equal": lambda x, y, field: getattr(
        partially_overlapping_t(x, y, variances="equal"), field
    ),
    "partially_overlapping_unequal": lambda x, y, field: getattr(partially_overlapping_t(x, y), field),
    "rank_biserial": field_of(rank_biserial),
    "rank_sum_base": lambda x, y, field: getattr(rank_sum(x, y), field),
    "rank_sum_coin": unpaired_sided(distance=True),
    "rank_sum_exact": unpaired_sided(distance=True),
    "sign_flip": sided(sign_flip, interval=False),
    "sign_flip_listed": field_of(sign_flip),
    "sign_test": lambda x, y, field: getattr(sign_test(x), "p" if field == "p_binom_test" else field),
    "signed_rank_base": field_of(signed_rank),
    "signed_rank_coin_Pratt": sided(signed_rank),
    "signed_rank_coin_Wilcoxon": sided(signed_rank, zeros="wilcox"),
    "signed_rank_wilcox": sided(signed_rank, zeros="wilcox"),
    "stratified_rank_sum": lambda x, y, field: (
        lambda result: result.p_distance if field == "p_two.sided" else result.p
    )(stratified_rank_sum(x, y, *STRATA, alternative=alternative(field))),
    "westfall_young": lambda x, y, field: westfall_young(x.reshape(4, 9)).p_adjusted[int(field)],
}


def numbers(text: str) -> np.ndarray:
    return np.array([float(part.replace("NA", "nan")) for part in text.split()])


def rows_by_method() -> dict[str, list[dict[str, str]]]:
    with REFERENCE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {
        method: [row for row in rows if row["method"] == method]
        for method in sorted({r["method"] for r in rows})
    }


@pytest.mark.parametrize("method", sorted(METHODS))
def test_every_value_agrees_with_r_to_nine_digits(method):
    rows = rows_by_method()[method]
    wrong = []
    for row in rows:
        value = METHODS[method](numbers(row["x"]), numbers(row["y"]), row["field"])
        if not math.isclose(value, float(row["value"]), rel_tol=1e-9, abs_tol=1e-14):
            wrong.append((row["case"], row["field"], value, float(row["value"])))
    assert wrong == []


def test_every_method_of_the_reference_is_compared():
    assert set(rows_by_method()) == set(METHODS)
