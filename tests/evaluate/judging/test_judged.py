"""What a verdict rests on, and the warnings beside it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.evaluate.judging.families import Adjusted
from analysis.evaluate.judging.judged import (
    DOMINATES,
    WEAK_MONTHS,
    Judgement,
    evidence_of,
    incomplete_indicators,
    judge,
    with_verdicts,
)
from analysis.evaluate.measures import Computed
from analysis.params import Study

JUDGED = Judgement(0.01, 0.001, 0.002, 0.05, "bedring", "2", uncertain=False, n_important=3)
WITHIN = Adjusted(0.04, 0.01, 0.02, 0.03)
COUNTED = {
    "estimate": 0.5, "low": 0.3, "high": 0.8, "p_months": 0.06, "enough_months": np.False_,
    "events_before": 20, "events_after": 11,
}  # fmt: skip
PAIRED = {"estimate": -0.4, "low": -0.8, "high": 0.1, "n_pairs": 9, "n_same": 5, "lost_share": 4 / 13}


def rows_of(indicator: str, **columns: Any) -> pd.DataFrame:
    """All places together and one address."""
    rows = {"indicator": [indicator, indicator], "place": ["all", "runarveien-1"], "unmeasured": ""}
    tests = {"p": 0.001, "p_mid": 0.001, "smallest_p": 0.001}
    return pd.DataFrame({**rows, "before": 1.0, "after": 2.0, **tests, **columns})


def warned(study: Study, indicator: str, judged: Judgement = JUDGED, **columns: Any) -> list[str]:
    out = with_verdicts(rows_of(indicator, **columns), {indicator: judged}, study)
    return str(out["warnings"].iloc[0]).split(";")


def test_the_whole_is_judged_and_an_address_is_described(study: Study) -> None:
    out = with_verdicts(rows_of("naboklager"), {"naboklager": JUDGED}, study)
    assert out["verdict"].tolist() == ["bedring", "beskrivelse"]
    assert out["verdict_rule"].tolist() == ["2", "described"]
    adjusted = ["p_adjusted", "smallest_p_adjusted", "p_zero_adjusted", "p_months_adjusted"]
    assert out[adjusted].iloc[0].tolist() == [0.01, 0.001, 0.002, 0.05]
    assert out["n_important"].iloc[0] == 3
    assert out[["p", "p_mid", "smallest_p", "p_adjusted"]].iloc[1].isna().all()
    assert out["warnings"].tolist() == ["", ""]


def test_what_is_not_tested_has_no_p_and_what_is_not_measured_no_verdict(study: Study) -> None:
    out = with_verdicts(rows_of("vedtak", unmeasured=["", "no_data"]), {}, study)
    assert out["verdict"].tolist() == ["beskrivelse", "ikke_maalt"]
    assert out["verdict_rule"].tolist() == ["described", "unmeasured"]
    assert out[["p", "p_mid", "smallest_p"]].isna().all(axis=None)


@pytest.mark.parametrize("verdict", ["bedring", "forverring"])
def test_a_rate_the_adjusted_months_do_not_carry_is_warned_about_better_and_worse_alike(
    study: Study, verdict: str
) -> None:
    weak, firm = (
        replace(JUDGED, verdict=verdict, p_months_adjusted=study.plan.alpha + past) for past in (1e-9, 0.0)
    )
    assert WEAK_MONTHS in warned(study, "naboklager", weak)
    assert WEAK_MONTHS not in warned(study, "naboklager", firm)


@pytest.mark.parametrize(("verdict", "p"), [("for_lite_data", 0.5), ("uendret", 0.5), ("bedring", math.nan)])
def test_only_a_conclusion_on_a_rate_is_warned_about(study: Study, verdict: str, p: float) -> None:
    judged = replace(JUDGED, verdict=verdict, p_months_adjusted=p)
    assert WEAK_MONTHS not in warned(study, "naboklager", judged)


@pytest.mark.parametrize(
    ("warning", "column", "warns", "silent"),
    [
        ("overspredning", "p_dispersion", 0.05, 0.0501),
        ("en_bolig_dominerer", "largest_flat_share", DOMINATES + 0.01, DOMINATES),
        ("hendelser_uten_utleie", "n_exposure_lost", 1, 0),
        ("mange_uten_par", "lost_share", 0.31, 0.3),
        ("median_ikke_naadd", "median_missing", True, False),
    ],
)
def test_each_warning_begins_just_past_its_limit(
    study: Study, warning: str, column: str, warns: float, silent: float
) -> None:
    assert warned(study, "naboklager", **{column: warns}) == [warning]
    for nothing in (silent, np.nan):
        assert warned(study, "naboklager", **{column: nothing}) == [""]


def test_an_uncertain_size_and_several_warnings_stand_in_a_fixed_order(study: Study) -> None:
    unsure = replace(JUDGED, uncertain=True, p_months_adjusted=0.2)
    assert warned(study, "naboklager", unsure, p_dispersion=0.01, lost_share=0.5) == [
        WEAK_MONTHS, "overspredning", "mange_uten_par", "storrelse_usikker"
    ]  # fmt: skip


def test_nobody_is_missing_from_what_is_not_measured(study: Study) -> None:
    rows = rows_of("trygghet", unmeasured="no_waves", lost_share=1.0)
    assert with_verdicts(rows, {}, study)["warnings"].tolist() == ["", ""]


def test_an_indicator_of_a_statement_known_in_part_carries_a_warning(study: Study) -> None:
    cut = {item.id for item in study.questionnaire.items if item.incomplete}
    assert cut == {"q14"}
    assert incomplete_indicators(study.plan, study.questionnaire) == {"q14", "medvirkning"}
    assert warned(study, "medvirkning") == ["ufullstendig_sporsmal"]


def test_evidence_of_a_rate_is_its_events_and_months(study: Study) -> None:
    found = evidence_of(COUNTED, WITHIN, study.plan.indicator("naboklager"), None)
    assert (found.ratio, found.coarse, found.wanted_up, found.important) == (True, False, False, 0.3)
    assert (found.estimate, found.low, found.high) == (0.5, 0.3, 0.8)
    assert (found.p_adjusted, found.smallest_p_adjusted, found.p_zero_adjusted) == (0.04, 0.01, 0.02)
    assert (found.p_months, found.enough_months) == (0.06, False)
    assert (found.basis, found.minimum) == (31, 6)
    assert (found.n_pairs, found.n_same, found.n_important) == (0, 0, 0)
    assert math.isnan(found.lost_share)


def test_evidence_of_a_measure_of_tenants_is_its_pairs(study: Study) -> None:
    change = np.array([0.0, 0.5, -0.5, 0.49, -0.51, np.nan])
    found = evidence_of(PAIRED, WITHIN, study.plan.indicator("trygghet"), change)
    assert (found.ratio, found.coarse, found.wanted_up, found.important) == (False, False, True, 0.5)
    assert (found.estimate, found.low, found.high) == (-0.4, -0.8, 0.1)
    assert (found.basis, found.n_pairs, found.n_same, found.lost_share) == (9, 9, 5, 4 / 13)
    assert found.n_important == 3, "a change of exactly the smallest important one is important"
    assert math.isnan(found.p_months)
    assert found.enough_months
    item = evidence_of(PAIRED, WITHIN, study.plan.indicator("q01"), change)
    assert item.coarse


def test_without_a_smallest_important_change_none_is_and_nothing_is_unchanged(study: Study) -> None:
    unsaid = study.plan.indicator("trygghet").model_copy(update={"important_change": None})
    found = evidence_of(PAIRED, WITHIN, unsaid, np.array([9.0, -9.0]))
    assert math.isnan(found.important)
    assert found.n_important == 0
    assert not found.inside


def test_only_tested_and_measured_indicators_are_judged(study: Study) -> None:
    events = {name: np.array([value]) for name, value in COUNTED.items()}
    events |= {name: np.array([0.01]) for name in ("p", "smallest_p", "p_zero")}
    events["enough_months"] = np.array([True])
    measured, not_measured = (Computed(events | {"unmeasured": np.array([why])}) for why in ("", "no_data"))
    computed = {"naboklager": measured, "politi": not_measured, "moter": measured, "vedtak": measured}
    found = judge(study, computed)
    assert set(found) == {"naboklager"}, "one is not measured, two are not tested, the rest not computed"
    assert found["naboklager"].p_adjusted == 0.01, "what is not measured takes no part in the family"
