"""What every figure module gives besides its picture: its words, and only what may be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

ALT_LIMIT = 900
"""Letters of an alternative text; a screen reader cannot pause in one."""
_REST = "Resten står i tabellene i rapporten."


@dataclass(frozen=True)
class Words:
    """The text that goes with a picture, in bokmål, with the numbers already formatted."""

    message: str
    """The conclusion, in one sentence or two; computed from what is drawn."""
    caption: str
    """What the picture shows: unit, who is counted, how to read it. Printed after the message."""
    alt: str
    """The numbers of the picture for those who do not see it."""


def visible(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that may be shown; a frame without the column ``hidden`` hides nothing.

    Examples
    --------
    >>> visible(pd.DataFrame({"n": [3, None], "hidden": [False, True]}))["n"].tolist()
    [3.0]
    """
    if "hidden" not in frame:
        return frame.copy()
    return frame[~frame["hidden"].fillna(False).astype(bool)].copy()


def alternative(head: str, parts: Sequence[str], separator: str = "; ") -> str:
    """Join the numbers of a picture to an alternative text that is complete, or says where the rest is.

    Parameters
    ----------
    head
        What kind of picture it is and how to read the parts.
    parts
        One text per row or panel.
    separator
        Between the parts.

    Examples
    --------
    >>> alternative("Søyler.", ["Klager 4", "Innbrudd 2"])
    'Søyler. Klager 4; Innbrudd 2.'
    """
    full = f"{head} {separator.join(parts)}."
    if len(full) <= ALT_LIMIT:
        return full
    kept: list[str] = []
    for part in parts:
        if len(f"{head} {separator.join([*kept, part])}. {_REST}") > ALT_LIMIT:
            break
        kept.append(part)
    return f"{head} {separator.join(kept)}. {_REST}"
