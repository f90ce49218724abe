"""Wordings met in exports: the kinds they are declared as, and those nearest to them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping

from analysis.comparing import fold, tidy, wording_key

MAX_CELL = 32_767
"""Characters an Excel cell can hold; a longer one is no cell but a file read wrongly."""
MAX_HINTS = 300
"""Unknown wordings of a column that the nearest known one is looked up for; the others are only listed."""


def tidy_cell(text: str) -> str:
    """Return a cell's text tidied; one longer than a cell can be as it stands, since it will be refused."""
    return tidy(text) if len(text) <= MAX_CELL else text


def nearest(text: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` of `choices` that look most like `text`, best first; those unlike it are left out."""
    by_key = {fold(choice): choice for choice in choices}
    return [by_key[key] for key in difflib.get_close_matches(fold(text), list(by_key), n=n, cutoff=0.5)]


class Lexicon:
    """Wordings → kinds, compared by `wording_key`.

    Examples
    --------
    >>> words = Lexicon({"haerverk": ("hærverk", "knust rute")})
    >>> words.kind("Knust  rute."), words.kind("rute")
    ('haerverk', None)
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self._kinds = {
            key: kind for kind, wordings in kinds.items() for key in map(wording_key, (kind, *wordings))
        }
        self.wordings = {wording: kind for kind, wordings in kinds.items() for wording in wordings}

    def kind(self, text: str) -> str | None:
        """Return the kind declared for this wording, or None."""
        return self._kinds.get(wording_key(text))


def one_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make `a` into `b`.

    Examples
    --------
    >>> one_slip("boligen", "boilgen"), one_slip("enig", "enigg"), one_slip("enig", "uening")
    (True, True, False)
    """
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    swapped = len(rest_a) > 1 and rest_a[1::-1] + rest_a[2:] == rest_b
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or swapped
