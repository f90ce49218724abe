from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from analysis.params import Study
from analysis.source_kinds.measures import STATUS_OF
from analysis.templates import columns, planned, write_templates
from analysis.templates.guidance import GUIDANCE


@pytest.fixture(scope="module")
def pages(sample: Study, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[str, str]]]:
    """Lines of the guidance of every workbook, by file name."""
    made = write_templates(sample, tmp_path_factory.mktemp("maler"))
    return {
        path.name: [
            (str(a or ""), str(b or "")) for a, b in load_workbook(path)[GUIDANCE].iter_rows(values_only=True)
        ]
        for path in made
    }


def test_every_column_is_explained(sample: Study, pages: dict[str, list[tuple[str, str]]]) -> None:
    for template in planned(sample):
        lines = dict(pages[template.file])
        for column in columns(template.kind, sample):
            assert column.explanation in lines.values()
            if column.holds != "answer" and not (column.target or "").startswith(STATUS_OF):
                assert column.explanation in lines[column.header]


def test_columns_that_are_filled_in_alike_share_one_line(pages: dict[str, list[tuple[str, str]]]) -> None:
    assert "Status for de 3 adressene" in dict(pages["mal-handlingsplan.xlsx"])
    assert "De 14 utsagnene" in dict(pages["mal-kartlegging-1.xlsx"])
    assert not [left for left, _ in pages["mal-handlingsplan.xlsx"] if left.startswith("Status Runarveien")]


def test_every_workbook_says_how_to_type_what_never_to_write_and_where_to_save(
    pages: dict[str, list[tuple[str, str]]],
) -> None:
    for name, lines in pages.items():
        text = " ".join(f"{left} {right}" for left, right in lines)
        assert "24.11.2023" in text
        assert "Dette skal aldri stå i filen" in text
        assert "fødselsnummer" in text
        assert "data/raw/leie/" in text
        assert name in text


def test_the_entry_shown_for_project_yml_is_one_that_loads(pages: dict[str, list[tuple[str, str]]]) -> None:
    import yaml

    from analysis.params import Source

    for lines in pages.values():
        entry = dict(lines)["Første gang"].partition("project.yml: ")[2]
        source = Source.model_validate(yaml.safe_load(entry))
        assert source.reader.format == "template"


def test_the_survey_shows_the_scale_and_says_how_to_type_a_reversed_statement(
    sample: Study, pages: dict[str, list[tuple[str, str]]]
) -> None:
    lines = dict(pages["mal-kartlegging-1.xlsx"])
    assert [lines[str(n)] for n in range(1, 8)] == list(sample.questionnaire.scale.labels)
    assert "Jeg opplever uønsket besøk i boligen" in lines["Snudde utsagn"]


def test_only_the_workbook_with_a_column_for_names_allows_them_there(
    pages: dict[str, list[tuple[str, str]]],
) -> None:
    allowed = [
        name for name, lines in pages.items() if any("enn i kolonnen «Navn»" in right for _, right in lines)
    ]
    assert allowed == ["mal-leieforhold.xlsx"]


def test_a_workbook_a_source_already_reads_does_not_ask_for_a_new_entry(own: Study, tmp_path: Path) -> None:
    for path in write_templates(own, tmp_path):
        left = [row[0] for row in load_workbook(path)[GUIDANCE].iter_rows(values_only=True)]
        assert "Sted" in left
        assert "Første gang" not in left
