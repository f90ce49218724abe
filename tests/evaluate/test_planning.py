from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from analysis import stats
from analysis.evaluate.planning import (
    COLUMNS,
    FILE,
    Assumptions,
    assumptions_from,
    plan_power,
    planned_indicators,
    read_assumptions,
)
from analysis.params import ParamsError, Study

from .conftest import window, with_period


@pytest.fixture(scope="module")
def assumed(study: Study) -> Assumptions:
    return read_assumptions(study)


def test_every_tested_indicator_is_planned(study: Study, assumed: Assumptions) -> None:
    table = plan_power(study, assumed)
    assert {name: str(dtype) for name, dtype in table.dtypes.items()} == COLUMNS
    assert table["indicator"].tolist() == [i.id for i, _ in planned_indicators(study)]
    families = {f.id: f for f in study.plan.families}
    assert all(families[family].tested for family in table["family"])


def test_pairs_and_counts_are_those_of_the_statistics_room(study: Study, assumed: Assumptions) -> None:
    table = plan_power(study, assumed).set_index("indicator")
    primary = table.loc["trygghet"]
    assert (primary["tests"], primary["n"], primary["pairs_needed"]) == (1, 13, 6)
    assert primary["smallest_p_adjusted"] == 2.0**-12
    item = table.loc["q01"]
    assert (item["tests"], item["pairs_needed"]) == (14, 10)
    rate = table.loc["naboklager"]
    expected = 0.30 * 156
    assert rate["events_before"] == pytest.approx(expected)
    assert rate["largest_after"] == stats.largest_significant_count(round(expected), 1.0, tests=7)


def test_the_change_that_is_found_has_power_four_fifths(study: Study, assumed: Assumptions) -> None:
    rate = plan_power(study, assumed).set_index("indicator").loc["naboklager"]
    power = stats.power_counts(rate["events_before"], rate["detectable"], tests=7).power
    assert 0.8 <= power < 0.83
    weaker = stats.power_counts(rate["events_before"], rate["detectable"] + 0.02, tests=7).power
    assert weaker < 0.8


def test_five_events_before_could_never_show_a_fall(study: Study, assumed: Assumptions) -> None:
    few = assumed.model_copy(update={"rates_before": {"naboklager": 100 * 5 / 156}})
    row = plan_power(study, few).set_index("indicator").loc["naboklager"]
    assert not row["could_show"]
    assert row["smallest_p"] == 0.0625


def test_without_a_guess_a_rate_is_not_planned_and_says_so(study: Study, assumed: Assumptions) -> None:
    none = assumed.model_copy(update={"rates_before": {}})
    row = plan_power(study, none).set_index("indicator").loc["naboklager"]
    assert not row["could_show"]
    assert row["note"]


def test_tables_give_the_plan_from_the_before_window_only(study: Study, sample: SimpleNamespace) -> None:
    after = sample.incidents["date"] >= "2023-10-01"
    emptied = SimpleNamespace(**{**vars(sample), "incidents": sample.incidents[~after]})
    full, without = plan_power(study, sample), plan_power(study, emptied)
    assert full.equals(without)
    assert full.set_index("indicator").loc["trygghet", "n"] == 13


def test_the_exposure_after_is_that_before_per_day(study: Study, sample: SimpleNamespace) -> None:
    half = with_period(study, after=window("2023-10-01", "2024-03-31"))
    found = assumptions_from(half, sample)
    assert found.flat_months_before > 100
    assert found.flat_months_after / found.flat_months_before == pytest.approx(183 / 365)


def test_a_family_that_is_not_adjusted_shares_no_tests(study: Study) -> None:
    families = tuple(f.model_copy(update={"adjust": "none"}) for f in study.plan.families)
    alone = replace(study, plan=study.plan.model_copy(update={"families": families}))
    assert {tests for _, tests in planned_indicators(alone)} == {1}
    shared = {indicator.id: tests for indicator, tests in planned_indicators(study)}
    assert (shared["trygghet"], shared["naboklager"], shared["q01"]) == (1, 7, 14)


def test_an_assumption_about_an_indicator_no_plan_has_is_refused(study: Study, tmp_path: Path) -> None:
    copied = replace(study, root=tmp_path)
    copied.params_dir.mkdir(parents=True)
    text = (study.params_dir / FILE).read_text(encoding="utf-8")
    (copied.params_dir / FILE).write_text(text.replace("naboklager", "netter"), encoding="utf-8")
    with pytest.raises(ParamsError, match=r"planning\.yml: unknown indicator netter"):
        read_assumptions(copied)
