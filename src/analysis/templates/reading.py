"""How a filled workbook is read back: the mapping a source of format ``template`` does not have to state."""

from __future__ import annotations

from analysis.params import Source, Study
from analysis.params.sources import SourceKind
from analysis.templates import choices
from analysis.templates.columns import STATUS_OF, columns


def column_map(kind: SourceKind, study: Study) -> dict[str, str]:
    """Return target → header of every column that is read.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> study = load_period("params/leie/periods/sluttrapport.yml")
    >>> column_map("cases", study)
    {'month': 'Måned', 'received': 'Innkommet', 'closed': 'Ferdigbehandlet', 'open': 'Ubehandlet'}
    """
    return {c.target: c.header for c in columns(kind, study) if c.target is not None}


def value_map(kind: SourceKind, study: Study) -> dict[str, dict[str, str]]:
    """Return target → {label in the drop-down list: canonical value}; what reads as it stands is left out.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> study = load_period("params/leie/periods/sluttrapport.yml")
    >>> value_map("incidents", study)["kind"]["Uønsket besøk"]
    'uonsket-besok'
    """
    match kind:
        case "incidents":
            made = {"kind": choices.incident_kinds(study), "reported_by": choices.reporters(study)}
        case "tenancies":
            outside = {choices.OTHER_ADDRESS: choices.OTHER}
            made = {"address": outside, "end_reason": choices.end_reasons(study)}
        case "flats":
            made = {"reason": choices.flat_reasons(study)}
        case "services":
            made = {"service": choices.services(study)}
        case "measures":
            statuses = choices.measure_statuses(study)
            made = {STATUS_OF + address.id: statuses for address in study.project.addresses}
        case _:
            made = {}
    return {target: labels for target, labels in made.items() if labels}


def understood(source: Source, study: Study) -> Source:
    """Return a source of format ``template`` with its columns and values stated.

    What the source states itself comes before what the workbook says. Other sources are returned as they are.
    """
    if source.reader.format != "template":
        return source
    made = columns(source.kind, study, source.not_asked)
    headers = {c.target: c.header for c in made if c.target is not None}
    unread = tuple(c.header for c in made if c.target is None)
    values = value_map(source.kind, study)
    return source.model_copy(update={
        "columns": {**headers, **source.columns},
        "values": {t: {**values.get(t, {}), **source.values.get(t, {})} for t in {**values, **source.values}},
        "ignore": (*source.ignore, *unread),
    })  # fmt: skip
