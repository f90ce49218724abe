"""Whether a log of events was kept all the time: by what it says it covers, else by its own pace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from analysis.clean.columns.date_columns import Days, at_midnight
from analysis.clean.columns.mapping import Records
from analysis.clean.findings import Findings, Place
from analysis.params import Period, Source, Window

UNLIKELY = 0.01
"""Probability of so long a silence below which it is a finding; docs/cleaning.md has the false alarms."""
DAY = np.timedelta64(1, "D")
ADVICE = {
    "first": "Begynte den senere, så skriv covers for kilden «{}» i project.yml; ble den ført, så skriv "
    "covers for hele tiden. Uten covers regnes stillheten som at ingenting skjedde.",
    "last": "Slutter eksporten før, så skriv covers for kilden «{}» i project.yml; ble den ført, så skriv "
    "covers for hele tiden. Uten covers regnes stillheten som at ingenting skjedde.",
    "inside": "Ble den ført, så skriv covers for kilden «{}» i project.yml. Ble den ikke det, så velg "
    "vinduer utenom: uten covers regnes stillheten som at ingenting skjedde.",
}
Where = Literal["first", "last", "inside"]
Span = tuple[np.datetime64, np.datetime64]
Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Silence:
    """The days between two records of a log, or between a record and an end of the time looked at.

    Attributes
    ----------
    where
        Before the ``first`` record, after the ``last``, or ``inside``.
    start, end
        First and last day without a record.
    p
        Probability of one at least as long, had the log been kept.
    """

    where: Where
    start: np.datetime64
    end: np.datetime64
    p: float


def report_outside(records: Records, target: str, first: Days, last: Days, found: Findings) -> None:
    """Report events dated outside what the source says it covers: one of the two is wrong.

    Parameters
    ----------
    target
        Column with the dates.
    first, last
        First and last day each record's events may have happened; NaT where there are none.
    """
    covers = records.source.covers
    if covers is None:
        return
    announced = records.source.declared.events == "announced"
    outside = first < at_midnight(covers.start)
    if not announced:
        outside |= last > at_midnight(covers.end)
    if outside.any():
        until = "" if announced else f" til {covers.end:%d.%m.%Y}"
        found.add(
            "error",
            records.place,
            "outside_coverage",
            f"datoer ligger utenfor det kilden er satt opp til å dekke, fra {covers.start:%d.%m.%Y}{until}",
            column=records.header(target),
            rows=records.rows[outside],
            action=f"Rett covers for kilden «{records.source.id}» i project.yml, eller datoen.",
        )


def report_silences(
    tables: Sequence[Records], table: Counts, kept: Days, events: Counts, period: Period, found: Findings
) -> None:
    """Report silences in the period's windows that are unlikely, of sources that do not say what they cover.

    Parameters
    ----------
    tables
        The tables of every source of a kind; those of one source make one log.
    table, kept, events
        Of each record: its position in `tables`, its day (NaT where there is none), and how many events it
        holds, 0 for one that says nothing happened.
    """
    by_source: dict[str, list[int]] = {}
    for number, records in enumerate(tables):
        by_source.setdefault(records.source.id, []).append(number)
    for numbers in by_source.values():
        source, place = tables[numbers[0]].source, tables[numbers[0]].place
        own = np.isin(table, numbers) & ~np.isnat(kept)
        if source.covers is None and own.any():
            place = place if len(numbers) == 1 else Place(source.id, source.file)
            _report(source, place, kept[own].astype("datetime64[D]"), events[own], period, found)


def _report(
    source: Source, place: Place, days: Days, events: Counts, period: Period, found: Findings
) -> None:
    spans = [_span(period.before), _span(period.after)]
    if not any(((days >= start) & (days <= end)).any() for start, end in spans):
        spans = [(min(spans[0][0], days.min()), max(spans[1][1], days.max()))]
    for silence in silences(days, events, spans):
        if silence.p < UNLIKELY:
            found.add(
                "warning",
                place,
                f"silence_{silence.where}",
                f"ingenting er ført fra {_shown(silence.start)} til {_shown(silence.end)}; så lang stillhet "
                "er lite trolig med så mange hendelser som kilden ellers har",
                action=ADVICE[silence.where].format(source.id),
            )


def silences(days: Days, events: Counts, spans: Sequence[Span]) -> list[Silence]:
    """Return the silence before the first record, the longest inside, and that after the last, with their p.

    Had the log been kept, n events at one pace leave a given silence of a share s of the time, or a longer
    one, with probability (1 − s)ⁿ, and any of the n + 1 with at most n + 1 times that. Events come in
    clusters and seasons, so they count as n / φ̂: φ̂ is Pearson's dispersion of the events by month, those
    wholly within the silence left out, and at least 1.

    Parameters
    ----------
    days, events
        Day of each record, and its events.
    spans
        First and last day of each stretch of time looked at, in order; days outside are not counted.
    """
    first, last = spans[0][0], spans[-1][1]
    calendar = np.arange(first, last + DAY)
    needed = np.any([(calendar >= start) & (calendar <= end) for start, end in spans], axis=0)
    within = (days >= first) & (days <= last)
    number = ((days[within] - first) // DAY).astype(np.int64)
    kept = np.flatnonzero(np.bincount(number, minlength=len(calendar)))
    counted = np.bincount(number, events[within], len(calendar)) * needed
    starts, ends = np.append(0, kept + 1), np.append(kept, len(calendar))  # each end is the day after
    upto = np.append(0, np.cumsum(needed))
    lengths = upto[ends] - upto[starts]
    picked: list[tuple[Where, int]] = [("first", 0), ("last", len(kept))]
    if len(kept) > 1:
        picked.append(("inside", 1 + int(np.argmax(lengths[1:-1]))))
    found = []
    for where, at in picked:
        if lengths[at]:
            n = counted.sum() / _dispersion(calendar, needed, counted, slice(starts[at], ends[at]))
            p = (1 - lengths[at] / needed.sum()) ** n
            among = n + 1 if where == "inside" else 1
            found.append(
                Silence(where, calendar[starts[at]], calendar[ends[at] - 1], float(min(among * p, 1)))
            )
    return found


def _dispersion(calendar: Days, needed: Mask, counted: Floats, silent: slice) -> float:
    """Return Pearson's φ̂ of the events of the days needed, by month, outside a silence; at least 1."""
    month = (calendar.astype("datetime64[M]") - calendar[0].astype("datetime64[M]")).astype(np.int64)
    quiet = np.zeros(len(calendar), dtype=bool)
    quiet[silent] = True
    heard = np.bincount(month, needed & ~quiet) > 0
    lengths, counts = np.bincount(month, needed)[heard], np.bincount(month, counted)[heard]
    if len(lengths) < 2 or not counts.any():
        return 1.0
    expected = counts.sum() * lengths / lengths.sum()
    return max(1.0, float(((counts - expected) ** 2 / expected).sum() / (len(lengths) - 1)))


def _span(window: Window) -> Span:
    return np.datetime64(window.start, "D"), np.datetime64(window.end, "D")


def _shown(day: np.datetime64) -> str:
    return f"{day.item():%d.%m.%Y}"
