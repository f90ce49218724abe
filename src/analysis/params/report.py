"""The report of a project: who evaluated, its chapters and words, and what is recommended after each goal."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from analysis.model import Identifier, Params, Text, no_twice

Independence = Literal["own_office", "own_municipality", "external"]
"""How near the project the evaluator stands: its own office, another of the municipality, or outside it."""
Origin = Literal["validated", "home_made"]
OPEN = "ikke avklart"
"""What is printed where a recommendation does not say who, when or at what cost."""


class Evaluator(Params):
    """Who evaluated, and how independently."""

    by: Text
    independence: Independence
    note: Text | None = None
    """What a reader should know of it, in a sentence."""


class Instrument(Params):
    """Where the questionnaire comes from."""

    origin: Origin
    note: Text | None = None


class Recommendation(Params):
    """What is recommended after a goal, and the result it rests on."""

    goal: Identifier
    what: Text
    """Begins with a verb: «fortsette med faste besøk på adressene»."""
    rests_on: Identifier
    """The indicator whose result it rests on."""
    who: Text = OPEN
    when: Text = OPEN
    cost: Text = OPEN
    feasibility: Text | None = None
    """What it takes to do it."""
    stop: Text | None = None
    """When to stop or do something else."""

    @property
    def open(self) -> tuple[str, ...]:
        """Names of what is not said."""
        return tuple(name for name in ("who", "when", "cost") if getattr(self, name) == OPEN)


class Chapter(Params):
    """A chapter or appendix, where it stands in the list; with another title where one is given."""

    id: Identifier
    title: Text | None = None


class Noun(Params):
    """The four forms of a Norwegian noun: «leietaker, leietakeren, leietakere, leietakerne»."""

    forms: tuple[Text, Text, Text, Text]


class Words(Params):
    """What the project calls those it is about, and its survey, where it uses other words."""

    tenant: Noun | None = None
    survey: Noun | None = None


class ReportPlan(Params):
    """What ``params/<project>/report.yml`` declares; every part may be left out."""

    evaluator: Evaluator | None = None
    instrument: Instrument | None = None
    chapters: tuple[Chapter, ...] = ()
    """The chapters in their order; left out: every chapter there is, in the usual order."""
    appendices: tuple[Chapter, ...] = ()
    """Likewise the appendices."""
    words: Words = Words()
    recommendations: tuple[Recommendation, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        no_twice("chapters", "id", (chapter.id for chapter in self.chapters))
        no_twice("appendices", "id", (chapter.id for chapter in self.appendices))
        return self

    def recommendations_of(self, goal: str) -> tuple[Recommendation, ...]:
        """Return what is recommended after a goal, in the order declared."""
        return tuple(r for r in self.recommendations if r.goal == goal)
