"""One period to evaluate: which days are before, which after, and which survey waves."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.model import Identifier, Params, Text, Window

Edition = Literal["begrenset", "offentlig"]


class Waves(Params):
    """Survey waves compared; a wave not yet held is left out."""

    before: int | None = Field(default=None, ge=1)
    after: int | None = Field(default=None, ge=1)


class Period(Params):
    """A period as described in ``params/<project>/periods/<period>.yml``."""

    id: Identifier
    title: Text
    description: Text
    before: Window
    after: Window
    washout: Window | None = None
    """Days between the windows that belong to neither."""
    waves: Waves = Waves()
    report_date: date
    """Date on the report; nothing in the report depends on the day it was made."""
    editions: tuple[Edition, ...] = ("begrenset", "offentlig")

    @model_validator(mode="after")
    def _windows_apart(self) -> Self:
        if self.before.overlaps(self.after):
            raise ValueError(
                f"the windows overlap: before is {self.before.start} to {self.before.end}, "
                f"after is {self.after.start} to {self.after.end}; a day can belong to only one of them"
            )
        if self.before.start > self.after.start:
            raise ValueError(
                f"'before' starts {self.before.start}, later than 'after' ({self.after.start}): swap them"
            )
        if self.washout and (self.washout.overlaps(self.before) or self.washout.overlaps(self.after)):
            raise ValueError(
                "'washout' overlaps 'before' or 'after'; a day can belong to only one of the three"
            )
        return self
