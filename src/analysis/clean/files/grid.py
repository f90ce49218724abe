"""From the lines of a file to one table: which line is the header, and which lines are no records."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.clean.files.cells import RawTable, Rows, categorical
from analysis.clean.files.layout import Recognises, without_extras
from analysis.clean.findings import Findings, Place
from analysis.clean.wording import MAX_CELL
from analysis.comparing import fold

Range = tuple[tuple[int, int], tuple[int, int]]
SEARCHED = 60
"""Lines searched for a header."""
_IMPORT_ID = re.compile(r"\{\s*\"+ImportId\"+")
MAX_COLUMNS = 2_000
"""Most columns of a table; one with more is no table but a file read wrongly."""


@dataclass(frozen=True)
class Grid:
    """Lines of text cells; line 0 is row 1 of the file. Merged areas as corners (row, column) from 0.

    `from_1904` as in `RawTable`.
    """

    lines: Sequence[Sequence[str]]
    merged: tuple[Range, ...] = ()
    from_1904: bool = False


def find_header(lines: Sequence[Sequence[str]], recognises: Recognises) -> int | None:
    """Return which of the first lines has the most recognised headers; the first with text when none has.

    None when no line has any text.
    """
    best, best_score, first = None, 0, None
    for number, line in enumerate(lines[:SEARCHED]):
        filled = [cell for cell in line[:MAX_COLUMNS] if cell]
        if filled and first is None:
            first = number
        score = sum(1 for cell in filled if recognises(cell))
        if score > best_score:
            best, best_score = number, score
    return first if best is None else best


def import_ids(lines: Sequence[Sequence[str]]) -> int | None:
    """Return the line of Qualtrics' import ids, the last of its three rows of headers; None without one."""
    for number, line in enumerate(lines[:SEARCHED]):
        filled = [cell for cell in line[:MAX_COLUMNS] if cell]
        if number >= 2 and filled and all(_IMPORT_ID.match(cell) for cell in filled):
            return number
    return None


def _with_one_header(grid: Grid, number: int, recognises: Recognises) -> Grid:
    """Return lines whose header has the question of a column where that is expected, else its name."""
    names, questions = grid.lines[number - 2], grid.lines[number - 1]
    header = [
        question if recognises(question) and not recognises(name) else name
        for name, question in zip(names, questions, strict=False)
    ]
    blank: list[list[str]] = [[]] * number
    return Grid([*blank, header, *grid.lines[number + 1 :]], from_1904=grid.from_1904)


def headers_of(grid: Grid, number: int) -> list[str]:
    """Return the headers in line `number`, filled in from the line above where header cells are merged."""
    line = [" ".join(cell.split()) for cell in grid.lines[number]]
    above = list(grid.lines[number - 1]) if number else []
    groups = dict(_spread(grid.merged, number - 1, above)) if number else {}
    for column, cell in enumerate(line):
        if not cell and column < len(above) and above[column] and column not in groups:
            line[column] = " ".join(above[column].split())
    for (top, left), (bottom, right) in grid.merged:
        if top < number <= bottom and left == right and left < len(line) and not line[left]:
            line[left] = " ".join(grid.lines[top][left].split())
    folded = [fold(cell) for cell in line]
    return [
        f"{groups[c]} {cell}" if cell and c in groups and folded.count(fold(cell)) > 1 else cell
        for c, cell in enumerate(line)
    ]


def _spread(merged: Sequence[Range], row: int, above: Sequence[str]) -> Iterator[tuple[int, str]]:
    for (top, left), (bottom, right) in merged:
        if top <= row <= bottom and right > left and left < len(above) and above[left]:
            for column in range(left, right + 1):
                yield column, " ".join(above[left].split())


def to_table(
    grid: Grid,
    place: Place,
    recognises: Recognises,
    header_row: int | None,
    found: Findings,
    *,
    notes: bool = True,
) -> RawTable | None:
    """Turn lines into a table, or add an error and return None; `notes` as in `without_extras`."""
    number = header_row - 1 if header_row else find_header(grid.lines, recognises)
    imported = None if header_row else import_ids(grid.lines)
    if imported is not None:
        grid, number = _with_one_header(grid, imported, recognises), imported
        found.add(
            "info", place, "three_headers", "overskriftene står i tre rader, slik Qualtrics skriver dem"
        )
    if number is None or number >= len(grid.lines):
        found.add(
            "error",
            place,
            "no_header",
            "fant ingen overskriftsrad",
            action="Kontroller at filen har innhold, eller skriv header_row for kilden i project.yml.",
        )
        return None
    texts = [n for n, line in enumerate(grid.lines) if any(line)]  # a sheet may have a million blank rows
    if not of_a_table(grid, texts, number, place, found):
        return None
    if imported is None:
        report_titles(grid.lines[:number], place, found)
    headers = headers_of(grid, number)[:MAX_COLUMNS]
    fields = len(headers)
    rows, filled = _body(grid, texts, number, place, found)
    width = min(max([len(headers), *(len(line) for line in filled)]), MAX_COLUMNS)
    headers += [""] * (width - len(headers))
    columns = [categorical([line[c] if c < len(line) else None for line in filled]) for c in range(width)]
    cells = pd.DataFrame(dict(enumerate(columns)), index=range(len(rows)))
    title = title_above(grid.lines[:number])
    table = RawTable(place, tuple(headers), cells, rows, number + 1, grid.from_1904, title=title)
    table = without_extras(table, recognises, found, notes=notes)
    short = np.array([len(line) < width_of(headers) for line in filled], dtype=bool)
    more = np.array([len(line) > fields and not any(line[fields:]) for line in filled], dtype=bool)
    report_uneven_rows(table, rows[short], rows[more & ~more.all()], found)
    return table


def _body(
    grid: Grid, texts: Sequence[int], number: int, place: Place, found: Findings
) -> tuple[Rows, list[Sequence[str]]]:
    """Return the lines with text below the header, and the row number of each."""
    if grid.merged:
        lines = _fill_merged(grid, number, grid.lines[number + 1 :], place, found)
        at = [n for n, line in enumerate(lines) if any(line)]
        return np.array(at, dtype=np.int64) + number + 2, [lines[n] for n in at]
    at = [n for n in texts if n > number]
    return np.array(at, dtype=np.int64) + 1, [grid.lines[n] for n in at]


def of_a_table(grid: Grid, texts: Sequence[int], number: int, place: Place, found: Findings) -> bool:
    """Report cells and rows too long for any table, before anything is made of them."""
    wide = [n + 1 for n in texts if len(grid.lines[n]) > MAX_COLUMNS and any(grid.lines[n][MAX_COLUMNS:])]
    if wide:
        found.add(
            "error",
            place,
            "too_many_columns",
            f"rader har mer enn {MAX_COLUMNS} kolonner",
            rows=wide,
            action="Slett kolonnene som ikke hører til tabellen, eller kontroller skilletegnet.",
        )
    long: dict[int, list[int]] = {}
    for n in () if wide else texts:
        if max(map(len, grid.lines[n])) > MAX_CELL:
            for column, cell in enumerate(grid.lines[n]):
                if len(cell) > MAX_CELL:
                    long.setdefault(column, []).append(n + 1)
    for column, rows in sorted(long.items()):
        headers = grid.lines[number]
        header = headers[column] if column < len(headers) else ""
        report_long_cells(place, header if len(header) <= MAX_CELL else "", rows, found)
    return not (wide or long)


def report_long_cells(place: Place, header: str, rows: Iterable[int], found: Findings) -> None:
    """Add the error that cells hold more than a cell can."""
    found.add(
        "error",
        place,
        "long_cell",
        f"celler har mer enn {MAX_CELL} tegn",
        column=header,
        rows=rows,
        action="Et hermetegn mangler trolig. Eksporter filen på nytt, eller rett cellen.",
    )


def width_of(headers: Sequence[str]) -> int:
    """Return how many cells a row needs to reach the last column with a header.

    Examples
    --------
    >>> width_of(["Dato", "", "Hva", ""])
    3
    """
    return max((c + 1 for c, header in enumerate(headers) if header), default=0)


def report_uneven_rows(table: RawTable, short: Rows, surplus: Rows, found: Findings) -> None:
    """Report the records that end before the last header, and those that have blank cells after it.

    A sign that parts cells may be missing, or be one too many, anywhere in the row: what stands after it
    would be read under the wrong header. Cells with something in them after the last header are a column of
    no name.
    """
    for rows, rule, text in (
        (short, "too_few_cells", f"færre celler enn de {width_of(table.headers)} overskriftene"),
        (surplus, "too_many_blank_cells", "flere celler enn overskriftene, de siste tomme"),
    ):
        at = rows[np.isin(rows, table.rows)] if rows.size else rows
        if at.size:
            found.add(
                "error",
                table.place,
                rule,
                f"rader har {text}; verdier kan stå under feil overskrift",
                rows=at,
                action="Rett radene i kilden. Er de riktige, så åpne filen i et regneark og lagre den som "
                ".xlsx.",
            )


def title_above(lines: Sequence[Sequence[str]]) -> str:
    """Return the text above a header as one."""
    return " ".join(cell for line in lines for cell in line[:MAX_COLUMNS] if cell)


def report_titles(lines: Sequence[Sequence[str]], place: Place, found: Findings) -> None:
    """State which rows above the header are taken as titles."""
    titles = [number + 1 for number, line in enumerate(lines) if any(line)]
    if titles:
        found.add(
            "info", place, "title_rows", "rader over overskriften er ikke data og er ikke lest", rows=titles
        )


def _fill_merged(
    grid: Grid, number: int, body: Sequence[Sequence[str]], place: Place, found: Findings
) -> list[list[str]]:
    """Give every row of a cell merged downwards the value written once."""
    filled = [list(line) for line in body]
    rows: list[int] = []
    for (top, left), (bottom, right) in grid.merged:
        if top <= number or left != right or bottom == top:
            continue
        for line in range(top + 1, bottom + 1):
            at = line - number - 1
            if at < len(filled) and left < len(filled[at]) and not filled[at][left]:
                filled[at][left] = grid.lines[top][left]
                rows.append(line + 1)
    if rows:
        found.add(
            "info",
            place,
            "merged_cells",
            "sammenslåtte celler: verdien gjelder alle radene i cellen",
            rows=rows,
        )
    return filled
