"""Every address has a section of its own: its figures, its p, and whether it could show anything alone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from analysis.params import Study
from analysis.present.figures import addresses as figure
from analysis.present.figures import style
from analysis.present.fragments.addresses import MOST_OF_THEIR_OWN, addresses

NOWHERE = "Til det er det for få leietakere, hendelser eller boliger."


def flat(source: str) -> str:
    return " ".join(source.replace("&#46;", ".").replace("&nbsp;", " ").split())


def with_results(make_disclosed: Any, study: Study, edition: str = "begrenset", **columns: Any) -> Any:
    disclosed = make_disclosed(study, edition)
    return replace(disclosed, results=disclosed.results.assign(**columns))


def test_each_address_has_a_section_with_its_own_change_interval_and_p(
    make_material: Any, study: Study
) -> None:
    source = flat(addresses(make_material(study)))
    names = [a.name for a in study.project.addresses]
    assert [source.index(f"## {name} ") for name in names] == sorted(source.index(f"## {n} ") for n in names)
    assert source.count("| Naboklager") == len(names)
    row = source.split("| Naboklager")[1].split("\n")[0]
    assert "| 4,3 | 2,5 | 0,59 ganger" in row and "| 0,02 |" in row


@pytest.mark.parametrize(("least", "alone"), [(0.05, False), (0.0501, True)])
def test_an_address_that_can_show_nothing_alone_says_so_at_the_edge_of_alpha(
    make_material: Any, make_disclosed: Any, study: Study, least: float, alone: bool
) -> None:
    here = make_disclosed(study).results["place"].eq("runarveien-1")
    one = with_results(make_disclosed, study, smallest_p=here.map({True: least, False: 0.001}))
    source = flat(addresses(make_material(study, disclosed=one)))
    assert (f"Runarveien 1 kan ikke vise noe alene. {NOWHERE}" in source) is alone
    assert ("Runarveien 1 kunne vist en endring alene i alle" in source) is not alone
    nobody = flat(
        addresses(make_material(study, disclosed=with_results(make_disclosed, study, smallest_p=least)))
    )
    assert (f"Ingen av adressene kan vise noe alene. {NOWHERE}" in nobody) is alone
    assert not (alone and "Runarveien 1 kan ikke vise" in nobody)


def test_a_rate_whose_flats_are_unknown_can_show_nothing_alone(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    disclosed = make_disclosed(study)
    rates = disclosed.results["measure"].eq("rate")
    known = disclosed.results["known_flats"].mask(rates, 0.79)
    made = replace(disclosed, results=disclosed.results.assign(known_flats=known))
    source = flat(addresses(make_material(study, disclosed=made)))
    sentence = source.split("Alene kunne Runarveien 1 bare vist en endring i ")[1].split(". ")[0]
    assert "naboklager" not in sentence and "opplevd trygghet" in sentence


def test_the_public_edition_names_no_street_not_even_in_the_ids(make_material: Any, study: Study) -> None:
    source = addresses(make_material(study, "offentlig"))
    for address in study.project.addresses:
        assert address.id not in source and address.name not in source
    assert "{#sec-adresse-1}" in source


def test_hidden_addresses_are_said_to_be_hidden_and_not_to_be_missing(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    disclosed = with_results(make_disclosed, study, hidden=True, before=None, after=None)
    source = addresses(make_material(study, disclosed=disclosed))
    assert source == (
        "Ingen tall kan vises for hver adresse i denne utgaven, fordi de bygger på få personer eller "
        "boliger.\n"
    )


def test_many_addresses_stand_in_one_table_of_what_decides(
    make_material: Any, make_disclosed: Any, study: Study
) -> None:
    first = study.project.addresses[0]
    many = tuple(
        first.model_copy(update={"id": f"vei-{i}", "name": f"Vei {i}", "public_name": f"Adresse {i}"})
        for i in range(MOST_OF_THEIR_OWN + 1)
    )
    wider = replace(study, project=study.project.model_copy(update={"addresses": many}))
    source = addresses(make_material(wider, disclosed=make_disclosed(wider)))
    assert "## Vei" not in source and source.count("| Vei 3 | Naboklager |") == 1
    assert figure.prepare(make_disclosed(wider), wider) is None


def test_the_picture_has_a_cell_for_each_address_on_the_rows_own_axis(
    make_disclosed: Any, study: Study
) -> None:
    disclosed = make_disclosed(study)
    own = disclosed.results["indicator"].eq("naboklager") & disclosed.results["place"].eq("runarveien-3")
    results = disclosed.results.assign(after=disclosed.results["after"].mask(own, 9.0))
    content = figure.prepare(replace(disclosed, results=results), study)
    assert content.places == tuple(a.name for a in study.project.addresses)
    first = content.outcomes[0]
    assert (first.name, first.wanted_up) == ("Naboklager", False)
    assert [(cell.before, cell.after) for cell in first.cells] == [(4.25, 2.5), (4.25, 9.0), (4.25, 2.5)]
    with style.apply():
        drawn = figure.draw(content)
    cells = [axes for axes in drawn.axes if axes.get_xlim() == pytest.approx(first.reach[::-1])][:3]
    points = [[line for line in axes.lines if line.get_marker() == "o"] for axes in cells]
    assert [[line.get_xdata()[0] for line in own] for own in points] == [
        [4.25, 2.5],
        [4.25, 9.0],
        [4.25, 2.5],
    ]
    assert [line.get_markerfacecolor() for line in points[0]] == [style.PAPER, style.AFTER]


@pytest.mark.parametrize("wide", [style.WIDTH, style.NARROW])
def test_to_the_right_is_better_whatever_is_measured(make_disclosed: Any, study: Study, wide: float) -> None:
    content = figure.prepare(make_disclosed(study), study)
    with style.apply():
        drawn = figure.draw(content, wide)
    for outcome in content.outcomes:
        turned = outcome.reach if outcome.wanted_up else outcome.reach[::-1]
        n = sum(axes.get_xlim() == pytest.approx(turned) for axes in drawn.axes)
        assert n >= len(content.places), outcome.name
    assert {outcome.wanted_up for outcome in content.outcomes} == {True, False}


def test_words_count_what_went_the_wanted_way(make_disclosed: Any, study: Study) -> None:
    content = figure.prepare(make_disclosed(study), study)
    wanted = sum(o.wanted_up == (c.after > c.before) for o in content.outcomes for c in o.cells)
    total = sum(len(o.cells) for o in content.outcomes)
    assert figure.words(content).message.startswith(f"{wanted} av {total} tall på adressene")


def test_a_share_of_few_people_is_drawn_as_a_count(make_disclosed: Any, study: Study) -> None:
    content = figure.prepare(make_disclosed(study), study)
    shares = [o for o in content.outcomes if o.declared.value.share]
    with style.apply():
        texts = [t.get_text() for axes in figure.draw(content).axes for t in axes.texts]
    assert shares and "2 av 4 → 1 av 4" in texts and not any("%" in text for text in texts)
