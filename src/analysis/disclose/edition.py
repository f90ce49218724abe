"""What one edition may show: the same tables, with what may not be shown hidden."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from analysis.params import Edition


@dataclass(frozen=True)
class Disclosed:
    """An evaluation as one edition may show it; nothing downstream sees more.

    Every frame has the columns of the evaluation's frame of the same name plus ``hidden`` (bool)
    and ``hidden_reason`` (id; empty when shown). A hidden row's figures are missing.
    """

    edition: Edition
    place_names: dict[str, str]
    """Place id → what this edition calls it."""
    results: pd.DataFrame
    """In public also ``before_public``, ``after_public``, ``basis_public`` and ``word_public``: texts printed
    in place of a figure, empty where the figure itself is printed."""
    answers: pd.DataFrame
    """Counts per step ``value_low`` (= ``value_high``); hidden in public."""
    monthly: pd.DataFrame
    """Counts from ``month`` (first day) on over ``months`` months: 1; in public half a year or a window."""
    flow: pd.DataFrame
    measures: pd.DataFrame
    activities: pd.DataFrame
    goals: pd.DataFrame
    findings: pd.DataFrame
    corrections: pd.DataFrame
    cases: pd.DataFrame
    sensitivity: pd.DataFrame
    claims: pd.DataFrame
    planning: pd.DataFrame
    comparison: pd.DataFrame
    plan: pd.DataFrame
    repairs: pd.DataFrame
    themes: pd.DataFrame


def hide(frame: pd.DataFrame, rows: pd.Series, columns: list[str], reason: str) -> pd.DataFrame:
    """Return a copy in which `columns` of the chosen `rows` are missing and the rows marked.

    Parameters
    ----------
    frame
        A frame with or without the columns ``hidden`` and ``hidden_reason``.
    rows
        Boolean mask over the frame's index.
    columns
        Columns to make missing; a column the frame lacks is skipped.
    reason
        Id of the rule, printed through the labels of the report.

    Examples
    --------
    >>> import pandas as pd
    >>> cells = pd.DataFrame({"place": ["a", "b"], "n": [2, 9]})
    >>> hide(cells, cells["n"] < 5, ["n"], "few_people")[["n", "hidden", "hidden_reason"]]
         n  hidden hidden_reason
    0  NaN    True    few_people
    1  9.0   False
    """
    out = marked(frame)
    for column in columns:
        if column in out:
            out[column] = out[column].where(~rows)
    out.loc[rows & ~out["hidden"], "hidden_reason"] = reason
    out["hidden"] = out["hidden"] | rows
    return out


def marked(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a copy with ``hidden`` and ``hidden_reason``, nothing hidden yet."""
    out = frame.copy()
    if "hidden" not in out:
        out["hidden"] = False
        out["hidden_reason"] = ""
    return out
