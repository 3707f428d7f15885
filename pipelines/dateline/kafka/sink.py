"""Stage 8, *Publish*: outputs to Kafka exactly once, acknowledged by input position.

**What Beam Python gives, and what it does not.** Elements of one key reach a stateful DoFn one bundle at a time, and
its state is committed only with the bundle. A bundle that fails is done again: at least once. ``RequiresStableInput``
does not exist in Python, so the same input may come again with other neighbours, in another order, or (decided again
after a restart) with another decision. Flink restores state to the last checkpoint, and what a plain sink sent since
is sent again; Prism keeps no state over a restart, and its finalization means no more than that it has the bundle
in memory. So no fence can come from the runner, and all of it is built on Kafka:

1. *One transaction for each bundle* holds the outputs, their outcomes and, by ``send_offsets_to_transaction``, the
   next input offset of each partition in ``<group>.sink``. They show together or never.
2. *Only closed, contiguous prefixes* of the input partitions are published (:mod:`dateline.kafka.resequence`), so an
   offset below the acknowledged one has its outcome, and one above has none. What arrives below is a *replay*.
3. *One ``transactional.id`` for the whole job* (``<group>.sink``), whatever the number of partitions, shards or
   workers: all outputs pass one Beam key. A worker that opens it fences every older one at once and aborts what that
   left open; then it reads the acknowledged offsets, which nobody else can change from there on. A fenced worker
   never opens the id again for the same bundle: it fails, and the runner starts it anew or does not.
4. *State follows Kafka, not the other way round.* Restored state may be older than what is acknowledged (it is raised
   to it) and never newer (then offsets were lost or set back, which is an error).
5. *Decisions made on old knowledge are refused.* The deduplication reads the outcomes before its first decision on a
   shard and says how many positions were acknowledged then (``known``). Should an older worker have committed between
   that and the fence, the decision may contradict what is published: then the bundle fails, and the job's next
   attempt reads the outcomes again with the older worker fenced.

With one key there is one publishing worker. Its rate is measured in ``tests/bench``; the stages before it, which cost
a hundred times more, run in parallel. Keyed by partition, each would need an id of its own: fencing would not be one
step, and a duplicate could not commit together with an original of another partition.

``delivery="at-least-once"`` does 2, 4 and 5 with an idempotent producer and commits the offsets afterwards: a crash
between the two publishes a bundle again, with equal bytes and ids.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import apache_beam as beam
from apache_beam.coders import PickleCoder
from apache_beam.metrics import Metrics
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec
from apache_beam.transforms.window import GlobalWindow, GlobalWindows
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp
from apache_beam.utils.windowed_value import WindowedValue

from dateline.encode.output import OutputRecord
from dateline.errors import OptionError, PublishError
from dateline.kafka.acknowledged import total
from dateline.kafka.connection import Connection
from dateline.kafka.delivery import MODES, AtLeastOnce, Delivery, ExactlyOnce, Mode
from dateline.kafka.positions import Partition, sink_group
from dateline.kafka.resequence import Sequence as InputSequence
from dateline.kafka.topics import OutputTopics
from dateline.records import Position
from dateline.unexpected import UnexpectedRatio

JOB_KEY = "job"
"""The one key that all outputs pass."""

PARCEL_RECORDS = 500
PARCEL_BYTES = 4_000_000
"""Outputs travel to the sink in parcels: one element of a Beam collection for many records."""

LEAST_TIMEOUT_SECONDS = 1


class StaleDecisionError(PublishError):
    """A decision was made before everything that is published was known; the job's next attempt makes it anew."""


@dataclass(frozen=True, slots=True)
class PublishSettings:
    """Where to publish, how, and when to give up.

    ``unexpected_ratio`` is the share of unexpected dead letters among the latest outcomes of a worker above
    which the job stops (see :mod:`dateline.unexpected`). ``transaction_timeout_seconds``: a worker that is silent for
    longer loses its transaction; it is also how long a dead one can hold back readers if the job is not started
    again. Raises :class:`~dateline.errors.OptionError`.
    """

    connection: Connection
    group: str
    topics: OutputTopics = field(default_factory=OutputTopics)
    unexpected_ratio: float = 0.05
    delivery: Mode = "exactly-once"
    transaction_timeout_seconds: float = 60.0
    give_up_seconds: float = 120.0

    def __post_init__(self) -> None:
        if self.delivery not in MODES:
            raise OptionError("--delivery", f"{self.delivery!r} is unknown.", f"Use one of {', '.join(MODES)}.")
        if self.transaction_timeout_seconds < LEAST_TIMEOUT_SECONDS:
            raise OptionError(
                "--transaction-timeout",
                f"{self.transaction_timeout_seconds} s is too short to commit in.",
                f"Give {LEAST_TIMEOUT_SECONDS} second or more.",
            )

    def open(self) -> Delivery:
        """The delivery that these settings ask for."""
        if self.delivery == "at-least-once":
            return AtLeastOnce(self.connection, self.group, self.topics, self.give_up_seconds)
        timeout = round(self.transaction_timeout_seconds * 1_000)
        return ExactlyOnce(self.connection, self.group, self.topics, self.give_up_seconds, timeout)


class ParcelFn(beam.DoFn):
    """Puts the outputs of a bundle together, so that the sink has one element where there were many."""

    def start_bundle(self) -> None:
        """Nothing is gathered yet."""
        self._records: list[OutputRecord] = []
        self._bytes = 0
        self._earliest = MAX_TIMESTAMP

    def process(self, element: OutputRecord, timestamp: Any = beam.DoFn.TimestampParam) -> Iterator[Any]:
        """Gather, and hand on what is a parcel's worth."""
        self._records.append(element)
        self._bytes += len(element.value) + len(element.outcome)
        self._earliest = min(self._earliest, timestamp)
        if len(self._records) >= PARCEL_RECORDS or self._bytes >= PARCEL_BYTES:
            yield self._parcel()

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Hand on the rest."""
        if self._records:
            yield self._parcel()

    def _parcel(self) -> WindowedValue:
        parcel = WindowedValue((JOB_KEY, self._records), Timestamp.of(self._earliest), (GlobalWindow(),))
        self.start_bundle()
        return parcel


class PublishFn(beam.DoFn):
    """Publishes what may be published now; holds the rest in state."""

    SEQUENCE = ReadModifyWriteStateSpec("sequence", PickleCoder())
    HELD = BagStateSpec("held", PickleCoder())

    def __init__(self, settings: PublishSettings) -> None:
        super().__init__()
        self._settings = settings
        self._replays = Metrics.counter("dateline.publish", "replays_dropped")
        self._delivery: Delivery | None = None
        self._reached: dict[Partition, int] = {}

    def setup(self) -> None:
        """The brake is per worker; connections open with the first element."""
        self._ratio = UnexpectedRatio(self._settings.unexpected_ratio)

    def start_bundle(self) -> None:
        """Nothing is ready yet."""
        self._ready: list[OutputRecord] = []
        self._replayed: list[OutputRecord] = []
        self._before: dict[Partition, int] | None = None
        self._after: dict[Partition, int] = {}

    def process(
        self,
        element: tuple[str, Sequence[OutputRecord]],
        sequence_state: Any = beam.DoFn.StateParam(SEQUENCE),
        held_state: Any = beam.DoFn.StateParam(HELD),
    ) -> None:
        """Take in a parcel; what becomes ready is published when the bundle is finished."""
        sequence: InputSequence = sequence_state.read() or InputSequence()
        if self._before is None and sequence.next != self._reached:
            # State and Kafka are one only while this instance is the one that moves both.
            self.teardown()
        if self._delivery is None:
            self._replayed += self._begin(sequence, held_state)
        if self._before is None:
            self._before = dict(sequence.next)
        arrived = {}
        for record in element[1]:
            # A replay too: it is passed on, and must say what is published.
            self._refuse_stale(record, sequence.needed)
            if sequence.admit(record) == "new":
                arrived[record.position] = record
            elif record.position.offset < sequence.next.get((record.position.topic, record.position.partition), 0):
                self._replays.inc()
                self._replayed.append(record)
        self._ready += _take(sequence.release(), arrived, held_state)
        self._after = dict(sequence.next)
        sequence_state.write(sequence)

    def finish_bundle(self) -> Iterator[WindowedValue]:
        """Publish in one transaction; then pass on what is published: with this bundle, or before (replays).

        Not earlier: what follows may act on it, and a bundle that fails may be decided anew.
        """
        if self._before is None:
            return
        if self._ready:
            self._publish()
        self._reached = self._after
        for record in (*self._replayed, *self._ready):
            yield WindowedValue(record, Timestamp(micros=_representable(record.record_time)), (GlobalWindow(),))

    def _publish(self) -> None:
        if self._delivery is None:
            raise RuntimeError("outputs are ready although no element came")
        try:
            self._delivery.deliver(self._ready, self._before or {}, self._after)
        except BaseException:
            # What this worker knew is worth nothing now; the next bundle asks Kafka anew.
            self.teardown()
            raise
        for record in self._ready:
            self._ratio.note(unexpected=record.unexpected)
            Metrics.counter("dateline.publish", record.kind).inc()
        self._ratio.check()

    def teardown(self) -> None:
        """Close the connections."""
        delivery, self._delivery = self._delivery, None
        self._reached = {}
        if delivery is not None:
            delivery.close()

    def _begin(self, sequence: InputSequence, held_state: Any) -> list[OutputRecord]:
        """Fence older workers, and go on from what Kafka has; returns what waited although it is published."""
        self._delivery = self._settings.open()
        acknowledged = self._delivery.begin()
        for partition, offset in sequence.next.items():
            if acknowledged.get(partition, -1) < offset:
                self._refuse_state(partition, offset, acknowledged.get(partition))
        if any(offset != sequence.next.get(partition) for partition, offset in acknowledged.items()):
            sequence.needed = total(acknowledged)
        published = sequence.raise_to(acknowledged)
        return _take(published, {}, held_state)

    def _refuse_stale(self, record: OutputRecord, needed: int) -> None:
        if record.known is not None and record.known < needed:
            raise StaleDecisionError(
                f"{record.position} was decided when {record.known} positions were acknowledged; now {needed} are.",
                "The job's next attempt decides it anew: an older worker was still publishing.",
            )

    def _refuse_state(self, partition: Partition, offset: int, acknowledged: int | None) -> None:
        topic, number = partition
        raise PublishError(
            f"The restored state has published {topic}/{number} up to {offset}, but {sink_group(self._settings.group)} "
            f"says {'nothing' if acknowledged is None else acknowledged}: its offsets were lost or set back.",
            "Start without the old state, with --start and --force-start where you want to go on.",
        )


def _representable(micros: int) -> int:
    return int(min(max(micros, MIN_TIMESTAMP.micros), GlobalWindow().max_timestamp().micros))


def _take(positions: Iterable[Position], arrived: dict[Position, OutputRecord], held_state: Any) -> list[OutputRecord]:
    """The records of ``positions``, from those that just ``arrived`` and those held; the others are held on."""
    wanted = list(positions)
    by_position = dict(arrived)
    if any(position not in by_position for position in wanted):
        held = list(held_state.read())
        held_state.clear()
        by_position |= {record.position: record for record in held}
        arrived = by_position
    chosen = set(wanted)
    for position, record in arrived.items():
        if position not in chosen:
            held_state.add(record)
    return [by_position[position] for position in wanted]


class PublishRecords(beam.PTransform):
    """Stage 8: every :class:`~dateline.encode.output.OutputRecord` to its topic, with its outcome.

    Gives the records that are published, in the global window: each position at least once, replays after a restart
    with equal bytes. So what is written from it (the archive) misses nothing that a crash kept from it.
    """

    def __init__(self, settings: PublishSettings) -> None:
        super().__init__()
        self._settings = settings

    def expand(self, records: beam.PCollection[OutputRecord]) -> beam.PCollection[OutputRecord]:
        """Gather, then publish under one key."""
        return (
            records
            | "GlobalWindow" >> beam.WindowInto(GlobalWindows())
            | "Gather" >> beam.ParDo(ParcelFn()).with_output_types(tuple[str, list[OutputRecord]])
            | "ToKafka" >> beam.ParDo(PublishFn(self._settings)).with_output_types(OutputRecord)
        )
