"""One source, from its files to records with named columns: read, corrected, mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from analysis.clean.columns.around import one_row_per_record
from analysis.clean.columns.corrections import Corrector
from analysis.clean.columns.known_words import alone_in, says_of
from analysis.clean.columns.mapping import Records, expected_headers, map_columns
from analysis.clean.columns.raw_schemas import check_records
from analysis.clean.columns.system_columns import is_system_column
from analysis.clean.files.cells import (
    RawTable,
    as_categorical,
    as_objects,
    categorical,
    distinct,
    empty_column,
)
from analysis.clean.files.layout import Recognises
from analysis.clean.files.source_files import read_tables
from analysis.clean.findings import Findings
from analysis.comparing import fold
from analysis.params import Source, Study
from analysis.source_kinds import kind_of
from analysis.templates import understood


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
        parts = {fold(part) for header in source.columns.values() for part in _parts(header)}
        headers = replace(recognises, header=lambda cell: recognises.header(cell) or fold(cell) in parts)
        tables = read_tables(self.study, source, headers, self.found)
        if source.declared.names_persons:
            self.named[source.id] = _full_names(source, [joined(table, source) for table in tables])
        return tables

    def corrected(self, table: RawTable, source: Source) -> RawTable:
        """Return a table with its corrections made, its columns joined and those around it added."""
        whole = joined(self.corrector.apply(table, source, self.found), source)
        return one_row_per_record(whole, source, says_of(source, self.study))

    def sources(self, *kinds: str) -> list[Source]:
        """Return the project's sources of these kinds, in order; workbooks of our own with their mapping."""
        wanted = {kind_of(kind).id for kind in kinds}
        found = [source for source in self.study.project.sources if source.kind in wanted]
        return [understood(source, self.study) for source in found]

    def records(self, kind: str) -> list[Records]:
        """Return the records of every table of a kind."""
        return [records for source in self.sources(kind) for records in _read_records(self, source)]


def _read_records(bench: Bench, source: Source) -> list[Records]:
    """Read, correct and map every table of one source."""
    source = _with_address_headers(source, bench.study)
    addresses = [address.id for address in bench.study.project.addresses]
    extra_targets = [t.format(address=a) for t in source.declared.per_address for a in addresses]
    expected = expected_of(source, bench.study)
    tables = bench.read(source, expected)
    mapped: list[Records | None] = []
    for table in tables:
        corrected = bench.corrected(table, source)
        mapped.append(
            map_columns(corrected, source, bench.found, extra_targets=extra_targets, says=expected.says)
        )
    kept = [records for records in mapped if records is not None and _has_rows(records, bench.found)]
    for records in kept:
        check_records(records, bench.found)
    return kept


def _with_address_headers(source: Source, study: Study) -> Source:
    """Return a source that has a column per address with their names as headers, where it maps none."""
    if source.columns or not source.declared.per_address:
        return source
    own = {address.id: address.name for address in study.project.addresses}
    return source.model_copy(update={"columns": own})


def expected_of(source: Source, study: Study) -> Recognises:
    """Return the headers the source should have, and what its records say under them."""
    wanted = {fold(header) for header in expected_headers(source).values()}
    return Recognises(lambda cell: fold(cell) in wanted, says_of(source, study), alone_in(source))


def joined(table: RawTable, source: Source) -> RawTable:
    """Return the table with «Fornavn + Etternavn» of `columns` as one column, where the first of them stands.

    The others lose header and content. A file that has the whole header, or lacks a part, is left as it is.
    """
    for header in source.columns.values():
        folded = [fold(there) for there in table.headers]
        names = [fold(part) for part in _parts(header)]
        if len(names) < 2 or fold(header) in folded or not set(names) <= set(folded):
            continue
        at = [folded.index(name) for name in names]
        texts = zip(*(as_objects(as_categorical(table.cells[column])) for column in at), strict=True)
        whole = categorical([" ".join(text for text in row if text) or None for row in texts])
        empty = empty_column(len(table.rows))
        cells = {c: whole if c == at[0] else empty if c in at else table.cells[c] for c in table.cells}
        headers = [header if c == at[0] else "" if c in at else h for c, h in enumerate(table.headers)]
        frame = pd.DataFrame(cells, index=range(len(table.rows)))
        table = replace(table, headers=tuple(headers), cells=frame)
    return table


def _parts(header: str) -> list[str]:
    return header.split(" + ")


def _full_names(source: Source, tables: Sequence[RawTable]) -> set[str]:
    """Return the names of two words or more: a column of names also has «beboer» and «anonym»."""
    name = fold(expected_headers(source)["name"])
    if "name" not in source.columns and is_system_column(source.reader.format, name):
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
