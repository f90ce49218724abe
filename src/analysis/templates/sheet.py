"""The sheet that is typed in: headers, formats, lists, and what may be changed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.worksheet import Worksheet

from analysis.source_kinds.declaration import Holds
from analysis.templates.columns import Column
from analysis.templates.validation import FIRST_ROW, cells, missing_value, validation
from analysis.workbooks import LINE_HEIGHT, MAX_HEIGHT, put_text, shortened, wrapped

LISTS, ANSWERS = "Lister", "Svar"
"""The hidden sheet, and what stands above the answers on it."""
HEADER_FILL, HEADER_LINE, GRID = "DCE6F1", "1F3864", "BFBFBF"
TYPEFACE, SIZE = "Calibri", 11
A4 = 9
HEADER_LINES, MAX_WIDTH = 9, 60.0
"""Lines a statement takes before its column grows, and how wide it grows."""
ARROW, MAX_CHOICE = 4, 40.0
"""Characters the arrow of a drop-down list takes, and how wide a column with one grows."""
PAGE_WIDTH = 170.0
"""Characters beside each other that can be read on a landscape page."""
MAX_TITLE = 100
"""Characters of a title above a page; a spreadsheet takes 255 for the whole line."""
FORMATS: Mapping[Holds, str] = MappingProxyType({
    "text": "@", "keyword": "@", "key": "@", "choice": "@", "month": "@", "flat": "@", "answer": "General",
    "count": "0", "number": "0", "amount": "#,##0.00", "date": "dd.mm.yyyy", "dates": "dd.mm.yyyy",
})  # fmt: skip
"""What is typed → cell format. Text cells keep what is typed as it is: «=1» and «0012» too."""
WIDTHS: Mapping[Holds, float] = MappingProxyType({
    "text": 42, "keyword": 30, "key": 14, "choice": 24, "month": 17, "flat": 13, "answer": 15,
    "count": 16, "number": 10, "amount": 14, "date": 16, "dates": 22,
})  # fmt: skip


def fill_sheet(book: Workbook, sheet: Worksheet, made: tuple[Column, ...], months: tuple[str, ...]) -> None:
    """Make an empty sheet ready for typing: header in row 1, one record per row below it.

    Parameters
    ----------
    months
        Months offered where a month is typed, such as «oktober 2023».
    """
    where = _lists(book, made, months)
    for at, column in enumerate(made):
        _format(sheet, at, column)
        sheet.add_data_validation(validation(made, at, where.get(_offered(column, months))))
        rule = missing_value(made, at)
        if rule:
            sheet.conditional_formatting.add(cells(at), rule)
    lines = max(wrapped(c.header, _width(c)) for c in made)
    sheet.row_dimensions[1].height = min(LINE_HEIGHT * lines + 4, MAX_HEIGHT)
    sheet.freeze_panes = f"B{FIRST_ROW}"
    sheet.print_title_rows = "1:1"
    _protect(sheet)


def set_up_page(sheet: Worksheet, title: str, *, landscape: bool) -> None:
    """Print on A4, as few pages wide as can be read, with the title above and the page number below.

    Where there are several pages beside each other, each has the first column.
    """
    width = sum(dimension.width for dimension in sheet.column_dimensions.values())
    sheet.page_setup.paperSize = A4
    sheet.page_setup.orientation = "landscape" if landscape else "portrait"
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    pages = max(1, math.ceil(width / PAGE_WIDTH)) if landscape else 1
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages, 0
    if pages > 1:
        sheet.print_title_cols = "A:A"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.oddHeader.left.text = shortened(title, MAX_TITLE).replace("&", "&&")
    sheet.oddFooter.right.text = "Side &P av &N"


def _format(sheet: Worksheet, at: int, column: Column) -> None:
    """Format a whole column for typing, and its header as a locked cell."""
    side = Side(style="thin", color=GRID)
    letter = get_column_letter(at + 1)
    whole = sheet.column_dimensions[letter]
    whole.font = Font(name=TYPEFACE, size=SIZE)
    whole.width = _width(column)
    whole.number_format = FORMATS[column.holds]
    whole.protection = Protection(locked=False)
    centred = "center" if column.holds in ("answer", "date") else None
    wrap = column.holds in ("text", "choice", "answer")
    whole.alignment = Alignment(vertical="top", horizontal=centred, wrap_text=wrap)
    whole.border = Border(left=side, right=side, top=side, bottom=side)
    header = sheet.cell(1, at + 1)
    put_text(header, column.header)
    header.font = Font(name=TYPEFACE, size=SIZE, bold=True, color=HEADER_LINE)
    header.fill = PatternFill("solid", fgColor=HEADER_FILL)
    header.alignment = Alignment(vertical="top", wrap_text=True)
    header.border = Border(left=side, right=side, bottom=Side(style="medium", color=HEADER_LINE))
    header.number_format = "@"
    header.protection = Protection(locked=True)


def _width(column: Column) -> float:
    """Return the width of a column: wider for a statement whose header would be too high, and a long choice.

    A spreadsheet cuts what it offers in a list to the width of the column.
    """
    usual = WIDTHS[column.holds]
    if column.holds == "answer":
        return max(usual, min(len(column.header) / HEADER_LINES, MAX_WIDTH))
    longest = max(map(len, column.offered), default=0) if column.holds == "choice" else 0
    return max(usual, min(longest + ARROW, MAX_CHOICE))


def _lists(book: Workbook, made: tuple[Column, ...], months: tuple[str, ...]) -> dict[tuple[str, ...], str]:
    """Write every list to a hidden sheet once; return list → its cells."""
    where: dict[tuple[str, ...], str] = {}
    for column in made:
        offered = _offered(column, months)
        if not offered or offered in where:
            continue
        sheet = book[LISTS] if LISTS in book.sheetnames else _list_sheet(book)
        letter = get_column_letter(len(where) + 1)
        put_text(sheet[f"{letter}1"], ANSWERS if column.holds == "answer" else column.header)
        for row, text in enumerate(offered, start=FIRST_ROW):
            if column.holds == "answer" and text.lstrip("-").isdigit():
                sheet[f"{letter}{row}"] = int(text)
            else:
                put_text(sheet[f"{letter}{row}"], text)
        where[offered] = f"{LISTS}!${letter}${FIRST_ROW}:${letter}${len(offered) + 1}"
    return where


def _list_sheet(book: Workbook) -> Worksheet:
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    return sheet


def _offered(column: Column, months: tuple[str, ...]) -> tuple[str, ...]:
    return months if column.holds == "month" else column.offered


def _protect(sheet: Worksheet) -> None:
    """Lock all but the input cells, without a password; columns may be made wider and rows sorted."""
    sheet.protection.sheet = True
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.sort = sheet.protection.autoFilter = sheet.protection.insertRows = False
    name = DefinedName("ColumnTitle", attr_text=f"'{sheet.title}'!$A$1")
    sheet.defined_names["ColumnTitle"] = name  # tells screen readers which row names the columns
