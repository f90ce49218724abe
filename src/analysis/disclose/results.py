"""Thresholds on the rows of the results table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from analysis.disclose.edition import hide, marked
from analysis.measure_types import PublicationRule, UndeclaredError
from analysis.params import Disclosure, Plan, Scale

FIGURES = [
    "n_baseline", "n_before", "n_after", "n_pairs",
    "lost_share", "lost_moved", "lost_missing", "lost_not_invited",
    "events_before", "events_after", "exposure_before", "exposure_after",
    "flats_contributing", "largest_flat_share", "before", "after",
    "estimate", "low", "high", "level_attained", "p", "p_mid", "p_adjusted",
    "smallest_p", "smallest_p_adjusted", "p_exact", "p_months", "p_flats", "p_zero_adjusted",
    "known_flats", "dispersion", "p_dispersion", "dispersion_flats", "lag1",
    "reliability", "reliability_low", "reliability_high", "n_reliability",
    "done", "planned", "n_up", "n_same", "n_down", "n_great", "n_choices", "n_agree", "n_powerless",
]  # fmt: skip
"""Columns that carry figures."""


@dataclass(frozen=True)
class Thresholds:
    """What the rules hold rows against: the project's thresholds, the edition's fewest, the answer scale."""

    project: Disclosure
    least: int
    scale: Scale


def hide_results(
    results: pd.DataFrame, rule: Disclosure, scale: Scale, plan: Plan, *, public: bool
) -> pd.DataFrame:
    """Hide rows and counts of the results table that rest on too few, by the rules each measure declares.

    Restricted edition: a row about people needs ``restricted_min_group``; the addresses that reach it are
    shown.

    Public edition, per row:

    - survey, arrears and service data need ``min_group`` people;
    - a survey mean needs ``min_group`` points to both ends of the scale, or most answered alike;
    - a share needs both those with and those without to be at least ``min_group``;
    - events need ``min_group`` distinct flats, none with more than ``max_share`` of the events, and none or
      at least ``min_group`` events on each side;
    - attendance needs ``min_group`` people;
    - durations, lengths and counts of agencies are shown for all addresses together only.

    Where one address of an indicator fails, all its addresses are hidden, since the total and the others
    would give it away. People who changed are counted only where each group is empty or large enough.

    Parameters
    ----------
    results
        The results table.
    rule, scale
        Thresholds, and the answer scale of the questionnaire.
    plan
        The indicators, whose measures declare their rules.
    public
        Which edition.

    Returns
    -------
    pandas.DataFrame
        The rows of `results`, in their order, with ``hidden`` and ``hidden_reason``.

    Raises
    ------
    UndeclaredError
        If a row is of an indicator that the plan lacks, or a measure declares a rule that is none: what is
        not declared is not shown.
    """
    declared = {i.id: i.declared.publication for i in plan.indicators}
    unknown = sorted(set(results["indicator"]) - set(declared))
    unknown += sorted({name for rules in declared.values() for name in rules} - set(RULES))
    if unknown:
        raise UndeclaredError(
            f"results: {', '.join(unknown)}: no declaration says what may be published. Declare it in "
            "measure_types, and the rule in disclose/results.py."
        )
    limits = Thresholds(rule, rule.min_group if public else rule.restricted_min_group, scale)
    out = marked(results)

    def failing(name: PublicationRule) -> pd.Series:
        own = out["indicator"].map({i: name in rules for i, rules in declared.items()}).astype(bool)
        return (own & RULES[name][0](out, limits)).fillna(False).astype(bool)

    if not public:
        return hide(out, failing("few_people"), FIGURES, "few_people")
    failed = [(_whole_indicator(out, failing(name)), reason) for name, (_, reason) in RULES.items()]
    for rows, reason in failed:
        out = hide(out, rows, [], reason)
    out = hide(out, pd.concat([rows for rows, _ in failed], axis=1).any(axis=1), FIGURES, "")
    least = limits.least
    counted = ["n_up", "n_same", "n_down", "n_great"]
    groups = out[counted].astype("Float64")
    small = (groups.gt(0) & groups.lt(least)).any(axis=1).astype(bool)
    out[counted] = groups.mask(small).astype("Int64")
    return _without_loss_reasons(out, least)


def _few_people(out: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """Rows that rest on too few people; one not measured rests on nobody."""
    n = out[["n_before", "n_after", "n_pairs"]].astype("Float64").min(axis=1)
    return (n.fillna(0) < limits.least) & out["verdict"].ne("ikke_maalt")


def _near_unanimous(out: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """Survey means so near an end that fewer than the least can have answered otherwise."""
    near = pd.Series(False, index=out.index)
    for side in ("before", "after"):
        n = out["n_pairs"].fillna(out[f"n_{side}"]).astype("Float64")
        mean = out[side].astype("Float64")
        points = pd.concat([(mean - limits.scale.low) * n, (limits.scale.high - mean) * n], axis=1)
        near |= points.min(axis=1).round(6).lt(limits.least).fillna(False).astype(bool)
    return near & out["verdict"].ne("ikke_maalt")


def _small_share(out: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """Shares where those with, or those without, are too few, or all, or none."""
    small = pd.Series(False, index=out.index)
    for side in ("before", "after"):
        n = out["n_pairs"].fillna(out[f"n_{side}"]).astype("Float64")
        having = (out[side].astype("Float64") * n).round()
        small |= ((having < limits.least) | (n - having < limits.least)).fillna(False).astype(bool)
    return small


def _few_flats(out: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """Event rows that rest on too few flats, or mostly on one; no event at all gives nobody away."""
    events = out[["events_before", "events_after"]].astype("Float64").sum(axis=1)
    few = out["flats_contributing"].astype("Float64").fillna(0) < limits.project.min_group
    dominated = out["largest_flat_share"].astype("Float64").fillna(0) > limits.project.max_share
    return (events > 0) & (few | dominated)


def _few_events(out: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """Event rows with some, but fewer than the least, events on a side."""
    events = out[["events_before", "events_after"]].astype("Float64")
    return (events.gt(0) & events.lt(limits.least)).any(axis=1)


def _few_came(out: pd.DataFrame, limits: Thresholds) -> pd.Series:
    """Rows that count people who came: some, but fewer than the least."""
    return out["done"].astype("Float64").between(1, limits.least - 1)


def _whole_only(out: pd.DataFrame, _: Thresholds) -> pd.Series:
    """Rows of one address."""
    return out["place"].ne("all")


def _whole_indicator(out: pd.DataFrame, failing: pd.Series) -> pd.Series:
    """Extend a failing address to all addresses of the indicator; a failing total hides everything."""
    address = out["place"].ne("all")
    some_address = out["indicator"].isin(out.loc[failing & address, "indicator"])
    total = out["indicator"].isin(out.loc[failing & ~address, "indicator"])
    return (address & some_address) | total


def _without_loss_reasons(out: pd.DataFrame, least: int) -> pd.DataFrame:
    lost = out[["lost_moved", "lost_missing", "lost_not_invited"]].astype("Float64")
    small = (lost.gt(0) & lost.lt(least)).any(axis=1).astype(bool)
    out[lost.columns] = lost.mask(small).astype("Int64")
    return out


RULES: dict[PublicationRule, tuple[Callable[[pd.DataFrame, Thresholds], pd.Series], str]] = {
    "few_people": (_few_people, "few_people"),
    "near_unanimous": (_near_unanimous, "near_unanimous"),
    "small_share": (_small_share, "small_share"),
    "few_flats": (_few_flats, "few_flats"),
    "few_events": (_few_events, "small_cell"),
    "few_came": (_few_came, "few_people"),
    "whole_only": (_whole_only, "small_place"),
}
"""Rule → the rows that fail it, and why they are then hidden; in the order of the reasons given."""
