"""How far one partition is read: the restriction of the splittable read, its coder, tracker and provider.

A restriction is never split to be read in two places, since the order within a partition must hold; it is only cut
where it stands, by the read itself (``defer_remainder``) or by a runner that wants the rest back. What is claimed is
a whole batch of records at once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from apache_beam.coders import Coder
from apache_beam.io.iobase import RestrictionProgress, RestrictionTracker
from apache_beam.io.watermark_estimators import ManualWatermarkEstimator
from apache_beam.transforms.core import RestrictionProvider, WatermarkEstimatorProvider
from apache_beam.utils.timestamp import MIN_TIMESTAMP, Timestamp

from dateline.kafka.positions import PartitionRange
from dateline.kafka.restrictions import RESTRICTION_CODER, Reading


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of everything below ``next_offset``; ``finished`` ends the read of the partition there."""

    next_offset: int
    element_millis: int
    end: int
    fresh: bool = False
    finished: bool = False


class ReadingTracker(RestrictionTracker):
    """Tracks one :class:`Reading`; Beam wraps it in a lock."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading

    def current_restriction(self) -> Reading:
        """How far the read is."""
        return self._reading

    def try_claim(self, position: Claim) -> bool:
        """Take a batch, or the end of the read; false if the rest was taken away meanwhile."""
        if self._reading.finished:
            return False
        self._reading = replace(
            self._reading,
            next_offset=position.next_offset,
            element_millis=position.element_millis,
            end=position.end,
            fresh=position.fresh,
            finished=position.finished,
        )
        return True

    def try_split(self, fraction_of_remainder: float) -> tuple[Reading, Reading] | None:
        """Cut where the read stands; other cuts are declined."""
        if fraction_of_remainder != 0 or self._reading.finished:
            return None
        rest = replace(self._reading, since=self._reading.next_offset)
        self._reading = replace(self._reading, finished=True)
        return self._reading, rest

    def check_done(self) -> bool:
        """Raise ``ValueError`` if work is left that nobody has."""
        if not self._reading.finished:
            raise ValueError(f"neither finished nor cut: {self._reading}")
        return True

    def current_progress(self) -> RestrictionProgress:
        """Offsets read by this claim, and those that wait."""
        reading = self._reading
        left = 0 if reading.finished else max(1, reading.backlog)
        return RestrictionProgress(completed=float(reading.next_offset - reading.since), remaining=float(left))

    def is_bounded(self) -> bool:
        """A stream does not end by itself."""
        return False


class ReadingProvider(RestrictionProvider):
    """Makes restrictions of :class:`~dateline.kafka.positions.PartitionRange` elements."""

    def initial_restriction(self, element: PartitionRange) -> Reading:
        """The whole partition from its start on."""
        return Reading.of(element)

    def create_tracker(self, restriction: Reading) -> ReadingTracker:
        """A tracker of the restriction."""
        return ReadingTracker(restriction)

    def split(self, element: PartitionRange, restriction: Reading) -> Iterable[Reading]:  # noqa: ARG002  (Beam's)
        """One partition is one restriction, whatever a runner would like."""
        yield restriction

    def restriction_size(self, element: PartitionRange, restriction: Reading) -> int:  # noqa: ARG002  (Beam's)
        """The backlog in offsets."""
        return max(1, restriction.backlog)

    def restriction_coder(self) -> Coder:
        """The coder of :class:`Reading`."""
        return RESTRICTION_CODER

    def truncate(self, element: PartitionRange, restriction: Reading) -> None:
        """On a runner's drain nothing more is read."""


class WatermarkProvider(WatermarkEstimatorProvider):
    """Watermarks that the read sets itself, from the beginning of time or from where a new partition was found."""

    def initial_estimator_state(self, element: PartitionRange, restriction: Reading) -> Timestamp:  # noqa: ARG002
        """The watermark before the first record: a partition that was just found holds others back no further."""
        return MIN_TIMESTAMP if element.since_micros is None else Timestamp(micros=element.since_micros)

    def create_watermark_estimator(self, estimator_state: Timestamp) -> ManualWatermarkEstimator:
        """An estimator that goes on from a state."""
        return ManualWatermarkEstimator(estimator_state)
