"""Generated parts of the survey chapter and its appendix: who answered, what was answered, what was asked."""

from __future__ import annotations

import pandas as pd

from analysis.params import numbers
from analysis.present.fragments.placed import figures_at
from analysis.present.markup import bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Table, table_or_sentence
from analysis.wording import labels

ONE_WAVE = (
    "Perioden har ikke to kartlegginger. Svarene kan derfor ikke sammenlignes, og indikatorer som bygger på "
    "svarene, er ikke målt."
)


def survey(material: Material) -> str:
    """Return the response flow and the answers, or say that the period has no survey to compare."""
    waves = material.study.period.waves
    if waves.before is None and waves.after is None:
        return joined(
            "## Svar i denne perioden {#sec-svar}",
            "Perioden har ingen kartlegging. Svarene til leietakerne inngår derfor ikke i denne rapporten.",
        )
    return joined(
        "## Svarene {#sec-svar}",
        _flow(material),
        figures_at(material, "kartlegging.svarflyt"),
        "" if material.has_pairs else ONE_WAVE,
        _answers(material),
        _reliability(material),
        _themes(material),
    )


def _themes(material: Material) -> str:
    """Count what tenants brought up in their own words, before and after; nothing where nobody coded it."""
    counts = material.disclosed.themes
    shown = counts[~counts["hidden"].astype(bool)]
    if counts.empty:
        return ""
    hidden = counts.loc[counts["hidden"].astype(bool), "theme"].nunique()
    waves = sorted(shown["wave"].unique())
    by_theme = shown.set_index(["theme", "wave"])
    asked = counts.drop_duplicates("wave").set_index("wave")["of"]
    table = table_or_sentence(
        "temaer",
        [
            (str(theme), *(numbers.number(by_theme.loc[(theme, wave), "n"], 0) for wave in waves))
            for theme in shown["theme"].drop_duplicates()
        ],
        "Ingen av temaene kan vises i denne utgaven, fordi de gjelder få leietakere.",
        caption="Temaer leietakerne selv tok opp, kodet av forskeren (n = antall leietakere)",
        head=("Tema", *(f"Runde {wave} (n av {asked[wave]})" for wave in waves)),
        align="l" + "r" * len(waves),
    )
    note = (
        f"{numbers.count(hidden, 'tema', 'temaer')} er skjult, fordi få har tatt dem opp." if hidden else ""
    )
    return joined(
        "### Det leietakerne selv tok opp {#sec-temaer .unnumbered}", table, note if len(shown) else ""
    )


def _reliability(material: Material) -> str:
    """Say how far the questions of each index go together, with how little so few answers can tell of it."""
    results = material.disclosed.results
    rows = results[
        results["place"].eq("all") & results["reliability"].notna() & ~results["hidden"].astype(bool)
    ]
    if material.public or rows.empty:
        return ""
    table = Table(
        id="indekser",
        caption="Hvor godt spørsmålene i hver indeks henger sammen (alfa), med intervall og antall svar (n)",
        head=("Indeks", "Alfa", "Intervall", "Leietakere (n)"),
        rows=[
            (
                str(row["name"]),
                numbers.number(row["reliability"], 2),
                numbers.interval(row["reliability_low"], row["reliability_high"], 2),
                numbers.number(row["n_reliability"], 0),
            )
            for row in rows.to_dict("records")
        ],
        align="lrlr",
    )
    few = "Så få svar kan verken vise eller avvise at spørsmålene måler det samme."
    return joined(table.source(), few)


def form(material: Material) -> str:
    """Return the questionnaire: statements, scale, open questions; nothing where there is no survey."""
    if "skjema" not in material.appendices:
        return ""
    asked = material.study.questionnaire
    scale = [f"{value} {label}" for value, label in enumerate(asked.scale.labels, start=asked.scale.low)]
    rows = [(str(item.number), item.text, _remark(item.reversed, item.incomplete)) for item in asked.items]
    table = Table(
        id="skjema",
        caption=f"Utsagnene i «{asked.title}», besvart på skalaen (n = {len(asked.items)} utsagn)",
        head=("Nr.", "Utsagn", "Merknad"),
        rows=rows,
        align="rll",
    )
    questions = [escape_markdown(question) for question in asked.open_questions]
    talk = "I samtalen etterpå ble det stilt åpne spørsmål. Svarene på dem er ikke brukt i tallene:"
    return joined(
        material.appendix_heading("skjema"),
        f"Svarene gis på en skala: {escape_markdown(numbers.listed(scale))}.",
        table.source(),
        talk if questions else "",
        bullets(questions),
    )


def _flow(material: Material) -> str:
    flow = material.disclosed.flow
    rows = flow[flow["place"].eq("all") & ~flow["stage"].isin(_not_held(material))]
    if rows.empty:
        return "Hvor mange som har svart, kan ikke vises for denne perioden."
    return Table(
        id="svar",
        caption="Leietakerne fra invitasjon til svar begge ganger (n = antall personer)",
        head=("Trinn", "Personer (n)", "Mangler, og hvorfor"),
        rows=[
            _stage(str(stage), part, public=material.public)
            for stage, part in rows.groupby("stage", sort=False)
        ],
        align="lrl",
    ).source()


def _not_held(material: Material) -> set[str]:
    """Stages of a survey wave that the period does not have."""
    waves = material.study.period.waves
    missing = {
        "wave_before": waves.before is None,
        "wave_after": waves.after is None,
        "pairs": not material.has_pairs,
    }
    return {stage for stage, absent in missing.items() if absent}


def _stage(stage: str, rows: pd.DataFrame, *, public: bool) -> tuple[str, str, str]:
    first = rows.iloc[0]
    n = numbers.shown(numbers.number(first["n"], 0), hidden=bool(first["hidden"]))
    known = rows[rows["n_lost"].gt(0) & rows["lost_reason"].notna() & rows["lost_reason"].ne("")]
    losses = [
        f"{numbers.number(row['n_lost'], 0)} "
        f"{labels.label(labels.LOST_REASONS, str(row['lost_reason']), 'reason')}"
        for row in known.to_dict("records")
    ]
    if losses:
        return labels.label(labels.STAGES, stage, "stage"), n, numbers.listed(losses)
    unexplained = public and not rows["n_lost"].fillna(1).eq(0).all()
    return labels.label(labels.STAGES, stage, "stage"), n, numbers.HIDDEN if unexplained else "ingen"


def _answers(material: Material) -> str:
    turned = any(item.reversed for item in material.study.questionnaire.items)
    note = (
        f"Utsagn som er merket «{labels.REVERSED}», er negativt formulert. Svarene er snudd slik at høyere "
        "alltid er bedre."
    )
    questions = all(indicator.is_question for indicator in material.study.plan.explored)
    what = (
        "Endringen på hvert spørsmål er utforskende: Den"
        if questions
        else "Disse endringene er utforskende: De"
    )
    single = f"{what} kan vekke spørsmål, men ikke gi svar."
    return joined(
        figures_at(material, "kartlegging.svar"),
        escape_markdown(note) if turned and "svar" not in material.skipped else "",
        *(
            [single, figures_at(material, "kartlegging.sporsmal")]
            if material.has_pairs and material.study.plan.explored
            else []
        ),
    )


def _remark(turned: bool, incomplete: bool) -> str:
    remarks = ["Snus: høyt svar er uønsket"] * turned
    return ". ".join([*remarks, *["Avkuttet i kilden. Resten er ukjent"] * incomplete])
