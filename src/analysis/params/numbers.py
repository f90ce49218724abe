"""Numbers and dates as Norwegian text: the only place in the package where either is formatted.

Conventions (Språkrådet; CLDR ``nb``): decimal comma; U+2212 as minus; U+00A0 between thousands (from 1 000)
and before ``%`` and ``kr``, because every font and spreadsheet knows it (U+202F is missing from many);
halves are rounded away from zero on the shortest decimal text of the number, so that 0.285 gives «0,29»;
what rounds to zero has no sign. Missing prints as «–», hidden as «:». Limits without bound become words.
"""

from __future__ import annotations

import math
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import SupportsFloat

import pandas as pd

MISSING = "–"
"""Printed where there is no value."""
HIDDEN = ":"
"""Printed where there is a value that may not be shown."""
UNBOUNDED = "ubegrenset"
"""Printed for a number without bound."""
MINUS = "\u2212"
SPACE = "\u00a0"
"""The non-breaking space used between thousands and before a unit."""
MONTHS = (
    "januar", "februar", "mars", "april", "mai", "juni",
    "juli", "august", "september", "oktober", "november", "desember",
)  # fmt: skip
_WORDS = (
    "ingen", "én", "to", "tre", "fire", "fem", "seks", "sju", "åtte", "ni", "ti", "elleve", "tolv",
)  # fmt: skip
_SHORT_MONTH = 4
_SMALLEST_P = Decimal("0.001")
_ON_IT = Decimal("1e-9")
"""Distance within which a limit is no change itself, but for rounding in the last digits."""
_FIVE_PERCENT = Decimal("0.05")

Value = SupportsFloat | int | str | None
"""A number, or None, NaN or NA for a missing one (text is accepted for exact decimals, such as «0.05»)."""


def is_missing(value: object) -> bool:
    """Whether a scalar stands for no value (None, NaN, NaT, NA).

    >>> is_missing(float("nan")), is_missing(0)
    (True, False)
    """
    return value is None or bool(pd.isna(value))  # type: ignore[call-overload]


def shown(text: str, *, hidden: bool) -> str:
    """Return the text, or «:» where it may not be shown."""
    return HIDDEN if hidden else text


def rounded(value: SupportsFloat | int | str, decimals: int = 0) -> Decimal:
    """Round halves away from zero, on the shortest decimal text of the number; never a negative zero.

    Parameters
    ----------
    value
        A finite number.
    decimals
        Digits kept after the comma, ≥ 0.

    Raises
    ------
    ValueError
        If `value` is not finite or `decimals` is negative.

    Examples
    --------
    >>> rounded(0.285, 2), rounded(2.5), rounded(-0.04, 1)
    (Decimal('0.29'), Decimal('3'), Decimal('0.0'))
    """
    if decimals < 0:
        raise ValueError(f"decimals must be at least 0; found {decimals}")
    exact = _decimal(value)
    if not exact.is_finite():
        raise ValueError(f"value must be finite to be rounded; found {value}")
    result = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def number(value: Value, decimals: int = 1) -> str:
    r"""Format a number with a fixed number of decimals.

    Missing gives «–»; a number without bound gives «ubegrenset».

    Examples
    --------
    >>> number(-1234.55), number(12300, 0), number(-0.04), number(None)
    ('−1\xa0234,6', '12\xa0300', '0,0', '–')
    """
    if value is None or is_missing(value):
        return MISSING
    if _decimal(value).is_infinite():
        return UNBOUNDED
    result = rounded(value, decimals)
    text = f"{abs(result):,f}".replace(",", SPACE).replace(".", ",")
    return MINUS + text if result < 0 else text


def signed(value: Value, decimals: int = 1) -> str:
    """Format a change, with a sign also when it is positive.

    Examples
    --------
    >>> signed(0.75), signed(-0.75), signed(0.04)
    ('+0,8', '−0,8', '0,0')
    """
    text = number(value, decimals)
    if is_missing(value) or text == UNBOUNDED:
        return text
    return f"+{text}" if rounded(value, decimals) > 0 else text  # type: ignore[arg-type]


def interval(
    low: Value, high: Value, decimals: int = 1, unit: str = "", no_change: float | None = None
) -> str:
    """Format an interval as «12,3 til 18,9»; a limit without bound is put in words, a missing one gives «–».

    Parameters
    ----------
    unit
        Follows the last number, with the space that separates them.
    no_change
        A value that no limit is rounded onto: more decimals are shown where one would be.

    Examples
    --------
    >>> interval(12.34, 18.86), interval(-2, -0.5), interval(0.4, float("inf"))
    ('12,3 til 18,9', '−2,0 til −0,5', '0,4 eller mer')
    >>> interval(float("-inf"), 3), interval(float("-inf"), float("inf"))
    ('3,0 eller mindre', 'uten grenser')
    >>> interval(0.27, 0.9996, 2, no_change=1), interval(0.27, 1, 2, no_change=1)
    ('0,2700 til 0,9996', '0,27 til 1,00')
    """
    if low is None or high is None or is_missing(low) or is_missing(high):
        return MISSING
    decimals = max(_telling(limit, decimals, no_change) for limit in (low, high))
    bottomless, endless = _decimal(low).is_infinite(), _decimal(high).is_infinite()
    if bottomless and endless:
        return "uten grenser"
    if endless:
        return f"{number(low, decimals)}{unit} eller mer"
    if bottomless:
        return f"{number(high, decimals)}{unit} eller mindre"
    return f"{number(low, decimals)} til {number(high, decimals)}{unit}"


def _telling(limit: Value, decimals: int, no_change: float | None) -> int:
    """Return the decimals that keep a limit apart from no change, unless it lies on it."""
    exact = _decimal(limit)  # type: ignore[arg-type]
    if no_change is None or not exact.is_finite() or abs(exact - _decimal(no_change)) < _ON_IT:
        return decimals
    while rounded(exact, decimals) == _decimal(no_change):
        decimals += 1
    return decimals


def percent(fraction: Value, decimals: int = 0) -> str:
    r"""Format a fraction as per cent.

    Examples
    --------
    >>> percent(0.385), percent(0.385, 1), percent(float("nan"))
    ('39\xa0%', '38,5\xa0%', '–')
    """
    text = number(hundredfold(fraction), decimals)
    return text if text in (MISSING, UNBOUNDED) else f"{text}{SPACE}%"


def percentage_points(fraction: Value, decimals: int = 0) -> str:
    """Format a difference of two fractions, with its sign.

    Examples
    --------
    >>> percentage_points(-0.15), percentage_points(0.01)
    ('−15 prosentpoeng', '+1 prosentpoeng')
    """
    text = signed(hundredfold(fraction), decimals)
    return text if text == MISSING else f"{text} prosentpoeng"


def p_value(p: Value, name: str = "p") -> str:
    """Format a p-value so that rounding never moves it to the other side of 0.05.

    Two decimals; three below 0.01 and wherever two would read «0,05»; «p < 0,001» below that.

    Parameters
    ----------
    p
        In (0, 1]; missing gives «–».
    name
        What stands before the sign, such as «justert p».

    Raises
    ------
    ValueError
        If `p` lies outside [0, 1].

    Examples
    --------
    >>> p_value(0.0312), p_value(0.0004), p_value(0.0508), p_value(0.05), p_value(1)
    ('p = 0,03', 'p < 0,001', 'p = 0,051', 'p = 0,05', 'p = 1,00')
    """
    if p is None or is_missing(p):
        return MISSING
    exact = _decimal(p)
    if not 0 <= exact <= 1:
        raise ValueError(f"a p-value must lie in [0, 1]; found {p}")
    if exact < _SMALLEST_P:
        return f"{name} < {number('0.001', 3)}"
    decimals = 2 if exact >= Decimal("0.01") else 3
    while exact != _FIVE_PERCENT and rounded(p, decimals) == _FIVE_PERCENT and decimals < 15:
        decimals += 1
    return f"{name} = {number(p, decimals)}"


def count(n: Value, one: str, many: str | None = None) -> str:
    r"""Format a count with its noun inflected; `many` defaults to `one` (neuter nouns such as «svar»).

    Examples
    --------
    >>> count(1, "person", "personer"), count(3, "person", "personer"), count(12000, "svar")
    ('1 person', '3 personer', '12\xa0000 svar')
    """
    text = number(n, 0)
    return text if text == MISSING else f"{text} {one if text == '1' else many or one}"


def listed(parts: list[str] | tuple[str, ...]) -> str:
    """Join words as a Norwegian list.

    Examples
    --------
    >>> listed(["låser", "boder", "dører"]), listed(["låser"]), listed([])
    ('låser, boder og dører', 'låser', '')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} og {parts[-1]}"


def date_prose(day: date | pd.Timestamp | None) -> str:
    """Format a date as in running text.

    Examples
    --------
    >>> date_prose(date(2014, 6, 5)), date_prose(None)
    ('5. juni 2014', '–')
    """
    return MISSING if day is None or is_missing(day) else f"{day.day}. {MONTHS[day.month - 1]} {day.year}"


def date_table(day: date | pd.Timestamp | None) -> str:
    """Format a date as in a table.

    Examples
    --------
    >>> date_table(date(2014, 6, 5))
    '05.06.2014'
    """
    return MISSING if day is None or is_missing(day) else f"{day.day:02}.{day.month:02}.{day.year}"


def month_prose(day: date | pd.Timestamp | None) -> str:
    """Format a month as in running text.

    Examples
    --------
    >>> month_prose(date(2023, 10, 1))
    'oktober 2023'
    """
    return MISSING if day is None or is_missing(day) else f"{MONTHS[day.month - 1]} {day.year}"


def month_short(day: date | pd.Timestamp | None) -> str:
    """Format a month for an axis; «mars» to «juli» are short as they are.

    Examples
    --------
    >>> month_short(date(2023, 10, 1)), month_short(date(2024, 5, 1))
    ('okt. 23', 'mai 24')
    """
    if day is None or is_missing(day):
        return MISSING
    name = MONTHS[day.month - 1]
    return f"{name if len(name) <= _SHORT_MONTH else name[:3] + '.'} {day.year % 100:02}"


def span_prose(start: date | pd.Timestamp, end: date | pd.Timestamp) -> str:
    """Format a span of days as in running text.

    Examples
    --------
    >>> span_prose(date(2022, 10, 1), date(2023, 9, 30))
    '1. oktober 2022 til 30. september 2023'
    """
    return f"{date_prose(start)} til {date_prose(end)}"


def _decimal(value: SupportsFloat | int | str) -> Decimal:
    """Give the exact decimal of the shortest text that gives the same float."""
    if isinstance(value, str | int | Decimal):
        return Decimal(value)
    as_float = float(value)
    return Decimal(repr(as_float)) if math.isfinite(as_float) else Decimal(as_float)


def hundredfold(fraction: Value) -> Decimal | None:
    """Give a fraction as per cent, without the rounding error of multiplying floats."""
    return None if fraction is None or is_missing(fraction) else _decimal(fraction) * 100


def in_words(n: int, *, neuter: bool = False) -> str:
    """Return a small whole number in words, a larger one in digits; `neuter` gives «ett».

    Examples
    --------
    >>> in_words(3), in_words(23), in_words(1), in_words(1, neuter=True)
    ('tre', '23', 'én', 'ett')
    """
    return all_in_words(n, neuter=neuter)[0]


def all_in_words(*counts: int, neuter: bool = False) -> list[str]:
    """Return numbers of one sentence alike: in words where all are small, else in digits.

    Examples
    --------
    >>> all_in_words(2, 11), all_in_words(2, 14), all_in_words(0, 14)
    (['to', 'elleve'], ['2', '14'], ['ingen', '14'])
    """
    words = ("ingen", "ett", *_WORDS[2:]) if neuter else _WORDS
    small = all(n < len(words) for n in counts)
    return [words[n] if small or n == 0 else str(n) for n in counts]
