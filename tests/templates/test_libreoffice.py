"""What LibreOffice saves reads as what was typed, and it keeps what guards the cells."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
import subprocess
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis import clean
from analysis.params import Study
from analysis.templates import write_templates

from .conftest import HOMES, D, Typed, records


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_a_workbook_saved_by_libreoffice_reads_to_the_same_tables(
    own: Study, typed: Typed, tmp_path: Path, extension: str
) -> None:
    lines: Sequence[Mapping[str, Any]] = [
        {
            "Løpenr.": 1,
            "Dato": D(2024, 1, 8),
            "Adresse": "Midtåsveien 22",
            "Leilighet": "H0101",
            "Hva skjedde": "Henvendelse til drift",
            "Utbedret dato": D(2024, 1, 20),
            "Meldt av": "Beboer",
        },
    ]
    text = own.questionnaire.items[0].text
    study = typed(
        own,
        {"tenancies.xlsx": HOMES, "incidents.xlsx": lines, "survey.xlsx": [{"Leietakernr": "0102", text: 7}]},
    )
    before = records(study), clean.clean_survey(study).tables["survey"]
    files = [study.raw_dir / f"{kind}.xlsx" for kind in ("tenancies", "incidents", "survey")]
    saved = tmp_path / "saved"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        extension,
    ]
    subprocess.run([*command, "--outdir", saved, *files], check=True, capture_output=True, timeout=120)
    sources = []
    for source in study.project.sources:
        if (saved / f"{source.kind}.{extension}").exists():
            shutil.move(saved / f"{source.kind}.{extension}", study.raw_dir / f"lo-{source.kind}.{extension}")
            source = source.model_copy(update={"file": f"lo-{source.kind}.{extension}"})
        sources.append(source)
    again = dataclasses.replace(study, project=study.project.model_copy(update={"sources": tuple(sources)}))
    for name, table in records(again).items():
        pd.testing.assert_frame_equal(table, before[0][name])
    pd.testing.assert_frame_equal(clean.clean_survey(again).tables["survey"], before[1])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_keeps_lists_checks_messages_and_locks(sample: Study, tmp_path: Path) -> None:
    made = write_templates(sample, tmp_path / "maler")
    saved = tmp_path / "saved"
    command = [
        "soffice",
        "--headless",
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--convert-to",
        "ods",
    ]
    subprocess.run([*command, "--outdir", saved, *made], check=True, capture_output=True, timeout=120)
    for path in made:
        sheet = load_workbook(path).worksheets[0]
        with zipfile.ZipFile(saved / f"{path.stem}.ods") as archive:
            content = archive.read("content.xml").decode()
        kept = re.findall(r"<table:content-validation .*?</table:content-validation>", content)
        checks = sheet.data_validations.dataValidation
        lists = [check for check in checks if check.type == "list"]
        assert sum("cell-content-is-in-list" in one for one in kept) >= len({c.formula1 for c in lists})
        for check in checks:
            assert any(check.prompt in html.unescape(one) for one in kept), (
                f"{path.name}: {check.promptTitle}"
            )
        assert content.count('table:protected="true"') == len(load_workbook(path).worksheets)
        assert "calcext:conditional-format" in content or not sheet.conditional_formatting
