"""The one results table: its columns, and how rows get exactly these."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from analysis.params import Indicator, Plan, Study

Kind = Literal["text", "count", "number", "flag"]
COLUMNS: dict[str, Kind] = {
    "project": "text",
    "period": "text",
    "indicator": "text",
    "code": "text",
    "goal": "text",
    "name": "text",
    "unit": "text",
    "family": "text",
    "primary": "flag",
    "direction": "text",
    "measure": "text",
    "place": "text",
    "role": "text",
    "n_baseline": "count",
    "n_before": "count",
    "n_after": "count",
    "n_pairs": "count",
    "lost_moved": "count",
    "lost_missing": "count",
    "lost_not_invited": "count",
    "lost_share": "number",
    "months_before": "count",
    "months_after": "count",
    "events_before": "count",
    "events_after": "count",
    "exposure_before": "number",
    "exposure_after": "number",
    "flats_contributing": "count",
    "largest_flat_share": "number",
    "done": "count",
    "planned": "count",
    "before": "number",
    "after": "number",
    "estimate": "number",
    "estimate_type": "text",
    "low": "number",
    "high": "number",
    "level_attained": "number",
    "important_change": "number",
    "p": "number",
    "p_mid": "number",
    "p_adjusted": "number",
    "smallest_p": "number",
    "smallest_p_adjusted": "number",
    "p_zero_adjusted": "number",
    "p_exact": "number",
    "p_months": "number",
    "p_flats": "number",
    "known_flats": "number",
    "dispersion": "number",
    "p_dispersion": "number",
    "dispersion_flats": "number",
    "lag1": "number",
    "reliability": "number",
    "reliability_low": "number",
    "reliability_high": "number",
    "n_reliability": "count",
    "n_up": "count",
    "n_same": "count",
    "n_down": "count",
    "verdict": "text",
    "verdict_rule": "text",
    "sensitive": "flag",
    "n_choices": "count",
    "n_agree": "count",
    "n_powerless": "count",
    "method": "text",
    "warnings": "text",
    "n_great": "count",
    "unmeasured": "text",
}
"""Every column in order; `analysis.wording.delivery` says what each means. What is missing is empty."""
DTYPES: dict[Kind, str] = {"text": "str", "count": "Int64", "number": "float64", "flag": "bool"}
EMPTY: dict[Kind, object] = {"text": "", "count": pd.NA, "number": np.nan, "flag": False}


def plan_columns(study: Study, places: Sequence[str]) -> pd.DataFrame:
    """Lay out what the plan says of every indicator and place, in the order of the rows."""
    one = pd.DataFrame([_planned(indicator, study.plan) for indicator in study.plan.indicators])
    size = 1 + len(places)
    rows = one.loc[one.index.repeat(size)].reset_index(drop=True)
    return rows.assign(
        project=study.project.id,
        period=study.period.id,
        place=np.tile(np.array(["all", *places]), len(one)),
    )


def role(indicator: Indicator, plan: Plan) -> str:
    """Return what an indicator is for: ``decides``, ``supports``, ``explores``, ``activity``, ``context``."""
    if indicator in plan.deciding:
        return "decides"
    if plan.role(indicator) != "outcome":
        return plan.role(indicator)
    return "explores" if indicator.family in plan.exploratory else "supports"


def _planned(indicator: Indicator, plan: Plan) -> dict[str, object]:
    important = indicator.important_change
    return {
        "indicator": indicator.id,
        "code": indicator.code,
        "goal": indicator.goal,
        "name": indicator.name,
        "unit": indicator.unit,
        "family": indicator.family,
        "primary": indicator.primary,
        "direction": indicator.direction,
        "measure": indicator.measure.type,
        "role": role(indicator, plan),
        "estimate_type": indicator.declared.estimate_type,
        "important_change": np.nan if important is None else important,
    }


def with_schema(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame exactly the columns of the results table, with their dtypes; what it lacks is missing.

    Examples
    --------
    >>> table = with_schema(pd.DataFrame({"indicator": ["naboklager"], "n_pairs": [12.0]}))
    >>> table.columns.tolist() == list(COLUMNS), table["n_pairs"].tolist(), table["code"].tolist()
    (True, [12], [''])
    """
    wide = frame.reindex(columns=list(COLUMNS)).astype(object)
    filled = {name: wide[name].where(wide[name].notna(), EMPTY[kind]) for name, kind in COLUMNS.items()}
    return (
        pd.DataFrame(filled).astype({n: DTYPES[kind] for n, kind in COLUMNS.items()}).reset_index(drop=True)
    )
