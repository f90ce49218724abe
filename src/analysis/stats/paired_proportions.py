"""Paired yes/no before and after: exact McNemar test, Newcombe's and Tango's intervals for the difference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import counts, fraction
from analysis.stats._groups import per_unique, shaped, together, warn_where
from analysis.stats._results import Test
from analysis.stats._score_limits import newcombe_paired, tango
from analysis.stats._types import FloatArray, Floats, Ints
from analysis.stats.null_distributions.binomial import central_p, mid_p


@dataclass(frozen=True, slots=True, kw_only=True)
class PairedProportions(Test):
    """Difference of two paired proportions, after − before; the fields of every test, and these.

    Attributes
    ----------
    estimate : float or array
        (only after − only before) / n; NaN without pairs.
    low, high : float or array
        Newcombe's paired interval: his method 10, square-and-add with the continuity-corrected φ.
    tango_low, tango_high : float or array
        Tango's score interval.
    attained_level : float or array
        NaN: score intervals hold ``level`` on average and guarantee none.
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
    there.

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
        For counts that are negative, not whole or not finite, and a level out of range.

    References
    ----------
    Fagerland, Lydersen & Laake (2013), *BMC Medical Research Methodology* 13:91; Newcombe (1998),
    *Statistics in Medicine* 17:2635–2650; Tango (1998), *Statistics in Medicine* 17:891–908. R:
    ``binom.test`` on the discordant pairs.

    Examples
    --------
    Airway hyper-responsiveness before and after transplantation (Fagerland, Lydersen & Laake 2013, table 1):

    >>> result = paired_proportions(1, 1, 7, 12)
    >>> [round(x, 3) for x in (result.p, result.p_mid)]
    [0.07, 0.039]
    >>> [round(x, 3) for x in (result.estimate, result.low, result.high, result.tango_low, result.tango_high)]
    [0.286, 0.026, 0.507, 0.026, 0.517]
    """
    level = fraction("level", level)
    shape, cells = together(
        both=counts("both", both),
        only_before=counts("only_before", only_before),
        only_after=counts("only_after", only_after),
        neither=counts("neither", neither),
    )

    def limits(*table: FloatArray) -> tuple[FloatArray, ...]:
        cells_ = (table[0], table[1], table[2], table[3])
        return *newcombe_paired(cells_, level), *tango(cells_, level)

    low, high, tango_low, tango_high = per_unique(limits, *cells)
    rest, fell, rose = cells[0] + cells[3], cells[1], cells[2]
    changed, half = fell + rose, np.full_like(rest, 0.5)
    n = changed + rest
    with np.errstate(divide="ignore", invalid="ignore"):
        estimate = (rose - fell) / n
    return PairedProportions(
        **shaped(
            shape,
            estimate=estimate,
            low=low,
            high=high,
            attained_level=np.full_like(low, np.nan),
            tango_low=tango_low,
            tango_high=tango_high,
            statistic=rose,
            p=central_p(rose, changed, half, half),
            p_mid=mid_p(rose, changed, half, half),
            smallest_p=central_p(changed, changed, half, half),
            n=n.astype(np.int64),
            n_discordant=changed.astype(np.int64),
        ),
        level=level,
        method="exact McNemar test, Newcombe's paired interval",
        warnings=warn_where(n == 0, "no_pairs") + warn_where((n > 0) & (changed == 0), "no_discordant_pair"),
    )
