"""What every paired method starts from: the differences on their grid, and how many rose, stayed and fell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from analysis.stats._grid import Grid, common_grid
from analysis.stats._groups import as_groups, shaped, warn_where
from analysis.stats._types import AnyArray, FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Differences:
    """Differences (after − before) of each group, and their counts."""

    shape: tuple[int, ...]
    grid: Grid
    n: IntArray
    n_missing: IntArray
    n_up: IntArray
    n_zero: IntArray
    n_down: IntArray

    @property
    def values(self) -> FloatArray:
        """The differences, with rounding noise removed where a grid was found."""
        return self.grid.values

    @property
    def smallest_tail(self) -> FloatArray:
        """Probability of one of the 2ᵐ sign patterns of the m pairs that changed, never 0."""
        one: FloatArray = np.ldexp(1.0, -(self.n_up + self.n_down))
        return np.maximum(one, np.nextafter(0.0, 1.0))

    def results(self, **columns: AnyArray) -> dict[str, Any]:
        """Give columns their shape, with the counts that every paired test carries."""
        return shaped(
            self.shape,
            **columns,
            n=self.n,
            n_missing=self.n_missing,
            n_up=self.n_up,
            n_zero=self.n_zero,
            n_down=self.n_down,
        )


def read_differences(differences: ArrayLike) -> Differences:
    """Validate differences, put them on their grid and count them."""
    groups = as_groups(differences, "differences")
    grid = common_grid(groups.values)
    n = np.count_nonzero(groups.present, axis=1)
    n_up = np.count_nonzero(grid.values > 0, axis=1)
    n_down = np.count_nonzero(grid.values < 0, axis=1)
    return Differences(
        shape=groups.shape,
        grid=grid,
        n=n,
        n_missing=groups.values.shape[1] - n,
        n_up=n_up,
        n_zero=n - n_up - n_down,
        n_down=n_down,
    )


def data_warnings(data: Differences) -> tuple[str, ...]:
    """Codes for groups without a pair, and for groups whose pairs are all without change."""
    return warn_where(data.n == 0, "no_pairs") + warn_where(
        (data.n > 0) & (data.n_zero == data.n), "all_zero"
    )
