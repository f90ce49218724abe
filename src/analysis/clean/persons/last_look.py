"""Before anything is saved: who is named in the raw data, and whether any of it would be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from analysis.clean.columns.corrections import Corrector
from analysis.clean.columns.reading import Bench, expected_of
from analysis.clean.files.source_files import find_files
from analysis.clean.findings import Findings
from analysis.clean.persons.name_search import Names
from analysis.clean.persons.people import Roster
from analysis.clean.persons.personal import (
    personal_in,
    refuse_personal,
    refuse_personal_labels,
    warn_of_personal_settings,
    without_personal_words,
)
from analysis.clean.persons.unknown_wordings import show_unknown
from analysis.params import Source, Study
from analysis.source_kinds import KINDS, Half


def look_for_persons(
    bench: Bench, tables: dict[str, pd.DataFrame], roster: Roster, half: Half
) -> dict[str, pd.DataFrame]:
    """Add an error wherever something that would be saved names or points at a person of the raw data.

    Returns the tables without those of the records' own words that may.

    Parameters
    ----------
    tables
        The processed tables.
    roster
        The tenancy register, as corrected; names it had before are searched for too.
    half
        The half of cleaning that made the tables. With those of the records, which depend on every file of
        the project, all that names a person is searched for, and the settings are searched too.
    """
    study, found = bench.study, bench.found
    own = tuple(kind.id for kind in KINDS.values() if kind.half == half)
    whole = half == "records"
    naming = tuple(kind.id for kind in KINDS.values() if kind.names_persons and (whole or kind.id in own))
    codes = {*roster.by_tenant, *roster.by_code}
    names = Names.of(roster.names | _named_elsewhere(bench, naming), codes)
    noticed = found.frame()
    show_unknown(found, personal_in(names, study.project))
    tables = without_personal_words(tables, names, found, project=study.project)
    refuse_personal(tables, names, found, project=study.project)
    files = {source.id: _files(study, source) for source in bench.sources(*own)}
    refuse_personal_labels(noticed, bench.corrector.frame(), files, names, found, project=study.project)
    if whole:
        warn_of_personal_settings(_settings(study), names, found, project=study.project)
    return tables


def _settings(study: Study) -> dict[str, list[str]]:
    """Return every text of each file of settings: those read as a whole by their values, others by line."""
    parts = {
        "project.yml": study.project,
        "vocabulary.yml": study.vocabulary,
        "questionnaire.yml": study.questionnaire,
        "indicators.yml": study.plan,
        f"periods/{study.period.id}.yml": study.period,
    }
    read = {name: list(_strings(part.model_dump(mode="json"))) for name, part in parts.items()}
    others = sorted(path for path in study.params_dir.glob("*.yml") if path.name not in parts)
    return {**read, **{path.name: path.read_text(encoding="utf-8").splitlines() for path in others}}


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


def _named_elsewhere(bench: Bench, kinds: tuple[str, ...]) -> set[str]:
    """Return the full names in the columns of names of surveys, themes, decisions or ledgers."""
    aside = Bench(bench.study, Corrector({}), Findings(), bench.named)
    sources = bench.sources(*kinds)
    for source in sources:
        if source.id not in bench.named:
            aside.read(source, expected_of(source, aside.study))
    return set().union(*(bench.named[source.id] for source in sources))
