import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.persons.identifiers import (
    CAR,
    DWELLING,
    EMAIL,
    IDENTITY,
    PHONE,
    identifiers_in,
    is_national_id,
)
from analysis.clean.persons.name_search import comparable


def check_digits(nine: str) -> str | None:
    """The two modulus-11 digits by the published weights, written out independently."""
    d = [int(c) for c in nine]
    w1, w2 = (3, 7, 6, 1, 8, 9, 4, 5, 2), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
    k1 = 11 - sum(a * b for a, b in zip(w1, d, strict=True)) % 11
    k1 = 0 if k1 == 11 else k1
    k2 = 11 - sum(a * b for a, b in zip(w2, [*d, k1], strict=True)) % 11
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
        assert not is_national_id(number[:10] + str((int(number[10]) + 1) % 10))
        for written in (
            f"{number[:6]} {number[6:]}",
            f"{number[:4]} {number[4:7]} {number[7:]}",
            f"{number[:6]}\n{number[6:]}",
            f"{number[:6]}/{number[6:]}",
            f"{number[:6]}_{number[6:]}",
            f"{number[:6]}, {number[6:]}",
            f"1 2345 {number[:6]}:{number[6:]}",
            f"{number[:2]}.{number[2:4]}.19{number[4:6]} {number[6:]}",
        ):
            assert IDENTITY in identifiers_in(f"født {written} sa hun")


@pytest.mark.parametrize(
    "text",
    ["010190 12345", "01019012345", "010190-12345", "010190  12345", "01.01.90 12345", "01 01 90-12345",
     "fnr01019012345", "konto 1234.56.78901", "41019012345", "1234-56-78901", "NO9312345678901",
     "NO93 1234 5678 901", "010190 xxxxx", "010190*****", "010190\u201112345", "010190\u221212345"],
)  # fmt: skip
def test_eleven_digits_grouped_as_an_identity_number_are_one_also_when_a_digit_is_wrong(text: str) -> None:
    assert IDENTITY in identifiers_in(comparable(text))


@pytest.mark.parametrize(
    "text",
    ["99 88 77 66,55 44 33 22", "99887766,55 44 33 22", "22 33 44 55, sak 24/123", "32 14 20 24",
     "sak: 99887766", "kr. 500 til 99887766", "99887766",
     "99 88 77 66", "998 87 766", "99-88-77-66", "99.88.77.66", "+4799887766", "4799887766",
     "004799887766", "(+47) 99 88 77 66", "22334455/99887766", "tlf:99887766,22334455", "tlf.22334455.",
     "+46 70 123 45 67", "0046701234567", "99\u00a088\u00a077\u00a066", "９９８８７７６６",
     "998/87/766", "998\u201387\u2013766"],
)  # fmt: skip
def test_telephone_numbers_are_recognised_as_people_write_them(text: str) -> None:
    assert identifiers_in(comparable(text)) == [PHONE]


@pytest.mark.parametrize(
    "text",
    ["k@example.no", "kari.n@post.kommune.no", "kari (at) example.no", "kari[at]example.no",
     "kari @ example.no", "kari＠example.no", "kåre@blåbær.no", "kari [at] example [dot] no",
     "kari&#64;example.no", "kari%40example.no", "kari krøllalfa example punktum no",
     "kari@example", "kari@example,no"],
)  # fmt: skip
def test_e_mail_addresses_are_recognised_also_disguised(text: str) -> None:
    assert identifiers_in(comparable(text)) == [EMAIL]


@pytest.mark.parametrize(
    "text",
    ["H0203", "h 0203", "H-0203", "H.0203", "H02-03", "Ｈ0203", "U0101", "leil. 203", "leil203",
     "Leilighet nr. 3", "bolig 203", "bolignr 203", "bolignummer 0203", "hybel 4", "dør nr. 12", "HO203",
     "H/0203", "H_0203", "H\u20130203", "H203", "leiligheten 203", "leilighetsnr. 203",
     "leiligheter 203 og 204", "lgh 1203", "hybelen 4", "bolig-nr 203", "bruksenhetsnummer H0203",
     "rom nr. 3", "boligen 203", "H1912", "K0202"],
)  # fmt: skip
def test_dwellings_are_recognised_by_number_and_in_words(text: str) -> None:
    assert identifiers_in(comparable(text)) == [DWELLING]


@pytest.mark.parametrize("text", ["sto en EB 12345 der", "EB12345", "EL-12 345", "EN 12209"])
def test_number_plates_are_recognised(text: str) -> None:
    assert identifiers_in(comparable(text)) == [CAR]


@pytest.mark.parametrize(
    "text",
    ["Befaring 21.11.2023", "20231124", "2023-10-08 2023-11-09", "2023-2024", "2022 2023 2024", "2023/2024",
     "24.11.23-26.11.23", "1.1.2024-31.12.2024", "01.10.2022–30.09.2023", "sak 2023/12345", "23/04567",
     "kl. 12.00-14.00", "kr 25 345 678", "25 345 678,50 kr", "beløp 1 234 567", "10.000.000 kr", "Vedtak 12",
     "merke boder med H-nr.", "23 boliger", "bolig 2024", "i 8 leiligheter 2024", "leilighetsbefaring",
     "Bytte av 3 dører", "uke 12 2024", "møte @ 12", "boligen 2023", "leilighetene i 2024", "24 h",
     "eb 12345", "Leiligheter: 23", "23 leiligheter 3 etasjer", "export_20240109_120211",
     "25 000 000", "kr 25000000", "25000000 kr", "25000000,-", "24 500 000,00", "28 500 000,- eks. mva",
     "Referat 24112023", "sak 20241234", "faktura 90012345", "prosjektnr. 23100456", "NS-EN 12209",
     "NS 11001-1", "«data-31204500-2024-01-09-1202»",
     "H2024",
     "H 2024 og V 2025"],
)  # fmt: skip
def test_dates_years_amounts_and_cases_point_at_nobody(text: str) -> None:
    assert identifiers_in(comparable(text)) == []


@given(st.text(max_size=200))
def test_any_text_is_searched_without_a_fault(text: str) -> None:
    assert set(identifiers_in(comparable(text))) <= {EMAIL, IDENTITY, DWELLING, PHONE, CAR}
