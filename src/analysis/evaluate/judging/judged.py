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
from analysis.evaluate.judging.verdict import Decision, Evidence, decide
from analysis.evaluate.measures import KNOWN_FLATS, Computed
from analysis.params import Indicator, Plan, Questionnaire, Study

Floats = NDArray[np.float64]
DOMINATES = 0.5
"""Share of the events from which one flat is said to dominate."""
GREAT_WITHIN = 1e-9
"""Rounding by which a tenant's change may miss the limit of a great one and still reach it."""


@dataclass(frozen=True)
class Judgement:
    """What is concluded for one deciding outcome, or only adjusted for an exploratory one, in all."""

    p_adjusted: float
    smallest_p_adjusted: float
    p_zero_adjusted: float
    smallest_p_flats_adjusted: float
    low: float
    high: float
    level_attained: float
    verdict: str
    verdict_rule: str
    uncertain: bool
    n_great: int

    @property
    def could_have_shown(self) -> bool:
        """Whether the data could have shown anything at all."""
        return not self.verdict_rule.startswith("1.")


def judge(study: Study, computed: Mapping[str, Computed]) -> dict[str, Judgement]:
    """Adjust p in families, and apply the rules to every deciding outcome computed and measured.

    Rates whose flats are too little known cannot decide and take no part in the adjustment.
    """
    plan = study.plan
    asked = [*plan.deciding, *(i for i in plan.explored if i in plan.tested)]
    measured = {i.id: i for i in asked if i.id in computed and not computed[i.id].whole["unmeasured"]}
    whole = {name: computed[name].whole for name in measured}
    able = {name: row for name, row in whole.items() if not row.get("known_flats", 1.0) < KNOWN_FLATS}
    changes = {name: found.changes for name in measured if (found := computed[name]).changes is not None}
    within = adjusted(able, changes, plan)
    return {
        name: _judged(indicator, computed[name], within.get(name, Adjusted()), plan)
        for name, indicator in measured.items()
    }


def _judged(indicator: Indicator, found: Computed, within: Adjusted, plan: Plan) -> Judgement:
    row = dict(found.whole)
    if found.interval is not None and indicator.declared.counts == "events":
        level = 1 - (1 - plan.level) / within.tests
        low, high = found.interval(level)
        row |= {"low": low, "high": high, "level_attained": level}
    evidence = evidence_of(row, within, indicator, found.changes, plan)
    decides = indicator in plan.deciding
    said = decide(evidence, plan) if decides else Decision("beskrivelse", "explores")
    return Judgement(
        p_adjusted=within.p,
        smallest_p_adjusted=within.smallest,
        p_zero_adjusted=within.zero,
        smallest_p_flats_adjusted=within.smallest_flats,
        low=float(row["low"]),
        high=float(row["high"]),
        level_attained=float(row["level_attained"]),
        verdict=said.verdict,
        verdict_rule=said.rule,
        uncertain=said.size_uncertain,
        n_great=evidence.n_great,
    )


def with_verdicts(rows: pd.DataFrame, judgements: Mapping[str, Judgement], study: Study) -> pd.DataFrame:
    """Add adjusted p, ``verdict``, ``verdict_rule`` and ``warnings`` to all rows.

    Only outcomes that decide a goal get a word, for all places together. What supports, explores or was done
    is described; what is not measured is so in any role.
    """
    measured = rows["unmeasured"].to_numpy(dtype=object) == ""
    rule = np.where(rows["place"] == "all", rows["role"], "address")
    out = rows.assign(
        verdict=np.where(measured, "beskrivelse", "ikke_maalt").astype(object),
        verdict_rule=np.where(measured, rule, "unmeasured").astype(object),
        uncertain=False,
    )
    judged = ((out["place"] == "all") & out["indicator"].isin(judgements)).to_numpy()
    for name in Judgement.__dataclass_fields__ if judged.any() else ():
        values = [getattr(judgements[i], name) for i in out.loc[judged, "indicator"]]
        out.loc[judged, name] = values
    tested = out["role"].isin(("decides", "supports", "explores"))
    for name in ("p", "p_mid", "smallest_p"):
        out[name] = out[name].where(tested)
    return out.assign(warnings=_warnings(out, study))


def evidence_of(
    row: Mapping[str, Any], within: Adjusted, indicator: Indicator, change: Floats | None, plan: Plan
) -> Evidence:
    """Gather what the verdict rests on from an indicator's estimates and its p within the family."""
    declared, important = indicator.declared, indicator.important_change
    events = declared.counts == "events"
    great, paired = plan.important_for_one(indicator), change is not None
    groups = [int(row[name]) for name in ("n_before", "n_after")] if not events else []
    return Evidence(
        ratio=declared.estimate_type == "ratio",
        wanted_up=indicator.direction == "higher",
        important=math.nan if important is None else important,
        low=float(row["low"]),
        high=float(row["high"]),
        p=float(row["p"]),
        p_adjusted=within.p,
        smallest_p_adjusted=within.smallest,
        p_zero_adjusted=within.zero,
        smallest_p_flats_adjusted=within.smallest_flats,
        p_each=tuple(float(row[name]) for name in ("p_exact", "p_months", "p_flats") if name in row),
        enough_months=bool(row["enough_months"]) if events else True,
        enough_known_flats=not events or float(row["known_flats"]) >= KNOWN_FLATS,
        n_pairs=int(row["n_pairs"]) if paired else 0,
        n_changed=int(row["n_pairs"] - row["n_same"]) if paired else 0,
        n_great=0 if change is None else int((np.abs(change) >= great * (1 - GREAT_WITHIN)).sum()),
        minimum=indicator.minimum,
        basis=int(row["events_before"] + row["events_after"] if events else row.get("n_pairs", min(groups))),
        lost_share=math.nan if events else float(row.get("lost_share", math.nan)),
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
        "boliger_ukjent": rows.get("known_flats", nothing) < KNOWN_FLATS,
        "like_kalendermaaneder": rows.get("months_matched", nothing) == True,  # noqa: E712 (missing elsewhere)
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
