from __future__ import annotations

import dataclasses
import hashlib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from openpyxl import Workbook, load_workbook

from analysis.cli import main
from analysis.params import ParamsError, Source, Study
from analysis.source_kinds import KINDS
from analysis.templates import TemplateError, planned, write_templates


def with_sources(study: Study, *sources: dict[str, Any]) -> Study:
    made = tuple(Source.model_validate({"reader": {"format": "template"}, **s}) for s in sources)
    return dataclasses.replace(study, project=study.project.model_copy(update={"sources": made}))


def digests(paths: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def test_there_is_a_workbook_for_every_kind_and_every_wave(sample: Study) -> None:
    others = [(kind, None) for kind in KINDS if kind != "survey"]
    assert [(t.kind, t.wave) for t in planned(sample)] == [("survey", 1), ("survey", 2), *others]


def test_a_form_used_for_two_rounds_has_a_workbook_for_each(sample: Study) -> None:
    waves = {2: {"called": "Etter"}, 1: {"called": "Før", "not_asked": ["q14"]}}
    form = {"id": "k", "kind": "survey", "file": "k.csv", "columns": {"wave": "Runde"}, "waves": waves}
    made = Source.model_validate(form, strict=False)
    project = sample.project.model_copy(update={"sources": (made,)})
    books = [t for t in planned(dataclasses.replace(sample, project=project)) if t.kind == "survey"]
    assert [(t.wave, t.not_asked) for t in books] == [(1, ("q14",)), (2, ())]


def test_no_workbook_takes_the_name_of_an_export_the_project_has(sample: Study) -> None:
    exports = {source.file for source in sample.project.sources}
    assert not exports & {template.file for template in planned(sample)}


def test_a_workbook_is_named_after_the_source_that_reads_it(sample: Study) -> None:
    study = with_sources(
        sample,
        {"id": "logg", "kind": "incidents", "file": "vakt/logg-*.xlsx"},
        {"id": "runde", "kind": "survey", "wave": 3, "file": "runde3.ods"},
    )
    named = {template.source: template.file for template in planned(study) if template.source}
    assert named == {"logg": "logg-1.xlsx", "runde": "runde3.xlsx"}
    assert [t.kind for t in planned(study)].count("incidents") == 1


def test_sources_that_share_a_file_or_whose_pattern_names_none_are_refused(sample: Study) -> None:
    same = with_sources(
        sample,
        {"id": "a", "kind": "incidents", "file": "a/logg.xlsx"},
        {"id": "b", "kind": "incidents", "file": "b/Logg.xlsx"},
    )
    with pytest.raises(ParamsError, match=r"share the file logg\.xlsx"):
        planned(same)
    with pytest.raises(ParamsError, match=r"pattern 'logg-202\?\.xlsx'"):
        planned(with_sources(sample, {"id": "a", "kind": "cases", "file": "logg-202?.xlsx"}))


def test_a_project_without_services_gets_every_other_workbook(sample: Study) -> None:
    study = dataclasses.replace(sample, vocabulary=sample.vocabulary.model_copy(update={"services": {}}))
    assert {t.kind for t in planned(sample)} - {t.kind for t in planned(study)} == {"services"}


def test_the_same_params_give_the_same_bytes(sample: Study, tmp_path: Path) -> None:
    first = write_templates(sample, tmp_path / "a")
    second = write_templates(sample, tmp_path / "b")
    assert [p.name for p in first] == [p.name for p in second]
    assert digests(first) == digests(second)


def test_an_untouched_workbook_is_replaced_and_a_filled_one_stops_everything(
    sample: Study, tmp_path: Path
) -> None:
    made = write_templates(sample, tmp_path)
    write_templates(sample, tmp_path)
    book = load_workbook(made[3])
    book.worksheets[0]["A7"] = "10001"
    book.save(made[3])
    made[0].unlink()
    with pytest.raises(TemplateError, match=f"{made[3].name} holds something that was typed"):
        write_templates(sample, tmp_path)
    assert not made[0].exists(), "nothing is written when one file is in the way"
    assert load_workbook(made[3]).worksheets[0]["A7"].value == "10001"


@pytest.mark.parametrize("content", [b"", b"not a workbook", b"PK\x03\x04broken"])
def test_a_file_that_is_no_workbook_is_not_overwritten(sample: Study, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / planned(sample)[0].file
    path.write_bytes(content)
    with pytest.raises(TemplateError):
        write_templates(sample, tmp_path)
    assert path.read_bytes() == content


def test_a_workbook_with_damaged_xml_is_not_overwritten(sample: Study, tmp_path: Path) -> None:
    path = next(p for p in write_templates(sample, tmp_path) if p.name == planned(sample)[0].file)
    damaged = path.read_bytes().replace(b"<sheetData>", b"<sheetDat<>")
    path.write_bytes(damaged)
    with pytest.raises(TemplateError):
        write_templates(sample, tmp_path)
    assert path.read_bytes() == damaged


def test_another_workbook_under_the_name_is_not_overwritten(sample: Study, tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["Mine egne notater"])
    book.active.append(["linje"])
    book.save(tmp_path / planned(sample)[0].file)
    with pytest.raises(TemplateError):
        write_templates(sample, tmp_path)


def test_the_default_folder_is_below_build(own: Study) -> None:
    assert {p.parent for p in write_templates(own)} == {own.root / "build/leie/maler"}


def test_the_command_lists_what_it_wrote_and_tells_of_a_filled_file_without_a_traceback(
    sample: Study, tmp_path: Path
) -> None:
    arguments = ["--root", str(sample.root), "templates", "leie/sluttrapport", "--out", str(tmp_path)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert len(done.output.splitlines()) == len(planned(sample))
    (tmp_path / planned(sample)[0].file).write_bytes(b"noe annet")
    stopped = CliRunner().invoke(main, arguments)
    assert stopped.exit_code == 1
    assert stopped.output.startswith("Error: ")
