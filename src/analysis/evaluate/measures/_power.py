"""What one tested measure could show: smallest p, largest count after, the change found four in five."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
from pydantic import Field
from scipy.special import ndtr

from analysis import stats
from analysis.model import Identifier, Params
from analysis.params import Indicator

WANTED_POWER = 0.8
MOST_EVENTS = 200
"""Expected events before above which power is not enumerated."""
STEPS = ((16, 7), (34, 5))
"""Pairs up to which changes are listed on so many steps; with more pairs power is not enumerated."""
WRONG_WAY = 0.05
"""Assumed share of tenants who change against the wanted direction, for shares."""

Row: TypeAlias = dict[str, Any]


class Assumptions(Params):
    """What must be guessed before data are collected: ``params/<project>/planning.yml``."""

    pairs: int = Field(ge=1)
    """Tenants expected to be measured both times."""
    flat_months_before: float = Field(ge=0)
    flat_months_after: float = Field(ge=0)
    """Expected let flat-months in each window."""
    rates_before: dict[Identifier, float] = {}
    """Indicator → expected events per 100 let flat-months before; one that is left out is not planned."""
    shares_before: dict[Identifier, float] = {}
    """Indicator → expected share before."""


def rate_power(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> Row:
    """Plan a rate, from the expected count before."""
    rate = assumed.rates_before.get(indicator.id)
    before, after = assumed.flat_months_before, assumed.flat_months_after
    if rate is None or before <= 0 or after <= 0:
        return {"could_show": False, "note": "rate_unknown"}
    expected, longer = rate / 100 * before, after / before
    count = round(expected)
    least = float(stats.rate_ratio(count, before, 0, after).p)
    largest = stats.largest_significant_count(count, longer, alpha=alpha, tests=tests)
    row = {
        "events_before": expected,
        "exposure_before": before,
        "exposure_after": after,
        "smallest_p": least,
        "smallest_p_adjusted": min(1.0, tests * least),
        "could_show": largest is not None,
        "largest_after": largest,
        "detectable_unit": "ratio",
    }
    if not 0 < expected <= MOST_EVENTS:
        return row | {"note": "events_none_or_many"}
    important = indicator.important_change or 0.0
    wanted = -1.0 if indicator.direction == "lower" else 1.0

    def power(change: float) -> float:
        ratio = max(0.0, 1 + wanted * change)
        return _count_power(round(expected, 6), round(ratio, 6), round(longer, 6), alpha, tests)

    most = 1.0 if indicator.direction == "lower" else 9.0
    found = smallest_change(power, most)
    return row | {"power_important": power(important), "detectable": 1 + wanted * found}


def _pairs_row(tests: int, assumed: Assumptions, alpha: float) -> Row:
    """Say what so many pairs can show at all."""
    least = float(stats.smallest_attainable_p(assumed.pairs))
    least_adjusted = min(1.0, tests * least)
    return {
        "n": assumed.pairs,
        "smallest_p": least,
        "smallest_p_adjusted": least_adjusted,
        "could_show": least_adjusted <= alpha,
    }


def changes(spread: float, step: float, unit: str) -> Callable[[Indicator, int, Assumptions, float], Row]:
    """Make the planning of a measure whose changes per tenant are normal.

    Parameters
    ----------
    spread
        Assumed standard deviation of tenants' changes: points, or for amounts the unit itself.
    step
        Step of the grid they are listed on.
    unit
        ``points``, or ``sd`` where the spread is not known: then the power of an important change is not.
    """

    def planned(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> Row:
        row = _pairs_row(tests, assumed, alpha)
        if assumed.pairs > STEPS[-1][0]:
            return row | {"note": "many_pairs"}

        def power(change: float) -> float:
            return paired_power(round(change, 4), spread, step, assumed.pairs, alpha, tests)

        found = {"detectable": smallest_change(power, 3 * step, precision=0.05), "detectable_unit": unit}
        if unit == "sd":
            return row | found | {"note": "spread_unknown"}
        return row | {"power_important": power(indicator.important_change or 0.0)} | found

    return planned


def share_power(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> Row:
    """Plan a share, from the pairs expected and the share before."""
    row = _pairs_row(tests, assumed, alpha)
    if assumed.pairs > STEPS[-1][0]:
        return row | {"note": "many_pairs"}

    def power(change: float) -> float:
        wanted = min(1.0 - WRONG_WAY, change + WRONG_WAY)
        return _share_change_power(assumed.pairs, round(wanted, 6), alpha, tests)

    found = smallest_change(power, 1 - 2 * WRONG_WAY)
    share = assumed.shares_before.get(indicator.id, float("nan"))
    room = share if indicator.direction == "lower" else 1 - share
    return row | {
        "power_important": power(indicator.important_change or 0.0),
        "detectable": found,
        "detectable_unit": "fraction",
        "note": "no_room" if found > room else "",
    }


def smallest_change(power: Callable[[float], float], most: float, precision: float = 0.01) -> float:
    """Smallest change found with power 0.8, to within `precision`; NaN where even `most` is not.

    Examples
    --------
    >>> round(smallest_change(lambda change: change, 1.0), 2)
    0.8
    >>> smallest_change(lambda change: 0.5, 1.0)
    nan
    """
    if not power(most) >= WANTED_POWER:
        return float("nan")
    low, high = 0.0, most
    while high - low > precision:
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle) >= WANTED_POWER else (middle, high)
    return high


@lru_cache(maxsize=4096)
def _count_power(expected: float, ratio: float, longer: float, alpha: float, tests: int) -> float:
    return float(stats.power_counts(expected, ratio, exposure_ratio=longer, alpha=alpha, tests=tests).power)


@lru_cache(maxsize=4096)
def _share_change_power(pairs: int, wanted: float, alpha: float, tests: int) -> float:
    return float(stats.power_paired_proportions(pairs, WRONG_WAY, wanted, alpha=alpha, tests=tests).power)


@lru_cache(maxsize=4096)
def paired_power(change: float, spread: float, step: float, pairs: int, alpha: float, tests: int) -> float:
    """Power for tenants whose changes are normal around `change`, rounded to the steps of a grid."""
    steps = next(steps for most, steps in STEPS if pairs <= most)
    grid = np.arange(steps) - steps // 2
    edges = np.concatenate([[-np.inf], (grid[:-1] + grid[1:]) / 2, [np.inf]])
    probability = np.diff(ndtr((edges - change / step) / (spread / step)))
    found = stats.power_paired(
        grid.tolist(), probability.tolist(), pairs, test="sign-flip", alpha=alpha, tests=tests
    )
    return float(found.power)
