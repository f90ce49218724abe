"""Quotes that do not close, or close before the cell ends, found in a large file before Arrow reads it.

Arrow takes `"a"b` for one cell, and an unclosed quote for a cell to the end of the file; Python's strict
reader refuses both. This check makes large files be refused as small ones are, at a fraction of the cost.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence

import numpy as np

from analysis.clean.files.dialect import Dialect

_OPENS_INSIDE = re.compile(r'[^\s"(=]"[^\W_]')
_QUOTE = ord('"')
_BLOCK = 1 << 24
_MARK = b"\xef\xbb\xbf"


def misquoted_row(data: bytes, dialect: Dialect) -> int | None:
    r"""Return the first row (from 1) whose quotes break; None when every cell is quoted as it should be.

    Raises
    ------
    UnicodeDecodeError
        Where the text is not in the encoding it begins with.

    Examples
    --------
    >>> from analysis.clean.files.encoding import Encoding
    >>> plain = Dialect(Encoding("utf-8", "UTF-8"), ";")
    >>> misquoted_row(b'a;b\n"x;y";2\n', plain), misquoted_row(b'a;b\n"x"y;2\n', plain)
    (None, 2)
    """
    if b'"' not in data or _every_quote_opens_or_closes(data, dialect.delimiter.encode()):
        return None
    text = io.TextIOWrapper(io.BytesIO(data), encoding=dialect.encoding.codec, newline="")
    rows = csv.reader(text, delimiter=dialect.delimiter, strict=True)
    row = 0
    try:
        for cells in rows:
            row += 1
            if opened_late(cells):
                return row
    except csv.Error:
        return row + 1
    return None


def opened_late(cells: Sequence[str]) -> bool:
    """Whether a quote opens inside a cell and closes at the end of a later one: what parts them is lost.

    Examples
    --------
    >>> opened_late(['78"All-weather table', ' round"', "x"]), opened_late(['table 48"', 'round 12"'])
    (True, False)
    """
    opened = False
    for cell in cells:
        if opened and cell.endswith('"'):
            return True
        opened = opened or _OPENS_INSIDE.search(cell) is not None
    return False


def _every_quote_opens_or_closes(data: bytes, delimiter: bytes) -> bool:
    """Whether quotes take turns: opening after a delimiter or line break, closing before one, or doubled."""
    ends = np.zeros(256, dtype=bool)
    ends[[*delimiter, *b"\r\n", _QUOTE]] = True
    every = np.frombuffer(data, dtype=np.uint8)
    every = every[len(_MARK) :] if data.startswith(_MARK) else every
    before = 0
    for start in range(0, every.size, _BLOCK):
        at = np.flatnonzero(every[start : start + _BLOCK] == _QUOTE) + start
        opening, closing = at[before % 2 :: 2], at[(before + 1) % 2 :: 2]
        opening, closing = opening[opening > 0], closing[closing < every.size - 1]
        if not (ends[every[opening - 1]].all() and ends[every[closing + 1]].all()):
            return False
        before += at.size
    return before % 2 == 0
