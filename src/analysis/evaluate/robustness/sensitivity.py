"""Would the verdict hold under other reasonable choices? One table, one row per indicator and choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.judging.judged import judge
from analysis.evaluate.measures import Computed, compute
from analysis.evaluate.robustness.alternatives import alternative_rows
from analysis.evaluate.robustness.variants import Variant, variants
from analysis.params import Study

COLUMNS = {
    "indicator": "str",
    "variant": "str",
    "place": "str",
    "n_variants": "Int64",
    "n_flips": "Int64",
    "n": "Int64",
    "before": "float64",
    "after": "float64",
    "estimate": "float64",
    "low": "float64",
    "high": "float64",
    "p": "float64",
    "p_adjusted": "float64",
    "verdict": "str",
    "flips": "bool",
}
"""Columns of ``sensitivity``. ``n`` is pairs, for rates events; without a verdict only p was recomputed."""
_FIGURES = ["p", "estimate", "low", "high", "before", "after", "n"]
NO_VERDICT = ("beskrivelse", "ikke_maalt")


def sensitivity_table(
    study: Study, tables: Tables, shared: Basis, rows: pd.DataFrame, computed: Mapping[str, Computed]
) -> pd.DataFrame:
    """Recompute every tested indicator under every choice that can change it.

    A choice made several times (each address, each tenant left out) is one row: how many times the verdict
    changed, with the figures of the least favourable (largest adjusted p).

    Parameters
    ----------
    rows, computed
        The main analysis: the rows of the results table, and what was computed for each indicator.

    Returns
    -------
    pandas.DataFrame
        See `COLUMNS`; sorted by indicator in the plan's order, the main analysis (``main``) first.
    """
    concluded = (rows["place"] == "all") & ~rows["verdict"].isin(NO_VERDICT)
    whole = rows[concluded].set_index("indicator", drop=False)
    parts = [_main_rows(whole)]
    if len(whole):
        verdicts = dict(zip(whole["indicator"], whole["verdict"], strict=True))
        others = variants(study, tables, shared)
        runs = [row for variant in others for row in _run(variant, tables, computed, verdicts)]
        parts += [_summed_up(pd.DataFrame(runs))] if runs else []
        parts.append(alternative_rows(study, tables, shared, whole))
    table = pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS))
    order = {indicator.id: k for k, indicator in enumerate(study.plan.indicators)}
    table = table.iloc[np.argsort(table["indicator"].map(order).to_numpy(), kind="stable")]
    text = [name for name, kind in COLUMNS.items() if kind == "str"]
    table[text] = table[text].astype(object).fillna("")
    table["flips"] = table["flips"].astype(object).fillna(False)
    return table.astype(COLUMNS).reset_index(drop=True)


def _main_rows(whole: pd.DataFrame) -> pd.DataFrame:
    events = whole.reindex(columns=["events_before", "events_after"]).sum(axis=1).astype(float)
    pairs = whole.reindex(columns=["n_pairs"])["n_pairs"].astype(float)
    kept = ["indicator", "place", "before", "after", "estimate", "low", "high", "p", "p_adjusted", "verdict"]
    rows = whole[kept].assign(n=pairs.where(pairs.notna(), events))
    return rows.assign(variant="main", flips=False, n_variants=1, n_flips=0)


def sensitive_indicators(table: pd.DataFrame) -> set[str]:
    """Find the indicators whose verdict changes under some choice («følsomt for valg»)."""
    return set(table.loc[table["flips"], "indicator"])


def _run(
    variant: Variant, tables: Tables, main: Mapping[str, Computed], verdicts: Mapping[str, str]
) -> list[dict[str, object]]:
    """Judge all tested indicators under one choice, keeping what it cannot change."""
    found = {name: main[name] for name in verdicts}
    recomputed = [
        i
        for i in variant.study.plan.indicators
        if i.id in verdicts and variant.choice in i.declared.affected_by
    ]
    for indicator in recomputed:
        found[indicator.id] = compute(variant.study, tables, variant.shared, indicator, whole=True)
    touched = {i.family for i in recomputed}
    members = {i.id for i in variant.study.plan.indicators if i.family in touched}
    judged = judge(variant.study, {name: c for name, c in found.items() if name in members})
    rows = []
    for indicator in recomputed:
        judgement = judged.get(indicator.id)
        verdict = "ikke_maalt" if judgement is None else judgement.verdict
        rows.append(
            shown(indicator.id, found[indicator.id].whole)
            | {
                "variant": variant.group,
                "verdict": verdict,
                "p_adjusted": float("nan") if judgement is None else judgement.p_adjusted,
                "flips": verdict != verdicts[indicator.id],
            }
        )
    return rows


def shown(name: str, columns: Mapping[str, Any]) -> dict[str, object]:
    """Pick what the table shows of an indicator's columns for all places together."""
    kept = {key: columns[key] for key in ("before", "after", "estimate", "low", "high", "p")}
    n = columns["n_pairs"] if "n_pairs" in columns else columns["events_before"] + columns["events_after"]
    return {"indicator": name, "place": "all", "n": int(n), **kept}


def _summed_up(runs: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and choice: the least favourable run, and how many changed the verdict.

    Runs equally unfavourable are told apart by their figures, never by the order of the tenants: that is
    the order of their pseudonyms, and another key would show other figures.
    """
    keys = ["indicator", "variant"]
    ranked = runs.assign(rank=runs["p_adjusted"].fillna(np.inf)).sort_values(["rank", "flips", *_FIGURES])
    worst = ranked.drop_duplicates(keys, keep="last").drop(columns=["rank", "flips"])
    counts = runs.groupby(keys, sort=False)["flips"].agg(n_variants="size", n_flips="sum").reset_index()
    order = runs.drop_duplicates(keys)[keys]
    table = order.merge(worst, on=keys).merge(counts, on=keys)
    return table.assign(flips=table["n_flips"] > 0)
