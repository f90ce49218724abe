"""One word per goal, by a rule that can be read aloud, and what it rests on; worse counts like better."""

from __future__ import annotations

import pandas as pd

from analysis.params import Plan

VERDICTS = (
    "bedring",
    "forverring",
    "uendret",
    "usikkert_grunnlag",
    "for_lite_data",
    "beskrivelse",
    "ikke_maalt",
)
NAMED = ("bedring", "forverring")
CONCLUSIVE = (*NAMED, "uendret")


def goal_verdict(counts: dict[str, int]) -> str:
    """Give a goal's verdict from the number of its indicators with each verdict.

    Both better and worse: ``blandet``. Any worse: ``forverring``. Any better: ``bedring``. Only unchanged:
    ``uendret``. Otherwise the strongest of what is left: uncertain basis, too little data, description, not
    measured.

    Examples
    --------
    >>> goal_verdict({"bedring": 1, "for_lite_data": 4}), goal_verdict({"bedring": 3, "forverring": 1})
    ('bedring', 'blandet')
    >>> goal_verdict({"uendret": 2, "ikke_maalt": 1}), goal_verdict({"uendret": 1, "for_lite_data": 1})
    ('uendret', 'for_lite_data')
    """
    n = {verdict: counts.get(verdict, 0) for verdict in VERDICTS}
    if n["bedring"] and n["forverring"]:
        return "blandet"
    for verdict in ("forverring", "bedring"):
        if n[verdict]:
            return verdict
    if n["uendret"] and not n["usikkert_grunnlag"] and not n["for_lite_data"]:
        return "uendret"
    for verdict in ("usikkert_grunnlag", "for_lite_data", "beskrivelse"):
        if n[verdict]:
            return verdict
    return "ikke_maalt"


def goal_table(results: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Sum up each goal.

    Exploratory families (single items) are left out: they may explain a verdict, not make one.

    Returns
    -------
    pandas.DataFrame
        ``goal``, ``verdict``, ``sensitive`` (other reasonable choices would take the verdict away), and one
        count column per verdict.
    """
    rows = []
    for goal in plan.goals:
        own = goal_rows(results, plan, goal.id)
        counts = {verdict: int((own["verdict"] == verdict).sum()) for verdict in VERDICTS}
        verdict = goal_verdict(counts)
        rows.append({"goal": goal.id, "verdict": verdict, "sensitive": is_sensitive(own, verdict)} | counts)
    columns = ["goal", "verdict", "sensitive", *VERDICTS]
    return pd.DataFrame(rows, columns=columns).astype({"goal": "str", "verdict": "str", "sensitive": "bool"})


def goal_rows(results: pd.DataFrame, plan: Plan, goal: str) -> pd.DataFrame:
    """Pick the rows that a goal's verdict is made of: all places together, exploratory families left out."""
    counted = (results["place"] == "all") & ~results["family"].isin(plan.exploratory)
    return results[counted & (results["goal"] == goal)]


def deciding(own: pd.DataFrame, verdict: str) -> pd.DataFrame:
    """Pick the indicators that make a goal's verdict; none where it concludes nothing."""
    wanted = NAMED if verdict == "blandet" else (verdict,)
    return own[own["verdict"].isin(wanted) & own["verdict"].isin(CONCLUSIVE)]


def is_sensitive(own: pd.DataFrame, verdict: str) -> bool:
    """Whether a verdict would fall if the indicators sensitive to other choices got theirs taken away.

    Better and worse stand as long as one indicator of each holds; unchanged needs all of them.
    """
    made_by = deciding(own, verdict)
    if made_by.empty:
        return False
    if verdict == "uendret":
        return bool(made_by["sensitive"].any())
    return bool(made_by.groupby("verdict")["sensitive"].all().any())
