"""The base of every parameter model: frozen, strict, and silent about nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")]
"""A key used in tables, file names and other parameter files."""

Text = Annotated[str, Field(min_length=1)]
"""Text a Norwegian reader sees; never empty."""


class PlacedError(ValueError):
    """A fault found in a file as a whole, at one of its keys: the message can then name the line."""

    def __init__(self, message: str, *where: str | int) -> None:
        super().__init__(message)
        self.where = where


def no_twice(what: str, field: str, values: Iterable[object]) -> None:
    """Refuse values of a field, such as ids, that are used more than once."""
    twice = sorted(str(value) for value, times in Counter(values).items() if times > 1)
    if twice:
        raise ValueError(f"{what}: {field} used more than once: {', '.join(twice)}")


class Params(BaseModel):
    """A part of a parameter file; an unknown key or a value of the wrong type is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, str_strip_whitespace=True, allow_inf_nan=False
    )


FIRST_YEAR, LAST_YEAR = 1900, 2100
"""Years that a date of a project can lie in."""


class Window(Params):
    """A span of days, both ends included.

    Examples
    --------
    >>> from datetime import date
    >>> window = Window.model_validate({"from": date(2023, 10, 1), "to": date(2024, 1, 31)})
    >>> window.days, window.months
    (123, 4)
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)

    start: date = Field(alias="from")
    end: date = Field(alias="to")

    @model_validator(mode="after")
    def _ordered(self) -> Window:
        for day in (self.start, self.end):
            if not FIRST_YEAR <= day.year <= LAST_YEAR:
                raise ValueError(f"{day}: years from {FIRST_YEAR} to {LAST_YEAR} are plausible")
        if self.end < self.start:
            raise ValueError(f"'to' ({self.end}) lies before 'from' ({self.start}): swap them")
        return self

    @property
    def days(self) -> int:
        """Number of days in the window."""
        return (self.end - self.start).days + 1

    @property
    def months(self) -> int:
        """Number of calendar months that the window touches."""
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month + 1

    def overlaps(self, other: Window) -> bool:
        """Whether any day lies in both windows."""
        return self.start <= other.end and other.start <= self.end
