from hypothesis import given
from hypothesis import strategies as st

from analysis.clean.columns.mapping import Records, column_letter, map_columns
from analysis.clean.files.cells import RawTable, categorical
from analysis.clean.findings import Findings
from analysis.params import Source

from ..conftest import HERE, INCIDENTS, only, rules

SOURCE = Source.model_validate({**INCIDENTS, "reader": {}}, strict=False)
HEADERS = ["Dato", "Adresse", "Leilighet", "Hva", "Meldt av", "Merknad"]


def mapped(
    headers: list[str], rows: list[list[str]], source: Source = SOURCE
) -> tuple[Records | None, Findings]:
    import numpy as np
    import pandas as pd

    found = Findings()
    cells = pd.DataFrame(
        {c: categorical([row[c] for row in rows]) for c in range(len(headers))}, index=range(len(rows))
    )
    table = RawTable(HERE, tuple(headers), cells, np.arange(2, 2 + len(rows)), 1)
    return map_columns(table, source, found), found


@given(st.permutations(range(6)))
def test_the_order_of_columns_does_not_matter(order: list[int]) -> None:
    row = ["1.1.24", "R 1", "H0101", "Tagging", "Nabo", "x"]
    records, found = mapped([HEADERS[c] for c in order], [[row[c] for c in order]])
    assert records is not None
    assert {t: records.column(t).iloc[0] for t in ("date", "address", "flat", "kind", "reported_by")} == dict(
        zip(("date", "address", "flat", "kind", "reported_by"), row[:5], strict=True)
    )
    assert not found.has_errors


def test_headers_are_matched_without_regard_to_case_spaces_and_punctuation() -> None:
    records, found = mapped(
        ["DATO:", " adresse ", "Leilighet*", "Hva?", "Meldt\nav", "merknad"],
        [["1.1.24", "R 1", "", "x", "", ""]],
    )
    assert records is not None
    assert not found.has_errors


def test_a_missing_column_is_an_error_that_lists_the_columns_and_the_nearest() -> None:
    _, found = mapped(
        ["Dato", "Adr.", "Leilighet", "Hva", "Meldt av", "Merknad"], [["1", "2", "3", "4", "5", "6"]]
    )
    missing = only(found, "missing_column")
    assert missing["column"] == "Adresse"
    assert "«Adr.»" in missing["message"]
    assert "columns.address" in missing["action"]


def test_a_column_nobody_mentioned_is_an_error() -> None:
    _, found = mapped([*HEADERS, "Meldt"], [["1", "2", "3", "4", "5", "6", "7"]])
    extra = only(found, "unmapped_column")
    assert extra["column"] == "Meldt"
    assert "«Meldt av»" in extra["action"]


def test_a_column_with_values_but_no_header_is_an_error_named_by_its_letter() -> None:
    _, found = mapped([*HEADERS, ""], [["1", "2", "3", "4", "5", "6", "7"]])
    assert "kolonne G" in only(found, "unmapped_column")["message"]
    source = SOURCE.model_copy(update={"ignore": ("Merknad", "kolonne G")})
    _, found = mapped([*HEADERS, ""], [["1", "2", "3", "4", "5", "6", "7"]], source)
    assert not found.has_errors


def test_a_header_that_stands_twice_is_an_error_with_both_columns() -> None:
    _, found = mapped([*HEADERS, "Dato"], [["1", "2", "3", "4", "5", "6", "7"]])
    assert "A og G" in only(found, "duplicate_header")["message"]


def test_same_as_above_takes_the_value_above_and_says_so() -> None:
    rows = [
        ["1.1.24", "R 1", "", "Tagging", "", ""],
        ["samme som over", '"', "", '--"--', "", ""],
        ["2.1.24", "do.", "", "Innbrudd", "", ""],
    ]
    records, found = mapped(HEADERS, rows)
    assert records is not None
    assert records.column("date").astype(str).tolist() == ["1.1.24", "1.1.24", "2.1.24"]
    assert records.column("address").astype(str).tolist() == ["R 1"] * 3
    assert rules(found).count("ditto") == 3


def test_same_as_above_in_the_first_row_is_an_error() -> None:
    _, found = mapped(HEADERS, [["samme som over", "R 1", "", "Tagging", "", ""]])
    assert only(found, "ditto_first")["rows"] == "2"


def test_values_of_the_source_are_translated() -> None:
    source = SOURCE.model_copy(update={"values": {"kind": {"HV": "Hærverk"}}})
    records, _ = mapped(HEADERS, [["1", "2", "3", "hv", "5", "6"]], source)
    assert records is not None
    assert records.column("kind").iloc[0] == "Hærverk"


def test_rows_alike_in_every_column_are_repeated_and_only_those() -> None:
    row = ["1.1.24", "R 1", "", "Tagging", "Nabo", "a"]
    records, _ = mapped(HEADERS, [row, row, [*row[:5], "b"], [*row[:5], ""], row])
    assert records is not None
    assert records.repeated().tolist() == [False, True, False, False, True]


def test_column_letters() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]
