"""Reads the tally that a run wrote, and says what pace it shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import accumulate
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """``count`` records were seen between ``first`` and ``last`` (seconds since 1970); ``ends`` a bundle or not."""

    last: float
    first: float
    count: int
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast a run was.

    ``startup`` is the seconds from the start of the run's process to the first record. ``rate`` is in records per
    second from the end of the first bundle to the last record: what reads ahead of the step that counts (a worker in
    another process) hands over a bundle in an instant, after the time that reading it took. It is None when all came
    in one bundle. ``steady`` is the rate after half of the records, None when the tally is too coarse for it.
    """

    records: int
    startup: float
    rate: float | None
    steady: float | None


def parse(text: str) -> list[Line]:
    """The lines of one file; one that is not yet whole is left out.

    >>> parse("1.5 2.5 1000 0\\n2.5 3.0 7 1\\n3.0 4")
    [Line(last=2.5, first=1.5, count=1000, ends=False), Line(last=3.0, first=2.5, count=7, ends=True)]
    """
    whole, _, _ = text.rpartition("\n")
    lines = [line.split() for line in whole.splitlines()]
    return [Line(float(last), float(first), int(count), ends == "1") for first, last, count, ends in lines]


def read(folder: Path) -> list[Line]:
    """Every line that is in ``folder``, by the time of its last record."""
    return sorted(line for file in folder.glob("*.txt") for line in parse(file.read_text(encoding="ascii")))


def counted(lines: Iterable[Line]) -> int:
    """How many records the lines tell of."""
    return sum(line.count for line in lines)


def pace(lines: Sequence[Line], started: float) -> Pace:
    """The pace of a run that was started at ``started``; ``lines`` are in order and not empty.

    >>> lines = [Line(11.0, 10.0, 100), Line(12.0, 11.0, 100), Line(12.5, 12.0, 100), Line(13.0, 12.5, 100)]
    >>> pace(lines, started=8.0)
    Pace(records=400, startup=2.0, rate=150.0, steady=200.0)
    """
    first = min(line.first for line in lines)
    total = counted(lines)
    end = next((line.last for line in lines if line.ends), lines[-1].last)
    half = next(line.last for line, seen in zip(lines, _totals(lines), strict=True) if 2 * seen >= total)
    return Pace(total, first - started, rate_after(lines, end), rate_after(lines, half))


def rate_after(lines: Sequence[Line], moment: float) -> float | None:
    """Records per second from ``moment`` to the last record, None when that is no time.

    A line that spans the moment counts in proportion.

    >>> rate_after([Line(2.0, 0.0, 100), Line(3.0, 2.0, 50)], moment=1.0)
    50.0
    """
    taken = lines[-1].last - moment
    return sum(map(partial(_part_after, moment), lines)) / taken if taken > 0 else None


def _part_after(moment: float, line: Line) -> float:
    if line.first >= moment:
        # Of what was seen in one instant, the instant itself is over.
        return line.count if line.last > moment else 0.0
    return line.count * max(0.0, line.last - moment) / (line.last - line.first) if line.last > moment else 0.0


def _totals(lines: Sequence[Line]) -> Iterable[int]:
    return accumulate(line.count for line in lines)
