from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Timestamp

from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange
from dateline.kafka.source import (
    KafkaReader,
    KafkaSource,
    OffsetMark,
    OffsetMarkCoder,
    ReadSettings,
    request_drain,
    reset_drain,
)

pytestmark = pytest.mark.integration


@pytest.fixture
def connection(kfake_broker: str) -> Connection:
    return Connection(kfake_broker)


@pytest.fixture
def topic(connection: Connection, unique_name: str) -> str:
    topics.create(connection, (unique_name,), partitions=2)
    return unique_name


def put(connection: Connection, topic: str, *values: bytes, partition: int = 0, first_ms: int = 1_000) -> None:
    producer = connection.producer()
    for index, value in enumerate(values):
        producer.send(topic, value=value, partition=partition, timestamp_ms=first_ms + index).get(10)
    producer.close()


def reader_of(connection: Connection, part: PartitionRange, *, resumed: bool = False) -> KafkaReader:
    return KafkaReader(ReadSettings(connection, (part,)), part, resumed=resumed)


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
    return False


def test_splits_by_partition_whatever_the_runner_asks_for(connection: Connection) -> None:
    ranges = tuple(PartitionRange("t", number, 0) for number in range(30))
    parts = list(KafkaSource(ReadSettings(connection, ranges)).split(20))
    assert [part._settings.ranges for part in parts] == [(each,) for each in ranges]


def test_the_mark_is_the_next_offset_and_survives_its_coder() -> None:
    coder = OffsetMarkCoder()
    mark = coder.decode(coder.encode(OffsetMark("news.raw", 3, 1 << 40, 17)))
    assert (mark.topic, mark.partition, mark.offset, mark.element_millis) == ("news.raw", 3, 1 << 40, 17)


def test_resumes_strictly_after_the_mark(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    source = KafkaSource(ReadSettings(connection, (PartitionRange(topic, 0, 0),)))
    first = source.create_reader(None, None)
    assert until(first.start)
    assert first.get_current().value == b"a"
    assert first.get_current().starts
    second = source.create_reader(None, first.get_checkpoint_mark())
    assert until(second.start)
    assert second.get_current().value == b"b"
    assert not second.get_current().starts
    first.close()
    second.close()


def test_event_time_is_the_record_time_and_the_watermark_stays_behind_it(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", first_ms=50_000)
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    assert until(reader.start)
    assert reader.get_current_timestamp() == Timestamp(50)
    assert reader.get_watermark() == Timestamp(48)
    reader.close()


def test_records_of_one_millisecond_are_elements_of_successive_ones(connection: Connection, topic: str) -> None:
    producer = connection.producer()
    for value in (b"a", b"b", b"c"):
        producer.send(topic, value=value, partition=0, timestamp_ms=50_000).get(10)
    producer.close()
    source = KafkaSource(ReadSettings(connection, (PartitionRange(topic, 0, 0),)))
    mark, times = None, []
    for _ in range(3):
        # A reader of its own for each: the order must hold over a checkpoint too.
        reader = source.create_reader(None, mark)
        assert until(reader.start)
        times.append(reader.get_current_timestamp().micros)
        assert reader.get_current().record_time == 50_000_000
        mark = reader.get_checkpoint_mark()
        reader.close()
    assert times == [50_000_000, 50_001_000, 50_002_000]


@pytest.mark.parametrize("records", [0, 2])
def test_an_idle_partition_does_not_hold_back_the_watermark(connection: Connection, topic: str, records: int) -> None:
    put(connection, topic, *[b"x"] * records, partition=1)
    before = time.time()
    reader = reader_of(connection, PartitionRange(topic, 1, 0))
    assert until(lambda: not reader.advance() and reader.get_watermark() >= Timestamp(before - 2.5))
    reader.close()


def test_a_bounded_read_finishes_at_its_stop(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    reader = reader_of(connection, PartitionRange(topic, 0, 0, stop=2))
    seen = []
    while reader.get_watermark() < MAX_TIMESTAMP:
        if reader.advance():
            seen.append(reader.get_current().value)
    assert seen == [b"a", b"b"]
    reader.close()


def test_retention_leaves_a_gap_that_is_told(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    admin = connection.admin()
    from kafka import TopicPartition

    admin.delete_records({TopicPartition(topic, 0): 2})
    admin.close()
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    assert until(reader.advance)
    assert (reader.get_current().gap_from, reader.get_current().position.offset) == (0, 2)
    reader.close()


def test_drain_ends_every_reader_where_it_stands(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b")
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    assert until(reader.start)
    request_drain()
    try:
        assert not reader.advance()
        assert reader.get_watermark() == MAX_TIMESTAMP
        assert reader.get_checkpoint_mark().offset == 1
    finally:
        reset_drain()
        reader.close()
