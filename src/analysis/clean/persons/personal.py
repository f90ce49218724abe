"""The last look before saving: no name, e-mail, phone, national identity or dwelling number gets through."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any, Protocol

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.clean.findings import Findings, Place
from analysis.clean.persons.identifiers import CAR, DWELLING, EMAIL, IDENTITY, PHONE, identifiers_in
from analysis.clean.persons.name_search import Names, comparable
from analysis.clean.schemas import TABLES, TYPES
from analysis.params import Project

MAX_TEXT = 300
"""Characters beyond which a text is no heading but free text."""
MAX_WORDS = 1_000
"""Characters beyond which a record's own words, such as the points of an agenda, are free text."""
MAX_CATEGORY = 60
"""Characters beyond which a text in a column of categories is free text."""
MAX_NUMBER = 9_999_999
"""Largest count or balance; what is larger has the digits of a telephone, identity or account number."""
NUMBERS = frozenset({"Int64", "float64"})
"""Types of columns read from a cell as a number."""
CATEGORIES = frozenset({"agency"})
"""Columns of categories that no list of ids holds."""
WORDS = frozenset(
    (name, column)
    for name, table in TABLES.items()
    for column, field in table.fields.items()
    if field.holds == "words"
)
"""Tables and their columns of records' own words."""
NAME, INITIALS, LONG = "navn på en leietaker", "initialene til en leietaker", "lang fritekst"
MAY_BE_NAME = "navnet på en leietaker, som også er et sted eller en ting"
CODE = "leietakernummer eller egen kode"
NUMBER = "telefon-, konto- eller fødselsnummer"
ALL = frozenset({EMAIL, IDENTITY, DWELLING, PHONE, CAR, NAME, CODE, LONG, MAY_BE_NAME, INITIALS})
IN_LABELS = ALL - {LONG}
IN_FILE_NAMES = frozenset({NAME, MAY_BE_NAME, EMAIL, IDENTITY})
"""What is looked for where export tools put long numbers of their own."""
_KEY = r"^(?:[0-9a-f]{16}|h[0-9]{7,}|a[0-9]{3,})$"
"""Pseudonyms and running keys: nothing personal can be in them."""
_FLAT_AFTER_PLACE = re.compile(
    r" ?[,/-] ?(?!(?:19|20)\d\d(?!\d))\d{3,4}(?![\d-]| ?(?:kr|kroner)\b)", re.IGNORECASE
)
_WORD_START = re.compile(r"(?<!\w)\w")
_NO_PERSON = (
    "Er det et vanlig ord, så skriv det med liten bokstav eller bruk et annet. "
    "Er det en adresse i prosjektet, så før skrivemåten opp under aliases i project.yml."
)
_SOURCE = "Fjern opplysningen i kilden, eller erstatt den i data/corrections.yml."
Search = Callable[[Any], str | None]


class TextSearch(Protocol):
    """What kind of personal data a text holds, in Norwegian; None where it holds none of those looked for."""

    def __call__(self, text: str, looked_for: frozenset[str] = ..., longest: int = ...) -> str | None:
        """Search a text; more than `longest` characters are free text."""


def what_personal(
    text: str, names: Names, looked_for: frozenset[str] = ALL, longest: int = MAX_TEXT
) -> str | None:
    """Return what kind of personal data a text holds, in Norwegian; None where none is looked for.

    A text of more than `longest` characters is free text.

    Examples
    --------
    >>> what_personal("Samtale med Kari", Names.of(["Kari Nordmann"]))
    'navn på en leietaker'
    """
    plain = comparable(text)
    kinds = identifiers_in(plain)
    named, perhaps_named = names.told_by(plain)
    if named:
        kinds.append(NAME)
    if names.code_in_text(plain):
        kinds.append(CODE)
    if len(text) > longest:
        kinds.append(LONG)
    if perhaps_named:
        kinds.append(MAY_BE_NAME)
    if names.may_be_initials(plain):
        kinds.append(INITIALS)
    return next((kind for kind in kinds if kind in looked_for), None)


def without_personal_words(
    tables: dict[str, pd.DataFrame], names: Names, found: Findings, *, project: Project
) -> dict[str, pd.DataFrame]:
    """Return the tables without the records' own words that are, or may be, personal; each is warned of.

    Nothing is made of such a text, so it is left out in doubt too, and whole: what stands beside a name is
    about somebody. Parameters are those of `refuse_personal`.
    """
    search = partial(_Search(names, project), longest=MAX_WORDS)
    kept = dict(tables)
    for table, frame in tables.items():
        for column in [name for name in TYPES[table] if (table, name) in WORDS and name in frame]:
            kinds = {text: search(text) for text in frame[column].dropna().unique()}
            personal = frame[column].map(kinds).notna()
            kept[table] = kept[table].assign(**{column: frame[column].mask(personal, "")})
            for kind in sorted({kind for kind in kinds.values() if kind is not None}):
                number = list(kinds.values()).count(kind)
                texts = f"{number} {'tekst' if number == 1 else 'tekster'}"
                found.add(
                    "warning",
                    Place(table, f"tabellen {table}"),
                    "words_left_out",
                    f"{texts} har det som ser ut som {kind}, og er utelatt",
                    column=column,
                    action="Skriv om teksten i kilden, med roller i stedet for personer, så tas den med.",
                )
    return kept


def refuse_personal(
    tables: dict[str, pd.DataFrame], names: Names, found: Findings, *, project: Project
) -> None:
    """Add an error for every column of a processed table in which personal data were found.

    Texts are searched; a count or a balance of eight digits or more is a number of another kind. Capitals
    that may be somebody's initials are a warning.

    Parameters
    ----------
    tables
        Tables by name, also some that do not fit their schemas yet.
    names
        The names of everybody in the raw data.
    project
        Its own address ids and names, which are nobody's.
    """
    ids = pa.array(project.address_ids, pa.large_string())
    search = _Search(names, project)
    for table, frame in tables.items():
        for column in [name for name, kind in TYPES[table].items() if kind == "str" and name in frame]:
            texts = _texts(frame[column].astype("str"), ids)
            at = Place(table, f"tabellen {table}")
            _report(texts, partial(search, longest=_longest(table, column)), at, column, found)
        for column in [name for name, kind in TYPES[table].items() if kind in NUMBERS and name in frame]:
            values = pd.to_numeric(frame[column], errors="coerce").dropna()
            large, at = values[values.abs() > MAX_NUMBER], Place(table, f"tabellen {table}")
            _report(large, lambda _: NUMBER, at, column, found)


def refuse_personal_labels(
    findings: pd.DataFrame,
    corrections: pd.DataFrame,
    files: dict[str, list[str]],
    names: Names,
    found: Findings,
    *,
    project: Project,
) -> None:
    """Add an error for personal data in what is kept about the files: their names, sheets, headers, reasons.

    Parameters
    ----------
    findings, corrections
        The tables of these names, as they would be saved.
    files
        Source → names of the files read, with folder below the raw data.
    """
    search = _Search(names, project)
    in_label = partial(search, looked_for=IN_LABELS)
    in_file_name = partial(search, looked_for=IN_FILE_NAMES)
    for source, listed in files.items():
        at = Place(source, f"kilden «{source}»")
        rename = "Gi filen et annet navn, og rett file i project.yml."
        _report(pd.Series(listed, dtype="str"), in_file_name, at, "", found, "et filnavn", rename)
    for key, group in findings[findings["severity"] != "error"].groupby("source"):
        at = Place(str(key), f"kilden «{key}»")
        sheets = group["sheet"].drop_duplicates()
        others = group.loc[group["rule"] == "sheets_left_out", "message"].drop_duplicates()
        rename = "Gi {} et annet navn i eksporten."
        _report(sheets, in_label, at, "", found, "navnet på et ark", rename.format("arket"))
        _report(others, in_label, at, "", found, "navnet på et ark", rename.format("arket"))
        headers = group["column"].drop_duplicates()
        _report(headers, in_label, at, "", found, "en overskrift", rename.format("kolonnen"))
    at, rename = Place("corrections", "data/corrections.yml"), "Gi {} et annet navn i eksporten."
    rewrite = "Skriv en rolle, og en begrunnelse som ikke sier hvem det gjelder."
    kept = {
        "key": (
            corrections["key"].str.extract(r" \(ark (.+)", expand=False).dropna(),
            "navnet på et ark",
            rename.format("arket"),
        ),
        "column": (corrections["column"], "en overskrift", rename.format("kolonnen")),
        **{name: (corrections[name], f"teksten under {name}", rewrite) for name in ("reason", "who")},
    }
    for column, (texts, what, action) in kept.items():
        _report(texts.drop_duplicates(), in_label, at, column, found, what, action)


def personal_in(names: Names, project: Project) -> TextSearch:
    """Return what tells the kind of personal data in a text, apart from the project's own addresses."""
    return _Search(names, project)


class _Search:
    """What kind of personal data a text holds, apart from the project's own addresses."""

    def __init__(self, names: Names, project: Project) -> None:
        self._names, self._project = names, project

    def __call__(self, text: str, looked_for: frozenset[str] = ALL, longest: int = MAX_TEXT) -> str | None:
        if DWELLING in looked_for and self._names_flat_of_own_place(text):
            return DWELLING
        suspected = what_personal(text, self._names, looked_for, longest)
        return suspected and what_personal(self._own_places.sub(" ", text), self._names, looked_for, longest)

    def _names_flat_of_own_place(self, text: str) -> bool:
        """Whether a flat's number stands right after an address of the project: «Runarveien 3-203»."""
        plain = comparable(text).casefold()
        before = (plain[: number.start()] for number in _FLAT_AFTER_PLACE.finditer(plain))
        return any(
            place[start.start() :] in self._folded_spellings
            for place in before
            for start in _WORD_START.finditer(place)
        )

    @cached_property
    def _spellings(self) -> frozenset[str]:
        """The project's addresses as its parameters spell them."""
        return frozenset(text for a in self._project.addresses for text in (a.name, *a.aliases))

    @cached_property
    def _folded_spellings(self) -> frozenset[str]:
        return frozenset(comparable(text).casefold() for text in self._spellings)

    @cached_property
    def _own_places(self) -> re.Pattern[str]:
        """A pattern for the project's addresses, streets and municipality: a tenant may share a word."""
        streets = (re.sub(r" \d+ ?[a-zA-Z]?$", "", text) for text in self._spellings)
        known = {*streets, self._project.municipality, self._project.organisation}
        own = self._spellings | {text for text in known if " " in text}  # «Haugen» alone may be a person
        listed = "|".join(re.escape(text) for text in sorted(own, key=len, reverse=True))
        return re.compile(rf"(?i)(?<!\w)(?:{listed})(?!\w)") if listed else re.compile(r"(?!)")


def _longest(table: str, column: str) -> int:
    """Return the characters beyond which a text of a column is free text."""
    if column in CATEGORIES:
        return MAX_CATEGORY
    return MAX_WORDS if (table, column) in WORDS else MAX_TEXT


def _texts(values: pd.Series, own: pa.Array) -> pd.Series:
    """Return the distinct texts of a column that are neither keys nor the project's own ids."""
    text = pa.array(values, pa.large_string()).drop_null()
    if not (len(text) and re.search(_KEY, text[0].as_py())):
        text = text.unique()  # keys are many and differ; anything else repeats
    other = text.filter(pc.invert(pc.match_substring_regex(text, _KEY))).unique()
    other = other.filter(pc.invert(pc.is_in(other, own)))
    return pd.Series(other.to_pylist(), dtype="str")


def _report(
    values: pd.Series,
    search: Search,
    place: Place,
    column: str,
    found: Findings,
    what: str = "",
    action: str = _SOURCE,
) -> None:
    kinds = [kind for kind in map(search, values) if kind is not None]
    for kind in sorted(set(kinds)):
        number = kinds.count(kind)
        counted = what or f"{number} {'verdi' if number == 1 else 'verdier'}"
        if kind in (INITIALS, MAY_BE_NAME):
            rule = "initials" if kind == INITIALS else "perhaps_name"
            advice = "Er det en person, så skriv rollen i stedet."
            found.add("warning", place, rule, f"{counted} kan ha {kind}", column=column, action=advice)
            continue
        said = f"{counted} har det som ser ut som {kind}" if what else f"{counted} ser ut som {kind}"
        advice = f"{action} {_NO_PERSON}" if kind == NAME else action
        found.add(
            "error", place, "personal_data", f"{said}, og ingenting lagres", column=column, action=advice
        )
