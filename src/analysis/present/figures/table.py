"""All figures of a report: which there are, drawn and described for one edition, wide and for a phone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from matplotlib.figure import Figure as Picture
from matplotlib.text import Text

from analysis.disclose import Disclosed
from analysis.params import Goal, Indicator, Study
from analysis.params.report import Words as OwnWords
from analysis.present.figures import addresses, backlog, chain, likert, power, repairs, run_chart, style
from analysis.present.figures.drawing import Words
from analysis.present.text import in_own_words
from analysis.wording.language import checked

FOLDER = "figurer"


@dataclass(frozen=True)
class Figure:
    """A figure saved in a report folder; every text is plain text, not markup."""

    id: str
    """Cross-reference id without the prefix ``fig-``."""
    shows: str
    """What it shows, after «viser»."""
    goal: str
    """Id of the goal it stands with; empty where it stands elsewhere."""
    file: str
    """Path below the report folder, with ``/``."""
    narrow: str
    """Path of the same picture drawn for a phone."""
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
    """One figure: what it shows (after «viser»), the goal it stands with, and how it is made."""

    id: str
    shows: str
    goal: str
    chapter: str
    """Chapter or appendix it stands in; ``teknisk`` is the technical appendix."""
    prepare: Callable[[Disclosed, Study], Any]
    draw: Callable[..., Picture]
    words: Callable[[Any], Words]


OF_INDICATORS = {
    "forlop": (run_chart, "{name} over tid"),
    "svar": (likert, "svarene bak {name}"),
    "reparasjon": (repairs, "tiden fra melding til reparasjon"),
    "saker": (backlog, "ubehandlede saker"),
}
"""Figure that a measure declares → the module that draws it, and what it shows."""


def entries(study: Study) -> tuple[Entry, ...]:
    """Return every figure in the order of the report: a new one is a module and a line here.

    With a goal stand the figures of the outcomes that decide it; where none decides, that of its first
    indicator which has one.
    """
    goals = [entry for goal in study.plan.goals for entry in _of_goal(goal, study)]
    shown = {item for i in study.plan.deciding for item in i.measure.names.get("item", ())}
    rest = [item.id for item in study.questionnaire.items if item.id not in shown]
    pages = [rest[i : i + likert.MOST] for i in range(0, len(rest), likert.MOST)]
    others = [
        Entry(
            f"svar-side-{n}",
            "svarene på de andre spørsmålene" if len(pages) == 1 else f"svarene, del {n}",
            "",
            "skjema",
            partial(_with, likert.prepare, tuple(items)),
            likert.draw,
            likert.words,
        )
        for n, items in enumerate(pages, start=1)
    ]
    return (
        *goals,
        Entry(
            "adressene",
            "adressene side ved side",
            "",
            "adressene",
            addresses.prepare,
            addresses.draw,
            addresses.words,
        ),
        Entry("kjede", "veien fra tiltak til mål", "", "mandat", chain.prepare, chain.draw, chain.words),
        *others,
        Entry("styrke", "hva opplegget kunne vise", "", "teknisk", power.prepare, power.draw, power.words),
    )


def _of_goal(goal: Goal, study: Study) -> Iterator[Entry]:
    plan = study.plan
    own = [i for i in plan.indicators if i.goal == goal.id and i.family not in plan.exploratory]
    drawn = [i for i in own if i.declared.figure]
    deciding = [i for i in drawn if i in plan.deciding]
    for indicator in deciding or ([] if any(i in plan.deciding for i in own) else drawn[:1]):
        yield _of_indicator(indicator)


def _of_indicator(indicator: Indicator) -> Entry:
    module, shows = OF_INDICATORS[str(indicator.declared.figure)]
    what: Any = indicator.measure.names["item"] if module is likert else indicator
    return Entry(
        f"{indicator.declared.figure}-{indicator.id}",
        shows.format(name=indicator.name.lower()),
        indicator.goal,
        "resultater",
        partial(_with, module.prepare, what),
        module.draw,
        module.words,
    )


def _with(prepare: Callable[..., Any], what: Any, disclosed: Disclosed, study: Study) -> Any:
    return prepare(disclosed, study, what)


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
        In the order of `entries`; the same input gives the same bytes.

    Raises
    ------
    LanguageError
        If a caption or alternative text claims cause or proof.
    """
    (folder / FOLDER).mkdir(parents=True, exist_ok=True)
    own = study.report.words
    figures = []
    for entry in entries(study):
        content = entry.prepare(disclosed, study)
        if content is None:
            continue
        files = (f"{FOLDER}/{entry.id}.svg", f"{FOLDER}/{entry.id}-smal.svg")
        with style.apply():
            for file, wide in zip(files, (style.WIDTH, style.NARROW), strict=True):
                style.save(_renamed(entry.draw(content, wide), own), folder / file)
        words = entry.words(content)
        where = f"figure '{entry.id}'"
        message, caption, alt = (
            in_own_words(checked(text, where), own) for text in (words.message, words.caption, words.alt)
        )
        figures.append(
            Figure(entry.id, entry.shows, entry.goal, *files, f"{message} {caption}", alt, message)
        )
    return tuple(figures)


def _renamed(picture: Picture, own: OwnWords) -> Picture:
    """Write the project's own words for tenant and survey in the picture."""
    for text in picture.findobj(Text):
        text.set_text(in_own_words(text.get_text(), own))
    return picture


def skipped(disclosed: Disclosed, study: Study) -> tuple[Skipped, ...]:
    """Name the figures that `draw` leaves out, each with a sentence for the report."""
    return tuple(
        Skipped(
            entry.id,
            f"Figuren over {entry.shows} er ikke med: perioden har ikke data til den, eller de kan ikke "
            "vises i "
            "denne utgaven.",
        )
        for entry in entries(study)
        if entry.prepare(disclosed, study) is None
    )
