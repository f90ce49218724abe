"""What a project's own chapters may hold: text, read by one reader that allows a list and refuses the rest.

A chapter may come from somebody else. It is therefore text and nothing more: no settings, no raw HTML, Typst
or LaTeX, no code to run, no file but pictures of its own folder. The report engines read it afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from analysis.params import Study
from analysis.present.text import ProseError

LARGEST = 1_000_000
"""Bytes of a chapter."""
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".svg"})
CLASSES = frozenset(
    {"bare-begrenset", "bare-offentlig", "bred", "unnumbered", "unlisted"}
    | {f"callout-{kind}" for kind in ("note", "tip", "warning", "important", "caution")}
)
KEYS = frozenset({"fig-alt", "width"})
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_SHORTCODE = re.compile(r"(?<!\{)\{\{<\s*(?:meta\s+verdier(?:\.[\w-]+)+|pagebreak)\s*>\}\}")
_ATTRIBUTES = re.compile(r"(?<!\{)\{([^{}]*)\}")
_TOKEN = re.compile(r"""#[\w-]+|\.[\w-]+|[\w-]+="[^"]*"|[\w-]+=[^\s"]+""")
_ID = re.compile(r"#(?:sec|fig|tbl)-[\w-]+")
_TARGET = re.compile(r"(!?)\[[^\]]*\]\(\s*<?([^)\s>]*)|(?:^\s{0,3})()\[[^\]]+\]:\s*(\S+)")
_LINK = re.compile(r"(?:https?://|mailto:)|#[\w-]+$|(?:teknisk|rapport)\.html(?:#[\w-]+)?$")
_REFUSED = (
    (re.compile(r"^(?:---|\.\.\.)\s*$"), "innstillinger (en linje med ---)"),
    (re.compile(r"<(?=[a-zA-Z/!?])(?!https?://|mailto:)"), "rå HTML"),
    (re.compile(r"\\[a-zA-Z]{2,}"), "rå LaTeX"),
    (re.compile(r"`\{="), "rå kode for ett format"),
    (re.compile(r"\{\{"), "en kortkode som ikke er meta verdier eller pagebreak"),
)
"""What a line may not hold, once code and known shortcodes are taken out."""


def chapter_files(study: Study) -> list[Path]:
    """List the files of ``report/<project>/`` that a report may use: chapters and pictures, in order.

    Raises
    ------
    ProseError
        If one is a link, lies elsewhere, or is no ordinary file.
    """
    folder = study.root / "report" / study.project.id
    return [_inside(f, folder) for f in sorted(folder.rglob("*")) if f.suffix.lower() in {".qmd", *PICTURES}]


def read_chapter(file: Path, study: Study) -> str:
    """Return a chapter's text.

    Raises
    ------
    ProseError
        If the file is a link, too large or not UTF-8, or holds what no chapter may hold; names file and line.
    """
    folder = study.root / "report" / study.project.id
    shown = f"report/{study.project.id}/{file.name}"
    raw = _inside(file, folder).read_bytes()
    if len(raw) > LARGEST:
        raise ProseError(f"{shown}: kapitlet er på {len(raw)} byte; høyst {LARGEST} er tillatt. Del det.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProseError(f"{shown}: filen er ikke UTF-8 (byte {error.start}). Lagre den som UTF-8.") from None
    faults = [f"{shown}, linje {number}: {what}" for number, what in _faults(text)]
    if faults:
        raise ProseError("\n".join(faults))
    return text


def prose_faults(study: Study) -> list[str]:
    """List what the project's chapters hold and may not, as lines of `leie check`."""
    told: list[str] = []
    try:
        files = chapter_files(study)
    except ProseError as error:
        return [str(error)]
    for file in files:
        if file.suffix == ".qmd":
            try:
                read_chapter(file, study)
            except ProseError as error:
                told += str(error).splitlines()
    return told


def _inside(file: Path, folder: Path) -> Path:
    """Return the file, if it is an ordinary one that lies where its name says."""
    if file.resolve() != folder.resolve() / file.relative_to(folder) or not file.is_file():
        raise ProseError(
            f"report/{folder.name}/{file.relative_to(folder).as_posix()} er en lenke eller ingen vanlig fil. "
            "Legg selve filen i prosjektets mappe."
        )
    return file


def _faults(text: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(text.split("\n"), start=1):
        found = _FENCE.match(line)
        if fence:
            fence = "" if found and not found[2] and found[1].startswith(fence) else fence
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence = found[1]
            if not re.fullmatch(r"[a-z]*", found[2]):
                yield number, f"kode som skal kjøres eller gjelder ett format ({found[2]}), er ikke tillatt."
        else:
            yield from ((number, what) for what in _of_line(line))


def _of_line(line: str) -> Iterator[str]:
    plain = _SHORTCODE.sub("", line)
    if re.search(r"`\{=", plain):
        yield "rå kode for ett format er ikke tillatt. Skriv det som vanlig tekst."
    plain = _CODE.sub("", plain)
    for pattern, what in _REFUSED:
        if pattern.search(plain):
            yield f"{what} er ikke tillatt i et kapittel. Skriv det som vanlig tekst."
    for attributes in _ATTRIBUTES.findall(plain):
        yield from _of_attributes(attributes)
    if re.match(r"^:{3,}\s*[\w.-]", plain):
        yield "klassen til en boks skrives i klammer: ::: {.callout-note}."
    for picture, target, _, defined in _TARGET.findall(plain):
        where = target or defined
        own = re.fullmatch(r"prosjekt(?:/[\w-]+)+\.\w+", where) and Path(where).suffix.lower() in PICTURES
        if picture and not own:
            yield f"bildet «{where}» er ikke et bilde i prosjektets mappe. Skriv prosjekt/ foran navnet."
        if not picture and not _LINK.match(where):
            yield f"lenken «{where}» er ikke tillatt. Lenk til nettet, et kapittel eller teknisk.html."


def _of_attributes(attributes: str) -> Iterator[str]:
    rest = _TOKEN.sub("", attributes).strip()
    if rest:
        yield f"«{{{attributes}}}» er ikke tillatt her."
    for token in _TOKEN.findall(attributes):
        allowed = {
            "#": bool(_ID.fullmatch(token)),
            ".": token[1:] in CLASSES,
        }.get(token[0], token.partition("=")[0] in KEYS)
        if not allowed:
            yield f"«{token}» er ikke tillatt. Tillatt er: {', '.join(sorted(CLASSES | KEYS))}."
