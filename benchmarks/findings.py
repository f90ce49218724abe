"""What a simulation found about a method, and the table it becomes."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Finding:
    """Share of simulated data sets in which a method erred (or whose interval covered), for each condition.

    Attributes
    ----------
    method
        As printed.
    quantity
        ``"type I error"`` (must stay at or under ``nominal``) or ``"coverage"`` (at or above it).
    nominal
        The promised share.
    shares
        Share found, by condition, e.g. ``{"n = 8, ceiling": 0.031}``.
    simulations
        Data sets behind each share.
    note
        What the reader should know.
    """

    method: str
    quantity: str
    nominal: float
    shares: dict[str, float]
    simulations: int
    note: str = ""

    @property
    def worst(self) -> tuple[str, float]:
        """The condition furthest on the wrong side, and its share."""
        pick = max if self.quantity == "type I error" else min
        return pick(self.shares.items(), key=lambda item: item[1])

    @property
    def keeps(self) -> bool:
        """Whether the worst share is within three standard errors of the promise."""
        slack = 3 * sqrt(self.nominal * (1 - self.nominal) / self.simulations)
        excess = self.worst[1] - self.nominal
        return excess <= slack if self.quantity == "type I error" else excess >= -slack

    @property
    def mean(self) -> float:
        """Share over all conditions."""
        return sum(self.shares.values()) / len(self.shares)


def markdown(findings: list[Finding]) -> str:
    """Render findings as a table, one method a row."""
    lines = [
        "| method | quantity | promised | mean | worst | where | keeps its promise | note |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for found in findings:
        where, worst = found.worst
        shares = f"{found.nominal:.0%} | {found.mean:.1%} | {worst:.1%} | {where}"
        kept = "yes" if found.keeps else "**no**"
        lines.append(f"| {found.method} | {found.quantity} | {shares} | {kept} | {found.note} |")
    return "\n".join(lines)
