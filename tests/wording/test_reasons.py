"""One sentence per verdict: the rule that decided, with its figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.evaluate import Evaluation
from analysis.evaluate.judging.verdict import Evidence, decide
from analysis.params import Indicator, Study, load_period
from analysis.wording import delivered, labels
from analysis.wording.reasons import ALONE, AT_ADDRESS, UNMEASURED, WordingError, reason

from ..evaluate.conftest import loaded
from ..evaluate.judging.test_verdict import CASES, FLAT, INDEX, RATE, STEADY, UNSURE, WIDE

STUDY = loaded()
REFUSED = ("beviser", "førte til", "effekt", "signifikant", "årsak", "på grunn av", "takket være")


def planned(evidence: Evidence, indicator: str = "") -> Indicator:
    """The indicator that evidence is about, wanting what it says."""
    found = STUDY.plan.indicator(indicator or ("naboklager" if evidence.ratio else "trygghet"))
    direction = "higher" if evidence.wanted_up else "lower"
    return found.model_copy(update={"direction": direction, "minimum": evidence.minimum})


def row_of(evidence: Evidence, **changes: Any) -> dict[str, Any]:
    """The row of the results that evidence is decided into; the estimate is the middle of the interval."""
    found = decide(evidence, STUDY.plan)
    names = ("low", "high", "p", "p_adjusted", "smallest_p_adjusted", "n_pairs", "n_great")
    each = dict(zip(("p_exact", "p_months", "p_flats"), evidence.p_each, strict=False))
    middle = (evidence.low * evidence.high) ** 0.5 if evidence.ratio else (evidence.low + evidence.high) / 2
    return {name: getattr(evidence, name) for name in names} | {
        "estimate": middle,
        "verdict": found.verdict,
        "verdict_rule": found.rule,
        "warnings": "storrelse_usikker" if found.size_uncertain else "",
        "important_change": evidence.important,
        "events_before": evidence.basis,
        "events_after": 0,
        "flats_contributing": 5,
        "known_flats": 0.75,
        "n_up": evidence.n_changed,
        "n_down": 0,
        "n_same": evidence.n_pairs - evidence.n_changed,
        "n_baseline": 13,
        "method": "blocks_and_flats" if evidence.ratio else "sign_flip",
        "unmeasured": "",
        **each,
        **changes,
    }


def said(evidence: Evidence, indicator: str = "", **changes: Any) -> str:
    return reason(row_of(evidence, **changes), planned(evidence, indicator), STUDY)


@pytest.mark.parametrize("evidence", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_reason_is_one_sentence_with_figures_and_without_words_of_cause(evidence: Evidence) -> None:
    text = said(evidence)
    assert text.endswith(".")
    assert ". " not in text
    assert re.search(r"\d", text)
    assert "nan" not in text and "None" not in text
    assert not [word for word in REFUSED if word in text.lower()]
    assert not re.search(r"\d\.\d", text), "decimal comma"
    assert not re.search(r"\b(par|permutasjon|fortegn)\b", text)
    assert len(re.findall(r"\b(ikke|ingenting|utelukker ikke|verken)\b", text)) <= 1, "denied twice"


@pytest.mark.parametrize("evidence", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_reason_begins_with_the_word_and_with_no_other(evidence: Evidence) -> None:
    word = labels.verdict(decide(evidence, STUDY.plan).verdict)
    text = said(evidence)
    assert text.startswith(f"{word}: ")
    others = {w.lower() for w in labels.VERDICTS.values()} - {
        word.lower(),
        "bedring",
        "forverring",
        "uendret",
    }
    assert not [other for other in others if other in text.lower()]


def test_better_and_worse_are_said_with_the_same_words() -> None:
    better = said(INDEX)
    worse = said(replace(INDEX, wanted_up=False))
    assert better.removeprefix("Bedring") == worse.removeprefix("Forverring")


def test_reason_gives_estimate_interval_and_adjusted_p() -> None:
    assert said(INDEX) == "Bedring: endringen er +0,9 poeng (intervall 0,6 til 1,2 poeng; justert p = 0,01)."
    assert said(RATE) == (
        "Bedring: raten etter er 0,40 ganger raten før (intervall 0,25 til 0,65; justert p = 0,01)."
    )
    assert said(replace(INDEX, low=0.3)).endswith("justert p = 0,01), men størrelsen er usikker.")


def test_no_limit_is_rounded_onto_no_change() -> None:
    assert "(intervall 0,250 til 0,997; justert" in said(replace(RATE, high=0.997))
    assert "(intervall 0,003 til 1,200 poeng; justert" in said(replace(INDEX, low=0.003))


def test_unchanged_says_what_the_interval_is_smaller_than() -> None:
    assert said(FLAT) == (
        "Uendret: hele intervallet (−0,4 til 0,3 poeng) er mindre enn den minste viktige endringen "
        "(0,5 poeng)."
    )
    assert said(STEADY).endswith(
        "hele intervallet (0,80 til 1,20) er mindre enn den minste viktige endringen (0,70 til 1,30)."
    )


@pytest.mark.parametrize(
    ("evidence", "kind"),
    [
        (replace(FLAT, low=0.1, high=0.4, p_adjusted=0.01), "bedring"),
        (replace(FLAT, low=-0.4, high=-0.1, p_adjusted=0.01), "forverring"),
        (replace(STEADY, low=0.75, high=0.95, p_adjusted=0.01), "bedring"),
        (replace(STEADY, low=1.05, high=1.25, p_adjusted=0.01), "forverring"),
        (replace(STEADY, low=1.05, high=1.25, p_adjusted=0.01, wanted_up=True), "bedring"),
    ],
)
def test_a_small_change_is_unchanged_and_said_to_be_small(evidence: Evidence, kind: str) -> None:
    text = said(evidence)
    assert text.startswith("Uendret: ")
    assert text.endswith(f", men det er en liten {kind}, mindre enn det planen kaller viktig.")


SIX = replace(INDEX, n_pairs=6, n_changed=5, basis=6, smallest_p_adjusted=0.0625, p_adjusted=1.0)


@pytest.mark.parametrize(
    ("evidence", "changes", "text"),
    [
        (
            replace(INDEX, minimum=14),
            {},
            "tallene bygger på 12 leietakere med tall begge ganger, og planen krever minst 14",
        ),
        (
            replace(INDEX, minimum=14),
            {"n_pairs": 1},
            "tallene bygger på 1 leietaker med tall begge ganger, og planen krever minst 14",
        ),
        (replace(RATE, minimum=50), {}, "tallene bygger på 40 hendelser, og planen krever minst 50"),
        (
            replace(RATE, minimum=50),
            {"events_before": 1},
            "tallene bygger på 1 hendelse, og planen krever minst 50",
        ),
        (
            replace(RATE, minimum=50),
            {"events_before": 0},
            "tallene bygger på 0 hendelser, og planen krever minst 50",
        ),
        (replace(RATE, enough_months=False), {}, "det trengs minst 4 måneder med tall både før og etter"),
        (
            replace(RATE, enough_known_flats=False),
            {},
            "boligen er oppgitt for bare 30 av 40 hendelser, og det trengs 80\xa0%",
        ),
        (
            replace(RATE, enough_known_flats=False),
            {"events_before": 1, "known_flats": 0.0},
            "boligen er oppgitt for bare 0 av 1 hendelse, og det trengs 80\xa0%",
        ),
        (
            replace(SIX, n_pairs=5),
            {},
            "5 leietakere med tall begge ganger er for få; det trengs minst 6",
        ),
        (SIX, {}, "for få (5 av 6) har endret seg; det trengs minst 6 med endring"),
        (SIX, {"n_up": 2, "n_down": 1}, "for få (3 av 6) har endret seg; det trengs minst 6 med endring"),
        (
            replace(RATE, smallest_p_adjusted=0.0625, smallest_p_flats_adjusted=0.0625, p_adjusted=0.0625),
            {},
            "hendelsene kommer fra for få boliger (5 boliger); det trengs minst 6 med endring",
        ),
        (
            replace(RATE, smallest_p_adjusted=0.5, smallest_p_flats_adjusted=0.5, p_adjusted=0.5),
            {"flats_contributing": 1},
            "hendelsene kommer fra for få boliger (1 bolig); det trengs minst 6 med endring",
        ),
        (
            replace(UNSURE, p_zero_adjusted=0.0625, basis=5),
            {},
            "5 hendelser før er for få til å vise et fall, selv til null; det trengs minst 6",
        ),
        (
            replace(UNSURE, p_zero_adjusted=0.0625, basis=6),
            {},
            "6 hendelser før ligger i for få måneder eller boliger til å vise et fall, selv til null",
        ),
        (
            replace(INDEX, low=float("nan"), high=float("nan")),
            {},
            "12 leietakere er for få til et intervall på 95\xa0%",
        ),
        (
            replace(FLAT, n_great=1),
            {},
            "snittet er lite endret, men tallene utelukker ikke at mer enn 33\xa0% av slike leietakere har "
            "endret seg mye (1 av 12)",
        ),
        (
            replace(FLAT, n_pairs=7, n_great=0, basis=7),
            {},
            "snittet er lite endret, men tallene utelukker ikke at mer enn 33\xa0% av slike leietakere har "
            "endret seg mye (0 av 7)",
        ),
        (
            replace(UNSURE, p_each=(0.004, 0.051, 0.2)),
            {},
            "testene er uenige: p = 0,051 over måneder, p = 0,20 over boliger og p = 0,004 for hver hendelse "
            "alene",
        ),
        (
            WIDE,
            {},
            "intervallet er for bredt (−0,2 til 0,9 poeng) og kan bety ingen endring eller en viktig bedring",
        ),
    ],
)
def test_too_little_data_says_truly_what_was_too_little_and_what_was_needed(
    evidence: Evidence, changes: dict[str, Any], text: str
) -> None:
    assert said(evidence, **changes) == f"For lite data: {text}."


def test_what_is_needed_grows_with_what_decides_beside_it() -> None:
    """Two outcomes of one family: seven tenants instead of six, seven events, and seven flats."""
    goals = tuple(
        g.model_copy(update={"decided_by": ("medvirkning", "nabolag-hjelp")}) if g.id == "2" else g
        for g in STUDY.plan.goals
    )
    two = replace(STUDY, plan=STUDY.plan.model_copy(update={"goals": goals}))
    few = replace(SIX, n_changed=6, smallest_p_adjusted=0.0625)
    row, indicator = row_of(few), planned(few, "medvirkning")
    assert reason(row, indicator, STUDY).endswith("det trengs minst 6.")
    assert reason(row, indicator, two).endswith("det trengs minst 7.")
    held = replace(INDEX, p=0.04, p_adjusted=0.08)
    assert reason(row_of(held), indicator, two) == (
        "For lite data: endringen holder ikke når 2 er prøvd (p = 0,04, justert p = 0,08)."
    )


def test_ends_of_tenancies_are_not_called_events() -> None:
    few = replace(RATE, basis=3, minimum=6)
    assert "bygger på 3 avsluttede leieforhold, og planen krever minst 6" in said(few, "oppsigelser")
    no_room = replace(UNSURE, basis=4, p_zero_adjusted=0.2)
    assert "4 avsluttede leieforhold før er for få til å vise et fall" in said(no_room, "oppsigelser")


MASKED = dict.fromkeys(("n_up", "n_same", "n_down", "n_great"), pd.NA)


@pytest.mark.parametrize("evidence", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_a_count_that_an_edition_may_not_show_is_not_said(evidence: Evidence) -> None:
    """Of 97 tenants 83 changed, 71 greatly: none of these, nor what they leave, is in the sentence."""
    counted = {"n_pairs": 97, "n_baseline": 97, "n_up": 83, "n_down": 0, "n_same": 14, "n_great": 71}
    shown, hidden = said(evidence, **counted), said(evidence, **counted | MASKED)
    assert not re.search(r"\b(83|71|14|26)\b", hidden)
    assert "NA" not in hidden and "–" not in hidden and "()" not in hidden
    rule = decide(evidence, STUDY.plan).rule
    assert (shown != hidden) == (rule in ("1.changed", "4.minority"))


def test_too_wide_says_what_the_interval_holds() -> None:
    both = said(replace(WIDE, low=-0.6))
    assert both.endswith("og kan bety ingen endring, en viktig forverring eller en viktig bedring.")
    wanted_down = said(replace(WIDE, low=-0.6, wanted_up=False))
    assert wanted_down.endswith("ingen endring, en viktig bedring eller en viktig forverring.")


@pytest.mark.parametrize(
    ("low", "high", "worse", "better"),
    [(-0.5, 0.49, True, False), (-0.49, 0.5, False, True), (0.0, 0.6, False, True), (-0.6, 0.0, True, False)],
)
def test_an_interval_holds_what_lies_at_its_very_end(
    low: float, high: float, worse: bool, better: bool
) -> None:
    text = said(replace(WIDE, low=low, high=high))
    assert ("viktig forverring" in text, "viktig bedring" in text) == (worse, better)
    assert "ingen endring" in text


def test_no_percentage_with_a_denominator_below_ten() -> None:
    share = replace(WIDE, important=0.2, low=-0.1, high=0.5, n_pairs=9)
    assert "(−0,10 til 0,50)" in said(share, "tjenester-hjemme")
    assert "(−10 til 50 prosentpoeng)" in said(replace(share, n_pairs=10), "tjenester-hjemme")


def test_uncertain_basis_says_how_many_are_missing_and_what_the_others_show() -> None:
    text = said(replace(INDEX, n_pairs=8, lost_share=5 / 13))
    assert text == (
        "Usikkert grunnlag: 5 av 13 leietakere mangler tall før eller etter; "
        "hos de øvrige er endringen +0,9 poeng (intervall 0,6 til 1,2 poeng; justert p = 0,01)."
    )
    unchanged = said(replace(FLAT, n_pairs=8, lost_share=5 / 13))
    assert unchanged.endswith("hos de øvrige er endringen liten (−0,4 til 0,3 poeng).")


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("supports", "Støtter: tallet belyser delmålet, men avgjør det ikke."),
        ("explores", "Utforskende: tallet kan reise spørsmål, men ikke avgjøre noe."),
        ("activity", "Aktivitet: tallet viser hva som ble gjort, ikke virkningen."),
        ("context", "Bakgrunn: tallet viser noe om omgivelsene og blir ikke vurdert."),
    ],
)
def test_what_has_no_word_says_what_it_is_for(rule: str, text: str) -> None:
    row = row_of(INDEX, verdict="beskrivelse", verdict_rule=rule)
    assert reason(row, STUDY.plan.indicator("trygghet"), STUDY) == text


@pytest.mark.parametrize(
    ("indicator", "changes", "text"),
    [
        ("trygghet", {"smallest_p": 0.05, "n_pairs": 8}, AT_ADDRESS),
        (
            "trygghet",
            {"smallest_p": 0.0625, "n_pairs": 5},
            ALONE.format("5 leietakere med tall begge ganger er for få"),
        ),
        (
            "trygghet",
            {"smallest_p": 1.0, "n_pairs": 1},
            ALONE.format("1 leietaker med tall begge ganger er for få"),
        ),
        (
            "trygghet",
            {"smallest_p": 1.0, "n_pairs": 0},
            ALONE.format("0 leietakere med tall begge ganger er for få"),
        ),
        ("trygghet", {"smallest_p": 0.25, "n_pairs": 6}, ALONE.format("for få har endret seg")),
        ("naboklager", {"smallest_p": 0.25}, ALONE.format("for få hendelser, måneder eller boliger")),
        ("naboklager", {"smallest_p": float("nan")}, AT_ADDRESS),
        ("moter", {"smallest_p": float("nan")}, AT_ADDRESS),
    ],
)
def test_an_address_that_could_show_nothing_alone_says_so(
    indicator: str, changes: dict[str, Any], text: str
) -> None:
    row = row_of(INDEX, verdict="beskrivelse", verdict_rule="address", **changes)
    assert reason(row, STUDY.plan.indicator(indicator), STUDY) == text


@pytest.mark.parametrize(
    ("period", "indicator", "why", "text"),
    [
        ("sluttrapport", "restanse", "no_data", "det er ikke levert data om husleie"),
        ("sluttrapport", "flyttinger", "no_data", "det er ikke levert data om leieforhold"),
        ("2023-24-vinter", "trygghet", "no_waves", "perioden har ingen kartlegging etter"),
        ("2022-23-kontroll", "trygghet", "no_waves", "perioden har ingen kartlegging før og ingen etter"),
        *(("sluttrapport", "trygghet", why, text) for why, text in UNMEASURED.items()),
    ],
)
def test_what_is_not_measured_says_why(period: str, indicator: str, why: str, text: str) -> None:
    study = load_period(f"params/leie/periods/{period}.yml")
    row = {"verdict": "ikke_maalt", "verdict_rule": "unmeasured", "unmeasured": why}
    assert reason(row, study.plan.indicator(indicator), study) == f"Ikke målt: {text}."


@pytest.mark.parametrize(
    "changes",
    [
        {"verdict_rule": "5"},
        {"verdict_rule": ""},
        {"verdict_rule": "lost:4"},
        {"verdict_rule": "unmeasured", "unmeasured": "no_idea"},
        {"verdict_rule": "unmeasured", "unmeasured": ""},
    ],
)
def test_a_rule_without_words_is_refused_and_never_worded_as_another(changes: dict[str, str]) -> None:
    with pytest.raises(AnalysisError, match="wording"):
        said(INDEX, **changes)
    with pytest.raises(WordingError, match="rule '5'"):
        said(INDEX, verdict_rule="5")


@pytest.mark.slow
def test_every_row_of_the_sample_has_its_reason(study: Study, found: Evaluation) -> None:
    reasons = delivered(found.results, study)["verdict_reason"]
    assert reasons.str.endswith(".").all()
    assert not reasons.str.contains("nan").any()
