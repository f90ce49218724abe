"""How often the verdicts are wrong without an effect, and how often they find the effect that is there.

Sample worlds are generated from many seeds, without any effect and with the stated one, and evaluated.
Without one, the share of worlds with any false «bedring» or «forverring» is counted per family. With the
effect, the share of worlds with p ≤ 0.05 is held against the power worked out beforehand by the functions
behind `leie plan`.

    python benchmarks/verdicts.py --seeds 500 --write build/verdicts.parquet
"""

from __future__ import annotations

import argparse
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from analysis import stats
from analysis.evaluate.estimates import basis, paired_changes, person_values, tested_verdicts
from analysis.measure_types.rate import Rate
from analysis.measure_types.share import Share
from analysis.params import Study, load_period
from analysis.sample import generate, world_tables
from analysis.sample.world import read_sample_params, scaled_project

PERIOD = "params/leie/periods/sluttrapport.yml"
CONCLUSIVE = ("bedring", "forverring")
CLUSTERED = 1.5
"""Variance of the gamma factor on each address-month in the clustered worlds: φ up to about 3."""
LARGE = 300
"""Copies of the project in the large world that the true distribution of changes is read from."""


def tables_of(study: Study, seed: int, effect: bool, scale: int = 1) -> SimpleNamespace:
    """Tables of one world."""
    params = read_sample_params(study)
    truth = params.truth if effect else params.truth.without_effect()
    return SimpleNamespace(**world_tables(generate(study, truth, seed, scale=scale, params=params)))


def one_world(seed: int, effect: bool) -> pd.DataFrame:
    """Verdicts of one world."""
    study = load_period(PERIOD)
    return tested_verdicts(study, tables_of(study, seed, effect)).assign(seed=seed, effect=effect)


def run(seeds: int, workers: int) -> pd.DataFrame:
    """Evaluate all worlds."""
    jobs = [(seed, effect) for effect in (False, True) for seed in range(1, seeds + 1)]
    if workers == 1:
        return pd.concat([one_world(*job) for job in jobs], ignore_index=True)
    with ProcessPoolExecutor(workers) as pool:
        return pd.concat(pool.map(one_world, *zip(*jobs, strict=True), chunksize=10), ignore_index=True)


def false_findings(worlds: pd.DataFrame) -> pd.DataFrame:
    """Share of worlds without effect with any false finding, per family, with its standard error."""
    none = worlds[~worlds["effect"]]
    false = none["verdict"].isin(CONCLUSIVE)
    by_world = false.groupby([none["family"], none["seed"]]).any().groupby(level="family")
    raw = (none["p"] <= 0.05).groupby([none["family"], none["seed"]]).any().groupby(level="family").mean()
    share = by_world.mean()
    return pd.DataFrame(
        {
            "worlds": by_world.size(),
            "false verdict": share,
            "s.e.": np.sqrt(share * (1 - share) / by_world.size()),
            "any p ≤ 0.05 unadjusted": raw,
        }
    )


def false_goals(study: Study, worlds: pd.DataFrame) -> pd.DataFrame:
    """Share of worlds without effect in which a goal is called better, worse or mixed."""
    exploratory = {f.id for f in study.plan.families if f.exploratory}
    goal = {i.id: i.goal for i in study.plan.indicators}
    none = worlds[~worlds["effect"] & ~worlds["family"].isin(exploratory)]
    false = none["verdict"].isin(CONCLUSIVE).groupby([none["indicator"].map(goal), none["seed"]]).any()
    return false.groupby(level=0).mean().rename_axis("goal").rename("false verdict").reset_index()


def clustered(seeds: int) -> pd.DataFrame:
    """Share of worlds without effect, but with clustered events, in which any kind is found changed."""
    study = load_period(PERIOD)
    params = read_sample_params(study)
    truth = params.truth.without_effect()
    kinds = {kind: t.model_copy(update={"dispersion": CLUSTERED}) for kind, t in truth.incidents.items()}
    truth = truth.model_copy(update={"incidents": kinds})
    own = tuple(i for i in study.plan.indicators if i.family == "hendelser")
    study = replace(study, plan=study.plan.model_copy(update={"indicators": own}))
    rows = []
    for seed in range(1, seeds + 1):
        tables = SimpleNamespace(**world_tables(generate(study, truth, seed, params=params)))
        found = tested_verdicts(study, tables)
        false = found["verdict"].isin(CONCLUSIVE).to_numpy()
        months = stats.adjust(found["p_months"].to_numpy()) <= study.plan.alpha
        exact = (found["p_adjusted"] <= study.plan.alpha).to_numpy()
        rows.append((exact.any(), false.any(), (false & months).any()))
    names = ["exact test alone", "false verdict (months agree)", "months agree after adjustment too"]
    share = pd.DataFrame(rows, columns=names).mean()
    return share.rename_axis("rule").rename("share of worlds").reset_index()


def planned(study: Study, worlds: pd.DataFrame) -> pd.DataFrame:
    """Power worked out beforehand against the share of worlds found, where the sample states the effect."""
    found = worlds[worlds["effect"]]
    truth = read_sample_params(study).truth
    large = tables_of(study, 1, True, LARGE)
    scaled = _scaled(study)
    shared = basis(scaled, large)
    rows = []
    for indicator in study.plan.indicators:
        own = found[found["indicator"] == indicator.id]
        if own.empty:
            continue
        if isinstance(indicator.measure, Rate) and indicator.measure.table == "incidents":
            power = _rate_power(truth.incidents[indicator.measure.kinds[0]], own)
        elif isinstance(indicator.measure, Rate) or indicator.measure.type in ("amount", "index"):
            continue
        else:
            values = person_values(scaled, large, shared, indicator)
            assert values is not None
            change = paired_changes(values, shared.people)
            power = _paired_power(change[~np.isnan(change)], own, share=isinstance(indicator.measure, Share))
        share = float((own["p"] <= 0.05).mean())
        error = float(np.sqrt(max(power * (1 - power), 1e-4) / len(own)))
        rows.append(
            {
                "indicator": indicator.id,
                "planned power": power,
                "found p ≤ 0.05": share,
                "s.e.": error,
                "difference in s.e.": (share - power) / error,
                "verdict better": float((own["verdict"] == "bedring").mean()),
                "verdict worse": float((own["verdict"] == "forverring").mean()),
                "uncertain basis": float((own["verdict"] == "usikkert_grunnlag").mean()),
            }
        )
    return pd.DataFrame(rows)


def _scaled(study: Study) -> Study:
    own = tuple(read_sample_params(study).layout)
    return replace(study, project=scaled_project(study.project, LARGE, own))


def _rate_power(truth: object, own: pd.DataFrame) -> float:
    """Exact power of the conditional test for the stated rates and the mean exposure of the worlds."""
    before, after = own["exposure_before"].mean(), own["exposure_after"].mean()
    rate, ratio, spread = truth.rate, truth.ratio, truth.dispersion  # type: ignore[attr-defined]
    cells = 3 * 12
    phi = 1 + spread * (rate / 100 * before / cells)
    return stats.power_counts(rate / 100 * before, ratio, exposure_ratio=after / before, phi=phi).power


def _paired_power(change: np.ndarray, own: pd.DataFrame, *, share: bool) -> float:
    """Exact power for the true distribution of changes, averaged over the numbers of pairs the worlds had."""
    values, counts = np.unique(change, return_counts=True)
    weight = counts / counts.sum()
    kept = weight > 5e-4
    values, weight = values[kept], weight[kept] / weight[kept].sum()
    total = 0.0
    for n, times in own["n_pairs"].astype(int).value_counts().items():
        if share:
            down, up = weight[values < 0].sum(), weight[values > 0].sum()
            power = stats.power_paired_proportions(int(n), float(down), float(up)).power
        else:
            power = stats.power_paired(values.tolist(), weight.tolist(), int(n), test="signed-rank").power
        total += power * times
    return total / len(own)


def main() -> None:
    """Print both tables as Markdown."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", type=Path, help="keep the verdicts of every world here (Parquet)")
    parser.add_argument("--read", type=Path, help="use verdicts kept before instead of evaluating again")
    arguments = parser.parse_args()
    start = time.perf_counter()
    worlds = pd.read_parquet(arguments.read) if arguments.read else run(arguments.seeds, arguments.workers)
    if arguments.write:
        arguments.write.parent.mkdir(parents=True, exist_ok=True)
        worlds.to_parquet(arguments.write, index=False)
    print(f"{worlds['seed'].nunique()} seeds, {time.perf_counter() - start:.0f} s\n")
    study = load_period(PERIOD)
    tables = [false_findings(worlds).reset_index(), false_goals(study, worlds)]
    tables += [clustered(arguments.seeds), planned(study, worlds)]
    print("\n\n".join(markdown(table) for table in tables))


def markdown(table: pd.DataFrame) -> str:
    """Format a table with three decimals."""
    text = table.map(lambda value: f"{value:.3f}" if isinstance(value, float) else str(value))
    lines = [
        " | ".join(row)
        for row in [table.columns.tolist(), ["---"] * table.shape[1], *text.to_numpy().tolist()]
    ]
    return "\n".join(f"| {line} |" for line in lines)


if __name__ == "__main__":
    main()
