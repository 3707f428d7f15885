"""Partitions and topics that appear while the job runs: found within one watch interval, read from their beginning.

A splittable function of one element looks at the cluster every ``watch_seconds`` and yields a
:class:`~dateline.kafka.positions.PartitionRange` for what it has not seen before.

**Time.** Its watermark is the time of its last look less ``out_of_order_seconds``. Whatever partition the next look
finds was made after the last one, so its records are not earlier than that watermark and cannot be late; the price is
that windows close up to ``watch_seconds`` later than the partitions alone would let them. (What is published
does not wait for windows.) A partition is yielded at the watermark of the look before, and its own watermark starts
there.

The state is what has been seen, so a restored checkpoint finds what appeared while the job was down. Bounded reads
watch nothing. A topic that was deleted and made anew between two looks has another id: that is reported as an
error, even where the new log is already as long as the old one was.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import apache_beam as beam
from apache_beam.coders import Coder
from apache_beam.io.iobase import RestrictionProgress, RestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.transforms.core import RestrictionProvider
from apache_beam.transforms.window import TimestampedValue
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Duration, Timestamp
from kafka import TopicPartition
from kafka.errors import KafkaError

from dateline.errors import BrokerUnreachableError, PreflightError
from dateline.kafka.control import LOOK_SECONDS
from dateline.kafka.draining import draining
from dateline.kafka.positions import Partition, PartitionRange, begin_of_new, sink_group, topics_matching
from dateline.kafka.read_settings import ReadSettings, compiled
from dateline.kafka.restrictions import RESTRICTION_CODER, Watching
from dateline.kafka.spreading import spread
from dateline.kafka.watermarks import FINISHED, WATCH, settle, watermarks

_LOGGER = logging.getLogger(__name__)


class WatchingTracker(RestrictionTracker):
    """Tracks a :class:`Watching`: a claim is the state after a look."""

    def __init__(self, state: Watching) -> None:
        self._state = state

    def current_restriction(self) -> Watching:
        """What has been seen."""
        return self._state

    def try_claim(self, position: Watching) -> bool:
        """Take what a look has found; false if the watch was taken away meanwhile."""
        if self._state.finished:
            return False
        self._state = position
        return True

    def try_split(self, fraction_of_remainder: float) -> tuple[Watching, Watching] | None:
        """Cut after the last look."""
        if fraction_of_remainder != 0 or self._state.finished:
            return None
        rest = self._state
        self._state = replace(rest, finished=True)
        return self._state, rest

    def check_done(self) -> bool:
        """Raise ``ValueError`` if work is left that nobody has."""
        if not self._state.finished:
            raise ValueError("the watch neither ended nor was it cut")
        return True

    def current_progress(self) -> RestrictionProgress:
        """Done or not."""
        return RestrictionProgress(completed=float(self._state.finished), remaining=float(not self._state.finished))

    def is_bounded(self) -> bool:
        """A watch does not end by itself."""
        return False


class WatchingProvider(RestrictionProvider):
    """Makes the restriction of an element that holds the ranges read from launch on."""

    def initial_restriction(self, element: tuple[PartitionRange, ...]) -> Watching:
        """The partitions that are read from launch on have been seen."""
        return Watching(frozenset((part.topic, part.partition) for part in element))

    def create_tracker(self, restriction: Watching) -> WatchingTracker:
        """A tracker of the state."""
        return WatchingTracker(restriction)

    def split(self, element: tuple[PartitionRange, ...], restriction: Watching) -> Iterable[Watching]:  # noqa: ARG002  (Beam's)
        """There is one watch."""
        yield restriction

    def restriction_size(self, element: tuple[PartitionRange, ...], restriction: Watching) -> int:  # noqa: ARG002  (Beam's)
        """A look."""
        return 1

    def restriction_coder(self) -> Coder:
        """The coder of :class:`Watching`."""
        return RESTRICTION_CODER

    def truncate(self, element: tuple[PartitionRange, ...], restriction: Watching) -> None:
        """On a runner's drain nothing more is found."""


def look(settings: ReadSettings, state: Watching, now_micros: int) -> tuple[Watching, list[PartitionRange]]:
    """Ask the cluster; the state after it and the partitions that are new.

    Raises :class:`~dateline.errors.PreflightError` when a topic was made anew.
    """
    found, ids = _partitions(settings)
    known = dict(state.ids)
    remade = sorted(name for name, identity in ids.items() if known.get(name, identity) != identity)
    if remade:
        raise PreflightError(
            f"The topic {remade[0]!r} was deleted and made anew while it was read.",
            "Start with --start earliest --force-start once you know what happened.",
        )
    new = sorted(found - state.seen)
    slack = int(settings.out_of_order_seconds * 1_000_000)
    since = (now_micros if state.looked_micros is None else state.looked_micros) - slack
    after = Watching(state.seen | found, tuple(sorted((known | ids).items())), now_micros)
    if not new:
        return after, []
    consumer = settings.connection.consumer("dateline-watch", group_id=sink_group(settings.group or ""))
    try:
        ranges = begin_of_new(consumer, [TopicPartition(*each) for each in new], since)
        return after, list(spread(ranges, first=len(state.seen)))
    finally:
        consumer.close()


def _partitions(settings: ReadSettings) -> tuple[frozenset[Partition], dict[str, str]]:
    """The partitions that the settings mean and the id of each topic; a topic that is not there now has none."""
    admin = settings.connection.admin("dateline-watch")
    try:
        described = admin.describe_topics(None if settings.pattern is not None else list(settings.topics))
    finally:
        admin.close()
    topics = {topic["name"]: topic for topic in described if not topic["error_code"]}
    if settings.pattern is not None:
        names = topics_matching(topics, compiled(settings.pattern), settings.exclude)
        topics = {name: topics[name] for name in names}
    partitions = frozenset(
        (name, part["partition_index"]) for name, topic in topics.items() for part in topic["partitions"]
    )
    return partitions, {name: str(topic["topic_id"]) for name, topic in topics.items()}


_RESTRICTION = beam.DoFn.RestrictionParam(WatchingProvider())
_WATERMARK = beam.DoFn.WatermarkEstimatorParam(ManualWatermarkEstimator.default_provider())


class WatchPartitionsFn(beam.DoFn):
    """Looks every ``watch_seconds`` and yields what is new; ends on a drain.

    The element is what the launch reads by itself. The settings are not: what starts from a savepoint has the element
    of the launch that wrote it, and must heed its own drain signal, by its own connection.
    """

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    @beam.DoFn.unbounded_per_element()
    def process(
        self,
        element: tuple[PartitionRange, ...],  # noqa: ARG002  (the restriction says it all)
        tracker: Any = _RESTRICTION,
        watermark: Any = _WATERMARK,
    ) -> Iterator[TimestampedValue]:
        """Look if it is time, then rest; look for a drain more often than for partitions."""
        settings = self._settings
        state: Watching = tracker.current_restriction()
        if draining(settings):
            tracker.try_claim(replace(state, finished=True))
            settle(settings, WATCH, FINISHED)
            watermark.set_watermark(MAX_TIMESTAMP)
            return
        now = time.time_ns() // 1_000
        due = now if state.looked_micros is None else state.looked_micros + int(settings.watch_seconds * 1_000_000)
        if due <= now:
            after, ranges = self._look(settings, state, now)
            if not tracker.try_claim(after):
                return
            for part in ranges:
                if settings.one_process:
                    watermarks(settings).add((part.topic, part.partition), part.since_micros or 0)
                yield TimestampedValue(part, Timestamp(micros=part.since_micros or 0))
            if after.looked_micros is not None:
                reached = after.looked_micros - int(settings.out_of_order_seconds * 1_000_000)
                raise_to(watermark, reached)
                settle(settings, WATCH, reached)
            due = now + int(settings.watch_seconds * 1_000_000)
        tracker.defer_remainder(Duration(seconds=max(0.05, min(LOOK_SECONDS, (due - now) / 1_000_000))))

    def _look(self, settings: ReadSettings, state: Watching, now: int) -> tuple[Watching, list[PartitionRange]]:
        try:
            return look(settings, state, now)
        except (KafkaError, BrokerUnreachableError) as error:
            # A broker that restarts is no reason to fail: the watermark waits for the next look.
            _LOGGER.warning("no look at the cluster: %r", error)
            return state, []


def raise_to(watermark: Any, micros: int | None) -> None:
    """Move a watermark estimator to ``micros``, never back; null leaves it."""
    if micros is None:
        return
    reached = Timestamp(micros=micros)
    before = watermark.current_watermark()
    if before is None or before < reached:
        watermark.set_watermark(reached)


class WatchPartitions(beam.PTransform):
    """Yields a :class:`~dateline.kafka.positions.PartitionRange` for every partition that appears after launch."""

    def __init__(self, settings: ReadSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, pbegin: beam.pvalue.PBegin) -> beam.PCollection[PartitionRange]:
        """Watch."""
        return (
            pbegin
            | "Cluster" >> beam.Create([self._settings.ranges])
            | "Look" >> beam.ParDo(WatchPartitionsFn(self._settings)).with_output_types(PartitionRange)
        )
