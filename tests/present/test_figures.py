"""The figures of the sample, whole: what is drawn, what is left out, and that every text has its room."""

from __future__ import annotations

import itertools
import re
import warnings
from dataclasses import fields, replace
from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text

from analysis.clean import Findings
from analysis.disclose import restrict
from analysis.present.figures import likert, style
from analysis.present.figures import table as figures
from analysis.present.figures.drawing import ALT_LIMIT
from analysis.present.fragments.chapters import chapters
from analysis.present.outline import APPENDICES, CHAPTERS
from analysis.wording import labels, language

from ..evaluate.conftest import evaluated, world

EDITIONS = ("begrenset", "offentlig")
WIDTHS = (style.WIDTH, style.NARROW)
DRAWN_COLUMNS = [
    "n",
    "n_lost",
    "events",
    "estimate",
    "low",
    "high",
    "before",
    "after",
    "share_open",
    "open",
]


def ids(study):
    return [entry.id for entry in figures.entries(study)]


@pytest.fixture(scope="module")
def evaluation():
    return evaluated()


@pytest.fixture(scope="module")
def editions(study, evaluation):
    nothing = pd.DataFrame({"key": []})
    tables = SimpleNamespace(**{**vars(world()), "findings": Findings().frame(), "corrections": nothing})
    return {edition: restrict(evaluation, tables, study, edition) for edition in EDITIONS}


@pytest.fixture(scope="module")
def drawn(study, editions, tmp_path_factory):
    folders = {edition: tmp_path_factory.mktemp(edition) for edition in EDITIONS}
    return {e: (figures.draw(editions[e], study, folders[e]), folders[e]) for e in EDITIONS}


def pictures(study, disclosed):
    for entry in figures.entries(study):
        content = entry.prepare(disclosed, study)
        for wide in WIDTHS if content is not None else ():
            with style.apply():
                yield f"{entry.id}, {wide}", entry.draw(content, wide)


def test_a_plan_gets_the_figures_of_what_decides_each_goal_else_of_its_first_that_has_one(study):
    made = [(entry.id, entry.goal) for entry in figures.entries(study)]
    assert made == [
        ("forlop-naboklager", "1"),
        ("svar-trygghet", "1"),
        ("svar-medvirkning", "2"),
        ("reparasjon-reparasjonstid", "3"),
        ("saker-saksmengde", "4"),
        ("adressene", ""),
        ("kjede", ""),
        ("svar-side-1", ""),
        ("styrke", ""),
    ]


def test_a_goal_whose_deciding_outcome_has_no_figure_gets_none(study):
    goals = (study.plan.goals[0].model_copy(update={"decided_by": ("trygghet", "restanse")}),)
    assert study.plan.indicator("restanse").declared.figure is None
    plan = study.plan.model_copy(update={"goals": (*goals, *study.plan.goals[1:])})
    assert [e.id for e in figures.entries(replace(study, plan=plan)) if e.goal == "1"] == ["svar-trygghet"]


def test_every_question_is_drawn_once_and_more_than_a_page_holds_are_divided(study):
    items = study.questionnaire.items
    more = [items[0].model_copy(update={"id": f"x{n}", "number": 100 + n}) for n in range(likert.MOST)]
    asked = study.questionnaire.model_copy(update={"items": (*items, *more)})
    for questionnaire, pages in ((study.questionnaire, 1), (asked, 2)):
        own = [
            e for e in figures.entries(replace(study, questionnaire=questionnaire)) if e.id.startswith("svar")
        ]
        drawn = [item for entry in own for item in entry.prepare.args[1]]
        assert sorted(drawn) == sorted(item.id for item in questionnaire.items)
        assert sum(entry.id.startswith("svar-side") for entry in own) == pages
        assert max(len(entry.prepare.args[1]) for entry in own) <= likert.MOST


def test_every_id_the_evaluation_sets_has_a_name(evaluation):
    results = evaluation.results
    assert set(results["verdict"]) | set(evaluation.goals["verdict"]) <= set(labels.VERDICTS)
    assert {w for text in results["warnings"] for w in text.split(";") if w} <= set(labels.WARNINGS)
    assert set(evaluation.flow["stage"]) <= set(labels.STAGES)
    assert set(evaluation.flow["lost_reason"]) - {""} <= set(labels.LOST_REASONS)
    assert set(evaluation.measures["status"]) <= set(labels.STATUSES)


def test_every_figure_stands_once_where_it_is_discussed(study, make_material):
    texts = ("a.svg", "a-smal.svg", "Bildetekst.", "Alternativ.", "Budskap.")
    made = tuple(figures.Figure(e.id, e.shows, e.goal, *texts) for e in figures.entries(study))
    under = {}
    for name, source in chapters(make_material(study, figures=made)).items():
        place = name
        for line in source.splitlines():
            heading = re.match(r"## .*{#sec-([\w-]+)", line)
            place = f"{name}.{heading[1]}" if heading else place
            under |= {found: [*under.get(found, []), place] for found in re.findall(r"{#fig-([\w-]+) ", line)}
    assert under == {
        **{e.id: [f"resultater.delmal-{e.goal}"] for e in figures.entries(study) if e.goal},
        "adressene": ["adressene.adresse-3"],
        "kjede": ["kjede.mal"],
        "svar-side-1": ["skjema"],
        "styrke": ["styrke"],
    }
    chapter = {part: name for name, s in (*CHAPTERS.items(), *APPENDICES.items()) for part in s.parts}
    for entry in figures.entries(study):
        part = f"_generert/{under[entry.id][0].split('.')[0]}"
        assert chapter.get(part, "teknisk") == entry.chapter, entry.id


def test_every_figure_of_a_measure_is_in_the_table(study):
    declared = {i.declared.figure for i in study.plan.indicators} - {None}
    assert declared == set(figures.OF_INDICATORS)


@pytest.mark.parametrize("edition", EDITIONS)
def test_each_figure_is_drawn_or_its_absence_explained(study, editions, drawn, edition):
    made, folder = drawn[edition]
    left_out = figures.skipped(editions[edition], study)
    assert sorted([f.id for f in made] + [s.id for s in left_out]) == sorted(ids(study))
    assert all(s.reason.startswith("Figuren over ") and s.reason.endswith(".") for s in left_out)
    assert {f"figurer/{path.name}" for path in (folder / "figurer").iterdir()} == {
        file for f in made for file in (f.file, f.narrow)
    }


def test_the_restricted_edition_of_the_final_report_has_every_figure(study, drawn):
    assert [f.id for f in drawn["begrenset"][0]] == ids(study)


def test_drawing_twice_gives_the_same_bytes_and_words(study, editions, drawn, tmp_path):
    made, folder = drawn["begrenset"]
    again = figures.draw(editions["begrenset"], study, tmp_path)
    assert again == made
    for figure in made:
        for file in (figure.file, figure.narrow):
            assert (tmp_path / file).read_bytes() == (folder / file).read_bytes()


@pytest.mark.parametrize("edition", EDITIONS)
def test_words_are_complete_short_enough_and_claim_no_cause(drawn, edition):
    for figure in drawn[edition][0]:
        assert figure.caption.startswith(figure.message)
        assert figure.message[0].isupper() or figure.message[0].isdigit()
        for text in (figure.message, figure.caption, figure.alt):
            assert text.endswith(".") and "  " not in text
            assert not re.search(r"nan|None|NaN|inf\b|<NA>|\d\.\d", text)
            assert language.refused(text) == []
        assert len(figure.alt) <= ALT_LIMIT


def written(figure):
    """Texts that reach the paper, with size and extent; ticks beyond the end of an axis do not."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    unseen = set()
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        low, high = sorted(axis.get_view_interval())
        unseen |= {id(tick.label1) for tick in axis.get_major_ticks() if not low <= tick.get_loc() <= high}
    texts = [t for t in figure.findobj(Text) if t.get_text().strip() and t.get_visible()]
    return [
        (t.get_text(), t.get_fontsize(), t.get_window_extent(canvas.get_renderer()))
        for t in texts
        if id(t) not in unseen
    ]


@pytest.fixture(scope="module")
def texts(study, editions):
    """Figure and edition → its paper, its texts, what matplotlib warned of, and its height in inches."""
    found = {}
    for edition in EDITIONS:
        for name, figure in pictures(study, editions[edition]):
            with warnings.catch_warnings(record=True) as warned:
                warnings.simplefilter("always")
                found[f"{name} ({edition})"] = (
                    figure.bbox,
                    written(figure),
                    [str(w.message) for w in warned],
                    figure.get_figheight(),
                )
    return found


def test_no_text_is_cut_off(texts):
    assert all(found for _, found, _, _ in texts.values())
    assert [
        f"{name}: «{text}»"
        for name, (paper, found, _, _) in texts.items()
        for text, _, e in found
        if min(e.x0 + 1, paper.x1 + 1 - e.x1, e.y0 + 1, paper.y1 + 1 - e.y1) < 0
    ] == []


def test_no_text_covers_another(texts):
    for name, (_, found, _, _) in texts.items():
        for (one, _, a), (other, _, b) in itertools.combinations(found, 2):
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            assert wide <= 1 or high <= 4, f"{name}: «{one}» covers «{other}»"


def test_no_text_is_smaller_than_the_smallest_size(texts):
    for name, (_, found, _, _) in texts.items():
        assert min(size for _, size, _ in found) >= style.SMALL, name


def test_every_letter_exists_in_the_font(texts):
    assert {name: warned for name, (_, _, warned, _) in texts.items() if warned} == {}


def test_every_figure_fits_a_page(texts):
    heights = {name: height for name, (_, _, _, height) in texts.items() if f", {style.WIDTH}" in name}
    assert max(heights.values()) <= 8.9, heights  # inches; a page has 9.7 and the caption needs some


def test_hidden_figures_leave_no_trace(study, editions, drawn, tmp_path):
    disclosed = editions["offentlig"]
    changes = {}
    for field in fields(disclosed):
        frame = getattr(disclosed, field.name)
        if isinstance(frame, pd.DataFrame) and frame["hidden"].any():
            noisy = frame.copy()
            for column in [c for c in DRAWN_COLUMNS if c in noisy]:
                noisy[column] = noisy[column].astype("float64").mask(noisy["hidden"].astype(bool), 77777.0)
            changes[field.name] = noisy
    assert {"results", "monthly"} <= set(changes)
    made, folder = drawn["offentlig"]
    again = figures.draw(replace(disclosed, **changes), study, tmp_path)
    assert again == made
    assert all((tmp_path / f.file).read_bytes() == (folder / f.file).read_bytes() for f in made)


def test_the_public_edition_names_no_address(study, drawn):
    names = [address.name for address in study.project.addresses]
    for figure in drawn["offentlig"][0]:
        svg = "".join((drawn["offentlig"][1] / f).read_text("utf-8") for f in (figure.file, figure.narrow))
        assert not [name for name in names if name in svg + figure.caption + figure.alt]


def test_nothing_to_show_draws_nothing(study, make_disclosed, tmp_path):
    full = make_disclosed(study)
    frames = {field.name: getattr(full, field.name) for field in fields(full)}
    empty = replace(full, **{name: f.iloc[:0] for name, f in frames.items() if isinstance(f, pd.DataFrame)})
    assert [f.id for f in figures.draw(empty, study, tmp_path)] == ["kjede"]  # which shows the plan alone
    assert [left_out.id for left_out in figures.skipped(empty, study)] == [
        i for i in ids(study) if i != "kjede"
    ]
