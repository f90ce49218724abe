"""The runner refuses what papermill tolerates, and keeps executed copies free of times and paths."""

from __future__ import annotations

import json
import os
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from analysis.clean.persons.pseudonyms import KEY_VARIABLE
from analysis.pipeline.errors import DataRejectedError, PipelineError
from analysis.pipeline.notebook import run_notebook

KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def _notebook(folder: Path, *cells: str, tagged: bool = True) -> Path:
    made = [new_code_cell(c) for c in cells]
    if tagged:
        made[0].metadata["tags"] = ["parameters"]
    path = folder / "note.ipynb"
    nbformat.write(new_notebook(cells=made, metadata=KERNEL), path)
    return path


def _run(path: Path, **parameters: str) -> Path:
    executed = path.parent / "out" / path.name
    run_notebook(path, executed, parameters, path.parent)
    return executed


def test_a_notebook_without_a_tagged_cell_is_refused_instead_of_running_on_defaults(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="0 cells are tagged"):
        _run(_notebook(tmp_path, "name = 'x'", tagged=False), name="y")


def test_an_unknown_parameter_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"unknown parameter nmae.*assigns name"):
        _run(_notebook(tmp_path, "name = 'x'"), nmae="y")


def test_a_missing_notebook_is_named(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"gone\.ipynb: no such notebook"):
        _run(tmp_path / "gone.ipynb")


def test_a_file_that_is_no_notebook_is_named(tmp_path: Path) -> None:
    path = tmp_path / "note.ipynb"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(PipelineError, match="not a readable notebook"):
        _run(path)


@pytest.mark.slow
def test_two_runs_give_the_same_bytes_without_times_or_paths(tmp_path: Path) -> None:
    path = _notebook(tmp_path, "name = 'x'", "name")
    first = _run(path, name="y").read_bytes()
    assert _run(path, name="y").read_bytes() == first
    text = first.decode()
    assert str(tmp_path) not in text
    assert "'y'" in text
    assert "start_time" not in text and "duration" not in text
    assert json.loads(text)["metadata"]["papermill"] == {"parameters": {"name": "y"}}


@pytest.mark.slow
def test_a_finding_about_the_input_is_told_by_its_message_alone(tmp_path: Path) -> None:
    path = _notebook(
        tmp_path,
        "name = 'x'",
        "from analysis.params import ParamsError\nraise ParamsError('fil.yml: mangler')",
    )
    with pytest.raises(DataRejectedError) as caught:
        _run(path, name="y")
    assert str(caught.value) == "fil.yml: mangler"
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_fault_in_the_code_says_notebook_cell_and_kind_of_error_but_no_value(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match=r"note\.ipynb, code cell \d+: KeyError") as caught:
        _run(_notebook(tmp_path, "name = 'x'", "{}['Kari Nordmann']"), name="y")
    assert "Kari" not in str(caught.value)


@pytest.mark.slow
def test_a_killed_kernel_is_a_failure(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="kernel stopped"):
        _run(_notebook(tmp_path, "name = 'x'", "import os\nos._exit(9)", "name"), name="y")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("with_key", "seen"), [(True, "hemmelig"), (False, "None")])
def test_only_a_notebook_that_makes_pseudonyms_gets_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seen: str, *, with_key: bool
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "hemmelig")
    path = _notebook(tmp_path, "name = 'x'", f"import os\nprint(os.environ.get('{KEY_VARIABLE}'))")
    executed = tmp_path / "out.ipynb"
    run_notebook(path, executed, {"name": "y"}, tmp_path, with_key=with_key)
    outputs = nbformat.read(executed, as_version=4).cells[-1].outputs
    assert outputs[0].text.strip() == seen
    assert os.environ[KEY_VARIABLE] == "hemmelig"
