"""Who is who: the tenancy roster, and how a record or an answer is tied to a person in it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.addresses import AddressBook, key
from analysis.clean.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.identifiers import is_national_id
from analysis.clean.mapping import Records
from analysis.clean.name_search import Names
from analysis.clean.wording import fold, letters


def name_key(text: str) -> str:
    """Return a personal name in comparable form, whichever of the names stands first.

    Examples
    --------
    >>> name_key("Nordmann, Kari  Anne") == name_key("KARI ANNE NORDMANN")
    True
    """
    return " ".join(sorted(fold(text).replace(",", " ").split()))


@dataclass
class Roster:
    """The persons of the tenancy register, by everything that may name them."""

    book: AddressBook
    by_tenant: dict[str, str] = field(default_factory=dict)
    by_national_id: dict[str, str] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    by_name_and_address: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    rows_of_name: dict[str, list[int]] = field(default_factory=dict)
    file: str = ""
    names: set[str] = field(default_factory=set)

    @property
    def searched_names(self) -> Names:
        """The names that may stand in no processed table."""
        return Names.of(self.names)

    def place_of(self, address: str | None) -> str:
        """Return an address as compared when linking: the project's id, else the spelling made comparable."""
        return (self.book.find(address) or key(address)) if address else ""

    def similar_rows(self, name: str) -> list[int]:
        """Return rows of the roster whose name looks like this one."""
        near = difflib.get_close_matches(name_key(name), list(self.rows_of_name), n=2, cutoff=0.8)
        return sorted(row for similar in near for row in self.rows_of_name[similar])


def identities(records: Records, found: Findings) -> npt.NDArray[np.object_]:
    """Return the canonical identity per record: by tenant number, else identity number, else name.

    An empty cell in the best column there is an error: the record belongs to nobody.
    """
    target = next((t for t in ("tenant", "national_id", "name") if t in records.cells), None)
    if target is None:
        return np.full(len(records), None, dtype=object)
    column = records.column(target)
    empty = column.isna().to_numpy()
    if empty.any():
        found.add(
            "error",
            records.place,
            "no_person",
            "rader sier ikke hvem de gjelder",
            column=records.header(target),
            rows=records.rows[empty],
            action="Fyll ut cellen i kilden, eller legg en rettelse i data/corrections.yml.",
        )
    prefix = {"tenant": "nr", "national_id": "id", "name": "navn"}[target]
    comparable = name_key if target == "name" else letters
    return by_value(column, lambda text: f"{prefix}:{comparable(text)}", None)


def make_roster(tables: Iterable[Records], book: AddressBook, found: Findings) -> Roster:
    """Make the roster from the tenancy register, and report what in it contradicts itself."""
    roster = Roster(book)
    for records in tables:
        who = identities(records, Findings())
        roster.file = records.place.file
        columns = {t: _texts(records.column(t)) for t in ("tenant", "national_id", "code", "name")}
        columns["address"] = _texts(records.address_written)
        _fill(roster, records, who, columns)
        _check_ids(records, who, columns["national_id"], found)
    return roster


def _texts(column: pd.Series) -> npt.NDArray[np.object_]:
    return by_value(column, str, None)


def _fill(
    roster: Roster,
    records: Records,
    who: npt.NDArray[np.object_],
    columns: dict[str, npt.NDArray[np.object_]],
) -> None:
    for position, identity in enumerate(who):
        if identity is None:
            continue
        cell = {target: values[position] for target, values in columns.items()}
        for target, table in (
            ("tenant", roster.by_tenant),
            ("national_id", roster.by_national_id),
            ("code", roster.by_code),
        ):
            if cell[target]:
                table.setdefault(letters(cell[target]), identity)
        if cell["name"]:
            roster.names.add(cell["name"])
            name = name_key(cell["name"])
            roster.by_name.setdefault(name, set()).add(identity)
            roster.rows_of_name.setdefault(name, []).append(int(records.rows[position]))
            if cell["address"]:
                roster.by_name_and_address.setdefault((name, roster.place_of(cell["address"])), set()).add(
                    identity
                )


def _check_ids(
    records: Records, who: npt.NDArray[np.object_], ids: npt.NDArray[np.object_], found: Findings
) -> None:
    digits = [None if text is None else letters(text) for text in ids]
    wrong = np.array([text is not None and not is_national_id(text) for text in digits], dtype=bool)
    if wrong.any():
        found.add(
            "warning",
            records.place,
            "national_id",
            "fødselsnumre har feil kontrollsiffer",
            rows=records.rows[wrong],
            column=records.header("national_id"),
            action="Kontroller mot folkeregisteret.",
        )
    persons: dict[str, set[str]] = {}
    for text, identity in zip(digits, who, strict=True):
        if text and identity:
            persons.setdefault(text, set()).add(identity)
    shared = {text for text, holders in persons.items() if len(holders) > 1}
    if shared:
        rows = records.rows[[text in shared for text in digits]]
        found.add(
            "warning",
            records.place,
            "same_person_twice",
            "samme fødselsnummer står på flere leietakernumre",
            column=records.header("national_id"),
            rows=rows,
            action="Kontroller om det er samme person.",
        )
