"""Hashing files, writing them whole or not at all, and naming them without this machine's paths."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from analysis.pipeline.errors import PipelineError


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def hashes(paths: Iterable[Path], root: Path) -> dict[str, str]:
    """Path below `root` (with forward slashes) → hash, sorted by path."""
    return {relative(path, root): file_hash(path) for path in sorted(set(paths))}


def relative(path: Path, root: Path) -> str:
    """Path below `root` with forward slashes, the same on every machine."""
    return path.relative_to(root).as_posix()


def write_json(path: Path, value: Any) -> None:
    """Write JSON atomically, keys sorted, so that equal values give equal bytes."""
    text = json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    write_bytes(path, text.encode())


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file, its owner's alone, so that it is whole or not there, whenever the process is killed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def alone(folder: Path, name: str) -> Iterator[None]:
    """Hold a folder for one run; the hold ends with the process, however it ends.

    Raises
    ------
    PipelineError
        If another run holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout:
        raise PipelineError(
            f"{name}: another run of this period is under way. Wait for it, or stop it."
        ) from None


def read_json(path: Path) -> dict[str, Any] | None:
    """Read a JSON object; ``None`` when the file is missing or was not written whole."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, IsADirectoryError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
