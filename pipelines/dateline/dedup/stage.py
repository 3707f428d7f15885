"""Stage 4, Deduplicate: documents in; unique documents, duplicates and dead letters out.

Streaming: keyed by shard, decided in order of arrival, held in Beam state (see :mod:`dateline.dedup.state`).
Bounded: grouped by shard and decided in the order of (record time, topic, partition, offset), so that a run over
the same input decides the same way however the input arrived. Both use the same index and the same decision.
"""

from __future__ import annotations

import pickle
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import apache_beam as beam
from apache_beam.metrics import Metrics
from apache_beam.options.pipeline_options import DebugOptions
from apache_beam.transforms.userstate import BagStateSpec, ReadModifyWriteStateSpec
from apache_beam.transforms.window import GlobalWindows, TimestampedValue
from apache_beam.utils.timestamp import MAX_TIMESTAMP, MIN_TIMESTAMP, Timestamp

from dateline import deadletter
from dateline.clean.normal import fingerprint
from dateline.dedup.exact import seen_of, shard_of
from dateline.dedup.recall import fold, originals_in
from dateline.dedup.state import SLOT_ENTRIES, SLOTS, Added, IndexPool, Layout, ShardIndex, generation_of
from dateline.errors import FieldError, OptionError
from dateline.kafka.outcomes import OutcomeLog, OutcomeSettings, outcome_log
from dateline.records import Dedup, Document, Duplicate, Position

STAGE = "deduplicate"
UNIQUE = "unique"
DUPLICATES = "duplicates"

_ORIGINALS = Metrics.counter(f"dateline.{STAGE}", "originals")
_DUPLICATES = Metrics.counter(f"dateline.{STAGE}", "duplicates")
_FORGOTTEN = Metrics.counter(f"dateline.{STAGE}", "originals_forgotten_early")
_REBUILDS = Metrics.counter(f"dateline.{STAGE}", "index_rebuilds")
_RECALLED = Metrics.counter(f"dateline.{STAGE}", "originals_recalled")
_MOST_SHARDS = 1_024

MARK_SECONDS = 60.0
"""How often a shard folds in what was published, and notes how far; a restored one reads from there."""

NO_SPLIT = "prism_disable_sdf_split"
"""The experiment that keeps keyed state whole on Prism; other runners do not know it.

Prism 2.77 splits *any* bundle that shows no progress for 0.1 s, those of keyed state too, and then forgets that
the key is being worked on (``splitBundle`` in its ``elementmanager.go``): the other half runs beside the first on
the old state, and of what both write the last wins. A model that is slow on one article is enough.
"""
_POOL = IndexPool()

Keyed = tuple[int, Document]


@dataclass(frozen=True, slots=True)
class DedupSettings:
    """How deduplication works. Raises :class:`OptionError` for values that cannot.

    ``ttl_seconds``: two copies further apart (record time) are two events. ``shards``: Beam keys that share the
    work; more than a few per worker only cost, and it cannot be changed over a restart that keeps state.
    ``ordered``: decide in event-time order; for bounded input. ``slot_entries`` bounds what is held: at most
    ``shards * 12 * slot_entries`` originals (see :mod:`dateline.dedup.state`). ``outcomes`` says where published
    decisions are read back (see :mod:`dateline.dedup.recall`); null for none, as for a file.
    """

    ttl_seconds: int = 7 * 24 * 3600
    shards: int = 16
    ordered: bool = False
    slot_entries: int = SLOT_ENTRIES
    outcomes: OutcomeSettings | None = None

    def __post_init__(self) -> None:
        if self.ttl_seconds < 1:
            raise OptionError("--dedup-ttl", f"{self.ttl_seconds} s is not a length of time.", "Give 1 second or more.")
        if not 1 <= self.shards <= _MOST_SHARDS:
            raise OptionError("--dedup-shards", f"{self.shards} is not between 1 and {_MOST_SHARDS}.")
        if self.slot_entries < 1:
            raise OptionError("--dedup-slot-entries", f"{self.slot_entries} leaves no room.", "Give 1 or more.")

    @property
    def layout(self) -> Layout:
        """The sizes that the state is laid out by."""
        return Layout(self.ttl_seconds * 1_000_000, self.shards, self.slot_entries)


class DocumentCoder(beam.coders.Coder):
    """Documents between stages of one job: pickled (protocol 5). Never a key, never stored beyond the job."""

    def encode(self, value: Document) -> bytes:
        """The document as bytes."""
        return pickle.dumps(value, protocol=5)

    def decode(self, encoded: bytes) -> Document:
        """The document again; the bytes come from a worker of the same job, over the runner's data plane."""
        document: Document = pickle.loads(encoded)  # noqa: S301 - only this job's own bytes get here
        return document

    def is_deterministic(self) -> bool:
        """Not promised, so that no document can become a key."""
        return False

    def to_type_hint(self) -> type[Document]:
        """What it is registered for."""
        return Document


beam.coders.registry.register_coder(Document, DocumentCoder)


class KeyByShardFn(beam.DoFn):
    """Pairs a document with the shard of its fingerprint, which is computed where it is missing.

    All that can be wrong with a single document shows here, before any state is touched.
    """

    def __init__(self, settings: DedupSettings) -> None:
        super().__init__()
        self._settings = settings

    def process(self, element: Document) -> Iterator[Keyed | beam.pvalue.TaggedOutput]:
        """One keyed document, or its dead letter."""
        try:
            keyed = self._keyed(element)
        except Exception as error:  # noqa: BLE001 - whatever one article raises is that article's dead letter
            letter = deadletter.of(element.article.source_record, STAGE, error)
            yield beam.pvalue.TaggedOutput(deadletter.TAG, letter)
        else:
            yield keyed

    def _keyed(self, document: Document) -> Keyed:
        if not document.fingerprint:
            document = replace(document, fingerprint=fingerprint(document))
        record_time = document.article.source_record.record_time
        if not MIN_TIMESTAMP.micros <= record_time <= MAX_TIMESTAMP.micros:
            raise FieldError("record_time", f"{record_time} µs is beyond what the runner can represent.")
        seen = seen_of(document)
        seen.pack()
        return shard_of(seen.key, self._settings.shards), document


@dataclass(frozen=True, slots=True)
class Cells:
    """The state of one shard: its header cell, how far the outcomes topic is folded in, and the bags."""

    header: Any
    recalled: Any
    bags: tuple[Any, ...]

    def write(self, index: ShardIndex, added: Iterable[Added]) -> None:
        """Write what was added to the index."""
        for addition in added:
            if addition.cleared:
                self.bags[addition.slot].clear()
            self.bags[addition.slot].add(addition.value)
            if addition.forgotten:
                _FORGOTTEN.inc(addition.forgotten)
        self.header.write(index.header())


@dataclass(frozen=True, slots=True)
class Memory:
    """What an instance knows of a shard: positions acknowledged when it read the outcomes, and when it marked that."""

    known: int
    marked: float


class DecideFn(beam.DoFn):
    """Decides documents of a shard in order of arrival, against what the shard's state holds.

    Per key and bundle it reads the header cell once; the bags only when the index of this process is not that of
    the header. Writes are buffered by Beam and committed with the bundle.
    """

    HEADER = ReadModifyWriteStateSpec("header", beam.coders.BytesCoder())
    RECALLED = ReadModifyWriteStateSpec("recalled", beam.coders.PickleCoder())
    SLICES = tuple(BagStateSpec(f"slice_{number:02}", beam.coders.BytesCoder()) for number in range(SLOTS))

    def __init__(self, settings: DedupSettings) -> None:
        super().__init__()
        self._layout = settings.layout
        self._outcomes = settings.outcomes
        self._open: dict[int, ShardIndex] = {}
        self._recalled: dict[int, Memory] = {}

    def setup(self) -> None:
        """The process keeps its indexes while an instance lives."""
        _POOL.enter()

    def teardown(self) -> None:
        """The last instance frees them."""
        _POOL.leave()

    def start_bundle(self) -> None:
        """Indexes of a bundle that failed are dropped: they may hold what was never committed."""
        self._open = {}

    def process(
        self,
        element: Keyed,
        header: object = beam.DoFn.StateParam(HEADER),
        recalled: object = beam.DoFn.StateParam(RECALLED),
        s00: object = beam.DoFn.StateParam(SLICES[0]),
        s01: object = beam.DoFn.StateParam(SLICES[1]),
        s02: object = beam.DoFn.StateParam(SLICES[2]),
        s03: object = beam.DoFn.StateParam(SLICES[3]),
        s04: object = beam.DoFn.StateParam(SLICES[4]),
        s05: object = beam.DoFn.StateParam(SLICES[5]),
        s06: object = beam.DoFn.StateParam(SLICES[6]),
        s07: object = beam.DoFn.StateParam(SLICES[7]),
        s08: object = beam.DoFn.StateParam(SLICES[8]),
        s09: object = beam.DoFn.StateParam(SLICES[9]),
        s10: object = beam.DoFn.StateParam(SLICES[10]),
        s11: object = beam.DoFn.StateParam(SLICES[11]),
    ) -> Iterator[Document | beam.pvalue.TaggedOutput]:
        """The unique document or, tagged, the duplicate."""
        shard, document = element
        cells = Cells(header, recalled, (s00, s01, s02, s03, s04, s05, s06, s07, s08, s09, s10, s11))
        yield _tagged(document, self._decide(shard, document, cells))

    def _decide(self, shard: int, document: Document, cells: Cells) -> Dedup | Duplicate:
        index = self._open.get(shard)
        if index is None:
            index = self._open[shard] = self._index(shard, cells)
            if self._outcomes is not None:
                self._remember(index, shard, cells, outcome_log(self._outcomes))
        decision, added = index.decide(document)
        if added is not None:
            cells.write(index, [added])
        memory = self._recalled.get(shard)
        return decision if memory is None else replace(decision, known=memory.known)

    def _index(self, shard: int, cells: Cells) -> ShardIndex:
        header = cells.header.read()
        index = _POOL.take(shard, generation_of(header))
        if index is None:
            _REBUILDS.inc()
            # It may be that of an earlier attempt: what was published since must be read.
            self._recalled.pop(shard, None)
            index = ShardIndex.rebuilt(self._layout, shard, header, cells.bags)
        return index

    def _remember(self, index: ShardIndex, shard: int, cells: Cells, log: OutcomeLog) -> None:
        """Fold in what was published, before this instance first decides and now and then later.

        Later it is what this job has decided itself, which changes nothing; but should an instance outlive an attempt
        of the job, it learns what another has published meanwhile.
        """
        memory = self._recalled.get(shard)
        now = time.monotonic()
        if memory is not None and now - memory.marked < MARK_SECONDS:
            return
        recalled = log.recall(cells.recalled.read())
        added = fold(index, originals_in(recalled.outcomes, shard, self._layout.shards))
        if added:
            _RECALLED.inc(len(added))
            cells.write(index, added)
        cells.recalled.write(recalled.ends)
        self._recalled[shard] = Memory(recalled.known, now)

    def finish_bundle(self) -> None:
        """The bundle came to its end: its indexes are what the state is about to say."""
        _POOL.give(self._open)
        self._open = {}


class DecideInOrderFn(beam.DoFn):
    """Decides all documents of a shard in the order of (record time, topic, partition, offset)."""

    def __init__(self, settings: DedupSettings) -> None:
        super().__init__()
        self._layout = settings.layout
        self._outcomes = settings.outcomes

    def process(self, element: tuple[int, Iterable[Document]]) -> Iterator[TimestampedValue]:
        """The shard's documents and, tagged, duplicates, each at its record time."""
        shard, documents = element
        index = ShardIndex(self._layout, shard)
        known = None
        if self._outcomes is not None:
            recalled = outcome_log(self._outcomes).recall(None)
            fold(index, originals_in(recalled.outcomes, shard, self._layout.shards))
            known = recalled.known
        for document in sorted(documents, key=event_order):
            decision, added = index.decide(document)
            decision = replace(decision, known=known)
            if added is not None and added.forgotten:
                _FORGOTTEN.inc(added.forgotten)
            at = Timestamp(micros=document.article.source_record.record_time)
            tagged = _tagged(document, decision)
            if isinstance(tagged, beam.pvalue.TaggedOutput):
                yield beam.pvalue.TaggedOutput(tagged.tag, TimestampedValue(tagged.value, at))
            else:
                yield TimestampedValue(tagged, at)


class Deduplicate(beam.PTransform):
    """From documents to a dict of three collections: ``"unique"`` (documents with ``dedup`` filled),
    ``"duplicates"`` (:class:`~dateline.records.Duplicate`) and ``deadletter.TAG``.

    Each document leaves once, on one of them. Outputs are in the global window, at the documents' record times
    (streaming: their own timestamps). Ordered runs are ordered within a shard; what joins the shards must not
    rely on more. ``settings.ordered`` needs bounded input: raises :class:`OptionError` otherwise. Adds
    :data:`NO_SPLIT` to the pipeline's experiments.
    """

    def __init__(self, settings: DedupSettings | None = None) -> None:
        super().__init__()
        self._settings = settings or DedupSettings()

    def expand(self, documents: beam.PCollection) -> dict[str, beam.PCollection]:
        """The three collections."""
        settings = self._settings
        if settings.ordered and not documents.is_bounded:
            raise OptionError("--dedup-ordered", "A stream has no end to sort up to.", "Leave it out, or use --once.")
        documents.pipeline.options.view_as(DebugOptions).add_experiment(NO_SPLIT)
        keyed = documents | "KeyByShard" >> (
            beam.ParDo(KeyByShardFn(settings)).with_output_types(Keyed).with_outputs(deadletter.TAG, main="keyed")
        )
        shards = keyed["keyed"] | "GlobalWindow" >> beam.WindowInto(GlobalWindows())
        if settings.ordered:
            shards |= "GroupShard" >> beam.GroupByKey()
        decide_fn = DecideInOrderFn(settings) if settings.ordered else DecideFn(settings)
        decided = shards | "Decide" >> (
            beam.ParDo(decide_fn).with_output_types(Document).with_outputs(DUPLICATES, main=UNIQUE)
        )
        return {
            UNIQUE: decided[UNIQUE],
            DUPLICATES: decided[DUPLICATES],
            deadletter.TAG: keyed[deadletter.TAG],
        }


def event_order(document: Document) -> tuple[int, Position]:
    """The sort key of bounded runs: record time, then topic, partition and offset."""
    record = document.article.source_record
    return record.record_time, record.position


def _tagged(document: Document, decision: Dedup | Duplicate) -> Document | beam.pvalue.TaggedOutput:
    """The document with its decision or, tagged, its duplicate record; counted."""
    if isinstance(decision, Duplicate):
        _DUPLICATES.inc()
        return beam.pvalue.TaggedOutput(DUPLICATES, decision)
    _ORIGINALS.inc()
    return replace(document, dedup=decision)
