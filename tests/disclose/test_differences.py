"""Counts that hold one another: no printed one less others is of too few events."""

from __future__ import annotations

import pytest

from analysis.disclose.differences import without_differences
from analysis.disclose.public import Public

from ..evaluate.conftest import loaded

ALL, ENDED, MOVED = "flyttinger", "oppsigelser", "flyttet"
LEAST = 5


def printed(counts: dict[str, tuple[int, int]], hidden: tuple[str, ...] = ()) -> dict[str, Public | str]:
    rows = {
        name: {"events_before": before, "events_after": after} for name, (before, after) in counts.items()
    }
    made: dict[str, Public | str] = {name: "few_flats" if name in hidden else Public() for name in counts}
    return without_differences(made, rows, loaded().plan, LEAST)


def hidden(*args: object) -> set[str]:
    return {name for name, one in printed(*args).items() if isinstance(one, str)}  # type: ignore[arg-type]


@pytest.mark.parametrize(("others", "expected"), [(0, set()), (1, {ENDED}), (4, {ENDED}), (5, set())])
@pytest.mark.parametrize("side", [0, 1])
def test_of_all_that_ended_the_others_are_none_or_enough(others: int, expected: set[str], side: int) -> None:
    of_all = [20, 20]
    of_all[side] = 9 + others
    part = [20, 20]
    part[side] = 9
    assert hidden({ALL: tuple(of_all), ENDED: tuple(part)}) == expected


def test_two_parts_together_leave_as_few() -> None:
    """Each alone leaves enough; the smaller is hidden."""
    assert hidden({ALL: (20, 30), ENDED: (8, 8), MOVED: (9, 12)}) == {ENDED}


def test_what_is_hidden_is_subtracted_from_nothing() -> None:
    made = printed({ALL: (12, 12), ENDED: (9, 9)}, (ENDED,))
    assert (made[ENDED], made[ALL]) == ("few_flats", Public())
    assert hidden({ALL: (12, 12), ENDED: (9, 9)}, (ALL,)) == {ALL}


def test_counts_of_other_events_hold_nothing() -> None:
    assert hidden({ALL: (12, 12), "naboklager": (9, 9), "haerverk": (10, 10)}) == set()


def test_the_reason_is_told() -> None:
    assert printed({ALL: (12, 12), ENDED: (9, 9)})[ENDED] == "difference"
