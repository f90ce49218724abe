"""Times of day with a zone → Norwegian days. The one place that knows what a zone is."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

NORWAY = ZoneInfo("Europe/Oslo")
"""Zone of a time that says none."""
_ZONE = re.compile(
    r"(?:Z|(?P<named>CES?T)|(?:UTC|GMT)(?P<shift>[+-]\d{1,2}(?::?\d\d)?)?"
    r"|(?P<signed>[+-]\d\d(?::?\d\d)?))$",
    re.IGNORECASE,
)
_CERTAIN = re.compile(r"T|:\d\d:\d\d", re.IGNORECASE)
"""What stands in a time whose ending is a shift and not the end of a span («10:00-12:00»)."""
_TIME = re.compile(
    r"(?P<h>\d{1,2})[:.](?P<m>\d\d)(?:[:.](?P<s>\d\d))?[\d.,]*\s*(?P<half>[ap])?", re.IGNORECASE
)


def zone_of(text: str) -> tzinfo | None:
    """Return the zone a time of day ends with; None where it says none.

    Examples
    --------
    >>> zone_of("T23:00:00Z"), zone_of("10:15 GMT+1"), zone_of("10:00-12:00") is None
    (datetime.timezone.utc, datetime.timezone(datetime.timedelta(seconds=3600)), True)
    """
    match = _ZONE.search(text.strip())
    if match is None:
        return None
    if match["named"]:
        return timezone(timedelta(hours=2 if match["named"].casefold() == "cest" else 1))
    shift = match["shift"] or match["signed"]
    if match["signed"] and not _CERTAIN.search(text):
        return None
    if not shift:
        return UTC
    digits = shift[1:].replace(":", "")
    hours, minutes = (int(digits[:-2]), int(digits[-2:])) if len(digits) > 2 else (int(digits), 0)
    if hours > 14 or minutes > 59:
        return None
    return timezone((-1 if shift[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes))


def norwegian_day(day: date, clock: str) -> date:
    """Return the day in Norway of a day and a time of day as written; the day itself where no zone is said.

    Examples
    --------
    >>> norwegian_day(date(2023, 12, 31), "T23:00:00Z"), norwegian_day(date(2023, 12, 31), "23:00")
    (datetime.date(2024, 1, 1), datetime.date(2023, 12, 31))
    """
    zone, at = zone_of(clock), _TIME.search(clock)
    if zone is None or at is None:
        return day
    hour, minute = int(at["h"]), int(at["m"])
    if at["half"]:
        hour = hour % 12 + 12 * (at["half"].casefold() == "p")
    if hour > 23 or minute > 59:
        return day
    try:
        return datetime.combine(day, time(hour, minute), zone).astimezone(NORWAY).date()
    except OverflowError:
        return day
