"""Notebooks take their kernels from a warm parent, and nobody can tell from what they made."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.clean.persons.pseudonyms import KEY_VARIABLE
from analysis.pipeline.notebook import run_notebook
from analysis.pipeline.warm_kernels import PARENT, SWITCH, warm_kernels

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux alone"
)

CELLS = (
    "import os, sys\nimport pandas as pd\nseen = 'pandas' in sys.modules",
    "pd.DataFrame({f'column {n}': range(3) for n in range(12)})",
    f"print({KEY_VARIABLE!r} in os.environ, os.getcwd() == os.path.realpath(folder))",
)


def run(tmp_path: Path, name: str, *cells: str, with_key: bool = False) -> str:
    first = nbformat.v4.new_code_cell("folder = ''", metadata={"tags": ["parameters"]})  # type: ignore[no-untyped-call]
    made = [nbformat.v4.new_code_cell(cell) for cell in cells]  # type: ignore[no-untyped-call]
    path = tmp_path / "egen.ipynb"
    about = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[first, *made], metadata=about), path)  # type: ignore[no-untyped-call]
    out = tmp_path / f"{name}.ipynb"
    run_notebook(path, out, {"folder": str(tmp_path)}, tmp_path, with_key=with_key)
    return out.read_text(encoding="utf-8")


def test_the_same_bytes_come_from_a_warm_kernel_and_from_one_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm = run(tmp_path, "warm", *CELLS)
    monkeypatch.setenv(SWITCH, "0")
    assert warm_kernels() is False
    assert run(tmp_path, "cold", *CELLS) == warm


def test_a_warm_kernel_has_its_imports_from_the_parent(tmp_path: Path) -> None:
    parent = run(tmp_path, "one", "import os, sys\nprint('matplotlib' in sys.modules, os.getppid())")
    assert PARENT.process is not None
    assert f"True {PARENT.process.pid}" in parent


def test_only_a_notebook_that_makes_pseudonyms_sees_the_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "q7Lr2ZtVn4XcB9mKd3Ws8YfH")
    ask = f"import os\nprint('key:', {KEY_VARIABLE!r} in os.environ)"
    assert "key: True" in run(tmp_path, "with", ask, with_key=True)
    assert "key: False" in run(tmp_path, "without", ask)


def test_nothing_of_one_notebook_is_left_for_the_next(tmp_path: Path) -> None:
    run(tmp_path, "one", "import os, pandas\nos.environ['LEFT'] = '1'\npandas.left = 1")
    told = run(
        tmp_path, "two", "import os, pandas\nprint('left:', 'LEFT' in os.environ, hasattr(pandas, 'left'))"
    )
    assert "left: False False" in told


def test_a_parent_that_was_killed_is_done_without(tmp_path: Path) -> None:
    run(tmp_path, "one", "1 + 1")
    assert PARENT.process is not None
    PARENT.process.kill()
    PARENT.process.wait()
    assert re.search(r'"4"', run(tmp_path, "two", "2 + 2"))
    killed = PARENT.process.pid
    assert re.search(r'"6"', run(tmp_path, "three", "3 + 3"))
    assert PARENT.process.pid != killed, "the next notebook has a new parent"
