"""Large delimited files read by Arrow: the table the small way gives, with each column's texts held once."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as arrow_csv

from analysis.clean.files.cells import RawTable, retidied
from analysis.clean.files.dialect import SAMPLE, Dialect, parse_lines
from analysis.clean.files.grid import (
    Grid,
    find_header,
    headers_of,
    of_a_table,
    report_titles,
    report_uneven_rows,
    title_above,
    width_of,
)
from analysis.clean.files.layout import Recognises, without_extras
from analysis.clean.files.quotes import misquoted_row
from analysis.clean.findings import Findings, Place
from analysis.params import Reader

BLOCK = 1 << 24
"""Bytes Arrow parses at a time."""


def read_large(
    data: bytes, place: Place, reader: Reader, dialect: Dialect, recognises: Recognises, found: Findings
) -> RawTable | None:
    """Read a large file by Arrow: the table the small way gives, with each column's texts held once."""
    sample = data[:SAMPLE].decode(dialect.encoding.codec, errors="replace")
    lines = parse_lines(sample, dialect.delimiter, strict=False)[:-1]
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
    if not of_a_table(Grid(lines), [n for n, line in enumerate(lines) if any(line)], number, place, found):
        return None
    report_titles(lines[:number], place, found)
    headers = headers_of(Grid(lines), number)
    try:
        misquoted = misquoted_row(data, dialect)
    except UnicodeDecodeError:
        report_undecodable(place, dialect.encoding.label, [], found)
        return None
    if misquoted is not None:
        report_quoting(place, [misquoted], found)
        return None
    broken: list[tuple[int, str]] = []
    skip = _lines_through(sample, dialect.delimiter, number)
    unused = frozenset(c for c, header in enumerate(headers) if not recognises(header))
    try:
        arrow = _arrow_table(data, dialect, skip, len(headers), unused, broken)
    except pa.ArrowInvalid as error:
        if "UTF8" in str(error):
            report_undecodable(place, dialect.encoding.label, [], found)
        else:
            report_quoting(place, [], found)
        return None
    except UnicodeDecodeError:
        report_undecodable(place, dialect.encoding.label, [], found)
        return None
    rows = np.arange(number + 2, number + 2 + arrow.num_rows + len(broken), dtype=np.int64)
    short: list[int] = []
    surplus: list[int] = []
    broken = [(row - skip + number + 1, text) for row, text in broken]  # Arrow counts the lines it skipped
    if broken:
        missing = np.array([row for row, _ in broken], dtype=np.int64)
        rows = np.setdiff1d(rows, missing, assume_unique=True)
        parsed = [(row, _cells(row, text, dialect.delimiter, place, found)) for row, text in broken]
        short = [row for row, line in parsed if len(line) < width_of(headers)]
        surplus = [row for row, line in parsed if len(line) > len(headers) and not any(line[len(headers) :])]
        surplus = surplus if arrow.num_rows or len(surplus) < len(parsed) else []
        arrow, rows = _mended(arrow, rows, parsed, place, found)
    columns = {c: _column(arrow.column(c)) for c in range(len(headers))}
    del arrow
    title = title_above(lines[:number])
    table = RawTable(place, tuple(headers), pd.DataFrame(columns), rows, number + 1, title=title)
    table = without_extras(table, recognises, found)
    report_uneven_rows(table, np.array(short, dtype=np.int64), np.array(surplus, dtype=np.int64), found)
    return table


def _lines_through(sample: str, delimiter: str, row: int) -> int:
    """Return how many lines the file has up to the end of `row`: a quoted header may span several."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    for _ in range(row + 1):
        next(reader)
    return reader.line_num


def _arrow_table(
    data: bytes,
    dialect: Dialect,
    skip: int,
    width: int,
    unused: frozenset[int],
    broken: list[tuple[int, str]],
) -> pa.Table:
    """Read on all processors; with rows of too few or too many cells, on one, which knows their numbers."""

    def keep_for_later(row: arrow_csv.InvalidRow) -> str:
        broken.append((row.number, row.text))
        return "skip"

    try:
        return _parsed(data, dialect, skip, width, unused)
    except pa.ArrowInvalid:
        return _parsed(data, dialect, skip, width, unused, keep_for_later)


def _parsed(
    data: bytes,
    dialect: Dialect,
    skip: int,
    width: int,
    unused: frozenset[int],
    on_invalid: Callable[[arrow_csv.InvalidRow], str] | None = None,
) -> pa.Table:
    names = [str(c) for c in range(width)]
    return arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(
            skip_rows=skip,
            column_names=names,
            encoding=dialect.encoding.codec.replace("-sig", ""),
            use_threads=on_invalid is None,
            block_size=BLOCK,
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=dialect.delimiter,
            newlines_in_values=b'"' in data,
            ignore_empty_lines=False,
            invalid_row_handler=on_invalid,
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
    parsed: Sequence[tuple[int, list[str]]],
    place: Place,
    found: Findings,
) -> tuple[pa.Table, np.ndarray]:
    """Put rows with too few cells back in their place; report those with too many."""
    width = arrow.num_columns
    long = [row for row, line in parsed if len(line) > width and any(line[width:])]
    if long:
        found.add(
            "error",
            place,
            "too_many_cells",
            f"rader har flere celler enn de {width} i overskriftsraden",
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


def _cells(row: int, text: str, delimiter: str, place: Place, found: Findings) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), [])
    except csv.Error:
        report_quoting(place, [row], found)
        return []


def report_quoting(place: Place, rows: Sequence[int], found: Findings) -> None:
    """Add the error that quotes do not close."""
    found.add(
        "error",
        place,
        "quoting",
        "hermetegn er ikke lukket, eller står midt i en celle",
        rows=rows,
        action="Eksporter på nytt, eller doble hermetegnene i cellen.",
    )


def report_undecodable(place: Place, label: str, rows: Sequence[int], found: Findings) -> None:
    """Add the error that a file breaks the encoding it begins with."""
    found.add(
        "error",
        place,
        "encoding",
        f"filen begynner som {label}, men har tegn som ikke er det",
        rows=rows,
        action="Eksporter filen på nytt; den er trolig skadet eller satt sammen av flere.",
    )


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
