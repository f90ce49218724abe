"""Chapter 8: for each goal of the plan what was done, the evidence, the verdict, and what the researcher advises."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.params import Goal, Rate, numbers
from analysis.present import labels
from analysis.present.evidence import Evidence, confirmatory
from analysis.present.fragment_survey import drawn
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.present.tables import Cell, Table

HEAD = ("Mål", "Før", "Etter", "Endring", "Intervall", "n", "Vurdering")
WIDTHS = (26, 10, 10, 14, 16, 14, 13)


def results(material: Material) -> str:
    """Return the overview and one section for each goal."""
    return joined(_overview(material), *(_goal(material, goal) for goal in material.study.plan.goals))


def evidence_table(table_id: str, caption: str, rows: Sequence[Evidence]) -> Table:
    """Return a table of indicators: before, after, change with interval, n, verdict; the unit below the name."""
    return Table(
        id=table_id,
        caption=caption,
        head=HEAD,
        rows=[
            (
                f"{r.label}, {r.unit}",
                r.before,
                r.after,
                r.change,
                r.interval,
                r.basis,
                Cell(bold(r.verdict_name)),
            )
            for r in rows
        ],
        widths=WIDTHS,
        align="lrrllll",
        wide=True,
    )


def _overview(material: Material) -> str:
    forest = drawn(material, "endring")
    intro = (
        "Kapitlet tar for seg ett delmål om gangen. For hvert mål viser vi tallet før og etter, endringen, intervallet den "
        "er forenlig med, og hvor mange den bygger på. Under tabellen står det hvorfor konklusjonen ble som den ble."
    )
    notes = [labels.MISSING_NOTE] + ([labels.HIDDEN_NOTE] if _any_hidden(material) else [])
    reading = "@fig-endring samler endringene." if forest else ""
    return joined(intro, " ".join(escape_markdown(note) for note in notes), reading, forest)


def _any_hidden(material: Material) -> bool:
    return any(e.hidden for e in material.evidence)


def _goal(material: Material, goal: Goal) -> str:
    rows = material.by_goal[goal.id]
    verdict, reason = material.goal_verdicts.get(goal.id, ("ikke_maalt", ""))
    return joined(
        f"## {escape_markdown(goal_title(goal))} {{#sec-delmal-{goal.id}}}",
        f"**Konklusjon: {escape_markdown(labels.verdict(verdict))}.** {escape_markdown(reason)}",
        *_what_was_done(goal),
        f"### Evaluering av resultat {{#delmal-{goal.id}-evaluering .unnumbered}}",
        _evidence(goal, rows),
        *(drawn(material, name) for name in _figures(material, goal)),
        f"### Anbefaling {{#delmal-{goal.id}-anbefaling .unnumbered}}",
        recommendation(material, goal),
    )


def _what_was_done(goal: Goal) -> list[str]:
    parts = (("Metode", goal.methods), ("Virkemidler", goal.means), ("Tiltak", goal.actions))
    return [f"{bold(name + '.')} {escape_markdown(_sentence(texts))}" for name, texts in parts if texts]


def _sentence(texts: Sequence[str]) -> str:
    first, *rest = texts
    return f"{numbers.listed([first, *(t if t[1:2].isupper() else t[0].lower() + t[1:] for t in rest)])}."


def _evidence(goal: Goal, rows: list[Evidence]) -> str:
    main, single = confirmatory(rows), [r for r in rows if r.exploratory]
    shown, missing = [r for r in main if r.measured], [r for r in main if not r.measured]
    parts: list[str] = []
    if shown:
        caption = (
            f"{goal.short}: før, etter og endring. Enheten står under hvert mål. n er det tallene bygger på."
        )
        parts += [
            evidence_table(f"delmal-{goal.id}", caption, shown).source(),
            bullets(_reason(r) for r in shown),
        ]
    if missing:
        names = numbers.listed([escape_markdown(r.label) for r in missing])
        parts.append(f"{bold('Ikke målt i perioden:')} {names}. Dataene som trengs, finnes ikke.")
    parts.append(_single_items(goal, [r for r in single if r.measured]))
    return joined(*parts) if any(parts) else "Ingen av målene for dette delmålet er målt i perioden.\n"


def _single_items(goal: Goal, rows: list[Evidence]) -> str:
    if not rows:
        return ""
    caption = (
        f"{goal.short}: enkeltspørsmål fra kartleggingen, utforskende. n er personer som svarte begge ganger."
    )
    warned = [
        f"{escape_markdown(r.name)}: {escape_markdown(' '.join(r.warnings))}" for r in rows if r.warnings
    ]
    return joined(
        "Enkeltspørsmålene under er utforskende. De teller ikke med i konklusjonen for delmålet.",
        evidence_table(f"sporsmal-{goal.id}", caption, rows).source(),
        bullets(warned),
    )


def _reason(row: Evidence) -> str:
    why = row.reason or (
        "Tallene bak konklusjonen er skjult i denne utgaven."
        if row.hidden
        else labels.VERDICT_MEANINGS[row.verdict]
    )
    trust = "" if row.certainty == numbers.MISSING else f" Tillit: {row.certainty}."
    return f"{bold(row.name + '.')} {escape_markdown(' '.join([why, *row.warnings]) + trust)}"


def _figures(material: Material, goal: Goal) -> list[str]:
    """Choose the figures of a goal: incidents where most kinds are counted, the plan's status where it is measured."""
    measures = {i.id: i.measure for i in material.study.plan.indicators if i.goal == goal.id}
    chosen = []
    if goal.id == _goal_of_most_incidents(material):
        chosen.append("hendelser")
    if any(getattr(m, "of", None) == "measures_done" for m in measures.values()):
        chosen.append("handlingsplan")
    return chosen


def _goal_of_most_incidents(material: Material) -> str:
    plan = material.study.plan
    counts = {
        g.id: sum(_counts_incidents(i.measure) for i in plan.indicators if i.goal == g.id) for g in plan.goals
    }
    return max(counts, key=lambda goal: counts[goal])


def _counts_incidents(measure: object) -> bool:
    return isinstance(measure, Rate) and measure.table == "incidents"


def recommendation(material: Material, goal: Goal) -> str:
    """Return the researcher's advice for a goal, or say why there is none in this period."""
    if material.timing == "before_start":
        return "Perioden ligger før prosjektet. Den gir derfor ikke grunnlag for anbefalinger.\n"
    if not material.final:
        return "Perioden dekker ikke hele prosjektet. Anbefalinger gis når prosjektet er ferdig.\n"
    written = material.recommendations.get(goal.id, "")
    if written.strip():
        return written
    return callout(
        "note",
        "Anbefalingen er ikke skrevet",
        f"Teksten hentes fra filen `anbefaling-{goal.id}.qmd` i prosjektets mappe under `report`.",
    )
