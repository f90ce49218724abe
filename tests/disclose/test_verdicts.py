"""What a printed verdict of a rate says of how many flats went which way: counted over every pattern."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis import stats
from analysis.disclose.proof import OPEN
from analysis.disclose.publication import Limits
from analysis.disclose.results import WITHHELD, publish
from analysis.disclose.verdicts import fewest_flats
from analysis.evaluate.results import with_schema
from analysis.params import Disclosure, Plan, Scale

from ..evaluate.conftest import loaded

SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))
SIZES = (1.0, 2.0, 3.0, 7.0)
"""How much a flat changed; the more they differ, the more went the other way beside a small p."""


def most_up(flats: int, level: float) -> int:
    """Most flats with more events after where the flip over flats gives a p of at most `level`."""
    found = 0
    for up in range(flats + 1):
        for small, large in product(SIZES, SIZES):
            change = np.r_[np.full(up, small), np.full(flats - up, -large)]
            if change.sum() < 0 and stats.sign_flip(change, interval=False).p <= level + 1e-12:
                found = max(found, up)
    return found


@pytest.mark.parametrize("level", [0.1, 0.05, 0.025])
def test_a_small_p_bounds_how_many_went_the_other_way(level: float) -> None:
    """With six flats at 5 % it says of each that it went down."""
    least = fewest_flats(level)
    assert most_up(least, level) >= OPEN + 1
    assert most_up(least - 1, level) == OPEN
    assert most_up(int(np.ceil(1 - np.log2(level))), level) == 0


def rate(flats: int, plan: Plan, **values: Any) -> str:
    row = {
        "indicator": "naboklager", "place": "all", "verdict": "bedring", "role": "decides",
        "events_before": 40, "events_after": 10, "exposure_before": 90.0, "exposure_after": 90.0,
        "before": 44.0, "after": 11.0, "flats_contributing": flats, "largest_flat_share": 0.3,
        "method": "blocks_and_flats",
    }  # fmt: skip
    limits = Limits(Disclosure(), SCALE, {})
    out = publish(with_schema(pd.DataFrame([row | values])), plan, limits).iloc[0]
    assert out["events_before"] == 40, "the counts are printed all the same"
    return str(out["verdict"])


@pytest.mark.parametrize(("flats", "verdict"), [(9, WITHHELD), (10, "bedring")])
def test_a_verdict_is_printed_from_so_many_flats(flats: int, verdict: str) -> None:
    assert rate(flats, loaded().plan) == verdict


def test_a_verdict_that_hangs_on_a_hidden_p_of_people_is_withheld() -> None:
    plan = loaded().plan
    indicators = tuple(
        i.model_copy(update={"family": "hendelser"}) if i.id == "trygghet" else i for i in plan.indicators
    )
    assert rate(23, plan.model_copy(update={"indicators": indicators})) == WITHHELD
    families = tuple(f.model_copy(update={"adjust": "none"}) for f in plan.families)
    unadjusted = plan.model_copy(update={"indicators": indicators, "families": families})
    assert rate(23, unadjusted) == "bedring"
