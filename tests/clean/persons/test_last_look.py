"""Personal data put wherever a person might put them: nothing of it is kept, quoted or passed on."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml
from openpyxl import load_workbook

from analysis import clean
from analysis.clean import CleanError
from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.params import Study

from ..conftest import rules

KEY = "q7Lr2ZtVn4XcB9mKd3Ws8YfH"
CANARY = "Gudrødur Kvitaåsen"
TRACES = ("gudrød", "kvitaås", "99887766", "gk@example", "010190 12345", "leil. 203", KEY.casefold())
Poison = Callable[[Study], None]


@pytest.fixture
def real(copied: Study, monkeypatch: pytest.MonkeyPatch) -> Study:
    """The sample taken for real data, with a tenant whose name is found nowhere else."""
    monkeypatch.setenv(KEY_VARIABLE, KEY)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    raw = copied.raw_dir / "leieforhold.csv"
    text = raw.read_bytes().decode("iso-8859-1").replace("Demonius Simulstad", CANARY)
    assert CANARY in text
    raw.write_bytes(text.encode("iso-8859-1"))
    return dataclasses.replace(copied, project=copied.project.model_copy(update={"synthetic": False}))


def in_workbook(file: str, change: Callable[[Any], None]) -> Poison:
    def poison(study: Study) -> None:
        book = load_workbook(study.raw_dir / file)
        change(book)
        book.save(study.raw_dir / file)

    return poison


def in_text(file: str, old: str, new: str, encoding: str = "utf-8-sig") -> Poison:
    def poison(study: Study) -> None:
        text = (study.raw_dir / file).read_bytes().decode(encoding)
        assert old in text
        (study.raw_dir / file).write_bytes(text.replace(old, new).encode(encoding))

    return poison


def cell(sheet: str, at: str, value: str) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        book[sheet][at] = value

    return change


def renamed_sheet(book: Any) -> None:
    book["Veiledning"].title = CANARY


def correction(**changes: Any) -> Poison:
    def poison(study: Study) -> None:
        path = study.root / "data/corrections.yml"
        entries = yaml.safe_load(path.read_text(encoding="utf-8"))
        entries["corrections"][0] |= changes
        path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")

    return poison


def log(at: str, value: str) -> Poison:
    return in_workbook("hendelseslogg.xlsx", cell("Logg", at, value))


def progress(at: str, value: str) -> Poison:
    return in_workbook("fremdriftsplan.xlsx", cell("Fremdriftsplan", at, value))


def plan(at: str, value: str) -> Poison:
    return in_workbook("handlingsplan.xlsx", cell("Handlingsplan", at, value))


REFUSED: dict[str, Poison] = {
    "the title of an activity": progress("A5", f"Befaring {CANARY}"),
    "a title, lower case": progress("A5", "befaring hos kvitaåsen"),
    "a title, telephone": progress("A5", "Befaring, ring 99887766"),
    "a title, home": progress("A5", "Befaring leil. 203"),
    "a measure": plan("A2", "Bytte lås hos Gudrødur"),
    "a measure, number": plan("A2", "Lås til 010190 12345"),
    "an agency": in_text("tjenestevedtak.csv", "Tjenestekontoret", "gk@example.no", "utf-8"),
    "the reason of a correction": correction(reason="Gudrødur ringte"),
    "who corrected": correction(who=CANARY),
}
HARMLESS: dict[str, Poison] = {
    "a remark": log("G6", f"{CANARY} leil. 203, 99887766"),
    "a sheet that is not read": in_workbook("hendelseslogg.xlsx", renamed_sheet),
    "who reported": log("F6", CANARY),
    "who is responsible": progress("B3", f"{CANARY} 99887766"),
    "below a title": progress("A3", f"Godkjenne mål\n{CANARY}"),
    "above the header": log("A2", f"Føres av {CANARY}, 99887766"),
    "below the table": log("A421", f"Spør {CANARY}"),
    "preparations": plan("F2", f"Avtal med {CANARY}"),
    "an address in the survey": in_text(
        "kartlegging-1.csv", '"Runarveien 3"', '"Runarveien 3, H0103, 99887766"'
    ),
    "an open question in the survey": in_text(
        "kartlegging-1.csv", "Et sted jeg kan låse døra", f"{CANARY} 010190 12345"
    ),
    "the name of a file no source reads": lambda study: (study.raw_dir / f"{CANARY}.csv").write_text("x;y"),
}
STOPPED: dict[str, Poison] = {
    "a kind of incident": log("D6", f"{CANARY} bråkte"),
    "a date": log("A6", f"{CANARY} 99887766"),
    "an address in a log": log("B6", f"hos {CANARY}, leil. 203"),
    "a service": in_text("tjenestevedtak.csv", "Praktisk bistand", CANARY, "utf-8"),
    "a plan's wording": plan("E2", f"Venter på {CANARY}"),
    "an answer in the survey": in_text("kartlegging-1.csv", '"3";"5";"2"', f'"{CANARY}";"5";"2"'),
    "a reason to move": in_text("leieforhold.csv", "Oppsagt av leietaker", CANARY, "iso-8859-1"),
    "an amount": in_text("husleie.csv", "7 483,77", f"7 483 {CANARY}", "iso-8859-1"),
    "a stale correction": correction(old=CANARY),
}
"""Cells whose content is an error of its own."""


def clean_room(study: Study, place: str) -> list[Path]:
    room = clean.clean_survey if "survey" in place else clean.clean_records
    return clean.save(room(study), study.processed_dir)


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text.casefold()]


@pytest.mark.parametrize("place", REFUSED)
def test_what_would_be_kept_is_refused_and_never_quoted(real: Study, place: str) -> None:
    REFUSED[place](real)
    with pytest.raises(CleanError) as caught:
        clean_room(real, place)
    assert "personal_data" in rules(caught.value.findings, "error")
    refusals = caught.value.findings[caught.value.findings["rule"] == "personal_data"]
    assert not traces(refusals.to_csv())
    assert not list(real.processed_dir.glob("*records*"))


@pytest.mark.parametrize("place", HARMLESS)
def test_what_is_not_kept_may_say_anything(real: Study, place: str) -> None:
    HARMLESS[place](real)
    for path in clean_room(real, place):
        assert not traces(pd.read_parquet(path).to_csv()), path.name
        assert not traces(path.read_bytes().decode("latin-1"))


@pytest.mark.parametrize("place", STOPPED)
def test_what_cannot_be_read_is_an_error_that_does_not_repeat_it(real: Study, place: str) -> None:
    STOPPED[place](real)
    with pytest.raises(CleanError) as caught:
        clean_room(real, place)
    assert not traces(str(caught.value))
    assert not traces(caught.value.findings.to_csv())


def test_the_name_of_a_sheet_that_is_left_out_is_not_kept(real: Study) -> None:
    in_workbook("hendelseslogg.xlsx", renamed_sheet)(real)
    sources = tuple(
        s.model_copy(update={"reader": s.reader.model_copy(update={"sheet": None})})
        if s.id == "hendelser"
        else s
        for s in real.project.sources
    )
    study = dataclasses.replace(real, project=real.project.model_copy(update={"sources": sources}))
    with pytest.raises(CleanError) as caught:
        clean.clean_records(study)
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_the_name_of_a_file_that_is_read_is_searched(real: Study) -> None:
    (real.raw_dir / "husleie.csv").rename(real.raw_dir / "husleie gudrødur.csv")
    sources = tuple(
        s.model_copy(update={"file": "husleie*.csv"}) if s.id == "husleie" else s
        for s in real.project.sources
    )
    study = dataclasses.replace(real, project=real.project.model_copy(update={"sources": sources}))
    with pytest.raises(CleanError) as caught:
        clean.clean_records(study)
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_a_header_that_names_a_tenant_is_refused(real: Study) -> None:
    header = '"Jeg er fornøyd med boligen min?"'
    in_text("kartlegging-1.csv", header, f'"{CANARY}: Jeg er fornøyd med boligen min?"')(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_survey(real)
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_personal_data_are_listed_together_with_other_errors(real: Study) -> None:
    progress("A5", f"Befaring {CANARY}")(real)
    in_text("husleie.csv", "7 483,77", "mye", "iso-8859-1")(real)
    (real.raw_dir / "boliger.csv").unlink()
    with pytest.raises(CleanError) as caught:
        clean.clean_records(real)
    assert {"personal_data", "number_balance", "missing_file"} <= set(rules(caught.value.findings, "error"))


def test_persons_named_only_in_the_survey_are_searched_for_in_the_records(real: Study) -> None:
    """A tenancy register of numbers alone names nobody; the survey does."""
    in_text("kartlegging-1.csv", "Simulf Simulstad", "Torgunn Fantasivik")(real)
    in_workbook("fremdriftsplan.xlsx", cell("Fremdriftsplan", "A5", "Samtale med Torgunn"))(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(real)
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_a_tenant_number_in_a_heading_is_refused(real: Study) -> None:
    progress("A5", "Samtale med leietaker 10005")(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(real)
    assert rules(caught.value.findings, "error") == ["personal_data"]
    assert "10005" not in str(caught.value)


def test_a_name_that_a_correction_replaces_is_still_searched_for(real: Study) -> None:
    in_text("leieforhold.csv", CANARY, "Torgunn Fantasivik", "iso-8859-1")(real)
    path = real.root / "data/corrections.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = {"column": "Navn", "old": "Torgunn Fantasivik", "new": "Gunn Oppdiktnes"}
    entries["corrections"].append(
        {**entries["corrections"][1], **name, "key": {"Navn": "Torgunn Fantasivik"}}
    )
    path.write_text(yaml.safe_dump(entries, allow_unicode=True), encoding="utf-8")
    progress("A5", "Samtale med Torgunn")(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(real)
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_a_real_identity_number_in_a_project_said_to_be_synthetic_is_refused(
    copied: Study, real: Study
) -> None:
    """The public key would make its pseudonyms."""
    in_text("leieforhold.csv", "25857518465", "010107 50160", "iso-8859-1")(copied)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(copied)
    assert rules(caught.value.findings, "error") == ["real_person"]
    assert "50160" not in str(caught.value)
    assert "real_person" not in rules(clean.check(real))


def test_settings_that_name_a_tenant_are_warned_of_once_and_not_quoted(real: Study) -> None:
    assert "personal_settings" not in rules(clean.check(real))
    words = real.vocabulary.model_copy(
        update={"activities": {**real.vocabulary.activities, "samtale": ("samtale med Gudrødur",)}}
    )
    project = real.project.model_copy(update={"start_note": f"Se {CANARY}"})
    plan = real.plan.model_copy(
        update={"goals": (real.plan.goals[0].model_copy(update={"short": "Gudrødurs hjem"}),)}
    )
    real.params_dir.mkdir(parents=True)
    (real.params_dir / "claims.yml").write_text(f"claims:\n- text: {CANARY} trives\n", encoding="utf-8")
    findings = clean.check(dataclasses.replace(real, vocabulary=words, project=project, plan=plan))
    warned = findings[findings["rule"] == "personal_settings"]
    assert sorted(set(warned["file"])) == ["claims.yml", "indicators.yml", "project.yml", "vocabulary.yml"]
    assert set(warned["severity"]) == {"warning"}
    assert not traces(warned.to_csv())
