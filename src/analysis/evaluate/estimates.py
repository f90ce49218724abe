"""From tables to the results table: every indicator of the plan, in all and per address, with its verdict."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.counts import Calendar, calendar, count_matrix, events_of, flat_concentration
from analysis.evaluate.durations import duration_rows, repair_times
from analysis.evaluate.families import adjusted
from analysis.evaluate.judged import with_verdicts
from analysis.evaluate.paired import paired_rows
from analysis.evaluate.people import People, followed
from analysis.evaluate.process import COMPLETION_TABLE, backlog_rows, completion_rows
from analysis.evaluate.rates import rate_rows
from analysis.evaluate.records import record_values
from analysis.evaluate.results import indicator_frame
from analysis.evaluate.survey import answer_cube, survey_values
from analysis.evaluate.tables import SOURCE_NAMES, Tables, absent
from analysis.params import Amount, Completion, Duration, Index, Indicator, ItemMeasure, Rate, Share, Study

Floats = NDArray[np.float64]


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
    people = followed(study, tables.residents, places)
    return Basis(places, people, calendar(study, tables, places), answer_cube(study, tables.survey, people))


def person_values(study: Study, tables: Tables, shared: Basis, indicator: Indicator) -> Floats | None:
    """Values per tenant before and after, shape (2, people); None for an indicator that is not per tenant."""
    measure = indicator.measure
    if isinstance(measure, Index | ItemMeasure):
        return survey_values(study, shared.answers, measure)
    if isinstance(measure, Amount | Share):
        return record_values(study, measure, tables.arrears, tables.services, shared.people)
    return None


def indicator_rows(
    study: Study, tables: Tables, shared: Basis, indicator: Indicator, values: Floats | None
) -> pd.DataFrame:
    """Compute one indicator in all and per place; ``unmeasured`` says why it is not measured, or is empty."""
    measure, n = indicator.measure, len(shared.places)
    if isinstance(measure, Rate):
        events = events_of(measure, tables)
        counts = count_matrix(events, shared.calendar.pieces, shared.places)
        rows = rate_rows(counts, shared.calendar, study.plan)
        flats = flat_concentration(events, study, shared.places).reset_index(drop=True)
        rows = rows.join(flats)
    elif values is not None:
        rows = paired_rows(values, shared.people, n, measure.type, study.plan)
        rows["lost_share"] = 1 - rows["n_pairs"] / rows["n_baseline"].where(rows["n_baseline"] > 0)
    elif isinstance(measure, Duration):
        rows = duration_rows(repair_times(study, tables.incidents, measure, shared.places), n).assign(
            method="kaplan_meier"
        )
    elif isinstance(measure, Completion):
        rows = completion_rows(study, tables, shared.people, shared.places, measure).assign(
            method="description"
        )
    else:
        rows = backlog_rows(study, tables.cases, n).assign(method="description")
    unmeasured = why_unmeasured(study, tables, indicator, rows)
    return indicator_frame(study, indicator, rows, list(shared.places)).assign(unmeasured=unmeasured)


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
    if isinstance(measure, Rate | Duration):
        return "residents" if isinstance(measure, Rate) and measure.table == "tenancy_ends" else "incidents"
    return "cases"


def why_unmeasured(study: Study, tables: Tables, indicator: Indicator, rows: pd.DataFrame) -> list[str]:
    """Say per row why an indicator is not measured; an empty text where it is."""
    table = table_of(indicator)
    if absent(study, tables, table):
        return [f"Ikke målt: det er ikke levert data om {SOURCE_NAMES[table]}."] * len(rows)
    waves = study.period.waves
    if table == "survey" and (waves.before is None or waves.after is None):
        missing = [name for name, wave in (("før", waves.before), ("etter", waves.after)) if wave is None]
        return [f"Ikke målt: perioden har ingen kartlegging {' og ingen '.join(missing)}."] * len(rows)
    if isinstance(indicator.measure, Completion):
        empty = rows["after"].isna()
        return ["Ikke målt: det finnes ingen opplysninger om dette i perioden." if e else "" for e in empty]
    if isinstance(indicator.measure, Rate):
        nothing = (rows[["exposure_before", "exposure_after"]] <= 0).any(axis=1)
        return [
            "Ikke målt: ingen boliger var leid ut i et av vinduene, eller det er ukjent." if e else ""
            for e in nothing
        ]
    missing_side = rows["before"].isna() | rows["after"].isna()
    if "n_pairs" in rows:
        missing_side = rows["n_pairs"] == 0
        return ["Ikke målt: ingen leietaker har tall både før og etter." if e else "" for e in missing_side]
    never = missing_side & ~_median_not_reached(indicator, rows)
    return ["Ikke målt: det finnes ikke tall både før og etter." if e else "" for e in never]


def _median_not_reached(indicator: Indicator, rows: pd.DataFrame) -> pd.Series:
    """Rows of a duration where both windows have cases, but less than half of some were mended."""
    if not isinstance(indicator.measure, Duration):
        return pd.Series(False, index=rows.index)
    return (rows["events_before"] > 0) & (rows["events_after"] > 0)


def estimate(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Compute, adjust and judge every indicator: the rows of the results table, all places first for each."""
    frames, changes = [], {}
    for indicator in study.plan.indicators:
        values = person_values(study, tables, shared, indicator)
        if values is not None:
            changes[indicator.id] = paired_changes(values, shared.people)
        frames.append(indicator_rows(study, tables, shared, indicator, values))
    return judge(study, frames, changes)


def judge(study: Study, frames: list[pd.DataFrame], changes: dict[str, Floats]) -> pd.DataFrame:
    """Adjust p in families and put verdicts beside estimates.

    Parameters
    ----------
    frames
        One per indicator, from `indicator_rows` or `whole_row`.
    changes
        Indicator → change per tenant, from `paired_changes`.
    """
    rows = pd.concat(frames, ignore_index=True).reindex(columns=_with_needed(frames))
    tested = {family.id for family in study.plan.families if family.tested}
    measured = (rows["place"] == "all") & (rows["unmeasured"] == "") & rows["family"].isin(tested)
    rows.loc[~measured, ["p", "p_mid", "smallest_p"]] = np.nan
    whole = rows[measured].set_index("indicator", drop=False)
    within = adjusted(whole, changes, study.plan)
    for column in within:
        rows[column] = np.nan
        rows.loc[measured, column] = within[column].to_numpy()
    return with_verdicts(rows, changes, study)


def paired_changes(values: Floats, people: People) -> Floats:
    """Change per tenant, NaN without a pair and for others than baseline tenants."""
    pair = people.in_project & ~np.isnan(values).any(axis=0)
    return np.where(pair, values[1] - values[0], np.nan)


def whole_row(
    study: Study, tables: Tables, shared: Basis, indicator: Indicator
) -> tuple[pd.DataFrame, Floats | None]:
    """Compute a tested indicator for all places together, without dispersion; and the changes per tenant."""
    values = person_values(study, tables, shared, indicator)
    if isinstance(indicator.measure, Rate):
        counts = count_matrix(events_of(indicator.measure, tables), shared.calendar.pieces, shared.places)
        rows = rate_rows(counts, shared.calendar, study.plan, spread=False).iloc[:1]
    elif values is not None:
        rows = paired_rows(
            values, shared.people, len(shared.places), indicator.measure.type, study.plan
        ).iloc[:1]
        rows = rows.assign(lost_share=1 - rows["n_pairs"] / rows["n_baseline"].where(rows["n_baseline"] > 0))
    else:
        raise ValueError(f"indicator must be a rate or per tenant, found {indicator.measure.type}")
    unmeasured = why_unmeasured(study, tables, indicator, rows)
    framed = indicator_frame(study, indicator, rows, []).assign(unmeasured=unmeasured)
    return framed, None if values is None else paired_changes(values, shared.people)


def _with_needed(frames: list[pd.DataFrame]) -> list[str]:
    """List every column of the frames, and those that adjusting and judging read."""
    needed = ["p", "p_mid", "smallest_p", "p_zero", "estimate", "low", "high", "before", "after"]
    return list(dict.fromkeys([*(str(column) for frame in frames for column in frame), *needed]))
