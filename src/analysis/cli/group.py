"""The command ``leie`` itself, how its faults are told, and how a period is named."""

from __future__ import annotations

import errno
import os
import re
import sys
from pathlib import Path
from typing import Any

import click

import analysis
from analysis.errors import unreadable
from analysis.params import AnalysisError, ParamsError, period_files

_NOT_WRITABLE = frozenset({
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EEXIST, errno.ENOTDIR, errno.EISDIR,
})  # fmt: skip
"""What the file system says when a folder may not be written in, is full, or is a file."""
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
"""What could move the cursor or split a line of a terminal."""


class _Told(click.Group):
    """Shows a user's mistake, or a folder that cannot be written in, as one message and exit code 1.

    Anything else keeps its traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except AnalysisError as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            if error.errno not in _NOT_WRITABLE:
                raise
            raise click.ClickException(unreadable(error)) from None


@click.group(cls=_Told, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(analysis.__version__, prog_name="leie")
@click.option(
    "--root",
    type=click.Path(path_type=Path),
    default=None,
    help="Project folder; found from the current one.",
)
@click.pass_context
def main(context: click.Context, root: Path | None) -> None:
    """Evaluate a social-housing project: raw exports to a Norwegian report.

    A period is addressed as PROJECT/PERIOD, for example leie/sluttrapport; its settings are in
    params/PROJECT/periods/PERIOD.yml. Start with:

    \b
      leie check leie/sluttrapport     what would be rejected in the raw files, row by row
      leie run leie/sluttrapport       everything: clean, compare, report
      leie run --all                   every period of every project
    """  # noqa: D301  click reads a backspace as «do not fill these lines»
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if chosen else "utf-8", errors="replace")
    context.obj = root


def every_period(root: Path) -> list[Path]:
    """Return the files of every period of every project."""
    projects = sorted(p.parent.name for p in (root / "params").glob("*/project.yml"))
    return [f for project in projects for f in period_files(root, project)]


def period_file(root: Path, name: str) -> Path:
    """Path of the period called PROJECT/PERIOD (or of the file itself)."""
    if name.endswith((".yml", ".yaml")):
        return Path(name).resolve()
    project, _, period = name.replace("\\", "/").partition("/")
    if not period:
        raise ParamsError(f"'{name}' names no period. Write PROJECT/PERIOD, for example leie/sluttrapport.")
    path = root / "params" / project / "periods" / f"{period}.yml"
    if not path.is_file():
        known = ", ".join(f"{project}/{f.stem}" for f in period_files(root, project))
        raise ParamsError(f"{path.relative_to(root).as_posix()}: no such period. Known: {known}.")
    return path
