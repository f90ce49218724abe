"""The questionnaire: its statements word for word, its scale, and which answers count as none."""

from __future__ import annotations

import re
from typing import Self

from pydantic import Field, model_validator

from analysis.comparing import letters, told_apart
from analysis.model import Identifier, Params, Text, no_twice


class Scale(Params):
    """An ordered answer scale with one label for each whole number from low to high."""

    low: int
    high: int
    labels: tuple[Text, ...]

    @model_validator(mode="after")
    def _one_label_each(self) -> Self:
        expected = self.high - self.low + 1
        if expected < 2:
            raise ValueError(f"'high' ({self.high}) must be above 'low' ({self.low})")
        if len(self.labels) != expected:
            raise ValueError(
                f"a scale from {self.low} to {self.high} has {expected} steps, but {len(self.labels)} labels"
            )
        told_apart("labels", self.meanings)
        for label, step in self.meanings:
            number = re.fullmatch(r"[+-]?\d+", label.replace("−", "-"))
            if number and int(number[0]) != int(step):
                raise ValueError(
                    f"labels: «{label}» stands for {step}, so the number in an export would mean two "
                    "answers. Let 'low' and 'high' be the numbers of the labels"
                )
        return self

    @property
    def meanings(self) -> list[tuple[str, str]]:
        """Each label and the step it stands for."""
        return [(label, str(self.low + step)) for step, label in enumerate(self.labels)]


class Item(Params):
    """One statement of the questionnaire."""

    id: Identifier
    number: int = Field(ge=1)
    text: Text
    short: Text
    """A few words for axes and table rows."""
    reversed: bool = False
    """Agreement is bad: the answer is turned (low + high − answer) before any analysis."""
    incomplete: bool = False
    """The statement is cut off in the only version known; results carry a warning."""


class Questionnaire(Params):
    """A questionnaire as put to the tenants."""

    title: Text
    scale: Scale
    items: tuple[Item, ...] = Field(min_length=1)
    dont_know: tuple[Text, ...] = ()
    """Answers that mean «vet ikke»; kept apart from no answer."""
    declined: tuple[Text, ...] = ()
    """Answers that mean «ønsker ikke å svare»."""
    open_questions: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for field in ("id", "number", "text"):
            no_twice("items", field, (getattr(item, field) for item in self.items))
        statements = [(item.text, item.id) for item in self.items]
        told_apart(
            "items", [*statements, *((text, "open question") for text in self.open_questions)], letters
        )
        none = [(text, name) for name in ("dont_know", "declined") for text in getattr(self, name)]
        told_apart("answers", [*self.scale.meanings, *none])
        return self

    def item(self, item_id: str) -> Item:
        """Return the item with this id; ``KeyError`` when there is none."""
        return {item.id: item for item in self.items}[item_id]
