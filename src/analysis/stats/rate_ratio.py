"""Exact conditional test and interval for the ratio of two Poisson rates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, counts, exposures, fraction
from analysis.stats._groups import shaped, together, warn_where
from analysis.stats._results import Test
from analysis.stats._types import FloatArray
from analysis.stats.null_distributions.binomial import (
    attained_level,
    central_and_mid_p,
    central_odds,
    least_central_p,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRatio(Test):
    """Ratio of the rate after to the rate before; the fields of every test, and these.

    Attributes
    ----------
    estimate : float or array
        (count after / exposure after) / (count before / exposure before); NaN for 0 against 0, ∞ from none
        to some.
    low, high : float or array
        Confidence limits; 0 and ∞ are legitimate.
    attained_level : float or array
        An open side (0 or ∞) leaves nothing outside.
    statistic : float or array
        Count after.
    n : int or array
        Events before and after together.
    level : float
        Nominal level of the interval.
    """

    level: float


def rate_ratio(
    count_before: ArrayLike,
    exposure_before: ArrayLike,
    count_after: ArrayLike,
    exposure_after: ArrayLike,
    *,
    level: float = 0.95,
) -> RateRatio:
    """Compare two Poisson rates exactly, given the total number of events.

    Given the total, the count after is binomial with share exposure_after / (exposure_after +
    exposure_before) when the rates are equal. The limits are the Clopper–Pearson limits of that share, turned
    into a ratio. The interval is closed, and the central p matches it: it excludes 1 exactly
    when p < 1 − level. At p = 1 − level, one of the limits is 1.

    Counts that vary more than Poisson counts (φ > 1) make this test reject far too often; see
    :func:`~analysis.stats.dispersion` and :func:`~analysis.stats.month_permutation`.

    Parameters
    ----------
    count_before, count_after : array_like
        Number of events, whole numbers ≥ 0. Scalars or arrays of groups that broadcast.
    exposure_before, exposure_after : array_like
        Exposure (for example unit-months), above 0, in one unit.
    level : float
        Nominal level, between 0 and 1.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, and exposure that is not above 0. A missing
        total is not a count: NaN is refused. For a level out of range.

    References
    ----------
    Fay (2010), *Biostatistics* 11:373–374 and *The R Journal* 2(1):53–58. R: ``rateratio.test``;
    ``poisson.test`` has the same interval but another p (all outcomes no more likely), which can disagree.

    Examples
    --------
    Six reports in twelve months, then none in the next twelve:

    >>> result = rate_ratio(6, 12, 0, 12)
    >>> result.estimate, result.low, round(result.high, 4), result.p
    (0.0, 0.0, 0.8493, 0.03125)

    Two groups at once:

    >>> rate_ratio([5, 20], 12, [0, 8], 12).p.round(4).tolist()
    [0.0625, 0.0357]
    """
    level = fraction("level", level)
    check_aligned(
        count_before=count_before,
        exposure_before=exposure_before,
        count_after=count_after,
        exposure_after=exposure_after,
    )
    shape, (before, t_before, after, t_after) = together(
        count_before=counts("count_before", count_before),
        exposure_before=exposures("exposure_before", exposure_before),
        count_after=counts("count_after", count_after),
        exposure_after=exposures("exposure_after", exposure_after),
    )
    n = before + after
    share, rest = shares(t_before, t_after)
    low, high = central_odds(after, n, 1 - level)
    p, p_mid = central_and_mid_p(after, n, share, rest)
    return RateRatio(
        **shaped(
            shape,
            estimate=ratio(before, t_before, after, t_after),
            low=low * (rest / share),
            high=high * (rest / share),
            attained_level=attained_level(low, high, level),
            statistic=after,
            p=p,
            p_mid=p_mid,
            smallest_p=least_central_p(n, share, rest),
            n=n.astype(np.int64),
        ),
        level=level,
        method="exact conditional test of a rate ratio (central p, Clopper–Pearson interval)",
        warnings=warn_where(n == 0, "no_events"),
    )


def shares(t_before: FloatArray, t_after: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Share of the exposure that lies after, and before.

    Divided by the larger first, so that neither overflow nor underflow of the sum matters.

    Examples
    --------
    >>> shares(np.array([3.0]), np.array([1.0]))
    (array([0.25]), array([0.75]))
    """
    larger = np.maximum(t_before, t_after)
    before, after = t_before / larger, t_after / larger
    return after / (before + after), before / (before + after)


def ratio(before: FloatArray, t_before: FloatArray, after: FloatArray, t_after: FloatArray) -> FloatArray:
    """Rate after over rate before: NaN for 0 against 0, ∞ from none to some.

    Examples
    --------
    >>> ratio(np.array([4.0, 0.0]), np.array([2.0, 1.0]), np.array([1.0, 1.0]), np.array([1.0, 1.0])).tolist()
    [0.5, inf]
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(before + after == 0, np.nan, (after / before) * (t_before / t_after))
