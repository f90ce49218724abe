"""One-sided p and limits agree with base R; how the values came about is in tests/reference/one_sided.R."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from analysis import stats

REFERENCE = Path(__file__).parents[1] / "reference" / "one_sided.csv"
AFTER = [False] * 4 + [True] * 4


def overlapping(x, y, **k):
    """Two samples as persons of whom none answered twice."""
    nothing = np.full_like
    return stats.partially_overlapping_t(
        np.concatenate([x, nothing(y, np.nan)]), np.concatenate([nothing(x, np.nan), y]), **k
    )


CALLS = {
    "rate_ratio": lambda x, y, **k: stats.rate_ratio(x[0], y[0], x[1], y[1], **k),
    "paired_proportions": lambda x, y, **k: stats.paired_proportions(2, x[0], x[1], 5, **k),
    "unpaired_proportions": lambda x, y, **k: stats.unpaired_proportions(x[0], y[0], x[1], y[1], **k),
    "signed_rank": lambda x, y, **k: stats.signed_rank(x, **k),
    "rank_sum": stats.rank_sum,
    "partially_overlapping_t": overlapping,
    "sign_test": lambda x, y, **k: stats.sign_test(x, **k),
    "sign_flip": lambda x, y, **k: stats.sign_flip(x, **k),
    "quasi_poisson": lambda x, y, **k: stats.quasi_poisson(x, 1.0, AFTER, **k),
}
WITHIN_STRATA = {
    "signed_rank": lambda x, y, **k: stats.stratified_signed_rank(x, np.zeros(len(x)), **k),
    "sign_flip": lambda x, y, **k: stats.stratified_sign_flip(x, np.zeros(len(x)), **k),
    "rank_sum": lambda x, y, **k: stats.stratified_rank_sum(x, y, np.zeros(len(x)), np.zeros(len(y)), **k),
}
FIELDS = {"paired_proportions": {"low": "odds_ratio_low", "high": "odds_ratio_high"}}


def numbers(text):
    return np.array([float(part.replace("NA", "nan")) for part in text.split()])


def rows():
    with REFERENCE.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def disagreements(method, call):
    wrong = []
    for row in rows():
        if row["method"] == method:
            x, y = numbers(row["x"]), numbers(row["y"])
            result = call(x, y, alternative=row["alternative"], level=float(row["level"]))
            value = getattr(result, FIELDS.get(method, {}).get(row["field"], row["field"]))
            digits = 1e-7 if method == "quasi_poisson" else 1e-9  # glm is as good as its iterations
            if not math.isclose(value, float(row["value"]), rel_tol=digits, abs_tol=1e-14):
                wrong.append((row, value))
    return wrong


@pytest.mark.parametrize("method", CALLS)
def test_one_sided_p_and_limits_are_those_of_r(method):
    assert disagreements(method, CALLS[method]) == []


@pytest.mark.parametrize("method", WITHIN_STRATA)
def test_one_stratum_gives_the_one_sided_answers_of_none(method):
    assert disagreements(method, WITHIN_STRATA[method]) == []


def test_every_method_of_the_reference_is_compared():
    assert {row["method"] for row in rows()} == set(CALLS)
