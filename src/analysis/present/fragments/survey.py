"""Generated parts of the survey chapter and its appendix: who answered, what was answered, what was asked."""

from __future__ import annotations

import pandas as pd

from analysis.params import numbers
from analysis.present.fragments.placed import figures_in
from analysis.present.markup import bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Table, table_or_sentence
from analysis.wording import labels
from analysis.wording import sentences as say


def survey(material: Material) -> str:
    """Return who answered, or say that the period has no survey to compare; nothing without a survey."""
    if "skjema" not in material.appendices:
        return ""
    waves = material.study.period.waves
    if waves.before is None and waves.after is None:
        return say.NO_SURVEY
    return joined(_flow(material), "" if material.has_pairs else say.ONE_WAVE)


def themes(material: Material) -> str:
    """Count what tenants brought up in their own words, before and after; nothing where nobody coded it."""
    counts = material.disclosed.themes
    shown = counts[~counts["hidden"].astype(bool)]
    if counts.empty:
        return ""
    hidden = counts.loc[counts["hidden"].astype(bool), "theme"].nunique()
    waves = sorted(shown["wave"].unique())
    named = {
        (str(r["theme"]), int(r["wave"])): r.get("n_public") or numbers.number(r["n"], 0)
        for r in shown.to_dict("records")
    }
    asked = counts.drop_duplicates("wave").set_index("wave")["of"]
    table = table_or_sentence(
        "temaer",
        [
            (theme, *(named.get((theme, int(wave)), numbers.HIDDEN) for wave in waves))
            for theme in dict.fromkeys(theme for theme, _ in named)
        ],
        say.THEMES_HIDDEN,
        caption=say.THEMES_CAPTION,
        head=("Tema", *(f"Runde {wave} (n av {asked[wave]})" for wave in waves)),
        align="l" + "r" * len(waves),
    )
    note = say.THEMES_PARTLY.format(n=numbers.count(hidden, "tema", "temaer")) if hidden else ""
    return joined(f"## {say.THEMES} {{#sec-temaer}}", table, note if len(shown) else "")


def reliability(material: Material) -> str:
    """Say how far the questions of each index go together, with how little so few answers can tell of it."""
    whole = material.whole
    rows = whole[whole["reliability"].notna() & ~whole["hidden"].astype(bool)]
    if material.public or rows.empty:
        return ""
    table = Table(
        id="indekser",
        caption=say.ALPHA_CAPTION,
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
    return joined(table.source(), say.ALPHA)


def form(material: Material) -> str:
    """Return the questionnaire: statements, scale, answers not shown elsewhere, open questions."""
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
    answers = figures_in(material, "svar-side")
    return joined(
        f"Svarene gis på en skala: {escape_markdown(numbers.listed(scale))}.",
        table.source(),
        say.OTHER_QUESTIONS if answers else "",
        answers,
        say.OPEN_QUESTIONS if questions else "",
        bullets(questions),
    )


def _flow(material: Material) -> str:
    flow = material.disclosed.flow
    rows = flow[flow["place"].eq("all") & ~flow["stage"].isin(_not_held(material))]
    if rows.empty:
        return say.FLOW_HIDDEN
    return Table(
        id="svar",
        caption=say.FLOW_CAPTION,
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
    n = first.get("n_public") or numbers.shown(numbers.number(first["n"], 0), hidden=bool(first["hidden"]))
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


def _remark(turned: bool, incomplete: bool) -> str:
    remarks = ["Snudd: å være enig er negativt"] * turned
    return ". ".join([*remarks, *["Avkuttet i kilden. Resten er ukjent"] * incomplete])
