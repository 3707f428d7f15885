"""Commits of the plain group: what the runner has finalized, for lag tools and nothing else.

Finalization is not durability (on Prism it means that the runner holds the bundle in memory), so a restart
never looks at these offsets; see :mod:`dateline.kafka.positions`.
"""

from __future__ import annotations

import logging
import threading

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from dateline.kafka.connection import Connection

_LOGGER = logging.getLogger(__name__)


class GroupCommitter:
    """Commits absolute offsets for one group; safe to call from any thread, never raises.

    A failed commit is logged: the next one covers it, since offsets are absolute.
    """

    def __init__(self, connection: Connection, group: str) -> None:
        self._connection = connection
        self._group = group
        self._lock = threading.Lock()
        self._consumer: KafkaConsumer | None = None

    def commit(self, topic: str, partition: int, offset: int) -> None:
        """Commit that everything below ``offset`` was handed to the runner."""
        with self._lock:
            try:
                if self._consumer is None:
                    self._consumer = self._connection.consumer(client_id="dateline-commit", group_id=self._group)
                self._consumer.commit({TopicPartition(topic, partition): OffsetAndMetadata(offset, "", -1)})
            except KafkaError:
                _LOGGER.warning("commit of %s %s/%d at %d failed", self._group, topic, partition, offset, exc_info=True)


_committers: dict[tuple[Connection, str], GroupCommitter] = {}
_committers_lock = threading.Lock()


def committer(connection: Connection, group: str) -> GroupCommitter:
    """The committer of this process for a group: one connection however many partitions are read."""
    with _committers_lock:
        return _committers.setdefault((connection, group), GroupCommitter(connection, group))
