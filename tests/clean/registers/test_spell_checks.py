from collections.abc import Callable
from datetime import date, timedelta

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.registers.spell_checks import overlapping
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, record_findings, rules

Make = Callable[..., Study]
FIRST = date(2022, 1, 1)
SPELL = st.tuples(
    st.sampled_from(["f", "g", None]),
    st.sampled_from("abc"),
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(0, 15)),
)


def found(make: Make, *files: list[list[str]]) -> pd.DataFrame:
    named = {f"t{n}.csv": csv_bytes([TENANCY_HEADER, *rows]) for n, rows in enumerate(files)}
    return record_findings(make([{**TENANCIES, "file": "t*.csv"}], named))


@given(st.lists(SPELL, max_size=12))
def test_overlaps_are_those_that_comparing_every_two_spells_gives(
    spells: list[tuple[str | None, str, int, int | None]],
) -> None:
    starts = [FIRST + timedelta(days=s[2]) for s in spells]
    ends = [None if s[3] is None else a + timedelta(days=s[3]) for a, s in zip(starts, spells, strict=True)]
    frame = pd.DataFrame(
        {
            "flat": pd.Series([s[0] for s in spells], dtype=object),
            "start": pd.to_datetime(pd.Series(starts, dtype=object)),
            "end": pd.to_datetime(pd.Series(ends, dtype=object)),
        }
    ).astype({"start": "datetime64[us]", "end": "datetime64[us]"})
    expected = [
        any(
            spells[other][0] == spells[at][0]
            and spells[other][1] != spells[at][1]
            and (starts[other], other) < (starts[at], at)
            and (ends[other] is None or ends[other] > starts[at])  # type: ignore[operator]
            for other in range(len(spells))
        )
        and spells[at][0] is not None
        for at in range(len(spells))
    ]
    who = pd.Series([s[1] for s in spells], dtype=object)
    assert overlapping(frame, "flat", apart=who).tolist() == expected


def test_overlaps_are_found_across_files_and_named_by_the_later_ones(project_of: Make) -> None:
    findings = found(
        project_of,
        [["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "", ""]],
        [
            ["2", "Ola Utkast", "Runarveien 3", "H0101", "01.01.2020", "31.12.2021", "Annet"],
            ["2", "Ola Utkast", "Runarveien 1", "H0101", "01.03.2022", "", ""],
            ["1", "Testine Prøvestad", "Runarveien 3", "H0102", "01.04.2022", "", ""],
        ],
    )
    for rule, row in (("flat_let_twice", "3"), ("two_homes", "4")):
        finding = only(findings, rule)
        assert (finding["file"], finding["rows"]) == ("t1.csv", row)


def test_two_contracts_of_one_person_for_one_flat_are_not_two_tenants(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "31.03.2023", "Annet"],
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2023", "", ""],
    ]
    findings = found(project_of, rows)
    assert only(findings, "renewed")["rows"] == only(findings, "renewed_reason")["rows"] == "2"
    assert not {"flat_let_twice", "two_homes"} & set(rules(findings))


def test_a_move_in_years_after_the_project_is_a_warning_and_an_old_one_is_not(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.1994", "", ""],
        ["2", "Ola Utkast", "Runarveien 1", "H0102", "01.01.2042", "", ""],
    ]
    assert only(found(project_of, rows), "date_unlikely")["rows"] == "3"


def test_what_cannot_be_read_is_not_also_called_empty(project_of: Make) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "31.12.2022", "Fant en prins"],
        ["2", "Ola Utkast", "Runarveien 1", "H0102", "01.01.2022", "ved juletid", "Annet"],
    ]
    findings = found(project_of, rows)
    assert rules(findings, "error") == ["date_unreadable", "unknown_end_reason"]
    assert not {"no_end_reason", "reason_without_end"} & set(rules(findings))
