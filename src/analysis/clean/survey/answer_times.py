"""When each set of answers was given: the moment by which the latest of two is known."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.clocks import NORWAY, zone_of
from analysis.clean.columns.date_order import writing_of
from analysis.clean.columns.dates import NORWEGIAN, Writing, read_dates
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.system_columns import TIMESTAMPS
from analysis.clean.files.cells import RawTable, as_categorical, by_value
from analysis.clean.findings import Findings
from analysis.comparing import fold

Moments = npt.NDArray[np.datetime64]
_CLOCK = re.compile(
    r"(?P<day>.*\d\d)[ ,T]+(?:kl\.? ?)?(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)"
    r"(?:[:.](?P<s>[0-5]\d))?(?:[.,]\d+)?(?: ?(?P<half>[AP])\.?M\.?)?"
    r"(?P<zone> ?(?:Z|CES?T|(?:UTC|GMT)(?:[+-]\d{1,2}(?::?\d\d)?)?|[+-]\d\d(?::?\d\d)?))?",
    re.IGNORECASE,
)


def submitted(table: RawTable, records: Records, found: Findings) -> Moments:
    """Return when each set of answers was given, in UTC; NaT when unknown.

    The column mapped as ``submitted`` decides, else the export's own system columns, best first: where one is
    empty, the next.
    """
    folded = [fold(header) for header in table.headers]
    if "submitted" in records.cells:
        columns = [(records.header("submitted"), records.column("submitted"))]
    else:
        at = [folded.index(name) for name in map(fold, TIMESTAMPS) if name in folded]
        columns = [(table.headers[column], table.cells[column]) for column in at]
    moments: Moments = np.full(len(table.rows), np.datetime64("NaT", "us"))
    for header, column in columns:
        texts = as_categorical(column)
        writing = writing_of(records, header, texts, found)
        read = by_value(texts, lambda text, writing=writing: moment(text, writing), None)  # type: ignore[misc]
        moments = np.where(np.isnat(moments), read.astype("datetime64[us]"), moments)
    return moments


def moment(text: str, writing: Writing = NORWEGIAN) -> datetime | None:
    """Read a point in time as tools and people write it, in UTC; None when it is none.

    Examples
    --------
    >>> moment("2024-01-08T10:15:30.5+01:00"), moment("08.01.2024 kl. 10:15")
    (datetime.datetime(2024, 1, 8, 9, 15, 30, 500000), datetime.datetime(2024, 1, 8, 9, 15))
    >>> moment("i går") is None
    True
    """
    if not writing.swapped:
        try:
            return _utc(datetime.fromisoformat(text))
        except ValueError:
            pass
    clock = _CLOCK.fullmatch(text)
    on = read_dates(clock["day"] if clock else text, writing).days
    if not on:
        return None
    if clock is None:
        return _utc(datetime.combine(on[0], time()))
    hour, minute, second = (int(clock[part] or 0) for part in "hms")
    if clock["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (clock["half"].casefold() == "p")
    return _utc(datetime.combine(on[0], time(hour, minute, second), zone_of(clock["zone"] or "") or NORWAY))


def days(moments: Moments) -> npt.NDArray[np.datetime64]:
    """Return the Norwegian day of each moment; NaT when unknown.

    Examples
    --------
    >>> days(np.array(["2024-01-31T23:30", "NaT"], dtype="datetime64[us]")).astype(str).tolist()
    ['2024-02-01', 'NaT']
    """
    at = pd.DatetimeIndex(moments).tz_localize("UTC").tz_convert(NORWAY).tz_localize(None)
    return at.to_numpy().astype("datetime64[D]")


def _utc(at: datetime) -> datetime | None:
    try:
        return (at if at.tzinfo else at.replace(tzinfo=NORWAY)).astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None
