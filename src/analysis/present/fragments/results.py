"""Results: for each goal its question, the answer, one table of findings, figures and advice."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.evaluate.judging.goals import goal_rows
from analysis.params import Goal
from analysis.params.report import Recommendation
from analysis.present.evidence import CONCLUDED, TESTED, Evidence, confirmatory
from analysis.present.fragments.comparison import compared
from analysis.present.fragments.page_one import no_advice
from analysis.present.fragments.placed import figures_of
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.present.tables import Cell, Table
from analysis.wording import labels
from analysis.wording import sentences as say
from analysis.wording.goals import goal_reason
from analysis.wording.lists import ended, lowered, separated

HEAD = ("Indikator", "Før", "Etter", "Endring", "Grunnlag (n)", "Hva det betyr")
WIDTHS = (28, 9, 9, 19, 17, 23)
SHORT = 17
"""Letters of a cell that stay on one line."""


def results(material: Material) -> str:
    """Return how to read a table of findings, one section for each goal, and the comparison addresses."""
    notes = [say.ONE_ROW, say.DECIDED_BY, labels.MISSING_NOTE]
    notes += [labels.HIDDEN_NOTE] * any(row.hidden for row in material.evidence)
    goals = [_goal(material, goal) for goal in material.study.plan.goals]
    return joined(escape_markdown(" ".join(notes)), *goals, compared(material), _in_mind(material))


def findings_table(table_id: str, caption: str, rows: Sequence[Evidence]) -> Table:
    """Return a table of findings: before, after, change with interval, n, and what it means."""
    return Table(
        id=table_id,
        caption=caption,
        head=HEAD,
        rows=[_row(row) for row in rows],
        align="lrrlll",
        wide=True,
        widths=WIDTHS,
    )


def _row(row: Evidence) -> tuple[str | Cell, ...]:
    name, basis = f"{row.label}, {row.unit}", _on_one_line(row.basis)
    return (name, row.before, row.after, row.change_and_interval, basis, Cell(_meaning(row)))


def _meaning(row: Evidence) -> str:
    """Say the word with what it means as sure as it is; of what has no word, what it is for."""
    if row.role != "decides" or row.verdict not in TESTED:
        return escape_markdown(row.verdict_name)
    if row.verdict not in CONCLUDED:
        said = say.VERY_UNSURE
    elif row.certainty == "lav":
        said = f"{say.MEANING[row.verdict]}."
    else:
        said = say.MEANING[row.verdict] + (say.SIZE_UNSURE if row.size_uncertain else say.BUT_UNSURE)
    marks = "".join(f" {ended(mark.capitalize())}" for mark in row.reservations)
    return f"{bold(row.verdict_name + '.')} {escape_markdown(said + marks)}"


def _on_one_line(text: str) -> str:
    return text.replace(" ", "\u00a0") if len(text) <= SHORT else text


def _goal(material: Material, goal: Goal) -> str:
    rows = material.by_goal[goal.id]
    verdict = material.goal_verdict(goal.id)
    reason = goal_reason(goal_rows(material.disclosed.results, material.study.plan, goal.id))
    answer = labels.label(say.GOAL_ANSWERS, verdict, "verdict") if rows else say.NO_INDICATORS
    question = f"{bold(say.QUESTION)} {escape_markdown(goal.question)}" if goal.question else ""
    return joined(
        f"## {escape_markdown(goal_title(goal))} {{#sec-delmal-{goal.id}}}",
        f"{bold(say.GOAL)} {escape_markdown(ended(goal.title))} {question}",
        f"{bold(say.SHORT_ANSWER + ':')} {escape_markdown(f'{answer} {reason}'.strip())}" if rows else answer,
        _evidence(goal, rows),
        figures_of(material, goal.id),
        *_what_was_done(goal),
        _assessment(material, goal),
        _advice(material, goal),
    )


def _evidence(goal: Goal, rows: list[Evidence]) -> str:
    main = confirmatory(rows)
    shown, missing = [r for r in main if r.measured], [r for r in main if not r.measured]
    if not shown:
        return say.NONE_MEASURED if rows else ""
    hidden = sum(row.hidden for row in shown)
    caption = say.FINDINGS_CAPTION.format(goal=goal.short)
    caption += f". {say.SO_MANY_HIDDEN.format(hidden=hidden, n=len(shown))}" if hidden else ""
    ordered = sorted(shown, key=lambda row: labels.ROLE_ORDER.index(row.role))
    parts = [findings_table(f"delmal-{goal.id}", caption, ordered).source(), _reasons(shown)]
    if missing:
        names = ended(separated(lowered([row.label for row in missing], first=True)))
        parts.append(f"{bold(say.NOT_MEASURED)} {escape_markdown(names)}")
    return joined(*parts)


def _reasons(rows: Sequence[Evidence]) -> str:
    """Say of each outcome that decides why its word is what it is, and what can move its figures."""
    return bullets(
        f"{bold(row.name + '.')} {escape_markdown(_reason(row))}" for row in rows if row.role == "decides"
    )


def _reason(row: Evidence) -> str:
    why = row.reason or (say.HIDDEN_REASON if row.hidden else labels.VERDICT_MEANINGS[row.verdict])
    return f"{row.explanation} {why}"


def _in_mind(material: Material) -> str:
    """Say each thing to bear in mind once, with the indicators it holds for."""
    held: dict[str, list[str]] = {}
    for row in confirmatory(material.evidence):
        if row.measured and not row.hidden:
            for said in [row.caveat, *row.warnings]:
                held.setdefault(said, []).append(row.name)
    held.pop("", None)
    if not held:
        return ""
    lines = [
        f"{bold(ended(separated(lowered(list(dict.fromkeys(names))))))} {escape_markdown(said)}"
        for said, names in held.items()
    ]
    return joined(f"## {say.IN_MIND} {{#sec-forbehold-tall}}", bullets(lines))


def _what_was_done(goal: Goal) -> list[str]:
    parts = (("Metode", goal.methods), ("Virkemidler", goal.means), ("Tiltak", goal.actions))
    said = [f"{bold(name + '.')} {escape_markdown(_sentence(texts))}" for name, texts in parts if texts]
    return [" ".join(said)] if said else []


def _sentence(texts: Sequence[str]) -> str:
    return ended(separated(lowered(list(texts))))


def _assessment(material: Material, goal: Goal) -> str:
    if material.timing == "before_start" or not material.final:
        return ""
    written = material.assessments.get(goal.id, "").strip()
    heading = f"### {say.ASSESSMENT} {{#delmal-{goal.id}-vurdering .unnumbered}}"
    return joined(heading, written or callout("note", say.DRAFT.format(n="én del"), say.ASSESSMENT_MISSING))


def _advice(material: Material, goal: Goal) -> str:
    if no_advice(material):
        return ""
    advice = material.study.report.recommendations_of(goal.id)
    heading = f"### {say.RECOMMENDATION} {{#delmal-{goal.id}-anbefaling .unnumbered}}"
    if not advice:
        return joined(heading, callout("note", say.DRAFT.format(n="én del"), say.RECOMMENDATION_MISSING))
    little = material.goal_verdict(goal.id) in ("for_lite_data", "usikkert_grunnlag", "ikke_maalt")
    return joined(
        heading,
        bullets(_one(one, material) for one in advice),
        escape_markdown(say.RESTS_ON_LITTLE.format(goal=goal.short)) if little else "",
    )


def _one(advice: Recommendation, material: Material) -> str:
    """Return a recommendation with what it rests on, what it takes, and when to stop."""
    rests_on = material.study.plan.indicator(advice.rests_on)
    said = [
        bold(ended(advice.what[:1].upper() + advice.what[1:])),
        f"{say.RESTS_ON} {escape_markdown(ended(rests_on.name.lower()))}",
    ]
    said += [f"{say.FEASIBILITY} {escape_markdown(ended(advice.feasibility))}"] if advice.feasibility else []
    said += [f"{say.STOP} {escape_markdown(ended(advice.stop))}"] if advice.stop else []
    return " ".join(said)
