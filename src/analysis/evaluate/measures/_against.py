"""The project's change held against that of comparison addresses, where nothing was done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import Calendar, located
from analysis.evaluate.basis.season import compared
from analysis.evaluate.measures._pairs import paired_changes
from analysis.evaluate.measures._rates import PER, Counted, count, interval
from analysis.params import Study

Floats = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True)
class Against:
    """One indicator at the comparison addresses, and the difference between the two arms' changes.

    Attributes
    ----------
    before, after
        Values at the comparison addresses: means over the pairs, or rates.
    change, own_change
        Their change, and the project's: after − before, or after / before.
    n_before, n_after
        What these rest on: pairs (the same twice), or events.
    exposure_before, exposure_after
        Let flat-months there; NaN for persons.
    estimate
        The project's change less theirs, or its ratio divided by theirs.
    p, smallest_p
        Of the permutation between the arms, for rates the larger of it and the exact conditional test.
    interval
        Level → low and high of the estimate.
    """

    before: float
    after: float
    change: float
    own_change: float
    n_before: int
    n_after: int
    exposure_before: float
    exposure_after: float
    estimate: float
    p: float
    smallest_p: float
    interval: Callable[[float], tuple[float, float]]


def persons_against(values: Floats, shared: Basis) -> Against | None:
    """Difference in differences per tenant: changes permuted between the arms.

    None where one arm has nobody with both values.

    Parameters
    ----------
    values
        Shape (2, people): before, after; NaN where unknown.
    """
    if shared.others is None:
        return None
    own = paired_changes(values, shared.people)
    there = shared.others.tenants & ~np.isnan(values).any(axis=0)
    pairs = values[:, there]
    mine, theirs = own[~np.isnan(own)], pairs[1] - pairs[0]
    if not len(mine) or not len(theirs):
        return None
    test = stats.mean_difference(theirs, mine)

    def limits(level: float) -> tuple[float, float]:
        found = stats.mean_difference(theirs, mine, level=level)
        return float(found.low), float(found.high)

    return Against(
        before=float(np.sort(pairs[0]).mean()),
        after=float(np.sort(pairs[1]).mean()),
        change=float(np.sort(theirs).mean()),
        own_change=float(np.sort(mine).mean()),
        n_before=len(theirs),
        n_after=len(theirs),
        exposure_before=np.nan,
        exposure_after=np.nan,
        estimate=float(test.estimate),
        p=float(test.p),
        smallest_p=float(test.smallest_p),
        interval=limits,
    )


def rates_against(events: pd.DataFrame, table: str, study: Study, shared: Basis) -> Against | None:
    """Ratio of rate ratios; None where one of the four windows has no exposure."""
    if shared.others is None:
        return None
    arms = [_counted(events, table, study, arm) for arm in (shared.calendar, shared.others.calendar)]
    sums = [np.concatenate([arm.sums(v)[:, 0] for v in (arm.events, arm.time)]) for arm in arms]
    if min(total for before, after, *time in sums for total in time) <= 0:
        return None
    ordered = [float(arm[i]) for arm in sums for i in (0, 2, 1, 3)]
    exact = stats.ratio_of_rate_ratios(*ordered)
    flats = _flats_between(arms, sums)

    def limits(level: float) -> tuple[float, float]:
        conditional = stats.ratio_of_rate_ratios(*ordered, level=level)
        widest = _combined(arms, level)
        return min(float(conditional.low), widest[0]), max(float(conditional.high), widest[1])

    before, after, t_before, t_after = (float(total) for total in sums[1])
    return Against(
        before=PER * before / t_before,
        after=PER * after / t_after,
        change=float(exact.comparison_rate_ratio),
        own_change=float(exact.rate_ratio),
        n_before=int(before),
        n_after=int(after),
        exposure_before=t_before,
        exposure_after=t_after,
        estimate=float(exact.estimate),
        p=max(float(exact.p), float(flats.p)),
        smallest_p=max(float(exact.smallest_p), float(flats.smallest_p)),
        interval=limits,
    )


def _counted(events: pd.DataFrame, table: str, study: Study, calendar: Calendar) -> Counted:
    known = calendar.covered_by(study, table)
    used = compared(known.pieces, np.asarray((~np.isnan(known.exposure)).any(axis=0)))
    return count(located(events, known), known, used, np.zeros(len(known.places), dtype=np.int64))


def _flats_between(arms: list[Counted], sums: list[Floats]) -> stats.MeanDifference:
    """Permute the flats between the arms, each scored by its departure from the common rate ratio."""
    total = np.sum(sums, axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        common = float(np.nan_to_num((total[1] / total[3]) / (total[0] / total[2]), nan=1.0, posinf=1e9))
    scores = [
        stats.cluster_scores(
            arm.flat_events[0, 0], arm.flat_events[1, 0], arm.flat_time[0, 0], common * arm.flat_time[1, 0]
        )
        for arm in arms
    ]
    return stats.mean_difference(scores[1], scores[0])


def _combined(arms: list[Counted], level: float) -> tuple[float, float]:
    """Combine the arms' own intervals on the log scale, each side's distances squared and added.

    Donner & Zou (2012), *Statistical Methods in Medical Research* 21:347 (MOVER).
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = []
        for arm in arms:
            (before, after), (t_before, t_after) = arm.sums(arm.events)[:, 0], arm.sums(arm.time)[:, 0]
            low, high = interval(arm, level)
            middle = np.log((after / t_after) / (before / t_before))
            logs.append((middle, np.log(low[0]), np.log(high[0])))
        (own, low, high), (there, low_there, high_there) = logs
        reach = np.hypot(own - low, high_there - there), np.hypot(high - own, there - low_there)
        limits = np.exp(own - there - reach[0]), np.exp(own - there + reach[1])
    low_limit, high_limit = float(limits[0]), float(limits[1])
    return (
        0.0 if np.isnan(low_limit) else low_limit,
        np.inf if np.isnan(high_limit) else high_limit,
    )
