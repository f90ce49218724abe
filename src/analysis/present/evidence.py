"""One row of the results table as the texts a reader sees: value, change, interval, n, verdict, certainty."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.evaluate.measures import KNOWN_FLATS
from analysis.measure_types import Declaration
from analysis.params import Indicator, Study, numbers
from analysis.wording import labels, quantities
from analysis.wording.grounds import grounds
from analysis.wording.reasons import reason

TESTED = ("bedring", "forverring", "uendret", "for_lite_data", "usikkert_grunnlag")
"""Words that an outcome which decides a goal can get."""
CONCLUDED = ("bedring", "forverring", "uendret")
"""Verdicts that say something about a change."""
_BEFORE_FIGURE = re.compile(r" (?=til |av |\+ |[−+]?\d)")
_UNIT = re.compile(r"\s[^\W\d]+$")
_NUMBER_OF = "antall "
_SAID = {"storrelse_usikker": "størrelsen er usikker", "mange_uten_par": "mangler tall"}
"""Warning id → the words by which a reason says the same."""
_IMPRECISE = ("storrelse_usikker", "overspredning", "mange_uten_par", "en_bolig_dominerer")


@dataclass(frozen=True)
class Evidence:
    """What one row of the results table says, as plain text.

    Attributes
    ----------
    indicator, goal, place, family, verdict
        Ids from the results table.
    declared
        What the indicator's measure is.
    code, name, unit, explanation, caveat
        From the plan; the caveat, what can move the figures though nothing else has changed, may be empty.
    before, after, change, interval
        Formatted values; «:» where hidden, «–» where there is none.
    p
        Raw p of the change; «–» where nothing was tested.
    could_show
        Whether these data could have given a p small enough.
    basis
        How many people, months, events or cases the values rest on.
    reason
        Why the verdict is what it is; empty where it may not be shown.
    warnings
        Sentences.
    role
        What the indicator is for: ``decides``, ``supports``, ``explores``, ``activity`` or ``context``.
    hidden
        The figures may not be shown in this edition.
    sensitive
        The verdict changes under other reasonable choices that could have shown something.
    choices
        How many such choices there are, how many agree, and how many could not have shown anything.
    certainty
        «lav», «svært lav», or «–» where nothing was tested.
    size_uncertain
        The interval also holds changes too small to matter.
    """

    indicator: str
    goal: str
    place: str
    family: str
    declared: Declaration
    verdict: str
    code: str
    name: str
    unit: str
    explanation: str
    caveat: str
    before: str
    after: str
    change: str
    interval: str
    p: str
    could_show: bool
    basis: str
    reason: str
    warnings: tuple[str, ...]
    role: str
    hidden: bool
    sensitive: bool
    choices: tuple[int, int, int]
    certainty: str
    size_uncertain: bool = False

    @property
    def verdict_name(self) -> str:
        """The verdict as printed; where there is none, what the indicator is for."""
        return word(self.verdict, self.role)

    @property
    def exploratory(self) -> bool:
        """Whether the indicator can only raise questions."""
        return self.role == "explores"

    @property
    def reservations(self) -> tuple[str, ...]:
        """What must stand beside a conclusion, the gravest first; nothing beside other verdicts."""
        return reservations(self.verdict, self.choices[:2] if self.sensitive else None)

    @property
    def label(self) -> str:
        """Name and code, such as «Naboklager (1a)»; the code only where it says more than the goal."""
        tells = self.code != self.goal and any(sign.isdigit() for sign in self.code)
        word = self.code[1:2].islower()  # «Spørsmål 1», not «R1»
        code = self.code[0].lower() + self.code[1:] if word else self.code
        return f"{self.name} ({code})" if tells else self.name

    @property
    def change_and_interval(self) -> str:
        """The change with its interval, the unit said once: «+0,8 poeng (0,2 til 1,4)»."""
        if self.interval in (numbers.MISSING, numbers.HIDDEN):
            return self.change
        unit = _UNIT.search(self.change)
        interval = self.interval.removesuffix(unit[0]) if unit else self.interval
        return f"{self.change} ({_unbroken(interval)})"

    @property
    def values(self) -> str:
        """Before and after, with the unit where the figures lack it: «fra 3,1 til 1,9 poeng på skalaen»."""
        if self.before == numbers.MISSING:
            figures = self.after
        elif self.after == numbers.MISSING:
            figures = f"{self.before} før"
        else:
            figures = f"fra {self.before} til {self.after}"
        if self.unit.startswith(_NUMBER_OF) and figures[-1].isdigit():
            return f"{figures} {self.unit.removeprefix(_NUMBER_OF)}"
        bare = self.declared.unit_after and figures[-1].isdigit()
        return f"{figures} {self.unit}" if bare else figures

    @property
    def measured(self) -> bool:
        """Whether there are data for the indicator in this period."""
        return self.verdict != "ikke_maalt"


def word(verdict: str, role: str) -> str:
    """Return the verdict as printed; where there is none, what the indicator is for."""
    return labels.label(labels.ROLES, role, "role") if verdict == "beskrivelse" else labels.verdict(verdict)


def reservations(verdict: str, disagreeing: tuple[int, int] | None) -> tuple[str, ...]:
    """Say what must stand beside a conclusion; nothing beside other verdicts.

    Parameters
    ----------
    disagreeing
        Of an indicator sensitive to other choices: how many could have shown something, and how many agree.

    Examples
    --------
    >>> reservations("bedring", (14, 12)), reservations("for_lite_data", (14, 12))
    (('følsom for valg: holder i 12 av 14',), ())
    """
    if disagreeing is None or verdict not in CONCLUDED:
        return ()
    able, agree = disagreeing
    return (f"følsom for valg: holder i {agree} av {able}",)


def evidence(results: pd.DataFrame, study: Study, place: str | None = "all") -> list[Evidence]:
    """Read the rows of the results table, in the order of the plan.

    Parameters
    ----------
    results
        The results table of one edition.
    study
        Gives the plan and the period.
    place
        Only this place; None gives all of them.
    """
    rows = results if place is None else results[results["place"] == place]
    order = {indicator.id: i for i, indicator in enumerate(study.plan.indicators)}
    read = [_read(row, study) for row in rows.to_dict("records")]
    return sorted(read, key=lambda e: order[e.indicator])


def confirmatory(rows: Iterable[Evidence]) -> list[Evidence]:
    """Leave out the exploratory ones."""
    return [row for row in rows if not row.exploratory]


def _read(row: Mapping[Hashable, Any], study: Study) -> Evidence:
    indicator = study.plan.indicator(str(row["indicator"]))
    declared, hidden = indicator.declared, bool(row.get("hidden", False))
    of = _whole(row["planned"] if declared.basis.column == "done" else row["n_pairs"])
    unmeasured = row["verdict"] == "ikke_maalt"
    before, after = (
        numbers.MISSING
        if unmeasured
        else _public(row, side) or quantities.value(declared.value, _float(row[side]), of)
        for side in ("before", "after")
    )
    change = interval = numbers.MISSING
    if not unmeasured and not quantities.few(declared.value, of):
        change = _public(row, "word") or quantities.change(declared, _float(row["estimate"]))
        interval = quantities.change_interval(declared, _float(row["low"]), _float(row["high"]))
    untold = hidden or ("word_public" in row and not unmeasured)  # its figures are not printed
    why = "" if untold else reason(row, indicator, study)
    return Evidence(
        indicator=str(row["indicator"]),
        goal=str(row["goal"]),
        place=str(row["place"]),
        family=str(row["family"]),
        declared=declared,
        verdict=str(row["verdict"]),
        code=str(row["code"]),
        name=str(row["name"]),
        unit=indicator.unit,
        explanation=indicator.explanation,
        caveat=indicator.caveat or "",
        before=numbers.shown(before, hidden=hidden),
        after=numbers.shown(after, hidden=hidden),
        change=numbers.shown(change, hidden=hidden),
        interval=numbers.shown(interval, hidden=hidden),
        p=numbers.shown(numbers.p_value(row["p"], name="").lstrip(f"= {numbers.SPACE}"), hidden=hidden),
        could_show=_could_show(row, study),
        basis=numbers.shown(
            _public(row, "basis") or _unbroken(grounds(row, declared, study.period)), hidden=hidden
        ),
        reason=why,
        warnings=labels.warnings(_unsaid(row, indicator, why)),
        role=str(row["role"]),
        hidden=hidden,
        sensitive=str(row["verdict"]) in TESTED and bool(row["sensitive"]),
        choices=choices(row),
        certainty=_certainty(row),
        size_uncertain="storrelse_usikker" in _ids(row),
    )


def _public(row: Mapping[Hashable, Any], what: str) -> str:
    """Return what the public edition prints in place of a figure; empty where that is the figure."""
    return str(row.get(f"{what}_public", ""))


def _could_show(row: Mapping[Hashable, Any], study: Study) -> bool:
    """Whether the p could have been small enough, and the events have known flats where they are events."""
    known = row["known_flats"]
    if not numbers.is_missing(known) and float(known) < KNOWN_FLATS:
        return False
    return not numbers.is_missing(row["smallest_p"]) and float(row["smallest_p"]) <= study.plan.alpha


def choices(row: Mapping[Hashable, Any]) -> tuple[int, int, int]:
    """Other choices that could have shown something, those that agree, and those that could not."""
    able, agree, powerless = (_whole(row[f"n_{name}"]) or 0 for name in ("choices", "agree", "powerless"))
    return able, agree, powerless


def _unbroken(text: str) -> str:
    """Keep figures on one line; a word after them may stand on the next."""
    return _BEFORE_FIGURE.sub(numbers.SPACE, text)


def _unsaid(row: Mapping[Hashable, Any], indicator: Indicator, why: str) -> str:
    """Return the warning ids that the reason does not already put in words."""
    ids = _ids(row)
    if len(indicator.measure.names.get("item", ())) > 1:
        ids = ids.replace("ufullstendig_sporsmal", "ufullstendig_indeks")
    return ";".join(i for i in ids.split(";") if not (i.strip() in _SAID and _SAID[i.strip()] in why))


def _ids(row: Mapping[Hashable, Any]) -> str:
    return "" if numbers.is_missing(row["warnings"]) else str(row["warnings"])


def _certainty(row: Mapping[Hashable, Any]) -> str:
    """Grade an uncontrolled before–after comparison: it starts low and can only go down."""
    if row["verdict"] not in TESTED:
        return numbers.MISSING
    warned = _ids(row)
    imprecise = row["verdict"] in ("for_lite_data", "usikkert_grunnlag")
    return "svært lav" if imprecise or any(w in warned for w in _IMPRECISE) else "lav"


def _float(value: Any) -> float | None:
    return None if numbers.is_missing(value) else float(value)


def _whole(value: Any) -> int | None:
    return None if numbers.is_missing(value) else round(float(value))
