"""One sentence per verdict: the rule that decided, with its figures."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from analysis.errors import AnalysisError
from analysis.evaluate import Evaluation
from analysis.evaluate.judging.verdict import Evidence, decide
from analysis.params import Indicator, Study, load_period
from analysis.wording import delivered
from analysis.wording.reasons import UNMEASURED, WordingError, reason

from ..evaluate.conftest import loaded
from ..evaluate.judging.test_verdict import CASES, INDEX, ITEM, RATE

STUDY = loaded()
REFUSED = ("beviser", "førte til", "effekt", "signifikant", "årsak", "på grunn av", "takket være")


def planned(evidence: Evidence, indicator: str = "") -> Indicator:
    """The indicator that evidence is about, wanting what it says."""
    found = STUDY.plan.indicator(
        indicator or ("naboklager" if evidence.ratio else "q01" if evidence.coarse else "trygghet")
    )
    direction = "higher" if evidence.wanted_up else "lower"
    return found.model_copy(update={"direction": direction, "minimum": evidence.minimum})


def row_of(evidence: Evidence, **changes: Any) -> dict[str, Any]:
    """The row of the results that evidence is decided into."""
    found = decide(evidence, STUDY.plan)
    names = ("estimate", "low", "high", "p_adjusted", "smallest_p_adjusted", "p_zero_adjusted", "p_months")
    return {name: getattr(evidence, name) for name in (*names, "n_pairs", "n_important")} | {
        "verdict": found.verdict,
        "verdict_rule": found.rule,
        "warnings": "storrelse_usikker" if found.size_uncertain else "",
        "important_change": evidence.important,
        "events_before": evidence.basis,
        "events_after": 0,
        "n_baseline": 13,
        "unmeasured": "",
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
    assert "nan" not in text
    assert not [word for word in REFUSED if word in text.lower()]
    assert not re.search(r"\d\.\d", text), "decimal comma"
    assert not re.search(r"\b(par|permutasjon)\b", text)
    assert len(re.findall(r"\b(ikke|ingen|ingenting|utelukker|verken)\b", text)) <= 1, "denied twice"


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


def test_unchanged_says_what_the_interval_is_smaller_than() -> None:
    assert said(replace(INDEX, low=-0.3, high=0.2, p_adjusted=1.0)) == (
        "Uendret: hele intervallet (−0,3 til 0,2 poeng) er mindre enn den minste viktige endringen "
        "(0,5 poeng)."
    )
    assert said(replace(RATE, low=0.8, high=1.2, p_adjusted=1.0)).endswith(
        "hele intervallet (0,80 til 1,20) er mindre enn den minste viktige endringen (0,70 til 1,30)."
    )


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        (
            replace(INDEX, minimum=14),
            "tallene bygger på 12 leietakere med tall begge ganger, og planen krever minst 14",
        ),
        (replace(RATE, minimum=50), "tallene bygger på 40 hendelser, og planen krever minst 50"),
        (replace(RATE, enough_months=False), "sammenligningen krever minst 4 måneder både før og etter"),
        (
            replace(INDEX, low=float("nan"), high=float("nan")),
            "12 leietakere er for få til et intervall på 95\xa0%",
        ),
        (
            replace(INDEX, smallest_p_adjusted=0.06, p_adjusted=0.06),
            "selv det tydeligste utfallet hadde vært for lite (minste mulige justerte p = 0,06, grense 0,05)",
        ),
        (
            replace(RATE, p_zero_adjusted=0.0625, low=0.1, high=1.4),
            "det var så få hendelser før at selv et fall til null hadde vært for lite (justert p = 0,06)",
        ),
        (
            replace(ITEM, n_important=1),
            "de fleste svarte likt, men andelen med en viktig endring kan være 0,36 (grensen er 0,3)",
        ),
        (
            replace(RATE, p_months=0.06),
            "intervallet er for bredt (0,25 til 0,65) og rommer en viktig bedring (lavere verdi); "
            "månedene svinger for mye til å si mer (stokking av måneder ga p = 0,06)",
        ),
        (
            replace(INDEX, p_adjusted=0.051),
            "intervallet er for bredt (0,6 til 1,2 poeng) og rommer en viktig bedring (høyere verdi); "
            "den justerte p-verdien er over grensen (justert p = 0,051)",
        ),
    ],
)
def test_too_little_data_says_what_was_too_little(evidence: Evidence, text: str) -> None:
    assert said(evidence) == f"For lite data: {text}."


def test_ends_of_tenancies_are_not_called_events() -> None:
    few = replace(RATE, basis=3, minimum=6)
    assert "bygger på 3 avsluttede leieforhold, og planen krever minst 6" in said(few, "oppsigelser")
    no_room = replace(RATE, basis=9, p_zero_adjusted=0.2, p_adjusted=0.4)
    assert "så få avsluttede leieforhold før at selv et fall til null" in said(no_room, "oppsigelser")


def test_too_wide_says_what_the_interval_cannot_exclude() -> None:
    both = said(replace(INDEX, low=-0.6, high=0.9, p_adjusted=0.4))
    assert both.endswith(
        "rommer både ingen endring, en viktig forverring (lavere verdi) og en viktig bedring (høyere verdi)."
    )
    wanted_down = said(replace(INDEX, low=-0.6, high=0.9, p_adjusted=0.4, wanted_up=False))
    assert wanted_down.endswith("en viktig bedring (lavere verdi) og en viktig forverring (høyere verdi).")


@pytest.mark.parametrize(
    ("low", "high", "worse", "better", "none"),
    [
        (-0.5, 0.49, True, False, True),
        (-0.49, 0.5, False, True, True),
        (0.0, 0.6, False, True, True),
        (-0.6, 0.0, True, False, True),
        (0.01, 0.6, False, True, False),
    ],
)
def test_an_interval_holds_what_lies_at_its_very_end(
    low: float, high: float, worse: bool, better: bool, none: bool
) -> None:
    text = said(replace(INDEX, low=low, high=high, p_adjusted=0.4))
    assert ("viktig forverring" in text, "viktig bedring" in text, "ingen endring" in text) == (
        worse,
        better,
        none,
    )


def test_no_percentage_with_a_denominator_below_ten() -> None:
    share = replace(INDEX, important=0.2, low=-0.1, high=0.5, p_adjusted=0.4, n_pairs=9)
    assert "(−0,10 til 0,50)" in said(share, "tjenester-hjemme")
    assert "(−10 til 50 prosentpoeng)" in said(replace(share, n_pairs=10), "tjenester-hjemme")


def test_uncertain_basis_says_how_many_are_missing_and_what_the_others_show() -> None:
    text = said(replace(INDEX, n_pairs=8, lost_share=5 / 13))
    assert text == (
        "Usikkert grunnlag: 5 av 13 leietakere mangler tall før eller etter; "
        "hos de øvrige er endringen +0,9 poeng (intervall 0,6 til 1,2 poeng; justert p = 0,01)."
    )
    unchanged = said(replace(INDEX, n_pairs=8, lost_share=5 / 13, low=-0.3, high=0.2, p_adjusted=1.0))
    assert unchanged.endswith(
        "hos de øvrige er endringen mindre enn den minste viktige (−0,3 til 0,2 poeng)."
    )


def test_a_description_says_what_it_describes() -> None:
    row = row_of(INDEX, verdict="beskrivelse", verdict_rule="described")
    tested, counted = (reason(row, STUDY.plan.indicator(i), STUDY) for i in ("trygghet", "moter"))
    assert tested == "Beskrivelse: konklusjonen trekkes for adressene samlet."
    assert counted == "Beskrivelse: tallet viser hva som er gjort, og er ikke testet."


@pytest.mark.parametrize(
    ("period", "indicator", "why", "text"),
    [
        ("sluttrapport", "restanse", "no_data", "det er ikke levert data om husleie"),
        ("sluttrapport", "flyttinger", "no_data", "det er ikke levert data om leieforhold"),
        ("2023-24-vinter", "trygghet", "no_waves", "perioden har ingen kartlegging etter"),
        ("2023-sommer", "trygghet", "no_waves", "perioden har ingen kartlegging før og ingen etter"),
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
