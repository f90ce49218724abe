"""How long the running tenancies had lasted."""

from __future__ import annotations

from typing import ClassVar, Literal

from analysis.measure_types.declaration import NUMBER, Basis, Declaration, MeasureType, Names


class Tenure(MeasureType):
    """Median months the tenancies running at the end of each window had lasted; described, never tested."""

    type: Literal["tenure"]
    position: ClassVar[int] = 9

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED

    @property
    def names(self) -> Names:
        """Nothing."""
        return {}


DECLARED = Declaration(
    table="residents",
    counts="whole",
    tested=False,
    adjusts_jointly=False,
    estimate_type="difference",
    value=NUMBER,
    change=NUMBER,
    unit_after=False,
    basis=Basis("n", "leieforhold", "leieforhold", "leieforhold"),
    figure=None,
    affected_by=frozenset(),
    publication="years",
    before_project=True,
)
