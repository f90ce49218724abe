"""Findings as a worksheet the researcher can work through; nothing in it is ever a formula."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from analysis.workbooks import put_text, save_workbook

HEADERS = {
    "severity": ("Alvorlighet", 14),
    "source": ("Kilde", 16),
    "file": ("Fil", 28),
    "column": ("Kolonne", 32),
    "rows": ("Rader", 18),
    "message": ("Hva er funnet", 70),
    "action": ("Hva du kan gjøre", 60),
    "done": ("Utført", 10),
}
SEVERITY = {"error": "Feil", "warning": "Advarsel", "info": "Opplysning"}
FILL = {"error": "F6C6C6", "warning": "FBE7B2", "info": "FFFFFF"}


def write_findings(findings: pd.DataFrame, path: Path) -> Path:
    """Write findings to a workbook: errors first, then warnings, then information, filters on top.

    Parameters
    ----------
    findings
        The table ``findings``.
    path
        Where to write; the folder is made.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = "Funn"
    for number, (header, width) in enumerate(HEADERS.values(), start=1):
        put_text(sheet.cell(1, number), header)
        sheet.cell(1, number).font = Font(name="Calibri", size=11, bold=True)
        sheet.column_dimensions[get_column_letter(number)].width = width
    order = findings["severity"].map({name: rank for rank, name in enumerate(SEVERITY)})
    shown = findings.loc[order.sort_values(kind="stable").index]
    for line, finding in enumerate(shown.to_dict("records"), start=2):
        for number, name in enumerate(HEADERS, start=1):
            cell = sheet.cell(line, number)
            value = SEVERITY[str(finding["severity"])] if name == "severity" else str(finding.get(name, ""))
            put_text(cell, value)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.fill = PatternFill("solid", fgColor=FILL[str(finding["severity"])])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADERS))}{max(len(shown) + 1, 1)}"
    path.parent.mkdir(parents=True, exist_ok=True)
    return save_workbook(book, path)
