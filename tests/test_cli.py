"""The command `leie check`: everything found, in order, on the screen and in a workbook; no traceback."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.cli import main, work
from analysis.params import find_root

ROOT = find_root(Path(__file__))
Check = Callable[..., Result]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the sample project without what takes time: no notebooks, no report."""
    for part in ("params/leie", "data/raw/leie"):
        shutil.copytree(ROOT / part, tmp_path / part)
    shutil.copy(ROOT / "data/corrections.yml", tmp_path / "data/corrections.yml")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


@pytest.fixture
def check(project: Path, monkeypatch: pytest.MonkeyPatch) -> Check:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, ["--root", str(project), "check", "leie/sluttrapport", *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        assert "Traceback" not in result.output
        return result

    return run


def keep(project: Path, *sources: str) -> None:
    """Leave the project these sources and the survey, which its periods ask for; the others take time."""
    sources += ("kartlegging-1", "kartlegging-2")
    for name, part, of in (
        ("params/leie/project.yml", "sources", "id"),
        ("data/corrections.yml", "corrections", "source"),
    ):
        file = project / name
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
        declared[part] = [one for one in declared[part] if one[of] in sources]
        file.write_text(
            yaml.safe_dump(declared | {"facts": []} if of == "id" else declared), encoding="utf-8"
        )


def severities(result: Result) -> list[str]:
    lines = [
        line
        for line in result.output.splitlines()
        if line.split(":")[0] in ("Feil", "Advarsel", "Opplysning")
    ]
    return [line.split(":")[0] for line in lines]


def test_all_findings_are_listed_errors_first_on_the_screen_and_in_the_workbook(
    project: Path, check: Check
) -> None:
    raw = project / "data/raw/leie"
    (raw / "husleie.csv").unlink()
    (raw / "boliger.csv").write_bytes(b"\x00\x01")
    text = (raw / "tjenestevedtak.csv").read_text(encoding="utf-8")
    (raw / "tjenestevedtak.csv").write_text(text.replace(";Ja", ";kanskje"), encoding="utf-8")
    result = check()
    assert result.exit_code == 1
    told = severities(result)
    assert told == sorted(told, key=["Feil", "Advarsel", "Opplysning"].index)
    for file in ("husleie.csv", "boliger.csv", "tjenestevedtak.csv"):
        assert f"Feil: {file}" in result.output
    sheet = load_workbook(project / "build/leie/sluttrapport/funn.xlsx").active
    assert [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)] == told
    assert "Samlet i build/leie/sluttrapport/funn.xlsx" in result.output


def test_warnings_alone_are_no_failure_and_no_key_is_needed(project: Path, check: Check) -> None:
    keep(project, "leieforhold", "husleie")
    settings = project / "params/leie/project.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("synthetic: true", "synthetic: false"), encoding="utf-8")
    result = check()
    assert result.exit_code == 0
    assert "Advarsel" in severities(result)
    assert not (project / "data/processed").exists()


def test_a_project_with_real_data_is_told_what_a_run_lacks_and_a_synthetic_one_is_not(
    project: Path, check: Check
) -> None:
    keep(project, "husleie")
    assert KEY_VARIABLE not in check().output
    settings = project / "params/leie/project.yml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("synthetic: true", "synthetic: false"), encoding="utf-8")
    told = check().output
    assert "leie run will refuse" in told
    assert f"Set the environment variable {KEY_VARIABLE}" in told


def leie(project: Path, *arguments: str, **environment: str) -> bytes:
    """What the command writes to a pipe, byte for byte."""
    known = {name: value for name, value in os.environ.items() if name not in (KEY_VARIABLE, FILE_VARIABLE)}
    for name in ("PYTHONIOENCODING", "PYTHONUTF8", "LC_ALL"):
        known.pop(name, None)
    command = [sys.executable, "-m", "analysis", "--root", str(project), *arguments]
    return subprocess.run(command, env={**known, **environment}, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    ("environment", "encoding"),
    [
        ({"LC_ALL": "C", "PYTHONUTF8": "0"}, "utf-8"),
        ({"PYTHONIOENCODING": "cp1252"}, "cp1252"),
    ],
)
def test_output_to_a_file_is_utf_8_unless_another_encoding_is_asked_for(
    project: Path, environment: dict[str, str], encoding: str
) -> None:
    keep(project)
    told = leie(project, "check", "leie/sluttrapport", **environment).decode(encoding)
    assert "spørsmål 14" in told
    assert "Opplysning: " in told


def test_a_screen_gets_lines_filled_between_words_and_a_file_whole_ones(project: Path, check: Check) -> None:
    keep(project, "leieforhold")
    whole = check().output.splitlines()
    assert max(map(len, whole)) > 200
    filled = [work._filled(line, 80) for line in whole]
    assert max(len(part) for line in filled for part in line.splitlines()) <= 80
    assert all(part.startswith("  ") for line in filled for part in line.splitlines()[1:])
    assert [" ".join(line.split()) for line in filled] == [" ".join(line.split()) for line in whole]


@pytest.mark.parametrize(
    ("command", "example"),
    [
        ([], "  leie check leie/sluttrapport     what would be rejected"),
        (["check"], "  leie check leie/sluttrapport > funn.txt"),
        (["templates"], "  - {id: hendelser, kind: incidents, file: mal-hendelseslogg.xlsx,"),
    ],
)
def test_examples_of_the_help_stand_on_lines_of_their_own(command: list[str], example: str) -> None:
    lines = CliRunner().invoke(main, [*command, "--help"]).output.splitlines()
    assert [line for line in lines if line.strip().startswith(example.strip())]
    assert not [line for line in lines if "\\b" in line]


def gone(raw: Path) -> None:
    shutil.rmtree(raw)


def emptied(raw: Path) -> None:
    gone(raw)
    raw.mkdir()


def called_something_else(raw: Path) -> None:
    raw.rename(raw.with_name("leia"))


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (emptied, "data/raw/leie/: mappen er tom."),
        (gone, "data/raw/leie/: mappen finnes ikke."),
        (called_something_else, "data/raw/leie/: mappen finnes ikke; data/raw/ har leia."),
    ],
)
def test_no_raw_file_at_all_is_one_error_that_says_what_to_put_there(
    project: Path, check: Check, spoil: Callable[[Path], None], message: str
) -> None:
    spoil(project / "data/raw/leie")
    result = check()
    assert result.exit_code == 1
    (error,) = [line for line in result.output.splitlines() if line.startswith("Feil")]
    assert error.startswith(f"Feil: {message} Legg inn filene som project.yml nevner (kartlegging-1.csv,")


def a_file_for_the_folder(raw: Path) -> None:
    shutil.rmtree(raw)
    raw.write_text("ingen mappe")


def a_folder_for_a_file(raw: Path) -> None:
    (raw / "husleie.csv").unlink()
    (raw / "husleie.csv").mkdir()


def only_a_lock_file(raw: Path) -> None:
    (raw / "hendelseslogg.xlsx").rename(raw / "~$hendelseslogg.xlsx")


def a_broken_link(raw: Path) -> None:
    (raw / "husleie.csv").unlink()
    (raw / "husleie.csv").symlink_to(raw / "finnes ikke")


@pytest.mark.parametrize(
    "spoil", [gone, a_file_for_the_folder, a_folder_for_a_file, only_a_lock_file, a_broken_link]
)
def test_what_is_no_file_is_an_error_like_any_other(
    project: Path, check: Check, spoil: Callable[[Path], None]
) -> None:
    keep(project, "hendelser", "husleie")
    spoil(project / "data/raw/leie")
    result = check()
    assert result.exit_code == 1
    assert severities(result)[0] == "Feil"
    assert str(project) not in result.output


def test_a_file_that_may_not_be_read_is_an_error_like_any_other(
    project: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(project, "husleie")
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path.name == "husleie.csv":
            raise PermissionError(13, "Permission denied")
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    result = check()
    assert result.exit_code == 1
    assert "Feil: husleie.csv: filen kan ikke åpnes" in result.output


def test_a_link_to_a_file_elsewhere_is_read(project: Path, check: Check) -> None:
    keep(project, "leieforhold", "husleie")
    file = project / "data/raw/leie/husleie.csv"
    elsewhere = project / "elsewhere.csv"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    assert check().exit_code == 0


def test_findings_are_told_also_when_the_workbook_cannot_be_written(project: Path, check: Check) -> None:
    keep(project, "leieforhold", "husleie")
    (project / "build").write_text("ingen mappe")
    result = check()
    assert result.exit_code == 1
    assert "Advarsel" in severities(result)
    assert "cannot be written" in result.output


@pytest.mark.parametrize("name", ["data/raw/leie/husleie.csv", "data/raw/leie/hendelseslogg.xlsx"])
def test_a_raw_file_is_never_written_over(project: Path, check: Check, name: str) -> None:
    keep(project, "hendelser", "husleie")
    before = (project / name).read_bytes()
    assert check("--excel", str(project / name)).exit_code == 1
    assert (project / name).read_bytes() == before


def test_nothing_in_a_header_moves_the_cursor_or_splits_a_line(project: Path, check: Check) -> None:
    keep(project, "saker")
    file = project / "data/raw/leie/ubehandlede-saker.csv"
    text = file.read_text(encoding="utf-8").replace("Måned", '"Må\x9b2J\u2028\nned"', 1)
    file.write_text(text, encoding="utf-8")
    result = check()
    assert result.exit_code == 1
    assert not {"\x9b", "\x1b", "\u2028"} & set(result.output)
    said = [line for line in result.output.splitlines() if line and not line.startswith("feil:")]
    assert len(said) == len(severities(result))


def test_a_key_file_others_may_read_is_told_of(
    project: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path_factory.mktemp("utenfor") / "nokkel"
    key.write_text("q7Lr2ZtVn4XcB9mKd3Ws8YfH")
    key.chmod(0o644)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    monkeypatch.setenv(FILE_VARIABLE, str(key))
    told = CliRunner().invoke(main, ["--root", str(project), "run", "leie/ingen"])
    assert "may read the pseudonym key's file" in told.output
    assert "q7Lr2Z" not in told.output
    assert "utenfor" not in told.output


@pytest.mark.parametrize("arguments", [["templates", "leie/sluttrapport"], ["run", "leie/sluttrapport"]])
def test_a_file_where_the_build_folder_should_be_is_told_in_one_message(
    project: Path, arguments: list[str]
) -> None:
    for part in ("notebooks", "report"):
        shutil.rmtree(project / part, ignore_errors=True)
        shutil.copytree(ROOT / part, project / part)
    shutil.copy(ROOT / "requirements.lock", project / "requirements.lock")
    (project / "build").write_text("ingen mappe")
    told = CliRunner().invoke(main, ["--root", str(project), *arguments])
    assert told.exit_code == 1
    assert isinstance(told.exception, SystemExit)
    assert "cannot be written" in told.output
    assert str(project) not in told.output
