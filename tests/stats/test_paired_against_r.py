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
    hodges_lehmann,
    partially_overlapping_t,
    rank_sum,
    sign_flip,
    sign_test,
    signed_rank,
    westfall_young,
)

REFERENCE = Path(__file__).parent.parent / "reference" / "paired_and_rank.csv"
Call = Callable[[np.ndarray, np.ndarray, str], float]


def field_of(function, **keywords) -> Call:
    return lambda x, y, field: getattr(function(x, **keywords), field)


def of_two(function) -> Call:
    return lambda x, y, field: getattr(function(x, y), field)


METHODS: dict[str, Call] = {
    "adjust_bh": lambda x, y, field: adjust(x, method="bh")[int(field)],
    "adjust_holm": lambda x, y, field: adjust(x, method="holm")[int(field)],
    "brunner_munzel": of_two(brunner_munzel),
    "brunner_munzel_permuted": of_two(brunner_munzel),
    "hodges_lehmann": field_of(hodges_lehmann),
    "partially_overlapping": of_two(partially_overlapping_t),
    "rank_sum_base": of_two(rank_sum),
    "rank_sum_coin": of_two(rank_sum),
    "rank_sum_exact": of_two(rank_sum),
    "sign_flip": field_of(sign_flip, interval=False),
    "sign_flip_listed": field_of(sign_flip),
    "sign_test": lambda x, y, field: getattr(sign_test(x), "p" if field == "p_binom_test" else field),
    "signed_rank_base": field_of(signed_rank),
    "signed_rank_coin_Pratt": field_of(signed_rank),
    "signed_rank_coin_Wilcoxon": field_of(signed_rank, zeros="wilcox"),
    "signed_rank_wilcox": field_of(signed_rank, zeros="wilcox"),
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
