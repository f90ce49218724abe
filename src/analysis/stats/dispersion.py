"""Do counts by month vary more than Poisson counts? Pearson's φ and its exact conditional p."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import RESAMPLES, SEED, check_draws, check_resampling, monte_carlo
from analysis.stats._groups import as_p, chunks, unique_rows, warn_where
from analysis.stats._months import Months, by_parts, months
from analysis.stats._results import BeforeAfterTest
from analysis.stats._types import BoolArray, FloatArray, Floats, Ints
from analysis.stats.null_distributions.multinomial_dispersion import Law, pearson_law, upper_tail_of_sum

TIE = 1e-10


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispersion(BeforeAfterTest):
    """Overdispersion of counts by month, pooled over the two windows; the fields of every test, and these.

    Attributes
    ----------
    estimate : float or array
        Pearson's φ̂ = statistic / df; 1 for Poisson counts. NaN without events or without degrees of freedom.
    low, high, attained_level : float or array
        NaN: no interval of φ is given.
    p, p_mid : float or array
        Exact probability, given each window's total, of a statistic at least as large: one-sided, since
        months steadier than Poisson counts harm no test. Half the observed one's is taken off for the mid-p.
    p_error : float or array
        Monte Carlo standard error of p; 0 where p is exact.
    statistic : float or array
        Σ (count − expected)² / expected, expected by exposure within each window.
    df : int or array
        Months less windows that have months.
    smallest_p : float or array
        The smallest p these totals could have given: all events of each window in one of its shortest months.
    """

    p_error: Floats
    df: Ints


def dispersion(
    counts: ArrayLike, exposure: ArrayLike, after: ArrayLike, *, resamples: int = RESAMPLES, seed: int = SEED
) -> Dispersion:
    """Estimate Pearson's φ pooled over the before and after windows, with its exact conditional p.

    Each window has its own rate, so a change from before to after is not taken for overdispersion. Given a
    window's total its months are multinomial; the p value is exact under that law, however few the events.
    It is exact for every window whose months share few lengths of exposure (any up to about 100 events with
    equal exposure), and Monte Carlo with a seed and ``p_error`` beyond. φ̂ is shown beside every count; no
    test is chosen by it.

    Parameters
    ----------
    counts : array_like, shape (..., months)
        Events per month, whole numbers ≥ 0; NaN = month not observed.
    exposure : array_like, shape (..., months), or a scalar
        Exposure per month, ≥ 0; NaN = month not observed. A month with exposure 0 and count 0 is dropped.
    after : array_like of bool, shape (..., months)
        True for months in the after window.
    resamples, seed : int
        Number and seed of Monte Carlo resamples, where exact is out of reach.

    Raises
    ------
    ValueError
        As :func:`~analysis.stats.month_permutation`.

    References
    ----------
    McCullagh & Nelder (1989), *Generalized Linear Models*, 4.5; Fisher (1950), *Biometrics* 6:17–24. R:
    ``summary(glm(count ~ after + offset(log(exposure)), quasipoisson))$dispersion`` gives φ̂.

    Examples
    --------
    >>> result = dispersion([0, 6, 0, 6, 1, 1, 0, 2], 1.0, [False] * 4 + [True] * 4)
    >>> round(result.estimate, 4), result.df, round(result.p, 4)
    (2.3333, 6, 0.0271)
    """
    check_resampling(resamples, seed)
    data = months(counts, exposure, after)
    statistic, df, phi = by_parts(pearson, data)
    p, p_mid, p_error, drawn = by_parts(lambda part: _p_values(part, resamples, seed), data)
    smallest = _all_in_one_month(data, data.before) * _all_in_one_month(data, data.after)
    silent = _silent(data, data.before) | _silent(data, data.after)
    nothing = np.full_like(phi, np.nan)
    how = monte_carlo(resamples, seed) if drawn.any() else " (exact)"
    return Dispersion(
        **data.results(
            estimate=phi,
            low=nothing,
            high=nothing,
            attained_level=nothing,
            statistic=statistic,
            df=df.astype(np.int64),
            p=as_p(p),
            p_mid=as_p(p_mid),
            p_error=p_error,
            smallest_p=np.where(drawn > 0, np.maximum(smallest, 1 / (resamples + 1)), smallest),
        ),
        method=f"Pearson dispersion within windows, conditional p{how}",
        warnings=warn_where(np.isnan(phi), "no_dispersion")
        + warn_where(silent & ~np.isnan(phi), "lower_bound")
        + warn_where(drawn > 0, "monte_carlo"),
    )


def pearson(data: Months) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Pearson's statistic about each window's own rate, its degrees of freedom, and φ̂.

    Examples
    --------
    >>> statistic, df, phi = pearson(months([1, 3, 2, 2], 1, [False, False, True, True]))
    >>> statistic.tolist(), df.tolist(), phi.tolist()
    ([1.0], [2.0], [0.5])
    """
    statistic, df, events = np.zeros(len(data.count)), np.zeros(len(data.count)), np.zeros(len(data.count))
    for window in (data.before, data.after):
        total, time, n = data.total(window)
        expected = data.exposure * (total / np.where(time > 0, time, 1.0))[:, None]
        square = np.where(window & (expected > 0), (data.count - expected) ** 2, 0.0)
        statistic += (square / np.where(expected > 0, expected, 1.0)).sum(axis=1)
        df += np.maximum(n - 1, 0)
        events += total
    known = (df > 0) & (events > 0)
    return statistic, df, np.where(known, statistic / np.where(known, df, 1.0), np.nan)


def _silent(data: Months, window: BoolArray) -> BoolArray:
    events, _, n = data.total(window)
    return np.asarray((n > 0) & (events == 0))


def _all_in_one_month(data: Months, window: BoolArray) -> FloatArray:
    """Probability that all events of a window fall in one of its shortest months, the largest statistic."""
    events, time, n = data.total(window)
    exposure = np.where(window, data.exposure, np.inf)
    shortest = exposure.min(axis=1, initial=np.inf)
    number = (exposure == shortest[:, None]).sum(axis=1)
    share = np.where(n > 0, shortest, 1.0) / np.where(n > 0, time, 1.0)
    return np.asarray(np.where((n > 0) & (events > 0), number * share**events, 1.0), dtype=np.float64)


def _p_values(data: Months, resamples: int, seed: int) -> tuple[FloatArray, ...]:
    """Conditional p, mid-p, standard error, and whether drawn; groups that are the same months only once."""
    if not data.count.size:
        one, none = np.ones(len(data.count)), np.zeros(len(data.count))
        return one, one / 2, none, none
    key = np.hstack([data.count, data.exposure, data.before, data.after])
    first, inverse = unique_rows((key + 0.0).view(np.int64))
    found = np.ones((4, len(first)))
    for row, group in enumerate(first):
        windows = [
            (data.count[group][w[group]], data.exposure[group][w[group]]) for w in (data.before, data.after)
        ]
        found[:, row] = _one_group([_scaled(*w) for w in windows], resamples, seed)
    return tuple(found[:, inverse])


def _scaled(count: FloatArray, exposure: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Drop the months of a window without events; give exposure as share of the window."""
    if count.sum() == 0:
        return count[:0], exposure[:0]
    return count, exposure / exposure.max()


def _one_group(
    windows: list[tuple[FloatArray, FloatArray]], resamples: int, seed: int
) -> tuple[float, float, float, bool]:
    """P(Σ c²/μ over both windows ≥ observed), mid-p, standard error, whether drawn; the totals drop out."""
    factors = [exposure.sum() / max(count.sum(), 1.0) for count, exposure in windows]
    observed = sum(
        factor * (count**2 / exposure).sum()
        for factor, (count, exposure) in zip(factors, windows, strict=True)
    )
    tie = TIE * max(observed, 1.0)
    laws = [_law(factor, *window) for factor, window in zip(factors, windows, strict=True)]
    if laws[0] is not None and laws[1] is not None:
        p = upper_tail_of_sum(laws[0], laws[1], observed, tie)
        beyond = upper_tail_of_sum(laws[0], laws[1], observed + 2 * tie, tie)
        return p, (p + beyond) / 2, 0.0, False
    generator = np.random.default_rng(seed)
    drawn = np.zeros(resamples)
    check_draws(sum(len(count) for count, _ in windows), resamples, "months")
    for factor, (count, exposure) in zip(factors, windows, strict=True):
        for part in chunks(resamples, 16 * len(count)) if len(count) else ():
            size = part.stop - part.start
            dealt = generator.multinomial(int(count.sum()), exposure / exposure.sum(), size=size)
            drawn[part] += factor * (dealt.astype(np.float64) ** 2 / exposure).sum(axis=1)
    p = (1 + int((drawn >= observed - tie).sum())) / (resamples + 1)
    beyond = int((drawn > observed + tie).sum()) / (resamples + 1)
    return p, (p + beyond) / 2, float(np.sqrt(p * (1 - p) / resamples)), True


def _law(factor: float, count: FloatArray, exposure: FloatArray) -> Law | None:
    if not len(count):
        return np.zeros(1), np.ones(1)
    law = pearson_law(exposure, int(count.sum()))
    return None if law is None else (factor * law[0], law[1])
