from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evaluate.judging.verdict import Evidence, decide, upper_share_changed
from analysis.params import Plan, load_period

PLAN: Plan = load_period("params/leie/periods/sluttrapport.yml").plan

RATE = Evidence(
    coarse=False,
    ratio=True,
    wanted_up=False,
    important=0.3,
    estimate=0.4,
    low=0.25,
    high=0.65,
    p_adjusted=0.01,
    smallest_p_adjusted=0.001,
    p_zero_adjusted=0.002,
    p_months=0.02,
    basis=40,
)
INDEX = Evidence(
    coarse=False,
    ratio=False,
    wanted_up=True,
    important=0.5,
    estimate=0.9,
    low=0.6,
    high=1.2,
    p_adjusted=0.01,
    smallest_p_adjusted=0.001,
    n_pairs=12,
    n_same=2,
    basis=12,
    lost_share=1 / 13,
)
ITEM = replace(INDEX, coarse=True, important=1.0, low=-0.5, high=0.5, p_adjusted=0.6, n_pairs=13, n_same=8)

CASES = {
    "a smallest attainable p above alpha is too little data": (
        replace(INDEX, smallest_p_adjusted=0.06, p_adjusted=0.06),
        ("for_lite_data", "1.smallest_p"),
    ),
    "a smallest attainable p of exactly alpha could show something": (
        replace(INDEX, smallest_p_adjusted=0.05, p_adjusted=0.05),
        ("bedring", "2"),
    ),
    "a count that even zero events after could not move is too little data": (
        replace(RATE, p_zero_adjusted=0.0625, low=0.1, high=1.4),
        ("for_lite_data", "1.zero"),
    ),
    "too few months are too little data": (replace(RATE, enough_months=False), ("for_lite_data", "1.months")),
    "no interval is too little data": (
        replace(INDEX, low=math.nan, high=math.nan),
        ("for_lite_data", "1.interval"),
    ),
    "less than the plan's minimum is too little data": (
        replace(INDEX, minimum=14, basis=12),
        ("for_lite_data", "1.minimum"),
    ),
    "a narrow interval around no change is unchanged even where p could show nothing": (
        replace(INDEX, low=-0.3, high=0.2, smallest_p_adjusted=0.4, p_adjusted=1.0),
        ("uendret", "3"),
    ),
    "the exception also covers too few months": (
        replace(RATE, enough_months=False, low=0.8, high=1.2),
        ("uendret", "3"),
    ),
    "an item that could show nothing still needs few important changes to be unchanged": (
        replace(ITEM, smallest_p_adjusted=0.4, n_important=2),
        ("for_lite_data", "4.items"),
    ),
    "a fall where a fall is wanted is better": (RATE, ("bedring", "2")),
    "a fall where a rise is wanted is worse": (
        replace(INDEX, estimate=-0.9, low=-1.2, high=-0.6),
        ("forverring", "2"),
    ),
    "a rise where a fall is wanted is worse": (
        replace(RATE, estimate=2.5, low=1.4, high=4.0),
        ("forverring", "2"),
    ),
    "a rise from too few events to show a fall is still worse": (
        replace(RATE, estimate=4.0, low=1.4, high=11.0, p_zero_adjusted=0.25),
        ("forverring", "2"),
    ),
    "months that disagree stop a count from being better": (
        replace(RATE, p_months=0.06),
        ("for_lite_data", "4"),
    ),
    "an adjusted p above alpha stops a clear interval": (
        replace(INDEX, p_adjusted=0.051),
        ("for_lite_data", "4"),
    ),
    "an interval that touches no change stops a small p": (
        replace(INDEX, low=0.0),
        ("for_lite_data", "4"),
    ),
    "an interval inside the smallest important change is unchanged": (
        replace(INDEX, estimate=0.0, low=-0.4, high=0.4, p_adjusted=0.9),
        ("uendret", "3"),
    ),
    "an interval that reaches the smallest important change is not unchanged": (
        replace(INDEX, estimate=0.0, low=-0.5, high=0.4, p_adjusted=0.9),
        ("for_lite_data", "4"),
    ),
    "a rate inside 0.7 to 1.3 is unchanged": (
        replace(RATE, estimate=1.0, low=0.75, high=1.29, p_adjusted=0.8),
        ("uendret", "3"),
    ),
    "an item with many zeros where nobody changed much is unchanged": (
        replace(ITEM, n_important=0),
        ("uendret", "3"),
    ),
    "an item with many zeros where one in thirteen changed much is not": (
        replace(ITEM, n_important=1),
        ("for_lite_data", "4.items"),
    ),
    "an item without many zeros needs the interval only": (
        replace(ITEM, n_same=6, n_important=7),
        ("uendret", "3"),
    ),
    "exactly the plan's minimum is enough": (replace(INDEX, minimum=12, basis=12), ("bedring", "2")),
    "months and p of exactly alpha agree": (
        replace(RATE, p_months=0.05, p_adjusted=0.05, p_zero_adjusted=0.05),
        ("bedring", "2"),
    ),
    "an interval that touches no change from below stops a small p": (
        replace(RATE, high=1.0),
        ("for_lite_data", "4"),
    ),
    "an interval that reaches the smallest important fall is not unchanged": (
        replace(INDEX, estimate=0.0, low=-0.5, high=0.49, p_adjusted=0.9),
        ("for_lite_data", "4"),
    ),
    "an interval that reaches the smallest important rise is not unchanged": (
        replace(INDEX, estimate=0.0, low=-0.49, high=0.5, p_adjusted=0.9),
        ("for_lite_data", "4"),
    ),
    "an item of which exactly half are unchanged has many zeros": (
        replace(ITEM, n_pairs=12, n_same=6, n_important=3),
        ("for_lite_data", "4.items"),
    ),
    "an item of which fewer than half are unchanged has not": (
        replace(ITEM, n_pairs=12, n_same=5, n_important=3),
        ("uendret", "3"),
    ),
    "nobody of eleven rules out that three in ten changed much": (
        replace(ITEM, n_pairs=11, n_same=11, n_important=0),
        ("uendret", "3"),
    ),
    "nobody of ten does not": (replace(ITEM, n_pairs=10, n_same=10), ("for_lite_data", "4.items")),
    "only what has few steps can have too many zeros": (
        replace(ITEM, coarse=False, n_important=7),
        ("uendret", "3"),
    ),
    "too few pairs are said before anything else": (
        replace(RATE, minimum=41, enough_months=False, low=math.nan, smallest_p_adjusted=1.0),
        ("for_lite_data", "1.minimum"),
    ),
    "too few months are said before what they lead to": (
        replace(RATE, enough_months=False, low=math.nan, smallest_p_adjusted=1.0),
        ("for_lite_data", "1.months"),
    ),
    "half an interval is none": (replace(INDEX, high=math.nan), ("for_lite_data", "1.interval")),
    "a p that is not known shows nothing": (
        replace(INDEX, smallest_p_adjusted=math.nan, p_adjusted=math.nan),
        ("for_lite_data", "1.smallest_p"),
    ),
    "more than 30 % without a pair leaves better as uncertain basis": (
        replace(INDEX, lost_share=0.31),
        ("usikkert_grunnlag", "lost:2"),
    ),
    "more than 30 % without a pair leaves unchanged as uncertain basis": (
        replace(INDEX, low=-0.3, high=0.2, p_adjusted=1.0, lost_share=5 / 13),
        ("usikkert_grunnlag", "lost:3"),
    ),
    "exactly 30 % without a pair keeps the verdict": (replace(INDEX, lost_share=0.3), ("bedring", "2")),
    "more than 30 % without a pair does not lift too little data": (
        replace(INDEX, low=-0.3, high=0.9, p_adjusted=0.4, lost_share=0.5),
        ("for_lite_data", "4"),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_verdict(case: tuple[Evidence, tuple[str, str]]) -> None:
    evidence, expected = case
    decision = decide(evidence, PLAN)
    assert (decision.verdict, decision.rule) == expected


def test_size_is_uncertain_only_when_the_interval_reaches_unimportant_changes() -> None:
    assert not decide(INDEX, PLAN).size_uncertain
    assert decide(replace(INDEX, low=0.4), PLAN).size_uncertain
    assert not decide(RATE, PLAN).size_uncertain
    assert decide(replace(RATE, high=0.71), PLAN).size_uncertain
    assert not decide(replace(INDEX, low=0.5), PLAN).size_uncertain
    worse = replace(INDEX, estimate=-0.9, low=-1.2, high=-0.4)
    assert decide(worse, PLAN).size_uncertain
    assert decide(replace(worse, lost_share=0.5), PLAN).size_uncertain, "also where the basis is"


def test_the_share_that_may_have_changed_is_the_upper_limit_of_clopper_and_pearson() -> None:
    assert upper_share_changed(0, 13, 0.95) == pytest.approx(1 - 0.025 ** (1 / 13))
    assert upper_share_changed(0, 13, 0.9) == pytest.approx(1 - 0.05 ** (1 / 13))
    assert upper_share_changed(13, 13, 0.95) == 1.0


def test_better_and_worse_mirror_each_other() -> None:
    for evidence in (INDEX, replace(INDEX, p_adjusted=0.04, low=0.1), replace(INDEX, lost_share=0.4)):
        mirrored = replace(evidence, estimate=-evidence.estimate, low=-evidence.high, high=-evidence.low)
        turned = replace(mirrored, wanted_up=not evidence.wanted_up)
        assert decide(turned, PLAN) == decide(evidence, PLAN)
        opposite = {"bedring": "forverring", "usikkert_grunnlag": "usikkert_grunnlag"}
        assert decide(mirrored, PLAN).verdict == opposite[decide(evidence, PLAN).verdict]


@given(
    low=st.floats(-3, 3),
    width=st.floats(0, 3),
    p=st.floats(0, 1),
    least=st.floats(0, 1),
    lost=st.floats(0, 1),
)
def test_conclusions_always_rest_on_their_rule(
    low: float, width: float, p: float, least: float, lost: float
) -> None:
    evidence = replace(
        INDEX, low=low, high=low + width, p_adjusted=max(p, least), smallest_p_adjusted=least, lost_share=lost
    )
    verdict = decide(evidence, PLAN).verdict
    if verdict in ("bedring", "forverring"):
        assert evidence.p_adjusted <= PLAN.alpha
        assert evidence.one_sided
        assert lost <= PLAN.max_lost_share
    if verdict == "uendret":
        assert low > -0.5
        assert low + width < 0.5
