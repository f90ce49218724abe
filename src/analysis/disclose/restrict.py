"""From an evaluation to what each edition may show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.disclose.counts import (
    coarsen_months,
    group_answers,
    hide_attendance,
    hide_flow,
    hide_repairs,
    hide_themes,
)
from analysis.disclose.edition import Disclosed, hide, marked
from analysis.disclose.results import hide_results
from analysis.params import Edition, Study
from analysis.source_kinds import KINDS

if TYPE_CHECKING:
    from analysis.clean import Tables
    from analysis.evaluate import Evaluation

VARIED = ["n", "before", "after", "estimate", "low", "high", "p", "p_adjusted"]
PLANNED = [
    "events_before",
    "smallest_p",
    "smallest_p_adjusted",
    "largest_after",
    "power_important",
    "detectable",
]
COMPARED = [
    "change", "comparison_before", "comparison_after", "comparison_change", "comparison_n_before",
    "comparison_n_after", "comparison_exposure_before", "comparison_exposure_after",
    "estimate", "low", "high", "p", "smallest_p",
]  # fmt: skip
"""Columns with figures of the tables beside the results."""


def restrict_all(evaluation: Evaluation, tables: Tables, study: Study) -> dict[Edition, Disclosed]:
    """Make every edition of the period; see `restrict`."""
    return {edition: restrict(evaluation, tables, study, edition) for edition in study.period.editions}


def restrict(evaluation: Evaluation, tables: Tables, study: Study, edition: Edition) -> Disclosed:
    """Hide what `edition` may not show.

    Parameters
    ----------
    evaluation, tables
        What was computed, and the findings, corrections and case counts it rests on.
    study
        Gives the thresholds and the public names of the addresses.
    edition
        ``begrenset`` for the steering group, ``offentlig`` for everybody.
    """
    public, rule = edition == "offentlig", study.project.disclosure
    scale = study.questionnaire.scale
    results = hide_results(evaluation.results, rule, scale, study.plan, public=public)
    claims, sensitivity = marked(evaluation.claims), marked(evaluation.sensitivity)
    planning, comparison = marked(evaluation.planning), marked(evaluation.comparison)
    hidden = results.loc[results["place"].eq("all") & results["hidden"], "indicator"]
    persons = comparison["comparison_exposure_before"].isna()
    few_there = persons & comparison["comparison_n_before"].lt(rule.restricted_min_group)
    comparison = hide(comparison, few_there | comparison["indicator"].isin(hidden), COMPARED, "few_people")
    if public:
        evaluation = _without_own_words(evaluation)
        few = claims["n_people"].lt(rule.min_group).fillna(False).astype(bool)
        claims = hide(claims, claims["indicator"].isin(hidden) | few, ["n_people", "n_with"], "few_people")
        # that all or none of a few known people have something says it of each of them
        claims["status"] = claims["status"].mask(few, "withheld")
        planning = hide(planning, planning["indicator"].isin(hidden), PLANNED, "few_flats")
        # nothing is known of the flats behind a comparison address's events, and its tenants may be few
        comparison = hide(comparison, comparison["indicator"].notna(), COMPARED, "few_flats")
        # leaving out one tenant or address is a difference that isolates it: only whether it flips is public
        sensitivity = hide(sensitivity, sensitivity["variant"].ne("main"), VARIED, "difference")
        sensitivity = hide(sensitivity, sensitivity["indicator"].isin(hidden), VARIED, "few_people")
    return Disclosed(
        edition=edition,
        place_names=place_names(study, public=public),
        results=results,
        answers=group_answers(evaluation.answers, scale, rule, public=public),
        monthly=coarsen_months(evaluation.monthly, results, rule, public=public),
        flow=hide_flow(evaluation.flow, rule, public=public),
        measures=marked(evaluation.measures),
        activities=hide_attendance(evaluation.activities, rule, public=public),
        goals=marked(evaluation.goals),
        findings=marked(_without_rows(tables.findings, study, public=public)),
        corrections=marked(tables.corrections.assign(key="") if public else tables.corrections),
        cases=marked(tables.cases),
        sensitivity=sensitivity,
        claims=claims,
        planning=planning,
        comparison=comparison,
        plan=marked(evaluation.plan),
        repairs=hide_repairs(evaluation.repairs, rule, public=public),
        themes=hide_themes(evaluation.themes, rule, public=public),
    )


def _without_own_words(evaluation: Evaluation) -> Evaluation:
    """Empty the columns of records' own words, which nobody has approved for everybody."""
    emptied = {}
    for table in (kind.table for kind in KINDS.values()):
        frame = getattr(evaluation, table.name, pd.DataFrame())
        words = [c for c, field in table.fields.items() if field.holds == "words" and c in frame]
        if words:
            emptied[table.name] = frame.assign(**dict.fromkeys(words, ""))
    return replace(evaluation, **emptied)


def _without_rows(findings: pd.DataFrame, study: Study, *, public: bool) -> pd.DataFrame:
    """Take out which rows a finding is about: all of them in public, those that are persons elsewhere."""
    told = [source.id for source in study.project.sources if not source.declared.row_is_person and not public]
    hidden = ~findings["source"].isin(told)
    rows = {column: findings[column].mask(hidden, "") for column in ("rows", "resembles_rows")}
    return findings.assign(**rows).drop_duplicates(ignore_index=True)


def place_names(study: Study, *, public: bool) -> dict[str, str]:
    """Place id → the name this edition uses, «alle adresser» last."""
    names = {a.id: a.public_name if public else a.name for a in study.project.addresses}
    return {**names, "all": "Alle adresser"}
