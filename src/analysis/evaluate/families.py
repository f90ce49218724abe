"""Adjusting p within the plan's families, and the least an adjusted p could have been."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis import stats
from analysis.params import Family, Plan

Floats = NDArray[np.float64]
Adjusted = tuple[float, float, float]
"""Adjusted p, the least it could have been, and what it would have been with no event after (rates)."""
MANY = 2_000
"""People above which fewer patterns are drawn, and Walsh averages are taken within addresses only."""
NONE: Adjusted = (float("nan"), float("nan"), float("nan"))


def resamples(n: int) -> int:
    """Random sign patterns drawn where all cannot be listed: fewer among thousands, whose sums vary less."""
    return 99_999 if n <= MANY else 9_999


def adjusted(
    whole: Mapping[str, Mapping[str, Any]], changes: Mapping[str, Floats], plan: Plan
) -> dict[str, Adjusted]:
    """Adjust the p-values of all places together, family by family.

    Parameters
    ----------
    whole
        Measured indicator → ``p``, ``smallest_p`` and, for rates, ``p_zero``.
    changes
        Indicator → change per tenant (NaN without a pair), for families adjusted jointly (Westfall–Young).

    Returns
    -------
    dict
        Indicator → adjusted p, least adjusted p, adjusted p at zero; NaN in families that are not tested. An
        indicator that is not measured takes no part in its family.
    """
    found = dict.fromkeys(whole, NONE)
    for family in plan.families:
        members = [i.id for i in plan.indicators if i.family == family.id and i.id in whole]
        if family.tested and members:
            rows = [whole[member] for member in members]
            found |= dict(zip(members, _family(rows, [changes.get(m) for m in members], family), strict=True))
    return found


def _family(rows: list[Mapping[str, Any]], changes: list[Floats | None], family: Family) -> list[Adjusted]:
    p, least, zero = (
        np.array([float(row.get(name, np.nan)) for row in rows]) for name in ("p", "smallest_p", "p_zero")
    )
    if family.adjust == "none":
        return list(zip(p.tolist(), least.tolist(), zero.tolist(), strict=True))
    if family.adjust == "westfall_young":
        return _jointly([change for change in changes if change is not None])
    # what each could have been at best: every test of the family at its least, this one's zero in turn
    best = np.tile(least, (len(rows), 1))
    np.fill_diagonal(best, np.where(np.isnan(zero), least, zero))
    at_zero = np.where(np.isnan(zero), np.nan, stats.adjust(best, method=family.adjust).diagonal())
    tables = stats.adjust(p, method=family.adjust), stats.adjust(least, method=family.adjust), at_zero
    return list(zip(*(table.tolist() for table in tables), strict=True))


def _jointly(changes: list[Floats]) -> list[Adjusted]:
    """Westfall–Young: the adjusted p can be as small as the item's own least p, where items move together."""
    joint = stats.westfall_young(np.vstack(changes), resamples=resamples(len(changes[0])))
    p, least = np.atleast_1d(joint.p_adjusted), np.atleast_1d(joint.smallest_p)
    return [(float(a), float(b), float("nan")) for a, b in zip(p, least, strict=True)]
