from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from analysis.clean import Findings, Place, write_findings
from analysis.clean.worksheet import put_text


def test_errors_stand_before_warnings_and_headers_are_norwegian(tmp_path: Path) -> None:
    found = Findings()
    for severity in ("info", "warning", "error"):
        found.add(severity, Place("k", "f.csv"), severity, "noe", rows=[2, 3], action="Gjør noe.")
    sheet = load_workbook(write_findings(found.frame(), tmp_path / "ny" / "funn.xlsx")).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (
        "Alvorlighet",
        "Kilde",
        "Fil",
        "Kolonne",
        "Rader",
        "Hva er funnet",
        "Hva du kan gjøre",
        "Utført",
    )
    assert [row[0] for row in rows[1:]] == ["Feil", "Advarsel", "Opplysning"]
    assert rows[1][4:7] == ("2, 3", "f.csv: noe (rad 2, 3).", "Gjør noe.")


@pytest.mark.parametrize(
    "text", ["=1+1", "+47", "-5", "@SUM(A1)", "\t=1", "=cmd|' /C calc'!A0", '=HYPERLINK("x")']
)
def test_nothing_is_ever_a_formula(tmp_path: Path, text: str) -> None:
    frame = pd.DataFrame(
        [
            {
                "severity": "error",
                "source": text,
                "file": text,
                "column": text,
                "rows": "",
                "rule": "r",
                "message": text,
                "action": text,
            }
        ]
    )
    sheet = load_workbook(write_findings(frame, tmp_path / "f.xlsx")).active
    for cell in next(sheet.iter_rows(min_row=2, max_row=2)):
        assert cell.data_type != "f"
        if cell.value and str(cell.value).startswith(("=", "+", "-", "@")):
            assert cell.quotePrefix


def test_signs_a_workbook_cannot_hold_are_replaced() -> None:
    cell = Workbook().active.cell(1, 1)
    put_text(cell, "a\x00b\x0bc" + "x" * 40_000)
    assert cell.value.startswith("a�b�c")
    assert len(cell.value) <= 32_767


def test_no_findings_make_an_empty_sheet(tmp_path: Path) -> None:
    assert load_workbook(write_findings(Findings().frame(), tmp_path / "f.xlsx")).active.max_row == 1
