"""Numbers and addresses that point at one person: identity and telephone numbers, e-mail, dwellings, cars."""

from __future__ import annotations

import re

EMAIL, IDENTITY, DWELLING, PHONE = "e-postadresse", "fødselsnummer", "bolignummer", "telefonnummer"
CAR = "bilnummer"
_AT = r"(?:@|%40|[(\[{]\s?(?:at|a|alfa|krøllalfa|alfakrøll)\s?[)\]}]|\s(?:krøllalfa|alfakrøll)\s)"
_DOT = r"(?:\.|[(\[{]\s?(?:dot|punktum)\s?[)\]}]|\s(?:dot|punktum)\s)"
_EMAIL = re.compile(rf"\w[.+-]?(?:@|%40)\w|\w\s?{_AT}\s?[\w-]+(?:\s?{_DOT}\s?[\w-]{{2,}})+", re.IGNORECASE)
MONTHS = 12
PHONE_DIGITS = 8
"""Fewest digits of a telephone number."""
_WEIGHTS = ((3, 7, 6, 1, 8, 9, 4, 5, 2, 1), (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1))
_ELEVEN = re.compile(r"(?=(?<!\d)(\d(?:[\s.,:/_*-]{0,3}\d){10})(?!\d))")
"""Eleven digits however they are grouped: an identity number when the check digits say so."""
_WHOLE_YEAR = re.compile(r"(?<!\d)(\d\d)[./-](\d\d)[./-](?:18|19|20)(\d\d)[\s,:/-]{0,3}(\d{5})(?!\d)")
"""A date of birth with its century, and the five digits after it."""
_AS_WRITTEN = re.compile(
    r"(?<!\d)(?:\d{11}|\d{6}[ .-]{1,3}\d{5}|\d\d[ .]\d\d[ .]\d\d[ -]{1,2}\d{5}"
    r"|\d{4}[ .-]\d\d[ .-]\d{5}|\d{6}[ -]?[x*]{5})(?!\d)|\bNO\d\d(?: ?\d){11}(?!\d)",
    re.IGNORECASE,
)
"""Eleven digits grouped as identity and account numbers are: one of them, also with a digit typed wrong."""
_HOME = re.compile(
    r"(?<![^\W_])(?:[HUKL](?! ?20[12]\d(?!\d))[ ._/-]?[\dO]\d[ .-]?\d\d|H[ .-]?\d{3})(?!\d)",
    re.IGNORECASE,
)
"""A dwelling as the cadastre numbers it; «H2024» is an autumn."""
_HOME_IN_WORDS = re.compile(
    r"(?<![^\W_])(?:(?:leil(?:ighet(?:en|a)?)?|lgh|hybel(?:en)?|boenhet(?:en)?)\.?(?:[\s-]?s?(?:nr|nummer))?"
    r"|(?:bolig|dør|rom|andel|seksjon|bruksenhet)[\s-]?s?(?:nr|nummer)|(?:bolig(?:en)?|leiligheter)(?=\s?\d{3}))"
    r"[ .:#-]*(?:(?!(?:19|20)\d\d(?!\d))\d{1,4}(?!\d)|[HUKL]\d{4})",
    re.IGNORECASE,
)
_CAR = re.compile(r"(?<![^\W_])(?<!NS-)(?!NS 110)[A-HJ-PR-Z]{2}[ -]?\d{2} ?\d{3}(?!\d)")
_DAY, _MONTH, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:19|20)\d\d"
_NO_NUMBER = re.compile(
    rf"(?<!\d){_DAY}[./-] ?{_MONTH}[./-] ?(?:{_YEAR}(?!\d)|\d\d(?![.-]?\d))"
    rf"|(?<!\d){_YEAR}(?:[./-]?(?:0[1-9]|1[0-2])[./-]?(?:0[1-9]|[12]\d|3[01])|(?:\s?(?:[–/,-]|og)?\s?{_YEAR})+)(?!\d)"
    rf"|(?<!\d){_DAY}(?:0[1-9]|1[0-2])20[0-4]\d(?!\d)|(?<!\d)\d{{6,9}}-20\d\d-[01]\d-[0-3]\d(?:-\d{{4}})?(?!\d)"
    r"|(?<!\d)(?:\d{1,3}(?:[ .]\d{3})+|\d{7,})(?:(?:,\d\d|,-)? ?(?:kr|kroner|nok)\b|,-|,\d\d(?![ .]?\d))"
    r"|\b(?:kr|nok)\.? ?(?:\d{1,3}(?:[ .]\d{3})+|\d{7,8})(?!\d)|(?<!\d)\d\d \d{3} 000(?! ?\d)"
    r"|\b(?:sak|faktura|ordre|bestilling|prosjekt|vedtak)(?:s?nr\.?|s?nummer)? ?\d{7,10}(?!\d)",
    re.IGNORECASE,
)
"""Dates, years, amounts, and numbers of cases, orders and forms: digits that are no telephone number."""
_PHONE = re.compile(
    r"\+\d(?:[ ().-]{0,2}\d){7,14}(?!\d)|(?<!\d)00[1-9](?: ?\d){7,13}(?!\d)"
    r"|(?<!\d)(?:47)?[2-9](?: ?\d){7}(?!\d|[.-]\d)|(?<!\d)[2-9]\d(?:[.-]\d\d){3}(?!\d|[.-]\d)"
    r"|(?<!\d)[2-9]\d\d[./_-]\d\d[./_-]\d{3}(?!\d|[.-]\d)"
)


def is_national_id(digits: str) -> bool:
    """Whether eleven digits are a Norwegian identity number: two modulus-11 check digits and a possible date.

    D-numbers (first digit + 4) and synthetic numbers (month + 40, + 65 or + 80) count.

    Examples
    --------
    >>> is_national_id("12345678901"), is_national_id("01010750160")
    (False, True)
    """
    if len(digits) != 11 or not digits.isascii() or not digits.isdigit():
        return False
    numbers = [int(d) for d in digits]
    first = sum(w * n for w, n in zip(_WEIGHTS[0], numbers[:10], strict=True)) % 11
    second = sum(w * n for w, n in zip(_WEIGHTS[1], numbers, strict=True)) % 11
    day, month = int(digits[:2]) % 40, int(digits[2:4])
    month = next((month - step for step in (80, 65, 40, 0) if month > step), 0)
    return first == 0 and second == 0 and 1 <= day <= 31 and 1 <= month <= 12


def identifiers_in(text: str) -> list[str]:
    """Return which identifiers a text holds, in Norwegian, the most telling first.

    Parameters
    ----------
    text
        In the form `name_search.comparable` gives: full-width signs and odd spaces made plain.

    Examples
    --------
    >>> identifiers_in("Ring 99 88 77 66"), identifiers_in("Befaring 24.11.2023"), identifiers_in("leil. 203")
    (['telefonnummer'], [], ['bolignummer'])
    """
    kinds = []
    if _EMAIL.search(text):
        kinds.append(EMAIL)
    if _AS_WRITTEN.search(text) or any(map(is_national_id, _elevens(text))):
        kinds.append(IDENTITY)
    if _HOME.search(text) or _HOME_IN_WORDS.search(text):
        kinds.append(DWELLING)
    if sum(map(str.isdigit, text)) >= PHONE_DIGITS and _PHONE.search(_NO_NUMBER.sub(" · ", text)):
        kinds.append(PHONE)
    if _CAR.search(text):
        kinds.append(CAR)
    return kinds


def _elevens(text: str) -> list[str]:
    """Return the digits of whatever has eleven, however they are grouped; a whole year counts as two."""
    grouped = [re.sub(r"\D", "", hit) for hit in _ELEVEN.findall(text)]
    return grouped + ["".join(parts) for parts in _WHOLE_YEAR.findall(text)]


def holds_real_identity_number(text: str) -> bool:
    """Whether a text holds an identity number that may be somebody's: not one of those kept for tests.

    Examples
    --------
    >>> holds_real_identity_number("01010750160"), holds_real_identity_number("25857518465")
    (True, False)
    """
    return any(is_national_id(number) and int(number[2:4]) <= MONTHS for number in _elevens(text))
