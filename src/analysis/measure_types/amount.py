"""Mean amount per tenant over the months of each window."""

from __future__ import annotations

from typing import ClassVar, Literal

from analysis.measure_types.declaration import NOK, Basis, Declaration, MeasureType, Names


class Amount(MeasureType):
    """Mean amount per tenant over the months of each window (NOK), paired per tenant."""

    type: Literal["amount"]
    table: Literal["arrears"]
    position: ClassVar[int] = 5

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED

    @property
    def names(self) -> Names:
        """Nothing."""
        return {}


DECLARED = Declaration(
    table="arrears",
    counts="persons",
    tested=True,
    adjusts_jointly=False,
    estimate_type="difference",
    value=NOK,
    change=NOK,
    unit_after=False,
    basis=Basis("n_pairs", "leietaker", "leietakere", "leietakere"),
    figure=None,
    affected_by=frozenset({"windows", "addresses", "tenants", "attribution", "all_available", "signed_rank"}),
    publication="thousands",
    before_project=True,
)
