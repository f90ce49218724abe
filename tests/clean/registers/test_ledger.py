from collections.abc import Callable

import pandas as pd
import pytest

from analysis.clean import clean_records
from analysis.clean.findings import Findings
from analysis.clean.schemas import typed, validate
from analysis.clean.store import Cleaned
from analysis.params import Study

from ..conftest import csv_bytes, only, record_findings, rules, xlsx_bytes

Make = Callable[..., Study]
LEDGER = {
    "id": "husleie",
    "kind": "arrears",
    "file": "h.csv",
    "columns": {"tenant": "Nr", "month": "Mnd", "due": "Forfalt", "paid": "Betalt", "balance": "Restanse"},
}
HEADER = ["Nr", "Mnd", "Forfalt", "Betalt", "Restanse"]


def cleaned(make: Make, rows: list[list[str]], encoding: str = "cp1252") -> Cleaned:
    return clean_records(make([LEDGER], {"h.csv": csv_bytes([HEADER, *rows], encoding=encoding)}))


def test_amounts_as_ledgers_write_them_and_a_total_row(project_of: Make) -> None:
    rows = [
        ["1", "10.2023", "7 110,00", "1.788,17", "9\u00a0711,56"],
        ["1", "11.2023", "7 110,00", "-", "16 821,56"],
        ["Sum 1", "", "14 220,00", "1 788,17", ""],
        ["Sum leietaker 1", "", "14 220,00", "1 788,17", ""],
        ["Sum", "", "14 220,00", "1 788,17", ""],
    ]
    result = cleaned(project_of, rows)
    assert result.tables["arrears"]["balance"].tolist() == [9711.56, 16821.56]
    assert only(result.findings, "total_row")["rows"] == "4–6"
    assert "balance" not in rules(result.findings)


def test_a_balance_that_does_not_add_up_is_a_warning_and_is_kept(project_of: Make) -> None:
    rows = [
        ["1", "10.2023", "100", "0", "100"],
        ["1", "11.2023", "100", "50", "160"],
        ["1", "12.2023", "100", "100", "160"],
        ["1", "02.2024", "100", "0", "999"],
    ]
    result = cleaned(project_of, rows)
    assert only(result.findings, "balance")["rows"] == "3"
    assert sorted(result.tables["arrears"]["balance"]) == [100, 160, 160, 999]


def test_a_balance_rounded_to_whole_kroner_adds_up(project_of: Make) -> None:
    rows = [
        ["1", "10.2023", "99,60", "0", "100"],
        ["1", "11.2023", "99,60", "0", "200,60"],
        ["1", "12.2023", "99,60", "0", "301,21"],
    ]
    assert only(cleaned(project_of, rows).findings, "balance")["rows"] == "4"


@pytest.mark.parametrize("words", ["IB", "Inngående saldo", "Saldo overført", "IB pr. 01.10.2023", "ib 2023"])
def test_a_balance_carried_in_is_no_month_and_the_first_month_is_held_against_it(
    project_of: Make, words: str
) -> None:
    def rows(first: str) -> list[list[str]]:
        return [
            ["1", words, "", "", "1 500,00"],
            ["1", "10.2023", "100", "50", first],
            ["1", "11.2023", "100", "100", first],
            ["1", "UB", "", "", first],
            ["2", words, "", "", "200,00-"],
            ["2", "10.2023", "100", "0", "0"],
        ]

    result = cleaned(project_of, rows("1 550,00"))
    assert sorted(result.tables["arrears"]["balance"]) == [0, 1550, 1550]
    assert only(result.findings, "carried")["rows"] == "2, 5, 6"
    assert "balance" not in rules(result.findings)
    assert only(cleaned(project_of, rows("1 600,00")).findings, "balance")["rows"] == "3"


def test_a_balance_carried_out_must_be_the_last_one(project_of: Make) -> None:
    rows = [["1", "10.2023", "100", "0", "100"], ["1", "Utgående saldo", "", "", "300"]]
    result = cleaned(project_of, rows)
    assert only(result.findings, "balance")["rows"] == "3"
    assert result.tables["arrears"]["balance"].tolist() == [100]


@pytest.mark.parametrize(
    ("opening", "closing", "off"), [("500", "700", ""), ("400", "700", "4"), ("500", "800", "2")]
)
def test_balances_carried_are_held_against_months_that_run_backwards(
    project_of: Make, opening: str, closing: str, off: str
) -> None:
    rows = [
        ["1", "UB", "", "", closing],
        ["1", "11.2023", "100", "0", "700"],
        ["1", "10.2023", "100", "0", "600"],
        ["1", "IB", "", "", opening],
    ]
    findings = cleaned(project_of, rows).findings
    assert findings.loc[findings["rule"] == "balance", "rows"].tolist() == ([off] if off else [])


@pytest.mark.parametrize("other", ["-50", "0", "50"])
def test_whether_minus_is_a_debt_is_asked_for_where_the_sums_do_not_show_it(
    project_of: Make, other: str
) -> None:
    files = {"h.csv": csv_bytes([HEADER, ["1", "10.2023", "", "", "-100"], ["2", "10.2023", "", "", other]])}
    asked = only(record_findings(project_of([LEDGER], files)), "debt_sign")
    assert (asked["severity"], asked["rows"]) == ("error", "2, 3" if other == "-50" else "2")
    for debt, least, most in (("positive", 0, max(int(other), 0)), ("negative", max(-int(other), 0), 100)):
        balance = clean_records(project_of([{**LEDGER, "debt": debt}], files)).tables["arrears"]["balance"]
        assert sorted(balance) == sorted([most if debt == "positive" else 100, least])


@pytest.mark.parametrize(
    ("rows", "balances"),
    [
        ([["1", "10.2023", "100", "0", "-100"], ["1", "11.2023", "100", "50", "-150"]], [100, 150]),
        ([["1", "10.2023", "100", "300", "200"], ["1", "11.2023", "100", "0", "100"]], [0, 0]),
        ([["1", "10.2023", "100", "300", "-200"], ["1", "11.2023", "100", "0", "-100"]], [0, 0]),
        ([["1", "10.2023", "", "", "-70"], ["1", "11.2023", "100", "50", "-120"]], [70, 120]),
        ([["1", "10.2023", "", "", "-70"], ["1", "11.2023", "100", "50", "-20"]], [0, 0]),
    ],
)
def test_the_sums_of_a_ledger_show_what_a_minus_is(
    project_of: Make, rows: list[list[str]], balances: list[float]
) -> None:
    result = cleaned(project_of, rows)
    assert result.tables["arrears"]["balance"].tolist() == balances
    assert "balance" not in rules(result.findings)


def test_sums_that_disagree_on_what_a_minus_is_show_nothing(project_of: Make) -> None:
    rows = [["1", "10.2023", "100", "0", "-100"], ["2", "10.2023", "100", "0", "100"]]
    study = project_of([LEDGER], {"h.csv": csv_bytes([HEADER, *rows])})
    assert only(record_findings(study), "debt_sign")["rows"] == "2"


def test_a_column_of_opening_balances_is_held_against_the_closing_ones(project_of: Make) -> None:
    header = ["Nr", "Mnd", "Inngående saldo", "Forfalt", "Betalt", "Restanse"]
    rows = [
        ["1", "10.2023", "1 000", "100", "0", "1 100"],
        ["1", "11.2023", "1 100", "100", "0", "1 300"],
        ["2", "10.2023", "", "100", "0", "900"],
    ]
    result = clean_records(project_of([LEDGER], {"h.csv": csv_bytes([header, *rows])}))
    assert only(result.findings, "balance")["rows"] == "3"
    assert sorted(result.tables["arrears"]["balance"]) == [900, 1100, 1300]


def test_paid_in_advance_is_nothing_owed_and_an_empty_balance_is_unknown(project_of: Make) -> None:
    result = cleaned(
        project_of, [["1", "10.2023", "100", "400", "300,00-"], ["2", "10.2023", "100", "0", ""]]
    )
    assert result.tables["arrears"]["balance"].isna().sum() == 1
    assert result.tables["arrears"]["balance"].min() == 0
    assert (only(result.findings, "prepaid")["rows"], only(result.findings, "no_balance")["rows"]) == (
        "2",
        "3",
    )


def test_a_ledger_that_shows_no_credit_is_not_reported_as_wrong(project_of: Make) -> None:
    result = cleaned(
        project_of, [["1", "10.2023", "100", "100", "0"], ["1", "11.2023", "100", "300", "0,00"]]
    )
    assert "balance" not in rules(result.findings)


def test_two_different_rows_of_a_month_are_an_error_and_equal_ones_count_once(project_of: Make) -> None:
    row = ["1", "10.2023", "100", "0", "100"]
    assert len(cleaned(project_of, [row, row]).tables["arrears"]) == 1
    found = record_findings(project_of([LEDGER], {"h.csv": csv_bytes([HEADER, row, [*row[:4], "150"]])}))
    assert only(found, "two_balances")["rows"] == "2, 3"


def test_a_running_balance_within_a_month_ends_with_its_last_row(project_of: Make) -> None:
    rows = [
        ["1", "01.10.2023", "8 000", "", "8 000"],
        ["1", "12.10.2023", "-500", "", "7 500"],
        ["1", "20.10.2023", "", "7 000", "500"],
        ["1", "01.11.2023", "8 000", "", "8 500"],
    ]
    result = cleaned(project_of, rows)
    assert result.tables["arrears"]["balance"].tolist() == [500, 8500]
    assert only(result.findings, "running_balance")["rows"] == "2–4"
    assert "balance" not in rules(result.findings)


def test_a_running_balance_with_the_newest_row_first_is_not_guessed_at(project_of: Make) -> None:
    rows = [
        ["1", "01.11.2023", "8 000", "", "8 400"],
        ["1", "20.10.2023", "", "100", "400"],
        ["1", "01.10.2023", "100", "", "500"],
    ]
    found = record_findings(project_of([LEDGER], {"h.csv": csv_bytes([HEADER, *rows])}))
    assert only(found, "two_balances")["rows"] == "3, 4"


def test_unreadable_months_and_amounts_are_errors_with_rows(project_of: Make) -> None:
    found = record_findings(
        project_of(
            [LEDGER],
            {
                "h.csv": csv_bytes(
                    [HEADER, ["1", "våren", "100", "0", "1"], ["2", "10.2023", "ca. 100", "0", "ca. 1"]]
                )
            },
        )
    )
    assert only(found, "month")["rows"] == "2"
    assert "no_balance" not in rules(found)
    assert only(found, "number_due")["rows"] == "3"


@pytest.mark.parametrize(
    ("texts", "balances"),
    [
        (["1.234", "99,50"], [99.5, 1234]),
        (["1.234", "7.110,50"], [1234, 7110.5]),
        (["1,234", "7,110.50"], [1234, 7110.5]),
        (["1,234", "99.5"], [99.5, 1234]),
        (["1.234", "1.234.567"], [1234, 1234567]),
        (["1 234,500", "0,125", "12 345"], [0.125, 1234.5, 12345]),
    ],
)
def test_the_amounts_of_a_file_show_which_sign_is_decimal(
    project_of: Make, texts: list[str], balances: list[float]
) -> None:
    rows = [[str(n), "10.2023", "", "", text] for n, text in enumerate(texts, start=1)]
    assert sorted(cleaned(project_of, rows).tables["arrears"]["balance"]) == balances


@pytest.mark.parametrize(
    ("texts", "rows"),
    [
        (["1.234"], "2"),
        (["1,234", "500"], "2"),
        (["1,234", "99,50"], "2"),  # no amount has thousandths
        (["1.234", "99,50", "99.50"], "2"),  # both are decimal
    ],
)
def test_thousands_that_may_be_fractions_are_asked_about(
    project_of: Make, texts: list[str], rows: str
) -> None:
    lines = [HEADER, *([str(n), "10.2023", "", "", text] for n, text in enumerate(texts, start=1))]
    asked = only(record_findings(project_of([LEDGER], {"h.csv": csv_bytes(lines)})), "thousands_or_decimals")
    assert (asked["severity"], asked["rows"]) == ("error", rows)
    assert "decimal" in asked["action"]


AMERICAN = [
    ["1", "01.2024", "8,000", "6,766", "1,234"],
    ["1", "02.2024", "8,000", "8,000", "1,234"],
    ["2", "01.2024", "8,000", "8,000", "0"],
    ["2", "02.2024", "8,000", "7,500", "500"],
]


def test_the_sums_of_a_ledger_show_which_sign_is_decimal(project_of: Make) -> None:
    result = cleaned(project_of, AMERICAN)
    assert sorted(result.tables["arrears"]["balance"]) == [0, 500, 1234, 1234]
    files = {"h.csv": csv_bytes([HEADER, *AMERICAN[:2]])}  # in thousandths the sums hold as well
    assert "thousands_or_decimals" in rules(record_findings(project_of([LEDGER], files)), "error")


def test_a_ledger_whose_sums_are_off_shows_nothing(project_of: Make) -> None:
    off = [*AMERICAN, ["3", "01.2024", "8,000", "8,000", "0"], ["3", "02.2024", "8,000", "8,000", "5"]]
    files = {"h.csv": csv_bytes([HEADER, *off])}
    assert "thousands_or_decimals" in rules(record_findings(project_of([LEDGER], files)), "error")


def test_number_cells_of_a_workbook_show_nothing_and_are_read_as_the_numbers_they_are(
    project_of: Make,
) -> None:
    source = {**LEDGER, "file": "h.xlsx"}
    rows = [HEADER, [1, "10.2023", None, None, 1.234], [2, "10.2023", None, None, 7500.5]]
    table = clean_records(project_of([source], {"h.xlsx": xlsx_bytes({"Ark": rows})})).tables["arrears"]
    assert sorted(table["balance"]) == [1.234, 7500.5]
    beside = [*rows, [3, "10.2023", None, None, "1,234"]]
    asked = record_findings(project_of([source], {"h.xlsx": xlsx_bytes({"Ark": beside})}))
    assert only(asked, "thousands_or_decimals")["rows"] == "4"


def test_a_declared_decimal_sign_settles_every_amount(project_of: Make) -> None:
    source = {**LEDGER, "reader": {"decimal": "."}}
    rows = [["1", "10.2023", "", "", "1.234"]]
    result = clean_records(project_of([source], {"h.csv": csv_bytes([HEADER, *rows])}))
    assert result.tables["arrears"]["balance"].tolist() == [1.234]
    assert "thousands_or_decimals" not in rules(result.findings)


def test_a_credit_is_less_than_nothing_owed_where_the_source_says_so_and_only_there(
    project_of: Make,
) -> None:
    says = {**LEDGER, "id": "ny", "file": "ny.csv", "credits": "negative"}
    files = {
        "h.csv": csv_bytes([HEADER, ["1", "10.2023", "", "", "-300"], ["2", "10.2023", "", "", "50"]]),
        "ny.csv": csv_bytes([HEADER, ["3", "10.2023", "", "", "-300"], ["4", "10.2023", "", "", ""]]),
    }
    result = clean_records(project_of([{**LEDGER, "debt": "positive"}, says], files))
    balance = result.tables["arrears"]["balance"]
    assert sorted(balance.dropna()) == [-300, 0, 50]
    assert balance.isna().sum() == 1
    told = result.findings[result.findings["rule"] == "prepaid"].set_index("source")["message"]
    assert "ingenting skyldig" in told["husleie"]
    assert "regnes som minus" in told["ny"]


def test_the_table_of_a_project_without_credits_holds_none(project_of: Make) -> None:
    frame = pd.DataFrame({"person": ["0123456789abcdef"], "month": [pd.Timestamp("2023-10-01")]})
    table = typed("arrears", frame.assign(balance=-1.0))
    for said, broken in ((None, ["schema"]), ("negative", [])):
        found = Findings()
        validate("arrears", table, project_of([{**LEDGER, "credits": said}], {}), found)
        assert rules(found) == broken
