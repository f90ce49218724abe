"""What has been claimed about the project, and how each claim is held against the results."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from analysis.model import Identifier, Params, Text, no_twice


class Change(Params):
    """An indicator went down, or up."""

    type: Literal["change"]
    indicator: Identifier
    says: Literal["lower", "higher"]


class Value(Params):
    """An indicator's value after is below, or at least, a number."""

    type: Literal["value"]
    indicator: Identifier
    below: float | None = None
    at_least: float | None = None

    @model_validator(mode="after")
    def _one_limit(self) -> Self:
        if (self.below is None) == (self.at_least is None):
            raise ValueError("give either 'below' or 'at_least', and only one of them")
        return self


class MoversGranted(Params):
    """Every tenant who left the address during the project has a decision on services at the end."""

    type: Literal["movers_granted"]


class Unrecorded(Params):
    """Nothing in the records can tell."""

    type: Literal["unrecorded"]


class Claim(Params):
    """One claim, in our own words, and how to check it."""

    id: Identifier
    text: Text
    source: Text
    check: Annotated[Change | Value | MoversGranted | Unrecorded, Field(discriminator="type")]

    @property
    def indicator(self) -> str | None:
        """The indicator that decides it; None where none does."""
        return self.check.indicator if isinstance(self.check, Change | Value) else None


class Claims(Params):
    """``params/<project>/claims.yml``; a project may do without."""

    claims: tuple[Claim, ...]

    @model_validator(mode="after")
    def _unique(self) -> Self:
        no_twice("claims", "id", (claim.id for claim in self.claims))
        return self
