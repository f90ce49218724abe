"""When each set of answers was given: the moment by which the latest of two is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

from analysis.clean.columns.dates import read_dates
from analysis.clean.columns.kinds import TIMESTAMPS
from analysis.clean.columns.mapping import Records
from analysis.clean.files.cells import RawTable, as_categorical, by_value
from analysis.clean.wording import fold

Moments = npt.NDArray[np.datetime64]
NORWAY = ZoneInfo("Europe/Oslo")
"""Zone of a time that says none."""
_CLOCK = re.compile(
    r"(?P<day>.*\d\d)[ ,T]+(?:kl\.? ?)?(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)"
    r"(?:[:.](?P<s>[0-5]\d))?(?:[.,]\d+)?"
)


def submitted(table: RawTable, records: Records) -> Moments:
    """Return when each set of answers was given, in UTC; NaT when unknown.

    The column mapped as ``submitted`` decides, else the export's own system columns, best first: where one is
    empty, the next.
    """
    folded = [fold(header) for header in table.headers]
    if "submitted" in records.cells:
        columns = [records.column("submitted")]
    else:
        columns = [table.cells[folded.index(name)] for name in map(fold, TIMESTAMPS) if name in folded]
    moments: Moments = np.full(len(table.rows), np.datetime64("NaT", "us"))
    for column in columns:
        read = by_value(as_categorical(column), moment, None)
        moments = np.where(np.isnat(moments), read.astype("datetime64[us]"), moments)
    return moments


def moment(text: str) -> datetime | None:
    """Read a point in time as tools and people write it; None when it is none.

    Examples
    --------
    >>> moment("2024-01-08T10:15:30.5+01:00"), moment("08.01.2024 kl. 10:15")
    (datetime.datetime(2024, 1, 8, 9, 15, 30, 500000), datetime.datetime(2024, 1, 8, 9, 15))
    >>> moment("i går") is None
    True
    """
    try:
        return _utc(datetime.fromisoformat(text))
    except ValueError:
        clock = _CLOCK.fullmatch(text)
    days = read_dates(clock["day"] if clock else text).days
    if not days:
        return None
    hour, minute, second = (int(clock[part] or 0) for part in "hms") if clock else (0, 0, 0)
    return _utc(datetime.combine(days[0], time(hour, minute, second)))


def _utc(at: datetime) -> datetime | None:
    try:
        return (at if at.tzinfo else at.replace(tzinfo=NORWAY)).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None
