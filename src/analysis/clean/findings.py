"""What was noticed while cleaning: collected, never raised one at a time, never with anybody's value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.clean.errors import SEVERITIES, CleanError

COLUMNS = ("severity", "source", "file", "column", "rows", "rule", "message", "action")
MAX_RANGES = 60
"""Row ranges written out in one finding; the rest are counted."""
MAX_LISTED = 60
"""Headers or addresses written out in one finding; the rest are counted."""


@dataclass(frozen=True)
class Place:
    """Where a finding was made: the source's id, the file (and sheet) as the researcher knows it."""

    source: str
    file: str


class Findings:
    """A growing list of findings.

    Examples
    --------
    >>> found = Findings()
    >>> found.add("warning", Place("saker", "saker.csv"), "sum", "Summen stemmer ikke", rows=[4, 5, 6, 9])
    >>> found.frame()[["rows", "message"]].iloc[0].tolist()
    ['4–6, 9', 'saker.csv: Summen stemmer ikke (rad 4–6, 9).']
    """

    def __init__(self) -> None:
        self._entries: list[dict[str, str]] = []

    def add(
        self,
        severity: str,
        place: Place,
        rule: str,
        message: str,
        *,
        column: str = "",
        rows: Iterable[int] = (),
        action: str = "",
    ) -> None:
        """Add one finding.

        Parameters
        ----------
        severity
            ``error`` (nothing is written), ``warning`` or ``info``.
        place
            Source and file.
        rule
            Id of the rule that was broken.
        message
            What was found, in Norwegian, without file, column, rows and final full stop: they are added.
            Never a respondent's answer, name or other value.
        column
            Header in the export.
        rows
            Row numbers as the file shows them in a spreadsheet (first row is 1).
        action
            What the researcher can do, in Norwegian.
        """
        if severity not in SEVERITIES:
            raise ValueError(f"severity is '{severity}', expected one of {', '.join(SEVERITIES)}")
        listed = row_list(rows)
        where = place.file + (f", kolonne «{column}»" if column else "")
        tail = f" (rad {listed})" if listed else ""
        self._entries.append(
            {
                "severity": severity,
                "source": place.source,
                "file": place.file,
                "column": column,
                "rows": listed,
                "rule": rule,
                "message": f"{where}: {message}{tail}.",
                "action": action,
            }
        )

    def extend(self, other: Findings) -> None:
        """Take over every finding of another collector."""
        self._entries.extend(other._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @property
    def has_errors(self) -> bool:
        """Whether anything found must stop the run."""
        return any(entry["severity"] == "error" for entry in self._entries)

    def sources_unread(self) -> list[str]:
        """Return the ids of the sources so far that have an error, or are optional and not there."""
        unread = [e for e in self._entries if e["severity"] == "error" or e["rule"] == "optional_missing"]
        return list(dict.fromkeys(entry["source"] for entry in unread))

    def frame(self) -> pd.DataFrame:
        """Return the table ``findings``: errors before warnings before information, else in order found."""
        table = pd.DataFrame(self._entries, columns=list(COLUMNS)).astype("str")
        order = table["severity"].map({s: i for i, s in enumerate(SEVERITIES)})
        return table.loc[order.sort_values(kind="stable").index].drop_duplicates(ignore_index=True)

    def stop_on_errors(self) -> None:
        """Raise `CleanError` with every finding when one of them is an error."""
        if self.has_errors:
            raise CleanError.from_findings(self.frame())


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
    parts = [
        _run(int(numbers[a]), int(numbers[b]))
        for a, b in zip(starts[:MAX_RANGES], ends[:MAX_RANGES], strict=True)
    ]
    text = ", ".join(parts)
    left = int(numbers.size - 1 - ends[:MAX_RANGES][-1])
    return f"{text} og {left} til" if left else text


def listed(texts: Sequence[str], most: int = MAX_LISTED) -> str:
    """Write texts after each other; those past `most` are counted.

    Examples
    --------
    >>> listed(["a.csv", "b.csv"]), listed(["x", "y", "z"], most=1)
    ('a.csv, b.csv', 'x og 2 til')
    """
    left = len(texts) - most
    return ", ".join(texts[:most]) + (f" og {left} til" if left > 0 else "")


def _run(first: int, last: int) -> str:
    if first == last:
        return str(first)
    return f"{first}, {last}" if last == first + 1 else f"{first}–{last}"
