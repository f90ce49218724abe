from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.clean import clean_records
from analysis.clean.findings import Findings, Place
from analysis.clean.registers.same_event import flag_same_event
from analysis.params import Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, csv_bytes, only, record_findings, rules

Make = Callable[..., Study]
ONE = ["08.01.2024", "Runarveien 1", "H0101", "Tagging", "Nabo", ""]
PLACES = [Place("a", "a.csv"), Place("b", "b.csv")]
EVENTS = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(0, 6)),
        st.sampled_from(["r1", "r3", None]),
        st.sampled_from(["politi", "drift"]),
        st.sampled_from(["f1", "f2", None]),
        st.sampled_from(["nabo", "vekter", None]),
        st.integers(0, 1),
    ),
    max_size=14,
)


def frame(events: list[tuple[int | None, str | None, str, str | None, str | None, int]]) -> pd.DataFrame:
    dates = [None if e[0] is None else date(2024, 1, 30) + timedelta(days=e[0]) for e in events]
    table = pd.DataFrame({"date": pd.Series(pd.to_datetime(pd.Series(dates, dtype="object")))})
    table = table.astype({"date": "datetime64[us]"})
    for position, column in enumerate(("address", "kind", "flat", "reported_by"), start=1):
        table[column] = pd.Categorical([e[position] for e in events])
    return table.assign(table=[e[5] for e in events], row=range(2, len(events) + 2)).astype(
        {"table": "int64", "row": "int64"}
    )


def pairs(events: list[tuple], least: int, most: int) -> set[int]:  # type: ignore[type-arg]
    """Rows of events that another reporter may have logged too, two at a time."""
    rows = set()
    for i, a in enumerate(events):
        for j, b in enumerate(events[:i]):
            if None in (a[0], b[0], a[1], b[1]) or a[1:3] != b[1:3] or a[4:] == b[4:]:
                continue
            if least <= abs(a[0] - b[0]) <= most and (a[3] == b[3] or None in (a[3], b[3])):
                rows |= {i + 2, j + 2}
    return rows


def flagged(table: pd.DataFrame, rule: str) -> set[int]:
    rows = set()
    for text in table.loc[table["rule"] == rule, "rows"]:
        for part in text.split(", "):
            first, _, last = part.partition("–")
            rows |= set(range(int(first), int(last or first) + 1))
    return rows


@settings(deadline=None, max_examples=150)
@given(events=EVENTS, days=st.integers(0, 3))
def test_what_is_flagged_is_what_comparing_every_two_rows_gives(events: list, days: int) -> None:  # type: ignore[type-arg]
    found = Findings()
    flag_same_event(frame(events), PLACES, days, found)
    table = found.frame()
    assert flagged(table, "same_event") == pairs(events, 0, 0)
    assert flagged(table, "same_event_near") == (pairs(events, 1, days) if days else set())


def log(make: Make, rows: list[list[str]], **changes: object) -> Study:
    return make([INCIDENTS], {"logg.csv": csv_bytes([INCIDENT_HEADER, *rows])}, **changes)


def test_a_night_logged_on_two_days_by_two_reporters_is_a_weaker_warning_and_both_count(
    project_of: Make,
) -> None:
    rows = [[*ONE[:4], "Nabo", ""], ["09.01.2024", *ONE[1:4], "Politi", ""], ["20.01.2024", *ONE[1:]]]
    result = clean_records(log(project_of, rows))
    near = only(result.findings, "same_event_near")
    assert (near["severity"], near["rows"]) == ("warning", "2, 3")
    assert "Ofte er det to hendelser" in near["action"]
    assert "same_event" not in rules(result.findings)
    assert len(result.tables["incidents"]) == 3


@pytest.mark.parametrize(
    "other",
    [
        ["09.01.2024", *ONE[1:]],
        ["10.01.2024", *ONE[1:4], "Vekter", ""],
        ["09.01.2024", "Runarveien 1", "H0102", "Tagging", "Vekter", ""],
        ["09.01.2024", "Runarveien 3", "H0101", "Tagging", "Vekter", ""],
        ["09.01.2024", "Runarveien 1", "H0101", "Politi", "Vekter", ""],
    ],
    ids=["same reporter", "two days on", "another flat", "another address", "another kind"],
)
def test_what_is_surely_another_event_is_not_flagged(project_of: Make, other: list[str]) -> None:
    assert not {"same_event", "same_event_near"} & set(rules(record_findings(log(project_of, [ONE, other]))))


@pytest.mark.parametrize(("days", "expected"), [(0, []), (1, []), (2, ["same_event_near"])])
def test_how_near_is_the_projects_own_choice(project_of: Make, days: int, expected: list[str]) -> None:
    study = log(project_of, [ONE, ["10.01.2024", *ONE[1:4], "Vekter", ""]], same_event_days=days)
    assert [rule for rule in rules(record_findings(study)) if rule.startswith("same_event")] == expected


def test_rows_whose_date_cannot_be_read_are_not_called_the_same_event(project_of: Make) -> None:
    rows = [["i går", *ONE[1:]], ["nylig", *ONE[1:4], "Vekter", ""]]
    assert "same_event" not in rules(record_findings(log(project_of, rows)))
