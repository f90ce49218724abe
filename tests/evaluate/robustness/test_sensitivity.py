from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate import Evaluation
from analysis.evaluate.basis import Basis
from analysis.evaluate.measures import person_values
from analysis.evaluate.measures._pairs import paired_changes
from analysis.evaluate.robustness.sensitivity import COLUMNS, sensitive_indicators
from analysis.params import Study

pytestmark = pytest.mark.slow


@pytest.fixture
def table(found: Evaluation) -> pd.DataFrame:
    return found.sensitivity


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


def test_the_main_row_is_the_result(table: pd.DataFrame, found: Evaluation) -> None:
    rows = found.results[found.results["place"] == "all"].set_index("indicator")
    own = table[table["variant"] == "main"].set_index("indicator")
    for column in ("before", "after", "estimate", "low", "high", "p_adjusted"):
        np.testing.assert_array_equal(own[column], rows.loc[own.index, column].to_numpy(dtype=float))


def test_flips_are_counted_and_mark_the_indicator(table: pd.DataFrame) -> None:
    assert (table["flips"] == (table["n_flips"].fillna(0) > 0)).all()
    assert table["flips"].any()
    assert sensitive_indicators(table) == set(table.loc[table["n_flips"].fillna(0) > 0, "indicator"])
    each = table[(table["variant"] == "without_tenant") & (table["indicator"] == "trygghet")].iloc[0]
    assert each["n_variants"] == 13


def test_leaving_one_out_shows_the_least_favourable_run(
    table: pd.DataFrame, study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    primary = next(i for i in study.plan.indicators if i.primary)
    values = person_values(study, sample, shared, primary)
    change = paired_changes(values, shared.people)
    left = [np.delete(change, k) for k in np.flatnonzero(shared.people.in_project)]
    largest = max(float(stats.sign_flip(c[~np.isnan(c)]).p) for c in left)
    row = table[(table["variant"] == "without_tenant") & (table["indicator"] == primary.id)].iloc[0]
    assert row["p_adjusted"] == largest
