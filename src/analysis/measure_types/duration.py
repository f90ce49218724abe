"""Days from report to repair."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

from analysis.measure_types.declaration import DAYS, Basis, Declaration, MeasureType, Names
from analysis.model import Identifier


class Duration(MeasureType):
    """Days from report to repair; open ones are censored. Described, never tested."""

    type: Literal["duration"]
    kinds: tuple[Identifier, ...] = Field(min_length=1)
    position: ClassVar[int] = 6

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED

    @property
    def names(self) -> Names:
        """The kinds, as the project declares them."""
        return {"incident kind": self.kinds}


DECLARED = Declaration(
    table="incidents",
    counts="whole",
    tested=False,
    adjusts_jointly=False,
    estimate_type="difference",
    value=DAYS,
    change=DAYS,
    unit_after=False,
    basis=Basis("events", "sak", "saker", "saker"),
    figure="reparasjon",
    affected_by=frozenset(),
    publication="weeks",
    before_project=True,
)
