"""What of a real project must not stand inside a file that is committed, whatever it is packed in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from analysis.clean.cleaning import bench_aside, roster_of
from analysis.clean.files.unpacked import SealedError, texts_in
from analysis.clean.persons.identifiers import holds_real_identity_number
from analysis.clean.persons.people import loose_name
from analysis.clean.persons.pseudonyms import key_forms
from analysis.comparing import fold
from analysis.params import Project, load_period, period_files

_FLAT = re.compile(r"\b[HUKL]\d{4}\b", re.IGNORECASE)
_LONG, _FEW = 20, 3
"""Signs of a line that tells which file it is from, and such lines of an export that make a copy of it."""


@dataclass(frozen=True)
class Secrets:
    """What is looked for in every text of a file.

    Attributes
    ----------
    key
        The pseudonym key as it may be written.
    names
        The parts of each tenant's name, as `loose_name` gives them.
    addresses
        Names of the addresses, folded: beside the number of a flat they are somebody's home.
    lines
        Hashes of the lines of raw exports and of the steering group's reports.
    """

    key: tuple[str, ...] = ()
    names: frozenset[frozenset[str]] = frozenset()
    addresses: tuple[str, ...] = ()
    lines: frozenset[int] = frozenset()

    def told_by(self, name: str, data: bytes, *, numbers: bool) -> str:
        """Say what a file gives away, without repeating it; empty where it gives nothing away.

        Parameters
        ----------
        numbers
            Whether national identity numbers are looked for too.
        """
        own: set[int] = set()
        try:
            for where, text in texts_in(name, data):
                what = self._in_text(text, own, numbers=numbers)
                if what:
                    return what if where == name else f"{what} (in {where})"
        except SealedError as error:
            return f"cannot be looked into: {error}"
        return ""

    def _in_text(self, text: str, own: set[int], *, numbers: bool) -> str:
        if any(form in text for form in self.key):
            return "holds the pseudonym key; take it out, and make a new key"
        if numbers and holds_real_identity_number(text):
            return "holds a national identity number; name the row by 'row' or by another column"
        if not (self.names or self.addresses or self.lines):
            return ""
        before: set[str] = set()
        for line in text.splitlines():
            words = set(loose_name(line).split()) if self.names else set()
            if any(parts <= words | before and not parts <= before for parts in self.names):
                return "names a tenant of a real project"
            if _FLAT.search(line) and any(address in fold(line) for address in self.addresses):
                return "names a flat at an address of a real project"
            if hash(line.strip()) in self.lines:
                own.add(hash(line.strip()))
            if len(own) >= _FEW:
                return "repeats a raw export or a report of the steering group's of a real project"
            before = words
        return ""


def secrets_of(root: Path, projects: Iterable[Project]) -> Secrets:
    """Collect what the real projects of this machine must not give away.

    Raises
    ------
    AnalysisError
        If a real project with raw files has settings that cannot be read: its roster would not be looked for.
    """
    real = [p for p in projects if not p.synthetic and (root / "data/raw" / p.id).is_dir()]
    names: set[frozenset[str]] = set()
    lines: set[int] = set()
    for project in real:
        if any((root / "params" / project.id / "periods").glob("*.yml")):
            bench = bench_aside(load_period(period_files(root, project.id)[0]))
            roster = roster_of(bench, bench.records("tenancies"))
            names |= {frozenset(loose_name(name).split()) for name in roster.names}
        files = [f for f in (root / "data/raw" / project.id).rglob("*") if f.is_file()]
        files += (root / "build" / project.id).glob("*/begrenset/*.*")
        lines |= {hash(line) for file in files for line in _lines(file)}
    return Secrets(
        key_forms(),
        frozenset(parts for parts in names if len(parts) > 1),
        tuple(fold(address.name) for project in real for address in project.addresses),
        frozenset(lines),
    )


def _lines(file: Path) -> set[str]:
    try:
        texts = list(texts_in(file.name, file.read_bytes()))
    except SealedError:
        return set()  # what cannot be read here cannot be read by whoever gets it either
    return {line.strip() for _, text in texts for line in text.splitlines() if len(line.strip()) >= _LONG}
