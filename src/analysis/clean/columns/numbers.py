"""Amounts and counts as ledgers and people write them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from analysis.comparing import tidy

_CURRENCY = re.compile(r"(?i)(?<![^\W\d_])(?:nok|kroner|kr)(?![^\W\d_])\.?")
_PLAIN = re.compile(r"\d+|\d{1,3}(?:[ '’]\d{3})+")
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")
_UNSETTLED = re.compile(r"(?<![\d.,'’])(?<!\d )[1-9]\d{0,2}[.,]\d{3}(?![\d.,'’]| \d)")
_SETTLED = re.compile(r"\d(?P<thousands>[.,])\d{3}(?P<decimal>[.,])\d{1,2}(?!\d)")
_REPEATED = re.compile(r"\d(?P<thousands>[.,])\d{3}(?P=thousands)\d{3}(?!\d)")
_FRACTION = re.compile(r"\d(?P<decimal>[.,])(?:\d?0|\d{3,}0)(?!\d)|\d(?P<point>\.)(?:\d{1,2}|\d{4,})(?!\d)")
"""A fraction no number cell of a spreadsheet is written out with: one ending in zero, or after a point."""
_OTHER = {",": ".", ".": ","}
_ZERO = {"-", "–", "—", "−", "0,-", "-,-", ",-"}


def read_amount(text: str, decimal: str | None = None) -> float | None:
    """Read an amount in NOK.

    Parameters
    ----------
    text
        The cell. Understood: thousands parted by space, non-breaking space, point or apostrophe; decimal
        comma; ``kr``/``NOK``; ``1234,-``; a minus before or after, any sign for it, or brackets; ``-`` as
        zero.
    decimal
        The decimal sign when declared. Without it, comma is decimal, and a single point is decimal
        unless exactly three digits follow; with both, the last one is.

    Returns
    -------
    float or None
        None when the text is not one number.

    Examples
    --------
    >>> read_amount("1 234,50-"), read_amount("kr 12.500,-"), read_amount("(300)"), read_amount("-")
    (-1234.5, 12500.0, -300.0, 0.0)
    >>> read_amount("1.234"), read_amount("12.5"), read_amount("1,5 mill") is None
    (1234.0, 12.5, True)
    """
    text = _CURRENCY.sub("", tidy(text)).strip()
    if text in _ZERO:
        return 0.0
    text = text.replace("−", "-").replace("–", "-").replace("—", "-")
    negative = text.startswith("(") and text.endswith(")")
    if negative:
        text = text[1:-1].strip()
    if text.endswith((",-", ".-")):
        text = text[:-2]
    if text.endswith("-"):
        negative, text = True, text[:-1].strip()
    elif text.startswith("-"):
        negative, text = True, text[1:].strip()
    elif text.startswith("+"):
        text = text[1:].strip()
    number = _unsigned(text, decimal)
    if number is None:
        return None
    return -number if negative and number else number


def _unsigned(text: str, decimal: str | None) -> float | None:
    sign = decimal or _decimal_sign(text)
    if sign:
        other = "." if sign == "," else ","
        whole, _, fraction = text.rpartition(sign) if sign in text else (text, "", "")
        if sign in whole or (fraction and not fraction.isascii()) or (fraction and not fraction.isdigit()):
            return None
        grouped = whole.replace(other, " ")
    else:
        grouped, fraction = text.replace(".", " ").replace(",", " "), ""
    grouped = grouped.strip()
    if (not grouped.isascii() and "’" not in grouped) or not _PLAIN.fullmatch(grouped):
        return None
    digits = re.sub(r"[ '’]", "", grouped)
    return float(f"{digits}.{fraction or '0'}") if len(digits) < 16 else None


def _decimal_sign(text: str) -> str | None:
    """Return which sign is decimal, by where it stands; None when every one parts thousands."""
    comma, point = text.rfind(","), text.rfind(".")
    if comma >= 0 and point >= 0:
        return "," if comma > point else "."
    if comma >= 0:
        return ","
    if point >= 0 and not _GROUPED.fullmatch(text):
        return "."
    return None


def is_unsettled(text: str) -> bool:
    """Whether the only sign in an amount may part thousands as well as be decimal.

    Examples
    --------
    >>> is_unsettled("1.234"), is_unsettled("kr 1,234"), is_unsettled("0.123"), is_unsettled("1.234,50")
    (True, True, False, False)
    """
    return bool(_UNSETTLED.search(tidy(text)))


def sign_of(text: str) -> str:
    """Return the sign in an amount that may part thousands as well as be decimal (`is_unsettled`)."""
    return next(sign for sign in tidy(text) if sign in _OTHER)


def settled_decimal(texts: Iterable[str]) -> str | None:
    """Return the decimal sign that amounts show; None when they show none, or disagree.

    They do where both signs stand in one, where a sign stands twice, and by fractions of other than three
    digits that a person or a system has written.

    Examples
    --------
    >>> settled_decimal(["1.234", "7.110,50"]), settled_decimal(["7,110.50"]), settled_decimal(["1.234"])
    (',', '.', None)
    >>> settled_decimal(["1.234.567"]), settled_decimal(["99,50"]), settled_decimal(["99,50", "99.50"])
    (',', ',', None)
    """
    shown: set[str] = set()
    for text in texts:
        both, repeated, fraction = (p.search(text) for p in (_SETTLED, _REPEATED, _FRACTION))
        if both and both["decimal"] != both["thousands"]:
            shown.add(both["decimal"])
        elif repeated:
            shown.add(_OTHER[repeated["thousands"]])
        elif fraction:
            shown.add(fraction["decimal"] or fraction["point"])
    return shown.pop() if len(shown) == 1 else None


def read_count(text: str) -> int | None:
    """Read a whole number ≥ 0; None when the text is not one.

    Examples
    --------
    >>> read_count("12"), read_count("12,0"), read_count("1 204"), read_count("ca. 8") is None
    (12, 12, 1204, True)
    """
    number = read_amount(text)
    if number is None or number < 0 or number != int(number) or tidy(text) in _ZERO:
        return None
    return int(number)


def read_yes_no(text: str) -> bool | None:
    """Read ja/nei as people mark it; None when it is neither.

    Examples
    --------
    >>> read_yes_no("Ja"), read_yes_no("x"), read_yes_no("nei"), read_yes_no("kanskje") is None
    (True, True, False, True)
    """
    word = tidy(text).casefold().strip(" .!")
    if word in {"ja", "j", "x", "1", "true", "sann", "yes", "y", "✓", "✔"}:
        return True
    if word in {"nei", "n", "0", "false", "usann", "no", "-", "–"}:
        return False
    return None
