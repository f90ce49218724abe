"""One form per kind of measure: what the public edition prints of a row, or why it prints nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from analysis.disclose.forms import safe_form
from analysis.disclose.public import CLASS, MeanClass, PeopleRange, Public, Span, Thousands
from analysis.measure_types import PublicForm
from analysis.params import Disclosure, Indicator, Plan, Scale, numbers

Row = Mapping[Hashable, Any]
"""A row of the results table."""
WINDOWS = ("months_before", "months_after")
COUNTS = ("events_before", "events_after", "exposure_before", "exposure_after", "before", "after")
PLAIN = ("done", "planned", "before", "after", "estimate")


@dataclass(frozen=True)
class Limits:
    """What rows are held against.

    Attributes
    ----------
    rule, scale
        The project's thresholds, and the answer scale of the questionnaire.
    largest
        Indicator of an amount → people who have any, and the largest share of the sum that one has, each the
        least favourable of before and after.
    """

    rule: Disclosure
    scale: Scale
    largest: Mapping[str, tuple[int, float]]


def published(row: Row, indicator: Indicator, limits: Limits) -> Public | str:
    """Return what is printed of a row of all addresses, or the id of the rule that hides it."""
    return FORMS[indicator.declared.publication](row, indicator, limits)


def published_once(rows: Mapping[str, Row], plan: Plan, limits: Limits) -> dict[str, Public | str]:
    """Return what is printed of each indicator, every answer told once.

    What is proven of two means is not proven of two means beside another sum of the same answers. So the
    outcomes that decide come first, then single questions, then the rest; what shares a question with one
    that is printed is hidden. An index read off its printed questions would be of other people than its own,
    since not everybody answers each of them.
    """
    told: set[str] = set()
    found: dict[str, Public | str] = {}

    def turn(indicator: Indicator) -> tuple[bool, bool, bool]:
        return indicator not in plan.deciding, not _is_mean(indicator), not indicator.is_question

    for indicator in sorted((i for i in plan.indicators if i.id in rows), key=turn):
        items = set(indicator.measure.names.get("item", ()))
        made = "same_answers" if told & items else published(rows[indicator.id], indicator, limits)
        told |= items if isinstance(made, Public) else set()
        found[indicator.id] = made
    return found


def _is_mean(indicator: Indicator) -> bool:
    return indicator.declared.publication == "class_of_mean"


def _class_of_mean(row: Row, _: Indicator, limits: Limits) -> Public | str:
    """Print classes in the form of the fewest of the printed range: an own form would tell how many."""
    n, steps, basis = _fewest(row), len(limits.scale.labels), _basis(row, limits)
    safe_form(steps, n)  # refuses more people than the table holds
    unlinked = n - n % CLASS  # four numbers of people have one form
    fewest = basis.low if basis else 0 if _has(row["n_pairs"]) else unlinked
    form = safe_form(steps, fewest)
    if fewest < limits.rule.min_group or form is None:
        return "few_people"
    before, after = (MeanClass.of(float(row[side]), form, limits.scale) for side in ("before", "after"))
    return Public(before=before, after=after, basis=basis, word=word(before.number, after.number))


def _range_of_people(row: Row, _: Indicator, limits: Limits) -> Public | str:
    """Print ranges of all tenants, where nearly all are known: of those known, they would tell them."""
    n, least, basis = _fewest(row), limits.rule.min_group, _basis(row, limits)
    if basis is None or basis.high < basis.total:
        return "few_people"
    ranges = [PeopleRange.of(round(float(row[s]) * n), basis.total, least) for s in ("before", "after")]
    if ranges[0] is None or ranges[1] is None:
        return "few_people"
    return Public(
        before=ranges[0],
        after=ranges[1],
        basis=basis,
        word=word(ranges[0].low, ranges[1].low, same="omtrent som før"),
    )


def _range_of_done(row: Row, _: Indicator, limits: Limits) -> Public | str:
    done, planned = _whole(row["done"]), _whole(row["planned"])
    came = PeopleRange.of(done, planned, limits.rule.min_group)
    return "few_people" if came is None else Public(after=came)


def _rate(row: Row, _: Indicator, limits: Limits) -> Public | str:
    events = [_whole(row["events_before"]), _whole(row["events_after"])]
    least = limits.rule.min_group
    if any(0 < n < least for n in events):
        return "small_cell"
    one_dominates = float(row["largest_flat_share"] if sum(events) else 0) > limits.rule.max_share
    if sum(events) and (_whole(row["flats_contributing"]) < least or one_dominates):
        return "few_flats"
    alone = row["method"] != "comparison"  # the other addresses' events stay out of it
    return Public(kept=(*COUNTS, *WINDOWS, *(["estimate"] if alone else [])), judged=alone)


def _thousands(row: Row, indicator: Indicator, limits: Limits) -> Public | str:
    people, share = limits.largest[indicator.id]
    if min(_fewest(row), people) < limits.rule.min_group:
        return "few_people"
    if share > limits.rule.max_amount_share:
        return "dominated"
    before, after = (Thousands.of(float(row[side])) for side in ("before", "after"))
    return Public(
        before=before, after=after, basis=_basis(row, limits), word=word(before.number, after.number)
    )


def _weeks(row: Row, _: Indicator, limits: Limits) -> Public | str:
    if min(_whole(row["events_before"]), _whole(row["events_after"])) < limits.rule.min_group:
        return "few_cases"
    sides = [Span.of(float(row[s]), 7, "dager") if _has(row[s]) else None for s in ("before", "after")]
    return Public(before=sides[0], after=sides[1])


def _years(row: Row, _: Indicator, limits: Limits) -> Public | str:
    if _fewest(row) < limits.rule.min_group:
        return "few_people"
    sides = [Span.of(float(row[side]) / 12, 1, "år") for side in ("before", "after")]
    return Public(before=sides[0], after=sides[1])


def _figure(*_: object) -> Public:
    return Public(kept=(*PLAIN, *WINDOWS))


def _more_or_fewer(row: Row, _: Indicator, limits: Limits) -> Public | str:
    if _whole(row["n_baseline"]) < limits.rule.min_group:
        return "few_people"
    before, after = (float(row[side]) if _has(row[side]) else 0.0 for side in ("before", "after"))
    return Public(
        word=word(before, after, up="flere enn før", down="færre enn før", same="like mange som før")
    )


def _fewest(row: Row) -> int:
    """People with a value both times; where answers are not linked, the fewer of the two groups."""
    linked = _has(row["n_pairs"])
    return _whole(row["n_pairs"]) if linked else min(_whole(row["n_before"]), _whole(row["n_after"]))


def _basis(row: Row, limits: Limits) -> PeopleRange | None:
    linked = _has(row["n_pairs"]) and _has(row["n_baseline"])
    if not linked:
        return None
    return PeopleRange.of(_whole(row["n_pairs"]), _whole(row["n_baseline"]), limits.rule.min_group)


def word(
    before: float,
    after: float,
    up: str = "høyere enn før",
    down: str = "lavere enn før",
    same: str = "som før",
) -> str:
    """Return how a printed value after is to the one before."""
    return same if after == before else up if after > before else down


def _has(value: object) -> bool:
    return not numbers.is_missing(value)


def _whole(value: Any) -> int:
    return round(float(value)) if _has(value) else 0


FORMS: dict[PublicForm, Callable[[Row, Indicator, Limits], Public | str]] = {
    "class_of_mean": _class_of_mean,
    "range_of_people": _range_of_people,
    "range_of_done": _range_of_done,
    "rate": _rate,
    "thousands": _thousands,
    "weeks": _weeks,
    "years": _years,
    "figure": _figure,
    "more_or_fewer": _more_or_fewer,
}
"""Form → what it prints of a row. What is declared to be none of these is not published."""
