"""Dwelling numbers as people write them → official ones (H0203), or the project's own plain ones (3A)."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import (
    absent,
    as_objects,
    by_value,
    categorical,
    distinct,
    recoded,
    retidied,
    where_value,
)
from analysis.clean.findings import Findings
from analysis.comparing import fold

POSTCODE = re.compile(r"(?<![,\s])[,\s]++\d{4}\s+[^\d,]+$")
FLAT_IN_ADDRESS = re.compile(
    r"(?:(?<![,/ -])[,/ -]++(?:leil(?:ighet)?\.?|bolig|h\.?nr\.?)?\s*)([hukl]\s?\.?\s?\d{4})\b"
    r"|(?<![,/ ])[,/ ]++leil(?:ighet)?\.?\s*(?:nr\.?\s*)?(\d{1,4}|\d{1,3} ?[a-z])$"
)
"""A dwelling number at the end of an address, as written."""
_WORD = r"(?:leil(?:ighet)?|bolig|dør|nr|h\.?\s*nr|bolignr|bolignummer)?[\s.:]*"
_FLAT = re.compile(rf"^{_WORD}([hukl])?[\s.:-]*(\d{{1,4}})$")
_PLAIN = re.compile(rf"^{_WORD}(?:(\d{{1,2}}|[1-9]00)|(\d{{1,3}})[ -]?([a-z]))$")
"""What no official number is: one or two digits, a hundred, digits and a letter."""
PlainFlats = Mapping[str, frozenset[str]]
"""Address id → the plain numbers of its flats, where the project's register numbers them so."""


def flat_number(text: str) -> str | None:
    """Return a dwelling number in official form (H0203), or None.

    Without a letter, H is meant (main floors); three digits are floor and two-digit door.

    Examples
    --------
    >>> flat_number("h 0203"), flat_number("Leil. 101"), flat_number("H-0101"), flat_number("nede")
    ('H0203', 'H0101', 'H0101', None)
    """
    match = _FLAT.match(fold(text))
    if not match or len(match[2]) < 3:
        return None
    return f"{(match[1] or 'h').upper()}{int(match[2]):04d}"


def flat_in_address(text: str) -> str | None:
    """Return the dwelling number written as part of an address, or None.

    Examples
    --------
    >>> flat_in_address("Runarveien 1, H0102"), flat_in_address("Runarveien 1")
    ('H0102', None)
    """
    part = _flat_part(text)
    return flat_number(part) if part else None


def _flat_part(text: str) -> str | None:
    """Return what an address says of the flat, as written."""
    match = FLAT_IN_ADDRESS.search(POSTCODE.sub("", fold(text)))
    return match[1] or match[2] if match else None


def plain_number(text: str) -> str | None:
    """Return a flat's number where it is no official dwelling number, or None.

    Examples
    --------
    >>> plain_number("3 a"), plain_number("Leil. 04"), plain_number("100"), plain_number("H0101")
    ('3A', '4', '100', None)
    """
    match = _PLAIN.match(fold(text))
    return f"{int(match[1] or match[2])}{(match[3] or '').upper()}" if match else None


def plain_flats(register: Iterable[Records], find: Callable[[str], str | None]) -> PlainFlats:
    """Return the addresses whose flats the project's own register gives plain numbers, with the numbers.

    An address has them where at least half of its different numbers are plain, and none has the letter of
    an official one: «12» among H-numbers is a slip of the pen.

    Parameters
    ----------
    register
        The records of the flats, or of the tenancies where the project has no register of flats.
    find
        Address as written → address id.
    """
    written: dict[str, set[str]] = defaultdict(set)
    for records in register:
        addresses = by_value(records.column("address"), find, None)
        parts = by_value(records.column("address"), lambda text: _flat_part(text) or "", "")
        numbers = by_value(records.column("flat"), fold, "")
        for address, text in set(zip(addresses, np.where(numbers == "", parts, numbers), strict=True)):
            if address is not None and text:
                written[address].add(text)
    plain: dict[str, frozenset[str]] = {}
    for address, texts in written.items():
        own = {number for text in texts if (number := plain_number(text)) is not None}
        official = {flat_number(text) for text in texts if plain_number(text) is None} - {None}
        lettered = any((match := _FLAT.match(text)) and match[1] for text in texts)
        if own and not lettered and len(own) >= len(official):
            plain[address] = frozenset(own)
    return plain


def flat_column(records: Records, addresses: npt.ArrayLike, plain: PlainFlats, found: Findings) -> pd.Series:
    """Return the dwelling number per record, its own column first, then its address.

    Parameters
    ----------
    addresses
        Address id per record, missing where it is none of the project's.
    plain
        The flats that have plain numbers; a plain number that is none of them is unknown.
    """
    column, address = records.column("flat"), records.column("address")
    labels = _or_plain(recoded(column, flat_number), by_value(column, plain_number, None), addresses, plain)
    parts = by_value(address, lambda text: plain_number(_flat_part(text) or ""), None)
    inside = _or_plain(recoded(address, flat_in_address), parts, addresses, plain)
    bad = (column.notna() & labels.isna()).to_numpy() & ~where_value(column, _says_none)
    bad_part = (labels.isna() & inside.isna()).to_numpy() & where_value(
        address, lambda text: bool(_flat_part(text))
    )
    for target, mask in (("flat", bad), ("address", bad_part)):
        if mask.any():
            found.add(
                "warning",
                records.place,
                "flat_number",
                "bolignumre kan ikke leses og er regnet som ukjente",
                column=records.header(target),
                rows=records.rows[mask],
                action=f"Skriv bolignummeret som {'i boligregisteret' if plain else 'H0101'}.",
            )
    (codes, own), (there, written) = distinct(labels), distinct(inside)
    if not written:
        return labels
    elsewhere = np.where(there < 0, -1, there.astype(np.int64) + len(own))
    return retidied(np.where(codes < 0, elsewhere, codes), [*own, *written])


def _or_plain(
    official: pd.Series, numbers: npt.NDArray[np.object_], addresses: npt.ArrayLike, plain: PlainFlats
) -> pd.Series:
    """Return the official numbers, and where there is none, a plain one that the address has."""
    maybe = np.flatnonzero(~absent(numbers)) if plain else np.zeros(0, dtype=np.int64)
    ids = np.asarray(addresses, dtype=object)
    fits = [at for at in maybe if numbers[at] in plain.get(ids[at], ())]
    if not fits:
        return official
    labels = as_objects(official)
    labels[fits] = numbers[fits]
    return categorical(labels.tolist())


def flat_labels(
    records: Records, addresses: npt.ArrayLike, plain: PlainFlats, found: Findings
) -> npt.NDArray[np.object_]:
    """Return what `flat_column` does as an array, None where missing."""
    return as_objects(flat_column(records, addresses, plain, found))


def _says_none(text: str) -> bool:
    return fold(text) in {
        "",
        "ukjent",
        "felles",
        "fellesareal",
        "oppgang",
        "oppgangen",
        "kjeller",
        "kjelleren",
        "ute",
        "loft",
        "loftet",
        "utomhus",
        "vet ikke",
        "alle",
        "hele bygget",
        "vaskerom",
        "bod",
        "boder",
    }
