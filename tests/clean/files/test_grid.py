from analysis.clean.files.grid import Grid, to_table
from analysis.clean.files.layout import Recognises
from analysis.clean.findings import Findings

from ..conftest import HERE, only, rules

KNOWN = {"Dato", "Adresse", "Hva", "Inviterte", "Møtte", "Møter Antall"}


def table(lines: list[list[str]], merged: tuple = (), header_row: int | None = None):  # type: ignore[no-untyped-def]
    found = Findings()
    return to_table(
        Grid(lines, merged), HERE, Recognises(lambda cell: cell in KNOWN), header_row, found
    ), found


def test_title_rows_above_the_header_are_stated_and_row_numbers_are_the_files() -> None:
    got, found = table(
        [["Logg over hendelser", "", ""], ["", "", ""], ["Dato", "Adresse", "Hva"], ["1.1.24", "R 1", "x"]]
    )
    assert (got.header_row, got.rows.tolist()) == (3, [4])
    assert only(found, "title_rows")["rows"] == "1"


def test_total_rows_are_left_out_and_stated() -> None:
    got, found = table(
        [
            ["Dato", "Adresse", "Hva"],
            ["1.1.24", "R 1", "5"],
            ["", "Totalt", "5"],
            ["Sum", "", "5"],
            ["Sumatra", "R 1", "x"],
        ]
    )
    assert got.rows.tolist() == [2, 5]
    assert only(found, "total_row")["rows"] == "3, 4"


def test_notes_below_are_left_out_and_stated_but_a_record_with_one_number_is_kept() -> None:
    lines = [
        ["Dato", "Adresse", "Hva"],
        ["1.1.24", "R 1", "x"],
        ["2.1.24", "", ""],
        ["", "", ""],
        ["* Politiet har egen logg", "", ""],
        ["Rød = varslet", "", ""],
    ]
    got, found = table(lines)
    assert got.rows.tolist() == [2, 3]
    assert only(found, "note_row")["rows"] == "5, 6"


def test_blank_rows_inside_do_not_end_the_table() -> None:
    got, _ = table([["Dato", "Adresse", "Hva"], ["1.1.24", "R 1", "x"], ["", "", ""], ["2.1.24", "R 1", "x"]])
    assert got.rows.tolist() == [2, 4]


def test_a_header_merged_over_two_rows_is_read_from_the_upper_one() -> None:
    got, _ = table(
        [["Dato", "Oppmøte", ""], ["", "Inviterte", "Møtte"], ["1.1.24", "9", "4"]],
        (((0, 0), (1, 0)), ((0, 1), (0, 2))),
    )
    assert got.headers == ("Dato", "Inviterte", "Møtte")
    assert got.rows.tolist() == [3]


def test_equal_headers_below_merged_groups_are_told_apart_by_the_group() -> None:
    got, _ = table(
        [
            ["", "Møter", "", "Dugnad", ""],
            ["Dato", "Antall", "Hva", "Antall", "Hva"],
            ["1", "2", "3", "4", "5"],
        ],
        (((0, 1), (0, 2)), ((0, 3), (0, 4))),
    )
    assert got.headers == ("Dato", "Møter Antall", "Møter Hva", "Dugnad Antall", "Dugnad Hva")


def test_a_cell_merged_downwards_holds_for_all_its_rows() -> None:
    got, found = table(
        [["Dato", "Adresse", "Hva"], ["1.1.24", "R 1", "x"], ["", "R 2", "y"], ["", "R 3", "z"]],
        (((1, 0), (3, 0)),),
    )
    assert got.cells[0].astype(str).tolist() == ["1.1.24"] * 3
    assert only(found, "merged_cells")["rows"] == "3, 4"


def test_a_declared_header_row_is_used_and_a_missing_one_is_an_error() -> None:
    got, _ = table([["Dato", "Adresse", "Hva"], ["D", "A", "H"], ["1", "2", "3"]], header_row=2)
    assert got.headers == ("D", "A", "H")
    got, found = table([["Dato"]], header_row=9)
    assert got is None
    assert rules(found, "error") == ["no_header"]


def test_nothing_but_blanks_is_an_error() -> None:
    got, found = table([["", ""], []])
    assert got is None
    assert rules(found, "error") == ["no_header"]
