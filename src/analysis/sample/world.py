"""One synthetic world: everything that truly happened, before anybody typed it into a file."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from analysis.params import ParamsError, Project, Study, read_params
from analysis.sample.calendar import FOREVER, Calendar, Days, day_number
from analysis.sample.incidents import Events, draw_events, with_slip
from analysis.sample.model import SampleParams, Truth
from analysis.sample.money import Decisions, Ledger, draw_cases, draw_decisions, draw_ledger
from analysis.sample.moves import draw_tenancies
from analysis.sample.people import invented_names, synthetic_ids
from analysis.sample.survey import LATE_DAYS, Answers, draw_answers, nobody_answers
from analysis.sample.tenancies import MOVED, OUTSIDE, Outages, Spells, Stock, make_stock

FIRST_TENANT = 10_001


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
    """Per person: had a running contract at one of the project's own addresses on its first day."""

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

    @property
    def tenant_numbers(self) -> NDArray[np.object_]:
        """The housing system's number of each person; the tenancy slip keeps its own."""
        numbers = np.array([str(FIRST_TENANT + k) for k in range(self.n_people)], dtype=object)
        if self.params.tenancy_slip:
            numbers[self.slipped] = self.params.tenancy_slip.tenant
        return numbers

    @property
    def slipped(self) -> Days:
        """Person of the tenancy slip, where the sample has one."""
        if self.params.tenancy_slip is None:
            return np.empty(0, dtype=np.int64)
        under_repair = np.flatnonzero(self.stock.state == "repair")[:1]
        before = np.isin(self.spells.flat, under_repair) & (self.spells.end < self.calendar.begin)
        return self.spells.person[before]


PARTS = ("survey", "arrears", "services", "cases")
"""Kinds of source made from a part of the truth that a project without such a source leaves out."""


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
    truth, kinds, vocabulary = params.truth, study.project.incident_kinds, study.vocabulary
    roles = {role for kind in truth.incidents.values() for role in kind.reporters}
    roles |= {*truth.reporters, *([truth.project_worker] if truth.project_worker else [])}
    reasons = {*truth.tenancies.ends, *([MOVED] if truth.tenancies.movers else [])}
    for key, named, known in (
        ("layout", params.layout, flats),
        ("truth.incidents", truth.incidents, kinds),
        ("truth.repair.kinds", truth.repair.kinds if truth.repair else (), kinds),
        ("truth.incidents.reporters", roles, vocabulary.reported_by),
        ("truth.tenancies.ends", reasons, vocabulary.tenancy_end_reasons),
        (
            "truth.survey.items",
            truth.survey.items if truth.survey else (),
            [item.id for item in study.questionnaire.items],
        ),
    ):
        _hold(shown, key, set(named), set(known))
    for source in study.project.sources:
        if source.kind in PARTS and getattr(truth, source.kind) is None:
            raise ParamsError(
                f"{shown}: truth.{source.kind} is missing, but project.yml has the source '{source.id}'. "
                "Add it, or remove the source."
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
    stock = make_stock(stream(seed, "flats"), [params.layout[a.id] for a in own], own, scale)
    spells, outages = draw_tenancies(
        stream(seed, "tenancies"), params, truth.tenancies, stock, calendar, scale
    )
    n_people = int(spells.person.max(initial=-1)) + 1
    at_own = (spells.flat != OUTSIDE) & stock.treated[spells.flat]
    ours, in_project = np.zeros((2, n_people), dtype=bool)
    ours[spells.person[at_own]] = True
    in_project[spells.person[at_own & (spells.start <= calendar.start) & (spells.end >= calendar.start)]] = (
        True
    )
    housed = calendar.overlap(spells.start, np.minimum(spells.end, calendar.end))
    rents = np.column_stack([_rents_on(spells, int(day), n_people) for day in calendar.stop - 1])
    own_spell = spells.flat != OUTSIDE
    let_by_flat = np.zeros((len(stock.label), len(calendar.first)), dtype=np.int64)
    np.add.at(let_by_flat, spells.flat[own_spell], housed[own_spell])
    tenants = np.flatnonzero(in_project)
    events = draw_events(stream(seed, "incidents"), truth, calendar, stock, let_by_flat)
    if params.incident_slip:
        events = with_slip(
            events, params.incident_slip, [a.id for a in own].index(params.incident_slip.address)
        )
    answers = nobody_answers(study.questionnaire, tenants)
    if truth.survey:
        closing = {
            1: day_number(truth.survey.first_wave.end) + LATE_DAYS,
            2: day_number(truth.survey.second_wave.end),
        }
        there = {wave: _rents_on(spells, day, n_people)[tenants] for wave, day in closing.items()}
        answers = draw_answers(
            stream(seed, "survey"), study.questionnaire, truth.survey, tenants, there, scale
        )
    many = scaled_project(project, scale, tuple(params.layout))
    scaled = study if scale == 1 else replace(study, project=many)
    return World(
        study=scaled,
        params=params, truth=truth, seed=seed, calendar=calendar, stock=stock, spells=spells, outages=outages,
        events=events,
        answers=answers,
        ledger=draw_ledger(stream(seed, "ledger"), truth.arrears, calendar, rents & ours[:, None]),
        decisions=_decisions(seed, truth, calendar, spells, ours),
        cases=draw_cases(stream(seed, "cases"), truth.cases, calendar),
        in_project=in_project,
    )  # fmt: skip


def stream(seed: int, part: str) -> np.random.Generator:
    """Return the random numbers of one part, so that a change in one part leaves the others as they were."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *part.encode()])))


def _rents_on(spells: Spells, day: int, n_people: int) -> NDArray[np.bool_]:
    rents = np.zeros(n_people, dtype=bool)
    rents[spells.person[(spells.start <= day) & (spells.end >= day)]] = True
    return rents


def _decisions(
    seed: int, truth: Truth, calendar: Calendar, spells: Spells, ours: NDArray[np.bool_]
) -> Decisions:
    n_people = len(ours)
    first, last = np.full(n_people, FOREVER, dtype=np.int64), np.full(n_people, -FOREVER, dtype=np.int64)
    np.minimum.at(first, spells.person, spells.start)
    np.maximum.at(last, spells.person, spells.end)
    last[~ours] = -FOREVER
    moved = np.full(n_people, -1, dtype=np.int64)
    left = spells.reason == MOVED
    moved[spells.person[left]] = spells.end[left] + 1
    return draw_decisions(stream(seed, "services"), truth.services, calendar, first, last, moved)


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
