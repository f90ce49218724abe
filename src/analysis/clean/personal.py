"""The last look before saving: no name, e-mail, phone, national identity or dwelling number gets through."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.clean.findings import Findings, Place
from analysis.clean.wording import tidy

MAX_TEXT = 300
"""Characters beyond which a text is no category or heading but free text."""
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]{2,}")
_PHONE = re.compile(r"(?<!\d)(?<!\d[.,/-])(?:(?:\+|00)\s?47\s?)?(?<!\d)[2-9](?:\s?\d){7}(?!\d|[.,/-]\d)")
_ELEVEN = re.compile(r"(?<!\d)\d{6}[\s.-]?\d{5}(?!\d)")
_DWELLING = re.compile(r"(?i)(?<![^\W_])[HUKL][\s.-]?\d{4}(?!\d)")
_KEY = r"^(?:[0-9a-f]{16}|h[0-9]{7,}|a[0-9]{3,})$"
"""Pseudonyms and running keys: nothing personal can be in them."""
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))


def is_national_id(digits: str) -> bool:
    """Whether eleven digits are a Norwegian identity number: two modulus-11 check digits and a possible date.

    D-numbers (first digit + 4) and synthetic numbers (month + 40, + 65 or + 80) count.

    Examples
    --------
    >>> is_national_id("12345678901"), is_national_id("01010750160")
    (False, True)
    """
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        return False
    numbers = [int(d) for d in digits]
    first = sum(w * n for w, n in zip(_WEIGHTS[0], numbers[:10], strict=True)) % 11
    second = sum(w * n for w, n in zip(_WEIGHTS[1], numbers, strict=True)) % 11
    day, month = int(digits[:2]) % 40, int(digits[2:4])
    month = next((month - step for step in (80, 65, 40, 0) if month > step), 0)
    return first == 0 and second == 0 and 1 <= day <= 31 and 1 <= month <= 12


def what_personal(text: str, names: frozenset[str]) -> str | None:
    """Return what kind of personal data a text holds, in Norwegian; None when it holds none.

    Parameters
    ----------
    names
        Names of the roster, as `name_parts` makes them.
    """
    if _EMAIL.search(text):
        return "e-postadresse"
    if any(is_national_id(re.sub(r"\D", "", hit)) for hit in _ELEVEN.findall(text)):
        return "fødselsnummer"
    if _DWELLING.search(text):
        return "bolignummer"
    if _PHONE.search(text):
        return "telefonnummer"
    if names and any(_is_name(word, names) for word in _WORD.findall(text)):
        return "navn på en leietaker"
    return "lang fritekst" if len(text) > MAX_TEXT else None


def name_parts(names: Iterable[str]) -> frozenset[str]:
    """Return the parts of personal names to look for: each word of three letters or more, without case."""
    return frozenset(
        part.casefold()
        for name in names
        for word in _WORD.findall(tidy(name))
        for part in [word, *word.split("-")]
        if len(part) > 2
    )


def _is_name(word: str, names: frozenset[str]) -> bool:
    """Whether a capitalised word is a name of the roster, also in the genitive or in a double name."""
    if not word[0].isupper():
        return False
    forms = {word.casefold(), *word.casefold().split("-")}
    forms |= {form.rstrip("'’").removesuffix("s").rstrip("'’") for form in forms}
    return bool(forms & names)


def refuse_personal(
    tables: dict[str, pd.DataFrame], names: frozenset[str], found: Findings, *, declared: Iterable[str] = ()
) -> None:
    """Add an error for every text column of a processed table in which personal data were found.

    Parameters
    ----------
    names
        Names of the roster, as `name_parts` makes them.
    declared
        Ids written in the project's own parameters, which are nobody's.
    """
    own = pa.array(list(declared), pa.large_string())
    for table, frame in tables.items():
        for column in frame.columns:
            if isinstance(frame[column].dtype, pd.StringDtype):
                _scan(table, str(column), frame[column], names, own, found)


def _scan(
    table: str, column: str, values: pd.Series, names: frozenset[str], own: pa.Array, found: Findings
) -> None:
    text = pa.array(values, pa.large_string()).drop_null()
    if not (len(text) and re.search(_KEY, text[0].as_py())):
        text = text.unique()  # keys are many and differ; anything else repeats
    other = text.filter(pc.invert(pc.match_substring_regex(text, _KEY))).unique()
    other = other.filter(pc.invert(pc.is_in(other, own)))
    candidates = pd.Series(other.to_pylist(), dtype="str")
    kinds = candidates.map(lambda text: what_personal(text, names)).dropna()
    for kind in np.unique(kinds.to_numpy(dtype=object).astype(str)):
        number = int((kinds == kind).sum())
        found.add(
            "error",
            Place(table, f"tabellen {table}"),
            "personal_data",
            f"{number} {'verdi' if number == 1 else 'verdier'} ser ut som {kind}, og tabellen lagres ikke",
            column=column,
            action="Fjern opplysningen i kilden, eller erstatt den i data/corrections.yml.",
        )
