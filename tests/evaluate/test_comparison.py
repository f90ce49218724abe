"""Comparison addresses: the project's change held against theirs, for every outcome."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.errors import AnalysisError
from analysis.evaluate.basis import basis
from analysis.evaluate.comparison import COLUMNS, comparison_months, comparison_table
from analysis.evaluate.estimates import estimate
from analysis.evaluate.measures import person_values
from analysis.params import Study

from .conftest import answered, only, with_tables

OTHER = "midtaasveien-22"


@pytest.fixture(scope="module")
def compared(study: Study) -> Study:
    addresses = tuple(a.model_copy(update={"comparison": a.id == OTHER}) for a in study.project.addresses)
    return replace(study, project=study.project.model_copy(update={"addresses": addresses}))


@pytest.fixture(scope="module")
def apart(sample: SimpleNamespace) -> SimpleNamespace:
    """The sample's tables, with nobody at the comparison address a tenant of the project."""
    there = sample.residents["address"] == OTHER
    persons = sample.residents.loc[there, "person"]
    mine = sample.residents["in_project"] & ~sample.residents["person"].isin(persons)
    return with_tables(sample, residents=sample.residents.assign(in_project=mine))


def test_without_comparison_addresses_there_is_nothing(study: Study, sample: SimpleNamespace) -> None:
    shared = basis(study, sample)
    table = comparison_table(study, sample, shared)
    assert table.empty
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert comparison_months(study, sample, shared) == []


def test_every_tested_outcome_that_both_arms_have_a_change_of_is_compared(
    compared: Study, apart: SimpleNamespace
) -> None:
    table = comparison_table(compared, apart, basis(compared, apart))
    assert set(table["indicator"]) <= {i.id for i in compared.plan.tested}
    assert {"naboklager", "trygghet", "restanse", "i-restanse"} <= set(table["indicator"])


def test_the_change_per_tenant_is_permuted_between_the_arms(compared: Study, apart: SimpleNamespace) -> None:
    shared = basis(compared, apart)
    row = comparison_table(compared, apart, shared).set_index("indicator").loc["trygghet"]
    values = person_values(compared, apart, shared, compared.plan.indicator("trygghet"))
    change = values[1] - values[0]
    assert shared.others is not None
    mine, theirs = (
        change[who & ~np.isnan(change)] for who in (shared.people.in_project, shared.others.tenants)
    )
    assert row["change"] == pytest.approx(mine.mean())
    assert row["comparison_change"] == pytest.approx(theirs.mean())
    assert row["estimate"] == pytest.approx(mine.mean() - theirs.mean())
    assert (row["comparison_n_before"], row["comparison_n_after"]) == (len(theirs), len(theirs))
    test = stats.mean_difference(theirs, mine)
    assert (row["p"], row["smallest_p"]) == (test.p, test.smallest_p)
    assert (row["low"], row["high"]) == (test.low, test.high)
    assert row["comparison_after"] - row["comparison_before"] == pytest.approx(row["comparison_change"])


def test_rates_are_compared_by_the_ratio_of_their_ratios(compared: Study, apart: SimpleNamespace) -> None:
    shared = basis(compared, apart)
    row = comparison_table(compared, apart, shared).set_index("indicator").loc["naboklager"]
    complaints = apart.incidents[apart.incidents["kind"] == "naboklage"]
    within = complaints["date"].between("2022-10-01", "2024-09-30")
    theirs, early = complaints["address"] == OTHER, complaints["date"] < "2023-10-01"
    for side, then in (("before", within & early), ("after", within & ~early)):
        assert row[f"comparison_n_{side}"] == (then & theirs).sum()
    assert row["estimate"] == pytest.approx(row["change"] / row["comparison_change"])
    rates = [row[f"comparison_n_{s}"] / row[f"comparison_exposure_{s}"] * 100 for s in ("before", "after")]
    assert rates == pytest.approx([row["comparison_before"], row["comparison_after"]])
    assert row["comparison_change"] == pytest.approx(rates[1] / rates[0])
    exact = stats.ratio_of_rate_ratios(
        *(
            float((within & ~theirs & early).sum()),
            float(shared.calendar.exposure[:, shared.calendar.at("before")].sum()),
        ),
        *(
            float((within & ~theirs & ~early).sum()),
            float(shared.calendar.exposure[:, shared.calendar.at("after")].sum()),
        ),
        *(float(row["comparison_n_before"]), row["comparison_exposure_before"]),
        *(float(row["comparison_n_after"]), row["comparison_exposure_after"]),
    )
    assert row["estimate"] == pytest.approx(exact.estimate)
    assert row["p"] >= exact.p, "the larger of the exact and the flats'"
    assert row["low"] <= exact.low
    assert row["high"] >= exact.high


def test_months_of_comparison_addresses_stand_beside_the_projects_own(
    compared: Study, apart: SimpleNamespace
) -> None:
    months = pd.concat(comparison_months(compared, apart, basis(compared, apart)))
    assert set(months["place"]) == {OTHER}
    assert set(months["side"]) >= {"before", "after"}


@pytest.mark.parametrize("side", ["before", "after"])
def test_where_a_window_of_the_comparison_had_nothing_let_no_rate_is_compared(
    compared: Study, apart: SimpleNamespace, side: str
) -> None:
    exposure = apart.exposure.copy()
    then = exposure["month"] < "2023-10-01" if side == "before" else exposure["month"] >= "2023-10-01"
    exposure.loc[(exposure["address"] == OTHER) & then, "let_flat_days"] = 0
    emptied = with_tables(apart, exposure=exposure)
    table = comparison_table(compared, emptied, basis(compared, emptied))
    assert not {i.id for i in compared.plan.tested if i.declared.counts == "events"} & set(table["indicator"])


def test_a_tenant_of_the_project_with_a_contract_at_a_comparison_address_is_refused(
    compared: Study, sample: SimpleNamespace
) -> None:
    tables = answered(compared, sample, [1, 1], [0, 2])
    both = tables.residents.assign(person="p00000")
    with pytest.raises(
        AnalysisError, match=r"1 tenant\(s\) of the project lived at a comparison address on 2023"
    ):
        basis(compared, with_tables(tables, residents=both))


def deciding(study: Study, sample: SimpleNamespace, mine: list[int], theirs: list[int]) -> pd.Series:
    """The primary's row where the plan lets the difference to the comparison decide."""
    here = only(study, "trygghet")
    plan = here.plan.model_copy(update={"decided_by_comparison": True})
    here = replace(here, plan=plan)
    places = [0] * len(mine) + [2] * len(theirs)
    tables = answered(here, sample, [*mine, *theirs], places)
    own = tables.residents["in_project"] & (tables.residents["address"] != OTHER)
    tables = with_tables(tables, residents=tables.residents.assign(in_project=own))
    rows, _ = estimate(here, tables, basis(here, tables))
    return rows[rows["place"] == "all"].iloc[0]


def test_where_the_plan_says_so_the_difference_decides(compared: Study, sample: SimpleNamespace) -> None:
    """As much better as the others, nothing is left to show."""
    some = [-1, 0, 1, 1, 2, 2, 3, 4]
    alike = deciding(compared, sample, some, some)
    assert (alike["estimate"], alike["verdict"]) == (0.0, "for_lite_data")
    apart_ = deciding(compared, sample, [2] * 8, [0] * 8)
    assert (apart_["estimate"], apart_["verdict"]) == (2.0, "bedring")
    assert apart_["p"] == pytest.approx(2 / 12870), "eight of sixteen, two of the ways"
    assert deciding(compared, sample, [0] * 8, [2] * 8)["verdict"] == "forverring"
    assert apart_["method"] == "comparison"


def test_where_the_comparison_has_nobody_nothing_is_concluded(
    compared: Study, sample: SimpleNamespace
) -> None:
    none = deciding(compared, sample, [2] * 8, [])
    assert (none["verdict"], none["unmeasured"]) == ("ikke_maalt", "no_comparison")
