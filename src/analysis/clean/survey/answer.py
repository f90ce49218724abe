"""One survey answer as exported → a point on the scale, «vet ikke», «ønsker ikke å svare», or no answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from analysis.clean.wording import one_slip
from analysis.comparing import code_key, fold, tidy, wording_key
from analysis.params import Questionnaire

Status = Literal["answered", "missing", "dont_know", "declined"]
Problem = Literal["outside", "between", "unreadable", "contradiction", "unmapped"]

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_SIGN = re.compile(r"[-−]\d")
_NUMBER_AND_LABEL = re.compile(r"(?P<n>[+-]?\d+(?:[.,]0+)?)\s*(?:[-–—=:.)]\s*)?(?P<label>\D.*)")
_LABEL_AND_NUMBER = re.compile(
    r"(?P<label>.*[^\s\d()\[\]=:.–—-])[\s.]*(?:[=:–—-]?\s*(?P<n>\d+)|[(\[=:]\s*(?P<signed>[+-]?\d+))\s*[)\]]?"
)
"""A minus between label and number parts them; a negative number stands in brackets or after «=» or «:»."""


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
        Why the cell is no answer; None when it is. ``unmapped``: the source gives points of the
        scale other meanings, but not this one.
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
        self._labels = {wording_key(label): int(step) for label, step in scale.meanings}
        self._none: dict[str, Status] = {wording_key(text): "dont_know" for text in questionnaire.dont_know}
        self._none |= {wording_key(text): "declined" for text in questionnaire.declined}
        self._values = {code_key(wording): value for wording, value in (values or {}).items()}
        self._recoded = any(
            self._number(wording).value is not None and code_key(value) != wording
            for wording, value in self._values.items()
            if _NUMBER.fullmatch(wording) and _NUMBER.fullmatch(value.strip())
        )

    def __call__(self, text: str) -> Answer:
        """Read one cell; never raises."""
        meant = self._values.get(code_key(text))
        answer = self._read(text if meant is None else meant)
        if self._recoded and meant is None and answer.value is not None and any(map(str.isdigit, text)):
            return Answer(problem="unmapped")
        return answer

    def _read(self, text: str) -> Answer:
        folded = fold(text).replace("−", "-")
        if named := self._words(wording_key(text)):
            return named
        if not folded:
            return MISSING if text.strip() in ("", "-", "–", "—", ".", "…") else Answer(problem="unreadable")
        raw = text.strip().rstrip(".").replace("−", "-")
        if _NUMBER.fullmatch(raw):
            return self._number(raw)
        return self._mixed(_with_sign(folded, text)) or self._misspelt(wording_key(text))

    def _number(self, text: str) -> Answer:
        number = float(text.replace(",", "."))
        if not self._low <= number <= self._high:
            return Answer(problem="outside")
        if number != int(number):
            return Answer(problem="between")
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
        number = self._number(match["n"] or match["signed"])
        label = wording_key(match["label"])
        words = self._words(label) or self._misspelt(label)
        if words.problem:
            return None
        if words.status != "answered":
            return Answer(problem="contradiction") if number.value is not None else words
        if number.problem:
            return number
        return words if words.value == number.value else Answer(problem="contradiction")

    def _misspelt(self, key: str) -> Answer:
        """Accept a label one slip away, when no other label or answer is as near."""
        near = [label for label in (*self._labels, *self._none) if one_slip(label, key)]
        if len(near) != 1 or len(key) < 4 or not key.isalpha():
            return Answer(problem="unreadable")
        read = self._words(near[0]) or MISSING
        return Answer(read.value, read.status, respelled=True)


def _with_sign(folded: str, text: str) -> str:
    """Return a folded text with the sign of the number it begins with, which folding takes for a mark."""
    sign = _SIGN.match(tidy(text))
    return f"-{folded}" if sign and not folded.startswith("-") else folded
