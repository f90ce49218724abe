from __future__ import annotations

import hashlib
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.evaluate import Evaluation, EvaluationError, evaluate
from analysis.evaluate.basis import basis
from analysis.evaluate.estimates import estimate
from analysis.evaluate.results import COLUMNS, DTYPES, with_schema
from analysis.params import Study, load_period
from analysis.sample import generate, world_tables

from .conftest import window, with_period, with_tables

pytestmark = pytest.mark.slow


def rows_of(study: Study, tables: SimpleNamespace) -> pd.DataFrame:
    """The results table alone: no sensitivity, no planning."""
    return whole(with_schema(estimate(study, tables, basis(study, tables))[0]))


def whole(results: pd.DataFrame) -> pd.DataFrame:
    return results[results["place"] == "all"].set_index("indicator")


def test_every_indicator_has_a_row_for_all_and_for_every_address(found: Evaluation, study: Study) -> None:
    counts = found.results.groupby("indicator", sort=False).size()
    assert counts.index.tolist() == [i.id for i in study.plan.indicators]
    assert (counts == 1 + len(study.project.address_ids)).all()


def test_results_have_the_declared_columns_and_dtypes(found: Evaluation) -> None:
    assert {name: str(dtype) for name, dtype in found.results.dtypes.items()} == {
        name: DTYPES[kind] for name, kind in COLUMNS.items()
    }


def test_only_what_decides_has_a_word_and_an_address_has_its_own_p(found: Evaluation, study: Study) -> None:
    rows = found.results
    address = rows[rows["place"] != "all"]
    assert set(address["verdict"]) <= {"beskrivelse", "ikke_maalt"}
    assert (
        address.loc[address["indicator"] == "naboklager", ["p", "smallest_p", "low", "high"]]
        .notna()
        .all(axis=None)
    )
    worded = whole(rows[~rows["verdict"].isin(("beskrivelse", "ikke_maalt"))])
    assert set(worded.index) == {i.id for i in study.plan.deciding}
    described = whole(rows).drop(worded.index)
    assert described["p_adjusted"].notna().tolist() == (described["role"] == "explores").tolist()
    untested = rows["role"].isin(("activity", "context"))
    assert rows.loc[untested, ["p", "p_mid", "smallest_p", "p_adjusted"]].isna().all(axis=None)


def test_a_word_implies_its_interval(found: Evaluation) -> None:
    for row in found.results.to_dict("records"):
        none = 1.0 if row["estimate_type"] == "ratio" else 0.0
        if row["verdict"] in ("bedring", "forverring"):
            assert row["low"] > none or row["high"] < none
            assert (row["verdict"] == "bedring") == ((row["low"] > none) == (row["direction"] == "higher"))
        if row["verdict"] == "uendret":
            assert none - row["important_change"] < row["low"] <= row["high"] < none + row["important_change"]


def test_the_change_of_what_is_paired_is_what_the_printed_columns_give(found: Evaluation) -> None:
    rows = found.results[(found.results["role"] == "decides") | (found.results["role"] == "supports")]
    rows = rows[(rows["estimate_type"] == "difference") & (rows["n_pairs"] > 0)]
    assert len(rows) > 20
    assert (rows["after"] - rows["before"]).to_numpy() == pytest.approx(rows["estimate"].to_numpy(), abs=1e-9)


def test_nothing_in_the_tables_given_is_changed(study: Study, sample: SimpleNamespace) -> None:
    before = {name: table.copy(deep=True) for name, table in vars(sample).items()}
    evaluate(study, sample)
    for name, table in before.items():
        pd.testing.assert_frame_equal(table, getattr(sample, name))


def test_other_pseudonyms_change_no_figure(study: Study, sample: SimpleNamespace, found: Evaluation) -> None:
    """Persons and flats come in the order of their pseudonyms, which is the order of nothing."""

    def renamed(table: pd.DataFrame) -> pd.DataFrame:
        for column in {"person", "flat"} & set(table.columns):
            turned = table[column].map(lambda name: name if pd.isna(name) else f"x{hash_of(name)}")
            table = table.assign(**{column: turned})
        return table.sort_values("person", kind="stable") if "person" in table else table

    def hash_of(name: str) -> str:
        return hashlib.sha256(name.encode()).hexdigest()[:16]

    other = evaluate(study, with_tables(sample, **{k: renamed(t) for k, t in vars(sample).items()}))
    for field in fields(Evaluation):
        pd.testing.assert_frame_equal(
            getattr(other, field.name), getattr(found, field.name), check_exact=True, obj=field.name
        )


def test_the_order_of_the_rows_changes_nothing(
    study: Study, sample: SimpleNamespace, found: Evaluation
) -> None:
    shuffled = {
        name: table.sample(frac=1, random_state=1) for name, table in vars(sample).items() if len(table)
    }
    again = evaluate(study, with_tables(sample, **shuffled))
    pd.testing.assert_frame_equal(again.results, found.results)


def test_saved_and_loaded_is_the_same_and_saved_twice_the_same_bytes(
    found: Evaluation, tmp_path: Path
) -> None:
    first, second = found.save(tmp_path / "one"), found.save(tmp_path / "two")
    assert [p.name for p in first] == [f"{field.name}.parquet" for field in fields(Evaluation)]
    assert [p.read_bytes() for p in first] == [p.read_bytes() for p in second]
    loaded = Evaluation.load(tmp_path / "one")
    for field in fields(Evaluation):
        pd.testing.assert_frame_equal(getattr(loaded, field.name), getattr(found, field.name))


def test_loading_names_the_tables_that_are_missing(found: Evaluation, tmp_path: Path) -> None:
    found.save(tmp_path)
    (tmp_path / "goals.parquet").unlink()
    with pytest.raises(EvaluationError, match=r"goals\.parquet"):
        Evaluation.load(tmp_path)


def test_a_period_without_the_second_wave_says_so_and_keeps_the_first(sample: SimpleNamespace) -> None:
    rows = rows_of(load_period("params/leie/periods/2023-24-vinter.yml"), sample)
    survey = rows[rows["measure"].isin(["index", "item"])]
    assert (survey["verdict"] == "ikke_maalt").all()
    assert (survey["unmeasured"] == "no_waves").all()
    assert survey["before"].notna().all()
    assert survey[["estimate", "low", "high", "p_adjusted"]].isna().all(axis=None)
    assert (rows.loc[rows["family"] == "hendelser", "verdict"] != "ikke_maalt").all()


def test_a_placebo_period_before_the_project_has_no_project_results(sample: SimpleNamespace) -> None:
    evaluation = evaluate(load_period("params/leie/periods/2022-23-kontroll.yml"), sample)
    rows = whole(evaluation.results)
    assert (rows.loc[["moter", "dugnader", "handlingsplan"], "verdict"] == "ikke_maalt").all()
    assert (rows.loc[["moter", "dugnader", "handlingsplan"], "unmeasured"] == "before_project").all()
    assert rows.loc["trygghet", "unmeasured"] == "no_waves"
    assert (evaluation.claims["status"] == "no_data").all()


def test_an_optional_source_that_is_absent_is_not_measured(study: Study, sample: SimpleNamespace) -> None:
    sources = tuple(
        s.model_copy(update={"optional": True}) if s.kind == "arrears" else s for s in study.project.sources
    )
    without = replace(study, project=study.project.model_copy(update={"sources": sources}))
    rows = rows_of(without, with_tables(sample, arrears=sample.arrears.iloc[:0]))
    assert (rows.loc[["restanse", "i-restanse"], "verdict"] == "ikke_maalt").all()
    assert (rows.loc[["restanse", "i-restanse"], "unmeasured"] == "no_data").all()


def test_a_log_without_a_single_event_is_data_and_not_absent(study: Study, sample: SimpleNamespace) -> None:
    rows = rows_of(study, with_tables(sample, incidents=sample.incidents.iloc[:0]))
    assert rows.loc["naboklager", "verdict"] == "for_lite_data"
    assert rows.loc["naboklager", ["before", "after"]].tolist() == [0.0, 0.0]


def test_too_few_months_decide_nothing(study: Study, sample: SimpleNamespace) -> None:
    """Three calendar months on each side, a year apart."""
    short = with_period(
        study, before=window("2022-10-01", "2022-12-31"), after=window("2023-10-01", "2023-12-31")
    )
    row = rows_of(short, sample).loc["naboklager"]
    assert (row["verdict"], row["verdict_rule"]) == ("for_lite_data", "1.months")


def test_a_washout_counts_on_neither_side(study: Study, sample: SimpleNamespace, found: Evaluation) -> None:
    washed = with_period(
        study, washout=window("2023-10-01", "2023-11-30"), after=window("2023-12-01", "2024-09-30")
    )
    evaluation = evaluate(washed, sample)
    rows, plain = whole(evaluation.results), whole(found.results)
    assert rows.loc["naboklager", "events_before"] == plain.loc["naboklager", "events_before"]
    assert rows.loc["naboklager", "exposure_after"] < plain.loc["naboklager", "exposure_after"]
    monthly = evaluation.monthly
    assert set(monthly.loc[monthly["month"].isin(pd.to_datetime(["2023-10-01", "2023-11-01"])), "side"]) == {
        "outside"
    }


def test_monthly_events_add_up_to_the_results(found: Evaluation) -> None:
    sums = found.monthly.groupby(["indicator", "place", "side"])["events"].sum()
    rows = found.results[found.results["measure"] == "rate"]
    for side in ("before", "after"):
        counted = sums.xs(side, level="side").reindex(
            list(zip(rows["indicator"], rows["place"], strict=True))
        )
        assert (counted.to_numpy() == rows[f"events_{side}"].to_numpy(dtype=int)).all()


def test_incomplete_statements_carry_a_warning(found: Evaluation) -> None:
    rows = whole(found.results)
    assert {"ufullstendig_sporsmal"} <= set(rows.loc["q14", "warnings"].split(";"))
    assert "ufullstendig_sporsmal" in rows.loc["medvirkning", "warnings"]
    assert "ufullstendig_sporsmal" not in rows.loc["q13", "warnings"]


def test_another_municipality_changes_the_plan_only(study: Study) -> None:
    plan = study.plan
    kept = [i for i in plan.indicators if i.id in ("trygghet", "naboklager")]
    small = replace(study, plan=plan.model_copy(update={"indicators": tuple(kept)}))
    rows = rows_of(small, SimpleNamespace(**world_tables(generate(small))))
    assert rows.index.tolist() == ["naboklager", "trygghet"]


def test_a_project_without_tenancies_follows_everybody_who_answered(
    study: Study, sample: SimpleNamespace
) -> None:
    sources = tuple(s for s in study.project.sources if s.kind != "tenancies")
    without = replace(study, project=study.project.model_copy(update={"sources": sources}))
    evaluation = evaluate(without, with_tables(sample, residents=sample.residents.iloc[:0]))
    rows = whole(evaluation.results)
    answered = sample.survey[sample.survey["value"].notna()]
    assert rows.loc["q01", "n_baseline"] == answered["person"].nunique()
    assert rows.loc["flyttinger", "verdict"] == "ikke_maalt"
    assert set(evaluation.answers["place"]) == {"all"}
