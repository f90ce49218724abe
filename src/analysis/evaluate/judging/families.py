"""Adjusting p within the plan's families, and the least an adjusted p could have been."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.evaluate.measures._pairs import resamples
from analysis.params import Family, Plan

Floats = NDArray[np.float64]


class Adjusted(NamedTuple):
    """Adjusted p, the least it could be, and what it would be with no event after (rates).

    ``tests`` is the number of tests that the raw p was held against in its step: the interval of a rate is
    printed at the level that answers to as many.
    """

    p: float = math.nan
    smallest: float = math.nan
    zero: float = math.nan
    smallest_flats: float = math.nan
    tests: int = 1


def adjusted(
    whole: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Floats], plan: Plan
) -> dict[str, Adjusted]:
    """Adjust the p-values of all places together, family by family.

    Parameters
    ----------
    whole
        Measured indicator → ``p``, ``smallest_p`` and, for rates, ``p_zero`` and ``smallest_p_flats``: the
        outcomes that decide, and those of exploratory families. Nothing else takes part.
    changes
        Indicator → change per tenant (NaN without a pair), for families adjusted jointly (Westfall–Young).

    Returns
    -------
    dict
        Indicator → adjusted figures. An indicator that is not measured takes no part in its family.
    """
    found: dict[str, Adjusted] = {}
    for family in plan.families:
        members = [i.id for i in plan.indicators if i.family == family.id and i.id in whole]
        if members:
            rows = [whole[member] for member in members]
            found |= dict(zip(members, _family(rows, [changes.get(m) for m in members], family), strict=True))
    return found


def _family(rows: list[Mapping[str, Any]], changes: list[Floats | None], family: Family) -> list[Adjusted]:
    p, least, zero, flats = (
        np.array([float(row.get(name, np.nan)) for row in rows])
        for name in ("p", "smallest_p", "p_zero", "smallest_p_flats")
    )
    method = family.adjust
    if method == "westfall_young":
        return _jointly([change for change in changes if change is not None])

    def adjust(values: Floats) -> Floats:
        return values if method == "none" else stats.adjust(values, method=method)

    def if_in_turn(values: Floats) -> Floats:
        """Adjust each at its best: every test of the family at its least, this one's value in turn."""
        best = np.tile(least, (len(rows), 1))
        np.fill_diagonal(best, np.where(np.isnan(values), least, values))
        return np.where(np.isnan(values), np.nan, adjust(best).diagonal())

    step = len(rows) - np.argsort(np.argsort(p, kind="stable"), kind="stable") if method == "holm" else 1
    tests = np.broadcast_to(step, len(rows))
    table = zip(adjust(p), adjust(least), if_in_turn(zero), if_in_turn(flats), tests, strict=True)
    return [Adjusted(float(a), float(b), float(c), float(d), int(n)) for a, b, c, d, n in table]


def _jointly(changes: list[Floats]) -> list[Adjusted]:
    """Westfall–Young: the adjusted p can be as small as the item's own least p, where items move together."""
    joint = stats.westfall_young(np.vstack(changes), resamples=resamples(len(changes[0])))
    p, least = np.atleast_1d(joint.p_adjusted), np.atleast_1d(joint.smallest_p)
    return [Adjusted(float(a), float(b)) for a, b in zip(p, least, strict=True)]
