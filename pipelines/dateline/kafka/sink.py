"""Stage 8, *Publish*: outputs to Kafka, in the order of their input, acknowledged by position.

What Beam Python gives: elements of one key reach the stateful DoFn one bundle at a time; a bundle that fails
is done again (at-least-once), and state is committed only with its bundle. What it does not give: any fence
around what a DoFn sends to the outside. So the order of things in a bundle is

1. outputs are sent as they become part of the contiguous prefix of their input partition
   (:mod:`dateline.kafka.resequence`), each event, duplicate or dead letter with its outcome record;
2. at the end of the bundle the producer is flushed and every acknowledgement checked;
3. then ``<group>.sink`` is committed with the next input offset of each partition: the restart position;
4. then Beam commits the state.

A crash between 2 and 3 publishes again what was published: at-least-once, with equal bytes and ids, so that
readers which fold by ``event_id`` see no difference. Steps 1-3 are where a transaction goes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam
from apache_beam.coders import PickleCoder
from apache_beam.metrics import Metrics
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec
from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.errors import KafkaError
from kafka.structs import OffsetAndMetadata

from dateline.encode.output import OutputRecord
from dateline.errors import PublishError
from dateline.kafka.connection import Connection
from dateline.kafka.positions import sink_group
from dateline.kafka.resequence import Cursor, release
from dateline.kafka.topics import OutputTopics
from dateline.unexpected import UnexpectedRatio


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Where to publish, and when to give up.

    ``unexpected_ratio`` is the share of unexpected dead letters among the latest outcomes of a worker above
    which the job stops (see :mod:`dateline.unexpected`).
    """

    connection: Connection
    group: str
    topics: OutputTopics = field(default_factory=OutputTopics)
    unexpected_ratio: float = 0.05
    flush_timeout_seconds: float = 120.0


class PublishFn(beam.DoFn):
    """Publishes the contiguous prefix of one input partition; keyed by ``topic/partition``."""

    CURSOR = ReadModifyWriteStateSpec("cursor", PickleCoder())
    HELD = BagStateSpec("held", PickleCoder())

    def __init__(self, settings: PublishSettings) -> None:
        super().__init__()
        self._settings = settings
        self._replays = Metrics.counter("dateline.publish", "replays_dropped")

    def setup(self) -> None:
        """Open the producer and the consumer that commits the acknowledged offsets."""
        settings = self._settings
        self._producer: KafkaProducer = settings.connection.producer("dateline-publish")
        self._acknowledger: KafkaConsumer = settings.connection.consumer(
            "dateline-acknowledge", group_id=sink_group(settings.group)
        )
        self._ratio = UnexpectedRatio(settings.unexpected_ratio)

    def start_bundle(self) -> None:
        """Nothing is sent yet."""
        self._sent: list[Any] = []
        self._next: dict[TopicPartition, int] = {}

    def process(
        self,
        element: tuple[str, OutputRecord],
        cursor_state: Any = beam.DoFn.StateParam(CURSOR),
        held_state: Any = beam.DoFn.StateParam(HELD),
    ) -> Iterator[None]:
        """Publish the record, and those that waited for it, or hold it."""
        record = element[1]
        cursor = cursor_state.read() or Cursor()
        verdict = cursor.verdict(record)
        if verdict == "replay":
            self._replays.inc()
            return
        if verdict == "hold":
            held_state.add(record)
            cursor_state.write(cursor.holding(record))
            return
        self._send(record)
        cursor = cursor.after(record)
        if cursor.releases_held:
            ready, hold, cursor = release(cursor, held_state.read())
            held_state.clear()
            for waiting in hold:
                held_state.add(waiting)
            for follower in ready:
                self._send(follower)
        cursor_state.write(cursor)
        yield from ()

    def finish_bundle(self) -> None:
        """Wait for every acknowledgement, then commit the positions."""
        if not self._sent:
            return
        try:
            self._producer.flush(timeout=self._settings.flush_timeout_seconds)
            for future in self._sent:
                future.get(timeout=self._settings.flush_timeout_seconds)
            self._acknowledger.commit({part: OffsetAndMetadata(offset, "", -1) for part, offset in self._next.items()})
        except KafkaError as error:
            raise PublishError(
                f"Kafka did not take the outputs up to {self._next}: {error!r}.",
                "The bundle is tried again; if this goes on, check the broker and the size limits of the topics.",
            ) from error
        self._ratio.check()

    def teardown(self) -> None:
        """Close both connections."""
        self._producer.close(timeout=5)
        self._acknowledger.close()

    def _send(self, record: OutputRecord) -> None:
        topics = self._settings.topics
        position = record.position
        self._sent.append(
            self._producer.send(
                topics.of_kind(record.kind), key=record.key, value=record.value, headers=list(record.headers)
            )
        )
        self._sent.append(
            self._producer.send(
                topics.outcomes, key=f"{position.topic}/{position.partition}".encode(), value=record.outcome
            )
        )
        self._next[TopicPartition(position.topic, position.partition)] = position.offset + 1
        self._ratio.note(unexpected=record.unexpected)
        Metrics.counter("dateline.publish", record.kind).inc()


class PublishRecords(beam.PTransform):
    """Stage 8: every :class:`~dateline.encode.output.OutputRecord` to its topic, with its outcome."""

    def __init__(self, settings: PublishSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, pcoll: beam.PCollection[OutputRecord]) -> beam.PCollection[None]:
        """Key by input partition, then publish in order."""
        return (
            pcoll
            | "ByInputPartition" >> beam.Map(_keyed).with_output_types(tuple[str, OutputRecord])
            | "ToKafka" >> beam.ParDo(PublishFn(self._settings)).with_output_types(type(None))
        )


def _keyed(record: OutputRecord) -> tuple[str, OutputRecord]:
    return f"{record.position.topic}/{record.position.partition}", record
