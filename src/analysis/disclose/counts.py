"""Thresholds on counts: answers per item, events per month, response flow, attendance."""

from __future__ import annotations

import pandas as pd

from analysis.disclose.edition import hide, marked
from analysis.params import Disclosure, Scale

QUARTER = 3


def group_answers(answers: pd.DataFrame, scale: Scale, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Answer counts as finely as the edition allows.

    The restricted edition shows every step of the scale, for all tenants and for each address, from
    ``restricted_min_group`` answers. The public edition shows complete pairs of all tenants only (two
    sets that differ by a person would give that person away), in the finest of these groupings in
    which every group of both waves is empty or has ``min_group`` people: each step; disagree, neither,
    agree; not agree, agree. Where none will do, the item is hidden.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``wave``, ``place``, ``basis``, ``value_low``, ``value_high``, ``n``, and the marks.
    """
    steps = answers.assign(value_low=answers["value"], value_high=answers["value"]).drop(columns="value")
    if not public:
        total = steps.groupby(["item", "wave", "place", "basis"])["n"].transform("sum")
        few = (total < rule.restricted_min_group) & (steps["place"].ne("all") | (total > 0))
        return hide(steps, few, ["n"], "few_people")
    pairs = steps[(steps["basis"] == "pairs") & (steps["place"] == "all")]
    return _finest(pairs, scale, rule.min_group) if len(pairs) else marked(pairs)


def hide_themes(themes: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Hide a theme in both waves where either count is of too few people, or leaves too few without it.

    Nobody is as telling as somebody once it is known who was asked, so in public 0 is hidden too, unless
    nobody brought it up in that wave and enough others were asked.
    """
    least = rule.min_group if public else rule.restricted_min_group
    n, rest = themes["n"].astype("Float64"), (themes["of"] - themes["n"]).astype("Float64")
    few = n.gt(0) & n.lt(least) | (rest.lt(least) if public else False)
    told = themes["theme"].isin(themes.loc[few.fillna(True).astype(bool), "theme"])
    return hide(themes, told, ["n"], "few_people")


def _groupings(scale: Scale) -> list[list[tuple[int, int]]]:
    middle = (scale.low + scale.high) / 2
    below, above = int(-(-middle // 1)) - 1, int(middle // 1) + 1
    steps = [(v, v) for v in range(scale.low, scale.high + 1)]
    three = [(scale.low, below), (below + 1, above - 1), (above, scale.high)]
    three = [(low, high) for low, high in three if low <= high]
    return [steps, three, [(scale.low, above - 1), (above, scale.high)]]


def _finest(pairs: pd.DataFrame, scale: Scale, least: int) -> pd.DataFrame:
    """Group the answers of each item as finely as will do; the last grouping hides the items left over."""
    keys = ["item", "wave", "place", "basis"]
    rest, parts = pairs, []
    for groups in _groupings(scale):
        step_group = {step: group for group in groups for step in range(group[0], group[1] + 1)}
        group_of = rest["value_low"].map(step_group)
        grouped = rest.assign(value_low=group_of.str[0], value_high=group_of.str[1])
        counts = grouped.groupby([*keys, "value_low", "value_high"])["n"].sum().reset_index()
        both_ends = counts["n"].gt(0).groupby([counts[key] for key in keys]).transform("sum") > 1
        will_do = (counts["n"].eq(0) | counts["n"].ge(least)) & both_ends
        fits = will_do.groupby(counts["item"]).transform("all")
        parts.append(marked(counts[fits]))
        left = counts[~fits]
        rest = rest[rest["item"].isin(left["item"])]
        if rest.empty:
            break
    else:
        parts.append(hide(left, pd.Series(True, index=left.index), ["n"], "small_groups"))
    order = {item: place for place, item in enumerate(pairs["item"].unique())}
    whole = pd.concat([part for part in parts if len(part)], ignore_index=True)
    return whole.sort_values("item", key=lambda item: item.map(order), kind="stable", ignore_index=True)


def coarsen_months(
    monthly: pd.DataFrame, results: pd.DataFrame, rule: Disclosure, *, public: bool
) -> pd.DataFrame:
    """Event counts over time as finely as the edition allows.

    The restricted edition shows months. The public edition shows quarters of all addresses together, a
    quarter with 1 to ``min_group`` − 1 events hidden. A window with one hidden quarter hides its smallest
    other quarter too, since the window's total would give the one away. Nothing is shown of an indicator
    whose total is hidden or of which less than half the quarters can be shown.

    Returns
    -------
    pandas.DataFrame
        The columns of `monthly`, plus ``months`` (1 or 3), ``hidden``, ``hidden_reason``.
    """
    if not public:
        return marked(monthly.assign(months=1))
    everywhere = monthly[monthly["place"] == "all"]
    keys = ["indicator", "place", "side"]
    ordered = everywhere.sort_values([*keys, "month"], kind="stable")
    quarter = ordered.groupby(keys).cumcount() // QUARTER
    out = (
        ordered.assign(quarter=quarter)
        .groupby([*keys, "quarter"], as_index=False, sort=False)
        .agg(
            month=("month", "first"),
            events=("events", "sum"),
            exposure=("exposure", "sum"),
            months=("month", "size"),
        )
        .drop(columns="quarter")
    )
    small = out["events"].gt(0) & out["events"].lt(rule.min_group)
    hidden_total = results.loc[results["place"].eq("all") & results["hidden"], "indicator"]
    out = hide(out, small, ["events"], "small_cell")
    out = hide(out, _companions(out), ["events"], "secondary")
    mostly = out["hidden"].groupby(out["indicator"]).transform("mean") > 0.5
    return hide(out, out["indicator"].isin(hidden_total) | mostly, ["events"], "few_flats")


def _companions(out: pd.DataFrame) -> pd.Series:
    """Mark the smallest shown quarter of each window in which exactly one quarter is hidden."""
    windows = [out["indicator"], out["side"]]
    lonely = out["hidden"].groupby(windows).transform("sum").eq(1)
    candidates = out["events"].astype("Float64").where(lonely & ~out["hidden"])
    rank = candidates.groupby(windows).rank(method="first")
    return rank.eq(1).fillna(False).astype(bool)


def hide_repairs(repairs: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Survival steps of days to repair: in public, the tail that rests on few open cases is hidden."""
    few = repairs["at_risk"].lt(rule.min_group).fillna(False).astype(bool) & public
    return hide(repairs, few, ["share_open", "at_risk", "days"], "few_cases")


def hide_flow(flow: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Response flow: an address needs the threshold; in public a few losses go without their reason."""
    least = rule.min_group if public else rule.restricted_min_group
    few = flow["place"].ne("all") & flow["n"].lt(least)
    if public:
        few = flow["place"].ne("all") & bool(few.any())
    out = hide(flow, few, ["n", "n_lost", "lost_reason"], "few_people")
    if not public:
        return out
    small = out["n_lost"].gt(0) & out["n_lost"].lt(least)
    out["lost_reason"] = out["lost_reason"].mask(small.fillna(False).astype(bool))
    return out


def hide_attendance(activities: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Activities: in public, attendance of fewer than ``min_group`` people is hidden."""
    if not public:
        return marked(activities)
    small = (
        (activities["attended"].lt(rule.min_group) & activities["attended"].gt(0)).fillna(False).astype(bool)
    )
    return hide(activities, small, ["attended"], "few_people")
