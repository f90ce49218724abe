"""How a filled workbook is read back: the mapping a source of format ``template`` does not have to state."""

from __future__ import annotations

from analysis.params import Source, Study
from analysis.templates.columns import columns


def column_map(kind: str, study: Study) -> dict[str, str]:
    """Return target → header of every column that is read.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> study = load_period("params/leie/periods/sluttrapport.yml")
    >>> column_map("cases", study)
    {'month': 'Måned', 'received': 'Innkommet', 'closed': 'Ferdigbehandlet', 'open': 'Ubehandlet'}
    """
    return {c.target: c.header for c in columns(kind, study) if c.target is not None}


def value_map(kind: str, study: Study) -> dict[str, dict[str, str]]:
    """Return target → {label in the drop-down list: canonical value}; what reads as it stands is left out.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> study = load_period("params/leie/periods/sluttrapport.yml")
    >>> value_map("incidents", study)["kind"]["Uønsket besøk"]
    'uonsket-besok'
    """
    return {c.target: dict(c.meanings) for c in columns(kind, study) if c.target is not None and c.meanings}


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
