"""Words that claim more than a before–after comparison can show, and a check that refuses them.

The report says what was different afterwards, never why. Every text made from results passes this check
before it is written, so that a new template cannot slip a claim of cause or proof into a report.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from analysis.params import AnalysisError

CLAIMS: Mapping[str, str] = {
    r"\b(?:be|på)vis(?:e|er|t|te|es|ene)?\b": "viser",
    r"\bf(?:ører|ørte|ørt|øre) til\b": "si hva som var annerledes etter, ikke hva det kom av",
    r"\beffekt(?:en|er|ene)? av\b": "endringen i",
    r"\bingen (?:effekt|virkning)\b": "for lite data, eller uendret",
    r"\b(?:in)?signifikan\w*": "bedring, forverring eller for lite data",
    r"\bforårsak\w*": "si hva som var annerledes etter, ikke hva det kom av",
    r"\b(?:skyldes|takket være|som følge av)\b": "si hva som var annerledes etter, ikke hva det kom av",
    r"\bbidr(?:o|ar|att) til\b": "si hva som var annerledes etter, ikke hva det kom av",
    r"\b(?:har|hadde) (?:god |hatt )?(?:effekt|virkning)\b": "endret seg",
}
"""Refused wording (a pattern, letter case ignored) → what to write instead."""

_HIDDEN_FROM_CHECK = re.compile(r"\{\{<.*?>\}\}|\]\([^)]*\)|\{#[^}]*\}")
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), instead) for pattern, instead in CLAIMS.items())


class LanguageError(AnalysisError):
    """A generated text claims cause or proof."""


def refused(text: str) -> list[tuple[str, str]]:
    """Find wording that claims cause or proof.

    Parameters
    ----------
    text
        Report source or plain text. Shortcodes, link targets and identifiers are not read.

    Returns
    -------
    list of tuple
        The wording found, as written, and what to write instead; in the order of `CLAIMS`.

    Examples
    --------
    >>> refused("Prosjektet førte til færre klager.")
    [('førte til', 'si hva som var annerledes etter, ikke hva det kom av')]
    >>> refused("Det var færre klager etter at prosjektet startet.")
    []
    """
    plain = _HIDDEN_FROM_CHECK.sub(" ", text)
    return [(found[0], instead) for pattern, instead in _PATTERNS for found in pattern.finditer(plain)]


def checked(text: str, where: str) -> str:
    """Return the text unchanged, or refuse it.

    Parameters
    ----------
    text
        A generated text.
    where
        What it belongs to, for the message.

    Raises
    ------
    LanguageError
        If the text claims cause or proof; quotes the wording and says what to write instead.
    """
    found = refused(text)
    if not found:
        return text
    listed = "; ".join(f"«{wording}» (write instead: {instead})" for wording, instead in found)
    raise LanguageError(
        f"{where}: wording that claims cause or proof, which no before–after comparison can show: {listed}. "
        "Change the sentence, or the name or title in params/ that it comes from."
    )
