"""Every error that tells the user what to do is known by name, wherever in the package it is defined."""

from __future__ import annotations

import ast
import subprocess
import sys

from analysis.pipeline.fingerprint import PACKAGE

ROOMS = ("clean", "disclose", "evaluate", "params", "present")
"""The rooms a notebook calls."""


def _messages_to_the_user() -> set[str]:
    """Names of the errors of those rooms that are an `AnalysisError`."""
    trees = [
        ast.parse(file.read_text(encoding="utf-8"))
        for room in ROOMS
        for file in (PACKAGE / room).rglob("*.py")
    ]
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and any(ast.unparse(b) == "AnalysisError" for b in node.bases)
    }


def _taken_for_faults(names: set[str]) -> set[str]:
    """Names that a fresh interpreter, where nothing else is imported, takes for faults in the software."""
    code = (
        "import sys; from analysis.pipeline.rejections import is_rejection; "
        "print(*(n for n in sys.argv[1:] if not is_rejection(n)))"
    )
    done = subprocess.run([sys.executable, "-c", code, *sorted(names)], capture_output=True, check=True)
    return set(done.stdout.decode().split())


def test_no_message_to_the_user_is_called_a_fault_in_the_software() -> None:
    messages = _messages_to_the_user()
    assert {"ReportSourceError", "CleanError"} <= messages
    assert _taken_for_faults({*messages, "KeyError", "ReportSource"}) == {"KeyError", "ReportSource"}
