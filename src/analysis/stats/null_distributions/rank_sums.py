"""The null distribution of a rank sum: which persons came after is a draw without replacement.

Given the ties, the sum S of the doubled midranks of the m persons after is built exactly over the categories
of tied values (dynamic programming over how many and which sum).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import comb, gcd

import numpy as np
from scipy import special

from analysis.stats._types import FloatArray
from analysis.stats.null_distributions.binomial import log_choose

EXACT_CELLS = 2**23
"""Most (persons, sum) cells of one group's table; beyond it the normal approximation answers, and says so."""
SMALLEST = float(np.nextafter(0.0, 1.0))
"""No probability is reported as 0, however far out."""
EXACT_ADDITIONS = 2**33
"""Most persons times cells of one group's table."""
EXACT_DIVISIONS = 1e300
"""Most divisions of the persons: their number stays inside the range of float64."""


@dataclass(frozen=True, slots=True)
class RankSumNull:
    """Number of draws, out of ``total``, with each sum ``base + step·i``.

    Where it is not exact there are no counts: the sum, at most ``most``, is taken as normal with ``mean`` and
    ``variance``, each attainable sum standing for the step around it.
    """

    base: int
    step: int
    counts: FloatArray
    total: float
    most: int = 0
    mean: int = 0
    variance: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether the draws were counted."""
        return bool(self.total)


@lru_cache(maxsize=4096)
def rank_sum_null(categories: tuple[int, ...], n_after: int) -> RankSumNull:
    """Distribution of the sum of doubled midranks of ``n_after`` persons drawn from tied categories.

    Parameters
    ----------
    categories
        Persons in each category of tied values, ascending.
    n_after
        Persons drawn.

    Examples
    --------
    >>> null = rank_sum_null((1, 1, 1, 1), 2)
    >>> null.base, null.step, null.counts.tolist(), null.total
    (6, 2, [1.0, 1.0, 2.0, 1.0, 1.0], 6.0)
    """
    n = sum(categories)
    ranks = doubled_category_midranks(categories)
    low = ranks[0] if ranks else 0
    step = gcd(*(rank - low for rank in ranks)) or 1
    scaled = [(rank - low) // step for rank in ranks]
    drawn = min(n_after, n - n_after)
    top = _largest_sum(scaled, categories, drawn)
    cells = (drawn + 1) * (top + 1)
    log_divisions = float(log_choose(n, drawn))
    if cells > EXACT_CELLS or cells * n > EXACT_ADDITIONS or log_divisions > np.log(EXACT_DIVISIONS):
        return _normal(scaled, categories, n_after, n_after * low, step)
    counts = np.zeros((drawn + 1, top + 1))
    counts[0, 0] = 1.0
    for rank, size in zip(scaled, categories, strict=True):
        counts = _add_category(counts, rank, size)
    chosen, total = counts[drawn], float(comb(n, drawn))
    base = n_after * low
    if drawn != n_after:
        every = sum(rank * size for rank, size in zip(scaled, categories, strict=True))
        base, chosen = base + (every - top) * step, chosen[::-1]
    attained = np.flatnonzero(chosen)
    least, most = int(attained[0]), int(attained[-1])
    return RankSumNull(base + least * step, step, chosen[least : most + 1].copy(), total)


def doubled_category_midranks(categories: tuple[int, ...]) -> list[int]:
    """Doubled midrank of each category of tied values."""
    before, ranks = 0, []
    for size in categories:
        ranks.append(2 * before + size + 1)
        before += size
    return ranks


def _largest_sum(scaled: list[int], categories: tuple[int, ...], drawn: int) -> int:
    """Sum of the ``drawn`` largest ranks."""
    total, left = 0, drawn
    for rank, size in zip(reversed(scaled), reversed(categories), strict=True):
        taken = min(left, size)
        total, left = total + taken * rank, left - taken
    return total


def _add_category(counts: FloatArray, rank: int, size: int) -> FloatArray:
    """Draw 0, 1, … persons of one more category."""
    persons, sums = counts.shape
    result = counts.copy()
    for taken in range(1, min(size, persons - 1) + 1):
        shift = taken * rank
        if shift >= sums:
            break
        result[taken:, shift:] += comb(size, taken) * counts[: persons - taken, : sums - shift]
    return result


def _normal(
    scaled: list[int], categories: tuple[int, ...], n_after: int, base: int, step: int
) -> RankSumNull:
    """Approximate by a normal distribution with tie correction, on the attainable sums."""
    n = sum(categories)
    ties = sum(size**3 - size for size in categories)
    variance = 4 * n_after * (n - n_after) / 12 * (n + 1 - ties / (n * (n - 1)))
    top = _largest_sum(scaled, categories, n_after)
    return RankSumNull(base, step, np.empty(0), 0.0, base + step * top, n_after * (n + 1), variance)


@dataclass(frozen=True, slots=True)
class RankSumTails:
    """P(S ≤ s), P(S ≥ s), P(S = s), and the smaller of P(S = min) and P(S = max)."""

    lower: float
    upper: float
    point: float
    extreme: float


def tails_at(null: RankSumNull, doubled_sum: int) -> RankSumTails:
    """Tails of the distribution at an observed doubled rank sum.

    Examples
    --------
    >>> tails_at(rank_sum_null((1, 1, 1, 1), 2), 14).upper
    0.16666666666666666
    """
    if not null.exact:
        return _normal_tails(null, doubled_sum)
    counts, total = null.counts, null.total
    index = (doubled_sum - null.base) // null.step
    extreme = min(counts[0], counts[-1])
    masses = counts[: index + 1].sum(), counts[index:].sum(), counts[index], extreme
    return RankSumTails(*(_share(float(mass / total)) for mass in masses))


def _normal_tails(null: RankSumNull, doubled_sum: int) -> RankSumTails:
    """Tails of the normal approximation, with continuity correction."""
    sd, half = max(null.variance, SMALLEST) ** 0.5, null.step / 2

    def below(value: float) -> float:
        return float(special.ndtr((value - null.mean) / sd))

    def at(value: int) -> float:
        away = abs(value - null.mean)
        return below(null.mean - away + half) - below(null.mean - away - half)

    lower, upper = below(doubled_sum + half), below(2 * null.mean - doubled_sum + half)
    masses = lower, upper, at(doubled_sum), min(at(null.base), at(null.most))
    return RankSumTails(*(_share(mass) for mass in masses))


def _share(mass: float) -> float:
    return min(1.0, max(mass, SMALLEST))
