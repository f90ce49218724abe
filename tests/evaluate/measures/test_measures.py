"""One way to compute every indicator, and to say why one cannot be measured."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.basis import Basis
from analysis.evaluate.measures import compute, survival_curves
from analysis.params import Study, load_period

from ..conftest import with_tables


def why(study: Study, tables: SimpleNamespace, shared: Basis, indicator: str) -> list[str]:
    found = compute(study, tables, shared, study.plan.indicator(indicator))
    return np.asarray(found.columns["unmeasured"]).tolist()


def test_what_was_never_delivered_is_not_measured_anywhere(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    sources = tuple(s for s in study.project.sources if s.kind not in ("incidents", "arrears"))
    without = replace(study, project=study.project.model_copy(update={"sources": sources}))
    for indicator in ("naboklager", "restanse", "i-restanse", "reparasjonstid"):
        assert why(without, sample, shared, indicator) == ["no_data"] * (1 + len(shared.places))
    assert set(why(without, sample, shared, "oppsigelser")) == {""}


def test_an_empty_log_is_data_and_an_optional_one_is_not(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    empty = with_tables(sample, incidents=sample.incidents.iloc[:0])
    assert set(why(study, empty, shared, "naboklager")) == {""}
    sources = tuple(s.model_copy(update={"optional": True}) for s in study.project.sources)
    optional = replace(study, project=study.project.model_copy(update={"sources": sources}))
    assert set(why(optional, empty, shared, "naboklager")) == {"no_data"}
    assert set(why(optional, sample, shared, "naboklager")) == {""}


@pytest.mark.parametrize(("wave", "expected"), [("before", "no_waves"), ("after", "no_waves")])
def test_a_survey_needs_both_waves(
    study: Study, sample: SimpleNamespace, shared: Basis, wave: str, expected: str
) -> None:
    waves = study.period.waves.model_copy(update={wave: None})
    once = replace(study, period=study.period.model_copy(update={"waves": waves}))
    for indicator in ("trygghet", "q01"):
        assert set(why(once, sample, shared, indicator)) == {expected}
    assert set(why(once, sample, shared, "restanse")) == {""}


def test_what_a_project_does_means_nothing_before_it(sample: SimpleNamespace, shared: Basis) -> None:
    placebo = load_period("params/leie/periods/2022-23-kontroll.yml")
    assert set(why(placebo, sample, shared, "moter")) == {"before_project"}
    assert "before_project" not in why(placebo, sample, shared, "naboklager")
    first_day = placebo.period.after.model_copy(update={"end": placebo.project.start})
    begun = replace(placebo, period=placebo.period.model_copy(update={"after": first_day}))
    assert why(begun, sample, shared, "moter")[0] == "", "the first day belongs to the project"


@pytest.mark.parametrize("indicator", ["naboklager", "trygghet", "q01", "i-restanse", "restanse"])
def test_the_whole_alone_has_the_figures_of_the_whole(
    study: Study, sample: SimpleNamespace, shared: Basis, indicator: str
) -> None:
    planned = study.plan.indicator(indicator)
    full, lean = (compute(study, sample, shared, planned, whole=whole) for whole in (False, True))
    assert len(np.asarray(full.columns["after"])) == 1 + len(shared.places)
    assert len(np.asarray(lean.columns["after"])) == 1
    for name in ("before", "after", "estimate", "low", "high", "p", "smallest_p"):
        assert full.whole[name] == pytest.approx(lean.whole[name], rel=1e-12)
    assert (full.changes is None) == (indicator == "naboklager")
    if full.changes is not None and lean.changes is not None:
        np.testing.assert_array_equal(full.changes, lean.changes)
        assert np.nanmean(full.changes) == pytest.approx(full.whole["after"] - full.whole["before"])


def test_only_what_has_a_curve_gives_one(study: Study, sample: SimpleNamespace, shared: Basis) -> None:
    indicators = [study.plan.indicator(i) for i in ("naboklager", "reparasjonstid", "trygghet")]
    curves = survival_curves(study, sample, shared, indicators)
    assert set(curves["indicator"]) == {"reparasjonstid"}
    assert set(curves["side"]) == {"before", "after"}
    none = survival_curves(study, sample, shared, [])
    assert none.empty
    assert set(none.columns) == set(curves.columns)
    assert isinstance(none, pd.DataFrame)
