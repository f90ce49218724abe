"""Answers that cannot be linked: two groups, compared by their means."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from analysis import stats
from analysis.evaluate.basis import basis
from analysis.evaluate.judging.judged import judge
from analysis.evaluate.measures import compute, unlinked
from analysis.evaluate.measures._unlinked import unlinked_columns
from analysis.params import Study

from ..conftest import answered, only

NAN = np.nan
VALUES = np.array([[1.0, 2, 2, 3, NAN, NAN, NAN], [4.0, NAN, 5, NAN, 5, 6, 4]])


def test_means_of_all_who_answered_are_compared_whoever_they_are() -> None:
    found = unlinked_columns(VALUES, 0, 0.95)
    test = stats.mean_difference([1, 2, 2, 3], [4, 5, 5, 6, 4])
    assert (found["before"][0], found["after"][0]) == (2.0, pytest.approx(4.8))
    assert found["estimate"][0] == pytest.approx(2.8)
    assert found["p"][0] == test.p == pytest.approx(2 / 126)
    assert (found["low"][0], found["high"][0]) == (test.low, test.high)
    assert (found["n_before"][0], found["n_after"][0]) == (4, 5)
    assert found["method"] == "mean_difference"


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_raw_p_is_at_most_alpha_exactly_when_the_interval_excludes_no_change(level: float) -> None:
    rng = np.random.default_rng(5)
    for _ in range(60):
        before, after = rng.integers(1, 6, 7).astype(float), rng.integers(1, 7, 6).astype(float)
        sides = np.vstack([np.r_[before, [NAN] * 6], np.r_[[NAN] * 7, after]])
        found = unlinked_columns(sides, 0, level)
        low, high = float(found["low"][0]), float(found["high"][0])
        assert (float(found["p"][0]) <= 1 - level + 1e-12) == (low > 0 or high < 0)


def test_answers_say_not_where_and_no_place_has_any() -> None:
    found = unlinked_columns(VALUES, 3, 0.95)
    assert found["unmeasured"].tolist() == ["", *["no_addresses"] * 3]
    assert np.isnan(np.asarray(found["estimate"], dtype=float)[1:]).all()


@pytest.mark.parametrize("side", [0, 1])
def test_a_wave_without_answers_is_no_comparison(side: int) -> None:
    once = VALUES.copy()
    once[side] = NAN
    found = unlinked_columns(once, 0, 0.95)
    assert found["unmeasured"].tolist() == ["no_values"]
    assert np.isnan(found["estimate"][0])


@pytest.mark.parametrize("answers", ["paired", "unlinked"])
def test_the_plan_says_which_analysis_decides(study: Study, sample: SimpleNamespace, answers: str) -> None:
    """Nine tenants, each better by one, from very unlike levels: paired shows what two groups do not."""
    here = only(study, "trygghet")
    here = replace(here, plan=here.plan.model_copy(update={"answers": answers}))
    tables = answered(here, sample, [1] * 9)
    spread = tables.survey["person"].str[-1].astype(int) % 3 - 1
    turned = tables.survey["item"] == "q09"
    tables.survey["value"] += spread.where(~turned, -spread)
    shared = basis(here, tables)
    indicator = here.plan.indicator("trygghet")
    found = compute(here, tables, shared, indicator)
    assert unlinked(indicator, here) == (answers == "unlinked")
    assert found.whole["estimate"] == pytest.approx(1.0)
    said = judge(here, {"trygghet": found})["trygghet"]
    assert (said.verdict == "bedring") == (answers == "paired")
    assert (found.changes is None) == (answers == "unlinked")


def test_only_answers_can_be_unlinked(study: Study) -> None:
    here = replace(study, plan=study.plan.model_copy(update={"answers": "unlinked"}))
    assert {i.id for i in here.plan.indicators if unlinked(i, here)} == {
        i.id for i in here.plan.indicators if i.declared.table == "survey"
    }
