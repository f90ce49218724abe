"""Tables as report source: pipe tables with a caption, which both report engines read the same way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.present.markup import escape_markdown, guarded

SHORT = 4
"""Signs below each heading where the widths are left to the report's own style."""


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
    align
        One of ``l``, ``r``, ``c`` per column.
    wide
        Set in smaller type.
    widths
        Letters beside each other in each column, where the report's own style should not choose; it fits
        the columns by their longest words.
    """

    id: str
    caption: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str | Cell]]
    align: str
    wide: bool = False
    widths: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a table whose parts do not fit together.

        Raises
        ------
        ValueError
            If there is no row, or headings, alignments and cells differ in number.
        """
        columns = len(self.head)
        if not self.rows:
            raise ValueError(
                f"table '{self.id}' has no rows: say so in a sentence instead of showing an empty table"
            )
        if len(self.align) != columns:
            raise ValueError(
                f"table '{self.id}': {columns} headings need as many alignments, not {len(self.align)}"
            )
        uneven = [i for i, row in enumerate(self.rows) if len(row) != columns]
        if uneven:
            raise ValueError(
                f"table '{self.id}': row {uneven[0]} has {len(self.rows[uneven[0]])} cells, not {columns}"
            )

    def source(self) -> str:
        """Return the table as report source, ending in a line break.

        Examples
        --------
        >>> print(Table("x", "To tall", ("Navn", "n"), [("A|B", "3")], "lr").source())
        | Navn | n |
        |:---|---:|
        | A&#124;B | 3 |
        <BLANKLINE>
        : To tall {#tbl-x}
        <BLANKLINE>
        """
        lines = [_row(self.head), self._separator(), *(_row(row) for row in self.rows)]
        body = "\n".join([*lines, "", f": {escape_markdown(self.caption)} {{#tbl-{self.id}}}", ""])
        return f"::: {{.bred}}\n\n{body}\n:::\n" if self.wide else body

    def _separator(self) -> str:
        widths = self.widths or (SHORT,) * len(self.head)
        return "|" + "|".join(_rule(a, w) for a, w in zip(self.align, widths, strict=True)) + "|"


def table_or_sentence(
    table_id: str, rows: Sequence[Sequence[str | Cell]], empty: str, **parts: object
) -> str:
    """Return the source of a table, or the sentence `empty` when there is no row to show."""
    if not rows:
        return f"{empty}\n"
    return Table(id=table_id, rows=rows, **parts).source()  # type: ignore[arg-type]


def _rule(align: str, width: int) -> str:
    """Return the rule below a heading: pandoc takes relative widths from the rules where lines are long."""
    left, right = ":" if align in "lc" else "-", ":" if align in "rc" else "-"
    return left + "-" * (width - 2) + right


def _row(cells: Sequence[str | Cell]) -> str:
    sources = [cell.source if isinstance(cell, Cell) else escape_markdown(cell) for cell in cells]
    return "| " + " | ".join(guarded(source) for source in sources) + " |"
