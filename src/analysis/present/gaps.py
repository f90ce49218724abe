"""What those who asked for the report require, and what of it is not there yet: told before anything runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from analysis.params import Study
from analysis.present.outline import prose_of

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
    def told(self) -> str:
        """The gap as a line of `leie check`."""
        asked = f" ({self.asked_by})" if self.asked_by else ""
        return f"{self.what}{asked} mangler i rapporten. Fyll ut {self.file}."


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
