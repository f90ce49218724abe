"""What LibreOffice saves reads as what was typed, and it keeps what guards the cells."""

from __future__ import annotations

import dataclasses
import html
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook

from analysis import clean
from analysis.params import Study
from analysis.templates import write_templates

from .conftest import HOMES, D, Typed, records

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed"),
]
MINUTES = 10
"""Beyond any start on a loaded machine, which has been seen to take two; a hang still ends."""
Office = Callable[..., None]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Run LibreOffice once, to its end, in a profile of these tests' own: the user's may be in use."""
    profile = tmp_path_factory.mktemp("libreoffice")

    def run(*arguments: str | Path) -> None:
        command = ["soffice", "--headless", f"-env:UserInstallation={profile.as_uri()}", *arguments]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60 * MINUTES, check=False)
        assert done.returncode == 0, done.stderr

    run("--terminate_after_init")  # makes the profile, and would write over a macro already there
    basic = profile / "user/basic/Standard"
    basic.mkdir(parents=True, exist_ok=True)
    (basic / "script.xlb").write_text(LIBRARY)
    (basic / "Module1.xba").write_text(MODULE)
    return run


def test_a_workbook_saved_by_libreoffice_reads_to_the_same_tables(
    own: Study, typed: Typed, tmp_path: Path, office: Office
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
    before = all_tables(study)
    files = [study.raw_dir / source.file for source in study.project.sources]
    assert len(files) == 3
    for extension in ("ods", "xlsx"):
        office("--convert-to", extension, "--outdir", tmp_path / extension, *files)
        sources = []
        for source in study.project.sources:
            name = f"lo-{source.kind}.{extension}"
            shutil.move(tmp_path / extension / f"{source.kind}.{extension}", study.raw_dir / name)
            sources.append(source.model_copy(update={"file": name}))
        project = study.project.model_copy(update={"sources": tuple(sources)})
        after = all_tables(dataclasses.replace(study, project=project))
        assert list(after) == list(before)
        for name, table in after.items():
            pd.testing.assert_frame_equal(table, before[name], obj=f"{name} as {extension}")


def all_tables(study: Study) -> dict[str, pd.DataFrame]:
    return {**records(study), **clean.clean_survey(study).tables}


def test_libreoffice_keeps_lists_checks_messages_and_locks(
    sample: Study, tmp_path: Path, office: Office
) -> None:
    made = write_templates(sample, tmp_path / "maler")
    saved = tmp_path / "saved"
    office("--convert-to", "ods", "--outdir", saved, *made)
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
Sub Main(typed As String, template As String, saved As String)
  Dim given(0) As New com.sun.star.beans.PropertyValue
  Dim n As Integer, line As String
  n = FreeFile
  Open typed For Input As #n
  document = StarDesktop.loadComponentFromURL(ConvertToURL(template), "_blank", 0, Array())
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
  document.storeToURL(ConvertToURL(saved), given())
  document.close(True)
  StarDesktop.terminate()
End Sub
</script:module>
"""
"""A macro that does what a person at the keyboard does: go to a cell, type, go to the next."""


def test_what_is_typed_at_the_keyboard_of_libreoffice_reads_back_and_headers_cannot_be_typed_over(
    own: Study, typed: Typed, tmp_path: Path, office: Office
) -> None:
    kinds = {"brann": "=Brann, røyk", "kulde": "-5 °C eller kaldere", "tall": "3/4"}
    words = own.vocabulary.model_copy(update={"incidents": {}})
    project = own.project.model_copy(update={"incident_kinds": kinds})
    study = typed(
        dataclasses.replace(own, project=project, vocabulary=words),
        {"tenancies.xlsx": HOMES, "incidents.xlsx": []},
    )
    entered = {
        "A1": "Noe annet", "A2": "1", "B2": "2024-01-08", "C2": "Midtåsveien 22", "D2": "h0101",
        "E2": "=Brann, røyk",
        "A3": "2", "B3": "2024-02-08", "C3": "Runarveien 1", "E3": "-5 °C eller kaldere", "F3": "2024-02-09",
        "A4": "3", "B4": "2024-03-08", "C4": "Runarveien 3", "E4": "3/4",
    }  # fmt: skip
    (tmp_path / "typed.txt").write_text(
        "".join(f"{at}|{text}\n" for at, text in entered.items()), encoding="utf-8"
    )
    template, saved = study.raw_dir / "incidents.xlsx", tmp_path / "saved.xlsx"
    office(f'macro:///Standard.Module1.Main("{tmp_path / "typed.txt"}", "{template}", "{saved}")')
    assert load_workbook(saved).worksheets[0]["A1"].value == "Løpenr."
    shutil.copy(saved, template)
    table = records(study)["incidents"]
    assert table["kind"].tolist() == ["brann", "kulde", "tall"]
    assert table["address"].tolist() == ["midtaasveien-22", "runarveien-1", "runarveien-3"]
    assert table["date"].dt.strftime("%Y-%m-%d").tolist() == ["2024-01-08", "2024-02-08", "2024-03-08"]
    assert table["flat"].notna().tolist() == [True, False, False]
    assert table["closed"].notna().tolist() == [False, True, False]
