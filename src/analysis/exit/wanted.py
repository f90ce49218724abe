"""Who and what no reader may meet: from raw files, the key, this machine and, in public, the addresses."""

from __future__ import annotations

import ast
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import analysis
from analysis.clean import key_forms, search_for_persons
from analysis.clean.persons.identifiers import CAR, DWELLING, EMAIL, IDENTITY, PHONE, is_national_id
from analysis.clean.persons.name_search import comparable
from analysis.clean.persons.personal import CODE, NAME, TextSearch
from analysis.params import Study

IN_TEXT = frozenset({NAME, CODE, EMAIL, IDENTITY, PHONE, DWELLING, CAR})
"""What is looked for in a text of words."""
LOOSE = frozenset({NAME, EMAIL})
"""What is looked for where numbers stand beside each other by chance; identity numbers are, unbroken."""
KEY, PATH, ADDRESS = "pseudonymnøkkelen", "en sti på denne maskinen", "en adresse i prosjektet"
INVENTING = ("sample", "templates")
"""Rooms whose texts name people that are made up: their words excuse nobody."""
_ELEVEN = re.compile(r"(?<!\d)(\d{6}) ?(\d{5})(?!\d)")
_SAYS = re.compile(r"[^\W\d_]{2}|@|(?:\d[^\w]{0,3}){8}|\b[A-Z]-?\d")
"""What a text must hold to say anything: letters together, or many digits."""
_NO_NUMBER = re.compile(r"\b[0-9a-f]{12,}\b|(?<![\d.,])\d{1,3}[.,]\d{5,}(?!\d)")
"""Hashes, and numbers with many decimals."""
_WORD = re.compile(r"[^\W\d_]{2,}")
_ENDS = 2


@dataclass(frozen=True)
class Hit:
    """Something that may not leave, and where it stands; what it is, never what it says."""

    file: str
    where: str
    kind: str

    @property
    def text(self) -> str:
        """The hit in words."""
        return f"{self.file}, {self.where}: det som ser ut som {self.kind}"


@dataclass(frozen=True)
class Wanted:
    """What is searched for.

    Attributes
    ----------
    persons
        What tells the kind of personal data in a text of a finished file.
    in_sources
        The same for what the project wrote itself, where no word is excused.
    secrets, paths
        Texts of the key, and of this machine.
    addresses
        A pattern of the addresses, which the public edition calls something else.
    excused
        A pattern of the names that the project says may be printed.
    """

    persons: TextSearch
    in_sources: TextSearch
    secrets: tuple[str, ...]
    paths: tuple[str, ...]
    addresses: re.Pattern[str]
    excused: re.Pattern[str]
    _known: dict[tuple[str, bool, bool, bool], list[str]] = field(default_factory=dict, repr=False)

    def kinds_in(self, text: str, *, loose: bool, public: bool, source: bool = False) -> list[str]:
        """Return the kinds of what a text holds and may not hold, in Norwegian."""
        asked = text, loose, public, source
        if asked not in self._known:
            self._known[asked] = self._kinds_in(*asked) if _SAYS.search(text) else []
        return self._known[asked]

    def _kinds_in(self, text: str, loose: bool, public: bool, source: bool) -> list[str]:
        found = [KEY] if any(form in text for form in self.secrets) else []
        found += [PATH] if any(path in text for path in self.paths) else []
        plain = self.excused.sub(" · ", comparable(text))
        if public and self.addresses.search(plain):
            found.append(ADDRESS)
        search = self.in_sources if source else self.persons
        kind = search(_NO_NUMBER.sub(" · ", plain), looked_for=LOOSE if loose else IN_TEXT, longest=len(text))
        if kind is None and any(is_national_id("".join(hit)) for hit in _ELEVEN.findall(plain)):
            kind = IDENTITY
        return found + ([kind] if kind else [])


def wanted(study: Study) -> Wanted:
    """Make the search for everybody the raw files name.

    Raises
    ------
    CleanError
        If the raw files cannot be read at all.
    """
    persons, in_sources = search_for_persons(study, own=_own_words(study))
    home, root = Path.home(), study.root.resolve()
    folders = {root, root.parent, home, Path(tempfile.gettempdir()).resolve()}
    return Wanted(
        persons=persons,
        in_sources=in_sources,
        secrets=key_forms(),
        paths=tuple(
            f"{f}/" for f in sorted(map(str, folders)) if f.count("/") + f.count("\\") and len(f) > _ENDS
        ),
        addresses=_pattern(_addresses(study)),
        excused=_pattern({*study.project.disclosure.may_be_named, *_evaluator(study)}),
    )


def _evaluator(study: Study) -> set[str]:
    return {study.report.evaluator.by} if study.report.evaluator else set()


def _addresses(study: Study) -> set[str]:
    """Return how the addresses are spelt; the street alone too, unless the project itself is called by it."""
    project = study.project
    spelt = {text for a in project.addresses for text in (a.name, a.id, *a.aliases)}
    public = f"{project.name} {project.municipality} {project.organisation}".casefold()
    streets = {re.sub(r" \d+ ?[a-zA-Z]?$", "", a.name) for a in project.addresses}
    return spelt | {street for street in streets if street.casefold() not in public}


def _pattern(texts: set[str]) -> re.Pattern[str]:
    listed = "|".join(re.escape(comparable(t)) for t in sorted(texts, key=len, reverse=True) if t.strip())
    return re.compile(rf"(?i)(?<!\w)(?:{listed})s?(?!\w)") if listed else re.compile(r"(?!)")


def _own_words(study: Study) -> frozenset[str]:
    """Return the words of the texts that are the same for every project, and of the project's own name.

    A name that is one of them is nobody's where it stands alone: «Holm» is a method here.
    """
    project = study.project
    named = f"{project.name} {project.municipality} {project.organisation}"
    return _words_of_the_software(study.root) | frozenset(w.casefold() for w in _WORD.findall(named))


@cache
def _words_of_the_software(root: Path) -> frozenset[str]:
    package = Path(analysis.__file__).parent
    rooms = [f for f in package.rglob("*.py") if f.relative_to(package).parts[0] not in INVENTING]
    texts = [text for file in rooms for text in _constants(file)]
    shared = [*(root / "report").glob("*.*"), *(root / "report" / "kapitler").glob("*.qmd"), *_styles(root)]
    shared += [*(root / "notebooks").glob("*.ipynb")]
    texts += [file.read_text(encoding="utf-8") for file in shared if file.is_file()]
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(comparable(text)))


def _styles(root: Path) -> Iterator[Path]:
    return (
        f
        for f in (root / "report" / "_stil").rglob("*")
        if f.suffix in {".html", ".css", ".lua", ".typ", ".yml"}
    )


def _constants(file: Path) -> Iterator[str]:
    """Return the texts in a module that are no docstrings: examples there name people."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.value
