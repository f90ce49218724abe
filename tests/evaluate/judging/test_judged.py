"""What a verdict rests on, who gets one, and the warnings beside it."""

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
    Judgement,
    evidence_of,
    incomplete_indicators,
    judge,
    with_verdicts,
)
from analysis.evaluate.measures import KNOWN_FLATS, Computed
from analysis.params import Study

JUDGED = Judgement(
    p_adjusted=0.01,
    smallest_p_adjusted=0.001,
    p_zero_adjusted=0.002,
    smallest_p_flats_adjusted=0.05,
    low=0.2,
    high=0.6,
    level_attained=0.975,
    verdict="bedring",
    verdict_rule="3",
    uncertain=False,
    n_great=3,
)
WITHIN = Adjusted(p=0.04, smallest=0.01, zero=0.02, smallest_flats=0.03, tests=2)
COUNTED = {
    "estimate": 0.5, "low": 0.3, "high": 0.8, "level_attained": 0.95, "p": 0.02, "smallest_p": 0.01,
    "p_zero": 0.01, "p_exact": 0.001, "p_months": 0.02, "p_flats": 0.01, "smallest_p_flats": 0.005,
    "known_flats": 0.9, "enough_months": True, "events_before": 20, "events_after": 11, "unmeasured": "",
}  # fmt: skip
PAIRED = {
    "estimate": -0.4, "low": -0.8, "high": 0.1, "level_attained": 0.96, "p": 0.06, "smallest_p": 0.01,
    "n_before": 10, "n_after": 9, "n_pairs": 9, "n_same": 5, "lost_share": 4 / 13, "unmeasured": "",
}  # fmt: skip
ROLES = ("decides", "supports", "explores", "activity", "context")


def computed(columns: dict[str, Any], **changes: Any) -> Computed:
    """One indicator, computed for all places together; a rate widens its interval with its level."""
    own = {name: np.array([value], dtype=object) for name, value in {**columns, **changes}.items()}
    if "events_before" in columns:
        return Computed(own, interval=lambda level: (round(1 - level, 9), level))
    change = np.array([-0.4] * 4 + [0.0] * 5)
    return Computed(own, changes=change)


def rows_of(indicator: str, role: str = "decides", **columns: Any) -> pd.DataFrame:
    """All places together and one address."""
    rows = {"indicator": [indicator, indicator], "place": ["all", "runarveien-1"], "unmeasured": ""}
    tests = {"p": 0.001, "p_mid": 0.001, "smallest_p": 0.001}
    return pd.DataFrame({**rows, "role": role, "before": 1.0, "after": 2.0, **tests, **columns})


def warned(study: Study, indicator: str, judged: Judgement = JUDGED, **columns: Any) -> list[str]:
    out = with_verdicts(rows_of(indicator, **columns), {indicator: judged}, study)
    return str(out["warnings"].iloc[0]).split(";")


def test_the_whole_is_judged_and_an_address_shows_what_it_could_alone(study: Study) -> None:
    out = with_verdicts(rows_of("naboklager", low=0.3, high=0.5), {"naboklager": JUDGED}, study)
    assert out["verdict"].tolist() == ["bedring", "beskrivelse"]
    assert out["verdict_rule"].tolist() == ["3", "address"]
    whole, address = out.iloc[0], out.iloc[1]
    assert {name: whole[name] for name in Judgement.__dataclass_fields__} == vars_of(JUDGED)
    assert address[["p_adjusted", "smallest_p_adjusted", "n_great"]].isna().all()
    assert address[["p", "p_mid", "smallest_p"]].tolist() == [0.001] * 3
    assert (address["low"], address["high"]) == (0.3, 0.5), "only the whole is printed at the adjusted level"
    assert out["warnings"].tolist() == ["", ""]


def vars_of(judgement: Judgement) -> dict[str, Any]:
    return {name: getattr(judgement, name) for name in Judgement.__dataclass_fields__}


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_judged_is_described_by_its_role(study: Study, role: str) -> None:
    out = with_verdicts(rows_of("vedtak", role), {}, study)
    assert out["verdict"].tolist() == ["beskrivelse", "beskrivelse"]
    assert out["verdict_rule"].tolist() == [role, "address"]
    tested = role in ("decides", "supports", "explores")
    assert out[["p", "p_mid", "smallest_p"]].notna().all(axis=None) == tested
    assert out[["p", "p_mid", "smallest_p"]].notna().any(axis=None) == tested


@pytest.mark.parametrize("role", ROLES)
def test_what_is_not_measured_says_so_in_any_role_and_anywhere(study: Study, role: str) -> None:
    out = with_verdicts(rows_of("vedtak", role, unmeasured=["no_data", "no_data"]), {}, study)
    assert set(out["verdict"]) == {"ikke_maalt"}
    assert set(out["verdict_rule"]) == {"unmeasured"}


@pytest.mark.parametrize(
    ("warning", "column", "warns", "silent"),
    [
        ("overspredning", "p_dispersion", 0.05, 0.0501),
        ("en_bolig_dominerer", "largest_flat_share", DOMINATES + 0.01, DOMINATES),
        ("boliger_ukjent", "known_flats", KNOWN_FLATS - 0.001, KNOWN_FLATS),
        ("like_kalendermaaneder", "months_matched", True, False),
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


def test_no_warning_takes_a_word_back(study: Study) -> None:
    everything = {
        "p_dispersion": 0.001, "largest_flat_share": 0.9, "known_flats": 0.5, "months_matched": True,
        "n_exposure_lost": 3, "lost_share": 0.9, "median_missing": True,
    }  # fmt: skip
    unsure = replace(JUDGED, uncertain=True)
    out = with_verdicts(rows_of("medvirkning", **everything), {"medvirkning": unsure}, study).iloc[0]
    assert (out["verdict"], out["verdict_rule"]) == ("bedring", "3")
    assert out["warnings"].split(";") == [
        *("ufullstendig_sporsmal", "overspredning", "en_bolig_dominerer", "boliger_ukjent"),
        *("like_kalendermaaneder", "hendelser_uten_utleie", "mange_uten_par", "median_ikke_naadd"),
        "storrelse_usikker",
    ]


def test_nobody_is_missing_from_what_is_not_measured(study: Study) -> None:
    rows = rows_of("trygghet", unmeasured="no_waves", lost_share=1.0)
    assert with_verdicts(rows, {}, study)["warnings"].tolist() == ["", ""]


def test_an_indicator_of_a_statement_known_in_part_carries_a_warning(study: Study) -> None:
    cut = {item.id for item in study.questionnaire.items if item.incomplete}
    assert cut == {"q14"}
    assert incomplete_indicators(study.plan, study.questionnaire) == {"q14", "medvirkning"}
    assert warned(study, "medvirkning") == ["ufullstendig_sporsmal"]


def test_evidence_of_a_rate_is_its_events_months_and_flats(study: Study) -> None:
    found = evidence_of(COUNTED, WITHIN, study.plan.indicator("naboklager"), None, study.plan)
    assert (found.ratio, found.wanted_up, found.important) == (True, False, 0.3)
    assert (found.low, found.high) == (0.3, 0.8)
    assert (found.p, found.p_adjusted, found.smallest_p_adjusted) == (0.02, 0.04, 0.01)
    assert (found.p_zero_adjusted, found.smallest_p_flats_adjusted) == (0.02, 0.03)
    assert found.p_each == (0.001, 0.02, 0.01)
    assert (found.enough_months, found.enough_known_flats) == (True, True)
    assert (found.basis, found.minimum) == (31, 6)
    assert (found.n_pairs, found.n_changed, found.n_great) == (0, 0, 0)
    assert math.isnan(found.lost_share)
    lacking = {**COUNTED, "enough_months": np.False_, "known_flats": KNOWN_FLATS - 1e-9}
    few = evidence_of(lacking, WITHIN, study.plan.indicator("naboklager"), None, study.plan)
    assert (few.enough_months, few.enough_known_flats) == (False, False)
    four_in_five = evidence_of(
        {**COUNTED, "known_flats": 0.8}, WITHIN, study.plan.indicator("naboklager"), None, study.plan
    )
    assert four_in_five.enough_known_flats


def test_evidence_of_a_measure_of_tenants_is_its_pairs(study: Study) -> None:
    change = np.array([0.0, 1.0, -1.0, 0.99, -1.01, np.nan])
    found = evidence_of(PAIRED, WITHIN, study.plan.indicator("trygghet"), change, study.plan)
    assert (found.ratio, found.wanted_up, found.important) == (False, True, 0.5)
    assert (found.low, found.high, found.p) == (-0.8, 0.1, 0.06)
    assert (found.basis, found.n_pairs, found.n_changed, found.lost_share) == (9, 9, 4, 4 / 13)
    assert found.n_great == 3, "twice what is important for the mean, exactly reached, is great"
    assert found.p_each == ()
    assert found.enough_months and found.enough_known_flats


def test_what_is_great_for_one_tenant_can_be_said_and_rounding_does_not_hide_it(study: Study) -> None:
    said = study.plan.indicator("trygghet").model_copy(update={"important_for_one": 0.3})
    found = evidence_of(PAIRED, WITHIN, said, np.array([0.1 + 0.2 - 1e-12, 0.2999, -0.3]), study.plan)
    assert found.n_great == 2


def test_without_a_smallest_important_change_none_is_great_and_nothing_is_unchanged(study: Study) -> None:
    unsaid = study.plan.indicator("trygghet").model_copy(update={"important_change": None})
    found = evidence_of(PAIRED, WITHIN, unsaid, np.array([9.0, -9.0]), study.plan)
    assert math.isnan(found.important)
    assert found.n_great == 0
    assert not found.inside


def test_what_decides_is_judged_and_what_explores_only_adjusted(study: Study) -> None:
    made = {
        "naboklager": computed(COUNTED),
        "medvirkning": computed(PAIRED, unmeasured="no_waves"),
        "restanse": computed(PAIRED),
        "politi": computed(COUNTED),
        "vedtak": computed(PAIRED),
        "q01": computed(PAIRED),
    }
    found = judge(study, made)
    assert set(found) == {"naboklager", "q01"}, "unmeasured, supporting, context and activity take no part"
    assert (found["naboklager"].verdict, found["naboklager"].verdict_rule) == ("bedring", "3")
    assert (found["q01"].verdict, found["q01"].verdict_rule) == ("beskrivelse", "explores")
    assert found["q01"].p_adjusted == 2 / 16, "four of nine changed, all alike"


def test_what_supports_costs_what_decides_nothing(study: Study) -> None:
    """Five other kinds of event in the family, and the deciding p is not adjusted for them."""
    events = {i.id: computed(COUNTED, p=0.001) for i in study.plan.indicators if i.family == "hendelser"}
    found = judge(study, {**events, "naboklager": computed(COUNTED)})
    assert found["naboklager"].p_adjusted == COUNTED["p"]
    assert found["naboklager"].level_attained == 0.95


def two_rates(study: Study) -> Study:
    """The second goal is decided by two rates of one family."""
    goals = tuple(
        g.model_copy(update={"decided_by": ("trygghet", "haerverk")} if g.id == "1" else {})
        for g in study.plan.goals
    )
    moved = tuple(
        i.model_copy(update={"goal": "2"}) if i.id == "naboklager" else i for i in study.plan.indicators
    )
    goals = tuple(
        g.model_copy(update={"decided_by": ("medvirkning", "naboklager")}) if g.id == "2" else g
        for g in goals
    )
    return replace(study, plan=study.plan.model_copy(update={"goals": goals, "indicators": moved}))


def test_the_interval_of_a_rate_is_printed_at_the_level_of_its_step(study: Study) -> None:
    both = {"naboklager": computed(COUNTED, p=0.02), "haerverk": computed(COUNTED, p=0.03)}
    found = judge(two_rates(study), both)
    assert [found[name].p_adjusted for name in both] == [0.04, 0.04]
    assert [found[name].level_attained for name in both] == [pytest.approx(0.975), 0.95]
    assert (found["naboklager"].low, found["haerverk"].low) == (0.025, 0.05)
    assert (found["naboklager"].high, found["haerverk"].high) == (pytest.approx(0.975), 0.95)


def test_pairs_keep_the_interval_they_were_tested_with(study: Study) -> None:
    found = judge(study, {"trygghet": computed(PAIRED)})["trygghet"]
    assert (found.low, found.high, found.level_attained) == (-0.8, 0.1, 0.96)


@pytest.mark.parametrize(("known", "able"), [(KNOWN_FLATS, True), (KNOWN_FLATS - 1e-9, False)])
def test_a_rate_without_its_flats_decides_nothing_and_costs_the_other_nothing(
    study: Study, known: float, able: bool
) -> None:
    both = {
        "naboklager": computed(COUNTED, p=0.02),
        "haerverk": computed(COUNTED, p=0.001, known_flats=known),
    }
    found = judge(two_rates(study), both)
    assert found["naboklager"].p_adjusted == 0.02
    assert found["haerverk"].p_adjusted == pytest.approx(0.002 if able else np.nan, nan_ok=True)
    assert (found["haerverk"].verdict_rule == "1.flats_unknown") is not able
