"""Looking for personal names in text: inflected, in any case, joined, without their Norwegian letters."""

from __future__ import annotations

import html
import itertools
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from typing import Self

from analysis.comparing import letters, tidy

BARRED = {"đ": "d", "ð": "d", "ŋ": "n", "ŧ": "t", "ł": "l", "þ": "th", "ı": "i"}
"""Letters that are no letter with an accent, and the keys people take for them."""

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*'?")
_JOINED = re.compile(r"(?<=[a-zæøå])(?=[A-ZÆØÅ])")
_TOKEN = re.compile(r"[^\W_]+(?:[-/][^\W_]+)*")
_AMOUNT = re.compile(r"\b(?:kr|nok)\.? ?\d+|\d+(?:,\d\d)? ?(?:kr|kroner|nok)\b|\d+,-", re.IGNORECASE)
_INITIALS = re.compile(r"(?<![^\W_])(?:[A-ZÆØÅ]\.[ -]?){1,3}[A-ZÆØÅ](?:\.|(?![^\W_]))")
_CAPITALS = re.compile(r"(?<![^\W_])[A-ZÆØÅ]{2,4}(?![^\W_])")
_MONTH = "(?:jan(?:uar)?|mars|april|mai|juni|juli|aug(?:ust)?)"
_TO_MONTH = rf"\.? ?- ?(?:{_MONTH}|feb(?:ruar)?|sept?(?:ember)?|okt(?:ober)?|nov(?:ember)?|des(?:ember)?)"
_START, _END = r"^[ «(•*-]{0,4}", r"(?![^\W_])"
_NO_NAME = re.compile(
    "|".join((
        rf"(?<!med )(?<!hos )\b{_MONTH}(?:{_TO_MONTH})?(?:\.?[ -]?(?:19|20)\d\d|-\d\d)(?!\d)",
        rf"{_START}(?:per|pr|man|ti?rs?|tors?|fre)\.? ?[0-3]?\d[./-] ?[01]?\d(?!\d)",
        rf"{_START}dag \d{{1,2}}(?![\d.])",
        rf"\bper (?:dags dato|dato|måned|person|år){_END}",
        rf"\b[^\W\d_]{{2,}}s (?:gate|gata|gaten|gt\.?|(?:vei|veg|plass|allé|v\.?) \d{{1,3}}){_END}",
        rf"\b[^\W\d_]{{2,}} (?:kommune|bydel|distrikt|borettslag|sameie){_END}",
        rf"\b(?:st\.|sankt) ?hans{_END}",
        rf"\bhus (?:[a-h]|\d{{1,2}}){_END}",
        rf"\b(?-i:(?:[Mm]ellom|[Nn]oko|eitt og|ikkje|nokon|alt|eit) anna|anna (?:enn|arbeid)){_END}",
        rf"\b(?-i:(?:å|kan|skal|vil|må|bør|skulle|kunne|ville) vera){_END}",
        rf"\b(?-i:[Ii] helga|(?:kvar|denne|heile|førre|neste) helga){_END}",
    )),
    re.IGNORECASE | re.MULTILINE,
)  # fmt: skip
"""Months, days, streets, districts and turns of nynorsk: «Mai 2024», «Per dags dato», «Olavs gate 3»."""
_MONTH_ALONE = re.compile(rf"\W*{_MONTH}\W*", re.IGNORECASE)
_SINS = frozenset({"sin", "si", "sitt", "sine"})
DONE_TO_THINGS = frozenset({
    "beskjæres", "byttes", "feies", "fjernes", "klippes", "males", "merkes", "monteres", "måkes", "pusses",
    "renses", "repareres", "ryddes", "spyles", "stenges", "strøs", "vaskes",
})  # fmt: skip
"""What is done to «Hagen» or «Sand» at the beginning of a plan's line, and to no person."""
ABBREVIATIONS = frozenset({
    "AS", "BRL", "DPS", "EL", "EU", "FDV", "HF", "HMS", "IA", "IKS", "IT", "KF", "KS", "LAR", "NAV", "ROS",
    "SA", "SD", "SMS", "TV",
})  # fmt: skip
"""Capitals of ordinary text: taken for nobody's initials."""
_WITHOUT = tuple(
    str.maketrans(table)
    for table in (
        {"æ": "ae", "ø": "oe", "å": "aa"},
        {"æ": "ae", "ø": "o", "å": "a"},
        {"æ": "e", "ø": "o", "å": "aa"},
    )
)
EVERYDAY = frozenset(
    files("analysis.clean").joinpath("resources", "everyday_words.txt").read_text(encoding="utf-8").split()
)
"""Names that are words of ordinary Norwegian too: with a small letter, they are taken for the word."""
SHORT = 3
"""Letters from which a word alone is a name."""
CODE = 5
"""Signs from which a tenant number or a person's own code is one wherever it stands; it has a digit."""
NO_NAMES = frozenset({
    "anonym", "anonymous", "anonymt", "beboer", "beboere", "ektefelle", "familie", "fru", "frøken", "herr",
    "ikke", "ingen", "kommune", "leietaker", "leietakere", "nabo", "naboer", "navn", "person", "personer",
    "respondent", "si", "svar", "svare", "test", "ukjent", "vet", "vil", "ønsker",
    "al", "av", "bin", "de", "del", "den", "der", "el", "og", "van", "von",
})  # fmt: skip
"""Words people write where a name is asked for, and small words inside names: never searched for."""


def comparable(text: str) -> str:
    r"""Return a text with plain signs: no full width, one kind of apostrophe and of dash, no HTML codes.

    Examples
    --------
    >>> comparable("Ka\u00adri ＠ O\u2019Brien"), comparable("A\u030asa") == "Åsa", comparable("O&#39;Brien")
    ("Kari @ O'Brien", True, "O'Brien")
    """
    signs = re.sub("[`´’‘ʼ′]", "'", html.unescape(text))  # before NFKC, which makes a space of «´»
    return re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", tidy(signs)))


@dataclass(frozen=True)
class Names:
    """What to look for: made of the names of everybody the raw data name.

    Attributes
    ----------
    words
        Parts of names, without case, also spelt without æ, ø, å and accents.
    pairs
        Two parts of one person's name that are short or everyday words: beside each other they are a name,
        whatever the case.
    initials
        First letters of each person's names.
    codes
        Tenant numbers and self-made codes, as `letters` gives them.
    own
        Words, without case, that are nobody's name where they stand alone: of texts that hold no data.
    """

    words: frozenset[str] = frozenset()
    pairs: frozenset[frozenset[str]] = frozenset()
    initials: frozenset[str] = frozenset()
    codes: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str], codes: Iterable[str] = (), own: frozenset[str] = frozenset()) -> Self:
        """Make the search for these names, and these tenant numbers and self-made codes.

        Examples
        --------
        >>> names = Names.of(["Kari Nordmann", "Bo Li"])
        >>> names.in_text("Møte hos nordmanns"), names.in_text("bo trygt"), names.in_text("Li, Bo ringte")
        (True, False, True)
        """
        words: set[str] = set()
        pairs: set[frozenset[str]] = set()
        initials: set[str] = set()
        for name in names:
            parts = [p for p in _parts(comparable(name)) if p.casefold() not in NO_NAMES]
            spelt = [_spellings(part) for part in parts]
            words |= {form for forms in spelt for form in forms if len(form) > 1}
            words |= {
                form for part in parts for piece in _after_apostrophe(part) for form in _spellings(piece)
            }
            pairs |= {
                frozenset((one, other))
                for a, b in itertools.combinations(spelt, 2)
                for one in a
                for other in b
                if one != other and all(_hidden(word) or word in own for word in (one, other))
            }
            initials |= _initials(comparable(name))
        told = {code for code in map(letters, codes) if len(code) >= CODE and re.search(r"\d", code)}
        return cls(frozenset(words), frozenset(pairs), frozenset(initials), frozenset(told), own)

    def in_text(self, text: str) -> bool:
        """Whether a text, in the form `comparable` gives, holds a name or initials with full stops."""
        return self.told_by(text)[0]

    def told_by(self, text: str) -> tuple[bool, bool]:
        """Whether a text holds a name, and whether it has one where a place or a thing is likelier.

        Examples
        --------
        >>> names = Names.of(["Kari Hagen"])
        >>> names.told_by("Nøkkel til Hagen"), names.told_by("Hagen ryddes"), names.told_by("Rydde hagen")
        ((True, False), (False, True), (False, False))
        """
        if not self.words:
            return False, False
        initials = self._has_initials(text)
        if not any(self._told_by(_parts(text))) or _MONTH_ALONE.fullmatch(text):
            return initials, False
        surely, perhaps = self._told_by(_parts(_NO_NAME.sub(" · ", text.replace("_", " "))))
        return surely or initials, perhaps

    def _told_by(self, words: list[str]) -> tuple[bool, bool]:
        forms = [_forms(word) for word in words]
        said = [at for at, word in enumerate(words) if self._says(word, forms[at])]
        perhaps = [at for at in said if _may_be_else(words, at)]
        return len(said) > len(perhaps) or self._has_pair(forms), bool(perhaps)

    def _has_initials(self, text: str) -> bool:
        dotted = (re.sub(r"[^\w]", "", hit) for hit in _INITIALS.findall(text))
        return any(letters in self.initials for letters in dotted)

    def _has_pair(self, forms: list[set[str]]) -> bool:
        return any(
            frozenset((one, other)) in self.pairs
            for left, right in itertools.pairwise(forms)
            for one in left
            for other in right
        )

    def code_in_text(self, text: str) -> bool:
        """Whether a text, in the form `comparable` gives, holds a tenant number or somebody's own code."""
        return self._has_code(text) and self._has_code(_AMOUNT.sub(" ", text))

    def _has_code(self, text: str) -> bool:
        return any(letters(token) in self.codes for token in _TOKEN.findall(text))

    def may_be_initials(self, text: str) -> bool:
        """Whether a text has capitals that are somebody's initials, such as «KN»: they may mean else, too."""
        return any(hit in self.initials and hit not in ABBREVIATIONS for hit in _CAPITALS.findall(text))

    def _says(self, word: str, forms: set[str]) -> bool:
        own, named = _plain(word.casefold()), forms & self.words
        if own in self.own or (named and named <= self.own):
            return False
        if not named:
            return any(self._joins_two(form) for form in forms)
        if own in EVERYDAY and own not in named:
            return False  # «hos» is no genitive of «Ho»
        if len(word) < SHORT:
            return word.istitle() and own not in EVERYDAY
        return word[0].isupper() or not all(map(_hidden, named))

    def _joins_two(self, form: str) -> bool:
        """Whether a word is two parts of names written as one, such as «nilsjohan»."""
        halves = ((form[:at], form[at:]) for at in range(2, len(form) - 1))
        return any(
            frozenset(pair) in self.pairs or not any(map(_hidden, pair))
            for pair in halves
            if self.words.issuperset(pair)
        )


def _may_be_else(words: list[str], at: int) -> bool:
    """Whether an everyday word with a capital stands where a place or a thing does: «på Haugen»."""
    if words[at].casefold() not in EVERYDAY:
        return False
    after = [*words[at + 1 : at + 2], ""][0].casefold()
    if at:
        return words[at - 1].casefold() in {"i", "på", "nav", "bydel"} and after not in _SINS
    return after in DONE_TO_THINGS


def _after_apostrophe(part: str) -> list[str]:
    """Return what a name says after an apostrophe, which may be left out with what stands before it."""
    return [piece for piece in part.split("'")[1:] if len(piece) >= SHORT]


def _parts(text: str) -> list[str]:
    """Return the words of a text; of a double or joined one, its parts."""
    found = []
    for word in _WORD.findall(text):
        pieces = [piece for part in word.split("-") for piece in _JOINED.split(part) if piece.strip("'")]
        found += pieces
    return found


def _plain(word: str) -> str:
    return word.casefold().replace("'", "")


def _forms(word: str) -> set[str]:
    """Return a word as written, and without a genitive s."""
    folded = word.casefold().rstrip("'")
    bare = folded.removesuffix("s").rstrip("'")
    written = {_plain(folded), _plain(bare)} - {""}
    return written | {_without_accents(form) for form in written}


def _spellings(part: str) -> set[str]:
    """Return how a part of a name may be spelt; spellings that give an everyday word are left out."""
    own = _plain(part)
    accents = _without_accents(own)
    others = {spelling.translate(table) for spelling in (own, accents) for table in _WITHOUT} | {accents}
    return {own} | {other for other in others if other not in EVERYDAY}


def _without_accents(word: str) -> str:
    """Return a folded word without accents and bars; æ, ø and å are letters of their own."""
    plain = (
        sign if sign in "æøå" else unicodedata.normalize("NFD", sign)[0] for sign in word if sign.isalpha()
    )
    return "".join(BARRED.get(sign, sign) for sign in plain)


def _hidden(word: str) -> bool:
    """Whether a part of a name says nothing alone: too short, or also an everyday word."""
    return len(word) < SHORT or word in EVERYDAY


def _initials(name: str) -> set[str]:
    """Return the initials of a name: all, all with double names as one, first and last."""
    name = " ".join(reversed([part.strip() for part in name.split(",", 1)]))
    whole = [word[0].upper() for word in _WORD.findall(name) if word.casefold() not in NO_NAMES]
    each = [part[0].upper() for part in _parts(name) if part.casefold() not in NO_NAMES]
    return {"".join(letters) for letters in (whole, each, [*each[:1], *each[-1:]]) if len(letters) > 1}
