"""Taking over a job's ``transactional.id``: older workers are fenced, and what they left open comes to its end.

``init_transactions()`` does both, except when a broker loses *markers*. Seen on Kafka 4.3.1: killed with a transaction
open and started again, it went from "prepared" to "complete" before it knew its own partitions again, took them for
deleted and left their markers out. Then readers stop at the records of that transaction for ever, and the next commit
of the same producer shows them, aborted or not. So before the first transaction of our own, what is still open on the
output topics is brought to the end that the coordinator had decided, by a transaction that holds nothing but those
partitions. (`kafka-transactions.sh abort` does the same, but needs the right to administer the cluster.)

One hole is left: a worker that dies between taking over and mending hides from the next one whether the markers lost
were of a commit. They are taken for those of an abort, as nearly all are: a broker loses them when it gives up on a
transaction as it starts.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from typing import Any

from kafka import KafkaAdminClient, KafkaProducer, TopicPartition
from kafka.errors import KafkaError, KafkaTimeoutError, UnstableOffsetCommitError
from kafka.structs import OffsetAndMetadata

from dateline.errors import PreflightError
from dateline.kafka.acknowledged import acknowledged, transaction_state, transactional_id
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange, partitions_of, sink_group
from dateline.kafka.topics import OutputTopics

_LOGGER = logging.getLogger(__name__)

_COMMITTED = ("PrepareCommit", "CompleteCommit")

LOOK_SECONDS = 1.0
"""How long markers that were written may take to show."""


def take_over(producer: KafkaProducer, connection: Connection, group: str, topics: OutputTopics) -> None:
    """Initialise a transactional producer of the job, so that nobody else's transaction is left.

    Raises ``KafkaError`` when Kafka refuses.
    """
    admin = connection.admin("dateline-take-over")
    try:
        state = transaction_state(admin, group)
        producer.init_transactions()
        if _is_held(connection, admin, group, topics):
            committed = state in _COMMITTED
            _LOGGER.warning("markers of a transaction were lost: it is %s now", "committed" if committed else "aborted")
            _mend(producer, group, topics, committed=committed)
    finally:
        admin.close()


def fence(connection: Connection, group: str, topics: OutputTopics | None = None) -> None:
    """Make sure that no older worker of the job can publish, and end the transaction that it left open.

    Without ``topics`` lost markers are not looked for. Raises :class:`~dateline.errors.PreflightError` when Kafka
    refuses.
    """
    producer = connection.producer("dateline-fence", transactional_id=transactional_id(group))
    try:
        if topics is None:
            producer.init_transactions()
        else:
            take_over(producer, connection, group, topics)
    except KafkaError as error:
        raise PreflightError(
            f"The transactional id {transactional_id(group)} cannot be taken over: {error!r}.",
            "Check the broker and the ACLs of the transactional id (`dateline doctor`).",
        ) from error
    finally:
        producer.close(timeout=5)


def rewind(connection: Connection, group: str, ranges: Sequence[PartitionRange]) -> None:
    """Make the starts of ``ranges`` what is acknowledged; for a start that was forced, after :func:`fence`.

    The sink drops what lies below the acknowledged offset and waits for what lies above, so the two must agree.
    Raises :class:`~dateline.errors.PreflightError` when Kafka refuses.
    """
    consumer = connection.consumer("dateline-rewind", group_id=sink_group(group))
    try:
        consumer.commit(
            {TopicPartition(part.topic, part.partition): OffsetAndMetadata(part.start, "", -1) for part in ranges}
        )
    except KafkaError as error:
        raise PreflightError(
            f"The offsets of {sink_group(group)} could not be set: {error!r}.",
            "Is the group in use by a consumer that joined it? It must be left to dateline.",
        ) from error
    finally:
        consumer.close()


def _is_held(connection: Connection, admin: KafkaAdminClient, group: str, topics: OutputTopics) -> bool:
    """Whether a transaction is still open on the output topics or on the acknowledged offsets."""
    stable = connection.consumer("dateline-stable", group_id=sink_group(group))
    latest = connection.consumer("dateline-latest", isolation_level="read_uncommitted")
    try:
        partitions = partitions_of(stable, topics.names)
        deadline = time.monotonic() + LOOK_SECONDS
        while stable.end_offsets(partitions) != latest.end_offsets(partitions):
            if time.monotonic() > deadline:
                return True
            time.sleep(0.1)
        known = next(iter(acknowledged(admin, group)), None)
        if known is not None:
            stable.committed(TopicPartition(*known), timeout_ms=round(LOOK_SECONDS * 2_000))
    except (KafkaTimeoutError, UnstableOffsetCommitError):
        return True
    finally:
        stable.close()
        latest.close()
    return False


def _mend(producer: KafkaProducer, group: str, topics: OutputTopics, *, committed: bool) -> None:
    """End what is open on any output partition, and on the group's offsets, the way it was decided."""
    producer.begin_transaction()
    # kafka-python has no other way to take a partition into a transaction without sending a record to it.
    manager: Any = producer._transaction_manager
    for topic in topics.names:
        for partition in sorted(producer.partitions_for(topic)):
            manager.maybe_add_partition_to_transaction(TopicPartition(topic, partition))
    # It takes an offset to bring in the group's: nothing is read from an output topic, so this one says nothing.
    nothing = {TopicPartition(topics.outcomes, 0): OffsetAndMetadata(0, "", -1)}
    producer.send_offsets_to_transaction(nothing, sink_group(group))
    if committed:
        producer.commit_transaction()
    else:
        producer.abort_transaction()
