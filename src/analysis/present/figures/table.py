"""All figures of a report: drawn, described and saved for one edition, or left out with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Picture

from analysis.disclose import Disclosed
from analysis.params import Study
from analysis.present.figures import (
    backlog,
    changes,
    flow,
    goals,
    incidents,
    likert,
    plan,
    power,
    repairs,
    style,
)
from analysis.present.figures.drawing import Words
from analysis.wording import labels
from analysis.wording.language import checked

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
    prepare: Callable[[Disclosed, Study], Any]
    draw: Callable[[Any], Picture]
    words: Callable[[Any], Words]


_ENTRIES = (
    _Entry("delmal", goals.prepare, goals.draw, goals.words),
    _Entry("svarflyt", flow.prepare, flow.draw, flow.words),
    _Entry("svar", likert.prepare, likert.draw, likert.words),
    _Entry("endring", changes.prepare, changes.draw, changes.words),
    _Entry("sporsmal", changes.prepare_items, changes.draw, changes.words),
    _Entry("hendelser", incidents.prepare, incidents.draw, incidents.words),
    _Entry("handlingsplan", plan.prepare, plan.draw, plan.words),
    _Entry("reparasjon", repairs.prepare, repairs.draw, repairs.words),
    _Entry("saker", backlog.prepare, backlog.draw, backlog.words),
    _Entry("styrke", power.prepare, power.draw, power.words),
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
            f"Figuren over {labels.label(labels.FIGURES, entry.id, 'figure')} er ikke med: "
            f"{_why_skipped(entry.id, disclosed)}",
        )
        for entry in _ENTRIES
        if entry.prepare(disclosed, study) is None
    )


def _why_skipped(figure: str, disclosed: Disclosed) -> str:
    answers = disclosed.answers
    if figure == "svar" and len(answers) and answers["hidden"].all():
        return "gruppene av like svar er for små til å vises i denne utgaven."
    return "perioden har ikke data til den, eller de kan ikke vises i denne utgaven."
