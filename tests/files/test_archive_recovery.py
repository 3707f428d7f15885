"""Recovery from real topics: what a killed job published but did not archive."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dateline.encode import EncodeSettings, OutputRecord, Provenance, output_of
from dateline.files import ArchiveSettings, Entry, Pane, write_pane
from dateline.files.recover import MARK, archived_positions, recover_archive
from dateline.kafka import topics
from dateline.kafka.connection import Connection
from dateline.kafka.topics import OutputTopics
from dateline.records import Article, Document, Position, RawRecord

pytestmark = pytest.mark.integration

START = 1_790_000_100


def output(offset: int) -> OutputRecord:
    raw = RawRecord(Position("articles", 0, offset), START * 1_000_000, b"x")
    article = Article(raw, "Text.", article_id=f"a{offset}", event_id=f"e{offset}")
    return output_of(Document.of(article), EncodeSettings(Provenance.of((), version="0")))


def publish(connection: Connection, topic: str, offsets: range) -> None:
    producer = connection.producer()
    for offset in offsets:
        producer.send(topic, output(offset).value)
    producer.flush()
    producer.close()


def test_restart_archives_what_the_killed_job_did_not(
    kfake_broker: str, unique_topic: Callable[[str], str], tmp_path: Path
) -> None:
    connection = Connection(kfake_broker)
    outputs = OutputTopics(*(unique_topic(kind) for kind in ("events", "duplicates", "dead", "outcomes")))
    topics.create(connection, outputs.names, partitions=1)
    settings = ArchiveSettings(tmp_path)
    publish(connection, outputs.events, range(3))
    assert recover_archive(connection, outputs, settings) == [], "an archive begins with the job that made it"

    publish(connection, outputs.events, range(3, 9))
    write_pane(settings, Pane("event", START, START + 300, 0, 0), [Entry.of(output(offset)) for offset in (3, 4)])
    (file,) = recover_archive(connection, outputs, settings)
    assert file.positions == (("articles/0", ((5, 9),)),)
    assert archived_positions(tmp_path)["event"]["articles/0"].intervals == [(3, 9)]

    assert recover_archive(connection, outputs, settings) == []
    assert (tmp_path / MARK).exists()
