"""Made-up worlds for ``verdicts.py``: events by flat and month, and tenants' answers before and after."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis.season import compared
from analysis.evaluate.basis.windows import month_pieces
from analysis.evaluate.measures._rates import Counted
from analysis.params import Period, Window

Floats = NDArray[np.float64]
ALWAYS, CHANGING = 9, 4
"""Flats let throughout, and pairs of flats, one given up and the other taken over: 13 let in all."""
LONGEST_VACANCY = 3
SWING = 0.3
"""Season of ±30 % around the year's mean, at its height in a random month."""


@dataclass(frozen=True)
class Windows:
    """The months of a design, as the evaluation cuts them, and which of them it compares."""

    pieces: pd.DataFrame
    used: NDArray[np.bool_]

    @property
    def after(self) -> NDArray[np.bool_]:
        """Which months lie after the line."""
        return (self.pieces["side"] == "after").to_numpy()


def windows(before: int, after: int, gap: int = 0) -> Windows:
    """Lay out so many months before and after, the line at an October, the gap between them in neither."""
    line = pd.Timestamp(2023, 10, 1)
    spans = [(line - pd.DateOffset(months=before), before), (line + pd.DateOffset(months=gap), after)]
    ends = [
        (start.date(), (start + pd.DateOffset(months=n) - pd.Timedelta(days=1)).date()) for start, n in spans
    ]
    first, last = (Window(start=a, end=b) for a, b in ends)
    period = Period(
        id="p", title="-", description="-", report_date=date(2026, 1, 1), before=first, after=last
    )
    pieces = month_pieces(period, pd.Series(dtype="datetime64[ns]"))
    pieces = pieces[pieces["side"] != "outside"].reset_index(drop=True)
    return Windows(pieces, compared(pieces, np.ones(len(pieces), dtype=bool)))


@dataclass(frozen=True, kw_only=True)
class Events:
    """How events come about.

    Attributes
    ----------
    yearly
        Expected events a year of each kind, before.
    ratio
        Rate after / rate before of each kind.
    phi, rho
        Variance of a month's count over its mean, and how alike neighbouring months are: the correlation of
        the logarithms of their factors (gamma factors, not alike, where ρ is 0).
    flat
        Variance of a gamma factor of each flat, kind and tenant.
    stay
        Months a tenant stays on average; None: every flat changes its tenant at the line, and only then.
    apart
        Variance of a gamma factor of each flat and kind that lasts.
    season
        Whether the year has one.
    known
        Share of the events whose flat is stated.
    swapped
        Each flat's months before and after change places at random: nothing is left to find.
    """

    yearly: tuple[float, ...] = (37.5, 63.5)
    ratio: tuple[float, ...] = (1.0, 1.0)
    phi: float = 1.0
    rho: float = 0.0
    flat: float = 0.0
    stay: int | None = None
    apart: float = 0.0
    season: bool = False
    known: float = 0.9
    swapped: bool = False


STRONG = Events(flat=1.0, apart=2.0)
"""Flats that differ strongly, and whose tenants all change at the line."""


def counted(rng: np.random.Generator, events: Events, design: Windows, worlds: int) -> list[Counted]:
    """Draw worlds, and count their events as the evaluation does: one `Counted` a kind, one row a world."""
    let = _let(rng, worlds, len(design.pieces))
    rate = np.array(events.yearly)[:, None, None, None] / (12 * (ALWAYS + CHANGING)) * let
    changed = np.where(design.after, np.array(events.ratio)[:, None, None, None], 1.0)
    rate = rate * changed * _season(rng, events, design, worlds)
    rate = rate * _flats(rng, events, design, rate.shape) * _months(rng, events, rate.shape)
    found = rng.poisson(rate)
    stated = rng.binomial(found, events.known)
    if events.swapped:
        swap, half = rng.random(let.shape[:2]) < 0.5, len(design.pieces) // 2
        let, found, stated = (
            np.where(swap[..., None], np.roll(values, half, axis=-1), values)
            for values in (let, found, stated)
        )
    return [_counted(f, s, let, design) for f, s in zip(found, stated, strict=True)]


def _counted(found: NDArray[np.int64], stated: NDArray[np.int64], let: Floats, design: Windows) -> Counted:
    used, after = design.used, design.after[design.used]
    flat_events = _by_side(stated[..., used].astype(float), after)
    contributing = flat_events.sum(axis=0) > 0
    flat_time = np.where(contributing, _by_side(let[..., used], after), 0.0)
    return Counted(
        found.sum(axis=1)[:, used].astype(float), let.sum(axis=1)[:, used], after, flat_events, flat_time
    )


def _by_side(values: Floats, after: NDArray[np.bool_]) -> Floats:
    return np.stack([values[..., ~after].sum(axis=-1), values[..., after].sum(axis=-1)])


def _let(rng: np.random.Generator, worlds: int, months: int) -> Floats:
    """Which flats are let in which months, shape (worlds, flats, months)."""
    left = rng.integers(months // 6, months - months // 6, (worlds, CHANGING, 1))
    taken = left + rng.integers(0, LONGEST_VACANCY, left.shape)
    month = np.arange(months)
    always = np.ones((worlds, ALWAYS, months))
    return np.concatenate([always, month < left, month >= taken], axis=1).astype(float)


def _season(rng: np.random.Generator, events: Events, design: Windows, worlds: int) -> Floats:
    """Factor of each world and month."""
    peak = rng.uniform(0, 12, (worlds, 1, 1))
    month = design.pieces["month"].dt.month.to_numpy()
    height = SWING if events.season else 0.0
    return np.asarray(1 + height * np.cos(2 * np.pi * (month - peak) / 12))


def _flats(rng: np.random.Generator, events: Events, design: Windows, shape: tuple[int, ...]) -> Floats:
    """Factor of each kind, world, flat and month: of the flat, and of whoever lives there."""
    factor = _gamma(rng, events.apart, (*shape[:3], 1))
    if events.flat <= 0:
        return factor
    if events.stay is None:
        tenant = np.broadcast_to(design.after.astype(int), shape[1:])
    else:
        tenant = np.cumsum(rng.random(shape[1:]) < 1 / events.stay, axis=-1)
    own = _gamma(rng, events.flat, (*shape[:3], int(tenant.max()) + 1))
    return factor * np.take_along_axis(own, np.broadcast_to(tenant, shape), axis=-1)


def _months(rng: np.random.Generator, events: Events, shape: tuple[int, ...]) -> Floats:
    """Factor of each kind, world and month that gives the counts their φ and ρ."""
    kinds, worlds, _, months = shape
    if events.phi <= 1:
        return np.ones((kinds, worlds, 1, months))
    excess = (events.phi - 1) / (np.array(events.yearly)[:, None, None] / 12)
    if events.rho == 0:
        return rng.gamma(1 / excess, excess, (kinds, worlds, months))[:, :, None, :]
    level = np.empty((kinds, worlds, months))
    level[..., 0] = rng.normal(size=(kinds, worlds))
    for month in range(1, months):
        fresh = rng.normal(size=(kinds, worlds))
        level[..., month] = events.rho * level[..., month - 1] + np.sqrt(1 - events.rho**2) * fresh
    spread = np.log1p(excess)
    return np.exp(np.sqrt(spread) * level - spread / 2)[:, :, None, :]


def _gamma(rng: np.random.Generator, variance: float, shape: tuple[int, ...]) -> Floats:
    return rng.gamma(1 / variance, variance, shape) if variance > 0 else np.ones(shape)


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How tenants answer: a normal disposition, rounded to a scale.

    Attributes
    ----------
    steps
        The scale is 1, 2, …, `steps`.
    items
        Items the index is the mean of; 1 for a single item.
    middle
        Mean of the disposition before, as a share of the way up the scale.
    shift, share
        Change of the disposition of the share of the tenants who change.
    fixed
        As many of them in every world, at least one; else each tenant changes by chance.
    varies
        Standard deviation of the change between tenants.
    noise
        Standard deviation of one answer around the disposition, on a 7-point scale.
    """

    steps: int = 7
    items: int = 4
    middle: float = 0.37
    shift: float = 0.0
    share: float = 1.0
    fixed: bool = True
    varies: float = 0.0
    noise: float = 0.6


def answered(rng: np.random.Generator, how: Answers, worlds: int, n: int) -> Floats:
    """Draw values before and after, shape (2, worlds, tenants)."""
    width = (how.steps - 1) / 6
    person = rng.normal(0, 0.8 * width, (worlds, n, 1)) + rng.normal(0, 0.7 * width, (worlds, n, how.items))
    moved = how.shift * _changes(rng, how.share, how.fixed, worlds, n)
    moved = moved + rng.normal(0, how.varies * width, (worlds, n))
    at = 1 + how.middle * (how.steps - 1) + person
    both = at + np.stack([np.zeros_like(moved), moved])[..., None]
    answer = np.rint(both + rng.normal(0, how.noise * width, both.shape))
    return np.asarray(np.clip(answer, 1, how.steps).mean(axis=-1))


def shifted(how: Answers, wanted: float, n: int) -> float:
    """Shift of the disposition that changes the mean of the answers by `wanted`, on average."""
    low, high = 0.0, 4.0 * (how.steps - 1)
    for _ in range(30):
        middle = (low + high) / 2
        before, after = answered(np.random.default_rng(1), replace(how, shift=middle), 40_000 // n, n)
        low, high = (middle, high) if (after - before).mean() < wanted else (low, middle)
    return high


def _changes(rng: np.random.Generator, share: float, fixed: bool, worlds: int, n: int) -> NDArray[np.bool_]:
    """Who changes, shape (worlds, tenants)."""
    if not fixed:
        return rng.random((worlds, n)) < share
    first = np.arange(n) < max(1, round(share * n))
    return rng.permuted(np.broadcast_to(first, (worlds, n)), axis=1)


def amounts(
    rng: np.random.Generator, worlds: int, n: int, mean: float, share: float, *, fixed: bool
) -> Floats:
    """Draw rent owed before and after in whole kroner: some owe much more, the others a little either way."""
    owed = rng.gamma(1.0, 2_000.0, (worlds, n))
    drift = rng.normal(0, 300.0, (worlds, n))
    who = _changes(rng, share, fixed, worlds, n)
    return np.rint(np.stack([owed, owed + drift + np.where(who, mean / _true_share(share, fixed, n), 0.0)]))


def _true_share(share: float, fixed: bool, n: int) -> float:
    return max(1, round(share * n)) / n if fixed else share


def yes_no(rng: np.random.Generator, worlds: int, n: int, down: float, up: float) -> Floats:
    """Draw yes (1) and no (0) before and after; `down` and `up` are chances of turning to no and to yes."""
    kind = rng.random((worlds, n))
    other = (rng.random((worlds, n)) < 0.5).astype(float)
    turned = kind < down + up
    before = np.where(turned, (kind < down).astype(float), other)
    return np.stack([before, np.where(turned, 1 - before, other)])


def at_random(rng: np.random.Generator, values: Floats) -> Floats:
    """Let each tenant's before and after change places at random: nothing is left to find."""
    return np.where(rng.random(values.shape[1:]) < 0.5, values, values[::-1])
