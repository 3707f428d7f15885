"""Readers between two claims of their partitions, with what they have fetched ahead."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable

from dateline.kafka.read_settings import ReadSettings
from dateline.kafka.reader import PartitionReader
from dateline.kafka.restrictions import Reading

KEEP_SECONDS = 60.0
"""How long a reader that no claim asks for is kept: the claim went on in another process, or ended."""

Key = tuple[ReadSettings, str, int]


class ReaderPool:
    """Readers between two claims of their partitions; one pool for a process, whatever threads run the claims.

    A reader that nobody asks for is closed after ``KEEP_SECONDS``, when the pool is used next, and all are when a
    worker ends.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._parked: dict[Key, tuple[PartitionReader, float, float]] = {}
        self._busy = 0.0

    def take(self, settings: ReadSettings, reading: Reading) -> PartitionReader:
        """The reader that was parked where ``reading`` stands, else a new one."""
        key = (settings, reading.topic, reading.partition)
        now = time.monotonic()
        with self._lock:
            reader, parked_at, busy = self._parked.pop(key, (None, 0.0, 0.0))
            # While other partitions were read here, this one did not wait for what follows.
            waited = now - parked_at - (self._busy - busy)
            stale = [self._parked.pop(each)[0] for each in self._unused(now)]
        if reader is not None and not reader.stands_at(reading):
            stale.append(reader)
            reader = None
        _close(stale)
        if reader is None:
            return PartitionReader(settings, reading)
        reader.waited(waited)
        return reader

    def park(self, settings: ReadSettings, reader: PartitionReader, seconds: float = 0.0) -> None:
        """Keep a reader for the next claim, after one of ``seconds``; one parked for the same partition is closed."""
        key = (settings, *reader.partition)
        with self._lock:
            self._busy += seconds
            before = self._parked.pop(key, None)
            self._parked[key] = (reader, time.monotonic(), self._busy)
        _close([before[0]] if before else [])

    def close_all(self) -> None:
        """Close what is parked."""
        with self._lock:
            readers = [reader for reader, _, _ in self._parked.values()]
            self._parked.clear()
        _close(readers)

    def _unused(self, now: float) -> list[Key]:
        return [key for key, (_, parked_at, _) in self._parked.items() if now - parked_at > KEEP_SECONDS]


def _close(readers: Iterable[PartitionReader]) -> None:
    for reader in readers:
        reader.close()


POOL = ReaderPool()
"""The readers of this process."""
