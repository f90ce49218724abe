"""A plan frozen when the windows were over shows nothing of what was chosen beforehand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from analysis import evaluate
from analysis.params import Study
from analysis.present.fragments.chapters import chapters
from analysis.present.provenance import read_provenance


@pytest.mark.parametrize(("day", "late"), [(date(2024, 9, 30), False), (date(2024, 10, 1), True)])
def test_a_plan_frozen_after_the_windows_is_said_to_be_late(
    make_material: Any, study: Study, tmp_path: Path, day: date, late: bool
) -> None:
    shutil.copytree(study.root / "params", tmp_path / "params")
    own = replace(study, root=tmp_path)
    assert not read_provenance(own).frozen_late
    evaluate.freeze(own, day)
    made = read_provenance(own)
    assert (made.plan_status, made.frozen_late) == ("followed", late)
    source = " ".join(chapters(replace(make_material(own), provenance=made))["reproduserbarhet"].split())
    assert ("etter at tidsrommene var over" in source) == late
