import pytest

from analysis.clean.persons.people import code_key, loose_name, number_key, shares_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Åse-Marie Bjørnstad", "AASE MARIE BJOERNSTAD"),
        ("Bjørn Ødegård", "Odegard, Bjorn"),
        ("Zoë André Müller", "Zoe Andre Muller"),
        ("Ann Kristin Næss Aasen", "Ann-Kristin Naess Åsen"),
        ("A\u030asa O’Brien", "Åsa OBrien"),
        ("Máret Ŋurggá", "Maret Nurgga"),
    ],
)
def test_spelling_and_keyboards_make_no_other_name(one: str, other: str) -> None:
    assert loose_name(one) == loose_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Kari Lie", "Kari Li"), ("Per Hansen", "Per Hanssen"), ("Per Hansen", "Per Ola Hansen")],
)
def test_another_letter_or_another_part_is_another_name(one: str, other: str) -> None:
    assert loose_name(one) != loose_name(other)


def test_names_share_all_parts_of_the_shorter_and_two_at_least() -> None:
    assert shares_names("hansen per", "hansen ola per")
    assert not shares_names("per", "hansen per")
    assert not shares_names("hansen kari", "hansen ola per")


def test_signs_part_codes_and_case_and_spaces_do_not() -> None:
    assert code_key(" ab 12 ") == code_key("AB12")
    assert code_key("1-23") != code_key("12-3")


@pytest.mark.parametrize("text", ["0101", "101", "101.0", "101,00", " 00101 "])
def test_zeros_and_decimals_a_spreadsheet_adds_or_takes_do_not_part_numbers(text: str) -> None:
    assert number_key(text) == "101"


def test_ten_is_not_one() -> None:
    assert number_key("10") == "10"
    assert number_key("0") == "0"
    assert number_key("1.5") != number_key("15.0")
