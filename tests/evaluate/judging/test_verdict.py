"""Every rule, in its order, on both sides of its edge."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.evaluate.judging.verdict import MOST_CHANGED, Evidence, decide, upper_share_changed
from analysis.params import Plan, load_period

PLAN: Plan = load_period("params/leie/periods/sluttrapport.yml").plan
PAST = 0.05 + 1e-9
"""Just above alpha."""

RATE = Evidence(
    ratio=True,
    wanted_up=False,
    important=0.3,
    low=0.25,
    high=0.65,
    p=0.01,
    p_adjusted=0.01,
    smallest_p_adjusted=0.001,
    p_zero_adjusted=0.002,
    smallest_p_flats_adjusted=0.001,
    p_each=(0.004, 0.008, 0.01),
    basis=40,
)
INDEX = Evidence(
    ratio=False,
    wanted_up=True,
    important=0.5,
    low=0.6,
    high=1.2,
    p=0.01,
    p_adjusted=0.01,
    smallest_p_adjusted=0.001,
    n_pairs=12,
    n_changed=10,
    n_great=3,
    basis=12,
    lost_share=1 / 13,
)
FLAT = replace(INDEX, low=-0.4, high=0.3, p=0.9, p_adjusted=0.9, n_great=0)
"""Nothing important changed, and for nobody greatly."""
STEADY = replace(RATE, low=0.8, high=1.2, p=0.9, p_adjusted=0.9, p_each=(0.9, 0.9, 0.9))
WIDE = replace(INDEX, low=-0.2, high=0.9, p=0.2, p_adjusted=0.2)
UNSURE = replace(RATE, low=0.5, high=1.1, p=0.2, p_adjusted=0.2, p_each=(0.1, 0.2, 0.2))
NOTHING = {"low": math.nan, "high": math.nan}

Case = tuple[Evidence, tuple[str, str]]
TOO_LITTLE: dict[str, Case] = {
    "fewer than the plan's minimum": (
        replace(INDEX, minimum=13),
        ("for_lite_data", "1.minimum"),
    ),
    "exactly the plan's minimum is enough": (replace(INDEX, minimum=12), ("bedring", "3")),
    "the minimum is said before anything else": (
        replace(RATE, minimum=41, enough_months=False, enough_known_flats=False, smallest_p_adjusted=1.0),
        ("for_lite_data", "1.minimum"),
    ),
    "too few months": (replace(RATE, enough_months=False), ("for_lite_data", "1.months")),
    "months are said before flats": (
        replace(RATE, enough_months=False, enough_known_flats=False, smallest_p_adjusted=1.0),
        ("for_lite_data", "1.months"),
    ),
    "too few known flats": (replace(RATE, enough_known_flats=False), ("for_lite_data", "1.flats_unknown")),
    "too few known flats are said before what they lead to": (
        replace(RATE, enough_known_flats=False, smallest_p_adjusted=math.nan, p_adjusted=math.nan),
        ("for_lite_data", "1.flats_unknown"),
    ),
    "too few tenants, whoever changed": (
        replace(INDEX, n_pairs=5, n_changed=5, smallest_p_adjusted=0.0625, p_adjusted=0.0625),
        ("for_lite_data", "1.tenants"),
    ),
    "too few tenants even had the one who did not change, changed": (
        replace(INDEX, n_pairs=6, n_changed=5, smallest_p_adjusted=2 * PAST, p_adjusted=1.0),
        ("for_lite_data", "1.tenants"),
    ),
    "enough tenants, too few of whom changed": (
        replace(INDEX, n_pairs=6, n_changed=5, smallest_p_adjusted=0.1, p_adjusted=1.0),
        ("for_lite_data", "1.changed"),
    ),
    "a smallest p of exactly alpha could show something": (
        replace(INDEX, smallest_p_adjusted=0.05, p_adjusted=0.05),
        ("bedring", "3"),
    ),
    "a smallest p just above could not": (
        replace(INDEX, smallest_p_adjusted=PAST, p_adjusted=PAST),
        ("for_lite_data", "1.changed"),
    ),
    "a smallest p that is not known shows nothing": (
        replace(INDEX, n_changed=12, smallest_p_adjusted=math.nan, p_adjusted=math.nan),
        ("for_lite_data", "1.tenants"),
    ),
    "too few flats": (
        replace(RATE, smallest_p_adjusted=0.0625, smallest_p_flats_adjusted=0.0625, p_adjusted=0.0625),
        ("for_lite_data", "1.flats"),
    ),
    "flats at exactly alpha are not what was too few": (
        replace(RATE, smallest_p_adjusted=PAST, smallest_p_flats_adjusted=0.05, p_adjusted=PAST),
        ("for_lite_data", "1.events"),
    ),
    "no event after would not have been enough": (
        replace(UNSURE, p_zero_adjusted=PAST),
        ("for_lite_data", "1.events"),
    ),
    "no event after would just have been enough": (
        replace(UNSURE, p_zero_adjusted=0.05),
        ("for_lite_data", "4.wide"),
    ),
    "a rise that is shown stays shown": (
        replace(RATE, low=1.4, high=11.0, p_zero_adjusted=0.25),
        ("forverring", "3"),
    ),
    "a rise that is wanted and shown stays shown": (
        replace(RATE, low=1.4, high=11.0, p_zero_adjusted=0.25, wanted_up=True),
        ("bedring", "3"),
    ),
    "a rise at exactly alpha stays shown": (
        replace(RATE, low=1.4, high=11.0, p_zero_adjusted=0.25, p_adjusted=0.05),
        ("forverring", "3"),
    ),
    "a rise that does not stand adjusting is not shown": (
        replace(RATE, low=1.4, high=11.0, p_zero_adjusted=0.25, p_adjusted=PAST),
        ("for_lite_data", "1.events"),
    ),
    "a rise whose interval touches no change is not shown": (
        replace(RATE, low=1.0, high=11.0, p_zero_adjusted=0.25),
        ("for_lite_data", "1.events"),
    ),
    "a fall that no event after could not have shown is none": (
        replace(RATE, p_zero_adjusted=PAST),
        ("for_lite_data", "1.events"),
    ),
    "no interval": (replace(INDEX, **NOTHING), ("for_lite_data", "1.interval")),
    "half an interval is none": (replace(INDEX, high=math.nan), ("for_lite_data", "1.interval")),
}
UNCHANGED: dict[str, Case] = {
    "an interval inside the smallest important change": (FLAT, ("uendret", "2")),
    "also where p could show nothing": (
        replace(FLAT, smallest_p_adjusted=0.4, p_adjusted=1.0),
        ("uendret", "2"),
    ),
    "also with too few months": (replace(STEADY, enough_months=False), ("uendret", "2")),
    "not with fewer than the plan's minimum, below which nothing is concluded": (
        replace(FLAT, minimum=13),
        ("for_lite_data", "1.minimum"),
    ),
    "not where the flats are not known, since then a rate decides nothing": (
        replace(STEADY, enough_known_flats=False),
        ("for_lite_data", "1.flats_unknown"),
    ),
    "not when the interval reaches the important rise": (
        replace(FLAT, high=0.5),
        ("for_lite_data", "4.wide"),
    ),
    "not when the interval reaches the important fall": (
        replace(FLAT, low=-0.5),
        ("for_lite_data", "4.wide"),
    ),
    "a rate inside 0.7 to 1.3": (STEADY, ("uendret", "2")),
    "not a rate that reaches 1.3": (replace(STEADY, high=1.3), ("for_lite_data", "4.wide")),
    "not a rate that reaches 0.7": (replace(STEADY, low=0.7), ("for_lite_data", "4.wide")),
    "not where no change is called important": (
        replace(FLAT, important=math.nan),
        ("for_lite_data", "4.wide"),
    ),
    "a change that is shown and not important is unchanged": (
        replace(FLAT, low=0.1, high=0.4, p=0.01, p_adjusted=0.01),
        ("uendret", "2.small"),
    ),
    "a rate that is shown to have fallen by less than is important is unchanged": (
        replace(STEADY, low=0.75, high=0.95, p_adjusted=0.01),
        ("uendret", "2.small"),
    ),
    "a small change at exactly alpha is shown": (
        replace(FLAT, low=0.1, high=0.4, p_adjusted=0.05),
        ("uendret", "2.small"),
    ),
    "a small change past alpha is not": (
        replace(FLAT, low=0.1, high=0.4, p_adjusted=PAST),
        ("uendret", "2"),
    ),
    "nobody of eight rules out that a third changed greatly": (
        replace(FLAT, n_pairs=8, n_great=0),
        ("uendret", "2"),
    ),
    "nobody of seven does not": (replace(FLAT, n_pairs=7, n_great=0), ("for_lite_data", "4.minority")),
    "one of twelve does not": (replace(FLAT, n_pairs=12, n_great=1), ("for_lite_data", "4.minority")),
    "one of thirteen does": (replace(FLAT, n_pairs=13, n_great=1), ("uendret", "2")),
    "seven who could show nothing are too few, whoever changed": (
        replace(FLAT, n_pairs=7, n_changed=5, smallest_p_adjusted=0.0625, p_adjusted=0.0625),
        ("for_lite_data", "1.changed"),
    ),
    "what is shown of a minority that changes greatly is a change": (
        replace(FLAT, low=0.1, high=0.4, p_adjusted=0.01, n_pairs=12, n_great=3),
        ("bedring", "3"),
    ),
    "but not of fewer than the plan's minimum": (
        replace(FLAT, low=0.1, high=0.4, p_adjusted=0.01, n_pairs=7, basis=7, minimum=8),
        ("for_lite_data", "1.minimum"),
    ),
}
SHOWN: dict[str, Case] = {
    "a fall where a fall is wanted is better": (RATE, ("bedring", "3")),
    "a rise where a fall is wanted is worse": (replace(RATE, low=1.4, high=4.0), ("forverring", "3")),
    "a rise where a rise is wanted is better": (INDEX, ("bedring", "3")),
    "a fall where a rise is wanted is worse": (replace(INDEX, low=-1.2, high=-0.6), ("forverring", "3")),
    "exactly alpha shows": (
        replace(RATE, p=0.05, p_adjusted=0.05, p_zero_adjusted=0.05, p_each=(0.05, 0.05, 0.05)),
        ("bedring", "3"),
    ),
    "an interval that touches no change shows nothing": (
        replace(INDEX, low=0.0),
        ("for_lite_data", "4.wide"),
    ),
    "nor one that touches it from below, and the tests are not what disagrees": (
        replace(RATE, high=1.0),
        ("for_lite_data", "4.wide"),
    ),
}
OTHERWISE: dict[str, Case] = {
    "raw p at alpha does not stand adjusting": (
        replace(INDEX, p=0.05, p_adjusted=PAST),
        ("for_lite_data", "4.adjusted"),
    ),
    "raw p past alpha was never there": (
        replace(INDEX, low=-0.1, p=PAST, p_adjusted=0.1),
        ("for_lite_data", "4.wide"),
    ),
    "adjusting is named before the tests that agree": (
        replace(RATE, p=0.04, p_adjusted=0.08, high=1.1),
        ("for_lite_data", "4.adjusted"),
    ),
    "one test at alpha, and the others not, disagree": (
        replace(UNSURE, p_each=(0.05, 0.2, 0.2)),
        ("for_lite_data", "4.tests"),
    ),
    "all tests at alpha agree, though the interval is too wide": (
        replace(UNSURE, p=0.05, p_adjusted=0.05, p_each=(0.05, 0.05, 0.05)),
        ("for_lite_data", "4.wide"),
    ),
    "no test at alpha is no disagreement": (
        replace(UNSURE, p_each=(PAST, 0.2, 0.2)),
        ("for_lite_data", "4.wide"),
    ),
    "pairs have one test": (WIDE, ("for_lite_data", "4.wide")),
}
LOST: dict[str, Case] = {
    "more than 30 % without a pair leaves better as uncertain": (
        replace(INDEX, lost_share=0.31),
        ("usikkert_grunnlag", "lost:3"),
    ),
    "more than 30 % without a pair leaves worse as uncertain": (
        replace(INDEX, low=-1.2, high=-0.6, lost_share=0.31),
        ("usikkert_grunnlag", "lost:3"),
    ),
    "more than 30 % without a pair leaves unchanged as uncertain": (
        replace(FLAT, lost_share=5 / 13),
        ("usikkert_grunnlag", "lost:2"),
    ),
    "and a small change": (
        replace(FLAT, low=0.1, high=0.4, p_adjusted=0.01, lost_share=5 / 13),
        ("usikkert_grunnlag", "lost:2.small"),
    ),
    "exactly 30 % keeps the word": (replace(INDEX, lost_share=0.3), ("bedring", "3")),
    "more than 30 % lifts no too little data": (replace(WIDE, lost_share=0.5), ("for_lite_data", "4.wide")),
    "nor what could show nothing": (
        replace(INDEX, minimum=13, lost_share=0.5),
        ("for_lite_data", "1.minimum"),
    ),
}
CASES = {**TOO_LITTLE, **UNCHANGED, **SHOWN, **OTHERWISE, **LOST}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_verdict(case: Case) -> None:
    evidence, expected = case
    decision = decide(evidence, PLAN)
    assert (decision.verdict, decision.rule) == expected


def test_every_rule_there_is_has_a_case() -> None:
    assert {rule for _, (_, rule) in CASES.values()} == {
        *("1.minimum", "1.months", "1.flats_unknown", "1.tenants", "1.changed", "1.flats", "1.events"),
        *("1.interval", "2", "2.small", "3", "4.minority", "4.adjusted", "4.tests", "4.wide"),
        *("lost:2", "lost:2.small", "lost:3"),
    }


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_only_the_first_rule_says_that_nothing_could_be_shown(case: Case) -> None:
    decision = decide(case[0], PLAN)
    assert decision.could_have_shown == (not case[1][1].startswith("1."))


@pytest.mark.parametrize(
    ("evidence", "uncertain"),
    [
        (INDEX, False),
        (replace(INDEX, low=0.5), False),
        (replace(INDEX, low=0.499), True),
        (replace(INDEX, low=-1.2, high=-0.499), True),
        (RATE, False),
        (replace(RATE, high=0.7), False),
        (replace(RATE, high=0.701), True),
        (replace(RATE, low=1.299, high=4.0), True),
        (replace(RATE, low=1.3, high=4.0), False),
        (replace(INDEX, low=0.499, lost_share=0.5), True),
        (replace(WIDE), False),
    ],
)
def test_size_is_uncertain_where_a_shown_change_may_be_smaller_than_important(
    evidence: Evidence, uncertain: bool
) -> None:
    assert decide(evidence, PLAN).size_uncertain is uncertain


def test_the_limits_are_the_plans() -> None:
    strict = PLAN.model_copy(update={"alpha": 0.009, "max_lost_share": 0.05})
    assert decide(replace(INDEX, lost_share=0.0), strict).rule == "4.wide"
    assert decide(replace(INDEX, p_adjusted=0.009), strict).rule == "lost:3"


@pytest.mark.parametrize(("n_great", "n"), [(0, 1), (0, 7), (0, 8), (1, 13), (10, 60)])
def test_the_share_that_may_have_changed_is_the_one_sided_limit_of_clopper_and_pearson(
    n_great: int, n: int
) -> None:
    """At the limit q, n_great or fewer of n happen with probability 5 %."""
    q = upper_share_changed(n_great, n)
    assert sum(math.comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(n_great + 1)) == pytest.approx(0.05)


def test_where_all_changed_greatly_all_may_and_a_rate_has_nobody() -> None:
    assert upper_share_changed(13, 13) == 1.0
    assert upper_share_changed(0, 0) == 0.0
    assert upper_share_changed(0, 8) < MOST_CHANGED < upper_share_changed(0, 7)


def turned(evidence: Evidence) -> Evidence:
    return replace(evidence, low=-evidence.high, high=-evidence.low)


@pytest.mark.parametrize(
    "evidence", [INDEX, FLAT, WIDE, replace(INDEX, low=0.1), replace(INDEX, lost_share=0.4)]
)
def test_better_and_worse_mirror_each_other(evidence: Evidence) -> None:
    said = decide(evidence, PLAN)
    both = replace(turned(evidence), wanted_up=not evidence.wanted_up)
    assert decide(both, PLAN) == said
    opposite = {"bedring": "forverring"}
    assert decide(turned(evidence), PLAN).verdict == opposite.get(said.verdict, said.verdict)


def anything(ratio: bool) -> st.SearchStrategy[dict[str, Any]]:
    chance = st.floats(0, 1) | st.just(math.nan)
    limit = st.floats(0, 3) if ratio else st.floats(-3, 3)
    counts = {"n_great": st.integers(0, 9), "n_changed": st.integers(9, 12), "n_pairs": st.integers(12, 20)}
    p = dict.fromkeys(("p", "p_adjusted", "smallest_p_adjusted", "p_zero_adjusted", "lost_share"), chance)
    return st.fixed_dictionaries(
        {
            **counts,
            **p,
            "basis": st.integers(0, 20),
            "low": limit | st.just(math.nan),
            "high": limit | st.just(math.inf),
            "enough_months": st.booleans(),
            "enough_known_flats": st.booleans(),
            "minimum": st.none() | st.integers(1, 20),
        }
    )


@given(st.booleans().flatmap(lambda ratio: st.tuples(st.just(ratio), anything(ratio))))
def test_every_word_implies_its_interval(drawn: tuple[bool, dict[str, Any]]) -> None:
    ratio, values = drawn
    evidence = replace(RATE if ratio else INDEX, **values)
    found = decide(evidence, PLAN)
    concluded = found.rule.removeprefix("lost:")
    none = 1.0 if ratio else 0.0
    if concluded == "3":
        assert evidence.p_adjusted <= PLAN.alpha
        assert evidence.low > none or evidence.high < none
        if found.verdict != "usikkert_grunnlag":
            assert (found.verdict == "bedring") == ((evidence.low > none) == evidence.wanted_up)
    if concluded in ("2", "2.small"):
        assert none - evidence.important < evidence.low
        assert evidence.high < none + evidence.important
        assert upper_share_changed(evidence.n_great, evidence.n_pairs) <= MOST_CHANGED
    if concluded[0] in "23":
        assert evidence.enough_known_flats
        assert evidence.minimum is None or evidence.basis >= evidence.minimum
        assert (found.verdict == "usikkert_grunnlag") == (evidence.lost_share > PLAN.max_lost_share)
    else:
        assert found.verdict == "for_lite_data"
