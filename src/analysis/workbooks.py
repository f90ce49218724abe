"""Excel workbooks whose bytes depend on their content alone, and in which no value is ever a formula."""

from __future__ import annotations

import io
import math
import re
import zipfile
import zlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

MADE_ON = date(2024, 10, 1)
"""The day a workbook says it was made when nothing else is stated."""
NOON = 12
LINE_HEIGHT, MAX_HEIGHT = 15.0, 400.0
"""Points a line of ordinary text takes, and a row at most: a spreadsheet allows 409."""
FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r")
"""Begin a formula, the full-width ones in some programs only."""
UNREADABLE = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    SyntaxError,
    NotImplementedError,
    EOFError,
    KeyError,
    TypeError,
    ValueError,
    OSError,
)
"""What reading a file that is no workbook, or a damaged one, may raise; a SyntaxError is one of its XML."""
MAX_CELL = 32_000
"""Characters put in one cell; Excel holds 32,767."""


def put_text(cell: Cell, value: str) -> None:
    """Put a value in a cell as text and nothing else.

    A value that begins with ``=``, ``+``, ``-``, ``@``, tab or return may be a formula to a spreadsheet: it
    is stored as a string with the quote prefix, so that no program evaluates it, also after editing.
    """
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)[:MAX_CELL]
    cell.value = text
    if text.startswith(FORMULA_SIGNS) or text.strip().startswith(FORMULA_SIGNS):
        cell.data_type = "s"
        cell.quotePrefix = True


def widen(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the first columns, in characters."""
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def wrapped(text: str, width: float) -> int:
    """Return how many lines a text takes in a column this many characters wide, with a little room to spare.

    Examples
    --------
    >>> wrapped("Dato", 14), wrapped("Jeg er fornøyd med boligen min", 17)
    (1, 3)
    """
    lines, left = 1, width - 2
    for word in text.split():
        if len(word) + 1 > left and left < width - 2:
            lines, left = lines + 1, width - 2
        lines += math.floor(len(word) / width)
        left -= len(word) + 1
    return lines


def shortened(text: str, most: int) -> str:
    """Return a text of at most this many characters, cut between words where it is cut.

    Examples
    --------
    >>> shortened("Leie – et trygt alternativ", 20), shortened("Leie", 20)
    ('Leie – et trygt …', 'Leie')
    """
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0] + " …"


def save_workbook(book: Workbook, path: Path, made_on: date = MADE_ON) -> Path:
    """Save a workbook with fixed times inside, its parts stored uncompressed in a fixed order.

    Parameters
    ----------
    made_on
        The day the workbook says it was made and last changed (at noon).
    """
    raw = io.BytesIO()
    book.save(raw)
    moment = f"{made_on.isoformat()}T{NOON}:00:00Z".encode()
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as fixed:
        for name in made.namelist():
            content = made.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + moment, content)
            entry = zipfile.ZipInfo(name, date_time=(made_on.year, made_on.month, made_on.day, NOON, 0, 0))
            entry.create_system = 0
            entry.external_attr = 0
            fixed.writestr(entry, content)
    path.write_bytes(out.getvalue())
    return path
