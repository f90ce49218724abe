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
    """Adjusted p, the least it could be, and for rates that with no event after and that of the months."""

    p: float = math.nan
    smallest: float = math.nan
    zero: float = math.nan
    months: float = math.nan


def adjusted(
    whole: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Floats], plan: Plan
) -> dict[str, Adjusted]:
    """Adjust the p-values of all places together, family by family.

    Parameters
    ----------
    whole
        Measured indicator → ``p``, ``smallest_p`` and, for rates, ``p_zero`` and ``p_months``.
    changes
        Indicator → change per tenant (NaN without a pair), for families adjusted jointly (Westfall–Young).

    Returns
    -------
    dict
        Indicator → adjusted figures; NaN in families that are not tested. An indicator that is not measured
        takes no part in its family. The months are adjusted with the tests beside them; a verdict does not
        ask for that, but is sensitive where it would not stand it.
    """
    found = dict.fromkeys(whole, Adjusted())
    for family in plan.families:
        members = [i.id for i in plan.indicators if i.family == family.id and i.id in whole]
        if family.tested and members:
            rows = [whole[member] for member in members]
            found |= dict(zip(members, _family(rows, [changes.get(m) for m in members], family), strict=True))
    return found


def _family(rows: list[Mapping[str, Any]], changes: list[Floats | None], family: Family) -> list[Adjusted]:
    p, least, zero, months = (
        np.array([float(row.get(name, np.nan)) for row in rows])
        for name in ("p", "smallest_p", "p_zero", "p_months")
    )
    method = family.adjust
    if method == "westfall_young":
        return _jointly([change for change in changes if change is not None])

    def adjust(values: Floats) -> Floats:
        return values if method == "none" else stats.adjust(values, method=method)

    rate = ~np.isnan(months)
    # what each could have been at best: every test of the family at its least, this one's zero in turn
    best = np.tile(least, (len(rows), 1))
    np.fill_diagonal(best, np.where(np.isnan(zero), least, zero))
    at_zero = np.where(np.isnan(zero), np.nan, adjust(best).diagonal())
    months_adjusted = np.where(rate, adjust(np.where(rate, months, p)), np.nan)
    tables = adjust(p), adjust(least), at_zero, months_adjusted
    return [Adjusted(*values) for values in zip(*(table.tolist() for table in tables), strict=True)]


def _jointly(changes: list[Floats]) -> list[Adjusted]:
    """Westfall–Young: the adjusted p can be as small as the item's own least p, where items move together."""
    joint = stats.westfall_young(np.vstack(changes), resamples=resamples(len(changes[0])))
    p, least = np.atleast_1d(joint.p_adjusted), np.atleast_1d(joint.smallest_p)
    return [Adjusted(float(a), float(b)) for a, b in zip(p, least, strict=True)]
