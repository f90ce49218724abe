"""Lines of a report source: where they come from, code fences, and the shortcodes they hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from analysis.render.errors import RenderError

_SHORTCODE = re.compile(r"\{\{<\s*([\w-]+)\s*(.*?)\s*>\}\}")
_FENCE = re.compile(r"^\s{0,3}(`{3,}|~{3,})\s*(.*?)\s*$")
_INLINE_CODE = re.compile(r"(`+)(?!`)(.+?)(?<!`)\1(?!`)")


@dataclass(frozen=True)
class Line:
    """One line of text and the place it was written: file and row (0 when the file has no rows to name)."""

    file: str
    row: int
    text: str

    @property
    def place(self) -> str:
        """«file, line n»."""
        return f"{self.file}, line {self.row}" if self.row else self.file

    def replaced(self, text: str) -> "Line":
        """Return the same place with other text."""
        return replace(self, text=text)


@dataclass(frozen=True)
class Shortcode:
    """A call such as `{{< meta verdier.n >}}`."""

    name: str
    argument: str
    written: str


class Fence:
    """Follows code blocks from line to line."""

    def __init__(self) -> None:
        self._mark = ""

    def covers(self, text: str) -> bool:
        """Take the next line; say whether it opens, closes or lies in a code block."""
        found = _FENCE.match(text)
        if self._mark:
            if found and not found[2] and found[1].startswith(self._mark):
                self._mark = ""
            return True
        if found and not (found[1][0] == "`" and "`" in found[2]):
            self._mark = found[1]
            return True
        return False

    def refuse_cell(self, line: Line) -> None:
        """Raise when the line opens a cell that Quarto would execute."""
        found = _FENCE.match(line.text)
        if found and re.match(r"\{[A-Za-z]", found[2]):
            raise RenderError(f"{line.place}: an executable cell {found[2]}; a report holds no code to run.")

    def refuse_shortcode(self, line: Line) -> None:
        """Raise when a code block holds a shortcode, which Quarto would expand there."""
        if _SHORTCODE.search(line.text):
            raise RenderError(f"{line.place}: a shortcode inside a code block; take it out of the block.")


def standalone(text: str) -> Shortcode | None:
    """Return the shortcode when it is all the line holds."""
    found = _SHORTCODE.fullmatch(text.strip())
    return Shortcode(found[1], found[2].strip("\"'"), found[0]) if found else None


def expand(line: Line, metadata: Mapping[str, Any]) -> str:
    """Return the line's text with each `meta` shortcode replaced by its value."""
    for code in _INLINE_CODE.finditer(line.text):
        if "{{<" in code[2]:
            raise RenderError(f"{line.place}: a shortcode inside code; take it out of the backticks.")
    text = _SHORTCODE.sub(lambda found: _value(line, found, metadata), line.text)
    if "{{<" in _SHORTCODE.sub("", line.text):
        raise RenderError(
            f"{line.place}: a shortcode that is not closed; end it with >}}}} on the same line."
        )
    return text


def _value(line: Line, found: re.Match[str], metadata: Mapping[str, Any]) -> str:
    name, argument = found[1], found[2].strip("\"'")
    if name in ("include", "pagebreak"):
        raise RenderError(f"{line.place}: {found[0]} must stand alone on its line.")
    if name != "meta":
        raise RenderError(
            f"{line.place}: the shortcode {found[0]} is not supported; use meta, include or pagebreak."
        )
    value: object = metadata
    for part in argument.split("."):
        if not isinstance(value, Mapping) or part not in value:
            raise RenderError(
                f"{line.place}: {found[0]} names no metadata; «{part}» is not there. Check the spelling."
            )
        value = value[part]
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise RenderError(
            f"{line.place}: {found[0]} is a {type(value).__name__}; only text can stand in a sentence."
        )
    return str(value)
