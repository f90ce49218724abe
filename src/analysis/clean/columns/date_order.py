"""How the dates of one column are written: shown by the column itself, said in ``project.yml``, or asked for.

«05/03/2024» is of March or of May. A day above 12 in the column says which; so does the order of the rows,
where they follow each other in time if read one way and not the other. Nothing else does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.dates import Writing, is_serial, year_of
from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import distinct
from analysis.clean.findings import Findings

FEWEST_DAYS = 5
"""Days that must follow each other for the order of the rows to tell."""
_NUMBERS = re.compile(
    r"(?<![\d./-])(?P<a>\d{1,2})(?P<sign>[/-])(?P<b>\d{1,2})(?P=sign)(?P<year>(?:19|20)\d\d|\d\d)(?![\d/-])"
)
"""Day and month as numbers, with the same slash or dash before the year; points have the day first."""
_CELL = re.compile(r"(?:19|20)\d\d-\d\d-(?P<day>\d\d)(?:[ T]\d\d:\d\d(?::\d\d)?)?")
"""A date as a spreadsheet's own date cell is written out."""
_PADDED = re.compile(r"^0\d|[/-]0\d[/-]")
_BARE = re.compile(r"^\d[/-]|[/-]\d[/-]")


@dataclass(frozen=True)
class _Evidence:
    """What the distinct texts of a column say; each a position among them."""

    day_first: list[int]
    month_first: list[int]
    either: list[int]
    cells: list[int]
    cells_of_a_day_above_12: list[int]
    serials: list[int]
    pairs: dict[int, tuple[int, int, int]]
    """Text → year, first and second number."""


def writing_of(records: Records, header: str, column: pd.Series, found: Findings) -> Writing:
    """Return how the dates of a column are written; what is not known is an error with its rows.

    Parameters
    ----------
    records
        Whose rows, source and place these are.
    header, column
        The column: its header and texts.
    found
        Told that a month stands first, and of every doubt.
    """
    reader, (codes, values) = records.source.reader, distinct(column)
    seen = _evidence(values)

    def say(severity: str, rule: str, text: str, which: Sequence[int], action: str = "") -> None:
        rows = records.rows[np.isin(codes, which)]
        found.add(severity, records.place, rule, text, column=header, rows=rows, action=action)

    where = f"under reader for kilden «{records.source.id}» i project.yml"
    if reader.swapped_cells is None and (half := _half_converted(seen, values)):
        say(
            "error",
            "date_half_converted",
            "datoene er trolig snudd av et regneark: alle datoceller har dag 1–12, og resten er tekst med "
            "dag over 12",
            half,
            f"Hent eksporten på nytt, eller skriv {where}: swapped_cells: true (dag og måned er byttet i "
            "datocellene) eller false (datocellene er rette).",
        )
    if records.from_1904 and seen.serials:
        say(
            "error",
            "serial_1904",
            "bare tall i en arbeidsbok som regner dager fra 1904; de kan like gjerne være regnet fra 1900",
            seen.serials,
            "Skriv datoene som dd.mm.åååå i kilden eller i data/corrections.yml.",
        )
    month_first = reader.day_first is False
    if reader.day_first is None and seen.day_first and seen.month_first:
        say(
            "error",
            "date_order_mixed",
            "noen datoer har måneden først, andre dagen, og de andre kan være begge deler",
            seen.month_first,
            "Skriv datoene på én måte i kilden eller i data/corrections.yml.",
        )
    elif reader.day_first is None:
        shown = bool(seen.month_first)
        if seen.either and not (seen.day_first or shown):
            by_order = _by_order(seen, codes, values)
            shown = bool(by_order)
            if by_order is None:
                say(
                    "error",
                    "date_order",
                    "datoer kan ha dagen eller måneden først, og ingen dag over 12 viser hvilket",
                    seen.either,
                    f"Skriv {where}: day_first: true (dagen først) eller false (måneden først).",
                )
        if shown:
            say("info", "month_first", "datoer har måneden før dagen og er lest slik", [])
        month_first = shown
    return Writing(month_first, bool(reader.swapped_cells))


def _evidence(values: Sequence[str]) -> _Evidence:
    seen = _Evidence([], [], [], [], [], [], {})
    for n, text in enumerate(values):
        if cell := _CELL.fullmatch(text):
            (seen.cells_of_a_day_above_12 if int(cell["day"]) > 12 else seen.cells).append(n)
        elif is_serial(text):
            seen.serials.append(n)
        for hit in _NUMBERS.finditer(text):
            a, b = int(hit["a"]), int(hit["b"])
            seen.pairs.setdefault(n, (year_of(hit["year"]), a, b))
            if a > 12:
                seen.day_first.append(n)
            elif b > 12:
                seen.month_first.append(n)
            elif a != b:
                seen.either.append(n)
    return seen


def _half_converted(seen: _Evidence, values: Sequence[str]) -> list[int]:
    """Return the texts that another country's spreadsheet made dates of, with day and month swapped.

    It takes those it can, of a day up to 12, and leaves the others as text. Written out as text again, those
    it took have lost the zeros of the others.
    """
    above = [*seen.day_first, *seen.month_first]
    if not above or (seen.day_first and seen.month_first):
        return []
    if seen.cells and not seen.cells_of_a_day_above_12 and not seen.either:
        return seen.cells
    bare = [n for n in seen.either if _BARE.search(values[n])]
    padded = any(_PADDED.search(values[n]) for n in above)
    if seen.day_first and bare and padded and not any(_PADDED.search(values[n]) for n in seen.either):
        return seen.either
    return []


def _by_order(seen: _Evidence, codes: npt.NDArray[Any], values: Sequence[str]) -> bool | None:
    """Return whether the month stands first, as the order of the rows shows it; None where it shows nothing.

    Rows in the order of their texts show nothing: they are sorted by what stands first, whatever it is.
    """
    order = codes[np.isin(codes, list(seen.pairs))]
    day, month = np.zeros((2, len(values)), dtype=np.int64)
    for n, (year, a, b) in seen.pairs.items():
        day[n] = date(year, b, a).toordinal() if max(a, b) <= 12 and min(a, b) else 0
        month[n] = date(year, a, b).toordinal() if max(a, b) <= 12 and min(a, b) else 0
    texts = np.argsort(np.argsort(np.array(values)))[order]
    if len(np.unique(day[order])) < FEWEST_DAYS or _in_order(texts):
        return None
    by_day, by_month = _in_order(day[order]), _in_order(month[order])
    return by_month if by_day != by_month else None


def _in_order(numbers: npt.NDArray[np.int64]) -> bool:
    steps = np.diff(numbers)
    return bool((steps >= 0).all() or (steps <= 0).all())
