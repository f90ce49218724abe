"""The action plan: what has become of each measure at each address, in words on tiles."""

from __future__ import annotations

from dataclasses import dataclass

import seaborn as sns
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from analysis.disclose import Disclosed
from analysis.params import Study, numbers
from analysis.present.figures import style
from analysis.present.figures.drawing import Words, alternative, visible
from analysis.wording import labels

_ROW, _HEAD, _LEFT = 0.46, 0.34, 2.62
"""Inches: height of a measure, of the heading; width of the measures' names."""
_ORDER = tuple(labels.STATUSES)


@dataclass(frozen=True)
class Plan:
    """What the picture needs; `status` holds (measure, place) → status id, absent where not planned there."""

    measures: tuple[str, ...]
    places: tuple[str, ...]
    status: dict[tuple[str, str], str]


def prepare(disclosed: Disclosed, study: Study) -> Plan | None:
    """Take the measures the edition shows, in the plan's order; None where there are none."""
    rows = visible(disclosed.measures)
    ids = [address for address in study.project.address_ids if address in set(rows["address"])]
    names = {address: labels.place(address, disclosed.place_names) for address in ids}
    rows = rows[rows["address"].isin(ids)]
    if rows.empty:
        return None
    columns = (rows[name].tolist() for name in ("measure", "address", "status"))
    status = {(str(m), names[a]): str(s) for m, a, s in zip(*columns, strict=True)}
    return Plan(tuple(dict.fromkeys(rows["measure"].tolist())), tuple(names.values()), status)


def draw(plan: Plan) -> Figure:
    """Draw a tile per measure and address; the darker, the further the measure has come."""
    inside = _ROW * len(plan.measures)
    height = _HEAD + inside + 0.03
    figure = style.canvas(height)
    wide = style.WIDTH - _LEFT
    axes = figure.add_axes((_LEFT / style.WIDTH, 0.03 / height, wide / style.WIDTH, inside / height))
    shade = [[_shade(plan, measure, place) for place in plan.places] for measure in plan.measures]
    fills = [style.PAPER, *(style.STATUSES[status] for status in _ORDER)]
    sns.heatmap(
        shade, ax=axes, cmap=ListedColormap(fills), vmin=-1.5, vmax=len(_ORDER) - 0.5, cbar=False,
        linewidths=2, linecolor=style.PAPER, xticklabels=False, yticklabels=False,
    )  # fmt: skip
    axes.set_axis_off()
    for column, place in enumerate(plan.places):
        style.small(axes, column + 0.5, -0.3, place, ha="center", weight=600)
    for row, measure in enumerate(plan.measures):
        style.small(
            axes, -_LEFT / wide * len(plan.places) + 0.01, row + 0.5, style.wrap(measure, 36), linespacing=1.0
        )
        for column, place in enumerate(plan.places):
            status = plan.status.get((measure, place))
            text = labels.label(labels.STATUSES, status, "status") if status else numbers.MISSING
            ink = style.ink_on(style.STATUSES[status]) if status else style.INK
            style.small(axes, column + 0.5, row + 0.5, text, ha="center", color=ink)
            if status == "undecided":
                box = Rectangle(
                    (column + 0.03, row + 0.08), 0.94, 0.84, fill=False, edgecolor=style.SOFT, ls="--"
                )
                axes.add_patch(box)
    return style.finish(figure)


def words(plan: Plan) -> Words:
    """Say how many are done of how many, and what each measure's status is."""
    found = list(plan.status.values())
    done = found.count("done")
    rest = [
        f"{found.count(status)} {labels.STATUSES[status].lower()}" for status in _ORDER[1:] if status in found
    ]
    message = f"{done} av {len(found)} tiltak er utført, når hvert tiltak telles én gang per adresse."
    if rest:
        message += f" Resten: {numbers.listed(rest)}."
    meanings = "; ".join(
        f"«{labels.STATUSES[status]}»: {labels.STATUS_MEANINGS[status].rstrip('.').lower()}"
        for status in _ORDER
        if status in found
    )
    caption = f"Status i handlingsplanen per tiltak og adresse. {meanings}."
    head = f"Tabell med tiltak nedover og status på {numbers.listed(plan.places)}:"
    return Words(message, caption, alternative(head, [_in_words(plan, measure) for measure in plan.measures]))


def _in_words(plan: Plan, measure: str) -> str:
    found = [plan.status.get((measure, place)) for place in plan.places]
    texts = [labels.STATUSES[status].lower() if status else numbers.MISSING for status in found]
    return (
        f"{measure}: {texts[0]} på alle"
        if len(set(texts)) == 1 and len(texts) > 1
        else f"{measure}: {', '.join(texts)}"
    )


def _shade(plan: Plan, measure: str, place: str) -> int:
    status = plan.status.get((measure, place))
    return _ORDER.index(status) if status in _ORDER else -1
