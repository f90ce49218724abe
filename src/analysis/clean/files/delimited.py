"""Delimited text files: encoding and delimiter recognised and stated."""

from __future__ import annotations

import csv
import io
import re

import numpy as np

from analysis.clean.files.budget import delimited, fits
from analysis.clean.files.cells import RawTable
from analysis.clean.files.dialect import NAMES, SAMPLE, Dialect, find_delimiter, parse_lines
from analysis.clean.files.encoding import (
    Encoding,
    encoding_changes,
    foreign_part,
    is_wide,
    looks_misread,
    recognise,
)
from analysis.clean.files.grid import Grid, to_table
from analysis.clean.files.large_delimited import read_large, report_quoting, report_undecodable
from analysis.clean.files.layout import Recognises
from analysis.clean.files.quotes import opened_late
from analysis.clean.findings import Findings, Place
from analysis.params import Reader

LARGE = 24_000_000
"""Bytes from which a file is read by Arrow instead of Python's csv module."""
_OTHER_BREAKS = re.compile("[\\x0b\\x0c\\x1c-\\x1e\\x85\\u2028\\u2029]")
"""Signs some systems part lines with; within a text they are spaces."""


def read_delimited(
    data: bytes, place: Place, reader: Reader, recognises: Recognises, allowed_mb: int, found: Findings
) -> RawTable | None:
    """Read the bytes of a delimited file into a table, or add an error and return None."""
    if not fits(len(data), allowed_mb, place, found, f"{len(data)} byte"):
        return None
    encoding = _encoding(data, place, reader, found)
    if encoding is None or _damaged(data, encoding, place, found):
        return None
    sample = data[:SAMPLE].decode(encoding.codec, errors="replace")
    delimiter = reader.delimiter or find_delimiter(sample, recognises)
    found.add("info", place, "dialect", f"lest som {encoding.label} med {NAMES[delimiter]} som skilletegn")
    dialect = Dialect(encoding, delimiter)
    large = len(data) >= LARGE and not is_wide(encoding.codec)
    if not fits(
        delimited(data, delimiter, whole=not large),
        allowed_mb,
        place,
        found,
        f"{len(data)} byte og {data.count(delimiter.encode())} skilletegn",
    ):
        return None
    if large:
        _report_misread(sample, place, found)
        return read_large(data, place, reader, dialect, recognises, found)
    text = _decoded(data, encoding, place, found)
    if text is None:
        return None
    _report_misread(text, place, found)
    lines = _lines(text, delimiter, place, found)
    if lines is None:
        return None
    if '"' in text and (late := [n for n, line in enumerate(lines, 1) if opened_late(line)]):
        report_quoting(place, late, found)
        return None
    table = to_table(Grid(lines), place, recognises, reader.header_row, found)
    if table is None or _overlong(table, len(lines[table.header_row - 1]), found):
        return None
    return table


def _report_misread(text: str, place: Place, found: Findings) -> None:
    if looks_misread(text):
        found.add(
            "warning",
            place,
            "mojibake",
            "teksten er lagret med feil tegnsett (for eksempel «Ã¸» for «ø»)",
            action="Eksporter filen på nytt som UTF-8.",
        )


def _encoding(data: bytes, place: Place, reader: Reader, found: Findings) -> Encoding | None:
    if reader.encoding is None:
        return recognise(data)
    try:
        data.decode(reader.encoding)
    except UnicodeDecodeError as error:
        row = error.object[: error.start].count(b"\n") + 1
        found.add(
            "error",
            place,
            "encoding",
            f"filen er ikke {reader.encoding}, slik project.yml sier",
            rows=[row],
            action="Fjern encoding for kilden i project.yml, så gjenkjennes tegnsettet.",
        )
        return None
    except (LookupError, ValueError):  # no codec of that name, or none for the text of a file
        found.add(
            "error",
            place,
            "encoding",
            f"tegnsettet «{reader.encoding}» i project.yml finnes ikke",
            action="Skriv utf-8, windows-1252 eller iso-8859-1, eller fjern linjen.",
        )
        return None
    return Encoding(reader.encoding, reader.encoding)


def _decoded(data: bytes, encoding: Encoding, place: Place, found: Findings) -> str | None:
    row = foreign_part(data, encoding.codec)
    if row is not None:
        report_undecodable(place, encoding.label, [row], found)
        return None
    try:
        text = data.decode(encoding.codec)
    except UnicodeDecodeError as error:
        report_undecodable(place, encoding.label, [error.object[: error.start].count(b"\n") + 1], found)
        return None
    return text if _in_lines(text, place, found) else None


def _damaged(data: bytes, encoding: Encoding, place: Place, found: Findings) -> bool:
    other = encoding_changes(data, encoding.codec)
    if other is not None:
        found.add(
            "error",
            place,
            "encoding_changes",
            "filen skifter tegnsett: noen rader er UTF-8, andre Windows-1252",
            rows=[other],
            action="Filen er trolig satt sammen av flere. Legg dem inn hver for seg, eller lagre alt som "
            "UTF-8.",
        )
        return True
    if is_wide(encoding.codec) or b"\0" not in data:
        return False
    _report_nul(place, data[: data.index(b"\0")].count(b"\n") + 1, found)
    return True


def _report_nul(place: Place, row: int, found: Findings) -> None:
    found.add(
        "error",
        place,
        "nul",
        "filen inneholder nulltegn og er skadet eller ikke en tekstfil",
        rows=[row],
        action="Eksporter filen på nytt.",
    )


def _in_lines(text: str, place: Place, found: Findings) -> bool:
    """Report signs that damage text of any encoding, and lines parted by other signs than line breaks."""
    if "\0" in text:
        _report_nul(place, text[: text.index("\0")].count("\n") + 1, found)
        return False
    whole = text.strip()
    if "\n" in whole or "\r" in whole or not _OTHER_BREAKS.search(whole):
        return True
    found.add(
        "error",
        place,
        "line_breaks",
        "filen har ingen linjeskift; radene er skilt med et annet tegn",
        action="Eksporter filen på nytt med vanlige linjeskift.",
    )
    return False


def _lines(text: str, delimiter: str, place: Place, found: Findings) -> list[list[str]] | None:
    if text.startswith("sep=") and "\n" in text:  # Excel's own hint
        text = "\n" + text.split("\n", 1)[1]
    try:
        return parse_lines(text, delimiter, strict=True)
    except csv.Error:
        at = _first_bad_line(text, delimiter)
        report_quoting(place, [at], found)
        return None


def _first_bad_line(text: str, delimiter: str) -> int:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 0
    while True:
        try:
            next(reader)
        except (csv.Error, StopIteration):
            return number + 1
        number += 1


def _overlong(table: RawTable, fields: int, found: Findings) -> bool:
    """Report rows with more filled cells than the header row has: a delimiter in a cell without quotes."""
    beyond = range(fields, len(table.headers))
    if not beyond:
        return False
    rows = table.rows[np.logical_or.reduce([table.cells[c].notna().to_numpy() for c in beyond])]
    if not rows.size:
        return False
    found.add(
        "error",
        table.place,
        "too_many_cells",
        f"rader har flere celler enn de {fields} i overskriftsraden",
        rows=rows,
        action="Et skilletegn står trolig inne i en tekst. Eksporter med hermetegn rundt tekst.",
    )
    return True
