"""The report's sources, read the way Quarto reads them: settings, includes, metadata shortcodes."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from analysis.render.errors import RenderError
from analysis.render.shortcodes import Fence, Line, expand, standalone
from analysis.render.standards import as_names

_MONTHS = (
    "januar februar mars april mai juni juli august september oktober november desember".split()  # noqa: SIM905
)
_DISPLAY_MATH = re.compile(r"^\$\$(.+)\$\$\s*(\{.*\})?\s*$")


@dataclass(frozen=True)
class Source:
    """One report, ready for pandoc.

    Attributes
    ----------
    folder : Path
        Where images, style files and the bibliography are found.
    main : str
        Name of the main file.
    metadata : dict
        Project settings, metadata files and front matter merged, the front matter strongest.
    lines : tuple of Line
        The text after includes and shortcodes, each line with the file and row it came from.
    """

    folder: Path
    main: str
    metadata: dict[str, Any]
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        """The whole text."""
        return "\n".join(line.text for line in self.lines) + "\n"

    def settings(self, output: str) -> dict[str, Any]:
        """Return the metadata with what holds for one output, «html» or «typst», on top."""
        formats = self.metadata.get("format")
        own = formats.get(output) if isinstance(formats, dict) else None
        return {**self.metadata, **(own if isinstance(own, dict) else {})}

    def locate(self, needle: str) -> str:
        """Return «file, line n» of the first line that holds `needle`, or the main file's name."""
        for line in self.lines:
            if needle and needle in line.text:
                return line.place
        return self.main


def load_source(folder: Path, main: str = "rapport.qmd") -> Source:
    """Read a main file, everything it includes and the settings that apply to it.

    Raises
    ------
    RenderError
        A file is missing or not valid YAML, an include goes in a circle, a shortcode is unknown or names
        metadata that does not exist, or a cell would have to be executed.
    """
    written = _included(folder, Path(main), ())
    head, body = _front_matter(written, main)
    document = _mapping(yaml_text="\n".join(line.text for line in head), name=main, offset=2)
    project = _mapping_of_file(folder, "_quarto.yml") if (folder / "_quarto.yml").exists() else {}
    metadata: dict[str, Any] = {}
    for settings in (project, document):
        for name in as_names(settings.get("metadata-files")):
            metadata = _merged(metadata, _mapping_of_file(folder, name))
        metadata = _merged(metadata, settings)
    metadata = {key: _expanded(value, key, metadata) for key, value in metadata.items()}
    _write_out_date(metadata, main)
    return Source(folder, main, metadata, tuple(_prepared(body, metadata)))


def _included(folder: Path, name: Path, trail: tuple[Path, ...]) -> list[Line]:
    path = folder / name
    if not path.is_file():
        raise RenderError(f"{trail[-1] if trail else folder.name}: {name} does not exist; add the file.")
    lines: list[Line] = []
    fence = Fence()
    for row, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        line = Line(name.as_posix(), row, text)
        if trail and row == 1 and text.rstrip() == "---":
            raise RenderError(f"{line.place}: an included file cannot have front matter; remove it.")
        called = None if fence.covers(text) else standalone(text)
        if called is None or called.name != "include":
            lines.append(line)
            continue
        target = Path(called.argument)  # from the report folder, whichever file includes it
        if target.is_absolute() or ".." in target.parts:
            raise RenderError(
                f"{line.place}: {target} lies outside the report folder; include a file inside it."
            )
        if target in (*trail, name):
            raise RenderError(f"{line.place}: {target} includes itself; break the circle.")
        if not (folder / target).is_file():
            raise RenderError(
                f"{line.place}: the included file {target} does not exist; make it or remove the include."
            )
        lines += [*_included(folder, target, (*trail, name)), Line(name.as_posix(), row, "")]
    return lines


def _front_matter(lines: list[Line], main: str) -> tuple[list[Line], list[Line]]:
    if not lines or lines[0].text.rstrip() != "---":
        raise RenderError(f"{main}, line 1: no front matter; the file must start with --- and a title.")
    for i, line in enumerate(lines[1:], start=1):
        if line.text.rstrip() in ("---", "..."):
            return lines[1:i], lines[i + 1 :]
    raise RenderError(f"{main}, line 1: the front matter is never closed; end it with a line of ---.")


def _mapping_of_file(folder: Path, name: str) -> dict[str, Any]:
    if not (folder / name).is_file():
        raise RenderError(
            f"metadata-files: {name} does not exist in the report folder; make it or remove it."
        )
    return _mapping((folder / name).read_text(encoding="utf-8"), name, offset=1)


def _mapping(yaml_text: str, name: str, offset: int) -> dict[str, Any]:
    try:
        loaded = yaml.safe_load(yaml_text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        row = f", line {mark.line + offset}" if mark else ""
        raise RenderError(
            f"{name}{row}: not valid YAML ({getattr(error, 'problem', 'unreadable')}); mend it."
        ) from None
    if not isinstance(loaded, dict):
        raise RenderError(f"{name}: settings must be «key: value» pairs.")
    return loaded


def _merged(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = _merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def _expanded(value: object, key: str, metadata: Mapping[str, Any]) -> object:
    if isinstance(value, str) and "{{<" in value:
        return expand(Line(f"the setting «{key}»", 0, value), metadata)
    if isinstance(value, list):
        return [_expanded(item, key, metadata) for item in value]
    return value


def _write_out_date(metadata: dict[str, Any], main: str) -> None:
    value = metadata.get("date")
    if value is None:
        return
    if metadata.get("date-format") != "D. MMMM YYYY":
        raise RenderError(
            '_quarto.yml: date-format must be "D. MMMM YYYY", the way a date is written in Norwegian.'
        )
    try:
        date = value if isinstance(value, datetime.date) else datetime.date.fromisoformat(str(value))
    except ValueError:
        raise RenderError(f"{main}: date «{value}» is not a date; write it as YYYY-MM-DD.") from None
    metadata["date"] = f"{date.day}. {_MONTHS[date.month - 1]} {date.year}"
    metadata["date-iso"] = f"{date:%Y-%m-%d}"


def _prepared(lines: list[Line], metadata: Mapping[str, Any]) -> list[Line]:
    prepared = []
    fence = Fence()
    for line in lines:
        if fence.covers(line.text):
            fence.refuse_cell(line)
            fence.refuse_shortcode(line)
            prepared.append(line)
            continue
        called = standalone(line.text)
        if called is not None and called.name == "pagebreak":
            prepared.append(line.replaced("[]{.sideskift}"))
            continue
        text = expand(line, metadata)
        formula = _DISPLAY_MATH.match(text)
        if formula:
            attributes = (formula[2] or "{}").replace("{", "{.formel ", 1)
            text = f"[$${formula[1]}$$]{attributes}"
        prepared.append(line.replaced(text))
    return prepared
