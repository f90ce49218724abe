"""A typist: fills the workbooks as a person would, and types nothing that a workbook would refuse."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis import clean
from analysis.params import Source, Study, find_root, load_period
from analysis.source_kinds import KINDS
from analysis.templates import make_workbook, planned
from analysis.workbooks import save_workbook

Line = Mapping[str, Any]
Typed = Callable[..., Study]


@pytest.fixture(scope="session")
def sample() -> Study:
    return load_period(find_root(Path(__file__)) / "params/leie/periods/sluttrapport.yml")


@pytest.fixture
def own(sample: Study, tmp_path: Path) -> Study:
    """The sample project, every source of it a workbook of our own, and one source of each kind."""
    sources = [
        Source.model_validate(
            {"id": kind, "kind": kind, "file": f"{kind}.xlsx", "reader": {"format": "template"}}
            | ({"wave": 1} if KINDS[kind].rounds else {})
        )
        for kind in KINDS
    ]
    project = sample.project.model_copy(update={"sources": tuple(sources), "facts": ()})
    return dataclasses.replace(sample, root=tmp_path, project=project)


@pytest.fixture
def typed() -> Callable[..., Study]:
    """Type lines (file → lines by header) into a study's workbooks, in the raw folder; the study so read.

    It has the sources typed into and no other; all of them, empty, when nothing is typed.
    """

    def make(study: Study, lines: Mapping[str, Sequence[Line]]) -> Study:
        study = only(
            study, *(source.kind for source in study.project.sources if source.file in lines or not lines)
        )
        study.raw_dir.mkdir(parents=True, exist_ok=True)
        for template in planned(study):
            if template.source:
                file = save_workbook(make_workbook(template, study), study.raw_dir / template.file)
                type_into(file, file, lines.get(template.file, ()))
        return study

    return make


def only(study: Study, *kinds: str) -> Study:
    """The study with the sources of these kinds alone."""
    kept = tuple(source for source in study.project.sources if source.kind in kinds)
    return dataclasses.replace(study, project=study.project.model_copy(update={"sources": kept}))


def type_into(template: Path, target: Path, lines: Sequence[Line]) -> None:
    book = load_workbook(template)
    sheet = book.worksheets[0]
    for row, line in enumerate(lines, start=2):
        for header, value in line.items():
            at = position(sheet, header)
            cell = sheet.cell(row, at)
            cell._style = copy.copy(sheet.column_dimensions[get_column_letter(at)]._style)
            assert not cell.protection.locked, f"«{header}» row {row} is locked"
            text_cell = cell.number_format == "@"
            cell.value = str(value) if text_cell else value
            if isinstance(cell.value, str):
                cell.data_type = "s"
            refusal = refused(sheet, at, cell.value)
            assert refusal is None, f"«{header}» refuses {value!r}: {refusal}"
    book.save(target)


def position(sheet: Worksheet, header: str) -> int:
    headers = [cell.value for cell in sheet[1]]
    assert header in headers, f"no column «{header}» among {headers}"
    return headers.index(header) + 1


def check_of(sheet: Worksheet, at: int) -> DataValidation | None:
    letter = get_column_letter(at)
    return next((v for v in sheet.data_validations.dataValidation if f"{letter}2" in v.sqref), None)


def offered(sheet: Worksheet, header: str) -> list[Any]:
    """Values of the drop-down list of a column."""
    check = check_of(sheet, position(sheet, header))
    assert check is not None and check.type == "list", f"«{header}» has no list"
    name, _, cells = check.formula1.partition("!")
    left, top, right, bottom = range_boundaries(cells.replace("$", ""))
    lists = sheet.parent[name]
    return [
        lists.cell(row, column).value for row in range(top, bottom + 1) for column in range(left, right + 1)
    ]


def refused(sheet: Worksheet, at: int, value: Any) -> str | None:
    """What the workbook says to a value typed in a column; None when it takes it. Formulas are left out."""
    check = check_of(sheet, at)
    if check is None or check.type is None or not check.showErrorMessage:
        return None
    said = str(check.error)
    if check.type == "list":
        choices = offered(sheet, sheet.cell(1, at).value)
        return None if value in choices else said
    if check.type == "date":
        return None if isinstance(value, dt.date) else said
    if check.type == "whole":
        return (
            None if isinstance(value, int) and int(check.formula1) <= value <= int(check.formula2) else said
        )
    if check.type == "decimal":
        return None if isinstance(value, int | float) else said
    if check.type == "textLength":
        return None if len(str(value)) <= int(check.formula1) else said
    return None


D = dt.date
HOMES = (
    {
        "Leietakernr": "10001",
        "Navn": "Kari Prøve",
        "Adresse": "Runarveien 1",
        "Bolignummer": "H0101",
        "Innflyttet": D(2020, 1, 1),
    },
    {
        "Leietakernr": "0102",
        "Adresse": "Midtåsveien 22",
        "Bolignummer": "H0201",
        "Innflyttet": D(2021, 5, 1),
        "Utflyttet": D(2024, 3, 31),
        "Årsak til utflytting": "Ny kommunal bolig",
    },
    {"Leietakernr": "0102", "Adresse": "Annen adresse", "Innflyttet": D(2024, 4, 1)},
)


def person(study: Study, number: str) -> str:
    return clean.find_key(study, {}).of("person", f"nr:{number}")


def records(study: Study) -> Mapping[str, pd.DataFrame]:
    """The tables of the records; no finding may be worse than information."""
    cleaned = clean.clean_records(study)
    worse = cleaned.findings[cleaned.findings["severity"] != "info"]
    expected = worse["rule"].isin(["flats_declared", "no_rows"])
    assert worse[~expected].empty, worse[~expected]["message"].tolist()
    return cleaned.tables


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values: dates as dates, missing as None."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {k: v.date() if isinstance(v, pd.Timestamp) else v for k, v in row.items()}
        for row in plain.to_dict("records")
    ]
