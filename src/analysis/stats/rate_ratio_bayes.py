"""Posterior of a rate ratio: gamma–Poisson with Jeffreys prior."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arrays import FloatArray, Floats, Ints
from analysis.stats._counts import (
    counts,
    exposures,
    fraction,
    numbers,
    out,
    per_unique,
    refuse,
    together,
    warn_where,
)


@dataclass(frozen=True, slots=True)
class RateRatioBayes:
    """Posterior of the ratio of two Poisson rates.

    Attributes
    ----------
    estimate : float or array
        Posterior median of the ratio.
    low, high : float or array
        Equal-tailed credible limits; always inside (0, ∞).
    attained_level : float or array
        Posterior probability of the interval: ``level``.
    probability_lower, probability_higher : float or array
        Posterior probability that the rate after is lower, and higher, than before.
    n : int or array
        Events before and after together.
    level : float
        Posterior probability of the interval.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    probability_lower: Floats
    probability_higher: Floats
    n: Ints
    level: float
    method: str
    warnings: tuple[str, ...]


def rate_ratio_bayes(
    count_before: ArrayLike,
    exposure_before: ArrayLike,
    count_after: ArrayLike,
    exposure_after: ArrayLike,
    *,
    shape: float = 0.5,
    rate: float = 0.0,
    level: float = 0.95,
) -> RateRatioBayes:
    """Estimate a rate ratio with independent gamma priors on the two rates.

    With prior Gamma(shape, rate) the posterior rate is Gamma(count + shape, exposure + rate), and the ratio
    of the two is a scaled beta-prime. The default is Jeffreys' prior, shape ½ and rate 0, which makes the
    answer defined and finite even for 0 against 0 (where it is the prior's own).

    Parameters
    ----------
    count_before, count_after : array_like
        Number of events, whole numbers ≥ 0. Scalars or arrays of groups that broadcast.
    exposure_before, exposure_after : array_like
        Exposure, above 0.
    shape, rate : float
        Gamma prior: shape above 0, rate (in units of exposure) at least 0.
    level : float
        Posterior probability of the interval, between 0 and 1.

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, exposure that is not above 0, and a prior that
        is none.

    References
    ----------
    Jeffreys (1961), *Theory of Probability*; Price & Bonett (2000), *Computational Statistics & Data
    Analysis* 34:345–356. R: ``qbeta`` on the same shapes.

    Examples
    --------
    >>> result = rate_ratio_bayes(10, 12, 4, 12)
    >>> [round(x, 4) for x in (result.estimate, result.low, result.high, result.probability_lower)]
    [0.4103, 0.1174, 1.199, 0.9472]
    """
    level = fraction("level", level)
    prior_shape, prior_rate = exposures("shape", shape), numbers("rate", rate)
    refuse("rate", prior_rate, prior_rate < 0, "at least 0")
    dims, (before, t_before, after, t_after, alpha, beta) = together(
        count_before=counts("count_before", count_before),
        exposure_before=exposures("exposure_before", exposure_before),
        count_after=counts("count_after", count_after),
        exposure_after=exposures("exposure_after", exposure_after),
        shape=prior_shape,
        rate=prior_rate,
    )
    a, b = after + alpha, before + alpha
    wide_after, wide_before = t_after + beta, t_before + beta
    scale = wide_before / wide_after
    share, rest = wide_after / (wide_after + wide_before), wide_before / (wide_after + wide_before)
    low, middle, high = per_unique(lambda a, b: _quantiles(a, b, (1 - level) / 2), a, b)
    result = {
        "estimate": scale * middle,
        "low": scale * low,
        "high": scale * high,
        "attained_level": np.full_like(a, level),
        "probability_lower": special.betainc(a, b, share),
        "probability_higher": special.betainc(b, a, rest),
        "n": (before + after).astype(np.int64),
    }
    return RateRatioBayes(
        **{name: out(values, dims) for name, values in result.items()},
        level=level,
        method="gamma–Poisson posterior of a rate ratio"
        + (" (Jeffreys prior)" if (shape, rate) == (0.5, 0) else ""),
        warnings=warn_where(before + after == 0, "no_events"),
    )


def _quantiles(a: FloatArray, b: FloatArray, tail: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lower quantile, median and upper quantile of the odds of a Beta(a, b) proportion."""
    return _odds(a, b, tail), _odds(a, b, 0.5), 1 / _odds(b, a, tail)


def _odds(a: FloatArray, b: FloatArray, at: float) -> FloatArray:
    """Quantile of the odds of a Beta(a, b) proportion."""
    return np.asarray(special.betaincinv(a, b, at) / special.betainccinv(b, a, at))
