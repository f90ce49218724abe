from collections.abc import Callable

from analysis.clean import clean_records
from analysis.clean.store import Cleaned
from analysis.params import Study

from ..conftest import TENANCIES, TENANCY_HEADER, csv_bytes, only, rules

Make = Callable[..., Study]
HEADER = ["Hvem", "Tjeneste", "Fra", "Til", "I boligen"]
TENANTS = [
    ["001", "Testine Prøvestad", "Runarveien 1", "H0101", "01.01.2022", "", ""],
    ["2", "Prøvar Testnes", "Runarveien 1", "H0102", "01.01.2022", "", ""],
    ["3", "Prøvar Testnes", "Runarveien 3", "H0101", "01.01.2022", "", ""],
]


def cleaned(make: Make, target: str, *who: str) -> Cleaned:
    services = {"id": "vedtak", "kind": "services", "file": "v.csv", "columns": {target: "Hvem"}}
    rows = [[each, "LAR", "01.02.2023", "", "ja"] for each in who]
    files = {
        "leieforhold.csv": csv_bytes([TENANCY_HEADER, *TENANTS]),
        "v.csv": csv_bytes([HEADER, *rows]),
    }
    return clean_records(make([TENANCIES, services], files))


def test_a_record_with_a_name_alone_is_tied_to_the_tenant_of_that_name_and_it_is_said(
    project_of: Make,
) -> None:
    result = cleaned(project_of, "name", "PRØVESTAD, Testine", "Ukjent Fremmed")
    persons = result.tables["services"]["person"]
    assert persons.isin(set(result.tables["residents"]["person"])).sum() == 1
    assert only(result.findings, "linked_by_name")["rows"] == "2"
    assert only(result.findings, "not_in_roster")["rows"] == "3"
    assert "PRØVESTAD" not in result.findings.to_csv()


def test_a_name_two_tenants_have_is_tied_to_neither(project_of: Make) -> None:
    result = cleaned(project_of, "name", "Prøvar Testnes")
    assert not set(result.tables["services"]["person"]) & set(result.tables["residents"]["person"])
    assert only(result.findings, "namesakes")["severity"] == "warning"
    assert "not_in_roster" not in rules(result.findings)


def test_a_number_that_lost_its_zeros_is_tied_to_the_tenant_and_it_is_said(project_of: Make) -> None:
    result = cleaned(project_of, "tenant", "1", "3")
    assert set(result.tables["services"]["person"]) <= set(result.tables["residents"]["person"])
    third = result.tables["residents"].query("address == 'runarveien-3'")["person"].iloc[0]
    assert third in set(result.tables["services"]["person"])
    assert only(result.findings, "linked_by_number")["rows"] == "2"


def test_numbers_as_the_register_writes_them_need_no_finding(project_of: Make) -> None:
    result = cleaned(project_of, "tenant", "001", "2")
    assert not {"linked_by_number", "linked_by_name", "namesakes"} & set(rules(result.findings))
    assert "not_in_roster" in rules(cleaned(project_of, "tenant", "77").findings)
