"""Everything the municipality's systems and the project's own lists hold → the tables of the second half."""

from __future__ import annotations

from typing import get_args

import pandas as pd

from analysis.clean.columns.addresses import AddressBook, report_alike
from analysis.clean.columns.corrections import load_corrections
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.reading import Bench, read_records
from analysis.clean.findings import Findings
from analysis.clean.persons.last_look import look_for_persons
from analysis.clean.persons.people import Roster, make_roster
from analysis.clean.persons.pseudonyms import Pseudonyms, find_key
from analysis.clean.registers.flats import exposure, read_stock
from analysis.clean.registers.incidents import clean_incidents
from analysis.clean.registers.ledger import clean_arrears
from analysis.clean.registers.plans import (
    clean_activities,
    clean_cases,
    clean_measures,
    measure_targets,
    with_address_headers,
)
from analysis.clean.registers.reconcile import data_counts, reconcile
from analysis.clean.registers.services import clean_services
from analysis.clean.registers.tenancies import read_spells, residents
from analysis.clean.schemas import typed, validate
from analysis.clean.store import Cleaned, Room
from analysis.clean.survey.themes import clean_themes
from analysis.clean.survey.waves import clean_waves
from analysis.params import Study
from analysis.params.sources import SourceKind

OF_SURVEY: tuple[SourceKind, ...] = ("survey", "themes")
"""Kinds of source that `clean_survey` reads; `clean_records` reads the others."""


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
    return found.frame()


def _checked(cleaned: tuple[Cleaned, Findings]) -> Cleaned:
    cleaned[1].stop_on_errors()
    return cleaned[0]


def _bench(study: Study, named: dict[str, set[str]]) -> Bench:
    found = Findings()
    return Bench(study, load_corrections(study, found), found, named)


def _roster(bench: Bench, tenancies: list[Records]) -> Roster:
    project = bench.study.project
    return make_roster(tenancies, AddressBook.of(project), bench.found, synthetic=project.synthetic)


def _survey(study: Study, pseudonyms: Pseudonyms, named: dict[str, set[str]]) -> tuple[Cleaned, Findings]:
    bench = _bench(study, named)
    aside = Bench(study, load_corrections(study, Findings()), Findings())
    roster = _roster(aside, aside.records("tenancies"))
    tables = {
        "survey": clean_waves(bench, roster, pseudonyms),
        "themes": clean_themes(bench.records("themes"), roster, pseudonyms, bench.found),
    }
    bench.corrector.report_unused(bench.sources(*OF_SURVEY), bench.found)
    return _finished("survey", bench, tables, roster, OF_SURVEY)


def _records(study: Study, pseudonyms: Pseudonyms, named: dict[str, set[str]]) -> tuple[Cleaned, Findings]:
    bench = _bench(study, named)
    found = bench.found
    report_alike(study.project, found)
    tenancies = bench.records("tenancies")
    roster = _roster(bench, tenancies)
    spells = read_spells(tenancies, study, found)
    stock = read_stock(bench.records("flats"), study, found)
    measures = _measure_records(bench)
    tables = {
        "residents": residents(spells, study, pseudonyms),
        "incidents": clean_incidents(bench.records("incidents"), study, pseudonyms, found),
        "exposure": exposure(stock, spells, study, found),
        "arrears": clean_arrears(bench.records("arrears"), roster, pseudonyms, found),
        "services": clean_services(bench.records("services"), study, roster, pseudonyms, found),
        "activities": clean_activities(bench.records("activities"), study, found),
        "measures": clean_measures(measures, study, found),
        "cases": clean_cases(bench.records("cases"), found),
    }
    counts = data_counts(
        study,
        spells if bench.sources("tenancies") else None,
        stock,
        tables["activities"] if bench.sources("activities") else None,
    )
    reconcile(study, counts, found)
    others = tuple(kind for kind in get_args(SourceKind) if kind not in OF_SURVEY)
    bench.corrector.report_unused(bench.sources(*others), found)
    return _finished("records", bench, tables, roster, others)


def _measure_records(bench: Bench) -> list[Records]:
    """Read action plans, whose columns depend on the project's addresses."""
    targets = measure_targets(bench.study)
    sources = [with_address_headers(source, bench.study) for source in bench.sources("measures")]
    return [records for source in sources for records in read_records(bench, source, extra_targets=targets)]


def _finished(
    room: Room, bench: Bench, tables: dict[str, pd.DataFrame], roster: Roster, kinds: tuple[SourceKind, ...]
) -> tuple[Cleaned, Findings]:
    """Hold the tables against their schemas and the search for personal data.

    The search is made also where there are errors, so that everything is listed at once.
    """
    found = bench.found
    if not found.has_errors:
        tables = {name: typed(name, table) for name, table in tables.items()}
        for name, table in tables.items():
            validate(name, table, bench.study, found)
    look_for_persons(bench, tables, roster, kinds)
    return Cleaned(room, tables, found.frame(), bench.corrector.frame()), found
