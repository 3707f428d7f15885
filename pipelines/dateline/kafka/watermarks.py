"""One watermark for all partitions of a read, for a runner that keeps only one.

Prism 2.77 takes the output watermark of a splittable stage from whichever of its bundles ended last
(``estimatedOutput`` in its ``elementmanager.go``): not the least of all restrictions, and not bounded by the stage's
input either. So a partition at its end would make every record of one with a backlog late, and the watch for new
partitions (:mod:`dateline.kafka.watch`) would hold back nothing. Where one process reads all partitions, as on
Prism, each of them therefore reports the least watermark of all: what the runner keeps is then right whichever it is.

Runners that keep a watermark for each restriction (Flink) do not need it, and it would be wrong there: a process
does not see the partitions of the others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable

from dateline.kafka.read_settings import ReadSettings

NOTHING_KNOWN = -(1 << 62)
FINISHED = 1 << 62

Partition = tuple[str, int]
WATCH: Partition = ("", -1)
"""Stands for the watch among the partitions: no topic has an empty name."""


class Watermarks:
    """The watermark of each partition in microseconds; for any thread.

    >>> marks = Watermarks([("a", 0), ("a", 1)])
    >>> marks.least_after(("a", 0), 70), marks.least_after(("a", 1), 50), marks.least_after(("a", 1), FINISHED)
    (None, 50, 70)
    """

    def __init__(self, partitions: Iterable[Partition]) -> None:
        self._lock = threading.Lock()
        self._marks = dict.fromkeys(partitions, NOTHING_KNOWN)

    def add(self, partition: Partition, micros: int) -> None:
        """Count a partition that was just found, from ``micros`` on."""
        with self._lock:
            self._marks.setdefault(partition, micros)

    def least_after(self, partition: Partition, micros: int) -> int | None:
        """Move a partition's watermark to ``micros``, never back; the least of all, null while one is not known."""
        with self._lock:
            self._marks[partition] = max(micros, self._marks.get(partition, NOTHING_KNOWN))
            least = min(self._marks.values())
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
    """What a partition (or the watch) that has come to ``micros`` tells the runner; null for nothing yet."""
    if not settings.one_process:
        return micros
    return watermarks(settings).least_after(partition, NOTHING_KNOWN if micros is None else micros)
