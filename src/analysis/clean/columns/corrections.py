"""Hand corrections of raw data, each with its reason: applied to the table as read, never to the file."""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field, model_validator

from analysis.clean.columns.dates import read_dates
from analysis.clean.columns.mapping import expected_headers
from analysis.clean.columns.numbers import is_unsettled, read_amount
from analysis.clean.files.cells import RawTable, as_categorical, where_value
from analysis.clean.findings import Findings, Place
from analysis.comparing import fold, tidy
from analysis.model import Identifier, Text
from analysis.params import Params, Source, Study, read_params

COLUMNS = ("source", "key", "column", "reason", "who", "date")
FILE = "data/corrections.yml"
_COMMENT = re.compile(rb"#[^\n]*")
Value = str | int | float | None


class Correction(Params):
    """One entry of ``data/corrections.yml``."""

    project: Identifier | None = None
    """Project the correction belongs to; may be left out while the folder holds one project."""
    source: Identifier
    file: Text | None = None
    """Which file, for a source that is a pattern; with its sheet as findings name it, for one of several."""
    row: int | None = Field(default=None, ge=1)
    """Row number in the file; or name the row by `key`."""
    key: dict[Text, Value] = {}
    """Header (or target) → value in the row meant."""
    column: Text
    """Header in the export, or the target it is mapped to."""
    old: Value
    """What the cell must hold now; empty (null) for an empty cell."""
    new: Value = None
    remove: bool = False
    """Leave the whole row out, for example one of two entries of the same event."""
    reason: Text
    who: Text
    """A role, not a name: it is printed in the report."""
    date: dt.date

    @model_validator(mode="after")
    def _names_a_row(self) -> Self:
        if (self.row is None) == (not self.key):
            raise ValueError("name the row either by 'row' or by 'key', not both")
        if self.remove and self.new is not None:
            raise ValueError("'remove' leaves the row out: it has no 'new'")
        if not self.remove and "new" not in self.model_fields_set:
            raise ValueError("write 'new' (null empties the cell), or 'remove: true' to leave the row out")
        return self


class CorrectionFile(Params):
    """The whole file; ``corrections:`` with every entry deleted is none."""

    corrections: tuple[Correction, ...] | None = ()


@dataclass
class Corrector:
    """Applies the corrections of one project, by their number in the file, and remembers which were used."""

    entries: Mapping[int, Correction]
    applied: list[dict[str, str]] = field(default_factory=list)
    _hits: dict[int, list[str]] = field(default_factory=dict)
    _read: set[str] = field(default_factory=set)
    """Sources with a table: a correction of a file that could not be read is not what is wrong."""

    def apply(self, table: RawTable, source: Source, found: Findings) -> RawTable:
        """Return the table with this source's corrections made; a wrong old value is an error."""
        self._read.add(source.id)
        removed = np.zeros(len(table.rows), dtype=bool)
        names = (None, table.place.shown, table.place.file)
        for number, entry in self.entries.items():
            if entry.source != source.id or entry.file not in names:
                continue
            at = np.flatnonzero(_rows_meant(table, source, entry))
            column = _column(table, source, entry.column)
            if column is None or at.size == 0:
                continue
            self._hits.setdefault(number, []).append(table.place.shown)
            if at.size > 1:
                found.add(
                    "error",
                    table.place,
                    "correction_ambiguous",
                    f"{_named(number)} passer på flere rader",
                    column=entry.column,
                    rows=table.rows[at],
                    action=f"Gjør key i {FILE} mer presis, eller bruk row.",
                )
                continue
            if removed[at[0]]:
                found.add(
                    "error",
                    table.place,
                    "correction_removed",
                    f"{_named(number)} gjelder en rad som en tidligere rettelse tar ut",
                    column=entry.column,
                    rows=table.rows[at],
                    action=f"Fjern den ene fra {FILE}.",
                )
                continue
            table = self._correct(table, entry, number, int(at[0]), column, found)
            removed[at[0]] |= entry.remove
        return _kept(table, ~removed)

    def _correct(
        self, table: RawTable, entry: Correction, number: int, at: int, column: int, found: Findings
    ) -> RawTable:
        now = table.cells[column].iloc[at]
        if not _same("" if pd.isna(now) else str(now), entry.old):
            found.add(
                "error",
                table.place,
                "correction_stale",
                f"{_named(number)} venter en annen verdi enn den cellen har nå",
                column=entry.column,
                rows=[int(table.rows[at])],
                action=f"Er kilden rettet, så fjern rettelsen fra {FILE}; ellers rett old.",
            )
            return table
        row = int(table.rows[at])
        self.applied.append(
            {
                "source": entry.source,
                "key": f"{table.place.shown}, rad {row}",
                "column": table.headers[column],
                "reason": entry.reason,
                "who": entry.who,
                "date": entry.date.isoformat(),
            }
        )
        if entry.remove:
            return table
        return replace(table, cells=_with_cell(table.cells, column, at, _text(entry.new)))

    def report_unused(self, sources: Sequence[Source], found: Findings) -> None:
        """Add an error for every correction of these sources that met no row, or rows of several files."""
        ids = {source.id for source in sources}
        for number, entry in self.entries.items():
            hits = self._hits.get(number, [])
            if entry.source in ids and len(hits) > 1:
                found.add(
                    "error",
                    Place(entry.source, FILE),
                    "correction_ambiguous",
                    f"{_named(number)} passer på rader i {len(hits)} filer eller ark: {', '.join(hits)}",
                    column=entry.column,
                    action="Skriv file, slik filen og arket heter her.",
                )
            elif entry.source in ids & self._read and not hits:
                found.add(
                    "error",
                    Place(entry.source, FILE),
                    "correction_unmatched",
                    f"{_named(number)} passer ikke på noen rad eller kolonne i kilden «{entry.source}»",
                    column=entry.column,
                    action="Rett row, key eller column, eller fjern rettelsen.",
                )

    def frame(self) -> pd.DataFrame:
        """Return the table ``corrections``: those applied."""
        return pd.DataFrame(self.applied, columns=list(COLUMNS)).astype("str")


def load_corrections(study: Study, found: Findings) -> Corrector:
    """Read ``data/corrections.yml``; no file, or one of comments alone, means none.

    Raises
    ------
    ParamsError
        If the file is malformed.
    """
    path = study.root / FILE
    if not path.is_file() or not _COMMENT.sub(b"", path.read_bytes()).strip():
        return Corrector({})
    entries = read_params(path, CorrectionFile, study.root).corrections or ()
    numbered = dict(enumerate(entries, start=1))
    mine = {n: entry for n, entry in numbered.items() if entry.project in (None, study.project.id)}
    known = {source.id for source in study.project.sources}
    alone = len(list((study.root / "params").glob("*/project.yml"))) <= 1
    for number, entry in mine.items():
        if entry.source not in known:
            sure = alone or entry.project
            found.add(
                "error" if sure else "warning",
                Place(entry.source, FILE),
                "correction_unmatched",
                f"{_named(number)}: kilden «{entry.source}» finnes ikke i project.yml",
                action=f"Bruk en av {', '.join(sorted(known))}."
                if sure
                else "Skriv project: i rettelsen, så det er klart hvilket prosjekt den gjelder.",
            )
    return Corrector({number: entry for number, entry in mine.items() if entry.source in known})


def _named(number: int) -> str:
    return f"rettelse nr. {number}"


def _column(table: RawTable, source: Source, name: str) -> int | None:
    wanted = {fold(name), fold(expected_headers(source).get(name, name))}
    return next((c for c, header in enumerate(table.headers) if header and fold(header) in wanted), None)


def _rows_meant(table: RawTable, source: Source, entry: Correction) -> npt.NDArray[np.bool_]:
    if entry.row is not None:
        return np.asarray(table.rows == entry.row)
    mask = np.ones(len(table.rows), dtype=bool)
    for name, value in entry.key.items():
        column = _column(table, source, name)
        if column is None:
            return np.zeros(len(table.rows), dtype=bool)
        holds = partial(_holds, value)
        mask &= where_value(as_categorical(table.cells[column]), holds, missing=_text(value) == "")
    return mask


def _holds(stated: Value, cell: str) -> bool:
    return _same(cell, stated)


def _same(cell: str, stated: Value) -> bool:
    """Whether a cell holds the stated value: as text, as the same single date, or as the same amount."""
    text = _text(stated)
    if cell == text:
        return True
    if _one_way_to_read(cell) and _one_way_to_read(text):
        amount = read_amount(cell)
        if amount is not None:
            return amount == read_amount(text)
    one, other = read_dates(cell), read_dates(text)
    dated = len(one.days) == 1 and not one.remarks - {"two_digit_year"}
    return dated and one.days == other.days and not other.remarks - {"two_digit_year"}


def _one_way_to_read(text: str) -> bool:
    """Whether digits in a text may be an amount and nothing else: no number that begins with 0 («0101»)."""
    return bool(re.search(r"\d", text)) and not (re.match(r"\D*0\d", text) or is_unsettled(text))


def _text(value: Value) -> str:
    if isinstance(value, float):
        return json.dumps(value).replace(".", ",")
    return "" if value is None else tidy(str(value))


def _with_cell(cells: pd.DataFrame, column: int, at: int, text: str) -> pd.DataFrame:
    current = as_categorical(cells[column])
    if text and text not in current.cat.categories:
        current = current.cat.add_categories([text])
    changed = current.copy()
    changed.iloc[at] = text or None
    columns = {c: (_used(changed) if c == column else cells[c]) for c in cells}
    return pd.DataFrame(columns, index=cells.index)


def _kept(table: RawTable, mask: npt.NDArray[np.bool_]) -> RawTable:
    if mask.all():
        return table
    kept = table.keep(mask)
    return replace(kept, cells=pd.DataFrame({c: _used(kept.cells[c]) for c in kept.cells}))


def _used(column: pd.Series) -> pd.Series:
    """Return a column without the texts no cell has any more: those it has say how it is to be read."""
    categorical = isinstance(column.dtype, pd.CategoricalDtype)
    return column.cat.remove_unused_categories() if categorical else column
