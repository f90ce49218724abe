"""Seconds and memory to clean large exports: 1 million survey answers, and up to 10 million incidents.

Each size is cleaned in a process of its own, whose peak memory is read when it ends. The incidents are
those of a scaled sample world, typed by people: four ways to write a date, five to write an address.

    python benchmarks/clean.py
    python benchmarks/clean.py --rows 1000000 --formats csv
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as arrow_csv

from analysis import clean
from analysis.params import Study, find_root, load_period
from analysis.sample import generate, scaled_project, write_incident_table
from analysis.sample.world import read_sample_params

ROWS = (1_000_000, 2_500_000, 5_000_000, 10_000_000)
PER_SCALE = 409
"""Incidents that come with each copy of the project, about; measured on the sample's world."""
ANSWERS = 1_000_000
SEED = 20240930


@dataclass(frozen=True)
class Cost:
    """What one cleaning took: rows in, rows out, seconds, peak memory in bytes, size of the file in bytes."""

    rows_in: int
    rows_out: int
    seconds: float
    peak: int
    size: int


def project() -> Study:
    """Return the sample project."""
    return load_period(find_root(Path(__file__)) / "params/leie/periods/sluttrapport.yml")


def only(study: Study, root: Path, kind: str, suffix: str) -> Study:
    """Return the project with its first source of a kind alone, in a file of this suffix below `root`."""
    source = next(s for s in study.project.sources if s.kind == kind)
    chosen = source.model_copy(update={"file": f"{source.id}{suffix}"})
    (root / "data/raw" / study.project.id).mkdir(parents=True, exist_ok=True)
    changed = study.project.model_copy(update={"sources": (chosen,), "facts": (), "memory_mb": 16_000})
    return replace(study, root=root, project=changed)


def file_of(study: Study) -> Path:
    """Return the only raw file of a project."""
    return study.raw_dir / study.project.sources[0].file


def incidents(root: Path, rows: int, suffix: str) -> tuple[Study, int]:
    """Write about this many incidents, and return the project that reads them, and how many there are."""
    study = project()
    copies = round(rows / PER_SCALE)
    own = tuple(read_sample_params(study).layout)
    many = only(replace(study, project=scaled_project(study.project, copies, own)), root, "incidents", suffix)
    world = generate(study, scale=copies)
    write_incident_table(world, file_of(many))
    return many, len(world.events.day)


def answers(root: Path, wanted: int, suffix: str) -> tuple[Study, int]:
    """Write a survey of this many answers, typed as numbers and labels, and return its project and rows."""
    study = only(project(), root, "survey", suffix)
    items = study.questionnaire.items
    people = -(-wanted // len(items))
    rng = np.random.default_rng(SEED)
    words = [*map(str, range(1, 8)), "7 - Veldig enig", "veldig uenig ", "Enig", "Vet ikke", ""]
    columns: dict[str, Any] = {"$submission_id": pa.array(np.arange(people)).cast(pa.string())}
    columns |= {
        item.text: pa.array(words).take(pa.array(rng.integers(len(words), size=people))) for item in items
    }
    columns["Navn"] = pa.array([f"Oppdiktet Person{_letters(n)}" for n in range(people)])
    columns["Adresse"] = pa.array(["Runarveien 1"] * people)
    arrow_csv.write_csv(pa.table(columns), file_of(study), arrow_csv.WriteOptions(delimiter=";"))
    return study, people * len(items)


def _letters(number: int) -> str:
    """Return a number in letters, since a name has no digits."""
    return "".join(chr(97 + int(digit)) for digit in str(number))


def cleaned_incidents(study: Study) -> int:
    """Clean, and return the rows made."""
    return len(clean.clean_records(study).tables["incidents"])


def cleaned_survey(study: Study) -> int:
    """Clean, and return the rows made."""
    return len(clean.clean_survey(study).tables["survey"])


def _measured(pipe: Connection, study: Study, work: Callable[[Study], int]) -> None:
    start = time.perf_counter()
    rows = work(study)
    seconds = time.perf_counter() - start
    pipe.send((rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))


def in_a_process(target: Callable[..., None], *given: object) -> Any:
    """Return what a function sends from a fresh process; one that ends without is an error."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=target, args=(there, *given))
    process.start()
    there.close()
    try:
        return here.recv()
    finally:
        process.join()


def _made(pipe: Connection, make: Callable[..., tuple[Study, int]], *given: object) -> None:
    pipe.send(make(*given))


def cost(
    make: Callable[..., tuple[Study, int]], work: Callable[[Study], int], rows: int, suffix: str
) -> Cost:
    """Write a file, clean it, and delete it; both in processes of their own."""
    with tempfile.TemporaryDirectory() as folder:
        study, rows_in = in_a_process(_made, make, Path(folder), rows, suffix)
        size = file_of(study).stat().st_size
        rows_out, seconds, peak = in_a_process(_measured, study, work)
    return Cost(rows_in, rows_out, seconds, peak, size)


def line(name: str, made: Cost) -> str:
    """Return one row of the table."""
    cells = (
        name,
        f"{made.rows_in:,}",
        f"{made.rows_out:,}",
        f"{made.size / 1e6:.0f}",
        f"{made.seconds:.1f}",
        f"{made.rows_in / made.seconds / 1000:,.0f}",
        f"{made.seconds / made.rows_in * 1e6:.2f}",
        f"{made.peak / 2**30:.2f}",
    )
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Print one line per size and format."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, nargs="*", default=list(ROWS), help="incidents")
    parser.add_argument("--formats", nargs="+", choices=["csv", "parquet"], default=["csv", "parquet"])
    parser.add_argument("--answers", type=int, nargs="*", default=[ANSWERS // 4, ANSWERS])
    chosen = parser.parse_args()
    print("| export | rows in | rows out | MB | seconds | 1,000 rows/s | µs per row | peak memory (GiB) |")
    print("|---|---|---|---|---|---|---|---|")
    for number in chosen.answers:
        print(line("survey answers, CSV", cost(answers, cleaned_survey, number, ".csv")), flush=True)
    for kind in chosen.formats:
        for number in chosen.rows:
            made = cost(incidents, cleaned_incidents, number, f".{kind}")
            print(line(f"incidents, {'CSV' if kind == 'csv' else 'Parquet'}", made), flush=True)


if __name__ == "__main__":
    main()
