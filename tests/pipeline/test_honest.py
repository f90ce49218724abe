"""A run says what it used, whatever happens beside it, and one period's trouble is no other's."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from analysis.cli import main
from analysis.params import Study, load_period
from analysis.pipeline import fingerprint, run, run_period, run_periods, status
from analysis.pipeline.errors import PipelineError
from analysis.pipeline.files import alone, write_json
from analysis.pipeline.manifest import manifest_file, read_manifest
from analysis.pipeline.notebook import code_of
from analysis.pipeline.run import Outcome
from analysis.pipeline.steps import State, Step, read_stamp

PERIOD = "params/leie/periods/sluttrapport.yml"


@pytest.fixture
def study(project: Path) -> Study:
    return load_period(project / PERIOD)


def state(study: Study) -> State:
    raw, made = study.raw_dir / "husleie.csv", study.build_dir / "made.txt"
    made.parent.mkdir(parents=True, exist_ok=True)
    made.write_text("x", encoding="utf-8")
    step = Step("one", "one", None, lambda: [raw], lambda: [made], "data", code="import seaborn")
    return State(step, study, {})


def test_an_input_edited_while_a_step_runs_refuses_the_step(study: Study) -> None:
    begun = state(study)
    assert begun.stale() == ["not run yet"]
    begun.record()
    assert state(study).stale() == []
    again = state(study)
    assert again.stale() == []
    (study.raw_dir / "husleie.csv").write_text("noe annet", encoding="utf-8")
    with pytest.raises(PipelineError, match=r"husleie\.csv changed while the step ran"):
        again.record()
    assert state(study).stale() == ["input changed: data/raw/leie/husleie.csv"]


def test_what_was_used_is_told_by_the_stamp_and_not_by_the_file_of_now(study: Study) -> None:
    begun = state(study)
    begun.stale()
    begun.record()
    used = begun.used()
    (study.raw_dir / "husleie.csv").write_text("noe annet", encoding="utf-8")
    assert state(study).used() == used


def test_another_version_of_a_package_that_a_step_imports_makes_it_run(
    study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = state(study)
    begun.stale()
    begun.record()
    real = fingerprint.version
    monkeypatch.setattr(fingerprint, "version", lambda name: "0.0.1" if name == "seaborn" else real(name))
    assert state(study).stale() == ["environment changed: seaborn"]


@pytest.mark.parametrize(
    "content",
    ["{}", "[]", "null", "1", "", "{", '{"depends": 1, "outputs": 2}', '{"depends": {}, "outputs": {}}',
     '{"depends": {"code": [], "parameters": {}, "inputs": {}, "environment": {}}, "outputs": {}}',
     '{"depends": {"code": {"a": 1}, "parameters": {}, "inputs": {}, "environment": {}}, "outputs": {}}',
     "[" * 5000, "\xff"],
)  # fmt: skip
def test_a_stamp_of_any_shape_is_no_stamp(study: Study, content: str) -> None:
    begun = state(study)
    begun.stamp_file.parent.mkdir(parents=True)
    begun.stamp_file.write_bytes(content.encode("latin-1"))
    assert read_stamp(begun.stamp_file) is None
    assert begun.stale() == ["not run yet"]


def test_a_manifest_that_was_edited_is_none(study: Study) -> None:
    value = {"verdicts": ["Bo godt: Bedring."]}
    from analysis.pipeline.manifest import SEAL, _sealed

    write_json(manifest_file(study), {**value, SEAL: _sealed(value)})
    assert read_manifest(study) == value
    text = manifest_file(study).read_text(encoding="utf-8")
    manifest_file(study).write_text(text.replace("Bedring", "Forverring"), encoding="utf-8")
    assert read_manifest(study) is None


def test_a_period_is_run_by_one_at_a_time(tmp_path: Path) -> None:
    with (
        alone(tmp_path / "x", "leie/x"),
        pytest.raises(PipelineError, match="leie/x: another run"),
        alone(tmp_path / "x", "leie/x"),
    ):
        pass
    with alone(tmp_path / "x", "leie/x"):
        pass


def notebook(tmp_path: Path, *cells: str) -> Path:
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])  # type: ignore[no-untyped-call]
    path = tmp_path / "egen.ipynb"
    nbformat.write(book, path)  # type: ignore[no-untyped-call]
    return path


def test_magics_are_read_and_a_fault_of_syntax_is_named_by_its_cell(tmp_path: Path) -> None:
    assert "import seaborn" in code_of(notebook(tmp_path, "%matplotlib inline\nimport seaborn", "!ls"))
    with pytest.raises(PipelineError, match=r"notebooks/egen\.ipynb, code cell 2, line 1"):
        code_of(notebook(tmp_path, "x = 1", "def f(:"))


def raising(error: BaseException) -> object:
    def bring(*_: object) -> Iterator[None]:
        raise error

    return bring


def test_a_fault_stops_its_own_period_and_its_words_are_left_out(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "_bring", raising(ValueError("Kari Nordmann skylder 3000")))
    outcome = run_period(project / PERIOD, engine=None, force=False, say=lambda _: None)
    assert outcome.error is not None
    assert "ValueError" in outcome.error
    assert "--debug" in outcome.error
    assert "Nordmann" not in outcome.error
    with pytest.raises(ValueError, match="Nordmann"):
        run_period(project / PERIOD, engine=None, force=False, say=lambda _: None, debug=True)


@pytest.mark.parametrize(
    "error", [OSError(28, "No space left on device", "/x/results.csv"), PermissionError(13, "x")]
)
def test_what_the_file_system_refuses_is_one_message(
    project: Path, monkeypatch: pytest.MonkeyPatch, error: OSError
) -> None:
    monkeypatch.setattr(run, "_bring", raising(error))
    outcome = run_period(project / PERIOD, engine=None, force=False, say=lambda _: None)
    assert outcome.error is not None
    assert "cannot be written or read" in outcome.error
    assert "/x/" not in outcome.error


def test_a_file_where_the_build_folder_should_be_is_one_message(project: Path) -> None:
    (project / "build").write_text("x", encoding="utf-8")
    outcome = run_period(project / PERIOD, engine=None, force=False, say=lambda _: None)
    assert outcome.error is not None
    assert "cannot be written or read" in outcome.error


def test_a_period_whose_process_dies_is_run_once_more_and_stops_no_other(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [project / PERIOD, project / "params/leie/periods/2024-sommer.yml"]
    asked: list[list[Path]] = []

    def in_processes(some: list[Path], *_: object) -> dict[Path, Outcome]:
        asked.append(some)
        return {f: Outcome("leie/2024-sommer", None, (), (), (), 1.0) for f in some if f == files[1]}

    monkeypatch.setattr(run, "_in_processes", in_processes)
    first, second = run_periods(files, engine=None, force=False, jobs=2, say=lambda _: None)
    assert asked == [files, [files[0]]]
    assert first.error is not None
    assert "memory" in first.error
    assert second.error is None


def test_a_process_that_is_killed_gives_no_outcome_and_no_end(project: Path) -> None:
    """The period's file is a pipe's name that kills whoever loads it: a real death of a real process."""
    site = project / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text(
        "import os, sys\nif '--multiprocessing-fork' in sys.argv: os.kill(os.getpid(), 9)\n", encoding="utf-8"
    )
    before = os.environ.get("PYTHONPATH", "")
    os.environ["PYTHONPATH"] = f"{site}{os.pathsep}{before}"
    try:
        files = [project / PERIOD, project / "params/leie/periods/2024-sommer.yml"]
        outcomes = run_periods(files, engine=None, force=False, jobs=2, say=lambda _: None)
    finally:
        os.environ["PYTHONPATH"] = before
    assert [outcome.error is not None and "memory" in outcome.error for outcome in outcomes] == [True, True]


def test_status_tells_what_follows_in_words_and_as_json_and_exits_with_three(project: Path) -> None:
    result = CliRunner().invoke(main, ["--root", str(project), "status", "leie/sluttrapport", "--json"])
    assert result.exit_code == 3
    told = json.loads(result.output)["leie/sluttrapport"]
    assert told["clean_survey"] == ["not run yet"]
    assert status(project / PERIOD) == told
