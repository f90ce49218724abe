"""«Samme som over» and ditto marks, read as the value above them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from analysis.clean.files.cells import distinct, retidied
from analysis.clean.findings import Findings
from analysis.comparing import fold

if TYPE_CHECKING:
    from analysis.clean.columns.mapping import Records

_SAME_AS_ABOVE = {
    "samme som over",
    "samme",
    "som over",
    "samme som ovenfor",
    "som ovenfor",
    "do",
    "ditto",
    "idem",
    "dito",
}
_DITTO_MARKS = {
    '"',
    "”",
    "“",
    "''",
    "„",
    '-"-',
    "-”-",
    "-“-",
    '--"--',
    "–”–",
    '–"–',
    "-||-",
    "--||--",
    "〃",
    ",,",
    '""',
}


def without_ditto(records: Records, found: Findings) -> Records:
    """Replace «samme som over» and ditto marks by the value above them."""
    cells = {str(target): column for target, column in records.cells.items()}
    for target, column in cells.items():
        codes, values = distinct(column)
        marks = [n for n, v in enumerate(values) if v in _DITTO_MARKS or fold(v) in _SAME_AS_ABOVE]
        ditto = np.isin(codes, marks) if marks else np.zeros(0, dtype=bool)
        if not ditto.any():
            continue
        at = np.where(ditto, -1, np.arange(len(codes)))
        above = np.maximum.accumulate(at)
        header = records.headers[target]
        if (above < 0).any():
            found.add(
                "error",
                records.place,
                "ditto_first",
                "«samme som over» uten noe over",
                column=header,
                rows=records.rows[above < 0],
                action="Skriv verdien ut.",
            )
        filled = np.where(above < 0, -1, codes[np.maximum(above, 0)])
        cells[target] = retidied(filled, values)
        found.add(
            "info",
            records.place,
            "ditto",
            "«samme som over» er lest som verdien over",
            column=header,
            rows=records.rows[ditto],
        )
    return replace(records, cells=pd.DataFrame(cells, index=records.cells.index))
