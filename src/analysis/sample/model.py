"""What the synthetic sample holds on purpose: its seed, its size, and the effect that is really there."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self, TypeVar

from pydantic import Field, model_validator

from analysis.model import Identifier, Text
from analysis.params import Params, Window

Ratio = Annotated[float, Field(gt=0)]
"""After divided by before; 1 is no effect."""

Share = Annotated[float, Field(ge=0, le=1)]

P = TypeVar("P", bound=Params | None)


class IncidentTruth(Params):
    """How often one kind of incident happens."""

    rate: float = Field(ge=0)
    """Events per 100 let flat-months before the start, averaged over a year."""
    ratio: Ratio = 1.0
    """True rate ratio from the first day of the project on."""
    dispersion: float = Field(default=0.0, ge=0)
    """Variance of the gamma factor (mean 1) each address-month is multiplied by; 0 is Poisson."""
    season: float = Field(default=0.0, ge=0, lt=1)
    """Amplitude of the yearly wave: 0.3 is 30 % more in the peak month, 30 % less half a year later."""
    peak_month: int = Field(default=7, ge=1, le=12)
    flat_known: Share = 0.7
    """Share of events logged with a flat."""
    vacant: bool = False
    """It happens in vacant flats instead of let ones."""
    reporters: tuple[Identifier, ...] = ()
    """Roles that report it, each as often as listed; those of `Truth` when left out."""


class EndTruth(Params):
    """How often tenancies end for one reason, per 100 let flat-months before the start."""

    rate: float = Field(ge=0)
    ratio: Ratio = 1.0


class TenancyTruth(Params):
    """Tenancies: why they end, and who moves to another municipal flat."""

    ends: dict[Identifier, EndTruth]
    movers: int = Field(default=0, ge=0)
    """Tenants at the start who get another municipal flat during the project."""
    movers_within: int = Field(default=0, ge=0)
    """Those of them who stay within the project's addresses (when a flat falls vacant there)."""
    moves: Window | None = None
    """Days on which they move; needed where anybody does."""
    rebuild_share: Share = 0.4
    """Share of vacancies that begin with repairs."""

    @model_validator(mode="after")
    def _within_all(self) -> Self:
        if self.movers_within > self.movers:
            raise ValueError(f"movers_within ({self.movers_within}) must not exceed movers ({self.movers})")
        if self.movers and self.moves is None:
            raise ValueError(f"{self.movers} tenants move, but 'moves' does not say on which days: add it")
        return self


class ItemTruth(Params):
    """One statement: its level at the first wave and its true change, in scale steps before rounding."""

    mean: float
    shift: float = 0.0
    dont_know: Share | None = None
    """Chance of «vet ikke» where it differs from the other statements'."""


class SurveyTruth(Params):
    """Answers: normal and correlated within a person, then rounded and cut to the scale."""

    items: dict[Identifier, ItemTruth]
    person_sd: float = Field(ge=0)
    """What a person's answers share (turned for reversed items), the same in both waves."""
    item_sd: float = Field(ge=0)
    """What a person thinks of one item, the same in both waves."""
    noise_sd: float = Field(gt=0)
    """What changes from one day to the next."""
    missing: Share = 0.0
    dont_know: Share = 0.0
    declined: Share = 0.0
    first_wave: Window
    second_wave: Window
    late: int = Field(default=0, ge=0)
    """Tenants who answer the first wave only after it closed."""
    silent: int = Field(default=0, ge=0)
    """Tenants who live in a municipal flat but do not answer the second wave."""


class ArrearsTruth(Params):
    """Rent arrears: lumps that come, last for months, and are paid off by instalments."""

    rent_low: float = Field(gt=0)
    rent_high: float = Field(gt=0)
    enter: Share
    """Chance in a month that a tenant begins not to pay in full."""
    enter_ratio: Ratio = 1.0
    leave: Share
    """Chance in a month that the tenant pays in full again."""
    unpaid: Share
    """Part of the rent not paid in a bad month."""
    instalment: float = Field(gt=0)
    """NOK paid on old arrears in a good month."""
    instalment_ratio: Ratio = 1.0


class ServiceTruth(Params):
    """Decisions on services, as on and off over time."""

    start_rate: float = Field(gt=0)
    """New decisions per 100 tenant-months without one."""
    start_ratio: Ratio = 1.0
    end_rate: float = Field(gt=0)
    """Decisions that end per 100 tenant-months with one."""
    movers_all: bool = True
    """Every mover has a decision from the move on."""


class RepairTruth(Params):
    """Days from a report to the repair: log-normal."""

    kinds: tuple[Identifier, ...] = Field(min_length=1)
    """Kinds of incident that are repaired."""
    median_days: float = Field(gt=0)
    ratio: Ratio = 1.0
    log_sd: float = Field(gt=0)


class CasesTruth(Params):
    """The housing office's cases per month."""

    open_at_first: int = Field(ge=0)
    received: float = Field(gt=0)
    net_closed: float = 0.0
    """Cases closed beyond those received, per month from the start of the project on."""


class Truth(Params):
    """Everything that is true of a sample world; a part the project has no export of may be left out.

    Ratios and shifts hold at the project's own addresses. At a comparison address nothing changes.
    """

    incidents: dict[Identifier, IncidentTruth]
    reporters: tuple[Identifier, ...] = ()
    """Roles that report incidents, each as often as listed; empty leaves the column blank."""
    project_worker: Identifier | None = None
    """Role of the project's own worker, who logs a part of what happens during the project."""
    tenancies: TenancyTruth
    survey: SurveyTruth | None = None
    arrears: ArrearsTruth | None = None
    services: ServiceTruth | None = None
    repair: RepairTruth | None = None
    cases: CasesTruth | None = None

    def without_effect(self) -> Truth:
        """Return the same world with no effect at all: every ratio 1, every shift 0, nobody favoured.

        Examples
        --------
        >>> IncidentTruth(rate=5, ratio=0.5).model_copy(update={"ratio": 1.0}).ratio
        1.0
        """
        items = {k: _with(v, shift=0.0) for k, v in self.survey.items.items()} if self.survey else {}
        ends = {k: _with(v, ratio=1.0) for k, v in self.tenancies.ends.items()}
        return _with(
            self,
            incidents={k: _with(v, ratio=1.0) for k, v in self.incidents.items()},
            tenancies=_with(self.tenancies, ends=ends, movers=0, movers_within=0),
            survey=_with(self.survey, items=items),
            arrears=_with(self.arrears, enter_ratio=1.0, instalment_ratio=1.0),
            services=_with(self.services, start_ratio=1.0, movers_all=False),
            repair=_with(self.repair, ratio=1.0),
            cases=_with(self.cases, net_closed=0.0),
        )


def _with(part: P, **values: object) -> P:
    """Return a part with other values; one left out stays so."""
    return part if part is None else part.model_copy(update=values)


class Layout(Params):
    """One address on the first day of the project; the flats left over are vacant."""

    let: int = Field(ge=0)
    repair: int = Field(default=0, ge=0)
    occupied: int = Field(default=0, ge=0)


class PlannedActivity(Params):
    """One row of the progress plan as written, and what it means."""

    text: Text
    responsible: str
    written: str
    """The date cell as people wrote it."""
    kind: Identifier
    dates: tuple[date, ...] = ()
    approximate: bool = False
    invited: int | None = None
    attended: int | None = None

    @property
    def title(self) -> str:
        """The heading: the first line of the cell, without a colon at its end."""
        return self.text.splitlines()[0].strip().rstrip(":")

    @property
    def roles(self) -> str:
        """Who is responsible, as the tables have it."""
        return "; ".join(role[:1].upper() + role[1:] for role in self.responsible.split(" og "))

    @property
    def points(self) -> str:
        """The lines below the heading that begin with a sign for a point, as the tables have them."""
        return "; ".join(line[2:] for line in self.text.splitlines()[1:] if line.startswith(("- ", "• ")))


class PlannedMeasure(Params):
    """One row of the action plan, and how far it had come at each address on the day of the evaluation."""

    text: Text
    plan: Text
    preparation: str = ""
    status: dict[Identifier, Identifier]
    """Address → status id of ``vocabulary.yml`` (invented: the source has the plan only)."""


class IncidentSlip(Params):
    """An incident the day before the records begin, with a date that does not exist in the log."""

    date: date
    written: Text
    address: Identifier
    kind: Identifier
    wording: Text
    reported_by: Identifier


class TenancySlip(Params):
    """A tenancy that ended before the records begin, with a wrong year in the export."""

    tenant: Text
    start: date
    end: date
    end_written: Text
    reason: Identifier


class SampleParams(Params):
    """``params/<project>/sample.yml``: how the synthetic exports of a project are made."""

    seed: int = Field(ge=0)
    records: Window
    """First and last day of the records (whole months)."""
    layout: dict[Identifier, Layout] = Field(min_length=1)
    repair: Window | None = None
    """Days the flats under repair at the start are out of use."""
    occupied: Window | None = None
    """Days the flats unlawfully occupied at the start are so."""
    other_addresses: tuple[Text, ...] = ()
    """Invented addresses that tenants move to."""
    truth: Truth
    incident_slip: IncidentSlip | None = None
    """The same in every world and mended by ``data/corrections.yml``; outside every window."""
    tenancy_slip: TenancySlip | None = None
    activities: tuple[PlannedActivity, ...] = ()
    measures: tuple[PlannedMeasure, ...] = ()

    @model_validator(mode="after")
    def _whole_months(self) -> Self:
        after_end = self.records.end.toordinal() + 1
        if self.records.start.day != 1 or date.fromordinal(after_end).day != 1:
            raise ValueError(
                f"records must be whole months, found {self.records.start} to {self.records.end}"
            )
        return self

    @model_validator(mode="after")
    def _what_happens_is_described(self) -> Self:
        for state in ("repair", "occupied"):
            there = [name for name, layout in self.layout.items() if getattr(layout, state)]
            if there and getattr(self, state) is None:
                raise ValueError(
                    f"layout.{there[0]} has flats '{state}', but '{state}' with its days is missing"
                )
        if self.truth.tenancies.movers > self.truth.tenancies.movers_within and not self.other_addresses:
            raise ValueError("tenants move out of the project, but other_addresses names nowhere to: add one")
        return self
