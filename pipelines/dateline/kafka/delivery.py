"""How a batch of outputs gets onto the output topics: all of it exactly once, or all of it at least once.

Both deliveries take the outputs of a bundle together with the input offsets that they acknowledge. They retry by
themselves what a broker restart breaks, because a failed bundle costs a job restart on Flink and the job on Prism.
"""

from __future__ import annotations

import logging
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Literal

from kafka import KafkaProducer
from kafka.errors import (
    AuthorizationError,
    InvalidProducerEpochError,
    InvalidTransactionTimeoutError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    ProducerFencedError,
    RecordListTooLargeError,
)
from kafka.structs import OffsetAndMetadata, TopicPartition

from dateline.encode.output import OutputRecord
from dateline.errors import BrokerUnreachableError, PublishError
from dateline.kafka.acknowledged import acknowledged, transactional_id
from dateline.kafka.connection import Connection
from dateline.kafka.positions import Partition, sink_group
from dateline.kafka.takeover import take_over
from dateline.kafka.topics import OutputTopics

_LOGGER = logging.getLogger(__name__)

Mode = Literal["exactly-once", "at-least-once"]
MODES: tuple[Mode, ...] = ("exactly-once", "at-least-once")

RENEW_SECONDS = 3_600.0
"""How often the offsets of quiet partitions are committed again: brokers forget them after a week."""

RETRY_SECONDS = 0.5
"""Pause before a batch is tried again."""

_FENCED = (ProducerFencedError, InvalidProducerEpochError)
_FINAL = (
    AuthorizationError,
    InvalidTransactionTimeoutError,
    MessageSizeTooLargeError,
    RecordListTooLargeError,
)
_LOST = ("ProducerFenced", "InvalidProducerEpoch", "InvalidTxnState", "InvalidProducerIdMapping")


class FencedError(PublishError):
    """Another worker publishes for the job now; this one must stop."""


class Delivery(ABC):
    """Publishes batches for one job.

    ``give_up_seconds`` bounds the tries of one batch. Not safe between threads.
    """

    def __init__(self, connection: Connection, group: str, topics: OutputTopics, give_up_seconds: float) -> None:
        self._connection = connection
        self._group = group
        self._topics = topics
        self._give_up_seconds = give_up_seconds
        self._producer: KafkaProducer | None = None
        self._admin = connection.admin("dateline-publish-admin")
        self._renewed = 0.0
        self._fenced: FencedError | None = None

    @abstractmethod
    def open(self) -> None:
        """Open the producer; with transactions this fences every older worker of the job."""

    @abstractmethod
    def _deliver(self, records: Sequence[OutputRecord], offsets: Mapping[Partition, int]) -> None:
        """Publish and acknowledge; returns when both are durable."""

    def begin(self) -> dict[Partition, int]:
        """Open the producer; returns what is acknowledged, which from now on only this worker changes.

        Raises :class:`~dateline.errors.PublishError` when Kafka refuses or stays away for ``give_up_seconds``.
        """
        deadline = time.monotonic() + self._give_up_seconds
        while True:
            try:
                if self._producer is None:
                    self.open()
                return acknowledged(self._admin, self._group)
            except (KafkaError, BrokerUnreachableError) as error:
                self._fail_or_retry(error, {}, deadline)

    def deliver(
        self, records: Sequence[OutputRecord], before: Mapping[Partition, int], after: Mapping[Partition, int]
    ) -> None:
        """Publish ``records`` and move what is acknowledged from ``before`` to ``after`` (all partitions known).

        Raises :class:`FencedError` when another worker has taken over and :class:`~dateline.errors.PublishError`
        when Kafka refuses or stays away for ``give_up_seconds``.
        """
        if self._fenced is not None:
            # Opening the id again would fence the worker that has taken over.
            raise self._fenced
        offsets = self._to_commit(before, after)
        deadline = time.monotonic() + self._give_up_seconds
        while True:
            try:
                if self._producer is None:
                    self.open()
                    if self._is_done(before, offsets):
                        return
                self._bounded(lambda: self._deliver(records, offsets), deadline)
            except (KafkaError, BrokerUnreachableError) as error:
                self._fail_or_retry(error, offsets, deadline)
            else:
                return

    def _bounded(self, call: Callable[[], None], deadline: float) -> None:
        """Make a call that waits for Kafka without a limit of its own (kafka-python's commit of a transaction)."""
        raised: list[BaseException] = []

        def make() -> None:
            try:
                call()
            except BaseException as error:  # noqa: BLE001  (carried to the caller's thread)
                raised.append(error)

        # A daemon: a call that never returns must not keep the process from ending.
        thread = threading.Thread(target=make, name="dateline-publish", daemon=True)
        thread.start()
        thread.join(max(0.0, deadline - time.monotonic()))
        if raised:
            raise raised[0]
        if thread.is_alive():
            raise KafkaTimeoutError(f"no answer within {self._give_up_seconds:.0f} s")

    def close(self) -> None:
        """Close the connections; an open transaction is left to whoever opens the id next."""
        self._drop_producer()
        self._admin.close()

    def _to_commit(self, before: Mapping[Partition, int], after: Mapping[Partition, int]) -> dict[Partition, int]:
        now = time.monotonic()
        if now - self._renewed > RENEW_SECONDS:
            self._renewed = now
            return dict(after)
        return {partition: offset for partition, offset in after.items() if before.get(partition) != offset}

    def _is_done(self, before: Mapping[Partition, int], offsets: Mapping[Partition, int]) -> bool:
        """Whether a batch of unknown fate was committed; :class:`FencedError` if somebody else moved the offsets."""
        now = acknowledged(self._admin, self._group)
        if all(now.get(partition) == offset for partition, offset in offsets.items()):
            return any(before.get(partition) != offset for partition, offset in offsets.items())
        if any(now.get(partition) != before.get(partition) for partition in offsets):
            raise FencedError(
                f"The acknowledged offsets of {sink_group(self._group)} were moved by another worker.",
                "Nothing is lost: the job goes on from them. Run one job per group.",
            )
        return False

    def _fail_or_retry(self, error: Exception, offsets: Mapping[Partition, int], deadline: float) -> None:
        self._drop_producer()
        told = repr(error)
        if isinstance(error, _FENCED) or any(name in told for name in _LOST):
            self._fenced = FencedError(
                f"This worker was fenced ({told}): another one took over, or its transaction timed out.",
                "Nothing is lost: the job goes on from the acknowledged offsets. Run one job per group; raise "
                "--transaction-timeout if workers pause for longer.",
            )
            raise self._fenced from error
        if isinstance(error, _FINAL) or time.monotonic() > deadline:
            places = ", ".join(f"{topic}/{number}: {offset}" for (topic, number), offset in offsets.items())
            raise PublishError(
                f"Kafka did not take the outputs{f' up to {places}' if places else ''}: {told}.",
                "Check the broker, the ACLs and the size limits of the output topics (`dateline doctor`).",
            ) from error
        _LOGGER.warning("publishing failed (%s); trying again", told)
        time.sleep(RETRY_SECONDS)

    def _drop_producer(self) -> None:
        producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            producer.close(timeout=0)
        except KafkaTimeoutError:
            # kafka-python 3.0 raises for records that it still holds and leaves its sender running, which would go
            # on sending them.
            producer._sender.force_close()

    def _send_all(self, records: Sequence[OutputRecord]) -> list[Any]:
        """Hand every output and its outcome to the producer; returns what to wait for."""
        producer, topics = self._producer, self._topics
        if producer is None:
            raise RuntimeError("open() comes first")
        sent = []
        for record in records:
            position = record.position
            copies = [topics.latest] if record.kind == "event" and topics.latest is not None else []
            sent += [
                producer.send(topic, key=record.key, value=record.value, headers=list(record.headers))
                for topic in (topics.of_kind(record.kind), *copies)
            ]
            key = f"{position.topic}/{position.partition}".encode()
            sent.append(producer.send(topics.outcomes, key=key, value=record.outcome))
        return sent


class ExactlyOnce(Delivery):
    """One transaction for each batch: outputs, outcomes and acknowledged offsets show together or never."""

    def __init__(
        self,
        connection: Connection,
        group: str,
        topics: OutputTopics,
        give_up_seconds: float,
        transaction_timeout_ms: int,
    ) -> None:
        super().__init__(connection, group, topics, give_up_seconds)
        self._transaction_timeout_ms = transaction_timeout_ms

    def open(self) -> None:
        """Fence older workers, end the transaction that they left open."""
        self._producer = self._connection.producer(
            "dateline-publish",
            transactional_id=transactional_id(self._group),
            transaction_timeout_ms=self._transaction_timeout_ms,
        )
        take_over(self._producer, self._connection, self._group, self._topics)

    def _deliver(self, records: Sequence[OutputRecord], offsets: Mapping[Partition, int]) -> None:
        producer = self._producer
        if producer is None:
            raise RuntimeError("open() comes first")
        producer.begin_transaction()
        self._send_all(records)
        producer.send_offsets_to_transaction(_with_metadata(offsets), sink_group(self._group))
        # Waits for every record first; one that failed makes it fail.
        producer.commit_transaction()


class AtLeastOnce(Delivery):
    """An idempotent producer, then the offsets: a crash between the two publishes a batch again, with equal bytes."""

    def __init__(self, connection: Connection, group: str, topics: OutputTopics, give_up_seconds: float) -> None:
        super().__init__(connection, group, topics, give_up_seconds)
        self._acknowledger: Any = None

    def open(self) -> None:
        """Open the producer and the consumer that commits."""
        self._producer = self._connection.producer("dateline-publish")
        if self._acknowledger is None:
            self._acknowledger = self._connection.consumer("dateline-acknowledge", group_id=sink_group(self._group))

    def close(self) -> None:
        """Close all connections."""
        super().close()
        if self._acknowledger is not None:
            self._acknowledger.close()

    def _deliver(self, records: Sequence[OutputRecord], offsets: Mapping[Partition, int]) -> None:
        sent = self._send_all(records)
        if self._producer is None:
            raise RuntimeError("open() comes first")
        self._producer.flush(timeout=self._give_up_seconds)
        for future in sent:
            future.get(timeout=self._give_up_seconds)
        self._acknowledger.commit(_with_metadata(offsets))


def _with_metadata(offsets: Mapping[Partition, int]) -> dict[TopicPartition, OffsetAndMetadata]:
    return {TopicPartition(*partition): OffsetAndMetadata(offset, "", -1) for partition, offset in offsets.items()}
