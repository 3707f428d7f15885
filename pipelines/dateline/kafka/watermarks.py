"""One watermark for all partitions of a read, for a runner that keeps only one.

Prism 2.77 takes the output watermark of a splittable stage from whichever of its bundles ended last
(``estimatedOutput`` in its ``elementmanager.go``): not the least of all restrictions, and not bounded by the stage's
input either. So a partition at its end would make every record of one with a backlog late, and the watch for new
partitions (:mod:`dateline.kafka.watch`) would hold back nothing. Where one process reads all partitions, as on
Prism, each of them therefore reports the least watermark of all: what the runner keeps is then right whichever it is.
Of the others only what is *settled* counts, that is, what the runner has finalized: the records that came with a
later watermark may still be on their way to it.

Runners that keep a watermark for each restriction (Flink) do not need it, and it would be wrong there: a process
does not see the partitions of the others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from dateline.kafka.positions import Partition
from dateline.kafka.read_settings import ReadSettings

NOTHING_KNOWN = -(1 << 62)
FINISHED = 1 << 62

WATCH: Partition = ("", -1)
"""Stands for the watch among the partitions: no topic has an empty name."""


class Watermarks:
    """The settled watermark of each partition in microseconds; for any thread.

    >>> marks = Watermarks([("a", 0), ("a", 1)])
    >>> marks.least(("a", 0), 70)
    >>> marks.settle(("a", 1), 50)
    >>> marks.least(("a", 0), 70), marks.least(("a", 0), 30)
    (50, 30)
    """

    def __init__(self, partitions: Iterable[Partition]) -> None:
        self._lock = threading.Lock()
        self._marks = dict.fromkeys(partitions, NOTHING_KNOWN)

    def add(self, partition: Partition, micros: int) -> None:
        """Count a partition that was just found, from ``micros`` on."""
        with self._lock:
            self._marks.setdefault(partition, micros)

    def settle(self, partition: Partition, micros: int) -> None:
        """Move a partition's watermark to ``micros``, never back."""
        with self._lock:
            self._marks[partition] = max(micros, self._marks.get(partition, NOTHING_KNOWN))

    def least(self, partition: Partition, micros: int) -> int | None:
        """The least of all when ``partition`` has come to ``micros``; null while one is not known."""
        with self._lock:
            others = [mark for each, mark in self._marks.items() if each != partition]
        least = min([micros, *others])
        return None if least == NOTHING_KNOWN else least


_all: dict[ReadSettings, Watermarks] = {}
_all_lock = threading.Lock()


def watermarks(settings: ReadSettings) -> Watermarks:
    """The watermarks of a read in this process."""
    with _all_lock:
        if settings not in _all:
            known = [(part.topic, part.partition) for part in settings.ranges]
            _all[settings] = Watermarks([*known, WATCH] if settings.watches else known)
        return _all[settings]


def forget(settings: ReadSettings) -> None:
    """Begin anew: a read with equal settings is to start in this process."""
    with _all_lock:
        _all.pop(settings, None)


def reported(settings: ReadSettings, partition: Partition, micros: int | None) -> int | None:
    """What a partition that has come to ``micros`` tells the runner; null for nothing yet."""
    if not settings.one_process or micros is None:
        return micros
    return watermarks(settings).least(partition, micros)


def settle(settings: ReadSettings, partition: Partition, micros: int | None) -> None:
    """The runner has everything that came before ``micros`` from a partition (or from the watch)."""
    if settings.one_process and micros is not None:
        watermarks(settings).settle(partition, micros)
