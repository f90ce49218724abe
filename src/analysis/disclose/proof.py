"""What two published class means still leave open: every answer set there is, in closed form.

A question is answered on `steps` points by the same `n` people twice. Published are the two means, each as
a class. What must stay open is how many went up, stayed and went down, and how many agreed and disagreed
each time: for somebody who knows nothing else, and for one of the `n`, who knows an own answer.

Counted from 0, the sums (before, after) that `u` people who went up, `d` down and `s` who stayed can have
are all the whole numbers with ``d ≤ before ≤ (k−1)u + k(d+s)``, ``u ≤ after ≤ k(u+s) + (k−1)d`` and
``u − kd ≤ after − before ≤ ku − d``, where k = steps − 1. One person's answers are such a set; its limits
are differences of two variables, a totally unimodular system, so that sums of such sets have no gap. The
tests count the answer sets one by one and find the same.

An index, a mean of several answers, is published in the same forms: its owners can also have values between
the points, so that more stays open, not less.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Row = tuple[int, int, int, int, int, int]
OPEN = 3
"""Fewest places between the smallest and the largest number that every count must keep."""
SCALES = (3, 4, 5, 6, 7, 10, 11)
"""Points of the scales the table holds; with two points a mean is a count."""
MOST = 60
"""Most people the table holds."""
COLUMNS = ("steps", "n_from", "n_to", "merged", "outsider", "insider")
"""Columns of the table; see `safe_rows`."""


@dataclass(frozen=True)
class Form:
    """A mean in steps of half a point, both ends merged `merged` halves in.

    On 7 points ``Form(3)`` is «2,5 eller lavere», 3,0, 3,5, … , «5,5 eller høyere».
    """

    merged: int

    def of_mean(self, mean: float, steps: int) -> int:
        """Return the class of a mean counted from 0, in halves of a point; a quarter is rounded up."""
        return int(np.clip(np.floor(2 * mean + 0.5 + 1e-9), self.merged, 2 * (steps - 1) - self.merged))

    def ends(self, n: int, steps: int) -> Ints:
        """Return the smallest and largest sum, counted from 0, of each class that `n` answers can have."""
        sums = np.arange(n * (steps - 1) + 1)
        classes = np.clip((4 * sums + n) // (2 * n), self.merged, 2 * (steps - 1) - self.merged)
        first = np.flatnonzero(np.diff(classes, prepend=-1))
        return np.column_stack([first, np.append(first[1:], len(sums)) - 1])


def forms(steps: int) -> list[Form]:
    """Return the forms there are for a scale, the finest first: ends always merged, three classes or more."""
    return [Form(merged) for merged in range(1, steps - 1)]


def safe_rows(steps: int, largest: int = MOST) -> list[Row]:
    """Return the rows of the table for a scale: for each number of people the finest form that is safe.

    Numbers of people below the first row have no safe form.

    Returns
    -------
    list of tuple
        ``steps``, the numbers of people ``n_from``–``n_to``, ``merged`` of the form, and the narrowest
        `open_width` of these numbers for an ``outsider`` and an ``insider``.
    """
    found = [row for n in range(2, largest + 1) if (row := _finest(steps, n))]
    rows = []
    for merged, group in groupby(found, key=lambda row: row[1]):
        n, _, outside, inside = zip(*group, strict=True)
        rows.append((steps, n[0], n[-1], merged, min(outside), min(inside)))
    return rows


def _finest(steps: int, n: int) -> tuple[int, int, int, int] | None:
    for form in forms(steps):
        outside, inside = (open_width(form, n, steps, insider=insider) for insider in (False, True))
        if min(outside, inside) >= OPEN:
            return n, form.merged, outside, inside
    return None


def open_width(form: Form, n: int, steps: int, *, insider: bool) -> int:
    """Return the narrowest range that any two published means leave to any count.

    Parameters
    ----------
    form, n, steps
        The form, the people (2 or more), the points of the scale.
    insider
        The range is what one of the `n` knows of the others, whatever that one answered: a point of the
        scale or, for an index, anything between two points. Else what anybody knows of all.

    Returns
    -------
    int
        Largest less smallest possible number; the least over up, same and down, agree and disagree.
    """
    sums = form.ends(n, steps)
    if insider:
        # an own value between a and a + 1 leaves the others at least the sums that both would leave
        own = np.arange(steps)
        known = np.concatenate([sums - a for a in own] + [sums - [a, a + 1] for a in own[:-1]])
        n -= 1
        sums = _shortest(np.column_stack([known[:, 0].clip(0), known[:, 1].clip(-1, n * own[-1])]))
    return min(_of_changes(sums, n, steps), _of_answers(sums, n, steps))


def _shortest(intervals: Ints) -> Ints:
    """Leave out empty intervals and those that hold another: the other leaves less open."""
    rows = np.unique(intervals[intervals[:, 0] <= intervals[:, 1]], axis=0)
    low, high = rows[:, 0], rows[:, 1]
    holds = (low[:, None] <= low) & (high <= high[:, None])
    alone: Ints = rows[holds.sum(axis=1) == 1]
    return alone


def _of_changes(sums: Ints, n: int, steps: int) -> int:
    """Return the narrowest range of up, same and down over all pairs of intervals of the two sums."""
    u, d = (x.ravel() for x in np.indices((n + 1, n + 1)))
    u, d = u[u + d <= n], d[u + d <= n]
    s, k = n - u - d, steps - 1
    after = np.maximum(sums[:, :1], u), np.minimum(sums[:, 1:], k * (u + s) + (k - 1) * d)
    least = n
    for low, high in sums:
        before = np.maximum(low, d), np.minimum(high, (k - 1) * u + k * (d + s))
        rise = np.maximum(after[0] - before[1], u - k * d), np.minimum(after[1] - before[0], k * u - d)
        can = (before[0] <= before[1]) & (after[0] <= after[1]) & (rise[0] <= rise[1])
        least = min(least, _narrowest(can, (u, s, d), n))
    return least


def _of_answers(sums: Ints, n: int, steps: int) -> int:
    """Return the narrowest range of those above and below the middle of the scale over all intervals."""
    agree, against = (x.ravel() for x in np.indices((n + 1, n + 1)))
    has_middle = steps % 2 == 1
    fits = agree + against <= n if has_middle else agree + against == n
    agree, against = agree[fits], against[fits]
    between, half = (n - agree - against) * (steps - 1) // 2, steps // 2
    low = between + agree * (half + has_middle)
    high = between + agree * (steps - 1) + against * (half - 1)
    can = np.maximum(sums[:, :1], low) <= np.minimum(sums[:, 1:], high)
    return _narrowest(can, (agree, against), n)


def _narrowest(can: NDArray[np.bool_], counts: tuple[Ints, ...], n: int) -> int:
    """Return the narrowest range of any count over the rows of `can` in which something is possible."""
    can = can[can.any(axis=1)]
    ranges = [
        np.where(can, count, -1).max(axis=1) - np.where(can, count, n + 1).min(axis=1) for count in counts
    ]
    return int(np.min(ranges, initial=n))
