"""Files far beyond any table are refused by name, before they cost memory or time."""

import dataclasses
import io
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from analysis import clean
from analysis.clean.files.workbook_guards import MAX_CELLS, MAX_TEXT, is_safe
from analysis.clean.findings import Findings

from .conftest import HERE, INCIDENT_HEADER, INCIDENTS, csv_bytes, only, record_findings, rules, xlsx_bytes

ROW = ["08.01.2024", "Runarveien 1", "", "Naboklage", "Nabo", ""]


def checked(project_of: Callable[..., Any], data: bytes, name: str = "logg.csv") -> Any:
    return record_findings(project_of([{**INCIDENTS, "file": name}], {name: data}))


def with_sheet(rows: bytes, shared: bytes = b"") -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_bytes({"Ark": [INCIDENT_HEADER, ROW]}))) as book,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for name in book.namelist():
            made.writestr(name, book.read(name).replace(b"</sheetData>", rows + b"</sheetData>"))
        if shared:
            made.writestr("xl/sharedStrings.xml", shared)
    return out.getvalue()


@pytest.mark.parametrize("long", ["a" * 40_000, "æ " * 20_000, "\u0301" * 40_000, '"' * 40_000])
def test_a_cell_longer_than_a_cell_can_be_is_named_by_column_and_row(
    project_of: Callable[..., Any], long: str
) -> None:
    data = csv_bytes([INCIDENT_HEADER, ROW, [*ROW[:5], long], ROW])
    finding = only(checked(project_of, data), "long_cell")
    assert (finding["column"], finding["rows"]) == ("Merknad", "3")


def test_a_header_longer_than_a_cell_is_not_repeated_in_the_finding(project_of: Callable[..., Any]) -> None:
    finding = only(
        checked(project_of, csv_bytes([[*INCIDENT_HEADER, "x" * 50_000], [*ROW, ""]])), "long_cell"
    )
    assert (finding["column"], finding["rows"]) == ("", "1")
    assert len(finding["message"]) < 300


@pytest.mark.parametrize("name", ["logg.csv", "logg.xlsx"])
def test_more_columns_than_any_table_is_one_error(project_of: Callable[..., Any], name: str) -> None:
    rows = [[*INCIDENT_HEADER, *(f"k{n}" for n in range(3000))], ROW]
    data = csv_bytes(rows) if name.endswith("csv") else xlsx_bytes({"Ark": rows})
    assert only(checked(project_of, data, name), "too_many_columns")["rows"] == "1"


def test_a_thousand_delimiters_after_the_last_cell_are_no_columns(project_of: Callable[..., Any]) -> None:
    data = csv_bytes([INCIDENT_HEADER, ROW]) + b";" * 100_000 + b"\r\n"
    assert rules(checked(project_of, data), "error") == []


def test_unmapped_columns_are_each_named_and_the_headers_listed_only_so_far(
    project_of: Callable[..., Any],
) -> None:
    rows = [[*INCIDENT_HEADER, *(f"kolonne {n}" for n in range(300))], [*ROW, *["x"] * 300]]
    found = checked(project_of, csv_bytes(rows))
    assert rules(found).count("unmapped_column") == 300
    assert found["message"].str.len().max() < 3000
    assert found["message"].str.contains("og 246 til").sum() == 1


def test_rows_after_many_blank_ones_keep_their_numbers(project_of: Callable[..., Any]) -> None:
    data = csv_bytes([INCIDENT_HEADER, ROW]) + b"\r\n" * 200_000 + csv_bytes([["31.02.2024", *ROW[1:]]])
    assert only(checked(project_of, data), "date_impossible")["rows"] == "200003"


def test_cells_that_do_not_say_where_they_stand_count_towards_the_extent() -> None:
    cell = b'<c t="inlineStr"><is><t>x</t></is></c>'
    for bomb in (
        b'<row r="1048000">' + cell * 500 + b"</row>",
        (b"<row>" + cell + b"</row>") * 200_000 + b"<row>" + cell * 400 + b"</row>",
        b'<row r="1048576"><c r="xfd1048576" t="inlineStr"><is><t>x</t></is></c></row>',
    ):
        found = Findings()
        assert not is_safe(with_sheet(bomb), HERE, found, 10_000)
        assert only(found, "too_many_cells")
    assert MAX_CELLS < 1_048_000 * 500


def test_a_sheet_wider_than_excel_has_columns_is_refused() -> None:
    found = Findings()
    assert not is_safe(with_sheet(b"<row>" + b"<c><v>1</v></c>" * 20_000 + b"</row>"), HERE, found, 10_000)
    assert "20000 kolonner" in only(found, "too_many_cells")["message"]


def test_a_long_sheet_without_cell_references_is_still_read() -> None:
    row = b"<row>" + b"<c><v>1</v></c>" * 10 + b"</row>"
    assert is_safe(with_sheet(row * 20_000), HERE, Findings(), 10_000)


def test_one_long_text_in_very_many_cells_is_a_bomb() -> None:
    row = b"<row>" + b'<c t="s"><v>0</v></c>' * 10 + b"</row>"
    shared = b"<sst><si><t>" + b"A" * 30_000 + b"</t></si></sst>"
    found = Findings()
    assert MAX_TEXT < 30_000 * 10 * 10_000
    assert not is_safe(with_sheet(row * 10_000, shared), HERE, found, 10_000)
    assert only(found, "zip_bomb")


def parquet(**columns: pa.Array) -> bytes:
    out = io.BytesIO()
    pq.write_table(
        pa.table({**{name: [cell] for name, cell in zip(INCIDENT_HEADER, ROW, strict=True)}, **columns}), out
    )
    return out.getvalue()


@pytest.mark.parametrize(
    "column", [pa.array([2**52], pa.timestamp("ms")), pa.array([b"\xff\xfe"])], ids=["year 140000", "no text"]
)
def test_a_column_of_values_no_cell_can_have_is_named(
    project_of: Callable[..., Any], column: pa.Array
) -> None:
    found = checked(project_of, parquet(Merknad=column), "logg.parquet")
    assert only(found, "unreadable_column")["column"] == "Merknad"


@pytest.mark.parametrize(
    "column",
    [pa.array([["x", "y"]]), pa.array([{"a": 1}]), pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int64()))],
    ids=["list", "group", "map"],
)
def test_a_column_of_many_values_a_cell_is_named_and_not_unpacked(
    project_of: Callable[..., Any], column: pa.Array
) -> None:
    found = checked(project_of, parquet(Merknad=column), "logg.parquet")
    assert only(found, "unreadable_column")["column"] == "Merknad"


def test_two_parquet_columns_of_one_name_are_the_same_header_twice(project_of: Callable[..., Any]) -> None:
    out = io.BytesIO()
    columns = [pa.array([cell]) for cell in [*ROW, "09.01.2024"]]
    pq.write_table(pa.table(columns, names=[*INCIDENT_HEADER, "Dato"]), out)
    found = checked(project_of, out.getvalue(), "logg.parquet")
    assert "broken_parquet" not in rules(found)
    assert only(found, "duplicate_header")["column"] == "Dato"


def test_text_stored_as_bytes_is_text(project_of: Callable[..., Any]) -> None:
    found = checked(project_of, parquet(Adresse=pa.array(["Midtåsveien 22".encode()])), "logg.parquet")
    assert rules(found, "error") == []


def test_more_parquet_columns_than_any_table_is_one_error(project_of: Callable[..., Any]) -> None:
    found = checked(project_of, parquet(**{f"k{n}": pa.array(["x"]) for n in range(2500)}), "logg.parquet")
    assert only(found, "too_many_columns")


@contextmanager
def without_rights() -> Iterator[None]:
    """Be nobody where the tests run as the superuser, who may read everything."""
    superuser = os.geteuid() == 0
    if superuser:
        os.seteuid(65534)
    try:
        yield
    finally:
        if superuser:
            os.seteuid(0)


@pytest.mark.skipif(os.name != "posix", reason="rights are not files' modes on Windows")
def test_a_locked_folder_is_an_error(project_of: Callable[..., Any]) -> None:
    made = project_of([INCIDENTS], {"logg.csv": csv_bytes([INCIDENT_HEADER, ROW])})
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        study = dataclasses.replace(made, root=Path(folder))
        shutil.copytree(made.raw_dir, study.raw_dir)
        assert rules(clean.check(study), "error") == []
        study.raw_dir.chmod(0)
        try:
            with without_rights():
                found = clean.check(study)
        finally:
            study.raw_dir.chmod(0o755)
    assert only(found, "unreadable_folder")["severity"] == "error"


def test_a_folder_that_cannot_be_opened_is_an_error(
    project_of: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    study = project_of([INCIDENTS], {"logg.csv": csv_bytes([INCIDENT_HEADER, ROW])})

    whole = Path.glob

    def refused(folder: Path, pattern: str) -> Any:
        if folder == study.raw_dir:
            raise PermissionError(13, "Permission denied")
        return whole(folder, pattern)

    monkeypatch.setattr("pathlib.Path.glob", refused)
    (study.raw_dir / "logg.csv").unlink()
    assert only(clean.check(study), "unreadable_folder")["source"] == "hendelser"


def test_a_thousand_unknown_wordings_are_all_listed_in_seconds(project_of: Callable[..., Any]) -> None:
    rows = [[ROW[0], f"Ukjentgata {n}", "", f"ukjent slag {n}", "Nabo", ""] for n in range(3000)]
    found = checked(project_of, csv_bytes([INCIDENT_HEADER, *rows]))
    assert set(rules(found, "error")) == {"unknown_address", "unknown_kind"}
    for rule in ("unknown_address", "unknown_kind"):
        assert sum(_rows(listed) for listed in found.loc[found["rule"] == rule, "rows"]) == 3000


def _rows(listed: str) -> int:
    parts, _, more = listed.partition(" og ")
    spans = [part.split("–") for part in parts.split(", ")]
    return sum(int(span[-1]) - int(span[0]) + 1 for span in spans) + (int(more.split()[0]) if more else 0)
