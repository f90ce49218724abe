"""Rate ratio with an interval that widens with overdispersion: quasi-Poisson, t, φ = max(1, φ̂)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats._arguments import check_aligned, exposures, fraction, numbers
from analysis.stats._arguments import counts as as_counts
from analysis.stats._groups import as_p, two_sided, warn_where
from analysis.stats._months import by_parts, months
from analysis.stats._results import BeforeAfterTest
from analysis.stats._types import FloatArray, Floats, Ints
from analysis.stats.dispersion import pearson
from analysis.stats.rate_ratio import ratio, shares


@dataclass(frozen=True, slots=True, kw_only=True)
class QuasiPoisson(BeforeAfterTest):
    """Rate ratio with quasi-Poisson interval; the fields of every test before and after, and these.

    Attributes
    ----------
    estimate : float or array
        Rate after / rate before; NaN for 0 against 0.
    low, high : float or array
        Confidence limits; [0, ∞] where nothing can be said.
    attained_level, smallest_p : float or array
        NaN: the interval is approximate, and the p of a t distribution has no smallest value.
    p, p_mid : float or array
        p that matches the interval; the mid-p is the same, since the t distribution is continuous.
    statistic : float or array
        log(ratio) / standard error, on ``df`` degrees of freedom; NaN where a window has no events.
    phi : float or array
        max(1, φ̂), the factor the variance was multiplied by.
    df : int or array
        Months less 2.
    level : float
        Nominal level; the interval attains it on average only.
    """

    phi: Floats
    df: Ints
    level: float


def quasi_poisson(
    counts: ArrayLike,
    exposure: ArrayLike,
    after: ArrayLike,
    *,
    level: float = 0.95,
) -> QuasiPoisson:
    """Estimate a rate ratio with a t interval on the log scale, its variance multiplied by φ = max(1, φ̂).

    log(ratio) ± t(df) · √(φ (1/events before + 1/events after)), φ̂ as in
    :func:`~analysis.stats.dispersion`. Counts steadier than Poisson (φ̂ < 1) never narrow the interval.
    Where one window has no events the log does not exist: the limit is then the exact conditional one with
    the events divided by φ, so that zero against many stays informative and equals the exact limit when φ =
    1.

    Parameters
    ----------
    counts : array_like, shape (..., months)
        Events per month, whole numbers ≥ 0; NaN = month not observed.
    exposure : array_like, shape (..., months), or a scalar
        Exposure per month, ≥ 0; NaN = month not observed. A month with exposure 0 and count 0 is dropped.
    after : array_like of bool, shape (..., months)
        True for months in the after window.
    level : float
        Nominal level, between 0 and 1.

    Raises
    ------
    ValueError
        As :func:`~analysis.stats.month_permutation`.

    References
    ----------
    McCullagh & Nelder (1989), *Generalized Linear Models*, 6.2. R: ``glm(..., family = quasipoisson)`` with
    ``max(1, dispersion)`` and ``qt``.

    Examples
    --------
    >>> result = quasi_poisson([4, 9, 2, 7, 1, 4, 0, 2], 1.0, [False] * 4 + [True] * 4)
    >>> [round(x, 4) for x in (result.estimate, result.low, result.high, result.phi, result.p)]
    [0.3182, 0.0793, 1.2767, 1.7121, 0.0903]
    """
    level = fraction("level", level)
    data = months(counts, exposure, after)
    before, t_before, n_before = data.total(data.before)
    events, t_after, n_after = data.total(data.after)
    df = np.maximum(n_before - 1, 0) + np.maximum(n_after - 1, 0)
    phi_hat = by_parts(pearson, data)[2]
    phi = np.where(phi_hat > 1, phi_hat, 1.0)
    both = (n_before > 0) & (n_after > 0)
    t_before, t_after = np.where(both, t_before, 1.0), np.where(both, t_after, 1.0)
    estimate = np.where(both, ratio(before, t_before, events, t_after), np.nan)
    usable, none = both & (df > 0), both & (df > 0) & ((before == 0) != (events == 0))
    low, high, p, statistic = _inference(before, t_before, events, t_after, phi, np.where(both, df, 0), level)
    return QuasiPoisson(
        **data.results(
            estimate=estimate,
            low=low,
            high=high,
            attained_level=np.full_like(estimate, np.nan),
            statistic=statistic,
            p=p,
            p_mid=p,
            smallest_p=np.full_like(estimate, np.nan),
            phi=phi,
            df=df.astype(np.int64),
        ),
        level=level,
        method="quasi-Poisson rate ratio, t interval, φ = max(1, φ̂)",
        warnings=warn_where(~usable, "no_interval")
        + warn_where(usable & (before + events == 0), "no_events")
        + warn_where(none, "one_sided_exact"),
    )


def overdispersed_interval(
    before: ArrayLike,
    exposure_before: ArrayLike,
    after: ArrayLike,
    exposure_after: ArrayLike,
    phi: ArrayLike,
    df: ArrayLike,
    *,
    level: float = 0.95,
) -> tuple[FloatArray, FloatArray]:
    """Return the interval of :func:`quasi_poisson` for totals and a φ̂ from elsewhere, such as from clusters.

    Parameters
    ----------
    before, after : array_like, shape (...)
        Events of each window, whole numbers ≥ 0.
    exposure_before, exposure_after : array_like, shape (...)
        Exposure of each, above 0.
    phi, df : array_like, shape (...)
        φ̂, of which at least 1 is used, and its degrees of freedom.
    level : float
        Nominal level, between 0 and 1.

    Returns
    -------
    tuple of ndarray, shape (...)
        Low and high; [0, ∞] where there are no events or no degrees of freedom.

    Raises
    ------
    ValueError
        For arguments outside their range.

    References
    ----------
    McCullagh & Nelder (1989), *Generalized Linear Models*, 6.2.

    Examples
    --------
    >>> [round(float(x), 3) for x in overdispersed_interval(22, 4, 7, 4, 1.7121, 6)]
    [0.079, 1.277]
    """
    level = fraction("level", level)
    check_aligned(before=before, exposure_before=exposure_before, after=after, exposure_after=exposure_after)
    read = (
        as_counts("before", before),
        exposures("exposure_before", exposure_before),
        as_counts("after", after),
        exposures("exposure_after", exposure_after),
        numbers("phi", phi),
        as_counts("df", df),
    )
    b, t_b, a, t_a, factor, freedom = np.broadcast_arrays(*read)
    low, high, _, _ = _inference(b, t_b, a, t_a, np.maximum(factor, 1.0), freedom, level)
    return low, high


def _inference(
    before: FloatArray,
    t_before: FloatArray,
    after: FloatArray,
    t_after: FloatArray,
    phi: FloatArray,
    df: FloatArray,
    level: float,
) -> tuple[FloatArray, ...]:
    """Low, high, p and statistic; nothing can be said without events or degrees of freedom."""
    with np.errstate(over="ignore"):  # a limit beyond the largest float is ∞
        wald = _wald(ratio(before, t_before, after, t_after), before, after, phi, df, level)
        zero = _one_sided(before, t_before, after, t_after, phi, level)
    none = (before == 0) != (after == 0)
    low, high, p, statistic = (np.where(none, z, w) for z, w in zip(zero, wald, strict=True))
    vacuous = (df <= 0) | (before + after == 0)
    return (
        np.where(vacuous, 0.0, low),
        np.where(vacuous, np.inf, high),
        as_p(np.where(vacuous, 1.0, p)),
        np.where(vacuous, np.nan, statistic),
    )


def _wald(
    estimate: FloatArray, before: FloatArray, after: FloatArray, phi: FloatArray, df: FloatArray, level: float
) -> tuple[FloatArray, ...]:
    """Limits, p and statistic of the t interval; meaningless, but finite, where a count is 0."""
    some = (before > 0) & (after > 0)
    error = np.sqrt(phi * (1 / np.where(some, before, 1.0) + 1 / np.where(some, after, 1.0)))
    log_ratio = np.log(np.where(some, estimate, 1.0))
    freedom = np.maximum(df, 1.0)
    reach = special.stdtrit(freedom, (1 + level) / 2) * error
    statistic = log_ratio / error
    p = two_sided(special.stdtr(freedom, -np.abs(statistic)))
    return np.exp(log_ratio - reach), np.exp(log_ratio + reach), p, statistic


def _one_sided(
    before: FloatArray,
    t_before: FloatArray,
    after: FloatArray,
    t_after: FloatArray,
    phi: FloatArray,
    level: float,
) -> tuple[FloatArray, ...]:
    """Exact conditional limit and p with events divided by φ, where one window has none."""
    share, rest = shares(t_before, t_after)
    effective = np.maximum(before + after, 1.0) / phi
    odds = np.expm1(-np.log((1 - level) / 2) / effective)
    low = np.where(after > 0, 1 / odds * (rest / share), 0.0)
    high = np.where(after > 0, np.inf, odds * (rest / share))
    p = two_sided(np.where(after > 0, share, rest) ** effective)
    return low, high, p, np.full_like(p, np.nan)
