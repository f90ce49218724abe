"""Parameter files are read strictly, and every fault names file, key and remedy."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pydantic import ValidationError

from analysis.params import ParamsError, find_root, load_period, period_files
from analysis.params.sources import SURVEY_TARGETS

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "params", tmp_path / "params")
    (tmp_path / "notebooks").mkdir()
    return tmp_path


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def _period(project: Path) -> Path:
    return project / "params" / "leie" / "periods" / "sluttrapport.yml"


def _message(project: Path) -> str:
    with pytest.raises(ParamsError) as caught:
        load_period(_period(project))
    return str(caught.value)


def test_every_period_of_the_sample_loads() -> None:
    files = period_files(ROOT, "leie")
    assert len(files) >= 4
    for file in files:
        assert load_period(file).period.id == file.stem


def test_a_relative_path_counts_from_the_root_wherever_the_notebook_runs(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "notebooks")
    assert load_period("params/leie/periods/sluttrapport.yml").root == project.resolve()


def test_what_is_loaded_cannot_be_changed(project: Path) -> None:
    study = load_period(_period(project))
    with pytest.raises(ValidationError, match="frozen"):
        study.period.title = "noe annet"  # type: ignore[misc]


def test_overlapping_windows_are_refused_with_both_windows(project: Path) -> None:
    _edit(_period(project), "after: {from: 2023-10-01", "after: {from: 2023-09-15")
    message = _message(project)
    assert "periods/sluttrapport.yml" in message
    assert "overlap" in message
    assert "2023-09-30" in message and "2023-09-15" in message


def test_an_unknown_parameter_is_refused_by_name(project: Path) -> None:
    _edit(_period(project), "title:", "tittel: x\ntitle:")
    assert "tittel: unknown key" in _message(project)


def test_a_key_written_twice_is_refused_instead_of_the_last_one_winning(project: Path) -> None:
    _edit(_period(project), "title:", "title: Først\ntitle:")
    assert "'title' is written twice" in _message(project)


def test_a_missing_file_says_what_is_there(project: Path) -> None:
    (project / "params" / "leie" / "questionnaire.yml").unlink()
    message = _message(project)
    assert "params/leie/questionnaire.yml: no such file" in message
    assert "project.yml" in message


@pytest.mark.parametrize("value", ["0301", "NO", "1.5", "[a]"])
def test_yaml_does_not_turn_text_into_something_else(project: Path, value: str) -> None:
    _edit(_period(project), "title: Sluttrapport", f"title: {value}")
    assert "title" in _message(project)


def test_faulty_yaml_says_the_line(project: Path) -> None:
    _edit(_period(project), "waves: {", "waves: {{")
    assert "line" in _message(project)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("municipality:", "nmae: x\nmunicipality:", "project.yml: line 4: nmae: unknown key"),
        (
            "kind: arrears",
            "kind: arears",
            "sources.5.kind: 'arears' is no kind of export; declared are survey",
        ),
        ("  - {id: runarveien-1, name: Runarveien 1,", "  - {id: runarveien-1,", "addresses.0.name: missing"),
    ],
)
def test_a_fault_in_what_the_file_says_names_the_line(
    project: Path, old: str, new: str, expected: str
) -> None:
    file = project / "params" / "leie" / "project.yml"
    _edit(file, old, new)
    there = file.read_text(encoding="utf-8").splitlines()
    at = next(
        n for n, line in enumerate(there, start=1) if line.startswith(new.splitlines()[0]) or new in line
    )
    message = _message(project)
    assert f"line {at}: " in message
    assert expected in message


@pytest.mark.parametrize(("text", "found"), [("", "nothing"), ("# tom\n", "nothing"), ("- a\n", "a list")])
def test_a_file_without_keys_is_refused_by_what_it_holds(project: Path, text: str, found: str) -> None:
    (project / "params" / "leie" / "vocabulary.yml").write_text(text, encoding="utf-8")
    assert f"vocabulary.yml: expected lines such as 'id: name', found {found}." in _message(project)


def test_an_indicator_of_an_undeclared_item_is_refused(project: Path) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", "items: [q01, q02]", "items: [q01, q99]")
    message = _message(project)
    assert "q99" in message and "questionnaire.yml declares" in message


def test_an_indicator_of_an_undeclared_kind_is_refused(project: Path) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", "kinds: [naboklage]", "kinds: [brann]")
    assert "incident kind brann" in _message(project)


def test_an_undeclared_reason_for_an_end_of_tenancy_is_refused_at_load(project: Path) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", "kinds: [oppsagt]", "kinds: [oppsakt]")
    message = _message(project)
    assert "indicator 'oppsigelser' names unknown tenancy end reason oppsakt" in message
    assert "vocabulary.yml declares: annet, egen-oppsigelse, flyttet, oppsagt" in message


def test_an_undeclared_kind_of_a_duration_is_refused_at_load(project: Path) -> None:
    _edit(
        project / "params" / "leie" / "indicators.yml",
        "{type: duration, kinds: [drift]}",
        "{type: duration, kinds: [brann]}",
    )
    assert "indicator 'reparasjonstid' names unknown incident kind brann" in _message(project)


@pytest.mark.parametrize(
    ("share", "message"),
    [
        ("of: service, service: barnevern", "names unknown service barnevern. vocabulary.yml declares: "),
        ("of: item, item: q99, at_least: 5", "names unknown item q99. questionnaire.yml declares: "),
        ("of: item, item: q03, at_least: 8", "names unknown answer above the lowest 8. questionnaire.yml"),
        ("of: item, item: q03, at_least: 1", "names unknown answer above the lowest 1. questionnaire.yml"),
        ("of: event, kinds: [brann]", "names unknown incident kind brann. project.yml declares: "),
    ],
)
def test_a_share_of_what_no_file_declares_is_refused_at_load(project: Path, share: str, message: str) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", "of: in_arrears", share)
    assert f"indicator 'i-restanse' {message}" in _message(project)


@pytest.mark.parametrize("share", ["of: item, item: q03, at_least: 7", "of: event, kinds: [politi]"])
def test_a_share_of_an_answer_or_an_event_loads(project: Path, share: str) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", "of: in_arrears", share)
    assert load_period(project / "params/leie/periods/sluttrapport.yml").plan.indicator("i-restanse")


def test_a_claim_about_an_unknown_indicator_is_refused_at_load(project: Path) -> None:
    _edit(project / "params" / "leie" / "claims.yml", "indicator: naboklager", "indicator: naboklage")
    message = _message(project)
    assert message.startswith(
        "params/leie/claims.yml: claim 'faerre-naboklager' names unknown indicator naboklage. "
        "indicators.yml declares: "
    )
    assert "naboklager" in message


def test_a_project_without_a_claims_file_has_no_claims(project: Path) -> None:
    assert load_period(_period(project)).claims
    (project / "params" / "leie" / "claims.yml").unlink()
    assert load_period(_period(project)).claims == ()


@pytest.mark.parametrize("taken", sorted(SURVEY_TARGETS))
def test_an_item_called_like_a_column_that_is_no_answer_is_refused(project: Path, taken: str) -> None:
    for name in ("questionnaire.yml", "indicators.yml"):
        path = project / "params" / "leie" / name
        path.write_text(path.read_text(encoding="utf-8").replace("q01", taken), encoding="utf-8")
    message = _message(project)
    assert "params/leie/questionnaire.yml" in message
    assert f"item id {taken} is the name of a survey column that is no answer" in message


def test_a_source_of_mixed_origin_must_say_what_is_invented(project: Path) -> None:
    path = project / "params" / "leie" / "project.yml"
    text = path.read_text(encoding="utf-8")
    head, tail = text.rsplit("    origin: synthetic", 1)
    path.write_text(f"{head}    origin: mixed{tail}", encoding="utf-8")
    assert "say in 'origin_note' what is real" in _message(project)


def test_the_rounds_of_one_form_are_waves_a_period_may_compare(project: Path) -> None:
    path = project / "params" / "leie" / "project.yml"
    rounds = "waves: {1: {from: 2024-01-08, to: 2024-02-26}, 2: {from: 2024-09-01, to: 2024-09-30}}"
    _edit(path, "    wave: 1\n", f"    {rounds}\n")
    _edit(path, "    wave: 2\n", "    wave: 5\n")
    assert load_period(_period(project)).project.sources[0].rounds == (1, 2)


def test_a_wave_without_a_source_is_refused(project: Path) -> None:
    _edit(_period(project), "after: 2}", "after: 3}")
    assert "waves.after is 3" in _message(project)
    assert "project.yml has survey sources for waves 1, 2. Add the source, correct the wave" in _message(
        project
    )


def test_two_primary_indicators_are_refused(project: Path) -> None:
    _edit(
        project / "params" / "leie" / "indicators.yml",
        "family: opplevelse,",
        "family: opplevelse, primary: true,",
    )
    assert "exactly one indicator must be primary" in _message(project)


def test_a_wording_with_two_meanings_is_refused(project: Path) -> None:
    _edit(project / "params" / "leie" / "vocabulary.yml", "innbrudd: [", "innbrudd: [Naboklage, ")
    assert "«naboklage»" in _message(project).casefold()


@pytest.mark.parametrize(
    ("roles", "told"),
    [
        (
            "[Byggdrift, byggdrift]",
            "roles: «Byggdrift» (Byggdrift) and «byggdrift» (byggdrift) cannot be told apart",
        ),
        ('["Byggdrift; beboere"]', "roles"),
        ('["–"]', "roles: «–» has neither letters nor digits"),
    ],
)
def test_roles_that_cannot_be_told_apart_are_refused(project: Path, roles: str, told: str) -> None:
    file = project / "params" / "leie" / "vocabulary.yml"
    text = file.read_text(encoding="utf-8")
    (declared,) = [line for line in text.splitlines() if line.startswith("roles: ")]
    _edit(file, declared, f"roles: {roles}")
    message = _message(project)
    assert "vocabulary.yml" in message
    assert told in message


def test_outside_a_project_the_error_says_so(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="--root"):
        find_root(tmp_path)


def test_a_project_without_periods_lists_the_projects_there_are() -> None:
    with pytest.raises(ParamsError, match="leie"):
        period_files(ROOT, "finnes-ikke")


def test_a_number_where_text_is_meant_is_told_to_be_quoted(project: Path) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", 'goal: "1"', "goal: 1")
    assert _message(project).endswith('goal: Input should be a valid string (found 1). Put it in quotes: "1"')


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("family: hendelser", "family: hendelse", "unknown family 'hendelse'. Declared: hoved, opplevelse,"),
        (
            'goal: "1", name: Naboklager',
            'goal: "9", name: Naboklager',
            "unknown goal '9'. Declared: 1, 2, 3,",
        ),
        ("primary: true, ", "", "indicators.yml: exactly one indicator must be primary; found none. Write"),
    ],
)
def test_what_an_indicator_refers_to_is_listed(project: Path, old: str, new: str, said: str) -> None:
    _edit(project / "params" / "leie" / "indicators.yml", old, new)
    assert said in _message(project)


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("adresse b", "two are called 'adresse b' in the public edition"),
        ("Gården i runarveien 1", "address 'runarveien-1': its public_name holds the name of an address"),
    ],
)
def test_a_public_name_hides_the_address_and_is_its_own(project: Path, shown: str, said: str) -> None:
    _edit(project / "params" / "leie" / "project.yml", "public_name: Adresse A", f"public_name: {shown}")
    assert said in _message(project)


def test_a_kind_of_incident_is_not_called_what_the_vocabulary_says_of_another(project: Path) -> None:
    path = project / "params/leie/project.yml"
    _edit(path, "haerverk: Hærverk", "haerverk: Knust  rute!")
    load_period(_period(project))
    _edit(path, "haerverk: Knust  rute!", "haerverk: Tett avløp.")
    with pytest.raises(ParamsError, match=r"«Tett avløp\.» .haerverk. and «tett avløp» .drift."):
        load_period(_period(project))
