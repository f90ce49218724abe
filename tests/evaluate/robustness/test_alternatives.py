from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.measures import person_values, rate_events
from analysis.evaluate.measures._pairs import paired_changes
from analysis.evaluate.robustness.alternatives import (
    Question,
    all_available,
    flips,
    months_adjusted,
    season_matched,
    wilcoxon_zeros,
)
from analysis.params import Study, load_period


def asked(study: Study, sample: SimpleNamespace, shared: Basis, indicator: str, **main: float) -> Question:
    return Question(study, sample, shared, study.plan.indicator(indicator), pd.Series(main, dtype=float))


def test_season_matching_flips_signs_of_the_calendar_months(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    question = asked(study, sample, shared, "naboklager")
    row = season_matched(question)
    events = rate_events(question.indicator, sample)
    before, after = (
        events["date"].between(w.start.isoformat(), w.end.isoformat()).sum()
        for w in (study.period.before, study.period.after)
    )
    assert row["n"] == before + after, "both windows hold all twelve months"
    assert row["before"] > row["after"]
    assert row["estimate"] == pytest.approx(row["after"] / row["before"])


def test_without_a_calendar_month_in_both_windows_there_is_no_answer(sample: SimpleNamespace) -> None:
    placebo = load_period("params/leie/periods/2023-sommer.yml")
    assert season_matched(asked(placebo, sample, basis(placebo, sample), "naboklager")) == {}


def test_months_adjusted_keeps_the_figures_and_takes_the_months_own_p(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    kept = {"before": 4.0, "after": 2.0, "estimate": 0.5, "low": 0.3, "high": 0.9}
    main = {**kept, "events_before": 40, "events_after": 20, "p": 0.01, "p_months_adjusted": 0.07}
    assert months_adjusted(asked(study, sample, shared, "naboklager", **main)) == {**kept, "n": 60, "p": 0.07}


def test_wilcoxon_zeros_and_all_available_are_those_of_the_statistics_room(
    study: Study, sample: SimpleNamespace, shared: Basis
) -> None:
    question = asked(study, sample, shared, "q01")
    values = person_values(study, sample, shared, question.indicator)
    change, base = paired_changes(values, shared.people), shared.people.in_project
    some = ~np.isnan(change)
    expected = stats.stratified_signed_rank(change[some], shared.people.place[some], zeros="wilcox")
    assert wilcoxon_zeros(question)["p"] == expected.p
    available = stats.partially_overlapping_t(values[0, base], values[1, base])
    assert all_available(question)["estimate"] == pytest.approx(available.estimate)


@pytest.mark.parametrize(
    ("verdict", "row", "expected"),
    [
        ("bedring", {"p": 0.2, "estimate": 0.5}, True),
        ("bedring", {"p": 0.01, "estimate": 0.5}, False),
        ("bedring", {"p": 0.01, "estimate": -0.5}, True),
        ("forverring", {"p": 0.2, "estimate": 0.5}, True),
        ("for_lite_data", {"p": 0.9, "estimate": -0.5}, False),
        ("bedring", {"p": 0.05, "estimate": 0.5}, False),
        ("usikkert_grunnlag", {"p": 0.2, "estimate": 0.5}, True),
        ("uendret", {"p": 0.2, "estimate": 0.5}, False),
        ("bedring", {"p": float("nan"), "estimate": -0.5}, False),
        ("bedring", {}, False),
    ],
)
def test_another_method_flips_only_what_was_concluded(
    verdict: str, row: dict[str, object], expected: bool
) -> None:
    main = pd.Series({"verdict": verdict, "estimate": 0.4, "estimate_type": "difference"})
    assert flips(main, row, 0.05) is expected


def test_the_other_way_for_a_ratio_is_the_other_side_of_one() -> None:
    main = pd.Series({"verdict": "bedring", "estimate": 0.4, "estimate_type": "ratio"})
    assert not flips(main, {"p": 0.01, "estimate": 0.9}, 0.05)
    assert flips(main, {"p": 0.01, "estimate": 1.1}, 0.05)
