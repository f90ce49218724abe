"""Two whole projects that publish the same text, word for word, though other tenants went up.

    python benchmarks/attack_worlds.py --projects 10

Every printed pair of means is answered anew twice, with as few and with as many people going up as witnesses
were found for; each project is then run through the real pipeline again. Prints how many of the public texts
were the same, and the narrowest count of those that went up.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from types import SimpleNamespace

import attack_cells as cells
import numpy as np
import pandas as pd
from attack import NOWHERE, own_answers
from attack_projects import draw
from attack_reading import Edition, read_fragments

from analysis.disclose import restrict
from analysis.evaluate import evaluate
from analysis.evaluate.basis import basis
from analysis.evaluate.measures import person_values
from analysis.params import Indicator, Study
from analysis.present.fragments.chapters import chapters
from analysis.present.material import Material


def public_texts(study: Study, tables: SimpleNamespace) -> dict[str, str]:
    """Return the chapters of the public edition, by name."""
    shown = restrict(evaluate(study, tables), tables, study, "offentlig")  # type: ignore[arg-type]
    return chapters(Material(shown, study, NOWHERE))


def printed_means(edition: Edition, study: Study) -> list[tuple[Indicator, cells.Interval, cells.Interval]]:
    """Return the indicators whose means are printed; see `cells.two_means`."""
    return [
        (indicator, row["Før"], row["Etter"])  # type: ignore[misc]
        for indicator, row in cells._rows(edition, study, "survey")
        if cells._is_class(row["Før"]) and cells._is_class(row["Etter"])
    ]


def answered_anew(
    study: Study, tables: SimpleNamespace, edition: Edition, *, most: bool
) -> tuple[SimpleNamespace, dict[str, int]]:
    """Return the tables with every printed pair of means answered anew, and how many went up in each."""
    scale, shared = study.questionnaire.scale, basis(study, tables)  # type: ignore[arg-type]
    turned = {item.id for item in study.questionnaire.items if item.reversed}
    k, owners = scale.high - scale.low, own_answers(study, tables)
    survey, ups = tables.survey.copy(), {}
    for indicator, before, after in printed_means(edition, study):
        n = len(owners[indicator.id])
        pair = [cells.sums(text, n, k + 1, scale.low) for text in (before, after)]
        found = cells.changed(n, k, *pair, "up")
        if found is None:
            continue
        up = found[1] if most else found[0]
        worlds = (cells.build(up, n - up - down, down, k, *pair) for down in range(n - up + 1))
        world = next(world for world in worlds if world is not None)
        values = person_values(study, tables, shared, indicator)  # type: ignore[arg-type]
        there = shared.people.in_project & ~np.isnan(values).any(axis=0)
        items = indicator.measure.names.get("item", ())
        for person, answers in zip(shared.people.keys[there], world, strict=True):
            for wave, answer in zip(
                (study.period.waves.before, study.period.waves.after), answers, strict=True
            ):
                own = survey["person"].eq(person) & survey["wave"].eq(wave) & survey["value"].notna()
                for item in items:
                    value = scale.high - answer if item in turned else scale.low + answer
                    survey.loc[own & survey["item"].eq(item), "value"] = value
        ups[indicator.id] = up
    return SimpleNamespace(**{**vars(tables), "survey": survey}), ups


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--projects", type=int, default=10)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    same = tried = 0
    narrowest = pd.NA
    for seed in range(given.first, given.first + given.projects):
        drawn = draw(seed)
        if drawn.study.plan.answers == "unlinked":
            continue
        texts = public_texts(drawn.study, drawn.tables)
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "_generert"
            place.mkdir()
            for name, text in texts.items():
                (place / f"{name}.qmd").write_text(text, encoding="utf-8")
            edition = read_fragments(Path(folder))
        worlds = [answered_anew(drawn.study, drawn.tables, edition, most=most) for most in (False, True)]
        if not worlds[0][1]:
            continue
        tried += 1
        found = [public_texts(drawn.study, tables) for tables, _ in worlds]
        same += texts == found[0] == found[1]
        for one in [name for name in texts if not texts[name] == found[0][name] == found[1][name]]:
            print(f"project {seed}: {one} differs")
        open_ = min(worlds[1][1][name] - worlds[0][1][name] for name in worlds[0][1])
        narrowest = open_ if narrowest is pd.NA else min(narrowest, open_)
    print(f"{same} of {tried} public texts are the same in both worlds")
    print(f"narrowest number that went up: {narrowest}")


if __name__ == "__main__":
    main()
