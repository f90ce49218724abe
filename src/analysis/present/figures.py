"""All figures of a report: drawn, described and saved for one edition, or left out with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Picture

from analysis.disclose import Disclosed
from analysis.params import Study
from analysis.present import (
    figure_backlog,
    figure_changes,
    figure_flow,
    figure_goals,
    figure_incidents,
    figure_likert,
    figure_plan,
    figure_power,
    figure_repairs,
    style,
)
from analysis.present.drawing import Words
from analysis.present.language import checked

FOLDER = "figurer"


@dataclass(frozen=True)
class Figure:
    """A figure saved in a report folder; every text is plain text, not markup."""

    id: str
    """Cross-reference id without the prefix ``fig-``."""
    file: str
    """Path below the report folder, with ``/``."""
    caption: str
    """The conclusion first, then what is shown: unit, who is counted, how to read it."""
    alt: str
    """The numbers of the picture."""
    message: str
    """The conclusion alone."""


@dataclass(frozen=True)
class Skipped:
    """A figure that could not be drawn."""

    id: str
    reason: str
    """A sentence for the report."""


@dataclass(frozen=True)
class _Entry:
    """How one figure is made: what it needs, its picture, its words, and what to say without it."""

    id: str
    subject: str
    prepare: Callable[[Disclosed, Study], Any]
    draw: Callable[[Any], Picture]
    words: Callable[[Any], Words]


_ENTRIES = tuple(
    _Entry(*entry)
    for entry in (
        ("delmal", "konklusjonene per delmål", figure_goals.prepare, figure_goals.draw, figure_goals.words),
        ("svarflyt", "hvem som svarte", figure_flow.prepare, figure_flow.draw, figure_flow.words),
        ("svar", "svarene på hvert spørsmål", figure_likert.prepare, figure_likert.draw, figure_likert.words),
        (
            "endring",
            "endringene med intervaller",
            figure_changes.prepare,
            figure_changes.draw,
            figure_changes.words,
        ),
        (
            "sporsmal",
            "endringen på hvert spørsmål",
            figure_changes.prepare_items,
            figure_changes.draw,
            figure_changes.words,
        ),
        (
            "hendelser",
            "hendelser over tid",
            figure_incidents.prepare,
            figure_incidents.draw,
            figure_incidents.words,
        ),
        (
            "handlingsplan",
            "status i handlingsplanen",
            figure_plan.prepare,
            figure_plan.draw,
            figure_plan.words,
        ),
        (
            "reparasjon",
            "tiden fra melding til reparasjon",
            figure_repairs.prepare,
            figure_repairs.draw,
            figure_repairs.words,
        ),
        ("saker", "ubehandlede saker", figure_backlog.prepare, figure_backlog.draw, figure_backlog.words),
        ("styrke", "hva opplegget kunne vise", figure_power.prepare, figure_power.draw, figure_power.words),
    )
)

IDS = tuple(entry.id for entry in _ENTRIES)
"""Ids of all figures, in the order of the report."""


def draw(disclosed: Disclosed, study: Study, folder: Path) -> tuple[Figure, ...]:
    """Draw every figure whose data the edition shows, as SVG below ``folder/figurer``.

    Parameters
    ----------
    disclosed
        The tables of one edition; nothing that is hidden there is drawn or described.
    study
        Names, the plan and the period.
    folder
        The report folder.

    Returns
    -------
    tuple of Figure
        In the order of `IDS`; the same input gives the same bytes.

    Raises
    ------
    LanguageError
        If a caption or alternative text claims cause or proof.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    figures = []
    for entry in _ENTRIES:
        content = entry.prepare(disclosed, study)
        if content is None:
            continue
        file = f"{FOLDER}/{entry.id}.svg"
        with style.apply():
            style.save(entry.draw(content), folder / file)
        words = entry.words(content)
        where = f"figure '{entry.id}'"
        message = checked(words.message, where)
        caption = f"{message} {checked(words.caption, where)}"
        figures.append(Figure(entry.id, file, caption, checked(words.alt, where), message))
    return tuple(figures)


def skipped(disclosed: Disclosed, study: Study) -> tuple[Skipped, ...]:
    """Name the figures that `draw` leaves out, each with a sentence for the report."""
    return tuple(
        Skipped(
            entry.id,
            f"Figuren over {entry.subject} er ikke med: perioden har ikke data til den, "
            "eller de kan ikke vises i denne utgaven.",
        )
        for entry in _ENTRIES
        if entry.prepare(disclosed, study) is None
    )
