"""From an evaluation to what each edition may show."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from analysis.disclose.counts import (
    show_answers,
    show_attendance,
    show_flow,
    show_months,
    show_repairs,
    show_themes,
)
from analysis.disclose.edition import Disclosed, hide, marked
from analysis.disclose.publication import Limits
from analysis.disclose.releases import copied, copied_months, releases_of
from analysis.disclose.results import WITHHELD, as_printed, hide_small_groups, largest_shares, publish
from analysis.evaluate.judging.goals import goal_table
from analysis.evaluate.robustness.sensitivity import NO_VERDICT
from analysis.params import Edition, Plan, Study
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
    rule, public = study.project.disclosure, edition == "offentlig"
    beside = _public_tables(evaluation, tables, study) if public else _restricted_tables(evaluation, study)
    approved = frozenset(rule.approved_titles)
    shown = _without_own_words(evaluation, approved) if public else evaluation
    return Disclosed(
        edition=edition,
        place_names=place_names(study, public=public),
        answers=show_answers(shown.answers, rule, public=public),
        monthly=_months(shown.monthly, beside["results"], study, public=public),
        flow=show_flow(shown.flow, rule, public=public),
        measures=marked(shown.measures),
        activities=show_attendance(shown.activities, public=public),
        findings=marked(_without_rows(tables.findings, study, public=public)),
        corrections=marked(tables.corrections.assign(key="") if public else tables.corrections),
        cases=marked(tables.cases),
        plan=marked(shown.plan),
        repairs=show_repairs(shown.repairs, public=public),
        themes=show_themes(shown.themes, shown.flow, rule, public=public),
        **beside,
    )


def _restricted_tables(evaluation: Evaluation, study: Study) -> dict[str, pd.DataFrame]:
    """Return results and what follows from them, without groups below ``restricted_min_group``."""
    rule = study.project.disclosure
    results = hide_small_groups(evaluation.results, study.plan, rule)
    comparison = marked(evaluation.comparison)
    persons = comparison["comparison_exposure_before"].isna()
    few_there = persons & comparison["comparison_n_before"].lt(rule.restricted_min_group)
    return {
        "results": results,
        "goals": marked(evaluation.goals),
        "claims": marked(evaluation.claims),
        "sensitivity": _without_differences(evaluation.sensitivity, results, study),
        "planning": marked(evaluation.planning),
        "comparison": hide(
            comparison, few_there | comparison["indicator"].isin(_hidden(results)), COMPARED, "few_people"
        ),
    }


def _without_differences(varied: pd.DataFrame, results: pd.DataFrame, study: Study) -> pd.DataFrame:
    """Hide other runs whose figures, less the main ones, are those of too few people or a hidden address."""
    rule = study.project.disclosure
    of_people = [i.id for i in study.plan.indicators if i.declared.counts == "persons"]
    main = varied.loc[varied["variant"].eq("main")].drop_duplicates("indicator").set_index("indicator")["n"]
    away = (varied["n"] - varied["indicator"].map(main)).abs()
    few = away.between(1, rule.restricted_min_group - 1).fillna(False).astype(bool)
    one = varied["variant"].eq("without_tenant")
    approved = "each_tenant_left_out" in rule.restricted_forms
    some = results.loc[results["place"].ne("all") & results["hidden"], "indicator"]
    address = varied["variant"].eq("without_address") & varied["indicator"].isin(some)
    told = varied["indicator"].isin(of_people) & ((few | one) & ~(one & approved) | address)
    return hide(varied, told, VARIED, "difference")


def _months(monthly: pd.DataFrame, results: pd.DataFrame, study: Study, *, public: bool) -> pd.DataFrame:
    shown = show_months(monthly, results, study.project.disclosure, public=public)
    return copied_months(shown, study, releases_of(study)) if public else shown


def _public_tables(evaluation: Evaluation, tables: Tables, study: Study) -> dict[str, pd.DataFrame]:
    """Return what the public edition prints of the results, and no more of what follows from them."""
    rule, plan = study.project.disclosure, study.plan
    limits = Limits(rule, study.questionnaire.scale, largest_shares(study, tables))
    releases = releases_of(study)
    printed = as_printed(evaluation.results, plan)
    results = copied(publish(printed, plan, limits), study, releases)
    whole = results[results["place"] == "all"]
    judged = whole.loc[~whole["verdict"].isin([*NO_VERDICT, WITHHELD]), "indicator"]
    as_is = whole.loc[whole["after"].notna() & whole["after_public"].eq(""), "indicator"]
    untold = whole.loc[whole["verdict"].eq(WITHHELD), "indicator"]
    withheld = [goal.id for goal in plan.goals if set(plan.deciding_of(goal)) & set(untold)]
    goals = goal_table(results, plan)
    goals["verdict"] = goals["verdict"].mask(goals["goal"].isin(withheld), WITHHELD)
    claims, comparison = evaluation.claims, evaluation.comparison
    # that all or none of a few known people have something says it of each of them
    few = claims["n_people"].lt(rule.min_group).fillna(False).astype(bool)
    without = (few | ~claims["indicator"].isin(["", *as_is])) & claims["status"].ne("no_data")
    told = claims.assign(status=claims["status"].mask(without, "withheld"))
    # leaving out one tenant, flat or address is a difference that isolates it: only whether it flips is told
    varied = evaluation.sensitivity[evaluation.sensitivity["indicator"].isin(judged)].reset_index(drop=True)
    return {
        "results": results,
        "goals": marked(goals),
        "claims": hide(told, told["n_people"].notna(), ["n_people", "n_with"], "few_people"),
        "sensitivity": hide(varied, varied["indicator"].notna(), VARIED, "difference"),
        # the power of a share is made from how many had it before
        "planning": hide(
            evaluation.planning,
            evaluation.planning["indicator"].isin([*_hidden(results), *_shares(plan)]),
            PLANNED,
            "few_flats",
        ),
        # nothing is known of the flats behind a comparison address's events, and its tenants may be few
        "comparison": hide(comparison, comparison["indicator"].notna(), COMPARED, "few_flats"),
    }


def _hidden(results: pd.DataFrame) -> pd.Series:
    return results.loc[results["place"].eq("all") & results["hidden"], "indicator"]


def _shares(plan: Plan) -> list[str]:
    return [i.id for i in plan.indicators if i.declared.publication == "range_of_people"]


def _without_own_words(evaluation: Evaluation, approved: frozenset[str]) -> Evaluation:
    """Empty the columns of records' own words; of titles, those that nobody has approved for everybody.

    An activity without a title is told by its kind; a measure is called by its number in the plan.
    """
    emptied = {}
    for table in (kind.table for kind in KINDS.values()):
        frame = getattr(evaluation, table.name, pd.DataFrame())
        words = [c for c, field in table.fields.items() if field.holds == "words" and c in frame]
        if words:
            emptied[table.name] = frame.assign(**dict.fromkeys(words, ""))
    shown = replace(evaluation, **emptied)
    activities, measures = shown.activities, shown.measures
    numbered = {title: f"Tiltak {n}" for n, title in enumerate(measures["measure"].unique(), start=1)}
    return replace(
        shown,
        activities=activities.assign(title=activities["title"].where(activities["title"].isin(approved), "")),
        measures=measures.assign(measure=[t if t in approved else numbered[t] for t in measures["measure"]]),
    )


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
