"""The addresses: what happened at each, with interval and p, and whether it could show anything alone."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.params import numbers
from analysis.present.evidence import Evidence, evidence
from analysis.present.fragments.placed import figure_at
from analysis.present.markup import bold, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Table, table_or_sentence
from analysis.wording import labels
from analysis.wording import sentences as say
from analysis.wording.lists import ended, lowered, separated

MOST_OF_THEIR_OWN = 6
"""Addresses up to which each has a section; more stand together in one table."""
HEAD = ("Utfall", "Før", "Etter", "Endring", "p", "Grunnlag (n)")
NOTHING = {(numbers.MISSING, numbers.MISSING), (numbers.HIDDEN, numbers.HIDDEN)}


def addresses(material: Material) -> str:
    """Return a section for each address, and one picture of all side by side."""
    rows = evidence(material.disclosed.results, material.study, place=None)
    own = [row for row in rows if row.place != "all" and row.role in ("decides", "supports")]
    shown = [row for row in own if row.measured and (row.before, row.after) not in NOTHING]
    hidden = list(dict.fromkeys(row.name for row in own if row.hidden))
    if not shown:
        return f"{say.ADDRESSES_HIDDEN if hidden else say.ADDRESSES_NONE}\n"
    places = [a for a in material.study.project.address_ids if any(row.place == a for row in shown)]
    anyone = any(row.could_show for row in shown)
    sections = (
        [
            _section(material, number, place, [r for r in shown if r.place == place], anyone=anyone)
            for number, place in enumerate(places, start=1)
        ]
        if len(places) <= MOST_OF_THEIR_OWN
        else [_together(material, shown)]
    )
    return joined(
        f"{say.ADDRESSES} {'' if anyone else say.ALONE_NONE}".rstrip(),
        *sections,
        escape_markdown(_hidden(hidden)),
        figure_at(material, "adressene"),
    )


def _hidden(names: Sequence[str]) -> str:
    if not names:
        return ""
    n = numbers.count(len(names), "utfall", "utfall")
    return say.ADDRESSES_PARTLY.format(n=n, names=ended(separated(lowered(list(names), first=True))))


def _section(material: Material, number: int, place: str, rows: Sequence[Evidence], *, anyone: bool) -> str:
    """Return the section of one address; its id is a number, since the public edition hides the name."""
    name = labels.place(place, material.disclosed.place_names)
    tested = any(row.p != numbers.MISSING for row in rows)
    table = Table(
        id=f"adresse-{number}",
        caption=(say.ADDRESS_TESTED if tested else say.ADDRESS_UNTESTED).format(place=name),
        head=HEAD if tested else HEAD[:4] + HEAD[5:],
        rows=[_row(row, tested=tested) for row in rows],
        align="lrrlll" if tested else "lrrll",
        wide=True,
    )
    heading = f"## {escape_markdown(name)} {{#sec-adresse-{number}}}"
    alone = _alone(name, rows) if anyone else ""
    return joined(heading, escape_markdown(alone), table.source())


def _alone(name: str, rows: Sequence[Evidence]) -> str:
    """Say which outcomes the address could show anything about alone."""
    able = [row.name for row in rows if row.could_show]
    if not able:
        return say.ALONE_NOTHING.format(place=name)
    if len(able) == len(rows):
        return say.ALONE_ALL.format(place=name)
    return say.ALONE_SOME.format(place=name, outcomes=separated(lowered(able, first=True)))


def _row(row: Evidence, *, tested: bool) -> tuple[str, ...]:
    p = (row.p,) if tested else ()
    return (row.label, row.before, row.after, row.change_and_interval, *p, _numbers(row.basis))


def _numbers(basis: str) -> str:
    """Leave out what is counted, which the caption says: «18 + 11», «4 av 5»."""
    return " ".join(
        part
        for part in basis.replace(numbers.SPACE, " ").split(" ")
        if not part[1:].isalpha() or part == "av"
    )


def _together(material: Material, rows: Sequence[Evidence]) -> str:
    """Return the outcomes that decide, of many addresses, in one table."""
    called = material.disclosed.place_names
    return table_or_sentence(
        "adresser",
        [
            (
                labels.place(row.place, called),
                row.name,
                row.before,
                row.after,
                row.change_and_interval,
                row.basis,
            )
            for row in rows
            if row.role == "decides"
        ],
        f"{bold('Ingen')} av utfallene som avgjør, kan vises per adresse.",
        caption="Utfallene som avgjør, for hver adresse (n = grunnlaget)",
        head=("Adresse", "Utfall", "Før", "Etter", "Endring", "Grunnlag (n)"),
        align="llrrll",
        wide=True,
    )
