"""Text from data, made safe to stand in a report source."""

import re
import unicodedata
from itertools import takewhile

_BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029 ]+")
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_WITHOUT_WIDTH = ("Cf", "Cn")
_JOINER = "\u034f"
_MARKUP = re.compile(r"[!-+\--/:-@\[-`{-~]")  # ASCII punctuation except the comma


def escape_markdown(text: str) -> str:
    """Return `text` as report source that reads back as exactly that text.

    Every ASCII sign that could mean something to Markdown, HTML, Typst, a shortcode, a citation or a
    cross-reference becomes a character reference, which is literal text everywhere in a report: in
    paragraphs, headings, captions, table cells, attribute values and metadata. Letters, digits and signs
    outside ASCII stay as they are, and so do a hyphen or a full stop between two letters or digits.

    Parameters
    ----------
    text : str
        Any text. Runs of blanks and line breaks count as one space; blanks at the ends are dropped, also
        behind signs without width: pandoc's Typst writer would drop them.

    Returns
    -------
    str
        One line. Control characters, which are not text, come out as U+FFFD.

    Examples
    --------
    >>> escape_markdown("05.06.2014, «12,3 til 18,9»")
    '05.06.2014, «12,3 til 18,9»'
    >>> escape_markdown("5. juni [@x] | *")
    '5&#46; juni &#91;&#64;x&#93; &#124; &#42;'
    """
    line = _NOT_TEXT.sub("\ufffd", _without_blanks_in_front(_BLANKS.sub(" ", text).strip(" ")))
    return _MARKUP.sub(lambda sign: _reference(line, sign.start()), line)


def _without_blanks_in_front(line: str) -> str:
    front = "".join(takewhile(_shows_nothing, line))
    return front.replace(" ", "") + line[len(front) :]


def _shows_nothing(sign: str) -> bool:
    return sign in (" ", _JOINER) or unicodedata.category(sign) in _WITHOUT_WIDTH


def _reference(line: str, at: int) -> str:
    sign = line[at]
    inside_word = line[at - 1 : at].isalnum() and line[at + 1 : at + 2].isalnum()
    return sign if sign in "-." and inside_word else f"&#{ord(sign)};"
