"""Tenant numbers that may be two persons under one number, or one person under two, over all files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from itertools import combinations

import numpy as np

from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings
from analysis.clean.persons.people import code_key, loose_name, number_key, shares_names
from analysis.comparing import letters


def report_tenant_numbers(tables: Sequence[Records], found: Findings) -> None:
    """Report a number with names or identity numbers of several persons, and numbers that differ by a sign.

    Numbers are told apart as they are written, but for case and spaces. Two that have the same letters and
    digits, or differ by leading zeros or decimals, are worth a look where the names do not tell the persons
    apart.
    """
    numbered = [records for records in tables if "tenant" in records.cells]
    names, ids = _by_number(numbered, "name", loose_name), _by_number(numbered, "national_id", letters)
    alike: dict[str, list[str]] = defaultdict(list)
    for number in names:
        alike[letters(number_key(number)).lstrip("0")].append(number)
    doubtful = {
        number
        for numbers in alike.values()
        for pair in combinations(numbers, 2)
        if _one_person(names[pair[0]] | names[pair[1]]) or not (names[pair[0]] and names[pair[1]])
        for number in pair
    }
    for rule, numbers, text, target, action in (
        (
            "two_names",
            {number for number, held in names.items() if not _one_person(held)},
            "samme leietakernummer står med navn som ikke ligner hverandre; det regnes som én person",
            "name",
            "Er det to personer, så gi dem hvert sitt nummer. Er det én, så skriv navnet likt.",
        ),
        (
            "two_ids",
            {number for number, held in ids.items() if len(held) > 1},
            "samme leietakernummer står med ulike fødselsnumre; det regnes som én person",
            "national_id",
            "Kontroller fødselsnumrene. Er det to personer, så gi dem hvert sitt nummer.",
        ),
        (
            "numbers_alike",
            doubtful,
            "leietakernumre er like bortsett fra tegn, nuller foran eller desimaler, og regnes som ulike "
            "personer",
            "tenant",
            "Er det samme person, så skriv nummeret likt.",
        ),
    ):
        for records in numbered:
            rows = records.rows[np.array([number in numbers for number in _numbers(records)], dtype=bool)]
            if rows.size:
                column = records.header(target) if target in records.cells else ""
                found.add("warning", records.place, rule, text, column=column, rows=rows, action=action)


def _numbers(records: Records) -> Iterable[str | None]:
    return by_value(records.column("tenant"), code_key, None)


def _by_number(tables: Sequence[Records], target: str, key: Callable[[str], str]) -> dict[str, set[str]]:
    """Return what each tenant number has in a column, made comparable."""
    held: dict[str, set[str]] = {}
    for records in tables:
        values = by_value(records.column(target), key, None)
        for number, value in zip(_numbers(records), values, strict=True):
            if number:
                held.setdefault(number, set()).update({value} if value else ())
    return held


def _one_person(names: set[str]) -> bool:
    """Whether every two names are alike, give or take a middle name."""
    return all(shares_names(one, other) for one, other in combinations(names, 2))
