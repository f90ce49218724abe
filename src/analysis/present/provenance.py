"""Where the figures come from: input files, plan and programs, each named so that it can be checked."""

from __future__ import annotations

import platform
from dataclasses import dataclass
from importlib.metadata import version

import pandas as pd

from analysis.evaluate.lock import plan_table
from analysis.params import Study, numbers

SHORT = 12
"""Hexadecimal digits of a hash that are printed."""
_PACKAGES = ("numpy", "pandas", "scipy", "matplotlib")


@dataclass(frozen=True)
class InputFile:
    """A raw export as it was read.

    Attributes
    ----------
    source
        Id of the source in the project's parameters.
    name
        File name without folder.
    origin
        ``real``, ``synthetic`` (generated) or ``mixed`` (some of its content is invented).
    """

    source: str
    name: str
    origin: str


@dataclass(frozen=True)
class Provenance:
    """What a report rests on.

    Attributes
    ----------
    inputs
        Raw exports, in the order of the project's sources.
    plan
        First digits of the hash of what was decided: plan, questionnaire, windows and waves.
    programs
        Name and version, in the order printed.
    plan_status
        ``not_frozen``, ``followed`` (the frozen plan is the one in use) or ``changed``.
    frozen_on
        The day the plan was frozen, as printed; empty where it was not.
    frozen_late
        Whether that day lies after both windows: the plan may then have been made with the figures at hand.
    changes
        Where the plan in use differs from the frozen one: where, what it was, what it is.
    """

    inputs: tuple[InputFile, ...]
    plan: str
    programs: tuple[tuple[str, str], ...]
    plan_status: str = "not_frozen"
    frozen_on: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    frozen_late: bool = False


def read_provenance(study: Study) -> Provenance:
    """List the raw exports, hash the plan, and ask for the versions of the programs.

    No hash of an export is printed: names and identity numbers can be guessed at until it fits. The manifest,
    which stays with the raw files, has them. A source without a file is left out: the clean room
    has either stopped at it or reported it.
    """
    inputs = [
        InputFile(source.id, path.name, source.origin)
        for source in study.project.sources
        for path in sorted(study.raw_dir.glob(source.file))
        if path.is_file()
    ]
    lock = plan_table(study)
    changes = lock.loc[lock["where"] != "", ["where", "was", "now"]].itertuples(index=False, name=None)
    frozen_on = lock["frozen_on"].iloc[0]
    programs = [("leie-evaluation", version("leie-evaluation")), ("Python", platform.python_version())]
    programs += [(name, version(name)) for name in _PACKAGES]
    return Provenance(
        inputs=tuple(inputs),
        plan=str(lock["hash"].iloc[0])[:SHORT],
        programs=tuple(programs),
        plan_status=str(lock["status"].iloc[0]),
        frozen_on="" if numbers.is_missing(frozen_on) else numbers.date_prose(frozen_on),
        changes=tuple((str(where), str(was), str(now)) for where, was, now in changes),
        frozen_late=bool(frozen_on > pd.Timestamp(study.period.after.end)),
    )
