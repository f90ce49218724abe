"""Thresholds on the rows of the results table."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd

from analysis.disclose.edition import hide, marked
from analysis.params import Disclosure, Scale

FIGURES = [
    "n_baseline", "n_before", "n_after", "n_pairs",
    "lost_share", "lost_moved", "lost_missing", "lost_not_invited",
    "events_before", "events_after", "exposure_before", "exposure_after",
    "flats_contributing", "largest_flat_share", "before", "after",
    "estimate", "low", "high", "level_attained", "p", "p_mid", "p_adjusted",
    "smallest_p", "smallest_p_adjusted", "p_months", "p_months_adjusted", "p_zero_adjusted",
    "dispersion", "p_dispersion",
    "done", "planned", "n_up", "n_same", "n_down", "verdict_reason",
]  # fmt: skip
"""Columns that carry figures, or a sentence with figures."""

PEOPLE = ("index", "item", "amount", "share")
SURVEY = ("index", "item")
EVENTS = ("rate",)
WHOLE_ONLY = ("completion", "duration", "tenure", "backlog")


def hide_results(
    results: pd.DataFrame,
    rule: Disclosure,
    scale: Scale,
    *,
    public: bool,
    attendance: Collection[str] = (),
) -> pd.DataFrame:
    """Hide rows and counts of the results table that rest on too few.

    Restricted edition: a row needs ``restricted_min_group`` people; the addresses that reach it are shown.

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
    public
        Which edition.
    attendance
        Ids of the indicators that count people who came.

    Returns
    -------
    pandas.DataFrame
        The rows of `results`, in their order, with ``hidden`` and ``hidden_reason``.
    """
    least = rule.min_group if public else rule.restricted_min_group
    out = marked(results)
    people = out["measure"].isin(PEOPLE)
    n = out[["n_before", "n_after", "n_pairs"]].astype("Float64").min(axis=1)
    few_people = (people & (n.fillna(0) < least) & (out["verdict"] != "ikke_maalt")).astype(bool)
    if not public:
        return hide(out, few_people, FIGURES, "few_people")
    came = out["indicator"].isin(list(attendance)) & out["done"].astype("Float64").between(1, least - 1)
    whole_only = out["measure"].isin(WHOLE_ONLY) & out["place"].ne("all")
    for failing, reason in (
        (few_people, "few_people"),
        (_near_unanimous(out, scale, least), "near_unanimous"),
        (_small_share(out, least), "small_share"),
        (_few_flats(out, rule), "few_flats"),
        (_few_events(out, least), "small_cell"),
        (came.fillna(False).astype(bool), "few_people"),
        (whole_only, "small_place"),
    ):
        out = hide(out, _whole_indicator(out, failing), FIGURES, reason)
    groups = out[["n_up", "n_same", "n_down"]].astype("Float64")
    small = (groups.gt(0) & groups.lt(least)).any(axis=1).astype(bool)
    out[["n_up", "n_same", "n_down"]] = groups.mask(small).astype("Int64")
    return _without_loss_reasons(out, least)


def _near_unanimous(out: pd.DataFrame, scale: Scale, least: int) -> pd.Series:
    """Survey means so near an end that fewer than `least` people can have answered otherwise."""
    near = pd.Series(False, index=out.index)
    for value, count in (("before", "n_pairs"), ("after", "n_pairs")):
        mean, n = out[value].astype("Float64"), out[count].astype("Float64")
        points = pd.concat([(mean - scale.low) * n, (scale.high - mean) * n], axis=1).min(axis=1)
        near |= points.round(6).lt(least).fillna(False).astype(bool)
    return near & out["measure"].isin(SURVEY) & out["verdict"].ne("ikke_maalt")


def _few_events(out: pd.DataFrame, least: int) -> pd.Series:
    """Event rows with some, but fewer than `least`, events on a side."""
    events = out[["events_before", "events_after"]].astype("Float64")
    return (events.gt(0) & events.lt(least)).any(axis=1).astype(bool) & out["measure"].isin(EVENTS)


def _few_flats(out: pd.DataFrame, rule: Disclosure) -> pd.Series:
    """Event rows that rest on too few flats, or mostly on one; no event at all gives nobody away."""
    events = out[["events_before", "events_after"]].astype("Float64").sum(axis=1)
    few = out["flats_contributing"].astype("Float64").fillna(0) < rule.min_group
    dominated = out["largest_flat_share"].astype("Float64").fillna(0) > rule.max_share
    return (out["measure"].isin(EVENTS) & (events > 0) & (few | dominated)).fillna(False).astype(bool)


def _small_share(out: pd.DataFrame, least: int) -> pd.Series:
    """Shares where those with, or those without, are too few, or all, or none."""
    small = pd.Series(False, index=out.index)
    for value in ("before", "after"):
        having = (out[value].astype("Float64") * out["n_pairs"].astype("Float64")).round()
        lacking = out["n_pairs"].astype("Float64") - having
        small |= ((having < least) | (lacking < least)).fillna(False).astype(bool)
    return small & out["measure"].eq("share")


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
