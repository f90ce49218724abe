"""Text columns → days and months; what cannot be read, or is not likely, is a finding with its rows."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt

from analysis.clean.columns.date_order import writing_of
from analysis.clean.columns.dates import Dates, read_dates, read_month
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX, require
from analysis.clean.files.cells import by_value, distinct
from analysis.clean.findings import Findings
from analysis.params import Project

Days = npt.NDArray[np.datetime64]
PROBLEMS = {
    "unreadable": "datoer kan ikke leses",
    "impossible": "datoer finnes ikke i kalenderen",
    "no_year": "datoer mangler år",
    "no_day": "datoer mangler dag",
    "several": "celler har flere datoer der én er ventet",
    "text": "datoer har annen tekst i cellen",
    "digits": "tall ved siden av datoen hører ikke til den",
    "far": "datoer ligger utenfor årene 1950–2100",
}
REMARKS = {
    "two_digit_year": ("info", "årstall med to sifre er lest som 1970–2069"),
    "serial": ("info", "Excel-serienumre er lest som datoer"),
    "zone": ("info", "tidspunkter i en annen tidssone er lest som norsk dag"),
    "weekday": ("warning", "ukedagen stemmer ikke med datoen; datoen er brukt"),
    "cancelled": ("info", "avlyst eller utsatt regnes som uten dato"),
    "postponed": ("warning", "utsatt, men cellen har en dato; ble det holdt, er det ikke talt"),
    "clock": ("warning", "tallene etter datoen er lest som klokkeslett, men kan være en dato"),
    "range": ("warning", "fra–til er lest som to datoer: den første og den siste dagen"),
}
FIRST, LAST = date(1950, 1, 1), date(2100, 12, 31)
YEARS_BEFORE, YEARS_AFTER = 10, 2
"""Years around the project within which a date in its records is likely."""


def cell_dates(
    records: Records, target: str, found: Findings, *, free: bool, keeps_approximate: bool = False
) -> tuple[npt.NDArray[Any], list[Dates]]:
    """Read a date column cell by cell.

    Parameters
    ----------
    free
        Several dates in a cell and words beside the date are allowed (plans and logs); else they are errors.
    keeps_approximate
        The table says of each date whether it is approximate; else one that is used as exact is a warning.

    Returns
    -------
    codes, dates
        Per row a position in `dates`; the last of `dates` stands for empty cells, so −1 works as index.
    """
    column = records.column(target)
    codes, values = distinct(column)
    header = records.header(target)
    writing = writing_of(records, header, column, found)
    read = [_judged(read_dates(value, writing), free=free) for value in values]
    for problem, text in PROBLEMS.items():
        rows = records.rows[np.isin(codes, [n for n, d in enumerate(read) if d.problem == problem])]
        if rows.size:
            found.add(
                "error",
                records.place,
                f"date_{problem}",
                text,
                column=header,
                rows=rows,
                action="Skriv datoen som dd.mm.åååå. " + FIX,
            )
    for remark, (severity, text) in REMARKS.items():
        rows = records.rows[np.isin(codes, [n for n, d in enumerate(read) if remark in d.remarks])]
        if rows.size:
            found.add(
                severity,
                records.place,
                f"date_{remark}",
                text,
                column=header,
                rows=rows,
                action="Kontroller datoene." if severity == "warning" else "",
            )
    if not keeps_approximate:
        rows = records.rows[np.isin(codes, [n for n, d in enumerate(read) if d.approximate and d.days])]
        if rows.size:
            found.add(
                "warning",
                records.place,
                "date_approximate",
                "omtrentlige datoer («ca.», «fom», «før», en uke) er brukt som de står; en uke er mandagen",
                column=header,
                rows=rows,
                action="Skriv den nøyaktige datoen om den er kjent.",
            )
    if free:
        rows = records.rows[np.isin(codes, [n for n, d in enumerate(read) if "text" in d.remarks])]
        if rows.size:
            found.add(
                "info",
                records.place,
                "date_text",
                "annen tekst ved siden av datoen er ikke lest",
                column=header,
                rows=rows,
            )
    return codes, [*read, Dates()]


def _judged(read: Dates, *, free: bool) -> Dates:
    if read.problem:
        return read
    if any(not FIRST <= day <= LAST for day in read.days):
        return Dates(problem="far")
    if not free and len(read.days) > 1:
        return Dates(problem="several")
    if not free and "text" in read.remarks:
        return Dates(problem="text")
    return read


def days(records: Records, target: str, found: Findings, *, required: bool = False) -> Days:
    """Read a column of single dates; missing is NaT, an error already where `required`."""
    codes, read = cell_dates(records, target, found, free=False)
    each = np.array([d.days[0] if d.days else None for d in read], dtype="datetime64[D]")
    values: Days = each[codes].astype("datetime64[us]")
    if required:
        undated = np.array([not d.days and not d.problem for d in read])
        require(records, target, undated[codes], found)
    return values


def report_far_dates(
    records: Records,
    target: str,
    values: Days,
    project: Project,
    found: Findings,
    *,
    also_long_before: bool = True,
) -> None:
    """Report dates that are likely slips: years after the project, or (`also_long_before`) before it."""
    first = at_midnight(project.start) - np.timedelta64(366 * YEARS_BEFORE, "D")
    last = at_midnight(project.end) + np.timedelta64(366 * YEARS_AFTER, "D")
    far = (values > last) | (also_long_before & (values < first))
    if far.any():
        before = f"{YEARS_BEFORE} år før prosjektet eller " if also_long_before else ""
        found.add(
            "warning",
            records.place,
            "date_unlikely",
            f"datoer mer enn {before}{YEARS_AFTER} år etter {'det' if before else 'prosjektet'}",
            column=records.header(target),
            rows=records.rows[far],
            action="Kontroller årstallet. Det som ligger utenfor vinduene, telles ikke.",
        )


def months(records: Records, target: str, found: Findings) -> Days:
    """Read a column of months as their first day; an empty or unreadable cell is an error."""
    writing = writing_of(records, records.header(target), records.column(target), found)
    read = by_value(records.column(target), lambda text: read_month(text, writing), None)
    values = np.array(
        [m if m is not None and FIRST <= m <= LAST else None for m in read], dtype="datetime64[D]"
    )
    filled = records.column(target).notna().to_numpy()
    bad = filled & np.isnat(values)
    if bad.any():
        found.add(
            "error",
            records.place,
            "month",
            "måneder kan ikke leses",
            column=records.header(target),
            rows=records.rows[bad],
            action="Skriv måneden som mm.åååå. " + FIX,
        )
    require(records, target, ~filled, found)
    return np.asarray(values, dtype="datetime64[us]")


def at_midnight(moment: datetime | date) -> np.datetime64:
    """Return a day as the tables hold it.

    Examples
    --------
    >>> at_midnight(date(2024, 1, 8))
    np.datetime64('2024-01-08T00:00:00.000000')
    """
    return np.datetime64(moment.strftime("%Y-%m-%d"), "us")
