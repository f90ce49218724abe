"""One module per type of measure, found by the type's id: how it is computed, and what it could show.

A type that counts persons has ``values`` (per tenant, before and after), ``infer`` (the exact test) and
``power``, and may have more ``beside``; one that counts events has ``events`` and ``power``; one that
describes the whole has ``columns``.
"""

from __future__ import annotations

from types import ModuleType
from typing import assert_never

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.discovery import modules_of
from analysis.evaluate.basis import Basis, everybody
from analysis.evaluate.basis.tables import Tables, absent
from analysis.evaluate.measures._against import Against, persons_against, rates_against
from analysis.evaluate.measures._columns import Columns, Computed, first_only
from analysis.evaluate.measures._pairs import paired_changes, paired_columns
from analysis.evaluate.measures._power import Assumptions, Row
from analysis.evaluate.measures._rates import KNOWN_FLATS, rate_columns
from analysis.evaluate.measures._unlinked import unlinked_columns
from analysis.evaluate.measures.duration import survival_curve
from analysis.measure_types import TYPES, Counts, UndeclaredError
from analysis.params import Indicator, Study

__all__ = [
    "KNOWN_FLATS",
    "Computed",
    "compute",
    "could_show",
    "person_values",
    "rate_events",
    "survival_curves",
]

NEEDED: dict[Counts, tuple[str, ...]] = {
    "persons": ("values", "infer", "power"),
    "events": ("events", "power"),
    "whole": ("columns",),
}
"""What a type counts → what its module must have."""


_MODULES = modules_of("analysis.evaluate.measures")
if not set(TYPES) <= set(_MODULES):
    raise UndeclaredError(
        f"evaluate/measures: no module computes {', '.join(sorted(set(TYPES) - set(_MODULES)))}"
    )


def _module(indicator: Indicator) -> ModuleType:
    """Return the module that computes an indicator, holding what its type needs."""
    module = _MODULES[indicator.measure.type]
    lacks = [name for name in NEEDED[indicator.declared.counts] if not hasattr(module, name)]
    if lacks:
        raise UndeclaredError(
            f"evaluate/measures/{indicator.measure.type}.py lacks {', '.join(lacks)}, which a measure that "
            f"counts {indicator.declared.counts} needs"
        )
    return module


def compute(
    study: Study, tables: Tables, shared: Basis, indicator: Indicator, *, whole: bool = False
) -> Computed:
    """Compute one indicator in all and per place; with `whole` in all only, without the dispersion."""
    computed = _compute(study, tables, shared, indicator, whole=whole)
    if study.plan.decided_by_comparison and indicator in study.plan.deciding:
        computed = _by_comparison(computed, held_against(study, tables, shared, indicator), study)
    why = _why_unmeasured(study, tables, indicator)
    if not why:
        return computed
    size = len(np.asarray(computed.columns["after"]))
    columns = computed.columns | {"unmeasured": np.full(size, why, dtype=object)}
    return Computed(columns, computed.changes, computed.interval)


def _compute(study: Study, tables: Tables, shared: Basis, indicator: Indicator, *, whole: bool) -> Computed:
    module, counts = _module(indicator), indicator.declared.counts
    match counts:
        case "persons" if unlinked(indicator, study):
            who = everybody(study, tables, shared)
            values = person_values(study, tables, who, indicator)
            n_places = 0 if whole else len(shared.places)
            return Computed(unlinked_columns(values, n_places, study.plan.level))
        case "persons":
            values = person_values(study, tables, shared, indicator)
            n_places = 0 if whole else len(shared.places)
            columns: Columns = paired_columns(values, shared.people, n_places, module.infer, study.plan)
            if hasattr(module, "beside") and not whole:
                found = module.beside(indicator.measure, study, shared)
                columns |= {n: first_only(np.full(1 + n_places, value)) for n, value in found.items()}
            return Computed(columns, paired_changes(values, shared.people))
        case "events":
            return rate_columns(rate_events(indicator, tables), indicator, study, shared, whole=whole)
        case "whole":
            return Computed(module.columns(indicator.measure, study, tables, shared))
        case _:
            assert_never(counts)


def unlinked(indicator: Indicator, study: Study) -> bool:
    """Whether an indicator rests on answers that the plan says cannot be linked to a person twice."""
    return study.plan.answers == "unlinked" and indicator.declared.table == "survey"


def held_against(study: Study, tables: Tables, shared: Basis, indicator: Indicator) -> Against | None:
    """Hold an indicator's change against that at the comparison addresses; None where it cannot be."""
    counts = indicator.declared.counts
    if shared.others is None or counts == "whole" or unlinked(indicator, study):
        return None
    if counts == "events":
        events = rate_events(indicator, tables)
        return rates_against(events, indicator.declared.table, study, shared)
    return persons_against(person_values(study, tables, shared, indicator), shared)


def _by_comparison(computed: Computed, against: Against | None, study: Study) -> Computed:
    """Let the difference to the comparison addresses stand where the change alone stood."""
    size = len(np.asarray(computed.columns["after"]))
    names = ("estimate", "low", "high", "level_attained", "p", "smallest_p")
    found = dict.fromkeys(names, np.nan)
    if against is not None:
        low, high = against.interval(study.plan.level)
        own = (against.estimate, low, high, study.plan.level, against.p, against.smallest_p)
        found = dict(zip(names, own, strict=True))
    columns = computed.columns | {
        name: np.r_[value, np.full(size - 1, np.nan)] for name, value in found.items()
    }
    alone = {name: np.full(size, np.nan) for name in ("p_mid", "p_exact", "p_months", "p_flats", "p_zero")}
    columns |= {name: values for name, values in alone.items() if name in columns}
    columns |= {"method": np.array(["comparison", *["description"] * (size - 1)], dtype=object)}
    if against is None:
        columns |= {"unmeasured": np.full(size, "no_comparison", dtype=object)}
    return Computed(columns, None, None if against is None else against.interval)


def person_values(study: Study, tables: Tables, shared: Basis, indicator: Indicator) -> NDArray[np.float64]:
    """Values per tenant before and after of an indicator that counts persons, shape (2, people)."""
    values: NDArray[np.float64] = _module(indicator).values(indicator.measure, study, tables, shared)
    return values


def rate_events(indicator: Indicator, tables: Tables) -> pd.DataFrame:
    """List the events that an indicator counts: ``date``, ``address``, ``flat``."""
    events: pd.DataFrame = _module(indicator).events(indicator.measure, tables)
    return events


def survival_curves(study: Study, tables: Tables, shared: Basis, indicators: list[Indicator]) -> pd.DataFrame:
    """Survival curves of the indicators whose module has a ``curve``; ``indicator`` and its columns."""
    frames = [survival_curve(pd.DataFrame({"side": [], "days": [], "open": []})).assign(indicator="")]
    for indicator in indicators:
        module = _module(indicator)
        if hasattr(module, "curve"):
            frames.append(
                module.curve(indicator.measure, study, tables, shared).assign(indicator=indicator.id)
            )
    return pd.concat(frames, ignore_index=True)


def could_show(indicator: Indicator, tests: int, assumed: Assumptions, alpha: float) -> Row:
    """Plan one tested indicator; see `analysis.evaluate.planning.COLUMNS`."""
    row: Row = _module(indicator).power(indicator, tests, assumed, alpha)
    return row


def _why_unmeasured(study: Study, tables: Tables, indicator: Indicator) -> str:
    """Id of why nothing about an indicator can be measured in the period; empty where it can."""
    declared, waves = indicator.declared, study.period.waves
    if absent(study, tables, declared.table):
        return "no_data"
    if declared.table == "survey" and (waves.before is None or waves.after is None):
        return "no_waves"
    if not declared.before_project and study.period.after.end < study.project.start:
        return "before_project"
    return ""
