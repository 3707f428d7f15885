"""Stage 9, Archive: what is published is also written to windowed Avro files, each record once.

Windows are of *record time*, which the watermark follows, so that they close while the stream runs and an
article dated 2099 closes none (idle partitions do not hold it back); the folder is the day of *event time*. A late
record has a later pane of its window written. State is bounded by what the open windows hold: for each record its
value and about 130 bytes (position, event time, the coder's own), as it is published, on any runner. See
:mod:`dateline.files.archive` for how a pane becomes files.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.trigger import AccumulationMode, AfterCount, AfterProcessingTime, AfterWatermark
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from dateline.encode.output import OutputRecord
from dateline.errors import ArchiveError
from dateline.files.archive import Entry, named_time, shard_of, write_pane
from dateline.files.manifest import ArchivedFile
from dateline.files.mark import require_shared
from dateline.files.naming import Stretch
from dateline.files.settings import ArchiveSettings

__all__ = ["ArchiveFiles", "ArchiveSettings"]

_LOGGER = logging.getLogger(__name__)

RETRY_SECONDS = 1.0
"""Pause before a disk that refused a file is asked again."""


class ArchiveFiles(beam.PTransform):
    """From output records to one :class:`ArchivedFile` for each file that was written, whatever the windows before."""

    def __init__(self, settings: ArchiveSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, records: beam.PCollection) -> beam.PCollection:
        """The finished files of ``records``."""
        settings = self._settings
        return (
            records
            | "StampRecordTime" >> beam.Map(stamp, settings.shards).with_output_types(tuple[int, Entry])
            | "WindowRecordTime"
            >> beam.WindowInto(
                FixedWindows(settings.window_seconds),
                trigger=AfterWatermark(late=_late_trigger(settings)),
                accumulation_mode=AccumulationMode.DISCARDING,
                allowed_lateness=Duration(seconds=settings.allowed_lateness_seconds),
            )
            | "GroupByShard" >> beam.GroupByKey()
            | "WritePane" >> beam.ParDo(WritePaneFn(settings)).with_output_types(ArchivedFile)
        )


class WritePaneFn(beam.DoFn):
    """Archives one pane of one window and shard."""

    def __init__(self, settings: ArchiveSettings) -> None:
        super().__init__()
        self._settings = settings

    def setup(self) -> None:
        """See that this worker has the folder of the launch."""
        require_shared(self._settings)

    def process(
        self, element: tuple[int, Iterable[Entry]], window: Any = beam.DoFn.WindowParam
    ) -> Iterator[ArchivedFile]:
        """The files that were written."""
        shard, entries = element
        start, end = (boundary.micros // 1_000_000 for boundary in (window.start, window.end))
        for file in write_patiently(self._settings, Stretch(start, end, shard), list(entries)):
            Metrics.counter("dateline.archive", "files").inc()
            Metrics.counter("dateline.archive", "records").inc(file.records)
            yield file


def write_patiently(settings: ArchiveSettings, stretch: Stretch, entries: Sequence[Entry]) -> list[ArchivedFile]:
    """Archive a pane, waiting for the disk if it must: a failed bundle costs the job a restart, on Prism its life.

    Raises :class:`~dateline.errors.ArchiveError` after ``patience_seconds``.
    """
    deadline = time.monotonic() + settings.patience_seconds
    while True:
        try:
            return write_pane(settings, stretch, entries)
        except ArchiveError as error:
            if time.monotonic() + RETRY_SECONDS > deadline:
                raise
            _LOGGER.warning("%s Trying again.", error)
            time.sleep(RETRY_SECONDS)


def stamp(record: OutputRecord, shards: int) -> TimestampedValue:
    """The record's entry keyed by its shard and stamped with its record time."""
    key = shard_of(record.position, shards)
    return TimestampedValue((key, Entry.of(record)), Timestamp(micros=named_time(record.record_time)))


def _late_trigger(settings: ArchiveSettings) -> Any:
    """A file for each late record at once, or one for all that come within the time."""
    return AfterProcessingTime(settings.late_seconds) if settings.late_seconds else AfterCount(1)
