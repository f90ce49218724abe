"""The error a user of the package can cause and mend, and the base of all others."""

from __future__ import annotations

from pathlib import Path


class AnalysisError(Exception):
    """What went wrong, where, what was expected and what to do; shown without a traceback."""


class ParamsError(AnalysisError):
    """A parameter file is missing, malformed, or contradicts itself."""


def unreadable(error: OSError) -> str:
    """Say in one message that the file system refuses a file; no path of the machine is in it.

    Examples
    --------
    >>> unreadable(OSError(28, "No space left on device", "/a/b.csv"))[:59]
    'b.csv: cannot be written or read (No space left on device).'
    """
    name = Path(str(error.filename or "a file")).name
    return (
        f"{name}: cannot be written or read ({error.strerror or type(error).__name__}). Check that the "
        "folder is one you may write in, that there is room, and that the file is not open in another "
        "program."
    )
