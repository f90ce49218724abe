"""What a record says under each header of an export, as far as the project knows: wordings and dates."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from analysis.clean.columns.addresses import AddressBook
from analysis.clean.columns.dates import read_dates, read_month
from analysis.clean.columns.mapping import expected_headers
from analysis.clean.columns.numbers import read_yes_no
from analysis.clean.wording import Lexicon
from analysis.comparing import cell_key, fold, wording_key
from analysis.params import Source, Study
from analysis.source_kinds.declaration import Entry

Says = Callable[[str], bool]
_PARTS = re.compile(r"\s*(?:\n|;|,|\+|&|/|\bog\b|\bsamt\b)\s*")


def says_of(source: Source, study: Study) -> Callable[[str, str], bool]:
    """Return whether a text under a header is known as what a record of the source says there."""
    readers: dict[str, list[Says]] = {}
    entries = {entry.target: entry for entry in source.declared.workbook.entries}
    for target, header in expected_headers(source).items():
        reads = _reads(entries[target], study) if target in entries else []
        readers.setdefault(fold(header), []).extend([*reads, _declared(source, target)])
    return lambda header, text: any(reads(text) for reads in readers.get(fold(header), ()))


def alone_in(source: Source) -> Callable[[str], bool]:
    """Return whether a cell under a header makes a record by itself: it is all that must be filled."""
    headers = expected_headers(source)
    needed = [column.target for column in source.declared.columns if column.need == "filled"]
    own = {fold(headers[target]) for target in needed} if len(needed) == 1 else set()
    return lambda header: fold(header) in own


def _reads(entry: Entry, study: Study) -> list[Says]:
    """Return what reads the cells of a column of this kind; nothing where any text may stand."""
    words, project = study.vocabulary, study.project
    if entry.holds in ("date", "dates"):
        return [_is_date]
    if entry.holds == "month":
        return [lambda text: read_month(text) is not None]
    tables: dict[str, Mapping[str, tuple[str, ...]]] = {
        "incident_kinds": {
            kind: (name, *words.incidents.get(kind, ())) for kind, name in project.incident_kinds.items()
        },
        "reporters": words.reported_by,
        "end_reasons": words.tenancy_end_reasons,
        "services": words.services,
        "flat_reasons": {str(kind): said for kind, said in words.flat_reasons.items()},
        "measure_statuses": words.measure_statuses,
        "measure_wordings": words.measure_statuses,
    }
    if entry.offered in tables:
        lexicon = Lexicon(tables[entry.offered])
        return [lambda text: any(lexicon.kind(part) for part in (text, *_PARTS.split(text)) if part)]
    if entry.offered in ("addresses", "addresses_and_other"):
        return [lambda text: AddressBook.of(project).find(text) is not None]
    if entry.offered == "yes_no":
        return [lambda text: read_yes_no(text) is not None]
    if entry.offered == "activities":
        begins = [wording_key(wording) for wordings in words.activities.values() for wording in wordings]
        return [lambda text: wording_key(text).startswith(tuple(begins))]
    return []


def _declared(source: Source, target: str) -> Says:
    """Return whether a text is one that ``values`` of the source gives a meaning."""
    own = {cell_key(wording) for wording in source.values.get(target, {})}
    if target == "wave":
        own |= {cell_key(name) for number, part in source.waves.items() for name in part.names(number)}
    return lambda text: cell_key(text) in own


def _is_date(text: str) -> bool:
    read = read_dates(text)
    return bool(read.days) and "text" not in read.remarks
