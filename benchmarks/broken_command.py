"""Broken exports through the command itself: `leie check` on a whole project, and its exit code."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from broken_formats import Base, Broken
from broken_outcomes import Campaign, lay, remove_folder
from click.testing import CliRunner

from analysis.cli import main as leie

_COUNTED = re.compile(r"^feil: (\d+), ", re.MULTILINE)


@dataclass(frozen=True)
class Said:
    """What the command did: exit code, number of errors it counted, and the traceback if there was one."""

    code: int
    errors: int | None
    fault: str

    @property
    def right(self) -> bool:
        """Whether it ended with 1 on errors and with 0 on none, and counted them."""
        return not self.fault and self.errors is not None and self.code == (1 if self.errors else 0)


def lay_out(campaign: Campaign, base: Base, broken: Broken) -> Path:
    """Copy the whole project, the broken file under its declared name, and return the root."""
    root = campaign.folder / "command"
    remove_folder(root)
    study = campaign.study
    shutil.copytree(study.params_dir, root / "params" / study.project.id)
    (root / "notebooks").mkdir()
    raw = root / "data/raw" / study.project.id
    shutil.copytree(campaign.folder / ("tidy" if base.tidy else "typed"), raw)
    if not base.tidy:
        shutil.copy(study.root / "data/corrections.yml", root / "data/corrections.yml")
    (raw / base.name).unlink()
    lay(raw / base.name, replace(broken, state="file" if broken.state == "locked folder" else broken.state))
    return root


def say(campaign: Campaign, base: Base, broken: Broken) -> Said:
    """Run the command on one broken file."""
    root = lay_out(campaign, base, broken)
    period = f"{campaign.study.project.id}/{campaign.study.period.id}"
    result = CliRunner().invoke(leie, ["--root", str(root), "check", period])
    fault = "" if isinstance(result.exception, SystemExit | None) else repr(result.exception)
    counted = _COUNTED.search(result.output)
    wrote = (root / "build" / period / "funn.xlsx").is_file()
    if counted and not wrote:
        fault = "no workbook of findings"
    return Said(result.exit_code, int(counted[1]) if counted else None, fault)
