"""Quotes that do not close, or close before the cell ends, found in a large file before Arrow reads it.

Arrow takes `"a"b` for one cell, and an unclosed quote for a cell to the end of the file; Python's strict
reader refuses both. This check makes large files be refused as small ones are, at a fraction of the cost.
"""

from __future__ import annotations

import csv
import io

import numpy as np

from analysis.clean.files.dialect import Dialect

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
        for _ in rows:
            row += 1
    except csv.Error:
        return row + 1
    return None


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
