"""Commits of the plain group: what the runner has finalized, for lag tools and nothing else.

Finalization is not durability (on Prism it means that the runner holds the bundle in memory), so a restart
never looks at these offsets; see :mod:`dateline.kafka.positions`.
"""

from __future__ import annotations

import logging
import threading
import time

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from dateline.errors import DatelineError
from dateline.kafka.connection import Connection

_LOGGER = logging.getLogger(__name__)

COMMIT_SECONDS = 1.0
"""How often a group is committed: claims are finalized many times a second, and lag tools look once a minute."""


class GroupCommitter:
    """Commits absolute offsets for one group; safe to call from any thread, never raises.

    A failed commit is logged: the next one covers it, since offsets are absolute.
    """

    def __init__(self, connection: Connection, group: str) -> None:
        self._connection = connection
        self._group = group
        self._lock = threading.Lock()
        self._consumer: KafkaConsumer | None = None
        self._waiting: dict[TopicPartition, int] = {}
        self._committed: dict[TopicPartition, int] = {}
        self._committed_at = 0.0

    def lacks(self, topic: str, partition: int, offset: int) -> bool:
        """Whether ``offset`` is not what was committed last for the partition."""
        return self._committed.get(TopicPartition(topic, partition)) != offset

    def commit(self, topic: str, partition: int, offset: int, *, now: bool = False) -> None:
        """Commit that everything below ``offset`` was handed to the runner, within ``COMMIT_SECONDS`` or ``now``.

        What waits goes with the next call for any partition of the group.
        """
        with self._lock:
            self._waiting[TopicPartition(topic, partition)] = offset
            if now or time.monotonic() - self._committed_at >= COMMIT_SECONDS:
                self._flush()

    def _flush(self) -> None:
        self._committed_at = time.monotonic()
        try:
            if self._consumer is None:
                self._consumer = self._connection.consumer(client_id="dateline-commit", group_id=self._group)
            self._consumer.commit({part: OffsetAndMetadata(offset, "", -1) for part, offset in self._waiting.items()})
        except (KafkaError, DatelineError):
            _LOGGER.warning("commit of %s at %s failed", self._group, self._waiting, exc_info=True)
            return
        self._committed.update(self._waiting)
        self._waiting.clear()


_committers: dict[tuple[Connection, str], GroupCommitter] = {}
_committers_lock = threading.Lock()


def committer(connection: Connection, group: str) -> GroupCommitter:
    """The committer of this process for a group: one connection however many partitions are read."""
    with _committers_lock:
        return _committers.setdefault((connection, group), GroupCommitter(connection, group))
