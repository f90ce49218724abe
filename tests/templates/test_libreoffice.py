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


LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Module1"/>
</library:library>
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script"
 script:name="Module1" script:language="StarBasic">
Sub Main
  Dim given(0) As New com.sun.star.beans.PropertyValue
  Dim n As Integer, line As String
  n = FreeFile
  Open "{typed}" For Input As #n
  document = StarDesktop.loadComponentFromURL(ConvertToURL("{template}"), "_blank", 0, Array())
  frame = document.CurrentController.Frame
  dispatcher = createUnoService("com.sun.star.frame.DispatchHelper")
  Do While Not Eof(n)
    Line Input #n, line
    given(0).Name = "ToPoint"
    given(0).Value = Left(line, InStr(line, "|") - 1)
    dispatcher.executeDispatch(frame, ".uno:GoToCell", "", 0, given())
    given(0).Name = "StringName"
    given(0).Value = Mid(line, InStr(line, "|") + 1)
    dispatcher.executeDispatch(frame, ".uno:EnterString", "", 0, given())
  Loop
  Close #n
  given(0).Name = "FilterName"
  given(0).Value = "Calc MS Excel 2007 XML"
  document.storeToURL(ConvertToURL("{saved}"), given())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>
"""
"""A macro that does what a person at the keyboard does: go to a cell, type, go to the next."""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_is_typed_at_the_keyboard_of_libreoffice_reads_back_and_headers_cannot_be_typed_over(
    own: Study, typed: Typed, tmp_path: Path
) -> None:
    kinds = {"brann": "=Brann, røyk", "kulde": "-5 °C eller kaldere", "tall": "3/4"}
    words = own.vocabulary.model_copy(update={"incidents": {}})
    project = own.project.model_copy(update={"incident_kinds": kinds})
    study = typed(dataclasses.replace(own, project=project, vocabulary=words), {"tenancies.xlsx": HOMES})
    entered = {
        "A1": "Noe annet", "A2": "1", "B2": "2024-01-08", "C2": "Midtåsveien 22", "D2": "h0101",
        "E2": "=Brann, røyk",
        "A3": "2", "B3": "2024-02-08", "C3": "Runarveien 1", "E3": "-5 °C eller kaldere", "F3": "2024-02-09",
        "A4": "3", "B4": "2024-03-08", "C4": "Runarveien 3", "E4": "3/4",
    }  # fmt: skip
    (tmp_path / "typed.txt").write_text(
        "".join(f"{at}|{text}\n" for at, text in entered.items()), encoding="utf-8"
    )
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile"]
    subprocess.run([*command, "--terminate_after_init"], check=True, capture_output=True, timeout=120)
    basic = tmp_path / "profile/user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(LIBRARY)
    template, saved = study.raw_dir / "incidents.xlsx", tmp_path / "saved.xlsx"
    names = {"typed": tmp_path / "typed.txt", "template": template, "saved": saved}
    (basic / "Module1.xba").write_text(MODULE.format(**names))
    subprocess.run([*command, "macro:///Standard.Module1.Main"], check=True, capture_output=True, timeout=120)
    assert load_workbook(saved).worksheets[0]["A1"].value == "Løpenr."
    shutil.copy(saved, template)
    table = records(study)["incidents"]
    assert table["kind"].tolist() == ["brann", "kulde", "tall"]
    assert table["address"].tolist() == ["midtaasveien-22", "runarveien-1", "runarveien-3"]
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-08", "2024-02-08", "2024-03-08"]
    assert table["flat"].notna().tolist() == [True, False, False]
    assert table["closed"].notna().tolist() == [False, True, False]
