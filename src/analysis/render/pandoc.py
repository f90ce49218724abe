"""Calls of pandoc, shut off from the user's own settings."""

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, cast

import pypandoc

from analysis.render.errors import RenderError
from analysis.render.source import Source

SECONDS = 300
"""Longest one call of pandoc may take; a report takes a few."""
RESOURCES = Path(__file__).parent / "resources"


def pandoc_version() -> str:
    """Return the version of the pandoc that the embedded engine calls."""
    return str(pypandoc.get_pandoc_version())


def bare_environment() -> dict[str, str]:
    """Return what a program needs to start, and nothing of the researcher's: no key, no settings."""
    kept = ("PATH", "SYSTEMROOT", "TEMP", "TMP", "TMPDIR")
    return {n: os.environ[n] for n in kept if n in os.environ} | {"LC_ALL": "C.UTF-8", "TZ": "UTC"}


def parse(source: Source) -> dict[str, Any]:
    """Return the neutral document: references and citations resolved, floats and callouts marked.

    Raises
    ------
    RenderError
        Lists every fault with its file and line: unknown references and citations, images that are missing
        or have no alternative text, tables without a label, executable cells.
    """
    with tempfile.TemporaryDirectory() as scratch:
        settings = Path(scratch, "metadata.json")
        settings.write_text(
            json.dumps(_for_pandoc(source.metadata), ensure_ascii=False, default=str), "utf-8"
        )
        options = [
            "-f",
            "markdown",
            "-t",
            "json",
            f"--metadata-file={settings}",
            f"--lua-filter={RESOURCES / 'quarto.lua'}",
        ]
        if source.metadata.get("citeproc"):
            options.append("--citeproc")
        written = _run(options, source.text, source)
    document = cast("dict[str, Any]", json.loads(written))
    problems = document["meta"].pop("problems", {"c": []})["c"]
    if problems:
        raise RenderError("\n".join(_fault(source, problem["c"]) for problem in problems))
    return document


def write(
    document: Mapping[str, Any], source: Source, to: str, filters: Sequence[Path], options: Sequence[str]
) -> str:
    """Return the neutral document in the format `to`, after the given Lua filters."""
    chosen = ["-f", "json", "-t", to, "--standalone", "--wrap=none", *options]
    chosen += [f"--lua-filter={path}" for path in filters]
    return _run(chosen, json.dumps(document, ensure_ascii=False), source)


def _for_pandoc(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Keep what templates and filters read; values for the text have been put in already."""
    kept = ("crossref", "language")
    return {key: value for key, value in metadata.items() if key in kept or not isinstance(value, dict)}


def _fault(source: Source, problem: Mapping[str, Any]) -> str:
    return f"{source.locate(problem['look_for']['c'])}: {problem['message']['c']}."


def _run(options: Sequence[str], text: str, source: Source) -> str:
    with tempfile.TemporaryDirectory() as data_dir:
        done = _ran(
            [pypandoc.get_pandoc_path(), f"--data-dir={data_dir}", "--fail-if-warnings", *options],
            text.encode(),
            source,
        )
    if done.returncode:
        raise RenderError(_explained(done.stderr.decode(errors="replace"), source))
    return done.stdout.decode()


def _ran(command: Sequence[str], text: bytes, source: Source) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            command,
            input=text,
            cwd=source.folder,
            env=bare_environment(),
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
    except subprocess.TimeoutExpired:
        raise RenderError(
            f"{source.main}: pandoc was not done in {SECONDS} s and was stopped. Look for a chapter that is "
            "very long, or text nested very deep."
        ) from None


def _explained(stderr: str, source: Source) -> str:
    unknown = re.findall(r"citation (\S+) not found", stderr)
    if unknown:
        return "\n".join(f"{source.locate('@' + key)}: @{key}{_lacks(key)}." for key in unknown)
    lines = [line for line in stderr.splitlines() if line.strip() and not line.startswith("Failing because")]
    return f"{source.main}: pandoc could not read the report: {' '.join(lines)}"


def _lacks(key: str) -> str:
    if re.match(r"(?i:fig|tbl|sec)-", key):
        return ": nothing numbered carries that label"
    return " is not in the bibliography; add it or mend the key"
