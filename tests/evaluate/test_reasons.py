from __future__ import annotations

import re
from dataclasses import replace

import pytest

from analysis.evaluate.judging.verdict import Evidence, decide
from analysis.params import Plan, load_period
from analysis.wording.reasons import reason

from .test_verdict import CASES, INDEX, RATE

PLAN: Plan = load_period("params/leie/periods/sluttrapport.yml").plan
REFUSED = ("beviser", "førte til", "effekt", "signifikant", "årsak", "på grunn av", "takket være")


def said(evidence: Evidence) -> str:
    return reason(decide(evidence, PLAN), evidence, PLAN)


@pytest.mark.parametrize("evidence", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_reason_is_one_sentence_with_figures_and_without_words_of_cause(evidence: Evidence) -> None:
    text = said(evidence)
    assert text.endswith(".")
    assert ". " not in text
    assert re.search(r"\d", text)
    assert "nan" not in text
    assert not [word for word in REFUSED if word in text.lower()]
    assert not re.search(r"\d\.\d", text), "decimal comma"


def test_better_and_worse_are_said_with_the_same_words() -> None:
    better = said(INDEX)
    worse = said(replace(INDEX, wanted_up=False))
    assert better.removeprefix("Bedring") == worse.removeprefix("Forverring")


def test_reason_gives_estimate_interval_and_adjusted_p() -> None:
    assert said(INDEX) == "Bedring: endringen er +0,9 poeng (intervall 0,6 til 1,2 poeng; justert p = 0,01)."
    assert said(RATE) == (
        "Bedring: raten etter er 0,40 ganger raten før (intervall 0,25 til 0,65; justert p = 0,01)."
    )


def test_ends_of_tenancies_are_not_called_events() -> None:
    ends = replace(RATE, counted=("avsluttet leieforhold", "avsluttede leieforhold"), minimum=6)
    assert "bygger på 3 avsluttede leieforhold, og planen krever minst 6" in said(replace(ends, basis=3))
    no_room = replace(ends, basis=9, p_zero_adjusted=0.2, p_adjusted=0.4)
    assert "så få avsluttede leieforhold før at selv et fall til null" in said(no_room)
    assert "så få hendelser før" in said(replace(no_room, counted=RATE.counted))


def test_too_wide_says_what_the_interval_cannot_exclude() -> None:
    text = said(replace(INDEX, low=-0.6, high=0.9, p_adjusted=0.4))
    assert text.endswith(
        "rommer både ingen endring, en viktig forverring (lavere verdi) og en viktig bedring (høyere verdi)."
    )
    narrower = said(replace(INDEX, low=-0.2, high=0.9, p_adjusted=0.4))
    assert "viktig forverring" not in narrower


def test_no_percentage_with_a_denominator_below_ten() -> None:
    share = replace(INDEX, kind="share", important=0.2, low=-0.1, high=0.5, p_adjusted=0.4, n_pairs=9)
    assert "prosent" not in said(share)
    assert "prosentpoeng" in said(replace(share, n_pairs=10))


@pytest.mark.parametrize("evidence", [case[0] for case in CASES.values()], ids=CASES.keys())
def test_reason_speaks_of_tenants_and_never_denies_twice(evidence: Evidence) -> None:
    text = said(evidence)
    assert not re.search(r"\b(par|permutasjon)\b", text)
    assert len(re.findall(r"\b(ikke|ingen|ingenting|utelukker|verken)\b", text)) <= 1


def test_uncertain_basis_says_how_many_are_missing_and_what_the_others_show() -> None:
    text = said(replace(INDEX, n_pairs=8, lost_share=5 / 13))
    assert text == (
        "Usikkert grunnlag: 5 av 13 leietakere mangler tall før eller etter; "
        "hos de øvrige er endringen +0,9 poeng (intervall 0,6 til 1,2 poeng; justert p = 0,01)."
    )
