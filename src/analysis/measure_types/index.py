"""Mean of several items per person."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import Field

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


class Index(MeasureType):
    """Mean of several items per person, reversed items turned."""

    type: Literal["index"]
    items: tuple[Identifier, ...] = Field(min_length=2)
    min_items: int = Field(ge=1)
    """Fewest answered items for an index value."""
    position: ClassVar[int] = 2

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return DECLARED

    @property
    def names(self) -> Names:
        """The items, as the questionnaire declares them."""
        return {"item": self.items}


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
