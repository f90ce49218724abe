"""Writing files whose bytes depend on their content alone: no clock, no locale, no zlib version."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path

from openpyxl import Workbook

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
