"""Personal data put wherever a person might put them: nothing of it is kept, quoted or passed on."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd
import pytest
import yaml
from openpyxl import load_workbook

from analysis import clean
from analysis.clean import CleanError
from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.params import Study

from ..conftest import rules, with_sources

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


REFUSED: tuple[tuple[Poison, str, str], ...] = (
    (progress("A5", f"Befaring {CANARY}"), "title", "navn"),
    (progress("A6", "befaring hos kvitaåsen"), "title", "navn"),
    (progress("A7", "Befaring, ring 99887766"), "title", "telefonnummer"),
    (progress("A8", "Befaring leil. 203"), "title", "bolignummer"),
    (plan("A2", "Bytte lås hos Gudrødur"), "measure", "navn"),
    (plan("A3", "Lås til 010190 12345"), "measure", "fødselsnummer"),
    (in_text("tjenestevedtak.csv", "Tjenestekontoret", "gk@example.no", "utf-8"), "agency", "e-postadresse"),
    (correction(reason="Gudrødur ringte"), "reason", "navn"),
    (correction(who=CANARY), "who", "navn"),
)
"""What would be kept, the column it is kept in, and what it is taken for."""
HARMLESS: tuple[Poison, ...] = (
    log("G6", f"{CANARY} leil. 203, 99887766"),  # a remark
    in_workbook("hendelseslogg.xlsx", renamed_sheet),  # a sheet that is not read
    log("F6", CANARY),  # who reported
    progress("B3", f"{CANARY} 99887766"),  # who is responsible
    progress("A3", f"Godkjenne mål\n{CANARY}"),  # below a title
    progress("A5", f"Innkalle\nAgenda:\n- samtale med {CANARY}\n- veien videre"),  # a point
    log("A2", f"Føres av {CANARY}, 99887766"),  # above the header
    log("A900", f"Spør {CANARY}"),  # below the table
    plan("F2", f"Avtal med {CANARY}"),  # preparations
    in_text("kartlegging-1.csv", '"Runarveien 3"', '"Runarveien 3, H0103, 99887766"'),
    in_text("kartlegging-1.csv", "Et sted jeg kan låse døra", f"{CANARY} 010190 12345"),
    lambda study: (study.raw_dir / f"{CANARY}.csv").write_text("x;y"),  # a file no source reads
)
STOPPED: dict[str, Poison] = {
    "Hva skjedde": log("D7", f"{CANARY} bråkte"),
    "Dato": log("A8", f"{CANARY} 99887766"),
    "Adresse": log("B9", f"hos {CANARY}, leil. 203"),
    "Tjeneste": in_text("tjenestevedtak.csv", "Praktisk bistand", CANARY, "utf-8"),
    "Plan Byggdrift": plan("E2", f"Venter på {CANARY}"),
    "Jeg er fornøyd med boligen min?": in_text("kartlegging-1.csv", '"5";"3";"2"', f'"{CANARY}";"3";"2"'),
    "Årsak til utflytting": in_text("leieforhold.csv", "Oppsagt av leietaker", CANARY, "iso-8859-1"),
    "Restanse": in_text("husleie.csv", "14 375,44", f"14 375 {CANARY}", "iso-8859-1"),
}
"""Column → a cell whose content is an error of its own."""


def spoilt(study: Study, poisons: Iterable[Poison]) -> Study:
    for poison in poisons:
        poison(study)
    return study


def traces(text: str) -> list[str]:
    return [trace for trace in TRACES if trace in text.casefold()]


def test_what_would_be_kept_is_refused_and_never_quoted(real: Study) -> None:
    spoilt(real, [poison for poison, _, _ in REFUSED])
    with pytest.raises(CleanError) as caught:
        clean.clean_records(real)
    findings = caught.value.findings
    refused = findings[findings["rule"] == "personal_data"]
    assert set(refused["severity"]) == {"error"}
    told = refused["message"].str.extract(r"(?:(\d+) verdi\w* ser|har det som ser) ut som ([\w-]+)")
    found = Counter[tuple[str, str]]()
    for column, number, kind in zip(refused["column"], told[0].fillna("1"), told[1], strict=True):
        found[column, kind] += int(number)
    assert found == Counter((column, kind) for _, column, kind in REFUSED)
    assert not traces(refused.to_csv())


def test_nothing_is_saved_of_what_is_refused(real: Study) -> None:
    with pytest.raises(CleanError):
        clean.save(clean.clean_records(spoilt(real, [REFUSED[0][0]])), real.processed_dir)
    assert not list(real.processed_dir.glob("*"))


def test_what_is_not_kept_may_say_anything(real: Study) -> None:
    spoilt(real, HARMLESS)
    for room in (clean.clean_survey, clean.clean_records):
        for path in clean.save(room(real), real.processed_dir):
            assert not traces(pd.read_parquet(path).to_csv()), path.name
            assert not traces(path.read_bytes().decode("latin-1")), path.name


def test_points_and_preparations_about_a_tenant_are_left_out_whole_and_told(real: Study) -> None:
    progress("A5", "Innkalle\nAgenda:\n- samtale med Gudrødur\n- har mistet nøkkelen")(real)
    plan("F2", "Ring 99887766 og book befaring")(real)
    made = clean.clean_records(with_sources(real, "leieforhold", "fremdrift", "handlingsplan"))
    left = made.findings[made.findings["rule"] == "words_left_out"]
    assert left[["severity", "source", "column", "message"]].to_numpy().tolist() == [
        [
            "warning", "activities", "points",
            "1 tekst har det som ser ut som navn på en leietaker, og er utelatt",
        ],
        ["warning", "measures", "preparation", "1 tekst har det som ser ut som telefonnummer, og er utelatt"],
    ]  # fmt: skip
    activities, measures = made.tables["activities"], made.tables["measures"]
    assert activities.loc[activities["title"] == "Innkalle", "points"].tolist() == [""]
    assert "Runarveien 1 og 3; Midtåsveien 22; Lahelleveien" in set(activities["points"])
    assert measures.loc[measures["measure"] == "Låse og stenge loftet", "preparation"].tolist() == [""] * 3
    assert measures["preparation"].ne("").any()


def test_what_cannot_be_read_is_an_error_that_does_not_repeat_it(real: Study) -> None:
    spoilt(real, STOPPED.values())
    columns: set[str] = set()
    for room in (clean.clean_survey, clean.clean_records):
        with pytest.raises(CleanError) as caught:
            room(real)
        assert not traces(str(caught.value))
        assert not traces(caught.value.findings.to_csv())
        columns |= set(caught.value.findings.query("severity == 'error'")["column"])
    assert columns >= STOPPED.keys()


def test_a_stale_correction_is_an_error_that_does_not_quote_it(real: Study) -> None:
    correction(old=CANARY)(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(with_sources(real, "hendelser"))
    assert "correction_stale" in rules(caught.value.findings, "error")
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
        clean.clean_records(with_sources(study, "leieforhold", "hendelser"))
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_the_name_of_a_file_that_is_read_is_searched(real: Study) -> None:
    (real.raw_dir / "husleie.csv").rename(real.raw_dir / "husleie gudrødur.csv")
    sources = tuple(
        s.model_copy(update={"file": "husleie*.csv"}) if s.id == "husleie" else s
        for s in real.project.sources
    )
    study = dataclasses.replace(real, project=real.project.model_copy(update={"sources": sources}))
    with pytest.raises(CleanError) as caught:
        clean.clean_records(with_sources(study, "leieforhold", "husleie"))
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_a_header_that_names_a_tenant_is_refused(real: Study) -> None:
    header = '"Jeg er fornøyd med boligen min?"'
    in_text("kartlegging-1.csv", header, f'"{CANARY}: Jeg er fornøyd med boligen min?"')(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_survey(real)
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_personal_data_are_listed_together_with_other_errors(real: Study) -> None:
    progress("A5", f"Befaring {CANARY}")(real)
    in_text("husleie.csv", "14 375,44", "mye", "iso-8859-1")(real)
    (real.raw_dir / "boliger.csv").unlink()
    with pytest.raises(CleanError) as caught:
        clean.clean_records(real)
    assert {"personal_data", "number_balance", "missing_file"} <= set(rules(caught.value.findings, "error"))


def test_persons_named_only_in_the_survey_are_searched_for_in_the_records(real: Study) -> None:
    """A tenancy register of numbers alone names nobody; the survey does."""
    in_text("kartlegging-1.csv", "Artifisia Skisseberg", "Torgunn Fantasivik")(real)
    in_workbook("fremdriftsplan.xlsx", cell("Fremdriftsplan", "A5", "Samtale med Torgunn"))(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(with_sources(real, "kartlegging-1", "leieforhold", "fremdrift"))
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_a_tenant_number_in_a_heading_is_refused(real: Study) -> None:
    progress("A5", "Samtale med leietaker 10005")(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(with_sources(real, "leieforhold", "fremdrift"))
    assert rules(caught.value.findings, "error") == ["personal_data"]
    assert "10005" not in str(caught.value)


class Written(yaml.SafeDumper):
    """YAML as people write it, every value where it stands."""

    def ignore_aliases(self, _: Any) -> bool:
        return True


def test_a_name_that_a_correction_replaces_is_still_searched_for(real: Study) -> None:
    in_text("leieforhold.csv", CANARY, "Torgunn Fantasivik", "iso-8859-1")(real)
    path = real.root / "data/corrections.yml"
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = {"column": "Navn", "old": "Torgunn Fantasivik", "new": "Gunn Oppdiktnes"}
    entries["corrections"].append(
        {**entries["corrections"][1], **name, "key": {"Navn": "Torgunn Fantasivik"}}
    )
    path.write_text(yaml.dump(entries, Dumper=Written, allow_unicode=True), encoding="utf-8")
    progress("A5", "Samtale med Torgunn")(real)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(with_sources(real, "leieforhold", "fremdrift"))
    assert rules(caught.value.findings, "error") == ["personal_data"]


def test_a_real_identity_number_in_a_project_said_to_be_synthetic_is_refused(
    copied: Study, real: Study
) -> None:
    """The public key would make its pseudonyms."""
    in_text("leieforhold.csv", "30919705317", "010107 50160", "iso-8859-1")(copied)
    with pytest.raises(CleanError) as caught:
        clean.clean_records(with_sources(copied, "leieforhold"))
    assert rules(caught.value.findings, "error") == ["real_person"]
    assert "50160" not in str(caught.value)
    assert "real_person" not in rules(clean.check(with_sources(real, "leieforhold")))
