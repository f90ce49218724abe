"""Where the verdict of a rate may stand in public: what it says beside the printed counts of who changed.

Better and worse need that few of the ways to flip the flats' changes give as large a sum as was found. With
every flat that went the other way, those ways double: each of these flats can be flipped back. So at a level
of α the number that went the other way is known to be at most ``n − 1 + log2 α`` of n flats.
"""

from __future__ import annotations

import math

from analysis.disclose.proof import OPEN
from analysis.disclose.publication import Row
from analysis.params import Indicator, Plan


def fewest_flats(level: float) -> int:
    """Return from how many flats a verdict at this level leaves enough open.

    Of the flats that went the other way `OPEN` + 1 or more are possible, so that a tenant who knows of the
    own flat has `OPEN` left.

    Examples
    --------
    >>> fewest_flats(0.05), fewest_flats(0.025), fewest_flats(0.1)
    (10, 11, 9)
    """
    return math.ceil(OPEN + 2 - math.log2(level))


def may_be_judged(row: Row, indicator: Indicator, plan: Plan) -> bool:
    """Whether a rate's verdict leaves open who changed: enough flats, and no p of people in its family.

    Adjusted beside an outcome of people, its verdict would hang on their p, which is not printed.
    """
    adjusted = any(f.id == indicator.family and f.adjust != "none" for f in plan.families)
    beside = [i for i in plan.deciding if i.family == indicator.family] if adjusted else [indicator]
    enough = float(row["flats_contributing"]) >= fewest_flats(plan.alpha / len(beside))
    return enough and all(i.declared.counts == "events" for i in beside)
