"""Text columns → dates, months, amounts, counts, kinds; what cannot be read is a finding with its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.date_order import writing_of
from analysis.clean.columns.dates import Dates, read_dates, read_month
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.numbers import (
    is_unsettled,
    read_amount,
    read_count,
    read_yes_no,
    settled_decimal,
    sign_of,
)
from analysis.clean.files.cells import absent, as_objects, by_value, distinct, recoded
from analysis.clean.findings import Findings, Unknown
from analysis.clean.wording import MAX_HINTS, Lexicon, nearest
from analysis.params import Project

Days = npt.NDArray[np.datetime64]
FIX = "Rett cellen i kilden, eller legg en rettelse i data/corrections.yml."
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


def shown_decimal(records: Records, targets: Sequence[str]) -> str | None:
    """Return the decimal sign declared, else that the amounts of these columns show; None where unknown."""
    texts = (text for target in targets for text in distinct(records.column(target))[1])
    return records.source.reader.decimal or settled_decimal(texts)


def amounts(records: Records, target: str, decimal: str | None, found: Findings) -> npt.NDArray[np.float64]:
    """Read a column of NOK; missing is NaN, unreadable is an error.

    Parameters
    ----------
    decimal
        The decimal sign of the file, where it is known. «1.234» is an error where it is not, and so is
        «1,234» where comma is decimal without being declared: no amount has thousandths.
    """
    declared = records.source.reader.decimal
    codes, values = distinct(records.column(target))
    doubtful = [
        n
        for n, text in enumerate(values)
        if declared is None and is_unsettled(text) and decimal in (None, sign_of(text))
    ]
    if doubtful:
        found.add(
            "error",
            records.place,
            "thousands_or_decimals",
            "punktum eller komma med tre sifre etter kan være tusenskille eller desimaltegn",
            column=records.header(target),
            rows=records.rows[np.isin(codes, doubtful)],
            action=f"Skriv under reader for kilden «{records.source.id}» i project.yml hva som er "
            'desimaltegn: decimal: "," eller decimal: ".".',
        )
    return _numbers(
        records,
        target,
        lambda text: read_amount(text, decimal if is_unsettled(text) else declared),
        "beløp kan ikke leses",
        "Skriv beløpet som 1234,50. ",
        found,
    )


def counts(records: Records, target: str, found: Findings) -> pd.Series:
    """Read a column of whole numbers ≥ 0 as Int64; unreadable is an error."""
    values = _numbers(
        records, target, read_count, "antall er ikke hele tall fra 0", "Skriv antallet med sifre. ", found
    )
    return pd.Series(pd.array(np.where(np.isnan(values), 0, values).astype(np.int64), dtype="Int64")).mask(
        np.isnan(values)
    )


def _numbers(
    records: Records,
    target: str,
    read: Callable[[str], float | int | None],
    text: str,
    hint: str,
    found: Findings,
) -> npt.NDArray[np.float64]:
    column = records.column(target)
    values = by_value(column, lambda cell: np.nan if (n := read(cell)) is None else n, np.nan).astype(
        np.float64
    )
    bad = np.isnan(values) & column.notna().to_numpy()
    if bad.any():
        found.add(
            "error",
            records.place,
            f"number_{target}",
            text,
            column=records.header(target),
            rows=records.rows[bad],
            action=hint + FIX,
        )
    return values


def flags(records: Records, target: str, found: Findings) -> npt.NDArray[np.bool_]:
    """Read a column of ja/nei; an empty or unreadable cell is an error."""
    column = records.column(target)
    values = by_value(column, read_yes_no, None)
    bad = column.notna().to_numpy() & absent(values)
    if bad.any():
        found.add(
            "error",
            records.place,
            "yes_no",
            "svar er verken ja eller nei",
            column=records.header(target),
            rows=records.rows[bad],
            action="Skriv Ja eller Nei. " + FIX,
        )
    require(records, target, column.isna().to_numpy(), found)
    return by_value(column, lambda text: read_yes_no(text) is True, False).astype(bool)


def kind_column(
    records: Records, target: str, lexicon: Lexicon, section: str, found: Findings, *, severity: str = "error"
) -> pd.Series:
    """Map wordings to declared kinds; an unknown one is a finding with its rows and the nearest known.

    Returns
    -------
    categorical Series
        Kind per row; missing where empty or unknown.
    """
    column = records.column(target)
    known = recoded(column, lexicon.kind)
    unknown = (column.notna() & known.isna()).to_numpy()
    if unknown.any():
        report_unknown(records, target, unknown, lexicon, section, found, severity=severity)
    return known


def kinds(records: Records, target: str, lexicon: Lexicon, section: str, found: Findings) -> npt.NDArray[Any]:
    """Return what `kind_column` does as an array of object, None where missing."""
    return as_objects(kind_column(records, target, lexicon, section, found))


def report_unknown(
    records: Records,
    target: str,
    unknown: npt.NDArray[np.bool_],
    lexicon: Lexicon,
    section: str,
    found: Findings,
    *,
    severity: str = "error",
) -> None:
    """Report wordings the vocabulary lacks, one finding per nearest known one, without quoting the cell."""
    codes, values = distinct(records.column(target))
    by_hint: dict[str, list[int]] = {}
    likely: dict[str, str] = {}
    for number, code in enumerate(np.unique(codes[unknown])):
        near = nearest(values[code], lexicon.wordings, n=1) if number < MAX_HINTS else None
        likely |= {values[code]: lexicon.wordings[near[0]]} if near else {}
        hint = (
            f"ligner mest på «{near[0]}» ({lexicon.wordings[near[0]]})"
            if near
            else "ligner ikke på noen av dem"
        )
        by_hint.setdefault(hint, []).append(int(code))
    if severity == "error":
        report_counts(records, target, unknown, f"{section} i vocabulary.yml", likely, found)
    for hint, members in by_hint.items():
        rows = records.rows[unknown & np.isin(codes, members)]
        found.add(
            severity,
            records.place,
            f"unknown_{target}",
            f"ordlyd som ikke står i vocabulary.yml{'' if severity == 'error' else ', er utelatt'}; {hint}",
            column=records.header(target),
            rows=rows,
            action=f"Legg ordlyden under {section} i vocabulary.yml, der den hører hjemme."
            + ("" if severity == "error" else " Er det et navn, så la det være."),
        )


def report_counts(
    records: Records,
    target: str,
    unknown: npt.NDArray[np.bool_],
    section: str,
    nearest_to: Mapping[str, str],
    found: Findings,
    *,
    addresses: bool = False,
) -> None:
    """Take down how often each unknown wording stands; where names are known, it is decided which to show."""
    codes, values = distinct(records.column(target))
    numbers, times = np.unique(codes[unknown], return_counts=True)
    counts = {values[int(n)]: int(t) for n, t in zip(numbers, times, strict=True)}
    found.unknown.append(
        Unknown(records.place, records.header(target), section, counts, nearest_to, addresses)
    )


def require(records: Records, target: str, empty: npt.NDArray[np.bool_], found: Findings) -> None:
    """Add an error for the rows where a required cell is empty."""
    if empty.any():
        found.add(
            "error",
            records.place,
            "empty_cell",
            "celler er tomme, men må ha en verdi",
            column=records.header(target),
            rows=records.rows[empty],
            action=FIX,
        )


def as_text(values: npt.NDArray[Any] | pd.Series) -> pd.Series:
    """Return text with missing where None.

    Examples
    --------
    >>> as_text(np.array(["a", None], dtype=object)).isna().tolist()
    [False, True]
    """
    return pd.Series(values, dtype="object").astype("str")


def at_midnight(moment: datetime | date) -> np.datetime64:
    """Return a day as the tables hold it.

    Examples
    --------
    >>> at_midnight(date(2024, 1, 8))
    np.datetime64('2024-01-08T00:00:00.000000')
    """
    return np.datetime64(moment.strftime("%Y-%m-%d"), "us")
