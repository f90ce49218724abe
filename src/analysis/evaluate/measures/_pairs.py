"""Outcomes per tenant before and after: pairs, losses, changes, with exact inference within addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis.people import People
from analysis.evaluate.measures._columns import Columns, unmeasured
from analysis.params import Plan

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


MANY = 2_000
"""People above which fewer sign patterns are drawn."""


@dataclass(frozen=True)
class Pairs:
    """One outcome per tenant, as the exact tests take it.

    Attributes
    ----------
    values
        Shape (2, people): before, after; NaN where unknown. For shares 0 or 1.
    pair
        Baseline tenants with a value both times.
    people, n_places
        Who they are, and the number of places; 0 for all together only.
    level
        Confidence level of the interval.
    """

    values: Floats
    pair: Bools
    people: People
    n_places: int
    level: float


Infer = Callable[[Pairs], Columns]
"""An exact test with its estimate and interval: columns of the results table."""


def resamples(n: int) -> int:
    """Random sign patterns drawn where all cannot be listed: fewer among thousands, whose sums vary less."""
    return 99_999 if n <= MANY else 9_999


def paired_columns(values: Floats, people: People, n_places: int, infer: Infer, plan: Plan) -> Columns:
    """Compare one outcome per tenant in all and per place.

    Parameters
    ----------
    values
        Shape (2, people): before, after; NaN where unknown. For shares 0 or 1.
    n_places
        Number of places; 0 for all together only.
    infer
        The test that fits the outcome.

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
        columns[name] = tally(which, people.place, n_places)
    n_pairs, n_baseline = np.asarray(columns["n_pairs"]), np.asarray(columns["n_baseline"])
    columns["lost_share"] = np.where(n_baseline > 0, 1 - n_pairs / np.maximum(n_baseline, 1), np.nan)
    none = n_pairs == 0
    for side, name in enumerate(("before", "after")):
        alone = _mean(values[side], has[side], people, n_places)
        columns[name] = np.where(none, alone, _mean(values[side], pair, people, n_places))
    columns["unmeasured"] = unmeasured(none, "no_pairs")
    return columns | infer(Pairs(values, pair, people, n_places, plan.level))


def paired_changes(values: Floats, people: People) -> Floats:
    """Change per tenant, NaN without a pair and for others than baseline tenants."""
    pair = people.in_project & ~np.isnan(values).any(axis=0)
    return np.where(pair, values[1] - values[0], np.nan)


def tally(which: Bools, place: NDArray[np.int64], n_places: int) -> NDArray[np.int64]:
    """Count people in all and by place, given the position of each or −1."""
    placed = which & (place >= 0)
    counts = np.bincount(place[placed], minlength=n_places)[:n_places]
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
    counts = {
        "n_baseline": people.in_project,
        "n_before": has[0],
        "n_after": has[1],
        "n_pairs": pair,
        "lost_moved": lost & people.moved,
        "lost_missing": lost & ~people.moved,
    }
    columns: Columns = {name: tally(which, people.place, n_places) for name, which in counts.items()}
    newcomer = ~people.in_project & (people.last >= 0) & ~np.isnan(values[1])
    return columns | {"lost_not_invited": tally(newcomer, people.last, n_places)}


def _mean(values: Floats, which: Bools, people: People, n_places: int) -> Floats:
    """Average in all and per place; summed by size, so that the order of the people moves no last digit."""
    n = tally(which, people.place, n_places)
    order = np.argsort(values, kind="stable")
    chosen = order[which[order]]
    placed = chosen[people.place[chosen] >= 0]
    sums = np.bincount(people.place[placed], weights=values[placed], minlength=n_places)[:n_places]
    total = np.concatenate([[values[chosen].sum()], sums])
    return np.where(n > 0, total / np.maximum(n, 1), np.nan)


def sign_flip(pairs: Pairs) -> Columns:
    """Mean change, exact sign flip of that mean and its inverted interval, in all and per place.

    Changes are taken in order of size, so that the order of the people moves no last digit.
    """
    change = np.where(pairs.pair, pairs.values[1] - pairs.values[0], np.nan)
    observed = np.sort(change[pairs.pair])
    tests = [stats.sign_flip(observed[None, :], level=pairs.level, resamples=resamples(len(observed)))]
    if pairs.n_places:
        placed = np.sort(by_place(change, pairs.people, pairs.n_places), axis=1)
        tests.append(stats.sign_flip(placed, level=pairs.level))
    columns: Columns = {
        column: np.concatenate([np.asarray(getattr(test, field)) for test in tests])
        for column, field in _FROM_TEST.items()
    }
    return {**columns, "method": "sign_flip"}


def mcnemar(pairs: Pairs) -> Columns:
    """Difference of paired shares, exact McNemar test and the interval that matches it, also per place."""
    before, after = pairs.values[0] == 1, pairs.values[1] == 1
    patterns = ((before, after), (before, ~after), (~before, after), (~before, ~after))
    cells = [tally(pairs.pair & b & a, pairs.people.place, pairs.n_places) for b, a in patterns]
    result = stats.paired_proportions(*cells, level=pairs.level)
    some = np.sum(cells, axis=0) > 0
    columns: Columns = {
        column: np.where(some, getattr(result, field), np.nan) for column, field in _FROM_TEST.items()
    }
    return {**columns, "method": "mcnemar"}


_FROM_TEST = {
    "estimate": "estimate",
    "low": "low",
    "high": "high",
    "level_attained": "attained_level",
    "p": "p",
    "p_mid": "p_mid",
    "smallest_p": "smallest_p",
}
"""Column of the results → field of a test."""
