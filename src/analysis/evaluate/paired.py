"""Outcomes per tenant before and after: pairs, losses, changes, with exact inference within addresses."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.families import MANY, resamples
from analysis.evaluate.people import People
from analysis.evaluate.results import Columns, first_only
from analysis.params import Plan

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def paired_columns(values: Floats, people: People, n_places: int, kind: str, plan: Plan) -> Columns:
    """Compare one outcome per tenant in all and per place.

    Parameters
    ----------
    values
        Shape (2, people): before, after; NaN where unknown. For ``share`` 0 or 1.
    kind
        Type of the measure: ``index``, ``item``, ``amount`` or ``share``.
    n_places
        Number of places; 0 for all together only.

    Returns
    -------
    dict
        Columns of the results table: all baseline tenants together first, then each place. ``before`` and
        ``after`` are means over the pairs; without any pair, over those with a value.
    """
    has = ~np.isnan(values) & people.in_project
    pair = has[0] & has[1]
    columns = _who(values, has, pair, people, n_places)
    change = np.where(pair, values[1] - values[0], np.nan)
    for name, which in (("n_up", change > 0), ("n_same", change == 0), ("n_down", change < 0)):
        columns[name] = tally(which, people, n_places)
    n_pairs, n_baseline = np.asarray(columns["n_pairs"]), np.asarray(columns["n_baseline"])
    columns["lost_share"] = np.where(n_baseline > 0, 1 - n_pairs / np.maximum(n_baseline, 1), np.nan)
    none = n_pairs == 0
    for side, name in enumerate(("before", "after")):
        alone = _mean(values[side], has[side], people, n_places)
        columns[name] = np.where(none, alone, _mean(values[side], pair, people, n_places))
    if kind == "share":
        return columns | _share_columns(values, pair, people, n_places, plan)
    return columns | _change_columns(change, people, n_places, kind, plan)


def tally(which: Bools, people: People, n_places: int) -> NDArray[np.int64]:
    """Count people in all and by place."""
    if n_places == 0:
        return np.array([which.sum()], dtype=np.int64)
    placed = which & (people.place >= 0)
    counts = np.bincount(people.place[placed], minlength=n_places)
    return np.concatenate([[int(which.sum())], counts]).astype(np.int64)


def by_place(values: Floats, people: People, n_places: int) -> Floats:
    """Lay values per person out as a matrix (places, most people at one place), NaN where there is nobody."""
    placed = np.flatnonzero(~np.isnan(values) & (people.place >= 0))
    order = placed[np.argsort(people.place[placed], kind="stable")]
    place = people.place[order]
    size = np.bincount(place, minlength=n_places)
    slot = np.arange(len(order)) - np.repeat(np.cumsum(size) - size, size)
    matrix = np.full((n_places, int(size.max(initial=1)) or 1), np.nan)
    matrix[place, slot] = values[order]
    return matrix


def _who(values: Floats, has: Bools, pair: Bools, people: People, n_places: int) -> Columns:
    """Count people with a value before, after and both, and those without a pair by reason."""
    lost = people.in_project & ~pair
    newcomer = ~people.in_project & (people.place >= 0) & ~np.isnan(values[1])
    counts = {
        "n_baseline": people.in_project,
        "n_before": has[0],
        "n_after": has[1],
        "n_pairs": pair,
        "lost_moved": lost & people.moved,
        "lost_missing": lost & ~people.moved,
        "lost_not_invited": newcomer,
    }
    return {name: tally(which, people, n_places) for name, which in counts.items()}


def _mean(values: Floats, which: Bools, people: People, n_places: int) -> Floats:
    """Average in all and per place; summed by size, so that the order of the people moves no last digit."""
    n = tally(which, people, n_places)
    order = np.argsort(values, kind="stable")
    chosen = order[which[order]]
    placed = chosen[people.place[chosen] >= 0]
    sums = np.bincount(people.place[placed], weights=values[placed], minlength=n_places)[:n_places]
    total = np.concatenate([[values[chosen].sum()], sums])
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def _change_columns(change: Floats, people: People, n_places: int, kind: str, plan: Plan) -> Columns:
    """Hodges–Lehmann change with interval everywhere; the exact test, within addresses, in all."""
    observed = change[~np.isnan(change)]
    strata = people.place[~np.isnan(change)]
    whole = _hodges_lehmann(observed, strata, plan.level)
    local = stats.hodges_lehmann(by_place(change, people, n_places), level=plan.level) if n_places else None
    test: stats.StratifiedSignedRank | stats.StratifiedSignFlip
    if kind == "item":
        test = stats.stratified_signed_rank(observed, strata, level=plan.level)
    else:
        draws = resamples(len(observed))
        test = stats.stratified_sign_flip(observed, strata, interval=False, resamples=draws)
    columns: Columns = {
        column: np.concatenate([[getattr(whole, field)], np.atleast_1d(getattr(local, field, []))])
        for column, field in _FROM_HODGES_LEHMANN.items()
    }
    for name in ("p", "p_mid", "smallest_p"):
        columns[name] = first_only(np.full(1 + n_places, getattr(test, name)))
    return {**columns, "method": "signed_rank" if kind == "item" else "sign_flip"}


def _hodges_lehmann(
    observed: Floats, strata: NDArray[np.int64], level: float
) -> stats.HodgesLehmann | stats.StratifiedSignedRank:
    """Estimate the change over all pairs; among thousands, whose averages are too many, within addresses."""
    if len(observed) > MANY:
        return stats.stratified_signed_rank(observed, strata, level=level)
    return stats.hodges_lehmann(observed, level=level)


_FROM_HODGES_LEHMANN = {
    "estimate": "estimate",
    "low": "low",
    "high": "high",
    "level_attained": "attained_level",
}


def _share_columns(values: Floats, pair: Bools, people: People, n_places: int, plan: Plan) -> Columns:
    """Difference of paired shares with Newcombe's interval everywhere; the exact McNemar test in all."""
    before, after = values[0] == 1, values[1] == 1
    patterns = ((before, after), (before, ~after), (~before, after), (~before, ~after))
    cells = [tally(pair & b & a, people, n_places) for b, a in patterns]
    result = stats.paired_proportions(*cells, level=plan.level)
    some = np.sum(cells, axis=0) > 0
    columns: Columns = {
        name: np.where(some, getattr(result, name), np.nan) for name in ("estimate", "low", "high")
    }
    columns["level_attained"] = np.where(some, plan.level, np.nan)
    for name in ("p", "p_mid", "smallest_p"):
        columns[name] = first_only(np.atleast_1d(getattr(result, name)))
    return {**columns, "method": "mcnemar"}
