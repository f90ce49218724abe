"""Reference values that R lacks, at 40 digits: Tango's limits, posteriors of differences, McNemar's supremum.

Independent of the package: score limits from the defining quadratic and a bisection, posteriors by adaptive
quadrature, suprema from a dense grid and golden section. Run from this folder: python counts_highprecision.py
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


def paired_cdf(d, up, down, same):
    if d < 0:
        return 1 - paired_cdf(-d, down, up, same)
    edge = (1 + d) / 2

    def inner(x):
        return mp.betainc(up + down, same, 0, min(mp.mpf(1), d / (2 * x - 1)), regularized=True)

    points = [edge, edge + (1 - edge) / 50, (1 + edge) / 2, 1 - (1 - edge) / 50, mp.mpf(1)]
    return mp.betainc(up, down, 0, edge, regularized=True) + over_beta(inner, up, down, points)


def over_beta(inner, a, b, points):
    """∫ inner(x) · Beta(a, b) density dx with x = sin²θ, which removes the singularities of a half."""

    def f(angle):
        sine, cosine = mp.sin(angle), mp.cos(angle)
        return 2 * sine ** (2 * a - 1) * cosine ** (2 * b - 1) * inner(sine**2) / mp.beta(a, b)

    return mp.quad(f, [mp.asin(mp.sqrt(x)) for x in points])


def difference_cdf(d, a, b, c, e):
    """P(A − B ≤ d)."""

    def inner(x):
        return mp.betainc(a, b, 0, min(mp.mpf(1), max(mp.mpf(0), x + d)), regularized=True)

    points = {mp.mpf(0), mp.mpf(1), max(mp.mpf(0), -d), min(mp.mpf(1), 1 - d)}
    for centre in (c / (c + e), a / (a + b) - d):
        points |= {min(mp.mpf(1), max(mp.mpf(0), centre + k / mp.mpf(10))) for k in (-2, 0, 2)}
    return over_beta(inner, c, e, sorted(points))


def unconditional(n, b, c):
    """Largest probability, over the share of discordant pairs, of |z| at least the observed."""
    if b == c:
        return mp.mpf(1)
    reject = [
        (x, y)
        for x in range(n + 1)
        for y in range(n + 1 - x)
        if x + y > 0 and (x - y) ** 2 * (b + c) >= (b - c) ** 2 * (x + y)
    ]
    ways = [
        mp.factorial(n) / (mp.factorial(x) * mp.factorial(y) * mp.factorial(n - x - y)) for x, y in reject
    ]

    def probability(share):
        return sum(
            w * (share / 2) ** (x + y) * (1 - share) ** (n - x - y)
            for w, (x, y) in zip(ways, reject, strict=True)
        )

    grid = [mp.mpf(k) / 400 for k in range(1, 400)]
    values = [probability(s) for s in grid]
    best = max(range(len(grid)), key=values.__getitem__)
    low, high = grid[max(best - 1, 0)], grid[min(best + 1, len(grid) - 1)]
    for _ in range(80):
        third = (high - low) / 3
        if probability(low + third) < probability(high - third):
            low += third
        else:
            high -= third
    return max(probability((low + high) / 2), probability(mp.mpf(1)))


def write(name, rows):
    shown = [{key: mp.nstr(x, 18) if isinstance(x, mp.mpf) else x for key, x in row.items()} for row in rows]
    with Path(name).open("w", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(shown)


def main():
    half, rows = mp.mpf(1) / 2, []
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
            low, high = tango(n, b, c, level)
            prior = (b + half, c + half, n - b - c + mp.mpf(1))
            mp.mp.dps = 20
            tail = (1 - level) / 2
            bayes = [bisect_fast(lambda d, p=prior, t=t: paired_cdf(d, *p) - t) for t in (tail, 1 - tail)]
            mp.mp.dps = 40
            row = {
                "n": n,
                "only_after": b,
                "only_before": c,
                "level": level,
                "tango_low": low,
                "tango_high": high,
            }
            row |= {"bayes_low": bayes[0], "bayes_high": bayes[1]}
            rows.append(row | {"unconditional": unconditional(n, b, c) if n < 60 else mp.mpf("nan")})
    write("counts_highprecision_paired.csv", rows)
    rows = []
    for x, n, y, m in [
        (7, 15, 1, 14),
        (0, 5, 5, 5),
        (0, 13, 0, 11),
        (3, 10, 4, 30),
        (1, 1, 0, 1),
        (20, 400, 2, 8),
        (2, 9, 9, 9),
    ]:
        mp.mp.dps = 20
        prior = (y + half, m - y + half, x + half, n - x + half)
        low, high = (
            bisect_fast(lambda d, p=prior, t=t: difference_cdf(d, *p) - t)
            for t in (mp.mpf("0.025"), mp.mpf("0.975"))
        )
        row = {"events_before": x, "n_before": n, "events_after": y, "n_after": m, "low": low, "high": high}
        rows.append(row | {"probability_higher": 1 - difference_cdf(mp.mpf(0), *prior)})
    write("counts_highprecision_unpaired.csv", rows)


def bisect_fast(function):
    """Illinois false position on [−1, 1]."""
    low, high = mp.mpf(-1), mp.mpf(1)
    f_low, f_high = function(low), function(high)
    for _ in range(60):
        middle = (low * f_high - high * f_low) / (f_high - f_low)
        value = function(middle)
        if abs(value) < mp.mpf(10) ** -16:
            return middle
        if value * f_high < 0:
            low, f_low = high, f_high
        else:
            f_low /= 2
        high, f_high = middle, value
    return high


if __name__ == "__main__":
    main()
