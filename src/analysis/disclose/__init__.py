"""The room that decides what may be shown to whom: editions, thresholds, hidden cells."""

from analysis.disclose.edition import Disclosed
from analysis.disclose.periods import overlapping_public
from analysis.disclose.restrict import place_names, restrict, restrict_all

__all__ = ["Disclosed", "overlapping_public", "place_names", "restrict", "restrict_all"]
