"""Share of tenants for whom something holds."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from analysis.measure_types.declaration import (
    PER_CENT,
    PERCENTAGE_POINTS,
    Basis,
    Declaration,
    MeasureType,
    Names,
    Panel,
)


class Share(MeasureType):
    """Share of tenants for whom something holds, before and after, paired per tenant."""

    type: Literal["share"]
    of: Literal["in_arrears", "service_at_home", "service_decision"]
    threshold: float = Field(default=0, ge=0)
    """For arrears: NOK owed at the end of the window above which a tenant counts as in arrears."""
    position: ClassVar[int] = 4

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return OF_ARREARS if self.of == "in_arrears" else OF_SERVICES

    @property
    def names(self) -> Names:
        """Nothing."""
        return {}


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
    panel=Panel(4, "Andel av leietakerne, endring i prosentpoeng", "Prosentpoeng"),
    figure=None,
    affected_by=frozenset({"windows", "addresses", "tenants", "attribution"}),
    publication=("few_people", "small_share"),
    before_project=True,
)
OF_SERVICES = replace(OF_ARREARS, table="services")
