"""Values that stand around a table or along its top instead of in a column: one row per record all the same.

In ``columns`` of a source, «arknavn», «filnavn» and «tittel» are the name of the sheet, of the file, and the
text above the header; «overskrift» and «celle» are the headers of the columns nothing else is mapped to, and
what stands below them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import PurePosixPath

import numpy as np
import pandas as pd

from analysis.clean.columns.system_columns import is_system_column
from analysis.clean.files.cells import RawTable, as_categorical, categorical, retidied
from analysis.comparing import fold
from analysis.params import Source

Says = Callable[[str, str], bool]
SHEET, FILE, TITLE = "arknavn", "filnavn", "tittel"
HEADER, CELL = "overskrift", "celle"
_LONGEST = 8
"""Words of the longest value looked for in a name or a title."""


def one_row_per_record(table: RawTable, source: Source, says: Says) -> RawTable:
    """Return the table with a column for every value that stands around it, where the source maps one.

    Parameters
    ----------
    says
        Whether a text is a value known under a header.
    """
    return _with_names(_with_columns_as_rows(table, source, says), source, says)


def said_around(table: RawTable) -> Mapping[str, str]:
    """Return what the name of the sheet, of the file, and the text above the header say."""
    stem = re.sub(r"[_-]+", " ", PurePosixPath(table.place.file).stem)
    return {SHEET: table.sheet, FILE: stem, TITLE: table.title}


def _with_names(table: RawTable, source: Source, says: Says) -> RawTable:
    there = {fold(header) for header in table.headers}
    headers, cells = list(table.headers), dict(table.cells.items())
    for header in source.columns.values():
        text = said_around(table).get(fold(header), "")
        if fold(header) not in there and text:
            cells[len(headers)] = categorical([_known_in(text, header, says)] * len(table.rows))
            headers.append(header)
    return replace(table, headers=tuple(headers), cells=pd.DataFrame(cells, index=range(len(table.rows))))


def _known_in(text: str, header: str, says: Says) -> str:
    """Return the one known value a name or a title holds; the whole of it where it holds none, or several."""
    words = text.split()
    for length in range(min(len(words), _LONGEST), 0, -1):
        spans = (words[at : at + length] for at in range(len(words) - length + 1))
        known = {
            " ".join(span).strip(" .,:;–-") for span in spans if says(header, " ".join(span).strip(" .,:;–-"))
        }
        if known:
            return known.pop() if len(known) == 1 else text
    return text


def _with_columns_as_rows(table: RawTable, source: Source, says: Says) -> RawTable:
    """Return a table with a row for each filled cell of the columns whose headers are values."""
    named = {fold(header): header for header in source.columns.values()}
    if not {HEADER, CELL} <= set(named) or {HEADER, CELL} & set(map(fold, table.headers)):
        return table
    taken = {*named, *map(fold, source.ignore)}
    spread = [
        c
        for c, header in enumerate(table.headers)
        if header
        and fold(header) not in taken
        and not is_system_column(source.reader.format, header)
        and says(named[HEADER], header)
    ]
    if not spread:
        return table
    filled = np.column_stack([table.cells[c].notna().to_numpy() for c in spread])
    row, which = np.nonzero(filled)
    kept = [c for c in range(len(table.headers)) if c not in spread]
    columns = [table.cells[c].iloc[row].reset_index(drop=True) for c in kept]
    texts = np.column_stack([as_categorical(table.cells[c]).astype(object).to_numpy() for c in spread])
    columns += [retidied(which, [table.headers[c] for c in spread]), categorical(texts[row, which].tolist())]
    headers = [*(table.headers[c] for c in kept), named[HEADER], named[CELL]]
    frame = pd.DataFrame(dict(enumerate(columns)), index=range(len(row)))
    return replace(table, headers=tuple(headers), cells=frame, rows=table.rows[row])
