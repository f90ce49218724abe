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
    reachable,
    read_assumptions,
)
from analysis.params import ParamsError, Study

from .conftest import only, window, with_period


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
    assert rate["tests"] == 1, "the other kinds of event support, and cost it nothing"
    assert rate["largest_after"] == stats.largest_significant_count(round(expected), 1.0, tests=1)
    assert table["decides"].sum() == 3


def test_the_change_that_is_found_has_power_four_fifths(study: Study, assumed: Assumptions) -> None:
    rate = plan_power(study, assumed).set_index("indicator").loc["naboklager"]
    power = stats.power_counts(rate["events_before"], rate["detectable"], tests=1).power
    assert 0.8 <= power < 0.83
    weaker = stats.power_counts(rate["events_before"], rate["detectable"] + 0.02, tests=1).power
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
    nearly = with_period(study, after=window("2023-10-01", "2024-06-30"))
    found = assumptions_from(nearly, sample)
    assert found.flat_months_before > 100
    assert found.flat_months_after / found.flat_months_before == pytest.approx(274 / 365)


def test_half_a_year_after_is_planned_against_the_same_months_before(
    study: Study, sample: SimpleNamespace
) -> None:
    whole, half = (
        assumptions_from(with_period(study, after=window("2023-10-01", end)), sample)
        for end in ("2024-09-30", "2024-03-31")
    )
    assert half.flat_months_before < 0.6 * whole.flat_months_before
    assert half.flat_months_after / half.flat_months_before == pytest.approx(183 / 182)
    days = sample.incidents["date"]
    early = (sample.incidents["kind"] == "naboklage") & days.between("2022-10-01", "2023-03-31")
    assert half.rates_before["naboklager"] * half.flat_months_before / 100 == pytest.approx(early.sum())


def test_what_decides_shares_its_tests_with_what_decides_and_a_question_with_the_questions(
    study: Study,
) -> None:
    shared = {indicator.id: tests for indicator, tests in planned_indicators(study)}
    assert (shared["trygghet"], shared["naboklager"], shared["haerverk"], shared["q01"]) == (1, 1, 1, 14)
    both = only(study, "naboklager", "haerverk")
    assert {tests for _, tests in planned_indicators(both)} == {2}
    families = tuple(f.model_copy(update={"adjust": "none"}) for f in both.plan.families)
    alone = replace(both, plan=both.plan.model_copy(update={"families": families}))
    assert {tests for _, tests in planned_indicators(alone)} == {1}


@pytest.mark.parametrize(
    ("tests", "pairs", "events"),
    [(1, 6, 6), (2, 7, 7), (3, 7, 7), (4, 8, 8), (14, 10, 10)],
)
def test_better_or_worse_can_be_reached_from_so_many(
    study: Study, tests: int, pairs: int, events: int
) -> None:
    """2 · ½ⁿ times the tests is 0.05 at most: 2 / 64 once, 2 / 128 three times."""
    assert reachable(study.plan.indicator("trygghet"), tests, study.plan)["pairs_needed"] == pairs
    assert reachable(study.plan.indicator("naboklager"), tests, study.plan)["events_needed"] == events


def test_unchanged_can_be_reached_from_eight_tenants_and_from_a_few_hundred_events(study: Study) -> None:
    rate = study.plan.indicator("naboklager")
    assert reachable(study.plan.indicator("trygghet"), 1, study.plan)["pairs_unchanged"] == 8
    one, two = (reachable(rate, tests, study.plan)["events_unchanged"] for tests in (1, 2))
    assert one is not None and two is not None
    assert 100 < one < two < 400
    for n, inside in ((one, True), (one - 1, False)):
        exact = stats.rate_ratio(n, 1, n, 1)
        assert (exact.low > 0.7 and exact.high < 1.3) == inside


def test_where_no_change_is_called_important_nothing_suffices_for_unchanged(study: Study) -> None:
    unsaid = study.plan.indicator("naboklager").model_copy(update={"important_change": None})
    assert reachable(unsaid, 1, study.plan)["events_unchanged"] is None


def test_an_assumption_about_an_indicator_no_plan_has_is_refused(study: Study, tmp_path: Path) -> None:
    copied = replace(study, root=tmp_path)
    copied.params_dir.mkdir(parents=True)
    text = (study.params_dir / FILE).read_text(encoding="utf-8")
    (copied.params_dir / FILE).write_text(text.replace("naboklager", "netter"), encoding="utf-8")
    with pytest.raises(ParamsError, match=r"planning\.yml: unknown indicator netter"):
        read_assumptions(copied)
