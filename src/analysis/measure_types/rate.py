"""Events per 100 let flat-months."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from analysis.measure_types.declaration import NUMBER, TIMES, Basis, Declaration, MeasureType, Names
from analysis.model import Identifier


class Rate(MeasureType):
    """Events per 100 let flat-months."""

    type: Literal["rate"]
    table: Literal["incidents", "tenancy_ends"] = "incidents"
    kinds: tuple[Identifier, ...] = ()
    """Incident kinds counted, or reasons for which tenancies ended; empty counts all."""
    position: ClassVar[int] = 1

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return OF_INCIDENTS if self.table == "incidents" else OF_TENANCIES

    @property
    def names(self) -> Names:
        """The kinds, as project or vocabulary declare them."""
        return {"incident kind" if self.table == "incidents" else "tenancy end reason": self.kinds}


OF_INCIDENTS = Declaration(
    table="incidents",
    counts="events",
    tested=True,
    adjusts_jointly=False,
    estimate_type="ratio",
    value=NUMBER,
    change=TIMES,
    unit_after=True,
    basis=Basis("events", "hendelse", "hendelser", "hendelser"),
    figure="forlop",
    affected_by=frozenset({"windows", "addresses", "flats", "season_matched"}),
    publication="rate",
    before_project=True,
)
OF_TENANCIES = replace(
    OF_INCIDENTS,
    table="residents",
    basis=Basis("events", "avsluttet leieforhold", "avsluttede leieforhold", "leieforhold"),
    figure=None,
)
