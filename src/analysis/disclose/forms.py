"""The form in which a mean may be published, looked up in the table of forms that are proven safe."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files

from analysis.disclose.proof import SCALES, Form
from analysis.params import AnalysisError

TABLE = "safe_forms.csv"


class DisclosureError(AnalysisError):
    """Nothing says how something may be published; so nothing is."""


def safe_form(steps: int, n: int) -> Form | None:
    """Return the finest safe form of the means of `n` people before and after; None where they are too few.

    Parameters
    ----------
    steps
        Points of the answer scale.
    n
        People with an answer both times.

    Raises
    ------
    DisclosureError
        If the table does not hold the scale or so many people; nothing is known of them.

    Examples
    --------
    >>> safe_form(7, 13), safe_form(7, 6)
    (Form(merged=3), None)
    """
    rows = [row for row in _table() if row["steps"] == steps]
    most = max((row["n_to"] for row in rows), default=0)
    if n > most:
        what = f"{n} people on {steps} points" if rows else f"a scale of {steps} points"
        held = f"{most} people on {steps}" if rows else ", ".join(map(str, SCALES))
        raise DisclosureError(
            f"disclose/{TABLE}: {what}: no form is proven safe for a public edition. The table holds {held} "
            "points. Take 'offentlig' out of the period's editions, or let the table grow "
            "(SCALES and MOST in disclose/proof.py, then benchmarks/safe_forms.py)."
        )
    found = [row["merged"] for row in rows if row["n_from"] <= n <= row["n_to"]]
    return Form(found[0]) if found else None


@cache
def _table() -> tuple[dict[str, int], ...]:
    lines = files("analysis.disclose").joinpath(TABLE).read_text(encoding="utf-8").splitlines()
    return tuple({name: int(value) for name, value in row.items()} for row in csv.DictReader(lines))
