"""From numbers to one of seven words: the rules in their order, and the rule for lost pairs."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from analysis import stats
from analysis.params import Plan

Verdict = Literal[
    "bedring", "forverring", "uendret", "for_lite_data", "usikkert_grunnlag", "beskrivelse", "ikke_maalt"
]
MOST_CHANGED = 1 / 3
"""Share of tenants with a great change that «uendret» must rule out."""
MOST_CHANGED_LEVEL = 0.95
"""One-sided level at which it is ruled out."""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What a verdict on one deciding outcome rests on; NaN or None is missing.

    Attributes
    ----------
    ratio
        The estimate is a ratio (no change is 1), not a difference (no change is 0).
    wanted_up
        A higher value is better.
    important
        Smallest important change: for a ratio the fraction (0.3: from 0.7 to 1.3), else in the change's unit.
    low, high
        The interval: for pairs at the plan's level, for a rate at the level that answers to the adjustment.
    p, p_adjusted, smallest_p_adjusted
        p of the test that decides, raw and adjusted, and the least the adjusted could have been.
    p_zero_adjusted
        Adjusted p had no event happened after; NaN for other measures than rates.
    smallest_p_flats_adjusted
        Least adjusted p that the flats alone could have given; NaN for other measures than rates.
    p_each
        Raw p of each test that was made of a rate; empty for others.
    enough_months, enough_known_flats
        Whether both windows hold the months a rate needs, and its events the flats; True for others.
    n_pairs, n_changed, n_great
        Pairs, those with any change, and those whose change is great for one tenant; 0 for rates.
    minimum, basis
        Fewest pairs (or events) the plan asks for, and how many there were.
    lost_share
        Share of the baseline tenants without a pair; NaN for rates.
    """

    ratio: bool
    wanted_up: bool
    important: float
    low: float
    high: float
    p: float
    p_adjusted: float
    smallest_p_adjusted: float
    p_zero_adjusted: float = math.nan
    smallest_p_flats_adjusted: float = math.nan
    p_each: tuple[float, ...] = ()
    enough_months: bool = True
    enough_known_flats: bool = True
    n_pairs: int = 0
    n_changed: int = 0
    n_great: int = 0
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
    def reaches_minimum(self) -> bool:
        """Whether there are as many pairs, or events, as the plan asks for."""
        return self.minimum is None or self.basis >= self.minimum

    @property
    def may_conclude(self) -> bool:
        """Whether anything may be concluded at all, however narrow the interval."""
        return self.reaches_minimum and self.enough_known_flats

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
    """A verdict, the rule that gave it, and whether the interval reaches unimportant changes."""

    verdict: Verdict
    rule: str
    size_uncertain: bool = False

    @property
    def could_have_shown(self) -> bool:
        """Whether the data could have shown anything at all."""
        return not self.rule.startswith("1.")


def decide(evidence: Evidence, plan: Plan) -> Decision:
    """Apply the rules in order: could not have shown, unchanged, better or worse, else its own reason.

    Rule ids: ``1.minimum``, ``1.months``, ``1.flats_unknown``, ``1.tenants``, ``1.changed``, ``1.flats``,
    ``1.events``, ``1.interval``; ``2`` (``2.small`` where a change smaller than important is shown all the
    same); ``3``; ``4.minority``, ``4.adjusted``, ``4.tests``, ``4.wide``; ``lost:`` in front of the rule it
    overrides.
    """
    found = _by_rules(evidence, plan)
    if found.rule[0] in "23" and evidence.lost_share > plan.max_lost_share:
        return Decision("usikkert_grunnlag", f"lost:{found.rule}", found.size_uncertain)
    return found


def _by_rules(evidence: Evidence, plan: Plan) -> Decision:
    cannot = _could_not_show(evidence, plan)
    if cannot and not (evidence.inside and evidence.may_conclude):
        return Decision("for_lite_data", cannot)
    shown = evidence.p_adjusted <= plan.alpha and evidence.one_sided
    if evidence.inside:
        if upper_share_changed(evidence.n_great, evidence.n_pairs) <= MOST_CHANGED:
            return Decision("uendret", "2.small" if shown else "2")
        if not shown:
            return Decision("for_lite_data", cannot or "4.minority")
    if shown:
        return Decision("bedring" if evidence.better else "forverring", "3", _reaches_unimportant(evidence))
    return Decision("for_lite_data", _why_not_shown(evidence, plan))


def _could_not_show(evidence: Evidence, plan: Plan) -> str:
    """Why the data could not have shown anything; empty when they could.

    That no event after would still not be enough rules out a fall only. It does not hide a rise that was
    shown.
    """
    if not evidence.reaches_minimum:
        return "1.minimum"
    if not evidence.enough_months:
        return "1.months"
    if not evidence.enough_known_flats:
        return "1.flats_unknown"
    if not evidence.smallest_p_adjusted <= plan.alpha:
        return _too_few(evidence, plan)
    if not evidence.has_interval:
        return "1.interval"
    rise = evidence.low > evidence.no_change and evidence.p_adjusted <= plan.alpha
    return "1.events" if evidence.p_zero_adjusted > plan.alpha and not rise else ""


def _too_few(evidence: Evidence, plan: Plan) -> str:
    """Say what there was too little of for the adjusted p to become small."""
    if not evidence.ratio:
        enough_if_all_changed = evidence.smallest_p_adjusted * _fewer(evidence) <= plan.alpha
        return "1.changed" if enough_if_all_changed else "1.tenants"
    return "1.flats" if evidence.smallest_p_flats_adjusted > plan.alpha else "1.events"


def _fewer(evidence: Evidence) -> float:
    """How many times smaller the least p would be, had every pair changed."""
    return 2.0 ** (evidence.n_changed - evidence.n_pairs)


def _reaches_unimportant(evidence: Evidence) -> bool:
    """Whether the interval holds changes smaller than the smallest important one."""
    nearest = min(abs(evidence.low - evidence.no_change), abs(evidence.high - evidence.no_change))
    return nearest < evidence.important


def _why_not_shown(evidence: Evidence, plan: Plan) -> str:
    if evidence.p <= plan.alpha < evidence.p_adjusted:
        return "4.adjusted"
    if evidence.p_each and min(evidence.p_each) <= plan.alpha < max(evidence.p_each):
        return "4.tests"
    return "4.wide"


def upper_share_changed(n_great: int, n_pairs: int) -> float:
    """One-sided Clopper–Pearson upper limit of the share of tenants with a great change; 0 for rates.

    Examples
    --------
    >>> round(upper_share_changed(0, 7), 3), round(upper_share_changed(0, 8), 3)
    (0.348, 0.312)
    """
    if not n_pairs:
        return 0.0
    return float(stats.proportion_interval(n_great, n_pairs, level=2 * MOST_CHANGED_LEVEL - 1).high)
