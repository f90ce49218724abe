"""What a design could show, as text, table and figure, before anything is compared."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.params import Study, numbers
from analysis.present.figures import power as figure_power
from analysis.present.figures import style
from analysis.wording.choices import DETECTABLE_UNITS, PLANNING_NOTES
from analysis.wording.labels import label

HEADINGS = (
    "Indikator", "Avgjør", "Grunnlag", "Minste p", "Kan vises", "Må ned til", "Endring som trengs",
    "Bedre eller verre fra", "Uendret fra",
)  # fmt: skip


def planning_text(planning: pd.DataFrame, study: Study) -> str:
    """Lay the planning table out as text in fixed columns, one row per tested indicator of the main families.

    Parameters
    ----------
    planning
        As `analysis.evaluate.plan_power` gives it.
    study
        Gives the plan.
    """
    exploratory = study.plan.exploratory
    shown = planning[~planning["family"].isin(exploratory)].sort_values(
        "decides", ascending=False, kind="stable"
    )
    rows = [
        HEADINGS,
        *(_cells(dict(zip(shown.columns, row, strict=True))) for row in shown.itertuples(index=False)),
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "-" * len(lines[0]), *lines[1:]])


def write_planning(planning: pd.DataFrame, folder: Path) -> list[Path]:
    """Write the planning table (``plan.csv``) and, where any chance is known, its figure (``plan.svg``)."""
    folder.mkdir(parents=True, exist_ok=True)
    table = folder / "plan.csv"
    worded = planning.assign(
        detectable_unit=[label(DETECTABLE_UNITS, unit, "unit") for unit in planning["detectable_unit"]],
        note=[label(PLANNING_NOTES, note, "planning note") for note in planning["note"]],
    )
    worded.to_csv(table, index=False, lineterminator="\n")
    power = figure_power.from_planning(planning)
    if power is None:
        return [table]
    picture = folder / "plan.svg"
    with style.apply():
        style.save(figure_power.draw(power), picture)
    return [table, picture]


def _cells(row: Mapping[Hashable, Any]) -> tuple[str, ...]:
    counted = not numbers.is_missing(row["events_before"])
    expected = f"{numbers.number(row['events_before'])} ventede hendelser før"
    return (
        str(row["name"]),
        "ja" if row["decides"] else "",
        expected if counted else numbers.count(row["n"], "par", "par"),
        numbers.p_value(row["smallest_p_adjusted"], name="").strip().removeprefix("= "),
        "ja" if row["could_show"] else "nei",
        numbers.MISSING if numbers.is_missing(row["largest_after"]) else str(row["largest_after"]),
        figure_power.needed(row),
        _from(row, "needed"),
        _from(row, "unchanged"),
    )


def _from(row: Mapping[Hashable, Any], word: str) -> str:
    """Say from how many pairs or events a word can be reached at all."""
    pairs, events = row[f"pairs_{word}"], row[f"events_{word}"]
    if not numbers.is_missing(pairs):
        return numbers.count(pairs, "par", "par")
    where = "hendelser før" if word == "needed" else "hendelser i hvert vindu"
    return numbers.MISSING if numbers.is_missing(events) else f"{numbers.number(events, 0)} {where}"
