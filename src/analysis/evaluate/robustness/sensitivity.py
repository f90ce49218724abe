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
from analysis.evaluate.robustness.alternatives import alternative_rows, turns
from analysis.evaluate.robustness.variants import Variant, variants
from analysis.params import Study

COLUMNS = {
    "indicator": "str",
    "variant": "str",
    "place": "str",
    "n_variants": "Int64",
    "n_able": "Int64",
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
"""Columns of ``sensitivity``. ``n`` is pairs, for rates events; without a verdict only p was recomputed. Of
``n_variants`` runs, ``n_able`` could have shown something, and ``n_flips`` of these say otherwise."""
_FIGURES = ["p", "estimate", "low", "high", "before", "after", "n"]
NO_VERDICT = ("beskrivelse", "ikke_maalt")


def sensitivity_table(
    study: Study, tables: Tables, shared: Basis, rows: pd.DataFrame, computed: Mapping[str, Computed]
) -> pd.DataFrame:
    """Recompute every deciding outcome under every choice that can change it.

    A choice made several times (each address, flat or tenant left out) is one row: how many of the runs could
    have shown something, how many of these say otherwise, and the figures of the least favourable (largest
    adjusted p). A run that lost the power to show anything is no disagreement, unless the direction turns.

    Parameters
    ----------
    rows, computed
        The main analysis: the rows of the results table, and what was computed for each indicator.

    Returns
    -------
    pandas.DataFrame
        See `COLUMNS`; sorted by indicator in the plan's order, the main analysis (``main``) first.
    """
    with_word = (rows["place"] == "all") & ~rows["verdict"].isin(NO_VERDICT)
    whole = rows[with_word].set_index("indicator", drop=False)
    parts = [_main_rows(whole)]
    if len(whole):
        others = variants(study, tables, shared)
        runs = [row for variant in others for row in _run(variant, tables, computed, whole)]
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
    counts = whole.reindex(columns=["n_pairs", "events_before", "events_after", "n_before", "n_after"])
    counts = counts.astype(float)
    n = counts["n_pairs"].fillna(counts["events_before"] + counts["events_after"])
    kept = ["indicator", "place", "before", "after", "estimate", "low", "high", "p", "p_adjusted", "verdict"]
    rows = whole[kept].assign(n=n.fillna(counts["n_before"] + counts["n_after"]))
    return rows.assign(variant="main", flips=False, n_variants=1, n_able=1, n_flips=0)


def tried(table: pd.DataFrame) -> pd.DataFrame:
    """Sum up, per indicator, the other choices that could have shown something, those that agree, and others.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: ``n_choices``, ``n_agree``, ``n_powerless``, ``sensitive``.
    """
    others = table[(table["variant"] != "main") & (table["place"] == "all")]
    sums = others.groupby("indicator", observed=True)[["n_variants", "n_able", "n_flips"]].sum()
    return pd.DataFrame(
        {
            "n_choices": sums["n_able"],
            "n_agree": sums["n_able"] - sums["n_flips"],
            "n_powerless": sums["n_variants"] - sums["n_able"],
            "sensitive": sums["n_flips"] > 0,
        }
    )


def _run(
    variant: Variant, tables: Tables, main: Mapping[str, Computed], whole: pd.DataFrame
) -> list[dict[str, object]]:
    """Judge all deciding outcomes under one choice, keeping what it cannot change."""
    found = {name: main[name] for name in whole["indicator"]}
    recomputed = [
        i for i in variant.study.plan.indicators if i.id in found and variant.choice in i.declared.affected_by
    ]
    for indicator in recomputed:
        found[indicator.id] = compute(variant.study, tables, variant.shared, indicator, whole=True)
    touched = {i.family for i in recomputed}
    members = {i.id for i in variant.study.plan.indicators if i.family in touched}
    judged = judge(variant.study, {name: c for name, c in found.items() if name in members})
    rows = []
    for indicator in recomputed:
        judgement, row = judged.get(indicator.id), shown(indicator.id, found[indicator.id].whole)
        own = whole[whole["indicator"] == indicator.id].iloc[0]
        turned = turns(own, row["estimate"])
        able = turned or (judgement is not None and judgement.could_have_shown)
        verdict = "ikke_maalt" if judgement is None else judgement.verdict
        rule = "" if judgement is None else judgement.verdict_rule
        says_otherwise = able and concluded(rule) != concluded(str(own["verdict_rule"]))
        rows.append(
            row
            | {
                "variant": variant.group,
                "verdict": verdict,
                "p_adjusted": float("nan") if judgement is None else judgement.p_adjusted,
                "able": able,
                "flips": turned or says_otherwise,
            }
        )
    return rows


def concluded(rule: str) -> str:
    """Return what a rule concludes, whether or not too many pairs were lost: a change, none, or nothing.

    Examples
    --------
    >>> concluded("lost:3") == concluded("3"), concluded("2.small") == concluded("2")
    (True, True)
    >>> concluded("4.wide") == concluded("1.tenants") == ""
    True
    """
    kind = rule.removeprefix("lost:")[:1]
    return kind if kind in ("2", "3") else ""


def shown(name: str, columns: Mapping[str, Any]) -> dict[str, object]:
    """Pick what the table shows of an indicator's columns for all places together."""
    kept = {key: columns[key] for key in ("before", "after", "estimate", "low", "high", "p")}
    events, groups = ("events_before", "events_after"), ("n_before", "n_after")
    counted = next(names for names in (("n_pairs",), events, groups) if names[0] in columns)
    return {"indicator": name, "place": "all", "n": int(sum(columns[c] for c in counted)), **kept}


def _summed_up(runs: pd.DataFrame) -> pd.DataFrame:
    """One row per indicator and choice: the least favourable run, and how many changed the verdict.

    Runs equally unfavourable are told apart by their figures, never by the order of the tenants: that is
    the order of their pseudonyms, and another key would show other figures.
    """
    keys = ["indicator", "variant"]
    ranked = runs.assign(rank=runs["p_adjusted"].fillna(np.inf)).sort_values(["rank", "flips", *_FIGURES])
    worst = ranked.drop_duplicates(keys, keep="last").drop(columns=["rank", "flips", "able"])
    counts = (
        runs.groupby(keys, sort=False)
        .agg(n_variants=("flips", "size"), n_able=("able", "sum"), n_flips=("flips", "sum"))
        .reset_index()
    )
    order = runs.drop_duplicates(keys)[keys]
    table = order.merge(worst, on=keys).merge(counts, on=keys)
    return table.assign(flips=table["n_flips"] > 0)
