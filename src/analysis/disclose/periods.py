"""Public editions of periods that overlap: the difference between two reports is a third."""

from __future__ import annotations

from analysis.params import ParamsError, Period, Study, period_files, read_params


def overlapping_public(study: Study) -> list[str]:
    """Ids of the project's other periods whose public edition shares days with this one's.

    Two public reports on overlapping windows can be subtracted from each other: what is left is a shorter
    stretch of time, or the people who joined or left, however carefully each report was made.
    A period file that cannot be read is passed over; its own run says why.
    """
    mine = study.period
    if "offentlig" not in mine.editions:
        return []
    found = []
    for path in period_files(study.root, study.project.id):
        try:
            other = read_params(path, Period, study.root)
        except ParamsError:
            continue
        if other.id != mine.id and "offentlig" in other.editions and _overlap(mine, other):
            found.append(other.id)
    return found


def _overlap(one: Period, other: Period) -> bool:
    return any(a.overlaps(b) for a in (one.before, one.after) for b in (other.before, other.after))
