"""The declared shape of every raw table once its columns are named, checked before it is read further."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX
from analysis.clean.findings import Findings
from analysis.clean.wording import MAX_CELL
from analysis.source_kinds import Column, Kind

RULES = {
    "not_nullable": ("empty_cell", "celler er tomme, men må ha en verdi", FIX),
    "length": (
        "long_cell",
        f"celler har mer enn {MAX_CELL} tegn",
        "Et hermetegn mangler trolig. Eksporter filen på nytt.",
    ),
    "control": ("control_signs", "celler inneholder styretegn", "Eksporter filen på nytt."),
}
"""Rule of the schema → id, text and advice of the finding."""


def raw_schema(kind: Kind) -> pa.DataFrameSchema:
    """Return the schema of the records of a kind: text, filled where required, no longer than a cell."""
    return pa.DataFrameSchema(
        {target: _column(column) for target, column in kind.by_target.items()}, strict=False
    )


def _column(column: Column) -> pa.Column:
    return pa.Column(
        "category",
        checks=[pa.Check(_short, error="length"), pa.Check(_printable, error="control")],
        nullable=column.need != "filled",
        required=False,
    )


def _short(column: pd.Series) -> pd.Series:
    return _by_category(column, column.cat.categories.str.len() <= MAX_CELL)


def _printable(column: pd.Series) -> pd.Series:
    return _by_category(column, ~column.cat.categories.str.contains(r"[\x00-\x08\x0b-\x1f\x7f]", regex=True))


def _by_category(column: pd.Series, holds: np.ndarray) -> pd.Series:
    flags = np.append(np.asarray(holds, dtype=bool), True)
    return pd.Series(flags[column.cat.codes.to_numpy()], index=column.index)


def check_records(records: Records, found: Findings) -> None:
    """Add an error for every rule the records break, with file, column and rows."""
    try:
        raw_schema(records.source.declared).validate(records.cells, lazy=True)
    except SchemaErrors as errors:
        for (target, check), cases in errors.failure_cases.groupby(["column", "check"]):
            rule, text, action = RULES[str(check)]
            at = cases["index"].to_numpy(dtype=np.int64)
            found.add(
                "error",
                records.place,
                rule,
                text,
                column=records.header(str(target)),
                rows=records.rows[at],
                action=action,
            )
