"""What was noticed while cleaning: collected, never raised one at a time, never with anybody's value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.clean.errors import SEVERITIES, CleanError
from analysis.clean.telling import file_and_sheet, row_list

COLUMNS = (
    "severity", "source", "file", "sheet", "column", "rows", "rule", "message", "action", "resembles",
    "resembles_rows",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Where a finding was made: the source's id, the file as the researcher sees it, one of its sheets."""

    source: str
    file: str
    sheet: str = ""

    @property
    def shown(self) -> str:
        """The file, and the sheet where it has several."""
        return file_and_sheet({"file": self.file, "sheet": self.sheet})


@dataclass(frozen=True)
class Unknown:
    """Wordings of one column that the settings lack.

    Attributes
    ----------
    place, column
        Where they stand.
    section
        Where they can be declared, in Norwegian.
    counts
        Wording → rows.
    nearest
        Wording → kind or address of the known one it is nearest to, where one is near.
    addresses
        Whether they are addresses, which have capitals and numbers.
    """

    place: Place
    column: str
    section: str
    counts: Mapping[str, int]
    nearest: Mapping[str, str]
    addresses: bool


class Findings:
    """A growing list of findings.

    Examples
    --------
    >>> found = Findings()
    >>> found.add("warning", Place("saker", "saker.csv"), "sum", "Summen stemmer ikke", rows=[4, 5, 6, 9])
    >>> found.frame()[["file", "rows", "message"]].iloc[0].tolist()
    ['saker.csv', '4–6, 9', 'Summen stemmer ikke']
    """

    def __init__(self) -> None:
        self._entries: list[dict[str, str]] = []
        self.unknown: list[Unknown] = []

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
        resembles: str = "",
        resembles_rows: Iterable[int] = (),
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
            What was found, in Norwegian, without file, column, rows and final full stop:
            `analysis.clean.telling` adds them where it is told. Never a respondent's answer, name or other
            value.
        column
            Header in the export.
        rows
            Row numbers as the file shows them in a spreadsheet (first row is 1).
        action
            What the researcher can do, in Norwegian.
        resembles, resembles_rows
            Another file, and rows of it, that these rows resemble.
        """
        if severity not in SEVERITIES:
            raise ValueError(f"severity is '{severity}', expected one of {', '.join(SEVERITIES)}")
        self._entries.append(
            {
                "severity": severity,
                "source": place.source,
                "file": place.file,
                "sheet": place.sheet,
                "column": column,
                "rows": row_list(rows),
                "rule": rule,
                "message": message,
                "action": action,
                "resembles": resembles,
                "resembles_rows": row_list(resembles_rows),
            }
        )

    def extend(self, other: Findings) -> None:
        """Take over every finding of another collector."""
        self._entries.extend(other._entries)
        self.unknown.extend(other.unknown)

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
