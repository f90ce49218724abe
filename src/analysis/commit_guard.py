"""What must not enter the repository: notebook outputs, real exports, keys, made files.

Run by the commit hook with the files about to be committed, or by hand without arguments on all tracked
files. Outputs of notebooks are stripped in place; everything else is refused.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import nbformat
import yaml

from analysis.clean.commit_secrets import secrets_of
from analysis.comparing import fold
from analysis.params import Project, find_root, read_params

MADE = ("build/", "data/processed/")
TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls", ".ods", ".parquet", ".sav", ".feather", ".sqlite")
OWN_TABLES = ("src/analysis/disclose/safe_forms.csv",)
"""Tables that are made of no data."""
PACKED = (
    b"PK\x03\x04",
    b"\x1f\x8b",
    b"PAR1",
    b"\xd0\xcf\x11\xe0",
    b"7z\xbc\xaf",
    b"Rar!",
    b"SQLite",
    b"$FL",
    b"BZh",
)
"""How a workbook, a table or an archive begins, whatever it is called: nobody sees what is in it."""
KEYS = (".key", ".pem", ".env")
CODE = ("src/", "tests/", "benchmarks/")
"""Folders of code, which hold numbers of all kinds; every other file is searched for identity numbers."""
KEPT_METADATA = {"kernelspec", "language_info"}
"""What of a notebook's metadata is no trace of a run."""
CORRECTIONS = "data/corrections.yml"
NAMING = ("name", "national_id")
"""Columns whose values say who somebody is."""


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
        invented = parts[:2] == ("data", "raw") and len(parts) > 3 and parts[2] in synthetic
        if name.startswith(MADE):
            out.append(f"{name}: made by a run, made again by anyone")
        elif parts[:2] == ("data", "raw") and not invented and name != "data/raw/README.md":
            out.append(f"{name}: raw exports of a real project stay on the machine")
        elif name.lower().endswith(KEYS):
            out.append(f"{name}: a pseudonym key never enters the repository")
        elif name in OWN_TABLES:
            continue
        elif name.lower().endswith(TABLES) and not invented and parts[0] != "tests":
            out.append(f"{name}: a table that is not the sample's may hold personal data")
    return out


def telling(root: Path, files: list[str], projects: Iterable[Project]) -> list[str]:
    """Say which files say who somebody is, or hold the pseudonym key; none of it is repeated.

    Parameters
    ----------
    projects
        Every project of the folder, synthetic or not.
    """
    secrets = secrets_of(root, projects)
    invented = tuple(f"data/raw/{project.id}/" for project in projects if project.synthetic)
    exports = _exports(root, invented)
    out = []
    for name in files:
        path = root / name
        if not path.is_file():
            continue
        data = path.read_bytes()
        told = (
            ""
            if name.startswith(invented)
            else secrets.told_by(name, data, numbers=not name.startswith(CODE))
        )
        if told:
            out.append(f"{name}: {told}")
        elif hashlib.sha256(data).digest() in exports:
            out.append(f"{name}: a copy of a raw export of a real project, which stays on the machine")
        elif data.startswith(PACKED) and not name.startswith(("tests/", *invented)):
            out.append(f"{name}: a workbook, table or archive by its content may hold personal data")
        elif name == CORRECTIONS:
            out += _naming_corrections(data.decode("utf-8", "replace"), projects)
    return out


def _exports(root: Path, invented: tuple[str, ...]) -> set[bytes]:
    """Return a hash of each raw file on this machine that is no synthetic project's."""
    raw = root / "data/raw"
    files = {
        p.relative_to(root).as_posix(): p for p in raw.rglob("*") if p.is_file() and p != raw / "README.md"
    }
    return {
        hashlib.sha256(data).digest()
        for name, path in files.items()
        if not name.startswith(invented) and (data := path.read_bytes())
    }


def _naming_corrections(text: str, projects: Iterable[Project]) -> list[str]:
    """Say which corrections of real data name a person, by their place in the file."""
    naming = {
        (source.id, fold(header))
        for project in projects
        if not project.synthetic
        for source in project.sources
        for target in NAMING
        for header in (target, *source.columns.get(target, target).split("+"))
    }
    entries = (yaml.safe_load(text) or {}).get("corrections") or []
    named = [
        str(number)
        for number, entry in enumerate(entries, start=1)
        if any((entry["source"], fold(h)) in naming for h in (entry["column"], *entry.get("key", {})))
    ]
    if not named:
        return []
    return [
        f"{CORRECTIONS}: correction {', '.join(named)} names a person of a real project; name the row "
        "by 'row', or keep the file out of the repository"
    ]


def strip_outputs(path: Path) -> bool:
    """Remove outputs, pasted files and traces of a run from a notebook in place; whether any was there."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    ran = [
        c for c in notebook.cells if c.cell_type == "code" and (c.outputs or c.execution_count is not None)
    ]
    pasted = [c for c in notebook.cells if c.get("attachments")]
    traces = set(notebook.metadata) - KEPT_METADATA
    for cell in ran:
        cell.outputs, cell.execution_count = [], None
    for cell in pasted:
        del cell["attachments"]
    for trace in traces:
        del notebook.metadata[trace]
    if ran or pasted or traces:
        path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")  # type: ignore[no-untyped-call]
    return bool(ran or pasted or traces)


def main(files: list[str]) -> int:
    """Check `files` (all tracked files when empty); 0 when they may be committed as they are."""
    root = find_root()
    names = (
        files
        or subprocess.run(
            ["git", "ls-files", "-z"], cwd=root, check=True, capture_output=True, encoding="utf-8"
        ).stdout.split("\0")[:-1]
    )
    projects = [read_params(p, Project, root) for p in sorted((root / "params").glob("*/project.yml"))]
    told = refusals(names, {p.id for p in projects if p.synthetic}) + telling(root, names, projects)
    notebooks = [root / n for n in names if n.lower().endswith(".ipynb") and (root / n).is_file()]
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
