"""Findings as a worksheet the researcher can work through; nothing in it is ever a formula."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.clean.errors import CleanError
from analysis.workbooks import LINE_HEIGHT, MAX_HEIGHT, UNREADABLE, put_text, save_workbook, widen, wrapped

HEADERS = {
    "severity": ("Alvorlighet", 14),
    "source": ("Kilde", 16),
    "file": ("Fil", 28),
    "column": ("Kolonne", 32),
    "rows": ("Rader", 26),
    "message": ("Hva er funnet", 70),
    "action": ("Hva du kan gjøre", 60),
    "done": ("Utført", 12),
}
SEVERITY = {"error": "Feil", "warning": "Advarsel", "info": "Opplysning"}
FILL = {"error": "F6C6C6", "warning": "FBE7B2", "info": "FFFFFF"}
SHEET = "Funn"
_SAME = ("source", "file", "column", "message")
"""What makes a finding the same as one of an earlier workbook."""
_LAST = get_column_letter(len(HEADERS))


def write_findings(findings: pd.DataFrame, path: Path, raw_dir: Path | None = None) -> Path:
    """Write findings to a workbook: errors first, then warnings, then information, filters on top.

    What the researcher has noted under «Utført» in an earlier workbook of the same name is kept for every
    finding that is still there.

    Parameters
    ----------
    findings
        The table ``findings``.
    path
        Where to write; the folder is made.
    raw_dir
        Folder of the raw files; a finding about one of them then has a link to it.

    Raises
    ------
    CleanError
        If the workbook cannot be written, or the file already there is no list of findings.
    """
    noted = _noted(path)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    order = findings["severity"].map({name: rank for rank, name in enumerate(SEVERITY)})
    shown = findings.loc[order.sort_values(kind="stable").index].to_dict("records")
    for line, finding in enumerate(shown, start=2):
        done = noted.get(tuple(str(finding.get(name, "")) for name in _SAME), "")
        _write(sheet, line, {**{str(k): str(v) for k, v in finding.items()}, "done": done})
        _link(sheet.cell(line, list(HEADERS).index("file") + 1), str(finding["file"]), path, raw_dir)
    _set_up(sheet, max(len(shown) + 1, 1))
    book.properties.title, book.properties.creator, book.properties.language = "Funn i rådata", "", "nb-NO"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return save_workbook(book, path)
    except OSError as error:
        raise CleanError(
            f"{path.name}: the findings cannot be written there ({error.strerror}). Close the workbook if it "
            "is open, check that you may write in the folder, or name another file with --excel."
        ) from None


def _noted(path: Path) -> dict[tuple[str, ...], str]:
    """Return what was noted as done in the workbook already there; empty where there is none."""
    if not path.exists():
        return {}
    try:
        book = load_workbook(path, read_only=True)
        try:
            lines: list[tuple[Any, ...]] = list(book[SHEET].iter_rows(values_only=True))
        finally:
            book.close()
    except UNREADABLE:
        lines = []
    if not lines or lines[0][: len(HEADERS)] != tuple(header for header, _ in HEADERS.values()):
        raise CleanError(
            f"{path.name}: a file or folder of that name is there, is no list of findings, and was not "
            "written over. Name another file with --excel."
        )
    at = [list(HEADERS).index(name) for name in _SAME]
    return {
        tuple(str(line[n] or "") for n in at): str(line[len(HEADERS) - 1])
        for line in lines[1:]
        if line[len(HEADERS) - 1] is not None
    }


def _write(sheet: Worksheet, line: int, finding: Mapping[str, str]) -> None:
    side = Side(style="thin", color="BFBFBF")
    lines = 1
    for number, name in enumerate(HEADERS, start=1):
        cell = sheet.cell(line, number)
        value = SEVERITY[finding["severity"]] if name == "severity" else finding.get(name, "")
        if value:
            put_text(cell, value)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor=FILL[finding["severity"]])
        cell.border = Border(bottom=side)
        lines = max(
            lines, *(wrapped(part, HEADERS[name][1]) for part in value.split("\n")), value.count("\n") + 1
        )
    sheet.row_dimensions[line].height = min(LINE_HEIGHT * lines + 2, MAX_HEIGHT)


def _link(cell: Cell, file: str, path: Path, raw_dir: Path | None) -> None:
    """Link a cell to the raw file it names, by a path relative to the workbook."""
    name = file.split(" (ark ")[0]
    if raw_dir is None or not name or not (raw_dir / name).is_file():
        return
    where = Path(os.path.relpath((raw_dir / name).resolve(), path.parent.resolve())).as_posix()
    cell.hyperlink = quote(where)
    cell.font = Font(name="Calibri", size=11, color="0563C1", underline="single")


def _set_up(sheet: Worksheet, last: int) -> None:
    """Make headers, filters, a list to tick off with, and a page to print on."""
    for number, (header, _) in enumerate(HEADERS.values(), start=1):
        put_text(sheet.cell(1, number), header)
        sheet.cell(1, number).font = Font(name="Calibri", size=11, bold=True)
        sheet.cell(1, number).fill = PatternFill("solid", fgColor="DCE6F1")
    widen(sheet, [width for _, width in HEADERS.values()])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{_LAST}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if last > 1:
        ticks = DataValidation(type="list", formula1='"Ja"', allow_blank=True, showErrorMessage=False)
        ticks.add(f"{_LAST}2:{_LAST}{last}")
        sheet.add_data_validation(ticks)
        done = FormulaRule(formula=[f'${_LAST}2<>""'], font=Font(color="808080", strike=True))
        sheet.conditional_formatting.add(f"A2:{_LAST}{last}", done)
