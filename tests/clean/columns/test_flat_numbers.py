from collections.abc import Callable

import pytest

from analysis.clean import Cleaned, CleanError, clean_records
from analysis.clean.columns.addresses import key
from analysis.clean.columns.flat_numbers import flat_in_address, flat_number, plain_number
from analysis.params import Address, Study

from ..conftest import INCIDENT_HEADER, INCIDENTS, TENANCIES, TENANCY_HEADER, csv_bytes, only, rules

Make = Callable[..., Study]
STREET = Address(id="storgata-5", name="Storgata 5", public_name="A", flats=6)
FLATS = {"id": "boliger", "kind": "flats", "file": "b.csv"}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("H0101", "H0101"),
        ("h 01 01", None),
        ("H-0101", "H0101"),
        ("0101", "H0101"),
        ("101", "H0101"),
        ("Leil. 203", "H0203"),
        ("leilighet 203", "H0203"),
        ("U0101", "U0101"),
        ("L0301", "L0301"),
        ("H.nr. 0102", "H0102"),
        ("12", None),
        ("H0101 og H0102", None),
        ("H01011", None),
        ("nede", None),
    ],
)
def test_dwelling_numbers_as_people_write_them(text: str, number: str | None) -> None:
    assert flat_number(text) == number


def test_a_dwelling_number_in_the_address_is_read_and_is_no_part_of_the_address() -> None:
    assert flat_in_address("Storgata 5, H0102") == flat_in_address("Storgata 5 leil. 102") == "H0102"
    assert key("Storgata 5, H0102") == key("Storgata 5")


def test_a_flat_in_the_address_that_cannot_be_read_is_a_warning(project_of: Make) -> None:
    rows = [
        ["08.01.2024", "Storgata 5, leil. 4", "", "Tagging", "Nabo", ""],
        ["09.01.2024", "Storgata 5, leil. 4", "H0101", "Tagging", "Nabo", ""],
        ["10.01.2024", "Storgata 5, leil. 102", "", "Tagging", "Nabo", ""],
    ]
    files = {"logg.csv": csv_bytes([INCIDENT_HEADER, *rows])}
    result = clean_records(project_of([INCIDENTS], files, addresses=(STREET,)))
    assert result.tables["incidents"]["flat"].isna().tolist() == [True, False, False]
    finding = only(result.findings, "flat_number")
    assert (finding["column"], finding["rows"]) == ("Adresse", "2")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", "1"),
        ("01", "1"),
        ("12", "12"),
        ("3A", "3A"),
        ("3 a", "3A"),
        ("leil. 4", "4"),
        ("Bolig 103 B", "103B"),
        ("100", "100"),
        ("H0101", None),
        ("101", None),
        ("H1", None),
        ("nede", None),
        ("2. etasje", None),
    ],
)
def test_plain_numbers_as_people_write_them(text: str, number: str | None) -> None:
    assert plain_number(text) == number


def told(make: Make, logged: list[str], stock: list[str] | None, let: list[str] | None = None) -> Cleaned:
    """Clean a log with these flats, beside a register of flats, of tenancies, or none."""
    log = [
        [f"{n:02d}.01.2024", "Storgata 5", flat, "Tagging", "Nabo", ""] for n, flat in enumerate(logged, 1)
    ]
    files = {"logg.csv": csv_bytes([INCIDENT_HEADER, *log])}
    sources = [INCIDENTS]
    if stock is not None:
        rows = [["Adresse", "Bolignummer"], *(["Storgata 5", flat] for flat in stock)]
        files["b.csv"], sources = csv_bytes(rows), [*sources, FLATS]
    if let is not None:
        spells = [[f"{n}", f"T{n}", "Storgata 5", flat, "01.01.2020", "", ""] for n, flat in enumerate(let)]
        files[str(TENANCIES["file"])] = csv_bytes([TENANCY_HEADER, *spells])
        sources = [*sources, TENANCIES]
    return clean_records(make(sources, files, addresses=(STREET,)))


PLAIN = ["1", "2", "3A", "3B", "12", "100"]


def test_plain_numbers_of_the_projects_own_register_are_flats(project_of: Make) -> None:
    made = told(project_of, ["1", "3a", "leil. 12", "100", "1", "01"], PLAIN)
    flat = made.tables["incidents"]["flat"]
    assert flat.notna().all()
    assert flat.nunique() == 4
    assert "flat_number" not in rules(made.findings)
    assert made.tables["exposure"]["flats"].eq(6).all()


def test_a_plain_number_the_register_lacks_is_unknown(project_of: Make) -> None:
    made = told(project_of, ["1", "7", "3C", "nede"], PLAIN)
    assert made.tables["incidents"]["flat"].isna().tolist() == [False, True, True, True]
    found = only(made.findings, "flat_number")
    assert (found["rows"], found["action"]) == ("3–5", "Skriv bolignummeret som i boligregisteret.")


@pytest.mark.parametrize("stock", [["H0101", "H0102"], ["101", "102", "201", "202"]])
def test_a_plain_number_among_official_ones_is_a_slip_of_the_pen(project_of: Make, stock: list[str]) -> None:
    made = told(project_of, ["1", "12", "H0101", "101"], stock, let=["101", "12"])
    flat = made.tables["incidents"]["flat"]
    assert flat.isna().tolist() == [True, True, False, False]
    assert flat[2] == flat[3], "H0101 and 101 are one flat, as ever"
    unread = made.findings[made.findings["rule"] == "flat_number"]
    assert set(unread["action"]) == {"Skriv bolignummeret som H0101."}


@pytest.mark.parametrize("slips", [["1", "2", "3"], ["12"]])
def test_a_register_that_has_official_numbers_has_no_plain_ones(project_of: Make, slips: list[str]) -> None:
    official = ["H0101"] if len(slips) > 1 else ["101", "201"]
    with pytest.raises(CleanError, match="celler er tomme"):
        told(project_of, slips, [*official, *slips])


def test_without_a_register_of_flats_that_of_the_tenancies_decides(project_of: Make) -> None:
    made = told(project_of, ["1", "2", "3"], None, let=["1", "2"])
    assert made.tables["incidents"]["flat"].isna().tolist() == [False, False, True]
    assert set(made.tables["residents"]["flat"]) == set(made.tables["incidents"]["flat"].dropna())


def test_with_neither_register_a_plain_number_is_unknown(project_of: Make) -> None:
    assert told(project_of, ["1", "2"], None).tables["incidents"]["flat"].isna().all()


def test_a_plain_number_in_the_address_is_a_flat_and_no_part_of_the_address(project_of: Make) -> None:
    assert key("Storgata 5, leil. 3A") == key("Storgata 5")
    rows = [["08.01.2024", "Storgata 5, leil. 3A", "", "Tagging", "Nabo", ""]]
    files = {
        "logg.csv": csv_bytes([INCIDENT_HEADER, *rows]),
        "b.csv": csv_bytes([["Adresse", "Bolignummer"], *(["Storgata 5", flat] for flat in PLAIN)]),
    }
    made = clean_records(project_of([INCIDENTS, FLATS], files, addresses=(STREET,)))
    assert made.tables["incidents"]["flat"].notna().all()
