"""Before anything is saved: who is named in the raw data, and whether any of it would be kept."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.clean.columns.corrections import Corrector
from analysis.clean.columns.reading import Bench, expected_of
from analysis.clean.files.source_files import find_files
from analysis.clean.findings import Findings
from analysis.clean.persons.name_search import Names
from analysis.clean.persons.people import Roster
from analysis.clean.persons.personal import (
    TextSearch,
    personal_in,
    refuse_personal,
    refuse_personal_labels,
    without_personal_words,
)
from analysis.clean.persons.unknown_wordings import show_unknown
from analysis.params import Source, Study
from analysis.source_kinds import KINDS, Half

LONG_NUMBER = 6
"""Digits up to which a tenant number is like any other number of a report."""


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
        the project, all that names a person is searched for.
    """
    study, found = bench.study, bench.found
    own = tuple(kind.id for kind in KINDS.values() if kind.half == half)
    whole = half == "records"
    naming = tuple(kind.id for kind in KINDS.values() if kind.names_persons and (whole or kind.id in own))
    names = _everybody(bench, roster, naming)
    noticed = found.frame()
    show_unknown(found, personal_in(names, study.project))
    tables = without_personal_words(tables, names, found, project=study.project)
    refuse_personal(tables, names, found, project=study.project)
    files = {source.id: _files(study, source) for source in bench.sources(*own)}
    refuse_personal_labels(noticed, bench.corrector.frame(), files, names, found, project=study.project)
    return tables


def search_outside(bench: Bench, roster: Roster, own: frozenset[str]) -> tuple[TextSearch, TextSearch]:
    """Return what tells the kind of personal data in a finished file, and in what the project wrote itself.

    Initials with full stops are looked for in the second alone: lists of literature have the same. Tenant
    numbers of a few digits alone are looked for in neither.

    Parameters
    ----------
    own
        Words that are nobody's name where they stand alone in a finished file.
    """
    naming = tuple(kind.id for kind in KINDS.values() if kind.names_persons)
    names = _everybody(bench, roster, naming)
    telling = frozenset(c for c in names.codes if not c.isdigit() or len(c) > LONG_NUMBER)
    named = roster.names | _named_elsewhere(bench, naming)
    finished = replace(Names.of(named, own=own), initials=frozenset(), codes=telling)
    project = bench.study.project
    return personal_in(finished, project), personal_in(replace(names, codes=telling), project)


def _everybody(bench: Bench, roster: Roster, naming: tuple[str, ...]) -> Names:
    codes = {*roster.by_tenant, *roster.by_code}
    return Names.of(roster.names | _named_elsewhere(bench, naming), codes)


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
