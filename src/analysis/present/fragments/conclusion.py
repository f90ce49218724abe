"""Chapter 9: what the results amount to, in sentences made from the verdicts."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.params import numbers
from analysis.present.evidence import Evidence, confirmatory
from analysis.present.fragments.claims import claims
from analysis.present.fragments.comparison import compared
from analysis.present.fragments.placed import figures_at
from analysis.present.fragments.results import NO_INDICATORS
from analysis.present.fragments.sensitivity import sensitivity
from analysis.present.fragments.summary import figure_text
from analysis.present.markup import bold, bullets, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.wording import labels
from analysis.wording.goals import main_goal

GOAL_SENTENCES = {
    "bedring": "Her viser tallene en bedring.",
    "forverring": "Her viser tallene en forverring.",
    "blandet": "Her er bildet blandet: Ett utfall viser bedring, et annet forverring.",
    "uendret": "Her er tallene sikre nok til å si at lite er endret.",
    "for_lite_data": "Her vet vi ikke. Tallene kan ikke skille mellom bedring, forverring og ingen endring.",
    "usikkert_grunnlag": "Her er grunnlaget usikkert, fordi altfor mange mangler tall før eller etter.",
    "beskrivelse": "Her viser vi hva som ble gjort, ikke virkningen.",
    "ikke_maalt": "Her finnes det ikke data for perioden.",
}
"""What each verdict of a goal means for the conclusion."""


def conclusion(material: Material) -> str:
    """Return the conclusion: all in all, goal by goal, what was better and worse, and how sure it is."""
    rows = confirmatory(material.evidence)
    return joined(
        "## Samlet {#sec-samlet}",
        escape_markdown(f"Hovedmålet: {main_goal(material.disclosed.results)} {_goal_counts(material)}"),
        bullets(_goal_line(material, goal.id) for goal in material.study.plan.goals),
        figures_at(material, "konklusjon.samlet"),
        "## Hva som ble bedre, og hva som ble verre {#sec-bedre-verre}",
        _changed(rows, "bedring", "viser bedring"),
        _changed(rows, "forverring", "viser forverring"),
        _uncertain(rows),
        claims(material),
        "## Hvor sikkert er dette? {#sec-sikkerhet}",
        _certainty(material, rows),
        compared(material),
        figures_at(material, "konklusjon.sikkerhet"),
        sensitivity(material),
    )


def _goal_counts(material: Material) -> str:
    verdicts = [material.goal_verdict(goal.id) for goal in material.study.plan.goals]
    counted = [(labels.verdict(v).lower(), verdicts.count(v)) for v in labels.VERDICTS if v in verdicts]
    if len(counted) == 1:
        return (
            f"Konklusjonen for {'delmålet' if len(verdicts) == 1 else 'alle delmålene'} er «{counted[0][0]}»."
        )
    parts = [f"«{name}» for {'ett' if n == 1 else numbers.in_words(n)}" for name, n in counted]
    return f"For delmålene er konklusjonen {numbers.listed(parts)} av {numbers.in_words(len(verdicts))}."


def _goal_line(material: Material, goal_id: str) -> str:
    goal = next(g for g in material.study.plan.goals if g.id == goal_id)
    planned = bool(material.by_goal[goal_id])
    sentence = (
        labels.label(GOAL_SENTENCES, material.goal_verdict(goal_id), "verdict") if planned else NO_INDICATORS
    )
    said = escape_markdown(" ".join(filter(None, [sentence, material.goal_caveats.get(goal_id, "")])))
    return f"{bold(goal_title(goal) + '.')} {said} Se @sec-delmal-{goal_id}."


def _changed(rows: Sequence[Evidence], verdict: str, shows: str) -> str:
    found = [row for row in rows if row.verdict == verdict]
    if not found:
        return escape_markdown(f"Ingen av utfallene som avgjør, {shows}.")
    some = "Dette utfallet" if len(found) == 1 else "Disse utfallene"
    return joined(escape_markdown(f"{some} {shows}:"), bullets(escape_markdown(_found(row)) for row in found))


def _found(row: Evidence) -> str:
    """Say an indicator's figures, what they rest on, and what must be said with its conclusion."""
    said = [*row.reservations, *["størrelsen er usikker"] * row.size_uncertain]
    marks = f" Forbehold: {', '.join(said)}." if said else ""
    basis = "" if row.hidden else f" Grunnlag: {row.basis}."
    return f"{figure_text(row)}.{basis}{marks}"


def _uncertain(rows: Sequence[Evidence]) -> str:
    found = [row for row in rows if row.verdict == "usikkert_grunnlag"]
    if not found:
        return ""
    one = "For denne" if len(found) == 1 else "For disse"
    said = f"{one} er grunnlaget usikkert, fordi mange mangler tall:"
    return joined(escape_markdown(said), bullets(escape_markdown(_found(row)) for row in found))


def _certainty(material: Material, rows: Sequence[Evidence]) -> str:
    graded = [row for row in rows if row.certainty != numbers.MISSING]
    unknown = [row for row in rows if row.verdict == "for_lite_data"]
    sentences, too_few = [], numbers.in_words(len(unknown))
    if graded:
        low = sum(row.certainty == "lav" for row in graded)
        some, others, too_few = numbers.all_in_words(low, len(graded) - low, len(unknown))
        grade = f"lav for {some} og svært lav for {others} av" if 0 < low < len(graded) else "lav for alle"
        grade = "svært lav for alle" if not low else grade
        sentences.append(f"Tilliten er {grade} utfallene som avgjør.")
    if unknown:
        sentences.append(
            f"For {too_few} utfall er det for lite data. Det betyr ikke at ingenting har "
            "endret "
            "seg, men at "
            "flere personer, lengre tid eller flere målinger må til for å vite det."
        )
    if material.timing == "before_start":
        sentences.append(
            "Perioden ligger før prosjektet. Endringer som vises her, er slike som kan oppstå uten noe "
            "prosjekt. De er et "
            "mål på hvor forsiktig de andre rapportene må leses."
        )
    elif material.timing == "across":
        sentences.append(
            "Vi kan ikke si om endringene henger sammen med prosjektet, eller om de ville kommet uansett."
            if material.compared_with
            else "Uten en sammenligningsgruppe kan vi ikke si om endringene henger sammen med prosjektet, "
            "eller om de ville kommet uansett."
        )
    return f"{escape_markdown(' '.join(sentences))} Forbeholdene står i @sec-forbehold."
