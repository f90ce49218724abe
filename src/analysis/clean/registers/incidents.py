"""Incident logs → one row per event; what two sources may both have logged is flagged, never just dropped."""

from __future__ import annotations

import re

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from analysis.clean.columns.addresses import AddressBook, address_column
from analysis.clean.columns.date_columns import cell_dates, days, report_far_dates
from analysis.clean.columns.dates import Dates
from analysis.clean.columns.flat_numbers import flat_column
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import kind_column, report_unknown, require
from analysis.clean.files.cells import distinct, joined
from analysis.clean.findings import Findings
from analysis.clean.persons.desk import Desk
from analysis.clean.registers.coverage import report_outside, report_silences
from analysis.clean.registers.same_event import flag_same_event
from analysis.clean.registers.summed_counts import (
    by_month,
    events_of,
    one_row_each,
    recorded,
    report_counted_twice,
)
from analysis.clean.registers.tenancies import dwelling
from analysis.clean.wording import Lexicon

_PARTS = re.compile(r"\s*(?:\n|;|,|\+|&|/|\bog\b|\bsamt\b)\s*")
Codes = npt.NDArray[np.int64]
DAY = np.timedelta64(1, "D")


def clean(tables: list[Records], desk: Desk) -> pd.DataFrame:
    """Return the table ``incidents``.

    Identical rows of one file count once. Two events in one cell («naboklage og politi»), or two dates in
    one, become two rows, and a number of events as many. All of it is reported with its rows.
    """
    study, found = desk.study, desk.found
    book = AddressBook.of(study.project)
    parts = [_events(_without_duplicates(records, found), book, desk, n) for n, records in enumerate(tables)]
    frame = (
        parts[0]
        if len(parts) == 1
        else pd.DataFrame({c: _under_each_other([p[c] for p in parts]) for c in parts[0]})
    )
    report_silences(tables, *recorded(frame), study.period, found)
    dated = frame if (frame["days"] == 1).all() else frame[frame["days"] == 1].reset_index(drop=True)
    flag_same_event(dated, [records.place for records in tables], study.project.same_event_days, found)
    return _keyed(one_row_each(frame))


def _under_each_other(columns: list[pd.Series]) -> pd.Series:
    return joined(columns) if columns[0].dtype == "category" else pd.concat(columns, ignore_index=True)


def _without_duplicates(records: Records, found: Findings) -> Records:
    again = records.repeated()
    if again.any():
        found.add(
            "warning",
            records.place,
            "duplicate_row",
            "rader er helt like en tidligere rad og er tatt med én gang",
            rows=records.rows[again],
            action="Er det ulike hendelser, så skriv noe som skiller dem, for eksempel i en merknad.",
        )
    return records.where(~again)


def _events(records: Records, book: AddressBook, desk: Desk, table: int) -> pd.DataFrame:
    study, found = desk.study, desk.found
    named = {kind: (name,) for kind, name in study.project.incident_kinds.items()}
    wordings = {kind: (*named.get(kind, ()), *study.vocabulary.incidents.get(kind, ())) for kind in named}
    lexicon = Lexicon(wordings)
    whole = records
    records, kind = _one_kind_each(records, lexicon, found)
    when = "month" if "month" in records.cells else "date"
    if when == "date":
        records, date, kept = _one_date_each(records, found)
        kind = kind if len(kept) == len(kind) else kind.iloc[kept].reset_index(drop=True)
    events = events_of(records, whole, found)
    lasts = np.ones(len(records), dtype=np.int64)
    if when == "month":
        date, lasts = by_month(records, events, study.period, found)
    report_far_dates(records, when, date, study.project, found)
    report_outside(records, when, date, date + (lasts - 1) * DAY, found)
    address = address_column(records, book, found)
    for target in ("address", "kind"):
        require(records, target, records.column(target).isna().to_numpy(), found)
    flat = _flats(records, address, desk)
    closed = days(records, "closed", found)
    report_far_dates(records, "closed", closed, study.project, found)
    if (closed < date).any():
        found.add(
            "warning",
            records.place,
            "closed_before_reported",
            "utbedret før feilen er meldt; utbedringsdatoen er ikke brukt",
            column=records.header("closed"),
            rows=records.rows[closed < date],
            action="Kontroller datoene.",
        )
        closed = np.where(closed < date, np.datetime64("NaT", "us"), closed)
    reporter = kind_column(
        records,
        "reported_by",
        Lexicon(study.vocabulary.reported_by),
        "reported_by",
        found,
        severity="warning",
    )
    frame = pd.DataFrame(
        {
            "date": date,
            "address": address,
            "flat": flat,
            "kind": kind,
            "closed": closed,
            "reported_by": reporter,
            "row": records.rows,
            "table": np.int64(table),
            "events": events.astype(np.int16),
            "days": lasts.astype(np.int8),
        }
    )
    report_counted_twice(records, frame, found)
    return frame


def _flats(records: Records, address: pd.Series, desk: Desk) -> pd.Series:
    """Return the pseudonym of each flat; computed once per pair of address and flat."""
    numbers = flat_column(records, address, desk.plain_flats, desk.found)
    (place, places), (label, labels) = distinct(address), distinct(numbers)
    pair = np.where((place < 0) | (label < 0), -1, place.astype(np.int64) * len(labels) + label)
    codes, pairs = pd.factorize(pair)
    first, second = np.divmod(pairs[pairs >= 0], max(len(labels), 1))
    left, right = np.array(places, dtype=object)[first], np.array(labels, dtype=object)[second]
    keys = desk.pseudonyms.column("flat", dwelling(left, right))
    number = np.where(pairs < 0, -1, np.cumsum(pairs >= 0) - 1)
    return pd.Series(pd.Categorical.from_codes(number[codes], categories=pd.Index(keys)))


def _one_kind_each(records: Records, lexicon: Lexicon, found: Findings) -> tuple[Records, pd.Series]:
    """Return the records with one kind each: a cell with several known kinds gives several records."""
    column = records.column("kind")
    codes, values = distinct(column)
    said = [_meanings(value, lexicon) for value in values]
    meanings = [list(dict.fromkeys(kinds)) for kinds in said]
    unknown = np.array([*(not m for m in meanings), False], dtype=bool)[codes]
    if unknown.any():
        report_unknown(records, "kind", unknown, lexicon, "incidents", found)
    again = np.array([*(len(s) > len(m) for s, m in zip(said, meanings, strict=True)), False])[codes]
    if again.any():
        found.add(
            "info",
            records.place,
            "one_kind_twice",
            "celler nevner samme slags hendelse flere ganger og er talt som én",
            column=records.header("kind"),
            rows=records.rows[again],
            action="Er det flere hendelser, så gi hver sin rad.",
        )
    count = np.array([*(max(len(m), 1) for m in meanings), 1])[codes]
    if (count > 1).any():
        found.add(
            "info",
            records.place,
            "several_events",
            "celler nevner flere slags hendelser og er delt i én rad for hver",
            column=records.header("kind"),
            rows=records.rows[count > 1],
        )
        at = np.repeat(np.arange(len(records)), count)
        nth = np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        records, codes = records.take(at), codes[at]
    else:
        nth = np.zeros(len(codes), dtype=np.int64)
    width = max((len(m) for m in meanings), default=1) or 1
    names = list(dict.fromkeys(kind for kinds_of in meanings for kind in kinds_of))
    table = np.full((len(meanings) + 1, width), -1)
    for row, kinds_of in enumerate(meanings):
        table[row, : len(kinds_of)] = [names.index(kind) for kind in kinds_of]
    kind = pd.Categorical.from_codes(table[codes, nth], categories=pd.Index(names, dtype="str"))
    return records, pd.Series(kind)


def _meanings(text: str, lexicon: Lexicon) -> list[str]:
    """Return the kind of each event a cell names; none where one is unknown."""
    whole = lexicon.kind(text)
    if whole:
        return [whole]
    parts = [lexicon.kind(part) for part in _PARTS.split(text) if part]
    known = [part for part in parts if part]
    return known if len(known) == len(parts) else []


def _one_date_each(records: Records, found: Findings) -> tuple[Records, npt.NDArray[np.datetime64], Codes]:
    """Return the records with one date each, the dates, and the position each had."""
    codes, read = cell_dates(records, "date", found, free=True)
    empty = np.array([not d.days and d.problem is None for d in read])
    require(records, "date", empty[codes], found)
    count = np.array([max(len(d.days), 1) for d in read])[codes]
    at = np.repeat(np.arange(len(records)), count) if (count > 1).any() else np.arange(len(records))
    nth = (
        np.arange(len(at)) - np.repeat(np.cumsum(count) - count, count)
        if len(at) > len(records)
        else np.zeros_like(at)
    )
    if len(at) > len(records):
        found.add(
            "warning",
            records.place,
            "several_dates",
            "celler har flere datoer og er delt i én rad for hver",
            column=records.header("date"),
            rows=records.rows[count > 1],
            action="Kontroller at det er ulike hendelser.",
        )
        records, codes = records.take(at), codes[at]
    return records, _table_of_days(read)[codes, nth].astype("datetime64[us]"), at


def _table_of_days(read: list[Dates]) -> npt.NDArray[np.datetime64]:
    width = max((len(d.days) for d in read), default=1) or 1
    table = np.full((len(read), width), np.datetime64("NaT"), dtype="datetime64[D]")
    for row, dates in enumerate(read):
        table[row, : len(dates.days)] = dates.days
    return table


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """Order events by what they are, give each a running key, and turn categories into text."""
    columns = ("date", "address", "kind", "flat", "closed", "reported_by")
    order = np.argsort(_rank([frame[c] for c in columns]), kind="stable")
    numbers = pc.cast(pa.array(np.arange(1, len(frame) + 1)), pa.string())
    keys = pc.binary_join_element_wise("h", pc.utf8_lpad(numbers, 7, "0"), "")
    out = {"incident": pd.Series(pd.array(keys, dtype="str"))}
    for column in columns:
        out[column] = _ordered(frame[column], order)
    return pd.DataFrame(out)


def _rank(columns: list[pd.Series]) -> Codes:
    """Return one number per row that sorts rows by the columns in turn, missing values first."""
    rank = np.zeros(len(columns[0]), dtype=np.int64)
    width = 1
    for column in columns:
        codes = _sort_code(column)
        size = int(codes.max(initial=0)) + 1
        if width * size >= 2**62:
            rank = np.unique(rank, return_inverse=True)[1].astype(np.int64)
            width = int(rank.max(initial=0)) + 1
        rank = rank * size + codes
        width *= size
    return rank


def _sort_code(column: pd.Series) -> Codes:
    if column.dtype.kind == "M":
        number = column.to_numpy().astype("datetime64[D]").astype(np.int64)
        known = number != np.iinfo(np.int64).min
        first = int(number[known].min(initial=0)) if known.any() else 0
        return np.where(known, number - first + 1, 0)
    categories = column.cat.categories.to_numpy(dtype=object).astype(str)
    ranks = np.append(np.argsort(np.argsort(categories)) + 1, 0)
    return np.asarray(ranks[column.cat.codes.to_numpy()], dtype=np.int64)


def _ordered(column: pd.Series, order: Codes) -> pd.Series:
    """Return a column in this order, categories as text."""
    if column.dtype.kind == "M":
        return pd.Series(column.to_numpy()[order])
    codes = column.cat.codes.to_numpy()[order]
    values = pa.array([*column.cat.categories], pa.string())
    return pd.Series(pd.array(values.take(pa.array(codes, mask=codes < 0)), dtype="str"))
