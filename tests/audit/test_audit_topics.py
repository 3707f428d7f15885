"""The audit of real topics on the embedded broker."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dateline.audit.topics import audit_topics
from dateline.encode import EncodeSettings, OutputRecord, Provenance, output_of
from dateline.errors import TopicMissingError
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.topics import OutputTopics
from dateline.records import Article, DeadLetter, Document, Duplicate, Position, RawRecord

pytestmark = pytest.mark.integration

SETTINGS = EncodeSettings(Provenance.of((), version="0"))


@pytest.fixture
def connection(kfake_broker: str) -> Connection:
    return Connection(kfake_broker)


@pytest.fixture
def inputs(connection: Connection, unique_topic: Callable[[str], str]) -> str:
    name = unique_topic("in")
    topics.create(connection, (name,), partitions=1)
    producer = connection.producer()
    for number in range(3):
        producer.send(name, b"%d" % number)
    producer.flush()
    producer.close()
    return name


@pytest.fixture
def outputs(connection: Connection, unique_topic: Callable[[str], str]) -> OutputTopics:
    names = OutputTopics(*(unique_topic(kind) for kind in ("events", "duplicates", "dead", "outcomes")))
    topics.create(connection, names.names, partitions=2)
    return names


def records(topic: str) -> list[OutputRecord]:
    raw = [RawRecord(Position(topic, 0, offset), 0, b"x", starts=offset == 0) for offset in range(3)]
    first, second = (Document.of(Article(raw[n], "Text.", article_id=f"a{n}", event_id=f"e{n}")) for n in (0, 1))
    copy = Duplicate(second, None, "a0", "e0", "exact", 1.0, 1.0, "e0")
    dead = DeadLetter(raw[2], "decode", "FieldError", "body: missing", True)
    return [output_of(item, SETTINGS) for item in (first, copy, dead)]


def publish(connection: Connection, outputs: OutputTopics, published: list[OutputRecord]) -> None:
    producer = connection.producer()
    for record in published:
        producer.send(outputs.of_kind(record.kind), record.value, key=record.key, headers=list(record.headers))
        producer.send(outputs.outcomes, record.outcome)
    producer.flush()
    producer.close()


def test_complete_run_is_proved(connection: Connection, inputs: str, outputs: OutputTopics) -> None:
    publish(connection, outputs, records(inputs))
    report = audit_topics(connection, [inputs], outputs)
    assert report.ok
    assert report.findings == ()
    assert dict(report.published) == {"event": 1, "duplicate": 1, "dead_letter": 1}


def test_what_is_wrong_is_found(connection: Connection, inputs: str, outputs: OutputTopics) -> None:
    publish(connection, outputs, records(inputs)[1:])
    producer = connection.producer()
    producer.send(outputs.outcomes, b"noise")
    producer.flush()
    producer.close()
    report = audit_topics(connection, [inputs], outputs)
    assert {finding.problem for finding in report.findings} == {"missing", "original_unpublished", "unreadable"}
    assert f"{inputs}/0/0" in report.to_text()


def test_transaction_markers_are_no_missing_positions(
    connection: Connection, inputs: str, outputs: OutputTopics
) -> None:
    publish(connection, outputs, records(inputs))
    producer = connection.producer(transactional_id=f"{inputs}-id")
    producer.init_transactions()
    producer.begin_transaction()
    producer.send(inputs, b"aborted")
    producer.flush()
    producer.abort_transaction()
    producer.close()
    report = audit_topics(connection, [inputs], outputs)
    assert report.ok
    assert report.partitions[0].gaps == 2


def test_missing_topic_is_named(connection: Connection, outputs: OutputTopics) -> None:
    with pytest.raises(TopicMissingError, match="nowhere"):
        audit_topics(connection, ["nowhere"], outputs)
