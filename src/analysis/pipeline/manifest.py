"""The manifest: what a report was made from, how, and what came out; the only proof of success."""

from __future__ import annotations

import hashlib
import json
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import analysis
from analysis.params import Study
from analysis.pipeline.files import file_hash, read_json, relative, write_json
from analysis.pipeline.steps import State

SEAL = "sha256_of_the_rest"
"""Entry of the manifest with a hash of all others: one edited by hand is none, and is made again."""
SHOWN = (
    "numpy",
    "pandas",
    "scipy",
    "matplotlib",
    "seaborn",
    "papermill",
    "pypandoc-binary",
    "typst",
    "pyarrow",
)


def manifest_file(study: Study) -> Path:
    """Where the manifest of a period lies."""
    return study.build_dir / "manifest.json"


def write_manifest(study: Study, states: list[State], engine: dict[str, str], checks: list[str]) -> Path:
    """Write the manifest, last and atomically.

    It names parameters, inputs, code, lock, engine and outputs by hash, and holds no absolute path, no user
    name and no time, so that two identical runs write identical bytes.
    """
    root = study.root
    outputs = [f for s in states for f in s.step.writes()]
    used = {name: digest for state in states for name, digest in state.used().items()}
    raw = {name: digest for name, digest in sorted(used.items()) if name.startswith("data/raw/")}
    value = {
        "project": study.project.id,
        "period": study.period.id,
        "synthetic": study.project.synthetic,
        "parameters": states[-1].depends["parameters"],
        "plan": study.plan.model_dump(mode="json"),
        "period_parameters": study.period.model_dump(mode="json", by_alias=True),
        "inputs": {name: {"sha256": digest} for name, digest in raw.items()},
        "code": {k: v for s in states for k, v in s.depends["code"].items()},
        "lock": states[0].depends["environment"]["requirements.lock"],
        "software": {
            "leie-evaluation": analysis.__version__,
            "python": platform.python_version(),
            **_versions(),
        },
        "engine": engine,
        "outputs": {relative(f, root): _described(f) for f in sorted(set(outputs))},
        "checks": checks,
        "verdicts": goal_verdicts(study),
    }
    write_json(manifest_file(study), {**value, SEAL: _sealed(value)})
    return manifest_file(study)


def read_manifest(study: Study) -> dict[str, Any] | None:
    """Return the manifest of the last successful run; ``None`` where there is none, or it was edited."""
    value = read_json(manifest_file(study))
    if value is None:
        return None
    seal = value.pop(SEAL, None)
    return value if seal == _sealed(value) else None


def _sealed(value: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(value, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def goal_verdicts(study: Study) -> list[str]:
    """One line per goal: its short title and its verdict with the reason."""
    import pandas as pd  # slow to import, and not needed when everything is up to date

    from analysis.wording.goals import goal_lines

    goals, results = (
        pd.read_parquet(study.build_dir / "evaluation" / f"{name}.parquet") for name in ("goals", "results")
    )
    return goal_lines(goals, results, study)


def _described(path: Path) -> dict[str, Any]:
    return {"sha256": file_hash(path), "bytes": path.stat().st_size}


def _versions() -> dict[str, str]:
    out = {}
    for name in SHOWN:
        try:
            out[name] = version(name)
        except PackageNotFoundError:
            out[name] = "not installed"
    return out
