"""What is typed in the workbooks reads back without any mapping."""

from __future__ import annotations

import dataclasses
import datetime as dt
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from analysis import clean
from analysis.clean.kinds import KINDS
from analysis.params import Source, Study, load_period
from analysis.templates import column_map, columns, understood, value_map

Typed = Callable[..., Study]
D = dt.date
HOMES = (
    {"Leietakernr": "10001", "Navn": "Kari Prøve", "Adresse": "Runarveien 1", "Bolignummer": "H0101",
     "Innflyttet": D(2020, 1, 1)},
    {"Leietakernr": "0102", "Adresse": "Midtåsveien 22", "Bolignummer": "H0201", "Innflyttet": D(2021, 5, 1),
     "Utflyttet": D(2024, 3, 31), "Årsak til utflytting": "Ny kommunal bolig"},
    {"Leietakernr": "0102", "Adresse": "Annen adresse", "Innflyttet": D(2024, 4, 1)},
)  # fmt: skip


def person(study: Study, number: str) -> str:
    return clean.find_key(study, {}).of("person", f"nr:{number}")


def records(study: Study) -> Mapping[str, pd.DataFrame]:
    """The tables of the records; no finding may be worse than information."""
    cleaned = clean.clean_records(study)
    worse = cleaned.findings[cleaned.findings["severity"] != "info"]
    expected = worse["rule"].isin(["flats_declared", "no_rows"])
    assert worse[~expected].empty, worse[~expected]["message"].tolist()
    return cleaned.tables


def rows(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain values: dates as dates, missing as None."""
    plain = table.astype(object).where(table.notna(), None)
    return [
        {k: v.date() if isinstance(v, pd.Timestamp) else v for k, v in row.items()}
        for row in plain.to_dict("records")
    ]


def test_a_typed_survey_reads_to_answers_as_given(own: Study, typed: Typed) -> None:
    items = own.questionnaire.items
    answers = {item.text: 1 + n % 7 for n, item in enumerate(items)}
    answers[items[1].text] = "Vet ikke"
    answers[items[2].text] = "Ønsker ikke å svare"
    del answers[items[3].text]
    study = typed(own, {
        "tenancies.xlsx": HOMES,
        "survey.xlsx": [{"Leietakernr": "10001", "Dato": D(2024, 1, 8), **answers}, {"Leietakernr": "0102", items[0].text: 7}],
    })  # fmt: skip
    cleaned = clean.clean_survey(study)
    assert set(cleaned.findings.loc[cleaned.findings["severity"] != "info", "rule"]) <= {"incomplete_item", "no_rows"}
    table = cleaned.tables["survey"].set_index(["person", "item"])
    kari = table.loc[person(study, "10001")]
    assert kari.loc["q01", "value"] == 1
    assert kari.loc["q14", "value"] == 7
    assert kari["status"].loc[["q01", "q02", "q03", "q04"]].tolist() == ["answered", "dont_know", "declined", "missing"]
    assert kari.loc["q09", "value"] == 2, "a reversed statement is kept as answered"
    assert table.loc[(person(study, "0102"), "q01"), "value"] == 7


def test_a_respondent_with_a_self_made_code_needs_no_number(own: Study, typed: Typed) -> None:
    text = own.questionnaire.items[0].text
    study = typed(own, {"survey.xlsx": [{"Egen kode": "BLÅ7", text: 5}, {"Egen kode": "rød2", text: 3}]})
    cleaned = clean.clean_survey(study)
    assert sorted(cleaned.tables["survey"].query("item == 'q01'")["value"]) == [3, 5]
    assert cleaned.tables["survey"]["person"].nunique() == 2


def test_a_typed_tenancy_register_reads_to_spells(own: Study, typed: Typed) -> None:
    table = rows(records(typed(own, {"tenancies.xlsx": HOMES}))["residents"])
    kept = [{k: row[k] for k in ("person", "address", "start", "end", "end_reason", "in_project")} for row in table]
    kari, other = person(own, "10001"), person(own, "0102")
    assert kept == [
        {"person": kari, "address": "runarveien-1", "start": D(2020, 1, 1), "end": None, "end_reason": None, "in_project": True},
        {"person": other, "address": "midtaasveien-22", "start": D(2021, 5, 1), "end": D(2024, 3, 31),
         "end_reason": "flyttet", "in_project": True},
        {"person": other, "address": "other", "start": D(2024, 4, 1), "end": None, "end_reason": None, "in_project": True},
    ]  # fmt: skip


def test_a_typed_incident_log_reads_to_events_and_keeps_two_alike(own: Study, typed: Typed) -> None:
    same = {"Dato": D(2024, 1, 9), "Adresse": "Runarveien 3", "Hva skjedde": "Naboklage"}
    study = typed(own, {"incidents.xlsx": [
        {"Løpenr.": 1, "Dato": D(2024, 1, 8), "Adresse": "Midtåsveien 22", "Leilighet": "H0101",
         "Hva skjedde": "Henvendelse til drift", "Utbedret dato": D(2024, 1, 20), "Meldt av": "Beboer"},
        {"Løpenr.": 2, **same},
        {"Løpenr.": 3, **same},
    ]})  # fmt: skip
    table = rows(records(study)["incidents"])
    assert [(r["date"], r["address"], r["kind"], r["closed"], r["reported_by"]) for r in table] == [
        (D(2024, 1, 8), "midtaasveien-22", "drift", D(2024, 1, 20), "beboer"),
        (D(2024, 1, 9), "runarveien-3", "naboklage", None, None),
        (D(2024, 1, 9), "runarveien-3", "naboklage", None, None),
    ]
    assert table[0]["flat"] is not None


def test_every_kind_of_incident_and_every_role_in_the_lists_is_understood(own: Study, typed: Typed) -> None:
    kinds, roles = value_map("incidents", own)["kind"], value_map("incidents", own)["reported_by"]
    lines = [{"Dato": D(2024, 2, 1 + n), "Adresse": "Runarveien 1", "Hva skjedde": label} for n, label in enumerate(kinds)]
    lines += [
        {"Dato": D(2024, 3, 1 + n), "Adresse": "Runarveien 1", "Hva skjedde": "Naboklage", "Meldt av": label}
        for n, label in enumerate(roles)
    ]
    table = records(typed(own, {"incidents.xlsx": lines}))["incidents"]
    assert table["kind"].head(len(kinds)).tolist() == list(own.project.incident_kinds)
    assert table["reported_by"].tail(len(roles)).tolist() == list(own.vocabulary.reported_by)


def test_a_typed_list_of_flats_reads_to_exposure(own: Study, typed: Typed) -> None:
    study = typed(own, {"flats.xlsx": [
        {"Adresse": "Runarveien 1", "Bolignummer": "H0101"},
        {"Adresse": "Runarveien 1", "Bolignummer": "H0102", "Ute av drift fra": D(2024, 4, 1),
         "Ute av drift til": D(2024, 4, 30), "Årsak": "Under istandsetting"},
        {"Adresse": "Midtåsveien 22", "Bolignummer": "H0201", "Ute av drift fra": D(2024, 4, 21), "Årsak": "Okkupert"},
    ], "tenancies.xlsx": HOMES})  # fmt: skip
    table = records(study)["exposure"].set_index(["address", "month"])
    april = table.xs(pd.Timestamp(2024, 4, 1), level="month")
    assert april.loc["runarveien-1", ["flats", "flat_days", "let_flat_days", "unavailable_flat_days"]].tolist() == [2, 60, 30, 30]
    assert april.loc["midtaasveien-22", ["flats", "occupied_flat_days"]].tolist() == [1, 10]


def test_a_typed_rent_ledger_reads_to_balances(own: Study, typed: Typed) -> None:
    study = typed(own, {"tenancies.xlsx": HOMES, "arrears.xlsx": [
        {"Leietakernr": "10001", "Måned": "oktober 2023", "Forfalt": 7250.5, "Betalt": 0, "Restanse": 7250.5},
        {"Leietakernr": "10001", "Måned": "november 2023", "Forfalt": 7250.5, "Betalt": 14501, "Restanse": 0},
        {"Leietakernr": "0102", "Måned": "november 2023", "Restanse": -100},
    ]})  # fmt: skip
    table = records(study)["arrears"]
    found = {(r["person"], r["month"]): r["balance"] for r in rows(table)}
    kari, other = person(own, "10001"), person(own, "0102")
    assert found == {(kari, D(2023, 10, 1)): 7250.5, (kari, D(2023, 11, 1)): 0, (other, D(2023, 11, 1)): 0}


def test_typed_decisions_read_to_services(own: Study, typed: Typed) -> None:
    study = typed(own, {"tenancies.xlsx": HOMES, "services.xlsx": [
        {"Leietakernr": "10001", "Tjeneste": "LAR", "Etat": "Helse og mestring", "Vedtaksdato": D(2023, 11, 2),
         "Fra": D(2023, 11, 15), "I boligen": "Nei"},
        {"Leietakernr": "0102", "Tjeneste": "Hjemmetjeneste", "Fra": D(2024, 1, 1), "Til": D(2024, 2, 1), "I boligen": "Ja"},
    ]})  # fmt: skip
    assert rows(records(study)["services"]) == [
        {"person": person(own, "10001"), "service": "lar", "agency": "Helse og mestring", "decided": D(2023, 11, 2),
         "start": D(2023, 11, 15), "end": None, "at_home": False},
        {"person": person(own, "0102"), "service": "hjemmetjeneste", "agency": None, "decided": None,
         "start": D(2024, 1, 1), "end": D(2024, 2, 1), "at_home": True},
    ]  # fmt: skip


def test_typed_activities_read_with_their_dates_and_kinds(own: Study, typed: Typed) -> None:
    study = typed(own, {"activities.xlsx": [
        {"Aktivitet": "Arbeidsgruppemøte 3", "Ansvarlig": "Prosjektleder", "Dato gjennomført": D(2024, 2, 20)},
        {"Aktivitet": "Dugnad", "Dato gjennomført": D(2024, 3, 12), "Inviterte": 9, "Møtte": 4},
        {"Aktivitet": "Befaring", "Dato gjennomført": "fra 08.01.2024"},
        {"Aktivitet": "Sluttrapport"},
    ]})  # fmt: skip
    table = rows(records(study)["activities"])
    assert [(r["kind"], r["date"], r["approximate"], r["invited"], r["attended"]) for r in table] == [
        ("working_group_meeting", D(2024, 2, 20), False, None, None),
        ("cleanup", D(2024, 3, 12), False, 9, 4),
        ("inspection", D(2024, 1, 8), True, None, None),
        ("report", None, False, None, None),
    ]


def test_a_typed_action_plan_reads_to_a_status_per_address(own: Study, typed: Typed) -> None:
    study = typed(own, {"measures.xlsx": [
        {"Tiltak": "Låse loftet", "Plan": "Låses etter klart/tomt", "Status Runarveien 1": "Utført",
         "Status Midtåsveien 22": "Ikke avklart"},
        {"Tiltak": "Reparere dører", "Status Runarveien 3": "Pågår"},
    ]})  # fmt: skip
    assert rows(records(study)["measures"]) == [
        {"measure": "Låse loftet", "address": "runarveien-1", "status": "done", "wording": "Låses etter klart/tomt"},
        {"measure": "Låse loftet", "address": "midtaasveien-22", "status": "undecided", "wording": "Låses etter klart/tomt"},
        {"measure": "Reparere dører", "address": "runarveien-3", "status": "ongoing", "wording": ""},
    ]


def test_a_measure_without_any_status_is_reported_and_not_lost_in_silence(own: Study, typed: Typed) -> None:
    study = typed(own, {"measures.xlsx": [{"Tiltak": "Male vegger", "Plan": "Pågår"}]})
    found = clean.clean_records(study).findings.query("rule == 'measure_nowhere'")
    assert found["rows"].tolist() == ["2"]


def test_a_typed_backlog_reads_to_cases(own: Study, typed: Typed) -> None:
    study = typed(own, {"cases.xlsx": [
        {"Måned": "oktober 2023", "Innkommet": 46, "Ferdigbehandlet": 50, "Ubehandlet": 114},
        {"Måned": "november 2023", "Ubehandlet": 110},
    ]})  # fmt: skip
    assert rows(records(study)["cases"]) == [
        {"month": D(2023, 10, 1), "received": 46, "closed": 50, "open": 114},
        {"month": D(2023, 11, 1), "received": None, "closed": None, "open": 110},
    ]


def test_typed_themes_read_to_themes(own: Study, typed: Typed) -> None:
    study = typed(own, {"tenancies.xlsx": HOMES, "themes.xlsx": [{"Leietakernr": "10001", "Runde": 1, "Tema": "støy"}]})
    cleaned = clean.clean_survey(study)
    assert rows(cleaned.tables["themes"]) == [{"person": person(own, "10001"), "wave": 1, "theme": "støy"}]


def test_an_empty_workbook_is_read_as_no_rows_and_not_as_an_error(own: Study, typed: Typed) -> None:
    found = clean.check(typed(own, {}))
    assert "error" not in set(found["severity"])
    assert (found["rule"] == "no_rows").sum() == len(own.project.sources)


def test_text_that_looks_like_a_formula_stays_text(own: Study, typed: Typed) -> None:
    titles = ["=1+1", "+47", "-3", "@SUM(A1)"]
    study = typed(own, {"measures.xlsx": [{"Tiltak": title, "Status Runarveien 1": "Utført"} for title in titles]})
    assert records(study)["measures"]["measure"].tolist() == [t.strip(" :–-") for t in titles]


OTHER = {
    "project.yml": {
        "id": "fjord", "name": "Trygt hjem", "municipality": "Fjord kommune", "organisation": "Fjord kommune",
        "synthetic": True, "start": "2025-01-01", "start_note": "Første dag i året.", "end": "2025-12-31",
        "addresses": [
            {"id": "storgata-5b", "name": "Storgata 5 B", "public_name": "Adresse A", "flats": 2},
            {"id": "aasveien-12", "name": "Åsveien 12", "public_name": "Adresse B", "flats": 1},
            {"id": "elvegata-9", "name": "Elvegata 9", "public_name": "Adresse C", "flats": 1, "comparison": True},
        ],
        "incident_kinds": {"brann": "Brann eller røyk", "braak": "Bråk, fest og uro", "annet": "Annet"},
        "sources": [
            {"id": kind, "kind": kind, "file": f"{kind}.xlsx", "reader": {"format": "template"}}
            | ({"wave": 2, "not_asked": ["trygg"]} if kind == "survey" else {})
            for kind in ("survey", "flats", "tenancies", "incidents", "services", "measures", "activities", "cases")
        ],
    },
    "questionnaire.yml": {
        "title": "Kartlegging",
        "scale": {"low": 1, "high": 5, "labels": ["Aldri", "Sjelden", "Av og til", "Ofte", "Alltid"]},
        "dont_know": ["Usikker"],
        "items": [
            {"id": "ro", "number": 1, "text": "Det er rolig om natten, og jeg får sove", "short": "Rolig"},
            {"id": "trygg", "number": 2, "text": "Jeg er trygg", "short": "Trygg"},
            {"id": "nabo", "number": 3, "text": "= Jeg hilser på naboene mine", "short": "Naboer"},
        ],
    },
    "indicators.yml": {
        "alpha": 0.05, "level": 0.95,
        "goals": [{"id": "1", "title": "Et rolig hjem", "short": "Ro"}],
        "families": [{"id": "hoved", "name": "Hovedutfall", "adjust": "none"}],
        "indicators": [
            {"id": "ro", "code": "1", "goal": "1", "name": "Ro", "unit": "poeng", "explanation": "Svar på spørsmål 1.",
             "measure": {"type": "item", "item": "ro"}, "direction": "higher", "family": "hoved", "primary": True,
             "important_change": 1},
        ],
    },
    "vocabulary.yml": {"incidents": {"brann": ["røyk"]}, "services": {"hjelp": ["praktisk hjelp i hjemmet"]}},
    "periods/aaret.yml": {
        "id": "aaret", "title": "2025", "description": "Året mot året før.", "report_date": "2026-02-01",
        "before": {"from": "2024-01-01", "to": "2024-12-31"}, "after": {"from": "2025-01-01", "to": "2025-12-31"},
        "waves": {"after": 2},
    },
}  # fmt: skip


@pytest.fixture
def other(tmp_path: Path) -> Study:
    """Another municipality: another questionnaire and scale, other addresses and kinds, hardly any vocabulary."""
    (tmp_path / "notebooks").mkdir()
    for name, content in OTHER.items():
        path = tmp_path / "params/fjord" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return load_period(tmp_path / "params/fjord/periods/aaret.yml")


def test_the_workbooks_of_another_project_read_back(other: Study, typed: Typed) -> None:
    home = {"Leietakernr": "7", "Adresse": "Storgata 5 B", "Bolignummer": "H0101", "Innflyttet": D(2024, 6, 1)}
    study = typed(other, {
        "survey.xlsx": [
            {"Leietakernr": "7", "Det er rolig om natten, og jeg får sove": 5, "= Jeg hilser på naboene mine": "Usikker"}
        ],
        "tenancies.xlsx": [home],
        "flats.xlsx": [
            {"Adresse": "Storgata 5 B", "Bolignummer": "H0101"},
            {"Adresse": "Åsveien 12", "Bolignummer": "H0101", "Ute av drift fra": D(2025, 3, 1),
             "Ute av drift til": D(2025, 3, 31), "Årsak": "Bebodd uten kontrakt"}
        ],
        "incidents.xlsx": [
            {"Løpenr.": n, "Dato": D(2025, 3, n), "Adresse": "Elvegata 9", "Hva skjedde": name}
            for n, name in enumerate(other.project.incident_kinds.values(), start=1)
        ],
        "services.xlsx": [
            {"Leietakernr": "7", "Tjeneste": "Praktisk hjelp i hjemmet", "Fra": D(2025, 1, 1), "I boligen": "Ja"}
        ],
        "measures.xlsx": [{"Tiltak": "Nye dører", "Status Storgata 5 B": "Utført", "Status Åsveien 12": "Venter"}],
        "activities.xlsx": [{"Aktivitet": "Vårdugnad", "Dato gjennomført": D(2025, 4, 1)}],
        "cases.xlsx": [{"Måned": "januar 2025", "Ubehandlet": 3}],
    })  # fmt: skip
    answers = clean.clean_survey(study).tables["survey"]
    assert answers[["item", "value", "status"]].values.tolist()[:2] == [["nabo", pd.NA, "dont_know"], ["ro", 5, "answered"]]
    tables = records(study)
    assert tables["incidents"]["kind"].tolist() == ["brann", "braak", "annet"]
    assert set(tables["incidents"]["address"]) == {"elvegata-9"}
    assert tables["measures"][["address", "status"]].values.tolist() == [["storgata-5b", "done"], ["aasveien-12", "waiting"]]
    assert tables["services"][["service", "at_home"]].values.tolist() == [["hjelp", True]]
    assert tables["exposure"]["occupied_flat_days"].sum() == 31
    assert tables["cases"]["open"].tolist() == [3]


def test_headers_are_those_the_clean_room_expects(sample: Study) -> None:
    differ = {
        (kind, target)
        for kind, known in KINDS.items()
        for target, header in column_map(kind, sample).items()  # type: ignore[arg-type]
        if target in known and known[target].header != header
    }
    assert differ == {("measures", "status")}, "only the plan is named without the department that owns it"


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_column_the_clean_room_requires_is_in_the_workbook(sample: Study, kind: Any) -> None:
    required = {target for target, column in KINDS[kind].items() if column.required}
    assert required <= set(column_map(kind, sample))
    assert not any(c.required and not KINDS[kind][c.target].required for c in columns(kind, sample)
                   if c.target in KINDS[kind] and c.target not in ("tenant", "name"))  # fmt: skip


def test_what_the_source_states_itself_comes_first(own: Study) -> None:
    stated = Source.model_validate({
        "id": "logg", "kind": "incidents", "file": "logg.xlsx", "reader": {"format": "template"},
        "columns": {"kind": "Hendelse"}, "values": {"kind": {"Bråk": "naboklage"}}, "ignore": ("Merknad",),
    })  # fmt: skip
    read = understood(stated, own)
    assert read.columns["kind"] == "Hendelse"
    assert read.columns["date"] == "Dato"
    assert read.values["kind"]["Bråk"] == "naboklage"
    assert read.values["kind"]["Politibesøk"] == "politi"
    assert read.ignore == ("Merknad", "Løpenr.")


def test_a_source_of_another_format_is_left_as_it_is(sample: Study) -> None:
    for source in sample.project.sources:
        assert understood(source, sample) is source


def test_items_a_wave_left_out_are_not_looked_for(own: Study) -> None:
    source = own.project.sources[0].model_copy(update={"not_asked": ("q14",)})
    assert "q14" in column_map("survey", own)
    assert "q14" not in understood(source, own).columns


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("extension", ["ods", "xlsx"])
def test_a_workbook_saved_by_libreoffice_reads_to_the_same_tables(
    own: Study, typed: Typed, tmp_path: Path, extension: str
) -> None:
    lines: Sequence[Mapping[str, Any]] = [
        {"Løpenr.": 1, "Dato": D(2024, 1, 8), "Adresse": "Midtåsveien 22", "Leilighet": "H0101",
         "Hva skjedde": "Henvendelse til drift", "Utbedret dato": D(2024, 1, 20), "Meldt av": "Beboer"},
    ]  # fmt: skip
    text = own.questionnaire.items[0].text
    study = typed(own, {"tenancies.xlsx": HOMES, "incidents.xlsx": lines, "survey.xlsx": [{"Leietakernr": "0102", text: 7}]})
    before = records(study), clean.clean_survey(study).tables["survey"]
    files = [study.raw_dir / f"{kind}.xlsx" for kind in ("tenancies", "incidents", "survey")]
    saved = tmp_path / "saved"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", extension]
    subprocess.run([*command, "--outdir", saved, *files], check=True, capture_output=True, timeout=120)
    sources = []
    for source in study.project.sources:
        if (saved / f"{source.kind}.{extension}").exists():
            shutil.move(saved / f"{source.kind}.{extension}", study.raw_dir / f"lo-{source.kind}.{extension}")
            source = source.model_copy(update={"file": f"lo-{source.kind}.{extension}"})
        sources.append(source)
    again = dataclasses.replace(study, project=study.project.model_copy(update={"sources": tuple(sources)}))
    for name, table in records(again).items():
        pd.testing.assert_frame_equal(table, before[0][name])
    pd.testing.assert_frame_equal(clean.clean_survey(again).tables["survey"], before[1])
