"""Findings as a worksheet the researcher can work through; nothing in it is ever a formula."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analysis.clean.errors import CleanError
from analysis.clean.telling import told
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
SHEET, TICK = "Funn", "Ja"
_SAME = ("source", "file", "column", "message")
"""What makes a finding the same as one of an earlier workbook."""
_NOTED = len(HEADERS)
"""Number of the column «Utført»; those after it are the researcher's own."""
OWN_WIDTH = 30


def write_findings(findings: pd.DataFrame, path: Path, raw_dir: Path | None = None) -> Path:
    """Write findings to a workbook: errors first, then warnings, then information, filters on top.

    What the researcher has noted under «Utført», and in columns of their own after it, in an earlier workbook
    of the same name is kept for every finding that is still there. Where only the rows of a finding differ, a
    note is kept, and one that begins with «Ja» is not: what was ticked off was another finding.

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
    headers, noted = _noted(path)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    order = findings["severity"].map({name: rank for rank, name in enumerate(SEVERITY)})
    ordered = findings.loc[order.sort_values(kind="stable").index]
    shown = told(ordered).to_dict("records")
    for severity in SEVERITY:
        book.add_named_style(_style(severity))
    for line, (finding, file) in enumerate(zip(shown, ordered["file"], strict=True), start=2):
        same = tuple(str(finding[name]) for name in _SAME)
        alike = _but_rows(same, str(finding["rows"]))
        notes = noted.get(same) or noted.get(alike) or [""] * (1 + len(headers))
        _write(sheet, line, {str(k): str(v) for k, v in finding.items()}, notes)
        _link(sheet.cell(line, list(HEADERS).index("file") + 1), str(file), path, raw_dir)
    _set_up(sheet, max(len(shown) + 1, 1), headers)
    book.properties.title, book.properties.creator, book.properties.language = "Funn i rådata", "", "nb-NO"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return save_workbook(book, path)
    except OSError as error:
        raise CleanError(
            f"{path.name}: the findings cannot be written there ({error.strerror}). Close the workbook if it "
            "is open, check that you may write in the folder, or name another file with --excel."
        ) from None


def _noted(path: Path) -> tuple[list[str], dict[tuple[str, ...], list[str]]]:
    """Return the headers of the researcher's own columns, and finding → notes; empty without a file."""
    if not path.exists():
        return [], {}
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
    texts = [["" if cell is None else str(cell) for cell in line] for line in lines]
    at, rows = [list(HEADERS).index(name) for name in _SAME], list(HEADERS).index("rows")
    exact: dict[tuple[str, ...], list[str]] = {}
    alike: dict[tuple[str, ...], list[str]] = {}
    for line in texts[1:]:
        notes = line[_NOTED - 1 :]
        if any(notes):
            same = tuple(line[n] for n in at)
            exact[same] = notes
            alike[_but_rows(same, line[rows])] = ["" if _ticked(notes[0]) else notes[0], *notes[1:]]
    return texts[0][_NOTED:], alike | exact


def _ticked(note: str) -> bool:
    return note.casefold().startswith(TICK.casefold())


def _but_rows(same: tuple[str, ...], rows: str) -> tuple[str, ...]:
    """Return what makes a finding the same, without its rows."""
    return (*same[:-1], same[-1].removesuffix(f" (rad {rows})."))


def _style(severity: str) -> NamedStyle:
    side = Side(style="thin", color="BFBFBF")
    return NamedStyle(
        SEVERITY[severity],
        alignment=Alignment(wrap_text=True, vertical="top"),
        fill=PatternFill("solid", fgColor=FILL[severity]),
        border=Border(bottom=side),
    )


def _write(sheet: Worksheet, line: int, finding: Mapping[str, str], notes: Sequence[str]) -> None:
    lines = 1
    values = [SEVERITY[finding["severity"]], *(finding.get(name, "") for name in list(HEADERS)[1:-1])]
    widths = [width for _, width in HEADERS.values()]
    for number, value in enumerate([*values, *notes], start=1):
        cell = sheet.cell(line, number)
        cell.style = SEVERITY[finding["severity"]]
        if value:
            put_text(cell, value)
            width = widths[number - 1] if number <= len(widths) else OWN_WIDTH
            lines = max(lines, sum(wrapped(part, width) for part in value.split("\n")))
    sheet.row_dimensions[line].height = min(LINE_HEIGHT * lines + 2, MAX_HEIGHT)


def _link(cell: Cell, name: str, path: Path, raw_dir: Path | None) -> None:
    """Link a cell to the raw file it names, by a path relative to the workbook."""
    try:
        there = raw_dir is not None and bool(name) and (raw_dir / name).is_file()
    except OSError:  # a name too long for a file
        there = False
    if raw_dir is None or not there:
        return
    where = Path(os.path.relpath((raw_dir / name).resolve(), path.parent.resolve())).as_posix()
    cell.hyperlink = quote(where)
    cell.font = Font(name="Calibri", size=11, color="0563C1", underline="single")


def _set_up(sheet: Worksheet, last: int, own: Sequence[str]) -> None:
    """Make headers, filters, a list to tick off with, and a page to print on."""
    headers = [*(header for header, _ in HEADERS.values()), *own]
    for number, header in enumerate(headers, start=1):
        if header:
            put_text(sheet.cell(1, number), header)
        sheet.cell(1, number).font = Font(name="Calibri", size=11, bold=True)
        sheet.cell(1, number).fill = PatternFill("solid", fgColor="DCE6F1")
    widen(sheet, [*(width for _, width in HEADERS.values()), *(OWN_WIDTH for _ in own)])
    sheet.freeze_panes = "A2"
    noted, end = get_column_letter(_NOTED), get_column_letter(len(headers))
    sheet.auto_filter.ref = f"A1:{end}{last}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    if last > 1:
        ticks = DataValidation(type="list", formula1=f'"{TICK}"', allow_blank=True, showErrorMessage=False)
        ticks.add(f"{noted}2:{noted}{last}")
        sheet.add_data_validation(ticks)
        done = FormulaRule(
            formula=[f'LEFT(${noted}2,{len(TICK)})="{TICK}"'], font=Font(color="808080", strike=True)
        )
        sheet.conditional_formatting.add(f"A2:{end}{last}", done)
