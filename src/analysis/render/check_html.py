"""What a browser or a screen reader would find wrong with the HTML report."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

from analysis.render.leftovers import heading_jumps, leftovers

_LOADING = {"src", "srcset", "poster", "data", "background"}
_SILENT = {"script", "style", "template"}
_VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


@dataclass
class _Page(HTMLParser):
    """Collects what the checks ask about."""

    lang: str = ""
    title: str = ""
    text: list[str] = field(default_factory=list)
    stamp: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    targets: list[str] = field(default_factory=list)
    loads: list[str] = field(default_factory=list)
    images_without_alt: list[str] = field(default_factory=list)
    tables: list[set[str]] = field(default_factory=list)
    _open: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag not in _VOID:
            self._open.append((tag, given.get("class", "")))
        if "id" in given:
            self.ids.append(given["id"])
        self._note_loads(tag, given)
        if tag == "html":
            self.lang = given.get("lang", "")
        elif tag == "a" and given.get("href", "").startswith("#"):
            self.targets.append(given["href"][1:])
        elif tag == "img" and not given.get("alt", "").strip():
            self.images_without_alt.append(given.get("src", "")[:60])
        elif len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and not self._inside("nav"):
            self.headings.append(int(tag[1]))
        elif tag == "table":
            self.tables.append(set())
        elif tag in ("th", "td") and self.tables:
            self.tables[-1].add(f"{tag} {given.get('scope', '')}".strip())

    def _inside(self, tag: str) -> bool:
        return any(name == tag for name, _ in self._open)

    def _note_loads(self, tag: str, given: dict[str, str]) -> None:
        values = [value for name, value in given.items() if name in _LOADING]
        if tag == "link":
            values.append(given.get("href", ""))
        self.loads += [value for value in values if value and not value.startswith(("data:", "#"))]

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, _ in self._open}
        if "style" in tags and ("url(http" in data or "@import" in data):
            self.loads.append("style sheet")
        if tags & _SILENT:
            return
        if "title" in tags and "svg" not in tags:
            self.title += data
        self.text.append(data)
        if any("stempel" in classes.split() for _, classes in self._open):
            self.stamp.append(data)


def _read(markup: str) -> _Page:
    page = _Page()
    page.feed(markup)
    page.close()
    return page


def stamp_of(markup: str) -> str | None:
    """Return the words of the banner that stays in view, or None where there is none."""
    return " ".join("".join(_read(markup).stamp).split()) or None


def html_findings(markup: str, stamp: str | None) -> list[str]:
    """Return what is wrong, one line each; an empty list when nothing is.

    Parameters
    ----------
    markup : str
        The whole HTML file.
    stamp : str or None
        Words that must stand in the banner.
    """
    page = _read(markup)
    findings = [f"«{left}» is left in the text" for left in leftovers(" ".join(page.text))]
    if not page.lang.startswith(("nb", "nn")):
        findings.append(f"language «{page.lang}» is not Norwegian")
    if not page.title.strip():
        findings.append("no title")
    findings += [f"a picture has no alternative text ({source})" for source in page.images_without_alt]
    findings += [f"asks for «{address[:80]}» outside the file" for address in page.loads]
    findings += heading_jumps(page.headings)
    if page.headings.count(1) == 0:
        findings.append("no heading of level 1")
    ids = set(page.ids)
    findings += [
        f"a link leads to #{target}, which is nowhere"
        for target in dict.fromkeys(page.targets)
        if target not in ids
    ]
    findings += [
        f"id «{name}» is used {page.ids.count(name)} times"
        for name in dict.fromkeys(page.ids)
        if page.ids.count(name) > 1
    ]
    for number, cells in enumerate(page.tables, start=1):
        if not any(cell.startswith("td") for cell in cells):
            findings.append(f"table {number} is empty")
        if not any(cell.startswith("th ") for cell in cells) or "th" in cells:
            findings.append(f"table {number} has no header cells with a scope")
    if stamp and stamp not in " ".join("".join(page.stamp).split()):
        findings.append(f"the banner does not say «{stamp}»")
    return findings
