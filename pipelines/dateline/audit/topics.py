"""What the proof needs, read from Kafka: without a group, from the beginning to the ends seen at the start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from kafka import KafkaConsumer, TopicPartition

from dateline.audit.proof import AuditSettings, Intervals, Partition, Published, PublishedKind, Unreadable, audit
from dateline.audit.report import AuditReport
from dateline.encode import decode_outcome, outcome_from_record, wire
from dateline.encode.outcomes import Outcome
from dateline.encode.rows import Row
from dateline.errors import ArticleError, UndecodableError
from dateline.kafka.connection import Connection
from dateline.kafka.positions import partitions_of
from dateline.kafka.retained import read_between, read_topic
from dateline.kafka.topics import OutputTopics
from dateline.offsets import OffsetSet
from dateline.records import Position


def audit_topics(
    connection: Connection,
    inputs: Sequence[str],
    outputs: OutputTopics,
    settings: AuditSettings | None = None,
) -> AuditReport:
    """Audit the topics of a job that has stopped or caught up; a running job's latest positions show as missing.

    Raises :class:`~dateline.errors.BrokerUnreachableError` and :class:`~dateline.errors.TopicMissingError`.
    """
    consumer = connection.consumer("dateline-audit")
    try:
        extent = input_positions(consumer, inputs)
        trimmed = {name for name in outputs.names if is_trimmed(consumer, name)}
        known = settings or AuditSettings()
        return audit(
            extent,
            read_outcomes(consumer, outputs.outcomes),
            read_published(consumer, outputs),
            replace(known, trimmed=known.trimmed | trimmed),
            holding=lambda partition, start, end: offsets_with_records(consumer, partition, start, end),
        )
    finally:
        consumer.close()


def input_positions(consumer: KafkaConsumer, inputs: Sequence[str]) -> dict[Partition, tuple[int, int]]:
    """First offset and end of each input partition, as they are now."""
    partitions = partitions_of(consumer, inputs)
    first = consumer.beginning_offsets(partitions)
    end = consumer.end_offsets(partitions)
    return {(part.topic, part.partition): (first[part], end[part]) for part in partitions}


def is_trimmed(consumer: KafkaConsumer, topic: str) -> bool:
    """Whether retention has taken the oldest records of a topic."""
    return any(consumer.beginning_offsets(partitions_of(consumer, [topic])).values())


def read_outcomes(consumer: KafkaConsumer, topic: str) -> Iterator[Outcome | Unreadable]:
    """Every outcome on the outcomes topic, in the order of its partitions."""
    for record in read_topic(consumer, topic):
        try:
            yield outcome_from_record(decode_outcome(record.value or b""))
        except ArticleError as error:
            yield Unreadable(f"{record.topic}/{record.partition}/{record.offset}", str(error))


def read_published(consumer: KafkaConsumer, outputs: OutputTopics) -> Iterator[Published | Unreadable]:
    """Every record of the events, duplicates and dead-letters topics."""
    kinds: tuple[PublishedKind, ...] = ("event", "duplicate", "dead_letter")
    for kind in kinds:
        for record in read_topic(consumer, outputs.of_kind(kind)):
            try:
                schema, row = wire.decode(record.value or b"")
                if schema.subject != kind:
                    raise UndecodableError(f"It is a record of {schema.name}.", "Is this the right topic?")
                yield published_of(kind, row)
            except ArticleError as error:
                yield Unreadable(f"{record.topic}/{record.partition}/{record.offset}", str(error))


def published_of(kind: PublishedKind, row: Row) -> Published:
    """What the proof needs of a published record."""
    where = row.get("provenance", row)
    return Published(kind, Position(where["topic"], where["partition"], where["offset"]), row.get("event_id"))


def offsets_with_records(consumer: KafkaConsumer, partition: Partition, start: int, end: int) -> Intervals:
    """Of the offsets from ``start`` to ``end`` (exclusive), those that hold a committed record."""
    part = TopicPartition(*partition)
    found = OffsetSet()
    for record in read_between(consumer, part, start, end):
        found.add(record.offset)
    return [(low, min(high, end)) for low, high in found if low < end]
