import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.findings import Findings
from analysis.clean.personal import is_national_id, name_parts, refuse_personal, what_personal

from .conftest import only, rules

NAMES = name_parts(["Testine Prøvestad", "Simulf Demo-Dal", "Bo Li"])


def check_digits(nine: str) -> str | None:
    """The two modulus-11 digits by the published weights, written out independently."""
    d = [int(c) for c in nine]
    k1 = (
        11
        - (3 * d[0] + 7 * d[1] + 6 * d[2] + 1 * d[3] + 8 * d[4] + 9 * d[5] + 4 * d[6] + 5 * d[7] + 2 * d[8])
        % 11
    )
    k1 = 0 if k1 == 11 else k1
    k2 = (
        11
        - (
            5 * d[0]
            + 4 * d[1]
            + 3 * d[2]
            + 2 * d[3]
            + 7 * d[4]
            + 6 * d[5]
            + 5 * d[6]
            + 4 * d[7]
            + 3 * d[8]
            + 2 * k1
        )
        % 11
    )
    k2 = 0 if k2 == 11 else k2
    return None if 10 in (k1, k2) else f"{k1}{k2}"


@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 999),
    st.sampled_from([0, 40]),
    st.sampled_from([0, 40, 65, 80]),
)
def test_ordinary_d_numbers_and_synthetic_numbers_are_recognised(
    day: int, month: int, year: int, serial: int, d: int, synthetic: int
) -> None:
    nine = f"{day + d:02d}{month + synthetic:02d}{year:02d}{serial:03d}"
    digits = check_digits(nine)
    if digits:
        number = nine + digits
        assert is_national_id(number)
        assert what_personal(f"født {number[:6]} {number[6:]} sa hun", frozenset()) == "fødselsnummer"
        wrong = number[:10] + str((int(number[10]) + 1) % 10)
        assert not is_national_id(wrong)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("skriv til kari.n@example.no", "e-postadresse"),
        ("ring 99 88 77 66", "telefonnummer"),
        ("+47 22334455", "telefonnummer"),
        ("tlf.22334455", "telefonnummer"),
        ("i H0203", "bolignummer"),
        ("leilighet h-0203", "bolignummer"),
        ("Testine sa det", "navn på en leietaker"),
        ("hos Prøvestads", "navn på en leietaker"),
        ("Demo var her", "navn på en leietaker"),
        ("x" * 301, "lang fritekst"),
    ],
)
def test_personal_data_are_recognised(text: str, kind: str) -> None:
    assert what_personal(text, NAMES) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Psykisk helse og rusomsorg",
        "Låse og stenge loftet",
        "merke boder med H-nr.",
        "prøvestad",
        "Befaring 21.11.2023",
        "Boliger i prosjektet",
        "beløp 1 234 567",
        "2023-10-08 2023-11-09",
        "Runarveien 1",
    ],
)
def test_ordinary_text_is_not_taken_for_personal_data(text: str) -> None:
    assert what_personal(text, NAMES) is None


def test_every_text_column_is_scanned_and_the_value_is_not_repeated() -> None:
    found = Findings()
    tables = {
        "activities": pd.DataFrame(
            {"title": ["Dugnad", "Samtale med Testine"], "kind": ["cleanup", "other"]}, dtype="str"
        )
    }
    refuse_personal(tables, NAMES, found)
    assert only(found, "personal_data")["column"] == "title"
    assert "Testine" not in found.frame().to_csv()


def test_pseudonyms_and_running_keys_pass() -> None:
    found = Findings()
    refuse_personal(
        {
            "t": pd.DataFrame(
                {"person": ["0275d0bae48183fb", "1234567890123456"], "incident": ["h0000001", "h22334455"]},
                dtype="str",
            )
        },
        NAMES,
        found,
    )
    assert rules(found) == []


def test_an_address_id_the_project_declared_is_no_dwelling_number() -> None:
    tables = {
        "incidents": pd.DataFrame({"address": ["runarveien-1-k2024", "runarveien-1-k2025"]}, dtype="str")
    }
    found = Findings()
    refuse_personal(tables, frozenset(), found, declared=["runarveien-1-k2024"])
    assert only(found, "personal_data")["message"].count("1 verdi ser ut som bolignummer") == 1
