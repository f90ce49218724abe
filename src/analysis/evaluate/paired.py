"""Outcomes per tenant before and after: pairs, losses, changes, with exact inference within addresses."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.people import People
from analysis.params import Plan

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def paired_rows(values: Floats, people: People, n_places: int, kind: str, plan: Plan) -> pd.DataFrame:
    """Compare one outcome per tenant in all and per place.

    Parameters
    ----------
    values
        Shape (2, people): before, after; NaN where unknown. For ``share`` 0 or 1.
    kind
        Type of the measure: ``index``, ``item``, ``amount`` or ``share``.

    Returns
    -------
    pandas.DataFrame
        One row for all baseline tenants together, then one per place, with columns of the results table.
        ``before`` and ``after`` are means over the pairs; without any pair, over those with a value.
    """
    base = people.in_project
    has = ~np.isnan(values) & base
    pair = has[0] & has[1]
    rows = _who(values, has, pair, people, n_places)
    change = np.where(pair, values[1] - values[0], np.nan)
    for name, which in (("n_up", change > 0), ("n_same", change == 0), ("n_down", change < 0)):
        rows[name] = tally(which, people, n_places)
    mean = [_mean(np.where(has[side], values[side], 0.0), has[side], people, n_places) for side in (0, 1)]
    in_pairs = [_mean(np.where(pair, values[side], 0.0), pair, people, n_places) for side in (0, 1)]
    none = (rows["n_pairs"] == 0).to_numpy()
    rows["before"], rows["after"] = np.where(none, mean[0], in_pairs[0]), np.where(none, mean[1], in_pairs[1])
    inferred = (
        _share_rows(values, pair, people, n_places, plan)
        if kind == "share"
        else _change_rows(change, people, n_places, kind, plan)
    )
    return rows.join(inferred)


def tally(which: Bools, people: People, n_places: int) -> NDArray[np.int64]:
    """Count people in all and by place."""
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


def _who(values: Floats, has: Bools, pair: Bools, people: People, n_places: int) -> pd.DataFrame:
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
    return pd.DataFrame({name: tally(which, people, n_places) for name, which in counts.items()})


def _mean(values: Floats, which: Bools, people: People, n_places: int) -> Floats:
    n = tally(which, people, n_places)
    placed = which & (people.place >= 0)
    sums = np.bincount(people.place[placed], weights=values[placed], minlength=n_places)
    total = np.concatenate([[values[which].sum()], sums])
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def _change_rows(change: Floats, people: People, n_places: int, kind: str, plan: Plan) -> pd.DataFrame:
    """Hodges–Lehmann change with interval everywhere; the exact test in all."""
    local = stats.hodges_lehmann(by_place(change, people, n_places), level=plan.level)
    whole = stats.hodges_lehmann(change, level=plan.level)
    strata, observed = people.place[~np.isnan(change)], change[~np.isnan(change)]
    test: stats.StratifiedSignedRank | stats.StratifiedSignFlip
    if kind == "item":
        test = stats.stratified_signed_rank(observed, strata, level=plan.level)
    else:
        test = stats.stratified_sign_flip(observed, strata, interval=False)
    rows = pd.DataFrame(
        {
            column: np.concatenate([[getattr(whole, field)], np.atleast_1d(getattr(local, field))])
            for column, field in (
                ("estimate", "estimate"),
                ("low", "low"),
                ("high", "high"),
                ("level_attained", "attained_level"),
            )
        }
    )
    for column in ("p", "p_mid", "smallest_p"):
        rows[column] = np.nan
        rows.loc[0, column] = getattr(test, column)
    return rows.assign(method="signed_rank" if kind == "item" else "sign_flip")


def _share_rows(values: Floats, pair: Bools, people: People, n_places: int, plan: Plan) -> pd.DataFrame:
    """Difference of paired shares with Newcombe's interval everywhere; the exact McNemar test in all."""
    before, after = values[0] == 1, values[1] == 1
    patterns = ((before, after), (before, ~after), (~before, after), (~before, ~after))
    cells = [tally(pair & b & a, people, n_places) for b, a in patterns]
    result = stats.paired_proportions(*cells, level=plan.level)
    rows = pd.DataFrame(
        {"estimate": result.estimate, "low": result.low, "high": result.high, "level_attained": plan.level}
    )
    rows.loc[np.sum(cells, axis=0) == 0, ["estimate", "low", "high", "level_attained"]] = np.nan
    for column in ("p", "p_mid", "smallest_p"):
        rows[column] = np.nan
        rows.loc[0, column] = getattr(result, column)[0]
    return rows.assign(method="mcnemar")
