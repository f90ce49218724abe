from __future__ import annotations

from types import SimpleNamespace

import pandas as pd
import pytest

from analysis.present.figures import likert as figure_likert
from analysis.present.figures import style


def answers(rows, **more):
    frame = pd.DataFrame(rows, columns=["item", "wave", "value_low", "value_high", "n"])
    return SimpleNamespace(answers=frame.assign(**{"place": "all", "basis": "pairs", "hidden": False} | more))


BOTH = [
    ("q01", 1, 2, 2, 6),
    ("q01", 1, 4, 4, 2),
    ("q01", 2, 6, 6, 5),
    ("q01", 2, 1, 1, 3),
    ("q02", 1, 5, 5, 8),
    ("q02", 2, 5, 5, 8),
]


def prepared(disclosed, study, items=None):
    asked = items or [item.id for item in study.questionnaire.items]
    return figure_likert.prepare(disclosed, study, asked)


def words_of(study, disclosed):
    return figure_likert.words(prepared(disclosed, study))


def test_bars_part_at_the_middle_and_people_add_up(study):
    content = prepared(answers(BOTH), study)
    assert content.three_ways("q01", "before") == (6, 2, 0)
    assert content.three_ways("q01", "after") == (3, 0, 5)
    with style.apply():
        bars = figure_likert.draw(content).axes[0].patches
    assert [(p.get_x(), p.get_width()) for p in bars[:4]] == [(-7, 6), (-1, 2), (-3, 3), (0, 5)]


def test_message_counts_items_with_more_wanted_answers(study):
    words = words_of(study, answers(BOTH))
    assert words.message == (
        "På 1 av 2 spørsmål ga flere det ønskede svaret etter enn før, på ingen færre, og på 1 like mange."
    )
    assert "Fornøyd med boligen 6, 2, 0 → 3, 0, 5" in words.alt
    assert "8 per spørsmål" in words.caption
    assert words.caption.endswith("Antallene er ikke testet.")


def test_swapping_the_waves_swaps_more_and_fewer(study):
    swapped = [(item, 3 - wave, low, high, n) for item, wave, low, high, n in BOTH]
    assert words_of(study, answers(swapped)).message == (
        "På ingen av 2 spørsmål ga flere det ønskede svaret etter enn før, på 1 færre, og på 1 like mange."
    )


def test_pairs_are_preferred_to_all_answers(study):
    pairs, everyone = answers(BOTH).answers, answers([("q01", 1, 7, 7, 13)], basis="all").answers
    content = prepared(SimpleNamespace(answers=pd.concat([everyone, pairs])), study)
    assert content.paired
    assert content.three_ways("q01", "before") == (6, 2, 0)


def test_groups_of_steps_are_named_and_never_split_in_words(study):
    coarse = [("q01", 1, 1, 4, 6), ("q01", 1, 5, 7, 5), ("q01", 2, 1, 4, 5), ("q01", 2, 5, 7, 6)]
    content = prepared(answers(coarse), study)
    words = figure_likert.words(content)
    assert "6 og 5 → 5 og 6" in words.alt
    with style.apply():
        key = figure_likert.draw(content).axes[1]
    assert [t.get_text() for t in key.texts] == ["Ikke ønsket svar (1–4)", "Ønsket svar (5–7)"]


def test_address_rows_and_hidden_rows_are_not_drawn(study):
    assert prepared(answers(BOTH, place="runarveien-1"), study) is None
    assert prepared(answers(BOTH, hidden=True), study) is None


def test_one_wave_alone_is_described_without_comparison(one_wave):
    content = prepared(answers([("q01", 1, 6, 6, 9), ("q02", 1, 2, 2, 9)], basis="all"), one_wave)
    words = figure_likert.words(content)
    assert content.sides == ("before",)
    assert words.message == "På 1 av 2 spørsmål ga over halvparten det ønskede svaret."
    assert "etter" not in words.message + words.alt


def test_a_reversed_item_is_marked_and_explained(study):
    words = figure_likert.words(prepared(answers([("q09", 1, 2, 2, 9), ("q09", 2, 6, 6, 9)]), study))
    assert "Uønsket besøk (snudd)" in words.alt
    assert "«snudd»" in words.caption


@pytest.mark.parametrize("step", range(1, 8))
def test_each_step_has_its_own_shade(study, step):
    content = prepared(answers([("q01", 1, step, step, 9)]), study)
    with style.apply():
        bar = figure_likert.draw(content).axes[0].patches[0]
    red, green, blue, _ = bar.get_facecolor()
    shade = style.LIKERT[step - 1]
    assert [round(255 * c) for c in (red, green, blue)] == pytest.approx(
        [int(shade[i : i + 2], 16) for i in (1, 3, 5)], abs=1
    )


@pytest.mark.parametrize(("wide", "above"), [(style.WIDTH, False), (style.NARROW, True)])
def test_a_name_stands_beside_its_bars_on_a_page_and_above_them_on_a_phone(study, wide, above):
    with style.apply():
        axes = figure_likert.draw(prepared(answers(BOTH), study), wide).axes[0]
    before, after = ({round(p.get_y(), 6) for p in axes.patches[i : i + 2]} for i in (0, 2))
    assert len(before) == len(after) == 1 and max(before) < min(after)
    name = next(t for t in axes.texts if t.get_text().replace("\n", " ") == "Fornøyd med boligen")
    assert bool(name.get_position()[1] < min(before)) is above
    sides = [t.get_position()[1] for t in axes.texts if t.get_text() in ("Før", "Etter")][:2]
    assert sides == sorted(sides)


def test_only_the_items_asked_for_are_drawn_and_counted(study):
    content = prepared(answers(BOTH), study, ["q02", "q03"])
    assert list(content.names) == ["q02"] and content.n_hidden == 0
    assert prepared(answers(BOTH), study, ["q03"]) is None


def test_hidden_questions_are_counted_in_the_caption(study):
    rows = answers(BOTH)
    rows.answers.loc[rows.answers["item"].eq("q02"), "hidden"] = True
    assert " 1 spørsmål er skjult i denne utgaven." in words_of(study, rows).caption
    assert "skjult" not in words_of(study, answers(BOTH)).caption


@pytest.mark.parametrize(("after", "said"), [(6, "flere"), (2, "færre"), (4, "like mange")])
def test_one_question_alone_is_spoken_of_as_one(study, after, said):
    rows = [("q01", 1, 6, 6, 4), ("q01", 1, 1, 1, 4), ("q01", 2, 6, 6, after), ("q01", 2, 1, 1, 8 - after)]
    than = "som" if said == "like mange" else "enn"
    assert words_of(study, answers(rows)).message == (
        f"På det ene spørsmålet ga {said} det ønskede svaret etter {than} før."
    )
