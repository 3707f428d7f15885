"""What the splittable functions of the source hold between claims, and one coder for both.

One, because the job server of Beam 2.62 for Flink gives the two splittable functions of a pipeline the same name for
"element with restriction" where their elements have the same coder: of two restriction coders one is then used for
both ("Object of type frozenset is not JSON serializable" was seen). Texts, not pickles: a savepoint outlives a release.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass

from apache_beam.coders import Coder

from dateline.kafka.positions import Partition, PartitionRange


@dataclass(frozen=True, slots=True)
class Reading:
    """Where the read of a partition stands.

    ``next_offset`` is the next to read and ``element_millis`` the element time of the record before it; ``fresh``
    means that no record of this read was delivered yet, so that the next one starts it. ``since`` and ``end`` tell
    progress: where this claim began, and the log's end when last seen. ``finished``: there is nothing to resume.
    """

    topic: str
    partition: int
    next_offset: int
    stop: int | None = None
    element_millis: int = 0
    fresh: bool = True
    since: int = 0
    end: int = 0
    finished: bool = False

    @classmethod
    def of(cls, part: PartitionRange) -> Reading:
        """The read of ``part`` before its first record."""
        return cls(part.topic, part.partition, part.start, part.stop, since=part.start, end=part.start)

    @property
    def backlog(self) -> int:
        """How many offsets are still to be read, as far as is known."""
        end = self.end if self.stop is None else min(self.end, self.stop)
        return max(0, end - self.next_offset)


@dataclass(frozen=True, slots=True)
class Watching:
    """What has been seen: partitions, and the id of each topic; when it was last looked, in microseconds."""

    seen: frozenset[Partition]
    ids: tuple[tuple[str, str], ...] = ()
    looked_micros: int | None = None
    finished: bool = False


class RestrictionCoder(Coder):
    """Encodes a :class:`Reading` or a :class:`Watching` as a JSON array: its kind, then its fields.

    >>> reading = Reading("news.raw", 3, 1 << 40, None, 17, False, 5, 9)
    >>> RESTRICTION_CODER.decode(RESTRICTION_CODER.encode(reading)) == reading
    True
    >>> watching = Watching(frozenset({("news", 0), ("news", 1)}), (("news", "a1"),), 17)
    >>> RESTRICTION_CODER.decode(RESTRICTION_CODER.encode(watching)) == watching
    True
    """

    def encode(self, value: Reading | Watching) -> bytes:
        """Encode all fields in order; sets are sorted."""
        if isinstance(value, Watching):
            return json.dumps(["watching", sorted(value.seen), value.ids, value.looked_micros, value.finished]).encode()
        return json.dumps(["reading", *astuple(value)], separators=(",", ":")).encode()

    def decode(self, encoded: bytes) -> Reading | Watching:
        """Decode what :meth:`encode` made; fields that a later release added have their defaults."""
        kind, *fields = json.loads(encoded)
        if kind == "reading":
            return Reading(*fields)
        seen, ids, looked, finished = fields
        pairs = tuple((name, identity) for name, identity in ids)
        return Watching(frozenset((topic, number) for topic, number in seen), pairs, looked, finished)

    def is_deterministic(self) -> bool:
        """Equal states have equal bytes."""
        return True


RESTRICTION_CODER = RestrictionCoder()
