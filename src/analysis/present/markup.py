"""The few kinds of report source that generated text is made of."""

from __future__ import annotations

from collections.abc import Iterable

from analysis.render.escape import escape_markdown

__all__ = ["bold", "bullets", "callout", "escape_markdown", "figure", "joined"]


def joined(*parts: str) -> str:
    """Join blocks with a blank line between them, leaving out the empty ones.

    Examples
    --------
    >>> joined("## Mål", "", "Tekst.")
    '## Mål\\n\\nTekst.\\n'
    """
    kept = [part.strip("\n") for part in parts if part.strip()]
    return "\n\n".join(kept) + "\n" if kept else ""


def bold(text: str) -> str:
    """Return plain text as bold source."""
    return f"**{escape_markdown(text)}**"


def bullets(sources: Iterable[str]) -> str:
    """Return a list, one point for each piece of source."""
    return "\n".join(f"- {source}" for source in sources)


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


def figure(figure_id: str, file: str, caption: str, alt: str) -> str:
    """Return a numbered figure with its caption and its alternative text.

    Parameters
    ----------
    figure_id
        Cross-reference id without its prefix.
    file
        Path below the report folder.
    caption, alt
        Plain text.
    """
    return f'![{escape_markdown(caption)}]({file}){{#fig-{figure_id} fig-alt="{escape_markdown(alt)}"}}\n'
