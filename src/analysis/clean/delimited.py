"""Delimited text files: encoding and delimiter recognised and stated, large files read by Arrow."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from analysis.clean.cells import RawTable, retidied
from analysis.clean.encoding import Encoding, looks_misread, recognise
from analysis.clean.findings import Findings, Place
from analysis.clean.grid import (
    Grid,
    Recognises,
    find_header,
    headers_of,
    report_titles,
    to_table,
    without_extras,
)
from analysis.clean.wording import tidy
from analysis.params import Reader

DELIMITERS = (";", ",", "\t", "|")
LARGE = 24_000_000
"""Bytes from which a file is read by Arrow instead of Python's csv module."""
SAMPLE = 100_000
NAMES = {";": "semikolon", ",": "komma", "\t": "tabulator", "|": "loddrett strek"}

csv.field_size_limit(2**31 - 1)  # a long cell is a finding with its row, not an exception


@dataclass(frozen=True)
class Dialect:
    """How one text file is written."""

    encoding: Encoding
    delimiter: str


def read_delimited(
    data: bytes, place: Place, reader: Reader, recognises: Recognises, found: Findings
) -> RawTable | None:
    """Read the bytes of a delimited file into a table, or add an error and return None."""
    encoding = _encoding(data, place, reader, found)
    if encoding is None or _damaged(data, encoding, place, found):
        return None
    sample = data[:SAMPLE].decode(encoding.codec, errors="replace")
    delimiter = reader.delimiter or find_delimiter(sample, recognises)
    found.add("info", place, "dialect", f"lest som {encoding.label} med {NAMES[delimiter]} som skilletegn")
    if looks_misread(sample):
        found.add(
            "warning",
            place,
            "mojibake",
            "teksten er lagret med feil tegnsett (for eksempel «Ã¸» for «ø»)",
            action="Eksporter filen på nytt som UTF-8.",
        )
    dialect = Dialect(encoding, delimiter)
    if len(data) >= LARGE and encoding.codec != "utf-16":
        return _read_large(data, place, reader, dialect, recognises, found)
    lines = _lines(data.decode(encoding.codec), delimiter, place, found)
    if lines is None:
        return None
    table = to_table(Grid(lines), place, recognises, reader.header_row, found)
    return None if table is None or _overlong(table, found) else table


def find_delimiter(sample: str, recognises: Recognises) -> str:
    """Return the delimiter that yields most recognised headers, then the most even lines."""

    def score(delimiter: str) -> tuple[int, float, int]:
        try:
            lines = _parse(sample, delimiter, strict=False)[:50]
        except csv.Error:
            return (-1, 0.0, 0)
        header = find_header(lines, recognises)
        known = 0 if header is None else sum(1 for cell in lines[header] if cell and recognises(cell))
        widths = [len(line) for line in lines if any(line)]
        typical = max(set(widths), key=widths.count) if widths else 0
        even = widths.count(typical) / len(widths) if typical > 1 else 0.0
        return (known, even, typical)

    return max(DELIMITERS, key=score)


def _encoding(data: bytes, place: Place, reader: Reader, found: Findings) -> Encoding | None:
    if reader.encoding is None:
        return recognise(data)
    try:
        data.decode(reader.encoding)
    except LookupError:
        found.add(
            "error",
            place,
            "encoding",
            f"tegnsettet «{reader.encoding}» i project.yml finnes ikke",
            action="Skriv utf-8, windows-1252 eller iso-8859-1, eller fjern linjen.",
        )
        return None
    except UnicodeDecodeError as error:
        row = data[: error.start].count(b"\n") + 1
        found.add(
            "error",
            place,
            "encoding",
            f"filen er ikke {reader.encoding}, slik project.yml sier",
            rows=[row],
            action="Fjern encoding for kilden i project.yml, så gjenkjennes tegnsettet.",
        )
        return None
    return Encoding(reader.encoding, reader.encoding)


def _damaged(data: bytes, encoding: Encoding, place: Place, found: Findings) -> bool:
    if encoding.codec.startswith("utf-16") or b"\0" not in data:
        return False
    row = data[: data.index(b"\0")].count(b"\n") + 1
    found.add(
        "error",
        place,
        "nul",
        "filen inneholder nulltegn og er skadet eller ikke en tekstfil",
        rows=[row],
        action="Eksporter filen på nytt.",
    )
    return True


def _parse(text: str, delimiter: str, *, strict: bool) -> list[list[str]]:
    reader = csv.reader(
        io.StringIO(text.removeprefix("\ufeff"), newline=""), delimiter=delimiter, strict=strict
    )
    return [[tidy(cell) for cell in line] for line in reader]


def _lines(text: str, delimiter: str, place: Place, found: Findings) -> list[list[str]] | None:
    if text.startswith("sep=") and "\n" in text:  # Excel's own hint
        text = "\n" + text.split("\n", 1)[1]
    try:
        return _parse(text, delimiter, strict=True)
    except csv.Error:
        at = _first_bad_line(text, delimiter)
        found.add(
            "error",
            place,
            "quoting",
            "hermetegn er ikke lukket, eller står midt i en celle",
            rows=[at],
            action="Eksporter på nytt, eller doble hermetegnene i cellen.",
        )
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


def _overlong(table: RawTable, found: Findings) -> bool:
    """Report rows with more filled cells than there are headers: a delimiter inside a cell without quotes."""
    last = max((c for c, header in enumerate(table.headers) if header), default=-1)
    beyond = range(last + 1, len(table.headers))
    if not beyond:
        return False
    rows = table.rows[np.logical_or.reduce([table.cells[c].notna().to_numpy() for c in beyond])]
    if not rows.size:
        return False
    found.add(
        "error",
        table.place,
        "too_many_cells",
        f"rader har flere celler enn de {last + 1} overskriftene",
        rows=rows,
        action="Et skilletegn står trolig inne i en tekst. Eksporter med hermetegn rundt tekst.",
    )
    return True


def _read_large(
    data: bytes, place: Place, reader: Reader, dialect: Dialect, recognises: Recognises, found: Findings
) -> RawTable | None:
    """Read a large file by Arrow: the table the small way gives, with each column's texts held once."""
    sample = data[:SAMPLE].decode(dialect.encoding.codec, errors="replace")
    lines = _parse(sample, dialect.delimiter, strict=False)[:-1]
    number = reader.header_row - 1 if reader.header_row else find_header(lines, recognises)
    if number is None or number >= len(lines):
        found.add(
            "error",
            place,
            "no_header",
            "fant ingen overskriftsrad",
            action="Skriv header_row for kilden i project.yml.",
        )
        return None
    report_titles(lines[:number], place, found)
    headers = headers_of(Grid(lines), number)
    broken: list[tuple[int, str]] = []
    try:
        unused = frozenset(c for c, header in enumerate(headers) if not recognises(header))
        arrow = _arrow_table(data, dialect, number, len(headers), unused, broken)
    except pa.ArrowInvalid:
        found.add(
            "error",
            place,
            "quoting",
            "filen kunne ikke deles i rader: hermetegn er trolig ikke lukket",
            action="Eksporter filen på nytt.",
        )
        return None
    rows = np.arange(number + 2, number + 2 + arrow.num_rows + len(broken), dtype=np.int64)
    if broken:
        missing = np.array([row for row, _ in broken], dtype=np.int64)
        rows = np.setdiff1d(rows, missing, assume_unique=True)
        arrow, rows = _mended(arrow, rows, broken, dialect.delimiter, place, found)
    columns = {c: _column(arrow.column(c)) for c in range(len(headers))}
    del arrow
    return without_extras(RawTable(place, tuple(headers), pd.DataFrame(columns), rows, number + 1), found)


def _arrow_table(
    data: bytes,
    dialect: Dialect,
    skip: int,
    width: int,
    unused: frozenset[int],
    broken: list[tuple[int, str]],
) -> pa.Table:
    def keep_for_later(row: arrow_csv.InvalidRow) -> str:
        broken.append((row.number, row.text))
        return "skip"

    names = [str(c) for c in range(width)]
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(
            skip_rows=skip + 1,
            column_names=names,
            encoding=dialect.encoding.codec.replace("-sig", ""),
            use_threads=False,
            block_size=1 << 24,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter,
            newlines_in_values=b'"' in data,
            ignore_empty_lines=False,
            invalid_row_handler=keep_for_later,
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types={
                n: pa.string() if int(n) in unused else pa.dictionary(pa.int32(), pa.string()) for n in names
            },
            strings_can_be_null=True,
            null_values=[""],
        ),
    )


def _mended(
    arrow: pa.Table,
    rows: np.ndarray,
    broken: Sequence[tuple[int, str]],
    delimiter: str,
    place: Place,
    found: Findings,
) -> tuple[pa.Table, np.ndarray]:
    """Put rows with too few cells back in their place; report those with too many."""
    width = arrow.num_columns
    parsed = [(row, next(csv.reader([text], delimiter=delimiter), [])) for row, text in broken]
    long = [row for row, line in parsed if len(line) > width and any(line[width:])]
    if long:
        found.add(
            "error",
            place,
            "too_many_cells",
            f"rader har flere celler enn de {width} overskriftene",
            rows=long,
            action="Et skilletegn står trolig inne i en tekst. Eksporter med hermetegn rundt tekst.",
        )
    padded = [[*line, *[""] * width][:width] for _, line in parsed]
    extra = pa.table(
        {str(c): pa.array([line[c] or None for line in padded], pa.string()) for c in range(width)}
    ).cast(arrow.schema)
    both = pa.concat_tables([arrow, extra]).unify_dictionaries()
    numbers = np.concatenate([rows, [row for row, _ in parsed]])
    order = np.argsort(numbers, kind="stable")
    return both.take(pa.array(order)), numbers[order]


def _column(chunks: pa.ChunkedArray) -> pd.Series:
    if not pa.types.is_dictionary(chunks.type):
        return pd.Series(pd.array(chunks, dtype="str"))
    if chunks.num_chunks > 1:
        chunks = chunks.unify_dictionaries()
    codes = np.concatenate(
        [chunk.indices.fill_null(-1).to_numpy(zero_copy_only=False) for chunk in chunks.chunks]
        or [np.empty(0, np.int32)]
    )
    return retidied(codes, chunks.chunk(0).dictionary if chunks.num_chunks else [])
