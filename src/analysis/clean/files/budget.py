"""What a raw file takes in memory once it is read, known from what it declares before it is unpacked.

A file of a few kilobytes may declare more cells, or longer texts, than the machine can hold. Each estimate is
of the table read and cleaned, not of the bytes on disk; `memory_mb` of project.yml says how much is allowed.
"""

from __future__ import annotations

from analysis.clean.findings import Findings, Place

CELL = 40
"""Bytes a cell of a table in columns takes, read, typed and searched; texts that repeat are held once."""
SHEET_CELL = 48
"""Bytes a cell of a sheet takes, filled or not, before empty rows are left out."""
XML = 3
"""Times a workbook's parts, unpacked, that its numbers and texts take."""
SIGN = 4
"""Bytes of each sign of a text that has one emoji."""
TEXT = 12
"""Times a text file's bytes that it takes, decoded and split, when it is read whole."""
MEGABYTE = 1_000_000


def fits(needed: int, allowed_mb: int, place: Place, found: Findings, what: str) -> bool:
    """Whether a file fits the budget; if not, report it with what was found and what is allowed.

    Parameters
    ----------
    needed
        Bytes the file takes once it is read.
    allowed_mb
        The project's ``memory_mb``.
    what
        What the file declares, in Norwegian, for example «5000000 rader og 6 kolonner».
    """
    if needed <= allowed_mb * MEGABYTE:
        return True
    found.add(
        "error",
        place,
        "memory",
        f"filen har {what} og vil bruke omtrent {-(-needed // MEGABYTE)} MB minne når den er lest; "
        f"tillatt er {allowed_mb} MB",
        action="Kontroller hvor filen kommer fra, eller del den. Er den riktig, så skriv en høyere memory_mb "
        "i project.yml.",
    )
    return False


def delimited(data: bytes, delimiter: str, *, whole: bool) -> int:
    """Return the bytes a delimited file takes, from its size and its delimiters.

    Parameters
    ----------
    whole
        Whether it is decoded and split as one text, or column by column.
    """
    cells = data.count(delimiter.encode()) + data.count(b"\n") + 1
    return (TEXT * len(data) + 8 * cells) if whole else (len(data) + CELL * cells)


def columns(rows: int, width: int, unpacked: int) -> int:
    """Return the bytes a table declared in columns takes: what it unpacks to, and each of its cells."""
    return unpacked + CELL * rows * width


def workbook(unpacked: int, cells: int, shared: int) -> int:
    """Return the bytes a workbook takes: its parts, the rectangles of its sheets, texts that cells share."""
    return XML * unpacked + SHEET_CELL * cells + shared
