"""What could this design show? Smallest p, largest count after, and the change found four times of five."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis import stats
from analysis.evaluate.basis import basis
from analysis.evaluate.basis.months import count_matrix
from analysis.evaluate.basis.season import compared
from analysis.evaluate.basis.tables import Tables
from analysis.evaluate.judging.verdict import MOST_CHANGED, upper_share_changed
from analysis.evaluate.measures import could_show, person_values, rate_events
from analysis.evaluate.measures._power import Assumptions
from analysis.params import Indicator, ParamsError, Plan, Study, read_params

FILE = "planning.yml"
MOST_TRIED = 2**20
"""Pairs or events above which nothing is said to suffice."""

COLUMNS = {
    "indicator": "str",
    "name": "str",
    "measure": "str",
    "family": "str",
    "decides": "bool",
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
    "pairs_unchanged": "Int64",
    "events_needed": "Int64",
    "events_unchanged": "Int64",
    "important_change": "float64",
    "power_important": "float64",
    "detectable": "float64",
    "detectable_unit": "str",
    "note": "str",
}
"""Columns of ``planning``. ``n`` is pairs; ``detectable`` the smallest wanted change found with power 0.8.
``pairs_needed`` and ``events_needed`` (before, if none come after) are the least from which better or worse
can be reached at all; ``pairs_unchanged`` and ``events_unchanged`` (in each window) the least for
«unchanged»."""


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
        Power is exact for the assumed changes of each measure and for Poisson counts.
    """
    assumed = known if isinstance(known, Assumptions) else assumptions_from(study, known)
    rows = [_row(study, indicator, tests, assumed) for indicator, tests in planned_indicators(study)]
    table = pd.DataFrame(rows).reindex(columns=list(COLUMNS))
    text = [name for name, kind in COLUMNS.items() if kind == "str"]
    table[text] = table[text].astype(object).fillna("")
    return table.astype(COLUMNS)


def planned_indicators(study: Study) -> Iterator[tuple[Indicator, int]]:
    """List the tested outcomes, each with the number of tests it shares its family's adjustment with.

    Those that decide share it with the others that decide, exploratory ones with each other; an outcome that
    supports stands alone.
    """
    plan = study.plan
    for family in plan.families:
        members = [i for i in plan.tested if i.family == family.id]
        adjusted = [i for i in members if family.exploratory or i in plan.deciding]
        for indicator in members:
            shared = indicator in adjusted and family.adjust != "none"
            yield indicator, len(adjusted) if shared else 1


def assumptions_from(study: Study, tables: Tables) -> Assumptions:
    """Take what is known before: tenants, let flat-months, events and shares of the before window.

    Months are those that will be compared when all are known.
    """
    shared = basis(study, tables)
    rates, shares, exposure = {}, {}, 0.0
    pieces = shared.calendar.pieces
    used = compared(pieces, np.ones(len(pieces), dtype=bool))
    for indicator, _ in planned_indicators(study):
        if indicator.declared.counts == "events":
            calendar = shared.calendar.covered_by(study, indicator.declared.table)
            known = ~np.isnan(calendar.exposure) & used & calendar.at("before")
            exposure = float(calendar.exposure[known].sum())
            events = float(count_matrix(rate_events(indicator, tables), calendar)[known].sum())
            rates[indicator.id] = 100 * events / exposure if exposure > 0 else 0.0
        elif indicator.declared.value.share:
            values = person_values(study, tables, shared, indicator)[0, shared.people.in_project]
            if (~np.isnan(values)).any():
                shares[indicator.id] = float(np.nanmean(np.sort(values, axis=None)))
    days = [int(pieces.loc[used & shared.calendar.at(side), "days"].sum()) for side in ("before", "after")]
    return Assumptions(
        pairs=max(1, int(shared.people.in_project.sum())),
        flat_months_before=exposure,
        flat_months_after=exposure * days[1] / days[0] if days[0] else 0.0,
        rates_before=rates,
        shares_before=shares,
    )


def _row(study: Study, indicator: Indicator, tests: int, assumed: Assumptions) -> dict[str, Any]:
    row = {
        "indicator": indicator.id,
        "name": indicator.name,
        "measure": indicator.measure.type,
        "family": indicator.family,
        "decides": indicator in study.plan.deciding,
        "tests": tests,
        "important_change": indicator.important_change,
    }
    return (
        row
        | could_show(indicator, tests, assumed, study.plan.alpha)
        | reachable(indicator, tests, study.plan)
    )


def reachable(indicator: Indicator, tests: int, plan: Plan) -> dict[str, int | None]:
    """Say from how many pairs, or events, each word can be reached at all; None where nothing suffices."""
    if indicator.declared.counts == "events":
        level, important = 1 - (1 - plan.level) / tests, indicator.important_change or 0.0
        return {
            "events_needed": _least(lambda n: float(stats.rate_ratio(n, 1, 0, 1).p) * tests <= plan.alpha),
            "events_unchanged": _least(lambda n: _inside(n, important, level)),
        }
    return {
        "pairs_needed": int(stats.pairs_needed(plan.alpha, tests=tests)),
        "pairs_unchanged": _least(
            lambda n: (
                upper_share_changed(0, n) <= MOST_CHANGED and n >= int(stats.pairs_needed(1 - plan.level))
            )
        ),
    }


def _inside(events: int, important: float, level: float) -> bool:
    """Whether as many events after as before would show that nothing important changed."""
    exact = stats.rate_ratio(events, 1, events, 1, level=level)
    return bool(1 - important < exact.low and exact.high < 1 + important)


def _least(suffices: Callable[[int], bool]) -> int | None:
    """Smallest number that suffices, by doubling and halving; None above `MOST_TRIED`."""
    high = 1
    while not suffices(high):
        high *= 2
        if high > MOST_TRIED:
            return None
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if suffices(middle) else (middle, high)
    return high
