"""A project's chapters are text: whatever else a received one holds is refused, with file and line."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from analysis.params import Study
from analysis.present.prose import LARGEST, chapter_files, prose_faults, read_chapter
from analysis.present.text import ProseError
from analysis.present.write import write_inputs

SMUGGLED = [
    "<script>fetch('https://x')</script>",
    '<iframe src="https://x"></iframe>',
    '<img src="../../secret.png">',
    '<meta http-equiv="refresh" content="0;url=https://x">',
    "<!-- Kari Nordmann -->",
    "tekst `<b>`{=html}",
    '`#read("/etc/passwd")`{=typst}',
    '```{=typst}\n#read("/etc/passwd")\n```',
    "```{python}\nopen('x')\n```",
    "```{.python filename=x}\nx\n```",
    "---\nbibliography: ../../secret.bib\n---",
    "\\input{/etc/passwd}",
    "{{< include ../../secret.qmd >}}",
    "{{{< meta verdier.prosjekt.navn >}}}",
    "{{< env HOME >}}",
    "::: {.content-hidden}\nskjult\n:::",
    "::: {.panel-tabset}\n:::",
    "::: callout-note\n:::",
    "![bilde](../../secret.png)",
    "![bilde](/etc/passwd)",
    "![bilde](https://x/y.png)",
    "![bilde](prosjekt/notat.txt)",
    "[lenke](javascript:alert(1))",
    "[lenke](file:///etc/passwd)",
    "[lenke]\n\n[lenke]: file:///etc/passwd",
    '# Tittel {#sec-a style="background:url(//x)"}',
    "# Tittel {#annet}",
]
ALLOWED = [
    "# Tittel {#sec-a .unnumbered}\n\n**Tekst** og *mer*, se @sec-a, [@fay2010] og [nett](https://example.org).",
    "Tekst med {{< meta verdier.prosjekt.navn >}}.\n\n{{< pagebreak >}}",
    "::: {.callout-note}\n## Merk\n\nTekst.\n:::",
    "::: {.bare-begrenset}\nTekst.\n:::",
    "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Tabell {#tbl-a}",
    '![Et bilde](prosjekt/bilde.png){#fig-a fig-alt="Et hus" width="50%"}',
    "```\n<script> vises som tekst\n```\n\nog `<b>` i teksten, 3 < 4, <https://example.org>.",
    "Se [teknisk vedlegg](teknisk.html#sec-metode).",
]


@pytest.fixture
def elsewhere(study: Study, tmp_path: Path) -> Study:
    for folder in ("report", "params"):
        shutil.copytree(study.root / folder, tmp_path / "p" / folder)
    return replace(study, root=tmp_path / "p")


def chapter(study: Study, text: str, name: str = "rolle") -> Path:
    file = study.root / "report" / study.project.id / f"{name}.qmd"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("text", SMUGGLED)
def test_what_is_more_than_text_is_refused_with_its_line(elsewhere: Study, text: str) -> None:
    file = chapter(elsewhere, f"Tekst.\n\n{text}\n")
    with pytest.raises(ProseError, match=r"report/leie/rolle\.qmd, linje [3-6]: "):
        read_chapter(file, elsewhere)
    assert prose_faults(elsewhere)


@pytest.mark.parametrize("text", ALLOWED)
def test_text_is_read_as_it_stands(elsewhere: Study, text: str) -> None:
    assert read_chapter(chapter(elsewhere, text), elsewhere) == text


def test_the_sample_projects_hold_nothing_but_text(study: Study) -> None:
    assert prose_faults(study) == []


def test_a_link_to_a_file_elsewhere_is_not_followed(
    elsewhere: Study, make_disclosed: Any, tmp_path: Path
) -> None:
    secret = tmp_path / "hemmelig.txt"
    secret.write_text("hemmelig", encoding="utf-8")
    file = elsewhere.root / "report/leie/rolle.qmd"
    file.unlink()
    file.symlink_to(secret)
    with pytest.raises(ProseError, match=r"report/leie/rolle\.qmd er en lenke"):
        write_inputs(make_disclosed(elsewhere), elsewhere, "begrenset", tmp_path / "ut")
    assert not (tmp_path / "ut").exists()
    assert prose_faults(elsewhere) == [
        "report/leie/rolle.qmd er en lenke eller ingen vanlig fil. Legg selve filen i prosjektets mappe."
    ]


def test_pictures_of_the_project_come_along_and_nothing_else(elsewhere: Study) -> None:
    own = elsewhere.root / "report/leie"
    (own / "bilder").mkdir()
    for name in ("bilder/hus.png", "notat.txt", "skript.lua"):
        (own / name).write_bytes(b"x")
    names = {file.relative_to(own).as_posix() for file in chapter_files(elsewhere)}
    assert "bilder/hus.png" in names
    assert not names & {"notat.txt", "skript.lua"}


@pytest.mark.parametrize(("size", "refused"), [(LARGEST, False), (LARGEST + 1, True)])
def test_a_chapter_has_a_largest_size(elsewhere: Study, size: int, *, refused: bool) -> None:
    file = chapter(elsewhere, "a" * size)
    if refused:
        with pytest.raises(ProseError, match="høyst"):
            read_chapter(file, elsewhere)
    else:
        assert len(read_chapter(file, elsewhere)) == size


def test_a_chapter_that_is_not_utf_8_is_told(elsewhere: Study) -> None:
    (elsewhere.root / "report/leie/rolle.qmd").write_bytes("blåbær".encode("latin-1"))
    assert prose_faults(elsewhere) == [
        "report/leie/rolle.qmd: filen er ikke UTF-8 (byte 2). Lagre den som UTF-8."
    ]
