import dataclasses
from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

from analysis.clean import check, clean_records
from analysis.clean.findings import Findings, Place
from analysis.clean.registers.reconcile import COUNTS, data_counts, moved, reconcile
from analysis.clean.registers.tenancies import Spells
from analysis.params import Fact, Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, rules


def test_the_inconsistencies_of_the_final_report_are_said_with_both_numbers(copied: Study) -> None:
    messages = " ".join(clean_records(copied).findings["message"])
    assert (
        "13 (utleide boliger ved prosjektstart) + 8 (boliger uten husleiekontrakt ved prosjektstart) er 21, "
        "ikke 23" in messages
    )
    assert "arbeidsgruppemøter som er holdt: 7 ifølge" in messages
    assert "men 5 i dataene" in messages
    assert "8 ifølge sluttrapporten 2024, kapittel om avgrensning, men 10 i dataene" in messages


def test_figures_that_agree_are_not_mentioned(copied: Study) -> None:
    found = rules(check(copied))
    assert not {"fact_flats", "fact_let_at_start", "fact_tenants", "fact_moved"} & set(found)


def held(sample: Study, *facts: Fact, faulty: str = "", **counts: int) -> list[tuple[str, str, str]]:
    """Severity, rule and message of what is found when facts are held against counts."""
    project = sample.project.model_copy(update={"facts": facts})
    found = Findings()
    if faulty:
        found.add("error", Place(faulty, "fil.csv"), "broken", "filen er skadet")
    reconcile(dataclasses.replace(sample, project=project), counts, found)
    told = found.frame()
    told = told[told["rule"].str.startswith("fact_")]
    return [(row.severity, row.rule, row.message) for row in told.itertuples()]


def fact(value: int, against: str | None = None, **more: Any) -> Fact:
    given: dict[str, Any] = {"id": "x", "text": "noe", "source": "et sted", "should_equal_data": against}
    return Fact.model_validate({**given, "value": value, **more}, strict=False)


@pytest.mark.parametrize("name", sorted(COUNTS))
def test_each_fact_is_held_against_the_count_it_names(sample: Study, name: str) -> None:
    counts = {other: 50 + n for n, other in enumerate(sorted(COUNTS))}
    assert held(sample, fact(counts[name], name), **counts) == []
    ((severity, rule, message),) = held(sample, fact(counts[name] + 1, name), **counts)
    assert (severity, rule) == ("warning", "fact_x")
    assert f"{counts[name] + 1} ifølge et sted, men {counts[name]} i dataene" in message


def test_a_mismatch_names_the_files_the_count_is_from(sample: Study) -> None:
    ((_, _, message),) = held(sample, fact(1, "let_at_start"), let_at_start=2)
    assert message.endswith("men 2 i dataene (boliger.csv og leieforhold.csv)")


def test_a_count_that_does_not_exist_is_an_error_that_lists_those_that_do(sample: Study) -> None:
    ((severity, _, message),) = held(sample, fact(1, "nonsense"))
    assert severity == "error"
    assert "«nonsense», som ikke finnes" in message


@pytest.mark.parametrize(
    ("stated", "data", "agrees"),
    [(20, 22, True), (20, 18, True), (20, 23, False), (1600, 1450, True), (1600, 1400, False), (3, 4, True)],
)
def test_an_approximate_figure_agrees_with_what_is_about_the_same(
    sample: Study, stated: int, data: int, agrees: bool
) -> None:
    told = held(sample, fact(stated, "flats", approximate=True), flats=data)
    assert (told == []) is agrees
    assert all(f"om lag {stated} ifølge" in message for _, _, message in told)
    assert len(held(sample, fact(stated, "flats"), flats=data)) == 1


def test_no_mismatch_is_made_of_data_that_are_missing_or_have_errors(sample: Study) -> None:
    ((severity, _, message),) = held(sample, fact(4, "tenants"))
    assert severity == "info"
    assert "ikke kontrollert: prosjektet har ingen data" in message
    ((severity, _, message),) = held(sample, fact(4, "tenants"), tenants=3, faulty="leieforhold")
    assert severity == "info"
    assert "ikke kontrollert: leieforhold.csv mangler eller har feil" in message
    assert " 4 " not in message
    ((severity, _, _),) = held(sample, fact(4, "tenants"), tenants=3, faulty="husleie")
    assert severity == "warning"


def test_a_figure_is_held_against_no_file_that_is_not_there(project_of: Callable[..., Study]) -> None:
    facts = (fact(4, "tenants"),)
    missing = check(project_of([{**TENANCIES, "optional": True}], {"annet.csv": b"a;b"}, facts=facts))
    assert missing.loc[missing["rule"] == "fact_x", "severity"].tolist() == ["info"]
    empty = check(project_of([TENANCIES], {"annet.csv": b"a;b"}, facts=facts))
    assert empty.loc[empty["rule"] == "fact_x", "severity"].tolist() == ["info"]


def test_parts_of_a_sum_say_where_each_is_from_when_they_are_from_different_places(sample: Study) -> None:
    parts = (fact(3, id="a", text="menn", source="brevet"), fact(4, id="b", text="kvinner", source="møtet"))
    total = fact(8, text="beboere", should_equal_sum=["a", "b"])
    ((_, rule, message),) = held(sample, *parts, total)
    assert rule == "fact_sum_x"
    assert (
        "3 (menn ifølge brevet) + 4 (kvinner ifølge møtet) er 7, ikke 8 (beboere ifølge et sted)" in message
    )
    assert held(sample, *parts, fact(8, should_equal_sum=["a", "b"], approximate=True)) == []
    assert held(sample, *parts, fact(7, should_equal_sum=["a", "b"])) == []


def test_a_count_without_its_source_is_left_out(sample: Study) -> None:
    assert data_counts(sample, None, None, None) == {}


def test_a_source_without_rows_is_a_source_that_counts_none(project_of: Callable[..., Study]) -> None:
    plan = {
        "id": "plan",
        "kind": "activities",
        "file": "p.csv",
        "columns": {"activity": "Hva", "date": "Dato"},
    }
    files = {"p.csv": csv_bytes([["Hva", "Dato"]]), "leieforhold.csv": csv_bytes([TENANCY_HEADER])}
    names = {"meetings_dated": 7, "tenants": 13, "let_at_start": 13, "moved": 4}
    facts = tuple(
        Fact(id=name, text=name, value=value, source="et sted", should_equal_data=name)
        for name, value in names.items()
    )
    found = check(project_of([plan, TENANCIES], files, facts=facts))
    assert set(rules(found, "warning")) >= {"no_rows", *(f"fact_{name}" for name in names)}
    assert all(
        "men 0 i dataene" in message for message in found.query("rule.str.startswith('fact_')")["message"]
    )
    found = check(project_of([], {}, facts=facts))
    assert set(rules(found, "info")) >= {f"fact_{name}" for name in names}


@pytest.mark.parametrize(
    ("address", "flat", "moves"),
    [
        ("Runarveien 1", "H0101", 0),
        ("Runarveien 1", "", 0),
        ("Runarveien 1", "H0102", 1),
        ("Runarveien 3", "", 1),
    ],
)
def test_a_later_contract_is_a_move_only_to_what_is_known_to_be_another_flat(
    project_of: Callable[..., Study], address: str, flat: str, moves: int
) -> None:
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "31.12.2023", "Annet"],
        ["1", "Testine Prøvestad", address, flat, "01.01.2024", "", ""],
        ["2", "Ola Utkast", "Runarveien 1", "", "01.01.2022", "31.12.2023", "Annet"],
        ["2", "Ola Utkast", "Runarveien 1", "", "01.01.2024", "", ""],
    ]
    made = project_of(
        [TENANCIES], {"leieforhold.csv": csv_bytes([TENANCY_HEADER, *rows])}, facts=(fact(99, "moved"),)
    )
    found = check(made)
    assert f"men {moves} i dataene" in found.loc[found["rule"] == "fact_x", "message"].item()


def spells(*rows: tuple[str, str, str | None, str, str | None]) -> Spells:
    frame = pd.DataFrame(rows, columns=["identity", "address", "dwelling", "start", "end"])
    dates = {name: pd.to_datetime(frame[name]).astype("datetime64[us]") for name in ("start", "end")}
    return Spells(frame.assign(**dates).astype({"dwelling": "object"}))


@pytest.mark.parametrize(
    ("address", "flat", "expected"),
    [
        ("runarveien-1", "r1|H0103", 1),
        ("runarveien-3", "r3|H0101", 1),
        ("other", None, 1),
        ("runarveien-1", "r1|H0101", 0),
        ("runarveien-1", "r1|H0102", 0),
        ("runarveien-1", None, 0),
    ],
    ids=["another flat", "another address", "away", "renewed", "the other one renewed", "unknown flat"],
)
def test_a_move_is_a_later_contract_for_a_flat_not_held_on_the_first_day(
    sample: Study, address: str, flat: str | None, expected: int
) -> None:
    held = [("nr:1", "runarveien-1", f"r1|H010{n}", "2022-01-01", "2024-01-01") for n in (1, 2)]
    assert moved(spells(*held, ("nr:1", address, flat, "2024-01-01", None)), sample) == expected
