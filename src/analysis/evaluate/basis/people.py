"""Who is followed: the tenants of the first day of the project, their addresses, and who left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analysis.evaluate.basis.exposure import FAR
from analysis.params import Study

Attribution = Literal["baseline", "at_the_time"]


@dataclass(frozen=True)
class People:
    """The followed tenants and everybody else with data, in the order of their keys.

    Attributes
    ----------
    keys
        Pseudonyms.
    in_project
        Had a running contract at a project address on the first day of the project: the baseline tenants.
    place
        Position of the person's address among the project's, or −1. At baseline (primary), or at the end of
        the after window, where a tenant who moved inside the project counts at the new address and one who
        moved out of it at the address left.
    last
        Position of the person's address at the end of the after window, or −1 for none of the project's.
    moved
        No running contract at the baseline address at the end of the after window.
    gone
        No running contract anywhere at the end of the after window: cannot be followed further.
    """

    keys: pd.Index
    in_project: NDArray[np.bool_]
    place: NDArray[np.int64]
    last: NDArray[np.int64]
    moved: NDArray[np.bool_]
    gone: NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.keys)


def followed(
    study: Study, residents: pd.DataFrame, places: pd.Index, attribution: Attribution = "baseline"
) -> People:
    """Find the baseline tenants, where each of them counts, and who moved.

    Parameters
    ----------
    study
        First day of the project and the end of the after window.
    residents
        Processed table of tenancy spells.
    places
        Ids of the project's addresses.
    attribution
        ``baseline``: the address on the first day of the project (primary). ``at_the_time``: the project
        address at the end of the after window.
    """
    keys = pd.Index(sorted(residents["person"].dropna().unique()), dtype="str")
    spells = residents.assign(end=residents["end"].fillna(FAR))
    start, end = pd.Timestamp(study.project.start), pd.Timestamp(study.period.after.end)
    first = address_on(spells, start, keys, places)
    last = address_on(spells, end, keys, places)
    marked = spells.loc[spells["in_project"].astype(bool), "person"].unique()
    running = spells[(spells["start"] <= end) & (spells["end"] >= end)]
    place = np.where(last >= 0, last, first) if attribution == "at_the_time" else first
    return People(
        keys=keys,
        in_project=np.asarray(keys.isin(marked) & (first >= 0)),
        place=place,
        last=last,
        moved=(first >= 0) & (last != first),
        gone=np.asarray(~keys.isin(running["person"])),
    )


def respondents_only(survey: pd.DataFrame) -> People:
    """Follow everybody who answered, at no address: for a project without data on tenancies."""
    keys = pd.Index(sorted(survey["person"].dropna().unique()), dtype="str")
    nobody = np.zeros(len(keys), dtype=bool)
    nowhere = np.full(len(keys), -1, dtype=np.int64)
    return People(keys, ~nobody, nowhere, nowhere, nobody, nobody)


def address_on(
    spells: pd.DataFrame, day: pd.Timestamp, keys: pd.Index, places: pd.Index
) -> NDArray[np.int64]:
    """Position of each person's project address on a day; −1 for none, the latest contract of several."""
    running = spells[(spells["start"] <= day) & (spells["end"] >= day) & spells["address"].isin(places)]
    latest = running.sort_values("start", kind="stable").drop_duplicates("person", keep="last")
    codes = np.full(len(keys), -1, dtype=np.int64)
    codes[keys.get_indexer(pd.Index(latest["person"]))] = places.get_indexer(pd.Index(latest["address"]))
    return codes
