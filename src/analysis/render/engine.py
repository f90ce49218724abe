"""One function that renders a report, whichever engine is at hand."""

import datetime
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Literal, get_args

from analysis.render.embedded import render_embedded
from analysis.render.errors import RenderError
from analysis.render.pandoc import pandoc_version
from analysis.render.quarto import find_quarto, quarto_versions, render_quarto

EngineName = Literal["quarto", "embedded"]
_FORMATS = ("html", "pdf")


@dataclass(frozen=True)
class Engine:
    """What will render the report.

    Attributes
    ----------
    name : {'quarto', 'embedded'}
        Which of the two.
    program : Path or None
        The Quarto executable; None for the embedded engine.
    versions : mapping of str to str
        Versions of quarto, pandoc and typst, as far as they apply.
    """

    name: EngineName
    program: Path | None = None
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RenderResult:
    """What was rendered, by what.

    Attributes
    ----------
    engine : str
        «quarto» or «embedded».
    versions : mapping of str to str
        Versions of the programs that took part.
    outputs : mapping of str to Path
        The file of each format.
    log : tuple of str
        What the engine said. Holds no path and no time.
    """

    engine: str
    versions: Mapping[str, str]
    outputs: Mapping[str, Path]
    log: tuple[str, ...]


def find_engine(name: str | None = None) -> Engine:
    """Return the engine that will run.

    Parameters
    ----------
    name : {'quarto', 'embedded'} or None
        An explicit choice. None takes Quarto where it is installed (`QUARTO_PATH`, `PATH`, the quarto-cli
        package), and the embedded engine elsewhere.

    Raises
    ------
    RenderError
        The name is unknown, or Quarto was asked for and is not installed.

    Examples
    --------
    >>> find_engine("embedded").name
    'embedded'
    """
    if name is not None and name not in get_args(EngineName):
        raise RenderError(f"Engine «{name}» is unknown; choose quarto or embedded.")
    program = None if name == "embedded" else find_quarto()
    if program is not None:
        return Engine("quarto", program, quarto_versions(program))
    if name == "quarto":
        raise RenderError(
            "Quarto is not installed; put it on PATH, set QUARTO_PATH, or install the [quarto] extra."
        )
    return Engine("embedded", None, {"pandoc": pandoc_version(), "typst": version("typst")})


def render(
    source: Path,
    out: Path,
    *,
    formats: Sequence[str] = _FORMATS,
    engine: str | None = None,
    timestamp: datetime.date,
) -> RenderResult:
    """Render one report folder to HTML and PDF.

    The same sources, engine versions and `timestamp` give the same bytes, on any day, in any folder, under
    any locale.

    Parameters
    ----------
    source : Path
        A report folder: `_quarto.yml`, `rapport.qmd` and what they name. It is only read.
    out : Path
        The folder that gets `rapport.html` and `rapport.pdf`; made when missing.
    formats : sequence of {'html', 'pdf'}
        What to make.
    engine : {'quarto', 'embedded'} or None
        See `find_engine`.
    timestamp : datetime.date
        The date the PDF states as its time of creation.

    Returns
    -------
    RenderResult
        Engine, versions, files, log.

    Raises
    ------
    RenderError
        The report has a fault or the engine failed. Nothing is written to `out` then.
    """
    wanted = tuple(dict.fromkeys(formats))
    if not wanted or not set(wanted) <= set(_FORMATS):
        raise RenderError(f"Formats {', '.join(wanted) or '(none)'}: choose html, pdf or both.")
    if not source.is_dir():
        raise RenderError(f"{source.name}: the report folder does not exist; make it first.")
    chosen = find_engine(engine)
    log: tuple[str, ...] = ()
    if chosen.program is None:
        made = render_embedded(source, wanted, timestamp)
    else:
        made, log = render_quarto(chosen.program, source, wanted, timestamp, chosen.versions["typst"])
    outputs = {name: _put(out / f"rapport.{name}", made[name]) for name in wanted}
    said = f"rendered by {chosen.name} ({', '.join(f'{k} {v}' for k, v in chosen.versions.items())})"
    return RenderResult(chosen.name, chosen.versions, outputs, (said, *log))


def _put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(scratch).chmod(0o644)
    Path(scratch).replace(path)
    return path
