"""Which column of an export answers which statement: matched by wording, every match accounted for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from analysis.clean.columns.mapping import column_letter
from analysis.clean.wording import one_slip
from analysis.comparing import fold, letters
from analysis.params import Questionnaire

How = Literal["declared", "exact", "contained", "framed", "truncated", "id", "number", "spelling"]
SURE: tuple[How, ...] = ("declared", "exact")
SHORTEST = 10
"""Fewest letters of a truncated header."""
MOST_SLIPS = 2
"""Words of a header that may each be one slip of the pen away from the statement's."""
LONG_WORD = 4
"""Letters from which a word may hold a slip: «kan» is not «kun», «bod» not «bor»."""
OPEN = "\0"
"""Begins the id of an open question, which no item can have."""
_NUMBERED = re.compile(
    r"^(?:(?:spørsmål|spm|påstand|nr|q|s|v)[\s._]*)?(?P<n>\d{1,3})(?:[_.]\d{1,3})*(?=[\s.:)_–-]|$)[\s.:)_–-]*"
)
_CODE = re.compile(r"^(?P<letter>spørsmål|spm|påstand|nr|q|s|v)?[\s._]*(?:\d{1,3}[_.])?0*(?P<n>\d{1,3})$")
_STEM = re.compile(r"[\[:?|»]|\.\s|\s[-–—/]\s|\.\.")
_LINE = re.compile(r"\n|<(?:br|/p|/div|/li)\b[^<>]{0,50}>", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|[\[:?|»«(.!)–—-]|\s/|^[^\W\d]{0,12}[\s._]*\d+[a-z]?)[\s\"“”']*$")
"""What may stand before a statement: a matrix question's stem with a sign after it, or a number."""
_OPTION = re.compile(r"(?P<id>[A-Za-z]\w*?)(?:___|_?\[)(?P<code>[^\[\]_]+)\]?")
"""A codebook id and one of its options, as REDCap (``q01___5``) and LimeSurvey (``q01[5]``) write them."""
_BETWEEN = re.compile(r"^[\s\[(:|–—>/.?!-]+|[\s\])]+$")
_CLOSING = ' )]»"”?.!:'
_AFTER_SIGN = re.compile(r"[\[:?|»«(>–—-]\s*[\"“”']*$")
"""A sign before a short statement, which must end its header: «Hvor enig er du? [Jeg trives]»."""
_ENDS = re.compile(r"^[\"“”']*\s*(?:$|[\]\[:?|(.!/–—»-])")
"""What may stand after one: nothing, or a sign that parts it from the rest."""


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
        statements = {item.id: item.text for item in questionnaire.items}
        asked_openly = {f"{OPEN}{n}": text for n, text in enumerate(questionnaire.open_questions)}
        self._pool = {key: letters(text) for key, text in (statements | asked_openly).items()}
        self._words = {key: _words(text) for key, text in (statements | asked_openly).items()}
        self._within = {key: _inside(words) for key, words in self._words.items()}
        self._ids = {fold(item.id): item.id for item in questionnaire.items}
        self._cut_off = {item.id for item in questionnaire.items if item.incomplete}
        self._numbers = {item.number: item.id for item in questionnaire.items}
        self.declared = tuple(declared or ())
        self.declared_headers = tuple((declared or {}).values())
        self._declared = {fold(header): item for item, header in (declared or {}).items()}
        self._scale = {str(questionnaire.scale.low), str(questionnaire.scale.high)}

    def recognises(self, header: str) -> bool:
        """Whether a cell looks like one of the statements."""
        whole = letters(header)
        if whole and whole in self._pool.values():
            return True
        if len(header) < SHORTEST:
            return False
        return any(len(text) >= SHORTEST and text in whole for text in self._pool.values()) or bool(
            self._candidates(header, misspelt=False)[0]
        )

    def behind_statement(self, header: str) -> list[tuple[str, str]]:
        """Return item and what stands after its statement or id in a header, longest statement first.

        Examples
        --------
        >>> from analysis.params import Item, Questionnaire, Scale
        >>> scale = Scale(low=1, high=2, labels=("Nei", "Ja"))
        >>> item = Item(id="q01", number=1, text="Jeg trives godt her", short="Trives")
        >>> matcher = QuestionMatcher(Questionnaire(title="t", scale=scale, items=(item,)))
        >>> [matcher.behind_statement(h) for h in ("Jeg trives godt her [Ja]", "q01___2", "Jeg trives")]
        [[('q01', 'ja')], [('q01', '2')], []]
        """
        folded = fold(_LINE.sub(" | ", header))
        coded = _OPTION.fullmatch(header.strip())
        behind = (
            [(self._ids[fold(coded["id"])], coded["code"])]
            if coded and fold(coded["id"]) in self._ids
            else []
        )
        for item in sorted(self._within, key=lambda item: -len(self._pool[item])):
            at = self._within[item].search(folded)
            if at and not item.startswith(OPEN) and _OPENS.search(folded[: at.start()]):
                behind.append((item, _BETWEEN.sub("", folded[at.end() :])))
        return [(item, rest) for item, rest in behind if rest]

    def is_item(self, text: str) -> bool:
        """Whether a text is the id of an item."""
        return fold(text) in self._ids

    def is_option_code(self, header: str) -> bool:
        """Whether a header is a codebook id and one of its options."""
        coded = _OPTION.fullmatch(header.strip())
        return coded is not None and fold(coded["id"]) in self._ids

    def declared_columns(self, headers: Sequence[str]) -> dict[int, str]:
        """Return the columns ``project.yml`` names for a statement: by header, or by letter («kolonne D»)."""
        folded = [fold(header) for header in headers]
        by_letter = {
            column: item
            for column in range(len(headers))
            if (item := self._declared.get(f"kolonne {column_letter(column)}".casefold()))
        }
        by_header = {c: self._declared[header] for c, header in enumerate(folded) if header in self._declared}
        return by_header | by_letter

    def match(self, headers: Sequence[str], taken: frozenset[int] = frozenset()) -> Matching:
        """Match every header but those of the columns already `taken` for other things."""
        result = Matching()
        declared = self.declared_columns(headers)
        for column, item in declared.items():
            self._claim(result, Match(item, column, "declared"))
        columns = [c for c, h in enumerate(headers) if c not in taken and c not in declared and fold(h)]
        proposals = {c: self._candidates(headers[c]) for c in columns}
        exact = {ids[0] for ids, how in proposals.values() if how in SURE} | set(declared.values())
        numbers = {c: self._number(headers[c]) for c in columns}
        trusted = self._numbers_agree(proposals, numbers)
        for column, (ids, how) in proposals.items():
            left = [i for i in ids if i not in exact] if how not in SURE and len(ids) > 1 else ids
            number = numbers[column]
            numbered = self._numbers.get(number) if number is not None and trusted else None
            if len(left) > 1 and numbered in left:
                left = [numbered]
            if left and all(item.startswith(OPEN) for item in left):
                left = left[:1]  # whichever it is, free text is not read
            if len(left) > 1:
                result.ambiguous[column] = left
            elif left:
                self._claim(result, Match(left[0], column, how))
        if not any(m.how != "declared" for m in result.matches.values()) and not result.ambiguous:
            self._match_codes(headers, columns, result)
        return result

    def _claim(self, result: Matching, match: Match) -> None:
        if match.item.startswith(OPEN):
            result.open_columns.append(match.column)
            return
        held = result.matches.get(match.item)
        if held is None or (match.how in SURE and held.how not in SURE):
            result.matches[match.item] = match
        elif held.how == match.how or (held.how not in SURE and match.how not in SURE):
            result.doubled.setdefault(match.item, [held.column]).append(match.column)

    def _candidates(self, header: str, *, misspelt: bool = True) -> tuple[list[str], How]:
        folded = fold(header)
        key = letters(_NUMBERED.sub("", folded))
        for text in (key, letters(folded)):
            exact = [item for item, words in self._pool.items() if words == text]
            if exact:
                return exact[:1], "exact"
        inside = self._contained(fold(_LINE.sub(" | ", header)))
        if inside:
            longest = max(inside, key=lambda item: len(self._pool[item]))
            others = [item for item in inside if self._pool[item] not in self._pool[longest]]
            return [longest, *others], inside[longest]
        for tail in self._tails(folded, key):
            begun = [item for item, words in self._pool.items() if words.startswith(tail)]
            if begun:
                return begun, "truncated"
        return (self._alike(header) if misspelt else []), "spelling"

    def _contained(self, header: str) -> dict[str, How]:
        """Return the statements that stand in a header, parted by a sign from what else stands there."""
        found: dict[str, How] = {}
        for item, pattern in self._within.items():
            at = pattern.search(header)
            if at is None or not _OPENS.search(header[: at.start()]):
                continue
            after, short = header[at.end() :], len(self._pool[item]) < SHORTEST
            if short and (after.strip(_CLOSING) or not _AFTER_SIGN.search(header[: at.start()])):
                continue
            if item in self._cut_off or not after.strip(_CLOSING) or self._is_scale(after):
                found[item] = "contained"
            elif _ENDS.search(after):
                found[item] = "framed"
        return found

    def _is_scale(self, text: str) -> bool:
        """Whether text after a statement explains the scale: «(1 = Veldig uenig, 7 = Veldig enig)»."""
        return text.lstrip()[:1] in "([" and self._scale <= set(re.findall(r"\d+", text))

    def _tails(self, folded: str, key: str) -> list[str]:
        """Return the header, and what follows a matrix question's stem, where long enough."""
        parts = [key, *(letters(folded[m.end() :]) for m in _STEM.finditer(folded))]
        return [part for part in parts if len(part) >= SHORTEST]

    def _alike(self, header: str) -> list[str]:
        words = _words(_NUMBERED.sub("", fold(header)))
        return [item for item, own in self._words.items() if _same_but_for_slips(words, own)]

    def _number(self, header: str) -> int | None:
        match = _NUMBERED.match(fold(header))
        return int(match["n"]) if match else None

    def _numbers_agree(
        self, proposals: Mapping[int, tuple[list[str], How]], numbers: Mapping[int, int | None]
    ) -> bool:
        """Whether the export numbers its questions as the questionnaire does, as far as wording tells."""
        known = {item: number for number, item in self._numbers.items()}
        return all(
            numbers[column] in (None, known.get(ids[0], numbers[column]))
            for column, (ids, _) in proposals.items()
            if len(ids) == 1
        )

    def _match_codes(self, headers: Sequence[str], columns: Sequence[int], result: Matching) -> None:
        """Match codebook ids (``q01``, ``s_1``, ``s_1_3``) when no header carries any wording.

        Numbers alone (``1``, ``2``) are taken only where they are all there: answers look alike.
        """
        folded = {column: fold(headers[column]) for column in columns}
        codes = {column: _CODE.match(text) for column, text in folded.items()}
        bare = {int(code["n"]) for code in codes.values() if code and not code["letter"]}
        for column, text in folded.items():
            code = codes[column]
            if text in self._ids:
                self._claim(result, Match(self._ids[text], column, "id"))
            elif code and (code["letter"] or bare >= set(self._numbers)):
                item = self._numbers.get(int(code["n"]))
                if item:
                    self._claim(result, Match(item, column, "number"))


def looks_like_code(header: str) -> bool:
    """Whether a header is a codebook id made of a letter and numbers, such as ``s_9``."""
    code = _CODE.match(fold(header))
    return code is not None and bool(code["letter"])


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", fold(text))


def _inside(words: Sequence[str]) -> re.Pattern[str]:
    """Return what finds these words in a header, whatever signs and spaces part them."""
    return re.compile(r"(?<![^\W_])" + r"[\W_]+".join(map(re.escape, words)) + r"(?![^\W_])")


def _same_but_for_slips(words: Sequence[str], statement: Sequence[str]) -> bool:
    """Whether the same word for word but for a slip or two; a word more, or «u-», is another statement."""
    if len(words) != len(statement) or sum(map(len, words)) < SHORTEST:
        return False
    pairs = [(a, b) for a, b in zip(words, statement, strict=True) if a != b]
    return len(pairs) <= MOST_SLIPS and all(
        min(len(a), len(b)) >= LONG_WORD
        and not any(map(str.isdigit, a + b))
        and f"u{a}" != b
        and f"u{b}" != a
        and one_slip(a, b)
        for a, b in pairs
    )
