"""Which rows of a table are records, and which are layout: a row counts by what it says, not by its shape."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from analysis.clean.files.cells import RawTable, as_categorical, where_value
from analysis.clean.findings import Findings
from analysis.clean.wording import MAX_CELL
from analysis.comparing import fold

Mask = npt.NDArray[np.bool_]
_TOTAL = (
    r"(?:sum|totalt?|i alt|sum totalt?|totalsum|delsum|sluttsum|mellomsum|sub ?total|grand total|sum total)"
)
_MONTH = (
    r"(?:januar|februar|mars|april|mai|juni|juli|august|september|oktober|november|desember"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|okt|nov|des)\.?"
)
_PERIOD = rf"(?:{_MONTH}(?:\s*[-–—/]\s*{_MONTH})?|uke \d{{1,2}}|\d\.\s*(?:kvartal|tertial|halvår))"
_YEAR = r"(?:19|20)\d\d"
_TITLE = re.compile(rf"{_PERIOD}(?:[\s.,/-]*(?:{_YEAR}|'?\d\d))?|{_YEAR}")
"""A title inside a table: a month, a week, a quarter, a year."""
_SURE_TOTAL = re.compile(
    rf"{_TOTAL}(?:[\s:]+(?:(?:for|per)\s+)?(?:(?:leietaker )?\d[\d/-]*|{_TITLE.pattern}))?"
)
_LIKELY_TOTAL = re.compile(rf"{_TOTAL}\b.*")
_NUMBER = re.compile(r"(?:kr\.?|nok)?\s*[-−(]?\d[\d\s.,'’]*(?:,-|%|\)|-)?\s*(?:kr|stk)?\.?", re.IGNORECASE)
_NOTE = re.compile(
    r"\*|\(?\d?\)?\s*(?:kilde|merknad|note|nb|obs|sist (?:oppdatert|endret)|oppdatert|utskrift|skrevet ut"
    r"|side \d|tallene|forklaring|tegnforklaring)\b"
)
"""How a note begins."""
_HAS_LETTERS = re.compile(r"[^\W\d_]{2}")
NOTES_FROM = 3
"""Columns from which a row with one filled cell may be layout."""


def _nothing(_header: str, _text: str) -> bool:
    return False


@dataclass(frozen=True)
class Recognises:
    """What the project expects of an export.

    Attributes
    ----------
    header
        Whether a cell is one of the headers expected.
    says
        Whether a text under a header is what a record says there: a known wording, a date, an answer.
    alone
        Whether a cell under a header makes a record by itself, since nothing else has to be filled.
    """

    header: Callable[[str], bool]
    says: Callable[[str, str], bool] = _nothing
    alone: Callable[[str], bool] = lambda _header: False

    def __call__(self, cell: str) -> bool:
        """Whether a cell is one of the headers expected; none is longer than a cell can be."""
        return len(cell) <= MAX_CELL and self.header(cell)


def without_extras(
    table: RawTable, recognises: Recognises, found: Findings, *, notes: bool = True
) -> RawTable:
    """Drop blank rows, and rows that are layout; each kind of these is stated once with its rows.

    A repeated header has the headers in their columns. A total row has «Sum», «Totalt», «Sum januar» … as its
    first filled cell; with other words after «Sum» only where the rest of the row is numbers. The title of a
    part («Februar 2024») and a note are one filled cell in a table of three columns or more. A note begins as
    notes do, or stands below the last record in the first column or one that nothing is read from. What says
    something the project knows is a record wherever it stands.

    Parameters
    ----------
    notes
        Whether there may be titles and notes; a workbook of our own has none.
    """
    filled = [table.cells[c].notna().to_numpy() for c in table.cells]
    counts = np.add.reduce(filled, axis=0, dtype=np.int64) if filled else np.zeros(len(table.cells), np.int64)
    header = _repeated_headers(table, counts)
    total = _totals(table, filled, recognises) & ~header
    none = np.zeros(len(table.cells), dtype=bool)
    title, note = _lone_cells(table, counts, header | total, recognises) if notes else (none, none)
    for mask, rule, text in (
        (header, "repeated_header", "gjentatte overskrifter inne i tabellen er ikke data og er ikke lest"),
        (total, "total_row", "sumrader er ikke data og er ikke lest"),
        (title, "part_title", "titler inne i tabellen (måneder, uker, år) er ikke data og er ikke lest"),
        (note, "note_row", "merknader i og under tabellen er ikke lest"),
    ):
        if mask.any():
            found.add("info", table.place, rule, text, rows=table.rows[mask])
    return table.keep((counts > 0) & ~(header | total | title | note))


def _repeated_headers(table: RawTable, counts: npt.NDArray[np.int64]) -> Mask:
    """Return which rows say the headers again, two or more, and nothing else."""
    repeated = np.zeros(len(table.cells), dtype=bool)
    named = [c for c, header in enumerate(table.headers) if header]
    if len(named) < 2 or not len(table.cells):
        return repeated
    first = as_categorical(table.cells[named[0]])
    own = fold(table.headers[named[0]])
    for position in np.flatnonzero(where_value(first, lambda text: fold(text) == own)):
        row = table.cells.iloc[int(position)].dropna()
        repeated[position] = counts[position] > 1 and all(
            fold(str(text)) == fold(table.headers[int(str(c))]) for c, text in row.items()
        )
    return repeated


def _totals(table: RawTable, filled: Sequence[Mask], recognises: Recognises) -> Mask:
    total = np.zeros(len(table.cells), dtype=bool)
    left = np.arange(len(table.cells))
    for column, (header, has_text) in enumerate(zip(table.headers, filled, strict=True)):
        first = left[has_text[left]]
        if first.size:
            cells = table.cells[column] if first.size == len(total) else table.cells[column].iloc[first]
            texts = as_categorical(cells)
            likely = where_value(texts, lambda text: bool(_LIKELY_TOTAL.fullmatch(fold(text))))
            for at in np.flatnonzero(likely):
                text = str(texts.iloc[int(at)])
                sure = _SURE_TOTAL.fullmatch(fold(text)) or _rest_is_numbers(table, int(first[at]))
                total[first[at]] = bool(sure) and not recognises.says(header, text)
        left = left[~has_text[left]]
        if not left.size:
            break
    return total


def _rest_is_numbers(table: RawTable, position: int) -> bool:
    rest = table.cells.iloc[position].dropna().tolist()[1:]
    return bool(rest) and all(_NUMBER.fullmatch(str(text)) for text in rest)


def _lone_cells(
    table: RawTable, counts: npt.NDArray[np.int64], layout: Mask, recognises: Recognises
) -> tuple[Mask, Mask]:
    """Return which rows of one filled cell are titles of a part, and which are notes."""
    title, note = np.zeros((2, len(table.cells)), dtype=bool)
    named = [c for c, header in enumerate(table.headers) if header]
    if len(named) < NOTES_FROM:
        return title, note
    rest = np.flatnonzero((counts > 0) & ~layout)
    lone = counts[rest] == 1
    last_record = rest[np.flatnonzero(~lone)[-1]] if (~lone).any() else -1
    for position in reversed(rest[lone].tolist()):
        cell = table.cells.iloc[position].dropna()
        column, text = int(str(cell.index[0])), str(cell.iloc[0])
        header, folded = table.headers[column], fold(text)
        if not recognises.says(header, text):
            title[position] = _TITLE.fullmatch(folded) is not None
            below = position > last_record and bool(_HAS_LETTERS.search(text))
            read = recognises(header) and (column != named[0] or recognises.alone(header))
            note[position] = not title[position] and bool(
                _NOTE.match(text.casefold().strip()) or (below and not read)
            )
        if not (title[position] or note[position]):
            last_record = max(last_record, position)
    return title, note
