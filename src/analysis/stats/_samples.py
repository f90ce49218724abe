"""What every unpaired method starts from: two samples per group on one grid, and their ties."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._arguments import check_aligned
from analysis.stats._grid import Grid, common_grid
from analysis.stats._groups import as_groups, shaped, warn_where
from analysis.stats._types import AnyArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Samples:
    """Values before and after of each group (NaN is missing), on one grid."""

    shape: tuple[int, ...]
    grid: Grid
    width: int
    n_before: IntArray
    n_after: IntArray
    n_missing: IntArray

    def pairs(self) -> list[tuple[FloatArray, FloatArray]]:
        """List each group's values before and after, none missing, rounding noise off the grid removed."""
        sides = np.hsplit(self.grid.values, [self.width])
        return [(x[~np.isnan(x)], y[~np.isnan(y)]) for x, y in zip(*sides, strict=True)]

    def results(self, **columns: AnyArray) -> dict[str, Any]:
        """Give columns their shape, with the counts that every unpaired test carries."""
        return shaped(
            self.shape,
            **columns,
            n=self.n_before + self.n_after,
            n_before=self.n_before,
            n_after=self.n_after,
            n_missing=self.n_missing,
        )


def read_samples(before: ArrayLike, after: ArrayLike) -> Samples:
    """Validate two samples per group and put both on one grid."""
    check_aligned(groups_only=True, before=before, after=after)
    first, second = as_groups(before, "before"), as_groups(after, "after")
    if first.shape != second.shape:
        raise ValueError(
            f"before and after must have the same groups (all axes but the last), "
            f"found {first.shape} and {second.shape}"
        )
    grid = common_grid(np.concatenate([first.values, second.values], axis=1))
    n_before, n_after = (np.count_nonzero(side.present, axis=1) for side in (first, second))
    return Samples(
        shape=first.shape,
        grid=grid,
        width=first.values.shape[1],
        n_before=n_before,
        n_after=n_after,
        n_missing=grid.values.shape[1] - n_before - n_after,
    )


def category_counts(before: FloatArray, after: FloatArray) -> tuple[IntArray, IntArray]:
    """Count each distinct value, ascending, in one group's sample before and after (no missing values).

    Examples
    --------
    >>> [counts.tolist() for counts in category_counts(np.array([1.0, 2.0, 2.0]), np.array([2.0, 5.0]))]
    [[1, 2, 0], [0, 1, 1]]
    """
    values, position = np.unique(np.concatenate([before, after]), return_inverse=True)
    position = position.reshape(-1)
    return (
        np.bincount(position[: len(before)], minlength=len(values)),
        np.bincount(position[len(before) :], minlength=len(values)),
    )


def sample_warnings(samples: Samples) -> tuple[str, ...]:
    """Codes for groups where a side is empty."""
    return warn_where((samples.n_before == 0) | (samples.n_after == 0), "empty_sample")
