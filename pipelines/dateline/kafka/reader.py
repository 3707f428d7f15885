"""One partition read by a consumer of its own, batch by batch.

``assign()`` and ``seek()`` only: no group membership. A consumer per partition costs a socket and a thread, and buys
that partitions never wait for each other and that what was fetched ahead is still there when a claim resumes.
"""

from __future__ import annotations

import collections
import logging
import pickle
import sys
import time
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from apache_beam.coders import Coder, registry
from apache_beam.metrics import Metrics
from kafka import TopicPartition
from kafka.errors import KafkaError, LogTruncationError, OffsetOutOfRangeError, UnsupportedCodecError

from dateline.errors import PreflightError
from dateline.kafka.eventtime import EARLIEST_MILLIS, LATEST_MILLIS
from dateline.kafka.read_settings import ReadSettings
from dateline.kafka.reading import Claim
from dateline.kafka.restrictions import Reading
from dateline.kafka.whole_batches import Decoded, records_of, take_whole_batches
from dateline.records import Position, RawRecord

_LOGGER = logging.getLogger(__name__)

MOST_AHEAD_MILLIS = 60_000
"""How far element times may run ahead of event times in a burst of more than 1,000 records a second."""

BEHIND_WAIT_MILLIS = 500
"""How long a poll waits for records that are known to be there, or of a log whose end is not known yet."""

END_WAIT_MILLIS = 20
"""How long a poll waits at the log's end: what came while the claim rested is in the buffer already."""

CONFIRM_SECONDS = 1.0
"""How often a partition that seems to be at its end is asked whether it is."""

CONFIRM_TIMEOUT_MILLIS = 5_000

FIRST_BUDGET, LEAST_BUDGET, MOST_BUDGET = 500, 50, 1 << 20
"""How many records a claim may read: at first, and the bounds of what it comes to (see PartitionReader.waited)."""

SLOW_SECONDS = 1.0
"""How long a runner may let a read wait before that means that what follows does not keep up."""

LOWEST_MILLIS = -(1 << 62)

_new = object.__new__
_topic, _partition, _offset = (vars(Position)[name].__set__ for name in ("topic", "partition", "offset"))
_position, _record_time, _value, _key, _headers, _gap_from, _starts = (
    vars(RawRecord)[each.name].__set__ for each in fields(RawRecord)
)

_RECORDS = Metrics.counter("dateline.read", "records")
_BYTES = Metrics.counter("dateline.read", "bytes")
_MISSING = Metrics.counter("dateline.read", "missing_offsets")


class RecordBatch:
    """Consecutive records of one partition, each with its element time in microseconds; ``size`` in bytes of values.

    It travels as one element, because a runner's cost is per element; :class:`~dateline.kafka.source.UnpackFn`
    makes elements of the records.
    """

    __slots__ = ("micros", "records", "size")

    def __init__(self, records: Sequence[RawRecord], micros: Sequence[int], size: int) -> None:
        self.records = records
        self.micros = micros
        self.size = size


class RecordBatchCoder(Coder):
    """Pickles a batch, where a runner does not fuse the read with what follows; both of ours do.

    Its use is ``estimate_size``: Beam samples the size of elements, and by default that means to encode them, which
    for elements as large as these took half of all the time.
    """

    def encode(self, value: RecordBatch) -> bytes:
        """Encode records, times and size."""
        return pickle.dumps((value.records, value.micros, value.size), protocol=5)

    def decode(self, encoded: bytes) -> RecordBatch:
        """Decode what :meth:`encode` made."""
        return RecordBatch(*pickle.loads(encoded))  # noqa: S301  (it never leaves the job)

    def estimate_size(self, value: RecordBatch) -> int:
        """About how many bytes :meth:`encode` makes."""
        return value.size + 64 * len(value.records)

    def is_deterministic(self) -> bool:
        """Batches are no keys."""
        return False


registry.register_coder(RecordBatch, RecordBatchCoder)


class PartitionReader:
    """Reads one partition on from where ``reading`` stands, up to its stop or for ever.

    Not for two threads at a time. Raises :class:`~dateline.errors.PreflightError` when the log is not what was read
    before: truncated, made anew or deleted. Going on would hide a loss.
    """

    def __init__(self, settings: ReadSettings, reading: Reading) -> None:
        self._settings = settings
        self._tp = TopicPartition(reading.topic, reading.partition)
        self._stop = reading.stop
        self.next_offset = reading.next_offset
        self.element_millis = reading.element_millis
        self.fresh = reading.fresh
        self.finished = reading.finished
        self.end = reading.end
        self.watermark_micros: int | None = None
        self._latest_millis: int | None = None
        self._at_end_since: float | None = None
        self._confirmed_at = 0.0
        self._end_known = False
        self.opened = True
        self.budget = FIRST_BUDGET
        self.exhausted = False
        self._lag = Metrics.gauge("dateline.read", f"lag_{reading.topic}_{reading.partition}")
        self._consumer = settings.connection.consumer(
            client_id=f"dateline-read-{reading.topic}-{reading.partition}",
            fetch_max_bytes=settings.fetch_bytes,
            max_partition_fetch_bytes=settings.fetch_bytes,
            fetch_max_wait_ms=500,
        )
        take_whole_batches(self._consumer)
        self._polled: collections.deque[Any] = collections.deque()
        self._decoded: list[Decoded] = []
        self._given = 0
        self._consumer.assign([self._tp])
        self._consumer.seek(self._tp, reading.next_offset)

    @property
    def partition(self) -> tuple[str, int]:
        """Topic and number."""
        return self._tp.topic, self._tp.partition

    def stands_at(self, reading: Reading) -> bool:
        """Whether the reader goes on exactly where ``reading`` is, so that its buffer is good."""
        return (self.next_offset, self.element_millis, self.fresh, self._stop) == (
            reading.next_offset,
            reading.element_millis,
            reading.fresh,
            reading.stop,
        )

    @property
    def behind(self) -> bool:
        """Whether there are records to come, as far as is known."""
        return not self._end_known or self.end > self.next_offset

    @property
    def claim(self) -> Claim:
        """Everything that was read so far."""
        return Claim(self.next_offset, self.element_millis, self.end, fresh=self.fresh, finished=self.finished)

    def waited(self, seconds: float) -> None:
        """Make the next claim fit for what follows the read, which kept it waiting for so long since the last.

        A runner does not say that later steps are slow; it just lets the read wait, with a claim's records before
        them. A checkpoint waits as long. So claims shrink by half while they have to wait, and grow to the double
        where they did not and had more to read.
        """
        if seconds > SLOW_SECONDS:
            self.budget = max(LEAST_BUDGET, self.budget // 2)
        elif self.exhausted:
            self.budget = min(MOST_BUDGET, self.budget * 2)
        self.exhausted = False

    def read(self, most: int | None = None) -> RecordBatch | None:
        """The next records, null if there are none now or the stop is reached (then :attr:`finished` is set).

        ``most`` of them, else as many as the settings claim at once.

        The watermark moves with it, in microseconds: the latest event time less the bound on disorder; at the
        log's end the clock less that bound. Null before anything is known.
        """
        if self._reached(self.next_offset):
            self.finished = True
            return None
        records = self._next_records(self._settings.max_records if most is None else most)
        if self._stop is not None and records and self._reached(records[-1][0]):
            records = [record for record in records if not self._reached(record[0])]
            self.finished = not records
        if records:
            return self._batch(records)
        self._note_end()
        return None

    def prefetch(self) -> None:
        """Have the first records fetched while the claim rests."""
        self._polled.extend(self._poll(wait_millis=0))

    def finish(self) -> None:
        """End the read where it stands."""
        self.finished = True

    def close(self) -> None:
        """Close the connection."""
        self._consumer.close()

    def _reached(self, offset: int) -> bool:
        return self._stop is not None and offset >= self._stop

    def _next_records(self, most: int) -> list[Decoded]:
        """The records of the next claim, ``most`` of them: polled before or now.

        A poll takes everything that was fetched, because only then does kafka-python fetch on while we work on it;
        taking it bit by bit left the reader waiting for half of the time. It is decoded bit by bit, so that it stays
        in the processor's cache.
        """
        most = min(most, self._settings.max_records)
        if self._given >= len(self._decoded):
            if not self._polled:
                self._polled.extend(self._poll())
            self._decoded, self._given = self._decode(most), 0
        begin, self._given = self._given, self._given + most
        return self._decoded[begin : self._given] if begin or len(self._decoded) > most else self._decoded

    def _decode(self, most: int) -> list[Decoded]:
        """Whole batches until they make ``most`` records or more."""
        found: list[Decoded] = []
        while self._polled and len(found) < most:
            found += records_of(self._polled.popleft())
        if found and found[0][0] < self.next_offset:
            # A fetch from the middle of a batch returns all of it.
            return [record for record in found if record[0] >= self.next_offset]
        return found

    def _poll(self, *, wait_millis: int | None = None) -> list[Any]:
        try:
            if wait_millis is None:
                wait_millis = BEHIND_WAIT_MILLIS if self.behind else END_WAIT_MILLIS
            found = self._consumer.poll(timeout_ms=wait_millis, max_records=sys.maxsize)
        except OffsetOutOfRangeError:
            self._leave_missing_range()
            return []
        except LogTruncationError as error:
            raise self._changed(f"was truncated below our position {self.next_offset} ({error})") from error
        except UnsupportedCodecError as error:
            raise PreflightError(
                f"{self._tp.topic}/{self._tp.partition} holds records in a compression that is not installed: {error}.",
                "Install kafka-python with that extra, e.g. kafka-python[snappy].",
            ) from error
        polled: list[Any] = found.get(self._tp, [])
        return polled

    def _batch(self, found: list[Decoded]) -> RecordBatch:
        """Make our records of Kafka's. This loop decides the speed of the whole read."""
        topic, partition = self._tp.topic, self._tp.partition
        event_millis = None if self._settings.event_time.policy != "header" else self._settings.event_time.millis
        expected, element, starts = self.next_offset, self.element_millis, self.fresh
        latest = LOWEST_MILLIS if self._latest_millis is None else self._latest_millis
        records, micros, missing, size = [], [], 0, 0
        for offset, record_millis, key, value, headers in found:
            millis = record_millis
            if event_millis is not None:
                millis = event_millis(record_millis, headers)
            elif not EARLIEST_MILLIS <= millis <= LATEST_MILLIS:
                millis = min(max(millis, EARLIEST_MILLIS), LATEST_MILLIS)
            if millis > latest:
                latest = millis
            after = element + 1
            element = after if millis < after <= millis + MOST_AHEAD_MILLIS else millis
            if expected != offset:
                missing += offset - expected
            if value is not None:
                size += len(value)
            told = tuple([(name, each or b"") for name, each in headers]) if headers else ()
            # Both classes are made without their __init__, which for frozen ones costs as much as the rest of the loop.
            position = _new(Position)
            _topic(position, topic)
            _partition(position, partition)
            _offset(position, offset)
            record = _new(RawRecord)
            _position(record, position)
            _record_time(record, record_millis * 1_000)
            _value(record, value)
            _key(record, key)
            _headers(record, told)
            _gap_from(record, expected)
            _starts(record, starts)
            records.append(record)
            micros.append(element * 1_000)
            expected, starts = offset + 1, False
        self.next_offset, self.element_millis, self.fresh = expected, element, False
        self._latest_millis = latest
        self._note_records(len(records), size, missing)
        return RecordBatch(records, micros, size)

    def _note_records(self, count: int, size: int, missing: int) -> None:
        _RECORDS.inc(count)
        _BYTES.inc(size)
        if missing:
            _MISSING.inc(missing)
        self._at_end_since = None
        end = self._consumer.highwater(self._tp)
        if end is not None:
            self._end_known = True
            self.end = max(end, self.next_offset)
            self._lag.set(self.end - self.next_offset)
        if self._latest_millis is not None:
            # A record of tomorrow must not close the windows of today.
            self._raise_watermark(min(self._latest_millis, int(time.time() * 1_000)) * 1_000)

    def _raise_watermark(self, reached_micros: int) -> None:
        micros = reached_micros - int(self._settings.out_of_order_seconds * 1_000_000)
        if self.watermark_micros is None or micros > self.watermark_micros:
            self.watermark_micros = micros

    def _note_end(self) -> None:
        """See whether the partition is read to its end, and the stop with it; move the watermark if it is.

        The *position* decides, not the last record's offset: the log may end in transaction markers. That there
        really is nothing more the broker is asked about once a second, so that a broker that hangs does not pass
        for a quiet one, whose records would come late.
        """
        position = self._consumer.position(self._tp)
        if position is None:
            return
        if self._reached(position):
            self.finished = True
            return
        end = self._consumer.highwater(self._tp)
        if end is None or position < end:
            self._at_end_since = None
            return
        self._end_known = True
        self.end = self.next_offset
        self._lag.set(0)
        now = time.time()
        self._at_end_since = self._at_end_since or now
        if now - self._confirmed_at < CONFIRM_SECONDS or now - self._at_end_since < self._settings.idle_seconds:
            return
        if self._confirmed(position):
            self._confirmed_at = now
            self._raise_watermark(int(now * 1_000_000))

    def _confirmed(self, position: int) -> bool:
        """Whether the broker says, now, that the log ends at ``position``."""
        try:
            end: int = self._consumer.end_offsets([self._tp], timeout_ms=CONFIRM_TIMEOUT_MILLIS)[self._tp]
        except KafkaError:
            if not self._consumer.partitions_for_topic(self._tp.topic):
                raise self._changed("is no longer there") from None
            return False
        if end < position:
            raise self._changed(f"ends at {end}, before our position {position}")
        return end == position

    def _leave_missing_range(self) -> None:
        """Go on behind what retention has deleted; the next record carries the gap."""
        first = self._consumer.beginning_offsets([self._tp])[self._tp]
        end = self._consumer.end_offsets([self._tp])[self._tp]
        if self.next_offset > end:
            raise self._changed(f"ends at {end}, before our position {self.next_offset}")
        _LOGGER.error("%s/%d: offsets %d to %d are gone (retention)", *self._tp, self.next_offset, first - 1)
        self._consumer.seek(self._tp, first)

    def _changed(self, what: str) -> PreflightError:
        return PreflightError(
            f"{self._tp.topic}/{self._tp.partition} {what}: the log was truncated, or the topic deleted or made anew.",
            "Start with --start earliest --force-start once you know what happened.",
        )
