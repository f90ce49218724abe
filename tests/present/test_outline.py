"""Which chapters a report has: as declared, in that order, and none without something to say."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.params import Study
from analysis.params.report import ReportPlan
from analysis.present.outline import APPENDICES, CHAPTERS, TECHNICAL, appendices_of, compose, prose_of

PARTS = [p for held in (CHAPTERS, APPENDICES, TECHNICAL) for s in held.values() for p in s.parts]


def declaring(study: Study, **report: Any) -> Study:
    """Return the study with these settings of ``report.yml``, and nothing else said there."""
    return replace(study, report=ReportPlan.model_validate_json(json.dumps(report)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a report folder in which every part says something."""
    for part in PARTS:
        write(tmp_path, part.removesuffix("?"), "Tekst.")
    return tmp_path


def write(folder: Path, part: str, text: str) -> None:
    file = folder / f"{part}.qmd"
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")


def headings(source: str) -> list[str]:
    return [html.unescape(title) for title in re.findall(r"^# (.+?) \{#sec-", source, re.MULTILINE)]


def includes(source: str) -> list[str]:
    return re.findall(r"include (\S+)\.qmd", source)


def test_a_project_that_declares_nothing_gets_every_chapter_in_the_usual_order(
    study: Study, folder: Path
) -> None:
    made = compose(folder, declaring(study))
    chapters = [section.title for section in CHAPTERS.values()]
    appendices = [f"Vedlegg {n}: {s.title}" for n, s in enumerate(APPENDICES.values(), start=1)]
    assert headings(made["rapport.qmd"]) == [*chapters, *appendices]
    assert headings(made["teknisk.qmd"]) == [section.title for section in TECHNICAL.values()]
    assert includes(made["rapport.qmd"])[0] == "_generert/side-en"


def test_declared_chapters_stand_in_their_order_under_their_own_titles_and_no_others(
    study: Study, folder: Path
) -> None:
    chapters = [{"id": "mandat", "title": "Opp{d}raget"}, {"id": "resultater"}]
    source = compose(folder, declaring(study, chapters=chapters, appendices=[{"id": "skjema"}]))[
        "rapport.qmd"
    ]
    assert headings(source) == ["Opp{d}raget", "Resultater", "Vedlegg 1: Kartleggingsskjema og svar"]
    assert (
        "Opp{d}raget" not in source
        and "{#sec-mandat}" in source
        and "_generert/adressene" not in includes(source)
    )


def test_a_chapter_of_the_projects_own_is_the_file_of_its_name(study: Study, folder: Path) -> None:
    own = declaring(study, chapters=[{"id": "naboer", "title": "Naboene"}])
    assert prose_of(declaring(study, chapters=[{"id": "naboer"}], appendices=[{"id": "skjema"}])) == [
        "naboer"
    ]
    write(folder, "prosjekt/naboer", "De sier mye.")
    source = compose(folder, own)["rapport.qmd"]
    assert headings(source)[0] == "Naboene" and "prosjekt/naboer" in includes(source)


@pytest.mark.parametrize("nothing", ["", " \n", "<!-- ingenting her -->\n", "<!-- a\nb -->\n<!-- c -->"])
def test_a_chapter_that_says_nothing_is_left_out(study: Study, folder: Path, nothing: str) -> None:
    for part in CHAPTERS["adressene"].parts:
        write(folder, part, nothing)
    made = compose(folder, study)["rapport.qmd"]
    assert "Adressene" not in headings(made) and len(headings(made)) == len(CHAPTERS) + len(APPENDICES) - 1


def test_what_the_researcher_has_not_written_is_marked_in_its_place(study: Study, folder: Path) -> None:
    (folder / "prosjekt/rolle.qmd").unlink()
    (folder / "prosjekt/stemmer.qmd").unlink()  # one that may be missing
    source = compose(folder, study)["rapport.qmd"]
    section = source.split("{#sec-rolle}")[1].split("\n# ")[0]
    assert "::: {.callout-note}" in section and "`rolle.qmd`" in section
    assert source.count("Ikke skrevet ennå") == 1 and "_generert/temaer" in includes(source)


def test_an_appendix_without_its_data_is_left_out_and_the_others_are_numbered(
    study: Study, folder: Path
) -> None:
    held = tuple(s for s in study.project.sources if s.declared.table.name != "measures")
    without = replace(study, project=study.project.model_copy(update={"sources": held}))
    assert list(appendices_of(without)) == ["skjema", "fremdriftsplan"]
    titles = headings(compose(folder, without)["rapport.qmd"])
    assert [t for t in titles if t.startswith("Vedlegg")] == [
        "Vedlegg 1: Kartleggingsskjema og svar",
        "Vedlegg 2: Fremdriftsplan",
    ]


@pytest.mark.parametrize(
    ("text", "cites"),
    [
        ("Slik [@fay2010] gjør.", True),
        ("Fay og Proschan [-@fay2010].", True),
        ("Hos @fay2010 står det.", True),
        ("Se @Sec-metode, @fig-kjede og @Tbl-mal.", False),
        ("Skriv til post@kommune.no.", False),
    ],
)
def test_literature_is_listed_in_the_document_that_cites_and_only_there(
    study: Study, folder: Path, text: str, cites: bool
) -> None:
    write(folder, "kapitler/metode", text)
    made = compose(folder, study)
    assert ("::: {#refs}" in made["teknisk.qmd"]) is cites
    assert "::: {#refs}" not in made["rapport.qmd"]
    write(folder, "prosjekt/innledning", text)
    assert ("::: {#refs}" in compose(folder, study)["rapport.qmd"]) is cites


def test_the_contents_stand_after_page_one(study: Study, folder: Path) -> None:
    source = compose(folder, study)["rapport.qmd"]
    places = [source.index(what) for what in ("side-en", "::: {.innhold}", "# Dette er sammenlignet")]
    assert places == sorted(places)


def test_the_technical_appendix_says_what_it_is_and_of_which_period(study: Study, folder: Path) -> None:
    head = compose(folder, study)["teknisk.qmd"].split("---")[1]
    assert f'subtitle: "Teknisk vedlegg. {study.period.title}"' in head.replace("&#46;", ".")
    assert "subtitle" not in compose(folder, study)["rapport.qmd"].split("---")[1]
