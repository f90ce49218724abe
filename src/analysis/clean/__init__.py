"""The clean room: every export as received → typed, pseudonymous tables, or a clear finding.

The only room that sees personal data. It reads `data/raw`, never writes there, and guesses nothing
in silence.
"""

from analysis.clean.cleaning import check, clean_records, clean_survey, search_for_persons
from analysis.clean.errors import CleanError
from analysis.clean.findings import Findings, Place
from analysis.clean.persons.pseudonyms import Pseudonyms, find_key, key_forms, open_key_file
from analysis.clean.store import Cleaned, Tables, load_tables, save
from analysis.clean.worksheet import write_findings

__all__ = [
    "CleanError",
    "Cleaned",
    "Findings",
    "Place",
    "Pseudonyms",
    "Tables",
    "check",
    "clean_records",
    "clean_survey",
    "find_key",
    "key_forms",
    "load_tables",
    "open_key_file",
    "save",
    "search_for_persons",
    "write_findings",
]
