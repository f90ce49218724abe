"""Tables as report source: pipe tables with a caption, which both report engines read the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.render.escape import escape_markdown

Align = Literal["l", "r", "c"]

LINE = 100
"""Dashes of the separator line. Pandoc takes a table's relative column widths from them when a line is long."""
_SEPARATORS = {"l": ":{}-", "r": "{}-:", "c": ":{}:"}


@dataclass(frozen=True)
class Cell:
    """A cell whose content is report source already, such as a bold word or a link."""

    source: str


@dataclass(frozen=True)
class Table:
    """A table of the report.

    Attributes
    ----------
    id
        Cross-reference id without its prefix: ``sammendrag`` is referred to as ``@tbl-sammendrag``.
    caption
        Plain text. Says the unit and the number of people where the columns do not.
    head
        Column headings, short.
    rows
        Plain text, or `Cell` for report source. As many cells as headings.
    widths
        Relative widths of the columns.
    align
        One of ``l``, ``r``, ``c`` per column.
    wide
        Set in smaller type.
    """

    id: str
    caption: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str | Cell]]
    widths: tuple[int, ...]
    align: str
    wide: bool = False

    def __post_init__(self) -> None:
        """Refuse a table whose parts do not fit together.

        Raises
        ------
        ValueError
            If there is no row, or headings, widths, alignments and cells differ in number.
        """
        columns = len(self.head)
        if not self.rows:
            raise ValueError(
                f"table '{self.id}' has no rows: say so in a sentence instead of showing an empty table"
            )
        if len(self.widths) != columns or len(self.align) != columns:
            raise ValueError(f"table '{self.id}': {columns} headings need as many widths and alignments")
        uneven = [i for i, row in enumerate(self.rows) if len(row) != columns]
        if uneven:
            raise ValueError(
                f"table '{self.id}': row {uneven[0]} has {len(self.rows[uneven[0]])} cells, not {columns}"
            )

    def source(self) -> str:
        """Return the table as report source, ending in a line break.

        Examples
        --------
        >>> print(Table("x", "To tall", ("Navn", "n"), [("A|B", "3")], (3, 1), "lr").source())
        | Navn | n |
        |:------------------------------------------------------------------------|-----------------------:|
        | A&#124;B | 3 |
        <BLANKLINE>
        : To tall {#tbl-x}
        <BLANKLINE>
        """
        lines = [_row(self.head), self._separator(), *(_row(row) for row in self.rows)]
        body = "\n".join([*lines, "", f": {escape_markdown(self.caption)} {{#tbl-{self.id}}}", ""])
        return f"::: {{.bred}}\n\n{body}\n:::\n" if self.wide else body

    def _separator(self) -> str:
        share = LINE / sum(self.widths)
        dashes = [max(round(width * share) - 2, 1) for width in self.widths]
        return (
            "|"
            + "|".join(_SEPARATORS[a].format("-" * d) for a, d in zip(self.align, dashes, strict=True))
            + "|"
        )


def table_or_sentence(
    table_id: str, rows: Sequence[Sequence[str | Cell]], empty: str, **parts: object
) -> str:
    """Return the source of a table, or the sentence `empty` when there is no row to show."""
    if not rows:
        return f"{empty}\n"
    return Table(id=table_id, rows=rows, **parts).source()  # type: ignore[arg-type]


def _row(cells: Sequence[str | Cell]) -> str:
    return "| " + " | ".join(c.source if isinstance(c, Cell) else escape_markdown(c) for c in cells) + " |"
