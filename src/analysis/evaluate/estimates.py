"""From tables to the results table: every indicator of the plan, in all and per address, with its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.counts import Calendar, calendar, count_matrix, events_of, flat_concentration
from analysis.evaluate.durations import duration_columns, repair_times
from analysis.evaluate.judged import judge, with_verdicts
from analysis.evaluate.paired import paired_columns
from analysis.evaluate.people import People, followed, respondents_only
from analysis.evaluate.process import COMPLETION_TABLE, backlog_columns, completion_columns, tenure_columns
from analysis.evaluate.rates import rate_columns
from analysis.evaluate.records import record_values
from analysis.evaluate.results import Columns, plan_columns
from analysis.evaluate.survey import answer_cube, survey_values
from analysis.evaluate.tables import SOURCE_NAMES, Tables, absent
from analysis.params import (
    Amount,
    Completion,
    Duration,
    Index,
    Indicator,
    ItemMeasure,
    Rate,
    Share,
    Study,
    Tenure,
)

Floats = NDArray[np.float64]
JUDGED = (
    "p",
    "p_mid",
    "smallest_p",
    "p_adjusted",
    "smallest_p_adjusted",
    "p_zero_adjusted",
    "p_months_adjusted",
)
"""Columns that judging fills, and that every table of rows has."""


@dataclass(frozen=True)
class Basis:
    """What all indicators of a period share: places, people, months and answers."""

    places: pd.Index
    people: People
    calendar: Calendar
    answers: Floats


def basis(study: Study, tables: Tables) -> Basis:
    """Prepare what all indicators share, once."""
    places = pd.Index(study.project.address_ids, dtype="str")
    unknown = absent(study, tables, "residents")
    people = respondents_only(tables.survey) if unknown else followed(study, tables.residents, places)
    return Basis(places, people, calendar(study, tables, places), answer_cube(study, tables.survey, people))


def person_values(study: Study, tables: Tables, shared: Basis, indicator: Indicator) -> Floats | None:
    """Values per tenant before and after, shape (2, people); None for an indicator that is not per tenant."""
    measure = indicator.measure
    if isinstance(measure, Index | ItemMeasure):
        return survey_values(study, shared.answers, measure)
    if isinstance(measure, Amount | Share):
        return record_values(study, measure, tables.arrears, tables.services, shared.people)
    return None


def indicator_columns(
    study: Study, tables: Tables, shared: Basis, indicator: Indicator, values: Floats | None
) -> Columns:
    """Compute one indicator in all and per place; ``unmeasured`` says why it is not measured, or is empty."""
    measure, n = indicator.measure, len(shared.places)
    if isinstance(measure, Rate):
        events = events_of(measure, tables)
        counts = count_matrix(events, shared.calendar.pieces, shared.places)
        columns = rate_columns(counts, shared.calendar, study.plan)
        columns |= flat_concentration(events, study, shared.places)
    elif values is not None:
        columns = paired_columns(values, shared.people, n, measure.type, study.plan)
    elif isinstance(measure, Duration):
        columns = duration_columns(repair_times(study, tables.incidents, measure, shared.places), n)
    elif isinstance(measure, Completion):
        columns = completion_columns(study, tables, shared.people, shared.places, measure)
    elif isinstance(measure, Tenure):
        columns = tenure_columns(study, tables.residents, shared.places)
    else:
        columns = backlog_columns(study, tables.cases, n)
    return columns | {"unmeasured": why_unmeasured(study, tables, indicator, columns)}


def whole_columns(
    study: Study, tables: Tables, shared: Basis, indicator: Indicator
) -> tuple[dict[str, Any], Floats | None]:
    """Compute a rate or an outcome per tenant for all places together; and the changes per tenant."""
    values = person_values(study, tables, shared, indicator)
    if isinstance(indicator.measure, Rate):
        counts = count_matrix(events_of(indicator.measure, tables), shared.calendar.pieces, shared.places)
        columns = rate_columns(counts, shared.calendar, study.plan, whole=True, spread=False)
    elif values is not None:
        columns = paired_columns(values, shared.people, 0, indicator.measure.type, study.plan)
    else:
        raise ValueError(f"indicator must be a rate or per tenant, found {indicator.measure.type}")
    columns |= {"unmeasured": why_unmeasured(study, tables, indicator, columns)}
    return first_row(columns), None if values is None else paired_changes(values, shared.people)


def first_row(columns: Columns) -> dict[str, Any]:
    """Pick the values of all places together."""
    return {name: value if isinstance(value, str) else value[0] for name, value in columns.items()}


def table_of(indicator: Indicator) -> str:
    """Name the processed table an indicator rests on."""
    measure = indicator.measure
    if isinstance(measure, Index | ItemMeasure):
        return "survey"
    if isinstance(measure, Amount):
        return "arrears"
    if isinstance(measure, Share):
        return "arrears" if measure.of == "in_arrears" else "services"
    if isinstance(measure, Completion):
        return COMPLETION_TABLE[measure.of]
    if isinstance(measure, Tenure):
        return "residents"
    if isinstance(measure, Rate | Duration):
        return "residents" if isinstance(measure, Rate) and measure.table == "tenancy_ends" else "incidents"
    return "cases"


def why_unmeasured(study: Study, tables: Tables, indicator: Indicator, columns: Columns) -> NDArray[Any]:
    """Say per row why an indicator is not measured; an empty text where it is."""
    table, measure, waves = table_of(indicator), indicator.measure, study.period.waves
    size = len(columns["after"])
    if absent(study, tables, table):
        return np.full(size, f"Ikke målt: det er ikke levert data om {SOURCE_NAMES[table]}.", dtype=object)
    if table == "survey" and (waves.before is None or waves.after is None):
        missing = [name for name, wave in (("før", waves.before), ("etter", waves.after)) if wave is None]
        return np.full(
            size, f"Ikke målt: perioden har ingen kartlegging {' og ingen '.join(missing)}.", object
        )
    column = {name: np.asarray(value) for name, value in columns.items()}
    if isinstance(measure, Completion) and _before_project(study, measure):
        return np.full(size, "Ikke målt: perioden ligger før prosjektet.", dtype=object)
    if isinstance(measure, Completion):
        where, why = np.isnan(column["after"]), "det finnes ingen opplysninger om dette i perioden"
    elif isinstance(measure, Rate):
        where = (column["exposure_before"] <= 0) | (column["exposure_after"] <= 0)
        why = "ingen boliger var leid ut i et av vinduene, eller det er ukjent"
    elif isinstance(measure, Duration):
        where = (column["events_before"] == 0) | (column["events_after"] == 0)
        why = "ingen saker i et av vinduene"
    elif "n_pairs" in column:
        where, why = column["n_pairs"] == 0, "ingen leietaker har tall både før og etter"
    else:
        where = np.isnan(column["before"]) | np.isnan(column["after"])
        why = "det finnes ikke tall både før og etter"
    return np.where(where, f"Ikke målt: {why}.", "").astype(object)


def _before_project(study: Study, measure: Completion) -> bool:
    """Whether the project, and so what it planned, lies after the period."""
    return measure.of != "agencies_involved" and study.period.after.end < study.project.start


@dataclass(frozen=True)
class Estimates:
    """Every indicator computed and judged.

    Attributes
    ----------
    rows
        The rows of the results table, all places first for each indicator.
    whole
        Indicator → its columns for all places together.
    changes
        Indicator → change per tenant, for measures per tenant.
    """

    rows: pd.DataFrame
    whole: dict[str, dict[str, Any]]
    changes: dict[str, Floats]


def estimate(study: Study, tables: Tables, shared: Basis) -> Estimates:
    """Compute, adjust and judge every indicator of the plan."""
    frames, whole, changes = [], {}, {}
    for indicator in study.plan.indicators:
        values = person_values(study, tables, shared, indicator)
        if values is not None:
            changes[indicator.id] = paired_changes(values, shared.people)
        columns = indicator_columns(study, tables, shared, indicator, values)
        whole[indicator.id] = first_row(columns)
        frames.append(pd.DataFrame(columns, index=range(1 + len(shared.places))))
    computed = pd.concat(frames, ignore_index=True)
    rows = pd.concat([plan_columns(study, list(shared.places)), computed], axis=1)
    lacking = [name for name in JUDGED if name not in rows]
    rows = rows.reindex(columns=[*rows.columns, *lacking])
    return Estimates(with_verdicts(rows, judge(study, whole, changes), study), whole, changes)


def tested_verdicts(study: Study, tables: Tables) -> pd.DataFrame:
    """Judge the tested indicators for all places together only: `evaluate` without its other tables.

    Returns
    -------
    pandas.DataFrame
        One row per tested indicator: ``indicator``, ``family``, ``before``, ``after``, ``estimate``, ``p``,
        ``p_months``, ``n_pairs``, ``events_before``, ``exposure_before``, ``exposure_after``, ``p_adjusted``,
        ``verdict``.
    """
    shared = basis(study, tables)
    tested = {family.id for family in study.plan.families if family.tested}
    own = [indicator for indicator in study.plan.indicators if indicator.family in tested]
    whole, changes = {}, {}
    for indicator in own:
        whole[indicator.id], change = whole_columns(study, tables, shared, indicator)
        if change is not None:
            changes[indicator.id] = change
    found = judge(study, whole, changes)
    kept = (
        "before",
        "after",
        "estimate",
        "p",
        "p_months",
        "n_pairs",
        "events_before",
        "exposure_before",
        "exposure_after",
    )
    rows = []
    for indicator in own:
        row = {name: whole[indicator.id].get(name, np.nan) for name in kept}
        judgement = found.get(indicator.id)
        verdict = "ikke_maalt" if judgement is None else judgement.verdict
        p_adjusted = np.nan if judgement is None else judgement.p_adjusted
        rows.append(
            {
                "indicator": indicator.id,
                "family": indicator.family,
                **row,
                "p_adjusted": p_adjusted,
                "verdict": verdict,
            }
        )
    return pd.DataFrame(rows)


def paired_changes(values: Floats, people: People) -> Floats:
    """Change per tenant, NaN without a pair and for others than baseline tenants."""
    pair = people.in_project & ~np.isnan(values).any(axis=0)
    return np.where(pair, values[1] - values[0], np.nan)
