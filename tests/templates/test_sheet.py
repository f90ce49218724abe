from __future__ import annotations

import dataclasses
import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook

from analysis.params import Study
from analysis.templates import columns, planned, write_templates
from analysis.workbooks import wrapped

from .conftest import check_of, offered, position


@pytest.fixture(scope="module")
def books(sample: Study, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Workbook]:
    """Every workbook of the sample, read back from its file, by file name."""
    return {p.name: load_workbook(p) for p in write_templates(sample, tmp_path_factory.mktemp("maler"))}


def test_only_the_cells_below_the_header_can_be_typed_in(books: dict[str, Workbook]) -> None:
    for book in books.values():
        sheet = book.worksheets[0]
        assert all(s.protection.sheet and not s.protection.password for s in book.worksheets)
        for cell in sheet[1]:
            assert cell.protection.locked
            assert not sheet.column_dimensions[cell.column_letter].protection.locked
        beyond = get_column_letter(sheet.max_column + 1)
        assert beyond not in sheet.column_dimensions


def test_headers_are_the_columns_in_order_in_row_one_without_merged_cells(
    sample: Study, books: dict[str, Workbook]
) -> None:
    for template in planned(sample):
        sheet = books[template.file].worksheets[0]
        headers = [cell.value for cell in sheet[1]]
        assert headers == [c.header for c in columns(template.kind, sample, template.not_asked)]
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"


def test_statements_stand_word_for_word_with_the_points_and_refusals_to_choose(
    sample: Study, books: dict[str, Workbook]
) -> None:
    sheet = books["mal-kartlegging-2.xlsx"].worksheets[0]
    for item in sample.questionnaire.items:
        assert offered(sheet, item.text) == [1, 2, 3, 4, 5, 6, 7, "Vet ikke", "Ønsker ikke å svare"]


def test_lists_stand_on_a_hidden_sheet_and_hold_what_the_params_declare(
    sample: Study, books: dict[str, Workbook]
) -> None:
    book = books["mal-hendelseslogg.xlsx"]
    sheet = book.worksheets[0]
    assert [s.sheet_state for s in book.worksheets] == ["visible", "visible", "hidden"]
    assert offered(sheet, "Adresse") == [a.name for a in sample.project.addresses]
    assert offered(sheet, "Hva skjedde") == list(sample.project.incident_kinds.values())
    assert offered(books["mal-leieforhold.xlsx"].worksheets[0], "Adresse")[-1] == "Annen adresse"


def test_months_run_from_the_first_window_to_a_year_after_the_last(books: dict[str, Workbook]) -> None:
    months = offered(books["mal-husleie.xlsx"].worksheets[0], "Måned")
    assert (months[0], months[-1], len(months)) == ("oktober 2022", "september 2025", 36)


def test_every_column_says_in_norwegian_what_to_type_within_what_excel_shows(
    books: dict[str, Workbook],
) -> None:
    for book in books.values():
        sheet = book.worksheets[0]
        for at in range(1, sheet.max_column + 1):
            check = check_of(sheet, at)
            assert check is not None
            assert 0 < len(check.prompt) <= 255
            assert 0 < len(check.promptTitle) <= 32
            if check.showErrorMessage:
                assert 0 < len(check.error) <= 225
                assert 0 < len(check.errorTitle) <= 32


def test_the_list_of_activities_only_suggests(books: dict[str, Workbook]) -> None:
    sheet = books["mal-fremdriftsplan.xlsx"].worksheets[0]
    check = check_of(sheet, position(sheet, "Aktivitet"))
    assert check is not None
    assert check.type == "list"
    assert not check.showErrorMessage


def test_no_cell_of_any_workbook_is_a_formula(books: dict[str, Workbook]) -> None:
    cells = [c for book in books.values() for sheet in book for row in sheet for c in row]
    assert cells
    assert not [c.coordinate for c in cells if c.data_type == "f"]


def test_the_files_name_no_time_machine_or_user(sample: Study, tmp_path: Path) -> None:
    for path in write_templates(sample, tmp_path):
        with zipfile.ZipFile(path) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {(2024, 10, 31, 12, 0, 0)}
            core = archive.read("docProps/core.xml").decode()
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", core)) == {"2024-10-31T12:00:00Z"}
        assert "Sandefjord kommune" in core


def test_a_word_longer_than_the_column_takes_a_line_more() -> None:
    assert wrapped("kort", 15) == 1
    assert wrapped("fellesarealets utbedringsarbeider", 15) > wrapped("felles areal", 15)


def test_a_long_choice_can_be_read_in_its_list_and_stands_on_several_lines_once_chosen(
    sample: Study, tmp_path: Path
) -> None:
    kinds = {"kort": "Støy", "lang": "Trusler mot naboer eller ansatte"}
    project = sample.project.model_copy(update={"incident_kinds": kinds})
    words = sample.vocabulary.model_copy(update={"incidents": {}})
    study = dataclasses.replace(sample, project=project, vocabulary=words)
    made = {p.name: p for p in write_templates(study, tmp_path)}
    sheet = load_workbook(made["mal-hendelseslogg.xlsx"]).worksheets[0]
    column = sheet.column_dimensions[get_column_letter(position(sheet, "Hva skjedde"))]
    assert column.width >= len(kinds["lang"])
    assert column.alignment.wrap_text
