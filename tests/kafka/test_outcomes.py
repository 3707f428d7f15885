"""What is read back before the first decision, on the embedded broker."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import closing

import pytest

from dateline.encode import outcomes, wire
from dateline.encode.outcomes import Outcome
from dateline.encode.output import OutputRecord
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.delivery import ExactlyOnce
from dateline.kafka.outcomes import OutcomeLog, OutcomeSettings, earliest_record_millis
from dateline.kafka.positions import PartitionRange
from dateline.kafka.topics import OutputTopics
from dateline.records import Position

pytestmark = pytest.mark.integration


def output(offset: int, fingerprint: str | None) -> OutputRecord:
    position = Position("in", 0, offset)
    outcome = Outcome(
        position, offset, False, "event", 1_700_000_000_000_000, None, "0a", "0b", fingerprint=fingerprint
    )
    encoded = wire.encode("outcome", outcomes.outcome_record(outcome))
    return OutputRecord("event", position, offset, offset == 0, b"k", b"v", (), 0, 0, encoded)


@pytest.fixture
def job(kfake_broker: str, unique_name: str) -> tuple[Connection, str, OutputTopics]:
    connection = Connection(kfake_broker)
    names = OutputTopics(*(f"{unique_name}-{kind}" for kind in ("events", "duplicates", "dead", "outcomes")))
    topics.create(connection, (*names.names, "in"), partitions=2)
    return connection, unique_name, names


def publish(job: tuple[Connection, str, OutputTopics], records: Sequence[OutputRecord]) -> None:
    connection, group, names = job
    with closing(ExactlyOnce(connection, group, names, 30.0, 60_000)) as worker:
        before = worker.begin()
        worker.deliver(records, before, {("in", 0): records[-1].position.offset + 1})


def test_outcomes_are_read_back_with_what_was_acknowledged(job: tuple[Connection, str, OutputTopics]) -> None:
    connection, group, names = job
    publish(job, [output(0, "one"), output(1, None), output(2, "two")])
    with closing(OutcomeLog(OutcomeSettings(connection, group, names.outcomes))) as log:
        first = log.recall(None)
        assert sorted(outcome.fingerprint or "" for outcome in first.outcomes) == ["one", "two"]
        assert first.known == 3
        publish(job, [output(3, "three")])
        again = log.recall(first.ends)
        assert [outcome.fingerprint for outcome in again.outcomes] == ["three"]
        assert again.known == 4
        # A shard whose state is older asks for more than is kept.
        assert len(log.recall(dict.fromkeys(first.ends, 0)).outcomes) == 3


def test_what_was_published_before_the_time_is_left_out(job: tuple[Connection, str, OutputTopics]) -> None:
    connection, group, names = job
    publish(job, [output(0, "old")])
    time.sleep(0.05)
    since = round(time.time() * 1_000)
    with closing(OutcomeLog(OutcomeSettings(connection, group, names.outcomes, since))) as log:
        assert log.recall(None).outcomes == []
        publish(job, [output(1, "new")])
        assert [outcome.fingerprint for outcome in log.recall(None).outcomes] == ["new"]


def test_an_outcome_that_cannot_be_read_does_not_stop_the_others(job: tuple[Connection, str, OutputTopics]) -> None:
    connection, group, names = job
    with closing(connection.producer()) as producer:
        producer.send(names.outcomes, value=b"no outcome").get(10)
    publish(job, [output(0, "one")])
    with closing(OutcomeLog(OutcomeSettings(connection, group, names.outcomes))) as log:
        assert [outcome.fingerprint for outcome in log.recall(None).outcomes] == ["one"]


def test_the_earliest_record_to_come(kfake_broker: str, unique_name: str) -> None:
    connection = Connection(kfake_broker)
    topics.create(connection, (unique_name,), partitions=3)
    with closing(connection.producer()) as producer:
        for partition, millis in ((0, 5_000), (0, 4_000), (1, 3_000)):
            producer.send(unique_name, value=b"x", partition=partition, timestamp_ms=millis).get(10)
    ranges = [PartitionRange(unique_name, number, 0) for number in range(3)]
    assert earliest_record_millis(connection, ranges, now_millis=9_000) == 3_000
    later = [PartitionRange(unique_name, 0, 0), PartitionRange(unique_name, 1, 1)]
    assert earliest_record_millis(connection, later, now_millis=9_000) == 5_000
    assert earliest_record_millis(connection, ranges[2:], now_millis=9_000) == 9_000
