"""Values in names, titles and headers are read when mapped by name, and the advice to map them is right."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from analysis.clean import clean_records, clean_survey
from analysis.params import Study

from ..conftest import Rows, csv_bytes, only, record_findings, rules, xlsx_bytes
from ..survey.conftest import FULL, headers

Make = Callable[..., Study]
LOG: Rows = [["Dato", "Hva"], ["03.01.2024", "Tagging"]]


def _log(make: Make, file: str, data: bytes, columns: dict[str, str], **more: Any) -> Study:
    source = {"id": "logg", "kind": "incidents", "file": "*", "columns": columns, **more}
    return make([source], {file: data})


def _columns(**more: str) -> dict[str, str]:
    return {"date": "Dato", "address": "Adresse", "kind": "Hva", **more}


@pytest.mark.parametrize(
    ("name", "file", "data"),
    [
        ("arknavn", "logg.xlsx", xlsx_bytes({"Runarveien 1": LOG, "Midtåsv. 22": LOG})),
        ("arknavn", "logg.xlsx", xlsx_bytes({"Hendelser Runarveien 1 (2024)": LOG, "Midtåsveien 22": LOG})),
        ("filnavn", "hendelser_runarveien-1_2024.csv", csv_bytes(LOG)),
        ("filnavn", "Runarvn1.csv", csv_bytes(LOG)),
        ("tittel", "logg.csv", csv_bytes([["Hendelser i Runarveien 1, 2024", ""], ["", ""], *LOG])),
    ],
)
def test_the_address_may_stand_in_the_name_of_the_sheet_the_file_or_a_title(
    project_of: Make, name: str, file: str, data: bytes
) -> None:
    sheets = {"reader": {"sheet": "*"}} if file.endswith("xlsx") else {}
    asked = record_findings(_log(project_of, file, data, _columns(), **sheets))
    advice = asked.loc[asked["rule"] == "missing_column", "action"].iloc[0]
    assert name in re.findall(r"arknavn|filnavn|tittel", advice)
    events = clean_records(_log(project_of, file, data, _columns(address=name), **sheets)).tables["incidents"]
    assert "runarveien-1" in set(events["address"])
    assert len(events) == (2 if sheets else 1)


def test_a_name_that_says_no_address_or_two_is_an_error_with_all_rows(project_of: Make) -> None:
    for title in ("Hendelser", "Runarveien 1 og Midtåsveien 22"):
        study = _log(project_of, "logg.xlsx", xlsx_bytes({title: LOG}), _columns(address="arknavn"))
        assert only(record_findings(study), "unknown_address")["rows"] == "2"


def test_a_column_of_that_name_comes_first(project_of: Make) -> None:
    lines = [["Dato", "Hva", "Tittel"], ["03.01.2024", "Tagging", "Runarveien 1"]]
    study = _log(project_of, "midtasveien-22.csv", csv_bytes(lines), _columns(address="Tittel"))
    assert clean_records(study).tables["incidents"]["address"].tolist() == ["runarveien-1"]


def test_kinds_in_columns_are_rows_with_their_numbers(project_of: Make) -> None:
    lines = [
        ["Dato", "Adresse", "Tagging", "Naboklage", "Sum"],
        ["03.01.2024", "Runarveien 1", "2", "", "2"],
        ["04.01.2024", "Runarveien 3", "0", "1", "1"],
    ]
    asked = record_findings(_log(project_of, "logg.csv", csv_bytes(lines), _columns(), ignore=["Sum"]))
    advice = asked.loc[asked["rule"] == "unmapped_column", "action"].iloc[0]
    assert "kind: overskrift, og som det tallene er (count): celle" in advice
    columns = _columns(kind="overskrift", count="celle")
    study = _log(project_of, "logg.csv", csv_bytes(lines), columns, ignore=["Sum"])
    events = clean_records(study).tables["incidents"]
    assert events[["address", "kind"]].value_counts().to_dict() == {
        ("runarveien-1", "haerverk"): 2,
        ("runarveien-3", "naboklage"): 1,
    }


def test_a_column_whose_header_is_no_value_is_still_unknown(project_of: Make) -> None:
    lines = [["Dato", "Adresse", "Tagging", "Slagsmål"], ["03.01.2024", "Runarveien 1", "2", "1"]]
    study = _log(project_of, "logg.csv", csv_bytes(lines), _columns(kind="overskrift", count="celle"))
    assert only(record_findings(study), "unmapped_column")["column"] == "Slagsmål"


def test_months_in_columns_are_rows_of_a_ledger(project_of: Make) -> None:
    lines = [["Nr", "jan. 2024", "02.2024"], ["1", "100", "50"], ["2", "", "70"]]
    columns = {"tenant": "Nr", "month": "overskrift", "balance": "celle"}
    study = project_of(
        [{"id": "h", "kind": "arrears", "file": "h.csv", "columns": columns}], {"h.csv": csv_bytes(lines)}
    )
    table = clean_records(study).tables["arrears"]
    assert [(f"{m:%m}", b) for m, b in zip(table["month"], table["balance"], strict=True)] in (
        [("01", 100), ("02", 50), ("02", 70)],
        [("01", 100), ("02", 70), ("02", 50)],
    )


def test_a_sheet_per_round_is_one_source(sample: Study, project_of: Make) -> None:
    def sheet(answers: list[str]) -> Rows:
        return [["Nr", *headers(sample)], ["1", *answers]]

    data = xlsx_bytes({"Kartlegging før": sheet(FULL), "Kartlegging etter": sheet(FULL[::-1])})
    source = {
        "id": "k",
        "kind": "survey",
        "file": "k.xlsx",
        "reader": {"sheet": "*"},
        "waves": {1: {"called": "før"}, 2: {"called": "etter"}},
        "columns": {"tenant": "Nr", "wave": "arknavn"},
    }
    survey = clean_survey(project_of([source], {"k.xlsx": data})).tables["survey"]
    given = {
        int(str(wave)): rows.sort_values("item")["value"].tolist() for wave, rows in survey.groupby("wave")
    }
    assert given == {1: [int(a) for a in FULL], 2: [int(a) for a in FULL[::-1]]}


def test_rows_of_one_cell_each_keep_the_row_of_the_file(project_of: Make) -> None:
    lines = [["Dato", "Adresse", "Tagging", "Naboklage"], ["03.01.2024", "Storgata 9", "2", "1"]]
    study = _log(project_of, "logg.csv", csv_bytes(lines), _columns(kind="overskrift", count="celle"))
    found = record_findings(study)
    assert only(found, "unknown_address")["rows"] == "2"
    assert "count_of_several" not in rules(found)
