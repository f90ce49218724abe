"""What the cells of a progress plan say beside heading and date: the points below, and who is responsible."""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np
import pandas as pd

from analysis.clean.columns.dates import MONTHS
from analysis.clean.columns.mapping import Records
from analysis.clean.columns.typed import as_text
from analysis.clean.files.cells import by_value
from analysis.clean.findings import Findings
from analysis.comparing import fold
from analysis.source_kinds.activities import OTHER_ROLE

BETWEEN = "; "
"""What parts points from each other, and roles."""
_NUMBER = rf"\d{{1,2}}[.)] (?!(?i:{'|'.join(MONTHS)})\b)"
_POINT = re.compile(rf"(?:[-–—−•·●▪■◦○‣*\uf0b7]|o |{_NUMBER})\s*(\w.*)")
_AGENDA = re.compile(r"agenda\b[\s:.–-]*(.*)", re.IGNORECASE)
_HEADING = re.compile(r"[^\W\d][\w ]{0,30}:")
_AND = frozenset({"og", "samt"})


def points_of(text: str) -> str:
    r"""Return the points of a cell, below its first line: the lines that begin with a sign for a point.

    Without any such line they are those below «Agenda:», to the next line that begins as a heading with a
    colon does. Other lines say what no table needs.

    Examples
    --------
    >>> points_of("Befaring av adresser:\n- Runarveien 1 og 3\n- Lahelleveien\nVarslet 20.11.")
    'Runarveien 1 og 3; Lahelleveien'
    >>> points_of("Innkalle til møte\nAgenda:\nresultat\nveien videre\nTil stede: fire")
    'resultat; veien videre'
    """
    below = text.split("\n")[1:]
    signed = [found[1] for line in below if (found := _POINT.fullmatch(line))]
    return BETWEEN.join(point.rstrip(" ;,") for point in signed or _agenda(below))


def _agenda(lines: list[str]) -> list[str]:
    heading = next((at for at, line in enumerate(lines) if _AGENDA.fullmatch(line)), len(lines))
    points: list[str] = []
    for line in lines[heading:]:
        if points and _HEADING.match(line):
            break
        points.append(line)
    first = [said for line in points[:1] for said in _AGENDA.findall(line)]
    return [point for point in (*first, *points[1:]) if point]


def roles_in(text: str, roles: Iterable[str]) -> tuple[tuple[str, ...], bool]:
    """Return the roles a cell names, in its order, and whether it says anything else.

    Examples
    --------
    >>> roles_in("prosjektmedarbeider Nora N og byggdrift", ["Byggdrift", "Prosjektmedarbeider"])
    (('Prosjektmedarbeider', 'Byggdrift'), True)
    """
    by_key = {fold(role): role for role in sorted(roles, key=len, reverse=True)}
    listed = "|".join(re.escape(key) for key in by_key) or r"(?!)"
    pattern = re.compile(rf"(?<!\w)(?:{listed})(?!\w)")
    said = fold(text)
    named = tuple(dict.fromkeys(by_key[key] for key in pattern.findall(said)))
    return named, bool({*re.findall(r"\w+", pattern.sub(" ", said))} - _AND)


def responsible(records: Records, roles: tuple[str, ...], found: Findings) -> pd.Series:
    """Return who is responsible for each activity: declared roles alone, since names of people stand there.

    Returns
    -------
    Series
        Text: the roles with `BETWEEN` between them, `OTHER_ROLE` where the cell names none, empty where it
        says nothing.
    """
    column = records.column("responsible")
    read = by_value(column, lambda text: roles_in(text, roles), roles_in("", roles))
    unknown = np.array([not named for named, _ in read], dtype=bool) & column.notna().to_numpy()
    more = np.array([bool(named) and said_more for named, said_more in read], dtype=bool)
    if unknown.any():
        found.add(
            "warning",
            records.place,
            "unknown_role",
            f"ansvarlige uten noen rolle fra vocabulary.yml står som «{OTHER_ROLE}»",
            column=records.header("responsible"),
            rows=records.rows[unknown],
            action="Legg rollen under roles i vocabulary.yml. Er det et navn, så skriv rollen i stedet.",
        )
    if more.any():
        found.add(
            "info",
            records.place,
            "more_than_roles",
            "det som står ved siden av rollene fra vocabulary.yml, er utelatt",
            column=records.header("responsible"),
            rows=records.rows[more],
            action="Er det en rolle, så legg den under roles i vocabulary.yml.",
        )
    named = np.array([BETWEEN.join(who) for who, _ in read], dtype=object)
    return as_text(np.where(unknown, OTHER_ROLE, named))
