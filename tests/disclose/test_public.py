"""The values the public edition prints, and what each leaves open."""

from __future__ import annotations

import pytest

from analysis.disclose.proof import OPEN, Form
from analysis.disclose.public import MeanClass, PeopleRange, Span, Thousands
from analysis.params import Scale

SCALE = Scale(low=1, high=7, labels=tuple("abcdefg"))


def mean(value: float) -> MeanClass:
    return MeanClass.of(value, Form(3), SCALE)


def test_a_mean_is_printed_as_its_class_and_open_at_the_ends() -> None:
    means = (1.0, 2.74, 2.75, 4.0, 5.24, 5.25, 7.0)
    printed = [
        "2,5 eller lavere",
        "2,5 eller lavere",
        "3,0",
        "4,0",
        "5,0",
        "5,5 eller høyere",
        "5,5 eller høyere",
    ]
    assert [mean(m).text for m in means] == printed
    assert [mean(m).number for m in means] == [2.5, 2.5, 3, 4, 5, 5.5, 5.5]


@pytest.mark.parametrize("least", [2, 5, 8])
@pytest.mark.parametrize("total", range(41))
def test_a_range_of_people_leaves_an_outsider_and_each_of_them_in_doubt(total: int, least: int) -> None:
    """One of them knows the own share, so of the others the number is the same or one less."""
    ranges = [PeopleRange.of(n, total, least) for n in range(total + 1)]
    if None in ranges:
        assert set(ranges) == {None}
        assert total + 1 < 2 * max(least, OPEN + 2)
        return
    for n, found in enumerate(ranges):
        assert found is not None
        assert found.low <= n <= found.high
        for own in (0, 1):
            others = max(found.low - own, 0), min(found.high - own, total - 1)
            assert others[1] - others[0] >= OPEN
    ends = {(r.low, r.high) for r in ranges if r}
    assert ranges[least - 1] != ranges[least] or len(ends) == 2 or least < OPEN + 2
    assert max(ends)[0] == total + 1 - max(least, OPEN + 2), "the last range is of nearly all"


def test_a_range_of_people_needs_two_ranges_to_say_anything() -> None:
    assert PeopleRange.of(4, 8, 5) is None
    low, high = PeopleRange.of(4, 9, 5), PeopleRange.of(5, 9, 5)
    assert (low, high) == (PeopleRange(0, 4, 9), PeopleRange(5, 9, 9))
    assert low is not None and low.text == "0–4 av 9"


def test_an_amount_is_printed_in_thousands_half_a_thousand_up() -> None:
    assert [Thousands.of(k).number for k in (499.99, 500, 10_844.7)] == [0, 1000, 11_000]
    assert Thousands.of(10_844.7).text == "11\u00a0000\u00a0kr"


def test_a_length_of_time_is_printed_as_its_class() -> None:
    assert [Span.of(days, 7, "dager").text for days in (0, 6.9, 7, 13.9, 25)] == [
        "under 7 dager", "under 7 dager", "7 til 14 dager", "7 til 14 dager", "21 til 28 dager"
    ]  # fmt: skip
