"""One synthetic world: everything that truly happened, before anybody typed it into a file."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analysis.params import ParamsError, Project, Study, read_params
from analysis.sample.calendar import FOREVER, Calendar, Days, day_number
from analysis.sample.incidents import Events, draw_events, with_slip
from analysis.sample.model import SampleParams, Truth
from analysis.sample.money import Decisions, Ledger, draw_cases, draw_decisions, draw_ledger
from analysis.sample.moves import draw_tenancies
from analysis.sample.people import invented_names, synthetic_ids
from analysis.sample.survey import LATE_DAYS, Answers, draw_answers
from analysis.sample.tenancies import MOVED, OUTSIDE, Outages, Spells, Stock, make_stock


@dataclass(frozen=True)
class World:
    """The true, clean events of one seed. People, flats and addresses are numbers from 0."""

    study: Study
    """The study, with one address for each copy when the world is scaled."""
    params: SampleParams
    truth: Truth
    seed: int
    calendar: Calendar
    stock: Stock
    spells: Spells
    outages: Outages
    events: Events
    answers: Answers
    ledger: Ledger
    decisions: Decisions
    cases: tuple[Days, Days, Days]
    """Received, closed and open per month."""
    in_project: NDArray[np.bool_]
    """Per person: had a running contract on the first day of the project."""

    @property
    def n_people(self) -> int:
        """Number of people who ever rented."""
        return len(self.in_project)

    @property
    def names(self) -> NDArray[np.object_]:
        """Name per person."""
        return invented_names(stream(self.seed, "names"), self.n_people)

    @property
    def national_ids(self) -> NDArray[np.object_]:
        """Synthetic national identity number per person."""
        return synthetic_ids(stream(self.seed, "ids"), self.n_people)


def read_sample_params(study: Study) -> SampleParams:
    """Read ``sample.yml`` of the study's project and hold it against the project's other parameters.

    Raises
    ------
    ParamsError
        If the file is missing or malformed, or names an address, a kind or an item the project lacks.
    """
    path = study.params_dir / "sample.yml"
    params = read_params(path, SampleParams, study.root)
    shown = path.relative_to(study.root).as_posix()
    flats = {a.id: a.flats for a in study.project.addresses}
    _hold(shown, "layout", set(params.layout), set(flats))
    _hold(shown, "truth.incidents", set(params.truth.incidents), set(study.project.incident_kinds))
    _hold(
        shown, "truth.survey.items", set(params.truth.survey.items), {i.id for i in study.questionnaire.items}
    )
    for number, measure in enumerate(params.measures):
        _hold(shown, f"measures.{number}.status", set(measure.status), set(flats))
    if params.incident_slip:
        _hold(shown, "incident_slip.kind", {params.incident_slip.kind}, set(study.project.incident_kinds))
        if params.incident_slip.address not in params.layout:
            raise ParamsError(
                f"{shown}: incident_slip.address is {params.incident_slip.address}, where layout places no "
                f"flat (it has {', '.join(params.layout)}). Name one of them, or remove incident_slip."
            )
    if not any(layout.let for layout in params.layout.values()):
        raise ParamsError(f"{shown}: layout lets no flat, so nobody lives there. Let at least one.")
    for address, layout in params.layout.items():
        used = layout.let + layout.repair + layout.occupied
        if used > flats[address]:
            raise ParamsError(
                f"{shown}: layout.{address} places {used} flats, but project.yml gives it {flats[address]}. "
                "Correct one of them."
            )
    return params


def _hold(shown: str, key: str, named: set[str], known: set[str]) -> None:
    unknown = sorted(named - known)
    if unknown:
        raise ParamsError(
            f"{shown}: {key} names {', '.join(unknown)}, which the project does not declare "
            f"(it declares {', '.join(sorted(known))}). Correct the name."
        )


def generate(
    study: Study,
    truth: Truth | None = None,
    seed: int | None = None,
    *,
    scale: int = 1,
    params: SampleParams | None = None,
) -> World:
    """Generate one world.

    Parameters
    ----------
    study
        Any period of the project; only the project, the questionnaire and the vocabulary matter.
    truth
        The true levels and effects; those of ``sample.yml`` when left out.
    seed
        The seed; that of ``sample.yml`` when left out. The same seed gives the same world anywhere.
    scale
        How many copies of the project's addresses, with their flats and tenants, the world has.
    params
        ``sample.yml`` already read, for loops over seeds.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> world = generate(load_period("params/leie/periods/sluttrapport.yml"))
    >>> int(world.in_project.sum()), len(world.stock.label)
    (13, 23)
    """
    params = read_sample_params(study) if params is None else params
    truth = params.truth if truth is None else truth
    seed = params.seed if seed is None else seed
    if scale < 1:
        raise ParamsError(f"scale is {scale}; it must be 1 or more.")
    project = study.project
    calendar = Calendar.of(params.records.start, project.start, params.records.end)
    own = [a for a in project.addresses if a.id in params.layout]
    stock = make_stock(
        stream(seed, "flats"), [params.layout[a.id] for a in own], [a.flats for a in own], scale
    )
    spells, outages = draw_tenancies(
        stream(seed, "tenancies"), params, truth.tenancies, stock, calendar, scale
    )
    n_people = int(spells.person.max(initial=-1)) + 1
    running = (spells.start <= calendar.start) & (spells.end >= calendar.start) & (spells.flat != OUTSIDE)
    in_project = np.zeros(n_people, dtype=bool)
    in_project[spells.person[running]] = True
    housed = calendar.overlap(spells.start, np.minimum(spells.end, calendar.end))
    rents = _at_month_end(spells, calendar, n_people)
    own_spell = spells.flat != OUTSIDE
    let_by_flat = np.zeros((len(stock.label), len(calendar.first)), dtype=np.int64)
    np.add.at(let_by_flat, spells.flat[own_spell], housed[own_spell])
    tenants = np.flatnonzero(in_project)
    events = draw_events(stream(seed, "incidents"), truth, calendar, stock.address, let_by_flat)
    if params.incident_slip:
        events = with_slip(
            events, params.incident_slip, [a.id for a in own].index(params.incident_slip.address)
        )
    closing = {
        1: day_number(truth.survey.first_wave.end) + LATE_DAYS,
        2: day_number(truth.survey.second_wave.end),
    }
    there = {wave: _rents_on(spells, day, n_people)[tenants] for wave, day in closing.items()}
    answers = draw_answers(stream(seed, "survey"), study.questionnaire, truth.survey, tenants, there, scale)
    return World(
        study=_scaled(study, own_ids=tuple(a.id for a in own), scale=scale),
        params=params, truth=truth, seed=seed, calendar=calendar, stock=stock, spells=spells, outages=outages,
        events=events,
        answers=answers,
        ledger=draw_ledger(stream(seed, "ledger"), truth.arrears, calendar, rents),
        decisions=_decisions(seed, truth, calendar, spells, n_people),
        cases=draw_cases(stream(seed, "cases"), truth.cases, calendar),
        in_project=in_project,
    )  # fmt: skip


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the random numbers of one part, so that a change in one part leaves the others as they were."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *part.encode()])))


def _at_month_end(spells: Spells, calendar: Calendar, n_people: int) -> NDArray[np.bool_]:
    return np.column_stack([_rents_on(spells, int(day), n_people) for day in calendar.stop - 1])


def _rents_on(spells: Spells, day: int, n_people: int) -> NDArray[np.bool_]:
    rents = np.zeros(n_people, dtype=bool)
    rents[spells.person[(spells.start <= day) & (spells.end >= day)]] = True
    return rents


def _decisions(seed: int, truth: Truth, calendar: Calendar, spells: Spells, n_people: int) -> Decisions:
    first, last = np.full(n_people, FOREVER, dtype=np.int64), np.full(n_people, -FOREVER, dtype=np.int64)
    np.minimum.at(first, spells.person, spells.start)
    np.maximum.at(last, spells.person, spells.end)
    moved = np.full(n_people, -1, dtype=np.int64)
    left = spells.reason == MOVED
    moved[spells.person[left]] = spells.end[left] + 1
    return draw_decisions(stream(seed, "services"), truth.services, calendar, first, last, moved)


def _scaled(study: Study, own_ids: tuple[str, ...], scale: int) -> Study:
    if scale == 1:
        return study
    return Study(study.root, scaled_project(study.project, scale, own_ids), study.questionnaire, study.plan,
                 study.vocabulary, study.period)  # fmt: skip


def scaled_project(project: Project, scale: int, own_ids: tuple[str, ...] | None = None) -> Project:
    """Return the project with `scale` copies of its addresses; copy 1 keeps its ids and names.

    Examples
    --------
    >>> from analysis.params import load_period
    >>> project = load_period("params/leie/periods/sluttrapport.yml").project
    >>> [a.id for a in scaled_project(project, 2).addresses][3:]
    ['runarveien-1-k2', 'runarveien-3-k2', 'midtaasveien-22-k2']
    """
    own = [a for a in project.addresses if own_ids is None or a.id in own_ids]
    copies = list(own)
    for copy in range(2, scale + 1):
        copies += [
            a.model_copy(
                update={
                    "id": f"{a.id}-k{copy}",
                    "name": f"{a.name} kopi {copy}",
                    "public_name": f"{a.public_name} {copy}",
                    "aliases": tuple(f"{alias} kopi {copy}" for alias in a.aliases),
                }
            )
            for a in own
        ]
    rest = [a for a in project.addresses if a not in own]
    return project.model_copy(update={"addresses": (*copies, *rest)})
