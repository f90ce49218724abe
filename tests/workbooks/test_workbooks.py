from __future__ import annotations

import datetime as dt
import time
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from analysis.workbooks import put_text, save_workbook, widen


def small() -> Workbook:
    book = Workbook()
    book.worksheets[0]["A1"] = "a"
    return book


@pytest.mark.parametrize("text", ["=1+1", "+47 99", "-3", "@SUM(A1)", "\tx", "\rx", "vanlig"])
def test_text_is_never_a_formula(tmp_path: Path, text: str) -> None:
    book = small()
    put_text(book.worksheets[0]["A1"], text)
    cell = load_workbook(save_workbook(book, tmp_path / "a.xlsx")).worksheets[0]["A1"]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    assert bool(cell.quotePrefix) == (text != "vanlig")


def test_signs_a_workbook_cannot_hold_and_endless_text_are_cut(tmp_path: Path) -> None:
    book = small()
    put_text(book.worksheets[0]["A1"], "a\x00b" + "x" * 40_000)
    value = load_workbook(save_workbook(book, tmp_path / "a.xlsx")).worksheets[0]["A1"].value
    assert value.startswith("a\ufffdb")
    assert len(value) == 32_000


def test_the_same_content_gives_the_same_bytes_at_another_time(tmp_path: Path) -> None:
    first = save_workbook(small(), tmp_path / "a.xlsx").read_bytes()
    time.sleep(1.1)
    assert save_workbook(small(), tmp_path / "b.xlsx").read_bytes() == first


def test_the_stated_day_is_the_only_time_in_the_file(tmp_path: Path) -> None:
    path = save_workbook(small(), tmp_path / "a.xlsx", dt.date(2031, 5, 17))
    with zipfile.ZipFile(path) as archive:
        assert {entry.date_time[:3] for entry in archive.infolist()} == {(2031, 5, 17)}
    properties = load_workbook(path).properties
    assert properties.created == properties.modified == dt.datetime(2031, 5, 17, 12)


def test_widths_are_set_from_the_first_column_on() -> None:
    sheet = small().worksheets[0]
    widen(sheet, (10, 20.5))
    assert (sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width) == (10, 20.5)
