"""A typist: fills the workbooks as a person would, and types nothing that the workbook itself would refuse."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.params import Source, Study, find_root, load_period
from analysis.templates import write_templates

Line = Mapping[str, Any]
KINDS = ("survey", "flats", "tenancies", "incidents", "arrears", "services", "activities", "measures", "cases", "themes")


@pytest.fixture(scope="session")
def sample() -> Study:
    return load_period(find_root(Path(__file__)) / "params/leie/periods/sluttrapport.yml")


@pytest.fixture
def own(sample: Study, tmp_path: Path) -> Study:
    """The sample project, every source of it a workbook of our own, and one source of each kind."""
    sources = [
        Source.model_validate(
            {"id": kind, "kind": kind, "file": f"{kind}.xlsx", "reader": {"format": "template"}}
            | ({"wave": 1} if kind == "survey" else {})
        )
        for kind in KINDS
    ]
    project = sample.project.model_copy(update={"sources": tuple(sources), "facts": ()})
    return dataclasses.replace(sample, root=tmp_path, project=project)


@pytest.fixture
def typed(tmp_path: Path) -> Callable[..., Study]:
    """Generate a study's workbooks, type lines into them (file → lines by header), and put them in the raw folder."""

    def make(study: Study, lines: Mapping[str, Sequence[Line]]) -> Study:
        made = {path.name: path for path in write_templates(study, tmp_path / "maler")}
        study.raw_dir.mkdir(parents=True, exist_ok=True)
        for file in {**dict.fromkeys(made, ()), **lines}:
            type_into(made[file], study.raw_dir / file, lines.get(file, ()))
        return study

    return make


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
            if text_cell:
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
    return [lists.cell(row, column).value for row in range(top, bottom + 1) for column in range(left, right + 1)]


def refused(sheet: Worksheet, at: int, value: Any) -> str | None:
    """What the workbook says to a value typed in a column; None when it takes it. Formulas of cells are not worked out."""
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
        return None if isinstance(value, int) and int(check.formula1) <= value <= int(check.formula2) else said
    if check.type == "decimal":
        return None if isinstance(value, int | float) else said
    if check.type == "textLength":
        return None if len(str(value)) <= int(check.formula1) else said
    return None
