import datetime as dt
import io
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from analysis.clean.files import workbook_guards
from analysis.clean.files.cells import RawTable
from analysis.clean.files.layout import Recognises
from analysis.clean.files.workbook import read_workbook
from analysis.clean.findings import Findings
from analysis.params import Reader

from ..conftest import HERE, only, rules, xlsx_bytes

HEADERS = ["Dato", "Adresse", "Antall"]


def read(data: bytes, **reader: object) -> tuple[list[RawTable], Findings]:
    found = Findings()
    return read_workbook(
        data, HERE, Reader(**reader), Recognises(lambda cell: cell in HEADERS), 10_000, found
    ), found  # type: ignore[arg-type]


def first(table: RawTable) -> list[str | None]:
    return [None if v != v else v for v in table.cells.astype(object).iloc[0].tolist()]


def ods_bytes(rows: list[list[object]], *, repeat: int = 1) -> bytes:
    book = OpenDocumentSpreadsheet()
    table = Table(name="Ark")
    for row in rows:
        line = TableRow(numberrowsrepeated=str(repeat))
        for value in row:
            if isinstance(value, dt.date):
                cell = TableCell(valuetype="date", datevalue=value.isoformat())
            elif isinstance(value, int | float):
                cell = TableCell(valuetype="float", value=str(value))
            else:
                cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def edited(data: bytes, name: str, change: object) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry)
            new.writestr(entry.filename, change(content) if entry.filename == name else content)  # type: ignore[operator]
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


def test_dates_numbers_and_flags_become_the_text_the_parsers_read() -> None:
    rows = [
        HEADERS,
        [dt.date(2024, 1, 8), "Runarveien\u00a01 ", 1234.5],
        [dt.datetime(2024, 1, 8, 14, 3), True, 45299],
    ]
    (table,), _ = read(xlsx_bytes({"Ark": rows}))
    assert first(table) == ["2024-01-08", "Runarveien 1", "1234,5"]
    assert table.cells.iloc[1].tolist() == ["2024-01-08 14:03:00", "Ja", "45299"]


def test_ods_reads_as_xlsx_does() -> None:
    rows: list[list[object]] = [list(HEADERS), [dt.date(2024, 1, 8), "Runarveien 1", 7]]
    (ods,), _ = read(ods_bytes(rows))
    (xlsx,), _ = read(xlsx_bytes({"Ark": rows}))
    assert first(ods) == first(xlsx)
    assert ods.headers == xlsx.headers


def test_the_sheet_with_the_headers_is_chosen_and_the_others_are_stated() -> None:
    data = xlsx_bytes({"Veiledning": [["Slik fører du loggen"]], "Logg": [HEADERS, ["1.1.24", "R 1", 1]]})
    (table,), found = read(data)
    assert table.place.sheet == "Logg"
    assert "Veiledning" in only(found, "sheets_left_out")["message"]


def test_two_equally_fitting_sheets_are_an_error_until_one_or_all_are_named() -> None:
    data = xlsx_bytes({"2023": [HEADERS, ["1.1.23", "R 1", 1]], "2024": [HEADERS, ["1.1.24", "R 1", 1]]})
    tables, found = read(data)
    assert tables == []
    assert rules(found, "error") == ["several_sheets"]
    assert len(read(data, sheet="*")[0]) == 2
    assert len(read(data, sheet="2024")[0]) == 1


def test_a_sheet_that_is_not_there_is_an_error_that_lists_those_that_are() -> None:
    _, found = read(xlsx_bytes({"Ark1": [HEADERS]}), sheet="Logg")
    assert "«Ark1»" in only(found, "missing_sheet")["message"]


def test_merged_headers_of_a_real_workbook() -> None:
    rows = [["Logg", None, None], ["Dato", "Adresse", "Antall"], ["1.1.24", "R 1", 1]]
    (table,), found = read(xlsx_bytes({"Ark": rows}, merged=["A1:C1"]))
    assert table.headers == tuple(HEADERS)
    assert only(found, "title_rows")["rows"] == "1"


def test_a_formula_without_a_stored_result_is_an_error_with_its_row() -> None:
    _, found = read(xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5], ["2.1.24", "R 1", "=C2+1"]]}))
    assert only(found, "formula_without_value")["rows"] == "3"


def test_a_formula_whose_result_is_empty_text_is_no_error_nor_is_one_on_another_sheet() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", "=C1"]], "Annet": [["x"], ["=A1"]]})
    data = edited(
        data,
        SHEET,
        lambda xml: xml.replace(b'<c r="C2"><f>', b'<c r="C2" t="str"><f>').replace(b"<v />", b"<v></v>"),
    )
    tables, found = read(data)
    assert len(tables) == 1
    assert not found.has_errors


def test_an_empty_workbook_is_an_error_also_when_other_errors_were_found_before() -> None:
    found = Findings()
    found.add("error", HERE, "noe", "noe")
    data = xlsx_bytes({"Ark": []})
    assert read_workbook(data, HERE, Reader(), lambda _: False, 10_000, found) == []
    assert rules(found, "error") == ["noe", "empty_file"]


def test_a_hidden_sheet_is_not_read_but_said_so() -> None:
    data = xlsx_bytes({"Logg": [HEADERS, ["1.1.24", "R 1", 1]], "Skjult": [HEADERS, ["2.1.24", "R 1", 1]]})
    data = edited(
        data,
        "xl/workbook.xml",
        lambda xml: re.sub(rb'(name="Skjult"[^>]*)state="visible"', rb'\1state="hidden"', xml),
    )
    (table,), found = read(data)
    assert len(table.rows) == 1
    assert "Skjult" in only(found, "sheets_left_out")["message"]


def test_an_error_cell_is_a_warning_with_its_row() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]})
    data = edited(
        data,
        SHEET,
        lambda xml: xml.replace(b'<c r="C2" t="n"><v>5</v></c>', b'<c r="C2" t="e"><v>#N/A</v></c>'),
    )
    _, found = read(data)
    assert only(found, "error_cell")["rows"] == "2"


def test_lost_values_are_found_whatever_the_order_of_attributes_and_the_prefix() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5], ["2.1.24", "R 1", "=C2+1"]]})

    def prefixed(xml: bytes) -> bytes:
        xml = xml.replace(b'<c r="C2" t="n"><v>5</v></c>', b"<c t='e' r='C2'><v>#N/A</v></c>")
        xml = xml.replace(b'<c r="C3">', b'<c s="0" r="C3">')
        xml = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", xml)
        return xml.replace(b"xmlns=", b"xmlns:x=")

    _, found = read(edited(data, SHEET, prefixed))
    assert only(found, "error_cell")["rows"] == "2"
    assert only(found, "formula_without_value")["rows"] == "3"


def test_cells_that_do_not_say_where_they_stand_are_reported_with_their_rows() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5], ["2.1.24", "R 1", "=C2+1"]]})
    _, found = read(edited(data, SHEET, lambda xml: re.sub(rb' r="[A-Z]+[0-9]+"', b"", xml)))
    assert only(found, "formula_without_value")["rows"] == "3"


def test_lost_values_of_an_ods_are_found_in_the_sheet_that_is_read() -> None:
    rows: list[list[object]] = [
        list(HEADERS),
        ["1.1.24", "R 1", 5],
        ["2.1.24", "R 1", 6],
        ["3.1.24", "R 1", 7],
    ]
    number = b'<table:table-cell office:value-type="float" office:value="%d"><text:p>%d</text:p>'
    empty = b'<table:table-cell table:formula="of:=IF(1;&quot;&quot;)"><text:p/>'
    error = (
        b'<table:table-cell table:formula="of:=NA()" office:value-type="string" office:string-value="" '
        b'calcext:value-type="error"><text:p>#N/A</text:p>'
    )
    lost = b'<table:table-cell table:formula="of:=[.C2]+1">'

    def changed(xml: bytes) -> bytes:
        for value, cell in ((5, empty), (6, error), (7, lost)):
            assert number % (value, value) in xml
            xml = xml.replace(number % (value, value), cell)
        return xml.replace(b"xmlns:table=", b'xmlns:calcext="urn:org:calcext" xmlns:table=', 1)

    _, found = read(edited(ods_bytes(rows), "content.xml", changed))
    assert only(found, "error_cell")["rows"] == "3"
    assert only(found, "formula_without_value")["rows"] == "4"


def test_an_old_workbook_reads_as_the_new_one_and_its_limits_are_stated() -> None:
    data = (Path(__file__).parent / "old_format.xls").read_bytes()
    (table,), found = read(data)
    assert table.headers == tuple(HEADERS)
    assert first(table) == ["2024-01-08", "Blåveien 1", "5"]
    assert table.cells.iloc[1].tolist() == ["02.01.24", "Rødveien 2", "6"]
    assert only(found, "old_format")["severity"] == "warning"


def test_a_zip_bomb_is_refused_before_it_is_opened() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]})
    bomb = edited(data, SHEET, lambda xml: xml + b" " * 60_000_000)
    tables, found = read(bomb)
    assert tables == []
    assert rules(found, "error") == ["zip_bomb"]


def test_a_sheet_that_spans_billions_of_cells_is_refused() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]})
    vast = edited(
        data,
        SHEET,
        lambda xml: xml.replace(b'r="C2"', b'r="XFD1048576"').replace(b'<row r="2"', b'<row r="1048576"'),
    )
    tables, found = read(vast)
    assert tables == []
    assert rules(found, "error") == ["too_many_cells"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'r="C2"', b"r='XFD1048576'"),
        (b'r="C2"', b'r = "XFD1048576"'),
        (b'<c r="C2"', b'<c s=">" r="XFD1048576"'),
        (b'<c r="C2"', b'<c\nr="XFD1048576"'),
        (b'r="C2"', b'r="&#88;FD1048576"'),
        (b'r="C2"', b'r="XFD99999999"'),
        (b'<row r="2"', b'<row r="99999999"'),
        (b'<row r="2"', b'<row r="2097152"'),
    ],
)
def test_no_way_of_writing_a_far_cell_gets_past_the_guard(old: bytes, new: bytes) -> None:
    def moved(xml: bytes) -> bytes:
        assert old in xml
        return xml.replace(old, new)

    tables, found = read(edited(xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]}), SHEET, moved))
    assert tables == []
    assert rules(found, "error") in (["too_many_cells"], ["broken_workbook"])


def test_a_far_cell_on_a_sheet_that_lies_elsewhere_is_found() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]})
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry).replace(b"worksheets/sheet1.xml", b"other/one.xml")
            if entry.filename == SHEET:
                content = content.replace(b'r="C2"', b'r="XFD1048576"')
            new.writestr(entry.filename.replace("worksheets/sheet1", "other/one"), content)
    tables, found = read(out.getvalue())
    assert tables == []
    assert rules(found, "error") == ["too_many_cells"]


def test_a_binary_workbook_is_refused_with_advice() -> None:
    data = xlsx_bytes({"Ark": [HEADERS]})
    with zipfile.ZipFile(out := io.BytesIO(data), "a") as archive:
        archive.writestr("xl/workbook.bin", b"\0")
    tables, found = read(out.getvalue())
    assert tables == []
    assert ".xlsb" in only(found, "unknown_format")["message"]


def test_an_ods_that_repeats_cells_without_end_is_refused() -> None:
    data = ods_bytes([list(HEADERS)] * 2, repeat=50_000_000)
    tables, found = read(data)
    assert tables == []
    assert rules(found, "error") == ["too_many_cells"]


@settings(deadline=None, max_examples=60)
@given(st.floats(0, 1), st.binary(min_size=0, max_size=8))
def test_a_truncated_or_overwritten_workbook_is_a_table_or_an_error(share: float, junk: bytes) -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]})
    at = int(len(data) * share)
    for broken in (data[:at], data[:at] + junk + data[at + len(junk) :]):
        tables, found = read(broken)
        assert tables or found.has_errors


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/styles.xml", SHEET, "[Content_Types].xml", "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("content", [b"", b"<not xml", b"<a/>"])
def test_a_workbook_with_a_broken_part_is_a_table_or_an_error(part: str, content: bytes) -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", "x"]]})
    tables, found = read(edited(data, part, lambda _: content))
    assert tables or found.has_errors


def test_a_password_is_an_error_of_its_own() -> None:
    data = xlsx_bytes({"Ark": [HEADERS]})
    flagged = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = flagged.find(signature)
        while at >= 0:
            flagged[at + offset] |= 1
            at = flagged.find(signature, at + 4)
    _, found = read(bytes(flagged))
    assert rules(found, "error") == ["password"]


def test_an_empty_workbook_is_an_error() -> None:
    _, found = read(xlsx_bytes({"Ark": []}))
    assert rules(found, "error") == ["empty_file"]


def test_column_numbers_are_those_of_a_spreadsheet() -> None:
    assert [workbook_guards._column_number(name) for name in (b"A", b"Z", b"AA", b"XFD")] == [
        1,
        26,
        27,
        16384,
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'r="A3"', b'r="A2"'), (b'r="B3"', b'r="A3"'), (b'<row r="3"', b'<row r="2"')],
    ids=["a cell of another row", "a cell of another column", "a row"],
)
def test_two_cells_of_one_place_are_an_error_since_one_would_be_lost(old: bytes, new: bytes) -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5], ["2.1.24", "R 2", 6]]})
    tables, found = read(edited(data, SHEET, lambda xml: xml.replace(old, new)))
    assert tables == []
    assert rules(found, "error") == ["broken_workbook"]


def test_a_chain_of_formulas_that_names_a_cell_of_each_sheet_is_sound() -> None:
    out = io.BytesIO(xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]}))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/calcChain.xml", '<calcChain><c r="A1" i="1"/><c r="A1" i="2"/></calcChain>')
    tables, found = read(out.getvalue())
    assert len(tables) == 1
    assert not found.has_errors


def test_two_sheets_of_one_name_are_an_error_since_one_would_be_lost() -> None:
    data = xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]], "Annet": [HEADERS, ["2.1.24", "R 2", 6]]})
    tables, found = read(
        edited(data, "xl/workbook.xml", lambda xml: xml.replace(b'name="Annet"', b'name="Ark"'))
    )
    assert tables == []
    assert "to ark heter «Ark»" in only(found, "broken_workbook")["message"]


def test_two_parts_of_one_name_are_an_error_since_one_would_be_lost() -> None:
    out = io.BytesIO(xlsx_bytes({"Ark": [HEADERS, ["1.1.24", "R 1", 5]]}))
    with zipfile.ZipFile(out, "a") as archive:
        content = archive.read(SHEET)
        archive.NameToInfo.pop(SHEET)
        archive.writestr(zipfile.ZipInfo(SHEET), content.replace(b"<v>5</v>", b"<v>6</v>"))
    tables, found = read(out.getvalue())
    assert tables == []
    assert "to deler" in only(found, "broken_workbook")["message"]


def test_a_damaged_old_workbook_does_not_end_the_process_that_reads_it() -> None:
    data = (Path(__file__).parent / "old_format.xls").read_bytes()
    at = data.index(b"\x00\x02\x0e\x00") + 4  # how many rows and columns the sheet says it has
    tables, found = read(data[:at] + b"\0\0\0\0\xff\xff\xff\x7f\0\0\xff\xff" + data[at + 12 :])
    assert tables == []
    assert rules(found, "error") == ["broken_workbook"]


def test_a_text_of_an_ods_that_no_type_is_given_for_is_an_error_with_its_row() -> None:
    rows: list[list[object]] = [list(HEADERS), ["1.1.24", "R 1", 5], ["2.1.24", "R 2", 6]]
    typed, note = b' office:value-type="string"><text:p>R 2<', b"<office:annotation><text:p>R 1</text:p>"

    def changed(xml: bytes) -> bytes:
        assert typed in xml
        return xml.replace(typed, b"><text:p>R 2<").replace(
            b"<text:p>R 1<", note + b"</office:annotation><text:p>R 1<"
        )

    _, found = read(edited(ods_bytes(rows), "content.xml", changed))
    assert only(found, "untyped_cell")["rows"] == "3"


def test_a_new_workbook_locked_by_excel_is_said_to_have_a_password() -> None:
    data = bytearray((Path(__file__).parent / "old_format.xls").read_bytes())
    at, name = data.index("Workbook".encode("utf-16-le")), "EncryptedPackage".encode("utf-16-le")
    data[at : at + 66] = name.ljust(64, b"\0") + (len(name) + 2).to_bytes(2, "little")
    tables, found = read(bytes(data))
    assert tables == []
    assert rules(found, "error") == ["password"]
