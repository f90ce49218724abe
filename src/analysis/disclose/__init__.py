"""What each edition may show: the one place where anything is hidden."""

from analysis.disclose.edition import Disclosed
from analysis.disclose.forms import DisclosureError
from analysis.disclose.periods import overlapping_public
from analysis.disclose.releases import (
    CONTENT,
    FOLDER,
    INDEX,
    file_hash,
    index_of,
    printed_content,
    releases_of,
)
from analysis.disclose.restrict import place_names, restrict, restrict_all

__all__ = [
    "CONTENT",
    "FOLDER",
    "INDEX",
    "Disclosed",
    "DisclosureError",
    "file_hash",
    "index_of",
    "overlapping_public",
    "place_names",
    "printed_content",
    "releases_of",
    "restrict",
    "restrict_all",
]
