from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.basis import basis
from analysis.evaluate.comparison import COLUMNS, comparison_months, comparison_table
from analysis.params import Study

from .conftest import with_tables


@pytest.fixture(scope="module")
def compared(study: Study) -> Study:
    addresses = tuple(
        a.model_copy(update={"comparison": a.id == "midtaasveien-22"}) for a in study.project.addresses
    )
    return replace(study, project=study.project.model_copy(update={"addresses": addresses}))


def test_without_comparison_addresses_there_is_nothing(study: Study, sample: SimpleNamespace) -> None:
    table = comparison_table(study, sample, basis(study, sample))
    assert table.empty
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS


def test_the_ratio_of_rate_ratios_is_that_of_the_statistics_room(
    compared: Study, sample: SimpleNamespace
) -> None:
    table = comparison_table(compared, sample, basis(compared, sample)).set_index("indicator")
    row = table.loc["naboklager"]
    own = [row[name] for name in ("events_before", "exposure_before", "events_after", "exposure_after")]
    other = [
        row[f"comparison_{name}"]
        for name in ("events_before", "exposure_before", "events_after", "exposure_after")
    ]
    result = stats.ratio_of_rate_ratios(*[float(x) for x in [*own, *other]])
    assert (row["estimate"], row["low"], row["high"], row["p"]) == (
        result.estimate,
        result.low,
        result.high,
        result.p,
    )
    assert row["estimate"] == pytest.approx(row["ratio"] / row["comparison_ratio"])
    complaints = sample.incidents[sample.incidents["kind"] == "naboklage"]
    within = complaints["date"].between("2022-10-01", "2024-09-30")
    theirs, early = complaints["address"] == "midtaasveien-22", complaints["date"] < "2023-10-01"
    for side, then in (("before", within & early), ("after", within & ~early)):
        assert row[f"comparison_events_{side}"] == (then & theirs).sum()
        assert row[f"events_{side}"] == (then & ~theirs).sum()
    assert row["ratio"] == pytest.approx((own[2] / own[3]) / (own[0] / own[1]))
    assert row["comparison_ratio"] == pytest.approx((other[2] / other[3]) / (other[0] / other[1]))


def test_months_of_comparison_addresses_stand_beside_the_projects_own(
    compared: Study, sample: SimpleNamespace
) -> None:
    months = pd.concat(comparison_months(compared, sample))
    assert set(months["place"]) == {"midtaasveien-22"}
    assert set(months["side"]) == {"before", "after"}


@pytest.mark.parametrize("empty", [("midtaasveien-22", "before"), ("midtaasveien-22", "after")])
def test_where_a_window_of_the_comparison_had_nothing_let_there_is_nothing_to_compare(
    compared: Study, sample: SimpleNamespace, empty: tuple[str, str]
) -> None:
    address, side = empty
    exposure = sample.exposure.copy()
    then = exposure["month"] < "2023-10-01" if side == "before" else exposure["month"] >= "2023-10-01"
    exposure.loc[(exposure["address"] == address) & then, "let_flat_days"] = 0
    emptied = with_tables(sample, exposure=exposure)
    assert comparison_table(compared, emptied, basis(compared, emptied)).empty
