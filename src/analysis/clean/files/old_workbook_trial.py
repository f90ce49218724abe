"""Opens an old workbook (.xls) from standard input and forgets it: run as a program, before the file is read.

In a damaged one any length may be stated, and a reader that believes it asks for more memory than there is,
which ends its process. Here that is a process of its own, with limits. What can be caught is no matter here:
it is caught again, and reported, where the file is read.
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

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(CalamineError, OSError, ValueError):
        book = CalamineWorkbook.from_filelike(io.BytesIO(sys.stdin.buffer.read()))
        for name in book.sheet_names:
            with contextlib.suppress(CalamineError, OSError, ValueError):
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
