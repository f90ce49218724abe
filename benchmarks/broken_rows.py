"""Reading exports the plain way, to count what the clean room should account for: rows in, rows reported.

Nothing here uses the clean room's readers: csv, openpyxl and ElementTree, and no rule but «a row with any
text below the header is a row».
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Collection, Sequence
from datetime import date, datetime
from xml.etree import ElementTree as ET

import pandas as pd
import pyarrow.parquet as pq
from openpyxl import load_workbook

from analysis.clean.telling import count_rows

Grid = list[list[str]]

LAYOUT = {"total_row", "note_row", "repeated_header", "part_title"}
LEFT_OUT = {*LAYOUT, "duplicate_row", "answered_twice", "no_answers"}
"""Rules whose rows are in no table, and are named."""
SPLIT = {"several_events", "several_dates"}
"""Rules whose rows are several records."""
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_BLANK = re.compile(r"[\s\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x1f\x7f]+")
_OWN_STATUS = "Status "


def plain(text: str) -> str:
    """Return a text without invisible signs and repeated spaces, in lower case."""
    return " ".join(_BLANK.sub(" ", text).split()).casefold() if text else ""


def grids_of(data: bytes, delimiter: str | None = None) -> list[Grid]:
    """Return the tables of a file as text: one, or one per sheet; none when it cannot be read plainly."""
    if data.startswith(b"PAR1"):
        frame = pq.read_table(io.BytesIO(data)).to_pandas()
        body = [["" if pd.isna(cell) else str(cell) for cell in row] for row in frame.itertuples(index=False)]
        return [[[str(name) for name in frame.columns], *body]]
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if "content.xml" in archive.namelist():
                return _ods(archive.read("content.xml"))
        return _xlsx(data)
    text = _decoded(data)
    try:
        return [list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter or ";", strict=True))]
    except csv.Error:
        return []


def _decoded(data: bytes) -> str:
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(codec, errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _xlsx(data: bytes) -> list[Grid]:
    book = load_workbook(io.BytesIO(data), data_only=True)
    return [[[_shown(cell) for cell in row] for row in sheet.iter_rows(values_only=True)] for sheet in book]


def _shown(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.hour == cell.minute == cell.second == 0:
        cell = cell.date()
    if isinstance(cell, date) and not isinstance(cell, datetime):
        return cell.strftime("%d.%m.%Y")
    return str(cell)


def _ods(xml: bytes) -> list[Grid]:
    grids = []
    for sheet in ET.fromstring(xml).iter(f"{_TABLE}table"):
        rows: Grid = []
        for row in sheet.iter(f"{_TABLE}table-row"):
            cells: list[str] = []
            for cell in row:
                text = "\n".join("".join(p.itertext()) for p in cell.iter(f"{_TEXT}p"))
                cells += [text] * min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), 100)
            rows += [cells] * min(int(row.get(f"{_TABLE}number-rows-repeated", "1")), 100)
        grids.append(rows)
    return grids


def records_of(grids: Sequence[Grid], headers: Collection[str]) -> list[dict[str, str]] | None:
    """Return the rows with text below the header, by header; None when no line looks like the header."""
    wanted = {plain(header) for header in headers if header}
    best, found = 0, None
    for grid in grids:
        for number, line in enumerate(grid[:60]):
            score = sum(plain(cell) in wanted for cell in line if cell)
            if score > best:
                best, found = score, (grid, number)
    if found is None or best * 2 < len(wanted):
        return None
    grid, number = found
    names = [plain(cell) for cell in grid[number]]
    return [
        dict(zip(names, line, strict=False))
        for line in grid[number + 1 :]
        if any(plain(cell) for cell in line)
    ]


def rows_named(findings: pd.DataFrame, source: str, rules: Collection[str]) -> int:
    """Return how many rows the findings of these rules name for a source."""
    hits = findings[(findings["source"] == source) & findings["rule"].isin(list(rules))]
    return sum(count_rows(rows) for rows in hits["rows"])


def unaccounted(
    kind: str,
    source: str,
    records: Sequence[dict[str, str]],
    tables: dict[str, pd.DataFrame],
    findings: pd.DataFrame,
    wave: int | None = None,
) -> int:
    """Return how many rows of a file are neither in the tables nor named in a finding; below zero: too many.

    Rows that findings say were split may give any number from two up.
    """
    if not records:
        return 0
    left_out = rows_named(findings, source, LEFT_OUT)
    split = rows_named(findings, source, SPLIT)
    expected = len(records) - left_out
    if kind == "survey":
        survey = tables["survey"]
        return expected - int(survey.loc[survey["wave"] == wave, "person"].nunique())
    if kind == "flats":
        homes = {
            (plain(r.get("adresse", "")), plain(r["bolignummer"])) for r in records if r.get("bolignummer")
        }
        homeless = sum(not r.get("bolignummer") for r in records)
        totals = rows_named(findings, source, LAYOUT)
        per_month = tables["exposure"].groupby("month")["flats"].sum()
        return len(homes) - int(per_month.iloc[0]) + homeless - totals
    if kind == "measures":
        titles = {plain(r.get("tiltak", "").strip().split("\n")[0]).strip(" :–-") for r in records}
        nowhere = rows_named(findings, source, {"measure_nowhere", *LAYOUT})
        out = {plain(title) for title in tables["measures"]["measure"]}
        return max(len(titles - out) - nowhere, 0)
    table = {"tenancies": "residents", "activities": "activities"}.get(kind, kind)
    out_rows = len(tables[table])
    if split:
        return max(expected + split - out_rows, 0)
    return expected - out_rows
