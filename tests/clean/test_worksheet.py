from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

from analysis.clean import CleanError, Findings, Place, write_findings
from analysis.clean.worksheet import put_text


def test_errors_stand_before_warnings_and_headers_are_norwegian(tmp_path: Path) -> None:
    found = Findings()
    for severity in ("info", "warning", "error"):
        found.add(severity, Place("k", "f.csv"), severity, "noe", rows=[2, 3], action="Gjør noe.")
    sheet = load_workbook(write_findings(found.frame(), tmp_path / "ny" / "funn.xlsx")).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == (
        "Alvorlighet",
        "Kilde",
        "Fil",
        "Kolonne",
        "Rader",
        "Hva er funnet",
        "Hva du kan gjøre",
        "Utført",
    )
    assert [row[0] for row in rows[1:]] == ["Feil", "Advarsel", "Opplysning"]
    assert rows[1][4:7] == ("2, 3", "f.csv: noe (rad 2, 3).", "Gjør noe.")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "+47",
        "-5",
        "@SUM(A1)",
        "\t=1",
        "=cmd|' /C calc'!A0",
        '=HYPERLINK("x")',
        "＝1+1",
        "＋1",
        "－1",
        "＠A1",
        "\r=1",
        " =1",
        "\n=1",
    ],
)
def test_nothing_is_ever_a_formula(tmp_path: Path, text: str) -> None:
    frame = pd.DataFrame(
        [
            {
                "severity": "error",
                "source": text,
                "file": text,
                "sheet": "",
                "resembles": "",
                "resembles_rows": "",
                "column": text,
                "rows": "",
                "rule": "r",
                "message": text,
                "action": text,
            }
        ]
    )
    sheet = load_workbook(write_findings(frame, tmp_path / "f.xlsx")).active
    for cell in next(sheet.iter_rows(min_row=2, max_row=2)):
        assert cell.data_type != "f"
        if cell.value and str(cell.value).strip().startswith(tuple("=+-@＝＋－＠")):
            assert cell.quotePrefix


def test_signs_a_workbook_cannot_hold_are_replaced() -> None:
    cell = Workbook().active.cell(1, 1)
    put_text(cell, "a\x00b\x0bc" + "x" * 40_000)
    assert cell.value.startswith("a�b�c")
    assert len(cell.value) <= 32_767


def test_no_findings_make_an_empty_sheet(tmp_path: Path) -> None:
    assert load_workbook(write_findings(Findings().frame(), tmp_path / "f.xlsx")).active.max_row == 1


def found(n: int = 3) -> Findings:
    list_of = Findings()
    for number in range(n):
        where = Place("k", "mappe/min fil 100 %.csv")
        list_of.add(
            "warning", where, "r", f"funn nr. {number}", column="A", rows=[number + 2], action="Gjør noe."
        )
    return list_of


def test_what_was_ticked_off_stays_ticked_off_while_the_finding_is_there(tmp_path: Path) -> None:
    path = write_findings(found(3).frame(), tmp_path / "funn.xlsx")
    book = load_workbook(path)
    assert book.active["F3"].value.endswith("funn nr. 1 (rad 3).")
    book.active["H3"] = "Ja, ringt kommunen"
    book.save(path)
    write_findings(found(2).frame(), path)
    assert [row[7] for row in load_workbook(path).active.iter_rows(values_only=True)] == [
        "Utført",
        None,
        "Ja, ringt kommunen",
    ]


def noted(path: Path, finding: Findings, notes: dict[str, str]) -> list[tuple[str | None, ...]]:
    """Write a finding, note something in these cells, write it again; return what stands from «Utført» on."""
    write_findings(finding.frame(), path)
    book = load_workbook(path)
    for cell, note in notes.items():
        book.active[cell] = note
    book.save(path)
    write_findings(finding.frame(), path)
    return [row[7:] for row in load_workbook(path).active.iter_rows(values_only=True)]


def test_columns_the_researcher_adds_are_kept(tmp_path: Path) -> None:
    notes = {"I1": "Hvem", "I3": "driften", "J3": "=1+1"}
    assert noted(tmp_path / "funn.xlsx", found(2), notes) == [
        ("Utført", "Hvem", None),
        (None, None, None),
        (None, "driften", "=1+1"),
    ]
    sheet = load_workbook(tmp_path / "funn.xlsx").active
    assert sheet["J3"].data_type == "s"
    assert sheet.auto_filter.ref == "A1:J3"


@pytest.mark.parametrize(("note", "kept"), [("Ringt driften", "Ringt driften"), ("ja", None)])
def test_when_only_the_rows_differ_a_note_is_kept_and_a_tick_is_not(
    tmp_path: Path, note: str, kept: str | None
) -> None:
    first, now = Findings(), Findings()
    first.add("warning", Place("k", "f.csv"), "r", "dato mangler", rows=[2, 3])
    now.add("warning", Place("k", "f.csv"), "r", "dato mangler", rows=[3, 7])
    noted(tmp_path / "funn.xlsx", first, {"H2": note})
    write_findings(now.frame(), tmp_path / "funn.xlsx")
    assert load_workbook(tmp_path / "funn.xlsx").active["H2"].value == kept


def test_only_what_is_ticked_off_is_struck_out(tmp_path: Path) -> None:
    sheet = load_workbook(write_findings(found(1).frame(), tmp_path / "f.xlsx")).active
    (rule,) = next(iter(sheet.conditional_formatting)).rules
    assert rule.formula == ['LEFT($H2,2)="Ja"']


def test_another_file_is_never_written_over(tmp_path: Path) -> None:
    raw = tmp_path / "svar.csv"
    raw.write_bytes(b"a;b")
    other = tmp_path / "annet.xlsx"
    Workbook().save(other)
    folder = tmp_path / "mappe.xlsx"
    folder.mkdir()
    for path in (raw, other, folder):
        before = path.read_bytes() if path.is_file() else b""
        with pytest.raises(CleanError, match=path.name):
            write_findings(found().frame(), path)
        assert not before or path.read_bytes() == before


@pytest.mark.parametrize("spoil", ["xml", "half", "empty", "parts"])
def test_a_damaged_workbook_is_not_written_over(tmp_path: Path, spoil: str) -> None:
    path = write_findings(found().frame(), tmp_path / "funn.xlsx")
    data = path.read_bytes()
    damaged = {
        "xml": data.replace(b"<sheetData>", b"<sheetDat<>"),
        "half": data[: len(data) // 2],
        "empty": b"",
        "parts": data.replace(b"sheet1.xml", b"sheet9.xml"),
    }[spoil]
    path.write_bytes(damaged)
    with pytest.raises(CleanError, match=r"funn\.xlsx"):
        write_findings(found().frame(), path)
    assert path.read_bytes() == damaged


def test_a_place_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "build").write_text("en fil der mappen skulle vært")
    with pytest.raises(CleanError, match="cannot be written"):
        write_findings(found().frame(), tmp_path / "build" / "leie" / "funn.xlsx")


def test_a_finding_links_to_its_raw_file_by_a_relative_path(tmp_path: Path) -> None:
    raw = tmp_path / "data/raw/leie"
    (raw / "mappe").mkdir(parents=True)
    (raw / "mappe/min fil 100 %.csv").write_bytes(b"")
    path = write_findings(found(1).frame(), tmp_path / "build/leie/p/funn.xlsx", raw)
    cell = load_workbook(path).active["C2"]
    assert cell.hyperlink.target == "../../../data/raw/leie/mappe/min%20fil%20100%20%25.csv"
    assert str(tmp_path).encode() not in path.read_bytes()


def test_the_sheet_can_be_worked_through(tmp_path: Path) -> None:
    sheet = load_workbook(write_findings(found(1000).frame(), tmp_path / "f.xlsx")).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:H1001"
    assert all(sheet.column_dimensions[letter].width >= 12 for letter in "ABCDEFGH")
    assert [str(v.sqref) for v in sheet.data_validations.dataValidation] == ["H2:H1001"]
    assert sheet.print_title_rows == "$1:$1"
    assert all(cell.alignment.wrap_text for cell in sheet[500])


def test_equal_findings_give_equal_bytes(tmp_path: Path) -> None:
    one = write_findings(found().frame(), tmp_path / "a.xlsx").read_bytes()
    assert write_findings(found().frame(), tmp_path / "b.xlsx").read_bytes() == one
    assert write_findings(found().frame(), tmp_path / "b.xlsx").read_bytes() == one
