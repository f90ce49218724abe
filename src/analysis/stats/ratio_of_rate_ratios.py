"""Did the rate change more at one set of addresses than at the comparison addresses? Exact, given totals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats import _hypergeometric as hypergeometric
from analysis.stats._arrays import Alternative, FloatArray, Floats, Ints, check_alternative
from analysis.stats._binomial_limits import attained_level
from analysis.stats._counts import (
    as_p,
    choice,
    counts,
    exposures,
    fraction,
    out,
    per_unique,
    together,
    warn_where,
)
from analysis.stats._hypergeometric import Tails
from analysis.stats._sides import inner_level, named, opened
from analysis.stats.rate_ratio import ratio

_P: dict[str, tuple[Callable[[Tails], FloatArray], str, float]] = {
    "central": (hypergeometric.central, "central", 0.0),
    "minlike": (lambda found: as_p(found.minlike), "minimum likelihood", 0.0),
    "mid-p": (hypergeometric.mid, "mid-p", 0.5),
}
"""Two-sided p, its name, and how much of the observed table's probability a one-sided p leaves out."""
_HALF = {"central": 0.0, "mid-p": 0.5}


@dataclass(frozen=True, slots=True)
class RatioOfRateRatios:
    """Rate ratio divided by the comparison's rate ratio, with interval and exact conditional p.

    Attributes
    ----------
    estimate : float or array
        Rate ratio / comparison rate ratio; NaN where it is 0/0.
    rate_ratio, comparison_rate_ratio : float or array
        The two ratios.
    low, high : float or array
        Confidence limits; 0 and ∞ are legitimate.
    attained_level : float or array
        Level of the central limits: an open side leaves nothing outside.
    p, p_mid : float or array
        p by ``method`` and ``alternative``, and mid-p of the alternative (two-sided: central).
    statistic : float or array
        Count after, given all totals.
    n : int or array
        Events in the four cells.
    smallest_p : float or array
        The smallest p by ``method`` that these totals could have given.
    level : float
        Nominal level.
    alternative : str
        What was tested.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    rate_ratio: Floats
    comparison_rate_ratio: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    p: Floats
    p_mid: Floats
    statistic: Floats
    n: Ints
    smallest_p: Floats
    level: float
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


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
    method: str = "central",
    interval: str = "central",
    alternative: Alternative = "two-sided",
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
    method : {"central", "minlike", "mid-p"}
        How the two-sided p is formed. A one-sided p is the tail itself, less half the probability of the
        observed table by mid-p.
    interval : {"central", "mid-p"}
        Which limits are given.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` asks whether the rate ratio is lower than the comparison's; its interval is [0, upper
        limit], that of ``"greater"`` [lower limit, ∞].
    level : float
        Nominal level, between 0 and 1 (above 0.5 when one-sided).

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, exposure that is not above 0, an unknown
        method, interval or alternative, and a level out of range.

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
    check_alternative(alternative)
    inner = inner_level(level, alternative)
    p_value, name, less_half = choice("method", method, _P)
    p_mid: Callable[[Tails], FloatArray] = hypergeometric.mid
    if alternative != "two-sided":
        p_value = partial(hypergeometric.one_sided, alternative=alternative, half=less_half)
        p_mid = partial(hypergeometric.one_sided, alternative=alternative, half=0.5)
        name = "mid-p" if less_half else "tail p"
    half = choice("interval", interval, _HALF)
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

    def p_at(value: FloatArray) -> FloatArray:
        return p_value(hypergeometric.tails(value, first, second, total, log_null))

    def limits(*table: FloatArray) -> tuple[FloatArray, ...]:
        return hypergeometric.odds_limits(table[0], table[1], table[2], table[3], 1 - inner, half)

    low, high = per_unique(limits, x, first, second, total)
    low, high = opened(low, high, alternative, (0.0, np.inf))
    least, most = hypergeometric.support(first, second, total)
    ours, theirs = ratio(before, t_before, x, t_after), ratio(other_before, u_before, other, u_after)
    result = {
        "estimate": _quotient(x * other_before, before * other) * np.exp(-log_null),
        "rate_ratio": ours,
        "comparison_rate_ratio": theirs,
        "low": low * np.exp(-log_null),
        "high": high * np.exp(-log_null),
        "attained_level": attained_level(low, high, inner),
        "p": p_at(x),
        "p_mid": p_mid(hypergeometric.tails(x, first, second, total, log_null)),
        "statistic": x,
        "n": (first + second).astype(np.int64),
        "smallest_p": np.minimum(p_at(least), p_at(most)),
    }
    fixed = least == most
    return RatioOfRateRatios(
        **{key: out(values, shape) for key, values in result.items()},
        level=level,
        alternative=alternative,
        method=named(f"exact conditional test of a ratio of rate ratios ({name})", alternative),
        warnings=warn_where(fixed, "no_choice"),
    )


def _quotient(top: FloatArray, bottom: FloatArray) -> FloatArray:
    """Quotient: NaN for 0/0, ∞ for some against none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(top / bottom)
