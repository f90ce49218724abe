from __future__ import annotations

import dataclasses

import pytest

from analysis.params import ParamsError, Study
from analysis.templates import choices, columns


def test_the_first_wording_of_a_kind_is_its_label(sample: Study) -> None:
    assert choices.end_reasons(sample) == {
        "Oppsagt av kommunen": "oppsagt", "Oppsagt av leietaker": "egen-oppsigelse",
        "Ny kommunal bolig": "flyttet", "Annet": "annet",
    }  # fmt: skip
    assert choices.measure_statuses(sample) == {
        "Utført": "done",
        "Pågår": "ongoing",
        "Bestilt": "ordered",
        "Venter": "waiting",
        "Ikke avklart": "undecided",
    }


def test_statuses_and_reasons_have_labels_without_any_vocabulary(sample: Study) -> None:
    bare = sample.vocabulary.model_copy(update={"measure_statuses": {}, "flat_reasons": {}})
    study = dataclasses.replace(sample, vocabulary=bare)
    assert list(choices.measure_statuses(study).values()) == [
        "done",
        "ongoing",
        "ordered",
        "waiting",
        "undecided",
    ]
    assert choices.flat_reasons(study) == {
        "Under istandsetting": "repair",
        "Bebodd uten kontrakt": "occupied",
    }
    assert choices.measure_wordings(study) == ()


def test_two_kinds_of_one_name_are_refused_whatever_their_case(sample: Study) -> None:
    project = sample.project.model_copy(update={"incident_kinds": {"a": "Annet", "b": "annet"}})
    with pytest.raises(ParamsError, match=r"'a' and 'b' are both called «annet».*Give them different names"):
        choices.incident_kinds(dataclasses.replace(sample, project=project))


def test_names_that_differ_in_signs_alone_are_refused_since_they_read_back_alike(sample: Study) -> None:
    project = sample.project.model_copy(update={"incident_kinds": {"a": "Bråk!", "b": "Bråk?"}})
    with pytest.raises(ParamsError, match="cannot tell them apart"):
        choices.incident_kinds(dataclasses.replace(sample, project=project))


def test_a_kind_called_what_another_ones_id_is_is_refused(sample: Study) -> None:
    kinds = {"drift": "Henvendelse til drift", "teknisk": "Drift"}
    project = sample.project.model_copy(update={"incident_kinds": kinds})
    words = sample.vocabulary.model_copy(update={"incidents": {}})
    with pytest.raises(ParamsError, match="'teknisk' is called «Drift», which is the id of another kind"):
        choices.incident_kinds(dataclasses.replace(sample, project=project, vocabulary=words))


def test_every_known_wording_of_a_plan_is_offered_once_first_wordings_first(sample: Study) -> None:
    offered = choices.measure_wordings(sample)
    assert offered[:5] == tuple(choices.measure_statuses(sample))
    known = [w for wordings in sample.vocabulary.measure_statuses.values() for w in wordings]
    assert sorted(w.casefold() for w in offered) == sorted(w.casefold() for w in known)


def test_roles_are_suggested_and_the_column_is_there_without_any(sample: Study) -> None:
    bare = dataclasses.replace(sample, vocabulary=sample.vocabulary.model_copy(update={"roles": ()}))
    for study, offered in ((sample, sample.vocabulary.roles), (bare, ())):
        column = next(c for c in columns("activities", study) if c.target == "responsible")
        assert (column.offered, column.free) == (offered, True)


def test_a_questionnaire_without_refusals_offers_points_alone(sample: Study) -> None:
    plain = sample.questionnaire.model_copy(update={"dont_know": (), "declined": ()})
    assert choices.no_answers(dataclasses.replace(sample, questionnaire=plain)) == ()
