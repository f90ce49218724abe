from collections.abc import Callable

import pytest

from analysis.clean import clean_records
from analysis.clean.columns.addresses import AddressBook, key
from analysis.params import Address, Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, csv_bytes, only, record_findings

Make = Callable[..., Study]
STREET = Address(id="storgata-5", name="Storgata 5", public_name="A", flats=6)
ROAD = Address(id="storveien-5", name="Storveien 5", public_name="B", flats=4)


def book(*addresses: Address, sample: Study) -> AddressBook:
    return AddressBook.of(sample.project.model_copy(update={"addresses": addresses}))


@pytest.mark.parametrize(
    "text", ["Storgata 5", "STORGT. 5", "Storgt 5", "storgaten 5", "Storg. 5", "Storgate 5"]
)
def test_spellings_of_a_street(text: str, sample: Study) -> None:
    assert book(STREET, ROAD, sample=sample).find(text) == "storgata-5"


@pytest.mark.parametrize("text", ["Storveien 5", "Storv. 5", "Storvn 5", "storvegen 5", "Stor veg 5"])
def test_spellings_of_a_road(text: str, sample: Study) -> None:
    assert book(STREET, ROAD, sample=sample).find(text) == "storveien-5"


def test_a_road_is_not_the_street_of_the_same_name(sample: Study, project_of: Make) -> None:
    assert book(STREET, sample=sample).find("Storveien 5") is None
    rows = [INCIDENT_HEADER, ["08.01.2024", "Storveien 5", "", "Tagging", "Nabo", ""]]
    found = record_findings(project_of([INCIDENTS], {"logg.csv": csv_bytes(rows)}, addresses=(STREET,)))
    assert only(found, "unknown_address")["severity"] == "error"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bekkefaret 12 B", "Bekkefaret 12"),
        ("Runarveien 1", "Runarveien 11"),
        ("Nygata 5", "Nygata 5-7"),
        ("Runarveien 1", "Runarveien"),
    ],
)
def test_other_numbers_and_letters_are_other_addresses(one: str, other: str) -> None:
    assert key(one) != key(other)


def test_a_spelling_declared_for_two_addresses_is_an_error_that_names_both(project_of: Make) -> None:
    other = ROAD.model_copy(update={"aliases": ("Storgt 5",)})
    rows = [INCIDENT_HEADER, ["08.01.2024", "Storgata 5", "", "Tagging", "Nabo", ""]]
    found = record_findings(project_of([INCIDENTS], {"logg.csv": csv_bytes(rows)}, addresses=(STREET, other)))
    alike = only(found, "addresses_alike")
    assert alike["severity"] == "error"
    assert "«Storgata 5»" in alike["message"]
    assert "«Storgt 5»" in alike["message"]


def test_an_alias_that_repeats_its_own_address_is_no_fault(project_of: Make) -> None:
    same = STREET.model_copy(update={"aliases": ("Storgt. 5", "storgata 5")})
    rows = [INCIDENT_HEADER, ["08.01.2024", "Storgt. 5", "", "Tagging", "Nabo", ""]]
    study = project_of([INCIDENTS], {"logg.csv": csv_bytes(rows)}, addresses=(same,))
    assert clean_records(study).tables["incidents"]["address"].tolist() == ["storgata-5"]


def test_an_unknown_address_in_a_project_of_many_lists_the_first_and_counts_the_rest(
    project_of: Make,
) -> None:
    many = tuple(ROAD.model_copy(update={"id": f"a{n}", "name": f"Storveien {n}"}) for n in range(1, 65))
    rows = [INCIDENT_HEADER, ["08.01.2024", "Lillegata 5", "", "Tagging", "Nabo", ""]]
    found = record_findings(project_of([INCIDENTS], {"logg.csv": csv_bytes(rows)}, addresses=many))
    assert "Storveien 60 og 4 til)" in only(found, "unknown_address")["message"]
