"""Paired yes/no before and after: exact McNemar tests, intervals for the difference, odds ratio, Bayes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats import _bayes, _binomial, _supremum
from analysis.stats._arrays import FloatArray, Floats, Ints
from analysis.stats._binomial_limits import central_odds
from analysis.stats._counts import as_p, counts, fraction, out, together, unique_rows, warn_where
from analysis.stats._paired_intervals import newcombe, tango

_TIE = 1e-10


@dataclass(frozen=True, slots=True)
class PairedProportions:
    """Difference of two paired proportions, after − before.

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
    p : float or array
        Exact conditional McNemar, two-sided.
    p_mid : float or array
        McNemar mid-p.
    p_unconditional : float or array
        Exact unconditional McNemar: supremum over the share of discordant pairs.
    odds_ratio, odds_ratio_low, odds_ratio_high : float or array
        only after / only before, with the exact conditional limits that match ``p``.
    bayes_low, bayes_high, probability_higher : float or array
        Credible limits of the difference, and the posterior probability that the proportion is higher after
        (Dirichlet, Jeffreys: ½ in each of the four cells).
    statistic : float or array
        Pairs with the event only after, given the discordant pairs.
    n, n_discordant : int or array
        Pairs, and pairs that changed.
    smallest_p : float or array
        The smallest exact conditional p that this many discordant pairs could have given.
    level : float
        Nominal level of the intervals; Newcombe's and Tango's hold it on average.
    method : str
        Name for the report.
    warnings : tuple of str
        Codes of what a reader must know.
    """

    estimate: Floats
    low: Floats
    high: Floats
    attained_level: Floats
    tango_low: Floats
    tango_high: Floats
    p: Floats
    p_mid: Floats
    p_unconditional: Floats
    odds_ratio: Floats
    odds_ratio_low: Floats
    odds_ratio_high: Floats
    bayes_low: Floats
    bayes_high: Floats
    probability_higher: Floats
    statistic: Floats
    n: Ints
    n_discordant: Ints
    smallest_p: Floats
    level: float
    method: str
    warnings: tuple[str, ...]


def paired_proportions(
    both: ArrayLike, only_before: ArrayLike, only_after: ArrayLike, neither: ArrayLike, *, level: float = 0.95
) -> PairedProportions:
    """Compare a yes/no of the same people before and after.

    statsmodels' ``mcnemar(exact=True)`` is right, one table at a time; the mid-p, the unconditional test and
    the intervals are not there.

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
        For counts that are negative, not whole or not finite.

    References
    ----------
    Fagerland, Lydersen & Laake (2013), *BMC Medical Research Methodology* 13:91; Newcombe (1998),
    *Statistics in Medicine* 17:2635–2650; Tango (1998), *Statistics in Medicine* 17:891–908; Suissa &
    Shuster (1991), *Biometrics* 47:361–372. R: ``binom.test`` on the discordant pairs.

    Examples
    --------
    Airway hyper-responsiveness before and after transplantation (Fagerland, Lydersen & Laake 2013, table 1):

    >>> result = paired_proportions(1, 1, 7, 12)
    >>> [round(x, 3) for x in (result.p, result.p_mid, result.p_unconditional)]
    [0.07, 0.039, 0.035]
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
    rows, inverse = unique_rows(*cells)
    result = _results(rows[0], rows[1], rows[2], rows[3], level)
    n, changed = cells[0] + cells[1] + cells[2] + cells[3], cells[1] + cells[2]
    return PairedProportions(
        **{name: out(values[inverse], shape) for name, values in result.items()},
        n=out(n.astype(np.int64), shape),
        n_discordant=out(changed.astype(np.int64), shape),
        level=level,
        method="exact McNemar test, Newcombe's paired interval",
        warnings=warn_where(n == 0, "no_pairs") + warn_where((n > 0) & (changed == 0), "no_discordant_pair"),
    )


def _results(
    both: FloatArray, only_before: FloatArray, only_after: FloatArray, neither: FloatArray, level: float
) -> dict[str, FloatArray]:
    table = (both, only_before, only_after, neither)
    changed, n = only_before + only_after, both + only_before + only_after + neither
    half, none = np.full_like(n, 0.5), np.zeros_like(n)
    low, high = newcombe(table, level)
    tango_low, tango_high = tango(table, level)
    odds_low, odds_high = central_odds(only_after, changed, 1 - level)
    posterior = (only_after + 0.5, only_before + 0.5, both + neither + 1.0)
    bayes_low, bayes_high = _bayes.credible(_bayes.paired_cdf, posterior, level)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds_ratio, estimate = only_after / only_before, (only_after - only_before) / n
    return {
        "estimate": estimate,
        "low": low,
        "high": high,
        "attained_level": np.full_like(low, np.nan),
        "tango_low": tango_low,
        "tango_high": tango_high,
        "p": _binomial.central(only_after, changed, half, half),
        "p_mid": _binomial.mid(only_after, changed, half, half),
        "p_unconditional": np.array(
            [
                unconditional_p(*row)
                for row in zip(only_before.tolist(), only_after.tolist(), n.tolist(), strict=True)
            ]
        ),
        "odds_ratio": odds_ratio,
        "odds_ratio_low": odds_low,
        "odds_ratio_high": odds_high,
        "bayes_low": bayes_low,
        "bayes_high": bayes_high,
        "probability_higher": special.betainc(posterior[1], posterior[0], 0.5),
        "statistic": only_after,
        "smallest_p": _binomial.central(none, changed, half, half),
    }


def unconditional_p(only_before: float, only_after: float, n: float) -> float:
    """Exact unconditional McNemar p: McNemar's z as statistic, supremum over the share θ of discordant pairs.

    The number of discordant pairs m is binomial(n, θ) and, given m, the split is fair, so the p value is the
    largest over θ of Σ P(m; θ) · P(|z| ≥ |z observed| given m).

    Examples
    --------
    >>> round(unconditional_p(1, 7, 21), 6)
    0.035316
    """
    changed = only_before + only_after
    if only_before == only_after:
        return 1.0
    observed = abs(only_after - only_before) / np.sqrt(changed)
    m = np.arange(n + 1, dtype=np.float64)
    least = np.ceil((m + observed * np.sqrt(m)) / 2 * (1 - _TIE))
    half = np.full_like(m, 0.5)
    given = np.where(m > 0, 2 * _binomial.upper_tail(np.minimum(least, m + 1), m, half, half), 0.0)

    def probability(share: FloatArray) -> FloatArray:
        return np.exp(_binomial.log_point(m, np.array(n), share[:, None], 1 - share[:, None])) @ given

    return float(as_p(np.array([_supremum.supremum(probability)]))[0])
