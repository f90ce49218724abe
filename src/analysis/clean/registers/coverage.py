"""Whether a log of events was kept all the time it is read as: what it is declared to cover."""

from __future__ import annotations

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import Days, at_midnight
from analysis.clean.findings import Findings


def report_outside(records: Records, happened: Days, found: Findings) -> None:
    """Report events dated outside what the source says it covers: one of the two is wrong.

    Parameters
    ----------
    happened
        Day of each record's event; NaT where there is none.
    """
    covers, events = records.source.covers, records.source.declared.events
    if covers is None or events is None:
        return
    outside = happened < at_midnight(covers.start)
    if not events.announced:
        outside |= happened > at_midnight(covers.end)
    if outside.any():
        until = "" if events.announced else f" til {covers.end:%d.%m.%Y}"
        found.add(
            "error",
            records.place,
            "outside_coverage",
            f"datoer ligger utenfor det kilden er satt opp til å dekke, fra {covers.start:%d.%m.%Y}{until}",
            column=records.header(events.dated),
            rows=records.rows[outside],
            action=f"Rett covers for kilden «{records.source.id}» i project.yml, eller datoen.",
        )
