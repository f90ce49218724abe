"""Verdicts, reasons and warnings put beside the estimates of every indicator."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.judging.families import Adjusted, adjusted
from analysis.evaluate.judging.verdict import Evidence, decide
from analysis.evaluate.measures import Computed
from analysis.params import Indicator, Plan, Questionnaire, Study

Floats = NDArray[np.float64]
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
    uncertain: bool
    n_important: int


def judge(study: Study, computed: Mapping[str, Computed]) -> dict[str, Judgement]:
    """Adjust p in families and apply the rules to every tested and measured indicator computed."""
    measured = {
        i.id: (i, computed[i.id])
        for i in study.plan.tested
        if i.id in computed and not computed[i.id].whole["unmeasured"]
    }
    whole = {name: found.whole for name, (_, found) in measured.items()}
    changes = {name: found.changes for name, (_, found) in measured.items() if found.changes is not None}
    judged = {}
    for name, within in adjusted(whole, changes, study.plan).items():
        evidence = evidence_of(whole[name], within, measured[name][0], changes.get(name))
        found = decide(evidence, study.plan)
        judged[name] = Judgement(
            *within, found.verdict, found.rule, found.size_uncertain, evidence.n_important
        )
    return judged


def with_verdicts(rows: pd.DataFrame, judgements: Mapping[str, Judgement], study: Study) -> pd.DataFrame:
    """Add adjusted p, ``verdict``, ``verdict_rule`` and ``warnings`` to all rows.

    Addresses, untested families and measures are described. What is not measured is so in either role.
    """
    measured = rows["unmeasured"].to_numpy(dtype=object) == ""
    out = rows.assign(
        verdict=np.where(measured, "beskrivelse", "ikke_maalt").astype(object),
        verdict_rule=np.where(measured, "described", "unmeasured").astype(object),
        uncertain=False,
    )
    judged = ((out["place"] == "all") & out["indicator"].isin(judgements)).to_numpy()
    for name in Judgement.__dataclass_fields__ if judged.any() else ():
        values = [getattr(judgements[i], name) for i in out.loc[judged, "indicator"]]
        out.loc[judged, name] = values
    for name in ("p", "p_mid", "smallest_p"):
        out[name] = out[name].where(judged)
    return out.assign(warnings=_warnings(out, study))


def evidence_of(
    row: Mapping[str, Any], within: Adjusted, indicator: Indicator, change: Floats | None
) -> Evidence:
    """Gather what the verdict rests on from an indicator's estimates and its p within the family."""
    declared, important = indicator.declared, indicator.important_change
    events = declared.counts == "events"
    limit = math.inf if important is None else important
    return Evidence(
        coarse=declared.coarse,
        ratio=declared.estimate_type == "ratio",
        wanted_up=indicator.direction == "higher",
        important=math.nan if important is None else important,
        estimate=float(row["estimate"]),
        low=float(row["low"]),
        high=float(row["high"]),
        p_adjusted=within.p,
        smallest_p_adjusted=within.smallest,
        p_zero_adjusted=within.zero,
        p_months=float(row["p_months"]) if events else math.nan,
        enough_months=bool(row["enough_months"]) if events else True,
        n_pairs=0 if events else int(row["n_pairs"]),
        n_same=0 if events else int(row["n_same"]),
        n_important=0 if change is None else int((np.abs(change) >= limit).sum()),
        minimum=indicator.minimum,
        basis=int(row["events_before"] + row["events_after"] if events else row["n_pairs"]),
        lost_share=math.nan if events else float(row["lost_share"]),
    )


def _warnings(rows: pd.DataFrame, study: Study) -> pd.Series:
    """Join the warnings that hold for each row with «;», in a fixed order."""
    incomplete = incomplete_indicators(study.plan, study.questionnaire)
    nothing = pd.Series(np.nan, index=rows.index)
    measured = rows["verdict"] != "ikke_maalt"
    shown = rows["verdict"].isin(("bedring", "forverring"))
    holds = {
        "ufullstendig_sporsmal": rows["indicator"].isin(incomplete),
        WEAK_MONTHS: shown & (rows.get("p_months_adjusted", nothing) > study.plan.alpha),
        "overspredning": rows.get("p_dispersion", nothing) <= study.plan.alpha,
        "en_bolig_dominerer": rows.get("largest_flat_share", nothing) > DOMINATES,
        "hendelser_uten_utleie": rows.get("n_exposure_lost", nothing) > 0,
        "mange_uten_par": (rows.get("lost_share", nothing) > study.plan.max_lost_share) & measured,
        "median_ikke_naadd": rows.get("median_missing", nothing) == True,  # noqa: E712 (missing elsewhere)
        "storrelse_usikker": rows["uncertain"],
    }
    text = pd.Series("", index=rows.index)
    for name, where in holds.items():
        text = text.where(~where.astype(bool), text + ";" + name)
    return text.str.removeprefix(";")


def incomplete_indicators(plan: Plan, questionnaire: Questionnaire) -> set[str]:
    """Find the indicators that rest on a statement known only in part."""
    cut = {item.id for item in questionnaire.items if item.incomplete}
    return {i.id for i in plan.indicators if cut.intersection(i.measure.names.get("item", ()))}
