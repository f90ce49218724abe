"""One rule in every room: an oddity is read, or refused, alike in logs, ledgers, tenancies and plans."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pytest

from analysis.clean import clean_records
from analysis.params import Study

from .conftest import Rows, csv_bytes, record_findings, rules

Make = Callable[..., Study]
WHEN = "\0"
"""Where a record of `Dated` has its date."""


@dataclass(frozen=True)
class Dated:
    """A kind of export with one column of dates, by their headers, and a record of it."""

    kind: str
    columns: dict[str, str]
    record: tuple[str, ...]
    result: tuple[str, str]
    """Table and column that the date comes to stand in."""

    def study(self, make: Make, *dates: str, **reader: Any) -> Study:
        rows = [self.row(date, n) for n, date in enumerate(dates)]
        return self.study_of(make, [list(self.columns.values()), *rows], **reader)

    def row(self, date: str, n: int) -> list[str]:
        return [date if cell == WHEN else cell.replace("{n}", f"{n + 101}") for cell in self.record]

    def study_of(self, make: Make, lines: Rows, **reader: Any) -> Study:
        source = {"id": "k", "kind": self.kind, "file": "k.csv", "columns": self.columns, "reader": reader}
        return make([source], {"k.csv": csv_bytes(lines)})

    def days(self, study: Study) -> list[str]:
        table, column = self.result
        return [f"{day:%Y-%m-%d}" for day in pd.to_datetime(clean_records(study).tables[table][column])]


DATED = [
    Dated(
        "incidents",
        {"date": "Når", "address": "Hvor", "kind": "Hva", "flat": "Leil"},
        (WHEN, "Runarveien 1", "Hærverk", "H0101"),
        ("incidents", "date"),
    ),
    Dated(
        "tenancies",
        {"tenant": "Nr", "address": "Hvor", "flat": "Leil", "start": "Inn", "end": "Ut"},
        ("{n}", "Runarveien 1", "{n}", WHEN, ""),
        ("residents", "start"),
    ),
    Dated(
        "arrears",
        {"tenant": "Nr", "month": "Når", "balance": "Skyldig"},
        ("{n}", WHEN, "100"),
        ("arrears", "month"),
    ),
    Dated(
        "services",
        {"tenant": "Nr", "service": "Hva", "start": "Fra", "end": "Til", "at_home": "Hjemme"},
        ("{n}", "Hjemmetjeneste", WHEN, "", "Ja"),
        ("services", "start"),
    ),
    Dated(
        "activities",
        {"activity": "Hva", "date": "Når", "invited": "Bedt"},
        ("Dugnad {n}", WHEN, ""),
        ("activities", "date"),
    ),
]
each_kind = pytest.mark.parametrize("dated", DATED, ids=lambda dated: dated.kind)


@each_kind
def test_a_stamp_with_a_zone_is_its_norwegian_day(dated: Dated, project_of: Make) -> None:
    study = dated.study(project_of, "2023-12-31T23:00:00Z")
    assert dated.days(study) == ["2024-01-01"]


@each_kind
def test_the_order_of_day_and_month_is_asked_for_and_settled(dated: Dated, project_of: Make) -> None:
    asked = record_findings(dated.study(project_of, "01/02/2024"))
    assert "date_order" in rules(asked, "error")
    american = "2024-01-01" if dated.kind == "arrears" else "2024-01-02"
    for day_first, day in ((True, "2024-02-01"), (False, american)):
        assert dated.days(dated.study(project_of, "01/02/2024", day_first=day_first)) == [day]


@each_kind
def test_dates_swapped_by_a_spreadsheet_stop_the_run(dated: Dated, project_of: Make) -> None:
    study = dated.study(project_of, "2024-09-03", "18/10/2023", "2024-02-05")
    assert "date_half_converted" in rules(record_findings(study), "error")


@each_kind
def test_numbers_beside_a_date_stop_the_run(dated: Dated, project_of: Make) -> None:
    assert rules(record_findings(dated.study(project_of, "05.03.20 24")), "error")


@each_kind
def test_layout_inside_a_table_is_no_record(dated: Dated, project_of: Make) -> None:
    headers = list(dated.columns.values())
    blank = [""] * (len(headers) - 1)
    lines = [
        *(["Februar 2024", *blank], headers, dated.row("01.02.2024", 0)),
        *(["Sum februar", *blank[1:], "1"], ["Mars 2024", *blank], headers, dated.row("01.03.2024", 1)),
        *(["Totalt", *blank[1:], "2"], ["* Tallene kan endres", *blank]),
    ]
    study = dated.study_of(project_of, lines)
    assert dated.days(study) == ["2024-02-01", "2024-03-01"]
    told = rules(record_findings(study), "info")
    layout = ["repeated_header", "total_row", *(["part_title", "note_row"] if len(headers) > 2 else [])]
    assert all(told.count(rule) == 1 for rule in layout)
