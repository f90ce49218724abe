"""Seconds and memory to evaluate all indicators at many places in one process, and how they grow.

python benchmarks/evaluate.py 100 1000 10000
"""

from __future__ import annotations

import argparse
import resource
import time
from dataclasses import replace
from types import SimpleNamespace

from analysis.evaluate import evaluate
from analysis.params import Study, load_period
from analysis.sample import generate, world_tables
from analysis.sample.world import read_sample_params, scaled_project

PERIOD = "params/leie/periods/sluttrapport.yml"


def scaled(study: Study, places: int) -> tuple[Study, SimpleNamespace]:
    """Make a project of at least this many places, and its tables."""
    own = tuple(read_sample_params(study).layout)
    copies = -(-places // len(own))
    many = replace(study, project=scaled_project(study.project, copies, own))
    return many, SimpleNamespace(**world_tables(generate(study, scale=copies)))


def main() -> None:
    """Print one line per size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("places", type=int, nargs="+")
    study = load_period(PERIOD)
    print(
        "| places | tenants | events | result rows | seconds | seconds per 1,000 places | peak memory (GiB) |"
    )
    print("|---|---|---|---|---|---|---|")
    for places in parser.parse_args().places:
        many, tables = scaled(study, places)
        start = time.perf_counter()
        evaluation = evaluate(many, tables)
        seconds = time.perf_counter() - start
        n_places, rows = len(many.project.address_ids), len(evaluation.results)
        tenants = tables.residents.loc[tables.residents["in_project"], "person"].nunique()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        each = 1000 * seconds / n_places
        size = f"| {n_places} | {tenants} | {len(tables.incidents)} | {rows}"
        print(f"{size} | {seconds:.1f} | {each:.2f} | {peak:.2f} |")


if __name__ == "__main__":
    main()
