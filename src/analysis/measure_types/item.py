"""One item of the questionnaire."""

from __future__ import annotations

from typing import ClassVar, Literal

from analysis.measure_types.declaration import (
    NUMBER,
    OF_ANSWERS,
    POINTS,
    Basis,
    Declaration,
    MeasureType,
    Names,
)
from analysis.model import Identifier


class ItemMeasure(MeasureType):
    """One item of the questionnaire."""

    type: Literal["item"]
    item: Identifier
    position: ClassVar[int] = 3

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED

    @property
    def names(self) -> Names:
        """The item, as the questionnaire declares it."""
        return {"item": (self.item,)}


DECLARED = Declaration(
    table="survey",
    counts="persons",
    tested=True,
    adjusts_jointly=True,
    estimate_type="difference",
    value=NUMBER,
    change=POINTS,
    unit_after=True,
    basis=Basis("n_pairs", "leietaker", "leietakere", "leietakere"),
    figure="svar",
    affected_by=frozenset({"addresses", "tenants", "attribution", *OF_ANSWERS}),
    publication="class_of_mean",
    before_project=True,
)
