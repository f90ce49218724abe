from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.survey.answer_times import moment


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-08T13:15:00+01:00",
        "2024-01-08T12:15:00Z",
        "2024-01-08 13:15:00",
        "08.01.2024 13:15",
        "8.1.2024 kl. 13.15",
        "8. januar 2024 13:15:00",
        "08/01/2024, 13:15:00",
    ],
)
def test_one_moment_however_it_is_written(text: str) -> None:
    assert moment(text) == datetime(2024, 1, 8, 12, 15)


def test_a_time_without_a_zone_is_norwegian_summer_and_winter() -> None:
    assert moment("2024-07-01T12:00") == datetime(2024, 7, 1, 10)
    assert moment("2024-01-01T12:00") == datetime(2024, 1, 1, 11)


def test_parts_of_a_second_decide_too() -> None:
    early, late = moment("2024-01-08T10:00:00.100Z"), moment("2024-01-08T10:00:00.900Z")
    assert early is not None
    assert late is not None
    assert early < late


@pytest.mark.parametrize(
    "text", ["", "i går", "10:15", "32.01.2024 10:00", "0001-01-01", "9999-12-31T23:59-12:00"]
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert moment(text) is None


@given(st.text(max_size=30))
def test_no_text_makes_it_fail(text: str) -> None:
    assert moment(text) is None or isinstance(moment(text), datetime)
