"""The evaluation plan: goals, indicators, and what was wanted and counted as important beforehand."""

from __future__ import annotations

import math
from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.measure_types import Declaration, Measure
from analysis.model import Identifier, Params, PlacedError, Text, no_twice

Direction = Literal["lower", "higher"]
Role = Literal["outcome", "activity", "context"]
"""What was to be reached (tested), what was done (described), or what surrounds it (shown, not judged)."""
MOST_DECIDING = 2
"""Outcomes that may decide one goal: with more, hardly anything could be shown after adjustment."""


class Indicator(Params):
    """One row of the evaluation plan."""

    id: Identifier
    code: Text
    """The label used in the project's own goals, for example «1a»."""
    goal: Identifier
    name: Text
    unit: Text
    explanation: Text
    caveat: Text | None = None
    """What can move the figure though nothing else has changed; said wherever the figure decides."""
    measure: Measure
    direction: Direction
    family: Identifier
    role: Role | None = None
    """Left out: an activity where its family is not tested, else an outcome; ask `Plan.role`."""
    primary: bool = False
    important_change: float | None = Field(default=None, gt=0)
    """Smallest change that matters: points for items and indices, a fraction of the rate for rates,
    a fraction (0.2 = 20 percentage points) for shares, NOK for amounts, days for durations."""
    important_for_one: float | None = Field(default=None, gt=0)
    """Change that is great for one tenant, in the same unit; left out: twice `important_change`."""
    minimum: int | None = Field(default=None, ge=1)
    """Fewest pairs (for rates: events before and after together) below which nothing is concluded."""

    @property
    def declared(self) -> Declaration:
        """What the measure is."""
        return self.measure.declared

    @property
    def is_question(self) -> bool:
        """Whether it is one question of the survey."""
        return len(self.measure.names.get("item", ())) == 1


class SubGoal(Params):
    """One part of a goal, as the project numbers it; indicators with its code measure it."""

    code: Text
    title: Text


class Goal(Params):
    """One goal (delmål) with what was done to reach it."""

    id: Identifier
    title: Text
    short: Text
    question: Text | None = None
    """The evaluation question that the goal's results answer."""
    parts: tuple[SubGoal, ...] = ()
    """Sub-goals, such as 1a–1e."""
    decided_by: tuple[Identifier, ...] = ()
    """Outcomes that decide the goal, at most two; left out: the primary outcome, where it is the goal's."""
    methods: tuple[Text, ...] = ()
    means: tuple[Text, ...] = ()
    """Virkemidler."""
    actions: tuple[Text, ...] = ()
    """Tiltak som er utført."""


class Family(Params):
    """A family of outcomes within which p-values are adjusted together."""

    id: Identifier
    name: Text
    adjust: Literal["holm", "westfall_young", "bh", "none"]
    exploratory: bool = False
    """Explains other outcomes; takes no part in the verdict of a goal."""
    tested: bool = True
    """False: its indicators are activities unless they say otherwise, and none is tested."""


class Plan(Params):
    """The evaluation plan in ``params/<project>/indicators.yml``."""

    alpha: float = Field(gt=0, lt=1)
    level: float = Field(gt=0, lt=1)
    """Confidence level of intervals."""
    max_lost_share: float = Field(default=0.3, gt=0, lt=1)
    """Share of baseline tenants without a pair above which the basis is called uncertain."""
    answers: Literal["paired", "unlinked"] = "paired"
    """Whether survey answers are compared per tenant, or, where they cannot be linked, as two groups."""
    decided_by_comparison: bool = False
    """Whether what decides is the difference to the comparison addresses, not the change alone."""
    min_months: int = Field(default=4, ge=2)
    """Fewest months on each side for a comparison of monthly counts."""
    main_goal: Text | None = None
    """The project's main goal (hovedmål), which the goals together answer."""
    goals: tuple[Goal, ...] = Field(min_length=1)
    families: tuple[Family, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id; ``KeyError`` when there is none."""
        return {indicator.id: indicator for indicator in self.indicators}[indicator_id]

    def role(self, indicator: Indicator) -> Role:
        """Return the role of an indicator: the one it states, or that of its family."""
        if indicator.role is not None:
            return indicator.role
        return "outcome" if self._families[indicator.family].tested else "activity"

    def important_for_one(self, indicator: Indicator) -> float:
        """Return the change that is great for one tenant; infinite where no change is called important."""
        twice = 2 * indicator.important_change if indicator.important_change is not None else math.inf
        return twice if indicator.important_for_one is None else indicator.important_for_one

    @property
    def tested(self) -> tuple[Indicator, ...]:
        """Outcomes of the families that are tested, of measures that can be: they get p and interval."""
        return tuple(i for i in self.indicators if self._is_tested(i))

    def deciding_of(self, goal: Goal) -> tuple[str, ...]:
        """Ids of the outcomes that decide a goal; empty where nothing does."""
        return goal.decided_by or tuple(i.id for i in self.indicators if i.primary and i.goal == goal.id)

    @property
    def deciding(self) -> tuple[Indicator, ...]:
        """The outcomes that decide a goal, in the order of the plan: only these get a word."""
        named = {name for goal in self.goals for name in self.deciding_of(goal)}
        return tuple(i for i in self.indicators if i.id in named)

    @property
    def explored(self) -> tuple[Indicator, ...]:
        """Indicators of the exploratory families."""
        return tuple(indicator for indicator in self.indicators if indicator.family in self.exploratory)

    @property
    def exploratory(self) -> frozenset[str]:
        """Ids of the families that may explain a verdict, not make one."""
        return frozenset(family.id for family in self.families if family.exploratory)

    @property
    def _families(self) -> dict[str, Family]:
        return {family.id: family for family in self.families}

    def _is_tested(self, indicator: Indicator) -> bool:
        family = self._families[indicator.family]
        return self.role(indicator) == "outcome" and family.tested and indicator.declared.tested

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        no_twice("indicators", "id", (indicator.id for indicator in self.indicators))
        goals, families = [g.id for g in self.goals], [f.id for f in self.families]
        for indicator in self.indicators:
            for what, named, declared in (
                ("goal", indicator.goal, goals),
                ("family", indicator.family, families),
            ):
                if named not in declared:
                    raise ValueError(
                        f"indicator '{indicator.id}': unknown {what} '{named}'. "
                        f"Declared: {', '.join(declared)}"
                    )
        self._family_fits()
        primary = [i.id for i in self.indicators if i.primary]
        if len(primary) != 1:
            raise ValueError(
                f"exactly one indicator must be primary; found {', '.join(primary) or 'none'}. "
                "Write 'primary: true' for the outcome the evaluation stands on"
            )
        for goal in self.goals:
            self._can_decide(goal, primary[0])
        return self

    def _can_decide(self, goal: Goal, primary: str) -> None:
        """Hold what decides a goal to its own tested outcomes, two at most, the primary among them."""
        by_id = {i.id: i for i in self.indicators}
        at = ("goals", self.goals.index(goal), "decided_by")
        if len(set(goal.decided_by)) > MOST_DECIDING or len(set(goal.decided_by)) < len(goal.decided_by):
            raise PlacedError(
                f"goal '{goal.id}': decided_by names {', '.join(goal.decided_by)}; at most {MOST_DECIDING} "
                "different outcomes may decide a goal. Keep those it stands on; the others support",
                *at,
            )
        for name in self.deciding_of(goal):
            if name not in by_id or by_id[name].goal != goal.id:
                own = ", ".join(i.id for i in self.indicators if i.goal == goal.id) or "none"
                raise PlacedError(
                    f"goal '{goal.id}': decided_by names '{name}', which is none of its indicators: {own}",
                    *at,
                )
            role, family = self.role(by_id[name]), self._families[by_id[name].family]
            if role != "outcome":
                said = {"activity": "what was done", "context": "what surrounds the project"}[role]
                raise PlacedError(
                    f"goal '{goal.id}': '{name}' has the role {role} and cannot decide: {said} is no "
                    "outcome. Name an outcome in decided_by",
                    *at,
                )
            if family.exploratory or not self._is_tested(by_id[name]):
                why = "exploratory" if family.exploratory else "not tested"
                raise PlacedError(
                    f"goal '{goal.id}': '{name}' is {why} and cannot decide; name a tested outcome",
                    *at,
                )
        if goal.decided_by and by_id[primary].goal == goal.id and primary not in goal.decided_by:
            raise PlacedError(
                f"goal '{goal.id}': decided_by leaves out the primary outcome '{primary}'; name it, or let "
                "another be primary",
                *at,
            )

    def _family_fits(self) -> None:
        """Hold what is adjusted jointly per tenant to items, and what has no test out of the tested."""
        for position, indicator in enumerate(self.indicators):
            family, measure = self._families[indicator.family], indicator.measure
            if family.adjust == "westfall_young" and not indicator.declared.adjusts_jointly:
                raise PlacedError(
                    f"indicator '{indicator.id}': family '{family.id}' is adjusted by westfall_young, which "
                    f"takes items and indices only, found '{measure.type}'",
                    "indicators",
                    position,
                )
            if indicator.role is None and family.tested and not indicator.declared.tested:
                raise PlacedError(
                    f"indicator '{indicator.id}': a {measure.type} is described, not tested; give it a role "
                    "(activity or context), or put it in a family with tested: false",
                    "indicators",
                    position,
                )
            if self._is_tested(indicator) and indicator.important_change is None:
                raise PlacedError(
                    f"indicator '{indicator.id}': important_change is missing; a tested indicator needs it",
                    "indicators",
                    position,
                )
