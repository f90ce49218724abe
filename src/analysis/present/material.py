"""What the generated parts of a report are made from, and the period's place in the life of the project."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal, Protocol

from analysis.evaluate.judging.goals import goal_rows
from analysis.params import Goal, Study, numbers
from analysis.present.evidence import Evidence, evidence
from analysis.present.outline import appendices_of
from analysis.present.provenance import Provenance
from analysis.wording import labels
from analysis.wording.goals import goal_words

if TYPE_CHECKING:
    import pandas as pd

    from analysis.disclose import Disclosed

Timing = Literal["across", "before_start", "within", "mixed"]
"""Where the two windows lie: on each side of the start, both before it, both after it, or one across it."""


class Drawing(Protocol):
    """A figure that has been drawn into the report folder."""

    @property
    def id(self) -> str:
        """Cross-reference id without its prefix."""

    @property
    def shows(self) -> str:
        """What it shows, after «viser»."""

    @property
    def goal(self) -> str:
        """Id of the goal it stands with; empty where it stands elsewhere."""

    @property
    def file(self) -> str:
        """Path below the report folder."""

    @property
    def narrow(self) -> str:
        """Path of the same picture drawn for a phone."""

    @property
    def caption(self) -> str:
        """What the figure shows."""

    @property
    def alt(self) -> str:
        """The figure in words."""


@dataclass(frozen=True)
class Material:
    """One edition's tables, the study, the figures drawn and what the researcher wrote."""

    disclosed: Disclosed
    study: Study
    provenance: Provenance
    figures: tuple[Drawing, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    """Figure id → the sentence that stands where the figure could not be drawn."""
    assessments: Mapping[str, str] = field(default_factory=dict)
    """Goal id → the project's own assessment of it, as report source, as far as written."""
    real_parts: str = ""
    """Of a synthetic project: the researcher's words on what is real all the same."""

    @property
    def public(self) -> bool:
        """Whether this is the edition for everybody."""
        return self.disclosed.edition == "offentlig"

    @cached_property
    def evidence(self) -> list[Evidence]:
        """Every indicator, all addresses together, in the order of the plan."""
        return evidence(self.disclosed.results, self.study)

    @cached_property
    def by_goal(self) -> dict[str, list[Evidence]]:
        """Goal id → its indicators, goals in the order of the plan."""
        return {g.id: [e for e in self.evidence if e.goal == g.id] for g in self.study.plan.goals}

    @cached_property
    def goal_verdicts(self) -> dict[str, tuple[str, str]]:
        """Goal id → verdict and its reason, as far as the evaluation has them."""
        plan, results = self.study.plan, self.disclosed.results
        return {
            goal: (verdict, goal_words(goal_rows(results, plan, goal), verdict, self.study))
            for goal, verdict in zip(
                self.disclosed.goals["goal"].astype(str),
                self.disclosed.goals["verdict"].astype(str),
                strict=True,
            )
        }

    def goal_verdict(self, goal: str) -> str:
        """Return the verdict of a goal; one the evaluation does not have is not measured."""
        return self.goal_verdicts.get(goal, ("ikke_maalt", ""))[0]

    @property
    def compared_with(self) -> str:
        """Comparison addresses as the edition names them; empty where there are none."""
        others = [a.id for a in self.study.project.addresses if a.comparison]
        return numbers.listed([labels.place(other, self.disclosed.place_names) for other in others])

    @cached_property
    def whole(self) -> pd.DataFrame:
        """The results of all addresses together."""
        return self.disclosed.results[self.disclosed.results["place"] == "all"]

    @cached_property
    def appendices(self) -> dict[str, str]:
        """Appendices the report has, in their order: id → title."""
        return {name: section.title for name, section in appendices_of(self.study).items()}

    @property
    def timing(self) -> Timing:
        """Where the period's windows lie against the start of the project."""
        start, before, after = self.study.project.start, self.study.period.before, self.study.period.after
        if after.end < start:
            return "before_start"
        if before.start >= start:
            return "within"
        return "across" if before.end < start <= after.start else "mixed"

    @property
    def final(self) -> bool:
        """Whether the after window reaches the end of the project."""
        return self.study.period.after.end >= self.study.project.end

    @property
    def has_pairs(self) -> bool:
        """Whether the period compares two waves of the survey."""
        waves = self.study.period.waves
        return waves.before is not None and waves.after is not None


def goal_title(goal: Goal) -> str:
    """Return the goal's short name with its number, where its id is one: a heading that states no finding.

    Examples
    --------
    >>> goal_title(Goal(id="2", title="Leietakerne mestrer det å bo", short="Mestring"))
    'Delmål 2: Mestring'
    """
    return f"Delmål {goal.id}: {goal.short}" if goal.id.isdigit() else goal.short
