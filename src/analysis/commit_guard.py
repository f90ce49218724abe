"""What must not enter the repository: notebook outputs, real exports, keys, made files.

Run by the commit hook with the files about to be committed, or by hand without arguments on all tracked
files. Outputs of notebooks are stripped in place; everything else is refused.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path, PurePosixPath

import nbformat

from analysis.params import Project, find_root, read_params

MADE = ("build/", "data/processed/")


def refusals(files: list[str], synthetic: set[str]) -> list[str]:
    """Say why each file that must not be committed is refused.

    Parameters
    ----------
    files
        Paths below the project root, with forward slashes.
    synthetic
        Ids of projects whose raw exports are generated and may be committed.

    Examples
    --------
    >>> refusals(["data/raw/leie/svar.csv", "data/raw/byen/svar.csv"], {"leie"})
    ['data/raw/byen/svar.csv: raw exports of a real project stay on the machine']
    """
    out = []
    for name in files:
        parts = PurePosixPath(name).parts
        if name.startswith(MADE):
            out.append(f"{name}: made by a run, made again by anyone")
        elif parts[:2] == ("data", "raw") and len(parts) > 3 and parts[2] not in synthetic:
            out.append(f"{name}: raw exports of a real project stay on the machine")
        elif name.endswith(".key"):
            out.append(f"{name}: a pseudonym key never enters the repository")
    return out


def strip_outputs(path: Path) -> bool:
    """Remove outputs and execution counts from a notebook in place; whether anything was removed."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    ran = [
        c for c in notebook.cells if c.cell_type == "code" and (c.outputs or c.execution_count is not None)
    ]
    for cell in ran:
        cell.outputs, cell.execution_count = [], None
    if ran:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")  # type: ignore[no-untyped-call]
    return bool(ran)


def main(files: list[str]) -> int:
    """Check `files` (all tracked files when empty); 0 when they may be committed as they are."""
    root = find_root()
    names = (
        files
        or subprocess.run(
            ["git", "ls-files"], cwd=root, check=True, capture_output=True, text=True
        ).stdout.splitlines()
    )
    projects = [read_params(p, Project, root) for p in sorted((root / "params").glob("*/project.yml"))]
    told = refusals(names, {p.id for p in projects if p.synthetic})
    notebooks = [root / n for n in names if n.endswith(".ipynb") and (root / n).is_file()]
    told += [
        f"{n.relative_to(root).as_posix()}: outputs removed; add it again"
        for n in notebooks
        if strip_outputs(n)
    ]
    for line in told:
        sys.stderr.write(f"{line}\n")
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
