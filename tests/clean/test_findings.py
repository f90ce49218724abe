import pytest

from analysis.clean import CleanError, Findings, Place
from analysis.clean.telling import MAX_RANGES, count_rows, row_list, shortened, told

from .conftest import HERE


def test_errors_come_before_warnings_and_information() -> None:
    found = Findings()
    for severity in ("info", "warning", "error", "info", "error"):
        found.add(severity, HERE, severity, f"noe {len(found)}")
    assert list(found.frame()["severity"]) == ["error", "error", "warning", "info", "info"]


def test_message_says_file_column_and_rows() -> None:
    found = Findings()
    found.add(
        "error", HERE, "r", "3 svar utenfor 1–7", column="Jeg føler meg trygg i boligen", rows=[90, 14, 91]
    )
    assert (
        told(found.frame()).loc[0, "message"]
        == "fil.csv, kolonne «Jeg føler meg trygg i boligen»: 3 svar utenfor 1–7 (rad 14, 90, 91)."
    )


def test_the_error_lists_every_error_and_warning() -> None:
    found = Findings()
    found.add("warning", HERE, "w", "en advarsel", action="Se på den.")
    found.add("error", HERE, "a", "første feil")
    found.add("error", HERE, "b", "andre feil", action="Rett den.")
    found.add("info", HERE, "i", "en opplysning")
    with pytest.raises(CleanError) as caught:
        found.stop_on_errors()
    lines = str(caught.value).splitlines()
    assert lines[0] == "2 feil og 1 advarsel i rådata:"
    assert lines[1:] == [
        "  FEIL: fil.csv: første feil.",
        "  FEIL: fil.csv: andre feil. Rett den.",
        "  ADVARSEL: fil.csv: en advarsel. Se på den.",
    ]
    assert len(caught.value.findings) == 4


def test_warnings_alone_stop_nothing() -> None:
    found = Findings()
    found.add("warning", HERE, "w", "en advarsel")
    found.stop_on_errors()


def test_row_lists_are_short_but_say_how_many_are_left() -> None:
    assert row_list(range(2, 1_000_000)) == "2–999999"
    every_other = row_list(range(0, 1000, 2))
    assert count_rows(every_other) == 500
    assert shortened(every_other).endswith(f"og {500 - MAX_RANGES} til")


def test_an_unknown_severity_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of"):
        Findings().add("fatal", HERE, "r", "m")


def test_until_it_is_told_a_finding_keeps_sheet_rows_and_what_they_resemble_apart() -> None:
    found = Findings()
    place = Place("k", "k.xlsx", "Svar")
    found.add(
        "warning", place, "r", "personen finnes ikke", rows=[4], action="Rett den.", resembles="l.csv",
        resembles_rows=[8, 11],
    )  # fmt: skip
    row = found.frame().iloc[0]
    assert row[["file", "sheet", "rows", "message", "action"]].tolist() == [
        "k.xlsx", "Svar", "4", "personen finnes ikke", "Rett den.",
    ]  # fmt: skip
    assert row[["resembles", "resembles_rows"]].tolist() == ["l.csv", "8, 11"]
    words = told(found.frame()).iloc[0]
    assert words["message"] == "k.xlsx (ark «Svar»): personen finnes ikke (rad 4)."
    assert words["action"] == "Ligner på l.csv, rad 8, 11. Rett den."
