"""Parquet files read by distinct value; a column of a type no cell can have is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.clean.files.budget import columns, fits
from analysis.clean.files.cells import RawTable, retidied
from analysis.clean.files.grid import MAX_COLUMNS
from analysis.clean.files.layout import Recognises, without_extras
from analysis.clean.files.workbook import cell_text
from analysis.clean.findings import Findings, Place

LARGE_ROWS = 1_000_000
"""Rows from which a column no target uses is kept as plain text."""


def read_parquet(
    data: bytes, place: Place, recognises: Recognises, allowed_mb: int, found: Findings
) -> list[RawTable]:
    """Read the bytes of a Parquet file into a table, or add errors and return none."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        if _beyond(file.metadata, allowed_mb, place, found):
            return []
        large = file.metadata.num_rows > LARGE_ROWS
        texts = [
            f.name
            for f in file.schema_arrow
            if pa.types.is_string(f.type) and (recognises(f.name) or not large)
        ]
        if _nested(file.schema_arrow, place, found):
            return []
        arrow = pq.ParquetFile(pa.BufferReader(data), read_dictionary=texts).read()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OSError):
        found.add(
            "error",
            place,
            "broken_parquet",
            "Parquet-filen er skadet eller ufullstendig",
            action="Hent eksporten på nytt.",
        )
        return []
    found.add("info", place, "dialect", "lest som Parquet; første rad med data er kalt rad 2")
    cells_of: dict[int, pd.Series] = {}
    for number, name in enumerate(arrow.column_names):
        column = arrow.column(number)
        plain = large and not recognises(name) and pa.types.is_string(column.type)
        try:
            cells_of[number] = pd.Series(pd.array(column, dtype="str")) if plain else _column(column)
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, OverflowError):
            found.add(
                "error",
                place,
                "unreadable_column",
                f"kolonnen har verdier som ikke kan leses (slag: {column.type})",
                column=" ".join(name.split()),
                action="Lagre kolonnen som tekst, tall eller dato.",
            )
    if len(cells_of) < arrow.num_columns:
        return []
    rows = np.arange(2, arrow.num_rows + 2, dtype=np.int64)
    headers = tuple(" ".join(str(name).split()) for name in arrow.column_names)
    cells = pd.DataFrame(cells_of, index=range(arrow.num_rows))
    return [without_extras(RawTable(place, headers, cells, rows, 1), recognises, found)]


def _beyond(metadata: pq.FileMetaData, allowed_mb: int, place: Place, found: Findings) -> bool:
    """Report more columns than any table has, or more cells or bytes than the budget allows."""
    wide = metadata.num_columns > MAX_COLUMNS
    if wide:
        found.add(
            "error",
            place,
            "too_many_columns",
            f"filen har {metadata.num_rows} rader og {metadata.num_columns} kolonner",
            action="Kontroller hvor filen kommer fra, eller del den.",
        )
        return True
    groups = (metadata.row_group(n) for n in range(metadata.num_row_groups))
    unpacked = sum(
        group.column(c).total_uncompressed_size for group in groups for c in range(group.num_columns)
    )
    needed = columns(metadata.num_rows, metadata.num_columns, unpacked)
    what = f"{metadata.num_rows} rader og {metadata.num_columns} kolonner"
    return not fits(needed, allowed_mb, place, found, what)


def _nested(schema: pa.Schema, place: Place, found: Findings) -> bool:
    """Report columns of lists or groups, which no cell can hold, before they are unpacked."""
    nested = [field.name for field in schema if pa.types.is_nested(field.type)]
    for name in nested:
        found.add(
            "error",
            place,
            "unreadable_column",
            "cellene i kolonnen er lister eller grupper av verdier",
            column=" ".join(name.split()),
            action="Lagre kolonnen som tekst, tall eller dato.",
        )
    return bool(nested)


def _column(column: pa.ChunkedArray) -> pd.Series:
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        column = column.cast(pa.large_string())
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    column = column.unify_dictionaries()
    combined = column.combine_chunks()
    combined = combined.chunk(0) if isinstance(combined, pa.ChunkedArray) else combined
    codes = combined.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    if pa.types.is_string(combined.dictionary.type) or pa.types.is_large_string(combined.dictionary.type):
        return retidied(codes, combined.dictionary)
    return retidied(codes, [None if v is None else cell_text(v) for v in combined.dictionary.to_pylist()])
