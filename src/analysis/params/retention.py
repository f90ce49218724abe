"""How long what was made of a project's personal data is kept."""

from __future__ import annotations

import calendar
from datetime import date
from typing import Self

from pydantic import Field, model_validator

from analysis.model import Params


class Retention(Params):
    """When the raw files and all that was made of them are to be deleted: on a day, or so long after."""

    until: date | None = None
    """Last day they are kept."""
    months: int | None = Field(default=None, ge=0, le=600)
    """Months they are kept after the last day of a period's window after the start."""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.until is None) == (self.months is None):
            raise ValueError("retention takes 'until' (a date) or 'months' (after the period), one of them")
        return self

    def last_day(self, end: date) -> date:
        """Return the last day of keeping, for a period that ended on a day.

        Examples
        --------
        >>> Retention(months=1).last_day(date(2024, 1, 31))
        datetime.date(2024, 2, 29)
        """
        if self.until is not None:
            return self.until
        years, month = divmod(end.month - 1 + (self.months or 0), 12)
        year = end.year + years
        return date(year, month + 1, min(end.day, calendar.monthrange(year, month + 1)[1]))
