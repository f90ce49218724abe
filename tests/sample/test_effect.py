"""What was put in comes out: with fifty times the flats, estimates lie within simulation error."""

import numpy as np
import pytest

from analysis.sample import World, world_tables

KINDS = ("naboklage", "drift", "haerverk", "innbrudd", "okkupasjon", "uonsket-besok", "politi")


def rate_ratio(world: World, kind: str) -> tuple[float, float, float]:
    """Rate before (per 100 let flat-months), rate ratio, and the ratio's standard error on the log scale.

    The error allows for the gamma factor: each address-month's count varies by mean + variance·mean².
    """
    tables = world_tables(world)
    events = tables["incidents"].query("kind == @kind")
    start = np.datetime64(world.study.project.start)
    begin = np.datetime64(world.params.records.start)
    exposure = tables["exposure"].assign(months=lambda t: t["let_flat_days"] / t["days"])
    months = exposure.groupby(exposure["month"] >= start)["months"].sum()
    before = ((events["date"] >= begin) & (events["date"] < start)).sum()
    after = (events["date"] >= start).sum()
    cells = len(exposure) / 2
    spread = world.truth.incidents[kind].dispersion / cells * 1.2
    error = np.sqrt(1 / before + 1 / after + 2 * spread)
    rate = before / months[False]
    return 100 * rate, after / months[True] / rate, float(error)


@pytest.mark.parametrize("kind", KINDS)
def test_true_rate_ratio_is_recovered(large: World, kind: str) -> None:
    rate, ratio, error = rate_ratio(large, kind)
    truth = large.truth.incidents[kind]
    assert abs(np.log(ratio / truth.ratio)) < 3.3 * error
    assert abs(np.log(rate / truth.rate)) < 0.12


@pytest.mark.parametrize("kind", KINDS)
def test_without_effect_the_rate_ratio_is_one(large_without_effect: World, kind: str) -> None:
    _, ratio, error = rate_ratio(large_without_effect, kind)
    assert abs(np.log(ratio)) < 3.3 * error


def test_true_ratio_of_terminations_is_recovered(large: World) -> None:
    tables = world_tables(large)
    start = np.datetime64(large.study.project.start)
    ends = tables["residents"].query("end_reason == 'oppsagt'")
    exposure = tables["exposure"].assign(months=lambda t: t["let_flat_days"] / t["days"])
    months = exposure.groupby(exposure["month"] >= start)["months"].sum()
    begin = np.datetime64(large.params.records.start)
    before = ((ends["end"] >= begin) & (ends["end"] < start)).sum()
    after = ((ends["end"] >= start) & (ends["end"] <= np.datetime64(large.params.records.end))).sum()
    truth = large.truth.tenancies.ends["oppsagt"]
    error = np.sqrt(1 / before + 1 / after)
    assert abs(np.log((after / months[True]) / (before / months[False]) / truth.ratio)) < 3.3 * error
    assert abs(before / months[False] * 100 - truth.rate) < 3.3 * truth.rate / np.sqrt(before)


def test_let_share_stays_level_without_effect(large_without_effect: World) -> None:
    exposure = world_tables(large_without_effect)["exposure"]
    let = exposure.groupby("month")[["let_flat_days", "flat_days"]].sum()
    share = let["let_flat_days"] / let["flat_days"]
    assert share.max() - share.min() < 0.06


def paired_change(world: World, item: str) -> tuple[float, float]:
    wide = (
        world_tables(world)["survey"]
        .query("item == @item")
        .pivot(index="person", columns="wave", values="value")
    )
    change = (wide[2] - wide[1]).dropna().astype(float)
    return float(change.mean()), float(change.std(ddof=1) / np.sqrt(len(change)))


@pytest.mark.parametrize("item", ["q01", "q03", "q05", "q09", "q13", "q14"])
def test_true_shift_of_an_item_is_recovered(large: World, item: str) -> None:
    change, error = paired_change(large, item)
    # Cutting to 1–7 takes at most a few hundredths off a shift in the middle of the scale.
    assert abs(change - large.truth.survey.items[item].shift) < 3.3 * error + 0.08


@pytest.mark.parametrize("item", ["q01", "q03", "q09", "q11"])
def test_without_effect_items_do_not_move(large_without_effect: World, item: str) -> None:
    change, error = paired_change(large_without_effect, item)
    assert abs(change) < 3.3 * error


def test_answers_of_one_person_go_together_and_reversed_items_against(large: World) -> None:
    wide = (
        world_tables(large)["survey"].query("wave == 1").pivot(index="person", columns="item", values="value")
    )
    correlation = wide.astype(float).corr()
    assert 0.25 < correlation.loc["q01", "q03"] < 0.6
    assert -0.6 < correlation.loc["q03", "q09"] < -0.25


def test_true_ratio_of_repair_time_is_recovered(large: World) -> None:
    events = world_tables(large)["incidents"].query("kind == 'drift'")
    start = np.datetime64(large.study.project.start)
    # Reports of the last three months may still be open.
    settled = events[events["date"] < np.datetime64("2024-07-01")]
    days = (settled["closed"] - settled["date"]).dt.days.fillna(10_000)
    median = days.groupby(settled["date"] >= start).median()
    truth = large.truth.repair
    assert abs(median[False] - truth.median_days) <= 2
    assert abs(median[True] - truth.median_days * truth.ratio) <= 2


def test_arrears_fall_with_the_effect_and_stay_level_without(
    large: World, large_without_effect: World
) -> None:
    def change(world: World) -> tuple[float, float]:
        table = world_tables(world)["arrears"]
        late = table["month"] >= np.datetime64("2024-04-01")
        early = table["month"] < np.datetime64("2023-10-01")
        return float(table[early]["balance"].mean()), float(table[late]["balance"].mean())

    before, after = change(large)
    assert after < 0.7 * before
    before, after = change(large_without_effect)
    assert abs(after / before - 1) < 0.15


def test_services_are_level_without_effect(large_without_effect: World) -> None:
    table, residents = (world_tables(large_without_effect)[k] for k in ("services", "residents"))

    def share(day: str) -> float:
        moment = np.datetime64(day)
        there = residents[(residents["start"] <= moment) & ~(residents["end"] < moment)]["person"]
        served = table[(table["start"] <= moment) & ~(table["end"] < moment)]["person"]
        return float(there.isin(served).mean())

    assert abs(share("2023-09-30") - share("2024-09-30")) < 0.06


def test_cases_fall_with_the_effect_only(large: World, large_without_effect: World) -> None:
    left = large.cases[2]
    assert left[-1] < left[0] - 30
    level = large_without_effect.cases[2]
    assert abs(level[-1] - level[0]) < 30
