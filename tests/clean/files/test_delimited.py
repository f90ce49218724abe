from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.clean.files import delimited, dialect
from analysis.clean.files.cells import RawTable
from analysis.clean.files.delimited import read_delimited
from analysis.clean.files.layout import Recognises
from analysis.clean.findings import Findings
from analysis.comparing import tidy
from analysis.params import Reader

from ..conftest import HERE, csv_bytes, only, rules

HEADERS = ["Dato", "Adresse", "Hva"]


def read(data: bytes, **reader: object) -> tuple[RawTable | None, Findings]:
    found = Findings()
    return read_delimited(
        data, HERE, Reader(**reader), Recognises(lambda cell: cell in HEADERS), 10_000, found
    ), found  # type: ignore[arg-type]


def cells(table: RawTable) -> list[list[str]]:
    return [
        ["" if v != v or v is None else v for v in row]
        for row in table.cells.astype(object).to_numpy().tolist()
    ]


def reported_rows(found: Findings, *named: str) -> Iterator[int]:
    frame = found.frame()
    for rows in frame.loc[frame["rule"].isin(named), "rows"]:
        for span in rows.split(", "):
            first, _, last = span.partition("–")
            yield from range(int(first), int(last or first) + 1)


CELL = st.text(st.characters(codec="cp1252", exclude_categories=["Cc", "Cs"]), max_size=12) | st.sampled_from(
    ["a;b", 'sa "hei"', "to\nlinjer", "1 234,50", "=1+1", "'", "Sum av alt"]
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=15),
    st.sampled_from(";,\t|"),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_every_row_comes_back_or_is_reported(rows: list[tuple[str, ...]], delimiter: str, codec: str) -> None:
    table, found = read(csv_bytes([HEADERS, *rows], delimiter=delimiter, encoding=codec), encoding=codec)
    expected = [[tidy(cell) for cell in row] for row in rows]
    assert table is not None
    assert table.headers == tuple(HEADERS)
    by_row = dict(zip(table.rows.tolist(), cells(table), strict=True))
    assert all(expected[row - 2] == line for row, line in by_row.items())
    dropped = {row for row, line in enumerate(expected, 2) if any(line) and row not in by_row}
    assert dropped == set(reported_rows(found, "total_row", "note_row"))


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=15),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252"]),
)
def test_large_files_give_the_same_table_as_small_ones(rows: list[tuple[str, ...]], codec: str) -> None:
    data = csv_bytes([["Tittel"], HEADERS, *rows, [], ["Sum", "", "5"]], encoding=codec)
    small, found_small = read(data, encoding=codec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "LARGE", 1)
        large, found_large = read(data, encoding=codec)
    assert small is not None
    assert large is not None
    assert (cells(large), large.rows.tolist(), large.header_row) == (
        cells(small),
        small.rows.tolist(),
        small.header_row,
    )
    assert rules(found_large) == rules(found_small)


def test_short_rows_are_filled_up_in_small_and_large_files(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"Dato;Adresse;Hva\n1.1.24;R 1;x\n2.1.24\n3.1.24;R 3;z\n"
    for size in (delimited.LARGE, 1):
        monkeypatch.setattr(delimited, "LARGE", size)
        table, found = read(data)
        assert table is not None
        assert cells(table) == [["1.1.24", "R 1", "x"], ["2.1.24", "", ""], ["3.1.24", "R 3", "z"]]
        assert table.rows.tolist() == [2, 3, 4]
        told = only(found, "too_few_cells")
        assert (told["severity"], told["rows"]) == ("error", "3")


def test_a_blank_cell_too_many_is_an_error_and_one_in_every_row_is_how_the_file_is_written(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shifted = b"Dato;Adresse;Hva\n1.1.24;R 1;x\n2.1.24;;R 2;\n3.1.24;R 3;z\n"
    always = b"Dato;Adresse;Hva\n1.1.24;R 1;x;\n2.1.24;R 2;y;\n"
    for size in (delimited.LARGE, 1):
        monkeypatch.setattr(delimited, "LARGE", size)
        told = only(read(shifted)[1], "too_many_blank_cells")
        assert (told["severity"], told["rows"]) == ("error", "3")
        assert "too_many_blank_cells" not in rules(read(always)[1])


def test_a_delimiter_lost_before_a_quote_is_an_error_with_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b'Dato;Adresse;Hva\n1.1.24;"R 1";x\n2.1.24"R 2; oppgang A";x\n3.1.24;R 3;z\n'
    for size in (delimited.LARGE, 1):
        monkeypatch.setattr(delimited, "LARGE", size)
        assert only(read(data)[1], "quoting")["rows"] == "3"
    assert "quoting" not in rules(read(b'Dato;Adresse;Hva\n1.1.24;R 1;planke 8"\n2.1.24;R 2;8"x10"\n')[1])


def test_a_file_that_changes_encoding_is_an_error_with_the_row() -> None:
    lines = ["Dato;Adresse;Hva", "1.1.24;Åsveien 1;blåbær", "2.1.24;Øvre vei 2;rød"]
    data = "\n".join(lines[:2]).encode("cp1252") + b"\n" + lines[2].encode()
    table, found = read(data)
    assert table is None
    assert only(found, "encoding_changes")["rows"] == "3"
    for codec in ("utf-8", "cp1252"):
        assert "encoding_changes" not in rules(read("\n".join(lines).encode(codec))[1])


def test_blank_rows_totals_notes_and_headerless_columns_make_no_row_short() -> None:
    _, found = read(b"Dato;Adresse;Hva;;\n1.1.24;R 1;x\n\n2.1.24;R 1;y;;\nSum;2\nTatt ut i mai\n")
    assert "too_few_cells" not in rules(found)


def test_rows_below_a_header_of_several_lines_keep_their_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b'Logg\n\n"Dato";"Adresse";"Hva\nsom skjedde"\n1.1.24;"R\n1";x\n2.1.24;R 2\n3.1.24;R 3;z\n'
    for size in (delimited.LARGE, 1):
        monkeypatch.setattr(delimited, "LARGE", size)
        table, found = read(data)
        assert table is not None
        assert table.headers == ("Dato", "Adresse", "Hva som skjedde")
        assert cells(table) == [["1.1.24", "R\n1", "x"], ["2.1.24", "R 2", ""], ["3.1.24", "R 3", "z"]]
        assert table.rows.tolist() == [4, 5, 6]
        assert only(found, "too_few_cells")["rows"] == "5"


def test_rows_with_too_many_cells_are_an_error_with_their_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    data = b"Dato;Adresse;Hva\n1.1.24;R 1;x\n2.1.24;R 1;a;b\n3.1.24;R 3;z\n"
    for size in (delimited.LARGE, 1):
        monkeypatch.setattr(delimited, "LARGE", size)
        _, found = read(data)
        assert only(found, "too_many_cells")["rows"] == "3"


@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_the_delimiter_is_found_and_stated(delimiter: str) -> None:
    rows = [["01.02.2024", "Gata 1, Byen" if delimiter != "," else "Gata 1", "1 234,50"]] * 4
    table, found = read(csv_bytes([HEADERS, *rows], delimiter=delimiter))
    assert table is not None
    assert table.headers == tuple(HEADERS)
    assert dialect.NAMES[delimiter] in only(found, "dialect")["message"]


def test_an_unclosed_quote_is_an_error_that_names_the_row() -> None:
    _, found = read(b'Dato;Adresse;Hva\n1;2;3\n4;"5;6\n7;8;9\n')
    assert only(found, "quoting")["rows"] == "3"


ODDLY_QUOTED = st.sampled_from(['a"b', '"a"b', '"a" ', 'a""b', '"', '""', '"a""b"', ' "a"', '"a;b"', "a"])


@settings(deadline=None, max_examples=200)
@given(st.lists(st.tuples(ODDLY_QUOTED, ODDLY_QUOTED), min_size=1, max_size=12), st.booleans())
def test_odd_quotes_are_read_or_refused_alike_in_small_and_large_files(
    rows: list[tuple[str, str]], ends: bool
) -> None:
    text = "\n".join(["Dato;Adresse;Hva", *(f"x;{left};{right}" for left, right in rows)])
    data = (text + "\n" * ends).encode()
    small, found_small = read(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(delimited, "LARGE", 1)
        large, found_large = read(data)
    assert rules(found_large) == rules(found_small)
    if small is not None and large is not None:
        assert cells(large) == [line[:3] for line in cells(small)]
        assert large.rows.tolist() == small.rows.tolist()


def test_a_cell_that_goes_on_after_its_quote_is_an_error_in_large_files_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = b'Dato;Adresse;Hva\n1;2;3\n4;"5"mm;6\n7;8;9\n'
    for size in (delimited.LARGE, 1):
        monkeypatch.setattr(delimited, "LARGE", size)
        table, found = read(data)
        assert table is None
        assert only(found, "quoting")["rows"] == "3"


def test_nul_bytes_are_an_error_that_names_the_row() -> None:
    _, found = read(b"Dato;Adresse;Hva\n1;2;3\n4;\x00;6\n")
    assert only(found, "nul")["rows"] == "3"


def test_a_declared_encoding_that_does_not_fit_is_an_error() -> None:
    _, found = read("Dato;Adresse;Hva\n1;blå;3\n".encode("cp1252"), encoding="utf-8")
    assert only(found, "encoding")["rows"] == "2"
    _, found = read(b"Dato;Adresse;Hva\n", encoding="klingon")
    assert "finnes ikke" in only(found, "encoding")["message"]


def test_a_file_that_breaks_the_encoding_its_mark_promises_is_an_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = b"\xef\xbb\xbfDato;Adresse;Hva\n1;2;3\n4;\xfa;6\n"
    _, found = read(data)
    assert only(found, "encoding")["rows"] == "3"
    monkeypatch.setattr(delimited, "LARGE", 1)
    _, found = read(data)
    assert rules(found, "error") == ["encoding"]


def test_utf16_as_excel_saves_unicode_text_reads() -> None:
    table, _ = read("Dato\tAdresse\tHva\n1.1.24\tBlåveien 1\tx\n".encode("utf-16"))
    assert table is not None
    assert cells(table) == [["1.1.24", "Blåveien 1", "x"]]


def test_text_saved_with_the_wrong_encoding_is_a_warning() -> None:
    _, found = read("Dato;Adresse;Hva\n1;blÃ¥veien;3\n".encode())
    assert only(found, "mojibake")["severity"] == "warning"


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=1, max_size=300))
def test_no_bytes_make_the_reader_fail(data: bytes) -> None:
    table, found = read(data)
    assert table is not None or found.has_errors


def test_a_large_broken_file_is_an_error_not_an_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LARGE", 1)
    table, found = read(b'Dato;Adresse;Hva\n1;2;3\n4;"5;6\n7;8;9\n')
    assert table is None or len(table.rows) < 3
    assert found.has_errors


def test_an_export_with_another_behind_it_in_another_encoding_is_an_error() -> None:
    line = "1.1.24;Blåveien 1;Naboklage\n"
    head = ("Dato;Adresse;Hva\n" + line * 3).encode("utf-16")
    table, found = read(head + line.encode() * 50)
    assert table is None
    assert only(found, "encoding")["rows"] == "5"


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_text_of_two_or_four_bytes_a_letter_reads_and_a_nul_in_it_is_an_error(codec: str) -> None:
    text = "Dato;Adresse;Hva\n1.1.24;Blåveien 1;x\n"
    table, _ = read(text.encode(codec))
    assert table is not None
    assert cells(table) == [["1.1.24", "Blåveien 1", "x"]]
    table, found = read((text + "2.1.24;\0\0;y").encode(codec))
    assert table is None
    assert only(found, "nul")["rows"] == "3"


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1e", "\x85", "\u2028", "\u2029"])
def test_lines_parted_by_other_signs_are_an_error_that_quotes_nothing(sign: str) -> None:
    table, found = read(sign.join(["Dato;Adresse;Hva", "1.1.24;Blåveien 1;hemmelig", ""]).encode())
    assert table is None
    assert "hemmelig" not in only(found, "line_breaks")["message"]


def test_such_signs_beside_line_breaks_are_spaces() -> None:
    table, _ = read("\x0cDato;Adresse;Hva\r\n\x0c1.1.24;Blå\u2028veien 1;x\r\n".encode())
    assert table is not None
    assert cells(table) == [["1.1.24", "Blå veien 1", "x"]]


@pytest.mark.parametrize("codec", ["undefined", "idna", "base64", "utf\08"])
def test_a_declared_encoding_that_is_none_for_files_is_an_error(codec: str) -> None:
    _, found = read("Dato;Adresse;Hva\n1;2\n.;\u00e5\n".encode(), encoding=codec)
    assert rules(found, "error") == ["encoding"]


def test_millions_of_blank_lines_share_one_list() -> None:
    lines = dialect.parse_lines("a;b\n\n\n\nc;d\n", ";", strict=True)
    assert lines == [["a", "b"], [], [], [], ["c", "d"]]
    assert lines[1] is lines[2] is lines[3]


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u2066", "\u2069", "\u061c", "\ufe0f", "\U000e0041"])
def test_invisible_signs_in_headers_and_cells_are_no_part_of_them(sign: str) -> None:
    lines = [HEADERS, ["1.1.24", "Blåveien 1", "x"]]
    table, _ = read(csv_bytes([[sign.join(cell) + sign for cell in line] for line in lines]))
    assert table is not None
    assert table.headers == tuple(HEADERS)
    assert cells(table) == [["1.1.24", "Blåveien 1", "x"]]


def test_a_wrong_encoding_far_down_is_a_warning_too() -> None:
    _, found = read(("Dato;Adresse;Hva\n" + "1.1.24;Gata 1;x\n" * 10_000 + "1.1.24;BlÃ¥veien 3;x\n").encode())
    assert only(found, "mojibake")["severity"] == "warning"
