from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from pydantic import ValidationError

from analysis.evaluate.claims import (
    Change,
    Claims,
    Grounds,
    Value,
    changed,
    claims_table,
    reached,
    read_claims,
)
from analysis.evaluate.estimates import basis, estimate
from analysis.evaluate.results import with_schema
from analysis.params import ParamsError, Study, load_period

ROW = {
    "measure": "rate", "direction": "lower", "unit": "per 100",
    "before": 40.0, "after": 20.0, "verdict": "bedring",
    "events_before": 48, "events_after": 25, "months_before": 12, "months_after": 12,
    "verdict_reason": "Ikke målt: x.", "n_pairs": 12, "n_baseline": 13,
    "done": float("nan"), "planned": float("nan"),
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
    assert changed(LOWER, ROW, RATE)[1] == "40,0 før og 20,0 etter (per 100; 48 + 25 hendelser)."


def test_a_share_is_given_as_people_not_per_cent() -> None:
    row = {**ROW, "measure": "share", "before": 5 / 12, "after": 3 / 12}
    assert (
        changed(LOWER, row, on("i-restanse"))[1]
        == "5 før og 3 etter, av 12 leietakere med tall begge ganger."
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


def test_a_value_needs_exactly_one_limit() -> None:
    for limits in ({}, {"below": 1.0, "at_least": 2.0}):
        with pytest.raises(ValidationError, match="only one of them"):
            Value.model_validate({"type": "value", "indicator": "i", **limits})


def test_every_claim_of_the_sample_has_a_row_with_a_figure(study: Study, sample: SimpleNamespace) -> None:
    shared = basis(study, sample)
    table = claims_table(study, sample, shared, with_schema(estimate(study, sample, shared).rows))
    assert table["claim"].tolist() == [claim.id for claim in read_claims(study)]
    assert table["figure"].str.endswith(".").all()
    by_claim = table.set_index("claim")
    assert by_claim.loc["syv-moter", ["status", "figure"]].tolist() == [
        "contradicted",
        "5 av 7 møter er holdt.",
    ]
    assert by_claim.loc["lavt-oppmote", "status"] == "holds"
    assert by_claim.loc["individuell-oppfolging", "status"] == "no_data"
    assert by_claim.loc["flyttere-fikk-vedtak", "n_people"] == 4


def project(study: Study, tmp_path: Path, text: str) -> Study:
    folder = tmp_path / "params" / "leie"
    folder.mkdir(parents=True)
    (folder / "claims.yml").write_text(text, encoding="utf-8")
    return replace(study, root=tmp_path)


def test_a_claim_about_an_unknown_indicator_names_file_claim_and_choices(
    study: Study, tmp_path: Path
) -> None:
    text = "claims:\n- {id: a, text: A, source: S, check: {type: change, indicator: nei, says: lower}}\n"
    with pytest.raises(
        ParamsError, match=r"claims\.yml: claim 'a' names unknown indicator 'nei'.*naboklager"
    ):
        read_claims(project(study, tmp_path, text))


def test_a_project_without_claims_has_none(study: Study, tmp_path: Path) -> None:
    assert read_claims(replace(study, root=tmp_path)) == ()
    assert Claims(claims=()).claims == ()


@pytest.mark.parametrize(
    ("indicator", "row", "figure"),
    [
        ("dugnad-oppmote", {"done": 9, "planned": 26, "after": 9 / 26}, "9 av 26 inviterte møtte (35\xa0%)."),
        ("dugnad-oppmote", {"done": 2, "planned": 8, "after": 0.25}, "2 av 8 inviterte møtte."),
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
        assert re.search(r"\d [a-zæøå]+( [a-zæøå]+)*[).;]| leietakere | inviterte ", figure), figure
        assert not re.fullmatch(r"[\d, av]+\.", figure), figure
