"""Families of made-up worlds for ``verdicts.py``, and how often a word is said in each."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from verdict_words import indicator, pair_judgements, rate_judgements
from verdict_worlds import (
    STRONG,
    Answers,
    Events,
    Windows,
    amounts,
    answered,
    at_random,
    counted,
    shifted,
    windows,
    yes_no,
)

from analysis.evaluate.judging.judged import Judgement
from analysis.params import Indicator

Floats = NDArray[np.float64]
Worlds = list[dict[str, Judgement]]
Judge = Callable[[np.random.Generator, int], Worlds]
"""Draws so many worlds and judges them."""
Draw = Callable[[np.random.Generator, int, int], Floats]
"""Draws values before and after in so many worlds of so many tenants."""
SEED = 20_140_605
BATCH = 500
"""Worlds drawn at a time."""
CHANGED = ("bedring", "forverring")
SIZES = (4, 5, 6, 8, 10, 13, 16, 20)
FOLLOWED = (8, 13, 16, 20)
MOST_AMOUNTS = 16
"""Tenants up to which the interval of an amount takes milliseconds."""
FALSE, ALIKE = 0.05, 0.075
"""Most false words in a family; and where months are like the ones before them (ρ = 0.5)."""


@dataclass(frozen=True)
class Found:
    """Share of worlds with a word, and the share it must not pass (or must reach); None is stated only."""

    world: str
    family: str
    worlds: int
    share: float
    most: float | None = None
    least: float | None = None
    before: str = ""

    @property
    def kept(self) -> bool:
        """Whether the limit is kept: a most within two standard errors, a least as it stands."""
        if self.most is not None:
            return self.share <= self.most + 2 * sqrt(self.most * (1 - self.most) / self.worlds)
        return self.least is None or self.share >= self.least

    @property
    def cells(self) -> list[str]:
        """Row of the table."""
        error = 100 * sqrt(self.share * (1 - self.share) / self.worlds)
        limit = "stated"
        if self.most is not None:
            limit = f"≤ {100 * self.most:g}"
        elif self.least is not None:
            limit = f"≥ {100 * self.least:g}"
        outcome = ("ok" if self.kept else "**NOT REACHED**") if limit != "stated" else ""
        share = f"{100 * self.share:.1f}"
        return [self.world, self.family, str(self.worlds), share, f"{error:.1f}", limit, outcome, self.before]


def any_changed(judged: Worlds) -> int:
    """Count the worlds with «bedring» or «forverring» for any outcome."""
    return sum(any(j.verdict in CHANGED for j in world.values()) for world in judged)


def first_is(*words: str) -> Callable[[Worlds], int]:
    """Count the worlds whose first outcome has one of these words."""
    return lambda judged: sum(next(iter(world.values())).verdict in words for world in judged)


def share_of(
    name: str,
    worlds: int,
    judged: Judge,
    count: Callable[[Worlds], int],
) -> float:
    """Share of worlds that `count` counts; the seed depends on the name alone, so rows can be run again."""
    rng = np.random.default_rng([SEED, zlib.crc32(name.encode())])
    sizes = [min(BATCH, worlds - start) for start in range(0, worlds, BATCH)]
    return sum(count(judged(rng, size)) for size in sizes) / worlds


YEAR = windows(12, 12)
UNCHANGED: dict[str, tuple[Events, Windows, float | None, str]] = {
    "φ = 1": (Events(), YEAR, FALSE, "2.9"),
    "φ = 2": (Events(phi=2), YEAR, FALSE, "13.5"),
    "φ = 3": (Events(phi=3), YEAR, FALSE, "14.6"),
    "flats differ mildly, all tenants change at the line": (Events(flat=0.5), YEAR, FALSE, "49"),
    "flats differ strongly, all tenants change at the line": (STRONG, YEAR, FALSE, "77"),
    "flats differ strongly, tenants stay 12 months": (replace(STRONG, stay=12), YEAR, FALSE, ""),
    "flats differ strongly, before and after swapped per flat": (
        replace(STRONG, swapped=True, ratio=(0.45, 0.45)),
        YEAR,
        FALSE,
        "",
    ),
    "flats differ strongly, the flat of 17 in 20 known": (replace(STRONG, known=0.85), YEAR, FALSE, ""),
    "flats differ strongly, 12 and 20 events a year": (replace(STRONG, yearly=(12, 20)), YEAR, FALSE, ""),
    "ρ = 0.5, φ = 2": (Events(phi=2, rho=0.5), YEAR, ALIKE, "36"),
    "ρ = 0.5, φ = 2, flats mildly": (Events(phi=2, rho=0.5, flat=0.5), YEAR, ALIKE, "63"),
    "ρ = 0.8, φ = 2": (Events(phi=2, rho=0.8), YEAR, None, "60"),
    "12 + 12 months, season": (Events(season=True), YEAR, FALSE, ""),
    "12 + 9 months, season": (Events(season=True), windows(12, 9), FALSE, ""),
    "12 + 6 months, season": (Events(season=True), windows(12, 6), FALSE, ""),
    "12 + 9 months, season, φ = 3": (Events(season=True, phi=3), windows(12, 9), FALSE, ""),
    "12 + 9 months, ρ = 0.5, φ = 2": (Events(phi=2, rho=0.5), windows(12, 9), ALIKE, ""),
    "12 + 9 months, season, 250 events a year": (
        Events(season=True, yearly=(250, 250)),
        windows(12, 9),
        FALSE,
        "",
    ),
    "6 + 6 months of the same year, season": (Events(season=True), windows(6, 6), FALSE, ""),
    "6 + 6 months a year apart, season": (Events(season=True), windows(6, 6, 6), FALSE, ""),
    "6 + 6 months a year apart, season, φ = 3": (Events(season=True, phi=3), windows(6, 6, 6), FALSE, ""),
    "6 + 6 months a year apart, ρ = 0.5, φ = 2": (Events(phi=2, rho=0.5), windows(6, 6, 6), ALIKE, ""),
    "12 + 10 months, season": (Events(season=True), windows(12, 10), FALSE, ""),
    "12 + 10 months, season, 250 events a year": (
        Events(season=True, yearly=(250, 250)),
        windows(12, 10),
        FALSE,
        "",
    ),
}
"""World → events, design, most false words, and the first version's share (of six rates, per cent)."""


def rates_unchanged(worlds: int) -> Iterator[Found]:
    """Rates without effect, for a goal that one rate decides and for one that two decide."""
    for name, (events, design, most, before) in UNCHANGED.items():
        for kinds, family in ((1, "one"), (2, "two, Holm")):
            share = share_of(name, worlds, _rates(events, design, kinds), any_changed)
            yield Found(name, family, worlds, share, most=most, before=before if kinds == 2 else "")


def _rates(events: Events, design: Windows, kinds: int) -> Judge:
    return lambda rng, size: rate_judgements(counted(rng, events, design, size)[:kinds], design)


def scaled(name: str, steps: int) -> Indicator:
    """Return an outcome of the plan, its important change the same share of another scale."""
    outcome = indicator(name)
    return indicator(name, important_change=_important(outcome) * (steps - 1) / 6)


INDEX, ITEM, SHARE, AMOUNT = "trygghet", "q03", "i-restanse", "restanse"
SOME = Answers(varies=0.7)


def _answers(how: Answers) -> Draw:
    return lambda rng, size, n: answered(rng, how, size, n)


def _owed(mean: float, share: float, *, fixed: bool) -> Draw:
    return lambda rng, size, n: amounts(rng, size, n, mean, share, fixed=fixed)


def _turned(down: float, up: float) -> Draw:
    return lambda rng, size, n: yes_no(rng, size, n, down, up)


def _moved_by(values: tuple[int, ...], chance: tuple[float, ...]) -> Draw:
    def draw(rng: np.random.Generator, size: int, n: int) -> Floats:
        before = np.full((size, n), 4.0)
        return np.stack([before, before + rng.choice(values, p=chance, size=(size, n))])

    return draw


def _swapped(draw: Draw) -> Draw:
    return lambda rng, size, n: at_random(rng, draw(rng, size, n))


def _pairs(outcomes: dict[Indicator, Draw], n: int) -> Judge:
    """Judge worlds of n tenants; Holm where several outcomes decide."""
    adjust = "holm" if len(outcomes) > 1 else "none"
    return lambda rng, size: pair_judgements({i: draw(rng, size, n) for i, draw in outcomes.items()}, adjust)


def _unmoved() -> Iterator[tuple[str, Indicator, Draw]]:
    """Paired outcomes to be swapped at random: name, outcome, values."""
    for steps in (7, 5, 3):
        yield f"index, {steps} points", scaled(INDEX, steps), _answers(replace(SOME, steps=steps))
        yield f"item, {steps} points", scaled(ITEM, steps), _answers(replace(SOME, steps=steps, items=1))
    index, item = indicator(INDEX), indicator(ITEM)
    low = replace(SOME, middle=0.05)
    yield "item, skewed: most at the lowest answer", item, _answers(replace(low, items=1))
    yield "index, skewed", index, _answers(low)
    yield "item, a fifth changes greatly", item, _answers(Answers(items=1, share=0.2, shift=4.0))
    owed = _owed(2_000.0, 0.1, fixed=False)
    yield "amount, a tenth owes 20,000 kr more or less", indicator(AMOUNT), owed
    yield "share, a quarter answers otherwise", indicator(SHARE), _turned(0.125, 0.125)


def pairs_unchanged(worlds: int) -> Iterator[Found]:
    """Paired outcomes without effect, the worst of several numbers of tenants."""
    for name, own, draw in _unmoved():
        sizes = [n for n in SIZES if n <= MOST_AMOUNTS or own.id != AMOUNT]
        judged = {n: _pairs({own: _swapped(draw)}, n) for n in sizes}
        shares = {n: share_of(f"{name} {n}", worlds, judged[n], any_changed) for n in sizes}
        yield _worst(name, "one", worlds, shares, FALSE)
    both = {indicator(name): _swapped(_answers(SOME)) for name in ("hjem", "medvirkning")}
    for n in (8, 13, 20):
        name = f"two indices, n = {n}"
        yield Found(
            name, "two, Holm", worlds, share_of(name, worlds, _pairs(both, n), any_changed), most=FALSE
        )


UNEVEN = {
    "a fifth +4, the others −1": ((4, -1), (0.2, 0.8)),
    "a third +2, two thirds −1": ((2, -1), (1 / 3, 2 / 3)),
    "a tenth +4, four tenths −1, half 0": ((4, -1, 0), (0.1, 0.4, 0.5)),
}


def pairs_uneven(worlds: int) -> Iterator[Found]:
    """Judge uneven changes that are 0 on average in a large population, beyond any test of so few."""
    for name, (values, chance) in UNEVEN.items():
        for n in (8, 13, 20):
            judged = _pairs({indicator(ITEM): _moved_by(values, chance)}, n)
            share = share_of(f"{name} {n}", worlds, judged, any_changed)
            yield Found(f"item, {name}; n = {n}", "one", worlds, share)


def unchanged_falsely(worlds: int) -> Iterator[Found]:
    """«Uendret» where the mean of these very tenants, or the rate, changed by the important amount.

    Where so many change, the mean of those followed is what changed. Where each changes by chance, those
    who change may be absent among the followed, and what remains is a group that did not change.
    """
    for fixed, most in ((True, FALSE), (False, None)):
        for outcome, items, shares in ((INDEX, 4, (1.0, 0.5, 0.35, 0.2)), (ITEM, 1, (1.0, 0.5, 0.35))):
            own = indicator(outcome)
            for share in shares if fixed else shares[1:]:
                how = Answers(items=items, share=share, fixed=fixed)
                yield _falsely(worlds, own, how, most)
        for share in (1.0, 0.35, 0.2, 0.1) if fixed else (0.35, 0.2, 0.1):
            yield _falsely_owed(worlds, share, fixed, most)
    for outcome, items in ((INDEX, 4), (ITEM, 1)):
        own = indicator(outcome)
        for n in (13, 20):
            how = Answers(items=items, share=0.35, fixed=False, shift=2 * _important(own))
            name = f"{own.measure.type}, 35 % change by twice the important, n = {n}"
            yield Found(
                name,
                "by chance",
                worlds,
                share_of(name, worlds, _pairs({own: _answers(how)}, n), first_is("uendret")),
            )
    own, shares_ = indicator(SHARE), {}
    for n in (13, 20, 40, 80):
        name = f"share, a fifth from yes to no, n = {n}"
        shares_[n] = share_of(name, worlds, _pairs({own: _turned(0.2, 0.0)}, n), first_is("uendret"))
    yield _worst("share, a fifth from yes to no", "by chance", worlds, shares_, FALSE)
    for events in (100, 250, 600):
        for phi in (1.0, 2.0):
            for ratio in (0.7, 1.3):
                how_ = Events(yearly=(events, events), ratio=(ratio, ratio), phi=phi)
                name = f"rate, ratio {ratio:g}, {events} events a year before, φ = {phi:g}"
                found = share_of(name, worlds, _rates(how_, YEAR, 1), first_is("uendret"))
                yield Found(name, "", worlds, found, most=FALSE)


def _falsely(worlds: int, own: Indicator, how: Answers, most: float | None) -> Found:
    """Worst share over the numbers of tenants, the answers' mean changed by the important amount."""
    name, found = f"{own.measure.type}, {100 * how.share:g} % change", {}
    for n in FOLLOWED:
        moved = replace(how, shift=shifted(how, _important(own), n))
        judged = _pairs({own: _answers(moved)}, n)
        found[n] = share_of(f"{name} {n} {how.fixed}", worlds, judged, first_is("uendret"))
    return _worst(name, "so many" if how.fixed else "by chance", worlds, found, most)


def _falsely_owed(worlds: int, share: float, fixed: bool, most: float | None) -> Found:
    """As `_falsely`, for what tenants owe."""
    own, name, found = indicator(AMOUNT), f"amount, {100 * share:g} % change", {}
    for n in (n for n in FOLLOWED if n <= MOST_AMOUNTS):
        judged = _pairs({own: _owed(_important(own), share, fixed=fixed)}, n)
        found[n] = share_of(f"{name} {n} {fixed}", worlds, judged, first_is("uendret"))
    return _worst(name, "so many" if fixed else "by chance", worlds, found, most)


def _important(own: Indicator) -> float:
    assert own.important_change is not None
    return own.important_change


def _worst(name: str, family: str, worlds: int, shares: dict[int, float], most: float | None) -> Found:
    """Of several numbers of tenants, the one with the largest share."""
    worst = max(shares, key=lambda n: shares[n])
    return Found(f"{name}; worst at n = {worst}", family, worlds, shares[worst], most=most)


COMPLAINTS = Events(yearly=(56, 69), ratio=(0.45, 1.0))


def power(worlds: int) -> Iterator[Found]:
    """«Bedring» where something became better."""
    worlds_of = {
        "φ = 1": (COMPLAINTS, (0.70, 0.50), "76"),
        "φ = 2": (replace(COMPLAINTS, phi=2), (0.50, None), "65"),
        "flats differ mildly": (replace(COMPLAINTS, flat=0.5), (None, None), ""),
    }
    for kinds, family in ((1, "one"), (2, "two, Holm")):
        for what, (events, least, before) in worlds_of.items():
            name = f"complaints, ratio 0.45, {what}"
            found = share_of(name, worlds, _rates(events, YEAR, kinds), first_is("bedring"))
            yield Found(name, family, worlds, found, least=least[kinds - 1], before=before)
    for outcome, items, old in ((INDEX, 4, ("68", "88", "95")), (ITEM, 1, ("31", "41", "51"))):
        for n, before in zip((8, 11, 13), old, strict=True):
            own, how = indicator(outcome), replace(SOME, items=items, shift=1.0)
            name = f"{own.measure.type}, +1 point, n = {n}"
            found = share_of(name, worlds, _pairs({own: _answers(how)}, n), first_is("bedring"))
            reach = 0.95 if (outcome, n) == (INDEX, 13) else None
            yield Found(name, "one", worlds, found, least=reach, before=before)


def unchanged_rightly(worlds: int) -> Iterator[Found]:
    """«Uendret» where nobody changed."""
    for outcome, items, reach in ((INDEX, 4, 0.70), (ITEM, 1, 0.55)):
        for n in (8, 11, 13, 20):
            own = indicator(outcome)
            name = f"{own.measure.type}, nobody changed, n = {n}"
            found = share_of(
                name, worlds, _pairs({own: _answers(Answers(items=items))}, n), first_is("uendret")
            )
            yield Found(name, "one", worlds, found, least=reach if n == 13 else None)
    for n in (13, 40):
        own = indicator(SHARE)
        found = share_of(
            f"nobody {n}",
            worlds,
            _pairs({own: _turned(0.025, 0.025)}, n),
            first_is("uendret"),
        )
        yield Found(f"share, one in twenty answers otherwise, n = {n}", "one", worlds, found)
    for events in (100, 250, 600):
        for phi in (1.0, 2.0):
            name = f"rate, nothing changed, {events} events a year, φ = {phi:g}"
            how = Events(yearly=(events, events), phi=phi)
            yield Found(
                name, "one", worlds, share_of(name, worlds, _rates(how, YEAR, 1), first_is("uendret"))
            )
