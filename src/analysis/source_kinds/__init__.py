"""What each kind of export *is*: one module per kind, and every other room asks here.

A new kind is a module in this folder with its `KIND`, a module of the same name in the clean room with its
cleaner, and a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from analysis.discovery import modules_of
from analysis.errors import AnalysisError
from analysis.source_kinds.declaration import Column, Entry, Field, Half, Kind, Table, Workbook

__all__ = [
    "KINDS", "Column", "Entry", "Field", "Half", "Kind", "KindError", "Table", "Workbook", "kind_of",
    "kinds_read_in", "tables_of",
]  # fmt: skip


class KindError(AnalysisError):
    """A kind of export is not declared, or declared in a way that cannot be."""


def _declared() -> Mapping[str, Kind]:
    modules = modules_of("analysis.source_kinds")
    kinds: list[Kind] = []
    for name in sorted(set(modules) - {"declaration"}):
        kind = getattr(modules[name], "KIND", None)
        if not isinstance(kind, Kind) or kind.id != name:
            raise KindError(f"source_kinds/{name}.py must declare KIND, a Kind with the id '{name}'.")
        kinds.append(kind)
    for what in ("order", "called"):
        values = [getattr(kind, what) for kind in kinds]
        twice = [kind.id for kind, value in zip(kinds, values, strict=True) if values.count(value) > 1]
        if twice:
            raise KindError(f"source_kinds: {' and '.join(twice)} have the same '{what}'. Give each its own.")
    return MappingProxyType({kind.id: kind for kind in sorted(kinds, key=lambda kind: kind.order)})


KINDS: Mapping[str, Kind] = _declared()
"""Id → kind of export, in order."""


def kind_of(kind: str) -> Kind:
    """Return the declaration of a kind of export.

    Raises
    ------
    KindError
        If there is none; lists those there are.

    Examples
    --------
    >>> kind_of("arrears").row_is_person, kind_of("incidents").row_is_person
    (True, False)
    """
    try:
        return KINDS[kind]
    except KeyError:
        raise KindError(f"'{kind}' is no kind of export; declared are {', '.join(KINDS)}") from None


def kinds_read_in(half: Half) -> tuple[str, ...]:
    """Return the kinds that a half of cleaning reads.

    Examples
    --------
    >>> kinds_read_in("survey")
    ('survey', 'tenancies', 'themes')
    """
    return tuple(kind.id for kind in KINDS.values() if half in kind.read_in)


def tables_of(half: Half) -> tuple[str, ...]:
    """Return the processed tables that a half of cleaning makes.

    Examples
    --------
    >>> tables_of("survey")
    ('survey', 'themes')
    """
    return tuple(kind.table.name for kind in KINDS.values() if kind.half == half)
