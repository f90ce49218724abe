"""Minimal detectable change: the smallest true change that a design would show with the wanted power."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.stats._counts import choice, fraction, numbers
from analysis.stats._power import Power, probabilities_of
from analysis.stats.power import (
    power_counts,
    power_months,
    power_paired_proportions,
    power_unpaired_proportions,
)
from analysis.stats.power_answers import power_paired, power_two_samples

_HALVINGS = 30


@dataclass(frozen=True, slots=True)
class MinimalChange:
    """The smallest change a design would show.

    Attributes
    ----------
    change : float
        On ``scale``; NaN where no change, however large, would be shown with the wanted power.
    power : float
        Power at ``change``; at the largest possible change where ``change`` is NaN.
    scale : str
        «rate ratio» (1 is no change), «difference of proportions» or «difference of means».
    direction : str
        «fall» or «rise».
    """

    change: float
    power: float
    scale: str
    direction: str


def minimal_detectable_change(
    family: str, *, target: float = 0.8, direction: str = "fall", **design: Any
) -> MinimalChange:
    """Find the smallest fall (or rise) that a design shows with probability ``target``.

    The change is found by halving, on the family's own scale:

    * ``"counts"`` and ``"months"``: the rate ratio; the design as :func:`~analysis.stats.power_counts` and
      :func:`~analysis.stats.power_months`, without ``ratio``.
    * ``"paired-proportions"``: the difference only after − only before; ``n``, and ``changed``, the share who
      change at all.
    * ``"unpaired-proportions"``: share after − share before; ``n_before``, ``share_before``, ``n_after``.
    * ``"paired"``: the mean difference; ``differences`` and ``probabilities`` describe answers without
      change, and are tilted exponentially towards a fall or a rise; ``n``.
    * ``"two-samples"``: the difference of means; ``values`` and ``probabilities`` before, tilted likewise;
      ``n_before``, ``n_after``.

    Parameters
    ----------
    family : str
        One of the above.
    target : float
        Wanted power, between 0 and 1.
    direction : {"fall", "rise"}
        Which way the change goes.
    **design
        The design, and ``alpha``, ``tests`` as for :func:`~analysis.stats.power`.

    Raises
    ------
    ValueError
        For an unknown family or direction, and as the power function asked.

    References
    ----------
    Cohen (1988), *Statistical Power Analysis for the Behavioral Sciences* (what power is wanted); Efron
    (1981), *Canadian Journal of Statistics* 9:139–172 (exponential tilting).

    Examples
    --------
    With twenty events expected before, and as long after:

    >>> found = minimal_detectable_change("counts", expected_before=20)
    >>> round(found.change, 3), round(found.power, 3), found.scale
    (0.27, 0.8, 'rate ratio')
    >>> minimal_detectable_change("counts", expected_before=5).change
    nan
    """
    goal = fraction("target", target)
    falls = choice("direction", direction, {"fall": True, "rise": False})
    scale, prepare = choice("family", family, _FAMILIES)
    at, end = prepare(falls, **design)
    shown = at(end)
    if shown[1].power < goal:
        return MinimalChange(float("nan"), shown[1].power, scale, direction)
    low, high = 0.0, end
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        found = at(middle)
        if found[1].power >= goal:
            high, shown = middle, found
        else:
            low = middle
    return MinimalChange(shown[0], shown[1].power, scale, direction)


_At = Callable[[float], tuple[float, Power]]


def _ratio(run: Callable[..., Power]) -> Callable[..., tuple[_At, float]]:
    """Falls go from ratio 1 to 0, rises from 1 to 20."""

    def prepare(falls: bool, **design: Any) -> tuple[_At, float]:
        def at(step: float) -> tuple[float, Power]:
            ratio = 1 - step if falls else 1 + step
            return ratio, run(ratio=ratio, **design)

        return at, 1.0 if falls else 19.0

    return prepare


def _paired_proportions(falls: bool, *, n: int, changed: float, **rest: Any) -> tuple[_At, float]:
    def at(step: float) -> tuple[float, Power]:
        more, fewer = (changed + step) / 2, (changed - step) / 2
        before, after = (more, fewer) if falls else (fewer, more)
        return after - before, power_paired_proportions(n, before, after, **rest)

    return at, changed


def _unpaired_proportions(
    falls: bool, *, n_before: int, share_before: float, n_after: int, **rest: Any
) -> tuple[_At, float]:
    def at(step: float) -> tuple[float, Power]:
        after = min(max(share_before - step if falls else share_before + step, 0.0), 1.0)
        return after - share_before, power_unpaired_proportions(
            n_before, share_before, n_after, after, **rest
        )

    return at, share_before if falls else 1 - share_before


def _paired(
    falls: bool, *, differences: Sequence[float], probabilities: Sequence[float], n: int, **rest: Any
) -> tuple[_At, float]:
    farthest = _FAR / _spread("differences", differences)

    def at(step: float) -> tuple[float, Power]:
        tilted, mean = _tilted(differences, probabilities, -step if falls else step)
        return mean, power_paired(differences, tilted, n, **rest)

    return at, farthest


def _two_samples(
    falls: bool,
    *,
    values: Sequence[float],
    probabilities: Sequence[float],
    n_before: int,
    n_after: int,
    **rest: Any,
) -> tuple[_At, float]:
    farthest = _FAR / _spread("values", values)
    start = _tilted(values, probabilities, 0.0)[1]

    def at(step: float) -> tuple[float, Power]:
        tilted, mean = _tilted(values, probabilities, -step if falls else step)
        return mean - start, power_two_samples(values, probabilities, tilted, n_before, n_after, **rest)

    return at, farthest


_FAR = 40.0  # a tilt of e⁴⁰ between the outermost values leaves one answer only


def _spread(name: str, values: Sequence[float]) -> float:
    array = numbers(name, values)
    width = float(np.ptp(array)) if array.ndim == 1 and array.size else 0.0
    if width == 0:
        raise ValueError(f"{name} must hold at least two different numbers, found {array.tolist()}")
    return width


def _tilted(
    values: Sequence[float], probabilities: Sequence[float], tilt: float
) -> tuple[list[float], float]:
    """Probabilities proportional to p·exp(tilt·value), and their mean."""
    array = np.asarray(values, dtype=np.float64)
    weight = probabilities_of("probabilities", probabilities, len(array))
    exponent = tilt * array
    tilted = weight * np.exp(exponent - exponent[weight > 0].max())
    tilted /= tilted.sum()
    return tilted.tolist(), float(tilted @ array)


_FAMILIES: dict[str, tuple[str, Callable[..., tuple[_At, float]]]] = {
    "counts": ("rate ratio", _ratio(power_counts)),
    "months": ("rate ratio", _ratio(power_months)),
    "paired-proportions": ("difference of proportions", _paired_proportions),
    "unpaired-proportions": ("difference of proportions", _unpaired_proportions),
    "paired": ("difference of means", _paired),
    "two-samples": ("difference of means", _two_samples),
}
