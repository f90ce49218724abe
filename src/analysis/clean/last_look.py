"""Before anything is saved: who is named in the raw data, and whether any of it would be kept."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

import pandas as pd

from analysis.clean.cells import distinct
from analysis.clean.corrections import Corrector
from analysis.clean.findings import Findings
from analysis.clean.kinds import SYSTEM_COLUMNS
from analysis.clean.mapping import expected_headers
from analysis.clean.name_search import Names
from analysis.clean.personal import refuse_personal, refuse_personal_labels, warn_of_personal_settings
from analysis.clean.reading import Bench
from analysis.clean.source_files import find_files, read_tables
from analysis.clean.wording import fold
from analysis.params import Source, Study
from analysis.params.sources import SourceKind

NAMING: tuple[SourceKind, ...] = ("survey", "themes", "services", "arrears")
"""Kinds beside the tenancy register that may name persons; the records are searched for all of them."""


def look_for_persons(
    bench: Bench, tables: dict[str, pd.DataFrame], roster: set[str], kinds: tuple[SourceKind, ...]
) -> None:
    """Add an error wherever something that would be saved names or points at a person of the raw data.

    Parameters
    ----------
    tables
        The processed tables.
    roster
        Names in the tenancy register.
    kinds
        Kinds of source the tables were made of.
    """
    study, found = bench.study, bench.found
    naming = tuple(kind for kind in NAMING if kind in kinds or "tenancies" in kinds)
    names = Names.of(roster | _named_elsewhere(study, naming))
    noticed = found.frame()
    refuse_personal(tables, names, found, project=study.project)
    files = {source.id: _files(study, source) for source in bench.sources(*kinds)}
    refuse_personal_labels(noticed, bench.corrector.frame(), files, names, found, project=study.project)
    if "tenancies" in kinds:  # once, with the tables of the records
        warn_of_personal_settings(_settings(study), names, found, project=study.project)


def _settings(study: Study) -> dict[str, list[str]]:
    parts = {"project": study.project, "vocabulary": study.vocabulary, "questionnaire": study.questionnaire}
    read = {f"{name}.yml": list(_strings(part.model_dump(mode="json"))) for name, part in parts.items()}
    return {**read, f"periods/{study.period.id}.yml": list(_strings(study.period.model_dump(mode="json")))}


def _strings(value: Any) -> Iterator[str]:
    """Return every text in a nest of lists and mappings, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in _strings(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in _strings(part))


def _files(study: Study, source: Source) -> list[str]:
    return [path.relative_to(study.raw_dir).as_posix() for path in find_files(study, source, Findings())]


def _named_elsewhere(study: Study, kinds: tuple[SourceKind, ...]) -> set[str]:
    """Return the full names in the columns of names of surveys, themes, decisions or ledgers.

    One word alone is left out: a column of names also has «beboer» and «anonym».
    """
    bench = Bench(study, Corrector(()), Findings())
    names: set[str] = set()
    for source in bench.sources(*kinds):
        wanted = {fold(header) for header in expected_headers(source).values()}
        name = fold(expected_headers(source)["name"])
        if "name" not in source.columns and name in map(fold, SYSTEM_COLUMNS[source.reader.format]):
            continue
        for table in read_tables(study, source, partial(_among, wanted), bench.found):
            for number in [n for n, header in enumerate(table.headers) if fold(header) == name]:
                names |= {text for text in distinct(table.cells[number])[1] if len(text.split()) > 1}
    return names


def _among(wanted: set[str], cell: str) -> bool:
    return fold(cell) in wanted
