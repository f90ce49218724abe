"""The hand-worked example of docs/evaluation.md, from raw rows to verdict."""

from __future__ import annotations

import math
from itertools import combinations
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.basis import basis
from analysis.evaluate.estimates import estimate
from analysis.evaluate.measures import person_values
from analysis.params import Study
from analysis.wording.reasons import reason

from .conftest import only, spells, with_tables

ANSWERS = {
    "A1": ((3, 4, 5, 2), (5, 5, 3, 4)),
    "A2": ((2, 3, 6, 1), (3, 4, 5, 2)),
    "A3": ((4, 4, 4, None), (4, 5, 3, 3)),
    "B1": ((1, 2, 7, 1), (3, 3, 6, 2)),
    "B2": ((5, 4, 3, 4), (5, 4, 3, 4)),
    "B3": ((3, 3, 5, 2), (4, 4, 4, 3)),
    "C1": ((2, 2, 6, 2), (3, 5, 4, 4)),
    "C2": ((4, 3, 4, 3), None),
}
ADDRESS = {"A": "runarveien-1", "B": "runarveien-3", "C": "midtaasveien-22"}


@pytest.fixture(scope="module")
def example(sample: SimpleNamespace) -> SimpleNamespace:
    rows = [
        (person, wave, item, value, "missing" if value is None else "answered")
        for person, waves in ANSWERS.items()
        for wave, answers in enumerate(waves, start=1)
        if answers is not None
        for item, value in zip(("q03", "q08", "q09", "q11"), answers, strict=True)
    ]
    survey = pd.DataFrame(rows, columns=["person", "wave", "item", "value", "status"])
    tenants = spells(*[(p, ADDRESS[p[0]], f"flat-{p}", "2020-01-01", None) for p in ANSWERS])
    return with_tables(sample, survey=survey.astype({"value": "Int64"}), residents=tenants)


def test_index_values_by_hand(study: Study, example: SimpleNamespace) -> None:
    primary = next(i for i in study.plan.indicators if i.primary)
    values = person_values(study, example, basis(study, example), primary)
    assert values[0].tolist() == [3.0, 2.0, 4.0, 1.25, 4.5, 2.75, 2.0, 3.5]
    assert values[1, :7].tolist() == [4.75, 3.0, 4.25, 2.5, 4.5, 3.75, 4.0]
    assert np.isnan(values[1, 7])


def judged(study: Study, tables: SimpleNamespace, indicator: str) -> dict[str, Any]:
    """The row of an indicator for all places together."""
    rows, _ = estimate(only(study, indicator), tables, basis(study, tables))
    return rows[(rows["indicator"] == indicator) & (rows["place"] == "all")].iloc[0].to_dict()


def test_the_index_by_hand(study: Study, example: SimpleNamespace) -> None:
    row = judged(study, example, "trygghet")
    assert (row["n_baseline"], row["n_pairs"], row["lost_missing"]) == (8, 7, 1)
    assert (row["n_up"], row["n_same"], row["n_down"]) == (6, 1, 0)
    assert row["before"] == pytest.approx(19.5 / 7)
    assert row["after"] == pytest.approx(26.75 / 7)
    assert row["estimate"] == pytest.approx(7.25 / 7)
    assert row["p"] == row["p_adjusted"] == row["smallest_p"] == 2 / 64
    assert (row["low"], row["high"]) == (0.25, 1.75)
    assert row["level_attained"] == 1 - 2 * 3 / 128
    assert row["n_great"] == 5
    assert (row["verdict"], row["verdict_rule"], row["warnings"]) == ("bedring", "3", "storrelse_usikker")
    assert reason(row, study.plan.indicator("trygghet"), study) == (
        "Bedring: endringen er +1,0 poeng (intervall 0,3 til 1,8 poeng; justert p = 0,03), "
        "men størrelsen er usikker."
    )


def test_subset_means_by_hand() -> None:
    """The third from each end of the means of all 127 choices among the seven changes."""
    change = (1.75, 1.0, 0.25, 1.25, 0.0, 1.0, 2.0)
    means = sorted(sum(c) / len(c) for n in range(1, 8) for c in combinations(change, n))
    assert len(means) == 127
    assert means[:3] == [0.0, 0.125, 0.25]
    assert means[-3:] == [1.75, 1.875, 2.0]


COMPLAINTS = {
    "A1": (3, 1), "A2": (3, 0), "A3": (2, 1), "A4": (2, 0), "B1": (3, 0), "B2": (2, 1), "B3": (2, 0),
    "C1": (2, 0), "C2": (1, 1),
}  # fmt: skip
BY_BLOCK = ((4, 3, 3, 4, 3, 3), (1, 0, 1, 1, 0, 1))
FLATS = {"A": 4, "B": 3, "C": 3}


@pytest.fixture(scope="module")
def log(sample: SimpleNamespace) -> SimpleNamespace:
    """Ten flats let all the time, nine of them with complaints: 20 in twelve months, then 4."""
    events = []
    for side, first in enumerate(("2022-10-01", "2023-10-01")):
        flats = [flat for flat, counts in COMPLAINTS.items() for _ in range(counts[side])]
        blocks = pd.date_range(first, periods=6, freq="2MS")
        days = [
            day + pd.DateOffset(months=k % 2)
            for day, n in zip(blocks, BY_BLOCK[side], strict=True)
            for k in range(n)
        ]
        events += [(day, ADDRESS[flat[0]], f"flat-{flat}") for day, flat in zip(days, flats, strict=True)]
    incidents = pd.DataFrame(events, columns=["date", "address", "flat"]).assign(kind="naboklage")
    months = pd.date_range("2022-10-01", periods=24, freq="MS")
    let = [(ADDRESS[k], m, n * m.days_in_month) for k, n in FLATS.items() for m in months]
    tenants = spells(
        *(
            (f"{k}{n}", ADDRESS[k], f"flat-{k}{n}", "2020-01-01", None)
            for k in FLATS
            for n in range(1, FLATS[k] + 1)
        )
    )
    return with_tables(
        sample,
        incidents=incidents,
        exposure=pd.DataFrame(let, columns=["address", "month", "let_flat_days"]),
        residents=tenants,
    )


def test_the_rate_by_hand(study: Study, log: SimpleNamespace) -> None:
    row = judged(study, log, "naboklager")
    assert (row["events_before"], row["events_after"]) == (20, 4)
    assert (row["exposure_before"], row["exposure_after"]) == (120, 120)
    assert row["estimate"] == pytest.approx(0.2)
    assert row["p_months"] == pytest.approx(2 / 924)
    assert row["p_flats"] == 2 / 256
    assert row["p"] == row["p_adjusted"] == 2 / 256
    assert row["p_exact"] == pytest.approx(2 * (1 + 24 + 276 + 2024 + 10626) / 2**24)
    assert row["dispersion_flats"] < 1
    error = math.sqrt(1 / 20 + 1 / 4)
    assert row["high"] == pytest.approx(0.2 * math.exp(2.306004 * error), rel=1e-6), "flats, t of 8"
    assert row["high"] > 0.2 * math.exp(2.073873 * error), "months, t of 22"
    exact = stats.rate_ratio(20, 120, 4, 120)
    assert row["low"] == pytest.approx(exact.low)
    assert (row["verdict"], row["verdict_rule"], row["warnings"]) == ("bedring", "3", "storrelse_usikker")
    assert reason(row, study.plan.indicator("naboklager"), study) == (
        "Bedring: raten etter er 0,20 ganger raten før (intervall 0,05 til 0,71; justert p = 0,008), "
        "men størrelsen er usikker."
    )


def test_the_rate_among_two_that_decide_by_hand() -> None:
    assert stats.adjust([2 / 256, 1.0])[0] == 4 / 256
