"""Which column of an export answers which statement: matched by wording, every match accounted for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from analysis.clean.wording import fold, letters
from analysis.params import Questionnaire

How = Literal["declared", "exact", "contained", "truncated", "number", "spelling"]
SHORTEST = 10
"""Fewest letters of a truncated header."""
LIKE = 0.9
MARGIN = 0.04
_NUMBERED = re.compile(
    r"^(?:(?:spørsmål|spm|påstand|nr|q|s|v)[\s._]*)?(?P<n>\d{1,3})(?:[_.]\d{1,3})*(?=[\s.:)_–-]|$)[\s.:)_–-]*"
)
_CODE = re.compile(r"^(?:spørsmål|spm|påstand|nr|q|s|v)?[\s._]*(?:\d{1,3}[_.])?0*(?P<n>\d{1,3})$")
_STEM = re.compile(r"[\[:?|»]|\.\s|\s[-–—]\s|\.\.")


@dataclass(frozen=True)
class Match:
    """One column tied to one statement."""

    item: str
    column: int
    how: How


@dataclass
class Matching:
    """What came of matching the headers of one export.

    Attributes
    ----------
    matches
        Item id → match.
    open_columns
        Columns of open questions: free text, not read.
    ambiguous
        Column → items it may belong to.
    doubled
        Item → columns that claim it equally.
    """

    matches: dict[str, Match] = field(default_factory=dict)
    open_columns: list[int] = field(default_factory=list)
    ambiguous: dict[int, list[str]] = field(default_factory=dict)
    doubled: dict[str, list[int]] = field(default_factory=dict)


class QuestionMatcher:
    """Matches headers to the statements of one questionnaire.

    Examples
    --------
    >>> from analysis.params import Item, Questionnaire, Scale
    >>> scale = Scale(low=1, high=2, labels=("Nei", "Ja"))
    >>> items = (Item(id="q01", number=1, text="Jeg føler meg trygg i boligen", short="Trygg"),
    ...          Item(id="q02", number=2, text="Jeg føler meg trygg i boden", short="Bod"))
    >>> matcher = QuestionMatcher(Questionnaire(title="t", scale=scale, items=items))
    >>> found = matcher.match(["1. Jeg føler meg trygg i boligen?", "Jeg føler meg trygg i bod…"])
    >>> [(m.item, m.how) for m in found.matches.values()]
    [('q01', 'exact'), ('q02', 'truncated')]
    >>> matcher.match(["Jeg føler meg trygg i bo…"]).ambiguous
    {0: ['q01', 'q02']}
    """

    def __init__(self, questionnaire: Questionnaire, declared: Mapping[str, str] | None = None) -> None:
        self._items = {item.id: letters(item.text) for item in questionnaire.items}
        self._open = {f"\0{n}": letters(text) for n, text in enumerate(questionnaire.open_questions)}
        self._numbers = {item.number: item.id for item in questionnaire.items}
        self._declared = {fold(header): item for item, header in (declared or {}).items()}

    def recognises(self, header: str) -> bool:
        """Whether a cell looks like one of the statements."""
        return len(header) >= SHORTEST and bool(self._candidates(header, misspelt=False)[0])

    def match(self, headers: Sequence[str], taken: frozenset[int] = frozenset()) -> Matching:
        """Match every header but those of the columns already `taken` for other things."""
        columns = [c for c, header in enumerate(headers) if c not in taken and fold(header)]
        proposals = {c: self._candidates(headers[c]) for c in columns}
        result = Matching()
        exact = {ids[0] for ids, how in proposals.values() if how in ("declared", "exact")}
        for column, (ids, how) in proposals.items():
            left = (
                ids
                if how in ("declared", "exact")
                else [i for i in ids if i not in exact]
                if len(ids) > 1
                else ids
            )
            numbered = self._numbered(headers[column])
            if len(left) > 1 and numbered in left:
                left = [numbered]
            if len(left) > 1:
                result.ambiguous[column] = left
            elif left:
                self._claim(result, Match(left[0], column, how))
        if not result.matches and not result.ambiguous:
            self._match_codes(headers, columns, result)
        return result

    def _claim(self, result: Matching, match: Match) -> None:
        if match.item in self._open:
            result.open_columns.append(match.column)
            return
        held = result.matches.get(match.item)
        sure = ("declared", "exact")
        if held is None or (match.how in sure and held.how not in sure):
            result.matches[match.item] = match
        elif not (held.how in sure and match.how not in sure):
            result.doubled.setdefault(match.item, [held.column]).append(match.column)

    def _candidates(self, header: str, *, misspelt: bool = True) -> tuple[list[str], How]:
        folded = fold(header)
        if folded in self._declared:
            return [self._declared[folded]], "declared"
        key = letters(_NUMBERED.sub("", folded))
        whole = letters(folded)
        pool = self._items | self._open
        for text in (key, whole):
            exact = [item for item, words in pool.items() if words == text]
            if exact:
                return exact[:1], "exact"
        inside = [item for item, words in pool.items() if len(words) >= SHORTEST and words in whole]
        if inside:
            longest = max(inside, key=lambda item: len(pool[item]))
            others = [item for item in inside if pool[item] not in pool[longest]]
            return [longest, *others], "contained"
        for tail in self._tails(folded, key):
            begun = [item for item, words in pool.items() if words.startswith(tail)]
            if begun:
                return begun, "truncated"
        return (self._alike(key, pool) if misspelt else []), "spelling"

    def _tails(self, folded: str, key: str) -> list[str]:
        """Return the header, and what follows a matrix question's stem, where long enough."""
        parts = [key, *(letters(folded[m.end() :]) for m in _STEM.finditer(folded))]
        return [part for part in parts if len(part) >= SHORTEST]

    def _alike(self, key: str, pool: Mapping[str, str]) -> list[str]:
        if len(key) < SHORTEST:
            return []
        scores = sorted(
            ((difflib.SequenceMatcher(None, key, words).ratio(), item) for item, words in pool.items()),
            reverse=True,
        )
        best = scores[0][0]
        return [item for score, item in scores if score > best - MARGIN] if best >= LIKE else []

    def _numbered(self, header: str) -> str | None:
        match = _NUMBERED.match(fold(header))
        return self._numbers.get(int(match["n"])) if match else None

    def _match_codes(self, headers: Sequence[str], columns: Sequence[int], result: Matching) -> None:
        """Match codebook ids (``q01``, ``s_1``, ``s_1_3``) when no header carries any wording."""
        for column in columns:
            folded = fold(headers[column])
            code = _CODE.match(folded)
            item = folded if folded in self._items else self._numbers.get(int(code["n"])) if code else None
            if item:
                self._claim(result, Match(item, column, "number"))
