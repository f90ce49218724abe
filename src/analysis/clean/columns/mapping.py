"""From the columns of an export to the columns of its kind, as ``project.yml`` maps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from analysis.clean.columns.around import CELL, HEADER, said_around
from analysis.clean.columns.ditto import without_ditto
from analysis.clean.columns.numbers import read_count
from analysis.clean.columns.system_columns import is_system_column, tool_of
from analysis.clean.files.cells import (
    RawTable,
    Rows,
    as_categorical,
    distinct,
    empty_column,
    recoded,
)
from analysis.clean.findings import Findings, Place
from analysis.clean.telling import listed
from analysis.clean.wording import nearest
from analysis.comparing import cell_key, fold
from analysis.params import Source
from analysis.source_kinds import Column

TEMPLATE_ADVICE = (
    "Skriv overskriftene som i malen. Er oppsettet endret siden malen ble laget, så lag den på nytt med "
    "leie templates og flytt radene over."
)
"""What to do about the headers of a workbook of our own: nothing in ``project.yml`` names them."""
_LOOKED_AT = 200
_MOST = 1_000
"""Distinct numbers looked at, and the largest, in a column that may count."""
ADDRESS_WRITTEN = "address_written"
"""Column with the address as the export has it, where ``values`` gives it another meaning."""


@dataclass(frozen=True)
class Records:
    """The records of one table of one source, its columns named by target.

    Attributes
    ----------
    source
        The source as declared.
    place
        Source id and file for findings.
    cells
        One categorical text column per mapped target; a target the export lacks is not there.
    rows
        Row number of each record in the file.
    headers
        Target → header in the export.
    rest
        The columns of the export that no target uses.
    from_1904
        The file counts days from 1904.
    """

    source: Source
    place: Place
    cells: pd.DataFrame
    rows: Rows
    headers: Mapping[str, str]
    rest: pd.DataFrame
    from_1904: bool = False

    def __len__(self) -> int:
        return len(self.rows)

    def header(self, target: str) -> str:
        """Return the header in the export, or the usual one where the export has none."""
        usual = self.source.declared.by_target.get(target)
        return self.headers.get(target) or (usual.header if usual else target)

    def column(self, target: str) -> pd.Series:
        """Return a column; all missing when the export lacks it."""
        if target in self.cells:
            return self.cells[target]
        return empty_column(len(self.rows))

    @property
    def address_written(self) -> pd.Series:
        """The address as the export has it."""
        return self.column(ADDRESS_WRITTEN if ADDRESS_WRITTEN in self.cells else "address")

    def take(self, index: npt.NDArray[np.int64]) -> Records:
        """Return the records at these positions, in this order, repeated where repeated."""
        cells, rest = (part.iloc[index].reset_index(drop=True) for part in (self.cells, self.rest))
        return replace(self, cells=cells, rows=self.rows[index], rest=rest)

    def where(self, mask: npt.NDArray[np.bool_]) -> Records:
        """Return the records where `mask` holds."""
        return self if mask.all() else self.take(np.flatnonzero(mask))

    def repeated(self) -> npt.NDArray[np.bool_]:
        """Whether each record is like an earlier one in every column of the export, mapped or not."""
        alike = pd.Series(row_codes(self.cells)).duplicated(keep=False).to_numpy()
        again = np.zeros(len(self), dtype=bool)
        at = np.flatnonzero(alike)
        if at.size:
            both = pd.concat([self.cells.iloc[at], self.rest.iloc[at]], axis=1, ignore_index=True)
            again[at] = pd.Series(row_codes(both)).duplicated().to_numpy()
        return again

    def with_column(self, target: str, column: pd.Series) -> Records:
        """Return the records with one column replaced."""
        return replace(self, cells=self.cells.assign(**{target: column}))


def expected_headers(source: Source) -> dict[str, str]:
    """Return target → header for every column that may be looked for in the export."""
    usual = {target: column.header for target, column in source.declared.by_target.items()}
    return usual | dict(source.columns)


def map_columns(
    table: RawTable,
    source: Source,
    found: Findings,
    *,
    extra_targets: Sequence[str] = (),
    says: Callable[[str, str], bool] = lambda _header, _text: False,
) -> Records | None:
    """Name the columns of a table by target; every column neither mapped nor ignored is an error.

    Parameters
    ----------
    extra_targets
        Targets beside those of the kind (the address ids of an action plan).
    says
        Whether a text is a value known under a header: headers may be values.
    """
    known = {**source.declared.by_target, **{t: Column(t, t, "optional") for t in extra_targets}}
    place = table.place
    strange = sorted(set(source.columns) - set(known))
    if strange:
        found.add(
            "error",
            place,
            "unknown_target",
            f"project.yml setter opp kolonner som ikke finnes for {source.kind}: {', '.join(strange)}",
            action=f"Bruk {', '.join(known)}.",
        )
    positions = _positions(table, source, known, found)
    _report_unmapped(table, source, positions, says, found)
    _report_ignored_numbers(table, source, positions, found)
    _report_missing(table, source, positions, known, found)
    if found.has_errors and any(_wanted(column, source, positions) for column in source.declared.columns):
        return None
    cells = pd.DataFrame({t: table.cells[c] for t, c in positions.items()}, index=range(len(table.rows)))
    headers = {t: table.headers[c] for t, c in positions.items()}
    rest = table.cells.drop(columns=list(positions.values()))
    records = Records(source, place, cells, table.rows, headers, rest, table.from_1904)
    if source.declared.ditto:
        records = without_ditto(records, found)
    return _with_values(records)


def _wanted(column: Column, source: Source, positions: Mapping[str, int]) -> bool:
    """Whether a column the kind must have is not there, nor one that may stand there instead."""
    instead = source.declared.instead.get(column.target)
    return column.need != "optional" and column.target not in positions and instead not in positions


def _positions(
    table: RawTable, source: Source, known: Mapping[str, Column], found: Findings
) -> dict[str, int]:
    by_header: dict[str, list[int]] = {}
    for number, header in enumerate(table.headers):
        by_header.setdefault(fold(header) or f"kolonne {column_letter(number)}".casefold(), []).append(number)
    positions: dict[str, int] = {}
    ignored = set(map(fold, source.ignore))
    for target, column in known.items():
        declared = source.columns.get(target)
        usual = column.header
        if declared is None and (fold(usual) in ignored or is_system_column(source.reader.format, usual)):
            continue
        hits = by_header.get(fold(declared or column.header), [])
        if len(hits) > 1:
            letters = " og ".join(column_letter(hit) for hit in hits)
            found.add(
                "error",
                table.place,
                "duplicate_header",
                f"overskriften står i flere kolonner: {letters}",
                column=declared or column.header,
                action="Gi kolonnene hver sin overskrift, eller slett den ene.",
            )
        if hits and hits[0] not in positions.values():
            positions[target] = hits[0]
    return positions


def _report_missing(
    table: RawTable,
    source: Source,
    positions: Mapping[str, int],
    known: Mapping[str, Column],
    found: Findings,
) -> None:
    headers = [header for header in table.headers if header]
    for target, column in known.items():
        declared = source.columns.get(target)
        if target in positions or not (declared or _wanted(column, source, positions)):
            continue
        header = declared or column.header
        near = nearest(header, headers)
        hint = f" Ligner mest: {', '.join(f'«{n}»' for n in near)}." if near else ""
        declare = f"Rett columns.{target} for kilden «{source.id}» i project.yml."
        around = [name for name, text in said_around(table).items() if text]
        declare += f" Står verdien utenfor tabellen, så skriv {target}: {' eller '.join(around)}."
        found.add(
            "error",
            table.place,
            "missing_column",
            f"kolonnen mangler; filen har {_listed(headers)}",
            column=header,
            action=(TEMPLATE_ADVICE if source.reader.format == "template" else declare) + hint,
        )
    persons = source.declared.columns_of_persons
    if source.declared.says_whose and not any(target in positions for target in persons):
        found.add(
            "error",
            table.place,
            "no_person",
            "ingen kolonne sier hvem raden gjelder",
            action=f"Sett opp {' eller '.join(persons)} under columns i project.yml.",
        )


def _report_unmapped(
    table: RawTable,
    source: Source,
    positions: Mapping[str, int],
    says: Callable[[str, str], bool],
    found: Findings,
) -> None:
    ignored, tool = {fold(name) for name in source.ignore}, source.reader.format
    used = set(positions.values())
    wanted = expected_headers(source)
    there = f"; filen har {_listed(table.headers)}"
    made_in = tool_of(table.headers)
    if made_in not in (None, tool) and source.declared.rounds:
        others = [h for h in table.headers if made_in and is_system_column(made_in, h)]
        ignored |= set(map(fold, others)) - {fold(h) for h in source.columns.values()}
        found.add(
            "error",
            table.place,
            "other_tool",
            f"filen har kolonner som {made_in} lager selv: {_listed(others)}",
            action=f"Skriv format: {made_in} under reader for kilden «{source.id}» i project.yml.",
        )
    for number, header in enumerate(table.headers):
        if number in used or (header and (fold(header) in ignored or is_system_column(tool, header))):
            continue
        if not header and table.cells[number].isna().all():
            continue
        letter = column_letter(number)
        if not header and fold(f"kolonne {letter}") in ignored:
            continue
        near = nearest(header, wanted.values()) if header else []
        hint = f" Ligner mest: {', '.join(f'«{n}»' for n in near)}." if near else ""
        if "count" in source.declared.by_target and _may_count(table.cells[number]):
            hint += f" Sier den hvor mange raden står for, så skriv count: {header} under columns."
        of = [t for t, h in wanted.items() if t not in positions and header and says(h, header)]
        if of:
            hint += (
                f" Er overskriften en verdi av {of[0]}, så skriv {of[0]}: {HEADER}, og som det tallene er "
            )
            hint += f"({_cells_of(source)}): {CELL}."
        text = (
            "kolonnen er ikke satt opp" if header else f"kolonne {letter} har verdier, men ingen overskrift"
        )
        name = header or f"kolonne {letter}"
        ignore = f"skriv «{name}» under ignore for kilden «{source.id}» i project.yml."
        declare = f"Skriv «{name}» under columns eller ignore for kilden «{source.id}» i project.yml."
        own = f"Skriv overskriften som i malen. Er kolonnen lagt til, så {ignore}"
        found.add(
            "error",
            table.place,
            "unmapped_column",
            text + there,
            column=header,
            rows=[] if header else table.rows[table.cells[number].notna().to_numpy()],
            action=(own if source.reader.format == "template" else declare) + hint,
        )
        there = ""  # the list once is enough


def _cells_of(source: Source) -> str:
    """Return the target of what the numbers of a source are."""
    holds = {entry.target: entry.holds for entry in source.declared.workbook.entries}
    numbers = [t for t in source.declared.by_target if t == "count" or holds.get(t) in ("amount", "count")]
    return numbers[-1] if numbers else "en annen kolonne"


def _report_ignored_numbers(
    table: RawTable, source: Source, positions: Mapping[str, int], found: Findings
) -> None:
    """Warn of a column left out on purpose that may say how many a row stands for."""
    counted = source.declared.by_target.get("count")
    if counted is None or "count" in positions:
        return
    ignored = {fold(name) for name in source.ignore}
    for number, header in enumerate(table.headers):
        called = fold(header).startswith(fold(counted.header))
        if called and fold(header) in ignored and _may_count(table.cells[number]):
            found.add(
                "warning",
                table.place,
                "ignored_count",
                "kolonnen er satt under ignore, men har antall over 1; hver rad er regnet som én",
                column=header,
                action=f"Sier den hvor mange raden står for, så skriv count: {header} under columns for "
                f"kilden «{source.id}» i project.yml.",
            )


def _may_count(column: pd.Series) -> bool:
    """Whether a column holds whole numbers alone, some of them above 1, as the number of things does."""
    numbers = [read_count(text) for text in distinct(as_categorical(column))[1][:_LOOKED_AT]]
    return bool(numbers) and None not in numbers and 1 < max(n for n in numbers if n is not None) <= _MOST


def _listed(headers: Sequence[str]) -> str:
    return listed([f"«{header}»" for header in headers if header]) or "ingen overskrifter"


def column_letter(number: int) -> str:
    """Return the spreadsheet letter of a column counted from 0.

    Examples
    --------
    >>> column_letter(0), column_letter(27)
    ('A', 'AB')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _with_values(records: Records) -> Records:
    """Replace wordings by the values declared for the source; an address is also kept as written."""
    if "address" in records.source.values and "address" in records.cells:  # noqa: PD011  a field
        records = records.with_column(ADDRESS_WRITTEN, records.cells["address"])
    meanings = records.source.values  # noqa: PD011  a field of the source, not of a frame
    for target, wordings in meanings.items():
        if target not in records.cells:
            continue
        table = {cell_key(wording): value for wording, value in wordings.items()}
        column = recoded(records.cells[target], lambda text, table=table: table.get(cell_key(text), text))  # type: ignore[misc]
        records = records.with_column(target, column)
    return records


def row_codes(cells: pd.DataFrame) -> npt.NDArray[np.int64]:
    """Return a code per row that is equal for rows alike in every column."""
    codes = np.zeros(len(cells), dtype=np.int64)
    width = 1
    for column in cells:
        own, size = _codes(cells[column])
        if width * size >= 2**62:
            codes, uniques = pd.factorize(codes)
            width = len(uniques)
        codes = codes * size + own + 1
        width *= size
    return codes


def _codes(column: pd.Series) -> tuple[npt.NDArray[np.int64], int]:
    """Return a code per cell (−1 where empty), and one more than there are distinct codes."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy().astype(np.int64), len(column.cat.categories) + 1
    encoded = pa.array(column, pa.large_string()).dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, len(encoded.dictionary) + 1
