"""One survey answer as exported → a point on the scale, «vet ikke», «ønsker ikke å svare», or no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.clean.wording import fold, letters
from analysis.params import Questionnaire

Status = Literal["answered", "missing", "dont_know", "declined"]
Problem = Literal["outside", "unreadable", "contradiction"]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_NUMBER_AND_LABEL = re.compile(r"(?P<n>[+-]?\d+(?:[.,]0+)?)\s*(?:[-–—=:.)]\s*)?(?P<label>\D.*)")
_LABEL_AND_NUMBER = re.compile(r"(?P<label>.*\D)\s*(?:[(\[=:–—-]\s*)(?P<n>\d+)\s*[)\]]?")


@dataclass(frozen=True)
class Answer:
    """What one cell says.

    Attributes
    ----------
    value
        Point on the scale as answered (reversed items are not turned here); None unless answered.
    status
        ``answered``, ``missing``, ``dont_know`` or ``declined``.
    respelled
        The label was recognised in spite of a slip in spelling.
    problem
        Why the cell is no answer; None when it is.
    """

    value: int | None = None
    status: Status = "missing"
    respelled: bool = False
    problem: Problem | None = None


MISSING = Answer()


class AnswerReader:
    """Reads answers to one questionnaire.

    Examples
    --------
    >>> from analysis.params import Questionnaire, Scale, Item
    >>> scale = Scale(low=1, high=3, labels=("Uenig", "Både og", "Enig"))
    >>> item = Item(id="q01", number=1, text="Jeg trives", short="Trives")
    >>> read = AnswerReader(Questionnaire(title="t", scale=scale, items=(item,), dont_know=("Vet ikke",)))
    >>> read("3 - Enig").value, read("ENIG ").value, read("vet ikke").status, read("4").problem
    (3, 3, 'dont_know', 'outside')
    """

    def __init__(self, questionnaire: Questionnaire, values: Mapping[str, str] | None = None) -> None:
        scale = questionnaire.scale
        self._low, self._high = scale.low, scale.high
        self._labels = {letters(label): scale.low + step for step, label in enumerate(scale.labels)}
        self._none: dict[str, Status] = {letters(text): "dont_know" for text in questionnaire.dont_know}
        self._none |= {letters(text): "declined" for text in questionnaire.declined}
        self._values = {fold(wording): value for wording, value in (values or {}).items()}

    def __call__(self, text: str) -> Answer:
        """Read one cell; never raises."""
        text = self._values.get(fold(text), text)
        folded = fold(text).replace("−", "-")
        if not folded:
            return MISSING if text.strip() in ("", "-", "–", "—", ".", "…") else Answer(problem="unreadable")
        raw = text.strip().rstrip(".").replace("−", "-")
        if _NUMBER.fullmatch(raw):
            return self._number(raw)
        return self._words(letters(text)) or self._mixed(folded) or self._misspelt(letters(text))

    def _number(self, text: str) -> Answer:
        number = float(text.replace(",", "."))
        if number != int(number) or not self._low <= number <= self._high:
            return Answer(problem="outside")
        return Answer(int(number), "answered")

    def _words(self, key: str) -> Answer | None:
        if key in self._labels:
            return Answer(self._labels[key], "answered")
        return Answer(status=self._none[key]) if key in self._none else None

    def _mixed(self, folded: str) -> Answer | None:
        """Read «7 - Veldig enig» and «Veldig enig (7)»; number and label must agree."""
        match = _NUMBER_AND_LABEL.fullmatch(folded) or _LABEL_AND_NUMBER.fullmatch(folded)
        if not match:
            return None
        number = self._number(match["n"])
        words = self._words(letters(match["label"])) or self._misspelt(letters(match["label"]))
        if words.problem:
            return None
        if words.status != "answered":
            return words
        if number.problem:
            return number
        return words if words.value == number.value else Answer(problem="contradiction")

    def _misspelt(self, key: str) -> Answer:
        """Accept a label one slip away, when no other label or answer is as near."""
        near = [
            label
            for label in (*self._labels, *self._none)
            if abs(len(label) - len(key)) <= 1 and _one_slip(label, key)
        ]
        if len(near) != 1 or len(key) < 4:
            return Answer(problem="unreadable")
        read = self._words(near[0]) or MISSING
        return Answer(read.value, read.status, respelled=True)


def _one_slip(a: str, b: str) -> bool:
    """Whether one letter added, left out, changed, or two neighbours swapped make `a` into `b`."""
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    swapped = len(rest_a) > 1 and rest_a[1::-1] + rest_a[2:] == rest_b
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or swapped
