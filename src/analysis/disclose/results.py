"""Thresholds on the rows of the results table."""

from __future__ import annotations

import pandas as pd

from analysis.disclose.edition import hide, marked
from analysis.params import Disclosure

FIGURES = [
    "n_baseline", "n_before", "n_after", "n_pairs",
    "lost_share", "lost_moved", "lost_missing", "lost_not_invited",
    "events_before", "events_after", "exposure_before", "exposure_after",
    "flats_contributing", "largest_flat_share", "before", "after",
    "estimate", "low", "high", "level_attained", "p", "p_mid", "p_adjusted",
    "smallest_p", "smallest_p_adjusted", "p_months", "p_months_adjusted", "p_zero_adjusted",
    "dispersion", "p_dispersion",
    "n_up", "n_same", "n_down", "verdict_reason",
]  # fmt: skip
"""Columns that carry figures, or a sentence with figures."""

PEOPLE = ("index", "item", "amount", "share")
EVENTS = ("rate",)


def hide_results(results: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Hide rows and counts of the results table that rest on too few.

    Public edition: a row of survey, arrears or service data needs ``min_group`` people; an event row
    needs ``min_group`` distinct flats, none of them with more than ``max_share`` of the events; a share
    needs both those with and those without to be none or at least ``min_group``. Where one address of an
    indicator fails, all its addresses are hidden, since the total and the others would give it away.
    Counts of people who changed are shown only where each of the groups is empty or large enough.

    Restricted edition: a row needs ``restricted_min_group`` people; the addresses that reach it are shown.

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
    out = hide(out, _whole_indicator(out, few_people) if public else few_people, FIGURES, "few_people")
    if not public:
        return out
    out = hide(out, _whole_indicator(out, _few_flats(out, rule)), FIGURES, "few_flats")
    out = hide(out, _whole_indicator(out, _small_share(out, least)), FIGURES, "small_share")
    repairs = out["measure"].eq("duration") & out["place"].ne("all")
    out = hide(out, repairs, FIGURES, "small_place")
    groups = out[["n_up", "n_same", "n_down"]].astype("Float64")
    small = (groups.gt(0) & groups.lt(least)).any(axis=1).astype(bool)
    out[["n_up", "n_same", "n_down"]] = groups.mask(small).astype("Int64")
    return _without_loss_reasons(out, least)


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
