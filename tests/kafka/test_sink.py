from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from kafka import TopicPartition

from dateline.encode.output import OutputKind, OutputRecord
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.lag import LagProbe
from dateline.kafka.positions import sink_group
from dateline.kafka.retained import read_topic
from dateline.kafka.sink import PublishRecords, PublishSettings
from dateline.kafka.topics import OutputTopics
from dateline.records import Position

pytestmark = pytest.mark.integration


def output(
    offset: int, *, kind: OutputKind = "event", partition: int = 0, starts: bool = False, unexpected: bool = False
) -> OutputRecord:
    return OutputRecord(
        kind=kind,
        position=Position("in", partition, offset),
        gap_from=offset,
        starts=starts,
        key=b"key",
        value=b"%d/%d" % (partition, offset),
        headers=(("dateline-position", b"in/%d/%d" % (partition, offset)),),
        event_time=0,
        record_time=0,
        outcome=b"outcome of %d" % offset,
        unexpected=unexpected,
    )


@pytest.fixture
def settings(kfake_broker: str, unique_name: str) -> PublishSettings:
    connection = Connection(kfake_broker)
    names = OutputTopics(*(f"{unique_name}-{kind}" for kind in ("events", "duplicates", "dead", "outcomes")))
    topics.create(connection, names.names, partitions=1)
    topics.create(connection, ("in",), partitions=2)
    return PublishSettings(connection, unique_name, names)


def publish(settings: PublishSettings, outputs: Sequence[OutputRecord]) -> None:
    with TestPipeline() as pipeline:
        _ = pipeline | beam.Create(outputs, reshuffle=False) | PublishRecords(settings)


def values(settings: PublishSettings, topic: str) -> list[bytes]:
    with closing(settings.connection.consumer()) as consumer:
        return [record.value for record in read_topic(consumer, topic)]


def acknowledged(settings: PublishSettings, partition: int) -> int | None:
    consumer = settings.connection.consumer(group_id=sink_group(settings.group))
    offset: int | None = consumer.committed(TopicPartition("in", partition))
    consumer.close()
    return offset


def test_publishes_in_offset_order_and_acknowledges_the_next_offset(settings: PublishSettings) -> None:
    outputs = [output(offset, starts=offset == 3) for offset in range(3, 60)]
    random.Random(7).shuffle(outputs)
    publish(settings, outputs)
    assert values(settings, settings.topics.events) == [b"0/%d" % offset for offset in range(3, 60)]
    assert values(settings, settings.topics.outcomes) == [b"outcome of %d" % offset for offset in range(3, 60)]
    assert acknowledged(settings, 0) == 60


def test_only_the_contiguous_prefix_is_published_and_acknowledged(settings: PublishSettings) -> None:
    publish(settings, [output(0, starts=True), output(1), output(3), output(4)])
    assert values(settings, settings.topics.events) == [b"0/0", b"0/1"]
    assert acknowledged(settings, 0) == 2


def test_each_kind_goes_to_its_topic_with_one_outcome_each(settings: PublishSettings) -> None:
    publish(settings, [output(0, starts=True), output(1, kind="duplicate"), output(2, kind="dead_letter")])
    assert values(settings, settings.topics.events) == [b"0/0"]
    assert values(settings, settings.topics.duplicates) == [b"0/1"]
    assert values(settings, settings.topics.dead_letters) == [b"0/2"]
    assert len(values(settings, settings.topics.outcomes)) == 3


def test_partitions_do_not_wait_for_each_other(settings: PublishSettings) -> None:
    publish(settings, [output(5), output(0, partition=1, starts=True), output(1, partition=1)])
    assert values(settings, settings.topics.events) == [b"1/0", b"1/1"]


def test_the_lag_counts_what_is_not_acknowledged(settings: PublishSettings) -> None:
    connection = settings.connection
    probe = LagProbe(connection, ["in"], settings.group)
    before = probe.read()
    producer = connection.producer()
    for _ in range(3):
        producer.send("in", value=b"x", partition=0).get(10)
    producer.close()
    publish(settings, [output(0, starts=True)])
    assert probe.read().behind == before.behind + 2
    probe.close()


def test_the_job_stops_when_the_unexpected_becomes_usual_but_publishes_it_first(settings: PublishSettings) -> None:
    failures = [output(offset, kind="dead_letter", starts=offset == 0, unexpected=True) for offset in range(30)]
    with pytest.raises(Exception, match="30 of the latest 30 outcomes are unexpected errors"):
        publish(settings, failures)
    assert len(values(settings, settings.topics.dead_letters)) == 30
    assert acknowledged(settings, 0) == 30


def test_expected_dead_letters_never_stop_the_job(settings: PublishSettings) -> None:
    publish(settings, [output(offset, kind="dead_letter", starts=offset == 0) for offset in range(30)])
    assert acknowledged(settings, 0) == 30
