"""What is proven of public means is what counting every answer set one by one finds."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations_with_replacement, product

import pytest

from analysis.disclose.forms import _table
from analysis.disclose.proof import COLUMNS, MOST, OPEN, SCALES, Form, forms, open_width, safe_rows

Pair = tuple[int, int]


def _seen(people: tuple[Pair, ...], form: Form, steps: int) -> tuple[int, int]:
    """Round as a reader would: the mean to the nearest half, a quarter up, then the ends merged."""
    n, low, high = len(people), form.merged, 2 * (steps - 1) - form.merged
    halves = [sum(pair[wave] for pair in people) / n * 2 for wave in (0, 1)]
    before, after = (max(low, min(high, int(h // 1) + (h % 1 >= 0.5))) for h in halves)
    return before, after


def _counts(people: tuple[Pair, ...], steps: int) -> tuple[int, ...]:
    middle = (steps - 1) / 2
    changes = sum(b < a for b, a in people), sum(b == a for b, a in people), sum(b > a for b, a in people)
    sides = [(sum(p[w] > middle for p in people), sum(p[w] < middle for p in people)) for w in (0, 1)]
    return (*changes, *sides[0], *sides[1])


def _counted(form: Form, n: int, steps: int, *, insider: bool) -> int:
    """Go through every answer set, and see what each publication leaves open."""
    left: dict[object, set[tuple[int, ...]]] = defaultdict(set)
    for people in combinations_with_replacement(list(product(range(steps), repeat=2)), n):
        seen = _seen(people, form, steps)
        for own in set(people) if insider else [None]:
            others = list(people)
            if own is not None:
                others.remove(own)
            left[seen, own].add(_counts(tuple(others), steps))
    return min(max(c) - min(c) for sets in left.values() for c in zip(*sets, strict=True))


@pytest.mark.parametrize(
    ("steps", "n"), [(3, 2), (3, 4), (3, 5), (4, 3), (4, 4), (5, 2), (5, 3), (6, 2), (7, 2), (7, 3)]
)
def test_the_width_left_open_is_that_of_all_answer_sets_one_by_one(steps: int, n: int) -> None:
    for form in forms(steps):
        assert open_width(form, n, steps, insider=False) == _counted(form, n, steps, insider=False), form


@pytest.mark.parametrize(("steps", "n"), [(3, 3), (3, 5), (4, 3), (4, 4), (5, 3), (7, 2)])
def test_an_insider_is_proven_to_know_no_less_than_counting_finds(steps: int, n: int) -> None:
    """Own values between two points are allowed for as well, so the proven width may be the narrower."""
    for form in forms(steps):
        assert open_width(form, n, steps, insider=True) <= _counted(form, n, steps, insider=True), form


def test_on_seven_points_the_ends_at_two_and_a_half_are_safe_from_eleven_people_and_not_from_ten() -> None:
    """At ten, the changes are left open but somebody knows to within two how many others agreed."""
    widths = {n: open_width(Form(3), n, 7, insider=True) for n in (10, 11)}
    assert widths == {10: OPEN - 1, 11: OPEN}
    assert [open_width(Form(3), n, 7, insider=False) for n in (6, 7)] == [OPEN - 1, OPEN]
    assert open_width(Form(2), 13, 7, insider=True) < OPEN


def test_one_more_half_merged_never_leaves_less_open_on_seven_points() -> None:
    widths = [open_width(form, 9, 7, insider=False) for form in forms(7)]
    assert widths == sorted(widths)


@pytest.mark.parametrize(
    ("steps", "largest"), [(3, 30), (4, 30), (5, 25), (6, 16), (7, 15), (10, 8), (11, 8)]
)
def test_the_table_is_what_the_enumeration_gives(steps: int, largest: int) -> None:
    _same(steps, largest)


@pytest.mark.slow
@pytest.mark.parametrize("steps", SCALES)
def test_the_whole_table_is_what_the_enumeration_gives(steps: int) -> None:
    _same(steps, MOST)


def _same(steps: int, largest: int) -> None:
    """Hold the forms of the table against made ones: the widths of a row cut short may be larger."""
    rows = [tuple(row[name] for name in COLUMNS) for row in _table() if row["steps"] == steps]
    cut = [(s, a, min(b, largest), form) for s, a, b, form, *_ in rows if a <= largest]
    made = safe_rows(steps, largest)
    assert [row[:4] for row in made] == cut
    if largest == MOST:
        assert made == rows
