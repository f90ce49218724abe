"""Hiding more than what is too small, so that totals less what is shown give nothing of it."""

from __future__ import annotations

import pandas as pd


def with_complement(
    few: pd.Series, place: pd.Series, n: pd.Series, keys: list[pd.Series], least: int
) -> pd.Series:
    """Extend hidden addresses until those hidden together are two or more, and `least` people or more.

    A total of all addresses less the shown ones is a figure of the hidden ones together. The smallest shown
    address is hidden next; where the total itself is hidden, nothing can be taken from it.

    Parameters
    ----------
    few
        Rows that are hidden for their own sake.
    place
        Address of each row, or ``all``.
    n
        People of each row; rows of nobody need no hiding.
    keys
        What a table is of: rows alike in these are one total and its addresses.
    least
        Fewest people of a figure.

    Returns
    -------
    pandas.Series
        `few` with more rows marked.

    Examples
    --------
    >>> place, n = pd.Series(["all", "a", "b", "c"]), pd.Series([10, 5, 4, 1])
    >>> few = n < 3
    >>> with_complement(few, place, n, [place == "nowhere"], 3).tolist()
    [False, False, True, True]
    """
    hidden = few.astype(bool).copy()
    size = n.astype("Float64").fillna(0)
    for _, rows in size.groupby(keys, sort=False):
        own = rows.index[place[rows.index].ne("all") & rows.gt(0)]
        total = rows.index[place[rows.index].eq("all")]
        if not hidden[own].any() or hidden[total].all():
            continue
        for nearest in rows[own][~hidden[own]].sort_values(kind="stable").index:
            if hidden[own].sum() > 1 and rows[own][hidden[own]].sum() >= least:
                break
            hidden[nearest] = True
    return hidden
