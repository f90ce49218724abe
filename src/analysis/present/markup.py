"""The few kinds of report source that generated text is made of."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.present.escape import escape_markdown

__all__ = ["bold", "bullets", "callout", "escape_markdown", "figure", "guarded", "joined", "technical"]

_MARKER = re.compile(r"^(\d+(?:\.|&#46;)|(?:[-+/=]|&#4[357];|&#61;)+) ")


def joined(*parts: str) -> str:
    r"""Join blocks with a blank line between them, leaving out the empty ones.

    Examples
    --------
    >>> joined("## Mål", "", "Tekst.")
    '## Mål\n\nTekst.\n'
    """
    kept = [part.strip("\n") for part in parts if part.strip()]
    return "\n\n".join(kept) + "\n" if kept else ""


def bold(text: str) -> str:
    """Return plain text as bold source."""
    return f"**{escape_markdown(text)}**"


def bullets(sources: Iterable[str]) -> str:
    """Return a list, one point for each piece of source."""
    return "\n".join(f"- {guarded(source)}" for source in sources)


def guarded(source: str) -> str:
    """Keep a table cell or list point that starts like a list or a heading from becoming one in the PDF.

    Pandoc's Typst writer leaves «1. » and the like as they are at the start of a cell, and Typst reads a
    list. A non-breaking space after the sign is no list, and looks the same.

    Examples
    --------
    >>> guarded("1&#46; januar"), guarded("1,5 poeng")
    ('1&#46;&nbsp;januar', '1,5 poeng')
    """
    return _MARKER.sub(r"\1&nbsp;", source)


def callout(kind: str, title: str, *sources: str) -> str:
    """Return a box with a heading.

    Parameters
    ----------
    kind
        ``note``, ``tip``, ``warning``, ``important`` or ``caution``.
    title
        Plain text.
    sources
        Blocks of source inside the box.
    """
    return joined(f"::: {{.callout-{kind}}}", f"## {escape_markdown(title)}", *sources, ":::")


def figure(figure_id: str, file: str, caption: str, alt: str, *, narrow: str) -> str:
    """Return a numbered figure with its caption and its alternative text.

    Parameters
    ----------
    figure_id
        Cross-reference id without its prefix.
    file, narrow
        Paths below the report folder: the picture, and the same drawn for a phone.
    caption, alt
        Plain text.
    """
    attributes = f'#fig-{figure_id} fig-alt="{escape_markdown(alt)}" smal="{narrow}"'
    return f"![{escape_markdown(caption)}]({file}){{{attributes}}}\n"


def technical(section: str, text: str) -> str:
    """Return a link to a section of the technical appendix; an empty section is its start."""
    return f"[{escape_markdown(text)}](teknisk.html{f'#sec-{section}' if section else ''})"
