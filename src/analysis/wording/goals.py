"""What a goal's verdict rests on, in sentences: how many indicators say what, and what to bear in mind."""

from __future__ import annotations

import pandas as pd

from analysis.evaluate.judging.goals import NAMED, VERDICTS, deciding, goal_rows, is_sensitive
from analysis.evaluate.judging.judged import WEAK_MONTHS
from analysis.params import Plan
from analysis.params import numbers as no
from analysis.wording import labels

_SAID = {
    "bedring": "viser bedring",
    "forverring": "viser forverring",
    "uendret": "er uendret",
    "usikkert_grunnlag": "har usikkert grunnlag",
    "for_lite_data": "har for lite data",
    "beskrivelse": "er bare beskrevet",
    "ikke_maalt": "er ikke målt",
}


def goal_lines(goals: pd.DataFrame, results: pd.DataFrame, plan: Plan) -> list[str]:
    """Return a line per goal: its short title and its verdict with the reason."""
    verdicts = dict(zip(goals["goal"], goals["verdict"], strict=True))
    return [
        f"{goal.short}: {labels.verdict(verdicts[goal.id])}. "
        f"{goal_words(goal_rows(results, plan, goal.id), verdicts[goal.id], plan)[0]}"
        for goal in plan.goals
    ]


def goal_words(own: pd.DataFrame, verdict: str, plan: Plan) -> tuple[str, str]:
    """Give a goal's reason (how many indicators got each verdict, then the caveat) and its caveat alone."""
    caveat = goal_caveat(own, verdict, plan)
    return " ".join(filter(None, [goal_reason(own), caveat])), caveat


def goal_caveat(own: pd.DataFrame, verdict: str, plan: Plan) -> str:
    """Say which indicator a verdict stands on where it is one alone, and what can move its figures.

    Better, worse and unchanged are treated alike. Empty where the indicators conclude nothing.
    """
    made_by = deciding(own, verdict)
    tested = own[~own["verdict"].isin(("beskrivelse", "ikke_maalt"))]
    said = []
    if len(made_by) == 1 and len(tested) > 1:
        said.append(f"Konklusjonen bygger på {_lowered(made_by['name'].iloc[0])} alene.")
    if is_sensitive(own, verdict):
        said.append("Konklusjonen er følsom for valg.")
    if len(made_by) and made_by["warnings"].str.contains(WEAK_MONTHS).all():
        said.append(
            "Les den som for lite data: Månedene gir ikke samme svar når flere indikatorer er testet."
        )
    caveats = {i.id: i.caveat for i in plan.indicators}
    said += [c for c in (caveats[indicator] for indicator in made_by["indicator"]) if c]
    return " ".join(dict.fromkeys(said))


def goal_reason(own: pd.DataFrame) -> str:
    """Say how many of a goal's indicators got each verdict, naming those that got better or worse."""
    parts = []
    for verdict in VERDICTS:
        names = own.loc[own["verdict"] == verdict, "name"].tolist()
        if names:
            named = f" ({no.listed([_lowered(n) for n in names])})" if verdict in NAMED else ""
            parts.append(f"{len(names)} {_SAID[verdict]}{named}")
    if not parts:
        return "Delmålet har ingen indikatorer."
    indicators = no.count(len(own), "indikator", "indikatorer")
    if len(own) == 1:
        return f"Den ene indikatoren {parts[0].partition(' ')[2]}."
    if own["verdict"].eq("ikke_maalt").all():
        return f"Ingen av de {indicators.removesuffix('er')}ene er målt."
    if len(parts) == 1:
        alike = "Begge indikatorene" if len(own) == 2 else f"Alle {indicators}"
        return f"{alike} {parts[0].partition(' ')[2]}."
    return f"Av {indicators}: {no.listed(parts)}."


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
