"""Did the rate change more at one set of addresses than at the comparison addresses? Exact, given totals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned, counts, exposures, fraction
from analysis.stats._groups import per_unique, shaped, together, warn_where
from analysis.stats._results import Test
from analysis.stats._types import FloatArray, Floats
from analysis.stats.null_distributions import hypergeometric
from analysis.stats.null_distributions.binomial import attained_level
from analysis.stats.rate_ratio import ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioOfRateRatios(Test):
    """Rate ratio divided by the comparison's rate ratio; the fields of every test, and these.

    Attributes
    ----------
    estimate : float or array
        Rate ratio / comparison rate ratio; NaN where it is 0/0.
    rate_ratio, comparison_rate_ratio : float or array
        The two ratios.
    low, high : float or array
        Confidence limits; 0 and ∞ are legitimate.
    attained_level : float or array
        An open side leaves nothing outside.
    statistic : float or array
        Count after, given all totals.
    n : int or array
        Events in the four cells.
    level : float
        Nominal level of the interval.
    """

    rate_ratio: Floats
    comparison_rate_ratio: Floats
    level: float


def ratio_of_rate_ratios(
    count_before: ArrayLike,
    exposure_before: ArrayLike,
    count_after: ArrayLike,
    exposure_after: ArrayLike,
    comparison_count_before: ArrayLike,
    comparison_exposure_before: ArrayLike,
    comparison_count_after: ArrayLike,
    comparison_exposure_after: ArrayLike,
    *,
    level: float = 0.95,
) -> RatioOfRateRatios:
    """Compare a rate ratio with the rate ratio of comparison addresses, exactly.

    Given both places' totals and the total after, the count after follows a noncentral hypergeometric
    distribution whose odds ratio is the ratio of rate ratios times the known ratio of exposures. With equal
    exposures this is Fisher's exact test of the 2 × 2 table. Several comparison addresses are summed first.
    Like every Poisson test it rejects too often when counts vary more than Poisson counts.

    Parameters
    ----------
    count_before, count_after, comparison_count_before, comparison_count_after : array_like
        Number of events, whole numbers ≥ 0. Scalars or arrays of groups that broadcast.
    exposure_before, exposure_after, comparison_exposure_before, comparison_exposure_after : array_like
        Exposure, above 0.
    level : float
        Nominal level, between 0 and 1.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, exposure that is not above 0, and a level
        out of range.

    References
    ----------
    Fay (2010), *The R Journal* 2(1):53–58; Altman & Bland (2003), *BMJ* 326:219. R: ``fisher.test`` with
    ``or =`` the ratio of exposures.

    Examples
    --------
    Reports fell from 20 to 8 here and from 22 to 19 at the comparison addresses, one year each:

    >>> result = ratio_of_rate_ratios(20, 12, 8, 12, 22, 12, 19, 12)
    >>> [round(x, 4) for x in (result.estimate, result.low, result.high, result.p)]
    [0.4632, 0.1434, 1.43, 0.2162]
    """
    level = fraction("level", level)
    check_aligned(
        count_before=count_before,
        exposure_before=exposure_before,
        count_after=count_after,
        exposure_after=exposure_after,
        comparison_count_before=comparison_count_before,
        comparison_exposure_before=comparison_exposure_before,
        comparison_count_after=comparison_count_after,
        comparison_exposure_after=comparison_exposure_after,
    )
    shape, cells = together(
        count_before=counts("count_before", count_before),
        exposure_before=exposures("exposure_before", exposure_before),
        count_after=counts("count_after", count_after),
        exposure_after=exposures("exposure_after", exposure_after),
        comparison_count_before=counts("comparison_count_before", comparison_count_before),
        comparison_exposure_before=exposures("comparison_exposure_before", comparison_exposure_before),
        comparison_count_after=counts("comparison_count_after", comparison_count_after),
        comparison_exposure_after=exposures("comparison_exposure_after", comparison_exposure_after),
    )
    before, t_before, x, t_after, other_before, u_before, other, u_after = cells
    first, second, total = before + x, other_before + other, x + other
    log_null = (np.log(t_after) - np.log(t_before)) - (np.log(u_after) - np.log(u_before))

    def tails(value: FloatArray) -> hypergeometric.Tails:
        return hypergeometric.tails(value, first, second, total, log_null)

    def limits(*table: FloatArray) -> tuple[FloatArray, ...]:
        return hypergeometric.odds_limits(table[0], table[1], table[2], table[3], 1 - level)

    low, high = per_unique(limits, x, first, second, total)
    least, most = hypergeometric.support(first, second, total)
    observed = tails(x)
    return RatioOfRateRatios(
        **shaped(
            shape,
            estimate=_quotient(x * other_before, before * other) * np.exp(-log_null),
            rate_ratio=ratio(before, t_before, x, t_after),
            comparison_rate_ratio=ratio(other_before, u_before, other, u_after),
            low=low * np.exp(-log_null),
            high=high * np.exp(-log_null),
            attained_level=attained_level(low, high, level),
            statistic=x,
            p=observed.p,
            p_mid=observed.p_mid,
            smallest_p=np.minimum(*(tails(end).p for end in (least, most))),
            n=(first + second).astype(np.int64),
        ),
        level=level,
        method="exact conditional test of a ratio of rate ratios (central)",
        warnings=warn_where(least == most, "no_choice"),
    )


def _quotient(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Quotient: NaN for 0/0, ∞ for some against none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(top / bottom)
