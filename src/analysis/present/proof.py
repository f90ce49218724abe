"""What a finished report source may not hold: found before anything is rendered, and told with the file."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from analysis.params import AnalysisError
from analysis.present.evidence import Evidence
from analysis.wording import labels
from analysis.wording import sentences as say

MOST_TIMES = 3
"""Times a sentence may stand in one document."""
FEWEST_WORDS = 6
"""Words from which a sentence counts as one: shorter ones are answers and labels."""
ENGLISH = re.compile(
    r"(?<![\w./])(the|of|with|this|that|are|were|been|remove|values?|rows?|columns?|files?|true|false|none|null"
    r"|missing|errors?|warnings?|unknown|before|after)(?![\w./])"
)
"""Words that show that a text for Norwegian readers was forgotten; none of them is Norwegian too."""
_INCLUDE = re.compile(r"\{\{< include (\S+)\.qmd >\}\}")
_NOT_READ = re.compile(
    r"^(```+).*?^\1|`[^`]*`|\{\{<.*?>\}\}|\{[^{}]*\}|\]\([^)]*\)|<!--.*?-->", re.DOTALL | re.MULTILINE
)
_EMPTY_POINT = re.compile(r"^\s*(?:[-*]|\d+\.)\s*$", re.MULTILINE)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s+")
_POINT = re.compile(r"^\s*(?:[-*]|\d+\.)\s+")
_NOT_PROSE = ("|", ":", "!", "#")
"""How lines of tables, captions, figures and headings begin."""
_WORDS = [name.lower() for key, name in labels.VERDICTS.items() if key not in ("beskrivelse", "blandet")]


class ProofError(AnalysisError):
    """A report that would tell its readers something twice, in English, or not at all."""


def proof(folder: Path, main: str, rows: Iterable[Evidence]) -> None:
    """Refuse an empty point, an English word, a sentence too often, or an indicator with two words.

    Parameters
    ----------
    folder
        The report folder, with every part in place.
    main
        Name of the main file.
    rows
        The results the report tells of, all addresses together.

    Raises
    ------
    ProofError
        Names every fault with its file.
    """
    names = _INCLUDE.findall((folder / main).read_text(encoding="utf-8"))
    parts = {name: (folder / f"{name}.qmd").read_text(encoding="utf-8") for name in names}
    faults = [f"{name}.qmd: an empty point" for name, text in parts.items() if _EMPTY_POINT.search(text)]
    faults += [f"{name}.qmd: «{word}» is English" for name, text in parts.items() for word in english(text)]
    faults += [f"{main}: «{said}» stands {n} times" for said, n in repeated(parts.values())]
    generated = [text for name, text in parts.items() if name.startswith("_generert/")]
    for row in rows:
        said_of = words_of(row.name, generated)
        if len(said_of) > 1:
            faults.append(f"{main}: «{row.name}» is called {' and '.join(sorted(said_of))}")
    if faults:
        raise ProofError("The report is not fit to be read:\n" + "\n".join(faults))


def english(text: str) -> list[str]:
    """Return the English words of a report source, code and links left out.

    Examples
    --------
    >>> english("Ta ut raden: remove: true i `data/corrections.yml`.")
    ['remove', 'true']
    """
    return ENGLISH.findall(html.unescape(_NOT_READ.sub(" ", text)))


def repeated(texts: Iterable[str]) -> list[tuple[str, int]]:
    """Return the sentences outside tables that stand more than three times, with how often.

    Examples
    --------
    >>> repeated(["Dette er et forbehold som alltid gjelder. "] * 4)
    [('Dette er et forbehold som alltid gjelder.', 4)]
    """
    counts: Counter[str] = Counter()
    for text in texts:
        lines = _NOT_READ.sub(" ", text).replace("**", "").splitlines()
        prose = " ".join(_POINT.sub("", line) for line in lines if not line.lstrip().startswith(_NOT_PROSE))
        sentences = _SENTENCE_ENDS.split(" ".join(html.unescape(prose).split()))
        counts.update(said for said in sentences if len(said.split()) >= FEWEST_WORDS)
    fixed = {*say.GOAL_ANSWERS.values(), say.HIDDEN_REASON}  # each stands with the finding that it is of
    fixed |= {said for words in labels.VERDICT_MEANINGS.values() for said in _SENTENCE_ENDS.split(words)}
    return [(said, n) for said, n in counts.items() if n > MOST_TIMES and said not in fixed]


def words_of(name: str, sources: Iterable[str]) -> set[str]:
    """Return the words an indicator is given in tables (rows that begin with its name) and findings.

    Examples
    --------
    >>> table = "| Klager (1a), per 100 | 4 | **Bedring.** |"
    >>> sorted(words_of("Klager", [table, "1. **Klager: for lite data.** Fire."]))
    ['bedring', 'for lite data']
    """
    said: set[str] = set()
    start = re.compile(rf"(?:\| |\d+\. ){re.escape(name.lower())}(?: \(|,|:| \|)")
    for source in sources:
        for line in html.unescape(source).replace("*", "").lower().splitlines():
            if start.match(line.strip()):
                said |= {word for word in _WORDS if re.search(rf"\b{word}\b", line)}
    return said
