"""The evaluation plan: goals, indicators, and what was wanted and counted as important beforehand."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.measure_types import Declaration, Measure
from analysis.model import Identifier, Params, Text, no_twice

Direction = Literal["lower", "higher"]


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
    primary: bool = False
    important_change: float | None = Field(default=None, gt=0)
    """Smallest change that matters: points for items and indices, a fraction of the rate for rates,
    a fraction (0.2 = 20 percentage points) for shares, NOK for amounts, days for durations."""
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


class Goal(Params):
    """One goal (delmål) with what was done to reach it."""

    id: Identifier
    title: Text
    short: Text
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
    """False for what was done rather than achieved: described, never tested."""


class Plan(Params):
    """The evaluation plan in ``params/<project>/indicators.yml``."""

    alpha: float = Field(gt=0, lt=1)
    level: float = Field(gt=0, lt=1)
    """Confidence level of intervals."""
    max_lost_share: float = Field(default=0.3, gt=0, lt=1)
    """Share of baseline tenants without a pair above which the basis is called uncertain."""
    min_months: int = Field(default=4, ge=2)
    """Fewest months on each side for a comparison of monthly counts."""
    goals: tuple[Goal, ...] = Field(min_length=1)
    families: tuple[Family, ...] = Field(min_length=1)
    indicators: tuple[Indicator, ...] = Field(min_length=1)

    def indicator(self, indicator_id: str) -> Indicator:
        """Return the indicator with this id; ``KeyError`` when there is none."""
        return {indicator.id: indicator for indicator in self.indicators}[indicator_id]

    @property
    def tested(self) -> tuple[Indicator, ...]:
        """Indicators of the families that are tested."""
        tested = {family.id for family in self.families if family.tested}
        return tuple(indicator for indicator in self.indicators if indicator.family in tested)

    @property
    def explored(self) -> tuple[Indicator, ...]:
        """Indicators of the exploratory families."""
        return tuple(indicator for indicator in self.indicators if indicator.family in self.exploratory)

    @property
    def exploratory(self) -> frozenset[str]:
        """Ids of the families that may explain a verdict, not make one."""
        return frozenset(family.id for family in self.families if family.exploratory)

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
        return self

    def _family_fits(self) -> None:
        """Hold what is adjusted jointly per tenant to items, and what has no test to untested families."""
        families = {f.id: f for f in self.families}
        for indicator in self.indicators:
            family, measure = families[indicator.family], indicator.measure
            if family.adjust == "westfall_young" and not indicator.declared.adjusts_jointly:
                raise ValueError(
                    f"indicator '{indicator.id}': family '{family.id}' is adjusted by westfall_young, which "
                    f"takes items and indices only, found '{measure.type}'"
                )
            if family.tested and not indicator.declared.tested:
                raise ValueError(
                    f"indicator '{indicator.id}': a {measure.type} is described, not tested; "
                    "put it in a family with tested: false"
                )
            if family.tested and indicator.important_change is None:
                raise ValueError(
                    f"indicator '{indicator.id}': important_change is missing; a tested indicator needs it"
                )
