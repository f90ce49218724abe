"""What people do to a workbook: it is read right all the same, or what is wrong is said."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from analysis import clean
from analysis.params import Study
from analysis.params.questionnaire import Scale

from .conftest import D, Typed, only, records, rows

Change = Callable[[Workbook], None]
EVENTS = [
    {"Løpenr.": n, "Dato": D(2024, 1, n), "Adresse": "Midtåsveien 22", "Hva skjedde": kind}
    for n, kind in enumerate(("Naboklage", "Hærverk", "Innbrudd"), start=1)
]
FILE = "incidents.xlsx"


@pytest.fixture
def log(own: Study, typed: Typed) -> Study:
    return typed(own, {FILE: EVENTS})


def change(study: Study, how: Change) -> None:
    book = load_workbook(study.raw_dir / FILE)
    how(book)
    book.save(study.raw_dir / FILE)


def about_the_log(study: Study) -> pd.DataFrame:
    found = clean.check(study)
    return found[found["source"] == "incidents"]


def title_above(book: Workbook) -> None:
    book.worksheets[0].insert_rows(1, 2)
    book.worksheets[0]["A1"] = "Hendelser i 2024"


def columns_the_other_way(book: Workbook) -> None:
    sheet = book.worksheets[0]
    lines = [[cell.value for cell in row][::-1] for row in sheet.iter_rows(max_row=4)]
    for at, line in enumerate(lines, start=1):
        for number, value in enumerate(line, start=1):
            sheet.cell(at, number).value = value


def filtered_and_hidden(book: Workbook) -> None:
    sheet = book.worksheets[0]
    sheet.auto_filter.ref = "A1:G4"
    sheet.row_dimensions[3].hidden = sheet.column_dimensions["C"].hidden = True


def gap(book: Workbook) -> None:
    book.worksheets[0].insert_rows(3, 2)


def dates_as_text(book: Workbook) -> None:
    for row in range(2, 5):
        cell = book.worksheets[0].cell(row, 2)
        assert isinstance(cell.value, dt.datetime)
        cell.value, cell.number_format = cell.value.strftime("%d.%m.%Y"), "@"


def no_guidance(book: Workbook) -> None:
    del book["Veiledning"]


def other_name_of_the_sheet(book: Workbook) -> None:
    book.worksheets[0].title = "Logg for året"


def notes_first(book: Workbook) -> None:
    book.create_sheet("Notater", 0)["A1"] = "Husk låsen"


@pytest.mark.parametrize(
    "how",
    [
        title_above,
        columns_the_other_way,
        filtered_and_hidden,
        gap,
        dates_as_text,
        no_guidance,
        other_name_of_the_sheet,
        notes_first,
    ],
)
def test_a_workbook_that_was_rearranged_reads_the_same(log: Study, how: Change) -> None:
    change(log, how)
    read = [
        {"Løpenr.": number, "Dato": row["date"], "Adresse": row["address"], "Hva skjedde": row["kind"]}
        for number, row in enumerate(rows(records(log)["incidents"]), start=1)
    ]
    assert read == [
        event | {"Adresse": "midtaasveien-22", "Hva skjedde": kind}
        for event, kind in zip(EVENTS, ("naboklage", "haerverk", "innbrudd"), strict=True)
    ]


def test_the_guidance_and_the_lists_are_neither_read_nor_listed_as_unread(log: Study) -> None:
    assert about_the_log(log).empty
    change(log, notes_first)
    assert about_the_log(log)["message"].tolist() == [
        "arkene «Notater» er ikke lest",
    ]


def test_the_guidance_is_not_read_in_place_of_a_hidden_sheet(log: Study) -> None:
    def hide(book: Workbook) -> None:
        book.worksheets[0].sheet_state, book.active = "hidden", 1

    change(log, hide)
    assert about_the_log(log)["message"].tolist() == [
        "det står ikke noe i de synlige arkene; skjult: «Hendelser»"
    ]


def test_a_header_typed_over_is_told_with_advice_about_the_workbook_and_not_about_the_settings(
    log: Study,
) -> None:
    def retype(book: Workbook) -> None:
        book.worksheets[0]["B1"] = "Når"

    change(log, retype)
    found = about_the_log(log).set_index("rule")
    assert set(found.index) == {"missing_column", "unmapped_column"}
    assert found.loc["missing_column", "column"] == "Dato"
    assert "leie templates" in str(found.loc["missing_column", "action"])
    assert found["action"].str.startswith("Skriv overskriften").all()
    assert not found["action"].str.contains("columns").any()


@pytest.mark.parametrize("high", [5, 9])
def test_a_survey_form_made_for_another_scale_is_refused_and_not_read_as_this_one(
    own: Study, typed: Typed, high: int
) -> None:
    scale = {"low": 1, "high": high, "labels": tuple(f"Svar {n}" for n in range(1, high + 1))}
    other = own.questionnaire.model_copy(update={"scale": Scale.model_validate(scale)})
    text = own.questionnaire.items[0].text
    own = only(own, "survey")
    last_year = typed(
        dataclasses.replace(own, questionnaire=other), {"survey.xlsx": [{"Leietakernr": "7", text: 5}]}
    )
    assert "other_scale" not in set(clean.check(last_year)["rule"])
    found = clean.check(own).set_index("rule")
    assert found.loc["other_scale", "severity"] == "error"
    assert f"svar fra 1 til {high}, og skalaen er nå 1–7" in str(found.loc["other_scale", "message"])
    (survey,) = [s for s in own.project.sources if s.kind == "survey"]
    meant = survey.model_copy(update={"values": {"answer": {"5": "7"}}})
    others = tuple(s for s in own.project.sources if s.kind != "survey")
    project = own.project.model_copy(update={"sources": (meant, *others)})
    assert "other_scale" not in set(clean.check(dataclasses.replace(own, project=project))["rule"])


def test_a_statement_typed_over_is_told_once_with_advice_about_the_workbook(own: Study, typed: Typed) -> None:
    study = typed(own, {"survey.xlsx": [{"Leietakernr": "7"}]})
    book = load_workbook(study.raw_dir / "survey.xlsx")
    sheet = book.worksheets[0]
    last = sheet.max_column
    assert sheet.cell(1, last).value == own.questionnaire.items[-1].text
    sheet.cell(1, last).value = "Noe ganske annet"
    book.save(study.raw_dir / "survey.xlsx")
    found = clean.check(study)
    errors = found[(found["source"] == "survey") & (found["severity"] == "error")]
    about = errors[errors["column"] == own.questionnaire.items[-1].text]
    assert about["rule"].tolist() == ["missing_question"]
    assert about["action"].str.startswith("Skriv overskriftene som i malen.").all()
