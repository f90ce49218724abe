import datetime
import html
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest

import analysis
from analysis.render import RenderError, check_output, render
from analysis.render.check_pdf import page_texts
from analysis.render.embedded import to_typst
from analysis.render.fonts import lay_out_fonts
from analysis.render.pandoc import parse
from analysis.render.source import load_source

from .conftest import lay_out

DAY = datetime.date(2024, 10, 31)
Small = Callable[..., Path]


def rendered(folder: Path, *formats: str) -> dict[str, Path]:
    wanted = formats or ("html", "pdf")
    return render(folder, folder / "ut", formats=wanted, engine="embedded", timestamp=DAY)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report that uses every construct, in both formats, to be read alone."""
    return rendered(lay_out(tmp_path_factory.mktemp("laget") / "kopi"))


def html_text(page: Path) -> str:
    markup = page.read_text("utf-8")
    bare = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", "", markup[markup.index("<body") :], flags=re.S)
    return " ".join(html.unescape(bare).split())


def pdf_text(document: Path) -> str:
    return " ".join(" ".join(page_texts(document)).split())


def test_every_construct_passes_every_check(made: dict[str, Path]) -> None:
    assert len(check_output(made["rapport.html"], made["rapport.pdf"], stamp="SYNTETISKE DATA")) == 17


def test_html_and_pdf_say_the_same_numbers_and_references(made: dict[str, Path]) -> None:
    for text in (html_text(made["rapport.html"]), pdf_text(made["rapport.pdf"])):
        assert "Figur 1 viser endringen, og tabell 1 gir tallene." in text
        assert "Se også figur 2, 1 og figur 1, tabell 2. Kapittel 2 forklarer hvordan, og tabell 3" in text
        assert "Prøverapport om 13 beboere" in text
        assert "31. oktober 2024" in text
        assert "3.1 Før og etter, n = 13" in text
        assert "Angrist og Pischke (2009)" in text
        assert "Merk" not in text  # the note has a title of its own
        assert all(
            title in text for title in ("Få deltakere (13)", "Prikking", "Tips", "Advarsel", "Forsiktig")
        )


def test_the_pdf_is_set_in_the_faces_quarto_is_given_and_no_other(
    made: dict[str, Path], tmp_path: Path
) -> None:
    with pikepdf.open(made["rapport.pdf"]) as pdf:
        fonts = [obj for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) and "/FontName" in obj]
        used = {str(font.FontName).split("+")[1]: "/FontFile2" in font for font in fonts}
    ours = {name: true_type for name, true_type in used.items() if name.startswith("SourceSansPro")}
    assert {"SourceSansPro-Regular", "SourceSansPro-Bold"} <= set(ours)
    assert set(ours) <= {path.stem for path in lay_out_fonts(tmp_path / "skrift").iterdir()}
    assert all(ours.values())  # the package's OpenType files were taken where the disk listed them first


def test_definitions_and_code_are_framed_as_quarto_frames_them(folder: Path) -> None:
    source = load_source(folder)
    written = " ".join(to_typst(parse(source), source).split())
    assert '[ #text(weight: "bold")[#it.term] #block(inset: (left: 1.5em, top: -0.4em))' in written
    assert "set block(fill: luma(230), width: 100%, inset: 8pt, radius: 2pt)" in written


def test_values_with_markup_in_them_come_out_as_text(made: dict[str, Path]) -> None:
    assert "A *stjerne* <b> | @sitat $5." in html_text(made["rapport.html"])
    assert "A *stjerne* <b> | @sitat $5." in pdf_text(made["rapport.pdf"])


def test_conditional_content_follows_the_format(made: dict[str, Path]) -> None:
    assert "bare på skjermen" in html_text(made["rapport.html"])
    assert "bare på papir" not in html_text(made["rapport.html"])
    assert "bare på papir" in pdf_text(made["rapport.pdf"])
    assert "bare på skjermen" not in pdf_text(made["rapport.pdf"])


def test_a_long_table_repeats_its_header_on_the_next_page(made: dict[str, Path]) -> None:
    pages = [text for text in page_texts(made["rapport.pdf"]) if "Rydde og merke boder" in text]
    assert len(pages) > 1
    assert all("Ansvarlig" in text for text in pages)


def test_pages_are_numbered_in_norwegian(made: dict[str, Path]) -> None:
    pages = page_texts(made["rapport.pdf"])
    assert all(f"side {number} av {len(pages)}" in text for number, text in enumerate(pages, start=1))


def test_the_pdf_is_held_to_both_standards(made: dict[str, Path]) -> None:
    with pikepdf.open(made["rapport.pdf"]) as pdf:
        metadata = bytes(pdf.Root.Metadata.read_bytes()).decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in metadata


def test_the_table_region_carries_the_caption_as_its_name(made: dict[str, Path]) -> None:
    markup = made["rapport.html"].read_text("utf-8")
    label = 'aria-label="Tabell\u00a01: Gjennomsnitt før og etter for 13 beboere"'
    assert f'<div class="tabell" role="region" tabindex="0" {label}>' in markup


def test_same_input_gives_the_same_bytes_in_another_time_zone_locale_and_folder(
    made: dict[str, Path], folder: Path, tmp_path: Path
) -> None:
    program = (
        "import datetime, pathlib, sys; from analysis.render import render;"
        "render(pathlib.Path(sys.argv[1]), pathlib.Path('ut'), engine='embedded',"
        " timestamp=datetime.date(2024, 10, 31))"
    )
    elsewhere = tmp_path / "et annet sted"
    folder.rename(elsewhere)
    environment = {"TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PATH": "/usr/bin:/bin"}
    environment["PYTHONPATH"] = str(Path(analysis.__file__).parents[1])
    subprocess.run([sys.executable, "-c", program, str(elsewhere)], cwd=tmp_path, env=environment, check=True)
    for name in made:
        again = (tmp_path / "ut" / name).read_bytes()
        assert again == made[name].read_bytes()
        assert str(tmp_path).encode() not in again


def test_a_different_timestamp_changes_the_pdf_only(made: dict[str, Path], folder: Path) -> None:
    later = render(folder, folder / "ut", engine="embedded", timestamp=datetime.date(2025, 1, 1))
    assert later["rapport.html"].read_bytes() == made["rapport.html"].read_bytes()
    assert later["rapport.pdf"].read_bytes() != made["rapport.pdf"].read_bytes()


def test_the_report_folder_is_only_read(folder: Path, tmp_path: Path) -> None:
    before = sorted(path.relative_to(folder) for path in folder.rglob("*"))
    render(folder, tmp_path / "ut", engine="embedded", timestamp=DAY)
    assert sorted(path.relative_to(folder) for path in folder.rglob("*")) == before


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("Se @fig-borte.", "rapport.qmd, line 11: reference to @fig-borte"),
        ("Se @sec-borte.", "reference to @sec-borte"),
        ("Se @ukjent2020.", "rapport.qmd, line 11: @ukjent2020 is not in the bibliography"),
        ("![Bilde](figurer/effekt.svg){#fig-a}", "line 11: image «figurer/effekt.svg» has no alternative"),
        ('![Bilde](figurer/borte.svg){#fig-a fig-alt="x"}', "image «figurer/borte.svg» does not exist"),
        ('![Bilde](../hemmelig.svg){#fig-a fig-alt="x"}', "is not a file of the report folder"),
        ('![Bilde](https://example.org/a.svg){#fig-a fig-alt="x"}', "is not a file of the report folder"),
        ('![Bilde](figurer/effekt.svg){fig-alt="x"}', "a figure with a caption has no label"),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n\n: Tekst uten merke", "a table with a caption has no label"),
        ("Formelen $x^2$ står her.", "the formula «x^2» stands inside a line"),
        ("$$ x^2 $$", "has no label or no alternative text"),
        ("::: {.callout-fare}\nx\n:::", "callout-fare is not a kind of callout"),
        ("[lenke](#sec-borte)", "link to #sec-borte"),
        ("```{python}\n1 + 1\n```", "line 11: an executable cell {python}"),
        ('::: {.content-visible when-meta="a.b"}\nx\n:::', "conditional content by «when-meta»"),
        ("[@fig-borte; @ukjent2020]", "@fig-borte: nothing numbered carries that label"),
    ],
)  # fmt: skip
def test_a_fault_in_the_source_is_named_with_its_place(small: Small, body: str, said: str) -> None:
    folder = small(body, "bibliography: refs.bib\n")
    with pytest.raises(RenderError, match=re.escape(said)):
        rendered(folder, "html")
    assert not (folder / "ut").exists()


def test_all_faults_are_listed_at_once(small: Small) -> None:
    folder = small("Se @fig-en og @tbl-to.\n\nSe også @sec-tre.")
    with pytest.raises(RenderError) as caught:
        rendered(folder)
    assert str(caught.value).count("nothing numbered carries that label") == 3


@pytest.mark.parametrize("unknown", ["_stil/rapport.css", "_stil/rapport.lua", "_stil/page.typ"])
def test_a_missing_style_file_is_named(folder: Path, unknown: str) -> None:
    (folder / unknown).unlink()
    with pytest.raises(RenderError, match=re.escape(unknown)):
        rendered(folder)


def test_a_table_marked_as_wide_is_set_with_less_air_wherever_the_mark_stands(small: Small) -> None:
    table = "| a | b |\n|---|---|\n| 1 | 2 |\n\n: Tekst {#tbl-x MARK}\n"
    for body in (table.replace("MARK", ".bred"), f"::: {{.bred}}\n\n{table.replace(' MARK', '')}\n:::"):
        source = load_source(small(body))
        assert "inset: (x: 4pt, y: 4pt)" in to_typst(parse(source), source)
    plain = load_source(small(table.replace(" MARK", "")))
    assert "inset: (x: 4pt" not in to_typst(parse(plain), plain).split("Innledning", 1)[1]


def test_words_that_typst_would_set_as_typography_keep_their_signs(small: Small) -> None:
    folder = small("Kode -1, v1...v2, O’Brien og x -- y.".replace("-- y", "&#45;&#45; y"))
    assert "Kode -1, v1...v2, O’Brien og x -- y." in pdf_text(rendered(folder, "pdf")["rapport.pdf"]).replace(
        "v1…v2", "v1...v2"
    )


@pytest.mark.parametrize("text", ["+ 5 poeng", "= 5 poeng", "/ a: b"])
def test_a_point_that_starts_like_a_list_of_typsts_keeps_its_sign(text: str, small: Small) -> None:
    assert text in pdf_text(rendered(small(f"Tallet er:\n\n- \\{text}\n"), "pdf")["rapport.pdf"])
