import datetime as dt
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis.clean import clean_records
from analysis.clean.registers.activities import kind_of_activity
from analysis.params import Study
from analysis.source_kinds import KINDS

from ..conftest import csv_bytes, only, record_findings, rules, xlsx_bytes

Make = Callable[..., Study]
PLAN = {"id": "fremdrift", "kind": "activities", "file": "p.xlsx"}
HEADER = ["Aktivitet", "Ansvarlig", "Dato gjennomført", "Inviterte", "Møtte"]


def plan(make: Make, rows: list[list[object]]) -> Study:
    return make([PLAN], {"p.xlsx": xlsx_bytes({"Plan": [HEADER, *rows]})})


def test_an_activity_with_two_dates_is_two_rows_of_one_activity(project_of: Make) -> None:
    table = clean_records(
        plan(project_of, [["Befaring av adresser:\n- Runarveien 1", "x", "21.11.23 og 24.11.23", None, None]])
    ).tables["activities"]
    assert len(set(table["activity"])) == 1
    assert table["date"].dt.strftime("%d.%m.%y").tolist() == ["21.11.23", "24.11.23"]
    assert table["title"].tolist() == ["Befaring av adresser"] * 2


PROGRESS = [
    ("24.11.23", ["2023-11-24"]),
    ("15.12.23", ["2023-12-15"]),
    ("21.11.23 og \n24.11.23", ["2023-11-21", "2023-11-24"]),
    ("15.11.2023", ["2023-11-15"]),
    ("08.01.2024", ["2024-01-08"]),
    ("Fom \n08.01.24", ["2024-01-08"]),
    ("06.02.2024", ["2024-02-06"]),
    ("", []),
    ("Løpende ", []),
    ("08.02.2024", ["2024-02-08"]),
    ("15.02.2024", ["2024-02-15"]),
    ("06.02.24", ["2024-02-06"]),
    ("20.02.2024", ["2024-02-20"]),
    ("12.03.2024", ["2024-03-12"]),
    ("19.03.2024 \nReferat \nsendt : \n26.03.2024", ["2024-03-19"]),
    ("30.04.2024 \nReferat \nsendt: \n30.04.24", ["2024-04-30"]),
    ("08.05.24", ["2024-05-08"]),
    ("31.05.24", ["2024-05-31"]),
    ("Løpende", []),
    ("02.10.2024", ["2024-10-02"]),
    ("01.10.2024", ["2024-10-01"]),
    ("31.10.2024", ["2024-10-31"]),
]
"""Every cell of the date column of the project's progress plan, line breaks and all."""


def test_every_date_cell_of_the_progress_plan_reads_as_it_stands(project_of: Make) -> None:
    rows = [[f"Dugnad {n}", "Byggdrift", text, None, None] for n, (text, _) in enumerate(PROGRESS)]
    result = clean_records(plan(project_of, rows))
    table = result.tables["activities"]
    written = [day for _, days in PROGRESS for day in (days or [None])]
    assert [None if pd.isna(d) else f"{d:%Y-%m-%d}" for d in table["date"]] == written
    approximate = {text for text, _ in PROGRESS if text.startswith(("Fom", "Løpende"))}
    assert table["approximate"].sum() == sum(text in approximate for text, _ in PROGRESS)
    assert not rules(result.findings, "warning")


def test_undated_ongoing_and_called_off_activities_have_no_date(project_of: Make) -> None:
    rows: list[list[object]] = [
        ["Dugnad A", "x", "Løpende", None, None],
        ["Dugnad B", "x", None, None, None],
        ["Dugnad C", "x", "01.03.24 avlyst", None, None],
        ["Dugnad D", "x", "Fom 08.01.24", None, None],
    ]
    table = clean_records(plan(project_of, rows)).tables["activities"]
    assert table["date"].isna().tolist() == [True, True, True, False]
    assert table["approximate"].tolist() == [True, False, False, True]


def test_the_date_of_the_minutes_is_not_a_second_meeting(project_of: Make) -> None:
    result = clean_records(
        plan(project_of, [["Arbeidsgruppemøte 4", "x", "19.03.2024 Referat sendt : 26.03.2024", None, None]])
    )
    assert result.tables["activities"]["date"].tolist() == [pd.Timestamp("2024-03-19")]
    assert only(result.findings, "date_text")["rows"] == "2"


def test_excel_dates_and_attendance(project_of: Make) -> None:
    result = clean_records(plan(project_of, [["Dugnad", "x", dt.date(2024, 3, 12), 9, 12]]))
    row = result.tables["activities"].iloc[0]
    assert (row["date"], row["invited"], row["attended"]) == (pd.Timestamp("2024-03-12"), 9, 12)
    assert only(result.findings, "more_attended")["rows"] == "2"


def test_those_who_came_to_an_activity_of_two_days_are_counted_once(project_of: Make) -> None:
    rows: list[list[object]] = [["Dugnad", "x", "12.03.24, 13.03", 9, 4], ["Dugnad 2", "x", "20.03.24", 8, 2]]
    table = clean_records(plan(project_of, rows)).tables["activities"]
    assert table["date"].dt.day.tolist() == [12, 13, 20]
    assert (table["invited"].sum(), table["attended"].sum()) == (17, 6)


def test_a_postponed_activity_with_a_date_is_a_warning(project_of: Make) -> None:
    rows: list[list[object]] = [["Dugnad", "x", "Utsatt fra 12.03.24 til 19.03.24", None, None]]
    result = clean_records(plan(project_of, rows))
    assert result.tables["activities"]["date"].isna().all()
    assert only(result.findings, "date_postponed")["severity"] == "warning"


def test_calling_a_meeting_is_not_holding_it_and_mentioning_one_is_neither(sample: Study) -> None:
    words = sample.vocabulary.activities
    assert kind_of_activity("Arbeidsgruppemøte 2", words) == "working_group_meeting"
    assert kind_of_activity("Innkalle til siste arbeidsgruppemøte", words) == "meeting_call"
    assert (
        kind_of_activity("Godkjenne målbare mål – venter på arbeidsgruppemøte", words)
        != "working_group_meeting"
    )
    assert (
        kind_of_activity("Iverksettelse av nye tiltak: Dugnad plukke søppel ute", {"cleanup": ("dugnad",)})
        == "cleanup"
    )
    assert kind_of_activity("Dugnadsånd", {"cleanup": ("dugnad",)}) is None


MEASURES: dict[str, Any] = {
    "id": "handlingsplan",
    "kind": "measures",
    "file": "m.csv",
    "columns": {
        "measure": "Tiltak",
        "status": "Plan",
        "runarveien-1": "R1",
        "runarveien-3": "R3",
        "status-runarveien-3": "Status R3",
    },
}


def test_a_measure_has_a_row_for_each_marked_address_and_its_own_status_wins(project_of: Make) -> None:
    rows = [
        ["Tiltak", "Plan", "R1", "R3", "Status R3"],
        ["Låse loftet", "Låses etter klart/tomt", "X", "x", "Utført"],
        ["Male", "Pågår", "x", "", ""],
    ]
    table = clean_records(project_of([MEASURES], {"m.csv": csv_bytes(rows)})).tables["measures"]
    assert table[["measure", "address", "status"]].to_numpy().tolist() == [
        ["Låse loftet", "runarveien-1", "waiting"],
        ["Låse loftet", "runarveien-3", "done"],
        ["Male", "runarveien-1", "ongoing"],
    ]
    assert table["wording"].tolist() == ["Låses etter klart/tomt", "Låses etter klart/tomt", "Pågår"]


def test_what_must_be_prepared_is_said_at_every_address_on_one_line(project_of: Make) -> None:
    rows = [
        ["Tiltak", "Plan", "Før", "R1", "R3", "Status R3"],
        ["Låse loftet", "Pågår", "Befaring\nbookes", "X", "x", ""],
        ["Male", "Pågår", "", "x", "", ""],
    ]
    source = {**MEASURES, "columns": {**MEASURES["columns"], "preparation": "Før"}}
    table = clean_records(project_of([source], {"m.csv": csv_bytes(rows)})).tables["measures"]
    assert table["preparation"].tolist() == ["Befaring bookes", "Befaring bookes", ""]


def test_unknown_statuses_and_marks_are_errors_with_rows(project_of: Make) -> None:
    rows = [
        ["Tiltak", "Plan", "R1", "R3", "Status R3"],
        ["A", "snart", "X", "", ""],
        ["B", "Utført", "kanskje", "", ""],
        ["C", "", "x", "", ""],
    ]
    found = record_findings(project_of([MEASURES], {"m.csv": csv_bytes(rows)}))
    assert only(found, "unknown_status")["rows"] == "2"
    assert only(found, "mark")["rows"] == "3"
    assert only(found, "empty_cell")["rows"] == "4"


CASES = {"id": "saker", "kind": "cases", "file": "s.csv"}


def test_a_backlog_that_does_not_follow_is_a_warning(project_of: Make) -> None:
    rows = [
        ["Måned", "Innkommet", "Ferdigbehandlet", "Ubehandlet"],
        ["okt 2023", "10", "5", "100"],
        ["nov 2023", "10", "20", "90"],
        ["des 2023", "1", "1", "95"],
    ]
    result = clean_records(project_of([CASES], {"s.csv": csv_bytes(rows, delimiter=",")}))
    assert only(result.findings, "backlog")["rows"] == "4"
    assert result.tables["cases"]["open"].tolist() == [100, 90, 95]


def test_the_same_month_twice_is_an_error(project_of: Make) -> None:
    rows = [
        ["Måned", "Innkommet", "Ferdigbehandlet", "Ubehandlet"],
        ["10.2023", "10", "5", "100"],
        ["oktober 2023", "10", "20", "90"],
    ]
    assert (
        only(record_findings(project_of([CASES], {"s.csv": csv_bytes(rows)})), "two_rows_a_month")["rows"]
        == "2, 3"
    )


def test_a_measure_written_twice_for_an_address_is_told_with_its_file_and_rows(project_of: Make) -> None:
    header = ["Tiltak", "Plan", "R1", "R3", "Status R3"]
    files = {
        "m1.csv": csv_bytes([header, ["Låse loftet", "Pågår", "x", "", ""]]),
        "m2.csv": csv_bytes(
            [header, ["Male", "Pågår", "x", "", ""], ["Låse loftet", "Utført", "x", "x", "Utført"]]
        ),
    }
    result = clean_records(project_of([{**MEASURES, "file": "m?.csv"}], files))
    again = only(result.findings, "duplicate_row")
    assert (again["file"], again["rows"]) == ("m2.csv", "3")
    table = result.tables["measures"]
    assert table.loc[table["measure"] == "Låse loftet", "status"].tolist() == ["ongoing", "done"]


def test_backlogs_of_several_files_are_told_in_the_file_they_stand_in(project_of: Make) -> None:
    header = ["Måned", "Innkommet", "Ferdigbehandlet", "Ubehandlet"]
    files = {
        "s2023.csv": csv_bytes([header, ["11.2023", "1", "1", "50"], ["12.2023", "10", "5", "100"]]),
        "s2024.csv": csv_bytes([header, ["01.2024", "10", "20", "95"], ["02.2024", "0", "0", "95"]]),
    }
    study = project_of([{**CASES, "file": "s*.csv"}], files)
    off = record_findings(study)
    off = off[off["rule"] == "backlog"]
    assert off[["file", "rows"]].to_numpy().tolist() == [["s2023.csv", "3"], ["s2024.csv", "2"]]


@pytest.mark.parametrize(
    "kind", ["cases", "activities", "arrears", "services", "incidents", "tenancies", "flats"]
)
def test_a_table_with_headers_alone_is_a_warning_and_an_empty_table(project_of: Make, kind: str) -> None:
    headers = [[column.header for column in KINDS[kind].columns]]
    result = clean_records(
        project_of([{"id": "k", "kind": kind, "file": "k.csv"}], {"k.csv": csv_bytes(headers)})
    )
    assert rules(result.findings, "warning").count("no_rows") == 1
