import html
import json
import re
import subprocess
import unicodedata
from pathlib import Path

import pypandoc
import typst
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.present.escape import escape_markdown

STYLE = Path(__file__).parents[2] / "report" / "_stil" / "rapport.lua"
SIGNS = st.text(
    alphabet=st.sampled_from("".join(map(chr, range(32, 127))) + "æøå–−«»’…\u00a0\u2028\n\t"), max_size=16
)
ANY = st.text(max_size=16)
KNOWN_TRAPS = [
    "5. juni 2014", "(1) en", "(@a)", "i. en", "# nr", "#let x = 1", "= x", "/ a: b", "- a", "-1",
    "---", "...", "-?", "~", "{{< meta tittel >}}", "{{< include /etc/passwd >}}", "[@nøkkel]",
    "@fig-x", "[^1]", "^[fotnote]", "$x$", "`kode`", "<script>alert(1)</script>", "<!-- x", "&amp;",
    "\u200b 0", "\U00013430 0", "\u034f \xad 0",
    "&#65;", "a | b", ": tekst {#tbl-x}", "Table: tekst", "::: {.x}", "https://example.org/a",
    "a@b.no", "O'Brien", '"sitat"', "O’Brien", "\\u{41}", "// x", "/* x", "p. 3", "***", "% tittel",
    'fig-alt="x"}', "a: b", "!include x", "yes", "0301", "[x]{.y}", "==x==", "H~2~O",
]  # fmt: skip


def invisible(sign: str) -> bool:
    return sign in " \u034f" or unicodedata.category(sign) in ("Cf", "Cn")


def expected(text: str) -> str:
    line = re.sub("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+", " ", text).strip(" ")
    seen = next((i for i, c in enumerate(line) if not invisible(c)), len(line))
    line = line[:seen].replace(" ", "") + line[seen:]
    return "".join(
        "\ufffd"
        if unicodedata.category(c) in ("Cc", "Cs") or c in "\ufffe\uffff" or "\ufdd0" <= c <= "\ufdef"
        else c
        for c in line
    )


def converted(texts: list[str], to: str) -> str:
    source = "\n\n".join(escape_markdown(text) for text in texts)
    command = [pypandoc.get_pandoc_path(), "-f", "markdown", "-t", to, "--wrap=none", f"--lua-filter={STYLE}"]
    return subprocess.run(command, input=source.encode(), stdout=subprocess.PIPE, check=True).stdout.decode()


def through_html(texts: list[str]) -> list[str]:
    return [html.unescape(part) for part in re.findall(r"<p>(.*?)</p>", converted(texts, "html"), re.S)]


def through_typst(texts: list[str]) -> list[str]:
    read = (
        '#let words(it) = { if it == [ ] { " " } else if it.has("text") { it.text }'
        ' else if it.has("children") { it.children.map(words).join("", default: "") }'
        ' else if it.has("body") { words(it.body) } else { "?" + repr(it.func()) } }\n'
    )
    paragraphs = converted(texts, "typst").rstrip("\n").split("\n\n")
    source = read + "\n".join(f"#metadata(words([{part}]))<p>" for part in paragraphs)
    return json.loads(typst.query(source.encode(), "<p>", field="value"))


def survives(texts: list[str]) -> None:
    texts = [text for text in texts if expected(text)]
    if texts:
        assert through_html(texts) == [expected(text) for text in texts]
        assert through_typst(texts) == [expected(text) for text in texts]


def test_known_traps_come_out_as_the_text_they_are() -> None:
    survives(KNOWN_TRAPS)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.one_of(SIGNS, ANY), min_size=30, max_size=60))
def test_any_text_comes_out_of_pandoc_and_typst_as_it_went_in(texts: list[str]) -> None:
    survives(texts)


@given(ANY)
def test_the_result_is_one_line_without_markup(text: str) -> None:
    escaped = escape_markdown(text)
    assert "\n" not in escaped
    assert not re.search(r"[*_`@\[\]{}<>|$\\~^\"']", escaped)


def test_readable_where_nothing_has_to_be_escaped() -> None:
    assert (
        escape_markdown("Midtåsveien 22, 12,3 til 18,9 – 05.06.2014 før-etter")
        == "Midtåsveien 22, 12,3 til 18,9 – 05.06.2014 før-etter"
    )
