"""What must be said of a kind of export before any room may touch one: all of it, nothing by default."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Literal

from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

Half = Literal["survey", "records"]
"""The two halves of cleaning: notebook 01 and notebook 02."""
Need = Literal["filled", "there", "optional"]
"""``filled``: an export must have the column, and every record a value. ``there``: cells may be empty."""
KnownBy = Literal["tenant", "name"]
"""By what the project's tenancy register knows a person: a tenant number, or a name and an address."""
Holds = Literal[
    "text", "keyword", "key", "date", "dates", "month", "amount", "count", "number", "flat", "choice",
    "answer",
]  # fmt: skip
"""What is typed in a column of a workbook."""
Offered = Literal[
    "addresses", "addresses_and_other", "incident_kinds", "reporters", "end_reasons", "services",
    "flat_reasons", "measure_statuses", "measure_wordings", "activities", "roles", "yes_no", "answers",
]  # fmt: skip
"""What a drop-down list offers, of what the project declares."""
IDENTIFIES_PERSON = ("tenant", "national_id", "name")
"""Targets by which a record names a person, best first."""
_STRICT = ConfigDict(strict=True, extra="forbid")


@dataclass(frozen=True, config=_STRICT)
class Column:
    """One column of an export.

    Attributes
    ----------
    target
        Name in ``columns`` of a source in ``project.yml``.
    header
        Header when the project maps none: that of the project's own workbook.
    need
        Whether it must be there, and filled.
    """

    target: str
    header: str
    need: Need


@dataclass(frozen=True, config=_STRICT)
class Entry:
    """One column of the workbook for data entry; a feature left out is one the column does not have.

    Attributes
    ----------
    target
        Column of the kind; ``""`` for one that is typed but not read. With ``{address}`` or ``{item}`` there
        is one for each address of the project, or statement of the questionnaire.
    holds
        What is typed: decides format, validation and width.
    explanation
        What the person who types is told, in Norwegian.
    header
        Header where it is not the column's own.
    required
        Every row must have a value.
    offered
        What the drop-down list offers; a column that is not required is left out where that is nothing.
    free
        The list only suggests; other text may be typed.
    not_before
        Target of a date that this date may not precede.
    together_with
        Target of a column that, when filled, asks for a value here too.
    when
        Only in workbooks of projects that know persons by this.
    """

    target: str
    holds: Holds
    explanation: str
    header: str | None = None
    required: bool = False
    offered: Offered | None = None
    free: bool = False
    not_before: str | None = None
    together_with: str | None = None
    when: KnownBy | None = None


@dataclass(frozen=True, config=_STRICT, kw_only=True)
class Workbook:
    """The workbook in which a project without a system types these data.

    Attributes
    ----------
    title, sheet
        Title in the guidance, and name of the sheet.
    file
        Beginning of the file name.
    one_row
        What one row is, in Norwegian.
    entries
        Its columns, in order.
    """

    title: str
    sheet: str
    file: str
    one_row: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, config=_STRICT)
class Field:
    """One column of a processed table.

    Attributes
    ----------
    holds
        ``day`` and ``month`` are dates at midnight, a month its first day; ``count`` may be missing,
        ``whole`` may not. ``words`` are a record's own, which nothing is made of: what may be personal is
        left out of them, and no public edition has them.
    filled
        Whether every row has a value.
    check
        What a value must be, by name, or the words it may be; None where anything of its type may stand.
    """

    holds: Literal["text", "words", "day", "month", "count", "whole", "amount", "flag"]
    filled: Literal["filled", "or missing"]
    check: (
        Literal[
            "person", "item", "on the scale", "address", "address or other", "end reason", "incident kind",
            "service", "roles", "days of a month", "not negative", "not below a credit",
        ]
        | tuple[str, ...]
        | None
    )  # fmt: skip


@dataclass(frozen=True, config=_STRICT, kw_only=True)
class Table:
    """The processed table a kind of export is made into.

    Attributes
    ----------
    name
        Name of the file in ``data/processed``.
    fields
        Column → what it holds, in order. Columns of these names mean the same in every room.
    unique
        Columns that no two rows may share together; empty where rows may be alike.
    rules
        What must hold between the columns of a row.
    """

    name: str
    fields: dict[str, Field]
    unique: tuple[str, ...]
    rules: tuple[
        Literal["end after start", "value when answered", "closed after reported", "flats times days"], ...
    ]

    def __post_init__(self) -> None:
        strange = sorted(set(self.unique) - set(self.fields))
        if strange:
            raise ValueError(f"table '{self.name}': unique names no column of it: {', '.join(strange)}")


@dataclass(frozen=True, config=_STRICT, kw_only=True)
class Kind:
    """One kind of export: the only place where a room learns what it is.

    Attributes
    ----------
    id
        Its name in ``project.yml``, and of the module that declares it.
    order
        Its place among the kinds, in the order workbooks and tables are made.
    called
        What a Norwegian reader calls the data, within a sentence.
    read_in
        Halves of cleaning that read it; the first makes its table.
    names_persons
        It may hold names of persons: they are searched for in all that is saved.
    row_is_person
        Each row is somebody's: no edition of the report says which rows a finding is about.
    says_whose
        Every row must say whose it is: an export without a column that does is refused.
    roster
        Its records are the persons whom the other exports mean.
    rounds
        An export holds one or more rounds of the questionnaire.
    events
        Whether it records events, whose coverage a source may declare (``covers``): those that ``happened``,
        or also those ``announced`` for a day to come, such as the end of a contract. None: it records none.
    credits
        It holds what is owed, which may be less than nothing: a source may say how (``credits``).
    ditto
        «Samme som over» and ditto marks stand for the value above; elsewhere they are what a person wrote.
    columns
        What an export has.
    instead
        Column an export must have → the column that may stand there in its place.
    per_address
        Targets of further columns, one for each address of the project (``{address}``).
    workbook, table
        What it is typed in, and made into.
    """

    id: str
    order: int
    called: str
    read_in: tuple[Half, ...]
    names_persons: bool
    row_is_person: bool
    says_whose: bool
    roster: bool
    rounds: bool
    events: Literal["happened", "announced"] | None
    credits: bool
    ditto: bool
    columns: tuple[Column, ...]
    instead: dict[str, str]
    per_address: tuple[str, ...]
    workbook: Workbook
    table: Table

    def __post_init__(self) -> None:
        """Hold the parts against each other.

        Raises
        ------
        ValueError
            If a column says more of persons than the kind does, or the workbook has a column no export has.
        """
        faults = [
            f"column '{t}' identifies a person, but row_is_person is False"
            for t in self.columns_of_persons
            if not self.row_is_person
        ]
        if "name" in self.by_target and not self.names_persons:
            faults.append("column 'name' names persons, but names_persons is False")
        if self.says_whose and not self.columns_of_persons:
            faults.append("says_whose is True, but no column identifies a person")
        faults += [
            f"instead names no column '{target}'"
            for target in {*self.instead, *self.instead.values()} - {*self.by_target}
        ]
        if not self.read_in:
            faults.append("read_in names no half of cleaning")
        known = {"", "{item}", *self.by_target, *self.per_address}
        faults += [
            f"workbook: no column '{e.target}'" for e in self.workbook.entries if e.target not in known
        ]
        if faults:
            raise ValueError(f"kind '{self.id}': {'; '.join(faults)}")

    @cached_property
    def by_target(self) -> Mapping[str, Column]:
        """Columns by target, in order."""
        return {column.target: column for column in self.columns}

    @property
    def columns_of_persons(self) -> tuple[str, ...]:
        """Targets by which a record says whose it is, best first."""
        return tuple(target for target in IDENTIFIES_PERSON if target in self.by_target)

    @property
    def half(self) -> Half:
        """The half of cleaning that makes its table."""
        return self.read_in[0]
