"""Verdicts, reasons and warnings put beside the estimates of every indicator."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.families import Adjusted, adjusted
from analysis.evaluate.reasons import AT_ADDRESS, PROCESS, reason
from analysis.evaluate.verdict import Evidence, decide
from analysis.params import Index, Indicator, ItemMeasure, Plan, Questionnaire, Rate, Study

Floats = NDArray[np.float64]
Whole = Mapping[str, Any]
"""Columns of one indicator for all places together, as plain values."""
WEAK_MONTHS = "maneder_uenige"
"""Warning of a rate called better or worse whose months do not agree once they are adjusted in the family."""
DOMINATES = 0.5
"""Share of the events from which one flat is said to dominate."""


@dataclass(frozen=True)
class Judgement:
    """What is concluded for one tested indicator, all places together."""

    p_adjusted: float
    smallest_p_adjusted: float
    p_zero_adjusted: float
    p_months_adjusted: float
    verdict: str
    verdict_rule: str
    verdict_reason: str
    uncertain: bool


def judge(study: Study, whole: Mapping[str, Whole], changes: Mapping[str, Floats]) -> dict[str, Judgement]:
    """Adjust p in families and apply the rules to every tested and measured indicator.

    Parameters
    ----------
    whole
        Indicator → its columns for all places together, with ``unmeasured`` (empty where it is measured).
    changes
        Indicator → change per tenant, for measures per tenant.
    """
    tested = {family.id for family in study.plan.families if family.tested}
    indicators = {i.id: i for i in study.plan.indicators if i.id in whole and i.family in tested}
    measured = {name: whole[name] for name in indicators if not whole[name]["unmeasured"]}
    found = {}
    for name, within in adjusted(measured, changes, study.plan).items():
        evidence = evidence_of(measured[name], within, indicators[name], changes.get(name))
        decision = decide(evidence, study.plan)
        said = reason(decision, evidence, study.plan)
        found[name] = Judgement(*within, decision.verdict, decision.rule, said, decision.size_uncertain)
    return found


def with_verdicts(rows: pd.DataFrame, judgements: Mapping[str, Judgement], study: Study) -> pd.DataFrame:
    """Add adjusted p, ``verdict``, ``verdict_rule``, ``verdict_reason`` and ``warnings`` to all rows.

    Addresses, untested families and measures are described. What is not measured says why, in either role.
    """
    tested = {family.id for family in study.plan.families if family.tested}
    described = np.where(rows["family"].isin(tested), AT_ADDRESS, PROCESS)
    unmeasured = rows["unmeasured"].to_numpy(dtype=object)
    measured = unmeasured == ""
    out = rows.assign(
        verdict=np.where(measured, "beskrivelse", "ikke_maalt").astype(object),
        verdict_rule=np.where(measured, "described", "unmeasured").astype(object),
        verdict_reason=np.where(measured, described, unmeasured).astype(object),
        uncertain=False,
    )
    judged = ((out["place"] == "all") & out["indicator"].isin(judgements)).to_numpy()
    for name in Judgement.__dataclass_fields__:
        values = [getattr(judgements[i], name) for i in out.loc[judged, "indicator"]]
        out.loc[judged, name] = values
    for name in ("p", "p_mid", "smallest_p"):
        out[name] = out[name].where(judged)
    return out.assign(warnings=_warnings(out, study))


def evidence_of(row: Whole, within: Adjusted, indicator: Indicator, change: Floats | None) -> Evidence:
    """Gather what the verdict rests on from an indicator's estimates and its p within the family."""
    measure, important = indicator.measure, indicator.important_change
    rate = isinstance(measure, Rate)
    ends = isinstance(measure, Rate) and measure.table == "tenancy_ends"
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
        p_adjusted=within.p,
        smallest_p_adjusted=within.smallest,
        p_zero_adjusted=within.zero,
        p_months=float(row["p_months"]) if rate else math.nan,
        enough_months=bool(row["enough_months"]) if rate else True,
        n_pairs=0 if rate else int(row["n_pairs"]),
        n_same=0 if rate else int(row["n_same"]),
        n_important=changed,
        minimum=indicator.minimum,
        basis=int(row["events_before"] + row["events_after"] if rate else row["n_pairs"]),
        n_baseline=0 if rate else int(row["n_baseline"]),
        lost_share=math.nan if rate else float(row["lost_share"]),
        counted=("avsluttet leieforhold", "avsluttede leieforhold") if ends else ("hendelse", "hendelser"),
    )


def _warnings(rows: pd.DataFrame, study: Study) -> pd.Series:
    """Join the warnings that hold for each row with «;», in a fixed order."""
    incomplete = incomplete_indicators(study.plan, study.questionnaire)
    nothing = pd.Series(np.nan, index=rows.index)
    measured = rows["verdict"] != "ikke_maalt"
    shown = (rows["measure"] == "rate") & rows["verdict"].isin(("bedring", "forverring"))
    holds = {
        "ufullstendig_sporsmal": rows["indicator"].isin(incomplete),
        WEAK_MONTHS: shown & (rows.get("p_months_adjusted", nothing) > study.plan.alpha),
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
