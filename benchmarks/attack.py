"""The project's own attacker over random projects: what their editions' finished files give away.

    python benchmarks/attack.py --projects 200 --html 10

Prints, for each attack, how many hidden numbers it tried and how many it left narrower than the criterion,
and how much of the plan the public editions still show. Exits with 1 where anything was found.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import attack_cells as cells
import attack_restricted as restricted
import numpy as np
from attack_projects import BASES, Drawn, base, draw
from attack_reading import HIDDEN, NONE, Edition, read_fragments, read_html

from analysis.disclose import publication, restrict_all
from analysis.disclose.proof import Form
from analysis.evaluate import Evaluation, evaluate
from analysis.evaluate.basis import basis, everybody
from analysis.evaluate.measures import person_values, unlinked
from analysis.params import Study
from analysis.present.fragments.chapters import chapters
from analysis.present.material import Material
from analysis.present.provenance import Provenance
from analysis.present.write import write_inputs
from analysis.render import render
from analysis.sample import generate, world_tables

ABSOLUTE = ("counts", "drawn", "total", "hidden", "answer", "power", "people behind a share", "restricted")
"""Attacks that name a number outright; the others leave a range."""
NOWHERE = Provenance((), "", ())


@dataclass
class Tally:
    """What was tried, what was found, what is shown."""

    tried: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    measured: int = 0
    shown: int = 0

    def add(self, all_of: Iterator[cells.Cell], project: str) -> None:
        """Count the cells that were attacked."""
        for cell in all_of:
            self.tried[cell.attack] += 1
            if cell.attack.startswith(ABSOLUTE) or cell.width < cells.OPEN:
                self.found[cell.attack] += 1
                self.examples.setdefault(cell.attack, f"{project}: {cell.what} {cell.low:g}–{cell.high:g}")


def attack_public(
    edition: Edition, study: Study, people: dict[str, list[cells.Own]], tenants: int
) -> Iterator[cells.Cell]:
    """Try every attack on a public edition."""
    least = study.project.disclosure.min_group
    yield from cells.two_means(edition, study, tenants, people)
    yield from cells.ranges(edition, study, tenants)
    yield from cells.flow(edition)
    yield from cells.subtraction(edition, study, least)
    yield from cells.hidden_elsewhere(edition, study)
    yield from cells.drawn(edition, study, least)
    yield from cells.addresses(edition, study, least)
    yield from cells.answers_to_claims(edition, study)
    yield from cells.power(edition, study)


def attack_restricted(edition: Edition, study: Study) -> Iterator[cells.Cell]:
    """Try every attack on a restricted edition."""
    least = study.project.disclosure.restricted_min_group
    yield from restricted.total_less_addresses(edition, study, least)
    yield from restricted.index_less_items(edition, study, least)


def own_answers(study: Study, tables: SimpleNamespace) -> dict[str, list[cells.Own]]:
    """Return everybody's own answers, counted from 0, of each indicator of answers: who an insider can be."""
    shared, low = basis(study, tables), study.questionnaire.scale.low
    found = {}
    for indicator in study.plan.indicators:
        if indicator.declared.table == "survey":
            apart = unlinked(indicator, study)
            who = everybody(study, tables, shared) if apart else shared
            values = person_values(study, tables, who, indicator) - low
            there = (
                ~np.isnan(values).all(axis=0)
                if apart
                else shared.people.in_project & ~np.isnan(values).any(axis=0)
            )
            found[indicator.id] = [(float(b), float(a)) for b, a in values[:, there].T]
    return found


def shown(edition: Edition) -> tuple[int, int]:
    """Count the indicators that are measured, and those with a number or a word."""
    rows = edition.indicators().values()
    measured = [row for row in rows if set(row.values()) != {NONE}]
    return len(measured), sum(HIDDEN not in (row["Før"], row["Etter"], row["Endring"]) for row in measured)


def projects(n: int, first: int) -> Iterator[tuple[str, Drawn]]:
    """Yield the samples, then random projects."""
    for number, name in enumerate(BASES):
        study, params = base(number)
        yield name, Drawn(-1, study, SimpleNamespace(**world_tables(generate(study, params=params))))
    for seed in range(first, first + n):
        yield f"project {seed}", draw(seed)


def publish(
    study: Study, tables: SimpleNamespace, made: Evaluation, folder: Path, *, whole: bool
) -> dict[str, Edition]:
    """Make both editions through the pipeline's own functions and read them back as an attacker does.

    `whole` renders the public one; else its chapters are written without pictures, which takes a tenth.
    """
    found = {}
    for edition, disclosed in restrict_all(made, tables, study).items():  # type: ignore[arg-type]
        place = folder / edition
        if whole and edition == "offentlig":
            inputs = write_inputs(disclosed, study, edition, place / "report", provenance=NOWHERE)
            day = study.period.report_date
            rendered = render(inputs, place, formats=("html",), engine="embedded", timestamp=day)
            found[edition] = read_html(*rendered.values())
            continue
        (place / "_generert").mkdir(parents=True)
        for name, text in chapters(Material(disclosed, study, NOWHERE)).items():
            (place / "_generert" / f"{name}.qmd").write_text(text, encoding="utf-8")
        found[edition] = read_fragments(place)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--projects", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--weaker", action="store_true", help="print classes in the finest form")
    parser.add_argument("--html", type=int, default=0, help="render the first so many projects")
    given = parser.parse_args()
    if given.weaker:
        weaken()
    tally = Tally()
    for number, (name, drawn) in enumerate(projects(given.projects, given.first)):
        study, tables = drawn.study, drawn.tables
        with tempfile.TemporaryDirectory() as folder:
            made = evaluate(study, tables)  # type: ignore[arg-type]
            read = publish(study, tables, made, Path(folder), whole=number < given.html)
        attack(tally, name, study, tables, read)
        print(f"\r{number + 1}", end="", file=sys.stderr)
    report(tally)
    sys.exit(bool(tally.found))


def weaken() -> None:
    """Let the software print the finest form, whoever answered: the attacker must win."""
    safe = publication.safe_form
    publication.safe_form = lambda steps, n: safe(steps, n) and Form(1)


def attack(tally: Tally, name: str, study: Study, tables: SimpleNamespace, read: dict[str, Edition]) -> None:
    """Attack the editions of one project."""
    tenants = int(basis(study, tables).people.in_project.sum())  # type: ignore[arg-type]
    tally.add(attack_public(read["offentlig"], study, own_answers(study, tables), tenants), name)
    tally.add(attack_restricted(read["begrenset"], study), name)
    measured, told = shown(read["offentlig"])
    tally.measured, tally.shown = tally.measured + measured, tally.shown + told


def report(tally: Tally) -> None:
    print("\n| attack | tried | found | first found |\n|---|---|---|---|")
    for name in sorted({*tally.tried}):
        print(f"| {name} | {tally.tried[name]} | {tally.found[name]} | {tally.examples.get(name, '')} |")
    share = tally.shown / max(1, tally.measured)
    print(f"\nshown in public: {tally.shown} of {tally.measured} indicators ({share:.0%})")


if __name__ == "__main__":
    main()
