"""Events already counted together: rows that stand for several, on a day or in a month."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.date_columns import Days, at_midnight, months
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX, counts, require
from analysis.clean.files.cells import Rows
from analysis.clean.findings import Findings
from analysis.params import Period

MOST_A_ROW = 1_000
"""Events one row may stand for; a larger number is a year, an amount or a sum of sums."""
MOST = 2_000_000
"""Events that the rows of one table may stand for together."""
DAY = np.timedelta64(1, "D")
Counts = npt.NDArray[np.int64]


def events_of(records: Records, whole: Records, found: Findings) -> Counts:
    """Return how many events each record stands for: one, or the number its column says.

    `whole` are the records before those of several events were parted.

    An empty cell, more than `MOST_A_ROW` in a row or `MOST` in all is an error; such a row stands for none.
    """
    if "count" not in records.cells:
        return np.ones(len(records), dtype=np.int64)
    parted = len(records) > len(whole)
    split = np.isin(records.rows, _more_often(records.rows, whole.rows)) & parted
    number = counts(records, "count", found)
    require(records, "count", records.column("count").isna().to_numpy(), found)
    events: Counts = number.fillna(0).to_numpy(dtype=np.int64)
    if (split & (events > 1)).any():
        _refuse(
            records,
            "count_of_several",
            "rader nevner flere slags hendelser eller flere dager, og antallet sier ikke hvor mange av hver",
            split & (events > 1),
            "Gi hver sin rad med sitt antall.",
            found,
        )
    absurd = events > MOST_A_ROW
    if absurd.any():
        _refuse(
            records,
            "count_too_large",
            f"rader står for mer enn {_shown(MOST_A_ROW)} hendelser",
            absurd,
            "Kontroller at kolonnen er et antall. " + FIX,
            found,
        )
    if events[~absurd].sum() > MOST:
        _refuse(
            records,
            "count_too_large",
            f"radene står for mer enn {_shown(MOST)} hendelser til sammen",
            np.zeros(len(events), dtype=bool),
            "Kontroller at kolonnen er et antall, eller del kilden i flere.",
            found,
        )
        return np.zeros(len(events), dtype=np.int64)
    return np.where(absurd, 0, events)


def by_month(records: Records, events: Counts, period: Period, found: Findings) -> tuple[Days, Counts]:
    """Return the first day of each record's month, and its days; a month that a window cuts is an error.

    Which of the events of such a month belong to the window nobody knows. So is one with a day beside it, or
    a day of repair, which no number of events has.
    """
    for target in ("date", "closed"):
        if records.column(target).notna().any():
            _refuse(
                records,
                "day_of_month_count",
                "rader er telt per måned, men har også en dag",
                records.column(target).notna().to_numpy(),
                f"Ta kolonnen, eller columns.month, ut for kilden «{records.source.id}» i project.yml, og "
                "skriv den under ignore.",
                found,
                target=target,
            )
    first = months(records, "month", found)
    after = (first.astype("datetime64[M]") + 1).astype(first.dtype)
    cut = np.zeros(len(first), dtype=bool)
    for window in (period.before, period.after):
        for edge in (at_midnight(window.start), at_midnight(window.end) + DAY):
            cut |= (first < edge) & (after > edge) & (events > 0)
    if cut.any():
        _refuse(
            records,
            "month_cut",
            f"måneder er delt av vinduene i periods/{period.id}.yml, og det er ikke kjent hvilken side "
            "hendelsene hører til",
            cut,
            "La vinduene begynne og slutte ved månedsskifte, eller eksporter hendelsene med dato.",
            found,
            target="month",
        )
    return first, np.where(np.isnat(first), DAY, after - first) // DAY


def report_counted_twice(records: Records, frame: pd.DataFrame, found: Findings) -> None:
    """Warn of rows that count the same kind of event at the same place in the same month."""
    same = frame.duplicated(["date", "address", "kind", "flat", "reported_by"], keep=False)
    twice = (same & (frame["days"] > 1) & frame["address"].notna() & frame["kind"].notna()).to_numpy()
    if twice.any():
        found.add(
            "warning",
            records.place,
            "counted_twice",
            "samme måned, adresse og slag står i flere rader; antallene er lagt sammen",
            rows=records.rows[twice],
            action="Kontroller at ingen hendelser er talt to ganger.",
        )


def recorded(frame: pd.DataFrame) -> tuple[Counts, Days, Counts]:
    """Return table, day and events of every record, and of every further day of the months counted.

    A month that is counted was kept to its last day, whatever the number.

    Parameters
    ----------
    frame
        One row per record: ``table``, ``date`` (of a month its first day), ``days`` it lasts and ``events``.
    """
    table, date, events = (frame[name].to_numpy() for name in ("table", "date", "events"))
    months_counted = frame.loc[frame["days"] > 1, ["table", "date", "days"]].drop_duplicates()
    days = months_counted["days"].to_numpy(dtype=np.int64)
    at, nth = _repeated(days)
    further = months_counted["date"].to_numpy()[at] + nth * DAY
    return (
        np.append(table, months_counted["table"].to_numpy()[at]),
        np.append(date, further),
        np.append(events, np.zeros(len(at), dtype=np.int64)),
    )


def one_row_each(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of records as one row per event.

    The n events of a month are dated evenly over it, each in the middle of its n-th part: such a day says the
    month and nothing more.
    """
    events, days = frame["events"].to_numpy(dtype=np.int64), frame["days"].to_numpy(dtype=np.int64)
    frame = frame.drop(columns=["days", "events"])
    if (events == 1).all() and (days == 1).all():
        return frame
    at, nth = _repeated(events)
    into = (2 * nth + 1) * days[at] // (2 * events[at])
    frame = frame.iloc[at].reset_index(drop=True)
    return frame.assign(date=frame["date"].to_numpy() + into * DAY)


def _repeated(times: Counts) -> tuple[Counts, Counts]:
    """Return the position of each, as many times as it is to be, and which time that is, from 0."""
    at = np.repeat(np.arange(len(times)), times)
    return at, np.arange(len(at)) - np.repeat(np.cumsum(times) - times, times)


def _more_often(rows: Rows, before: Rows) -> Rows:
    """Return the row numbers that stand more often than before."""
    numbers, times = np.unique(rows, return_counts=True)
    once, earlier = np.unique(before, return_counts=True)
    return numbers[times > earlier[np.searchsorted(once, numbers)]]


def _refuse(
    records: Records,
    rule: str,
    text: str,
    where: npt.NDArray[np.bool_],
    action: str,
    found: Findings,
    *,
    target: str = "count",
) -> None:
    found.add(
        "error",
        records.place,
        rule,
        text,
        column=records.header(target),
        rows=records.rows[where],
        action=action,
    )


def _shown(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
