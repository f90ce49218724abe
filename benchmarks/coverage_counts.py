"""Type-I error and coverage for counts by month: python benchmarks/coverage_counts.py [simulations].

Months are negative binomial with variance φ times the mean (Poisson for φ = 1); exposure is the length of the
month in designs of at most twelve months, equal otherwise. The type-I error is simulated with no change, the
coverage with a rate ratio of 0.5. The second table has events by flat and month in made-up worlds
(``verdict_worlds.py``). ``coverage.py`` puts both into docs/statistics/honesty.md.
"""

import sys
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from verdict_worlds import STRONG, Events, counted, windows

from analysis.evaluate.measures._rates import _row_columns, interval
from analysis.stats import (
    cluster_dispersion,
    month_permutation,
    overdispersed_interval,
    quasi_poisson,
    rate_ratio,
)

SEED = 20_140_605
PHIS = (1.0, 2.0, 3.0)
DESIGNS = ((4, 4), (6, 6), (12, 12), (12, 6))
MEANS = (1.0, 2.5, 6.0)
CALENDAR = (31.0, 28.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0, 31.0)


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of the table: shares of simulations."""

    months: tuple[int, int]
    mean: float
    phi: float
    error: dict[str, float]
    coverage: dict[str, float]


def simulate(
    generator: np.random.Generator, means: NDArray[np.float64], phi: float, simulations: int
) -> NDArray[np.int64]:
    """Return counts by month with variance φ times the mean."""
    if phi > 1:
        return generator.poisson(generator.gamma(means / (phi - 1), phi - 1, (simulations, len(means))))
    return generator.poisson(means, (simulations, len(means)))


def totals(
    counts: NDArray[np.int64], exposure: NDArray[np.float64], after: NDArray[np.bool_]
) -> tuple[object, ...]:
    """Arguments of the methods that see totals only."""
    return (
        counts[:, ~after].sum(axis=1),
        exposure[~after].sum(),
        counts[:, after].sum(axis=1),
        exposure[after].sum(),
    )


def cell(months: tuple[int, int], mean: float, phi: float, simulations: int) -> Cell:
    """Simulate one design; its seed depends on the design alone, so rows can be run again one by one."""
    generator = np.random.default_rng([SEED, *months, int(10 * mean), int(10 * phi)])
    after = np.repeat([False, True], months)
    exposure = np.resize(CALENDAR, len(after)) if sum(months) <= 12 else np.ones(sum(months))
    base = mean * exposure / exposure.mean()
    null = simulate(generator, base, phi, simulations)
    seen = totals(null, exposure, after)
    exact = rate_ratio(*seen)
    error = {
        "exact": exact.p,
        "mid-p": exact.p_mid,
        "quasi-Poisson": quasi_poisson(null, exposure, after).p,
        "months": month_permutation(null, exposure, after).p,
    }
    changed = simulate(generator, np.where(after, 0.5, 1.0) * base, phi, simulations)
    seen = totals(changed, exposure, after)
    intervals = {
        "exact": rate_ratio(*seen),
        "quasi-Poisson": quasi_poisson(changed, exposure, after),
    }
    return Cell(
        months,
        mean,
        phi,
        {name: float((np.asarray(p) <= 0.05).mean()) for name, p in error.items()},
        {name: float(((x.low <= 0.5) & (x.high >= 0.5)).mean()) for name, x in intervals.items()},
    )


WORLDS = {
    "φ = 1": Events(),
    "φ = 3": Events(phi=3),
    "flats differ mildly": Events(flat=0.5),
    "flats differ strongly": STRONG,
    "ρ = 0.5, φ = 2": Events(phi=2, rho=0.5),
    "ρ = 0.5, φ = 2, flats mildly": Events(phi=2, rho=0.5, flat=0.5),
    "ρ = 0.8, φ = 2": Events(phi=2, rho=0.8),
}
YEARLY = 50
ERRORS = ("p_exact", "p_months", "p_flats", "p")


def of_worlds(number: int, events: Events, simulations: int) -> tuple[list[float], list[float]]:
    """Type-I error of the tests of a rate, and coverage of its intervals, in worlds of one kind."""
    design, generator = windows(12, 12), np.random.default_rng([SEED, number])
    null, halved = (
        counted(generator, replace(events, yearly=(YEARLY,), ratio=(ratio,)), design, simulations)[0]
        for ratio in (1.0, 0.5)
    )
    found = _row_columns(null, 0.95)
    error = [float((found[name] <= 0.05).mean()) for name in ERRORS]
    (before, after), (t_before, t_after) = halved.sums(halved.events), halved.sums(halved.time)
    phi, freedom = cluster_dispersion(*halved.flat_events, *halved.flat_time)
    exact = rate_ratio(before, t_before, after, t_after)
    months = quasi_poisson(*halved.months)
    limits = [
        (exact.low, exact.high),
        (months.low, months.high),
        overdispersed_interval(before, t_before, after, t_after, phi, freedom),
        interval(halved, 0.95),
    ]
    return error, [float(((low <= 0.5) & (high >= 0.5)).mean()) for low, high in limits]


def worlds_table(simulations: int) -> None:
    """Print the table of the tests that decide, in worlds where events are not independent."""
    heads = [
        "exact",
        "two-month blocks",
        "flats",
        "larger of the two",
        "exact",
        "over months",
        "over flats",
        "widest",
    ]
    heads[0], heads[4] = f"error: {heads[0]}", f"coverage: {heads[4]}"
    print("| world | " + " | ".join(heads) + " |")
    print("|---|" + "---|" * len(heads))
    for number, (name, events) in enumerate(WORLDS.items()):
        error, coverage = of_worlds(number, events, simulations)
        shown = [flagged(x, 0.05, simulations, above=True) for x in error]
        shown += [flagged(x, 0.95, simulations, above=False) for x in coverage]
        print(f"| {name} | " + " | ".join(shown) + " |", flush=True)


def flagged(value: float, limit: float, simulations: int, *, above: bool) -> str:
    """Per cent, in bold where it fails by more than three standard errors."""
    slack = 3 * np.sqrt(limit * (1 - limit) / simulations)
    fails = value > limit + slack if above else value < limit - slack
    return f"**{100 * value:.1f}**" if fails else f"{100 * value:.1f}"


def main(simulations: int) -> None:
    heads = [
        "error: exact",
        "mid-p",
        "quasi-Poisson",
        "month permutation",
        "coverage: exact",
        "quasi-Poisson",
    ]
    print("| months | mean | φ | " + " | ".join(heads) + " |")
    print("|---|---|---|" + "---|" * len(heads))
    for months in DESIGNS:
        for mean in MEANS:
            for phi in PHIS:
                row = cell(months, mean, phi, simulations)
                shown = [flagged(x, 0.05, simulations, above=True) for x in row.error.values()]
                shown += [flagged(x, 0.95, simulations, above=False) for x in row.coverage.values()]
                print(
                    f"| {months[0]} + {months[1]} | {mean:g} | {phi:g} | " + " | ".join(shown) + " |",
                    flush=True,
                )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 4_000)
