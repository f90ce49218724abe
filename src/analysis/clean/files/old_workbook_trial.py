"""Opens an old workbook (.xls) from standard input and forgets it: run as a program, before the file is read.

In a damaged one any length may be stated, and a reader that believes it asks for more memory than there is,
which ends its process. Here that is a process of its own, with the limits the system can set: macOS sets none
to memory, Windows none at all. What can be caught is no matter here: it is caught again, and reported, where
the file is read.
"""

from __future__ import annotations

import io
import sys

MEMORY, SECONDS = 2 << 30, 20
"""Bytes and processor time the trial may take."""

if __name__ == "__main__":
    import contextlib

    from python_calamine import CalamineError, CalamineWorkbook

    if sys.platform != "win32":
        import resource

        for kind, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_CORE, 0),
        ):
            with contextlib.suppress(ValueError, OSError):  # not on this system, or it is lower already
                resource.setrlimit(kind, (most, most))
    with contextlib.suppress(CalamineError, OSError, ValueError):
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            with contextlib.suppress(CalamineError, OSError, ValueError):
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
