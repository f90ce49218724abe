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
from analysis.evaluate.robustness.sensitivity import COLUMNS, _summed_up, sensitive_indicators
from analysis.params import Study


@pytest.fixture
def table(found: Evaluation) -> pd.DataFrame:
    return found.sensitivity


@pytest.mark.slow
def test_the_table_has_the_declared_columns_and_starts_with_the_main_analysis(table: pd.DataFrame) -> None:
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert (table.groupby("indicator", sort=False)["variant"].first() == "main").all()


@pytest.mark.slow
def test_every_tested_indicator_meets_every_choice_that_can_change_it(table: pd.DataFrame) -> None:
    choices = table[table["place"] == "all"].groupby("indicator")["variant"].agg(set)
    windows = {"main", "line-3", "line-1", "line+1", "line+3", "without_last_months", "without_address"}
    assert choices["naboklager"] == windows | {"season_matched", "months_adjusted"}
    assert choices["restanse"] == windows | {"without_tenant", "all_available", "at_the_time"}
    people = {"main", "without_address", "without_tenant", "all_available", "at_the_time"}
    assert choices["trygghet"] == people
    assert choices["q01"] == people | {"wilcoxon_zeros"}
    assert choices["i-restanse"] == windows | {"without_tenant", "at_the_time"}


@pytest.mark.slow
def test_the_main_row_is_the_result(table: pd.DataFrame, found: Evaluation) -> None:
    rows = found.results[found.results["place"] == "all"].set_index("indicator")
    own = table[table["variant"] == "main"].set_index("indicator")
    for column in ("before", "after", "estimate", "low", "high", "p_adjusted"):
        np.testing.assert_array_equal(own[column], rows.loc[own.index, column].to_numpy(dtype=float))


@pytest.mark.slow
def test_flips_are_counted_and_mark_the_indicator(table: pd.DataFrame) -> None:
    assert (table["flips"] == (table["n_flips"].fillna(0) > 0)).all()
    assert table["flips"].any()
    assert sensitive_indicators(table) == set(table.loc[table["n_flips"].fillna(0) > 0, "indicator"])
    each = table[(table["variant"] == "without_tenant") & (table["indicator"] == "trygghet")].iloc[0]
    assert each["n_variants"] == 13


@pytest.mark.slow
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


def test_runs_of_one_choice_are_one_row_with_the_least_favourable_and_how_many_flip() -> None:
    figures = dict.fromkeys(("p", "estimate", "low", "high", "before", "after", "n"), 0.5)
    said = [("a", 0.01, False), ("a", 0.2, True), ("a", 0.04, True), ("b", 0.01, False), ("b", np.nan, False)]
    runs = pd.DataFrame(
        {
            "indicator": i,
            "variant": "without_tenant",
            "p_adjusted": p,
            "flips": flips,
            "verdict": f"v{k}",
            **figures,
        }
        for k, (i, p, flips) in enumerate(said)
    )
    rows = _summed_up(runs).set_index("indicator")
    assert rows["verdict"].to_dict() == {"a": "v1", "b": "v4"}, (
        "what cannot be judged is the least favourable"
    )
    assert rows[["n_variants", "n_flips", "flips"]].to_numpy().tolist() == [[3, 2, True], [2, 0, False]]
    pd.testing.assert_frame_equal(
        _summed_up(runs[::-1]).sort_values("indicator", ignore_index=True), rows.reset_index()
    )
