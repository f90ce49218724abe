"""Traces in a report's text of something that never became text."""

import re

_LEFTOVER = re.compile(
    r"\?(?:meta|var|env):[\w.-]+|\?@[\w-]+|\{\{<|>\}\}|(?<![\w@])@(?:fig|tbl|sec|eq)-[\w-]+"
    r"|\b(?:nan|NaN|None|NaT|undefined)\b|<NA>|\b(?:Figure|Table|Section|Chapter|Appendix)\s\d"
)


def leftovers(text: str) -> list[str]:
    """Return each trace once, in order.

    Examples
    --------
    >>> leftovers("Endringen var nan poeng, se ?@fig-x og Figure 2.")
    ['nan', '?@fig-x', 'Figure 2']
    >>> leftovers("Nansens gate 3: ingen endring.")
    []
    """
    return list(dict.fromkeys(found[0] for found in _LEFTOVER.finditer(text)))


def heading_jumps(levels: list[int]) -> list[str]:
    """Return a finding for each heading more than one level below the one before it.

    Examples
    --------
    >>> heading_jumps([1, 2, 4, 1])
    ['heading of level 4 follows level 2']
    """
    pairs = zip([0, *levels], levels, strict=False)
    return [f"heading of level {now} follows level {before}" for before, now in pairs if now > before + 1]
