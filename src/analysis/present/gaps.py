"""What those who asked for the report require, and what of it is not there yet: told before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from analysis.params import Study
from analysis.present.figures.table import entries
from analysis.present.outline import appendices_of, chapters_of, prose_of
from analysis.present.prose import prose_faults

_REFERENCE = re.compile(r"(?<![\w/])@((?:[Ff]ig|[Ss]ec)-[\w-]*\w)|\]\(#([\w-]+)\)")
_LABEL = re.compile(r"\{#(sec-[\w-]+)")
ON_PAGE_ONE = ("svaret", "funnene", "anbefalinger", "sikkerhet")
IN_CHAPTERS = ("mal", "sammenligning", "forbehold-tall", "temaer", "litteratur")
"""Ids of sections that generated parts may have."""
_FAULT = re.compile(r"(report/\S+?\.qmd)[,:]? ?(.*?)\.?", re.DOTALL)
"""A line about a chapter: its file, and what is wrong."""
FILL_IN = "Fyll ut, eller ta bort kapitlet. Rapporten blir laget som utkast så lenge."
FUNDER = "Husbankens vilkår § 7"
GUIDE = "DFØs veileder i evaluering"
REQUIRED_PROSE = {
    "virkemidler": ("Prosess og metoder: virkemidlene", FUNDER),
    "tiltak": ("Prosess og metoder: tiltakene", FUNDER),
    "regnskap": ("Regnskapet", FUNDER),
    "drift": ("Planen for ordinær drift", FUNDER),
}
"""Chapter file → what it answers, and who asks for it."""


@dataclass(frozen=True)
class Gap:
    """Something the report should say and does not: what, who asks for it, and where it belongs."""

    what: str
    asked_by: str
    file: str

    @property
    def message(self) -> str:
        """The gap in words, for `leie check`."""
        asked = f" ({self.asked_by})" if self.asked_by else ""
        return f"{self.what}{asked} mangler i rapporten"


def gaps(study: Study) -> list[Gap]:
    """List what is missing: chapters, assessments, advice, and what the funder and the guide ask for."""
    return [*_prose(study), *_of_goals(study), *_settings(study)]


def written(study: Study, name: str) -> str:
    """Return what stands in ``report/<project>/<name>.qmd``; nothing where there is no such file."""
    file = study.root / "report" / study.project.id / f"{name}.qmd"
    return file.read_text(encoding="utf-8") if file.is_file() else ""


def _prose(study: Study) -> Iterable[Gap]:
    for name in prose_of(study):
        what, asked_by = REQUIRED_PROSE.get(name, (f"Kapitlet «{name}»", ""))
        if not written(study, name).strip():
            yield Gap(what, asked_by, f"report/{study.project.id}/{name}.qmd")


def _of_goals(study: Study) -> Iterable[Gap]:
    folder, report = f"report/{study.project.id}", f"params/{study.project.id}/report.yml (recommendations)"
    plan = f"params/{study.project.id}/indicators.yml"
    for goal in study.plan.goals:
        if not written(study, f"vurdering-{goal.id}").strip():
            yield Gap(f"Egen vurdering av «{goal.short}»", FUNDER, f"{folder}/vurdering-{goal.id}.qmd")
        if not study.report.recommendations_of(goal.id):
            yield Gap(f"Anbefalingen etter «{goal.short}»", "", report)
        if goal.question is None:
            yield Gap(f"Evalueringsspørsmålet for «{goal.short}»", GUIDE, f"{plan} (question)")
        if not (goal.means or goal.actions) or not any(i.goal == goal.id for i in study.plan.indicators):
            yield Gap(f"Resultatkjeden for «{goal.short}»", GUIDE, f"{plan} (means, actions, indikatorer)")


def _settings(study: Study) -> Iterable[Gap]:
    file = f"params/{study.project.id}/report.yml"
    if study.report.evaluator is None:
        yield Gap("Hvem som har evaluert, og hvor uavhengig", GUIDE, f"{file} (evaluator)")
    surveyed = any(source.declared.table.name == "survey" for source in study.project.sources)
    if surveyed and study.report.instrument is None:
        yield Gap("Om spørreskjemaet er validert eller eget", GUIDE, f"{file} (instrument)")


def dangling(study: Study) -> list[str]:
    """List the references of the project's prose that lead nowhere, as lines of `leie check`."""
    chapters, appendices = chapters_of(study), appendices_of(study)
    names = [*prose_of(study), "stemmer", *(f"vurdering-{goal.id}" for goal in study.plan.goals)]
    prose = {name: written(study, name) for name in dict.fromkeys(names)}
    figures = {f"fig-{entry.id}" for entry in entries(study) if entry.chapter in {*chapters, *appendices}}
    sections = {f"sec-{name}" for name in (*chapters, *ON_PAGE_ONE, *IN_CHAPTERS)}
    sections |= {f"sec-vedlegg-{name}" for name in appendices}
    sections |= {f"sec-delmal-{goal.id}" for goal in study.plan.goals}
    sections |= {found for text in prose.values() for found in _LABEL.findall(text)}
    return [
        f"report/{study.project.id}/{name}.qmd viser til «{target}», som ikke finnes i rapporten. "
        f"Rett navnet, eller ta med kapitlet i params/{study.project.id}/report.yml."
        for name, text in prose.items()
        for target in dict.fromkeys(found[0] or found[1] for found in _REFERENCE.findall(text))
        if target[0].lower() + target[1:] not in figures | sections
    ]


def report_findings(study: Study) -> pd.DataFrame:
    """Return what is wrong with the report's sources and what they lack, as rows of ``findings``."""
    faults = [_FAULT.fullmatch(line) for line in (*prose_faults(study), *dangling(study))]
    rows = [("error", found[1], found[2], "") for found in faults if found is not None]
    rows += [("warning", gap.file, gap.message, FILL_IN) for gap in gaps(study)]
    frame = pd.DataFrame(rows, columns=["severity", "file", "message", "action"], dtype="str")
    empty = ("source", "sheet", "column", "rows", "resembles", "resembles_rows", "rule")
    return frame.assign(**dict.fromkeys(empty, ""))
