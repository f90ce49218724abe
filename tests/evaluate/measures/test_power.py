"""What one tested measure could show, at the edges of what is worked out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from pydantic import ValidationError
from scipy.special import ndtr

from analysis import stats
from analysis.evaluate.measures import _power
from analysis.evaluate.measures._power import (
    MOST_EVENTS,
    Assumptions,
    changes,
    paired_power,
    rate_power,
    share_power,
    smallest_change,
)
from analysis.params import Study

KNOWN = Assumptions(pairs=13, flat_months_before=156, flat_months_after=156)


def listed(change: float, spread: float, step: float, pairs: int, steps: int) -> float:
    """Power with the changes listed on so many steps, worked out here."""
    grid = np.arange(steps) - steps // 2
    edges = np.r_[-np.inf, (grid[:-1] + 0.5) * step, np.inf]
    law = np.diff(ndtr((edges - change) / spread))
    return float(stats.power_paired(grid.tolist(), law.tolist(), pairs, test="sign-flip", alpha=0.05).power)


@pytest.mark.parametrize(("pairs", "steps"), [(8, 7), (16, 7), (17, 5)])
def test_changes_are_listed_on_seven_steps_and_on_five_from_seventeen_pairs(pairs: int, steps: int) -> None:
    found = paired_power(0.5, 0.75, 0.5, pairs, 0.05, 1)
    assert found == pytest.approx(listed(0.5, 0.75, 0.5, pairs, steps))


def test_a_change_to_each_side_is_found_as_often() -> None:
    up, down = (paired_power(c, 0.75, 0.5, 9, 0.05, 1) for c in (0.5, -0.5))
    assert up == pytest.approx(down)
    assert paired_power(0.5, 0.75, 0.5, 9, 0.05, 4) < up < paired_power(0.5, 0.75, 0.5, 9, 0.2, 1)


@pytest.mark.parametrize("pairs", [1, 34, 35])
def test_power_is_worked_out_up_to_thirty_four_pairs(
    study: Study, monkeypatch: pytest.MonkeyPatch, pairs: int
) -> None:
    monkeypatch.setattr(_power, "paired_power", lambda change, *_: change)
    monkeypatch.setattr(_power, "_share_change_power", lambda pairs, wanted, *_: wanted)
    assumed = Assumptions(pairs=pairs, flat_months_before=156, flat_months_after=156)
    mean = changes(spread=0.75, step=0.5, unit="points")
    rows = [
        mean(study.plan.indicator("trygghet"), 1, assumed, 0.05),
        share_power(study.plan.indicator("i-restanse"), 5, assumed, 0.05),
    ]
    for row, tests in zip(rows, (1, 5), strict=True):
        assert row["n"] == pairs
        assert row["smallest_p_adjusted"] == min(1.0, tests * row["smallest_p"])
        assert (row.get("note", "") == "many_pairs") == (pairs > 34)
        assert ("detectable" in row) == ("power_important" in row) == (pairs <= 34)


def test_a_p_of_exactly_alpha_could_show_something(study: Study) -> None:
    planned = changes(spread=1.0, step=0.5, unit="sd")
    five = KNOWN.model_copy(update={"pairs": 5})
    least = 2.0**-4
    assert planned(study.plan.indicator("restanse"), 1, five, least)["could_show"]
    row = planned(study.plan.indicator("restanse"), 1, five, least - 1e-9)
    assert not row["could_show"]
    assert row["note"] == "spread_unknown"
    assert "power_important" not in row, "the spread is not known, so neither is the chance"


def test_the_important_change_of_a_tenant_is_looked_for_in_its_own_size(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_power, "paired_power", lambda change, *_: change)
    planned = changes(spread=0.75, step=0.5, unit="points")
    row = planned(study.plan.indicator("trygghet"), 1, KNOWN, 0.05)
    assert row["power_important"] == 0.5
    assert row["detectable"] == pytest.approx(0.8, abs=0.05)
    assert row["detectable"] >= 0.8
    assert row["detectable_unit"] == "points"


@pytest.mark.parametrize(("direction", "ratio"), [("lower", 0.7), ("higher", 1.3)])
def test_a_rate_is_looked_for_on_the_wanted_side(
    study: Study, monkeypatch: pytest.MonkeyPatch, direction: str, ratio: float
) -> None:
    asked = []
    monkeypatch.setattr(_power, "_count_power", lambda *given: asked.append(given) or abs(given[1] - 1))
    rate = study.plan.indicator("naboklager").model_copy(update={"direction": direction})
    assumed = KNOWN.model_copy(update={"rates_before": {"naboklager": 30.0}, "flat_months_after": 78})
    row = rate_power(rate, 7, assumed, 0.05)
    assert row["power_important"] == pytest.approx(0.3)
    assert (46.8, ratio, 0.5, 0.05, 7) in asked
    assert (row["detectable"] > 1) == (direction == "higher")
    assert abs(row["detectable"] - 1) == pytest.approx(0.8, abs=0.01)
    assert row["events_before"] == pytest.approx(46.8)
    assert (row["exposure_before"], row["exposure_after"]) == (156, 78)
    assert row["largest_after"] == stats.largest_significant_count(47, 0.5, tests=7)
    assert row["smallest_p"] == stats.rate_ratio(47, 156, 0, 78).p
    assert row["detectable_unit"] == "ratio"


@pytest.mark.parametrize(
    ("events", "note"), [(MOST_EVENTS, None), (MOST_EVENTS + 0.1, "many"), (0.0, "many")]
)
def test_the_power_of_no_event_and_of_very_many_is_not_worked_out(
    study: Study, monkeypatch: pytest.MonkeyPatch, events: float, note: str | None
) -> None:
    monkeypatch.setattr(_power, "_count_power", lambda *_: 1.0)
    assumed = KNOWN.model_copy(update={"rates_before": {"naboklager": 100 * events / 156}})
    row = rate_power(study.plan.indicator("naboklager"), 7, assumed, 0.05)
    assert row.get("note") == (note and "events_none_or_many")
    assert ("detectable" in row) == (note is None)


@pytest.mark.parametrize("unknown", ["rates_before", "flat_months_before", "flat_months_after"])
def test_without_a_rate_or_a_flat_nothing_is_planned(study: Study, unknown: str) -> None:
    assumed = KNOWN.model_copy(update={"rates_before": {"naboklager": 30.0}})
    lacking = assumed.model_copy(update={unknown: {} if unknown == "rates_before" else 0.0})
    row = rate_power(study.plan.indicator("naboklager"), 7, lacking, 0.05)
    assert row == {"could_show": False, "note": "rate_unknown"}


@pytest.mark.parametrize(
    ("direction", "share", "note"),
    [("lower", 0.7, "no_room"), ("lower", 0.8, ""), ("higher", 0.3, "no_room"), ("higher", 0.2, "")],
)
def test_a_share_can_fall_as_far_as_it_is_and_rise_as_far_as_is_left(
    study: Study, monkeypatch: pytest.MonkeyPatch, direction: str, share: float, note: str
) -> None:
    monkeypatch.setattr(_power, "_share_change_power", lambda pairs, wanted, *_: wanted)
    indicator = study.plan.indicator("i-restanse").model_copy(update={"direction": direction})
    assumed = KNOWN.model_copy(update={"shares_before": {"i-restanse": share}})
    row = share_power(indicator, 5, assumed, 0.05)
    assert row["detectable"] == pytest.approx(0.75, abs=0.01), "0.8 do, and 0.05 the other way"
    assert row["power_important"] == pytest.approx(0.25)
    assert row["note"] == note
    assert row["detectable_unit"] == "fraction"


def test_the_smallest_change_has_its_power_to_within_the_precision() -> None:
    asked = []
    found = smallest_change(lambda change: asked.append(change) or change / 2, 2.0, precision=0.1)
    assert 1.6 <= found <= 1.7
    assert max(asked) == 2.0
    assert smallest_change(lambda change: 0.8 * (change >= 1), 1.0) == 1.0, "exactly four in five is enough"
    assert math.isnan(smallest_change(lambda change: 0.799, 1.0))


@pytest.mark.parametrize("field", ["pairs", "flat_months_before", "flat_months_after"])
def test_what_is_assumed_cannot_be_less_than_nothing(field: str) -> None:
    with pytest.raises(ValidationError, match=field):
        Assumptions(**{**KNOWN.model_dump(), field: -1})


def test_an_adjusted_p_is_never_above_one(study: Study) -> None:
    one = KNOWN.model_copy(update={"pairs": 1, "rates_before": {"naboklager": 100 / 156}})
    assert rate_power(study.plan.indicator("naboklager"), 7, one, 0.05)["smallest_p_adjusted"] == 1.0
    assert share_power(study.plan.indicator("i-restanse"), 5, one, 0.05)["smallest_p_adjusted"] == 1.0
