"""From numbers to one of seven words: the four rules in their order, and the rule for lost pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from analysis import stats
from analysis.params import Plan

Verdict = Literal[
    "bedring", "forverring", "uendret", "for_lite_data", "usikkert_grunnlag", "beskrivelse", "ikke_maalt"
]
MOST_ZEROS = 0.5
"""Share of unchanged answers from which an item counts as having many zeros."""
MOST_CHANGED = 0.3
"""Share of tenants with an important change that «uendret» must rule out for such an item."""


@dataclass(frozen=True)
class Evidence:
    """What a verdict on one tested indicator rests on; NaN or None is missing.

    Attributes
    ----------
    coarse
        Most answers may be unchanged: «uendret» must rule out that too many changed.
    ratio
        The estimate is a ratio (no change is 1), not a difference (no change is 0).
    wanted_up
        A higher value is better.
    important
        Smallest important change: for a ratio the fraction (0.3: from 0.7 to 1.3), else in the change's unit.
    p_zero_adjusted
        Adjusted p had no event happened after; NaN for other measures than rates.
    p_months
        p of the permutation of months, which must agree; NaN for other measures than rates.
    enough_months
        Whether both windows hold the months a rate needs; True for other measures.
    n_pairs, n_same, n_important
        Pairs, those without change, and those who changed by at least `important`, for items.
    minimum, basis
        Fewest pairs (or events) the plan asks for, and how many there were.
    lost_share
        Share of the baseline tenants without a pair; NaN for rates.
    """

    coarse: bool
    ratio: bool
    wanted_up: bool
    important: float
    estimate: float
    low: float
    high: float
    p_adjusted: float
    smallest_p_adjusted: float
    p_zero_adjusted: float = math.nan
    p_months: float = math.nan
    enough_months: bool = True
    n_pairs: int = 0
    n_same: int = 0
    n_important: int = 0
    minimum: int | None = None
    basis: int = 0
    lost_share: float = math.nan

    @property
    def no_change(self) -> float:
        """The estimate that means no change."""
        return 1.0 if self.ratio else 0.0

    @property
    def has_interval(self) -> bool:
        """Whether an interval exists."""
        return not (math.isnan(self.low) or math.isnan(self.high))

    @property
    def inside(self) -> bool:
        """Whether the whole interval lies strictly inside ± the smallest important change."""
        bounds = self.no_change - self.important, self.no_change + self.important
        return self.has_interval and bounds[0] < self.low and self.high < bounds[1]

    @property
    def one_sided(self) -> bool:
        """Whether the whole interval lies on one side of no change."""
        return self.has_interval and (self.high < self.no_change or self.low > self.no_change)

    @property
    def better(self) -> bool:
        """Whether the interval lies on the wanted side."""
        return (self.low > self.no_change) == self.wanted_up


@dataclass(frozen=True)
class Decision:
    """A verdict, the rule that gave it, and what must be said with it."""

    verdict: Verdict
    rule: str
    size_uncertain: bool = False


def decide(evidence: Evidence, plan: Plan) -> Decision:
    """Apply the rules in order: too little data, better or worse, unchanged, otherwise too wide.

    Rule ids: ``1.minimum``, ``1.months``, ``1.interval``, ``1.smallest_p``, ``1.zero``; ``2``; ``3``; ``4``
    (``4.items`` where an item's many zeros do not rule out that too many changed); ``lost`` in front of the
    rule it overrides.
    """
    found = _by_rules(evidence, plan)
    conclusive = found.verdict in ("bedring", "forverring", "uendret")
    if conclusive and evidence.lost_share > plan.max_lost_share:
        return Decision("usikkert_grunnlag", f"lost:{found.rule}", found.size_uncertain)
    return found


def _by_rules(evidence: Evidence, plan: Plan) -> Decision:
    cannot = _could_not_show(evidence, plan)
    if cannot and not evidence.inside:
        return Decision("for_lite_data", cannot)
    if not cannot and _shown(evidence, plan):
        verdict: Verdict = "bedring" if evidence.better else "forverring"
        return Decision(verdict, "2", _reaches_unimportant(evidence))
    if evidence.inside:
        return (
            Decision("uendret", "3")
            if _few_changed(evidence, plan.level)
            else Decision("for_lite_data", "4.items")
        )
    return Decision("for_lite_data", "4")


def _could_not_show(evidence: Evidence, plan: Plan) -> str:
    """Why the data could not have shown anything; empty when they could.

    That no event after would still not be enough rules out a fall only. It does not hide a rise that was
    shown.
    """
    if evidence.minimum is not None and evidence.basis < evidence.minimum:
        return "1.minimum"
    if not evidence.enough_months:
        return "1.months"
    if not evidence.has_interval:
        return "1.interval"
    if not evidence.smallest_p_adjusted <= plan.alpha:
        return "1.smallest_p"
    rise = evidence.low > evidence.no_change and _shown(evidence, plan)
    return "1.zero" if evidence.p_zero_adjusted > plan.alpha and not rise else ""


def _shown(evidence: Evidence, plan: Plan) -> bool:
    """Whether the adjusted p, the interval and, for rates, the months agree that something changed."""
    months_agree = not evidence.ratio or evidence.p_months <= plan.alpha
    return evidence.p_adjusted <= plan.alpha and evidence.one_sided and months_agree


def _reaches_unimportant(evidence: Evidence) -> bool:
    """Whether the interval holds changes smaller than the smallest important one."""
    nearest = min(abs(evidence.low - evidence.no_change), abs(evidence.high - evidence.no_change))
    return nearest < evidence.important


def _few_changed(evidence: Evidence, level: float) -> bool:
    """Where most are unchanged: whether too many important changes are ruled out; True for all else."""
    if not evidence.coarse or evidence.n_same < MOST_ZEROS * evidence.n_pairs:
        return True
    return upper_share_changed(evidence.n_important, evidence.n_pairs, level) <= MOST_CHANGED


def upper_share_changed(n_important: int, n_pairs: int, level: float) -> float:
    """Clopper–Pearson upper limit of the share of tenants with an important change."""
    return float(stats.proportion_interval(n_important, n_pairs, level=level).high)
