"""The project: who ran it, where, from when, on which data, and what may be shown."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.model import Identifier, Params, Text, no_twice
from analysis.params.retention import Retention
from analysis.params.sources import Source


class Address(Params):
    """One address of the project."""

    id: Identifier
    name: Text
    public_name: Text
    """What the public edition calls it, for example «Adresse A»."""
    flats: int = Field(ge=1, le=100_000)
    aliases: tuple[Text, ...] = ()
    """Spellings that normalising case, spaces and punctuation does not catch."""
    comparison: bool = False
    """A comparison address, where nothing was done."""


class Fact(Params):
    """A figure stated in the project's own documents, checked against other figures or the data."""

    id: Identifier
    text: Text
    value: int
    source: Text
    unit: Text | None = None
    """Printed after the figure, for example «%»."""
    approximate: bool = False
    """The source gives the figure as about right."""
    people: bool = False
    """Counts tenants: the public edition does not print it where it is below ``min_group``."""
    should_equal_sum: tuple[Identifier, ...] = ()
    """Facts whose sum this fact should be."""
    should_equal_data: Identifier | None = None
    """Name of a count the clean room makes from the data (see docs/cleaning.md)."""

    @property
    def leeway(self) -> float:
        """How far off a number may be and still agree: a tenth of an approximate figure, and at least one."""
        return max(abs(self.value) / 10, 1) if self.approximate else 0


RestrictedForm = Literal["each_tenant_left_out"]
"""The figures of the least favourable run without one tenant: less the main ones, that tenant's own."""


class Disclosure(Params):
    """What may be shown to whom."""

    min_group: int = Field(default=5, ge=2)
    """Fewest people, or distinct flats behind incidents, that a public cell may rest on."""
    restricted_min_group: int = Field(default=3, ge=1)
    """Fewest people behind a cell of the restricted edition."""
    max_share: float = Field(default=0.8, gt=0, le=1)
    """Largest share of a public incident total that one flat may stand for."""
    restricted_forms: tuple[RestrictedForm, ...] = ()
    """Forms of the restricted edition that show what a single tenant stands for, approved by name."""
    max_amount_share: float = Field(default=0.5, gt=0, le=1)
    """Largest share of a public amount that one tenant may stand for."""
    approved_titles: tuple[Text, ...] = ()
    """Titles of activities and measures that the public edition may print as the plans have them. Any other
    is printed as its kind, or as a number."""
    may_be_named: tuple[Text, ...] = ()
    """Names, telephone numbers and e-mail addresses that reports may print, because they are no tenant's."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        if self.restricted_min_group > self.min_group:
            raise ValueError(
                f"restricted_min_group ({self.restricted_min_group}) is above min_group ({self.min_group}): "
                "the public edition would show what the restricted one hides; lower the first or raise the "
                "second"
            )
        return self


class Project(Params):
    """A project as described in ``params/<project>/project.yml``."""

    id: Identifier
    name: Text
    municipality: Text
    organisation: Text
    """Who publishes the report."""
    synthetic: bool = False
    """All data are generated; everything rendered says so and the public sample key is allowed."""
    start: date
    """First day of the project: the line between before and after."""
    start_note: Text
    end: date
    addresses: tuple[Address, ...] = Field(min_length=1)
    facts: tuple[Fact, ...] = ()
    sources: tuple[Source, ...] = Field(min_length=1)
    incident_kinds: dict[Identifier, Text]
    """Kind of incident → its Norwegian name. Wordings are mapped in ``incident_kinds.yml``."""
    planned_meetings: int | None = Field(default=None, ge=0)
    """Working-group meetings that a plan asked for, not those that were held; left out where no plan says."""
    same_event_days: int = Field(default=1, ge=0, le=31)
    """Days between two reporters' dates within which their rows are flagged as possibly one event; 0 flags
    only those of the same day."""
    memory_mb: int = Field(default=1_000, ge=100, le=64_000)
    """Most megabytes that one raw file may take once read; a file that declares more is not unpacked."""
    retention: Retention | None = None
    """How long the raw files and what is made of them are kept; `leie check` reminds of it."""
    disclosure: Disclosure = Disclosure()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for name in ("addresses", "facts", "sources"):
            no_twice(name, "id", (entry.id for entry in getattr(self, name)))
        self._public_names_hide()
        known = {fact.id for fact in self.facts}
        for fact in self.facts:
            unknown = sorted(set(fact.should_equal_sum) - known)
            if unknown:
                raise ValueError(
                    f"fact '{fact.id}': should_equal_sum names unknown facts: {', '.join(unknown)}"
                )
        if self.end <= self.start:
            raise ValueError(f"'end' ({self.end}) must lie after 'start' ({self.start})")
        return self

    def _public_names_hide(self) -> None:
        """Hold public names apart from each other, and from the names of the addresses."""
        names = [address.name.casefold() for address in self.addresses]
        public = [address.public_name.casefold() for address in self.addresses]
        for address, shown in zip(self.addresses, public, strict=True):
            if public.count(shown) > 1:
                raise ValueError(
                    f"addresses: two are called '{address.public_name}' in the public edition; give each a "
                    "public_name of its own"
                )
            if any(name in shown for name in names):
                raise ValueError(
                    f"address '{address.id}': its public_name holds the name of an address, which the public "
                    "edition must not print; write for example Adresse A"
                )

    def address(self, address_id: str) -> Address:
        """Return the address with this id; ``KeyError`` when there is none."""
        return {address.id: address for address in self.addresses}[address_id]

    @property
    def address_ids(self) -> tuple[str, ...]:
        """Ids of the project's own addresses (comparison addresses left out), in order."""
        return tuple(a.id for a in self.addresses if not a.comparison)
