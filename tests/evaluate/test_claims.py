from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from analysis.evaluate.claims import (
    Grounds,
    changed,
    claims_table,
    reached,
)
from analysis.evaluate.estimates import basis, estimate
from analysis.evaluate.results import with_schema
from analysis.params import Study, load_period
from analysis.params.claims import Change, Value

ROW = {
    "measure": "rate", "direction": "lower", "unit": "per 100",
    "before": 40.0, "after": 20.0, "verdict": "bedring",
    "events_before": 48, "events_after": 25, "months_before": 12, "months_after": 12,
    "verdict_reason": "Ikke målt: x.", "n_pairs": 12, "n_baseline": 13,
    "done": float("nan"), "planned": float("nan"),
    "estimate": 0.5, "low": 0.3, "high": 0.8, "warnings": "",
}  # fmt: skip
STUDY = load_period("params/leie/periods/sluttrapport.yml")
LOWER = Change(type="change", indicator="i", says="lower")
HIGHER = Change(type="change", indicator="i", says="higher")


def on(indicator: str) -> Grounds:
    return Grounds(next(i for i in STUDY.plan.indicators if i.id == indicator), STUDY.period)


RATE = on("naboklager")


@pytest.mark.parametrize(
    ("check", "verdict", "expected"),
    [
        (LOWER, "bedring", "holds"),
        (LOWER, "forverring", "contradicted"),
        (HIGHER, "bedring", "contradicted"),
        (HIGHER, "forverring", "holds"),
        (LOWER, "uendret", "contradicted"),
        (LOWER, "for_lite_data", "not_shown"),
        (LOWER, "usikkert_grunnlag", "not_shown"),
        (LOWER, "ikke_maalt", "no_data"),
        (LOWER, "beskrivelse", "holds"),
        (HIGHER, "beskrivelse", "contradicted"),
    ],
)
def test_a_change_is_decided_by_the_verdict(check: Change, verdict: str, expected: str) -> None:
    assert changed(check, {**ROW, "verdict": verdict}, RATE)[0] == expected


def test_what_is_only_counted_says_so() -> None:
    assert "ikke testet" in changed(LOWER, {**ROW, "verdict": "beskrivelse"}, RATE)[1]


def test_a_tested_change_stands_with_its_interval() -> None:
    assert changed(LOWER, ROW, RATE)[1] == (
        "40,0 før og 20,0 etter (per 100; 48 + 25 hendelser). "
        "Raten etter er 0,50 ganger raten før (intervall 0,30 til 0,80)."
    )
    index = {**ROW, "measure": "index", "estimate": 1.0, "low": 0.5, "high": 1.5}
    assert changed(LOWER, index, on("trygghet"))[1].endswith(
        "Endringen er +1,0 poeng (intervall 0,5 til 1,5 poeng)."
    )
    none = {**ROW, "estimate": float("inf"), "low": 0.7, "high": float("inf")}
    assert "ganger" not in changed(LOWER, none, RATE)[1]


def test_an_uncertain_basis_is_said_since_the_interval_alone_may_look_clear() -> None:
    said = {v: changed(LOWER, {**ROW, "verdict": v}, RATE)[1] for v in ("usikkert_grunnlag", "for_lite_data")}
    assert said["usikkert_grunnlag"].endswith("Grunnlaget er usikkert, fordi mange mangler tall.")
    assert "usikkert" not in said["for_lite_data"]


@pytest.mark.parametrize("verdict", ["bedring", "forverring"])
def test_what_is_to_be_read_as_too_little_data_shows_no_claim(verdict: str) -> None:
    row = {**ROW, "verdict": verdict, "warnings": "overspredning;maneder_uenige"}
    for check in (LOWER, HIGHER):
        status, figure = changed(check, row, RATE)
        assert status == "not_shown"
        assert figure.endswith(f"Konklusjonen «{verdict}» må leses som for lite data.")


def test_a_share_is_given_as_people_not_per_cent() -> None:
    row = {**ROW, "measure": "share", "before": 5 / 12, "after": 3 / 12}
    row |= {"estimate": -2 / 12, "low": -0.4, "high": 0.05}
    assert (
        changed(LOWER, row, on("i-restanse"))[1]
        == "5 før og 3 etter, av 12 leietakere med tall begge ganger. "
        "Endringen er −17 prosentpoeng (intervall −40 til 5 prosentpoeng)."
    )
    few = {**row, "n_pairs": 8, "before": 5 / 8, "after": 3 / 8}
    assert (
        changed(LOWER, few, on("i-restanse"))[1] == "5 før og 3 etter, av 8 leietakere med tall begge ganger."
    )


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (Value(type="value", indicator="i", below=20.5), "holds"),
        (Value(type="value", indicator="i", below=20.0), "contradicted"),
        (Value(type="value", indicator="i", at_least=20.0), "holds"),
        (Value(type="value", indicator="i", at_least=21.0), "contradicted"),
    ],
)
def test_a_value_is_held_against_its_limit(check: Value, expected: str) -> None:
    assert reached(check, {**ROW, "verdict": "beskrivelse"}, RATE)[0] == expected


def test_every_claim_of_the_sample_has_a_row_with_a_figure(study: Study, sample: SimpleNamespace) -> None:
    shared = basis(study, sample)
    table = claims_table(study, sample, shared, with_schema(estimate(study, sample, shared).rows))
    assert table["claim"].tolist() == [claim.id for claim in study.claims]
    assert table["figure"].str.endswith(".").all()
    by_claim = table.set_index("claim")
    assert by_claim.loc["syv-moter", ["status", "figure"]].tolist() == [
        "contradicted",
        "5 møter er ført med dato (12 måneder).",
    ]
    assert by_claim.loc["lavt-oppmote", "status"] == "holds"
    assert by_claim.loc["individuell-oppfolging", "status"] == "no_data"
    assert by_claim.loc["flyttere-fikk-vedtak", "n_people"] == 4


@pytest.mark.parametrize(
    ("indicator", "row", "figure"),
    [
        (
            "dugnad-oppmote",
            {"done": 9, "planned": 26, "after": 9 / 26},
            "9 av 26 invitasjoner endte med oppmøte (35\xa0%).",
        ),
        (
            "dugnad-oppmote",
            {"done": 2, "planned": 8, "after": 0.25},
            "2 av 8 invitasjoner endte med oppmøte.",
        ),
        (
            "handlingsplan",
            {"done": 1, "planned": 24, "after": 1 / 24},
            "1 av 24 punkter i handlingsplanen er utført (4\xa0%).",
        ),
        ("dugnader", {"done": 1, "after": 1.0}, "1 dugnad er holdt (12 måneder)."),
        ("etater", {"done": 4, "after": 4.0}, "4 etater har vedtak som gjelder (13 leietakere)."),
        ("trygghet", {"after": 3.25, "measure": "index"}, "3,3 etter (per 100; 12 av 13 leietakere)."),
        ("i-restanse", {"after": 0.25, "measure": "share"}, "3 av 12 leietakere med tall begge ganger."),
    ],
)
def test_a_value_says_its_unit_and_what_it_rests_on(
    indicator: str, row: dict[str, object], figure: str
) -> None:
    check = Value(type="value", indicator="i", at_least=0.0)
    assert reached(check, {**ROW, "verdict": "beskrivelse", **row}, on(indicator))[1] == figure


def test_no_figure_of_a_claim_is_bare_numbers(study: Study, sample: SimpleNamespace) -> None:
    shared = basis(study, sample)
    table = claims_table(study, sample, shared, with_schema(estimate(study, sample, shared).rows))
    for figure in table.loc[table["status"] != "no_data", "figure"]:
        assert re.search(r"\d [a-zæøå]+( [a-zæøå]+)*[).;]| leietakere | invitasjoner ", figure), figure
        assert not re.fullmatch(r"[\d, av]+\.", figure), figure
