"""SPSS files (.sav), read by pyreadstat where the extra ``spss`` is installed: labels are answers."""

from __future__ import annotations

import importlib
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd

from analysis.clean.files.budget import columns, fits
from analysis.clean.files.cells import RawTable, categorical
from analysis.clean.files.grid import MAX_COLUMNS
from analysis.clean.files.layout import Recognises, without_extras
from analysis.clean.files.workbook import cell_text
from analysis.clean.findings import Findings, Place

SIGNATURES = (b"$FL2", b"$FL3")


def read_spss(
    path: Path, place: Place, recognises: Recognises, allowed_mb: int, found: Findings
) -> list[RawTable]:
    """Read a SPSS file into a table, or add an error and return none.

    A value with a label is that label, also one declared as missing («Vet ikke»). A column is called by its
    name, or by its label where that is what is expected.
    """
    reader = _reader()
    if reader is None:
        found.add(
            "error",
            place,
            "unknown_format",
            "SPSS-filer leses bare med tillegget spss",
            action="Installer det (pip install pyreadstat), eller eksporter svarene som CSV eller Excel.",
        )
        return []
    try:
        _, told = reader.read_sav(str(path), metadataonly=True)
        rows, width = told.number_rows or 0, told.number_columns
        unpacked = rows * sum(told.variable_storage_width.values())
        if not fits(
            columns(rows, width, unpacked), allowed_mb, place, found, f"{rows} rader og {width} kolonner"
        ):
            return []
        frame, about = reader.read_sav(str(path), apply_value_formats=True, user_missing=True)
    except (reader.ReadstatError, ValueError, OSError):
        found.add(
            "error",
            place,
            "broken_spss",
            "SPSS-filen er skadet eller ufullstendig",
            action="Hent eksporten på nytt, eller eksporter svarene som CSV eller Excel.",
        )
        return []
    found.add("info", place, "dialect", "lest som SPSS; første rad med data er kalt rad 2")
    headers = tuple(
        " ".join((label if label and recognises(label) and not recognises(name) else name).split())
        for name, label in zip(about.column_names, about.column_labels, strict=True)
    )[:MAX_COLUMNS]
    cells = {n: _column(frame.iloc[:, n]) for n in range(len(headers))}
    numbers = np.arange(len(frame), dtype=np.int64) + 2
    table = RawTable(place, headers, pd.DataFrame(cells, index=range(len(numbers))), numbers, 1)
    return [without_extras(table, recognises, found)]


def _reader() -> ModuleType | None:
    try:
        return importlib.import_module("pyreadstat")
    except ImportError:
        return None


def _column(values: pd.Series) -> pd.Series:
    cells = values.astype(object)
    return categorical([None if pd.isna(cell) else cell_text(cell) or None for cell in cells])
