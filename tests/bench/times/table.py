"""The rows of the comparison and their table; arithmetic and text only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

DOCUMENT = 3_000
"""Characters that count as one document."""


@dataclass(frozen=True, slots=True)
class Row:
    """One tagger: F1 by set and measure, seconds of its start by the clock and of
    the processor for all documents; or why there is no figure.
    """

    name: str
    scores: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    start: float = 0.0
    seconds: float = 0.0
    characters: int = 0
    reason: str = ""

    @property
    def rate(self) -> float:
        """Documents of 3,000 characters in a second of one processor core.

        >>> Row("x", seconds=2.0, characters=12_000).rate
        2.0
        """
        return self.characters / DOCUMENT / self.seconds if self.seconds else 0.0


def ratio(ours: float, theirs: float) -> str:
    """How many times theirs ours is.

    >>> ratio(1000.0, 2.5), ratio(86.0, 79.4), ratio(1.0, 0.0)
    ('400 x', '1.08 x', '-')
    """
    if not theirs:
        return "-"
    found = ours / theirs
    return f"{found:,.0f} x" if found >= 10 else f"{found:.2f} x"


def render(rows: Sequence[Row], sets: Sequence[str]) -> str:
    """The table as text, the first row being what the ratios compare with."""
    head = ["tagger", *(f"{name} {measure}" for name in sets for measure in ("relaxed", "value", "ours/its"))]
    head += ["documents/s", "ours/its", "start s"]
    lines = [head]
    for row in rows:
        if row.reason:
            lines.append([row.name, row.reason])
            continue
        cells = [row.name]
        for name in sets:
            value = row.scores[name]["value"]
            cells += [f"{row.scores[name]['relaxed']:.1f}", f"{value:.1f}"]
            cells.append(ratio(rows[0].scores[name]["value"], value) if rows[0].scores else "-")
        cells += [f"{row.rate:,.1f}", ratio(rows[0].rate, row.rate), f"{row.start:.1f}"]
        lines.append(cells)
    widths = [max(len(line[i]) for line in lines if len(line) == len(head)) for i in range(len(head))]
    widths[0] = max(len(line[0]) for line in lines)
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=False)) for line in lines)
