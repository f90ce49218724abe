"""Open cases at the end of each month."""

from __future__ import annotations

from typing import ClassVar, Literal

from analysis.measure_types.declaration import NUMBER, Basis, Declaration, MeasureType, Names


class Backlog(MeasureType):
    """Open cases at the end of each month. Described, never tested."""

    type: Literal["backlog"]
    position: ClassVar[int] = 8

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED

    @property
    def names(self) -> Names:
        """Nothing."""
        return {}


DECLARED = Declaration(
    table="cases",
    counts="whole",
    tested=False,
    adjusts_jointly=False,
    estimate_type="difference",
    value=NUMBER,
    change=NUMBER,
    unit_after=True,
    basis=Basis("months", "måned", "måneder", "måneder"),
    figure="saker",
    affected_by=frozenset(),
    publication="figure",
    before_project=True,
)
