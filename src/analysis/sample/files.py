"""Files whose bytes depend on their content alone: no clock, no locale, no zlib version."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, partial
from pathlib import Path

import numpy as np
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from analysis.params import Source
from analysis.sample.world import World, stream
from analysis.workbooks import save_workbook, widen

Cell = str | int | float | date | datetime | None


@dataclass(frozen=True)
class Export:
    """One file to be written: what it is an export of, and where it goes."""

    world: World
    source: Source
    path: Path
    mess: bool
    """Whether people have typed; see `analysis.sample.write_exports`."""

    @cached_property
    def rng(self) -> np.random.Generator:
        """The random numbers of this file."""
        return stream(self.world.seed, f"file {self.source.id}")

    def keys(self, *wanted: str) -> list[str]:
        """Return the columns that the source has, of those wanted."""
        return [key for key in wanted if key in self.source.columns]

    def table(self, keys: Sequence[str], cells: Iterable[Mapping[str, Cell]]) -> list[list[Cell]]:
        """Return the source's own headers and a row for each mapping of columns to cells."""
        headers: list[Cell] = [self.source.columns[key] for key in keys]
        return [headers, *([row.get(key) for key in keys] for row in cells)]

    def write_csv(
        self, rows: Iterable[Sequence[Cell]], encoding: str = "utf-8", *, quote_all: bool = False
    ) -> Path:
        """Write rows with semicolons and CRLF, in the encoding declared or else the one given."""
        text = io.StringIO(newline="")
        writer = partial(csv.writer, text, delimiter=";", lineterminator="\r\n")
        (writer(quoting=csv.QUOTE_ALL) if quote_all else writer()).writerows(rows)
        self.path.write_bytes(text.getvalue().encode(self.source.reader.encoding or encoding))
        return self.path

    def sheet(self, title: str) -> Worksheet:
        """Return the one sheet of a new workbook, called what the source says or else `title`."""
        book = Workbook()
        book.properties.creator = "Syntetiske data"
        book.worksheets[0].title = self.source.reader.sheet or title
        return book.worksheets[0]

    def save(self, sheet: Worksheet, widths: Sequence[float]) -> Path:
        """Set the widths of a sheet's columns and save its workbook."""
        widen(sheet, widths)
        return save_workbook(sheet.parent, self.path)
