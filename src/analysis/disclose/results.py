"""What of the results table an edition shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.disclose.complement import with_complement
from analysis.disclose.differences import without_differences
from analysis.disclose.edition import hide
from analysis.disclose.public import Public
from analysis.disclose.publication import FORMS, Limits, Row, published, published_once
from analysis.disclose.verdicts import may_be_judged
from analysis.evaluate.basis import basis
from analysis.evaluate.basis.tables import Tables, absent
from analysis.evaluate.measures import person_values
from analysis.measure_types import Quantity, UndeclaredError
from analysis.params import Disclosure, Plan, Study, numbers

FIGURES = [
    "n_baseline", "n_before", "n_after", "n_pairs",
    "lost_share", "lost_moved", "lost_missing", "lost_not_invited",
    "events_before", "events_after", "exposure_before", "exposure_after",
    "flats_contributing", "largest_flat_share", "before", "after",
    "estimate", "low", "high", "level_attained", "p", "p_mid", "p_adjusted",
    "smallest_p", "smallest_p_adjusted", "p_exact", "p_months", "p_flats", "p_zero_adjusted",
    "known_flats", "dispersion", "p_dispersion", "dispersion_flats", "lag1",
    "reliability", "reliability_low", "reliability_high", "n_reliability",
    "done", "planned", "n_up", "n_same", "n_down", "n_great", "n_choices", "n_agree", "n_powerless",
]  # fmt: skip
"""Columns that carry figures."""
TEXTS = ("before_public", "after_public", "basis_public", "word_public")
"""Columns of the public edition with what is printed in place of a figure; empty where that is printed."""
WITHHELD = "skjult"
"""What stands in place of a verdict that tells who changed."""
OPEN_WARNINGS = frozenset({"ufullstendig_sporsmal"})
"""Warnings that tell nothing of the data."""


def hide_small_groups(results: pd.DataFrame, plan: Plan, rule: Disclosure) -> pd.DataFrame:
    """Hide the rows of the restricted edition that rest on fewer people than ``restricted_min_group``.

    So many addresses are hidden with them that the total less the others is no figure of fewer either.

    Returns
    -------
    pandas.DataFrame
        The rows of `results`, in their order, with ``hidden`` and ``hidden_reason``.
    """
    _all_declared(results, plan)
    of_people = [i.id for i in plan.indicators if i.declared.counts == "persons"]
    n = results[["n_before", "n_after", "n_pairs"]].astype("Float64").min(axis=1).fillna(0)
    people = results["indicator"].isin(of_people) & results["verdict"].ne("ikke_maalt")
    few = (people & n.lt(rule.restricted_min_group)).astype(bool)
    out = hide(results, few, FIGURES, "few_people")
    hidden = with_complement(few, results["place"], n, [results["indicator"]], rule.restricted_min_group)
    return hide(out, hidden, FIGURES, "secondary")


def publish(results: pd.DataFrame, plan: Plan, limits: Limits) -> pd.DataFrame:
    """Turn the results into what the public edition prints.

    Every figure is taken out but those of the form its measure declares; see `analysis.disclose.public`.
    Only rates are printed per address, and of all addresses or none. Verdicts stand where they rest on
    events of enough flats; elsewhere they tell who changed, and a word is read off the printed values.

    Parameters
    ----------
    results
        The results table.
    plan
        The indicators, whose measures declare their forms.
    limits
        What the rows are held against.

    Returns
    -------
    pandas.DataFrame
        The rows of `results`, in their order, with `TEXTS`, ``hidden`` and ``hidden_reason``. Beside a text,
        ``before`` and ``after`` are the printed number, where there is one.

    Raises
    ------
    UndeclaredError
        If a row is of an indicator that the plan lacks, or a measure declares a form that is none: what is
        not declared is not published.
    """
    _all_declared(results, plan)
    rows: Sequence[Row] = results.to_dict("records")
    whole = {str(r["indicator"]): r for r in rows if r["place"] == "all" and r["verdict"] != "ikke_maalt"}
    of_all = without_differences(published_once(whole, plan, limits), whole, plan, limits.rule.min_group)
    of_each = _of_addresses(rows, plan, limits, of_all)
    out = hide(results, pd.Series(True, index=results.index), FIGURES, "")
    out = out.assign(hidden=False, **dict.fromkeys(TEXTS, ""))
    for position, (at, row) in enumerate(zip(out.index, rows, strict=True)):
        if row["verdict"] == "ikke_maalt":
            continue
        made = of_all[str(row["indicator"])] if row["place"] == "all" else of_each[position]
        if isinstance(made, str):
            out.loc[at, ["hidden", "hidden_reason"]] = True, made
        else:
            _print(out, at, row, made)
        if isinstance(made, str) or not made.judged or not _may_say(row, plan):
            without_verdict(out, at)
    return out


def _may_say(row: Row, plan: Plan) -> bool:
    indicator = plan.indicator(str(row["indicator"]))
    return indicator not in plan.deciding or may_be_judged(row, indicator, plan)


def _of_addresses(
    rows: Sequence[Row], plan: Plan, limits: Limits, of_all: dict[str, Public | str]
) -> dict[int, Public | str]:
    """Return what is printed of each address: rates, where no address of the indicator is hidden."""
    found: dict[int, Public | str] = {}
    for at, row in enumerate(rows):
        if row["place"] != "all" and row["verdict"] != "ikke_maalt":
            indicator = plan.indicator(str(row["indicator"]))
            is_rate = indicator.declared.publication == "rate"
            found[at] = published(row, indicator, limits) if is_rate else "small_place"
    hidden = {rows[at]["indicator"]: made for at, made in found.items() if isinstance(made, str)}
    hidden |= {name: made for name, made in of_all.items() if isinstance(made, str)}
    return {at: hidden.get(rows[at]["indicator"], made) for at, made in found.items()}


def _print(out: pd.DataFrame, at: int, row: Row, made: Public) -> None:
    for column in made.kept:
        out.loc[at, column] = row[column]
    for side, value in (("before", made.before), ("after", made.after)):
        if value is not None:
            out.loc[at, [side, f"{side}_public"]] = value.number, value.text
    out.loc[at, ["basis_public", "word_public"]] = made.basis.text if made.basis else "", made.word


def without_verdict(out: pd.DataFrame, at: Any) -> None:
    """Take away the verdict and what follows from it; warnings that tell of the data go with it."""
    told = [w for w in str(out.loc[at, "warnings"]).split(";") if w in OPEN_WARNINGS]
    verdict = WITHHELD if out.loc[at, "verdict"] != "beskrivelse" else "beskrivelse"
    out.loc[at, ["verdict", "sensitive", "warnings"]] = verdict, False, ";".join(told)


def as_printed(results: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Round every value to what the restricted edition prints of it.

    The public edition is made of these, so that the two beside each other tell no more than the first.
    """
    quantities = {i.id: i.declared.value for i in plan.indicators}
    out = results.copy()
    for side in ("before", "after"):
        out[side] = [
            value if numbers.is_missing(value) else _rounded(float(value), quantities[name])
            for name, value in zip(results["indicator"], results[side], strict=True)
        ]
    return out


def _rounded(value: float, quantity: Quantity) -> float:
    scale = 100 if quantity.share else 1
    return float(numbers.rounded(value * scale, quantity.decimals)) / scale


def _all_declared(results: pd.DataFrame, plan: Plan) -> None:
    forms = {i.id: i.declared.publication for i in plan.indicators}
    unknown = sorted(set(results["indicator"]) - forms.keys()) + sorted(set(forms.values()) - FORMS.keys())
    if unknown:
        raise UndeclaredError(
            f"results: {', '.join(unknown)}: no declaration says what may be published. Declare it in "
            "measure_types, and the form in disclose/publication.py."
        )


def largest_shares(study: Study, tables: Tables) -> dict[str, tuple[int, float]]:
    """Return, per indicator of an amount, how many tenants have any and the largest share one stands for.

    Each is the least favourable of before and after, over the tenants with an amount both times.
    """
    amounts = [i for i in study.plan.indicators if i.declared.publication == "thousands"]
    found = dict.fromkeys((i.id for i in amounts), (0, 1.0))
    for indicator in amounts:
        if absent(study, tables, indicator.declared.table):
            continue
        shared = basis(study, tables)
        values = person_values(study, tables, shared, indicator)
        both = shared.people.in_project & ~np.isnan(values).any(axis=0)
        pairs = np.compress(both, values, axis=1).clip(min=0)
        total = pairs.sum(axis=1)
        largest = np.divide(pairs.max(axis=1, initial=0), total, out=np.zeros(2), where=total > 0)
        found[indicator.id] = int((pairs > 0).sum(axis=1).min()), float(largest.max())
    return found
