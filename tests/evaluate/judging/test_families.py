"""p is adjusted among those that are asked together, and its least with it."""

from __future__ import annotations

import math
from typing import Any, Literal

import numpy as np
import pytest

from analysis import stats
from analysis.evaluate.judging.families import Adjusted, adjusted
from analysis.params import Family, Plan, Study

Adjust = Literal["holm", "westfall_young", "bh", "none"]
THREE = ("haerverk", "innbrudd", "naboklager")
"""Three rates of one family, in no order of the plan."""


def row(p: float, least: float = 0.001, **more: float) -> dict[str, Any]:
    return {"p": p, "smallest_p": least, **more}


def three(*p: float, least: float = 0.001) -> dict[str, dict[str, Any]]:
    return {name: row(value, least) for name, value in zip(THREE, p, strict=True)}


def by(plan: Plan, adjust: Adjust) -> Plan:
    families = tuple(f.model_copy(update={"adjust": adjust}) for f in plan.families if f.id == "hendelser")
    return plan.model_copy(update={"families": families})


def test_holm_within_the_family_and_nothing_across_families(study: Study) -> None:
    events = three(0.03, 0.01, 0.02)
    both = adjusted({**events, "restanse": row(0.004), "flyttinger": row(0.3)}, {}, study.plan)
    assert [both[name].p for name in THREE] == pytest.approx([0.04, 0.03, 0.04])
    assert [both[name].p for name in ("restanse", "flyttinger")] == pytest.approx([0.008, 0.3])


def test_a_test_alone_in_its_family_is_not_adjusted(study: Study) -> None:
    found = adjusted({"trygghet": row(0.04, 0.01), "naboklager": row(0.03, p_zero=0.02)}, {}, study.plan)
    assert (found["trygghet"].p, found["trygghet"].smallest, found["trygghet"].tests) == (0.04, 0.01, 1)
    assert (found["naboklager"].p, found["naboklager"].zero, found["naboklager"].tests) == (0.03, 0.02, 1)


@pytest.mark.parametrize(("adjust", "tests"), [("holm", [1, 3, 2]), ("none", [1, 1, 1]), ("bh", [1, 1, 1])])
def test_holm_holds_each_p_against_as_many_as_are_left_in_its_step(
    study: Study, adjust: Adjust, tests: list[int]
) -> None:
    found = adjusted(three(0.03, 0.01, 0.02), {}, by(study.plan, adjust))
    assert [found[name].tests for name in THREE] == tests


def test_equal_p_stand_in_steps_in_the_order_of_the_plan(study: Study) -> None:
    found = adjusted(three(0.02, 0.02, 0.02), {}, study.plan)
    order = [i.id for i in study.plan.indicators if i.id in THREE]
    assert [found[name].tests for name in order] == [3, 2, 1]
    assert {found[name].p for name in THREE} == {0.06}


@pytest.mark.parametrize("adjust", ["holm", "bh", "none"])
def test_adjusted_p_is_that_of_the_statistics_room(study: Study, adjust: Adjust) -> None:
    p = [0.03, 0.01, 0.2]
    found = adjusted(three(*p), {}, by(study.plan, adjust))
    expected = p if adjust == "none" else np.asarray(stats.adjust(p, method=adjust)).tolist()
    assert [found[name].p for name in THREE] == pytest.approx(expected)


def test_least_adjusted_p_is_what_holm_gives_when_every_test_is_at_its_least(study: Study) -> None:
    events = three(0.9, 0.9, 0.9)
    for name, least in zip(THREE, (0.01, 0.02, 0.03), strict=True):
        events[name]["smallest_p"] = least
    found = adjusted(events, {}, study.plan)
    assert [found[name].smallest for name in THREE] == pytest.approx([0.03, 0.04, 0.04])


@pytest.mark.parametrize(("column", "field"), [("p_zero", "zero"), ("smallest_p_flats", "smallest_flats")])
def test_what_would_have_been_replaces_only_its_own_test(study: Study, column: str, field: str) -> None:
    """The others stand at their least: 0.001 · 3, 0.001 · 2, and this one last."""
    events = three(0.9, 0.9, 0.9)
    events["innbrudd"][column] = 0.0625
    events["haerverk"][column] = 0.0001
    found = adjusted(events, {}, study.plan)
    assert getattr(found["innbrudd"], field) == pytest.approx(0.0625)
    assert getattr(found["haerverk"], field) == pytest.approx(0.0003)
    assert math.isnan(getattr(found["naboklager"], field))
    events["haerverk"][column] = 0.03
    events["innbrudd"][column] = 0.02
    assert getattr(adjusted(events, {}, study.plan)["innbrudd"], field) == pytest.approx(0.02), "not of two"


def test_items_are_adjusted_jointly_by_the_flip_of_their_means(study: Study) -> None:
    rng = np.random.default_rng(1)
    changes = {f"q{k:02d}": rng.integers(-1, 3, 13).astype(float) for k in range(1, 15)}
    changes["q02"][3] = np.nan
    found = adjusted({name: row(0.5, 0.5) for name in changes}, changes, study.plan)
    joint = stats.westfall_young(np.vstack(list(changes.values())))
    assert [a.p for a in found.values()] == np.asarray(joint.p_adjusted).tolist()
    assert [a.smallest for a in found.values()] == np.asarray(joint.smallest_p).tolist()
    raw = {name: float(stats.sign_flip(change[~np.isnan(change)]).p) for name, change in changes.items()}
    assert all(found[name].p >= raw[name] for name in changes)
    assert {a.tests for a in found.values()} == {1}


def test_one_item_alone_keeps_its_own_p(study: Study) -> None:
    change = np.array([1.0, 2, 1, 3, 1, 1, np.nan])
    found = adjusted({"q01": row(0.5)}, {"q01": change}, study.plan)
    assert found["q01"].p == found["q01"].smallest == stats.sign_flip(change[:6]).p == 2 / 64


def test_nothing_measured_is_nothing_adjusted(study: Study) -> None:
    assert adjusted({}, {}, study.plan) == {}
    assert all(math.isnan(value) for value in Adjusted()[:4])


def test_bonferroni_is_not_a_choice_of_the_plan() -> None:
    with pytest.raises(ValueError, match="adjust"):
        Family(id="x", name="X", adjust="bonferroni")  # type: ignore[arg-type]
