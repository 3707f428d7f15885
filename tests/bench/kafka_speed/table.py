"""The table and the ratios of the bench, from what the runs measured."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from tests.bench.kafka_speed.tally import Pace


@dataclass(slots=True)
class Row:
    """One row: what ran, its paces in the order of repetition, and why a run gave none."""

    name: str
    title: str
    paces: list[Pace] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def runs(self) -> int:
        """How often it was tried."""
        return len(self.paces) + len(self.failures)

    @property
    def rate(self) -> float | None:
        """The median rate, None when no run shows one."""
        return statistics.median(self.rates) if self.rates else None

    @property
    def rates(self) -> list[float]:
        """The rates of the runs that show one."""
        return [pace.rate for pace in self.paces if pace.rate is not None]

    @property
    def steady(self) -> float | None:
        """The median rate in the second half, None when no run shows it."""
        known = [pace.steady for pace in self.paces if pace.steady is not None]
        return statistics.median(known) if known else None


@dataclass(frozen=True, slots=True)
class Ratio:
    """A comparison of two rows by their names, with the goal that was set for it, if any."""

    title: str
    above: str
    below: str
    goal: float | None = None


def ratio_of(above: float | None, below: float | None) -> float | None:
    """The quotient, None when a side is missing.

    >>> ratio_of(3.0, 2.0), ratio_of(None, 2.0)
    (1.5, None)
    """
    return above / below if above is not None and below else None


def spread(above: Row, below: Row) -> tuple[float, float] | None:
    """The least and the greatest ratio of runs of the same repetition, None where none can be paired."""
    if above.failures or below.failures:
        return None
    pairs = zip(above.paces, below.paces, strict=False)
    found = [one.rate / other.rate for one, other in pairs if one.rate is not None and other.rate]
    return (min(found), max(found)) if found else None


def rates_table(rows: Sequence[Row]) -> str:
    """The rates as a Markdown table: medians with least and greatest, and a row for what did not deliver, too."""
    lines = [
        "| what | delivered | records/s | min - max | second half | first record after |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        delivered = f"{len(row.paces)} of {row.runs}"
        if not row.paces:
            lines.append(f"| {row.title} | {delivered} | - | - | - | - |")
            continue
        startup = statistics.median(pace.startup for pace in row.paces)
        between = f"{min(row.rates):,.0f} - {max(row.rates):,.0f}" if row.rates else "in one bundle"
        cells = (row.title, delivered, _whole(row.rate), between, _whole(row.steady), f"{startup:.1f} s")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def failures_list(rows: Sequence[Row]) -> str:
    """What did not deliver, and why, one line each; '' when all did."""
    return "\n".join(f"- {row.title}: {reason}" for row in rows for reason in dict.fromkeys(row.failures))


def ratios_table(rows: Mapping[str, Row], ratios: Sequence[Ratio]) -> str:
    """The ratios as a Markdown table: of the medians, with the spread by repetition, in the second half, the goal.

    A ratio of which a side was not asked for is left out; one of which a side did not deliver shows as '-'. '' when
    none is left.
    """
    lines = ["| ratio | median | min - max | second half | goal |", "|---|---:|---:|---:|---:|"]
    for ratio in ratios:
        if ratio.above not in rows or ratio.below not in rows:
            continue
        above, below = rows[ratio.above], rows[ratio.below]
        both = spread(above, below)
        cells = (
            _number(ratio_of(above.rate, below.rate)),
            "-" if both is None else f"{both[0]:.2f} - {both[1]:.2f}",
            _number(ratio_of(above.steady, below.steady)),
            "" if ratio.goal is None else f"{ratio.goal:.1f}",
        )
        lines.append(f"| {ratio.title} | {' | '.join(cells)} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def as_json(rows: Mapping[str, Row], ratios: Sequence[Ratio]) -> dict[str, list[dict[str, object]]]:
    """Everything that was measured, for scripts."""
    shown = [ratio for ratio in ratios if ratio.above in rows and ratio.below in rows]
    return {
        "rows": [asdict(row) | {"rate": row.rate, "steady": row.steady} for row in rows.values()],
        "ratios": [
            asdict(ratio)
            | {
                "ratio": ratio_of(rows[ratio.above].rate, rows[ratio.below].rate),
                "steady": ratio_of(rows[ratio.above].steady, rows[ratio.below].steady),
            }
            for ratio in shown
        ],
    }


def _whole(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
