"""What has been claimed about the project, held against the results."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, assert_never

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables, absent
from analysis.evaluate.measures._registers import running_on
from analysis.params import Claim, Study, Window
from analysis.params.claims import Change, MoversGranted, Unrecorded, Value

Status = Literal["holds", "not_shown", "contradicted", "no_data"]
Row = Mapping[str, Any]
"""A row of the results table, all places together."""
OPPOSITE = {"lower": "higher", "higher": "lower"}
COLUMNS = {
    "claim": "str",
    "indicator": "str",
    "status": "str",
    "grounds": "str",
    "n_people": "Int64",
    "n_with": "Int64",
}
"""Columns of ``claims``. ``grounds`` says what the answer stands on: ``change`` or ``value`` (figures of the
indicator), ``movers`` (of ``n_people`` who moved, ``n_with`` have a decision), or why there is no answer:
``before_project``, ``unrecorded``, ``no_registers``, ``no_movers``, ``unmeasured``."""


def claims_table(study: Study, tables: Tables, shared: Basis, results: pd.DataFrame) -> pd.DataFrame:
    """Check every claim against the results: one row per claim, see `COLUMNS`."""
    records = results[results["place"] == "all"].to_dict("records")
    whole = {str(row["indicator"]): {str(k): v for k, v in row.items()} for row in records}
    rows = [{"claim": c.id, **_checked(c, whole, study, tables, shared)} for c in study.claims]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    text = [name for name, kind in COLUMNS.items() if kind == "str"]
    table[text] = table[text].astype(object).fillna("")
    return table.astype(COLUMNS)


def _checked(
    claim: Claim, whole: Mapping[str, Row], study: Study, tables: Tables, shared: Basis
) -> dict[str, object]:
    """Give the status of one claim and what it stands on."""
    check = claim.check
    if study.period.after.end < study.project.start:
        return {"status": "no_data", "grounds": "before_project"}
    match check:
        case MoversGranted():
            return movers_granted(study, tables, shared)
        case Unrecorded():
            return {"status": "no_data", "grounds": "unrecorded"}
        case Change():
            return {"indicator": check.indicator, **changed(check, whole[check.indicator])}
        case Value():
            return {"indicator": check.indicator, **reached(check, whole[check.indicator])}
        case _:
            assert_never(check)


def changed(check: Change, row: Row) -> dict[str, object]:
    """Whether an indicator changed as claimed.

    An outcome that decides a goal answers by its word: better or worse in the claimed direction holds; in the
    other, or unchanged, contradicts; all else is not shown. An outcome without a word shows nothing, and what
    was done or surrounds the project answers by the count.
    """
    verdict = row["verdict"]
    if verdict == "ikke_maalt":
        return {"status": "no_data", "grounds": "unmeasured"}
    status: Status = "not_shown"
    if verdict == "beskrivelse" and row["verdict_rule"] in ("activity", "context"):
        moved = row["after"] - row["before"]
        if np.isnan(moved):
            status = "no_data"
        else:
            wanted = moved < 0 if check.says == "lower" else moved > 0
            status = "holds" if wanted else "contradicted"
    elif verdict == "uendret":
        status = "contradicted"
    elif verdict in ("bedring", "forverring"):
        went = row["direction"] if verdict == "bedring" else OPPOSITE[row["direction"]]
        status = "holds" if went == check.says else "contradicted"
    return {"status": status, "grounds": "change"}


def reached(check: Value, row: Row) -> dict[str, object]:
    """Whether the value after is below, or at least, what is claimed."""
    if row["verdict"] == "ikke_maalt" or np.isnan(row["after"]):
        return {"status": "no_data", "grounds": "unmeasured"}
    value = float(row["after"])
    holds = value < check.below if check.below is not None else value >= float(check.at_least or 0)
    return {"status": "holds" if holds else "contradicted", "grounds": "value"}


def movers_granted(study: Study, tables: Tables, shared: Basis) -> dict[str, object]:
    """Whether all baseline tenants with a new address at the end have a running decision on services."""
    if absent(study, tables, "services") or absent(study, tables, "residents"):
        return {"status": "no_data", "grounds": "no_registers", "n_people": 0}
    people = shared.people
    movers = people.keys[people.in_project & people.moved & ~people.gone]
    if not len(movers):
        return {"status": "no_data", "grounds": "no_movers", "n_people": 0}
    end = study.period.after.end
    running = running_on(tables.services, Window(start=end, end=end))
    granted = int(movers.isin(running["person"]).sum())
    status: Status = "holds" if granted == len(movers) else "contradicted"
    return {"status": status, "grounds": "movers", "n_people": len(movers), "n_with": granted}
