"""Findings in words, for the screen, the worksheet and the report; until then they are data."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

MAX_RANGES = 60
"""Row ranges written out in one finding; the rest are counted."""
MAX_LISTED = 60
"""Headers or addresses written out in one finding; the rest are counted."""


def told(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings as they are read: the sheet with the file, and whole sentences.

    Parameters
    ----------
    findings
        The table ``findings``.

    Returns
    -------
    DataFrame
        ``severity``, ``source``, ``file`` (and sheet), ``column``, ``rows``, ``rule``, ``message``
        (place, what was found, rows) and ``action``.
    """
    rows = findings["rows"].map(shortened)
    records = findings.assign(rows=rows).to_dict("records")
    return findings.assign(
        file=[file_and_sheet(record) for record in records],
        rows=rows,
        message=[_message(record) for record in records],
        action=[advice(record) for record in records],
    ).drop(columns=["sheet", "resembles", "resembles_rows"])


def file_and_sheet(finding: Mapping[Hashable, Any]) -> str:
    """Return the file of a finding, and the sheet where the file has several."""
    return f"{finding['file']} (ark «{finding['sheet']}»)" if finding["sheet"] else str(finding["file"])


def _message(finding: Mapping[Hashable, Any]) -> str:
    column = f", kolonne «{finding['column']}»" if finding["column"] else ""
    rows = f" (rad {finding['rows']})" if finding["rows"] else ""
    return f"{file_and_sheet(finding)}{column}: {finding['message']}{rows}."


def advice(finding: Mapping[Hashable, Any]) -> str:
    """Return what can be done about a finding, after what its rows resemble."""
    rows = f", rad {finding['resembles_rows']}" if finding["resembles_rows"] else ""
    like = f"Ligner på {finding['resembles']}{rows}. " if finding["resembles"] else ""
    return f"{like}{finding['action']}"


def row_list(rows: Iterable[int]) -> str:
    """Write row numbers as text, runs of three or more shortened.

    Examples
    --------
    >>> row_list([90, 14, 91]), row_list([2, 3, 4, 5]), row_list([])
    ('14, 90, 91', '2–5', '')
    """
    given = rows if isinstance(rows, np.ndarray) else np.fromiter(rows, dtype=np.int64)
    ascending = bool((given[1:] > given[:-1]).all())
    numbers = given if ascending else np.unique(given)
    if not numbers.size:
        return ""
    starts = np.flatnonzero(np.diff(numbers, prepend=numbers[0] - 2) > 1)
    ends = np.append(starts[1:], numbers.size) - 1
    runs = zip(numbers[starts].tolist(), numbers[ends].tolist(), strict=True)
    return ", ".join(_run(first, last) for first, last in runs)


def _run(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first}, {last}" if last == first + 1 else f"{first}–{last}"


def shortened(rows: str, most: int = MAX_RANGES) -> str:
    """Return a list of rows as `row_list` writes it with those past the first counted.

    Examples
    --------
    >>> shortened("2–5, 9, 11", most=1), shortened("2, 9", most=2)
    ('2–5 og 2 til', '2, 9')
    """
    runs = rows.split(", ", most) if rows else []
    if len(runs) <= most:
        return rows
    return f"{', '.join(runs[:most])} og {count_rows(runs[most])} til"


def count_rows(rows: str) -> int:
    """Return how many rows are listed as `row_list` writes them.

    Examples
    --------
    >>> count_rows("2–5, 9, 11"), count_rows("")
    (6, 0)
    """
    ends = (run.partition("–") for run in rows.split(", ") if run)
    return sum(int(last or first) - int(first) + 1 for first, _, last in ends)


def listed(texts: Sequence[str], most: int = MAX_LISTED) -> str:
    """Write texts after each other; those past `most` are counted.

    Examples
    --------
    >>> listed(["a.csv", "b.csv"]), listed(["x", "y", "z"], most=1)
    ('a.csv, b.csv', 'x og 2 til')
    """
    left = len(texts) - most
    return ", ".join(texts[:most]) + (f" og {left} til" if left > 0 else "")
