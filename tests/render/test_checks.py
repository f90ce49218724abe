from pathlib import Path

import pikepdf
import pytest
import typst

from analysis.render import RenderError, check_output

GOOD = """<!DOCTYPE html><html lang="nb-NO"><head><title>Rapport</title></head><body>
<div class="stempel"><p>SYNTETISKE DATA</p></div><h1 id="a">En</h1><h2>To</h2><p>Tekst, <a href="#a">opp</a>
og <a href="https://example.org">ut</a>.</p><img alt="Et bilde" src="data:image/png;base64,AA==">
<table><tr><th scope="col">A</th></tr><tr><td>1</td></tr></table></body></html>"""


def page(tmp_path: Path, markup: str) -> Path:
    path = tmp_path / "rapport.html"
    path.write_text(markup, "utf-8")
    return path


def document(tmp_path: Path, body: str, **options: object) -> Path:
    path = tmp_path / "rapport.pdf"
    head = '#set document(title: "Rapport")\n#set text(lang: "nb", region: "NO")\n'
    path.write_bytes(typst.compile((head + body).encode(), **options))  # type: ignore[arg-type]
    return path


def test_a_sound_page_passes(tmp_path: Path) -> None:
    assert "html: alternative text" in check_output(page(tmp_path, GOOD), None, stamp="SYNTETISKE DATA")


@pytest.mark.parametrize(
    ("change", "into", "said"),
    [
        ("Tekst", "?meta:verdier.x", "«?meta:verdier.x» is left"),
        ("Tekst", "{{&lt; meta x", "«{{<» is left"),
        ("Tekst", "nan", "«nan» is left"),
        ("Tekst", "None", "«None» is left"),
        ("Tekst", "NaT", "«NaT» is left"),
        ("Tekst", "?@fig-x", "«?@fig-x» is left"),
        ("Tekst", "Figure 3", "«Figure 3» is left"),
        ('alt="Et bilde"', 'alt=""', "no alternative text"),
        ('alt="Et bilde"', "", "no alternative text"),
        ("data:image/png;base64,AA==", "https://example.org/a.png", "asks for «https://example.org/a.png»"),
        ("</title>", '</title><link rel="stylesheet" href="https://example.org/a.css">', "outside the file"),
        ("</title>", "</title><style>@import 'x.css'</style>", "asks for «style sheet»"),
        ("</title>", "</title><style>p { background: url(//x.org/a) }</style>", "asks for «//x.org/a»"),
        ("<p>Tekst", "<p style=\"background: URL( 'https://x.org/a')\">Tekst", "asks for «https://x.org/a»"),
        ("Tekst", '<iframe srcdoc="x"></iframe>', "<iframe> loads, sends or leads away"),
        ("Tekst", '<form action="https://x.org"></form>', "<form> loads, sends or leads away"),
        ("</title>", '</title><meta http-equiv="Refresh" content="0">', "<meta> loads, sends or leads away"),
        ("</title>", '</title><base href="https://x.org">', "<base> loads, sends or leads away"),
        ('href="https://example.org"', 'href="https://example.org" ping="//x"', "<a> loads, sends or leads"),
        ('href="https://example.org"', 'href=" JavaScript:alert(1)"', "a link runs code"),
        ("<h2>To</h2>", "<h3>To</h3>", "heading of level 3 follows level 1"),
        ('lang="nb-NO"', 'lang="en"', "language «en» is not Norwegian"),
        ("<title>Rapport</title>", "", "no title"),
        ('href="#a"', 'href="#b"', "a link leads to #b"),
        ("<p>Tekst", '<p id="a">Tekst', "id «a» is used 2 times"),
        ('<th scope="col">', "<th>", "table 1 has no header cells with a scope"),
        ("<td>1</td>", "", "table 1 is empty"),
        ("SYNTETISKE DATA", "", "the banner does not say «SYNTETISKE DATA»"),
    ],
)
def test_a_fault_in_the_html_is_found(tmp_path: Path, change: str, into: str, said: str) -> None:
    assert change in GOOD
    with pytest.raises(RenderError) as caught:
        check_output(page(tmp_path, GOOD.replace(change, into)), None, stamp="SYNTETISKE DATA")
    assert said in str(caught.value)


def test_every_finding_is_listed(tmp_path: Path) -> None:
    broken = GOOD.replace("Tekst", "nan").replace("<h2>", "<h4>").replace("nb-NO", "en")
    with pytest.raises(RenderError) as caught:
        check_output(page(tmp_path, broken), None)
    assert len(str(caught.value).splitlines()) == 4


def test_words_that_only_contain_a_mark_are_left_alone(tmp_path: Path) -> None:
    text = "Fridtjof Nansens plass, Nonen, finansiering, a@b.no, «{»"
    assert check_output(page(tmp_path, GOOD.replace("Tekst", text)), None)


def test_a_sound_pdf_passes(tmp_path: Path) -> None:
    body = "= Tittel\n#table(columns: 1, table.header[A], [1])\nSYNTETISKE DATA"
    assert "pdf: stamp" in check_output(
        None, document(tmp_path, body, pdf_standards="ua-1"), stamp="SYNTETISKE DATA"
    )


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("= Tittel\n=== For dypt", "heading of level 3 follows level 1"),
        ("Endringen var nan.", "«nan» is left on page 1"),
        ("SYNTETISKE DATA #pagebreak() Uten merke", "page 2 does not say «SYNTETISKE DATA»"),
        ("#table(columns: 1, [A], [1])", "a table has no header cells"),
        ("#figure(rect(width: 1cm, height: 1cm))", "a figure has no alternative text"),
        ('#set text(lang: "en", region: "US")', "language «en-US» is not Norwegian"),
        ("#set document(title: none)", "no title"),
    ],
)
def test_a_fault_in_the_pdf_is_found(tmp_path: Path, body: str, said: str) -> None:
    with pytest.raises(RenderError) as caught:
        check_output(None, document(tmp_path, body), stamp="SYNTETISKE DATA")
    assert said in str(caught.value)


def test_an_untagged_pdf_is_found(tmp_path: Path) -> None:
    path = document(tmp_path, "Tekst", pdf_tags=False)
    with pytest.raises(RenderError, match="not tagged"):
        check_output(None, path)


def test_a_font_that_is_not_embedded_is_found(tmp_path: Path) -> None:
    path = document(tmp_path, "Tekst")
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        font = pdf.pages[0].Resources.Font["/f0"]
        descriptor = font.DescendantFonts[0].FontDescriptor
        for key in ("/FontFile2", "/FontFile3"):
            if key in descriptor:
                del descriptor[key]
        pdf.save(path)
    with pytest.raises(RenderError, match="is not embedded"):
        check_output(None, path)
