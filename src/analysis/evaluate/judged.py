"""Verdicts, reasons and warnings put beside the estimates of every indicator."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.reasons import AT_ADDRESS, PROCESS, reason
from analysis.evaluate.verdict import Evidence, decide
from analysis.params import Index, Indicator, ItemMeasure, Plan, Questionnaire, Rate, Study

Floats = NDArray[np.float64]
DOMINATES = 0.5
"""Share of the events from which one flat is said to dominate."""


def with_verdicts(rows: pd.DataFrame, changes: dict[str, Floats], study: Study) -> pd.DataFrame:
    """Add ``verdict``, ``verdict_rule``, ``verdict_reason`` and ``warnings`` to the rows of all indicators.

    Addresses, untested families and measures are described. What is not measured says why, in either role.

    Parameters
    ----------
    rows
        All indicators and places, with ``unmeasured``, adjusted p and estimates.
    changes
        Indicator → change per tenant, for measures per tenant.
    """
    tested = {family.id for family in study.plan.families if family.tested}
    described = np.where(rows["family"].isin(tested), AT_ADDRESS, PROCESS)
    unmeasured = rows["unmeasured"].astype(str)
    out = rows.assign(
        verdict=np.where(unmeasured != "", "ikke_maalt", "beskrivelse"),
        verdict_rule=np.where(unmeasured != "", "unmeasured", "described"),
        verdict_reason=np.where(unmeasured != "", unmeasured, described),
    )
    indicators = {indicator.id: indicator for indicator in study.plan.indicators}
    judged = (out["place"] == "all") & (unmeasured == "")
    judged &= out["family"].isin(tested) & out["p"].notna()
    decided = []
    for _, row in out[judged].iterrows():
        indicator = indicators[row["indicator"]]
        evidence = evidence_of(row, indicator, changes.get(indicator.id))
        decision = decide(evidence, study.plan)
        said = reason(decision, evidence, study.plan)
        decided.append((decision.verdict, decision.rule, said, decision.size_uncertain))
    columns = ["verdict", "verdict_rule", "verdict_reason", "uncertain"]
    found = pd.DataFrame(decided, columns=columns, index=out.index[judged])
    out = out.assign(uncertain=False)
    out.loc[judged, columns] = found
    return out.assign(warnings=_warnings(out, study))


def evidence_of(row: pd.Series, indicator: Indicator, change: Floats | None) -> Evidence:
    """Gather what the verdict rests on from a row of estimates."""
    measure, important = indicator.measure, indicator.important_change
    rate = isinstance(measure, Rate)
    limit = math.inf if important is None else important
    changed = 0 if change is None else int((np.abs(change) >= limit).sum())
    return Evidence(
        kind=measure.type,
        ratio=rate,
        wanted_up=indicator.direction == "higher",
        important=math.nan if important is None else important,
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        p_adjusted=float(row["p_adjusted"]),
        smallest_p_adjusted=float(row["smallest_p_adjusted"]),
        p_zero_adjusted=float(row["p_zero_adjusted"]),
        p_months=float(row["p_months"]) if rate else math.nan,
        enough_months=bool(row["enough_months"]) if rate else True,
        n_pairs=0 if rate else int(row["n_pairs"]),
        n_same=0 if rate else int(row["n_same"]),
        n_important=changed,
        minimum=indicator.minimum,
        basis=int(row["events_before"] + row["events_after"] if rate else row["n_pairs"]),
        n_baseline=0 if rate else int(row["n_baseline"]),
        lost_share=math.nan if rate else float(row["lost_share"]),
    )


def _warnings(rows: pd.DataFrame, study: Study) -> pd.Series:
    """Join the warnings that hold for each row with «;», in a fixed order."""
    incomplete = incomplete_indicators(study.plan, study.questionnaire)
    nothing = pd.Series(np.nan, index=rows.index)
    measured = rows["verdict"] != "ikke_maalt"
    holds = {
        "ufullstendig_sporsmal": rows["indicator"].isin(incomplete),
        "overspredning": rows.get("p_dispersion", nothing) <= study.plan.alpha,
        "en_bolig_dominerer": rows.get("largest_flat_share", nothing) > DOMINATES,
        "hendelser_uten_utleie": rows.get("n_exposure_lost", nothing) > 0,
        "mange_uten_par": (rows.get("lost_share", nothing) > study.plan.max_lost_share) & measured,
        "median_ikke_naadd": (rows["measure"] == "duration") & rows[["before", "after"]].isna().any(axis=1),
        "storrelse_usikker": rows["uncertain"],
    }
    text = pd.Series("", index=rows.index)
    for name, where in holds.items():
        text = text.where(~where.fillna(False).astype(bool), text + ";" + name)
    return text.str.removeprefix(";")


def incomplete_indicators(plan: Plan, questionnaire: Questionnaire) -> set[str]:
    """Find the indicators that rest on a statement known only in part."""
    cut = {item.id for item in questionnaire.items if item.incomplete}
    found = set()
    for indicator in plan.indicators:
        measure = indicator.measure
        items = measure.items if isinstance(measure, Index) else ()
        items = (measure.item,) if isinstance(measure, ItemMeasure) else items
        if cut.intersection(items):
            found.add(indicator.id)
    return found
