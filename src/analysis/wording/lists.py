"""Names joined in a sentence, and sentences that end."""

from __future__ import annotations

from collections.abc import Sequence

from analysis.params import numbers


def lowered(names: Sequence[str], *, first: bool = False) -> list[str]:
    """Start every name but the first with a small letter; with `first`, inside a sentence, that one too.

    Examples
    --------
    >>> lowered(["Klager", "Hærverk", "NAV"]), lowered(["Klager"], first=True)
    (['Klager', 'hærverk', 'NAV'], ['klager'])
    """
    kept = 0 if first else 1
    return [n if i < kept or n[1:2].isupper() else n[0].lower() + n[1:] for i, n in enumerate(names)]


def separated(names: Sequence[str]) -> str:
    """List names that may hold commas and «og» themselves.

    Examples
    --------
    >>> separated(["klager", "nabolag, hjelp og fellesareal", "hærverk"]), separated(["klager", "hærverk"])
    ('klager; nabolag, hjelp og fellesareal; hærverk', 'klager og hærverk')
    """
    return "; ".join(names) if any(", " in n or " og " in n for n in names) else numbers.listed(list(names))


def ended(sentence: str) -> str:
    """End a sentence with a full stop, unless it already ends.

    Examples
    --------
    >>> ended("klager og hærverk"), ended("kan påvirke hvordan …")
    ('klager og hærverk.', 'kan påvirke hvordan …')
    """
    return sentence if sentence.endswith(("…", ".", "?", "!")) else f"{sentence}."
