"""A row counts by what it says: known wordings are records wherever they stand, layout is told once."""

from __future__ import annotations

import pytest

from analysis.clean.files.grid import Grid, to_table
from analysis.clean.files.layout import Recognises
from analysis.clean.findings import Findings

from ..conftest import HERE, only, rules

HEADERS = ["Dato", "Adresse", "Hva", "Merknad"]
EXPECTS = Recognises(
    lambda cell: cell in HEADERS[:3],
    lambda header, text: (header, text) in {("Hva", "Politi"), ("Adresse", "Sum 3"), ("Dato", "mai 2024")},
    lambda header: header == "Hva",
)
RECORD = ["1.1.24", "R 1", "Hærverk", ""]


def read(*rows: list[str]) -> tuple[list[int], Findings]:
    found = Findings()
    table = to_table(Grid([HEADERS, RECORD, *rows]), HERE, EXPECTS, None, found)
    assert table is not None
    return table.rows.tolist(), found


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        (HEADERS, "repeated_header"),
        (["Dato", "", "HVA:", ""], "repeated_header"),
        (["Sum januar", "2", "", ""], "total_row"),
        (["Delsum 1. kvartal 2024", "", "", ""], "total_row"),
        (["Totalt hittil i år", "", "3", "kr 1 200,50"], "total_row"),
        (["", "I alt", "", "12"], "total_row"),
        (["Grand Total", "", "", ""], "total_row"),
        (["Februar 2024", "", "", ""], "part_title"),
        (["Mars/april", "", "", ""], "part_title"),
        (["", "2024", "", ""], "part_title"),
        (["uke 12", "", "", ""], "part_title"),
        (["* Tall kan endres", "", "", ""], "note_row"),
        (["Kilde: driften", "", "", ""], "note_row"),
        (["", "", "", "Obs: ikke komplett"], "note_row"),
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_layout_inside_and_below_is_left_out_and_told_once(row: list[str], rule: str, last: bool) -> None:
    rows, found = read(row, row) if last else read(row, RECORD, row, RECORD)
    assert rows == ([2] if last else [2, 4, 6])
    assert only(found, rule)["rows"] == ("3, 4" if last else "3, 5")


@pytest.mark.parametrize(
    "row",
    [
        ["", "", "Politi", ""],  # a known wording
        ["", "", "Slagsmål", ""],  # one that is not known, where one is read
        ["", "Storgata 7", "", ""],
        ["", "Sum 3", "", "4"],
        ["mai 2024", "", "", ""],
        ["Summer", "R 1", "Politi", ""],
        ["Sum opp", "R 1", "Politi", ""],
        ["Dato", "R 1", "Hva", ""],
        ["2.1.24", "", "", ""],
    ],
)
@pytest.mark.parametrize("last", [False, True])
def test_what_says_something_is_a_record_wherever_it_stands(row: list[str], last: bool) -> None:
    rows, found = read(row) if last else read(row, RECORD)
    assert rows == ([2, 3] if last else [2, 3, 4])
    assert rules(found) == []


def test_words_below_in_the_first_column_or_one_not_read_are_notes_and_above_a_record_are_not() -> None:
    inside, below = ["Ring vaktmester", "", "", ""], ["", "", "", "Rød = varslet"]
    rows, found = read(inside, RECORD, below, ["Alle dager", "", "", ""])
    assert rows == [2, 3, 4]
    assert only(found, "note_row")["rows"] == "5, 6"


def test_a_table_of_two_columns_has_neither_titles_nor_notes() -> None:
    found = Findings()
    lines = [["Dato", "Hva"], ["1.1.24", "Politi"], ["Mai 2024", ""]]
    table = to_table(Grid(lines), HERE, EXPECTS, None, found)
    assert table is not None
    assert table.rows.tolist() == [2, 3]
