"""Generated parts of the survey chapter and its appendix: who answered, what was answered, what was asked."""

from __future__ import annotations

from analysis.params import numbers
from analysis.present import labels
from analysis.present.markup import bullets, escape_markdown, figure, joined
from analysis.present.material import Material
from analysis.present.tables import Table


def survey(material: Material) -> str:
    """Return the response flow and the answers, or say that the period has no survey to compare."""
    return joined(
        "## Hvem som har svart {#sec-svar}", _flow(material), "## Svarene {#sec-svarene}", _answers(material)
    )


def form(material: Material) -> str:
    """Return the questionnaire: statements, scale, open questions."""
    asked = material.study.questionnaire
    scale = [f"{value} {label}" for value, label in enumerate(asked.scale.labels, start=asked.scale.low)]
    rows = [(str(item.number), item.text, _remark(item.reversed, item.incomplete)) for item in asked.items]
    table = Table(
        id="skjema",
        caption=f"Utsagnene i «{asked.title}» (n = {len(asked.items)} utsagn). Enhet: svar på skalaen.",
        head=("Nr.", "Utsagn", "Merknad"),
        rows=rows,
        widths=(6, 62, 32),
        align="rll",
    )
    questions = [escape_markdown(q) for q in asked.open_questions]
    return joined(
        f"Svarene gis på en skala: {escape_markdown(numbers.listed(scale))}.",
        table.source(),
        "I samtalen etterpå ble det stilt åpne spørsmål. Svarene på dem er ikke brukt i tallene:"
        if questions
        else "",
        bullets(questions),
    )


def _flow(material: Material) -> str:
    flow = material.disclosed.flow
    rows = flow[flow["place"] == "all"]
    if rows.empty or not material.study.period.waves.model_dump(exclude_none=True):
        return "Perioden har ingen kartlegging. Svarene til leietakerne inngår derfor ikke i denne rapporten."
    table_rows = []
    for stage, of_stage in rows.groupby("stage", sort=False):
        first = of_stage.iloc[0]
        n = numbers.shown(numbers.number(first["n"], 0), hidden=bool(first["hidden"]))
        losses = [
            f"{numbers.number(r['n_lost'], 0)} {labels.label(labels.LOST_REASONS, str(r['lost_reason']), 'reason')}"
            for r in of_stage.to_dict("records")
            if not numbers.is_missing(r["lost_reason"])
            and str(r["lost_reason"])
            and not numbers.is_missing(r["n_lost"])
        ]
        lost = "ingen" if not losses and _none_lost(of_stage) else numbers.listed(losses) or numbers.HIDDEN
        table_rows.append((labels.label(labels.STAGES, str(stage), "stage"), n, lost))
    table = Table(
        id="svar",
        caption="Leietakerne fra invitasjon til svar begge ganger (n = antall personer)",
        head=("Trinn", "Personer (n)", "Mangler, og hvorfor"),
        rows=table_rows,
        widths=(35, 20, 45),
        align="lrl",
    )
    only_once = (
        ""
        if material.has_pairs
        else (
            "Perioden har ikke to kartlegginger. Svarene kan derfor ikke sammenlignes, og målene som bygger på dem, er ikke målt."
        )
    )
    return joined(table.source(), drawn(material, "svarflyt"), only_once)


def _none_lost(of_stage: object) -> bool:
    return bool((of_stage["n_lost"].fillna(1) == 0).all())  # type: ignore[index]


def _answers(material: Material) -> str:
    picture = drawn(material, "svar")
    if not picture:
        return "Fordelingen av svarene kan ikke vises for denne perioden."
    turned = [item for item in material.study.questionnaire.items if item.reversed]
    note = (
        f"Utsagn som er merket «{labels.REVERSED}», er negativt formulert. Svarene er snudd slik at høyere alltid er bedre."
        if turned
        else ""
    )
    return joined(picture, escape_markdown(note))


def drawn(material: Material, figure_id: str) -> str:
    """Return the source of a figure, or nothing when it could not be drawn for this period."""
    found = material.figure(figure_id)
    return figure(found.id, found.file, found.caption, found.alt) if found else ""


def _remark(turned: bool, incomplete: bool) -> str:
    remarks = (["Snus: enighet er negativt"] if turned else []) + (
        ["Avkuttet i kilden. Resten av utsagnet er ukjent"] if incomplete else []
    )
    return ". ".join(remarks)
