"""Days and months as whole numbers, so that a world of any size is drawn by array."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

MONTH_DAYS = 365.2425 / 12
"""Mean length of a month, for rates per month."""

FOREVER = np.iinfo(np.int32).max
"""Day number of an end that has not come."""

Days = NDArray[np.int64]


EPOCH = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Return the number of days since 1970-01-01."""
    return day.toordinal() - EPOCH


def as_date(day: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(EPOCH + int(day))


@dataclass(frozen=True)
class Calendar:
    """The months of the records and the first day of the project, as day numbers.

    Examples
    --------
    >>> months = Calendar.of(date(2022, 10, 1), date(2023, 10, 1), date(2024, 9, 30))
    >>> len(months.first), int(months.lengths.sum()), int(months.after.sum())
    (24, 731, 12)
    """

    first: Days
    """First day of each month."""
    stop: Days
    """First day of the month after."""
    start: int
    """First day of the project."""

    @classmethod
    def of(cls, begin: date, start: date, end: date) -> Calendar:
        """Make the calendar of whole months from `begin` to `end`, both included."""
        months = np.arange(np.datetime64(begin, "M"), np.datetime64(end, "M") + 1)
        first = months.astype("datetime64[D]").astype(np.int64)
        stop = (months + 1).astype("datetime64[D]").astype(np.int64)
        return cls(first, stop, day_number(start))

    @property
    def lengths(self) -> Days:
        """Days in each month."""
        return self.stop - self.first

    @property
    def after(self) -> NDArray[np.bool_]:
        """Whether each month lies in the project."""
        return self.first >= self.start

    @property
    def begin(self) -> int:
        """First day of the records."""
        return int(self.first[0])

    @property
    def end(self) -> int:
        """Last day of the records."""
        return int(self.stop[-1]) - 1

    @property
    def month_of_year(self) -> Days:
        """1 (January) to 12 of each month."""
        return self.first.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1

    def overlap(self, start: Days, end: Days) -> Days:
        """Days of each span (rows; both ends included) that fall in each month (columns)."""
        low = np.maximum(start[:, None], self.first[None, :])
        high = np.minimum(end[:, None] + 1, self.stop[None, :])
        return np.asarray(np.maximum(high - low, 0), dtype=np.int64)

    def per_group(self, group: Days, n_groups: int, start: Days, end: Days) -> Days:
        """Sum of `overlap` within each group: groups × months."""
        total = np.zeros((n_groups, len(self.first)), dtype=np.int64)
        np.add.at(total, group, self.overlap(start, end))
        return total
