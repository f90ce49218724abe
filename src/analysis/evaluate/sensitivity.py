"""Would the verdict hold under other reasonable choices? One table, one row per indicator and choice."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.alternatives import alternative_rows
from analysis.evaluate.estimates import Basis, judge, paired_changes, person_values, whole_row
from analysis.evaluate.tables import Tables
from analysis.evaluate.variants import Variant, variants
from analysis.params import Study

Floats = NDArray[np.float64]

COLUMNS = {
    "indicator": "str",
    "variant": "str",
    "label": "str",
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
    "note": "str",
}
"""Columns of ``sensitivity``. ``n`` is pairs, for rates events; without a verdict only p was recomputed."""
NO_VERDICT = ("beskrivelse", "ikke_maalt")


def sensitivity_table(study: Study, tables: Tables, shared: Basis, rows: pd.DataFrame) -> pd.DataFrame:
    """Recompute every tested indicator under every choice that can change it.

    A choice made several times (each address, each tenant left out) is one row: how many times the verdict
    changed, with the figures of the least favourable (largest adjusted p).

    Parameters
    ----------
    rows
        The results of the main analysis.

    Returns
    -------
    pandas.DataFrame
        See `COLUMNS`; sorted by indicator in the plan's order, the main analysis (``main``) first.
    """
    whole = rows[(rows["place"] == "all") & ~rows["verdict"].isin(NO_VERDICT)].set_index(
        "indicator", drop=False
    )
    main = _shown(whole).assign(variant="main", label="Hovedanalysen", flips=False, n_variants=1, n_flips=0)
    parts = [main]
    if len(whole):
        kept = _changes(study, tables, shared, whole)
        runs = [_run(variant, tables, whole, kept) for variant in variants(study, tables, shared)]
        parts += [
            _summed_up(pd.concat(runs, ignore_index=True)),
            alternative_rows(study, tables, shared, whole),
        ]
    table = pd.concat(parts, ignore_index=True).reindex(columns=list(COLUMNS))
    order = {indicator.id: k for k, indicator in enumerate(study.plan.indicators)}
    table = table.iloc[np.argsort(table["indicator"].map(order).to_numpy(), kind="stable")]
    text = [name for name, kind in COLUMNS.items() if kind == "str"]
    table[text] = table[text].astype(object).fillna("")
    table["flips"] = table["flips"].astype(object).fillna(False)
    return table.astype(COLUMNS).reset_index(drop=True)


def sensitive_indicators(table: pd.DataFrame) -> set[str]:
    """Find the indicators whose verdict changes under some choice («følsomt for valg»)."""
    return set(table.loc[table["flips"], "indicator"])


def _changes(study: Study, tables: Tables, shared: Basis, whole: pd.DataFrame) -> dict[str, Floats]:
    """Collect the changes per tenant of the main analysis."""
    found = {}
    for indicator in study.plan.indicators:
        values = person_values(study, tables, shared, indicator) if indicator.id in whole.index else None
        if values is not None:
            found[indicator.id] = paired_changes(values, shared.people)
    return found


def _run(variant: Variant, tables: Tables, whole: pd.DataFrame, kept: dict[str, Floats]) -> pd.DataFrame:
    """Judge all tested indicators under one choice, keeping what it cannot change."""
    frames, changes, recomputed = [], dict(kept), []
    for indicator in variant.study.plan.indicators:
        if indicator.id not in whole.index:
            continue
        if indicator.measure.type in variant.affects:
            frame, change = whole_row(variant.study, tables, variant.shared, indicator)
            recomputed.append(indicator.id)
        else:
            frame, change = _kept(whole.loc[[indicator.id]]), None
        frames.append(frame)
        if change is not None:
            changes[indicator.id] = change
    judged = judge(variant.study, frames, changes).set_index("indicator", drop=False).loc[recomputed]
    flips = judged["verdict"].to_numpy() != whole.loc[recomputed, "verdict"].to_numpy()
    return _shown(judged).assign(variant=variant.group, label=variant.label, flips=flips)


def _kept(row: pd.DataFrame) -> pd.DataFrame:
    return row.assign(unmeasured="")


def _shown(rows: pd.DataFrame) -> pd.DataFrame:
    """Pick what the table shows of judged rows."""
    events = rows["measure"].eq("rate").to_numpy()
    total = rows.reindex(columns=["events_before", "events_after"]).sum(axis=1).to_numpy(dtype=float)
    pairs = rows.reindex(columns=["n_pairs"])["n_pairs"].to_numpy(dtype=float, na_value=np.nan)
    kept = ["indicator", "place", "before", "after", "estimate", "low", "high", "p", "p_adjusted", "verdict"]
    return rows[kept].reset_index(drop=True).assign(n=np.where(events, total, pairs))


def _summed_up(runs: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and choice: the least favourable run, and how many changed the verdict."""
    keys = ["indicator", "variant"]
    ranked = runs.assign(rank=runs["p_adjusted"].fillna(np.inf)).sort_values("rank", kind="stable")
    worst = ranked.drop_duplicates(keys, keep="last").drop(columns=["rank", "flips"])
    counts = runs.groupby(keys, sort=False)["flips"].agg(n_variants="size", n_flips="sum").reset_index()
    order = runs.drop_duplicates(keys)[keys]
    table = order.merge(worst, on=keys).merge(counts, on=keys)
    return table.assign(flips=table["n_flips"] > 0)
