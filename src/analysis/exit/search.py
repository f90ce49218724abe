"""The search itself: over what was made, and over what the project wrote, with file and line of each hit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from analysis.clean import Findings, Place
from analysis.exit.carriers import FONTS, Piece, UnreadableError, pieces
from analysis.exit.wanted import Hit, Wanted, wanted
from analysis.params import AnalysisError, Edition, Study
from analysis.present.text import ProseError, for_edition

UNREAD = "noe som ikke kan leses, så ingen vet hva det sier"
NOT_PRINTED = frozenset({"sample.yml"})
"""Settings of invented people."""
MOST = 20
"""Most hits that a message lists."""
ADVICE = (
    "Skriv en rolle i stedet. Er det ingen leietaker, så før det opp under may_be_named i project.yml "
    "(disclosure)."
)


class ExitError(AnalysisError):
    """Something that may not leave was found in what was to be read; no edition is left."""


def search_outputs(files: Iterable[Path], public: Sequence[Path], seek: Wanted, root: Path) -> list[Hit]:
    """Search finished files.

    Parameters
    ----------
    files
        What a run wrote.
    public
        Folders in which no address may be named either.
    seek
        What is looked for.
    root
        Folder the files are named from.
    """
    hits: dict[Hit, None] = {}
    for path in files:
        if path.suffix.lower() in FONTS:
            continue
        shown = name_of(path, root)
        open_to_all = any(path.is_relative_to(folder) for folder in public)
        try:
            for piece in pieces(path):
                hits |= dict.fromkeys(_hits(shown, piece, seek, public=open_to_all))
        except UnreadableError:
            hits[Hit(shown, "hele filen", UNREAD)] = None
    return list(hits)


def name_of(path: Path, root: Path) -> str:
    """Name a file from `root`; one elsewhere by its own name, since a message holds no path of a machine."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def search_sources(study: Study, seek: Wanted) -> list[Hit]:
    """Search what the project wrote itself and a report prints: chapters, settings, names of raw files.

    The public edition is searched for addresses too, in the chapters alone: settings must name them.
    """
    hits: dict[Hit, None] = {}
    own = study.root / "report" / study.project.id
    for path in sorted(f for f in own.rglob("*") if f.is_file()):
        shown = path.relative_to(study.root).as_posix()
        hits |= dict.fromkeys(_in_lines(shown, pieces_of_source(path), seek, public=False))
        if path.suffix == ".qmd" and "offentlig" in study.period.editions:
            hits |= dict.fromkeys(_in_lines(shown, _of_edition(path, "offentlig"), seek, public=True))
    settings = [*study.params_dir.glob("*.yml"), study.params_dir / "periods" / f"{study.period.id}.yml"]
    for path in sorted(f for f in settings if f.name not in NOT_PRINTED and f.is_file()):
        shown = path.relative_to(study.root).as_posix()
        hits |= dict.fromkeys(_in_lines(shown, pieces_of_source(path), seek, public=False))
    return list(hits)


def source_findings(study: Study) -> pd.DataFrame:
    """Return the hits of `search_sources` as rows of ``findings``: what would stop a run, told beforehand."""
    found = Findings()
    for hit in search_sources(study, wanted(study)):
        said = f"{hit.where} har det som ser ut som {hit.kind}, og ingen utgave lages"
        found.add("error", Place("project", hit.file), "personal_sources", said, action=ADVICE)
    return found.frame()


def pieces_of_source(path: Path) -> list[Piece]:
    """Return the lines of a text, or what a picture says of itself."""
    return [piece for piece in pieces(path) if piece.text.strip()]


def _of_edition(path: Path, edition: Edition) -> list[Piece]:
    """Return the lines of a chapter that an edition prints, by their numbers in the file."""
    text = path.read_text(encoding="utf-8")
    try:
        kept = for_edition(text, edition, path).split("\n")
    except ProseError:
        return []  # the reader of chapters tells what is wrong, and nothing is made
    found, at = [], 0
    for number, line in enumerate(text.split("\n"), start=1):
        if at < len(kept) and line == kept[at]:
            found.append(Piece(f"linje {number}", line))
            at += 1
    return found


def _in_lines(shown: str, found: Iterable[Piece], seek: Wanted, *, public: bool) -> list[Hit]:
    return [hit for piece in found for hit in _hits(shown, piece, seek, public=public, source=True)]


def _hits(shown: str, piece: Piece, seek: Wanted, *, public: bool, source: bool = False) -> list[Hit]:
    kinds = seek.kinds_in(piece.text, loose=piece.loose, public=public, source=source)
    return [Hit(shown, piece.where, kind) for kind in kinds]


def stop(hits: Sequence[Hit], sources: Sequence[Hit]) -> None:
    """Raise with every hit, and where the project wrote what may be the same.

    Raises
    ------
    ExitError
        If there is a hit; what was found is not repeated.
    """
    if not hits:
        return
    kinds = {hit.kind for hit in hits}
    written = [hit.text for hit in sources if hit.kind in kinds and hit not in hits]
    told = [hit.text for hit in hits]
    lines = ["Ingen utgave er laget, for det som skulle ut, har noe som ikke kan leses av andre:"]
    lines += [f"  {line}" for line in told[:MOST]]
    lines += [f"  og {len(told) - MOST} steder til"] if len(told) > MOST else []
    if written:
        lines += ["Det står her hos prosjektet:", *(f"  {line}" for line in written[:MOST])]
    raise ExitError("\n".join([*lines, ADVICE]))
