"""The evaluation of one period: every table made, saved and loaded together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from pathlib import Path

import pandas as pd

from analysis.evaluate.basis import Basis, basis
from analysis.evaluate.basis.answers import answer_counts, response_flow
from analysis.evaluate.basis.months import count_matrix, monthly_rows
from analysis.evaluate.basis.tables import Tables, absent
from analysis.evaluate.claims import claims_table
from analysis.evaluate.comparison import comparison_months, comparison_table, measured_rates
from analysis.evaluate.estimates import estimate
from analysis.evaluate.judging.goals import goal_table
from analysis.evaluate.lock import plan_table
from analysis.evaluate.measures import rate_events, survival_curves
from analysis.evaluate.planning import plan_power
from analysis.evaluate.results import with_schema
from analysis.evaluate.robustness.sensitivity import sensitivity_table, tried
from analysis.evaluate.themes import theme_counts
from analysis.params import AnalysisError, Study


class EvaluationError(AnalysisError):
    """A saved evaluation is missing or incomplete."""


@dataclass(frozen=True)
class Evaluation:
    """Everything computed for one period, one table per field; see docs/architecture.md for the columns."""

    results: pd.DataFrame
    answers: pd.DataFrame
    monthly: pd.DataFrame
    flow: pd.DataFrame
    measures: pd.DataFrame
    activities: pd.DataFrame
    goals: pd.DataFrame
    repairs: pd.DataFrame
    themes: pd.DataFrame
    comparison: pd.DataFrame
    sensitivity: pd.DataFrame
    claims: pd.DataFrame
    planning: pd.DataFrame
    plan: pd.DataFrame

    def save(self, folder: Path) -> tuple[Path, ...]:
        """Write every table as Parquet; the same tables give the same bytes. Returns the files."""
        folder.mkdir(parents=True, exist_ok=True)
        written = []
        for field in fields(self):
            path = folder / f"{field.name}.parquet"
            getattr(self, field.name).to_parquet(path, index=False)
            written.append(path)
        return tuple(written)

    @classmethod
    def load(cls, folder: Path) -> Evaluation:
        """Read back what `save` wrote.

        Raises
        ------
        EvaluationError
            If a table is missing; names it and the command that makes it.
        """
        missing = [f.name for f in fields(cls) if not (folder / f"{f.name}.parquet").is_file()]
        if missing:
            raise EvaluationError(
                f"{folder.name}: expected {', '.join(f'{name}.parquet' for name in missing)}, found none. "
                "Run the comparison of this period again."
            )
        return cls(**{f.name: pd.read_parquet(folder / f"{f.name}.parquet") for f in fields(cls)})


def evaluate(study: Study, tables: Tables) -> Evaluation:
    """Evaluate one period: windows, exposure, values before and after, exact tests, verdicts.

    Parameters
    ----------
    study
        The project, its plan and the period.
    tables
        Processed tables; an optional export that is absent is an empty table.

    Returns
    -------
    Evaluation
        Frozen; nothing in `tables` is changed.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> from analysis.params import load_period
    >>> from analysis.sample import generate, world_tables
    >>> study = load_period("params/leie/periods/sluttrapport.yml")
    >>> evaluation = evaluate(study, SimpleNamespace(**world_tables(generate(study))))
    >>> evaluation.results.query("place == 'all'")["indicator"].nunique() == len(study.plan.indicators)
    True
    """
    shared = basis(study, tables)
    rows, computed = estimate(study, tables, shared)
    sensitivity = sensitivity_table(study, tables, shared, rows, computed)
    results = with_schema(_with_choices(rows, tried(sensitivity)))
    made = Evaluation(
        results=results,
        answers=answer_counts(study, shared.answers, shared.people, shared.places),
        monthly=_monthly(study, tables, shared),
        flow=response_flow(shared.answers, shared.people, shared.places),
        measures=tables.measures.reset_index(drop=True),
        activities=tables.activities.reset_index(drop=True),
        goals=goal_table(results, study.plan),
        repairs=_repairs(study, tables, shared),
        themes=theme_counts(study, tables, shared),
        comparison=comparison_table(study, tables, shared),
        sensitivity=sensitivity,
        claims=claims_table(study, tables, shared, results),
        planning=plan_power(study, tables),
        plan=plan_table(study),
    )
    return replace(made, **{field.name: _with_text(getattr(made, field.name)) for field in fields(made)})


def _with_choices(rows: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    """Put what the other choices said beside the indicators that were judged."""
    own = rows["indicator"].map(lambda name: name in sums.index) & rows["place"].eq("all")
    found = sums.reindex(rows["indicator"]).set_axis(rows.index).where(own)
    counts = [name for name in found if name != "sensitive"]
    return rows.assign(**found[counts], sensitive=found["sensitive"].fillna(False).astype(bool))


def _with_text(table: pd.DataFrame) -> pd.DataFrame:
    """Give columns of Python objects the text dtype they come back with from disk."""
    objects = [name for name in table if pd.api.types.is_object_dtype(table[name])]
    return table.astype(dict.fromkeys(objects, "str"))


def _monthly(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Months of every rate that was measured."""
    frames = [monthly_rows("", shared.calendar.exposure * 0, shared.calendar).iloc[:0]]
    for indicator in measured_rates(study, tables):
        calendar = shared.calendar.covered_by(study, indicator.declared.table)
        counts = count_matrix(rate_events(indicator, tables), calendar)
        frames.append(monthly_rows(indicator.id, counts, calendar))
    frames += comparison_months(study, tables, shared)
    return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)


def _repairs(study: Study, tables: Tables, shared: Basis) -> pd.DataFrame:
    """Kaplan–Meier curves of every duration, all places together."""
    measured = [i for i in study.plan.indicators if not absent(study, tables, i.declared.table)]
    columns = ["indicator", "side", "days", "share_open", "at_risk"]
    return survival_curves(study, tables, shared, measured)[columns]
