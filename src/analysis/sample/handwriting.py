"""How people type: addresses, dates, answers and amounts in the forms real exports have."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from analysis.params import Address, Source
from analysis.params.numbers import date_table


def one_of(rng: np.random.Generator, forms: Sequence[str]) -> str:
    """Draw one of some forms, each as likely."""
    return forms[int(rng.integers(0, len(forms)))]


def declared_words(source: Source, key: str) -> dict[str, str]:
    """Return how a source writes each canonical value of a column: the first wording declared."""
    declared: dict[str, str] = {}
    for wording, value in source.values.get(key, {}).items():
        declared.setdefault(value, wording)
    return declared


def typed_date(rng: np.random.Generator, day: date) -> date | str:
    """Return the date as someone types it in Excel: mostly a real date, sometimes text."""
    return date_forms(day)[int(rng.choice(4, p=(0.6, 0.15, 0.15, 0.1)))]


def date_forms(day: date) -> tuple[date | str, ...]:
    """Return the forms of a date found in logs, the real date first."""
    return day, date_table(day), f"{day.day}.{day.month}.{day.year % 100:02d}", day.isoformat()


def address_spellings(address: Address) -> tuple[str, ...]:
    """Return the spellings of an address found in the log, the plain one first.

    Each differs from the name in case, spaces or punctuation alone, or is a declared alias.
    """
    name = address.name
    return (
        name,
        name.lower() + " ",
        name.upper(),
        " ".join(name.rsplit(" ", 1)).replace(" ", "  "),
        *address.aliases,
    )


def typed_address(rng: np.random.Generator, address: Address) -> str:
    """Return the address as typed by hand."""
    forms = address_spellings(address)
    return forms[0] if rng.random() < 0.55 else one_of(rng, forms[1:])


def typed_name(rng: np.random.Generator, name: str) -> str:
    """Return a person's name as typed in a form."""
    return one_of(rng, (name, name, name, name.lower(), name + " ", name.replace(" ", "  "), name.upper()))


def surname_first(name: str) -> str:
    """Write «Etternavn, Fornavn», as professional systems do.

    Examples
    --------
    >>> surname_first("Testine A. Fiktivsen")
    'Fiktivsen, Testine A.'
    """
    first, last = name.rsplit(" ", 1)
    return f"{last}, {first}"


def typed_label(rng: np.random.Generator, value: int, label: str) -> str:
    """Return an answer as text: the label, with its number, or in another case."""
    return one_of(rng, (label, f"{value} - {label}", label.lower() + " ", label))


def amount(value: float, *, space: str = " ") -> str:
    """Write an amount with thousands space and decimal comma, a negative one with the sign behind.

    Examples
    --------
    >>> amount(12345.6), amount(-1234.5)
    ('12 345,60', '1 234,50-')
    """
    text = f"{abs(value):,.2f}".replace(",", space).replace(".", ",")
    return text + "-" if value < 0 else text
