"""Everything the municipality's systems and the project's own lists hold → the tables of the second half."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from analysis.clean.columns.addresses import AddressBook, report_alike
from analysis.clean.columns.corrections import load_corrections
from analysis.clean.columns.flat_numbers import plain_flats
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.reading import Bench
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk
from analysis.clean.persons.last_look import look_for_persons, search_outside
from analysis.clean.persons.people import Roster, make_roster
from analysis.clean.persons.personal import TextSearch
from analysis.clean.persons.pseudonyms import Pseudonyms, find_key
from analysis.clean.registers.flats import exposure, read_stock
from analysis.clean.registers.reconcile import data_counts, reconcile
from analysis.clean.registers.tenancies import read_spells, residents
from analysis.clean.retention import report_retention
from analysis.clean.schemas import empty, typed, validate
from analysis.clean.store import Cleaned
from analysis.clean.survey.waves import clean_waves
from analysis.discovery import modules_of
from analysis.params import Study
from analysis.source_kinds import KINDS, Half, KindError

Cleaner = Callable[[list[Records], Desk], pd.DataFrame]
CLEANERS: dict[str, Cleaner] = {
    name: module.clean
    for name, module in {
        **modules_of("analysis.clean.survey"),
        **modules_of("analysis.clean.registers"),
    }.items()
    if hasattr(module, "clean")
}
"""Kind of export → what makes its table: the function `clean` of the module of its name."""


def clean_survey(study: Study) -> Cleaned:
    """Clean every survey wave of a project.

    Raises
    ------
    CleanError
        If anything in the files, the corrections or the key is such that no table may be made; the message
        lists all of it.
    """
    return _checked(_survey(study, find_key(study), {}))


def clean_records(study: Study) -> Cleaned:
    """Clean every source but the surveys; raises as `clean_survey`."""
    return _checked(_records(study, find_key(study), {}))


def check(study: Study) -> pd.DataFrame:
    """Read everything, apply every rule, write nothing, and return all findings: errors before warnings.

    Works without a pseudonym key, since nothing is kept.
    """
    throwaway = Pseudonyms(b"nothing made with this key is kept")
    found = Findings()
    named: dict[str, set[str]] = {}
    for clean in (_survey, _records):
        found.extend(clean(study, throwaway, named)[1])
    report_retention(study, date.today(), found)
    return found.frame()


def search_for_persons(study: Study, own: frozenset[str]) -> tuple[TextSearch, TextSearch]:
    """Return the search for everybody the raw files name; see `analysis.clean.persons.last_look`."""
    bench = bench_aside(study)
    return search_outside(bench, roster_of(bench, bench.records("tenancies")), own)


def _checked(cleaned: tuple[Cleaned, Findings]) -> Cleaned:
    cleaned[1].stop_on_errors()
    return cleaned[0]


def _bench(study: Study, named: dict[str, set[str]]) -> Bench:
    found = Findings()
    report_alike(study.project, found)
    return Bench(study, load_corrections(study, found), found, named)


def bench_aside(study: Study) -> Bench:
    """Return a bench whose findings nobody hears of: they are made, or will be, where the file is cleaned."""
    return Bench(study, load_corrections(study, Findings()), Findings())


def roster_of(bench: Bench, tenancies: list[Records]) -> Roster:
    """Return who the tenancy register knows."""
    project = bench.study.project
    return make_roster(tenancies, AddressBook.of(project), bench.found, synthetic=project.synthetic)


def _survey(study: Study, pseudonyms: Pseudonyms, named: dict[str, set[str]]) -> tuple[Cleaned, Findings]:
    bench = _bench(study, named)
    aside = bench_aside(study)
    desk = Desk(study, roster_of(aside, aside.records("tenancies")), {}, pseudonyms, bench.found)
    tables = _made("survey", bench, desk, {"survey": lambda: clean_waves(bench, desk.roster, pseudonyms)})
    return _finished("survey", bench, tables, desk.roster)


def _records(study: Study, pseudonyms: Pseudonyms, named: dict[str, set[str]]) -> tuple[Cleaned, Findings]:
    bench = _bench(study, named)
    found = bench.found
    tenancies = bench.records("tenancies")
    register = bench_aside(study).records("flats") or tenancies
    plain = plain_flats(register, AddressBook.of(study.project).find)
    desk = Desk(study, roster_of(bench, tenancies), plain, pseudonyms, found)
    spells = read_spells(tenancies, study, plain, found)
    stock = read_stock(bench.records("flats"), study, plain, found)
    shared = {
        "tenancies": lambda: residents(spells, study, pseudonyms),
        "flats": lambda: exposure(stock, spells, study, found),
    }
    tables = _made("records", bench, desk, shared)
    counts = data_counts(
        study,
        spells if bench.sources("tenancies") else None,
        stock,
        tables["activities"] if bench.sources("activities") else None,
    )
    reconcile(study, counts, found)
    return _finished("records", bench, tables, desk.roster)


def _made(
    half: Half, bench: Bench, desk: Desk, shared: Mapping[str, Callable[[], pd.DataFrame]]
) -> dict[str, pd.DataFrame]:
    """Make the table of every kind of export of one half; a kind of which nothing was read has an empty one.

    Parameters
    ----------
    shared
        Kinds whose records several tables are made of, and that were read before → what makes their table.

    Raises
    ------
    KindError
        If a kind is declared that nothing cleans.
    """
    kinds = [kind for kind in KINDS.values() if kind.half == half]
    uncleaned = [kind.id for kind in kinds if kind.id not in (shared.keys() | CLEANERS.keys())]
    if uncleaned:
        raise KindError(
            f"nothing cleans the declared kind of export {', '.join(uncleaned)}. Write the module of that "
            "name in clean/registers or clean/survey, with the function clean(tables, desk)."
        )
    tables = {}
    for kind in kinds:
        if kind.id in shared:
            tables[kind.table.name] = shared[kind.id]()
            continue
        records = bench.records(kind.id)
        tables[kind.table.name] = CLEANERS[kind.id](records, desk) if records else empty(kind.table.name)
    return tables


def _finished(
    half: Half, bench: Bench, tables: dict[str, pd.DataFrame], roster: Roster
) -> tuple[Cleaned, Findings]:
    """Hold the tables against their schemas and the search for personal data.

    The search is made also where there are errors, so that everything is listed at once.
    """
    found = bench.found
    own = [kind.id for kind in KINDS.values() if kind.half == half]
    bench.corrector.report_unused(bench.sources(*own), found)
    if not found.has_errors:
        tables = {name: typed(name, table) if len(table) else empty(name) for name, table in tables.items()}
        for name, table in tables.items():
            if len(table):  # without rows a table breaks no rule, and its columns and types were just set
                validate(name, table, bench.study, found)
    tables = look_for_persons(bench, tables, roster, half)
    return Cleaned(half, tables, found.frame(), bench.corrector.frame()), found
