"""Where a read starts and where a bounded one stops, decided once before launch.

The rule, printed at launch: what the sink has acknowledged (the committed offsets of ``<group>.sink``) comes
first; where there are none, the option ``--start`` decides. A runner that restores a checkpoint of its own goes
on from that instead.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kafka import KafkaConsumer, TopicPartition
from kafka.errors import GroupIdNotFoundError

from dateline.errors import OptionError, TopicMissingError
from dateline.kafka.connection import Connection

START_WORDS = ("committed", "earliest", "latest")


@dataclass(frozen=True, slots=True)
class Start:
    """Where to start: ``committed`` (else earliest), ``earliest``, ``latest``, or from a time on.

    ``committed`` is also looked at first for the other policies unless ``force`` is set.
    """

    policy: Literal["committed", "earliest", "latest", "time"] = "committed"
    time_millis: int | None = None
    force: bool = False

    @classmethod
    def parse(cls, text: str, *, force: bool = False) -> Start:
        """Read the option's text: one of the words, or an RFC 3339 time with a zone.

        >>> Start.parse("2019-09-24T23:05:00Z").time_millis
        1569366300000
        """
        word = text.strip().lower()
        if word == "committed":
            return cls("committed", force=force)
        if word == "earliest":
            return cls("earliest", force=force)
        if word == "latest":
            return cls("latest", force=force)
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            raise OptionError(
                "--start",
                f"{text!r} is neither one of {', '.join(START_WORDS)} nor a time with a zone.",
                "Give e.g. earliest or 2026-11-23T00:00:00Z.",
            )
        return cls("time", time_millis=int(moment.timestamp() * 1000), force=force)


@dataclass(frozen=True, slots=True)
class PartitionRange:
    """One partition to read: from ``start`` on, up to ``stop`` (exclusive; null means for ever)."""

    topic: str
    partition: int
    start: int
    stop: int | None = None
    basis: str = "option"


def sink_group(group: str) -> str:
    """The consumer group that holds what the sink has acknowledged, the only truth on restart."""
    return f"{group}.sink"


def partitions_of(consumer: KafkaConsumer, topics: Iterable[str]) -> list[TopicPartition]:
    """All partitions of the topics, in order. Raises :class:`~dateline.errors.TopicMissingError`."""
    found = []
    for topic in sorted(set(topics)):
        numbers = consumer.partitions_for_topic(topic)
        if not numbers:
            raise TopicMissingError(
                f"The topic {topic!r} does not exist.",
                "Create it (`dateline topics create` makes all that a job needs) or correct the option.",
            )
        found += [TopicPartition(topic, number) for number in sorted(numbers)]
    return found


def resolve(
    connection: Connection, topics: Sequence[str], group: str, start: Start, *, once: bool
) -> tuple[PartitionRange, ...]:
    """Decide for each partition of ``topics`` where the read starts and, with ``once``, stops.

    The stop is the end offset seen now. Committed offsets beyond the log are clamped to what is there.
    """
    reader = connection.consumer(client_id="dateline-launch", group_id=sink_group(group))
    try:
        partitions = partitions_of(reader, topics)
        first = reader.beginning_offsets(partitions)
        end = reader.end_offsets(partitions)
        chosen = _by_policy(reader, partitions, start, first, end)
        ranges = []
        for partition in partitions:
            committed = None if start.force else committed_offset(reader, partition)
            offset, basis = chosen[partition]
            if committed is not None:
                offset, basis = committed, f"committed by {sink_group(group)}"
            ranges.append(
                PartitionRange(partition.topic, partition.partition, offset, end[partition] if once else None, basis)
            )
        return tuple(ranges)
    finally:
        reader.close()


def committed_offset(consumer: KafkaConsumer, partition: TopicPartition) -> int | None:
    """The committed offset of the consumer's group, null where it never committed.

    Brokers differ on a group that nobody has used: Kafka answers "no offset", others "no such group".
    """
    # kafka-python logs that answer as an error; it is normal at a first start.
    logging.getLogger("kafka.coordinator.consumer").setLevel(logging.CRITICAL)
    try:
        offset: int | None = consumer.committed(partition)
    except GroupIdNotFoundError:
        return None
    return offset


def _by_policy(
    consumer: KafkaConsumer,
    partitions: Sequence[TopicPartition],
    start: Start,
    first: dict[TopicPartition, int],
    end: dict[TopicPartition, int],
) -> dict[TopicPartition, tuple[int, str]]:
    """The offset that the option alone gives for each partition, and how to name that."""
    if start.policy == "latest":
        return {partition: (end[partition], "latest") for partition in partitions}
    if start.policy == "time":
        found = consumer.offsets_for_times(dict.fromkeys(partitions, start.time_millis))
        return {
            partition: (found[partition].offset if found.get(partition) else end[partition], "time")
            for partition in partitions
        }
    return {partition: (first[partition], "earliest") for partition in partitions}
