"""Data quality and reproducibility: findings, figures that do not agree, corrections, losses, inputs and versions."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.params import Fact, numbers
from analysis.present import labels
from analysis.present.markup import bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import table_or_sentence

MOST_FINDINGS = 40
"""Rows of findings printed; the rest are counted."""


def quality(material: Material) -> str:
    """Return the data-quality chapter's generated part."""
    return joined(
        "## Tall i kildene som ikke stemmer {#sec-uoverensstemmelser}",
        inconsistencies(material),
        "## Funn ved innlesing {#sec-funn}",
        _findings(material),
        "## Rettelser {#sec-rettelser}",
        _corrections(material),
        "## Bortfall {#sec-bortfall}",
        _losses(material),
    )


def inconsistencies(material: Material) -> str:
    """Hold the figures of the project's own documents against each other, against the data, and say what is cut off."""
    project = material.study.project
    by_id = {fact.id: fact for fact in project.facts}
    lines = [line for fact in project.facts if (line := _sum_line(fact, by_id))]
    lines += _meeting_lines(material)
    lines += [
        f"Spørsmål {item.number} i skjemaet («{item.text}») er avkuttet i kilden. Vi vet ikke hva leietakerne ble spurt om. "
        "Svarene vises, men bør ikke brukes alene."
        for item in material.study.questionnaire.items
        if item.incomplete
    ]
    if not lines:
        return "Vi fant ingen tall i kildene som motsier hverandre."
    return joined(
        "Disse tallene er hentet fra prosjektets egne dokumenter. Vi har ikke glattet over det som ikke går opp.",
        bullets(escape_markdown(line) for line in lines),
    )


def _sum_line(fact: Fact, by_id: dict[str, Fact]) -> str:
    parts = [by_id[i] for i in fact.should_equal_sum]
    total = sum(part.value for part in parts)
    if not parts or total == fact.value:
        return ""
    terms = " og ".join(f"{numbers.number(part.value, 0)} {part.text}" for part in parts)
    gap = abs(fact.value - total)
    side = "mangler" if fact.value > total else "er for mange"
    return (
        f"Kilden oppgir {terms}, til sammen {numbers.number(total, 0)}. Samtidig oppgir den {numbers.number(fact.value, 0)} "
        f"{fact.text}. Det {side} {numbers.number(gap, 0)} ({fact.source})."
    )


def _meeting_lines(material: Material) -> list[str]:
    activities = material.disclosed.activities
    dated = int(((activities["kind"] == "working_group_meeting") & activities["date"].notna()).sum())
    return [
        f"Kilden oppgir {numbers.number(fact.value, 0)} {fact.text} ({fact.source}), men fremdriftsplanen har dato for "
        f"{numbers.number(dated, 0)}."
        for fact in material.study.project.facts
        if fact.should_equal_data == "meetings_dated" and fact.value != dated
    ]


def _findings(material: Material) -> str:
    findings = material.disclosed.findings
    order = {severity: i for i, severity in enumerate(labels.SEVERITIES)}
    ranked = findings.assign(rank=findings["severity"].map(order)).sort_values("rank", kind="stable")
    records = ranked.head(MOST_FINDINGS).to_dict("records")
    table = table_or_sentence(
        "funn",
        [
            (labels.label(labels.SEVERITIES, str(r["severity"]), "severity"), *_finding_cells(r))
            for r in records
        ],
        "Innlesingen fant ingen feil eller mangler i filene.",
        caption=f"Funn i filene, de alvorligste først (n = {numbers.number(len(findings), 0)} funn)",
        head=("Grad", "Fil og sted", "Funn", "Hva som bør gjøres"),
        widths=(12, 24, 38, 26),
        align="llll",
        wide=True,
    )
    left = len(findings) - len(records)
    return joined(table, f"{numbers.number(left, 0)} funn til er ikke vist." if left > 0 else "")


def _finding_cells(row: dict[str, object]) -> tuple[str, str, str]:
    def text(name: str) -> str:
        return "" if numbers.is_missing(row[name]) else str(row[name])

    column = f"kolonne «{text('column')}»" if text("column") else ""
    rows = f"rad {text('rows')}" if text("rows") else ""
    return (
        ", ".join(part for part in (text("file") or text("source"), column, rows) if part),
        text("message"),
        text("action"),
    )


def _corrections(material: Material) -> str:
    rows = [
        (str(r["source"]), str(r["column"]), str(r["reason"]), str(r["who"]), _day(r["date"]))
        for r in material.disclosed.corrections.to_dict("records")
    ]
    return table_or_sentence(
        "rettelser",
        rows,
        "Ingen verdier er rettet for hånd.",
        caption=f"Rettelser i dataene, med grunn (n = {len(rows)} rettelser)",
        head=("Kilde", "Kolonne", "Grunn", "Rettet av", "Dato"),
        widths=(16, 18, 38, 16, 12),
        align="lllll",
        wide=True,
    )


def _losses(material: Material) -> str:
    results = material.disclosed.results
    rows = []
    for r in results[results["place"] == "all"].to_dict("records"):
        if numbers.is_missing(r["n_pairs"]) or r["family"] in _exploratory(material):
            continue
        lost = [numbers.number(r[c], 0) for c in ("lost_moved", "lost_missing", "lost_not_invited")]
        lost = [numbers.HIDDEN if material.public and cell == numbers.MISSING else cell for cell in lost]
        rows.append(
            (str(r["name"]), numbers.number(r["n_before"], 0), numbers.number(r["n_pairs"], 0), *lost)
        )
    return table_or_sentence(
        "bortfall",
        rows,
        "Ingen av målene i denne perioden følger personer over tid. Det er derfor ikke noe bortfall å vise.",
        caption="Leietakere med og uten tall både før og etter (n = antall personer)",
        head=("Mål", "Før (n)", "Begge (n)", "Flyttet ut", "Svar mangler", "Ikke invitert"),
        widths=(34, 12, 13, 13, 14, 14),
        align="lrrrrr",
    )


def _exploratory(material: Material) -> set[str]:
    return {family.id for family in material.study.plan.families if family.exploratory}


def reproducibility(material: Material) -> str:
    """Return inputs with short hashes, the plan's hash, versions, and how to run again."""
    made = material.provenance
    study = material.study
    inputs = [(f.name, f.source, "Syntetisk" if f.synthetic else "Ekte", f.digest) for f in made.inputs]
    return joined(
        f"Perioden heter `{study.project.id}/{study.period.id}`. Slik lages rapporten på nytt fra prosjektets mappe:",
        f"```{{.bash}}\nleie run {study.project.id}/{study.period.id}\n```",
        f"Fingeravtrykket til evalueringsplanen er `{made.plan}`. Et fingeravtrykk endrer seg hvis ett eneste tegn i filen "
        "endres.",
        table_or_sentence(
            "inndata",
            inputs,
            "Filene rapporten bygger på, er ikke oppgitt.",
            caption=f"Filene rapporten bygger på, med fingeravtrykk (n = {len(inputs)} filer)",
            head=("Fil", "Kilde", "Opphav", "Fingeravtrykk"),
            widths=(34, 24, 16, 26),
            align="llll",
        ),
        table_or_sentence(
            "programmer",
            _programs(made.programs),
            "Programversjonene er ikke oppgitt.",
            caption=f"Programmene som ble brukt (n = {len(made.programs)} programmer)",
            head=("Program", "Versjon"),
            widths=(50, 50),
            align="ll",
        ),
    )


def _programs(programs: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    return list(programs)


def _day(value: object) -> str:
    return str(value) if isinstance(value, str) else numbers.date_table(value)  # type: ignore[arg-type]
