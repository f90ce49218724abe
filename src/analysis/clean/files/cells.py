"""A table as it stands in a file: text cells, headers, and the row numbers a spreadsheet would show."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.clean.findings import Place
from analysis.clean.wording import tidy_cell

T = TypeVar("T")
_UNTIDY = r"[^ -~¡-ÿ]|\x{AD}|  |^ | $|^$"
"""Texts that `tidy` may change; the others are left as they are."""
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class RawTable:
    """The records of one file or sheet.

    Attributes
    ----------
    place
        Source id, and file (with sheet) as findings name it.
    headers
        Headers as written, one per column; empty text for a column without one.
    cells
        One categorical column (0, 1, …) per header: tidied text, missing when the cell is empty. In large
        files a column nothing will use is plain text as written.
    rows
        Row number of each record in the file, counted from 1 as in a spreadsheet.
    header_row
        Row number of the header.
    from_1904
        The workbook counts days from 1904: a bare number may be a day counted so, or from 1900.
    sheet, title
        Name of its sheet in a workbook, and the text above its header.
    """

    place: Place
    headers: tuple[str, ...]
    cells: pd.DataFrame
    rows: Rows
    header_row: int
    from_1904: bool = False
    sheet: str = ""
    title: str = ""

    def keep(self, mask: npt.NDArray[np.bool_]) -> RawTable:
        """Return the table with only the records where `mask` holds."""
        if mask.all():
            return self
        cells = self.cells.loc[mask].reset_index(drop=True)
        return replace(self, cells=cells, rows=self.rows[mask])


def categorical(values: Sequence[str | None]) -> pd.Series:
    """Make a column of tidied text from cells; empty ones are missing."""
    codes, distinct = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=True)
    return retidied(codes, list(distinct))


def retidied(codes: npt.NDArray[Any], distinct: Sequence[str | None] | pa.Array) -> pd.Series:
    """Make a column from codes into `distinct` (−1 is missing), tidying each distinct text once."""
    values = distinct if isinstance(distinct, pa.Array) else pa.array(list(distinct), pa.string())
    untidy = np.flatnonzero(
        pc.fill_null(pc.match_substring_regex(values, _UNTIDY), True).to_numpy(zero_copy_only=False)
    )
    if untidy.size or not isinstance(distinct, pa.Array):
        texts = values.to_numpy(zero_copy_only=False).astype(object)
        for position in untidy:
            texts[position] = (tidy_cell(texts[position]) if texts[position] else "") or None
        merged, categories = pd.factorize(texts, use_na_sentinel=True)
        codes = np.append(merged, -1).astype(np.int32)[codes]
        values = pa.array(list(categories), pa.string())
    index = pd.Index(pd.array(values, dtype="str"))
    return pd.Series(pd.Categorical.from_codes(codes, categories=index))


def empty_column(rows: int) -> pd.Series:
    """Make a column of empty cells."""
    return retidied(np.full(rows, -1), [])


def as_categorical(column: pd.Series) -> pd.Series:
    """Return a column held as plain text (one no table uses) as a categorical one; others as they are."""
    return column if isinstance(column.dtype, pd.CategoricalDtype) else categorical(column.tolist())


def distinct(column: pd.Series) -> tuple[npt.NDArray[Any], list[str]]:
    """Return the codes (−1 where missing) and the distinct texts of a column."""
    return column.cat.codes.to_numpy(), column.cat.categories.tolist()


def by_value(column: pd.Series, read: Callable[[str], T], missing: T) -> npt.NDArray[Any]:
    """Apply `read` once to each distinct text and return one result per row, `missing` for empty cells.

    Examples
    --------
    >>> by_value(categorical(["a", None, "b", "a"]), str.upper, "–").tolist()
    ['A', '–', 'B', 'A']
    """
    codes, values = distinct(column)
    results = np.empty(len(values) + 1, dtype=object)
    for position, value in enumerate(values):
        results[position] = read(value)
    results[-1] = missing
    return np.asarray(results[codes], dtype=object)


def as_objects(column: pd.Series) -> npt.NDArray[Any]:
    """Return a categorical column as an array of texts, None where missing.

    Examples
    --------
    >>> as_objects(categorical(["a", None, "a"])).tolist()
    ['a', None, 'a']
    """
    codes, values = distinct(column)
    return np.asarray(np.array([*values, None], dtype=object)[codes], dtype=object)


def where_value(
    column: pd.Series, holds: Callable[[str], bool], *, missing: bool = False
) -> npt.NDArray[np.bool_]:
    """Return for each row whether `holds` is true of its text; `missing` for empty cells."""
    codes, values = distinct(column)
    flags = np.array([*(holds(value) for value in values), missing], dtype=bool)
    return np.asarray(flags[codes], dtype=bool)


def absent(values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Whether each value is None.

    Examples
    --------
    >>> absent(np.array(["a", None], dtype=object)).tolist()
    [False, True]
    """
    return np.asarray(pd.isna(values), dtype=bool)


def recoded(column: pd.Series, read: Callable[[str], str | None]) -> pd.Series:
    """Return the column with each distinct text replaced by what `read` returns; None becomes missing."""
    codes, values = distinct(column)
    return retidied(codes, [read(value) for value in values])


def joined(columns: Sequence[pd.Series]) -> pd.Series:
    """Put categorical columns of several files under each other."""
    return pd.Series(pd.api.types.union_categoricals([c.array for c in columns], ignore_order=True))
