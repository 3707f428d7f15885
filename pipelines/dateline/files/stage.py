"""Stage 9, Archive: what is published is also written to windowed Avro files.

Windows are of *record time*, which the watermark follows, so that they close while the stream runs and an
article dated 2099 closes none; the folder is the day of *event time*. A late record has a later pane of its
window written. See :mod:`dateline.files.archive` for how a pane becomes files.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.transforms.trigger import AccumulationMode, AfterCount, AfterProcessingTime, AfterWatermark
from apache_beam.transforms.window import FixedWindows, TimestampedValue
from apache_beam.utils.timestamp import Duration, Timestamp

from dateline.encode.output import OutputRecord
from dateline.files.archive import Entry, Pane, named_time, shard_of, write_pane
from dateline.files.manifest import ArchivedFile
from dateline.files.settings import ArchiveSettings

__all__ = ["ArchiveFiles", "ArchiveSettings"]


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
            | "StampRecordTime" >> beam.Map(stamp, settings.shards).with_output_types(tuple[str, Entry])
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
    """Writes the files of one pane of one window of one kind and shard."""

    def __init__(self, settings: ArchiveSettings) -> None:
        self._settings = settings

    def process(
        self,
        element: tuple[str, Iterable[Entry]],
        window: Any = beam.DoFn.WindowParam,
        pane_info: Any = beam.DoFn.PaneInfoParam,
    ) -> Iterator[ArchivedFile]:
        """The files that were written."""
        kind, _, shard = element[0].rpartition("/")
        start, end = (boundary.micros // 1_000_000 for boundary in (window.start, window.end))
        pane = Pane(kind, start, end, int(shard), max(0, pane_info.index))
        for file in write_pane(self._settings, pane, element[1]):
            Metrics.counter("dateline.archive", "files").inc()
            Metrics.counter("dateline.archive", "records").inc(file.records)
            yield file


def stamp(record: OutputRecord, shards: int) -> TimestampedValue:
    """The record's entry keyed by ``kind/shard`` and stamped with its record time."""
    key = f"{record.kind}/{shard_of(record.position, shards)}"
    return TimestampedValue((key, Entry.of(record)), Timestamp(micros=named_time(record.record_time)))


def _late_trigger(settings: ArchiveSettings) -> Any:
    """A file for each late record at once, or one for all that come within the time."""
    return AfterProcessingTime(settings.late_seconds) if settings.late_seconds else AfterCount(1)
