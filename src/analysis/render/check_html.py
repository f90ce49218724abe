"""What a browser or a screen reader would find wrong with the HTML report."""

import re
from collections import Counter
from typing import Any

from lxml import html

from analysis.render.leftovers import heading_jumps, leftovers

_STAMP = "//*[contains(concat(' ', normalize-space(@class), ' '), ' stempel ')]"
_READ = "text()[not(ancestor::script or ancestor::style or ancestor::template)]"
_HEADINGS = "//*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6][not(ancestor::nav)]"
_ACTIVE = (
    "//iframe | //object | //embed | //form | //base | //frame | //portal | "
    "//meta[translate(@http-equiv, 'REFSH',"
    " 'refsh') = 'refresh'] | //*[@ping] | //*[@formaction]"
)
"""Elements that load, send or lead away by themselves."""
_SCRIPTED = "//@href[starts-with(translate(normalize-space(.), 'JAVSCRIPT', 'javscript'), 'javascript:')]"
_REMOTE = re.compile(r"url\(\s*['\"]?\s*((?:[a-z]+:)?//[^)\s'\"]*)", re.IGNORECASE)
"""What a style sheet loads from elsewhere."""
_LOADED = "//@src | //@srcset | //@poster | //@data | //@background | //link/@href"


def _page(markup: str) -> Any:
    return html.document_fromstring(markup.strip() or "<html/>", parser=html.HTMLParser(huge_tree=True))


def _words(texts: list[str]) -> str:
    return " ".join("".join(texts).split())


def stamp_of(markup: str) -> str | None:
    """Return the words of the banner that stays in view, or None where there is none."""
    return _words(_page(markup).xpath(f"{_STAMP}//{_READ}")) or None


def html_findings(markup: str, stamp: str | None) -> list[str]:
    """Return what is wrong with an HTML file, one line each, among it a banner without the stamp's words."""
    page = _page(markup)
    findings = [f"«{left}» is left in the text" for left in leftovers(" ".join(page.xpath(f"//{_READ}")))]
    language = page.get("lang", "")
    if not language.startswith(("nb", "nn")):
        findings.append(f"language «{language}» is not Norwegian")
    if not _words(page.xpath("//title[not(ancestor::svg)]//text()")):
        findings.append("no title")
    findings += [
        f"a picture has no alternative text ({image.get('src', '')[:60]})"
        for image in page.xpath("//img[not(normalize-space(@alt))]")
    ]
    loads = [address for address in page.xpath(_LOADED) if address and not address.startswith(("data:", "#"))]
    loads += ["style sheet" for _ in page.xpath("//style[contains(., '@import')]")]
    loads += [f for sheet in page.xpath("//style/text() | //@style") for f in _REMOTE.findall(sheet)]
    findings += [f"asks for «{address[:80]}» outside the file" for address in loads]
    findings += [f"<{element.tag}> loads, sends or leads away by itself" for element in page.xpath(_ACTIVE)]
    findings += [f"a link runs code: {str(code)[:60]}" for code in page.xpath(_SCRIPTED)]
    levels = [int(heading.tag[1]) for heading in page.xpath(_HEADINGS)]
    findings += heading_jumps(levels)
    if 1 not in levels:
        findings.append("no heading of level 1")
    ids = Counter(page.xpath("//@id"))
    targets = dict.fromkeys(href[1:] for href in page.xpath("//a/@href[starts-with(., '#')]"))
    findings += [f"a link leads to #{target}, which is nowhere" for target in targets if target not in ids]
    findings += [f"id «{name}» is used {times} times" for name, times in ids.items() if times > 1]
    for number, table in enumerate(page.xpath("//table"), start=1):
        if not table.xpath(".//td"):
            findings.append(f"table {number} is empty")
        if not table.xpath(".//th") or table.xpath(".//th[not(normalize-space(@scope))]"):
            findings.append(f"table {number} has no header cells with a scope")
    if stamp and stamp not in _words(page.xpath(f"{_STAMP}//{_READ}")):
        findings.append(f"the banner does not say «{stamp}»")
    return findings
