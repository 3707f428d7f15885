"""What a topic holds, read from offset to offset without a group: for audits and recovery, not for the pipeline."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from kafka import KafkaConsumer, TopicPartition

from dateline.errors import BrokerUnreachableError
from dateline.kafka.positions import partitions_of

SILENCE_SECONDS = 30.0
"""How long a broker may answer nothing although it has records."""

POLL_MILLIS = 500


def read_topic(consumer: KafkaConsumer, topic: str) -> Iterator[Any]:
    """The consumer records of all partitions of ``topic``, one partition after the other, up to the ends seen now.

    Raises :class:`BrokerUnreachableError` when the broker falls silent.
    """
    partitions = partitions_of(consumer, [topic])
    ends = consumer.end_offsets(partitions)
    begins = consumer.beginning_offsets(partitions)
    for part in partitions:
        yield from read_between(consumer, part, begins[part], ends[part])


def read_between(consumer: KafkaConsumer, part: TopicPartition, begin: int, end: int) -> Iterator[Any]:
    """The records from ``begin`` to ``end`` (exclusive); the position passes over markers and what was aborted."""
    consumer.assign([part])
    consumer.seek(part, begin)
    reached = begin
    heard = time.monotonic()
    while reached < end:
        for record in consumer.poll(timeout_ms=POLL_MILLIS).get(part, []):
            if record.offset >= end:
                return
            yield record
            heard = time.monotonic()
        position = consumer.position(part)
        if position > reached:
            reached, heard = position, time.monotonic()
        elif time.monotonic() - heard > SILENCE_SECONDS:
            raise BrokerUnreachableError(
                f"{part.topic}/{part.partition} shows nothing after offset {reached - 1} but ends at {end}.",
                "Is the partition's leader up? A transaction that was left open hides what follows it.",
            )
