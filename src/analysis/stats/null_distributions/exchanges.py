"""Shifts at which exchanging persons between two samples leaves the difference of their means where it was.

Take the shift δ off every value after, and let k persons after change places with k before. The permuted sum
after is at least the observed one exactly when δ is at least the mean of the values that went less the mean
of those that came. So the permutation test of «the shift is δ» counts these differences of means, one for
each division of the persons but the observed, and the shifts it does not reject lie between the K-th smallest
and the K-th largest of them, K = ⌊divisions · α/2⌋ (as typical values: Hartigan 1969 JASA 64:1303). In strata
persons change places within their stratum only, and what went and came is added up over strata.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb, log, prod

import numpy as np

from analysis.stats._types import FloatArray
from analysis.stats.null_distributions.binomial import log_choose
from analysis.stats.null_distributions.placements import number_of_tables, random_draws

TABLE_PRODUCTS = 2**27
"""Most products of counts in the tables of one group (about 200 + 200 answers on a seven-point scale)."""
LISTED = 3_000_000
"""Most divisions listed for one group, those of persons who are alike counted once."""
WORTH_LISTING = 50
"""Products that take as long as one division listed."""
LARGEST_LOG = 300 * log(10.0)
"""Logarithm of the most divisions counted."""
LAST_BITS = 1e-12
"""A tail that is α/2 but for the last bits rejects, in the test and in the interval."""
NOISE = 1e-13
"""Differences of sums smaller than this share of the values' size are ties of values off any grid."""

Stratum = tuple[FloatArray, FloatArray]
"""Values before and values after."""


@dataclass(frozen=True, slots=True)
class Exchanges:
    """Shifts in ascending order with the number of divisions of each, and of those without an exchange.

    ``total`` is all divisions; when drawn, the draws and the observed division.
    """

    shifts: FloatArray
    ways: FloatArray
    unchanged: float
    total: float
    exact: bool

    def tails(self) -> tuple[float, float, float]:
        """P(T ≤ t), P(T ≥ t) and P(T = t) of the sum after, without a shift."""
        up_to = self._ways_before(np.searchsorted(self.shifts, 0.0, side="right"))
        below = self._ways_before(np.searchsorted(self.shifts, 0.0, side="left"))
        every = float(self.ways.sum())
        counted = (every - below, up_to, up_to - below)
        lower, upper, point = (min(1.0, (self.unchanged + ways) / self.total) for ways in counted)
        return lower, upper, point

    def _ways_before(self, index: np.intp) -> float:
        return float(self.ways[:index].sum())

    def interval(self, outside: float) -> tuple[float, float, float]:
        """Low, high and attained level of the shifts that each tail over ``outside`` keeps; NaN for none."""
        k = np.floor(self.total * outside * (1 + LAST_BITS))
        needed = k + 1 - self.unchanged
        if k < 1 or needed > self.ways.sum() or needed < 1:
            return np.nan, np.nan, np.nan
        wanted = needed * (1 - LAST_BITS)
        low = self.shifts[np.searchsorted(np.cumsum(self.ways), wanted)]
        high = self.shifts[::-1][np.searchsorted(np.cumsum(self.ways[::-1]), wanted)]
        return float(low), float(high), 1 - 2 * float(k) / self.total


def exchanges(strata: Sequence[Stratum], on_grid: bool, resamples: int, seed: int) -> Exchanges:
    """Exchanges of all divisions: counted in tables on a narrow grid, listed where few, drawn otherwise.

    Parameters
    ----------
    strata
        Values before and after in each stratum, somebody on each side.
    on_grid
        Whether the values are whole numbers.
    resamples, seed
        Number and seed of the random divisions.

    Examples
    --------
    >>> found = exchanges([(np.array([1.0, 2.0]), np.array([2.0, 4.0]))], True, 999, 1)
    >>> found.shifts.tolist(), found.ways.tolist(), found.total
    ([0.0, 1.0, 1.5, 2.0, 3.0], [1.0, 1.0, 1.0, 1.0, 1.0], 6.0)
    """
    chosen = [(len(x) + len(y), len(y)) for x, y in strata]
    if countable(chosen):
        total = float(prod(comb(*one) for one in chosen))
        step = _step(strata) if on_grid else 0.0
        products = _table_products(strata, step) if on_grid else np.inf
        few = int(min(LISTED, products / WORTH_LISTING))
        if _number_listed(strata, few) <= few:
            return _ordered(_listed(strata), total, exact=True)
        if products <= TABLE_PRODUCTS:
            return _ordered(_counted(strata, step), total, exact=True)
    return _ordered(_drawn(strata, resamples, seed), resamples + 1.0, exact=False)


def log_ways(chosen: Sequence[tuple[int, int]]) -> float:
    """Logarithm of the ways to choose some of each number of persons.

    Examples
    --------
    >>> round(float(np.exp(log_ways([(4, 2), (3, 1)]))), 9)
    18.0
    """
    n, k = np.array(chosen, dtype=np.float64).T
    return float(log_choose(n, k).sum())


def countable(chosen: Sequence[tuple[int, int]]) -> bool:
    """Whether the ways to choose some of each number of persons fit in float64."""
    return log_ways(chosen) < LARGEST_LOG


@dataclass(frozen=True, slots=True)
class _Divisions:
    """Persons who went (as many came), the sum that went less the sum that came, and how many ways."""

    persons: FloatArray
    gone: FloatArray
    ways: FloatArray


def _ordered(found: _Divisions, total: float, *, exact: bool) -> Exchanges:
    moved = found.persons > 0
    shifts = found.gone[moved] / found.persons[moved]
    order = np.argsort(shifts, kind="stable")
    unchanged = float(found.ways[~moved].sum()) + (0 if exact else 1)
    return Exchanges(shifts[order], found.ways[moved][order], unchanged, total, exact)


def _step(strata: Sequence[Stratum]) -> float:
    """Greatest common divisor of the differences between values of one stratum, at least 1."""
    apart = np.concatenate([side - x.min() for x, y in strata for side in (x, y)]).astype(np.int64)
    return max(1.0, float(np.gcd.reduce(apart)))


def _table_products(strata: Sequence[Stratum], step: float) -> float:
    """Products of counts that the tables take."""
    products, rows, columns = 0.0, 1.0, 1.0
    for x, y in strata:
        most = min(len(x), len(y))
        base = min(x.min(), y.min())
        widths = [float(np.sort(side)[-most:].sum() - most * base) / step + 1 for side in (x, y)]
        here = sum(widths) - 1
        products += (most + 1) * (widths[0] * widths[1] + (rows * columns * here if rows > 1 else 0.0))
        rows, columns = rows + most, columns + here - 1
    return products


def _counted(strata: Sequence[Stratum], step: float) -> _Divisions:
    """Count divisions of whole numbers in tables of persons (rows) and sums (columns)."""
    from scipy import signal  # slow to import, and most tests need none of it

    table, origin = np.ones((1, 1)), 0
    for x, y in strata:
        most = min(len(x), len(y))
        base = min(x.min(), y.min())  # comes and goes with as many persons
        came, went = (_subset_table((side - base) / step, most) for side in (x, y))
        here = np.array([np.convolve(a, b[::-1]) for a, b in zip(went, came, strict=True)])
        table = here if len(table) == 1 else signal.convolve2d(table, here)
        origin += came.shape[1] - 1
    persons, column = np.nonzero(table)
    return _Divisions(
        persons.astype(np.float64), (column - origin).astype(np.float64) * step, table[persons, column]
    )


def _subset_table(values: FloatArray, most: int) -> FloatArray:
    """Count subsets of up to ``most`` persons by their sum, values from 0 up."""
    ordered = np.sort(values).astype(np.int64)
    table = np.zeros((most + 1, int(ordered[-most:].sum()) + 1))
    table[0, 0] = 1.0
    for value in ordered.tolist():
        table[1:, value:] += table[:-1, : table.shape[1] - value].copy()
    return table


def _number_listed(strata: Sequence[Stratum], enough: int) -> int:
    """Count the divisions to list; where there are more than ``enough``, some number above it."""
    number = 1
    for x, y in strata:
        alike = np.concatenate([np.unique(side, return_counts=True)[1] for side in (x, y)])
        number *= number_of_tables(tuple(alike.tolist()), len(y), enough)
        if number > enough:
            break
    return number


def _listed(strata: Sequence[Stratum]) -> _Divisions:
    """List divisions, of persons who are alike once."""
    found = _Divisions(np.zeros(1), np.zeros(1), np.ones(1))
    for x, y in strata:
        most = min(len(x), len(y))
        came, went = (_subset_list(side, most) for side in (x, y))
        pairs = [_crossed(went[k], came[k], float(k)) for k in range(most + 1)]
        here = _Divisions(*(np.concatenate(column) for column in zip(*pairs, strict=True)))
        found = _Divisions(
            np.add.outer(found.persons, here.persons).ravel(),
            np.add.outer(found.gone, here.gone).ravel(),
            np.multiply.outer(found.ways, here.ways).ravel(),
        )
    return found


def _crossed(
    went: tuple[FloatArray, FloatArray], came: tuple[FloatArray, FloatArray], persons: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Divisions in which one of some subsets went and one of others, as large, came."""
    gone = _without_noise(np.subtract.outer(went[0], came[0]).ravel(), went[0], came[0])
    return np.full(len(gone), persons), gone, np.multiply.outer(went[1], came[1]).ravel()


def _subset_list(values: FloatArray, most: int) -> list[tuple[FloatArray, FloatArray]]:
    """List sums of the subsets of 0, 1, … ``most`` persons, and how many subsets each stands for."""
    sums, ways = [[np.zeros(1)]] + [[np.zeros(0)]] * most, [[np.ones(1)]] + [[np.zeros(0)]] * most
    for value, times in zip(*np.unique(values, return_counts=True), strict=True):
        shares = [range(min(size, int(times)) + 1) for size in range(most + 1)]
        flat = [(np.concatenate(a), np.concatenate(b)) for a, b in zip(sums, ways, strict=True)]
        sums = [[flat[size - k][0] + k * value for k in shares[size]] for size in range(most + 1)]
        ways = [[flat[size - k][1] * comb(int(times), k) for k in shares[size]] for size in range(most + 1)]
    return [(np.concatenate(a), np.concatenate(b)) for a, b in zip(sums, ways, strict=True)]


def _drawn(strata: Sequence[Stratum], resamples: int, seed: int) -> _Divisions:
    """Draw divisions at random, with a stream of its own for each stratum."""
    persons, gone = np.zeros(resamples), np.zeros(resamples)
    for number, (x, y) in enumerate(strata):
        (values_x, alike_x), (values_y, alike_y) = (np.unique(side, return_counts=True) for side in (x, y))
        stream = int(np.random.SeedSequence([seed, number]).generate_state(1)[0])
        alike, start = np.concatenate([alike_x, alike_y]), 0
        for after in random_draws(tuple(alike.tolist()), len(y), resamples, stream):
            rows = slice(start, start + len(after))
            came, stayed = after[:, : len(alike_x)], after[:, len(alike_x) :]
            persons[rows] += came.sum(axis=1)
            gone[rows] += (alike_y - stayed) @ values_y - came @ values_x
            start = rows.stop
    everything = np.concatenate([side for stratum in strata for side in stratum])
    return _Divisions(persons, _without_noise(gone, everything, everything), np.ones(resamples))


def _without_noise(gone: FloatArray, went: FloatArray, came: FloatArray) -> FloatArray:
    """Differences of sums, ties set to 0 that rounding has parted."""
    size = max(float(np.abs(side).max(initial=0.0)) for side in (went, came))
    return np.where(np.abs(gone) <= size * NOISE, 0.0, gone)
