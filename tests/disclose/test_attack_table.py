"""One attack for each way a report gave a tenant away: it wins against the old form and loses against ours.

Each attacker sees only what is printed, and calls a number open when two data sets print the same and differ
by three or more.
"""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.disclose.complement import with_complement
from analysis.disclose.counts import show_attendance, show_months
from analysis.disclose.publication import Limits
from analysis.disclose.results import FIGURES, publish
from analysis.evaluate.results import with_schema
from analysis.params import Disclosure, Scale

from ..evaluate.conftest import loaded

RULE = Disclosure(min_group=5, restricted_min_group=3, max_share=0.8, max_amount_share=0.5)
SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))
OPEN = 3


def printed(indicator: str, amount: tuple[int, float] = (9, 0.3), **values: Any) -> pd.Series:
    row = {"indicator": indicator, "place": "all", "verdict": "for_lite_data", "role": "supports"} | values
    limits = Limits(RULE, SCALE, {"restanse": amount})
    return publish(with_schema(pd.DataFrame([row])), loaded().plan, limits).iloc[0]


def of_people(n: int, tenants: int = 13) -> dict[str, int]:
    return {"n_baseline": tenants, "n_before": n, "n_after": n, "n_pairs": n}


def told(row: pd.Series) -> tuple[object, ...]:
    """All that an edition prints of a row."""
    texts = ["before_public", "after_public", "basis_public", "word_public", "hidden", "verdict"]
    return (*row[texts], *row[FIGURES].fillna(-1))


def test_the_survey_of_an_address_is_not_the_total_less_the_others() -> None:
    place, n = pd.Series(["all", "a", "b", "c"]), pd.Series([10, 5, 4, 1])
    one_table = [pd.Series("q01", index=place.index)]
    assert n[0] - n[(n >= 3) & place.ne("all")].sum() == 1, "the old form leaves one tenant"
    hidden = with_complement(n < RULE.restricted_min_group, place, n, one_table, RULE.restricted_min_group)
    assert n[0] - n[~hidden & place.ne("all")].sum() >= RULE.restricted_min_group


def test_two_means_leave_open_who_changed() -> None:
    """All went up by one; or one went up by ten times as much, and the others stayed."""
    before = np.array([3, 3, 3, 3, 3, 3, 3, 4, 4, 4])
    worlds = [before + 1, before + np.array([4, 4, 2, 0, 0, 0, 0, 0, 0, 0])]
    same = {told(printed("q05", before=before.mean(), after=w.mean(), **of_people(10, 14))) for w in worlds}
    assert len(same) == 1
    ups = [int((w > before).sum()) for w in worlds]
    assert max(ups) - min(ups) >= OPEN
    intervals = {
        tuple(np.round([found.low, found.high, found.p], 2))
        for found in (stats.sign_flip((w - before).astype(float)) for w in worlds)
    }
    assert len(intervals) == 2, "the old form, with interval and p, tells them apart"


def test_no_p_is_printed_that_counts_who_changed_which_way() -> None:
    row = printed(
        "q05", before=3.0, after=4.5, p=2 / 128, p_adjusted=0.047, smallest_p=2 / 128, **of_people(13)
    )
    assert row["before_public"]
    assert row[[c for c in FIGURES if c.startswith(("p", "smallest"))]].isna().all()
    patterns = [sum(signs) for signs in product((0, 1), repeat=7)]
    assert sum(n in (0, 7) for n in patterns) == 2, "p = 2/128 says that all seven changed the same way"


def test_what_is_drawn_are_half_years_of_none_or_enough() -> None:
    def drawn(quarters: list[int]) -> list[int]:
        months = [n for quarter in quarters for n in (quarter, 0, 0)]
        frame = pd.DataFrame({
            "indicator": "naboklager", "place": "all", "side": "before", "events": months, "exposure": 13.0,
            "month": pd.date_range("2023-01-01", periods=12, freq="MS"),
        })  # fmt: skip
        total = {
            "indicator": ["naboklager"],
            "place": ["all"],
            "hidden": [False],
            "events_before": [sum(months)],
        }
        out = show_months(frame, pd.DataFrame({**total, "events_after": [0]}), RULE, public=True)
        return [int(n) for n in out["events"]]

    assert drawn([4, 4, 4, 9]) == [8, 13] == drawn([7, 1, 4, 9]) == drawn([0, 8, 0, 13])
    assert drawn([4, 0, 9, 9]) == [22] == drawn([2, 1, 9, 10])


def test_who_came_to_one_activity_is_not_the_sum_less_the_others() -> None:
    came = pd.DataFrame({"invited": [9, 9, 8], "attended": pd.array([9, 7, 4], dtype="Int64")})
    assert 20 - came["attended"][:2].sum() == 4, "the old form: 20, 9, 7 and «:»"
    assert show_attendance(came, public=True)["attended"].isna().all()
    sums = {printed("dugnad-oppmote", done=n, planned=26)["after_public"] for n in (17, 19, 21)}
    assert sums == {"17–21 av 26"}


@pytest.mark.parametrize("indicator", ["botid", "reparasjonstid"])
def test_a_length_is_not_one_persons(indicator: str) -> None:
    """Six days more of the one in the middle print the same, and four tenancies or cases print nothing."""
    counts = {"n_before": 5, "n_after": 5, "events_before": 5, "events_after": 5}
    worlds = [printed(indicator, before=28.1 + d / 30, after=26.1 + d / 30, **counts) for d in (0, 3, 6)]
    assert len({told(row) for row in worlds}) == 1
    assert worlds[0]["before_public"]
    few = printed(indicator, before=28.1, after=26.1, **dict.fromkeys(counts, 4))
    assert few["hidden"]
    assert few[FIGURES].isna().all()


def test_agencies_are_a_word_and_nothing_of_few_tenants() -> None:
    many = [
        printed("etater", before=b, after=a, n_baseline=13) for b, a in ((1.0, 2.0), (3.0, 6.0), (0.0, 1.0))
    ]
    assert len({told(row) for row in many}) == 1
    assert printed("etater", before=1.0, after=2.0, n_baseline=4)["hidden"]


def test_an_amount_is_not_one_debtors() -> None:
    dominated = printed("restanse", (9, 0.75), before=10_844.0, after=5_400.0, **of_people(13))
    assert dominated["hidden"]
    assert dominated[FIGURES].isna().all()
    debts = np.array([40_000.0, 39_000, 12_000, 9_000, 8_000, 6_000, 5_000, 4_000, 3_000, 2_000, 0, 0, 0])
    other = debts.copy()
    other[[0, 2]] = 30_000, 22_000
    worlds = [
        printed("restanse", (10, d.max() / d.sum()), before=d.mean(), after=5_400.0, **of_people(13))
        for d in (debts, other)
    ]
    assert told(worlds[0]) == told(worlds[1]), "also for the second largest debtor, who knows the own debt"
    assert pd.isna(worlds[0][["low", "high", "estimate"]]).all()


def test_ten_people_in_a_form_of_their_own_would_be_ten() -> None:
    """The table of forms has another form for eleven: of 14 tenants, four would be missing."""
    rows = [printed("q05", before=1.5, after=4.0, **of_people(n, 14)) for n in (10, 11, 12, 13, 14)]
    assert len({told(row) for row in rows}) == 1
    shares = [printed("i-restanse", before=2 / n, after=3 / n, **of_people(n)) for n in (9, 11, 13)]
    assert len({told(row) for row in shares}) == 1
