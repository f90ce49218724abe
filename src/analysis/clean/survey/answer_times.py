"""When each set of answers was given: the moment by which the latest of two is known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.dates import read_dates
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.system_columns import TIMESTAMPS
from analysis.clean.files.cells import RawTable, as_categorical, by_value, distinct
from analysis.clean.findings import Findings
from analysis.comparing import fold

Moments = npt.NDArray[np.datetime64]
NORWAY = ZoneInfo("Europe/Oslo")
"""Zone of a time that says none."""
_CLOCK = re.compile(
    r"(?P<day>.*\d\d)[ ,T]+(?:kl\.? ?)?(?P<h>[01]?\d|2[0-3])[:.](?P<m>[0-5]\d)"
    r"(?:[:.](?P<s>[0-5]\d))?(?:[.,]\d+)?(?: ?(?P<half>[AP])\.?M\.?)?"
    r"(?: ?(?:(?P<named>CES?T)|(?:UTC|GMT)(?P<shift>[+-](?:1[0-4]|0?\d))?(?::?00)?))?",
    re.IGNORECASE,
)
_SLASHES = re.compile(r"^(?P<first>\d{1,2})/(?P<second>\d{1,2})/(?=(?:\d{4}|\d{2})\b)")
"""Day and month with slashes and the year last: which of them stands first, differs from tool to tool."""
DAY_FIRST, MONTH_FIRST, AS_WRITTEN, UNREADABLE = r"\1.\2.", r"\2.\1.", r"\g<0>", "?"
"""What the slashes of a column are replaced by."""


def submitted(table: RawTable, records: Records, found: Findings) -> Moments:
    """Return when each set of answers was given, in UTC; NaT when unknown.

    The column mapped as ``submitted`` decides, else the export's own system columns, best first: where one is
    empty, the next. A column with «01/31/2024» has the month first in all its dates with slashes, and that is
    stated; one that has «31/01/2024» too is not read where it has slashes.
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
        order = _order(distinct(texts)[1])
        if order in (MONTH_FIRST, UNREADABLE):
            found.add(
                "info" if order == MONTH_FIRST else "warning",
                table.place,
                "month_first",
                "datoer med skråstrek har måneden før dagen og er "
                + ("lest slik" if order == MONTH_FIRST else "ikke lest, for noen har dagen først"),
                column=header,
                action="" if order == MONTH_FIRST else "Skriv datoene på én måte i data/corrections.yml.",
            )
        read = by_value(texts, lambda text, order=order: moment(_SLASHES.sub(order, text)), None)  # type: ignore[misc]
        moments = np.where(np.isnat(moments), read.astype("datetime64[us]"), moments)
    return moments


def _order(texts: Sequence[str]) -> str:
    """Return how the dates with slashes of a column are to be written: day first, with points, if known."""
    hits = [hit for hit in map(_SLASHES.match, texts) if hit]
    day_first = any(int(hit["first"]) > 12 for hit in hits)
    month_first = any(int(hit["second"]) > 12 for hit in hits)
    if month_first:
        return UNREADABLE if day_first else MONTH_FIRST
    return DAY_FIRST if day_first else AS_WRITTEN


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
    on = read_dates(clock["day"] if clock else text).days
    if not on:
        return None
    if clock is None:
        return _utc(datetime.combine(on[0], time()))
    hour, minute, second = (int(clock[part] or 0) for part in "hms")
    if clock["half"]:
        slashes = _SLASHES.match(clock["day"])
        if not 1 <= hour <= 12 or (slashes and int(slashes["first"]) <= 12):
            return None  # with am and pm, «01/02/2024» may be of January or of February
        hour = hour % 12 + 12 * (clock["half"].casefold() == "p")
    return _utc(datetime.combine(on[0], time(hour, minute, second), _zone(clock)))


def _zone(clock: re.Match[str]) -> tzinfo:
    """Return the zone a clock names, else Norway's."""
    if clock["named"]:
        return timezone(timedelta(hours=2 if clock["named"].casefold() == "cest" else 1))
    if re.search("UTC|GMT", clock[0], re.IGNORECASE):
        return timezone(timedelta(hours=int(clock["shift"] or 0)))
    return NORWAY


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
