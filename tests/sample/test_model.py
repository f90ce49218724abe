import re
import shutil
from pathlib import Path

import pytest

from analysis.params import ParamsError, Study, load_period
from analysis.sample import SampleParams, read_sample_params


@pytest.fixture
def edited(root: Path, tmp_path: Path):
    def edit(old: str, new: str) -> Study:
        shutil.copytree(root / "params/leie", tmp_path / "params/leie")
        (tmp_path / "notebooks").mkdir()
        path = tmp_path / "params/leie/sample.yml"
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1
        path.write_text(text.replace(old, new), encoding="utf-8")
        return load_period(tmp_path / "params/leie/periods/sluttrapport.yml")

    return edit


def effects(truth) -> set[float]:
    return {
        *(t.ratio for t in truth.incidents.values()), *(t.ratio for t in truth.tenancies.ends.values()),
        *(1 + t.shift for t in truth.survey.items.values()), truth.arrears.enter_ratio,
        truth.arrears.instalment_ratio, truth.services.start_ratio, truth.repair.ratio,
        1 + truth.cases.net_closed,
    }  # fmt: skip


def test_without_effect_nothing_changes_and_nobody_is_favoured(params: SampleParams) -> None:
    none = params.truth.without_effect()
    assert effects(none) == {1.0}
    assert none.tenancies.movers == 0
    assert not none.services.movers_all


def test_without_effect_keeps_every_level(params: SampleParams) -> None:
    none = params.truth.without_effect()
    assert {k: t.rate for k, t in none.incidents.items()} == {
        k: t.rate for k, t in params.truth.incidents.items()
    }
    assert none.survey.items["q03"].mean == params.truth.survey.items["q03"].mean
    assert len(effects(params.truth)) > 8


def test_a_layout_in_which_nobody_lives_is_refused(root: Path, tmp_path: Path) -> None:
    shutil.copytree(root / "params/leie", tmp_path / "params/leie")
    (tmp_path / "notebooks").mkdir()
    path = tmp_path / "params/leie/sample.yml"
    path.write_text(re.sub(r"let: \d", "let: 0", path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ParamsError, match=r"params/leie/sample\.yml: layout lets no flat"):
        read_sample_params(load_period(tmp_path / "params/leie/periods/sluttrapport.yml"))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("seed: 13", "seed: -1", "seed"),
        ("seed: 13", "seed: 13\nfrø: 3", "frø: unknown key"),
        ("to: 2024-09-30}\n\n#", "to: 2024-09-29}\n\n#", "records must be whole months"),
        ("movers_within: 1", "movers_within: 5", "must not exceed movers"),
        ("runarveien-1: {let: 5,", "runarveien-9: {let: 5,", "layout names runarveien-9"),
        ("runarveien-1: {let: 5,", "runarveien-1: {let: 8,", "places 9 flats, but project.yml gives it 8"),
        (
            "  runarveien-3: {let: 4, repair: 1}\n",
            "",
            "incident_slip.address is runarveien-3, where layout places no",
        ),
        (
            "address: runarveien-3, kind:",
            "address: runarveien-9, kind:",
            "(it has runarveien-1, runarveien-3",
        ),
        ("kind: haerverk, wording", "kind: brann, wording", "incident_slip.kind names brann"),
        (
            "status: {runarveien-1: done, runarveien-3: ongoing,",
            "status: {runarveien-9: done, runarveien-3: ongoing,",
            "measures.1.status names runarveien-9",
        ),
        ("    naboklage: ", "    nabo: ", "truth.incidents names nabo"),
        ("      q01: ", "      q99: ", "truth.survey.items names q99"),
    ],
)
def test_a_fault_in_the_file_is_told_with_file_and_key(edited, old: str, new: str, message: str) -> None:
    study = edited(old, new)
    with pytest.raises(ParamsError, match=re.escape(message)) as caught:
        read_sample_params(study)
    assert "params/leie/sample.yml" in str(caught.value)
