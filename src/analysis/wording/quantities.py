"""Values, changes and intervals of an indicator as text, each in the indicator's own unit.

A value's shape follows from the type of measure in the plan: points of the scale and events per
100 let flat-months with one decimal, shares as per cent, amounts in kroner, durations in days.
"""

from __future__ import annotations

from analysis.params import numbers
from analysis.params.numbers import Value

_POINTS = ("index", "item")
_SHARES = ("share",)
_LEAST = 10
"""Smallest denominator of a percentage."""


def is_share(measure: str, unit: str) -> bool:
    """Whether values are fractions shown as per cent (a share, or a completion counted as «andel …»)."""
    return measure in _SHARES or (measure == "completion" and unit.startswith("andel"))


def value(measure: str, unit: str, amount: Value, n: Value = None) -> str:
    r"""Format a value before or after.

    Parameters
    ----------
    measure
        Type of the indicator's measure in the plan: ``rate``, ``index``, ``item``, ``share``, ``amount``,
        ``duration``, ``completion`` or ``backlog``.
    unit
        The indicator's unit in the plan.
    amount
        The value; missing gives «–».
    n
        People behind a share: with fewer than ten it is given as «3 av 8», not as per cent.

    Examples
    --------
    >>> value("rate", "per 100 utleide boligmåneder", 4.25), value("share", "andel av leietakerne", 0.385)
    ('4,3', '39\xa0%')
    >>> value("amount", "kroner per leietaker", 12300.4), value("duration", "dager (median)", 14)
    ('12\xa0300\xa0kr', '14 dager')
    >>> value("share", "andel av leietakerne", 0.375, n=8)
    '3 av 8'
    """
    if is_share(measure, unit):
        if (
            amount is None
            or n is None
            or numbers.is_missing(amount)
            or numbers.is_missing(n)
            or float(n) >= _LEAST
        ):
            return numbers.percent(amount)
        return f"{numbers.number(float(amount) * float(n), 0)} av {numbers.number(n, 0)}"
    if measure == "amount":
        return numbers.nok(amount)
    if measure == "duration":
        return numbers.count(amount, "dag", "dager")
    if measure == "completion":
        return numbers.number(amount, 0)
    return numbers.number(amount, 1)


def change(measure: str, estimate_type: str, estimate: Value) -> str:
    r"""Format a change from before to after.

    Parameters
    ----------
    measure
        Type of the indicator's measure.
    estimate_type
        ``difference``, ``ratio`` (after divided by before) or ``none``.
    estimate
        The change; missing gives «–».

    Examples
    --------
    >>> change("index", "difference", 0.75), change("share", "difference", -0.15)
    ('+0,8 poeng', '−15 prosentpoeng')
    >>> change("rate", "ratio", 0.62)
    '0,62 ganger'
    """
    if estimate_type == "none" or numbers.is_missing(estimate):
        return numbers.MISSING
    if estimate_type == "ratio":
        text = numbers.number(estimate, 2)
        return text if text == numbers.UNBOUNDED else f"{text} ganger"
    if measure == "share":
        return numbers.percentage_points(estimate)
    if measure == "amount":
        return f"{numbers.signed(estimate, 0)}{numbers.SPACE}kr"
    if measure == "duration":
        days = numbers.signed(estimate, 0)
        return f"{days} {'dag' if days.strip('+' + numbers.MINUS) == '1' else 'dager'}"
    unit = " poeng" if measure in _POINTS else ""
    return f"{numbers.signed(estimate, 1)}{unit}"


def change_interval(measure: str, estimate_type: str, low: Value, high: Value) -> str:
    """Format the interval of a change; «–» where none exists, words where a limit has no bound.

    Examples
    --------
    >>> change_interval("index", "difference", -0.2, 1.4)
    '−0,2 til 1,4 poeng'
    >>> change_interval("rate", "ratio", 0.31, float("inf"))
    '0,31 ganger eller mer'
    """
    if estimate_type == "none":
        return numbers.MISSING
    if estimate_type == "ratio":
        if low == 0 and high == float("inf"):  # no event on either side: every ratio is possible
            return numbers.MISSING
        return numbers.interval(low, high, 2, " ganger")
    if measure == "share":
        return numbers.percentage_points_interval(low, high)
    if measure == "amount":
        return numbers.nok_interval(low, high)
    if measure == "duration":
        return numbers.interval(low, high, 0, " dager")
    return numbers.interval(low, high, 1, " poeng" if measure in _POINTS else "")


def in_words(estimate_type: str, estimate: Value) -> str:
    r"""Say a ratio as «38 % lavere», a difference as «lavere»; «likt» where it rounds to no change.

    Examples
    --------
    >>> in_words("ratio", 0.62), in_words("ratio", 1.5), in_words("ratio", 1), in_words("difference", -0.3)
    ('38\xa0% lavere', '50\xa0% høyere', 'likt', 'lavere')
    """
    if estimate_type == "none" or estimate is None or numbers.is_missing(estimate):
        return numbers.MISSING
    change_from_none = float(estimate) - (1 if estimate_type == "ratio" else 0)
    if change_from_none == 0:
        return "likt"
    direction = "lavere" if change_from_none < 0 else "høyere"
    if estimate_type != "ratio":
        return direction
    if change_from_none == float("inf"):
        return "høyere"
    share = numbers.percent(abs(numbers.rounded(estimate, 2) - 1))
    return "likt" if share.startswith("0") else f"{share} {direction}"
