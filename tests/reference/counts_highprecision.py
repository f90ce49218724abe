"""Reference values at 40 digits: Tango's limits and the melded limits.

Independent of the package: Tango's from the defining quadratic, the melded ones from the joint distribution
of the two beta variables, with a bisection. Run from this folder: python counts_highprecision.py
(mpmath 1.4.1).
"""

import csv
from pathlib import Path

import mpmath as mp

mp.mp.dps = 40
LEVELS = [mp.mpf("0.95"), mp.mpf("0.9")]


def bisect(function, low, high):
    low, high = mp.mpf(low), mp.mpf(high)
    sign = function(low) > 0
    for _ in range(90):
        middle = (low + high) / 2
        if (function(middle) > 0) == sign:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def tango(n, b, c, level):
    """Limits of (b − c)/n; b and c are the discordant cells."""
    z = mp.sqrt(2) * mp.erfinv(level)

    def score(d):
        if n * d == b - c:
            return mp.mpf(0)
        lin, const = -b - c + (2 * n - b + c) * d, -c * d * (1 - d)
        q = (mp.sqrt(lin**2 - 8 * n * const) - lin) / (4 * n)
        return (b - c - n * d) / mp.sqrt(n * (2 * q + d * (1 - d)))

    estimate, edge = mp.mpf(b - c) / n, mp.mpf(10) ** -35
    low = mp.mpf(-1) if c == n else bisect(lambda d: score(d) - z, -1 + edge, estimate - edge)
    high = mp.mpf(1) if b == n else bisect(lambda d: score(d) + z, estimate + edge, 1 - edge)
    return low, high


def at_most(k, n, p):
    """P(binomial(n, p) ≤ k), which is P(beta(k + 1, n − k) ≥ p)."""
    return mp.fsum(mp.binomial(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def melded_high(n, b, c, outside):
    """Upper limit of (b − c)/n, b of m = b + c changes rose, from P(T(2B − 1) ≥ Δ) = ``outside``."""
    m = b + c

    def beyond(delta):
        if c == 0:
            return at_most(m, n, delta) if delta > 0 else mp.mpf(1)
        if delta > 0 and m == n:
            return at_most(b, m, (1 + delta) / 2)
        one, other = (m + 1, n - m) if delta > 0 else (m, n - m + 1)
        size = abs(delta)

        def inside(t):
            return t ** (one - 1) * (1 - t) ** (other - 1) * at_most(b, m, (1 + delta / t) / 2)

        sure = 1 - at_most(one - 1, n, size) if delta < 0 else mp.mpf(0)
        steps = [size + (1 - size) * mp.mpf(k) / 4 for k in range(5)]
        return sure + mp.quad(inside, steps, method="gauss-legendre") / mp.beta(one, other)

    if m == n and c == 0:
        return mp.mpf(1)
    edge = mp.mpf(10) ** -25
    return bisect(lambda d: beyond(d) - outside, -1 + edge, 1 - edge)


def main():
    rows = []
    for n, b, c in [
        (21, 7, 1),
        (13, 0, 0),
        (13, 5, 5),
        (5, 5, 0),
        (5, 0, 5),
        (8, 6, 2),
        (161, 16, 6),
        (50, 1, 0),
        (1, 1, 0),
    ]:
        for level in LEVELS:
            outside = (1 - level) / 2
            melded = -melded_high(n, c, b, outside), melded_high(n, b, c, outside)
            limits = [mp.nstr(limit, 18) for limit in (*tango(n, b, c, level), *melded)]
            rows.append([n, b, c, mp.nstr(level, 18), *limits])
    with Path("counts_highprecision_paired.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["n", "only_after", "only_before", "level", "tango_low", "tango_high", "low", "high"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
