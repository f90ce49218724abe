"""What a goal's verdict rests on, in sentences: what decides it, what that says, and what to bear in mind."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from analysis.evaluate.judging.goals import deciding, goal_rows, is_sensitive
from analysis.params import Plan, Study
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
    "skjult": "vises ikke i denne utgaven",
}


def goal_lines(goals: pd.DataFrame, results: pd.DataFrame, study: Study) -> list[str]:
    """Return a line for the main goal, and one per goal: its short title and its verdict with the reason."""
    verdicts = dict(zip(goals["goal"], goals["verdict"], strict=True))
    return [
        f"Hovedmålet: {main_goal(results)}",
        *(
            f"{goal.short}: {labels.verdict(verdicts[goal.id])}. "
            f"{goal_words(goal_rows(results, study.plan, goal.id), verdicts[goal.id], study)}"
            for goal in study.plan.goals
        ),
    ]


def main_goal(results: pd.DataFrame) -> str:
    """Answer the main goal in one sentence: what the outcomes that decide the goals say together.

    Better and worse are both named, whatever their number.

    Examples
    --------
    >>> row = {"place": "all", "role": "decides"}
    >>> main_goal(pd.DataFrame([row | {"verdict": v} for v in ("bedring", "uendret", "for_lite_data")]))
    'Av tre utfall er ett bedre, ingen er verre, ett er uendret, og for ett vet vi for lite.'
    >>> main_goal(pd.DataFrame([row | {"verdict": "for_lite_data"}]))
    'For det ene utfallet som avgjør, vet vi for lite til å si om det er bedre eller verre.'
    """
    said = results.loc[(results["place"] == "all") & (results["role"] == "decides"), "verdict"].tolist()
    known = {v: said.count(v) for v in ("bedring", "forverring", "uendret")}
    rest = len(said) - sum(known.values())
    if not said:
        return "Ingen utfall avgjør målene."
    if "skjult" in said:
        return "Hva utfallene som avgjør, viser samlet, står bare i den begrensede utgaven."
    if rest == len(said):
        whom = "det ene utfallet" if rest == 1 else f"alle de {no.in_words(rest)} utfallene"
        pronoun = "det" if rest == 1 else "de"
        return f"For {whom} som avgjør, vet vi for lite til å si om {pronoun} er bedre eller verre."
    if len(said) == 1:
        return {
            "bedring": "Det ene utfallet som avgjør, er bedre.",
            "forverring": "Det ene utfallet som avgjør, er verre.",
            "uendret": "Det ene utfallet som avgjør, er uendret.",
        }[said[0]]
    n = {v: no.in_words(count, neuter=True) for v, count in known.items()}
    parts = [f"{n['bedring']} bedre", f"{n['forverring']} er verre"]
    parts += [f"{n['uendret']} er uendret"] if known["uendret"] else []
    parts += [f"for {no.in_words(rest, neuter=True)} vet vi for lite"] if rest else []
    return f"Av {no.in_words(len(said))} utfall er {', '.join(parts[:-1])}, og {parts[-1]}."


def goal_words(own: pd.DataFrame, verdict: str, study: Study) -> str:
    """Give a goal's reason: what decides it and what that says, the level, and what to bear in mind."""
    parts = [goal_reason(own), levels(own, study), goal_caveat(own, verdict, study.plan)]
    return " ".join(filter(None, parts))


def levels(own: pd.DataFrame, study: Study) -> str:
    """Say on which side of the scale's middle the deciding means lie after, whatever the change."""
    said = []
    for row in own[own["role"] == "decides"].to_dict("records"):
        lies = side_of_scale(row, study)
        middle = (study.questionnaire.scale.low + study.questionnaire.scale.high) / 2
        decimals = 1 if no.number(row["after"]) != no.number(middle) else 2
        after = no.number(row["after"], decimals)
        said += [f"Snittet for {_lowered(row['name'])} er {lies} ({after})."] * bool(lies)
    return " ".join(said)


def side_of_scale(row: Mapping[Any, Any], study: Study) -> str:
    """Say on which side of the scale the mean of an index or a question lies after; else nothing.

    Examples
    --------
    A mean of 3.7 on seven points, 3.1 before: «fortsatt på uenig-siden».
    """
    scale = study.questionnaire.scale
    middle = (scale.low + scale.high) / 2
    sides = ("uenig-siden", "enig-siden") if "enig" in scale.labels[-1].lower() else ("nedre", "øvre")
    declared = study.plan.indicator(str(row["indicator"])).declared
    before, after = row["before"], row["after"]
    if declared.table != "survey" or declared.value.share or no.is_missing(after) or after == middle:
        return ""
    side = sides[after > middle] + (" halvdel av skalaen" if sides[0] == "nedre" else "")
    still = "fortsatt " if not no.is_missing(before) and (before > middle) == (after > middle) else ""
    return f"{still}på {side}"


def goal_caveat(own: pd.DataFrame, verdict: str, plan: Plan) -> str:
    """Say which indicator a verdict stands on where it is one alone, and what can move its figures.

    Better, worse and unchanged are treated alike. Empty where the indicators conclude nothing.
    """
    made_by = deciding(own, verdict)
    tested = own[own["role"] == "decides"]
    said = []
    if len(made_by) == 1 and len(tested) > 1:
        said.append(f"Konklusjonen bygger på {_lowered(made_by['name'].iloc[0])} alene.")
    if is_sensitive(own, verdict):
        said.append(f"Konklusjonen er følsom for valg: {choices(made_by)}.")
    caveats = {i.id: i.caveat for i in plan.indicators}
    said += [c for c in (caveats[indicator] for indicator in made_by["indicator"]) if c]
    return " ".join(dict.fromkeys(said))


def choices(rows: pd.DataFrame) -> str:
    """Say how many of the other choices that could have shown something agree, and how many could not."""
    able, agree, powerless = (int(rows[f"n_{name}"].sum()) for name in ("choices", "agree", "powerless"))
    said = f"den holder i {agree} av {no.count(able, 'valg', 'valg')} som kunne vist noe"
    return f"{said}; {powerless} hadde for få igjen" if powerless else said


def goal_reason(own: pd.DataFrame) -> str:
    """Say which outcomes decide a goal and what each says, and how many indicators support it."""
    if not len(own):
        return "Delmålet har ingen indikatorer."
    decides = own[own["role"] == "decides"]
    rest = len(own) - len(decides)
    if not len(decides):
        return "Ingen av utfallene avgjør delmålet. Tallene beskriver det."
    said = {row["name"]: _SAID[str(row["verdict"])] for row in decides.to_dict("records")}
    parts = [f"{_lowered(name)} {words}" for name, words in said.items()]
    first = f"{parts[0][0].upper()}{parts[0][1:]}"
    others = no.count(rest, "indikator", "indikatorer")
    joined = f"{', '.join([first, *parts[1:-1]])}, og {parts[-1]}" if len(parts) > 1 else first
    return f"{joined}." + (f" {others} støtter eller beskriver." if rest else "")


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]
