"""Where one person stands in the raw files: for somebody who asks to be forgotten, or what is held of her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analysis.clean.cleaning import bench_aside, roster_of
from analysis.clean.columns.mapping import expected_headers
from analysis.clean.columns.reading import expected_of
from analysis.clean.errors import CleanError
from analysis.clean.files.cells import RawTable, as_categorical, distinct
from analysis.clean.persons.people import Roster, code_key, loose_name, name_key, number_key
from analysis.clean.persons.pseudonyms import find_key
from analysis.clean.telling import row_list
from analysis.comparing import fold, letters
from analysis.params import Study

NUMBER_COLUMNS = ("tenant", "code")
"""Columns whose short numbers are persons; elsewhere «12» is an amount."""


@dataclass(frozen=True)
class Person:
    """Everything that may name one person; none of it is for a message or a file."""

    names: frozenset[str]
    numbers: frozenset[str]
    """Tenant numbers and codes of her own, as `number_key` and `code_key` give them."""
    national_ids: frozenset[str]
    pseudonyms: frozenset[str]

    def in_text(self, text: str) -> bool:
        """Whether a text has every part of one of her names, her identity number or a pseudonym."""
        words = set(loose_name(text).split())
        if any(parts and parts <= words for parts in (set(name.split()) for name in self.names)):
            return True
        digits = "".join(sign for sign in text if sign.isdigit())
        return any(n in digits for n in self.national_ids) or any(p in text for p in self.pseudonyms)


@dataclass(frozen=True)
class Standing:
    """Rows of one file that are about a person."""

    file: str
    rows: str


def find_person(study: Study, wanted: str) -> Person:
    """Return who is meant by a tenant number, an identity number, a code or a name.

    Raises
    ------
    CleanError
        If nothing was written, or the name is that of several tenants.
    """
    if not letters(wanted):
        raise CleanError("--person: nothing was written. Give the tenant number, identity number or name.")
    bench = bench_aside(study)
    roster = roster_of(bench, bench.records("tenancies"))
    own = {f"nr:{code_key(wanted)}", f"id:{letters(wanted)}", f"navn:{name_key(wanted)}"}
    known = _identities(roster, wanted)
    if len(known) > 1:
        raise CleanError(f"--person: {len(known)} tenants have that name. Give her tenant number.")
    pseudonyms = find_key(study)
    return Person(
        names=frozenset({n for who in known for n in roster.loose_names.get(who, ())} | _as_name(wanted)),
        numbers=frozenset(
            {n for table in (roster.by_tenant, roster.by_code) for n, who in table.items() if who in known}
            | {n for n, who in roster.by_number.items() if who & known}
            | {number_key(wanted), code_key(wanted)}
        ),
        national_ids=frozenset(
            {n for n, who in roster.by_national_id.items() if who in known}
            | ({letters(wanted)} if len(letters(wanted)) == 11 and letters(wanted).isdigit() else set())
        ),
        pseudonyms=frozenset(pseudonyms.of("person", who) for who in known | own),
    )


def stands_in(study: Study, person: Person) -> list[Standing]:
    """Return the raw files and rows that are about a person, a file that holds nothing of her left out."""
    bench = bench_aside(study)
    found: dict[str, set[int]] = {}
    for source in study.project.sources:
        headers = {fold(expected_headers(source).get(target, target)) for target in NUMBER_COLUMNS}
        for table in bench.read(source, expected_of(source, study)):
            rows = _rows(table, person, headers)
            if rows:
                found.setdefault(table.place.file, set()).update(rows)
    return [Standing(file, row_list(sorted(rows))) for file, rows in sorted(found.items())]


def _identities(roster: Roster, wanted: str) -> set[str]:
    """Return whom the register knows by a text: by number before code before name."""
    for table, key in (
        (roster.by_tenant, code_key),
        (roster.by_national_id, letters),
        (roster.by_code, code_key),
    ):
        if key(wanted) in table:
            return {table[key(wanted)]}
    return roster.by_loose_name.get(loose_name(wanted), set()) or roster.by_number.get(
        number_key(wanted), set()
    )


def _as_name(wanted: str) -> set[str]:
    """Return what was written as a name, where it can be one: two words without digits."""
    name = loose_name(wanted)
    return {name} if len(name.split()) > 1 and not any(map(str.isdigit, name)) else set()


def _rows(table: RawTable, person: Person, headers: set[str]) -> set[int]:
    rows: set[int] = set()
    for number, header in enumerate(table.headers):
        numbered = fold(header) in headers
        codes, texts = distinct(as_categorical(table.cells[number]))
        hit = np.array([text is not None and _is_hers(text, person, numbered) for text in texts], dtype=bool)
        if hit.any():
            rows |= {int(row) for row in table.rows[np.isin(codes, np.flatnonzero(hit))]}
    return rows


def _is_hers(text: str, person: Person, numbered: bool) -> bool:
    forms: tuple[Callable[[str], str], ...] = (code_key, number_key) if numbered else ()
    return person.in_text(text) or any(form(text) in person.numbers for form in forms)
