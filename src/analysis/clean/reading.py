"""One source, from its files to records with named columns: read, corrected, mapped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.clean.corrections import Corrector
from analysis.clean.findings import Findings
from analysis.clean.mapping import Records, expected_headers, map_columns
from analysis.clean.raw_schemas import check_records
from analysis.clean.source_files import read_tables
from analysis.clean.wording import fold
from analysis.params import Source, Study
from analysis.params.sources import SourceKind
from analysis.templates import understood


@dataclass(frozen=True)
class Bench:
    """What every cleaning step works with: the study, the corrections, and the findings so far."""

    study: Study
    corrector: Corrector
    found: Findings

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
    wanted = {fold(header) for header in expected_headers(source).values()}
    tables = read_tables(bench.study, source, lambda cell: fold(cell) in wanted, bench.found)
    mapped: list[Records | None] = []
    for table in tables:
        corrected = bench.corrector.apply(table, source, bench.found)
        mapped.append(map_columns(corrected, source, bench.found, extra_targets=extra_targets))
    kept = [records for records in mapped if records is not None and _has_rows(records, bench.found)]
    for records in kept:
        check_records(records, bench.found)
    return kept


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
