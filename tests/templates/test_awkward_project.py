"""Names with quotes, commas and leading signs, long statements, many kinds: made, valid, read back."""

from __future__ import annotations

import dataclasses
import itertools
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from analysis import clean
from analysis.params import Study
from analysis.params.project import Address
from analysis.params.questionnaire import Item
from analysis.templates import write_templates

from .conftest import D, Typed, offered, records

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
ORDER = [
    "sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr",
    "sheetProtection", "protectedRanges", "scenarios", "autoFilter", "sortState", "dataConsolidate",
    "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
    "printOptions", "pageMargins", "pageSetup", "headerFooter",
]  # fmt: skip
"""Order of the parts of a worksheet as ECMA-376 part 1, 18.3.1.99, gives it: others are repaired by Excel."""
LIMITS = {"errorTitle": 32, "error": 225, "promptTitle": 32, "prompt": 255}
ADDRESSES = (
    "=Storgata 5, B",
    'Åsveien 12 "bakgården"',
    "O'Brians vei 3; oppgang A",
    "+Elvegata 9",
    "-Nedre vei 2",
    "@Torget 1",
    "Kong Haakon den syvendes gate nummer 123, oppgang C, inngang fra bakgården mot nord " * 2 + "3",
)
KINDS = (
    "=Brann, røyk",
    'Bråk, "fest" & uro',
    "+Annet",
    "-5 °C eller kaldere",
    "@Vold",
    "3/4",
    "0012",
    "Noe som er svært langt " * 12 + "til slutt",
    *(f"Slag nummer {n}, med komma" for n in range(30)),
)


@pytest.fixture
def awkward(own: Study) -> Study:
    """Seven addresses, 38 kinds of incident, 30 statements on a scale of 1–5, a long project name."""
    addresses = tuple(
        Address(id=f"adr-{n}", name=name, public_name=f"Adresse {n}", flats=2)
        for n, name in enumerate(ADDRESSES)
    )
    said = 'jeg har det, «alt i alt» & uansett, <b>greit</b> "her"; '
    items = tuple(
        Item(
            id=f"i{n}",
            number=n,
            short=f"U{n}",
            reversed=n % 3 == 0,
            text=f"{sign} Utsagn {n}: {said * (1 + n % 8)}".strip(),
        )
        for n, sign in zip(range(1, 31), itertools.cycle("=+-@\"'"), strict=False)
    )
    scale = own.questionnaire.scale.model_copy(
        update={
            "low": 1,
            "high": 5,
            "labels": ('=Helt "uenig"', "Uenig; litt", "Både & og", "+Enig", "@Helt enig"),
        }
    )
    changed: dict[str, Any] = {"items": items, "scale": scale}
    changed |= {"dont_know": ("-Vet ikke, usikker",), "declined": ('=Vil ikke "svare"',)}
    words = own.vocabulary.model_copy(update={"incidents": {}})
    project = own.project.model_copy(
        update={
            "name": 'Trygt & "godt" hjem – ' + "et svært langt prosjektnavn & mer " * 8,
            "addresses": addresses,
            "incident_kinds": {f"k{n}-slag": name for n, name in enumerate(KINDS)},
        }
    )
    questionnaire = own.questionnaire.model_copy(update=changed)
    return dataclasses.replace(own, project=project, questionnaire=questionnaire, vocabulary=words)


def units(text: str | None) -> int:
    """Length as spreadsheets count it, in UTF-16 units."""
    return len((text or "").encode("utf-16-le")) // 2


def test_every_workbook_keeps_to_what_excel_takes_without_repair(
    awkward: Study, sample: Study, tmp_path: Path
) -> None:
    made = [*write_templates(awkward, tmp_path / "a"), *write_templates(sample, tmp_path / "b")]
    for path in made:
        with zipfile.ZipFile(path) as archive:
            sheets = [n for n in archive.namelist() if re.fullmatch(r"xl/worksheets/sheet\d+\.xml", n)]
            roots = [ElementTree.fromstring(archive.read(name)) for name in sheets]
        for root in roots:
            parts = [part.tag.removeprefix(MAIN) for part in root]
            assert parts == sorted(parts, key=ORDER.index), path.name
            assert not list(root.iter(f"{MAIN}f")), f"{path.name} holds a formula"
            heights = [float(row.get("ht", 15)) for row in root.iter(f"{MAIN}row")]
            assert max(heights, default=15) <= 409, path.name
            line = root.find(f"{MAIN}headerFooter")
            assert line is None or all(units(part.text) <= 255 for part in line), path.name
            checks = root.find(f"{MAIN}dataValidations")
            for check in [] if checks is None else checks:
                for name, most in LIMITS.items():
                    assert units(check.get(name)) <= most, f"{path.name}, {check.get('sqref')}: {name}"
                assert all(units(formula.text) <= 255 for formula in check), path.name
            if checks is not None:
                assert checks.get("count") == str(len(checks))


def test_another_reader_sees_the_same_headers_and_lists(awkward: Study, tmp_path: Path) -> None:
    for path in write_templates(awkward, tmp_path / "maler"):
        book, other = load_workbook(path), CalamineWorkbook.from_path(path)
        assert other.sheet_names == book.sheetnames
        for sheet in book.worksheets:
            seen = other.get_sheet_by_name(sheet.title).to_python(skip_empty_area=False)
            own = [["" if v is None else v for v in row] for row in sheet.iter_rows(values_only=True)]
            assert [row[: len(own[0])] for row in seen] == own, f"{path.name}, {sheet.title}"


def test_no_list_is_written_into_the_check_itself_where_excel_takes_255_characters(
    awkward: Study, tmp_path: Path
) -> None:
    made = {
        path.name: load_workbook(path).worksheets[0] for path in write_templates(awkward, tmp_path / "maler")
    }
    assert offered(made["incidents.xlsx"], "Hva skjedde") == list(KINDS)
    assert offered(made["incidents.xlsx"], "Adresse") == list(ADDRESSES)
    for sheet in made.values():
        lists = [check.formula1 for check in sheet.data_validations.dataValidation if check.type == "list"]
        assert all(formula.startswith("Lister!$") for formula in lists)


def test_everything_chosen_reads_back_to_what_was_chosen(awkward: Study, typed: Typed) -> None:
    choices = (1, 2, 3, 4, 5, "-Vet ikke, usikker", '=Vil ikke "svare"')
    homes = [
        {"Leietakernr": f"00{n}", "Adresse": name, "Bolignummer": "H0101", "Innflyttet": D(2023, 1, 1)}
        for n, name in enumerate(ADDRESSES)
    ]
    events = [
        {
            "Løpenr.": n,
            "Dato": D(2024, 1 + n // 28, 1 + n % 28),
            "Adresse": ADDRESSES[n % 7],
            "Hva skjedde": kind,
        }
        for n, kind in enumerate(KINDS)
    ]
    answers = [
        {"Leietakernr": f"00{n}"}
        | {item.text: choices[(n + at) % 7] for at, item in enumerate(awkward.questionnaire.items)}
        for n in range(7)
    ]
    study = typed(awkward, {"tenancies.xlsx": homes, "incidents.xlsx": events, "survey.xlsx": answers})
    tables = records(study)
    read = tables["incidents"].sort_values("date")
    assert read["kind"].tolist() == [f"k{n}-slag" for n in range(len(KINDS))]
    assert read["address"].tolist() == [f"adr-{n % 7}" for n in range(len(KINDS))]
    assert sorted(tables["residents"]["address"]) == [f"adr-{n}" for n in range(7)]
    survey = clean.clean_survey(study).tables["survey"]
    assert len(survey) == 210
    assert survey["status"].value_counts().to_dict() == {"answered": 150, "dont_know": 30, "declined": 30}
    assert survey["value"].value_counts().to_dict() == dict.fromkeys(range(1, 6), 30)
