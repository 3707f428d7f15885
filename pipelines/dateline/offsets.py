"""Sets of offsets kept as intervals, so that a million neighbours cost as much as one."""

from __future__ import annotations

import bisect
from collections.abc import Iterable, Iterator


class OffsetSet:
    """A set of integers as sorted, disjoint, non-touching half-open intervals.

    Adding at the end, the usual case, takes constant time; anywhere else it takes time in the number of
    intervals behind.

    >>> seen = OffsetSet([(0, 3), (5, 6)])
    >>> seen.add(3, 5)
    >>> seen.intervals
    [(0, 6)]
    >>> seen.missing(0, 8)
    [(6, 8)]
    """

    __slots__ = ("_ends", "_starts")

    def __init__(self, intervals: Iterable[tuple[int, int]] = ()) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in intervals:
            self.add(start, end)

    def add(self, start: int, end: int | None = None) -> None:
        """Add ``start`` up to ``end`` (exclusive), or ``start`` alone."""
        stop = start + 1 if end is None else end
        if stop <= start:
            return
        # Everything from `low` to `high` touches or overlaps the new interval and melts into it.
        low = bisect.bisect_left(self._ends, start)
        high = bisect.bisect_right(self._starts, stop)
        if low < high:
            start = min(start, self._starts[low])
            stop = max(stop, self._ends[high - 1])
        self._starts[low:high] = [start]
        self._ends[low:high] = [stop]

    def __contains__(self, offset: int) -> bool:
        index = bisect.bisect_right(self._starts, offset) - 1
        return index >= 0 and offset < self._ends[index]

    def __len__(self) -> int:
        return sum(end - start for start, end in self)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return iter(zip(self._starts, self._ends, strict=True))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OffsetSet) and self.intervals == other.intervals

    __hash__ = None  # type: ignore[assignment]  # it changes

    @property
    def intervals(self) -> list[tuple[int, int]]:
        """The intervals in order, each with its end exclusive."""
        return list(self)

    def missing(self, start: int, end: int) -> list[tuple[int, int]]:
        """The intervals of ``start`` to ``end`` (exclusive) that are not in the set."""
        holes = []
        for index in range(bisect.bisect_right(self._ends, start), len(self._starts)):
            first = self._starts[index]
            if first >= end:
                break
            if first > start:
                holes.append((start, first))
            start = self._ends[index]
        if start < end:
            holes.append((start, end))
        return holes

    def issuperset(self, other: OffsetSet) -> bool:
        """Whether every offset of ``other`` is in this set."""
        return all(not self.missing(start, end) for start, end in other)
