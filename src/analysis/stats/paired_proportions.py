"""Paired yes/no before and after: exact McNemar test, with the interval that matches it, and Tango's."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, counts, fraction, refuse
from analysis.stats._groups import per_unique, shaped, together, warn_where
from analysis.stats._results import Test
from analysis.stats._score_limits import tango
from analysis.stats._types import Floats, Ints
from analysis.stats.null_distributions.binomial import central_and_mid_p, least_central_p
from analysis.stats.null_distributions.melded_difference import melded_limits

LARGEST_N = 1e12
"""Above this many pairs the rounding of the integrals would be seen in the limits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedProportions(Test):
    """Difference of two paired proportions, after − before; the fields of every test, and these.

    Attributes
    ----------
    estimate : float or array
        (only after − only before) / n; NaN without pairs.
    low, high : float or array
        Melded interval (Fay & Lumbard 2021): it excludes 0 exactly when p ≤ 1 − level.
    tango_low, tango_high : float or array
        Tango's score interval, which holds ``level`` on average only.
    attained_level : float or array
        ``level``, and half of what it leaves outside where one limit is −1 or 1: checked by complete
        enumeration (up to 100 pairs by the authors), though not proved.
    p, p_mid : float or array
        Exact conditional McNemar, twice the smaller tail, and its mid-p.
    statistic : float or array
        Pairs with the event only after, given the discordant pairs.
    n, n_discordant : int or array
        Pairs, and pairs that changed.
    smallest_p : float or array
        The smallest p that this many discordant pairs could have given.
    level : float
        Nominal level of the intervals.
    """

    tango_low: Floats
    tango_high: Floats
    n_discordant: Ints
    level: float


def paired_proportions(
    both: ArrayLike,
    only_before: ArrayLike,
    only_after: ArrayLike,
    neither: ArrayLike,
    *,
    level: float = 0.95,
) -> PairedProportions:
    """Compare a yes/no of the same people before and after.

    statsmodels' ``mcnemar(exact=True)`` is right, one table at a time; the mid-p and the intervals are not
    there. Where p is 1 − level to the last digit, the limit is the number next to 0.

    Parameters
    ----------
    both, only_before, only_after, neither : array_like
        Number of pairs with yes at both times, only before, only after, at neither. Whole numbers ≥ 0;
        scalars or arrays of groups that broadcast.
    level : float
        Nominal level, between 0 and 1.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, more than 1e12 pairs, and a level out of range.

    References
    ----------
    Fay & Lumbard (2021), *Statistics in Medicine* 40:1147–1159; Fagerland, Lydersen & Laake (2013), *BMC
    Medical Research Methodology* 13:91; Tango (1998), *Statistics in Medicine* 17:891–908. R:
    ``mcnemarExactDP`` of exact2x2.

    Examples
    --------
    Airway hyper-responsiveness before and after transplantation (Fagerland, Lydersen & Laake 2013, table 1):

    >>> result = paired_proportions(1, 1, 7, 12)
    >>> [round(x, 3) for x in (result.p, result.p_mid)]
    [0.07, 0.039]
    >>> [round(x, 3) for x in (result.estimate, result.low, result.high, result.tango_low, result.tango_high)]
    [0.286, -0.02, 0.545, 0.026, 0.517]
    """
    level = fraction("level", level)
    check_aligned(both=both, only_before=only_before, only_after=only_after, neither=neither)
    shape, cells = together(
        both=counts("both", both),
        only_before=counts("only_before", only_before),
        only_after=counts("only_after", only_after),
        neither=counts("neither", neither),
    )
    rest, fell, rose = cells[0] + cells[3], cells[1], cells[2]
    changed, half = fell + rose, np.full_like(rest, 0.5)
    n = changed + rest
    refuse("both + only_before + only_after + neither", n, n > LARGEST_N, f"at most {LARGEST_N:g} pairs")
    low, high, tango_low, tango_high = per_unique(
        lambda up, down, all_: (*melded_limits(up, down, all_, level), *tango(up, down, all_, level)),
        rose,
        fell,
        n,
    )
    p, p_mid = central_and_mid_p(rose, changed, half, half)
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = (rose - fell) / n
    return PairedProportions(
        **shaped(
            shape,
            estimate=estimate,
            low=low,
            high=high,
            attained_level=level + (1 - level) / 2 * ((low == -1.0).astype(np.float64) + (high == 1.0)),
            tango_low=tango_low,
            tango_high=tango_high,
            statistic=rose,
            p=p,
            p_mid=p_mid,
            smallest_p=least_central_p(changed, half, half),
            n=n.astype(np.int64),
            n_discordant=changed.astype(np.int64),
        ),
        level=level,
        method="exact McNemar test, melded interval",
        warnings=warn_where(n == 0, "no_pairs") + warn_where((n > 0) & (changed == 0), "no_discordant_pair"),
    )
