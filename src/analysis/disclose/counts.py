"""Thresholds on counts: answers per item, events over time, repairs, response flow, attendance, themes."""

from __future__ import annotations

import pandas as pd

from analysis.disclose.complement import with_complement
from analysis.disclose.edition import hide, marked
from analysis.disclose.public import PeopleRange
from analysis.params import Disclosure

HALF_YEAR = 6
RANGE = "n_public"
"""Column with the range printed in place of a number of people."""


def show_answers(answers: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Answer counts per step: in the restricted edition from ``restricted_min_group`` answers, else hidden.

    Addresses are hidden with a small one as in the results. All answers are hidden beside complete pairs
    where fewer than that many people answered once: the difference would be their answers.
    The public edition shows none: a count of those who agreed beside a mean tells of single people.

    Returns
    -------
    pandas.DataFrame
        ``item``, ``wave``, ``place``, ``basis``, ``value_low``, ``value_high``, ``n``, and the marks.
    """
    steps = answers.assign(value_low=answers["value"], value_high=answers["value"]).drop(columns="value")
    if public:
        return hide(steps, steps["item"].notna(), ["n"], "same_answers")
    keys = ["item", "wave", "place", "basis"]
    sets = steps.groupby(keys, as_index=False, sort=False)["n"].sum()
    least, n = rule.restricted_min_group, sets["n"]
    pairs = sets["basis"].eq("pairs")
    beside = n.where(pairs).groupby([sets[key] for key in keys[:3]]).transform("max")
    few = n.lt(least) & n.gt(0) | (~pairs & (n - beside).between(1, least - 1))
    hidden = with_complement(few, sets["place"], n, [sets["item"], sets["wave"], sets["basis"]], least)
    why = {True: "few_people", False: "secondary"}
    marks = sets.assign(hidden=hidden, hidden_reason=few.map(why).where(hidden, ""))
    out = steps.merge(marks.drop(columns="n"), on=keys, how="left").set_axis(steps.index)
    return out.assign(n=out["n"].mask(out["hidden"]))


def show_themes(themes: pd.DataFrame, flow: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """How many brought a theme up: in public a range, else a number from ``restricted_min_group`` people.

    The range is of all tenants who were invited: of those who brought anything up, it would say how many did
    not. A theme is hidden in both waves where one is hidden.
    """
    if public:
        tenants = _invited(flow)
        return _as_ranges(themes.assign(of=tenants), pd.Series(tenants, index=themes.index), rule)
    n = themes["n"].astype("Float64")
    few = (n.gt(0) & n.lt(rule.restricted_min_group)).fillna(True).astype(bool)
    return hide(themes, themes["theme"].isin(themes.loc[few, "theme"]), ["n"], "few_people")


def show_months(
    monthly: pd.DataFrame, results: pd.DataFrame, rule: Disclosure, *, public: bool
) -> pd.DataFrame:
    """Event counts over time as finely as the edition allows.

    The restricted edition shows months. The public edition shows half-years of all addresses together where
    each of a window has no event or at least ``min_group``, else the window as a whole; nothing of an
    indicator whose total is hidden, nor of months outside the windows, whose flats nobody has counted, nor of
    a window that has 1 to ``min_group`` − 1 events more than the total counts: the months that are compared
    can be fewer than those of the window.

    Returns
    -------
    pandas.DataFrame
        The columns of `monthly`, plus ``months`` (how many a row sums up), ``hidden``, ``hidden_reason``.
    """
    if not public:
        return marked(monthly.assign(months=1))
    everywhere = monthly[monthly["place"] == "all"]
    keys = ["indicator", "place", "side"]
    ordered = everywhere.sort_values([*keys, "month"], kind="stable")
    half = ordered.groupby(keys).cumcount() // HALF_YEAR
    small = ordered["events"].groupby([*(ordered[key] for key in keys), half]).transform("sum")
    small = small.between(1, rule.min_group - 1).groupby([ordered[key] for key in keys]).transform("any")
    out = (
        ordered.assign(part=half.mask(small, 0))
        .groupby([*keys, "part"], as_index=False, sort=False)
        .agg(
            month=("month", "first"),
            events=("events", "sum"),
            exposure=("exposure", "sum"),
            months=("month", "size"),
        )
        .drop(columns="part")
    )
    shown = results[results["place"].eq("all") & ~results["hidden"]].set_index("indicator")
    told = out["indicator"].isin(shown.index) & out["side"].ne("outside")
    windows = out.groupby(["indicator", "side"])["events"].transform("sum")
    for side in ("before", "after"):
        more = windows - out["indicator"].map(shown[f"events_{side}"].astype("Float64"))
        told &= ~(out["side"].eq(side) & more.between(1, rule.min_group - 1)).fillna(False).astype(bool)
    return hide(out, ~told, ["events"], "few_flats")


def show_repairs(repairs: pd.DataFrame, *, public: bool) -> pd.DataFrame:
    """Survival steps of days to repair, each the length of one case: hidden in public."""
    return hide(
        repairs, pd.Series(public, index=repairs.index), ["share_open", "at_risk", "days"], "few_cases"
    )


def show_flow(flow: pd.DataFrame, rule: Disclosure, *, public: bool) -> pd.DataFrame:
    """Response flow: an address needs the threshold; in public ranges of all, without losses and reasons."""
    if not public:
        few = flow["place"].ne("all") & flow["n"].lt(rule.restricted_min_group)
        return hide(flow, few, ["n", "n_lost", "lost_reason"], "few_people")
    everywhere = flow[flow["place"] == "all"].drop_duplicates("stage")
    invited = _invited(flow)
    told = everywhere.assign(n_lost=everywhere["n_lost"].mask(everywhere["n_lost"].notna()), lost_reason="")
    return _as_ranges(told, pd.Series(invited, index=told.index), rule)


def _invited(flow: pd.DataFrame) -> int:
    n = flow.loc[flow["place"].eq("all") & flow["stage"].eq("invited"), "n"]
    return int(n.max()) if n.notna().any() else 0


def show_attendance(activities: pd.DataFrame, *, public: bool) -> pd.DataFrame:
    """Activities: in public without who came, since their sum is printed as a range."""
    came = activities["attended"].notna() & public
    return hide(activities, came, ["attended"], "few_people")


def _as_ranges(frame: pd.DataFrame, total: pd.Series, rule: Disclosure) -> pd.DataFrame:
    """Print numbers of people as ranges; `RANGE` is empty, and the row hidden, where there are too few."""
    ranges = [
        None
        if pd.isna(n) or pd.isna(of)
        else PeopleRange.of(round(float(n)), round(float(of)), rule.min_group)
        for n, of in zip(frame["n"], total, strict=True)
    ]
    texts = pd.Series([r.text if r else "" for r in ranges], index=frame.index, dtype="str")
    out = frame.assign(**{"n": frame["n"].mask(frame["n"].notna()), RANGE: texts})
    return hide(out, texts.eq(""), [], "few_people")
