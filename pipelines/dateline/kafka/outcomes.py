"""What was decided and published before: the outcomes topic, read by the workers that decide.

Whoever decides must know everything that is published, or it decides twice. The order of the steps matters:

1. ask what is acknowledged (``known``);
2. wait until the latest transaction is settled, so that all of that shows on the outcomes topic;
3. read the outcomes up to their last stable offset.

Then the outcomes read are at least those of the ``known`` positions. The sink refuses decisions that knew less than
it finds acknowledged (:mod:`dateline.kafka.sink`).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kafka import KafkaAdminClient, KafkaConsumer, TopicPartition

from dateline.encode import decode_outcome, outcome_from_record
from dateline.encode.outcomes import Outcome
from dateline.errors import ArticleError
from dateline.kafka.acknowledged import acknowledged, await_settled, total
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange, at_time, partitions_of
from dateline.kafka.retained import read_between

_LOGGER = logging.getLogger(__name__)

Ends = dict[int, int]
"""An offset for each partition of the outcomes topic."""

KEEP_SECONDS = 120.0
"""How long a process keeps the outcomes that it has read for shards that have not asked yet."""


@dataclass(frozen=True, slots=True)
class OutcomeSettings:
    """Where outcomes are, and from when on they matter to a worker that has no state (milliseconds)."""

    connection: Connection
    group: str
    topic: str
    since_millis: int = 0


@dataclass(frozen=True, slots=True)
class Recalled:
    """Outcomes, the offsets up to which the topic was read, and the number of positions acknowledged before."""

    outcomes: Sequence[Outcome]
    ends: Ends
    known: int


class OutcomeLog:
    """The outcomes topic of a job, for one process; safe between threads.

    What was read is kept for a while, since the shards of a process ask one after the other for about the same.
    """

    def __init__(self, settings: OutcomeSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._admin: KafkaAdminClient | None = None
        self._consumer: KafkaConsumer | None = None
        self._kept: list[tuple[float, int, int, Outcome]] = []
        self._from: Ends = {}
        self._to: Ends = {}

    def recall(self, since: Ends | None) -> Recalled:
        """The outcomes from ``since`` on (null: from the settings' time on), up to what is stable now.

        More may be returned than was asked for. Raises :class:`~dateline.errors.PreflightError` when the broker does
        not answer.
        """
        with self._lock:
            consumer, admin = self._open()
            known = total(acknowledged(admin, self._settings.group))
            await_settled(admin, self._settings.group)
            partitions = partitions_of(consumer, [self._settings.topic])
            ends = {part.partition: end for part, end in consumer.end_offsets(partitions).items()}
            begin = self._begin(consumer, partitions, ends, since)
            self._extend(consumer, partitions, begin, ends)
            kept = [outcome for _, number, at, outcome in self._kept if at >= begin[number]]
            self._trim()
            return Recalled(kept, ends, known)

    def close(self) -> None:
        """Close the connections and forget what was read; a later call opens them again."""
        with self._lock:
            self._kept, self._from, self._to = [], {}, {}
            for client in (self._consumer, self._admin):
                if client is not None:
                    client.close()
            self._consumer = self._admin = None

    def _open(self) -> tuple[KafkaConsumer, KafkaAdminClient]:
        connection = self._settings.connection
        if self._consumer is None:
            self._consumer = connection.consumer("dateline-recall")
        if self._admin is None:
            self._admin = connection.admin("dateline-recall-admin")
        return self._consumer, self._admin

    def _trim(self) -> None:
        """Forget what was read long ago; a shard that asks for it has it read again."""
        oldest = time.monotonic() - KEEP_SECONDS
        if self._kept and self._kept[0][0] < oldest:
            self._kept = [each for each in self._kept if each[0] >= oldest]
            self._from = dict(self._to)
            for _, number, at, _ in self._kept:
                self._from[number] = min(at, self._from[number])

    def _begin(
        self, consumer: KafkaConsumer, partitions: Sequence[TopicPartition], ends: Ends, since: Ends | None
    ) -> Ends:
        """Where to read from: what was asked for, inside what is retained."""
        first = {part.partition: offset for part, offset in consumer.beginning_offsets(partitions).items()}
        if since is None:
            log_ends = {part: ends[part.partition] for part in partitions}
            found = at_time(consumer, partitions, max(0, self._settings.since_millis), log_ends)
            since = {part.partition: offset for part, offset in found.items()}
        return {number: min(max(since.get(number, 0), first[number]), end) for number, end in ends.items()}

    def _extend(self, consumer: KafkaConsumer, partitions: Sequence[TopicPartition], begin: Ends, ends: Ends) -> None:
        """Read what of ``begin`` to ``ends`` is not kept."""
        count = len(self._kept)
        for part in partitions:
            number = part.partition
            low, high = self._from.get(number, begin[number]), self._to.get(number, begin[number])
            if begin[number] < low:
                self._read(consumer, part, begin[number], low)
            if high < ends[number]:
                self._read(consumer, part, high, ends[number])
            self._from[number], self._to[number] = min(low, begin[number]), max(high, ends[number])
        if len(self._kept) > count:
            _LOGGER.info("read %d outcomes of %s", len(self._kept) - count, self._settings.topic)

    def _read(self, consumer: KafkaConsumer, part: TopicPartition, begin: int, end: int) -> None:
        for record in read_between(consumer, part, begin, end):
            try:
                outcome = outcome_from_record(decode_outcome(record.value or b""))
            except ArticleError as error:
                # `audit` reports it; a deduplication that stopped for it could never go on.
                _LOGGER.warning("%s/%d/%d is no outcome: %s", part.topic, part.partition, record.offset, error)
                continue
            if outcome.fingerprint:
                self._kept.append((time.monotonic(), part.partition, record.offset, outcome))


_logs: dict[OutcomeSettings, OutcomeLog] = {}
_logs_lock = threading.Lock()


def outcome_log(settings: OutcomeSettings) -> OutcomeLog:
    """The log of this process for these settings."""
    with _logs_lock:
        return _logs.setdefault(settings, OutcomeLog(settings))


def earliest_record_millis(connection: Connection, ranges: Sequence[PartitionRange], *, now_millis: int) -> int:
    """The earliest time, in milliseconds, of the first records that ``ranges`` read; ``now_millis`` if there are none.

    Partitions that give no record within five seconds (nothing but transaction markers) count as being at their end.
    """
    consumer = connection.consumer("dateline-earliest")
    try:
        waiting = {TopicPartition(part.topic, part.partition): part.start for part in ranges}
        ends = consumer.end_offsets(list(waiting))
        waiting = {part: start for part, start in waiting.items() if start < ends[part]}
        found = _first_times(consumer, waiting)
        return min([now_millis, *found])
    finally:
        consumer.close()


def _first_times(consumer: KafkaConsumer, waiting: Mapping[TopicPartition, int]) -> list[int]:
    missing = dict(waiting)
    consumer.assign(list(missing))
    for part, start in missing.items():
        consumer.seek(part, start)
    found: list[int] = []
    deadline = time.monotonic() + 5.0
    while missing and time.monotonic() < deadline:
        for part, records in consumer.poll(timeout_ms=200).items():
            if missing.pop(part, None) is not None:
                found.append(records[0].timestamp)
                consumer.pause(part)
    return found
