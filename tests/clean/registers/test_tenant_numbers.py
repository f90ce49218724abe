from collections.abc import Callable

import pytest

from analysis.clean import CleanError, clean_records
from analysis.clean.store import Cleaned
from analysis.params import Study

from ..conftest import csv_bytes, only, rules

Make = Callable[..., Study]
COLUMNS = {"tenant": "Nr", "name": "Navn", "national_id": "Id", "address": "Adresse", "flat": "Bolig"}
REGISTER = {
    "id": "leieforhold",
    "kind": "tenancies",
    "file": "l.csv",
    "columns": {**COLUMNS, "start": "Inn", "end": "Ut"},
}
HEADER = [*COLUMNS.values(), "Inn", "Ut"]
LEDGER = {
    "id": "husleie",
    "kind": "arrears",
    "file": "h.csv",
    "columns": {"tenant": "Nr", "month": "Mnd", "balance": "Saldo"},
}
FOUND = {"two_names", "two_ids", "numbers_alike"}


def cleaned(make: Make, *tenants: tuple[str, str, str], owing: tuple[str, ...] = ()) -> Cleaned:
    register = [
        [*tenant, "Runarveien 1", f"H010{n}", f"01.01.{2020 + n}", f"31.12.{2020 + n}"]
        for n, tenant in enumerate(tenants)
    ]
    ledger = [[number, "10.2023", "100"] for number in owing]
    files = {
        "l.csv": csv_bytes([HEADER, *register]),
        "h.csv": csv_bytes([["Nr", "Mnd", "Saldo"], *ledger]),
    }
    return clean_records(make([REGISTER, LEDGER] if owing else [REGISTER], files))


def test_numbers_that_differ_by_a_sign_are_different_persons(project_of: Make) -> None:
    tenants = (("1-23", "Testa Prøve", ""), ("12-3", "Skissa Viken", ""), ("12/3", "Prøvar Li", ""))
    result = cleaned(project_of, *tenants, owing=("12-3", "1–23", " 12 / 3"))
    assert result.tables["residents"]["person"].nunique() == 3
    assert set(result.tables["arrears"]["person"]) == set(result.tables["residents"]["person"])
    assert not FOUND & set(rules(result.findings))


@pytest.mark.parametrize("number", ["12.0", "A12", "12.000"])
def test_a_number_written_otherwise_is_never_tied_to_another_tenant(project_of: Make, number: str) -> None:
    tenants = (("120", "Testa Prøve", ""), ("A-12", "Skissa Viken", ""), ("12000", "Prøvar Li", ""))
    result = cleaned(project_of, *tenants, owing=(number,))
    assert not set(result.tables["arrears"]["person"]) & set(result.tables["residents"]["person"])
    assert only(result.findings, "not_in_roster")["file"] == "h.csv"


@pytest.mark.parametrize("names", [("Testa Prøve", "PRØVE, Testa Mia"), ("", ""), ("Testa Prøve", "")])
@pytest.mark.parametrize("numbers", [("0012", "12"), ("A-12", "A12"), ("12.0", "12")])
def test_two_numbers_that_may_be_one_person_are_a_warning(
    project_of: Make, numbers: tuple[str, str], names: tuple[str, str]
) -> None:
    result = cleaned(project_of, *((number, name, "") for number, name in zip(numbers, names, strict=True)))
    assert only(result.findings, "numbers_alike")["rows"] == "2, 3"
    assert result.tables["residents"]["person"].nunique() == 2


def test_a_sign_for_no_number_is_an_error_and_never_a_person(project_of: Make) -> None:
    with pytest.raises(CleanError, match=r"ikke hvem de gjelder \(rad 2, 3\)"):
        cleaned(project_of, ("-", "Testa Prøve", ""), ("–", "Skissa Viken", ""))


def test_two_numbers_alike_of_persons_with_other_names_need_no_finding(project_of: Make) -> None:
    result = cleaned(project_of, ("0012", "Testa Prøve", ""), ("12", "Skissa Viken", ""))
    assert not FOUND & set(rules(result.findings))


def test_two_names_or_identity_numbers_on_one_number_are_a_warning(project_of: Make) -> None:
    result = cleaned(
        project_of,
        ("1", "Testa Prøve", "25857518465"),
        ("1", "Skissa Viken", "22897348393"),
        ("2", "Prøvar Li", "05875318405"),
        ("2", "Li, Prøvar Ny", "058753 18405"),
    )
    assert only(result.findings, "two_names")["rows"] == only(result.findings, "two_ids")["rows"] == "2, 3"
    assert "Skissa" not in result.findings.to_csv()
