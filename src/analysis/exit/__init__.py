"""The one exit: what a run wrote is searched for whoever it may not name, before anybody reads it."""

from analysis.exit.carriers import Piece, pieces
from analysis.exit.search import ExitError, name_of, search_outputs, search_sources, source_findings, stop
from analysis.exit.wanted import Hit, Wanted, wanted

__all__ = [
    "ExitError",
    "Hit",
    "Piece",
    "Wanted",
    "name_of",
    "pieces",
    "search_outputs",
    "search_sources",
    "source_findings",
    "stop",
    "wanted",
]
