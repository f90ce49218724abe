"""Running one notebook through papermill, refusing what papermill tolerates."""

from __future__ import annotations

import ast
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import nbformat

from analysis.clean.persons.pseudonyms import FILE_VARIABLE, KEY_VARIABLE
from analysis.pipeline.errors import DataRejectedError, PipelineError
from analysis.pipeline.files import write_bytes

PARAMETERS = "parameters"
QUIET_KERNEL = ["--IPKernelApp.log_level=50"]
"""The kernel otherwise warns about its local connection at each start, and of each interrupt at the end."""
_MAGIC = re.compile(r"^\s*[%!?]|\?\s*$", re.MULTILINE)
CELL_SECONDS = int(os.environ.get("LEIE_CELL_SECONDS", "3600"))
"""Seconds a cell may take."""
KEPT_METADATA = {"kernelspec", "language_info"}


def code_of(path: Path) -> str:
    """Return the joined code cells of a notebook as Python, its magics turned into calls.

    Raises
    ------
    PipelineError
        If the notebook is missing, is none, or has a cell that is no Python; names the cell.
    """
    cells = [c.source for c in _read(path).cells if c.cell_type == "code"]
    return "\n\n".join(_python(source, number, path) for number, source in enumerate(cells, start=1))


def _python(source: str, number: int, path: Path) -> str:
    if _MAGIC.search(source):
        from IPython.core.inputtransformer2 import TransformerManager  # slow to import, and seldom needed

        source = TransformerManager().transform_cell(source)  # type: ignore[no-untyped-call]
    try:
        ast.parse(source)
    except SyntaxError as error:
        raise PipelineError(
            f"notebooks/{path.name}, code cell {number}, line {error.lineno}: {error.msg}. Correct the cell."
        ) from None
    return source


def run_notebook(
    path: Path, executed: Path, parameters: dict[str, str], root: Path, *, with_key: bool = False
) -> None:
    """Execute a notebook with parameters and keep the executed copy.

    Parameters
    ----------
    path
        Notebook with one cell tagged ``parameters``.
    executed
        Where the executed copy goes; written only on success, without times or paths.
    parameters
        Name → text. Each must be assigned in the tagged cell.
    root
        Project root, the notebook's working folder.
    with_key
        Whether the notebook makes pseudonyms: only then does its kernel get the key.

    Raises
    ------
    PipelineError
        The notebook has no tagged cell, lacks a parameter, fails, or stopped half-way.
    DataRejectedError
        The notebook stopped on input it cannot use; carries that message alone.
    """
    source = _read(path)
    _check_parameters(source, path, parameters)
    with nullcontext() if with_key else _without_key():
        result = _execute(path, parameters, root)
    _check_finished(result, path)
    write_bytes(executed, _canonical(result, parameters))


@contextmanager
def _without_key() -> Iterator[None]:
    """Take the pseudonym key out of the environment that a kernel inherits, and put it back."""
    held = {name: os.environ.pop(name) for name in (KEY_VARIABLE, FILE_VARIABLE) if name in os.environ}
    try:
        yield
    finally:
        os.environ.update(held)


def _read(path: Path) -> Any:
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
    except FileNotFoundError:
        raise PipelineError(
            f"notebooks/{path.name}: no such notebook. Restore it from the repository."
        ) from None
    except (nbformat.reader.NotJSONError, nbformat.ValidationError, AttributeError, KeyError):
        raise PipelineError(
            f"notebooks/{path.name}: not a readable notebook. Restore it from the repository."
        ) from None


def _check_parameters(source: Any, path: Path, parameters: dict[str, str]) -> None:
    tagged = [c for c in source.cells if PARAMETERS in c.metadata.get("tags", [])]
    if len(tagged) != 1:
        raise PipelineError(
            f"notebooks/{path.name}: {len(tagged)} cells are tagged '{PARAMETERS}', expected exactly one. "
            "Without it the notebook would run on its defaults. Tag the cell that assigns the parameters."
        )
    names = {
        target.id
        for node in ast.parse(_python(tagged[0].source, 1, path)).body
        if isinstance(node, ast.Assign | ast.AnnAssign)
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    unknown = sorted(set(parameters) - names)
    if unknown:
        raise PipelineError(
            f"notebooks/{path.name}: unknown parameter {', '.join(unknown)}; the tagged cell assigns "
            f"{', '.join(sorted(names)) or 'nothing'}. Correct the name in the notebook or in the call."
        )


def _execute(path: Path, parameters: dict[str, str], root: Path) -> Any:
    import papermill  # slow to import, and not needed when every step is up to date
    from nbclient.exceptions import CellTimeoutError, DeadKernelError

    from analysis.pipeline.warm_kernels import warm_kernels

    warm_kernels()
    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ.setdefault("JUPYTER_PREFER_ENV_PATH", "1")
    os.environ["PYTHONHASHSEED"] = "0"
    os.environ["MPLBACKEND"] = "agg"
    try:
        return papermill.execute_notebook(
            str(path),
            None,
            parameters=parameters,
            cwd=str(root),
            kernel_name="python3",
            progress_bar=False,
            log_output=False,
            extra_arguments=QUIET_KERNEL,
            execution_timeout=CELL_SECONDS,
        )
    except papermill.PapermillExecutionError as error:
        raise _explained(error, path) from None
    except (DeadKernelError, CellTimeoutError) as error:
        raise PipelineError(
            f"notebooks/{path.name}: the kernel stopped before the notebook was done "
            f"({type(error).__name__}). Often the machine ran out of memory. Run again; nothing was written."
        ) from None


def _explained(error: Any, path: Path) -> PipelineError:
    """Tell a finding about the input (the message is enough) from a fault in the code (where it happened)."""
    from analysis.pipeline.rejections import is_rejection

    if is_rejection(error.ename):
        return DataRejectedError(error.evalue)
    # What such an error says is left out: it may quote a value of the raw data.
    return PipelineError(
        f"notebooks/{path.name}, code cell {error.exec_count}: {error.ename}. This is a fault in the "
        "software or a case it does not know. Run the notebook in JupyterLab to see what and where."
    )


def _check_finished(result: Any, path: Path) -> None:
    """Hold every code cell to have run: metadata of a killed kernel say «completed»."""
    for number, cell in enumerate((c for c in result.cells if c.cell_type == "code"), start=1):
        failed = any(o.output_type == "error" for o in cell.outputs)
        if cell.source.strip() and (cell.execution_count is None or failed):
            raise PipelineError(
                f"notebooks/{path.name}: code cell {number} did not run to its end. Run again."
            )


def _canonical(result: Any, parameters: dict[str, str]) -> bytes:
    """Drop times, durations, random ids and paths, so that equal runs give equal bytes."""
    result.metadata = {k: v for k, v in result.metadata.items() if k in KEPT_METADATA}
    result.metadata["papermill"] = {"parameters": parameters}
    for number, cell in enumerate(result.cells, start=1):
        cell["id"] = f"cell-{number}"
        cell["metadata"] = {"tags": cell.metadata["tags"]} if cell.metadata.get("tags") else {}
    text: str = nbformat.writes(nbformat.from_dict(result))  # type: ignore[no-untyped-call]
    return text.encode() + b"\n"
