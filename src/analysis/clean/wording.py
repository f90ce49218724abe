"""Text as people write it, made comparable: spaces, case, HTML remains, punctuation."""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from collections.abc import Iterable, Mapping

MAX_CELL = 32_767
"""Characters an Excel cell can hold; a longer one is no cell but a file read wrongly."""
MAX_HINTS = 300
"""Unknown wordings of a column that the nearest known one is looked up for; the others are only listed."""
_PLAIN = re.compile("[!-~À-ÿ]+(?: [!-~À-ÿ]+)*")
"""Text that is tidy as it stands: Latin-1 without controls, single spaces inside."""
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_NOT_ALNUM = re.compile(r"[\W_]+")
_EDGE = " \t\n.,:;!?*…·«»\"'“”„–—-"


def tidy(text: str) -> str:
    r"""Return `text` without invisible signs, with single spaces and trimmed lines; line breaks kept.

    Examples
    --------
    >>> tidy("  Runarveien\u00a01 ")
    'Runarveien 1'
    """
    if not text or _PLAIN.fullmatch(text):
        return text
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _CONTROL.sub(" ", _INVISIBLE.sub("", text))
    text = _SPACES.sub(" ", text)
    return "\n".join(line.strip() for line in text.split("\n")).strip()


def tidy_cell(text: str) -> str:
    """Return a cell's text tidied; one longer than a cell can be as it stands, since it will be refused."""
    return tidy(text) if len(text) <= MAX_CELL else text


def fold(text: str) -> str:
    r"""Return `text` as compared: no HTML, no line breaks, no case, no punctuation at the ends.

    Examples
    --------
    >>> fold("<b>Jeg er forn&oslash;yd</b>\n med boligen min?")
    'jeg er fornøyd med boligen min'
    """
    if "&" in text or "<" in text:
        text = _TAG.sub(" ", html.unescape(html.unescape(text)))
    if _PLAIN.fullmatch(text):
        return text.casefold().strip(_EDGE)
    return " ".join(unicodedata.normalize("NFKC", tidy(text)).casefold().split()).strip(_EDGE)


def letters(text: str) -> str:
    """Return only the letters and digits of the folded text: the coarsest comparison.

    Examples
    --------
    >>> letters("Både enig / uenig") == letters("både enig/uenig")
    True
    """
    return _NOT_ALNUM.sub("", fold(text))


def nearest(text: str, choices: Iterable[str], n: int = 3) -> list[str]:
    """Return up to `n` of `choices` that look most like `text`, best first; those unlike it are left out."""
    by_key = {fold(choice): choice for choice in choices}
    return [by_key[key] for key in difflib.get_close_matches(fold(text), list(by_key), n=n, cutoff=0.5)]


class Lexicon:
    """Wordings → kinds, compared by `letters`.

    Examples
    --------
    >>> words = Lexicon({"haerverk": ("hærverk", "knust rute")})
    >>> words.kind("Knust  rute."), words.kind("rute")
    ('haerverk', None)
    """

    def __init__(self, kinds: Mapping[str, Iterable[str]]) -> None:
        self._kinds = {letters(wording): kind for kind, wordings in kinds.items() for wording in wordings}
        self._kinds |= {letters(kind): kind for kind in kinds if letters(kind) not in self._kinds}
        self.wordings = {wording: kind for kind, wordings in kinds.items() for wording in wordings}

    def kind(self, text: str) -> str | None:
        """Return the kind declared for this wording, or None."""
        return self._kinds.get(letters(text))


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
