from __future__ import annotations

import time
from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.transforms.window import FixedWindows
from kafka import TopicPartition
from tests.kafka.collected import COLLECTED, CollectFn, reading_on_prism, until

from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.control import announce, ask_drain, new_launch
from dateline.kafka.positions import PartitionRange, Start, committed_offset, resolve
from dateline.kafka.read_settings import ReadSettings
from dateline.records import RawRecord

pytestmark = pytest.mark.integration


@pytest.fixture
def connection(kfake_broker: str) -> Connection:
    return Connection(kfake_broker)


def send(connection: Connection, topic: str, count: int, partition: int = 0) -> None:
    producer = connection.producer()
    for number in range(count):
        producer.send(topic, value=b"%d" % number, partition=partition)
    producer.flush(30)
    producer.close()


def test_claims_follow_each_other_and_a_drain_through_kafka_ends_the_job(
    connection: Connection, prism_endpoint: str, unique_name: str
) -> None:
    topics.create(connection, (unique_name,), partitions=3)
    send(connection, unique_name, 2_000, partition=0)
    ranges = resolve(connection, [unique_name], unique_name, Start())
    launch = new_launch()
    announce(connection, unique_name, launch, ranges[0])
    # Short claims: each partition is claimed some dozens of times. Partition 2 never has a record.
    settings = ReadSettings(
        connection,
        ranges,
        group=unique_name,
        launch=launch,
        max_read_seconds=0.02,
        max_records=50,
        fetch_max_bytes=5_000,
    )
    job = reading_on_prism(prism_endpoint, settings, lambda read: read | beam.ParDo(CollectFn(unique_name)))
    with job as result:
        send(connection, unique_name, 1_000, partition=1)
        assert until(lambda: len(COLLECTED[unique_name]) == 3_000)
        assert ask_drain(connection, unique_name) == launch
        result.wait_until_finish(duration=60_000)
    found: list[RawRecord] = COLLECTED[unique_name]
    for partition, count in ((0, 2_000), (1, 1_000)):
        records = [record for record in found if record.position.partition == partition]
        assert [record.position.offset for record in records] == list(range(count))
        assert [record.gap_from for record in records] == list(range(count))
        assert [record.starts for record in records] == [True] + [False] * (count - 1)
    consumer = connection.consumer(group_id=unique_name)
    finalized = [committed_offset(consumer, TopicPartition(unique_name, number)) for number in range(2)]
    consumer.close()
    assert finalized == [2_000, 1_000]


def test_new_partitions_and_topics_are_read_and_their_records_are_not_late(
    connection: Connection, prism_endpoint: str, unique_name: str
) -> None:
    """Windows of a second without allowed lateness: a late record would be dropped by the grouping."""
    first, second = f"{unique_name}.a", f"{unique_name}.b"
    topics.create(connection, (first,), partitions=1)
    ranges = resolve(connection, [first], unique_name, Start())
    settings = ReadSettings(
        connection, ranges, group=unique_name, pattern=rf"{unique_name}\..", watch_seconds=2, out_of_order_seconds=0.5
    )

    def grouped(read: beam.PCollection) -> None:
        _ = (
            read
            | beam.WindowInto(FixedWindows(1))
            | beam.Map(
                lambda record: ("all", (record.position.topic, record.position.partition, record.position.offset))
            )
            | beam.GroupByKey()
            | beam.ParDo(CollectFn(unique_name))
        )

    def positions() -> list[tuple[str, int, int]]:
        return sorted(position for _, window in COLLECTED[unique_name] for position in window)

    with reading_on_prism(prism_endpoint, settings, grouped):
        send(connection, first, 5)
        assert until(lambda: len(positions()) == 5), "windows close while the job runs"
        admin = connection.admin()
        admin.create_partitions({first: 2})
        admin.close()
        topics.create(connection, (second,), partitions=1)
        send(connection, first, 3, partition=1)
        send(connection, second, 4)
        send(connection, first, 2)
        assert until(lambda: len(positions()) == 14), "found within the interval, and none dropped as late"
    assert positions() == sorted(
        [(first, 0, number) for number in range(7)]
        + [(first, 1, number) for number in range(3)]
        + [(second, 0, number) for number in range(4)]
    )


def test_a_partition_at_its_end_does_not_make_the_backlog_of_another_late(
    connection: Connection, prism_endpoint: str, unique_name: str
) -> None:
    topics.create(connection, (unique_name,), partitions=2)
    producer = connection.producer()
    for number in range(3_000):
        producer.send(unique_name, value=b"x", partition=1, timestamp_ms=1_600_000_000_000 + number * 10)
    producer.flush(30)
    producer.close()
    settings = ReadSettings(
        connection,
        resolve(connection, [unique_name], unique_name, Start()),
        out_of_order_seconds=0,
        max_read_seconds=0.02,
        max_records=20,
        fetch_max_bytes=2_000,
    )

    def counted(read: beam.PCollection) -> None:
        _ = (
            read
            | beam.WindowInto(FixedWindows(1))
            | beam.combiners.Count.Globally().without_defaults()
            | beam.ParDo(CollectFn(unique_name))
        )

    with reading_on_prism(prism_endpoint, settings, counted):
        assert until(lambda: sum(COLLECTED[unique_name]) == 3_000)
    assert len(COLLECTED[unique_name]) == 30, "every window once"


@pytest.mark.java
def test_markers_at_the_end_and_an_aborted_transaction(real_kafka: str, prism_endpoint: str, unique_name: str) -> None:
    """What was aborted is a gap, and a partition that ends in markers is idle and can be read to its end."""
    connection = Connection(real_kafka)
    topics.create(connection, (unique_name,), partitions=2)
    producer = connection.producer(transactional_id=unique_name)
    producer.init_transactions()
    for values, commit in ((b"ab", True), (b"xyz", False), (b"c", True), (b"w", False)):
        producer.begin_transaction()
        for value in values:
            producer.send(unique_name, value=bytes([value]), partition=0)
        producer.flush(30)  # else an abort drops what was never sent
        if commit:
            producer.commit_transaction()
        else:
            producer.abort_transaction()
    producer.close()
    ranges = resolve(connection, [unique_name], unique_name, Start())
    settings = ReadSettings(connection, ranges, out_of_order_seconds=0.5)
    # Windows that close while the job runs show that the partitions pass for idle.
    with reading_on_prism(
        prism_endpoint,
        settings,
        lambda read: (
            read
            | beam.Map(lambda record: (0, (record.position.offset, record.gap_from, record.value)))
            | beam.WindowInto(FixedWindows(1))
            | beam.GroupByKey()
            | beam.ParDo(CollectFn(unique_name))
        ),
    ):
        assert until(lambda: sum(len(list(window)) for _, window in COLLECTED[unique_name]) == 3)
    found = sorted(each for _, window in COLLECTED[unique_name] for each in window)
    assert found == [(0, 0, b"a"), (1, 1, b"b"), (7, 2, b"c")]

    bounded = resolve(connection, [unique_name], unique_name, Start(), once=True)
    assert bounded[0].stop == 11
    started = time.monotonic()
    with reading_on_prism(
        prism_endpoint,
        ReadSettings(connection, bounded),
        lambda read: read | beam.Map(lambda record: record.value) | beam.ParDo(CollectFn(f"{unique_name}.once")),
    ) as result:
        result.wait_until_finish(duration=60_000)
    assert sorted(COLLECTED[f"{unique_name}.once"]) == [b"a", b"b", b"c"]
    assert time.monotonic() - started < 30, "it did not wait for records behind the markers"


def test_ranges_that_the_watch_has_seen_are_its_own(connection: Connection, unique_name: str) -> None:
    from dateline.errors import PreflightError
    from dateline.kafka.restrictions import Watching
    from dateline.kafka.watch import look

    topics.create(connection, (unique_name,), partitions=1)
    ranges = (PartitionRange(unique_name, 0, 0),)
    settings = ReadSettings(connection, ranges, group=unique_name, topics=(unique_name,), watch_seconds=1)
    state, found = look(settings, Watching(frozenset({(unique_name, 0)})), 10_000_000)
    assert (found, state.looked_micros) == ([], 10_000_000)
    admin = connection.admin()
    admin.create_partitions({unique_name: 3})
    state, found = look(settings, state, 12_000_000)
    assert [replace(part, salt=0) for part in found] == [
        PartitionRange(unique_name, number, 0, None, "new partition", since_micros=8_000_000) for number in (1, 2)
    ]
    assert look(settings, state, 14_000_000)[1] == []
    admin.delete_topics([unique_name])
    admin.close()
    assert look(settings, state, 16_000_000)[1] == [], "the reader says so"
    topics.create(connection, (unique_name,), partitions=3)
    with pytest.raises(PreflightError, match="made anew"):
        look(settings, state, 18_000_000)
