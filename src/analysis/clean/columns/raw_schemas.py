"""What holds for every raw table once its columns are named, checked before it is read further."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import FIX
from analysis.clean.findings import Findings
from analysis.clean.wording import MAX_CELL

_CONTROL = r"[\x00-\x08\x0b-\x1f\x7f]"
RULES = {
    "control": ("control_signs", "celler inneholder styretegn", "Eksporter filen på nytt."),
    "length": (
        "long_cell",
        f"celler har mer enn {MAX_CELL} tegn",
        "Et hermetegn mangler trolig. Eksporter filen på nytt.",
    ),
    "empty": ("empty_cell", "celler er tomme, men må ha en verdi", FIX),
}
"""Rule → id, text and advice of the finding, in the order they are listed."""


def check_records(records: Records, found: Findings) -> None:
    """Add an error for every rule the records break, with file, column and rows.

    Text has no control signs and is no longer than a cell, and a column that must be filled is.
    """
    declared = records.source.declared.by_target
    for target in sorted(declared.keys() & set(records.cells)):
        broken = _broken(records.cells[target], filled=declared[target].need == "filled")
        for name, (rule, text, action) in RULES.items():
            if broken[name].any():
                found.add(
                    "error",
                    records.place,
                    rule,
                    text,
                    column=records.header(target),
                    rows=records.rows[broken[name]],
                    action=action,
                )


def _broken(column: pd.Series, *, filled: bool) -> dict[str, npt.NDArray[np.bool_]]:
    """Return rule → whether each row breaks it."""
    texts, codes = column.cat.categories.str, column.cat.codes.to_numpy()
    empty = codes < 0
    return {
        "control": np.append(texts.contains(_CONTROL, regex=True), False)[codes],
        "length": np.append(texts.len() > MAX_CELL, False)[codes],
        "empty": empty & filled,
    }
