"""Which days are before, which after: windows as days, and the calendar months they cut in pieces."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.params import Period, Window

DAY = pd.Timedelta(days=1)


def side_of(days: pd.Series, period: Period) -> NDArray[np.str_]:
    """Return ``before``, ``after`` or ``outside`` for each day; missing days and the wash-out are outside.

    Examples
    --------
    >>> from datetime import date
    >>> from analysis.params import Window
    >>> period = Period(
    ...     id="p", title="P", description="P", report_date=date(2024, 1, 1),
    ...     before=Window(start=date(2022, 1, 1), end=date(2022, 12, 31)),
    ...     after=Window(start=date(2023, 2, 1), end=date(2023, 12, 31)),
    ... )
    >>> side_of(pd.Series(pd.to_datetime(["2022-12-31", "2023-01-15", "2023-02-01"])), period).tolist()
    ['before', 'outside', 'after']
    """
    sides = np.full(len(days), "outside", dtype="<U7")
    for name, window in (("before", period.before), ("after", period.after)):
        inside = (days >= pd.Timestamp(window.start)) & (days <= pd.Timestamp(window.end))
        sides[inside.to_numpy(dtype=bool, na_value=False)] = name
    return sides


def month_pieces(period: Period, months: pd.Series, covers: Iterable[Window] = ()) -> pd.DataFrame:
    """Split the calendar months of the windows, and the months given, where a window begins or ends.

    Parameters
    ----------
    period
        The windows. A month that a window cuts becomes several pieces, each on one side only.
    months
        First days of further months wanted, for example those with exposure or events.
    covers
        Spells of days that logs cover: months are split where these begin and end, too.

    Returns
    -------
    pandas.DataFrame
        One row per piece in order of time: ``month`` (first day of the calendar month), ``start`` and ``end``
        (days, both included), ``days``, ``days_in_month``, ``side``.
    """
    edges = [pd.Timestamp(d) for w in (period.before, period.after) for d in (w.start, w.end)]
    wanted = pd.DatetimeIndex([*edges, *pd.to_datetime(months.dropna().unique())])
    first = wanted.min().to_period("M").start_time
    last = wanted.max().to_period("M").end_time.normalize() + DAY
    spells = (period.before, period.after, *covers)
    cuts = {pd.Timestamp(w.start) for w in spells} | {pd.Timestamp(w.end) + DAY for w in spells}
    starts = pd.DatetimeIndex(sorted(cuts | set(pd.date_range(first, last, freq="MS")))).unique()
    starts = starts[(starts >= first) & (starts <= last)]
    pieces = pd.DataFrame({"start": starts[:-1], "end": starts[1:] - DAY})
    pieces.insert(0, "month", pieces["start"].dt.to_period("M").dt.start_time)
    pieces["days"] = (pieces["end"] - pieces["start"]).dt.days + 1
    pieces["days_in_month"] = pieces["start"].dt.days_in_month.astype("int64")
    pieces["side"] = side_of(pieces["start"], period)
    return pieces
