"""The four obvious changes of docs/changes.md: each takes the files it says, and does what it promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/changes.md"
MOST = {"An indicator": 2, "A type of measure": 4, "A kind of export": 3, "A figure": 2}
"""Change → the most files it may take."""
NIGHTS = """\
  - {id: urolige, code: R6, goal: ro, name: Urolige netter, unit: netter av 100,
     explanation: "Netter med uro ført i husboken.",
     measure: {type: nights, kinds: [natturo]}, direction: lower, family: annet}
"""
"""The indicator by which the second project's plan uses the new type."""


@dataclass(frozen=True)
class Block:
    """One file of a change: its path, and its whole text or, of a file that is there, a diff."""

    path: str
    text: str
    is_diff: bool

    def laid_over(self, root: Path) -> None:
        file = root / self.path
        if self.is_diff:
            text = file.read_text(encoding="utf-8")
            for hunk in self.text.split("@@\n"):
                lines = hunk.splitlines(keepends=True)
                was = "".join(line[1:] for line in lines if line[0] in " -")
                assert text.count(was) == 1, f"{self.path}: the lines to change are not there once:\n{was}"
                text = text.replace(was, "".join(line[1:] for line in lines if line[0] in " +"))
            file.write_text(text, encoding="utf-8")
        else:
            assert not file.exists(), f"{self.path} is there already"
            file.write_text(self.text, encoding="utf-8")


def changes() -> dict[str, list[Block]]:
    """Read the page: heading → the files under it."""
    found: dict[str, list[Block]] = {}
    for part in re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```(\w+) (\S+)\n(.*?)^```$", part, flags=re.MULTILINE | re.DOTALL)
        found[part.splitlines()[0]] = [Block(path, text, kind == "diff") for kind, path, text in blocks]
    return found


CHANGES = changes()


@pytest.mark.parametrize("change", MOST)
def test_a_change_takes_no_more_files_than_it_may_and_as_many_as_the_page_says(change: str) -> None:
    paths = [block.path for block in CHANGES[change]]
    said = re.search(rf"^\| \[{change.lower()}\]\(.*\) \| (\d) \| (\d) \|$", PAGE.read_text("utf-8"), re.M)
    assert said is not None
    assert (len(paths), MOST[change]) == (int(said[1]), int(said[2]))
    assert len(set(paths)) == len(paths) <= MOST[change]


def test_the_page_holds_the_four_changes_and_none_rests_on_another() -> None:
    assert CHANGES.keys() == MOST.keys()
    for change, blocks in CHANGES.items():
        made = {Path(block.path).stem for block in blocks if not block.is_diff}
        others = "".join(b.text for other, own in CHANGES.items() if other != change for b in own)
        assert not [name for name in made if re.search(rf"\b(import|from) .*\b{name}\b", others)]


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources with all four changes laid over it."""
    root = tmp_path_factory.mktemp("changed")
    for part in ("src", "params", "report", "data/raw/husvert", "tests/evaluate", "tests/clean"):
        shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "requirements.lock"):
        shutil.copy(ROOT / name, root / name)
    (root / "notebooks").mkdir()
    for blocks in CHANGES.values():
        for block in blocks:
            block.laid_over(root)
    with (root / "params/husvert/indicators.yml").open("a", encoding="utf-8") as plan:
        plan.write(NIGHTS)
    return root


def run(root: Path, *said: str) -> str:
    """Run Python in the copy, on its sources alone."""
    told = subprocess.run(
        [sys.executable, *said],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root / "src")},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


def files(root: Path, ending: str) -> Sequence[str]:
    own = [block.path for blocks in CHANGES.values() for block in blocks if block.path.endswith(ending)]
    assert all((root / path).is_file() for path in own)
    return own


@pytest.mark.slow
def test_what_is_added_is_formatted_and_linted(changed: Path) -> None:
    added = files(changed, ".py")
    run(changed, "-m", "ruff", "format", "--check", *added)
    run(changed, "-m", "ruff", "check", *added)


@pytest.mark.slow
def test_the_tests_that_come_with_a_measure_and_an_export_pass(changed: Path) -> None:
    added = [path for path in files(changed, ".py") if path.startswith("tests")]
    assert len(added) == 2
    assert "3 passed" in run(changed, "-m", "pytest", "-q", "-p", "no:randomly", *added)


RUN = """
import json
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from analysis.clean import Findings
from analysis.disclose import restrict_all
from analysis.disclose.publication import Limits
from analysis.disclose.results import publish
from analysis.evaluate import evaluate
from analysis.params import load_period
from analysis.present.evidence import evidence
from analysis.present.write import write_inputs
from analysis.sample import generate, world_tables
from analysis.source_kinds import KINDS
from analysis.templates import write_templates
from analysis.wording.delivery import delivered

study = load_period("params/husvert/periods/sluttevaluering.yml")
nothing = pd.DataFrame({"source": [], "key": []})
tables = SimpleNamespace(
    **{**world_tables(generate(study)), "findings": Findings().frame(), "corrections": nothing}
)
evaluation = evaluate(study, tables)
editions = restrict_all(evaluation, tables, study)
chapters = {}
for edition, disclosed in editions.items():
    folder = write_inputs(disclosed, study, edition, Path("made") / edition)
    chapters[edition] = {p.stem: p.read_text("utf-8") for p in sorted((folder / "_generert").glob("*.qmd"))}

own = evaluation.results.query("indicator == 'urolige'")
few = own.assign(flats_contributing=1, events_before=20)
rare = own.assign(flats_contributing=20, largest_flat_share=0.1, events_before=1)
limits = Limits(study.project.disclosure, study.questionnaire.scale, {})
hidden = {
    name: sorted(set(publish(rows, study.plan, limits)["hidden_reason"]))
    for name, rows in {"few": few, "rare": rare, "as it is": own}.items()
}
write_templates(study, Path("maler"))
whole = delivered(evaluation.results, study).query("place == 'all'").set_index("indicator")
said = {row.indicator: row for row in evidence(editions["begrenset"].results, study)}
values, two = whole[["before", "after", "estimate"]].astype(float), ("hilser", "urolige")
print(json.dumps({
    "verdict": whole["verdict"].to_dict(),
    "reason": whole["verdict_reason"].to_dict(),
    "value": {i: values.loc[i].tolist() for i in two},
    "words": {i: [said[i].before, said[i].after, said[i].change, said[i].basis] for i in two},
    "planned": evaluation.planning["indicator"].tolist(),
    "hidden": hidden,
    "chapters": chapters,
    "figures": sorted(p.name for p in Path("made/begrenset/figurer").iterdir()),
    "kinds": list(KINDS),
    "templates": sorted(p.name for p in Path("maler").iterdir()),
}))
"""


@pytest.fixture(scope="module")
def told(changed: Path) -> dict[str, Any]:
    """What one evaluation and both reports of the second project say once all four changes are made."""
    script = changed / "proof.py"
    script.write_text(RUN, encoding="utf-8")
    found: dict[str, Any] = json.loads(run(changed, str(script)).splitlines()[-1])
    return found


@pytest.mark.slow
def test_the_indicator_supports_its_goal_and_is_reported(told: dict[str, Any]) -> None:
    assert told["verdict"]["hilser"] == "beskrivelse"
    assert told["reason"]["hilser"]
    assert "hilser" in told["planned"]
    for chapters in told["chapters"].values():
        assert "Folk hilser i oppgangen" in chapters["resultater"]


@pytest.mark.slow
def test_the_measure_is_computed_and_worded_with_its_own_unit(told: dict[str, Any]) -> None:
    before, after, estimate = told["value"]["urolige"]
    assert 0 < after < before <= 100
    assert estimate == pytest.approx(after - before)
    assert told["verdict"]["urolige"] == "beskrivelse"
    assert all("netter av 100" in words for words in told["words"]["urolige"][:3])
    assert "hendelser" in told["words"]["urolige"][3]
    lines = [line for text in told["chapters"]["begrenset"].values() for line in text.splitlines()]
    own = [line for line in lines if "Urolige netter" in line or "urolige netter" in line]
    assert any("netter av 100" in line for line in own)
    assert not [line for line in own if "poeng" in line]


@pytest.mark.slow
def test_the_measure_is_hidden_by_the_rules_it_declares_and_drawn_nowhere(told: dict[str, Any]) -> None:
    assert told["hidden"] == {"few": ["few_flats"], "rare": ["small_cell"], "as it is": [""]}
    texts = [text for chapters in told["chapters"].values() for text in chapters.values()]
    pictures = [line for text in texts for line in text.splitlines() if "figurer/" in line]
    assert pictures
    assert not [line for line in pictures if "Urolige netter" in line]


@pytest.mark.slow
def test_the_export_is_a_kind_with_a_workbook(told: dict[str, Any]) -> None:
    assert told["kinds"][-1] == "inspections"
    assert "mal-branntilsyn.xlsx" in told["templates"]


@pytest.mark.slow
def test_the_figure_stands_where_its_id_says_in_the_edition_that_may_show_it(told: dict[str, Any]) -> None:
    assert {"styrke-valg.svg", "styrke-valg-smal.svg"} <= set(told["figures"])
    shown = {
        name for name, text in told["chapters"]["begrenset"].items() if "figurer/styrke-valg.svg" in text
    }
    assert shown == {"styrke"}
    assert not [name for name, text in told["chapters"]["offentlig"].items() if "styrke-valg" in text]
