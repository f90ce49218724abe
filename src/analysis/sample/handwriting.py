"""How people type: addresses, dates, answers and amounts in the forms real exports have."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from analysis.params import Address, Source

EPOCH = date(1970, 1, 1)

MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip


def as_date(day: int) -> date:
    """Return the date of a day number."""
    return EPOCH + timedelta(days=int(day))


def dotted(day: date) -> str:
    """Write dd.mm.yyyy.

    Examples
    --------
    >>> dotted(date(2024, 3, 5))
    '05.03.2024'
    """
    return f"{day.day:02d}.{day.month:02d}.{day.year}"


def month_in_words(day: date) -> str:
    """Write the month with its Norwegian name.

    Examples
    --------
    >>> month_in_words(date(2022, 10, 1))
    'oktober 2022'
    """
    return f"{MONTHS[day.month - 1]} {day.year}"


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
    return day, dotted(day), f"{day.day}.{day.month}.{day.year % 100:02d}", day.isoformat()


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
    return forms[0] if rng.random() < 0.55 else forms[int(rng.integers(1, len(forms)))]


def typed_name(rng: np.random.Generator, name: str) -> str:
    """Return a person's name as typed in a form."""
    forms = (name, name, name, name.lower(), name + " ", name.replace(" ", "  "), name.upper())
    return forms[int(rng.integers(0, len(forms)))]


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
    forms = (label, f"{value} - {label}", label.lower() + " ", label)
    return forms[int(rng.integers(0, len(forms)))]


def amount(value: float, *, space: str = " ") -> str:
    """Write an amount with thousands space and decimal comma, a negative one with the sign behind.

    Examples
    --------
    >>> amount(12345.6), amount(-1234.5)
    ('12 345,60', '1 234,50-')
    """
    text = f"{abs(value):,.2f}".replace(",", space).replace(".", ",")
    return text + "-" if value < 0 else text


def typed_zero(rng: np.random.Generator, forms: tuple[str, ...]) -> str:
    """Return nothing owed or paid, in one of the forms systems print."""
    return forms[int(rng.integers(0, len(forms)))]
