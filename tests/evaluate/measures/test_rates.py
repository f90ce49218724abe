"""Rates by hand: what is compared, what is flipped and dealt out, and the widest interval."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from math import comb
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import stats
from analysis.evaluate.basis import Basis
from analysis.evaluate.basis.months import located
from analysis.evaluate.basis.season import compared
from analysis.evaluate.judging.judged import judge
from analysis.evaluate.measures._columns import Computed
from analysis.evaluate.measures._rates import (
    Counted,
    _row_columns,
    count,
    enough_months,
    interval,
    rate_columns,
)
from analysis.params import Study

from ..conftest import crowd, loaded, months_of, window, with_period

STUDY = loaded()
COMPLAINTS = "naboklager"


def log(*rows: tuple[str, str, str | None]) -> pd.DataFrame:
    """Events as (day, address, flat)."""
    frame = pd.DataFrame(rows, columns=["date", "address", "flat"])
    return frame.assign(date=pd.to_datetime(frame["date"]), flat=frame["flat"].astype("str"))


def monthly(
    per_month: list[int], address: str = "a", flat: str | None = None
) -> list[tuple[str, str, str | None]]:
    """So many events in each month from October 2022."""
    first = pd.date_range("2022-10-01", periods=len(per_month), freq="MS").strftime("%Y-%m-%d")
    return [(day, address, flat) for day, n in zip(first, per_month, strict=True) for _ in range(n)]


def shared_of(study: Study, exposure: Any, flats: list[tuple[str, str]] | None = None) -> Basis:
    months = months_of(study, exposure, flats or [])
    return Basis(months.places, crowd(0), months, np.full((2, 0, 0), np.nan))


def columns(study: Study, events: pd.DataFrame, shared: Basis, *, whole: bool = True) -> dict[str, Any]:
    found = rate_columns(events, study.plan.indicator(COMPLAINTS), study, shared, whole=whole).columns
    return {name: v if isinstance(v, str) else np.asarray(v) for name, v in found.items()}


def counted(
    months: tuple[list[float], list[float]],
    flats: list[tuple[int, int]],
    let: list[tuple[float, float]] | None = None,
    time: float = 1.0,
) -> Counted:
    """One group of flats: events by month before and after, and (before, after) of each flat."""
    events = np.array([[*months[0], *months[1]]])
    by_flat = np.array(flats, dtype=float).reshape(-1, 2).T[:, None, :]
    lengths = [len(months[0]) * time, len(months[1]) * time]
    by_time = np.array(let if let is not None else [lengths] * len(flats), dtype=float).reshape(-1, 2)
    after = np.repeat([False, True], [len(months[0]), len(months[1])])
    return Counted(events, np.full(events.shape, time), after, by_flat, by_time.T[:, None, :])


def row(given: Counted, level: float = 0.95) -> dict[str, Any]:
    return {name: value[0] for name, value in _row_columns(given, level).items()}


def test_a_rate_is_events_per_100_let_flat_months_and_its_change_the_ratio(study: Study) -> None:
    events = log(*monthly([2] * 12 + [1] * 12, flat="f"))
    found = columns(study, events, shared_of(study, [[4.0], [1.0]]), whole=False)
    assert found["before"] == pytest.approx([24 / 60 * 100, 50.0, 0.0])
    assert found["after"] == pytest.approx([12 / 60 * 100, 25.0, 0.0])
    assert found["estimate"][0] == pytest.approx(0.5)
    assert found["events_before"].tolist() == [24, 24, 0]
    assert found["exposure_after"].tolist() == [60, 48, 12]
    assert found["months_before"].tolist() == [12, 12, 12]
    assert found["method"] == "blocks_and_flats"
    assert set(found["unmeasured"]) == {""}


def test_p_is_the_larger_of_months_dealt_out_and_flats_flipped() -> None:
    """Months: 4 + 4, all large before: 2 of 70. Flats: three, all fewer after: 2 of 8."""
    found = row(counted(([4, 5, 6, 7], [0, 1, 1, 2]), [(10, 1), (8, 2), (4, 1)]))
    assert found["p_months"] == pytest.approx(2 / comb(8, 4))
    assert found["p_flats"] == found["smallest_p_flats"] == 2 / 8
    assert found["p"] == found["smallest_p"] == 2 / 8
    many = row(counted(([4, 5, 6, 7], [0, 1, 1, 2]), [(3, 0)] * 6 + [(4, 4)]))
    assert many["p_flats"] == 2 / 64
    assert many["p"] == pytest.approx(2 / 64)
    fewer = row(counted(([4, 5, 6, 7], [0, 1, 1, 2]), [(2, 1)] * 4 + [(2, 0)] * 7))
    assert fewer["p_flats"] < fewer["p_months"] == fewer["p"]


def test_the_exact_test_stands_beside_and_decides_nothing() -> None:
    found = row(counted(([4, 5, 6, 7], [0, 1, 1, 2]), [(10, 1), (8, 2), (4, 1)]))
    exact = stats.rate_ratio(22, 4, 4, 4)
    assert (found["p_exact"], found["p_mid"]) == (exact.p, exact.p_mid)
    assert found["p_exact"] < found["p"]


def flipped(scores: list[float]) -> float:
    """p of the flip of scores, all patterns listed here."""
    sums = [
        sum(s * v for s, v in zip(signs, scores, strict=True))
        for signs in product((-1, 1), repeat=len(scores))
    ]
    lower = sum(s <= sum(scores) + 1e-9 for s in sums) / len(sums)
    return min(1.0, 2 * min(lower, sum(s >= sum(scores) - 1e-9 for s in sums) / len(sums)))


def test_a_flat_scores_its_events_after_less_its_share_of_time_after() -> None:
    """Let 12 + 12, 12 + 4 and only after: ½, ¼ and all of the time lies after."""
    flats, let = [(6, 0), (6, 2), (0, 5)], [(12.0, 12.0), (12.0, 4.0), (0.0, 8.0)]
    found = row(counted(([6, 6], [3, 4]), flats, let, time=12.0))
    assert found["p_flats"] == flipped([0 - 3.0, 2 - 2.0, 5 - 5.0]) == 1.0
    assert found["smallest_p_flats"] == 1.0, "a flat let only after can be held against nothing"


def test_known_flats_stand_for_all_events_of_their_window() -> None:
    """12 of 16 events before have a flat, 4 of 4 after: a known event before counts 4 / 3."""
    flats = [(6, 0), (3, 1), (3, 3)]
    found = row(counted(([8, 8], [2, 2]), flats, time=12.0))
    assert found["known_flats"] == 16 / 20
    weighted = [(4 / 3 * before, after) for before, after in flats]
    assert found["p_flats"] == flipped([after - (before + after) / 2 for before, after in weighted])
    assert found["p_flats"] == 2 / 8, "the third has fallen, once those unknown are thought of"
    assert flipped([after - (before + after) / 2 for before, after in flats]) == 0.5


@pytest.mark.parametrize(("known", "decides"), [(16, True), (15, False)])
def test_flats_of_four_in_five_events_are_enough_and_of_fewer_are_not(known: int, decides: bool) -> None:
    found = row(counted(([4, 5, 6], [0, 2, 3]), [(known, 0)]))
    assert found["known_flats"] == known / 20
    months = stats.month_permutation([[4, 5, 6, 0, 2, 3]], 1.0, np.repeat([False, True], 3))
    assert found["p_months"] == months.p[0]
    assert found["p"] == (1.0 if decides else months.p[0]), "one flat alone can show nothing"
    assert found["smallest_p"] == (1.0 if decides else months.smallest_p[0])


def test_without_an_event_every_flat_is_known_and_nothing_could_be_shown() -> None:
    found = row(counted(([0] * 4, [0] * 4), []))
    assert (found["known_flats"], found["p"], found["smallest_p"]) == (1.0, 1.0, 1.0)
    assert (found["low"], found["high"]) == (0.0, np.inf)
    assert np.isnan(found["largest_flat_share"])
    assert found["flats_contributing"] == 0


@pytest.mark.parametrize(("before", "after", "block"), [(9, 9, 2), (12, 9, 2), (8, 12, 1), (12, 8, 1)])
def test_two_months_are_dealt_out_together_from_nine_and_nine(before: int, after: int, block: int) -> None:
    given = counted(([1.0] * before, [0.0] * after), [(5, 0)] * 2)
    assert given.block == block
    most = comb(-(-before // block) - (-after // block), -(-after // block))  # a last odd month is one alone
    assert row(given)["p_months"] == pytest.approx(2 / most)


def test_months_of_a_block_move_together() -> None:
    """One bad pair of months in ten: as single months it is two of twenty, as a block one of ten."""
    given = counted(([0] * 8 + [9, 9], [0] * 10), [(9, 0), (9, 0)])
    assert row(given)["p_months"] == 1.0
    alone = stats.month_permutation([*given.events[0]], 1.0, given.after)
    assert alone.p == pytest.approx(2 * comb(18, 8) / comb(20, 10))


def test_p_had_no_event_happened_after_is_the_largest_that_would_have_been() -> None:
    """Two flats: 2 of 4. With nine flats the months' 2 of 20 is the largest, and without flats too."""
    months = ([3, 3, 3], [1, 1, 1])
    assert row(counted(months, [(5, 2), (4, 1)]))["p_zero"] == 0.5
    assert row(counted(months, [(1, 0)] * 9 + [(0, 3)]))["p_zero"] == pytest.approx(2 / 20)
    assert row(counted(months, [(1, 0), (1, 0)]))["p_zero"] == pytest.approx(2 / 20)
    few = row(counted(([1] * 5, [0] * 5), [(1, 0)] * 5))
    assert few["p_zero"] == stats.rate_ratio(5, 5, 0, 5).p == 0.0625
    nameless = row(counted(([1] * 5, [0] * 5), []))
    assert (nameless["p_months"], nameless["p_zero"]) == (pytest.approx(2 / 252), 0.0625)


CALM, BURSTS = ([3.0] * 12, [1.0] * 12), ([0.0, 6.0] * 6, [0.0, 2.0] * 6)
ALIKE = [(2, 1)] * 12 + [(1, 0)] * 12
APART = [(9, 0)] * 4 + [(0, 3)] * 4


@pytest.mark.parametrize(
    ("months", "flats", "widest"),
    [(CALM, ALIKE, "exact"), (BURSTS, ALIKE, "months"), (CALM, APART, "flats")],
)
def test_the_interval_is_the_widest_of_months_flats_and_exact(
    months: tuple[list[float], list[float]], flats: list[tuple[int, int]], widest: str
) -> None:
    given = counted(months, flats)
    quasi = stats.quasi_poisson(*given.months)
    phi, freedom = stats.cluster_dispersion(*given.flat_events, *given.flat_time)
    apart = stats.overdispersed_interval(36, 12, 12, 12, phi, freedom)
    exact = stats.rate_ratio(36, 12, 12, 12)
    each = {
        "exact": (exact.low, exact.high),
        "months": (quasi.low[0], quasi.high[0]),
        "flats": (float(apart[0][0]), float(apart[1][0])),
    }
    found = row(given)
    assert (found["low"], found["high"]) == (min(each.values())[0], max(high for _, high in each.values()))
    assert each[widest][0] == found["low"] < 1 / 3 < found["high"]
    assert found["dispersion_flats"] == phi[0]
    assert found["level_attained"] == 0.95


def test_one_flat_tells_nothing_of_how_flats_differ_and_widens_nothing() -> None:
    found = row(counted(CALM, [(36, 12)]))
    exact, quasi = stats.rate_ratio(36, 12, 12, 12), stats.quasi_poisson(*counted(CALM, []).months)
    assert np.isnan(found["dispersion_flats"])
    assert (found["low"], found["high"]) == (min(exact.low, quasi.low[0]), max(exact.high, quasi.high[0]))


def test_a_higher_level_widens_the_interval() -> None:
    given = counted(CALM, ALIKE)
    low, high = interval(given, 0.975)
    assert low[0] < row(given)["low"] < row(given)["high"] < high[0]
    assert row(given, 0.975)["low"] == low[0]


def test_months_like_the_one_before_show_as_correlation() -> None:
    """Residuals −1.5, −0.5, 0.5, 1.5 and their mirror: (0.75 − 0.25 + 0.75) · 2 / 10."""
    assert row(counted(([1, 2, 3, 4], [4, 3, 2, 1]), [(10, 10)]))["lag1"] == pytest.approx(0.25)


def test_a_flat_behind_most_events_shows_of_all_events_known_or_not() -> None:
    found = row(counted(([4, 4], [2, 2]), [(5, 1), (1, 3)]))
    assert found["largest_flat_share"] == 6 / 12
    assert found["flats_contributing"] == 2


CELLS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=3, max_size=6)


@settings(max_examples=100)
@given(CELLS, st.permutations(range(12)))
def test_a_rate_with_a_word_has_its_interval_on_one_side_of_no_change(
    flats: list[tuple[int, int]], order: list[int]
) -> None:
    """Events of the flats fall on six months before and six after, in any order."""
    before, after = (np.bincount(np.resize(order, sum(f[k] for f in flats)) % 6, minlength=6) for k in (0, 1))
    given = counted((before.tolist(), after.tolist()), flats)
    made = Computed(
        {**_row_columns(given, 0.95)} | {"enough_months": np.array([True])},
        interval=lambda level: (float(interval(given, level)[0][0]), float(interval(given, level)[1][0])),
    )
    said = judge(STUDY, {COMPLAINTS: made}).get(COMPLAINTS)
    if said is not None and said.verdict in ("bedring", "forverring"):
        assert (said.high < 1) if said.verdict == "bedring" else (said.low > 1)
        assert said.p_adjusted <= STUDY.plan.alpha


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_window_in_which_nothing_was_let_gives_no_comparison(study: Study, side: str) -> None:
    let = np.repeat([0.0, 5.0] if side == "before" else [5.0, 0.0], 12)
    found = columns(study, log(*monthly([1] * 24)), shared_of(study, let))
    assert found["unmeasured"].tolist() == ["no_exposure"]
    for name in ("before", "after", "estimate", "low", "high", "p", "smallest_p", "p_zero"):
        assert np.isnan(found[name]).all()


def test_events_of_months_nobody_is_known_to_let_are_left_out_and_told(study: Study) -> None:
    exposure = np.full((1, 24), 5.0)
    exposure[0, 3] = np.nan
    found = columns(study, log(*monthly([1] * 24, flat="f")), shared_of(study, exposure, [("a", "f")]))
    assert (found["events_before"][0], found["exposure_before"][0]) == (11, 55.0)
    assert found["n_exposure_lost"][0] == 1
    assert found["flats_contributing"][0] == 1
    assert found["known_flats"][0] == 1.0


def test_a_place_with_unknown_exposure_loses_its_own_events_only(study: Study) -> None:
    exposure = np.full((2, 24), 5.0)
    exposure[1, :6] = np.nan
    events = log(*monthly([1] * 24), *monthly([1] * 24, address="b"))
    found = columns(study, events, shared_of(study, exposure), whole=False)
    assert found["events_before"].tolist() == [18, 12, 6]
    assert found["exposure_before"].tolist() == [90, 60, 30]
    assert found["n_exposure_lost"].tolist() == [6, 0, 6]


def test_a_flat_is_a_flat_of_its_address_and_an_event_elsewhere_is_nobodys(study: Study) -> None:
    events = log(
        ("2022-11-01", "a", "f1"),
        ("2023-11-01", "a", "f1"),
        ("2023-11-02", "a", "f2"),
        ("2023-11-03", "a", None),
        ("2021-01-01", "a", "f3"),
        ("2023-11-02", "b", "f1"),
        ("2023-11-02", "elsewhere", "f1"),
    )
    found = columns(study, events, shared_of(study, [[5.0]] * 3), whole=False)
    assert found["flats_contributing"].tolist() == [3, 2, 1, 0]
    assert found["largest_flat_share"][:3].tolist() == [2 / 5, 2 / 4, 1.0]
    assert np.isnan(found["largest_flat_share"][3])
    assert found["known_flats"].tolist() == [4 / 5, 3 / 4, 1.0, 1.0]


def test_what_each_flat_is_counted_against_is_its_own_let_months(study: Study) -> None:
    """One flat is let from July on; another is in no register."""
    months = months_of(study, [[5.0]], [("a", "early"), ("a", "late")])
    let = months.flat_exposure.copy()
    let[1, :9] = 0.0
    months = replace(months, flat_exposure=let)
    used = compared(months.pieces, np.ones(24, dtype=bool))
    events = log(("2022-11-01", "a", "early"), ("2023-11-01", "a", "late"), ("2023-11-01", "a", "stranger"))
    given = count(located(events, months), months, used, np.zeros(1, dtype=np.int64))
    by_flat = {tuple(given.flat_time[:, 0, k]) for k in range(3)}
    assert by_flat == {(12.0, 12.0), (3.0, 12.0), (0.0, 0.0)}
    assert given.flat_events.sum(axis=(1, 2)).tolist() == [1, 2]


def test_leaving_the_places_out_changes_nothing_for_the_whole(study: Study) -> None:
    events = log(
        *monthly([k % 5 for k in range(24)], flat="f"), *monthly([k % 3 for k in range(24)], "b", "g")
    )
    shared = shared_of(study, [[4.0], [1.0]], [("a", "f"), ("b", "g")])
    full, lean = (columns(study, events, shared, whole=whole) for whole in (False, True))
    for name in set(lean) - {"method", "unmeasured"}:
        assert full[name][0] == pytest.approx(lean[name][0], nan_ok=True), name
    assert (
        full["dispersion"][0]
        == stats.dispersion([k % 5 + k % 3 for k in range(24)], 5.0, np.repeat([False, True], 12)).estimate
    )
    assert np.isnan(full["dispersion"][1:]).all()
    assert len(full["p"]) == 3
    assert not np.isnan(full["p"]).any(), "an address has its own p, exploratory"


@pytest.mark.parametrize(
    ("start", "end", "enough"),
    [
        ("2023-06-01", "2024-01-31", True),
        ("2023-06-02", "2024-01-31", False),
        ("2023-06-01", "2024-01-30", False),
        ("2023-05-16", "2024-01-31", True),
    ],
)
def test_four_whole_months_on_each_side_are_enough_and_a_day_less_is_not(
    study: Study, start: str, end: str, enough: bool
) -> None:
    pieces = months_of(
        with_period(study, before=window(start, "2023-09-30"), after=window("2023-10-01", end)), 5.0
    ).pieces
    assert enough_months(pieces, 4) is enough


def test_half_a_year_against_a_year_compares_the_calendar_months_they_share(study: Study) -> None:
    """October to March before: of the year after, only these are held against it."""
    short = with_period(study, before=window("2022-10-01", "2023-03-31"))
    events = log(*monthly([1] * 24))
    found = columns(short, events, shared_of(short, [[5.0]]))
    assert (found["events_before"][0], found["events_after"][0]) == (6, 6)
    assert (found["exposure_before"][0], found["exposure_after"][0]) == (30, 30)
    assert found["months_matched"].tolist() == [True]
    whole = columns(study, events, shared_of(study, [[5.0]]))
    assert whole["months_matched"].tolist() == [False]
    assert (whole["events_before"][0], whole["events_after"][0]) == (12, 12)


def test_two_half_years_without_a_calendar_month_in_common_are_not_compared_and_say_why(study: Study) -> None:
    apart = with_period(
        study, before=window("2022-10-01", "2023-03-31"), after=window("2023-04-01", "2023-09-30")
    )
    found = columns(apart, log(*monthly([1] * 12)), shared_of(apart, [[5.0], [5.0]]), whole=False)
    assert found["unmeasured"].tolist() == ["no_shared_months"] * 3
    assert np.isnan(found["estimate"]).all()


def test_a_log_that_covers_part_of_a_window_gives_exposure_only_there(study: Study) -> None:
    """The log begins on 1 May 2023: seven months of silence before it are no calm."""
    begun = tuple(
        s.model_copy(update={"covers": window("2023-05-01", "2024-09-30")}) if s.kind == "incidents" else s
        for s in study.project.sources
    )
    late = replace(study, project=study.project.model_copy(update={"sources": begun}))
    events = log(*monthly([0] * 7 + [2] * 5 + [2] * 12))
    found = columns(late, events, shared_of(late, [[5.0]]))
    assert (found["months_before"][0], found["events_before"][0], found["exposure_before"][0]) == (5, 10, 25)
    assert found["months_matched"].tolist() == [True], "May to September is held against May to September"
    assert found["estimate"][0] == pytest.approx(1.0)
    unsaid = columns(study, events, shared_of(study, [[5.0]]))
    assert unsaid["estimate"][0] == pytest.approx(24 / 10)


def test_a_wash_out_counts_on_neither_side(study: Study) -> None:
    washed = with_period(
        study, washout=window("2023-10-01", "2023-11-30"), after=window("2023-12-01", "2024-09-30")
    )
    found = columns(washed, log(*monthly([1] * 24)), shared_of(washed, [[5.0]]))
    assert (found["events_before"][0], found["events_after"][0]) == (12, 10)
