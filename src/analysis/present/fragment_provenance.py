"""Reproducibility: inputs with short hashes, the plan, versions, and how to make the report again."""

from __future__ import annotations

from analysis.present.markup import joined
from analysis.present.material import Material
from analysis.present.tables import table_or_sentence


def reproducibility(material: Material) -> str:
    """Return inputs, plan, versions and the command; no time and no path, so that a rerun reads the same."""
    made, study = material.provenance, material.study
    inputs = [(f.name, f.source, "Syntetisk" if f.synthetic else "Ekte", f.digest) for f in made.inputs]
    name = f"{study.project.id}/{study.period.id}"
    return joined(
        f"Perioden heter `{name}`. Slik lages rapporten på nytt fra prosjektets mappe:",
        f"```\nleie run {name}\n```",
        f"Evalueringsplanen har fingeravtrykket `{made.plan}`. Et fingeravtrykk blir et annet hvis ett "
        "eneste tegn "
        "endres.",
        table_or_sentence(
            "inndata",
            inputs,
            "Filene rapporten bygger på, er ikke oppgitt.",
            caption=f"Filene rapporten bygger på, med fingeravtrykk (n = {len(inputs)} filer)",
            head=("Fil", "Kilde", "Opphav", "Fingeravtrykk"),
            align="llll",
        ),
        table_or_sentence(
            "programmer",
            list(made.programs),
            "Programversjonene er ikke oppgitt.",
            caption=f"Programmene som ble brukt (n = {len(made.programs)} programmer)",
            head=("Program", "Versjon"),
            align="ll",
        ),
    )
