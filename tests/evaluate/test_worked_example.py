"""The hand-worked example of docs/evaluation.md, from raw rows to verdict."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.basis import basis
from analysis.evaluate.estimates import estimate
from analysis.evaluate.measures import person_values
from analysis.params import Study
from analysis.wording.reasons import reason

from .conftest import spells, with_tables

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


def test_the_result_by_hand(study: Study, example: SimpleNamespace) -> None:
    rows, _ = estimate(study, example, basis(study, example))
    row = rows[(rows["indicator"] == "trygghet") & (rows["place"] == "all")].iloc[0]
    assert (row["n_baseline"], row["n_pairs"], row["lost_missing"]) == (8, 7, 1)
    assert (row["n_up"], row["n_same"], row["n_down"]) == (6, 1, 0)
    assert row["before"] == pytest.approx(19.5 / 7)
    assert row["after"] == pytest.approx(26.75 / 7)
    assert row["p"] == row["p_adjusted"] == row["smallest_p"] == 2 / 64
    assert (row["estimate"], row["low"], row["high"]) == (1.0, 0.25, 1.75)
    assert row["level_attained"] == 1 - 2 * 3 / 128
    assert (row["verdict"], row["warnings"]) == ("bedring", "storrelse_usikker")
    assert reason(row, study.plan.indicator("trygghet"), study) == (
        "Bedring: endringen er +1,0 poeng (intervall 0,3 til 1,8 poeng; justert p = 0,03), "
        "men størrelsen er usikker."
    )


def test_the_count_by_hand() -> None:
    result = stats.rate_ratio(10, 120, 1, 120)
    assert result.estimate == pytest.approx(0.1)
    assert result.p == pytest.approx(2 * 12 / 2048)
    assert stats.adjust([result.p, *[1.0] * 6])[0] == pytest.approx(7 * 24 / 2048)
