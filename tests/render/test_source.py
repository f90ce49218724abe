import re
from collections.abc import Callable
from pathlib import Path

import pytest

from analysis.render import RenderError
from analysis.render.source import load_source

Small = Callable[..., Path]


def test_front_matter_beats_metadata_files_which_beat_project_settings(small: Small) -> None:
    folder = small("x", "toc-depth: 4\n")
    (folder / "_verdier.yml").write_text("toc-depth: 3\nlang: nn-NO\n", "utf-8")
    metadata = load_source(folder).metadata
    assert (metadata["toc-depth"], metadata["lang"], metadata["number-sections"]) == (4, "nn-NO", True)


def test_values_stand_in_text_headings_and_attributes(small: Small) -> None:
    folder = small(
        "## {{< meta verdier.n_svar >}} svar\n\n"
        '![{{< meta verdier.n_svar >}}](a.svg){fig-alt="{{< meta verdier.n_svar >}}"}'
    )
    assert load_source(folder).text.count("11") == 3


def test_an_included_file_keeps_its_own_name_and_rows(folder: Path) -> None:
    source = load_source(folder)
    assert source.locate("#tbl-effekt") == "_generert/tabell.qmd, line 7"
    assert source.locate("Sammendrag") == "_sammendrag.qmd, line 1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("{{< include borte.qmd >}}", "rapport.qmd, line 10: the included file borte.qmd does not exist"),
        ("{{< include rapport.qmd >}}", "includes itself"),
        ("{{< include ../rapport.qmd >}}", "lies outside the report folder"),
        ("Tall: {{< meta verdier.borte >}}", "line 10: {{< meta verdier.borte >}} names no metadata"),
        ("Tall: {{< meta verdier.trygg >}}", "is a dict; only text can stand in a sentence"),
        ("{{< video film.mp4 >}}", "line 10: the shortcode {{< video film.mp4 >}} is not supported"),
        ("Se {{< include _sammendrag.qmd >}}", "must stand alone on its line"),
        ("`{{< meta verdier.n_svar >}}`", "a shortcode inside code"),
        ("```\n{{< meta verdier.n_svar >}}\n```", "line 11: a shortcode inside a code block"),
        ("{{< meta verdier.n_svar", "a shortcode that is not closed"),
    ],
)
def test_a_fault_is_named_with_its_place(small: Small, body: str, said: str) -> None:
    with pytest.raises(RenderError, match=re.escape(said)):
        load_source(small(body))


def test_broken_yaml_is_named_with_its_row(folder: Path) -> None:
    (folder / "_verdier.yml").write_text("a: 1\nb: [\n", "utf-8")
    with pytest.raises(RenderError, match=r"_verdier\.yml, line \d+: not valid YAML"):
        load_source(folder)


def test_a_missing_values_file_is_named(folder: Path) -> None:
    (folder / "_verdier.yml").unlink()
    with pytest.raises(RenderError, match=r"_verdier\.yml does not exist"):
        load_source(folder)


@pytest.mark.parametrize("date", ["31.10.2024", "i går"])
def test_a_date_that_is_not_iso_is_refused(small: Small, date: str) -> None:
    folder = small("x")
    main = folder / "rapport.qmd"
    main.write_text(main.read_text("utf-8").replace("2024-10-31", date), "utf-8")
    with pytest.raises(RenderError, match="write it as YYYY-MM-DD"):
        load_source(folder)


@pytest.mark.parametrize("start", ["# Uten hode\n", "---\ntitle: Aldri lukket\n"])
def test_a_report_without_front_matter_is_refused(folder: Path, start: str) -> None:
    (folder / "rapport.qmd").write_text(start, "utf-8")
    with pytest.raises(RenderError, match="front matter"):
        load_source(folder)


def test_an_include_inside_an_include_is_found_from_the_report_folder(small: Small) -> None:
    folder = small("{{< include _generert/ytre.qmd >}}")
    (folder / "_generert" / "ytre.qmd").write_text("{{< include _generert/indre.qmd >}}\n", "utf-8")
    (folder / "_generert" / "indre.qmd").write_text("Innerst.\n", "utf-8")
    assert load_source(folder).locate("Innerst.") == "_generert/indre.qmd, line 1"


def test_front_matter_in_an_included_file_is_refused(small: Small) -> None:
    folder = small("{{< include ekstra.qmd >}}")
    (folder / "ekstra.qmd").write_text("---\ntitle: To\n---\n", "utf-8")
    with pytest.raises(RenderError, match=r"ekstra\.qmd, line 1: an included file cannot have front matter"):
        load_source(folder)
