"""Every workbook, typed into as a person would, reads back to the right table without any mapping."""

from __future__ import annotations

import pandas as pd

from analysis import clean
from analysis.params import Study
from analysis.templates import value_map

from .conftest import HOMES, D, Typed, person, records, rows


def test_a_typed_survey_reads_to_answers_as_given(own: Study, typed: Typed) -> None:
    items = own.questionnaire.items
    answers = {item.text: 1 + n % 7 for n, item in enumerate(items)}
    answers[items[1].text] = "Vet ikke"
    answers[items[2].text] = "Ønsker ikke å svare"
    del answers[items[3].text]
    study = typed(
        own,
        {
            "tenancies.xlsx": HOMES,
            "survey.xlsx": [
                {"Leietakernr": "10001", "Dato": D(2024, 1, 8), **answers},
                {"Leietakernr": "0102", items[0].text: 7},
            ],
        },
    )
    cleaned = clean.clean_survey(study)
    assert set(cleaned.findings.loc[cleaned.findings["severity"] != "info", "rule"]) <= {
        "incomplete_item",
        "no_rows",
    }
    table = cleaned.tables["survey"].set_index(["person", "item"])
    kari = table.loc[person(study, "10001")]
    assert kari.loc["q01", "value"] == 1
    assert kari.loc["q14", "value"] == 7
    assert kari["status"].loc[["q01", "q02", "q03", "q04"]].tolist() == [
        "answered",
        "dont_know",
        "declined",
        "missing",
    ]
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
    kept = [
        {k: row[k] for k in ("person", "address", "start", "end", "end_reason", "in_project")}
        for row in table
    ]
    kari, other = person(own, "10001"), person(own, "0102")
    assert kept == [
        {
            "person": kari,
            "address": "runarveien-1",
            "start": D(2020, 1, 1),
            "end": None,
            "end_reason": None,
            "in_project": True,
        },
        {
            "person": other,
            "address": "midtaasveien-22",
            "start": D(2021, 5, 1),
            "end": D(2024, 3, 31),
            "end_reason": "flyttet",
            "in_project": True,
        },
        {
            "person": other,
            "address": "other",
            "start": D(2024, 4, 1),
            "end": None,
            "end_reason": None,
            "in_project": True,
        },
    ]


def test_a_typed_incident_log_reads_to_events_and_keeps_two_alike(own: Study, typed: Typed) -> None:
    same = {"Dato": D(2024, 1, 9), "Adresse": "Runarveien 3", "Hva skjedde": "Naboklage"}
    study = typed(
        own,
        {
            "incidents.xlsx": [
                {
                    "Løpenr.": 1,
                    "Dato": D(2024, 1, 8),
                    "Adresse": "Midtåsveien 22",
                    "Leilighet": "H0101",
                    "Hva skjedde": "Henvendelse til drift",
                    "Utbedret dato": D(2024, 1, 20),
                    "Meldt av": "Beboer",
                },
                {"Løpenr.": 2, **same},
                {"Løpenr.": 3, **same},
            ]
        },
    )
    table = rows(records(study)["incidents"])
    assert [(r["date"], r["address"], r["kind"], r["closed"], r["reported_by"]) for r in table] == [
        (D(2024, 1, 8), "midtaasveien-22", "drift", D(2024, 1, 20), "beboer"),
        (D(2024, 1, 9), "runarveien-3", "naboklage", None, None),
        (D(2024, 1, 9), "runarveien-3", "naboklage", None, None),
    ]
    assert table[0]["flat"] is not None


def test_every_kind_of_incident_and_every_role_in_the_lists_is_understood(own: Study, typed: Typed) -> None:
    kinds, roles = value_map("incidents", own)["kind"], value_map("incidents", own)["reported_by"]
    lines = [
        {"Dato": D(2024, 2, 1 + n), "Adresse": "Runarveien 1", "Hva skjedde": label}
        for n, label in enumerate(kinds)
    ]
    lines += [
        {
            "Dato": D(2024, 3, 1 + 3 * n),
            "Adresse": "Runarveien 1",
            "Hva skjedde": "Naboklage",
            "Meldt av": label,
        }
        for n, label in enumerate(roles)
    ]
    table = records(typed(own, {"incidents.xlsx": lines}))["incidents"]
    assert table["kind"].head(len(kinds)).tolist() == list(own.project.incident_kinds)
    assert table["reported_by"].tail(len(roles)).tolist() == list(own.vocabulary.reported_by)


def test_a_typed_list_of_flats_reads_to_exposure(own: Study, typed: Typed) -> None:
    study = typed(
        own,
        {
            "flats.xlsx": [
                {"Adresse": "Runarveien 1", "Bolignummer": "H0101"},
                {
                    "Adresse": "Runarveien 1",
                    "Bolignummer": "H0102",
                    "Ute av drift fra": D(2024, 4, 1),
                    "Ute av drift til": D(2024, 4, 30),
                    "Årsak": "Under istandsetting",
                },
                {
                    "Adresse": "Midtåsveien 22",
                    "Bolignummer": "H0201",
                    "Ute av drift fra": D(2024, 4, 21),
                    "Årsak": "Okkupert",
                },
            ],
            "tenancies.xlsx": HOMES,
        },
    )
    table = records(study)["exposure"].set_index(["address", "month"])
    april = table.xs(pd.Timestamp(2024, 4, 1), level="month")
    assert april.loc[
        "runarveien-1", ["flats", "flat_days", "let_flat_days", "unavailable_flat_days"]
    ].tolist() == [2, 60, 30, 30]
    assert april.loc["midtaasveien-22", ["flats", "occupied_flat_days"]].tolist() == [1, 10]


def test_a_typed_rent_ledger_reads_to_balances(own: Study, typed: Typed) -> None:
    study = typed(
        own,
        {
            "tenancies.xlsx": HOMES,
            "arrears.xlsx": [
                {
                    "Leietakernr": "10001",
                    "Måned": "oktober 2023",
                    "Forfalt": 7250.5,
                    "Betalt": 0,
                    "Restanse": 7250.5,
                },
                {
                    "Leietakernr": "10001",
                    "Måned": "november 2023",
                    "Forfalt": 7250.5,
                    "Betalt": 14501,
                    "Restanse": 0,
                },
                {"Leietakernr": "0102", "Måned": "november 2023", "Restanse": -100},
            ],
        },
    )
    table = records(study)["arrears"]
    found = {(r["person"], r["month"]): r["balance"] for r in rows(table)}
    kari, other = person(own, "10001"), person(own, "0102")
    assert found == {(kari, D(2023, 10, 1)): 7250.5, (kari, D(2023, 11, 1)): 0, (other, D(2023, 11, 1)): 0}


def test_typed_decisions_read_to_services(own: Study, typed: Typed) -> None:
    study = typed(
        own,
        {
            "tenancies.xlsx": HOMES,
            "services.xlsx": [
                {
                    "Leietakernr": "10001",
                    "Tjeneste": "LAR",
                    "Etat": "Helse og mestring",
                    "Vedtaksdato": D(2023, 11, 2),
                    "Fra": D(2023, 11, 15),
                    "I boligen": "Nei",
                },
                {
                    "Leietakernr": "0102",
                    "Tjeneste": "Hjemmetjeneste",
                    "Fra": D(2024, 1, 1),
                    "Til": D(2024, 2, 1),
                    "I boligen": "Ja",
                },
            ],
        },
    )
    assert rows(records(study)["services"]) == [
        {
            "person": person(own, "10001"),
            "service": "lar",
            "agency": "Helse og mestring",
            "decided": D(2023, 11, 2),
            "start": D(2023, 11, 15),
            "end": None,
            "at_home": False,
        },
        {
            "person": person(own, "0102"),
            "service": "hjemmetjeneste",
            "agency": None,
            "decided": None,
            "start": D(2024, 1, 1),
            "end": D(2024, 2, 1),
            "at_home": True,
        },
    ]


def test_typed_activities_read_with_their_dates_and_kinds(own: Study, typed: Typed) -> None:
    study = typed(
        own,
        {
            "activities.xlsx": [
                {
                    "Aktivitet": "Arbeidsgruppemøte 3\nAgenda:\n- rammer\n- veien videre",
                    "Ansvarlig": "Prosjektleder, Byggdrift",
                    "Dato gjennomført": D(2024, 2, 20),
                },
                {"Aktivitet": "Dugnad", "Dato gjennomført": D(2024, 3, 12), "Inviterte": 9, "Møtte": 4},
                {"Aktivitet": "Befaring", "Dato gjennomført": "fra 08.01.2024"},
                {"Aktivitet": "Sluttrapport"},
            ]
        },
    )
    table = rows(records(study)["activities"])
    assert [(r["kind"], r["date"], r["approximate"], r["invited"], r["attended"]) for r in table] == [
        ("working_group_meeting", D(2024, 2, 20), False, None, None),
        ("cleanup", D(2024, 3, 12), False, 9, 4),
        ("inspection", D(2024, 1, 8), True, None, None),
        ("report", None, False, None, None),
    ]
    assert (table[0]["responsible"], table[0]["points"]) == (
        "Prosjektleder; Byggdrift",
        "rammer; veien videre",
    )


def test_a_typed_action_plan_reads_to_a_status_per_address(own: Study, typed: Typed) -> None:
    study = typed(
        own,
        {
            "measures.xlsx": [
                {
                    "Tiltak": "Låse loftet",
                    "Plan": "Låses etter klart/tomt",
                    "Forberedelser": "Befaring bookes",
                    "Status Runarveien 1": "Utført",
                    "Status Midtåsveien 22": "Ikke avklart",
                },
                {"Tiltak": "Reparere dører", "Status Runarveien 3": "Pågår"},
            ]
        },
    )
    assert rows(records(study)["measures"]) == [
        {
            "measure": "Låse loftet",
            "address": "runarveien-1",
            "status": "done",
            "wording": "Låses etter klart/tomt",
            "preparation": "Befaring bookes",
        },
        {
            "measure": "Låse loftet",
            "address": "midtaasveien-22",
            "status": "undecided",
            "wording": "Låses etter klart/tomt",
            "preparation": "Befaring bookes",
        },
        {
            "measure": "Reparere dører",
            "address": "runarveien-3",
            "status": "ongoing",
            "wording": "",
            "preparation": "",
        },
    ]


def test_a_measure_without_any_status_is_reported_and_not_lost_in_silence(own: Study, typed: Typed) -> None:
    study = typed(own, {"measures.xlsx": [{"Tiltak": "Male vegger", "Plan": "Pågår"}]})
    found = clean.clean_records(study).findings.query("rule == 'measure_nowhere'")
    assert found["rows"].tolist() == ["2"]


def test_a_typed_backlog_reads_to_cases(own: Study, typed: Typed) -> None:
    study = typed(
        own,
        {
            "cases.xlsx": [
                {"Måned": "oktober 2023", "Innkommet": 46, "Ferdigbehandlet": 50, "Ubehandlet": 114},
                {"Måned": "november 2023", "Ubehandlet": 110},
            ]
        },
    )
    assert rows(records(study)["cases"]) == [
        {"month": D(2023, 10, 1), "received": 46, "closed": 50, "open": 114},
        {"month": D(2023, 11, 1), "received": None, "closed": None, "open": 110},
    ]


def test_typed_themes_read_to_themes(own: Study, typed: Typed) -> None:
    study = typed(
        own, {"tenancies.xlsx": HOMES, "themes.xlsx": [{"Leietakernr": "10001", "Runde": 1, "Tema": "støy"}]}
    )
    cleaned = clean.clean_survey(study)
    assert rows(cleaned.tables["themes"]) == [{"person": person(own, "10001"), "wave": 1, "theme": "støy"}]


def test_an_empty_workbook_is_read_as_no_rows_and_not_as_an_error(own: Study, typed: Typed) -> None:
    found = clean.check(typed(own, {}))
    assert "error" not in set(found["severity"])
    assert (found["rule"] == "no_rows").sum() == len(own.project.sources)


def test_text_that_looks_like_a_formula_stays_text(own: Study, typed: Typed) -> None:
    titles = ["=1+1", "+47", "-3", "@SUM(A1)"]
    study = typed(
        own, {"measures.xlsx": [{"Tiltak": title, "Status Runarveien 1": "Utført"} for title in titles]}
    )
    assert records(study)["measures"]["measure"].tolist() == [t.strip(" :–-") for t in titles]
