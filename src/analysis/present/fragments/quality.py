"""Data quality: figures that do not agree, findings, corrections and losses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.clean.telling import file_and_sheet
from analysis.params import Fact, numbers
from analysis.present.markup import bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import table_or_sentence
from analysis.present.values import few_people
from analysis.wording import labels

MOST_ROWS = 6
"""Row numbers of a finding that are printed; the rest are counted."""
MEETINGS = "meetings_dated"
"""The count that the progress plan itself gives."""
LOSSES = ("lost_moved", "lost_missing", "lost_not_invited")


def quality(material: Material) -> str:
    """Return the data-quality chapter's generated part."""
    findings = _counted_findings(material) if material.public else _findings(material)
    return joined(
        "## Tall i kildene som ikke stemmer {#sec-uoverensstemmelser}",
        inconsistencies(material),
        "## Funn og rettelser {#sec-funn}",
        findings,
        _corrections(material),
        "## Bortfall {#sec-bortfall}",
        _losses(material),
    )


def inconsistencies(material: Material) -> str:
    """Hold the project's own figures against each other and the data, and say what the source cuts off."""
    project = material.study.project
    by_id = {fact.id: fact for fact in project.facts}
    lines = [line for fact in project.facts if (line := _sum_line(fact, by_id, material))]
    lines += _fact_lines(material)
    lines += [
        f"Spørsmål {item.number} i skjemaet («{item.text}») er avkuttet i kilden. Vi vet ikke hva "
        "leietakerne "
        "ble spurt om. Svarene vises, men bør ikke brukes alene."
        for item in material.study.questionnaire.items
        if item.incomplete
    ]
    if not lines:
        return "Vi fant ingen tall i kildene som motsier hverandre."
    return joined(
        "Tallene er hentet fra prosjektets egne dokumenter. Vi har ikke glattet over det som ikke går opp.",
        bullets(escape_markdown(line) for line in lines),
    )


def _sum_line(fact: Fact, by_id: dict[str, Fact], material: Material) -> str:
    parts = [by_id[i] for i in fact.should_equal_sum]
    total = sum(part.value for part in parts)
    if not parts or abs(total - fact.value) <= sum(one.leeway for one in (fact, *parts)):
        return ""
    if material.public and any(few_people(one, material.study.project.disclosure) for one in (fact, *parts)):
        return f"{_capital(fact.text)}: tallene i kilden går ikke opp, og er skjult her."
    sources = "; ".join(dict.fromkeys(one.source for one in (*parts, fact)))
    terms = numbers.listed([f"{numbers.number(part.value, 0)} {part.text}" for part in parts])
    gap, side = abs(fact.value - total), "mangler" if fact.value > total else "er for mange"
    return (
        f"Kilden oppgir {terms}, til sammen {numbers.number(total, 0)}. Samtidig oppgir den "
        f"{numbers.number(fact.value, 0)} {fact.text}. Det {side} {numbers.number(gap, 0)} ({sources})."
    )


def _fact_lines(material: Material) -> list[str]:
    """Say where a figure of the documents differs from the data: meetings counted here, the rest found.

    In public neither number is told of people: that of the data may be the smaller one.
    """
    activities = material.disclosed.activities
    dated = int(((activities["kind"] == "working_group_meeting") & activities["date"].notna()).sum())
    found = material.disclosed.findings
    differing = found[found["severity"] != "info"]
    messages = {str(r["rule"]): _message(r) for r in differing.to_dict("records")}
    lines = []
    for fact in material.study.project.facts:
        if fact.should_equal_data != MEETINGS:
            message = messages.get(f"fact_{fact.id}", "")
            withheld = f"{_capital(fact.text)}: kilden og dataene oppgir ulike tall, som er skjult her."
            lines += [withheld if material.public and fact.people else message] if message else []
        elif len(activities) and abs(fact.value - dated) > fact.leeway:
            lines.append(
                f"Kilden oppgir {numbers.number(fact.value, 0)} {fact.text} ({fact.source}), men "
                "fremdriftsplanen "
                f"har dato for {numbers.number(dated, 0)}."
            )
    return lines


def _of_files(findings: pd.DataFrame) -> pd.DataFrame:
    """Leave out what the section on inconsistencies already says."""
    fact = findings["rule"].astype("str").str.startswith("fact_") & findings["severity"].ne("info")
    return findings[~(fact | findings["rule"].eq("incomplete_item"))]


def _findings(material: Material) -> str:
    findings = _of_files(material.disclosed.findings)
    order = {severity: i for i, severity in enumerate(labels.SEVERITIES)}
    faults = findings[findings["severity"] != "info"].sort_values(
        "severity", kind="stable", key=lambda severity: severity.map(order)
    )
    notes = findings[findings["severity"] == "info"]
    return joined(
        table_or_sentence(
            "funn",
            [_fault(row) for row in faults.to_dict("records")],
            "Innlesingen fant ingen feil eller mangler i filene.",
            caption=f"Feil og advarsler i filene (n = {numbers.number(len(faults), 0)} funn)",
            head=("Grad", "Fil og sted", "Funn"),
            align="lll",
            wide=True,
        ),
        table_or_sentence(
            "opplysninger",
            [(_place(row), _message(row)) for row in notes.to_dict("records")],
            "",
            caption=f"Slik ble filene lest (n = {numbers.count(len(notes), 'opplysning', 'opplysninger')})",
            head=("Fil og sted", "Opplysning"),
            align="ll",
            wide=True,
        ),
    )


def _fault(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    severity = labels.label(labels.SEVERITIES, str(row["severity"]), "severity")
    return severity, _place(row), _message(row)


def _place(row: Mapping[Hashable, Any]) -> str:
    """Name file, column and the first rows."""
    rows = _text(row, "rows").split(", ")
    more = f" og {len(rows) - MOST_ROWS} til" if len(rows) > MOST_ROWS else ""
    column = f"kolonne «{_text(row, 'column')}»" if _text(row, "column") else ""
    listed = f"rad {', '.join(rows[:MOST_ROWS])}{more}" if rows != [""] else ""
    return ", ".join(part for part in (_file(row), column, listed) if part)


def _file(row: Mapping[Hashable, Any]) -> str:
    return file_and_sheet(row) or _text(row, "source")


def _message(row: Mapping[Hashable, Any]) -> str:
    """Return the message without the place, which stands in a column of its own."""
    return f"{_capital(_text(row, 'message'))}."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _counted_findings(material: Material) -> str:
    """Count the findings by file: their words may name an address or a single event."""
    records = _of_files(material.disclosed.findings).to_dict("records")
    counts = Counter((_file(row), str(row["severity"])) for row in records)
    return table_or_sentence(
        "funn",
        [
            (file, labels.label(labels.SEVERITIES, severity, "severity"), numbers.number(n, 0))
            for (file, severity), n in sorted(counts.items())
        ],
        "Innlesingen fant ingen feil eller mangler i filene.",
        caption=f"Antall funn i hver fil (n = {numbers.number(len(records), 0)} funn)",
        head=("Fil", "Grad", "Funn (n)"),
        align="llr",
    )


def _corrections(material: Material) -> str:
    if material.public and len(material.disclosed.corrections):
        n = numbers.count(len(material.disclosed.corrections), "verdi", "verdier")
        return f"{n} er rettet for hånd. Grunnene står i den begrensede utgaven."
    rows = [
        (str(r["source"]), str(r["column"]), str(r["reason"]), str(r["who"]), _day(r["date"]))
        for r in material.disclosed.corrections.to_dict("records")
    ]
    return table_or_sentence(
        "rettelser",
        rows,
        "Ingen verdier er rettet for hånd.",
        caption=f"Rettelser i dataene, med grunn (n = {numbers.count(len(rows), 'rettelse', 'rettelser')})",
        head=("Kilde", "Kolonne", "Grunn", "Rettet av", "Dato"),
        align="lllll",
        wide=True,
    )


def _losses(material: Material) -> str:
    results = material.disclosed.results
    measured = results["place"].eq("all") & results["verdict"].ne("ikke_maalt")
    people = results[measured & results["n_pairs"].notna()]
    followed = [i.id for i in material.study.plan.indicators if i.declared.counts == "persons"]
    hidden = bool(results.loc[measured & results["indicator"].isin(followed), "hidden"].any())
    records = people[people["role"].ne("explores")].to_dict("records")
    table = table_or_sentence(
        "bortfall",
        [_loss(row, public=material.public) for row in records],
        "Bortfallet bygger på så få personer at det er skjult i denne utgaven."
        if hidden
        else "Ingen tall i denne perioden følger personer over tid. Det er derfor ikke noe bortfall å vise.",
        caption="Leietakere med og uten tall både før og etter (n = antall personer)",
        head=("Indikator", "Ved start (n)", "Begge (n)", "Ikke lenger der", "Uten svar", "Ikke invitert"),
        align="lrrrrr",
    )
    note = (
        "«Ikke lenger der» er de som mangler tall og ikke lenger leier på adressen sin fra starten. "
        "«Uten svar» er de "
        "andre som mangler tall. «Ikke invitert» er personer som kom til senere. De er ikke regnet med."
    )
    return joined(table, note if records else "")


def _loss(row: Mapping[Hashable, Any], *, public: bool) -> tuple[str, ...]:
    shown = [numbers.number(row[column], 0) for column in ("n_baseline", "n_pairs")]
    lost = [
        numbers.shown(numbers.number(row[c], 0), hidden=public and numbers.is_missing(row[c])) for c in LOSSES
    ]
    return (str(row["name"]), *shown, *lost)


def _text(row: Mapping[Hashable, Any], name: str) -> str:
    return "" if numbers.is_missing(row[name]) else str(row[name])


def _day(value: Any) -> str:
    return numbers.date_table(None if numbers.is_missing(value) else pd.Timestamp(value))
