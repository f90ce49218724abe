"""A run against doing it by hand: plain papermill over the notebooks, and the embedded engine called plainly.

Cold and unchanged, in one run on one machine; the searches and checks count in ours and not in the other.

    python benchmarks/batch.py [PROJECT/PERIOD] [REPETITIONS]
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import papermill

from analysis.params import find_root, load_period
from analysis.pipeline.steps import steps_of
from analysis.render import render

ROOT = find_root()


def by_hand(params_file: Path) -> None:
    study = load_period(params_file)
    environment = {"PYTHONHASHSEED": "0", "MPLBACKEND": "agg"}
    os.environ.update(environment)
    with tempfile.TemporaryDirectory() as folder:
        for step in steps_of(study):
            if step.notebook is not None:
                papermill.execute_notebook(
                    str(ROOT / "notebooks" / step.notebook),
                    f"{folder}/{step.notebook}",
                    parameters={"params_file": str(params_file.relative_to(ROOT))},
                    cwd=str(ROOT),
                    kernel_name="python3",
                    progress_bar=False,
                )
        for edition in study.period.editions:
            source = study.build_dir / edition / "report"
            render(source, Path(folder) / edition, engine="embedded", timestamp=study.period.report_date)


def leie(*arguments: str) -> None:
    command = [sys.executable, "-m", "analysis", *arguments, "--engine", "embedded"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def seconds(call: Callable[[], None]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def main(name: str, times: int) -> None:
    project, period = name.split("/")
    file = ROOT / "params" / project / "periods" / f"{period}.yml"
    leie("run", name)
    hand, cold, unchanged = [], [], []
    for _ in range(times):
        hand.append(seconds(lambda: by_hand(file)))
        cold.append(seconds(lambda: leie("run", name, "--force")))
        unchanged.append(seconds(lambda: leie("run", name)))
    print(f"{name}, median of {times}, {os.cpu_count()} processors")
    for what, took in (
        ("by hand", hand),
        ("leie run, everything", cold),
        ("leie run, nothing changed", unchanged),
    ):
        print(f"  {what:28} {median(took):6.1f} s  {median(took) / median(hand):5.2f} ×")


if __name__ == "__main__":
    main(*(sys.argv[1:2] or ["leie/sluttrapport"]), int((sys.argv[2:3] or ["2"])[0]))
