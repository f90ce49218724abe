"""Find the grid that differences live on, so that ties and sums are compared exactly.

Differences of survey answers are whole numbers, differences of index means are multiples of 1/5 or 1/12,
amounts are multiples of 1/100. In binary floating point ``3.4 - 3.2`` and ``0.2`` differ in the last bits,
and a test that counts ties or sums *as stored* gets its null distribution wrong. When the values of a group
are rounding noise away from whole multiples of one step, the whole multiples are used; when they are not,
nothing is changed.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.stats._types import BoolArray, FloatArray, IntArray

LARGEST_DENOMINATOR = 1000
"""Denominator tried for one value; 13 and 14 items answered give 1/182, øre give 1/100."""
LARGEST_COMMON_DENOMINATOR = 1_000_000
LARGEST_MULTIPLE = 2**40
"""Largest whole multiple of the step, so that sums over persons stay exact in int64 and float64."""
NOISE_BITS = 44
"""A deviation is noise when it is under 2**-44 of the group's largest value."""
SMALLEST_NOISE_BITS = 66
"""A value next to zero is noise only over 2**-66 of it: rounding leaves no smaller trace, so 1e-300 is a real
value."""
DECIMALS = (1, 10, 100, 1000)
"""Decimal grids tried first: whole numbers, one, two (øre) and three decimals."""
DECIMAL_NOISE = 1e-6
"""Largest deviation from a decimal grid, in steps of it."""
NOISE_GRANULES = 16
"""Largest deviation in units of a value's lowest binary digit: a difference of two rounded amounts is a
multiple of the last place of the amounts, and about one such place off."""
NOISE_BITS_NEXT_TO_ZERO = 24
"""Binary digits of a value that is noise next to zero; a real value has more."""
LARGEST_EXACT_WHOLE = 2**53
"""Whole numbers below this carry no rounding noise."""


@dataclass(frozen=True, slots=True)
class Grid:
    """Whole multiples per group: ``values = multiples / denominator * unit`` where ``found``.

    Where no grid was found, multiples are 0, denominator and unit 1, and values as they came (or, where the
    multiples would be too large to add, the nearest numbers to the decimals that they stand for).
    """

    multiples: IntArray
    denominator: IntArray
    unit: FloatArray
    found: BoolArray
    values: FloatArray

    def in_units(self, rows: IntArray) -> FloatArray:
        """Rows as whole multiples where there is a grid, as they are elsewhere; NaN is missing."""
        whole = self.found[rows][:, None] & ~np.isnan(self.values[rows])
        return np.where(whole, self.multiples[rows].astype(np.float64), self.values[rows])

    def to_values(self, numbers: FloatArray, rows: IntArray) -> FloatArray:
        """Take sums, means or limits of ``in_units`` of some rows back to the scale of the values."""
        scaled: FloatArray = numbers / self.denominator[rows] * self.unit[rows]
        return scaled


def common_grid(values: FloatArray) -> Grid:
    """Find the grid of each row of ``values`` (NaN is missing and becomes multiple 0).

    Whole numbers are used as they are, also beside a huge one. Then decimals are tried: amounts of any size,
    subtracted, keep the noise of the amounts and not of their difference. Then multiples of 1/q for a common
    q, and multiples of (smallest value)/q.

    Examples
    --------
    >>> grid = common_grid(np.array([[3.4 - 3.2, 0.2, 0.6, np.nan]]))
    >>> grid.multiples.tolist(), grid.values.tolist()
    ([[1, 1, 3, 0]], [[0.2, 0.2, 0.6, nan]])
    >>> common_grid(np.array([[840.51 - 840.31, 704.5 - 704.0, 134.99 - 135.09]])).multiples.tolist()
    [[2, 5, -1]]
    """
    filled = np.nan_to_num(values, nan=0.0)
    rounded = np.rint(filled)
    whole = np.all(rounded == filled, axis=1)
    found = whole & np.all(np.abs(filled) <= LARGEST_MULTIPLE, axis=1)
    multiples = np.where(found[:, None], rounded, 0.0).astype(np.int64)
    denominator, unit = np.ones(len(values), dtype=np.int64), np.ones(len(values))
    if found.all():
        return Grid(multiples, denominator, unit, found, values)
    snapped = values.copy()
    settled = found | (whole & np.all(np.abs(filled) < LARGEST_EXACT_WHOLE, axis=1))
    large = np.flatnonzero(settled & ~found)
    if large.size:
        numbers = filled[large].astype(np.int64)
        divisor = np.gcd.reduce(numbers, axis=1)
        numbers = numbers // divisor[:, None]
        good = np.abs(numbers).max(axis=1) <= LARGEST_MULTIPLE
        hit = large[good]
        multiples[hit], unit[hit], found[hit] = numbers[good], divisor[good], True
    rest = np.flatnonzero(~settled)
    if rest.size:
        decimals, q = _decimals(filled[rest])
        near = rest[q > 0]
        on_grid = decimals[q > 0] / q[q > 0, None]
        snapped[near] = np.where(np.isnan(values[near]), np.nan, on_grid)
        settled[near] = True
        good = (q > 0) & (np.abs(decimals).max(axis=1, initial=0.0) <= LARGEST_MULTIPLE)
        hit = rest[good]
        multiples[hit], denominator[hit], found[hit] = decimals[good].astype(np.int64), q[good], True
    for relative in (False, True):
        rest = np.flatnonzero(~settled)
        if rest.size == 0:
            break
        step = _smallest_size(filled[rest]) if relative else np.ones(len(rest))
        integers, q, good = _fractions(filled[rest] / step[:, None])
        hit = rest[good]
        multiples[hit], denominator[hit], unit[hit], found[hit] = integers[good], q[good], step[good], True
        settled[hit] = True
        on_grid = integers[good] / q[good, None] * step[good, None]
        snapped[hit] = np.where(np.isnan(values[hit]), np.nan, on_grid)
    return Grid(multiples, denominator, unit, found, snapped)


def _decimals(rows: FloatArray) -> tuple[FloatArray, IntArray]:
    """Rows as whole numbers over a power of ten in lowest terms; denominator 0 where they are no decimals."""
    size = np.abs(rows)
    mantissa, exponent = np.frexp(size)
    digits = np.ldexp(mantissa, 53).astype(np.int64)
    granule = np.ldexp((digits & -digits).astype(np.float64), exponent - 53)
    smallest = size.max(axis=1, initial=0.0)[:, None] * 2.0**-SMALLEST_NOISE_BITS
    trace = (size == 0) | ((size >= smallest) & (size <= granule * 2.0**NOISE_BITS_NEXT_TO_ZERO))
    integers, denominator = np.zeros(rows.shape), np.zeros(len(rows), dtype=np.int64)
    for q in DECIMALS:
        nearest = np.rint(rows * q)
        noise = np.minimum(granule * NOISE_GRANULES, DECIMAL_NOISE / q)
        close = (np.abs(rows - nearest / q) <= np.where(nearest == 0, DECIMAL_NOISE / q, noise)) & (
            (nearest != 0) | trace
        )
        hit = (denominator == 0) & close.all(axis=1) & nearest.any(axis=1)
        hit &= (np.abs(nearest) < LARGEST_EXACT_WHOLE).all(axis=1)
        whole = nearest[hit].astype(np.int64)
        divisor = np.gcd(np.gcd.reduce(whole, axis=1), q)
        integers[hit], denominator[hit] = whole // divisor[:, None], q // divisor
    return integers, denominator


def _smallest_size(rows: FloatArray) -> FloatArray:
    """Smallest size in each row that is above noise (1 where there is none)."""
    size = np.abs(rows)
    noise = size.max(axis=1, initial=0.0) * 2.0**-NOISE_BITS
    smallest = np.where(size > noise[:, None], size, np.inf).min(axis=1, initial=np.inf)
    return np.where(np.isfinite(smallest), smallest, 1.0)


def _fractions(rows: FloatArray) -> tuple[IntArray, IntArray, BoolArray]:
    """Rows as integers over one denominator per row, and whether that was possible."""
    largest = np.abs(rows).max(axis=1, initial=0.0)
    good = (largest > 0) & (largest <= LARGEST_MULTIPLE)
    denominator = np.ones(len(rows), dtype=np.int64)
    start, stop = 0, 1  # a row without a grid mostly shows it at its first value
    while start < rows.shape[1] and good.any():
        active = np.flatnonzero(good)
        columns = rows[active, start:stop]
        sizes = np.repeat(largest[active], columns.shape[1])
        found = _smallest_denominator(columns.ravel(), sizes).reshape(columns.shape)
        good[active[(found == 0).any(axis=1)]] = False
        for one in np.maximum(found, 1).T:
            common = np.lcm(denominator[active], one)
            good[active[common > LARGEST_COMMON_DENOMINATOR]] = False
            denominator[active] = np.where(good[active], common, 1)
        start, stop = stop, 16 * stop
    scaled = np.where(good[:, None], rows * denominator[:, None], 0.0)
    integers = np.rint(scaled)
    good &= np.abs(integers).max(axis=1, initial=0.0) <= LARGEST_MULTIPLE
    good &= _is_noise(rows, integers / denominator[:, None], largest[:, None]).all(axis=1)
    good &= _apart_from_noise(denominator, largest)
    return np.where(good[:, None], integers, 0.0).astype(np.int64), denominator, good


def _smallest_denominator(values: FloatArray, largest: FloatArray) -> IntArray:
    """Smallest q with q·value whole up to noise; 0 where no q up to the limit does."""
    result = np.zeros(len(values), dtype=np.int64)
    rest = np.arange(len(values))
    start = 1
    while rest.size and start <= LARGEST_DENOMINATOR:
        width = min(LARGEST_DENOMINATOR + 1 - start, max(1, 2**16 // len(rest)))
        q = np.arange(start, start + width)
        value = values[rest, None]
        hit = _is_noise(value, np.rint(value * q) / q, largest[rest, None])
        some = hit.any(axis=1)
        result[rest[some]] = q[hit[some].argmax(axis=1)]
        rest, start = rest[~some], start + width
    return result


def _is_noise(values: FloatArray, on_grid: FloatArray, largest: FloatArray) -> BoolArray:
    """Whether what separates a value from the grid is what rounding leaves behind."""
    deviation = np.abs(values - on_grid)
    trace = (on_grid != 0) | (deviation >= largest * 2.0**-SMALLEST_NOISE_BITS) | (deviation == 0)
    plausible: BoolArray = (deviation <= largest * 2.0**-NOISE_BITS) & trace
    return plausible


def _apart_from_noise(denominator: IntArray, largest: FloatArray) -> BoolArray:
    """Whether one step of the grid is far above noise, so that agreement with it is no accident."""
    far: BoolArray = largest * 2.0**-NOISE_BITS * 2.0**10 <= 1.0 / denominator
    return far
