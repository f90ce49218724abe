from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from analysis.params import ParamsError, Source, read_params

WINTER = {"from": dt.date(2024, 1, 8), "to": dt.date(2024, 2, 12)}
AUTUMN = {"from": dt.date(2024, 9, 2), "to": dt.date(2024, 9, 20)}


def survey(**more: Any) -> Source:
    return Source.model_validate({"id": "k", "kind": "survey", "file": "k.csv", **more}, strict=False)


def test_a_survey_holds_one_round_or_those_of_one_form() -> None:
    assert survey(wave=2).rounds == (2,)
    both = survey(waves={2: AUTUMN, 1: {**WINTER, "not_asked": ["q14"]}}, not_asked=["q13"])
    assert both.rounds == (1, 2)
    assert (both.left_out(1), both.left_out(2)) == (("q13", "q14"), ("q13",))
    assert Source.model_validate({"id": "k", "kind": "cases", "file": "k.csv"}).rounds == ()


@pytest.mark.parametrize(
    ("called", "names"),
    [("Før", ("1", "Før")), ("[Før, Først]", ("1", "Før", "Først")), ("2023", ("1", "2023")), ("[]", ("1",))],
)
def test_a_round_is_called_by_its_number_and_what_it_is_called(
    tmp_path: Path, called: str, names: tuple[str, ...]
) -> None:
    path = tmp_path / "source.yml"
    text = "{id: k, kind: survey, file: k.csv, columns: {wave: Runde}, waves: {1: {called: %s}, 2: {}}}"
    path.write_text(text % called, encoding="utf-8")
    source = read_params(path, Source, tmp_path)
    assert (source.waves[1].names(1), source.waves[2].names(2)) == (names, ("2",))


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({}, "either 'wave'"),
        ({"wave": 1, "waves": {1: WINTER, 2: AUTUMN}}, "either 'wave'"),
        ({"kind": "cases", "waves": {1: WINTER}}, "belong to surveys only"),
        ({"waves": {1: WINTER, 2: {**AUTUMN, "from": dt.date(2024, 2, 12)}}}, "starts 2024-02-12"),
        ({"waves": {1: AUTUMN, 2: WINTER}}, "comes first"),
        ({"waves": {1: {"from": dt.date(2024, 1, 8)}, 2: AUTUMN}}, "both 'from' and 'to'"),
        ({"waves": {1: {"from": WINTER["to"], "to": WINTER["from"]}}}, "swap them"),
        ({"waves": {0: WINTER}}, "greater than or equal to 1"),
        ({"waves": {1: {}, 2: AUTUMN}}, "wave 1 has no 'from' and 'to'"),
        ({"waves": {1: {**WINTER, "called": "Før"}}}, "no column is mapped"),
        ({"wave": 1, "columns": {"wave": "Runde"}}, "goes with 'waves'"),
        ({"waves": {1: WINTER}, "reader": {"format": "template"}}, "a template holds one round"),
        (
            {"waves": {1: {"called": "Ny"}, 2: {"called": "ny"}}, "columns": {"wave": "R"}},
            "«Ny» .wave 1. and «ny» .wave 2. cannot be told",
        ),
        (
            {"waves": {1: {"called": "2"}, 2: {}}, "columns": {"wave": "R"}},
            "«2» .wave 1. and «2» .wave 2. cannot be told",
        ),
    ],
)
def test_rounds_that_cannot_be_told_apart_are_refused(more: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        survey(**more)


COVERS = {"from": dt.date(2023, 1, 1), "to": dt.date(2024, 9, 30)}


@pytest.mark.parametrize("kind", ["incidents", "tenancies"])
def test_a_source_of_events_says_what_it_covers_or_nothing(kind: str) -> None:
    said = Source.model_validate({"id": "k", "kind": kind, "file": "k.csv", "covers": COVERS})
    assert said.covers is not None
    assert (said.covers.start, said.covers.end) == (COVERS["from"], COVERS["to"])
    assert Source.model_validate({"id": "k", "kind": kind, "file": "k.csv"}).covers is None


@pytest.mark.parametrize(
    ("kind", "covers", "message"),
    [
        (
            "cases",
            "{from: 2023-01-01, to: 2024-09-30}",
            r"source 'k': 'covers' belongs .*\(tenancies, incidents\)",
        ),
        ("incidents", "{from: 2024-09-30, to: 2023-01-01}", "swap them"),
        ("incidents", "{from: 2024-09-30}", "line 4: covers.to: missing"),
    ],
)
def test_coverage_that_cannot_be_is_refused_with_the_file(
    tmp_path: Path, kind: str, covers: str, message: str
) -> None:
    path = tmp_path / "source.yml"
    path.write_text(f"id: k\nkind: {kind}\nfile: k.csv\ncovers: {covers}\n", encoding="utf-8")
    with pytest.raises(ParamsError, match=f"source.yml: .*{message}"):
        read_params(path, Source, tmp_path)


def test_credits_belong_to_ledgers() -> None:
    ledger = {"id": "k", "kind": "arrears", "file": "k.csv"}
    assert Source.model_validate(ledger).credits is None
    assert Source.model_validate({**ledger, "credits": "negative"}).credits == "negative"
    with pytest.raises(ValidationError, match=r"'credits' belongs .*\(arrears\), found kind 'cases'"):
        Source.model_validate({**ledger, "kind": "cases", "credits": "negative"})
    with pytest.raises(ValidationError, match="Input should be 'negative'"):
        Source.model_validate({**ledger, "credits": "positive"})


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"columns": {"q01": "Utsagn", "q02": "utsagn "}}, "columns: «Utsagn» .q01. and «utsagn» .q02."),
        ({"values": {"answer": {"Ja": "5", "ja.": "1"}}}, "values.answer: «Ja» .5. and «ja.» .1."),
        ({"values": {"q01": {"1": "5", "1,0": "4"}}}, "values.q01: "),
    ],
)
def test_settings_that_compare_alike_and_mean_two_things_are_refused(
    more: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Source.model_validate({"id": "k", "kind": "survey", "file": "k.csv", "wave": 1, **more})


def test_signs_alone_are_wordings_of_their_own() -> None:
    meanings = {"answer": {"-": "1", "–": "2", "?": "3", "★": "4", "★★": "5"}}
    source = Source.model_validate({"id": "k", "kind": "survey", "file": "k", "wave": 1, "values": meanings})
    assert source.values == meanings
