"""Exact conditional test and interval for the ratio of two Poisson rates."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats import _binomial, _binomial_limits
from analysis.stats._arrays import Alternative, FloatArray, Floats, Ints, check_alternative
from analysis.stats._counts import choice, counts, exposures, fraction, out, together, warn_where
from analysis.stats._sides import inner_level, named, opened

_Test = Callable[[FloatArray, FloatArray, FloatArray, FloatArray], FloatArray]
_P: dict[str, tuple[_Test, str, float]] = {
    "central": (_binomial.central, "central p", 0.0),
    "minlike": (_binomial.minlike, "minimum likelihood p", 0.0),
    "blaker": (_binomial.blaker, "Blaker p", 0.0),
    "mid-p": (_binomial.mid, "mid-p", 0.5),
}
"""Two-sided p, its name, and how much of the observed value's probability a one-sided p leaves out."""
_INTERVALS = {
    "central": (_binomial_limits.central_odds, "Clopper–Pearson"),
    "mid-p": (_binomial_limits.mid_odds, "mid-p"),
}


@dataclass(frozen=True, slots=True)
class RateRatio:
    """Ratio of the rate after to the rate before, with interval and exact conditional p.

    Attributes
    ----------
    estimate : float or array
        (count after / exposure after) / (count before / exposure before); NaN for 0 against 0, ∞ from none
        to some.
    low, high : float or array
        Confidence limits; 0 and ∞ are legitimate.
    attained_level : float or array
        Level of the central limits: an open side (0 or ∞) leaves nothing outside. For mid-p limits, which do
        not guarantee their level, the nominal figure computed in the same way.
    p : float or array
        p by ``method`` and ``alternative``.
    p_mid : float or array
        Mid-p of the alternative (two-sided: central), whatever the method.
    statistic : float or array
        Count after.
    n : int or array
        Events before and after together.
    smallest_p : float or array
        The smallest p by ``method`` that this many events could have given.
    level : float
        Nominal level of the interval.
    alternative : str
        What was tested.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
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


def rate_ratio(
    count_before: ArrayLike,
    exposure_before: ArrayLike,
    count_after: ArrayLike,
    exposure_after: ArrayLike,
    *,
    method: str = "central",
    interval: str = "central",
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> RateRatio:
    """Compare two Poisson rates exactly, given the total number of events.

    Given the total, the count after is binomial with share exposure_after / (exposure_after +
    exposure_before) when the rates are equal. The limits are the Clopper–Pearson (or mid-p) limits of that
    share, turned into a ratio. The interval is closed, and the central p matches it: it excludes 1 exactly
    when p < 1 − level. At p = 1 − level, one of the limits is 1.

    Counts that vary more than Poisson counts (φ > 1) make this test reject far too often; see
    :func:`~analysis.stats.dispersion` and :func:`~analysis.stats.month_permutation`.

    Parameters
    ----------
    count_before, count_after : array_like
        Number of events, whole numbers ≥ 0. Scalars or arrays of groups that broadcast.
    exposure_before, exposure_after : array_like
        Exposure (for example unit-months), above 0, in one unit.
    method : {"central", "minlike", "blaker", "mid-p"}
        How the two-sided p is formed. A one-sided p is the tail itself, the same by the first three, less
        half the probability of the observed count by mid-p.
    interval : {"central", "mid-p"}
        Which limits are given. Mid-p limits are narrower and do not guarantee their level.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` asks whether the rate after is lower; its interval is [0, upper limit], that of
        ``"greater"`` [lower limit, ∞], with all of 1 − level outside the one limit, as in R.
    level : float
        Nominal level, between 0 and 1 (above 0.5 when one-sided).

    Returns
    -------
    RateRatio
        Python numbers for one group, arrays for arrays of groups.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, and exposure that is not above 0. A missing
        total is not a count: NaN is refused. For an unknown method, interval or alternative, and a level out
        of range.

    References
    ----------
    Fay (2010), *Biostatistics* 11:373–374 and *The R Journal* 2(1):53–58; Blaker (2000), *Canadian Journal of
    Statistics* 28:783–798. R: ``poisson.test`` (minlike p with a central interval), ``rateratio.test``
    (central).

    Examples
    --------
    Six reports in twelve months, then none in the next twelve:

    >>> result = rate_ratio(6, 12, 0, 12)
    >>> result.estimate, result.low, round(result.high, 4), result.p
    (0.0, 0.0, 0.8493, 0.03125)

    Has the rate fallen? One-sided:

    >>> result = rate_ratio(6, 12, 1, 12, alternative="less")
    >>> result.p, result.low, round(result.high, 4)
    (0.0625, 0.0, 1.0864)

    Two groups at once:

    >>> rate_ratio([5, 20], 12, [0, 8], 12).p.round(4).tolist()
    [0.0625, 0.0357]
    """
    level = fraction("level", level)
    check_alternative(alternative)
    inner = inner_level(level, alternative)
    p_value, name, half = choice("method", method, _P)
    p_mid = _binomial.mid
    if alternative != "two-sided":
        p_value = partial(_binomial.one_sided, alternative=alternative, half=half)
        p_mid = partial(_binomial.one_sided, alternative=alternative, half=0.5)
        name = "mid-p" if half else "tail p"
    limits, limits_name = choice("interval", interval, _INTERVALS)
    shape, (before, t_before, after, t_after) = together(
        count_before=counts("count_before", count_before),
        exposure_before=exposures("exposure_before", exposure_before),
        count_after=counts("count_after", count_after),
        exposure_after=exposures("exposure_after", exposure_after),
    )
    n = before + after
    share, rest = shares(t_before, t_after)
    low, high = opened(*limits(after, n, 1 - inner), alternative, (0.0, np.inf))
    none = np.zeros_like(n)
    result = {
        "estimate": ratio(before, t_before, after, t_after),
        "low": low * (rest / share),
        "high": high * (rest / share),
        "attained_level": _binomial_limits.attained_level(low, high, inner),
        "p": p_value(after, n, share, rest),
        "p_mid": p_mid(after, n, share, rest),
        "statistic": after,
        "n": n.astype(np.int64),
        "smallest_p": np.minimum(p_value(none, n, share, rest), p_value(n, n, share, rest)),
    }
    return RateRatio(
        **{name: out(values, shape) for name, values in result.items()},
        level=level,
        alternative=alternative,
        method=named(f"exact conditional test of a rate ratio ({name}, {limits_name} interval)", alternative),
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
