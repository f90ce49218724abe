"""One source, from its files to records with named columns: read, corrected, mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from analysis.clean.columns.corrections import Corrector
from analysis.clean.columns.kinds import SYSTEM_COLUMNS
from analysis.clean.columns.mapping import Records, expected_headers, map_columns
from analysis.clean.columns.raw_schemas import check_records
from analysis.clean.files.cells import RawTable, as_categorical, distinct
from analysis.clean.files.grid import Recognises
from analysis.clean.files.source_files import read_tables
from analysis.clean.findings import Findings
from analysis.clean.wording import fold
from analysis.params import Source, Study
from analysis.params.sources import SourceKind
from analysis.templates import understood

NAMING: tuple[SourceKind, ...] = ("survey", "themes", "services", "arrears")
"""Kinds beside the tenancy register that may name persons."""


@dataclass(frozen=True)
class Bench:
    """What every cleaning step works with.

    Attributes
    ----------
    study, corrector
        The project, and the corrections of its sources.
    found
        The findings so far.
    named
        Source read → the full names in its column of names; for the search before saving.
    """

    study: Study
    corrector: Corrector
    found: Findings
    named: dict[str, set[str]] = field(default_factory=dict)

    def read(self, source: Source, recognises: Recognises) -> list[RawTable]:
        """Read every table of a source as it stands, and remember whom it names."""
        tables = read_tables(self.study, source, recognises, self.found)
        if source.kind in NAMING:
            self.named[source.id] = _full_names(source, tables)
        return tables

    def sources(self, *kinds: SourceKind) -> list[Source]:
        """Return the project's sources of these kinds, in order; workbooks of our own with their mapping."""
        found = [source for source in self.study.project.sources if source.kind in kinds]
        return [understood(source, self.study) for source in found]

    def records(self, kind: SourceKind, *, extra_targets: Sequence[str] = ()) -> list[Records]:
        """Return the records of every table of a kind."""
        return [
            records
            for source in self.sources(kind)
            for records in read_records(self, source, extra_targets=extra_targets)
        ]


def read_records(bench: Bench, source: Source, *, extra_targets: Sequence[str] = ()) -> list[Records]:
    """Read, correct and map every table of one source."""
    tables = bench.read(source, is_expected(source))
    mapped: list[Records | None] = []
    for table in tables:
        corrected = bench.corrector.apply(table, source, bench.found)
        mapped.append(map_columns(corrected, source, bench.found, extra_targets=extra_targets))
    kept = [records for records in mapped if records is not None and _has_rows(records, bench.found)]
    for records in kept:
        check_records(records, bench.found)
    return kept


def is_expected(source: Source) -> Recognises:
    """Return whether a cell is one of the headers the source should have."""
    wanted = {fold(header) for header in expected_headers(source).values()}
    return lambda cell: fold(cell) in wanted


def _full_names(source: Source, tables: Sequence[RawTable]) -> set[str]:
    """Return the names of two words or more: a column of names also has «beboer» and «anonym»."""
    name = fold(expected_headers(source)["name"])
    if "name" not in source.columns and name in map(fold, SYSTEM_COLUMNS[source.reader.format]):
        return set()  # the form's own column, which names the one who sent it in
    columns = [t.cells[n] for t in tables for n, header in enumerate(t.headers) if fold(header) == name]
    return {
        text for column in columns for text in distinct(as_categorical(column))[1] if len(text.split()) > 1
    }


def _has_rows(records: Records, found: Findings) -> bool:
    if len(records):
        return True
    found.add(
        "warning",
        records.place,
        "no_rows",
        "tabellen har overskrifter, men ingen rader",
        action="Kontroller at eksporten er hel.",
    )
    return False
