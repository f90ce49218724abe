"""Share of tenants for whom something holds."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from analysis.measure_types.declaration import (
    PER_CENT,
    PERCENTAGE_POINTS,
    Basis,
    Declaration,
    MeasureType,
    Names,
)
from analysis.model import Identifier

NEEDS = {
    "in_arrears": (),
    "service_at_home": (),
    "service_decision": (),
    "service": ("service",),
    "item": ("item", "at_least"),
    "event": ("kinds",),
}
"""What a share is of → what must be said of it beside that, and may be said of no other."""


class Share(MeasureType):
    """Share of tenants for whom something holds, before and after, paired per tenant."""

    type: Literal["share"]
    of: Literal["in_arrears", "service_at_home", "service_decision", "service", "item", "event"]
    threshold: float = Field(default=0, ge=0)
    """For arrears: NOK owed at the end of the window above which a tenant counts as in arrears."""
    service: Identifier | None = None
    """For a service: the one that a tenant has a running decision on."""
    item: Identifier | None = None
    at_least: int | None = None
    """For an item: the lowest answer that counts, a reversed item turned."""
    kinds: tuple[Identifier, ...] = ()
    """For an event: the kinds of which a tenant's flat had at least one."""
    position: ClassVar[int] = 4

    @model_validator(mode="after")
    def _says_what_it_is_of(self) -> Self:
        needed = NEEDS[self.of]
        lacks = [name for name in needed if getattr(self, name) in (None, ())]
        others = {name for names in NEEDS.values() for name in names} - set(needed)
        beside = sorted(name for name in others if getattr(self, name) not in (None, ()))
        beside += ["threshold"] if self.threshold and self.of != "in_arrears" else []
        if lacks or beside:
            raise ValueError(
                f"a share of '{self.of}' is said by {' and '.join(('of', *needed))}: "
                f"missing {', '.join(lacks) or 'nothing'}, not its own {', '.join(beside) or 'nothing'}"
            )
        return self

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED[self.of]

    @property
    def names(self) -> Names:
        """The service, the item with its lowest answer, or the kinds of events."""
        named: Names = {}
        if self.service is not None:
            named["service"] = (self.service,)
        if self.item is not None:
            named |= {"item": (self.item,), "answer above the lowest": (str(self.at_least),)}
        if self.kinds:
            named["incident kind"] = self.kinds
        return named


OF_ARREARS = Declaration(
    table="arrears",
    counts="persons",
    tested=True,
    adjusts_jointly=False,
    estimate_type="difference",
    value=PER_CENT,
    change=PERCENTAGE_POINTS,
    unit_after=False,
    basis=Basis("n_pairs", "leietaker", "leietakere", "leietakere"),
    figure=None,
    affected_by=frozenset({"windows", "addresses", "tenants", "attribution"}),
    publication="range_of_people",
    before_project=True,
)
OF_SERVICES = replace(OF_ARREARS, table="services")
OF_EVENTS = replace(OF_ARREARS, table="incidents")
OF_ANSWERS = replace(OF_ARREARS, table="survey", affected_by=OF_ARREARS.affected_by - {"windows"})
DECLARED = {
    "in_arrears": OF_ARREARS,
    "service_at_home": OF_SERVICES,
    "service_decision": OF_SERVICES,
    "service": OF_SERVICES,
    "item": OF_ANSWERS,
    "event": OF_EVENTS,
}
