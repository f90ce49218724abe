"""Chapter 8: for each goal what was done, the evidence, the verdict, and what the researcher advises."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.params import Goal, numbers
from analysis.present.evidence import CONCLUDED, Evidence, confirmatory
from analysis.present.figures import incidents
from analysis.present.fragments.placed import figures_at
from analysis.present.fragments.summary import ended, lowered, separated
from analysis.present.markup import bold, bullets, callout, escape_markdown, joined
from analysis.present.material import Material, goal_title
from analysis.present.tables import Cell, Table
from analysis.wording import labels

HEAD = ("Indikator", "Før", "Etter", "Endring", "Grunnlag (n)", "Vurdering")
WIDTHS = (29, 10, 10, 19, 18, 19)
NO_INDICATORS = "Planen har ingen indikatorer for dette delmålet."
NOT_MEASURED = "Ingen av indikatorene for dette delmålet er målt i perioden."
SHORT = 17
"""Letters of a cell that stay on one line."""


def results(material: Material) -> str:
    """Return the overview and one section for each goal."""
    sections = [_goal(material, goal) for goal in material.study.plan.goals]
    return joined(_overview(material), *sections, _all_changes(material))


def evidence_table(table_id: str, caption: str, rows: Sequence[Evidence]) -> Table:
    """Return a table of indicators: before, after, change with interval, n, verdict; unit with the name."""
    return Table(
        id=table_id,
        caption=caption,
        head=HEAD,
        rows=[_evidence_row(row) for row in rows],
        align="lrrlll",
        wide=True,
        widths=WIDTHS,
    )


def no_advice(material: Material) -> str:
    """Say why the period gives no recommendations; nothing where it does."""
    if material.timing == "before_start":
        return "Perioden ligger før prosjektet. Den gir derfor ikke grunnlag for anbefalinger."
    if not material.final:
        return "Perioden dekker ikke hele prosjektet. Anbefalinger gis når prosjektet er ferdig."
    return ""


def recommendation(material: Material, goal: Goal) -> str:
    """Return the researcher's advice for a goal, or a box that says it is not written."""
    written = material.recommendations.get(goal.id, "")
    if written.strip():
        return written
    return callout(
        "note",
        "Anbefalingen er ikke skrevet",
        f"Teksten hentes fra filen `anbefaling-{goal.id}.qmd` i prosjektets mappe under `report`.",
    )


def _evidence_row(row: Evidence) -> tuple[str | Cell, ...]:
    name, verdict = f"{row.label}, {row.unit}", bold(_on_one_line(row.verdict_name))
    verdict += f" ({', '.join(row.reservations)})" if row.reservations else ""
    return (name, row.before, row.after, row.change_and_interval, _on_one_line(row.basis), Cell(verdict))


def _on_one_line(text: str) -> str:
    return text.replace(" ", numbers.SPACE) if len(text) <= SHORT else text


def _overview(material: Material) -> str:
    intro = (
        "Kapitlet tar for seg ett delmål om gangen. For hver indikator viser vi tallet før og etter, "
        "endringen "
        "med "
        "intervallet tallene er forenlige med, og hva de bygger på. Under tabellen står det hvorfor "
        "konklusjonen ble som den ble."
    )
    notes = ["To tall med pluss mellom er antallet før og antallet etter.", labels.MISSING_NOTE]
    if any(row.hidden for row in material.evidence):
        notes.append(labels.HIDDEN_NOTE)
    return joined(intro, escape_markdown(" ".join(notes)), no_advice(material))


def _all_changes(material: Material) -> str:
    forest = figures_at(material, "resultater.alle")
    return (
        joined("## Alle endringene samlet {#sec-endringer .unnumbered .unlisted}", forest) if forest else ""
    )


def _goal(material: Material, goal: Goal) -> str:
    verdict, reason = material.goal_verdicts.get(goal.id, ("ikke_maalt", ""))
    return joined(
        f"## {escape_markdown(goal_title(goal))} {{#sec-delmal-{goal.id}}}",
        f"**Konklusjon: {escape_markdown(labels.verdict(verdict))}.** {escape_markdown(reason)}",
        *_what_was_done(goal),
        f"### Evaluering av resultat {{#delmal-{goal.id}-evaluering .unnumbered}}",
        _evidence(material, goal, material.by_goal[goal.id]),
        figures_at(material, "resultater.delmal", only=_figures(material, goal)),
        _advice(material, goal),
    )


def _advice(material: Material, goal: Goal) -> str:
    if no_advice(material):
        return ""
    heading = f"### Anbefaling {{#delmal-{goal.id}-anbefaling .unnumbered}}"
    return joined(heading, recommendation(material, goal))


def _what_was_done(goal: Goal) -> list[str]:
    parts = (("Metode", goal.methods), ("Virkemidler", goal.means), ("Tiltak", goal.actions))
    return [f"{bold(name + '.')} {escape_markdown(_sentence(texts))}" for name, texts in parts if texts]


def _sentence(texts: Sequence[str]) -> str:
    return ended(separated(lowered(list(texts))))


def _evidence(material: Material, goal: Goal, rows: list[Evidence]) -> str:
    main = confirmatory(rows)
    shown, missing = [r for r in main if r.measured], [r for r in main if not r.measured]
    parts: list[str] = []
    if shown:
        caption = f"{goal.short}: før, etter og endring (intervall i parentes), med enhet og grunnlag (n)"
        parts += [evidence_table(f"delmal-{goal.id}", caption, shown).source(), _reasons(shown)]
    if missing:
        names = separated(lowered([row.label for row in missing]))
        parts.append(
            f"{bold('Ikke målt i perioden:')} {escape_markdown(names)}. Dataene som trengs, finnes ikke."
        )
    parts.append(_explored(material, goal, [r for r in rows if r.exploratory and r.measured]))
    return joined(*parts) or (NOT_MEASURED if rows else NO_INDICATORS)


def _explored(material: Material, goal: Goal, rows: list[Evidence]) -> str:
    if not rows:
        return ""
    plan = material.study.plan
    if all(i.is_question for i in plan.explored):
        what, basis = "enkeltspørsmål fra kartleggingen, utforskende", "antall som svarte begge ganger (n)"
        they = "Enkeltspørsmålene"
    else:
        what, basis, they = "utforskende indikatorer", "hva de bygger på (n)", "Disse indikatorene"
    return joined(
        f"{they} er utforskende. De teller ikke med i konklusjonen for delmålet.",
        evidence_table(f"sporsmal-{goal.id}", f"{goal.short}: {what}, med {basis}", rows).source(),
    )


def _reasons(rows: Sequence[Evidence]) -> str:
    """Say why each verdict is what it is; indicators with the same words stand together."""
    names: dict[str, list[str]] = {}
    for row in rows:
        names.setdefault(_reason(row), []).append(row.name)
    return bullets(
        f"{bold(separated(lowered(same)) + '.')} {escape_markdown(why)}" for why, same in names.items()
    )


def _reason(row: Evidence) -> str:
    meaning = labels.VERDICT_MEANINGS[row.verdict]
    described = "" if row.verdict == "beskrivelse" else row.reason
    why = described or ("Tallene bak konklusjonen er skjult i denne utgaven." if row.hidden else meaning)
    trust = [] if row.certainty == numbers.MISSING else [f"Tilliten er {row.certainty}."]
    meant = [row.explanation] if row.verdict in ("bedring", "forverring") else []
    unstable = [ended(f"Konklusjonen er {row.reservations[0]}")] if row.reservations else []
    mind = [row.caveat] if row.caveat and row.verdict in (*CONCLUDED, "beskrivelse") else []
    return " ".join([*meant, why, *mind, *row.warnings, *unstable, *trust])


def _figures(material: Material, goal: Goal) -> set[str]:
    """Choose a goal's figures by what its indicators measure, as far as they are measured in the period."""
    measured = {str(row.declared.figure) for row in material.by_goal[goal.id] if row.measured}
    most = {incidents.FIGURE} if goal.id == _goal_of_most_incidents(material) else set()
    return measured - {incidents.FIGURE} | most


def _goal_of_most_incidents(material: Material) -> str:
    """Return the goal the figure of incidents stands under; none where the plan counts no incidents."""
    counts = dict.fromkeys((goal.id for goal in material.study.plan.goals), 0)
    for indicator in material.study.plan.indicators:
        counts[indicator.goal] += indicator.declared.figure == incidents.FIGURE
    most = max(counts, key=lambda goal: counts[goal])
    return most if counts[most] else ""
