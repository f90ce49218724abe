"""All figures of a report: drawn, described and saved for one edition, or left out with the reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from matplotlib.figure import Figure as Picture

from analysis.disclose import Disclosed
from analysis.params import Study
from analysis.present.figures import (
    addresses,
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
from analysis.wording.language import checked

FOLDER = "figurer"
Slot = Literal[
    "konklusjon.samlet", "konklusjon.sikkerhet", "kartlegging.svarflyt", "kartlegging.svar",
    "kartlegging.sporsmal", "resultater.delmal", "resultater.alle", "adressene.samlet",
]  # fmt: skip
"""Where figures stand: the generated chapter, and the place in it."""


@dataclass(frozen=True)
class Figure:
    """A figure saved in a report folder; every text is plain text, not markup."""

    id: str
    """Cross-reference id without the prefix ``fig-``."""
    shows: str
    """What it shows, after «viser»."""
    slot: Slot
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
class Entry:
    """One figure: what it shows (after «viser»), where it stands, and how it is made."""

    id: str
    shows: str
    slot: Slot
    prepare: Callable[[Disclosed, Study], Any]
    draw: Callable[[Any], Picture]
    words: Callable[[Any], Words]


def _entry(figure: str, shows: str, slot: Slot, module: Any, prepare: str = "prepare") -> Entry:
    return Entry(figure, shows, slot, getattr(module, prepare), module.draw, module.words)


ENTRIES = (
    _entry("delmal", "konklusjonene per delmål", "konklusjon.samlet", goals),
    _entry("svarflyt", "hvem som svarte", "kartlegging.svarflyt", flow),
    _entry("svar", "svarene på hvert spørsmål", "kartlegging.svar", likert),
    _entry("endring", "endringene med intervaller", "resultater.alle", changes),
    _entry("sporsmal", "endringen på hvert spørsmål", "kartlegging.sporsmal", changes, "prepare_items"),
    _entry("hendelser", "hendelser over tid", "resultater.delmal", incidents),
    _entry("handlingsplan", "status i handlingsplanen", "resultater.delmal", plan),
    _entry("reparasjon", "tiden fra melding til reparasjon", "resultater.delmal", repairs),
    _entry("saker", "ubehandlede saker", "resultater.delmal", backlog),
    _entry("adressene", "adressene side ved side", "adressene.samlet", addresses),
    _entry("styrke", "hva opplegget kunne vise", "konklusjon.sikkerhet", power),
)
"""Every figure, in the order of the report: a new one is a module and a line here."""

IDS = tuple(entry.id for entry in ENTRIES)
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
    for entry in ENTRIES:
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
        figures.append(
            Figure(entry.id, entry.shows, entry.slot, file, caption, checked(words.alt, where), message)
        )
    return tuple(figures)


def skipped(disclosed: Disclosed, study: Study) -> tuple[Skipped, ...]:
    """Name the figures that `draw` leaves out, each with a sentence for the report."""
    return tuple(
        Skipped(
            entry.id,
            f"Figuren over {entry.shows} er ikke med: {_why_skipped(entry.id, disclosed)}",
        )
        for entry in ENTRIES
        if entry.prepare(disclosed, study) is None
    )


def _why_skipped(figure: str, disclosed: Disclosed) -> str:
    answers = disclosed.answers
    if figure == "svar" and len(answers) and answers["hidden"].all():
        return "gruppene av like svar er for små til å vises i denne utgaven."
    return "perioden har ikke data til den, eller de kan ikke vises i denne utgaven."
