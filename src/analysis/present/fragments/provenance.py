"""Reproducibility: inputs, the plan, versions, and how to make the report again."""

from __future__ import annotations

from analysis.params import numbers
from analysis.present.fragments.page_one import frozen
from analysis.present.markup import bold, bullets, escape_markdown, joined
from analysis.present.material import Material
from analysis.present.tables import Table, table_or_sentence
from analysis.wording import labels


def reproducibility(material: Material) -> str:
    """Return inputs, plan, versions and the command; no time and no path, so that a rerun reads the same."""
    made, study = material.provenance, material.study
    inputs = [(f.name, f.source, labels.label(labels.ORIGINS, f.origin, "origin")) for f in made.inputs]
    name = f"{study.project.id}/{study.period.id}"
    return joined(
        f"Perioden heter `{name}`. Slik lages rapporten på nytt fra prosjektets mappe:",
        f"```\nleie run {name}\n```",
        f"Evalueringsplanen har fingeravtrykket `{made.plan}`. Et fingeravtrykk blir et annet hvis noe "
        "endres. "
        f"{frozen(material)}",
        _changes(material),
        table_or_sentence(
            "inndata",
            inputs,
            "Filene rapporten bygger på, er ikke oppgitt.",
            caption=f"Filene rapporten bygger på (n = {numbers.count(len(inputs), 'fil', 'filer')})",
            head=("Fil", "Kilde", "Opphav"),
            align="lll",
        ),
        "Fingeravtrykket av hver fil står i `manifest.json`, hos den som har filene.",
        bullets(_mixed(material)),
        table_or_sentence(
            "programmer",
            list(made.programs),
            "Programversjonene er ikke oppgitt.",
            caption=f"Programmene som ble brukt (n = {len(made.programs)} programmer)",
            head=("Program", "Versjon"),
            align="ll",
        ),
    )


def _mixed(material: Material) -> list[str]:
    """Say of each source that is partly invented what is real in it."""
    return [
        f"{bold(source.id + '.')} {escape_markdown(source.origin_note)}"
        for source in material.study.project.sources
        if source.origin_note
    ]


def _changes(material: Material) -> str:
    changes = material.provenance.changes
    if not changes:
        return ""
    return Table(
        id="planendringer",
        caption="Endringer i planen etter at den ble fryst "
        f"(n = {numbers.count(len(changes), 'endring', 'endringer')})",
        head=("Sted i planen", "Var", "Er"),
        rows=changes,
        align="lll",
        wide=True,
    ).source()
