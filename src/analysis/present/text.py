"""What is done to report source on its way: one edition's text, the project's own words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from analysis.params import AnalysisError, Edition
from analysis.params.report import Words

USUAL = {
    "tenant": ("leietaker", "leietakeren", "leietakere", "leietakerne"),
    "survey": ("kartlegging", "kartleggingen", "kartlegginger", "kartleggingene"),
}
"""What the report's own sentences call a tenant and the survey, in the four forms of a noun."""
_ONLY = re.compile(r"^(:{3,})\s*\{\.bare-(\w+)\}\s*$")
_EDITIONS = ("begrenset", "offentlig")


class ProseError(AnalysisError):
    """A chapter that cannot be read as it was meant."""


def for_edition(text: str, edition: Edition, file: Path) -> str:
    r"""Return what the researcher wrote without what is meant for the other edition.

    Text between ``::: {.bare-begrenset}`` (or ``.bare-offentlig``) and ``:::`` stands in that edition alone.

    Raises
    ------
    ProseError
        If such a part names no edition or is never closed; names file and line.

    Examples
    --------
    >>> print(for_edition("En.\n::: {.bare-begrenset}\nTo.\n:::\nTre.", "offentlig", Path("x.qmd")))
    En.
    Tre.
    """
    kept: list[str] = []
    fence, begun, wanted = "", 0, True
    for number, line in enumerate(text.split("\n"), start=1):
        opened = None if fence else _ONLY.match(line)
        if opened:
            fence, begun, wanted = opened[1], number, opened[2] == edition
            if opened[2] not in _EDITIONS:
                raise ProseError(
                    f"{file.name}, linje {number}: .bare-{opened[2]} er ingen utgave. Skriv "
                    ".bare-begrenset eller "
                    ".bare-offentlig."
                )
        elif fence and line.strip() == fence:
            fence, wanted = "", True
        elif wanted:
            kept.append(line)
    if fence:
        raise ProseError(
            f"{file.name}, linje {begun}: teksten for én utgave er ikke avsluttet. Skriv {fence} etter den."
        )
    return "\n".join(kept)


def in_own_words(text: str, words: Words) -> str:
    """Return a text of the report's own with the project's words for tenant and survey, capitals kept.

    Examples
    --------
    >>> from analysis.params.report import Noun
    >>> own = Words(tenant=Noun(forms=("beboer", "beboeren", "beboere", "beboerne")))
    >>> in_own_words("Leietakerne flytter. Én leietaker, to leietakere.", own)
    'Beboerne flytter. Én beboer, to beboere.'
    """
    for name, usual in USUAL.items():
        noun = getattr(words, name)
        if noun is not None:
            own = dict(zip(usual, noun.forms, strict=True))
            text = re.sub(
                rf"\b({'|'.join(sorted(usual, key=len, reverse=True))})\b",
                partial(_word, own),
                text,
                flags=re.IGNORECASE,
            )
    return text


def _word(own: Mapping[str, str], found: re.Match[str]) -> str:
    word = own[found[0].lower()]
    return word[:1].upper() + word[1:] if found[0][:1].isupper() else word
