from __future__ import annotations

import pandas as pd

from analysis.evaluate.basis.people import followed
from analysis.params import Study

from ..conftest import spells

PLACES = pd.Index(["a", "b"], dtype="str")
SPELLS = (
    ("stays", "a", "f1", "2022-01-01", None),
    ("moves-inside", "a", "f2", "2022-01-01", "2024-02-29"),
    ("moves-inside", "b", "f9", "2024-03-01", None),
    ("moves-out", "b", "f8", "2022-01-01", "2024-02-29"),
    ("moves-out", "other", "x1", "2024-03-01", None),
    ("leaves", "b", "f7", "2022-01-01", "2024-01-15"),
    ("comes", "b", "f7", "2024-02-01", None),
    ("starts-that-day", "a", "f3", "2023-10-01", None),
    ("ended-the-day-before", "a", "f4", "2020-01-01", "2023-09-30"),
)


def people_of(study: Study, attribution: str = "baseline") -> pd.DataFrame:
    found = followed(study, spells(*SPELLS), PLACES, attribution)  # type: ignore[arg-type]
    return pd.DataFrame(
        {"in": found.in_project, "place": found.place, "moved": found.moved, "gone": found.gone},
        index=found.keys,
    )


def test_baseline_tenants_are_those_with_a_contract_on_the_first_day(study: Study) -> None:
    people = people_of(study)
    assert set(people.index[people["in"]]) == {
        "stays",
        "moves-inside",
        "moves-out",
        "leaves",
        "starts-that-day",
    }


def test_a_tenant_who_moves_counts_at_the_baseline_address(study: Study) -> None:
    people = people_of(study)
    assert people.loc[["stays", "moves-inside", "moves-out"], "place"].tolist() == [0, 0, 1]
    assert people["moved"].to_dict() == {
        "stays": False, "moves-inside": True, "moves-out": True, "leaves": True, "comes": False,
        "starts-that-day": False, "ended-the-day-before": False,
    }  # fmt: skip


def test_at_the_time_a_move_inside_counts_at_the_new_address_and_a_move_out_at_the_one_left(
    study: Study,
) -> None:
    people = people_of(study, "at_the_time")
    assert people.loc[["stays", "moves-inside", "moves-out", "leaves"], "place"].tolist() == [0, 1, 1, 1]


def test_only_those_without_any_contract_are_gone(study: Study) -> None:
    people = people_of(study)
    assert set(people.index[people["gone"]]) == {"leaves", "ended-the-day-before"}


def test_the_later_of_two_contracts_decides_the_address(study: Study) -> None:
    double = spells(("p", "a", "f1", "2022-01-01", None), ("p", "b", "f2", "2023-05-01", None))
    assert followed(study, double, PLACES).place.tolist() == [1]
