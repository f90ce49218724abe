"""Values, changes and intervals as text, each as the declaration of its measure says it is written."""

from __future__ import annotations

from analysis.measure_types import Declaration, Quantity
from analysis.params import numbers
from analysis.params.numbers import Value

FEWEST_FOR_PERCENT = 10
"""No percentage stands on fewer people or cases than this."""


FROM_NONE = "fra ingen"
"""A rise from no event: no number of times."""
LARGEST_RATIO = 100.0
"""Ratios beyond this are without bound to a reader; the delivered results have them in full."""


def bounded(high: float) -> float:
    """Return the upper limit of a ratio, infinite beyond what means anything to a reader.

    Examples
    --------
    >>> bounded(100.0), bounded(768624.21)
    (100.0, inf)
    """
    return float("inf") if high > LARGEST_RATIO else high


def few(quantity: Quantity, n: Value) -> bool:
    """Whether a share is of too few for a percentage; False where it is not known of how many."""
    return quantity.share and n is not None and not numbers.is_missing(n) and float(n) < FEWEST_FOR_PERCENT


def value(quantity: Quantity, amount: Value, n: Value = None) -> str:
    r"""Format a value before or after; missing gives «–».

    Parameters
    ----------
    quantity
        How the measure's values are written.
    amount
        The value; a share as a fraction.
    n
        What a share is of: with fewer than ten it is given as «3 av 8», not as per cent.

    Examples
    --------
    >>> from analysis.measure_types import declaration as d
    >>> value(d.NUMBER, 4.25), value(d.PER_CENT, 0.385), value(d.PER_CENT, 0.375, n=8)
    ('4,3', '39\xa0%', '3 av 8')
    >>> value(d.NOK, 12300.4), value(d.DAYS, 14), value(d.DAYS, 1)
    ('12\xa0300\xa0kr', '14 dager', '1 dag')
    """
    if few(quantity, n) and amount is not None and not numbers.is_missing(amount):
        return f"{numbers.number(float(amount) * float(n or 0), 0)} av {numbers.number(n, 0)}"
    return _with_unit(quantity, numbers.number(_scaled(quantity, amount), quantity.decimals))


def change(declared: Declaration, estimate: Value) -> str:
    r"""Format a change from before to after: signed, or «ganger»; «–» where there is none.

    Examples
    --------
    >>> from analysis.measure_types import measure_type
    >>> index, rate = (measure_type(t).model_construct().declared for t in ("index", "rate"))
    >>> change(index, 0.75), change(index, -0.04), change(rate, 0.62)
    ('+0,8 poeng', '0,0 poeng', '0,62 ganger')
    """
    if declared.estimate_type == "none" or numbers.is_missing(estimate):
        return numbers.MISSING
    quantity, ratio = declared.change, declared.estimate_type == "ratio"
    if ratio and float(estimate or 0) == float("inf"):
        return FROM_NONE
    shape = numbers.number if ratio else numbers.signed
    return _with_unit(quantity, shape(_scaled(quantity, estimate), quantity.decimals))


def size(quantity: Quantity, amount: Value) -> str:
    """Format the size of a change, without a sign: «0,5 poeng», «20 prosentpoeng»."""
    return _with_unit(quantity, numbers.number(_scaled(quantity, amount), quantity.decimals))


def change_interval(declared: Declaration, low: Value, high: Value) -> str:
    """Format the interval of a change; «–» where none exists, words where a limit has no bound.

    Examples
    --------
    >>> from analysis.measure_types import measure_type
    >>> index, rate = (measure_type(t).model_construct().declared for t in ("index", "rate"))
    >>> change_interval(index, -0.2, 1.4), change_interval(rate, 0.31, float("inf"))
    ('−0,2 til 1,4 poeng', '0,31 ganger eller mer')
    """
    if declared.estimate_type == "none":
        return numbers.MISSING
    ratio = declared.estimate_type == "ratio" and high is not None
    endless = ratio and bounded(float(high or 0)) == float("inf")
    if endless and numbers.rounded(low or 0, declared.change.decimals) == 0:
        return numbers.MISSING  # every ratio is possible
    return interval(declared, declared.change, low, high)


def interval(declared: Declaration, quantity: Quantity, low: Value, high: Value) -> str:
    """Format an interval with its unit after the last number, never rounded onto no change."""
    ratio = declared.estimate_type == "ratio"
    none = 1.0 if ratio else 0.0
    if ratio and high is not None:
        high = bounded(float(high))
    limits = _scaled(quantity, low), _scaled(quantity, high)
    return numbers.interval(*limits, quantity.decimals, quantity.several, none)


def _scaled(quantity: Quantity, amount: Value) -> Value:
    return numbers.hundredfold(amount) if quantity.share else amount


def _with_unit(quantity: Quantity, text: str) -> str:
    if text in (numbers.MISSING, numbers.UNBOUNDED):
        return text
    return text + (quantity.one if text.strip(f"+{numbers.MINUS}") == "1" else quantity.several)
