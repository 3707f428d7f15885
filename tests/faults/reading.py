"""What is asked of the topics and the archive: progress while the job runs, and all evidence at the end."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import fastavro
from kafka import KafkaConsumer
from kafka.errors import KafkaError
from tests.faults.oracle import Evidence, OutcomeRow, Place, PublishedRow, Received, Sent
from tests.faults.traffic import Producer

from dateline.encode import wire
from dateline.errors import DatelineError
from dateline.files.manifest import read_manifest
from dateline.kafka.connection import Connection
from dateline.kafka.positions import partitions_of, sink_group
from dateline.kafka.retained import read_topic
from dateline.kafka.topics import OutputTopics

T = TypeVar("T")


class ArchiveBrokenError(DatelineError):
    """A finished archive file is not what its manifest says."""


class Progress:
    """Asks how far a job has come, of a broker that may be dead or paused; short time-outs, no exceptions."""

    def __init__(self, endpoint: str, topic: str, group: str) -> None:
        self._connection = Connection(endpoint, request_timeout_ms=4_000, connect_timeout_ms=3_000)
        self._topic = topic
        self._group = sink_group(group)
        self._admin: Any = None
        logging.getLogger("kafka").setLevel(logging.CRITICAL)

    def acknowledged(self) -> dict[int, int] | None:
        """The acknowledged offset of each partition that has one; null when the broker does not answer."""
        return self._ask(self._acknowledged)

    def ends(self) -> dict[int, int] | None:
        """The end of each partition of the input topic; null when the broker does not answer."""
        return self._ask(self._ends)

    def close(self) -> None:
        """Close the connection."""
        admin, self._admin = self._admin, None
        if admin is not None:
            with contextlib.suppress(KafkaError):
                admin.close()

    def _acknowledged(self, admin: Any) -> dict[int, int]:
        try:
            offsets = admin.list_group_offsets(self._group).get(self._group, {})
        except KafkaError as error:
            if "GroupIdNotFound" in repr(error):
                return {}
            raise
        return {part.partition: meta.offset for part, meta in offsets.items() if part.topic == self._topic}

    def _ends(self, _admin: Any) -> dict[int, int]:
        with closing(self._connection.consumer("dateline-faults-ends", isolation_level="read_uncommitted")) as consumer:
            ends = consumer.end_offsets(partitions_of(consumer, [self._topic]))
            return {part.partition: end for part, end in ends.items()}

    def _ask(self, question: Callable[[Any], T]) -> T | None:
        try:
            if self._admin is None:
                self._admin = self._connection.admin("dateline-faults-progress")
            return question(self._admin)
        except (KafkaError, DatelineError, OSError, ValueError):
            self.close()
            return None


def gather(
    connection: Connection,
    topic: str,
    outputs: OutputTopics,
    progress: Progress,
    producer: Producer,
    *,
    archive: Path | None,
    kills: Sequence[int],
    deduplicates: bool,
) -> Evidence:
    """Read everything, ``read_committed``.

    Raises BrokerUnreachableError when something hides the end of a topic, ArchiveBrokenError for a broken file.
    """
    with closing(connection.consumer("dateline-faults-read")) as consumer:
        received = [
            Received((record.partition, record.offset), int(record.key), record.timestamp)
            for record in read_topic(consumer, topic)
        ]
        return Evidence(
            sent={number: Sent(number, kind, text) for number, kind, text in producer.items},
            acknowledged=dict(producer.acknowledged),
            received=received,
            outcomes=list(outcome_rows(consumer, outputs.outcomes)),
            published=[row for kind in KINDS for row in published_rows(consumer, outputs.of_kind(kind), kind)],
            offsets=progress.acknowledged() or {},
            ends=progress.ends() or {},
            archived=None if archive is None else list(archived(archive)),
            kills=kills,
            deduplicates=deduplicates,
        )


KINDS = ("event", "duplicate", "dead_letter")


def outcome_rows(consumer: KafkaConsumer, topic: str) -> Iterator[OutcomeRow]:
    """Every outcome on the topic."""
    for record in read_topic(consumer, topic):
        row = wire.decode_outcome(record.value)
        yield OutcomeRow(
            place_of(row),
            row["outcome"],
            row["event_id"],
            row["original_event_id"],
            row["fingerprint"],
            record.timestamp,
        )


def published_rows(consumer: KafkaConsumer, topic: str, kind: str) -> Iterator[PublishedRow]:
    """Every record on the topic of a kind."""
    for record in read_topic(consumer, topic):
        _, row = wire.decode(record.value)
        yield PublishedRow(kind, place_of(row), row.get("event_id"), row.get("original_event_id"))


def place_of(row: Mapping[str, Any]) -> Place:
    """The input position that a record names."""
    where = row.get("provenance", row)
    return where["partition"], where["offset"]


def archived(folder: Path) -> Iterator[tuple[str, Place]]:
    """Every record of every finished file: one whose manifest is there and counts what the file holds."""
    for path in sorted(folder.glob("*/dt=*/*.avro")):
        manifest = None if path.name.startswith(".") else read_manifest(path)
        if manifest is None:
            continue
        with path.open("rb") as file:
            rows: list[Any] = list(fastavro.reader(file))
        if len(rows) != manifest.records:
            told = f"{path.name} holds {len(rows)} records, its manifest says {manifest.records}."
            raise ArchiveBrokenError(told, "It must not be so after any crash: look at the logs.")
        for row in rows:
            yield manifest.kind, place_of(row)
