"""Order restored: which outputs may be published now.

After the keyed deduplication, offset 10 may reach the sink before offset 9. What is acknowledged to Kafka is one
number per partition, so only *contiguous prefixes* may be published and acknowledged; a plain high-water mark would
lose 9 at a restart. A gap that the source reported (``gap_from`` below ``offset``) is part of the prefix.

A duplicate is published with its original or after it, never before: it ``awaits`` the original's position. Waiting
one by one could never end, since partitions can wait for each other: 0/6 for 1/9, which follows 1/8, which waits for
0/7. So the largest set of prefixes that is *closed* (whatever it awaits is in it, or published) is released at once.

Plain state, no Beam: the sink keeps a :class:`Sequence` in its state cell, and the records that wait in a bag.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from dateline.kafka.positions import Partition
from dateline.records import Position


class Sequenced(Protocol):
    """What the sink needs to know of an output: where its input stood, and what it must not precede."""

    @property
    def position(self) -> Position:
        """The input position."""

    @property
    def gap_from(self) -> int:
        """The first offset that this output accounts for."""

    @property
    def starts(self) -> bool:
        """Whether a read began here."""

    @property
    def awaits(self) -> Position | None:
        """The position that must be published before or together with this one."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """One output that has arrived and is not published yet."""

    gap_from: int
    starts: bool
    awaits: Position | None


@dataclass(slots=True)
class Sequence:
    """How far each partition is published (``next``), and what waits, by partition and offset.

    ``needed`` is how many acknowledged positions a decision must know of (see :mod:`dateline.kafka.sink`).
    """

    next: dict[Partition, int] = field(default_factory=dict)
    waiting: dict[Partition, dict[int, Waiting]] = field(default_factory=dict)
    needed: int = 0

    def admit(self, record: Sequenced) -> Literal["new", "replay"]:
        """Take note of a record that arrived: ``replay`` if it is published already or waits already.

        >>> class R:
        ...     position, gap_from, starts, awaits = Position("articles", 0, 7), 7, False, None
        >>> sequence = Sequence({("articles", 0): 7})
        >>> sequence.admit(R()), sequence.admit(R()), sequence.release()
        ('new', 'replay', [Position(topic='articles', partition=0, offset=7)])
        >>> sequence.next
        {('articles', 0): 8}
        """
        position = record.position
        partition = (position.topic, position.partition)
        if position.offset < self.next.get(partition, 0):
            return "replay"
        held = self.waiting.setdefault(partition, {})
        if position.offset in held:
            return "replay"
        held[position.offset] = Waiting(record.gap_from, record.starts, record.awaits)
        return "new"

    def raise_to(self, acknowledged: Mapping[Partition, int]) -> list[Position]:
        """Go on from what Kafka says; returns the positions that waited although they are published already."""
        published = []
        for partition, offset in acknowledged.items():
            self.next[partition] = max(offset, self.next.get(partition, 0))
            held = self.waiting.get(partition, {})
            done = [number for number in held if number < self.next[partition]]
            published += [Position(*partition, number) for number in done]
            for number in done:
                del held[number]
        return published

    def release(self) -> list[Position]:
        """The positions that may be published now, in the order of each partition; they wait no longer."""
        runs = {partition: self._run(partition) for partition, held in self.waiting.items() if held}
        runs = {partition: run for partition, run in runs.items() if run}
        self._close(runs)
        released = []
        for partition, run in runs.items():
            held = self.waiting[partition]
            for offset in run:
                del held[offset]
                released.append(Position(*partition, offset))
            if run:
                self.next[partition] = run[-1] + 1
        self.waiting = {partition: held for partition, held in self.waiting.items() if held}
        return released

    def _run(self, partition: Partition) -> list[int]:
        """The offsets of a partition that follow on without a hole."""
        run = []
        reached = self.next.get(partition)
        for offset, waiting in sorted(self.waiting[partition].items()):
            if reached is None and waiting.starts:
                reached = waiting.gap_from
            if reached is None or waiting.gap_from > reached:
                break
            run.append(offset)
            reached = offset + 1
        return run

    def _close(self, runs: dict[Partition, list[int]]) -> None:
        """Cut the runs short until none of them awaits what is neither published nor in a run."""
        cut = True
        while cut:
            cut = False
            for partition, run in runs.items():
                held = self.waiting[partition]
                for index, offset in enumerate(run):
                    awaits = held[offset].awaits
                    if awaits is not None and not self._covers(runs, awaits):
                        del run[index:]
                        cut = True
                        break

    def _covers(self, runs: Mapping[Partition, list[int]], position: Position) -> bool:
        partition = (position.topic, position.partition)
        run = runs.get(partition)
        reached = run[-1] + 1 if run else self.next.get(partition, 0)
        return position.offset < reached
