"""Copies that a pattern finds beside their originals: what they hold would count twice."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

from analysis.clean.findings import Findings, Place

_MARK = re.compile(
    r"[ _-]*\((?:\d{1,2}|[^()]*(?:kopi|copy|konflikt|conflict)[^()]*)\)$"
    r"|[ _-]+(?:kopi|copy|backup|konflikt|conflict)[ _-]?\(?\d{0,2}\)?$"
    r"|-(?:desktop|laptop|surface|macbook)[\w-]*$",
    re.IGNORECASE,
)
"""What programs and people add to a copy: «- Kopi», «(1)», «-DESKTOP-A1B2C3», «(conflicted copy)»."""
_BEFORE = re.compile(r"^(?:kopi av|copy of|backup of)\s+", re.IGNORECASE)


def original_of(stem: str) -> str:
    """Return the name a file had before it was copied.

    Examples
    --------
    >>> [original_of(name) for name in ("logg - Kopi (2)", "Kopi av logg", "logg-DESKTOP-A1", "logg 2")]
    ['logg', 'logg', 'logg', 'logg 2']
    """
    before = None
    while stem != before:
        before, stem = stem, _BEFORE.sub("", _MARK.sub("", stem))
    return stem


def report_copies(files: Sequence[Path], source: str, folder: Path, found: Findings) -> None:
    """Add an error for each file that is called a copy of another, or has the same content."""
    by_name = {(path.parent, path.stem.casefold(), path.suffix.casefold()): path for path in files}
    alike = _first_alike(files)
    for path in files:
        named = by_name.get((path.parent, original_of(path.stem).casefold(), path.suffix.casefold()), path)
        other = alike.get(path, named)
        if other == path:
            continue
        how = "har samme innhold som" if path in alike else "heter som en kopi av"
        found.add(
            "error",
            Place(source, path.relative_to(folder).as_posix()),
            "copy",
            f"filen {how} «{other.name}», og begge ville blitt talt",
            action="Ta den ene ut av mappen, eller skriv et mønster i project.yml som bare treffer den "
            "andre.",
        )


def _first_alike(files: Sequence[Path]) -> dict[Path, Path]:
    """Return each file whose content an earlier one has → that one; read only where the size is the same."""
    by_size: dict[int, list[Path]] = {}
    for path in files:
        by_size.setdefault(path.stat().st_size, []).append(path)
    first: dict[tuple[int, str], Path] = {}
    alike: dict[Path, Path] = {}
    for size, same in by_size.items():
        for path in same if size and len(same) > 1 else ():
            with path.open("rb") as file:
                earlier = first.setdefault((size, hashlib.file_digest(file, "sha256").hexdigest()), path)
            if earlier != path:
                alike[path] = earlier
    return alike
