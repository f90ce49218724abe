"""Addresses as people write them → the project's address ids."""

from __future__ import annotations

import difflib
import functools
import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.flat_numbers import FLAT_IN_ADDRESS, POSTCODE
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import report_counts
from analysis.clean.files.cells import as_objects, distinct, recoded
from analysis.clean.findings import Findings, Place
from analysis.clean.telling import listed
from analysis.clean.wording import MAX_HINTS
from analysis.comparing import fold
from analysis.params import Address, Project

_ROAD = re.compile(r"(?:v\.?|vn\.?|veg(?:en)?|vei(?:en)?|vei\.)(?=\s|\d|$)")
_STREET = re.compile(r"(?:g\.|gt\.?|gate?n?|gata)(?=\s|\d|$)")
_NUMBER = re.compile(r"(\d+)\s*([a-zæøå]?)$")


@dataclass(frozen=True)
class AddressBook:
    """The addresses of a project and every spelling declared for them."""

    spellings: dict[str, str]
    """Comparable spelling → address id."""
    names: dict[str, str]
    """Address id → its name."""

    @classmethod
    def of(cls, project: Project) -> AddressBook:
        """Make the book of a project."""
        return _book(project.addresses)

    def find(self, text: str) -> str | None:
        """Return the address id for a spelling, or None.

        Examples
        --------
        >>> from analysis.params import Address
        >>> book = AddressBook({key("Runarveien 1"): "r1"}, {"r1": "Runarveien 1"})
        >>> book.find("RUNARVEIEN  1, H0102"), book.find("Runarvn. 1"), book.find("Runarveien 11")
        ('r1', 'r1', None)
        """
        return self.spellings.get(key(text))

    def resembles(self, text: str) -> str | None:
        """Return the name of the address a spelling looks like without being it, or None."""
        near = difflib.get_close_matches(key(text), list(self.spellings), n=1, cutoff=0.8)
        return self.names[self.spellings[near[0]]] if near else None


@functools.lru_cache(maxsize=4)
def _book(addresses: tuple[Address, ...]) -> AddressBook:
    spellings = {key(a.id.replace("-", " ")): a.id for a in addresses}
    spellings |= {key(text): a.id for a in addresses for text in (a.name, *a.aliases)}
    return AddressBook(spellings, {a.id: a.name for a in addresses})


def report_alike(project: Project, found: Findings) -> None:
    """Add an error for every two spellings of different addresses that cannot be told apart."""
    declared: dict[str, tuple[str, str]] = {}
    for address in project.addresses:
        for text in (address.name, *address.aliases):
            other, first = declared.setdefault(key(text), (address.id, text))
            if other != address.id:
                found.add(
                    "error",
                    Place("project", "project.yml"),
                    "addresses_alike",
                    f"«{first}» og «{text}» leses som samme adresse, men er satt opp på to",
                    action="Rett name eller aliases i project.yml, så hver skrivemåte hører til én adresse.",
                )


def key(text: str) -> str:
    """Return an address in comparable form: no case, postcode, flat or spaces, one ending per kind of way.

    Examples
    --------
    >>> key("Runarv. 1") == key("runarveien 1") == key("Runarveien 1, 3215 Sandefjord")
    True
    >>> key("Storgt. 5") == key("Storgata 5"), key("Storgata 5") == key("Storveien 5")
    (True, False)
    """
    folded = POSTCODE.sub("", fold(text))
    folded = FLAT_IN_ADDRESS.sub("", folded).strip(" ,.-/")
    number = _NUMBER.search(folded)
    street, at = (folded[: number.start()], number[1].lstrip("0") + number[2]) if number else (folded, "")
    street = _STREET.sub(" gate ", _ROAD.sub(" vei ", street + " ")).replace("aa", "å")
    return re.sub(r"[\W_]+", "", street) + " " + at


def address_column(records: Records, book: AddressBook, found: Findings) -> pd.Series:
    """Return the address id per record; missing where unknown, which is an error."""
    column = records.column("address")
    ids = recoded(column, book.find)
    strange = (column.notna() & ids.isna()).to_numpy()
    if strange.any():
        report_unknown_addresses(records, strange, book, found)
    return ids


def address_ids(records: Records, book: AddressBook, found: Findings) -> npt.NDArray[np.object_]:
    """Return what `address_column` does as an array, None where missing."""
    return as_objects(address_column(records, book, found))


def report_unknown_addresses(
    records: Records, strange: npt.NDArray[np.bool_], book: AddressBook, found: Findings
) -> None:
    """Add an error for addresses that are not the project's, with the one each looks like."""
    codes, values = distinct(records.column("address"))
    by_hint: dict[str, list[int]] = {}
    likely: dict[str, str] = {}
    for number, code in enumerate(np.unique(codes[strange])):
        near = book.resembles(values[code]) if number < MAX_HINTS else None
        likely |= {values[code]: near} if near else {}
        by_hint.setdefault(f"; ligner mest på «{near}»" if near else "", []).append(int(code))
    names = listed(list(book.names.values()))
    section = "aliases for adressen i project.yml"
    report_counts(records, "address", strange, section, likely, found, addresses=True)
    for hint, members in by_hint.items():
        found.add(
            "error",
            records.place,
            "unknown_address",
            f"adresser som ikke er blant prosjektets ({names}){hint}",
            column=records.header("address"),
            rows=records.rows[strange & np.isin(codes, members)],
            action="Rett skrivemåten, eller legg den til under aliases for adressen i project.yml.",
        )
