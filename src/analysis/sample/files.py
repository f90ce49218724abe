"""Writing files whose bytes depend on their content alone: no clock, no locale, no zlib version."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

STAMP = (2024, 10, 1, 12, 0, 0)
"""The moment every workbook says it was made."""

Cell = str | int | float | date | datetime | None


def write_csv(
    path: Path, rows: Iterable[Sequence[str]], *, encoding: str, delimiter: str = ";", quote_all: bool = False
) -> Path:
    """Write rows of text with CRLF; the first row is the header."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text,
        delimiter=delimiter,
        quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL,
        lineterminator="\r\n",
    )
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def new_workbook(sheet: str) -> Workbook:
    """Make a workbook with one named sheet."""
    book = Workbook()
    book.worksheets[0].title = sheet
    book.properties.creator = "Syntetiske data"
    return book


def widen(book: Workbook, widths: Sequence[float]) -> None:
    """Set the column widths of the first sheet."""
    for number, width in enumerate(widths, start=1):
        book.worksheets[0].column_dimensions[get_column_letter(number)].width = width


def save_workbook(book: Workbook, path: Path) -> Path:
    """Save a workbook with fixed times inside, its parts stored uncompressed in a fixed order."""
    raw = io.BytesIO()
    book.save(raw)
    moment = "{:04d}-{:02d}-{:02d}T{:02d}:{:02d}:{:02d}Z".format(*STAMP).encode()
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as fixed:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + moment, content)
            entry = zipfile.ZipInfo(name, date_time=STAMP)
            entry.create_system = 0
            entry.external_attr = 0
            fixed.writestr(entry, content)
    path.write_bytes(out.getvalue())
    return path
