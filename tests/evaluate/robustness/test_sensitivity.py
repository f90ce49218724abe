"""Disagreement is told from lost power, and counted as a fraction of what could have shown something."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate import Evaluation
from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.estimates import estimate
from analysis.evaluate.measures import person_values
from analysis.evaluate.measures._pairs import paired_changes
from analysis.evaluate.robustness.sensitivity import (
    COLUMNS,
    _summed_up,
    concluded,
    sensitivity_table,
    tried,
)
from analysis.params import Study

from ..conftest import answered, only

LINES = {"line-3", "line-1", "line+1", "line+3", "without_last_months"}


@pytest.fixture
def table(found: Evaluation) -> pd.DataFrame:
    return found.sensitivity


@pytest.mark.slow
def test_the_table_has_the_declared_columns_and_starts_with_the_main_analysis(table: pd.DataFrame) -> None:
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert (table.groupby("indicator", sort=False)["variant"].first() == "main").all()


@pytest.mark.slow
def test_what_decides_meets_every_choice_that_can_change_it_and_nothing_else_is_asked(
    table: pd.DataFrame, study: Study
) -> None:
    choices = table[table["place"] == "all"].groupby("indicator")["variant"].agg(set).to_dict()
    assert set(choices) == {i.id for i in study.plan.deciding} == {"naboklager", "trygghet", "medvirkning"}
    assert choices["naboklager"] == {"main", "without_address", "without_flat", "season_matched"} | LINES
    people = {"main", "without_address", "without_tenant", "all_available", "at_the_time", "signed_rank"}
    people |= {"as_groups"}
    assert choices["trygghet"] == choices["medvirkning"] == people


@pytest.mark.slow
def test_the_main_row_is_the_result(table: pd.DataFrame, found: Evaluation) -> None:
    rows = found.results[found.results["place"] == "all"].set_index("indicator")
    own = table[table["variant"] == "main"].set_index("indicator")
    for column in ("before", "after", "estimate", "low", "high", "p_adjusted"):
        np.testing.assert_array_equal(own[column], rows.loc[own.index, column].to_numpy(dtype=float))


@pytest.mark.slow
def test_runs_that_could_show_something_are_counted_apart_from_those_that_could_not(
    table: pd.DataFrame, found: Evaluation
) -> None:
    others = table[(table["variant"] != "main") & (table["place"] == "all")]
    assert (others["n_flips"] <= others["n_able"]).all()
    assert (others["n_able"] <= others["n_variants"]).all()
    assert (others["flips"] == (others["n_flips"] > 0)).all()
    each = others[(others["variant"] == "without_tenant") & (others["indicator"] == "trygghet")].iloc[0]
    assert each["n_variants"] == 13
    whole = found.results[found.results["place"] == "all"].set_index("indicator")
    for name, own in others.groupby("indicator"):
        row = whole.loc[name]
        assert row["n_choices"] == own["n_able"].sum()
        assert row["n_choices"] - row["n_agree"] == own["n_flips"].sum()
        assert row["n_powerless"] == own["n_variants"].sum() - own["n_able"].sum()
        assert row["sensitive"] == (row["n_agree"] < row["n_choices"])
    assert found.results.loc[found.results["place"] != "all", "n_choices"].isna().all()


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


def judged(study: Study, sample: SimpleNamespace, places: list[int], change: list[int]) -> pd.DataFrame:
    """The sensitivity of the primary index in a project where so many tenants changed by so much."""
    addresses = study.project.addresses[: 1 + max(places)]
    here = replace(only(study, "trygghet"), project=study.project.model_copy(update={"addresses": addresses}))
    tables = answered(here, sample, change, places)
    shared = basis(here, tables)
    return sensitivity_table(here, tables, shared, *estimate(here, tables, shared))


def said(table: pd.DataFrame, variant: str) -> list[int]:
    row = table[(table["variant"] == variant) & (table["place"] == "all")].iloc[0]
    return [int(row[name]) for name in ("n_variants", "n_able", "n_flips")]


def test_with_two_addresses_leaving_one_out_loses_power_and_disagrees_with_nothing(
    study: Study, sample: SimpleNamespace
) -> None:
    """Five and five tenants: each address alone cannot show anything."""
    table = judged(study, sample, [0] * 5 + [1] * 5, [1] * 10)
    assert table.loc[table["variant"] == "main", "verdict"].tolist() == ["bedring"]
    assert said(table, "without_address") == [2, 0, 0]
    assert said(table, "without_tenant") == [10, 10, 0]
    sums = tried(table).loc["trygghet"]
    assert not sums["sensitive"]
    assert sums["n_powerless"] == 2
    assert sums["n_choices"] == sums["n_agree"] > 10


def test_an_address_that_turns_the_direction_disagrees_though_it_could_show_nothing(
    study: Study, sample: SimpleNamespace
) -> None:
    """Twelve got much better; without them, four got a little worse."""
    table = judged(study, sample, [0] * 12 + [1] * 4, [3] * 12 + [-1] * 4)
    assert table.loc[table["variant"] == "main", "verdict"].tolist() == ["bedring"]
    assert said(table, "without_address") == [2, 2, 1]
    assert tried(table).loc["trygghet", "sensitive"]


def test_a_word_that_falls_with_one_tenant_is_sensitive_with_its_fraction(
    study: Study, sample: SimpleNamespace
) -> None:
    """Eight got better and one worse: without one of the eight, the flip no longer reaches alpha."""
    change = [1] * 7 + [2, -1]
    table = judged(study, sample, [0] * 9, change)
    left = [np.delete(change, k) for k in range(9)]
    fallen = sum(float(stats.sign_flip(c, interval=False).p) > 0.05 for c in left)
    assert stats.sign_flip(change, interval=False).p <= 0.05
    assert 0 < fallen < 9
    assert said(table, "without_tenant") == [9, 9, fallen]
    sums = tried(table).loc["trygghet"]
    assert sums["sensitive"]
    assert sums["n_choices"] - sums["n_agree"] >= fallen


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        *(("3", "3"), ("lost:3", "3"), ("2", "2"), ("2.small", "2"), ("lost:2.small", "2")),
        *(("4.wide", ""), ("4.minority", ""), ("1.tenants", ""), ("", "")),
    ],
)
def test_what_a_rule_concludes_is_compared_and_not_its_name(rule: str, what: str) -> None:
    assert concluded(rule) == what


FIGURES = dict.fromkeys(("p", "estimate", "low", "high", "before", "after", "n"), 0.5)


def run(indicator: str, p: float, able: bool, flips: bool, **more: Any) -> dict[str, Any]:
    own = {"indicator": indicator, "variant": "without_tenant", "p_adjusted": p, "able": able, "flips": flips}
    return {**own, **FIGURES, **more}


def test_runs_of_one_choice_are_one_row_with_the_least_favourable_and_how_many_flip() -> None:
    runs = pd.DataFrame(
        [
            run("a", 0.01, True, False, verdict="v0"),
            run("a", 0.2, True, True, verdict="v1"),
            run("a", 0.04, True, True, verdict="v2"),
            run("b", 0.01, True, False, verdict="v3"),
            run("b", np.nan, False, False, verdict="v4"),
        ]
    )
    rows = _summed_up(runs).set_index("indicator")
    assert rows["verdict"].to_dict() == {"a": "v1", "b": "v4"}, (
        "what cannot be judged is the least favourable"
    )
    assert rows[["n_variants", "n_able", "n_flips", "flips"]].to_numpy().tolist() == [
        [3, 3, 2, True],
        [2, 1, 0, False],
    ]
    pd.testing.assert_frame_equal(
        _summed_up(runs[::-1]).sort_values("indicator", ignore_index=True), rows.reset_index()
    )


def test_choices_are_summed_over_all_places_and_without_the_main_analysis() -> None:
    row = {"indicator": "a", "place": "all", "n_variants": 5, "n_able": 3, "n_flips": 1}
    rows = [row, {**row, "variant": "main"}, {**row, "place": "b"}, {**row, "n_flips": 0, "n_able": 0}]
    found = tried(pd.DataFrame([{"variant": f"v{k}", **r} for k, r in enumerate(rows)])).loc["a"]
    assert found.to_dict() == {"n_choices": 3, "n_agree": 2, "n_powerless": 7, "sensitive": True}
