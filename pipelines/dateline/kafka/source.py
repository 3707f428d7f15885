"""A native Kafka source for Beam Python: no JVM, no expansion service, no group membership.

It stands on :mod:`apache_beam.io.unbounded_source` (experimental in Beam 2.77, hence behind this one module):

* one sub-source per partition, ``assign()`` and ``seek()`` only;
* the checkpoint mark is the next offset, so that a resumed reader delivers nothing twice;
* the watermark of a partition is the latest record time seen less ``out_of_order_seconds``; a partition that
  was read to its end reports the clock less the same bound, so an idle one never holds back the others;
* a bounded read (``PartitionRange.stop``) is the same reader, which reports that it has finished at its stop;
* offsets that do not exist (compaction, retention, transaction markers) show as ``RawRecord.gap_from``;
* :func:`request_drain` makes every reader of this process finish where it stands, so that windows close.
"""

from __future__ import annotations

import collections
import logging
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.coders import Coder, PickleCoder
from apache_beam.io.unbounded_source import CheckpointMark, ReadFromUnboundedSource, UnboundedReader, UnboundedSource
from apache_beam.metrics import Metrics
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp
from kafka import TopicPartition
from kafka.errors import OffsetOutOfRangeError

from dateline.errors import PreflightError
from dateline.kafka.commits import committer
from dateline.kafka.connection import Connection
from dateline.kafka.positions import PartitionRange
from dateline.records import Position, RawRecord

_LOGGER = logging.getLogger(__name__)
_drain = threading.Event()

MOST_AHEAD_MILLIS = 60_000
"""How far element times may run ahead of record times in a burst of more than 1,000 records a second."""

SILENCE_SECONDS = 60
"""How long a bounded read waits for a broker that answers nothing before it gives up."""


def request_drain() -> None:
    """Tell every reader of this process to finish where it stands (idempotent)."""
    _drain.set()


def reset_drain() -> None:
    """Forget an earlier :func:`request_drain`; called before a job starts in this process."""
    _drain.clear()


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How to read; ``group`` gets the finalized offsets for lag tools, null for none.

    ``poll_interval_seconds`` bounds how often an idle partition is asked, ``max_read_seconds`` and
    ``max_records`` bound one bundle. ``max_record_bytes`` bounds one fetch.
    """

    connection: Connection
    ranges: tuple[PartitionRange, ...]
    group: str | None = None
    out_of_order_seconds: float = 2.0
    poll_interval_seconds: float = 0.25
    max_records: int = 500
    max_read_seconds: float = 1.0
    fetch_max_bytes: int = 16 * 1024 * 1024


class OffsetMark(CheckpointMark):
    """The next offset to read from a partition, and the element time of the record before it (milliseconds).

    Finalizing it commits that offset for lag tools.
    """

    def __init__(
        self, topic: str, partition: int, offset: int, element_millis: int = 0, settings: ReadSettings | None = None
    ) -> None:
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.element_millis = element_millis
        self._settings = settings

    def finalize_checkpoint(self) -> None:
        """Commit the offset to the plain group, if there is one."""
        if self._settings is not None and self._settings.group is not None:
            committer(self._settings.connection, self._settings.group).commit(self.topic, self.partition, self.offset)


class OffsetMarkCoder(Coder):
    """Encodes an :class:`OffsetMark` as four texts with NULs between; the settings stay behind."""

    def encode(self, value: OffsetMark) -> bytes:
        """Encode topic, partition, offset and element time."""
        return f"{value.topic}\0{value.partition}\0{value.offset}\0{value.element_millis}".encode()

    def decode(self, encoded: bytes) -> OffsetMark:
        """Decode what :meth:`encode` made."""
        topic, partition, offset, element_millis = encoded.decode().split("\0")
        return OffsetMark(topic, int(partition), int(offset), int(element_millis))

    def is_deterministic(self) -> bool:
        """Equal marks have equal bytes."""
        return True


class KafkaReader(UnboundedReader):
    """Reads one partition from an offset on, up to its stop or for ever."""

    def __init__(self, settings: ReadSettings, part: PartitionRange, *, resumed: bool, element_millis: int = 0) -> None:
        self._settings = settings
        self._part = part
        self._tp = TopicPartition(part.topic, part.partition)
        self._expected = part.start
        self._starts = not resumed
        self._buffer: collections.deque[Any] = collections.deque()
        self._current: RawRecord | None = None
        self._latest_micros: int | None = None
        self._element_millis = element_millis
        self._idle_since: float | None = None
        self._finished = False
        self._records = Metrics.counter("dateline.read", "records")
        self._bytes = Metrics.counter("dateline.read", "bytes")
        self._gaps = Metrics.counter("dateline.read", "missing_offsets")
        self._lag = Metrics.gauge("dateline.read", f"lag_{part.topic}_{part.partition}")
        self._consumer = settings.connection.consumer(
            client_id=f"dateline-read-{part.topic}-{part.partition}",
            fetch_max_bytes=settings.fetch_max_bytes,
            max_partition_fetch_bytes=settings.fetch_max_bytes,
            fetch_max_wait_ms=100,
            max_poll_records=settings.max_records,
        )
        self._consumer.assign([self._tp])
        self._consumer.seek(self._tp, part.start)

    def start(self) -> bool:
        """Read the first record; false if there is none yet."""
        return self.advance()

    def advance(self) -> bool:
        """Read the next record; false if there is none now or the stop is reached."""
        if self._finished or _drain.is_set() or self._reached_stop(self._expected):
            self._finish()
            return False
        if not self._buffer:
            self._fetch()
        while self._buffer:
            record = self._buffer.popleft()
            if self._reached_stop(record.offset):
                self._finish()
                return False
            self._take(record)
            return True
        self._note_idle()
        return False

    def get_current(self) -> RawRecord:
        """The record that the last successful advance found."""
        if self._current is None:
            raise RuntimeError("get_current() before a successful start() or advance()")
        return self._current

    def take_current(self) -> RawRecord | None:
        """The current record, once: null until the next successful advance."""
        record, self._current = self._current, None
        return record

    def get_current_timestamp(self) -> Timestamp:
        """The record time, moved on where it must be for order: no two records of a partition have the same.

        Kafka stamps records in milliseconds and runners order elements by them (Prism keeps them in a heap in which
        two equal ones of different bundles come in any order), but of two copies the one with the lower offset is the
        original. So a record that is not later than the one before it counts as a millisecond later, up to
        ``MOST_AHEAD_MILLIS`` ahead of its own time. ``RawRecord.record_time`` stays what Kafka says.
        """
        return Timestamp(micros=self._element_millis * 1_000)

    def get_watermark(self) -> Timestamp:
        """A lower bound on the times of records to come; the end of time when finished."""
        if self._finished:
            return MAX_TIMESTAMP
        slack = self._settings.out_of_order_seconds
        if self._idle_since is not None:
            return Timestamp(self._idle_since - slack)
        if self._latest_micros is None:
            return MIN_TIMESTAMP
        return Timestamp(micros=self._latest_micros - int(slack * 1_000_000))

    def get_checkpoint_mark(self) -> OffsetMark:
        """The next offset to read."""
        return OffsetMark(self._part.topic, self._part.partition, self._expected, self._element_millis, self._settings)

    def close(self) -> None:
        """Close the connection."""
        self._consumer.close()

    def _reached_stop(self, offset: int) -> bool:
        return self._part.stop is not None and offset >= self._part.stop

    def _finish(self) -> None:
        self._finished = True
        self._buffer.clear()

    def _take(self, record: Any) -> None:
        gap_from, self._expected = self._expected, record.offset + 1
        if gap_from < record.offset:
            self._gaps.inc(record.offset - gap_from)
        micros = record.timestamp * 1_000
        self._current = RawRecord(
            position=Position(record.topic, record.partition, record.offset),
            record_time=micros,
            value=record.value,
            key=record.key,
            headers=tuple((name, value or b"") for name, value in record.headers or ()),
            gap_from=gap_from,
            starts=self._starts,
        )
        self._starts = False
        self._idle_since = None
        self._element_millis = self._next_element_millis(record.timestamp)
        self._latest_micros = max(micros, self._latest_micros or micros)
        self._records.inc()
        self._bytes.inc(len(record.value or b""))

    def _next_element_millis(self, millis: int) -> int:
        """The element time of a record: its own, or just after the record before it where that was as late."""
        after = self._element_millis + 1
        return after if millis < after <= millis + MOST_AHEAD_MILLIS else millis

    def _fetch(self) -> None:
        """Fill the buffer from the broker, waiting 100 ms at most."""
        try:
            for records in self._consumer.poll(timeout_ms=100).values():
                self._buffer.extend(records)
        except OffsetOutOfRangeError:
            self._leave_missing_range()
        if not self._buffer and self._part.stop is not None:
            # The last offsets before the stop may hold no record at all (transaction markers, compaction).
            self._finished = self._finished or self._reached_stop(self._consumer.position(self._tp))

    def _leave_missing_range(self) -> None:
        """Go on behind what retention has deleted; the next record carries the gap. A log that ends before
        our position was truncated or made anew: going on would hide a loss, so that is an error.
        """
        first = self._consumer.beginning_offsets([self._tp])[self._tp]
        end = self._consumer.end_offsets([self._tp])[self._tp]
        if self._expected > end:
            raise PreflightError(
                f"{self._part.topic}/{self._part.partition} ends at {end}, before our position {self._expected}: "
                "the log was truncated or the topic made anew.",
                "Start with --start earliest --force-start once you know what happened.",
            )
        _LOGGER.error("%s: offsets %d to %d are gone (retention)", self._tp, self._expected, first - 1)
        self._consumer.seek(self._tp, first)

    def _note_idle(self) -> None:
        """Remember when the partition was last seen read to its end; report the lag either way."""
        end = self._consumer.highwater(self._tp)
        position = self._consumer.position(self._tp)
        if end is not None:
            self._lag.set(max(0, end - position))
        if end is None or position >= end:
            self._idle_since = time.time()


class KafkaSource(UnboundedSource):
    """The partitions to read; splits into one source per partition."""

    def __init__(self, settings: ReadSettings) -> None:
        self._settings = settings

    def split(self, desired_num_splits: int, options: Any = None) -> Iterable[KafkaSource]:  # noqa: ARG002  (Beam's signature)
        """One source per partition, whatever number the runner would like: order within one must hold."""
        for part in self._settings.ranges:
            yield KafkaSource(replace(self._settings, ranges=(part,)))

    def create_reader(self, options: Any, checkpoint_mark: CheckpointMark | None) -> KafkaReader:  # noqa: ARG002
        """A reader of the one partition, from the mark or from the range's start."""
        if len(self._settings.ranges) != 1:
            raise RuntimeError("split() comes before create_reader()")
        part = self._settings.ranges[0]
        if isinstance(checkpoint_mark, OffsetMark):
            part = PartitionRange(part.topic, part.partition, checkpoint_mark.offset, part.stop, "checkpoint")
            return KafkaReader(self._settings, part, resumed=True, element_millis=checkpoint_mark.element_millis)
        return KafkaReader(self._settings, part, resumed=False)

    def get_checkpoint_mark_coder(self) -> Coder:
        """The coder of :class:`OffsetMark`."""
        return OffsetMarkCoder()

    def default_output_coder(self) -> Coder:
        """Records travel pickled: they stay inside the job."""
        return PickleCoder()


class ReadRangeFn(beam.DoFn):
    """Reads one partition from start to stop with the same reader, as a bounded collection."""

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    def process(self, part: PartitionRange) -> Iterator[TimestampedValue]:
        """Yield the partition's records; raise :class:`~dateline.errors.PreflightError` if the broker falls silent."""
        reader = KafkaReader(self._settings, part, resumed=False)
        try:
            deadline = time.monotonic() + SILENCE_SECONDS
            while reader.advance() or reader.get_watermark() < MAX_TIMESTAMP:
                record = reader.take_current()
                if record is not None:
                    yield TimestampedValue(record, reader.get_current_timestamp())
                    deadline = time.monotonic() + SILENCE_SECONDS
                elif time.monotonic() > deadline:
                    raise PreflightError(
                        f"{part.topic}/{part.partition}: nothing arrived for {SILENCE_SECONDS} seconds before the "
                        f"stop at {part.stop}.",
                        "Check the broker and run again: what was acknowledged is not read again.",
                    )
        finally:
            reader.close()


class ReadArticles(beam.PTransform):
    """Stage 1, *Read*: the records of the input topics as :class:`~dateline.records.RawRecord`.

    When every range has a stop the result is a bounded collection, which any runner can read; else it is a
    stream. Both use :class:`KafkaReader`.
    """

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, pbegin: beam.pvalue.PBegin) -> beam.PCollection[RawRecord]:
        """Read from Kafka."""
        if all(part.stop is not None for part in self._settings.ranges):
            return (
                pbegin
                | "Partitions" >> beam.Create(self._settings.ranges, reshuffle=True)
                | "FromKafka" >> beam.ParDo(ReadRangeFn(self._settings)).with_output_types(RawRecord)
            )
        return pbegin | "FromKafka" >> ReadFromUnboundedSource(
            KafkaSource(self._settings),
            poll_interval=self._settings.poll_interval_seconds,
            max_records_per_bundle=self._settings.max_records,
            max_read_time_seconds=self._settings.max_read_seconds,
        )
