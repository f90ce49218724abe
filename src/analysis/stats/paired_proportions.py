"""Paired yes/no before and after: exact McNemar tests, intervals for the difference, odds ratio, Bayes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from analysis.stats import _bayes, _binomial, _supremum
from analysis.stats._arrays import Alternative, FloatArray, Floats, Ints, check_alternative
from analysis.stats._binomial_limits import central_odds
from analysis.stats._counts import as_p, counts, fraction, out, together, unique_rows, warn_where
from analysis.stats._paired_intervals import newcombe, tango
from analysis.stats._sides import inner_level, named, opened

_TIE = 1e-10
_LISTED_PAIRS = 10_000
_FAR = 9.0
"""Standard deviations beyond which a number of discordant pairs is left out, when there are many pairs."""


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
        Exact conditional McNemar: twice the smaller tail, or the one tail.
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
    alternative: Alternative
    method: str
    warnings: tuple[str, ...]


def paired_proportions(
    both: ArrayLike,
    only_before: ArrayLike,
    only_after: ArrayLike,
    neither: ArrayLike,
    *,
    alternative: Alternative = "two-sided",
    level: float = 0.95,
) -> PairedProportions:
    """Compare a yes/no of the same people before and after.

    statsmodels' ``mcnemar(exact=True)`` is right, one table at a time; the mid-p, the unconditional test and
    the intervals are not there.

    Parameters
    ----------
    both, only_before, only_after, neither : array_like
        Number of pairs with yes at both times, only before, only after, at neither. Whole numbers ≥ 0;
        scalars or arrays of groups that broadcast.
    alternative : {"two-sided", "less", "greater"}
        ``"less"`` asks whether the proportion after is lower. All p are then one tail, and all intervals
        (the credible one too) are one-sided: ``"less"`` gives an upper limit only, with −1 (odds ratio: 0)
        below, ``"greater"`` a lower limit only, with 1 (odds ratio: ∞) above.
    level : float
        Nominal level, between 0 and 1 (above 0.5 when one-sided).

    Raises
    ------
    ValueError
        For counts that are negative, not whole or not finite, an unknown alternative, and a level out of
        range.

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
    >>> paired_proportions(1, 1, 7, 12, alternative="greater").p == 9 / 2**8
    True
    """
    level = fraction("level", level)
    check_alternative(alternative)
    shape, cells = together(
        both=counts("both", both),
        only_before=counts("only_before", only_before),
        only_after=counts("only_after", only_after),
        neither=counts("neither", neither),
    )
    rows, inverse = unique_rows(*cells)
    result = _results(rows[0], rows[1], rows[2], rows[3], level, alternative)
    n, changed = cells[0] + cells[1] + cells[2] + cells[3], cells[1] + cells[2]
    return PairedProportions(
        **{name: out(values[inverse], shape) for name, values in result.items()},
        n=out(n.astype(np.int64), shape),
        n_discordant=out(changed.astype(np.int64), shape),
        level=level,
        alternative=alternative,
        method=named("exact McNemar test, Newcombe's paired interval", alternative),
        warnings=warn_where(n == 0, "no_pairs") + warn_where((n > 0) & (changed == 0), "no_discordant_pair"),
    )


def _results(
    both: FloatArray,
    only_before: FloatArray,
    only_after: FloatArray,
    neither: FloatArray,
    level: float,
    alternative: Alternative,
) -> dict[str, FloatArray]:
    table = (both, only_before, only_after, neither)
    changed, n = only_before + only_after, both + only_before + only_after + neither
    half, none = np.full_like(n, 0.5), np.zeros_like(n)
    inner, scale = inner_level(level, alternative), (-1.0, 1.0)
    low, high = opened(*newcombe(table, inner), alternative, scale)
    tango_low, tango_high = opened(*tango(table, inner), alternative, scale)
    odds_low, odds_high = opened(*central_odds(only_after, changed, 1 - inner), alternative, (0.0, np.inf))
    posterior = (only_after + 0.5, only_before + 0.5, both + neither + 1.0)
    bayes_low, bayes_high = opened(*_bayes.credible(_bayes.paired_cdf, posterior, inner), alternative, scale)
    with np.errstate(divide="ignore", invalid="ignore"):
        odds_ratio, estimate = only_after / only_before, (only_after - only_before) / n
    return {
        "estimate": estimate,
        "low": low,
        "high": high,
        "attained_level": np.full_like(low, np.nan),
        "tango_low": tango_low,
        "tango_high": tango_high,
        "p": _binomial.tested(only_after, changed, half, half, alternative),
        "p_mid": _binomial.tested(only_after, changed, half, half, alternative, 0.5),
        "p_unconditional": np.array(
            [
                unconditional_p(*row, alternative)
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
        "smallest_p": np.minimum(
            _binomial.tested(none, changed, half, half, alternative),
            _binomial.tested(changed, changed, half, half, alternative),
        ),
    }


def unconditional_p(
    only_before: float, only_after: float, n: float, alternative: Alternative = "two-sided"
) -> float:
    """Exact unconditional McNemar p: McNemar's z as statistic, supremum over the share θ of discordant pairs.

    The number of discordant pairs m is binomial(n, θ) and, given m, the split is fair, so the p value is the
    largest over θ of Σ P(m; θ) · P(|z| ≥ |z observed| given m), or, one-sided, of the one tail. No discordant
    pair is z = 0, so that p is 1 where the observed z is 0 or points the other way.

    Examples
    --------
    >>> round(unconditional_p(1, 7, 21), 6)
    0.035316
    """
    changed = only_before + only_after
    toward = {"less": only_before > only_after, "greater": only_after > only_before}
    if not toward.get(alternative, only_before != only_after):
        return 1.0
    observed = abs(only_after - only_before) / np.sqrt(changed)
    m = np.arange(n + 1, dtype=np.float64)
    least = np.ceil((m + observed * np.sqrt(m)) / 2 * (1 - _TIE))
    half = np.full_like(m, 0.5)
    sides = 2 if alternative == "two-sided" else 1
    given = np.where(m > 0, sides * _binomial.upper_tail(np.minimum(least, m + 1), m, half, half), 0.0)

    def probability(share: FloatArray) -> FloatArray:
        if n <= _LISTED_PAIRS:
            return np.exp(_binomial.log_point(m, np.array(n), share[:, None], 1 - share[:, None])) @ given
        return np.array([_near_its_mean(one, n, m, given) for one in share.tolist()])

    return float(as_p(np.array([_supremum.supremum(probability)]))[0])


def _near_its_mean(share: float, n: float, m: FloatArray, given: FloatArray) -> float:
    """Mean of ``given`` over the numbers of discordant pairs within nine standard deviations of n·share."""
    reach = _FAR * np.sqrt(n * share * (1 - share)) + 40
    inside = slice(int(max(0.0, np.floor(n * share - reach))), int(np.ceil(n * share + reach)) + 1)
    point = _binomial.log_point(m[inside], np.array(n), np.array(share), np.array(1 - share))
    return float(np.exp(point) @ given[inside])
