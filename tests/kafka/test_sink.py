from __future__ import annotations

import random
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace

import apache_beam as beam
import pytest
from apache_beam.testing.test_pipeline import TestPipeline
from apache_beam.testing.util import assert_that, equal_to
from kafka import TopicPartition

from dateline.encode.output import OutputKind, OutputRecord
from dateline.errors import PublishError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.lag import LagProbe
from dateline.kafka.positions import sink_group
from dateline.kafka.resequence import Sequence as InputSequence
from dateline.kafka.retained import read_topic
from dateline.kafka.sink import PublishFn, PublishRecords, PublishSettings
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


def publish(settings: PublishSettings, outputs: Sequence[OutputRecord], passed_on: Sequence[int] | None = None) -> None:
    with TestPipeline() as pipeline:
        published = pipeline | beam.Create(outputs, reshuffle=False) | PublishRecords(settings)
        if passed_on is not None:
            offsets = published | beam.Map(lambda record: record.position.offset)
            assert_that(offsets, equal_to(list(passed_on)))


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


def test_the_latest_topic_gets_every_event_too(settings: PublishSettings) -> None:
    names = replace(settings.topics, latest=f"{settings.group}-latest")
    topics.create(settings.connection, names.names, partitions=1)
    publish(replace(settings, topics=names), [output(0, starts=True), output(1, kind="duplicate"), output(2)])
    assert values(settings, names.events) == values(settings, f"{settings.group}-latest") == [b"0/0", b"0/2"]
    assert len(values(settings, names.outcomes)) == 3


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


def test_a_replay_is_not_published_again_but_passed_on(settings: PublishSettings) -> None:
    publish(settings, [output(offset, starts=offset == 0) for offset in range(10)])
    replay = [output(offset, starts=offset == 6) for offset in range(6, 15)]
    publish(settings, replay, passed_on=range(6, 15))
    assert values(settings, settings.topics.events) == [b"0/%d" % offset for offset in range(15)]
    assert acknowledged(settings, 0) == 15


def test_a_copy_waits_for_its_original_in_another_partition(settings: PublishSettings) -> None:
    copy = replace(output(0, kind="duplicate", partition=1, starts=True), awaits=Position("in", 0, 1))
    publish(settings, [copy, output(0, starts=True)])
    assert values(settings, settings.topics.duplicates) == []
    assert (acknowledged(settings, 0), acknowledged(settings, 1)) == (1, None)
    publish(settings, [copy, output(1, starts=True)])
    assert values(settings, settings.topics.duplicates) == [b"1/0"]
    assert (acknowledged(settings, 0), acknowledged(settings, 1)) == (2, 1)


def test_a_decision_made_on_old_knowledge_is_refused(settings: PublishSettings) -> None:
    publish(settings, [output(offset, starts=offset == 0) for offset in range(10)])
    with pytest.raises(Exception, match="was decided when 9 positions were acknowledged; now 10 are"):
        publish(settings, [replace(output(10, starts=True), known=9)])
    publish(settings, [replace(output(10, starts=True), known=10)])
    assert acknowledged(settings, 0) == 11


class Cell:
    """A Beam state cell as a bundle sees it."""

    def __init__(self, value: object = None) -> None:
        self.value = value

    def read(self) -> object:
        return self.value

    def write(self, value: object) -> None:
        self.value = value


def test_state_that_is_newer_than_kafka_is_an_error(settings: PublishSettings) -> None:
    publish(settings, [output(offset, starts=offset == 0) for offset in range(10)])
    worker = PublishFn(settings)
    worker.setup()
    worker.start_bundle()
    with pytest.raises(PublishError, match=r"has published in/0 up to 12, but .* says 10: its offsets were lost"):
        worker.process(("job", [output(12)]), Cell(InputSequence({("in", 0): 12})), Cell([]))
    worker.teardown()


def test_at_least_once_publishes_the_same(settings: PublishSettings) -> None:
    settings = replace(settings, delivery="at-least-once")
    publish(settings, [output(offset, starts=offset == 0) for offset in range(10)])
    assert values(settings, settings.topics.events) == [b"0/%d" % offset for offset in range(10)]
    assert acknowledged(settings, 0) == 10
