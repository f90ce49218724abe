"""What a report holds and in which order: chapters, appendices and the technical appendix.

A project declares its own order, titles and chapters in ``report.yml``; here stands what there is to
choose from. A part is a file below the report folder: ``_generert/`` is made from results, ``kapitler/``
holds for every project, and ``prosjekt/`` is what the researcher wrote. A chapter none of whose parts says
anything is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from analysis.params import Study
from analysis.present.markup import callout, escape_markdown, joined
from analysis.wording import sentences as say

PAGE_ONE = "_generert/side-en"
_CITES = re.compile(r"\[-?@|(?<![\w/])@(?!(?i:fig|tbl|sec)-)[a-z]")
_NOTHING = re.compile(r"(?:\s|<!--.*?-->)*", re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A chapter or appendix: title, parts, and the table without which a project does not have it."""

    title: str
    parts: tuple[str, ...]
    needs: str = ""


CHAPTERS: Mapping[str, Section] = {
    "lesehjelp": Section(
        "Dette er sammenlignet", ("_generert/vinduer", "kapitler/lesehjelp", "_generert/utgave")
    ),
    "resultater": Section("Resultater", ("_generert/resultater",)),
    "adressene": Section("Adressene", ("_generert/adressene",)),
    "pastander": Section("Stemmer det som er sagt?", ("_generert/pastander",)),
    "stemmer": Section("Det leietakerne, naboene og etatene sier", ("prosjekt/stemmer?", "_generert/temaer")),
    "innledning": Section("Bakgrunn", ("prosjekt/innledning",)),
    "mandat": Section("Mandat, mål og organisering", ("prosjekt/mandat", "_generert/kjede")),
    "kartlegging": Section("Kartlegging og medvirkning", ("prosjekt/kartlegging", "_generert/kartlegging")),
    "virkemidler": Section("Virkemidler", ("prosjekt/virkemidler",)),
    "tiltak": Section("Tiltak", ("prosjekt/tiltak", "_generert/tiltak")),
    "rolle": Section("Prosjektets rolle", ("prosjekt/rolle",)),
    "regnskap": Section("Regnskap", ("prosjekt/regnskap",)),
    "konklusjon": Section(
        "Konklusjon og videre arbeid", ("_generert/konklusjon", "prosjekt/videre", "prosjekt/drift")
    ),
}
"""Every chapter of the report, in the usual order."""

APPENDICES: Mapping[str, Section] = {
    "handlingsplan": Section(
        "Handlingsplan for tiltak på adressene", ("_generert/handlingsplan",), "measures"
    ),
    "skjema": Section("Kartleggingsskjema og svar", ("_generert/skjema",), "survey"),
    "fremdriftsplan": Section("Fremdriftsplan", ("_generert/fremdriftsplan",), "activities"),
}
"""Every appendix of the report, in the usual order."""

TECHNICAL: Mapping[str, Section] = {
    "indikatorer": Section("Indikatorene", ("_generert/indikatorer",)),
    "metode": Section("Metode", ("kapitler/metode", "kapitler/tillit")),
    "forbehold": Section("Det sammenligningen ikke kan si", ("kapitler/forbehold",)),
    "folsomhet": Section("Holder konklusjonene med andre valg?", ("_generert/folsomhet",)),
    "styrke": Section("Det opplegget kunne vise", ("_generert/styrke",)),
    "datakvalitet": Section("Datakvalitet", ("kapitler/datakvalitet", "_generert/datakvalitet")),
    "alle-resultater": Section("Alle resultater", ("_generert/alle-resultater",)),
    "reproduserbarhet": Section(
        "Slik lages rapporten på nytt", ("kapitler/reproduserbarhet", "_generert/reproduserbarhet")
    ),
}
"""The technical appendix, a document of its own."""


def chapters_of(study: Study) -> dict[str, Section]:
    """Return the report's chapters as the project declares them: id → title and parts, in order.

    A chapter that no table here knows is the researcher's own: its file has the chapter's name.
    """
    declared = study.report.chapters
    if not declared:
        return dict(CHAPTERS)
    return {
        c.id: _named(CHAPTERS.get(c.id) or Section(c.id, (f"prosjekt/{c.id}",)), c.title) for c in declared
    }


def appendices_of(study: Study) -> dict[str, Section]:
    """Return the appendices the project declares and has data for: id → title and parts, in order."""
    declared = {c.id: c.title for c in study.report.appendices} or dict.fromkeys(APPENDICES)
    held = {source.declared.table.name for source in study.project.sources}
    own = {i: _named(APPENDICES.get(i) or Section(i, (f"prosjekt/{i}",)), t) for i, t in declared.items()}
    return {i: section for i, section in own.items() if not section.needs or section.needs in held}


def prose_of(study: Study) -> list[str]:
    """Return the names of the files the researcher writes for the declared chapters, in their order."""
    sections = [*chapters_of(study).values(), *appendices_of(study).values()]
    parts = [part for section in sections for part in section.parts]
    return [p.removeprefix("prosjekt/") for p in parts if p.startswith("prosjekt/") and not p.endswith("?")]


def compose(folder: Path, study: Study) -> dict[str, str]:
    """Return the report's main files, ``rapport.qmd`` and ``teknisk.qmd``, as source.

    Parameters
    ----------
    folder
        The report folder, with every part in place.
    """
    report = [f"{{{{< include {PAGE_ONE}.qmd >}}}}", "{{< pagebreak >}}", "::: {.innhold}\n:::"]
    report += _sections(folder, chapters_of(study))
    report += _literature(folder, chapters_of(study))
    report += ["{{< pagebreak >}}"]
    report += [
        joined(f"# Vedlegg {n}: {escape_markdown(section.title)} {{#sec-vedlegg-{name} .unnumbered}}", *parts)
        for n, (name, section) in enumerate(appendices_of(study).items(), start=1)
        if (parts := list(_parts(folder, section)))
    ]
    technical = ["::: {.innhold}\n:::", *_sections(folder, TECHNICAL), *_literature(folder, TECHNICAL)]
    subtitle = f'subtitle: "{say.TECHNICAL_TITLE}. {escape_markdown(study.period.title)}"\n'
    return {
        "rapport.qmd": _front_matter("") + joined(*report),
        "teknisk.qmd": _front_matter(subtitle) + joined(*technical),
    }


def _front_matter(more: str) -> str:
    return f"---\nmetadata-files: [_verdier.yml]\nbibliography: referanser.bib\n{more}---\n\n"


def _sections(folder: Path, sections: Mapping[str, Section]) -> list[str]:
    return [
        joined(f"# {escape_markdown(section.title)} {{#sec-{name}}}", *parts)
        for name, section in sections.items()
        if (parts := list(_parts(folder, section)))
    ]


def _parts(folder: Path, section: Section) -> Iterator[str]:
    """Include each part that says something; mark what the researcher has not written."""
    for part in section.parts:
        file = folder / f"{part.removesuffix('?')}.qmd"
        if file.is_file() and not _NOTHING.fullmatch(file.read_text(encoding="utf-8")):
            yield f"{{{{< include {part.removesuffix('?')}.qmd >}}}}"
        elif part.startswith("prosjekt/") and not part.endswith("?"):
            yield missing(file.stem)


def missing(name: str) -> str:
    """Return the box that marks in a draft what the researcher has not written."""
    text = f"Teksten hentes fra filen `{name}.qmd` i prosjektets mappe under `report`."
    return callout("note", "Ikke skrevet ennå", text)


def _literature(folder: Path, sections: Mapping[str, Section]) -> list[str]:
    """Return the list of works where something is cited."""
    files = [folder / f"{p.removesuffix('?')}.qmd" for section in sections.values() for p in section.parts]
    if not any(_CITES.search(file.read_text(encoding="utf-8")) for file in files if file.is_file()):
        return []
    return ["# Litteratur {#sec-litteratur .unnumbered}\n\n::: {#refs}\n:::"]


def _named(section: Section, title: str | None) -> Section:
    return Section(title or section.title, section.parts, section.needs)
