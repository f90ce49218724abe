"""Melded limits of the difference of two paired proportions (Fay & Lumbard 2021).

The difference is Δ = θ(2β − 1): θ the share of pairs that change, β the share of those that rise. The upper
limit melds the beta distributions that give the exact upper limits of the two, T ~ beta(m + 1, n − m) (for
Δ < 0 the one of the lower limit, beta(m, n − m + 1)) and B ~ beta(x + 1, m − x): it is where
P(T(2B − 1) ≥ Δ) falls to the tail allowed. At Δ = 0 that probability is the exact McNemar tail, which is why
test and interval agree.

The probability is a sum of a beta tail, where B decides nothing, and an integral over the values of T where
both vary, by Gauss–Legendre on that stretch alone.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from analysis.stats._groups import chunks, per_unique
from analysis.stats._roots import bracketed_root
from analysis.stats._types import FloatArray
from analysis.stats.null_distributions.binomial import lower_tail

NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
"""Nodes of one integral; with 200 the limits move less than 1e-10 at any n (1e-12 up to 30 pairs)."""
NOTHING = 1e-16
"""Tail of a beta distribution that an integral leaves out."""


def melded_limits(
    rose: FloatArray, fell: FloatArray, n: FloatArray, level: float
) -> tuple[FloatArray, FloatArray]:
    """Limits of (rose − fell)/n, each leaving (1 − level)/2 outside; (−1, 1) without pairs.

    A limit lies strictly on its side of 0 exactly when the McNemar test rejects at 1 − level.

    Examples
    --------
    >>> limits = melded_limits(np.array([7.0]), np.array([1.0]), np.array([21.0]), 0.95)
    >>> [round(float(x[0]), 4) for x in limits]
    [-0.0204, 0.5455]
    """
    changed = rose + fell
    both = np.concatenate([rose, fell]), np.concatenate([changed, changed]), np.concatenate([n, n])
    (high,) = per_unique(lambda x, m, n: (_upper(x, m, n, (1 - level) / 2),), *both)
    return -high[len(n) :], high[: len(n)]


def _upper(x: FloatArray, m: FloatArray, n: FloatArray, outside: float) -> FloatArray:
    """Upper limit of (x − (m − x))/n for x of m changes in n pairs."""
    half = np.full_like(x, 0.5)
    falls = lower_tail(x, m, half, half) <= outside
    limit = np.ones_like(x)
    all_rose = (x == m) & (m < n)  # B is 1
    limit[all_rose] = special.betainccinv(m[all_rose] + 1, n[all_rose] - m[all_rose], outside)
    all_changed = (x < m) & (m == n) & ~falls  # T is 1
    limit[all_changed] = 2 * special.betainccinv(x[all_changed] + 1, (m - x)[all_changed], outside) - 1
    for sign in (-1.0, 1.0):
        rows = np.flatnonzero((x < m) & (falls if sign < 0 else ~falls & (m < n)))
        for part in chunks(len(rows), 8 * 8 * len(NODES)):
            some = rows[part]
            limit[some] = _root(x[some], m[some], n[some], sign, outside)
    return np.where(falls, np.minimum(limit, np.nextafter(0.0, -1.0)), np.maximum(limit, 0.0))


def _root(x: FloatArray, m: FloatArray, n: FloatArray, sign: float, outside: float) -> FloatArray:
    """Find the upper limit among the differences of one sign, 0 < x < m or x = 0 < m."""
    beta_t = (m, n - m + 1) if sign < 0 else (m + 1, n - m)
    beta_b = (x + 1, m - x)
    ends = [
        (special.betaincinv(a, b, NOTHING), special.betainccinv(a, b, NOTHING)) for a, b in (beta_t, beta_b)
    ]
    # B below ½ alone gives a difference below 0, and above ½ one above.
    gains = [np.maximum(sign * (2 * end - 1), 0.0) for end in ends[1][:: int(sign)]]

    def excess(size: FloatArray, *columns: FloatArray) -> FloatArray:
        t_low, t_high, gain_low, gain_high, a_t, b_t, a_b, b_b = columns
        # From the size of the difference over the largest gain T matters, over the smallest B no longer.
        start = np.clip(size / np.maximum(gain_high, 1e-300), t_low, t_high)
        stop = np.clip(size / np.maximum(gain_low, 1e-300), start, t_high)
        middle, reach = (start + stop) / 2, (stop - start) / 2
        t = middle[..., None] + reach[..., None] * NODES
        a, b = a_t[..., None], b_t[..., None]
        log_density = special.xlogy(a - 1, t) + special.xlog1py(b - 1, -t) - special.betaln(a, b)
        ratio = sign * size[..., None] / (2 * t)
        beyond = special.betainc(b_b[..., None], a_b[..., None], np.clip(0.5 - ratio, 0.0, 1.0))
        between = reach * ((np.exp(log_density) * beyond) @ WEIGHTS)
        certain = special.betainc(a_t, b_t, start) if sign < 0 else special.betaincc(a_t, b_t, stop)
        found = certain + between - outside
        # At 0 the sign is known; the sum would give it only to rounding.
        return np.where(size == 0, np.maximum(found, 0.0) if sign > 0 else np.minimum(found, 0.0), found)

    columns = (*ends[0], *gains, *beta_t, *beta_b)
    return sign * bracketed_root(excess, np.zeros_like(x), np.ones_like(x), *columns)
