"""A native Kafka source for Beam Python: no JVM, no expansion service, no group membership.

* **One splittable read** (:class:`ReadPartitionFn`), a restriction per partition (:mod:`dateline.kafka.reading`).
  A claim takes a whole poll of records and passes it on as one element, which :class:`UnpackFn` opens; a claim is
  cut by time. Between claims the reader stays open (:mod:`dateline.kafka.reader`).
* The restriction holds the next offset, so that a resumed read delivers nothing twice and leaves nothing out.
* Elements have the event time of their record (:mod:`dateline.kafka.eventtime`), **moved on where it must be for
  order**: no two records of a partition have the same. Kafka stamps records in milliseconds and runners order
  elements by them (Prism keeps them in a heap in which two equal ones of different bundles come in any order), but of
  two copies the one with the lower offset is the original. So a record that is not later than the one before it counts
  as a millisecond later, up to ``MOST_AHEAD_MILLIS``. ``RawRecord.record_time`` stays what Kafka says.
* The watermark of a partition is the latest time seen less ``out_of_order_seconds``; a partition that was read to
  its end reports the clock less the same bound, so an idle one never holds back the others.
* A bounded read (every ``PartitionRange`` has a stop) is a bounded collection by the same reader.
* Partitions that appear later are found by :mod:`dateline.kafka.watch`.
* Offsets that do not exist (compaction, retention, transaction markers) show as ``RawRecord.gap_from``.
* A drain (:mod:`dateline.kafka.control`) makes every reader finish where it stands, so that windows close.

Why not ``apache_beam.io.unbounded_source``: its tracker claims record by record through two locks, which bounds
it to a quarter of what a consumer delivers (figures: ``tests/bench/source_prism.py``); it knows no backlog; and its
readers are cached per DoFn instance, of which a runner has several for one partition.
"""

from __future__ import annotations

import functools
import itertools
import logging
import time
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from typing import Any

import apache_beam as beam
from apache_beam.transforms.window import GlobalWindow, TimestampedValue
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Duration, Timestamp
from apache_beam.utils.windowed_value import WindowedValue
from apache_beam.utils.windowed_value import create as windowed

from dateline.errors import BrokerUnreachableError, PreflightError
from dateline.kafka import collector
from dateline.kafka.commits import committer
from dateline.kafka.control import request_drain, reset_drain
from dateline.kafka.draining import draining
from dateline.kafka.positions import PartitionRange
from dateline.kafka.read_settings import ReadSettings
from dateline.kafka.reader import MOST_AHEAD_MILLIS, PartitionReader, RecordBatch
from dateline.kafka.reader_pool import POOL
from dateline.kafka.reading import Claim, ReadingProvider, WatermarkProvider
from dateline.kafka.restrictions import Reading
from dateline.kafka.spreading import spread
from dateline.kafka.watch import WatchPartitions, raise_to
from dateline.kafka.watermarks import FINISHED, forget, reported, settle
from dateline.records import RawRecord

__all__ = [
    "MOST_AHEAD_MILLIS",
    "ReadArticles",
    "ReadPartitionFn",
    "ReadRangeFn",
    "ReadSettings",
    "UnpackFn",
    "request_drain",
    "reset_drain",
]

UNREACHABLE_SECONDS = 2
"""How long a partition rests when no broker answers."""

STAGGER_MICROS = 10_000
"""How far apart the first claims of two partitions resume. What becomes ready together Prism puts into one bundle,
in which partitions are read one after the other, for good; apart they are read side by side, and one works while the
other waits for the broker."""

SILENCE_SECONDS = 60
"""How long a bounded read waits for a broker that answers nothing before it gives up."""

_LOGGER = logging.getLogger(__name__)

_RESTRICTION = beam.DoFn.RestrictionParam(ReadingProvider())
_WATERMARK = beam.DoFn.WatermarkEstimatorParam(WatermarkProvider())
_GLOBALLY = (GlobalWindow(),)


class ReadPartitionFn(beam.DoFn):
    """The splittable read of one partition: yields :class:`~dateline.kafka.reader.RecordBatch`."""

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    def setup(self) -> None:
        """Spare the worker collections that find nothing."""
        collector.relax()

    def teardown(self) -> None:
        """Close the readers that wait for their claim: a claim elsewhere in this process opens its own anew."""
        POOL.close_all()

    @beam.DoFn.unbounded_per_element()
    def process(
        self,
        element: PartitionRange,  # noqa: ARG002  (the restriction says it all)
        finalizer: Any = beam.DoFn.BundleFinalizerParam,
        tracker: Any = _RESTRICTION,
        watermark: Any = _WATERMARK,
    ) -> Iterator[TimestampedValue]:
        """Read for a while, then cut the rest off for the next claim; end the restriction at a stop or a drain."""
        # Beam wants the finalizer before the restriction in the signature.
        reading: Reading = tracker.current_restriction()
        handed_over: list[tuple[Claim, int | None]] = []
        # Always registered: Prism 2.77 finalizes every bundle of a stage that may ask for it, and the worker takes
        # one that did not for an error that fails the job.
        finalizer.register(functools.partial(self._finalized, reading, handed_over))
        try:
            reader = POOL.take(self._settings, reading)
        except BrokerUnreachableError as error:
            # A stream waits for its broker; failing here would end the job on a runner that keeps no state.
            _LOGGER.warning("%s/%d waits: %s", reading.topic, reading.partition, error)
            if draining(self._settings):
                tracker.try_claim(Claim(reading.next_offset, reading.element_millis, reading.end, finished=True))
                watermark.set_watermark(MAX_TIMESTAMP)
            else:
                tracker.defer_remainder(Duration(seconds=UNREACHABLE_SECONDS))
            return
        goes_on, begun = False, time.monotonic()
        try:
            claim = yield from self._claims(reader, tracker, watermark)
            if claim is not None:
                handed_over.append((claim, FINISHED if claim.finished else reader.watermark_micros))
                goes_on = not claim.finished
        finally:
            if goes_on:
                POOL.park(self._settings, reader, time.monotonic() - begun)
            else:
                reader.close()

    def _finalized(self, reading: Reading, handed_over: list[tuple[Claim, int | None]]) -> None:
        """The runner has a claim: its watermark counts for the other partitions, and the plain group is told."""
        for claim, micros in handed_over:
            settle(self._settings, (reading.topic, reading.partition), micros)
            if self._settings.group is None:
                continue
            commits = committer(self._settings.connection, self._settings.group)
            if commits.lacks(reading.topic, reading.partition, claim.next_offset):
                commits.commit(reading.topic, reading.partition, claim.next_offset, now=claim.finished)

    def _claims(
        self, reader: PartitionReader, tracker: Any, watermark: Any
    ) -> Generator[TimestampedValue, None, Claim | None]:
        """Claim and yield batch after batch; returns the last claim, null if the runner took the rest meanwhile."""
        if reader.opened and not draining(self._settings):
            reader.opened = False
            reader.prefetch()
            if not tracker.try_claim(reader.claim):
                return None
            tracker.defer_remainder(Duration(micros=STAGGER_MICROS * (1 + reader.partition[1] % 16)))
            return reader.claim
        deadline: float | None = None
        left = reader.budget
        while True:
            if draining(self._settings):
                reader.finish()
            batch = None if reader.finished else reader.read(left)
            if not tracker.try_claim(reader.claim):
                return None
            if reader.finished:
                watermark.set_watermark(MAX_TIMESTAMP)
                return reader.claim
            if batch is not None:
                yield _timed(batch)
            raise_to(watermark, reported(self._settings, reader.partition, reader.watermark_micros))
            if batch is None:
                rest = 0.0 if reader.behind else self._settings.poll_interval_seconds
                tracker.defer_remainder(Duration(seconds=rest))
                return reader.claim
            # The clock starts with the first records, so that opening a connection is not counted.
            deadline = deadline or time.monotonic() + self._settings.max_read_seconds
            left -= len(batch.records)
            reader.exhausted = left <= 0
            if reader.exhausted or time.monotonic() >= deadline:
                tracker.defer_remainder()
                return reader.claim


def _timed(batch: RecordBatch) -> TimestampedValue:
    """The batch at the time of its earliest record: nothing in it is earlier, if it ever waits in a runner."""
    return TimestampedValue(batch, Timestamp(micros=min(batch.micros)))


class UnpackFn(beam.DoFn):
    """Makes an element of each record of a batch, at its own time."""

    def process(self, element: RecordBatch) -> Iterable[WindowedValue]:
        """The records in order."""
        return map(windowed, element.records, element.micros, itertools.repeat(_GLOBALLY))


class ReadRangeFn(beam.DoFn):
    """Reads one partition from start to stop with the same reader, as a bounded collection."""

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    def process(self, element: PartitionRange) -> Iterator[TimestampedValue]:
        """Yield the partition's records; raise :class:`~dateline.errors.PreflightError` if the broker falls silent."""
        reader = PartitionReader(self._settings, Reading.of(element))
        try:
            deadline = time.monotonic() + SILENCE_SECONDS
            while not draining(self._settings):
                batch = reader.read()
                if batch is not None:
                    yield _timed(batch)
                    deadline = time.monotonic() + SILENCE_SECONDS
                elif reader.finished:
                    return
                elif time.monotonic() > deadline:
                    raise PreflightError(
                        f"{element.topic}/{element.partition}: nothing arrived for {SILENCE_SECONDS} seconds before "
                        f"the stop at {element.stop}.",
                        "Check the broker and run again: what was acknowledged is not read again.",
                    )
        finally:
            reader.close()


def _is_prism(runner: Any) -> bool:
    return type(runner).__name__ == "PrismRunner"


class ReadArticles(beam.PTransform):
    """Stage 1, *Read*: the records of the input topics as :class:`~dateline.records.RawRecord`.

    When every range has a stop the result is a bounded collection, which any runner can read; else it is a
    stream.
    """

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, pbegin: beam.pvalue.PBegin) -> beam.PCollection[RawRecord]:
        """Read from Kafka."""
        settings = self._settings
        if _is_prism(pbegin.pipeline.runner):
            settings = replace(settings, one_process=True)
        forget(settings)
        partitions = pbegin | "Partitions" >> beam.Create(spread(settings.ranges), reshuffle=settings.bounded)
        if settings.watches:
            found = pbegin | "Watch" >> WatchPartitions(settings)
            partitions = (partitions, found) | "AllPartitions" >> beam.Flatten()
        read: beam.DoFn = ReadRangeFn(settings) if settings.bounded else ReadPartitionFn(settings)
        return (
            partitions
            | "FromKafka" >> beam.ParDo(read).with_output_types(RecordBatch)
            | "Unpack" >> beam.ParDo(UnpackFn()).with_output_types(RawRecord)
        )
