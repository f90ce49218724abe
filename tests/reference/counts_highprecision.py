"""Reference values that R lacks, at 40 digits: Tango's limits.

Independent of the package: from the defining quadratic and a bisection. Run from this folder: python
counts_highprecision.py (mpmath 1.4.1).
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
            low, high = (mp.nstr(limit, 18) for limit in tango(n, b, c, level))
            rows.append([n, b, c, mp.nstr(level, 18), low, high])
    with Path("counts_highprecision_paired.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["n", "only_after", "only_before", "level", "tango_low", "tango_high"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
