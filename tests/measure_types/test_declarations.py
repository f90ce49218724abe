"""What a measure is stands in one declaration, complete and computed, or nothing runs."""

from __future__ import annotations

import importlib
import pkgutil
import runpy
from dataclasses import asdict, fields
from types import ModuleType, SimpleNamespace
from typing import Any, get_args

import pytest
from pydantic import ValidationError

from analysis import measure_types
from analysis.disclose.publication import FORMS
from analysis.evaluate import measures
from analysis.evaluate.measures import NEEDED
from analysis.evaluate.results import COLUMNS
from analysis.measure_types import (
    TYPES,
    Choice,
    Counts,
    Declaration,
    MeasureType,
    UndeclaredError,
    completion,
    declaration,
    measure_type,
    rate,
    share,
)
from analysis.measure_types.declaration import Basis, Quantity
from analysis.params import Indicator
from analysis.source_kinds import KINDS

from ..evaluate.conftest import loaded


def declarations() -> dict[str, Declaration]:
    """Every declaration of every type, also those no plan uses."""
    found = {}
    for type_id in TYPES:
        module = importlib.import_module(f"analysis.measure_types.{type_id}")
        held = {
            **{name: value for name, value in vars(module).items() if isinstance(value, Declaration)},
            **(module.DECLARED if isinstance(getattr(module, "DECLARED", None), dict) else {}),
        }
        found |= {f"{type_id}.{name}": value for name, value in held.items()}
    return found


DECLARATIONS = declarations()


def test_each_type_has_its_own_module_and_place() -> None:
    modules = {m.name for m in pkgutil.iter_modules(measure_types.__path__)} - {"declaration"}
    assert set(TYPES) == modules
    assert [t.position for t in TYPES.values()] == list(range(1, len(TYPES) + 1))
    assert all(measure_type(type_id).type_id() == type_id for type_id in TYPES)


def test_every_module_that_computes_belongs_to_a_declared_type() -> None:
    computing = {m.name for m in pkgutil.iter_modules(measures.__path__) if not m.name.startswith("_")}
    assert computing == set(TYPES)


def test_a_type_nobody_declared_is_refused_and_told_which_there_are() -> None:
    with pytest.raises(UndeclaredError, match=r"'planted'.*Declared: rate, index, item"):
        measure_type("planted")
    with pytest.raises(ValidationError, match="planted"):
        Indicator.model_validate({**loaded().plan.indicators[0].model_dump(), "measure": {"type": "planted"}})


@pytest.mark.parametrize(("own", "found"), [({}, "none"), ({"Nights": TYPES["rate"]}, "rate")])
def test_a_module_must_declare_one_type_called_as_itself(
    monkeypatch: pytest.MonkeyPatch, own: dict[str, type], found: str
) -> None:
    modules = {"declaration": declaration, "nights": SimpleNamespace(MeasureType=MeasureType, **own)}
    monkeypatch.setattr(measure_types, "modules_of", lambda _: modules)
    with pytest.raises(UndeclaredError, match=rf"measure_types/nights\.py must .* 'nights'; found {found}"):
        measure_types._found()


@pytest.mark.parametrize("left_out", [f.name for f in fields(Declaration)])
def test_a_declaration_that_leaves_something_out_cannot_be_made(left_out: str) -> None:
    said = {f.name: getattr(rate.OF_INCIDENTS, f.name) for f in fields(Declaration)}
    assert Declaration(**said) == rate.OF_INCIDENTS
    with pytest.raises(TypeError, match=left_out):
        Declaration(**{name: value for name, value in said.items() if name != left_out})


def test_a_type_that_says_nothing_of_what_it_is_has_no_declaration() -> None:
    class Nights(MeasureType):
        type: Any
        position = 99

    with pytest.raises(TypeError, match="abstract"):
        Nights(type="nights")


@pytest.mark.parametrize("counts", get_args(Counts))
def test_a_computing_module_that_lacks_what_its_type_needs_is_refused(
    monkeypatch: pytest.MonkeyPatch, counts: Counts
) -> None:
    indicator = next(i for i in loaded().plan.indicators if i.declared.counts == counts)
    kind = indicator.measure.type
    for lacking in NEEDED[counts]:
        module = ModuleType(kind)
        for name in set(NEEDED[counts]) - {lacking}:
            setattr(module, name, None)
        monkeypatch.setitem(measures._MODULES, kind, module)
        with pytest.raises(UndeclaredError, match=rf"measures/{kind}\.py lacks {lacking}, which"):
            measures._module(indicator)


def test_a_type_without_a_computing_module_stops_the_import(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(TYPES, "planted", TYPES["rate"])
    with pytest.raises(UndeclaredError, match="no module computes planted"):
        runpy.run_path(measures.__file__)


@pytest.mark.parametrize("kind", [*TYPES])
def test_every_declared_type_has_all_that_computing_it_needs(kind: str) -> None:
    module = importlib.import_module(f"analysis.evaluate.measures.{kind}")
    counts = {d.counts for name, d in DECLARATIONS.items() if name.startswith(f"{kind}.")}
    assert len(counts) == 1, "one type is computed in one way"
    assert all(hasattr(module, name) for name in NEEDED[counts.pop()])


@pytest.mark.parametrize("declared", DECLARATIONS.values(), ids=DECLARATIONS.keys())
def test_a_declaration_agrees_with_itself_and_with_the_rooms_it_names(declared: Declaration) -> None:
    assert declared.table in {kind.table.name for kind in KINDS.values()}
    assert declared.publication in FORMS
    assert (declared.publication == "rate") == (declared.counts == "events")
    assert (declared.publication == "range_of_people") == (
        declared.counts == "persons" and declared.value.share
    )
    assert (declared.publication == "class_of_mean") == (
        declared.table == "survey" and not declared.value.share
    )
    assert declared.counts != "persons" or declared.publication != "figure", "people are no plain figure"
    assert declared.tested == (declared.counts != "whole")
    assert declared.tested or not declared.affected_by
    assert (declared.estimate_type == "ratio") == (declared.counts == "events")
    assert declared.adjusts_jointly <= (declared.table == "survey")
    assert declared.unit_after <= (declared.value in (declaration.NUMBER, declaration.COUNT))
    column = declared.basis.column
    beside = {"tenants": ["n_baseline"], "period": []}.get(column, [column])
    sides = [f"{column}_before", f"{column}_after"] if column in ("events", "n", "months") else beside
    assert set(sides) <= set(COLUMNS)


def chosen(declared: Declaration) -> set[str]:
    return set(declared.affected_by)


def test_each_choice_affects_what_can_be_computed_under_it() -> None:
    for name, declared in DECLARATIONS.items():
        if not declared.tested:
            continue
        persons = declared.counts == "persons"
        of_mean = persons and not declared.value.share
        assert {"tenants", "attribution"} <= chosen(declared) if persons else not {
            "tenants", "attribution"} & chosen(declared), name  # fmt: skip
        assert ({"season_matched", "flats"} <= chosen(declared)) == (not persons), name
        assert "addresses" in chosen(declared), name
        assert ("windows" in chosen(declared)) == (declared.table != "survey"), "waves do not move"
        assert ({"signed_rank", "all_available"} <= chosen(declared)) == of_mean, name
        of_answers = of_mean and declared.table == "survey"
        assert (set(declaration.OF_ANSWERS) <= chosen(declared)) == of_answers, name


def test_what_values_rest_on_has_nouns_as_they_stand_in_a_sentence() -> None:
    nouns = {name: (d.basis.one, d.basis.several, d.basis.noun) for name, d in DECLARATIONS.items()}
    assert all(word == word.lower().strip() and word for said in nouns.values() for word in said)
    of_tenants = {nouns[name] for name, d in DECLARATIONS.items() if d.counts == "persons"}
    assert of_tenants == {("leietaker", "leietakere", "leietakere")}


def test_a_figure_of_its_own_is_named_by_what_it_shows() -> None:
    shown = {name: d.figure for name, d in DECLARATIONS.items() if d.figure}
    assert shown == {
        "index.DECLARED": "svar",
        "item.DECLARED": "svar",
        "rate.OF_INCIDENTS": "forlop",
        "duration.DECLARED": "reparasjon",
        "backlog.DECLARED": "saker",
    }


def test_every_choice_that_can_affect_a_measure_affects_some() -> None:
    assert set().union(*(d.affected_by for d in DECLARATIONS.values())) == set(get_args(Choice))
    assert all(hasattr(measure_types, name) for name in measure_types.__all__)


def test_a_measure_says_what_it_names_that_other_files_declare() -> None:
    named = {i.id: i.measure.names for i in loaded().plan.indicators}
    assert named["naboklager"] == {"incident kind": ("naboklage",)}
    assert named["oppsigelser"] == {"tenancy end reason": ("oppsagt",)}
    assert named["flyttinger"] == {"tenancy end reason": ()}, "all that ended"
    assert named["reparasjonstid"] == {"incident kind": ("drift",)}
    assert named["trygghet"] == {"item": ("q03", "q08", "q09", "q11")}
    assert named["q01"] == {"item": ("q01",)}
    assert all(named[i] == {} for i in ("restanse", "i-restanse", "moter", "saksmengde", "botid"))


def test_what_is_counted_decides_which_of_a_types_declarations_holds() -> None:
    tables = {i.id: i.declared.table for i in loaded().plan.indicators}
    assert (tables["naboklager"], tables["flyttinger"]) == ("incidents", "residents")
    assert (tables["i-restanse"], tables["tjenester-hjemme"], tables["restanse"]) == (
        "arrears",
        "services",
        "arrears",
    )
    assert (tables["handlingsplan"], tables["moter"], tables["etater"]) == (
        "measures",
        "activities",
        "services",
    )
    assert rate.OF_TENANCIES.figure is None, "the figure of events shows events"
    assert share.OF_SERVICES.publication == share.OF_ARREARS.publication


def test_completion_counts_shares_of_a_plan_and_numbers_of_what_was_held() -> None:
    shares = {name for name, d in completion.DECLARED.items() if d.value.share}
    assert shares == {"measures_done", "cleanup_attendance"}
    assert {name for name, d in completion.DECLARED.items() if d.publication == "range_of_done"} == {
        "cleanup_attendance"
    }
    assert {name for name, d in completion.DECLARED.items() if d.before_project} == {"agencies_involved"}


def test_only_what_a_project_does_means_nothing_before_it() -> None:
    assert {name.split(".")[0] for name, d in DECLARATIONS.items() if not d.before_project} == {"completion"}


@pytest.mark.parametrize(
    ("quantity", "one", "several"),
    [
        (declaration.POINTS, "1,0 poeng", "2,0 poeng"),
        (declaration.NOK, "1\xa0kr", "2\xa0kr"),
        (declaration.DAYS, "1 dag", "2 dager"),
        (declaration.TIMES, "1,00 ganger", "2,00 ganger"),
        (declaration.PER_CENT, "1\xa0%", "2\xa0%"),
        (declaration.PERCENTAGE_POINTS, "1 prosentpoeng", "2 prosentpoeng"),
        (declaration.NUMBER, "1,0", "2,0"),
        (declaration.COUNT, "1", "2"),
    ],
)
def test_a_quantity_is_written_as_it_is_read_aloud(quantity: Quantity, one: str, several: str) -> None:
    from analysis.wording import quantities

    unit = 0.01 if quantity.share else 1
    assert (quantities.size(quantity, unit), quantities.size(quantity, 2 * unit)) == (one, several)


def test_a_declaration_cannot_be_changed_afterwards() -> None:
    for made in (
        rate.OF_INCIDENTS,
        Basis("n", "a", "b", "c"),
        declaration.NOK,
    ):
        name = next(iter(asdict(made)))
        with pytest.raises(AttributeError):
            setattr(made, name, None)
