"""The proof itself, without Kafka: input positions, outcomes and published records must agree."""

from __future__ import annotations

import itertools
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from dateline.audit.ledger import Ledger, digest
from dateline.audit.report import AuditReport, Findings, PartitionTally, Problem, place, stretch
from dateline.encode.outcomes import Outcome
from dateline.offsets import OffsetSet
from dateline.records import Position

Partition = tuple[str, int]
"""Topic and number."""

Intervals = list[tuple[int, int]]

PublishedKind = Literal["event", "duplicate", "dead_letter"]

PUBLISHED_AS: dict[str, PublishedKind] = {
    "event": "event",
    "revision": "event",
    "retraction": "event",
    "duplicate": "duplicate",
    "dead_letter": "dead_letter",
}
"""The kind of record that each outcome has published; a gap has none."""


@dataclass(frozen=True, slots=True)
class Published:
    """A record of an output topic: its kind, the input position it names, its event id (dead letters: null)."""

    kind: PublishedKind
    position: Position
    event_id: str | None = None


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record of an output topic that could not be decoded: where it stands, and why."""

    place: str
    reason: str


@dataclass(frozen=True, slots=True)
class AuditSettings:
    """What the proof takes into account.

    ``ttl_seconds`` is the deduplication's (null: two events with the same content are wrong at any distance).
    ``since`` says where an input partition's range begins: at the oldest position ``retained``, or at the
    ``first_read`` one, for a job that was started later on purpose. ``trimmed`` names the output topics that
    have lost their oldest records to retention.
    """

    ttl_seconds: float | None = None
    since: Literal["retained", "first_read"] = "retained"
    trimmed: frozenset[str] = frozenset()


Holding = Callable[[Partition, int, int], Intervals]
"""Of the offsets from start to end (exclusive) of an input partition, those that do hold a record."""


def audit(
    positions: Mapping[Partition, tuple[int, int]],
    outcomes: Iterable[Outcome | Unreadable],
    published: Iterable[Published | Unreadable],
    settings: AuditSettings | None = None,
    *,
    holding: Holding | None = None,
) -> AuditReport:
    """Prove that each input position ended as exactly one outcome, and that outcomes and topics agree.

    ``positions`` has the first offset and the end (exclusive) of each input partition. ``holding`` is asked about
    offsets without outcome (transaction markers at the end of a partition hold no record); without it they are
    all missing. Memory: about 200 bytes for each input position.
    """
    proof = _Proof(positions, settings or AuditSettings())
    for outcome in outcomes:
        proof.take_outcome(outcome)
    for record in published:
        proof.take_published(record)
    return proof.conclude(holding or (lambda _partition, start, end: [(start, end)]))


class _Links:
    """Outcomes with what they are compared by, as columns: digest, record time, partition index, offset."""

    def __init__(self) -> None:
        self.digests = array("Q")
        self.times = array("q")
        self.partitions = array("l")
        self.offsets = array("q")

    def add(self, value: int, outcome: Outcome, partition: int) -> None:
        self.digests.append(value)
        self.times.append(outcome.record_time)
        self.partitions.append(partition)
        self.offsets.append(outcome.position.offset)

    def pairs(self, ttl_seconds: float | None) -> Iterable[tuple[int, int]]:
        """Indices of neighbours in time with the same fingerprint, at most the TTL apart."""
        order = sorted(range(len(self.times)), key=lambda index: (self.digests[index], self.times[index]))
        for before, after in itertools.pairwise(order):
            if self.digests[before] != self.digests[after]:
                continue
            apart = (self.times[after] - self.times[before]) / 1_000_000
            if ttl_seconds is None or apart <= ttl_seconds:
                yield before, after


class _Proof:
    """Takes everything in, one record at a time, and concludes."""

    def __init__(self, positions: Mapping[Partition, tuple[int, int]], settings: AuditSettings) -> None:
        self._ranges = dict(sorted(positions.items()))
        self._names = list(self._ranges)
        self._index = {partition: index for index, partition in enumerate(self._ranges)}
        self._settings = settings
        self._findings = Findings()
        self._outcomes = {partition: Ledger() for partition in self._ranges}
        self._expected = {partition: Ledger() for partition in self._ranges}
        self._published = {partition: Ledger() for partition in self._ranges}
        self._gaps = {partition: OffsetSet() for partition in self._ranges}
        self._starts: dict[Partition, int] = {}
        self._counts: Counter[str] = Counter()
        self._published_counts: Counter[str] = Counter()
        self._events = _Links()
        self._event_ids: set[int] = set()
        self._originals = _Links()

    def take_outcome(self, outcome: Outcome | Unreadable) -> None:
        if isinstance(outcome, Unreadable):
            self._findings.add("unreadable", f"{outcome.place}: {outcome.reason}")
            return
        position = outcome.position
        partition = (position.topic, position.partition)
        kind = PUBLISHED_AS.get(outcome.outcome)
        if kind == "event" and self._settings.trimmed:
            # An original that retention has taken from the topic is vouched for by its outcome.
            self._event_ids.add(digest(outcome.event_id))
        if partition not in self._ranges:
            return
        if outcome.starts:
            first = outcome.gap_from
            self._starts[partition] = min(first, self._starts.get(partition, first))
        if kind is None:
            self._gaps[partition].add(outcome.gap_from, position.offset + 1)
            return
        self._gaps[partition].add(outcome.gap_from, position.offset)
        content = digest(
            outcome.outcome, outcome.article_id, outcome.event_id, outcome.original_event_id, outcome.fingerprint
        )
        if self._outcomes[partition].note(position.offset, content) != "new":
            return
        self._expected[partition].note(position.offset, digest(kind, outcome.event_id))
        if not self._in_range(position):
            return
        self._counts[outcome.outcome] += 1
        if outcome.outcome == "event" and outcome.fingerprint:
            self._events.add(digest(outcome.fingerprint), outcome, self._index[partition])
        if outcome.outcome == "duplicate":
            self._originals.add(digest(outcome.original_event_id), outcome, self._index[partition])

    def take_published(self, record: Published | Unreadable) -> None:
        if isinstance(record, Unreadable):
            self._findings.add("unreadable", f"{record.place}: {record.reason}")
            return
        if record.kind == "event":
            self._event_ids.add(digest(record.event_id))
        ledger = self._published.get((record.position.topic, record.position.partition))
        if ledger is None:
            return
        verdict = ledger.note(record.position.offset, digest(record.kind, record.event_id))
        if verdict == "new" and self._in_range(record.position):
            self._published_counts[record.kind] += 1

    def conclude(self, holding: Holding) -> AuditReport:
        tallies = [self._conclude_partition(partition, holding) for partition in self._ranges]
        self._conclude_originals()
        self._conclude_fingerprints()
        for topic in sorted(self._settings.trimmed):
            self._findings.add("trimmed", topic)
        return AuditReport(
            partitions=tuple(tallies),
            outcomes=tuple(sorted(self._counts.items())),
            published=tuple(sorted(self._published_counts.items())),
            findings=self._findings.all(),
        )

    def _in_range(self, position: Position) -> bool:
        first, end = self._ranges[position.topic, position.partition]
        return first <= position.offset < end

    def _conclude_partition(self, partition: Partition, holding: Holding) -> PartitionTally:
        first, end = self._ranges[partition]
        self._conclude_repeats(partition)
        self._compare_topics(partition)
        accounted = OffsetSet()
        for offset in self._outcomes[partition].offsets():
            if first <= offset < end:
                accounted.add(offset)
        missing = with_record = 0
        for start, stop in OffsetSet([*self._gaps[partition], *accounted]).missing(first, end):
            held = holding(partition, start, stop)
            with_record += sum(high - low for low, high in held)
            for low, high in self._not_read(partition, held):
                self._findings.add("missing", stretch(*partition, low, high), high - low)
                missing += high - low
        gaps = end - first - len(accounted) - with_record
        return PartitionTally(*partition, first, end, len(accounted), gaps, missing)

    def _not_read(self, partition: Partition, held: Intervals) -> Intervals:
        """What of ``held`` counts as missing; with ``first_read``, not what lies before the first start."""
        begin = self._starts.get(partition, 0) if self._settings.since == "first_read" else 0
        for low, high in held:
            if low < begin:
                stop = min(high, begin)
                self._findings.add("not_read", stretch(*partition, low, stop), stop - low)
        return [(max(low, begin), high) for low, high in held if high > begin]

    def _conclude_repeats(self, partition: Partition) -> None:
        outcomes, published = self._outcomes[partition], self._published[partition]
        noted: tuple[tuple[Problem, OffsetSet], ...] = (
            ("conflicting", outcomes.conflicting),
            ("repeated", outcomes.repeated),
            ("published_conflicting", published.conflicting),
            ("published_repeated", published.repeated),
        )
        for problem, offsets in noted:
            for start, end in offsets:
                self._findings.add(problem, stretch(*partition, start, end), end - start)

    def _compare_topics(self, partition: Partition) -> None:
        """Each outcome's record must be on its topic, and each record must have an outcome that says the same."""
        first, end = self._ranges[partition]
        expected, published = self._expected[partition], self._published[partition]
        conflicts = published.conflicting
        for offset in expected.offsets():
            if first <= offset < end and offset not in conflicts and published.get(offset) != expected.get(offset):
                self._findings.add("unpublished", stretch(*partition, offset, offset + 1))
        for offset in published.offsets():
            if first <= offset < end and expected.get(offset) is None:
                self._findings.add("unaccounted", stretch(*partition, offset, offset + 1))

    def _conclude_originals(self) -> None:
        for index, original in enumerate(self._originals.digests):
            if original not in self._event_ids:
                self._findings.add("original_unpublished", self._place(self._originals, index))

    def _conclude_fingerprints(self) -> None:
        for before, after in self._events.pairs(self._settings.ttl_seconds):
            one, other = (self._place(self._events, index) for index in (before, after))
            self._findings.add("fingerprint_twice", f"{other} as {one}")

    def _place(self, links: _Links, index: int) -> str:
        return place(Position(*self._names[links.partitions[index]], links.offsets[index]))
