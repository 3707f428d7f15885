from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
from kafka import TopicPartition

from dateline.errors import PreflightError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.eventtime import EventTime
from dateline.kafka.positions import PartitionRange
from dateline.kafka.reader import PartitionReader
from dateline.kafka.reader_pool import ReaderPool
from dateline.kafka.reading import Claim, ReadingProvider, ReadingTracker
from dateline.kafka.restrictions import RESTRICTION_CODER, Reading
from dateline.kafka.source import ReadSettings
from dateline.records import RawRecord

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


def reader_of(connection: Connection, part: PartitionRange, **settings: Any) -> PartitionReader:
    return PartitionReader(ReadSettings(connection, (part,), **settings), Reading.of(part))


def reading_after(reader: PartitionReader, before: Reading) -> Reading:
    """Where the next claim goes on after what ``reader`` has read."""
    tracker = ReadingTracker(before)
    assert tracker.try_claim(reader.claim)
    cut = tracker.try_split(0)
    assert cut is not None
    again = RESTRICTION_CODER.decode(RESTRICTION_CODER.encode(cut[1]))
    assert isinstance(again, Reading)
    return again


def some(reader: PartitionReader, count: int = 1, seconds: float = 10) -> list[tuple[RawRecord, int]]:
    """The next records with their element times, at least ``count`` of them."""
    found: list[tuple[RawRecord, int]] = []
    deadline = time.monotonic() + seconds
    while len(found) < count and time.monotonic() < deadline:
        batch = reader.read()
        if batch is not None:
            found += zip(batch.records, batch.micros, strict=True)
    return found


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
    return False


def test_a_partition_is_one_restriction_and_is_cut_only_where_it_stands() -> None:
    reading = Reading.of(PartitionRange("t", 3, 5))
    assert list(ReadingProvider().split(PartitionRange("t", 3, 5), reading)) == [reading]
    tracker = ReadingTracker(reading)
    assert tracker.try_claim(Claim(9, 17, end=20))
    assert tracker.try_split(0.5) is None
    cut = tracker.try_split(0)
    assert cut is not None
    assert (cut[1].next_offset, cut[1].element_millis, cut[1].fresh, cut[1].backlog) == (9, 17, False, 11)
    assert not tracker.try_claim(Claim(12, 18, end=20))
    assert tracker.check_done()


def test_work_that_nobody_has_is_an_error() -> None:
    tracker = ReadingTracker(Reading.of(PartitionRange("t", 0, 0)))
    with pytest.raises(ValueError, match="neither finished nor cut"):
        tracker.check_done()
    assert tracker.try_claim(Claim(4, 0, end=4, finished=True))
    assert tracker.check_done()


def test_a_resumed_read_goes_on_strictly_after_what_was_claimed(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    part = PartitionRange(topic, 0, 0)
    first = reader_of(connection, part, max_records=1)
    [(record, _)] = some(first)
    assert (record.value, record.starts, record.gap_from) == (b"a", True, 0)
    rest = reading_after(first, Reading.of(part))
    second = PartitionReader(ReadSettings(connection, (part,)), rest)
    assert [(record.value, record.starts) for record, _ in some(second, 2)] == [(b"b", False), (b"c", False)]
    first.close()
    second.close()


def test_the_pool_gives_back_the_reader_that_stands_where_the_claim_goes_on(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    part = PartitionRange(topic, 0, 0)
    settings = ReadSettings(connection, (part,), max_records=1)
    pool, start = ReaderPool(), Reading.of(part)
    reader = pool.take(settings, start)
    some(reader)
    pool.park(settings, reader)
    rest = reading_after(reader, start)
    assert pool.take(settings, rest) is reader
    pool.park(settings, reader)
    again = pool.take(settings, start)
    assert again is not reader, "the claim was lost and is read again from before"
    assert some(again)[0][0].value == b"a"
    again.close()
    pool.close_all()


def test_event_time_is_the_record_time_and_the_watermark_stays_behind_it(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", first_ms=50_000)
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    [(_, micros)] = some(reader)
    assert (micros, reader.watermark_micros) == (50_000_000, 48_000_000)
    reader.close()


def test_a_record_of_tomorrow_does_not_move_the_watermark_past_the_clock(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", first_ms=4_100_000_000_000)
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    [(record, micros)] = some(reader)
    assert (record.record_time, micros) == (4_100_000_000_000_000, 4_100_000_000_000_000)
    assert reader.watermark_micros is not None
    assert reader.watermark_micros <= time.time() * 1_000_000
    reader.close()


def test_the_event_time_can_come_from_a_header(connection: Connection, topic: str) -> None:
    producer = connection.producer()
    headers = [("at", b"1970-01-01T00:00:20Z")]
    producer.send(topic, value=b"a", partition=0, timestamp_ms=50_000, headers=headers).get(10)
    producer.send(topic, value=b"b", partition=0, timestamp_ms=51_000, headers=[("at", b"soon")]).get(10)
    producer.close()
    reader = reader_of(connection, PartitionRange(topic, 0, 0), event_time=EventTime("header", "at"))
    found = some(reader, 2)
    assert [(micros, record.record_time) for record, micros in found] == [
        (20_000_000, 50_000_000),
        (51_000_000, 51_000_000),
    ]
    assert found[0][0].headers == (("at", b"1970-01-01T00:00:20Z"),)
    reader.close()


def test_records_of_one_millisecond_are_elements_of_successive_ones(connection: Connection, topic: str) -> None:
    producer = connection.producer()
    for value in (b"a", b"b", b"c", b"d"):
        producer.send(topic, value=value, partition=0, timestamp_ms=50_000).get(10)
    producer.close()
    part = PartitionRange(topic, 0, 0)
    reading, times = Reading.of(part), []
    for _ in range(2):
        # A reader of its own for each two: the order must hold over a claim too.
        reader = reader_of(connection, part, max_records=2)
        reader.close()
        reader = PartitionReader(ReadSettings(connection, (part,), max_records=2), reading)
        times += [micros for _, micros in some(reader, 2)]
        reading = reading_after(reader, reading)
        reader.close()
    assert times == [50_000_000, 50_001_000, 50_002_000, 50_003_000]


@pytest.mark.parametrize("records", [0, 2])
def test_an_idle_partition_does_not_hold_back_the_watermark(connection: Connection, topic: str, records: int) -> None:
    put(connection, topic, *[b"x"] * records, partition=1)
    before = time.time()
    reader = reader_of(connection, PartitionRange(topic, 1, 0))
    assert until(lambda: reader.read() is None and (reader.watermark_micros or 0) >= (before - 2.5) * 1_000_000)
    assert reader.claim.end == records
    reader.close()


def test_a_partition_is_idle_only_after_the_idle_time(connection: Connection, topic: str) -> None:
    reader = reader_of(connection, PartitionRange(topic, 1, 0), idle_seconds=60)
    assert not until(lambda: reader.read() is not None or reader.watermark_micros is not None, seconds=1.5)
    reader.close()


def test_a_bounded_read_finishes_at_its_stop(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    reader = reader_of(connection, PartitionRange(topic, 0, 0, stop=2))
    seen = []
    while not reader.finished:
        batch = reader.read()
        seen += [record.value for record in batch.records] if batch else []
    assert seen == [b"a", b"b"]
    reader.close()


def test_retention_leaves_a_gap_that_is_told(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b", b"c")
    admin = connection.admin()
    admin.delete_records({TopicPartition(topic, 0): 2})
    admin.close()
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    [(record, _)] = some(reader)
    assert (record.gap_from, record.position.offset, record.starts) == (0, 2, True)
    reader.close()


def test_a_log_that_ends_before_our_position_is_an_error(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a")
    reader = reader_of(connection, PartitionRange(topic, 0, 7))
    with pytest.raises(PreflightError, match="ends at 1, before our position 7"):
        until(lambda: reader.read() is not None)
    reader.close()


def test_a_topic_that_is_made_anew_while_it_is_read_is_an_error(connection: Connection, topic: str) -> None:
    put(connection, topic, b"a", b"b")
    reader = reader_of(connection, PartitionRange(topic, 0, 0))
    some(reader, 2)
    admin = connection.admin()
    admin.delete_topics([topic])
    admin.close()
    topics.create(connection, (topic,), partitions=2)
    with pytest.raises(PreflightError, match="made anew"):
        until(lambda: reader.read() is not None)
    reader.close()


def test_claims_shrink_behind_slow_steps_and_grow_where_nothing_waits(connection: Connection, topic: str) -> None:
    put(connection, topic, *(b"%d" % number for number in range(7)))
    settings = ReadSettings(connection, (PartitionRange(topic, 0, 0),))
    reader = PartitionReader(settings, Reading.of(settings.ranges[0]))
    sizes: list[int] = []
    while sum(sizes) < 7:
        batch = reader.read(3)
        sizes.append(len(batch.records) if batch else 0)
    assert max(sizes) <= 3
    assert reader.next_offset == 7

    first = reader.budget
    reader.waited(0.1)
    assert reader.budget == first, "there was no more to read"
    reader.exhausted = True
    reader.waited(0.1)
    assert reader.budget == 2 * first
    for _ in range(30):
        reader.exhausted = True
        reader.waited(5.0)
    assert 0 < reader.budget < first
    reader.close()


def test_the_pool_does_not_take_the_reading_of_others_for_slowness(
    connection: Connection, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(connection, topic, b"a")
    part = PartitionRange(topic, 0, 0)
    settings = ReadSettings(connection, (part,))
    now = [100.0]
    monkeypatch.setattr("dateline.kafka.reader_pool.time.monotonic", lambda: now[0])
    pool, start = ReaderPool(), Reading.of(part)
    reader = pool.take(settings, start)
    pool.park(settings, reader, 2.0)
    other = PartitionReader(settings, Reading.of(part))
    monkeypatch.setattr(type(other), "partition", property(lambda self: (topic, int(self is other))))
    now[0] = 105.0
    pool.park(settings, other, 4.5)
    budget = reader.budget
    assert pool.take(settings, start).budget == budget
    pool.park(settings, reader, 2.0)
    now[0] = 110.0
    assert pool.take(settings, start).budget < budget
    pool.close_all()
    reader.close()
