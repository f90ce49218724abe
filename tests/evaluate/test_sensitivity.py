from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.estimates import Basis, Estimates, basis, estimate, paired_changes, person_values
from analysis.evaluate.robustness.alternatives import all_available, flips, season_matched, wilcoxon_zeros
from analysis.evaluate.robustness.sensitivity import COLUMNS, sensitive_indicators, sensitivity_table
from analysis.params import Study, load_period


@pytest.fixture(scope="module")
def shared(study: Study, sample: SimpleNamespace) -> Basis:
    return basis(study, sample)


@pytest.fixture(scope="module")
def main(study: Study, sample: SimpleNamespace, shared: Basis) -> Estimates:
    return estimate(study, sample, shared)


@pytest.fixture(scope="module")
def table(study: Study, sample: SimpleNamespace, shared: Basis, main: Estimates) -> pd.DataFrame:
    return sensitivity_table(study, sample, shared, main)


def test_the_table_has_the_declared_columns_and_starts_with_the_main_analysis(table: pd.DataFrame) -> None:
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert (table.groupby("indicator", sort=False)["variant"].first() == "main").all()


def test_every_tested_indicator_meets_every_choice_that_can_change_it(table: pd.DataFrame) -> None:
    choices = table[table["place"] == "all"].groupby("indicator")["variant"].agg(set)
    windows = {"main", "line-3", "line-1", "line+1", "line+3", "without_last_months", "without_address"}
    assert choices["naboklager"] == windows | {"season_matched", "months_adjusted"}
    assert choices["restanse"] == windows | {"without_tenant", "all_available", "at_the_time"}
    people = {"main", "without_address", "without_tenant", "all_available", "at_the_time"}
    assert choices["trygghet"] == people
    assert choices["q01"] == people | {"wilcoxon_zeros"}
    assert choices["i-restanse"] == windows | {"without_tenant", "at_the_time"}


def test_the_main_row_is_the_result(table: pd.DataFrame, main: Estimates) -> None:
    rows = main.rows[main.rows["place"] == "all"].set_index("indicator")
    own = table[table["variant"] == "main"].set_index("indicator")
    for column in ("before", "after", "estimate", "low", "high", "p_adjusted"):
        np.testing.assert_array_equal(own[column], rows.loc[own.index, column].to_numpy(dtype=float))


def test_flips_are_counted_and_mark_the_indicator(table: pd.DataFrame) -> None:
    assert (table["flips"] == (table["n_flips"].fillna(0) > 0)).all()
    assert sensitive_indicators(table) == set(table.loc[table["n_flips"].fillna(0) > 0, "indicator"])
    each = table[(table["variant"] == "without_tenant") & (table["indicator"] == "trygghet")].iloc[0]
    assert each["n_variants"] == 13


def test_leaving_one_out_shows_the_least_favourable_run(
    table: pd.DataFrame, study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    primary = next(i for i in study.plan.indicators if i.primary)
    values = person_values(study, sample, shared, primary)
    assert values is not None
    change = paired_changes(values, shared.people)
    left = [np.delete(change, k) for k in np.flatnonzero(shared.people.in_project)]
    largest = max(float(stats.sign_flip(c[~np.isnan(c)]).p) for c in left)
    row = table[(table["variant"] == "without_tenant") & (table["indicator"] == primary.id)].iloc[0]
    assert row["p_adjusted"] == largest


def test_season_matching_flips_signs_of_the_calendar_months(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    indicator = next(i for i in study.plan.indicators if i.id == "naboklager")
    row = season_matched(study, sample, shared, indicator)
    assert row["note"] == "12 kalendermåneder"
    placebo = load_period("params/leie/periods/2023-sommer.yml")
    nothing = season_matched(placebo, sample, basis(placebo, sample), indicator)
    assert "ingen kalendermåneder felles" in str(nothing["note"])
    assert "p" not in nothing


def test_wilcoxon_zeros_and_all_available_are_those_of_the_statistics_room(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    item = next(i for i in study.plan.indicators if i.id == "q01")
    values = person_values(study, sample, shared, item)
    assert values is not None
    change, base = paired_changes(values, shared.people), shared.people.in_project
    some = ~np.isnan(change)
    expected = stats.stratified_signed_rank(change[some], shared.people.place[some], zeros="wilcox")
    assert wilcoxon_zeros(values, shared, 0.95)["p"] == expected.p
    available = stats.partially_overlapping_t(values[0, base], values[1, base])
    assert all_available(values, shared, 0.95)["estimate"] == available.estimate


@pytest.mark.parametrize(
    ("verdict", "row", "expected"),
    [
        ("bedring", {"p": 0.2, "estimate": 0.5}, True),
        ("bedring", {"p": 0.01, "estimate": 0.5}, False),
        ("bedring", {"p": 0.01, "estimate": -0.5}, True),
        ("forverring", {"p": 0.2, "estimate": 0.5}, True),
        ("for_lite_data", {"p": 0.9, "estimate": -0.5}, False),
        ("bedring", {"note": "ikke mulig"}, False),
    ],
)
def test_another_method_flips_only_what_was_concluded(
    verdict: str, row: dict[str, object], expected: bool
) -> None:
    main = pd.Series({"verdict": verdict, "estimate": 0.4, "estimate_type": "difference"})
    assert flips(main, row, 0.05) is expected
