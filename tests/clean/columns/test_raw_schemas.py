from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.raw_schemas import check_records
from analysis.clean.findings import Findings
from analysis.clean.wording import MAX_CELL
from analysis.params import Source

from ..conftest import HERE, INCIDENTS


def listed(**cells: list[str | None]) -> list[list[str]]:
    """Rule, column and rows of what is found in these cells, which begin on row 2."""
    columns = {target: pd.Series(texts, dtype="str").astype("category") for target, texts in cells.items()}
    frame = pd.DataFrame(columns)
    source = Source.model_validate({"reader": {}, **INCIDENTS}, strict=False)
    found = Findings()
    rows, headers = np.arange(2, len(frame) + 2), {target: target for target in cells}
    check_records(Records(source, HERE, frame, rows, headers, frame[[]]), found)
    assert set(found.frame()["severity"]) <= {"error"}
    return found.frame()[["rule", "column", "rows"]].to_numpy().tolist()


def test_control_signs_long_and_empty_cells_are_listed_by_column_with_their_rows() -> None:
    long = "x" * (MAX_CELL + 1)
    assert listed(
        kind=["Tagging", "\x07", None, "a\x07"],
        date=[None, "08.01.2024", None, "08.01.2024"],
        flat=["H0101", long, None, long + "\x7f"],
    ) == [
        ["empty_cell", "date", "2, 4"],
        ["control_signs", "flat", "5"],
        ["long_cell", "flat", "3, 5"],
        ["control_signs", "kind", "3, 5"],
        ["empty_cell", "kind", "4"],
    ]


def test_a_line_break_a_full_cell_and_an_empty_cell_that_may_be_empty_are_no_errors() -> None:
    assert listed(kind=["a\nb\tc"], date=["08.01.2024"], reported_by=["x" * MAX_CELL], flat=[None]) == []
