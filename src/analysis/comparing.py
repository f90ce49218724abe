"""Text as people write it, made comparable: spaces, case, HTML remains, punctuation.

What is compared by a key must be apart by it: `told_apart` refuses two settings that one key would make one.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterable

_PLAIN = re.compile("[!-~À-ÿ]+(?: [!-~À-ÿ]+)*")
"""Text that is tidy as it stands: Latin-1 without controls, single spaces inside."""
_SPACES = re.compile(r"[^\S\n]+")
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e007f]"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
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


def wording_key(text: str) -> str:
    """Return a wording as compared with declared ones: its `letters`, or its signs where it has none.

    A number keeps its minus.

    Examples
    --------
    >>> wording_key("Helt enig!") == wording_key("helt  enig"), wording_key("★") == wording_key("★★")
    (True, False)
    >>> wording_key("−1") == wording_key("1"), wording_key("-1") == wording_key("−1,0")
    (False, True)
    """
    if number := _one_number(text):
        return number
    return letters(text) or "".join(unicodedata.normalize("NFKC", tidy(text)).casefold().split())


def cell_key(text: str) -> str:
    """Return a cell as compared with the wordings of ``values``: folded, and signs alone as they stand.

    Examples
    --------
    >>> cell_key(" Flyttet. "), cell_key("-") == cell_key("?")
    ('flyttet', False)
    """
    return fold(text) or tidy(text)


def code_key(text: str) -> str:
    """Return a cell as compared with the codes of a survey: as `cell_key`, but «1», «1,0» and «01» are one.

    Examples
    --------
    >>> code_key("01") == code_key("1,0"), code_key("Ja.") == code_key("ja")
    (True, True)
    """
    return _one_number(text) or cell_key(text)


def _one_number(text: str) -> str:
    """Return a number written one way; empty text when it is none."""
    plain = text.strip().replace("−", "-").replace(",", ".")
    return format(float(plain), "g") if _NUMBER.fullmatch(plain) else ""


def told_apart(what: str, texts: Iterable[tuple[str, str]], key: Callable[[str], str] = wording_key) -> None:
    """Refuse texts of different meaning that cannot be told apart when compared.

    Parameters
    ----------
    what
        Where they stand.
    texts
        Pairs of text and meaning.
    key
        What the texts are compared by.

    Raises
    ------
    ValueError
        Names both texts and what each would mean.

    Examples
    --------
    >>> told_apart("labels", [("Enig", "1"), ("ENIG.", "2")])  # doctest: +ELLIPSIS
    Traceback (most recent call last):
    ValueError: labels: «Enig» (1) and «ENIG.» (2) cannot be told apart...
    """
    seen: dict[str, tuple[str, str]] = {}
    for text, meaning in texts:
        first, other = seen.setdefault(key(text), (text, meaning))
        if other != meaning:
            raise ValueError(
                f"{what}: «{first}» ({other}) and «{text}» ({meaning}) cannot be told apart: case, spaces "
                "and punctuation do not count. Write them differently, or keep one."
            )
