from collections.abc import Callable

import pandas as pd
import pytest

from analysis.clean import check, clean_records
from analysis.clean.findings import Findings
from analysis.clean.registers.reconcile import data_counts, moved, reconcile
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


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("flats", 23, []), ("flats", 24, ["fact_x"]), ("tenants", 5, []), ("nonsense", 1, ["fact_x"])],
)
def test_each_fact_is_held_against_the_count_it_names(
    sample: Study, name: str, value: int, expected: list[str]
) -> None:
    fact = Fact(id="x", text="noe", value=value, source="et sted", should_equal_data=name)
    project = sample.project.model_copy(update={"facts": (fact,)})
    found = Findings()
    reconcile(
        type(sample)(
            sample.root, project, sample.questionnaire, sample.plan, sample.vocabulary, sample.period
        ),
        {"flats": 23, "tenants": 5},
        found,
    )
    assert rules(found) == expected


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
    fact = Fact(id="x", text="flyttinger", value=99, source="et sted", should_equal_data="moved")
    rows = [
        ["1", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "31.12.2023", "Annet"],
        ["1", "Testine Prøvestad", address, flat, "01.01.2024", "", ""],
        ["2", "Ola Utkast", "Runarveien 1", "", "01.01.2022", "31.12.2023", "Annet"],
        ["2", "Ola Utkast", "Runarveien 1", "", "01.01.2024", "", ""],
    ]
    made = project_of([TENANCIES], {"leieforhold.csv": csv_bytes([TENANCY_HEADER, *rows])}, facts=(fact,))
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
