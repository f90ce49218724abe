"""What could this design show? Smallest p, largest count after, and the change found four times of five."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from pydantic import Field
from scipy.special import ndtr

from analysis import stats
from analysis.evaluate.estimates import basis, person_values, whole_columns
from analysis.evaluate.tables import Tables
from analysis.model import Identifier
from analysis.params import (
    Amount,
    Indicator,
    ItemMeasure,
    Params,
    ParamsError,
    Rate,
    Share,
    Study,
    read_params,
)

FILE = "planning.yml"
WANTED_POWER = 0.8
MOST_EVENTS = 200
"""Expected events before above which power is not enumerated."""
STEPS = ((16, 7), (34, 5))
"""Pairs up to which changes are listed on so many steps; with more pairs power is not enumerated."""
SPREAD = {"item": 1.25, "index": 0.75, "amount": 1.0}
"""Assumed standard deviation of tenants' changes: points, points, and for amounts the unit itself."""
STEP = {"item": 1.0, "index": 0.5, "amount": 0.5}
"""Step of the grid."""
WRONG_WAY = 0.05
"""Assumed share of tenants who change against the wanted direction, for shares."""

COLUMNS = {
    "indicator": "str",
    "name": "str",
    "measure": "str",
    "family": "str",
    "tests": "Int64",
    "n": "Int64",
    "events_before": "float64",
    "exposure_before": "float64",
    "exposure_after": "float64",
    "smallest_p": "float64",
    "smallest_p_adjusted": "float64",
    "could_show": "bool",
    "largest_after": "Int64",
    "pairs_needed": "Int64",
    "important_change": "float64",
    "power_important": "float64",
    "detectable": "float64",
    "detectable_unit": "str",
    "note": "str",
}
"""Columns of ``planning``. ``n`` is pairs; ``detectable`` the smallest wanted change found with power 0.8."""


class Assumptions(Params):
    """What must be guessed before data are collected: ``params/<project>/planning.yml``."""

    pairs: int = Field(ge=1)
    """Tenants expected to be measured both times."""
    flat_months_before: float = Field(ge=0)
    flat_months_after: float = Field(ge=0)
    """Expected let flat-months in each window."""
    rates_before: dict[Identifier, float] = {}
    """Indicator → expected events per 100 let flat-months before; one that is left out is not planned."""
    shares_before: dict[Identifier, float] = {}
    """Indicator → expected share before."""


def read_assumptions(study: Study) -> Assumptions:
    """Read the project's planning guesses.

    Raises
    ------
    ParamsError
        If the file is missing, malformed, or names an indicator the plan lacks.
    """
    path = study.params_dir / FILE
    assumed = read_params(path, Assumptions, study.root)
    unknown = sorted({*assumed.rates_before, *assumed.shares_before} - {i.id for i in study.plan.indicators})
    if unknown:
        raise ParamsError(
            f"{path.relative_to(study.root).as_posix()}: unknown indicator {', '.join(unknown)}. "
            "Use the ids of indicators.yml."
        )
    return assumed


def plan_power(study: Study, known: Tables | Assumptions) -> pd.DataFrame:
    """Say for every tested indicator what the design could show, before anything is compared.

    Parameters
    ----------
    study
        Windows, families and smallest important changes.
    known
        Tables, of which only what lies before is used (tenants at the start, events and exposure in the
        before window; the exposure after is the same per day); or assumptions where there are no data yet.

    Returns
    -------
    pandas.DataFrame
        One row per tested indicator, see `COLUMNS`. Adjusted figures multiply by the number of indicators in
        the family, as the first step of Holm does: what the indicator can show if it must show it alone.
        Power is exact for the assumed changes (`SPREAD`, `WRONG_WAY`) and for Poisson counts.
    """
    assumed = known if isinstance(known, Assumptions) else assumptions_from(study, known)
    rows = [_row(study, indicator, tests, assumed) for indicator, tests in planned_indicators(study)]
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    text = [name for name, kind in COLUMNS.items() if kind == "str"]
    table[text] = table[text].astype(object).fillna("")
    return table.astype(COLUMNS)


def planned_indicators(study: Study) -> Iterator[tuple[Indicator, int]]:
    """List the tested indicators, each with the number of tests its family shares."""
    for family in study.plan.families:
        members = [i for i in study.plan.indicators if i.family == family.id]
        if family.tested:
            tests = 1 if family.adjust == "none" else len(members)
            yield from ((indicator, tests) for indicator in members)


def assumptions_from(study: Study, tables: Tables) -> Assumptions:
    """Take what is known before: tenants, let flat-months, events and shares of the before window."""
    shared = basis(study, tables)
    rates, shares, exposure = {}, {}, 0.0
    for indicator, _ in planned_indicators(study):
        if isinstance(indicator.measure, Rate):
            columns, _changes = whole_columns(study, tables, shared, indicator)
            exposure = float(columns["exposure_before"])
            rates[indicator.id] = 100 * float(columns["events_before"]) / exposure if exposure > 0 else 0.0
        if isinstance(indicator.measure, Share):
            values = person_values(study, tables, shared, indicator)
            known = np.array([]) if values is None else values[0, shared.people.in_project]
            if (~np.isnan(known)).any():
                shares[indicator.id] = float(np.nanmean(np.sort(known, axis=None)))
    longer = study.period.after.days / study.period.before.days
    return Assumptions(
        pairs=max(1, int(shared.people.in_project.sum())),
        flat_months_before=exposure,
        flat_months_after=exposure * longer,
        rates_before=rates,
        shares_before=shares,
    )


def _row(study: Study, indicator: Indicator, tests: int, assumed: Assumptions) -> dict[str, Any]:
    row = {
        "indicator": indicator.id,
        "name": indicator.name,
        "measure": indicator.measure.type,
        "family": indicator.family,
        "tests": tests,
        "important_change": indicator.important_change,
    }
    alpha = study.plan.alpha
    if isinstance(indicator.measure, Rate):
        return row | _rate_row(indicator, tests, assumed, alpha)
    return row | _paired_row(indicator, tests, assumed, alpha)


def _rate_row(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> dict[str, Any]:
    """Plan a rate, from the expected count before."""
    rate = assumed.rates_before.get(indicator.id)
    before, after = assumed.flat_months_before, assumed.flat_months_after
    if rate is None or before <= 0 or after <= 0:
        return {"could_show": False, "note": "Forventet rate eller leietid er ikke kjent."}
    expected, longer = rate / 100 * before, after / before
    count = round(expected)
    least = float(stats.rate_ratio(count, before, 0, after).p)
    largest = stats.largest_significant_count(count, longer, alpha=alpha, tests=tests)
    row = {
        "events_before": expected,
        "exposure_before": before,
        "exposure_after": after,
        "smallest_p": least,
        "smallest_p_adjusted": min(1.0, tests * least),
        "could_show": largest is not None,
        "largest_after": largest,
        "detectable_unit": "ganger raten før",
    }
    if not 0 < expected <= MOST_EVENTS:
        return row | {"note": "Styrken er ikke regnet ut: ingen eller svært mange hendelser før."}
    important = indicator.important_change or 0.0
    wanted = -1.0 if indicator.direction == "lower" else 1.0

    def power(change: float) -> float:
        ratio = max(0.0, 1 + wanted * change)
        return _count_power(round(expected, 6), round(ratio, 6), round(longer, 6), alpha, tests)

    most = 1.0 if indicator.direction == "lower" else 9.0
    found = smallest_change(power, most)
    return row | {"power_important": power(important), "detectable": 1 + wanted * found}


def _paired_row(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> dict[str, Any]:
    """Plan an outcome per tenant, from the pairs expected."""
    least = float(stats.smallest_attainable_p(assumed.pairs))
    least_adjusted = min(1.0, tests * least)
    row: dict[str, Any] = {
        "n": assumed.pairs,
        "smallest_p": least,
        "smallest_p_adjusted": least_adjusted,
        "could_show": least_adjusted <= alpha,
        "pairs_needed": stats.pairs_needed(alpha, tests=tests),
    }
    if assumed.pairs > STEPS[-1][0]:
        return row | {"note": "Styrken er ikke regnet ut for så mange par."}
    if isinstance(indicator.measure, Share):
        return row | _share_power(indicator, tests, assumed, alpha)
    kind = indicator.measure.type
    test = "signed-rank" if isinstance(indicator.measure, ItemMeasure) else "sign-flip"

    def power(change: float) -> float:
        return paired_power(kind, round(change, 4), assumed.pairs, test, alpha, tests)

    found = smallest_change(power, 3 * STEP[kind], precision=0.05)
    if isinstance(indicator.measure, Amount):
        note = "Styrken avhenger av hvor mye endringene varierer fra leietaker til leietaker."
        return row | {"detectable": found, "detectable_unit": "standardavvik av endringene", "note": note}
    known = {"power_important": power(indicator.important_change or 0.0)}
    return row | known | {"detectable": found, "detectable_unit": "poeng"}


def _share_power(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> dict[str, Any]:
    def power(change: float) -> float:
        wanted = min(1.0 - WRONG_WAY, change + WRONG_WAY)
        return _share_change_power(assumed.pairs, round(wanted, 6), alpha, tests)

    found = smallest_change(power, 1 - 2 * WRONG_WAY)
    share = assumed.shares_before.get(indicator.id, float("nan"))
    room = share if indicator.direction == "lower" else 1 - share
    note = "Så stor endring er det ikke rom for." if found > room else ""
    important = power(indicator.important_change or 0.0)
    return {
        "power_important": important,
        "detectable": found,
        "detectable_unit": "andel av leietakerne",
        "note": note,
    }


def smallest_change(power: Callable[[float], float], most: float, precision: float = 0.01) -> float:
    """Smallest change found with power 0.8, to within `precision`; NaN where even `most` is not.

    Examples
    --------
    >>> round(smallest_change(lambda change: change, 1.0), 2)
    0.8
    >>> smallest_change(lambda change: 0.5, 1.0)
    nan
    """
    if not power(most) >= WANTED_POWER:
        return float("nan")
    low, high = 0.0, most
    while high - low > precision:
        middle = (low + high) / 2
        low, high = (low, middle) if power(middle) >= WANTED_POWER else (middle, high)
    return high


@lru_cache(maxsize=4096)
def _count_power(expected: float, ratio: float, longer: float, alpha: float, tests: int) -> float:
    return float(stats.power_counts(expected, ratio, exposure_ratio=longer, alpha=alpha, tests=tests).power)


@lru_cache(maxsize=4096)
def _share_change_power(pairs: int, wanted: float, alpha: float, tests: int) -> float:
    return float(stats.power_paired_proportions(pairs, WRONG_WAY, wanted, alpha=alpha, tests=tests).power)


@lru_cache(maxsize=4096)
def paired_power(kind: str, change: float, pairs: int, test: str, alpha: float, tests: int) -> float:
    """Power for tenants whose changes are normal around `change`, rounded to the steps of a grid."""
    steps = next(steps for most, steps in STEPS if pairs <= most)
    grid = np.arange(steps) - steps // 2
    edges = np.concatenate([[-np.inf], (grid[:-1] + grid[1:]) / 2, [np.inf]])
    probability = np.diff(ndtr((edges - change / STEP[kind]) / (SPREAD[kind] / STEP[kind])))
    found = stats.power_paired(
        grid.tolist(), probability.tolist(), pairs, test=test, alpha=alpha, tests=tests
    )
    return float(found.power)
