"""The report's own style under genuine Quarto, which brings a page, floats, callouts and a style sheet."""

import datetime
import json
import re
import subprocess
from pathlib import Path

import pypandoc
import pytest
import typst
import yaml

from analysis.render import render
from analysis.render.check_pdf import page_texts

REPORT = Path(__file__).parents[2] / "report"
STYLE = REPORT / "_stil"
SETTINGS = yaml.safe_load((REPORT / "_quarto.yml").read_text("utf-8"))

# Floats and callouts as Quarto hands them to a filter that runs before it writes them.
HAND_OVER = """
FORMAT = arg[1]
local filters = dofile(arg[2])
local function text(...) return pandoc.Plain(pandoc.Inlines { ... }) end
local simple = pandoc.SimpleTable({}, { 'AlignLeft' }, { 0 }, { { text 'Adresse' } }, { { { text 'A' } } })
local tbl = pandoc.utils.from_simple_table(simple)
local float = { type = 'Table', content = tbl, order = { order = 3 }, attributes = {},
  caption_long = text(pandoc.Str 'Tall', pandoc.Space(), pandoc.Str 'her') }
local figure = { type = 'Figure', content = text 'x', order = { order = 1 }, attributes = { alt = 'Søyler' } }
local callout = { type = 'warning', title = text(pandoc.Str 'Oppdiktet') }
for _, filter in ipairs(filters) do
  if filter.FloatRefTarget then filter.FloatRefTarget(float) filter.FloatRefTarget(figure) end
  if filter.Callout then filter.Callout(callout) end
end
local blocks = pandoc.Blocks(float.content)
for _, filter in ipairs(filters) do
  if filter.Table then blocks = blocks:walk { Table = filter.Table } end
end
callout.title.content:insert(1, pandoc.Span('Advarsel', pandoc.Attr('', { 'screen-reader-only' })))
print(pandoc.json.encode {
  table = pandoc.write(pandoc.Pandoc(blocks), 'html'),
  alt = figure.attributes.alt or '',
  title = pandoc.utils.stringify(callout.title) })
"""
# Rules of Quarto's style sheet that would win over the report's own by being more specific.
QUARTO_RULES = [
    (".citation a", "text-decoration"),
    (".footnote-ref", "text-decoration"),
    ("figure.quarto-float-tbl figcaption.quarto-float-caption-top", "text-align"),
    (".callout.callout-style-default>div.callout-header", "opacity"),
    ("div.callout-warning.callout-style-default>.callout-header", "background"),
    (".callout.callout-style-default .callout-body", "font-size"),
    ("div.callout-note.callout", "border-left-color"),
    ("div.callout-warning.callout", "border-left-color"),
    ("div.callout-caution.callout", "border-left-color"),
    ("div.callout-important.callout", "border-left-color"),
    (".hanging-indent div.csl-entry", "margin"),
]


def handed_over(to: str, tmp_path: Path) -> dict[str, str]:
    """What the report's filter makes of a float, a figure and a callout of Quarto's."""
    script = tmp_path / "kall.lua"
    script.write_text(HAND_OVER, "utf-8")
    done = subprocess.run(
        [pypandoc.get_pandoc_path(), "lua", script, to, STYLE / "rapport.lua"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    made: dict[str, str] = json.loads(done.stdout)
    return made


def test_a_table_of_quartos_is_named_by_its_number_and_caption(tmp_path: Path) -> None:
    assert 'aria-label="Tabell\u00a03: Tall her"' in handed_over("html", tmp_path)["table"]


def test_the_frame_around_a_picture_says_nothing_of_its_own(tmp_path: Path) -> None:
    assert handed_over("html", tmp_path)["alt"] == ""
    assert handed_over("typst", tmp_path)["alt"] == "Søyler"


def test_the_kind_of_a_callout_and_its_title_are_two_words(tmp_path: Path) -> None:
    assert handed_over("html", tmp_path)["title"] == "Advarsel Oppdiktet"


def specificity(selector: str) -> tuple[int, int, int]:
    ids = re.findall(r"#[\w-]+", selector)
    classes = re.findall(r"\.[\w-]+|\[[^\]]+\]|(?<!:):[\w-]+", selector)
    elements = re.findall(r"(?:^|[\s>+~])([a-z][\w-]*)", selector)
    return len(ids), len(classes), len(elements)


def last_class(selector: str) -> set[str]:
    return set(re.findall(r"[\w-]+", re.split(r"[\s>+~]", selector.strip())[-1]))


@pytest.mark.parametrize(("selector", "name"), QUARTO_RULES)
def test_the_reports_style_wins_over_quartos(selector: str, name: str) -> None:
    css = re.sub(
        r"/\*.*?\*/|@media[^{]*\{(?:[^{}]*\{[^}]*\})*[^{}]*\}",
        "",
        (STYLE / "rapport.css").read_text("utf-8"),
        flags=re.S,
    )
    rivals = [
        own.strip()
        for selectors, body in re.findall(r"([^{}]+)\{([^}]*)\}", css)
        if re.search(rf"(?:^|[;\s]){name}\s*:", body)
        for own in selectors.split(",")
        if last_class(own) & last_class(selector) and specificity(own) >= specificity(selector)
    ]
    assert rivals


def test_a_heading_one_jumps_to_is_not_hidden_behind_the_stamp() -> None:
    assert re.search(
        r"^html \{ scroll-padding-top: 4rem; \}", (STYLE / "rapport.css").read_text("utf-8"), re.M
    )


def test_rendered_by_hand_the_pdf_is_held_to_one_standard_as_older_typst_takes_no_more() -> None:
    assert SETTINGS["format"]["typst"]["pdf-standard"] == "ua-1"


def test_rendered_by_hand_typst_is_asked_for_no_typeface_it_has_not() -> None:
    assert "mainfont" not in SETTINGS["format"]["typst"]
    assert "Source Sans" not in (STYLE / "typst-template.typ").read_text("utf-8")
    assert 'typeface: "$mainfont$"' in (STYLE / "typst-show.typ").read_text("utf-8")


def typeset(body: str) -> dict[str, object]:
    """The metadata `<seen>` of a body set with the report's template."""
    source = (STYLE / "typst-template.typ").read_text("utf-8") + "\n#show: rapport\n" + body
    seen: dict[str, object] = json.loads(typst.query(source.encode(), "<seen>", field="value", one=True))
    return seen


@pytest.mark.parametrize("caption", ["[Tall *her*]", "[ Tall *her*]", "[\nTall *her*]"])
def test_one_space_parts_a_caption_from_its_number_however_it_was_written(caption: str) -> None:
    mark = "#box[#context [#metadata((x: here().position().x.pt())) <seen>]]"
    figure = '#figure([x], caption: {}, kind: "quarto-float-fig", supplement: "Figur")'
    made, wanted = (typeset(figure.format(text.replace("*her*", mark))) for text in (caption, "[Tall *her*]"))
    assert made == wanted


def test_a_callout_keeps_its_distance_inside_the_block_quarto_puts_around_it() -> None:
    callout = "#callout(title: [Merk], body: [Tall])"
    place = "\n\n#context [Etter #metadata((y: here().position().y.pt())) <seen>]"
    bare, in_block = (typeset(f"Før\n\n{made}{place}") for made in (callout, f"#block[\n{callout}\n]"))
    assert bare == in_block


def test_quarto_adds_no_list_of_other_formats() -> None:
    assert SETTINGS["format-links"] is False


def test_the_first_thing_a_keyboard_reaches_is_the_way_past_the_contents() -> None:
    page = (STYLE / "hopp.html").read_text("utf-8")
    assert re.search(r'<a class="hopp" [^>]*>[^<]+</a>\s*<script>document\.body\.prepend\(', page)


def test_the_edition_stands_under_the_title_in_the_html_of_both_engines(folder: Path, tmp_path: Path) -> None:
    assert SETTINGS["format"]["html"]["template-partials"] == ["_stil/title-block.html"]
    block = folder / "_stil" / "title-block.html"
    assert '<p class="utgave">$utgave$</p>' in block.read_text("utf-8")
    block.write_text(
        '<header id="title-block-header"><h1>$title$</h1><p>Helt egen topp</p></header>', "utf-8"
    )
    made = render(
        folder, tmp_path / "ut", formats=["html"], engine="embedded", timestamp=datetime.date(2024, 10, 31)
    )
    assert "<p>Helt egen topp</p>" in made["rapport.html"].read_text("utf-8")


def test_no_english_word_of_the_citation_style_is_left_in_the_list_of_literature() -> None:
    source = "---\nnocite: '@*'\nlang: nb-NO\n---\n\n::: {#refs}\n:::\n"
    options = ["--citeproc", f"--bibliography={REPORT / 'referanser.bib'}", "--wrap=none"]
    listed = pypandoc.convert_text(source, "plain", format="markdown", extra_args=options)
    assert "Husleieloven. 1999." in listed
    assert not re.findall(r"\b(?:Nos?\.|Vols?\.|pp?\.|[Ee]ds?\.|n\.d\.|[Rr]etrieved|[Aa]ccessed)", listed)


def in_html(source: str) -> str:
    """What the report's filter makes of Markdown, in HTML."""
    options = [f"--lua-filter={STYLE / 'rapport.lua'}", "--wrap=none"]
    written: str = pypandoc.convert_text(source, "html", "markdown", options)
    return written


def in_typst(source: str) -> str:
    """What the report's filter makes of Markdown, in Typst."""
    written: str = pypandoc.convert_text(
        source, "typst", "markdown", [f"--lua-filter={STYLE / 'rapport.lua'}"]
    )
    return written


def test_a_picture_has_another_for_a_phone_on_screens_alone() -> None:
    source = '![Tall](bred.svg){#fig-a fig-alt="x" smal="smal.svg"}\n'
    on_screen = in_html(source)
    assert re.search(r'<img src="bred.svg"[^>]*class="bred-skjerm"', on_screen)
    assert re.search(r'<img src="smal.svg"[^>]*class="smal-skjerm"', on_screen)
    printed = in_typst(source)
    assert "bred.svg" in printed and "smal" not in printed
    css = (STYLE / "rapport.css").read_text("utf-8")
    phone = css.split("@media screen and (max-width: 36rem) {")[1].split("\n}")[0]
    assert re.search(r"^\.smal-skjerm \{ display: none; \}", css, re.M)
    assert ".bred-skjerm { display: none; }" in phone and ".smal-skjerm { display: inline; }" in phone


def test_a_link_to_the_other_document_leads_to_its_own_kind() -> None:
    source = "[a](teknisk.html#sec-metode) og [b](https://example.org/side.html)\n"
    assert 'href="teknisk.html#sec-metode"' in in_html(source)
    assert '#link("teknisk.pdf")' in in_typst(source)
    assert '"https://example.org/side.html"' in in_typst(source)


def test_the_contents_of_the_pdf_stand_where_the_report_has_put_them() -> None:
    source = "Side én\n\n::: {.innhold}\n:::\n\nResten\n"
    assert re.search(r"Side én\s+#innhold\(\)\s+Resten", in_typst(source))
    assert "innhold" not in in_html(source)


def test_a_point_of_a_list_stays_on_one_page() -> None:
    written = in_typst("- Se [kapittel](#sec-a).\n- To\n\n  avsnitt\n")
    assert written.count("#block(breakable: false)[") == 1
    assert "- #block(breakable: false)[#[]Se #link(<sec-a>)[kapittel].]" in written


def test_the_line_before_a_list_goes_with_it_to_the_next_page() -> None:
    written = in_typst("Langt avsnitt.\n\nDisse ble bedre:\n\n- En\n\nTil slutt\n")
    assert re.findall(r"#block\(breakable: false, sticky: true\)\[#\[\](.+)\]", written) == [
        "Disse ble bedre:"
    ]


@pytest.mark.parametrize(("words", "rows", "whole"), [(1, 11, True), (1, 12, False), (30, 11, False)])
def test_a_table_of_twelve_lines_stays_on_one_page_and_one_of_few_but_long_rows_breaks(
    words: int, rows: int, whole: bool
) -> None:
    row = "| A | " + "leietaker " * words + "|\n"
    written = in_typst("| Adresse | Tall |\n|---|---|\n" + row * rows)
    assert ("#block(breakable: false, width: 100%)[" in written) is whole


def test_a_row_of_a_table_stays_on_one_page() -> None:
    cell = "[#context [#metadata(here().page()) <start>] #lines #context [#metadata(here().page()) <end>]]"
    body = (
        "#let lines = range(8).map(str).join(linebreak())\n#table(columns: 1, " + ", ".join([cell] * 30) + ")"
    )
    source = ((STYLE / "typst-template.typ").read_text("utf-8") + f"\n#show: rapport\n{body}").encode()
    start, end = (json.loads(typst.query(source, f"<{mark}>", field="value")) for mark in ("start", "end"))
    assert len(set(start)) > 2
    assert start == end


def test_no_text_of_the_pdf_is_smaller_than_nine_points() -> None:
    sizes = re.findall(r"\bsize: ([\d.]+)pt", (STYLE / "typst-template.typ").read_text("utf-8"))
    assert min(map(float, sizes)) >= 9
    assert "typst:text:size" not in (STYLE / "rapport.lua").read_text("utf-8")


def test_a_word_in_a_table_moves_to_the_next_line_rather_than_being_divided(tmp_path: Path) -> None:
    body = "#table(columns: 5cm, [Tingene er trygge i boden (spørsmål 11), poeng på skalaen])"
    template = (STYLE / "typst-template.typ").read_text("utf-8")
    divided = []
    for costs in ("costs: (hyphenation: 3000%)", "costs: (hyphenation: 100%)"):
        source = template.replace("costs: (hyphenation: 3000%)", costs) + f"\n#show: rapport\n{body}"
        (tmp_path / "tabell.pdf").write_bytes(typst.compile(source.encode()))
        divided.append(page_texts(tmp_path / "tabell.pdf")[-1].count("\ufffe"))
    assert divided[0] == 0 < divided[1]


def test_on_a_phone_each_value_stands_under_the_name_of_its_column() -> None:
    source = "| Adresse | Før (n) |\n|---|---:|\n| A | 12 |\n"
    written = in_html(source)
    assert re.search(r'<th [^>]*role="columnheader" scope="col">Før \(n\)</th>', written)
    assert re.search(r'<th [^>]*role="rowheader" data-kolonne="Adresse" scope="row">A</th>', written)
    assert re.search(r'<td [^>]*role="cell" data-kolonne="Før \(n\)">12</td>', written)
    for part, role in {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row"}.items():
        assert written.count(f"<{part}") == written.count(f'<{part} role="{role}"')
    css = (STYLE / "rapport.css").read_text("utf-8")
    assert re.search(
        r"@container[^{]*\{(?:[^{}]*\{[^}]*\})*[^{}]*::before \{ content: attr\(data-kolonne\)", css
    )


def test_a_heading_over_two_columns_names_them_both_on_a_phone() -> None:
    source = "+---+---+---+\n| a | begge |\n+===+===+===+\n| 1 | 2 | 3 |\n+---+---+---+\n"
    written = in_html(source)
    assert re.search(r'<th colspan="2"[^>]*role="columnheader" scope="colgroup"', written)
    assert written.count('data-kolonne="begge"') == 2


def test_printed_the_stamp_has_room_of_its_own_on_each_page_and_long_tables_break() -> None:
    printed = (STYLE / "rapport.css").read_text("utf-8").split("@media print {")[1]
    assert re.search(r"\bmain \{[^}]*padding-top: 1\.2cm;[^}]*[^-]box-decoration-break: clone;", printed)
    kept_whole = re.search(r"([^{}]*)\{ break-inside: avoid; \}", printed)
    assert kept_whole
    assert {name.strip() for name in kept_whole[1].split(",")} == {".quarto-float-fig", ".callout", "tr"}


def test_a_line_of_code_breaks_on_a_phone_rather_than_scroll() -> None:
    css = (STYLE / "rapport.css").read_text("utf-8")
    assert re.search(r"^pre, pre code \{ white-space: pre-wrap; overflow-wrap: anywhere; \}", css, re.M)
