import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.columns.numbers import read_amount, read_count, read_yes_no

CENTS = st.integers(-99_999_999_99, 99_999_999_99)
SEPARATORS = ["", " ", "\u00a0", "\u202f", ".", "'"]


def written(cents: int, separator: str, style: str) -> str:
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}".replace(",", separator) + f",{rest:02d}"
    if cents >= 0:
        return text
    return {
        "before": f"-{text}",
        "after": f"{text}-",
        "brackets": f"({text})",
        "sign": f"\u2212{text}",
        "spaced": f"- {text}",
    }[style]


@given(
    CENTS,
    st.sampled_from(SEPARATORS),
    st.sampled_from(["before", "after", "brackets", "sign", "spaced"]),
    st.sampled_from(["", "kr ", "NOK "]),
)
def test_an_amount_reads_the_same_however_it_is_written(
    cents: int, separator: str, style: str, currency: str
) -> None:
    assert read_amount(currency + written(cents, separator, style)) == pytest.approx(cents / 100, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1 234,50-", -1234.5),
        ("1234,-", 1234),
        ("kr 12.500,-", 12500),
        ("-", 0),
        ("–", 0),
        ("0,00", 0),
        ("1.234", 1234),
        ("12.5", 12.5),
        ("1,234.50", 1234.5),
        ("1.234,5", 1234.5),
        ("+5", 5),
        ("7 110,00 kr", 7110),
        ("1'234'567,8", 1234567.8),
        ("kr 1 234,-", 1234),
        ("(325,-)", -325),
        ("(kr 1.325,-)", -1325),
        ("-325,-", -325),
        ("kr1234", 1234),
        ("1234,50kr", 1234.5),
        ("0.123", 0.123),
        ("-0.500", -0.5),
        ("\u2212300", -300),
        ("(300)", -300),
    ],
)
def test_ledger_forms(text: str, value: float) -> None:
    assert read_amount(text) == value


def test_a_declared_decimal_sign_decides_the_doubtful_case() -> None:
    assert read_amount("1.234", decimal=".") == 1.234
    assert read_amount("1,234", decimal=".") == 1234
    assert read_amount("1,234") == 1.234


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "12a",
        "1,2,3",
        "1.23.4",
        "1 23",
        "--5",
        "1e5",
        "nan",
        "inf",
        "12,50 og 13",
        "5 000 000 000 000 000 000",
        "½",
        "٣",
    ],
)
def test_what_is_not_one_number_is_none(text: str) -> None:
    assert read_amount(text) is None


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    value = read_amount(text)
    assert value is None or math.isfinite(value)
    assert read_count(text) is None or read_count(text) >= 0
    assert read_yes_no(text) in (True, False, None)


@given(st.integers(0, 10**9))
def test_counts_read_with_and_without_thousands(number: int) -> None:
    assert read_count(str(number)) == number
    assert read_count(f"{number:,}".replace(",", " ")) == number


@pytest.mark.parametrize("text", ["-1", "1,5", "-", "", "ca. 8", "8 stk"])
def test_a_count_is_a_whole_number_from_zero(text: str) -> None:
    assert read_count(text) is None


def test_yes_and_no_as_people_mark_them() -> None:
    assert [read_yes_no(t) for t in ("Ja", "JA.", "x", "X", "1", "sann")] == [True] * 6
    assert [read_yes_no(t) for t in ("Nei", "n", "0", "-", "usann")] == [False] * 5
    assert read_yes_no("delvis") is None
