"""Who is who: the tenancy roster, and how a record or an answer is tied to a person in it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.addresses import AddressBook, key
from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.identifiers import holds_real_identity_number, is_national_id
from analysis.clean.persons.name_search import BARRED
from analysis.comparing import fold, letters


def name_key(text: str) -> str:
    """Return a personal name in comparable form, whichever of the names stands first.

    Examples
    --------
    >>> name_key("Nordmann, Kari  Anne") == name_key("KARI ANNE NORDMANN")
    True
    """
    return " ".join(sorted(fold(text).replace(",", " ").split()))


def loose_name(text: str) -> str:
    """Return a name without what spelling and keyboards change: æ, ø, å, accents, hyphens, apostrophes.

    Examples
    --------
    >>> loose_name("Åse-Marie Bjørnæs")
    'ase bjornas marie'
    >>> loose_name("BJOERNAES AASE MARIE") == loose_name("Ase Marie Bjornæs")
    True
    """
    plain = unicodedata.normalize("NFKD", re.sub("['`´’‘]", "", name_key(text)).translate(_PLAIN))
    letters_only = "".join(sign for sign in plain if not unicodedata.combining(sign))
    for written, meant in (("ae", "a"), ("oe", "o"), ("aa", "a"), ("ue", "u")):
        letters_only = letters_only.replace(written, meant)
    return " ".join(sorted(re.findall(r"[^\W_]+", letters_only)))


def code_key(text: str) -> str:
    """Return a self-made code or a tenant number as compared: without case and spaces.

    Examples
    --------
    >>> code_key(" Mor 62 "), code_key("1-23"), code_key("12–3")
    ('mor62', '1-23', '12-3')
    """
    return re.sub("[‐‑‒–—−]", "-", "".join(fold(text).split()))


def number_key(text: str) -> str:
    """Return a tenant number without what Excel takes away or adds: leading zeros, decimals.

    Examples
    --------
    >>> number_key("0101"), number_key("101.0"), number_key("101.000"), number_key("A-7")
    ('101', '101', '101.000', 'a-7')
    """
    number = re.fullmatch(r"0*(\d+?)(?:[.,]00?)?", text.strip())
    return number[1] if number else code_key(text)


_PLAIN = str.maketrans({"æ": "a", "ø": "o", **BARRED})


@dataclass
class Roster:
    """The persons of the tenancy register, by everything that may name them."""

    book: AddressBook
    by_tenant: dict[str, str] = field(default_factory=dict)
    by_national_id: dict[str, str] = field(default_factory=dict)
    by_code: dict[str, str] = field(default_factory=dict)
    by_name: dict[str, set[str]] = field(default_factory=dict)
    by_name_and_address: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    by_number: dict[str, set[str]] = field(default_factory=dict)
    """Tenant numbers as `number_key` gives them."""
    by_loose_name: dict[str, set[str]] = field(default_factory=dict)
    loose_names: dict[str, set[str]] = field(default_factory=dict)
    """The other way: person → names."""
    by_loose_name_and_address: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    rows_of_name: dict[str, list[int]] = field(default_factory=dict)
    """Names as `loose_name` gives them → rows of the register."""
    file: str = ""
    names: set[str] = field(default_factory=set)

    def place_of(self, address: str | None) -> str:
        """Return an address as compared when linking: the project's id, else the spelling made comparable."""
        return (self.book.find(address) or key(address)) if address else ""

    def similar_rows(self, name: str) -> list[int]:
        """Return rows of the roster whose name looks like this one, or has a part more or less."""
        wanted = loose_name(name)
        near = set(difflib.get_close_matches(wanted, list(self.rows_of_name), n=2, cutoff=0.8))
        near |= {other for other in self.rows_of_name if shares_names(wanted, other)}
        return sorted({row for similar in near for row in self.rows_of_name[similar]})

    def is_named(self, identity: str, name: str) -> bool:
        """Whether the register knows a person by this name, give or take a middle name and the spelling."""
        wanted = loose_name(name)
        known = self.loose_names.get(identity, set())
        return wanted in known or any(shares_names(wanted, other) for other in known)


def shares_names(one: str, other: str) -> bool:
    """Whether every part of the shorter of two loose names, two parts at least, stands in the longer."""
    few, many = sorted((set(one.split()), set(other.split())), key=len)
    return len(few) > 1 and few <= many


def identities(records: Records, found: Findings) -> npt.NDArray[np.object_]:
    """Return the canonical identity per record: by tenant number, else identity number, else name.

    A cell without letters or digits in the best column there is an error: the record belongs to nobody.
    """
    target = next((t for t in ("tenant", "national_id", "name") if t in records.cells), None)
    if target is None:
        return np.full(len(records), None, dtype=object)
    column = records.column(target)
    comparable = {"tenant": code_key, "national_id": letters, "name": name_key}[target]
    empty = by_value(column, lambda text: not letters(text), True).astype(bool)
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
    return by_value(column, lambda text: f"{prefix}:{comparable(text)}" if letters(text) else None, None)


def make_roster(
    tables: Iterable[Records], book: AddressBook, found: Findings, *, synthetic: bool = False
) -> Roster:
    """Make the roster from the tenancy register, and report what in it contradicts itself.

    Parameters
    ----------
    synthetic
        Whether the project says its persons are invented: then a number that may be somebody's is an error.
    """
    roster = Roster(book)
    for records in tables:
        who = identities(records, Findings())
        roster.file = records.place.shown
        columns = {t: _texts(records.column(t)) for t in ("tenant", "national_id", "code", "name")}
        columns["address"] = _texts(records.address_written)
        _fill(roster, records, who, columns)
        _check_codes(roster, records, who, columns["code"], found)
        _check_ids(records, who, columns["national_id"], found)
        if synthetic:
            _refuse_real_ids(records, columns["national_id"], found)
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
        if cell["national_id"]:
            roster.by_national_id.setdefault(letters(cell["national_id"]), identity)
        if cell["tenant"]:
            roster.by_tenant.setdefault(code_key(cell["tenant"]), identity)
            roster.by_number.setdefault(number_key(cell["tenant"]), set()).add(identity)
        if cell["code"] and code_key(cell["code"]):
            roster.by_code.setdefault(code_key(cell["code"]), identity)
        if cell["name"]:
            roster.names.add(cell["name"])
            name = name_key(cell["name"])
            roster.by_name.setdefault(name, set()).add(identity)
            loose = loose_name(cell["name"])
            roster.by_loose_name.setdefault(loose, set()).add(identity)
            roster.loose_names.setdefault(identity, set()).add(loose)
            roster.rows_of_name.setdefault(loose, []).append(int(records.rows[position]))
            if cell["address"]:
                place = roster.place_of(cell["address"])
                roster.by_name_and_address.setdefault((name, place), set()).add(identity)
                roster.by_loose_name_and_address.setdefault((loose, place), set()).add(identity)


def _check_codes(
    roster: Roster,
    records: Records,
    who: npt.NDArray[np.object_],
    codes: npt.NDArray[np.object_],
    found: Findings,
) -> None:
    """Report self-made codes that several tenants have: a survey could not tell them apart."""
    keys = [code_key(code) if code and identity else "" for code, identity in zip(codes, who, strict=True)]
    shared = {
        key for key, identity in zip(keys, who, strict=True) if key and roster.by_code.get(key) != identity
    }
    if not shared:
        return
    found.add(
        "error",
        records.place,
        "shared_code",
        "flere leietakere har samme egne kode",
        column=records.header("code"),
        rows=records.rows[[key in shared for key in keys]],
        action="Gi hver sin kode i kilden, eller legg en rettelse i data/corrections.yml.",
    )


def _refuse_real_ids(records: Records, ids: npt.NDArray[np.object_], found: Findings) -> None:
    real = np.array([text is not None and holds_real_identity_number(text) for text in ids], dtype=bool)
    if real.any():
        found.add(
            "error",
            records.place,
            "real_person",
            "fødselsnumre kan være virkelige personers, men project.yml sier synthetic: true",
            rows=records.rows[real],
            column=records.header("national_id"),
            action="Er dataene virkelige, så sett synthetic: false, og lag en egen nøkkel.",
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
