from __future__ import annotations

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import yaml

from analysis.evaluate.lock import (
    FILE,
    LockError,
    compare_with_lock,
    freeze,
    plan_hash,
    plan_table,
    read_lock,
)
from analysis.params import Study, load_period

DAY = date(2023, 12, 15)


@pytest.fixture
def copy(study: Study, tmp_path: Path) -> Study:
    shutil.copytree(study.params_dir, tmp_path / "params" / "leie")
    (tmp_path / "params" / "leie" / FILE).unlink(missing_ok=True)
    (tmp_path / "notebooks").mkdir()
    return reload(tmp_path)


def reload(root: Path) -> Study:
    return load_period(root / "params/leie/periods/sluttrapport.yml")


def edit(study: Study, name: str, old: str, new: str) -> Study:
    path = study.params_dir / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return reload(study.root)


def test_a_plan_never_frozen_says_so(copy: Study) -> None:
    assert read_lock(copy) is None
    assert compare_with_lock(copy) == ()
    assert plan_table(copy)["status"].tolist() == ["not_frozen"]


def test_a_frozen_plan_that_is_followed_has_no_changes(copy: Study) -> None:
    freeze(copy, DAY)
    lock = read_lock(copy)
    assert lock is not None
    assert lock.frozen_on == DAY
    assert compare_with_lock(copy) == ()
    table = plan_table(copy)
    assert table["status"].tolist() == ["followed"]
    assert table["hash"].tolist() == table["frozen_hash"].tolist()


def test_what_other_periods_compare_is_not_this_report_s_concern(copy: Study) -> None:
    freeze(copy, DAY)
    changed = edit(copy, "periods/2024-sommer.yml", "to: 2024-09-30", "to: 2024-08-31")
    assert compare_with_lock(changed) == ()
    broken = copy.params_dir / "periods" / "2022-23-kontroll.yml"
    broken.write_text("id: [", encoding="utf-8")
    assert plan_table(reload(copy.root))["status"].tolist() == ["followed"]


def test_a_period_added_after_the_plan_was_frozen_is_a_change(copy: Study) -> None:
    freeze(copy, DAY)
    text = (copy.params_dir / "periods" / "sluttrapport.yml").read_text(encoding="utf-8")
    added = copy.params_dir / "periods" / "etterpaa.yml"
    added.write_text(text.replace("id: sluttrapport", "id: etterpaa"), encoding="utf-8")
    changes = compare_with_lock(load_period(added))
    assert {c.where.split(".")[:2][-1] for c in changes} == {"etterpaa"}
    assert {c.was for c in changes} == {"–"}


def test_each_change_is_listed_where_it_is(copy: Study) -> None:
    freeze(copy, DAY)
    head = "{type: rate, kinds: [naboklage]}, direction: lower, family: hendelser, important_change: "
    changed = edit(copy, "indicators.yml", f"{head}0.3", f"{head}0.2")
    changed = edit(changed, "periods/sluttrapport.yml", "to: 2024-09-30", "to: 2024-08-31")
    changes = {(c.where, c.was, c.now) for c in compare_with_lock(changed)}
    assert changes == {
        ("plan.indicators.naboklager.important_change", "0.3", "0.2"),
        ("periods.sluttrapport.after.to", '"2024-09-30"', '"2024-08-31"'),
    }
    assert plan_table(changed)["status"].tolist() == ["changed", "changed"]


def test_moving_an_indicator_in_the_file_changes_nothing_but_the_hash(copy: Study) -> None:
    freeze(copy, DAY)
    path = copy.params_dir / "indicators.yml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    first = next(k for k, line in enumerate(lines) if "{id: haerverk" in line)
    lines[first : first + 4] = [*lines[first + 2 : first + 4], *lines[first : first + 2]]
    path.write_text("".join(lines), encoding="utf-8")
    assert compare_with_lock(reload(copy.root)) == ()


def test_a_plan_is_frozen_once(copy: Study) -> None:
    freeze(copy, DAY)
    with pytest.raises(LockError, match=r"plan\.lock\.yml: the plan was frozen on 2023-12-15"):
        freeze(copy, date(2024, 1, 1))


def test_an_edited_lock_is_refused(copy: Study) -> None:
    path = freeze(copy, DAY)
    path.write_text(path.read_text(encoding="utf-8").replace("alpha: 0.05", "alpha: 0.1"), encoding="utf-8")
    with pytest.raises(LockError, match="does not give hash"):
        read_lock(copy)


def test_the_hash_follows_what_is_decided_and_not_how_it_is_written(copy: Study) -> None:
    before = plan_hash(copy.plan)
    assert (
        plan_hash(edit(copy, "indicators.yml", "alpha: 0.05", "alpha:   0.050  # a comment").plan) == before
    )
    assert plan_hash(edit(copy, "indicators.yml", "alpha:   0.050", "alpha: 0.01").plan) != before


def test_an_option_that_came_after_the_freeze_and_nobody_set_is_no_change(copy: Study) -> None:
    lock = freeze(copy, DAY)
    held = yaml.safe_load(lock.read_text(encoding="utf-8"))
    for indicator in held["content"]["plan"]["indicators"]:
        del indicator["important_for_one"]
    canonical = json.dumps(held["content"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    held["hash"] = hashlib.sha256(canonical.encode()).hexdigest()
    lock.write_text(yaml.safe_dump(held, allow_unicode=True), encoding="utf-8")
    assert compare_with_lock(copy) == ()
    set_since = edit(
        copy, "indicators.yml", "important_change: 2000", "important_change: 2000, important_for_one: 9"
    )
    assert [c.where for c in compare_with_lock(set_since)] == ["plan.indicators.restanse.important_for_one"]
