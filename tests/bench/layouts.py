"""Parts of the state-layout proof: an unbounded source of synthetic documents, a meter, and two naive layouts.

Importable by name (not ``__main__``), so that with ``LOOPBACK`` the worker's threads share the meter with the
program that started them.
"""

from __future__ import annotations

import resource
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import apache_beam as beam
from apache_beam.io.unbounded_source import CheckpointMark, UnboundedReader, UnboundedSource
from apache_beam.runners.worker.sdk_worker import GrpcStateHandler
from apache_beam.transforms.userstate import ReadModifyWriteStateSpec
from apache_beam.utils.timestamp import MAX_TIMESTAMP, Timestamp

from dateline.dedup.exact import Seen, matching, seen_of
from dateline.dedup.stage import Keyed
from dateline.dedup.state import IndexPool, ShardIndex
from dateline.records import Article, Document, Duplicate, MappedText, Position, RawRecord

START = 1_700_000_000_000_000
FIRST_READING = 10_000
COPY_EVERY = 10
"""Every tenth article is an exact copy of an earlier one."""


@dataclass(frozen=True, slots=True)
class Load:
    """How many ``articles`` come, over how many seconds of event time, and how many may be in flight."""

    articles: int
    span_seconds: float
    ahead: int
    reach: int

    def document(self, number: int) -> Document:
        """The article with a number: full metadata, a fingerprint, no text."""
        text = number
        if number % COPY_EVERY == COPY_EVERY - 1:
            # A copy of one of the latest `reach` articles: Knuth's multiplicative hash spreads the distances.
            text = max(0, number - 1 - number * 2_654_435_761 % self.reach)
            text -= text % COPY_EVERY == COPY_EVERY - 1
        at = START + int(number * self.span_seconds * 1e6 / self.articles)
        record = RawRecord(Position("articles", number % 4, number // 4), at, b"")
        digest = partial(blake2b, digest_size=16)
        article = Article(
            record,
            body="",
            id=f"synthetic-{number}",
            source="bench",
            article_id=digest(b"a%d" % number).hexdigest(),
            event_id=digest(b"e%d" % number).hexdigest(),
        )
        fingerprint = digest(b"f%d" % text).hexdigest()
        return Document(article, MappedText("body", "", ()), MappedText("title", "", ()), fingerprint=fingerprint)


@dataclass(frozen=True, slots=True)
class Reading:
    """One line of the table: since the start, when ``articles`` had been decided."""

    articles: int
    held: int
    duplicates: int
    seconds: float
    cpu_seconds: float
    rss_mb: int
    runner_rss_mb: int
    runner_cpu_seconds: float
    reads: int
    read_bytes: int
    appends: int
    clears: int
    rebuilds: int
    rebuild_seconds: float

    def row(self, before: Reading | None) -> dict[str, float]:
        """What a step cost: rates since the reading before, totals as they stand."""
        step = self.articles - (before.articles if before else 0)
        wall = self.seconds - (before.seconds if before else 0.0)
        cpu = self.cpu_seconds - (before.cpu_seconds if before else 0.0)
        runner = self.runner_cpu_seconds - (before.runner_cpu_seconds if before else 0.0)
        return {
            **asdict(self),
            "per_second": round(step / wall),
            "cpu_us_per_article": round(cpu / step * 1e6),
            "runner_cpu_us_per_article": round(runner / step * 1e6),
        }


def _cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _cpu_of(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(") ", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / 100.0


def _rss_of(pid: str) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() >> 20


class Meter:
    """Counts what was decided and what it cost, in this process and in the runner's (by process id)."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = threading.Event()
        self.readings: list[Reading] = []
        self.begin(1, 1, [])

    def begin(self, articles: int, every: int, pids: list[int], fail_at: int = 0) -> None:
        """Start again: tell when ``articles`` are decided, take a reading after ``every``; fail once if told to."""
        self.fail_at = fail_at
        self.articles, self.every, self.pids = articles, every, pids
        self.decided = self.unique = self.emitted = 0
        self.reads = self.read_bytes = self.appends = self.clears = self.rebuilds = 0
        self.rebuild_seconds = 0.0
        self.answers = bytearray(articles)
        self.readings.clear()
        self.done.clear()
        self.started = time.perf_counter()
        self.cpu_before = _cpu()
        self.runner_before = sum(map(_cpu_of, pids))

    def note(self, number: int, *, unique: bool) -> None:
        """One article was decided."""
        with self.lock:
            if self.fail_at and self.decided >= self.fail_at:
                self.fail_at = 0
                raise RuntimeError("made to fail")
            before = self.answers[number]
            self.answers[number] = min(255, before + (1 if unique else 16))
            if before:
                return
            if self.decided == 0:
                self.started, self.cpu_before = time.perf_counter(), _cpu()
                self.runner_before = sum(map(_cpu_of, self.pids))
            self.decided += 1
            self.unique += unique
            if self.decided % self.every == 0 or self.decided in (FIRST_READING, self.articles):
                self.readings.append(self.reading())
                print(self.readings[-1], file=sys.stderr, flush=True)
            if self.decided >= self.articles:
                self.done.set()

    def verdict(self) -> dict[str, int]:
        """How many articles were decided never, more than once, and otherwise than they were made."""
        copies = self.answers[COPY_EVERY - 1 :: COPY_EVERY]
        suppressed = sum(answer >= 16 for answer in self.answers)
        return {
            "undecided": self.answers.count(0),
            "decided_again_after_a_failure": len(self.answers) - sum(map(self.answers.count, (0, 1, 16))),
            "copies_published": sum(answer % 16 > 0 for answer in copies),
            "originals_suppressed": suppressed - sum(answer >= 16 for answer in copies),
        }

    def reading(self) -> Reading:
        """The state of things now."""
        return Reading(
            self.decided,
            self.unique,
            self.decided - self.unique,
            round(time.perf_counter() - self.started, 2),
            round(_cpu() - self.cpu_before, 2),
            _rss_of("self"),
            sum(_rss_of(str(pid)) for pid in self.pids),
            round(sum(map(_cpu_of, self.pids)) - self.runner_before, 2),
            self.reads,
            self.read_bytes,
            self.appends,
            self.clears,
            self.rebuilds,
            round(self.rebuild_seconds, 3),
        )


METER = Meter()


def instrument(lose_indexes_at: int) -> None:
    """Count the state requests of this process, time rebuilds, and lose all indexes once at a number of articles."""
    get_raw, append_raw, clear = GrpcStateHandler.get_raw, GrpcStateHandler.append_raw, GrpcStateHandler.clear
    rebuilt, take = ShardIndex.rebuilt, IndexPool.take
    lost: set[int] = set()

    def counted_get(self: Any, key: Any, token: Any = None) -> Any:
        data = get_raw(self, key, token)
        with METER.lock:
            METER.reads += 1
            METER.read_bytes += len(data[0])
        return data

    def counted_append(self: Any, key: Any, data: bytes) -> Any:
        with METER.lock:
            METER.appends += 1
        return append_raw(self, key, data)

    def counted_clear(self: Any, key: Any) -> Any:
        with METER.lock:
            METER.clears += 1
        return clear(self, key)

    def timed_rebuilt(*arguments: Any) -> ShardIndex:
        begin = time.perf_counter()
        index = rebuilt(*arguments)
        with METER.lock:
            METER.rebuilds += 1
            METER.rebuild_seconds += time.perf_counter() - begin
        return index

    def forgetful_take(self: IndexPool, shard: int, generation: bytes | None) -> ShardIndex | None:
        index = take(self, shard, generation)
        if index is not None and lose_indexes_at and METER.decided >= lose_indexes_at and shard not in lost:
            lost.add(shard)
            return None
        return index

    GrpcStateHandler.get_raw = counted_get
    GrpcStateHandler.append_raw = counted_append
    GrpcStateHandler.clear = counted_clear
    ShardIndex.rebuilt = timed_rebuilt  # type: ignore[assignment,method-assign]  # a probe, in this program only
    IndexPool.take = forgetful_take  # type: ignore[method-assign]  # as above


class SyntheticMark(CheckpointMark):
    """The number of the next article."""

    def __init__(self, following: int) -> None:
        self.following = following

    def finalize_checkpoint(self) -> None:
        """Nothing to acknowledge."""


class SyntheticReader(UnboundedReader):
    """Makes articles by number, never more than ``ahead`` beyond what has been decided."""

    def __init__(self, load: Load, following: int) -> None:
        self._load, self._following = load, following
        self._current: Document | None = None

    def start(self) -> bool:
        """Whether there is a first article."""
        return self.advance()

    def advance(self) -> bool:
        """Make the next; waits a little while too many are in flight."""
        if self._following >= self._load.articles:
            return False
        for _ in range(5):
            if self._following - METER.decided < self._load.ahead:
                self._current = self._load.document(self._following)
                self._following += 1
                return True
            METER.done.wait(0.01)
        return False

    def get_current(self) -> Document | None:
        """The article."""
        return self._current

    def get_current_timestamp(self) -> Timestamp:
        """Its record time."""
        micros = START if self._current is None else self._current.article.source_record.record_time
        return Timestamp(micros=micros)

    def get_watermark(self) -> Timestamp:
        """The record time; the end of time when all were made."""
        return MAX_TIMESTAMP if self._following >= self._load.articles else self.get_current_timestamp()

    def get_checkpoint_mark(self) -> SyntheticMark:
        """Where to go on."""
        return SyntheticMark(self._following)

    def close(self) -> None:
        """Nothing is open."""


class SyntheticSource(UnboundedSource):
    """The unbounded source of a load."""

    def __init__(self, load: Load) -> None:
        self._load = load

    def split(self, _desired: int, _options: Any = None) -> list[SyntheticSource]:
        """One reader."""
        return [self]

    def create_reader(self, _options: Any, mark: SyntheticMark | None) -> SyntheticReader:
        """A reader that begins, or goes on at a mark."""
        return SyntheticReader(self._load, mark.following if mark else 0)

    def get_checkpoint_mark_coder(self) -> beam.coders.Coder:
        """Marks are pickled."""
        return beam.coders.PickleCoder()


class MeterFn(beam.DoFn):
    """Notes each item and passes nothing on."""

    def __init__(self, unique: bool) -> None:
        self._unique = unique

    def process(self, element: Document | Duplicate) -> Iterator[None]:
        """Note it."""
        document = element.document if isinstance(element, Duplicate) else element
        position = document.article.position
        METER.note(4 * position.offset + position.partition, unique=self._unique)
        yield from ()


class KeyPerArticleFn(beam.DoFn):
    """Naive layout 1: the fingerprint is the Beam key, its one cell holds the original."""

    CELL = ReadModifyWriteStateSpec("original", beam.coders.BytesCoder())

    def __init__(self, ttl_micros: int) -> None:
        self._ttl = ttl_micros

    def process(
        self, element: tuple[bytes, Document], cell: Any = beam.DoFn.StateParam(CELL)
    ) -> Iterator[Document | beam.pvalue.TaggedOutput]:
        """The document, or tagged when the cell knows it."""
        _, document = element
        new, held = seen_of(document), cell.read()
        known = held is not None and matching(new, [Seen.unpack(held)], self._ttl)
        if not known:
            cell.write(new.pack())
        yield beam.pvalue.TaggedOutput("duplicates", document) if known else document


class ValuePerShardFn(beam.DoFn):
    """Naive layout 2: all entries of a shard in one cell, read and written whole, once per bundle."""

    CELL = ReadModifyWriteStateSpec("originals", beam.coders.PickleCoder())

    def __init__(self, ttl_micros: int) -> None:
        self._ttl = ttl_micros
        self._open: dict[int, dict[bytes, bytes]] = {}

    def start_bundle(self) -> None:
        """Cells are read anew in each bundle."""
        self._open = {}

    def process(
        self, element: Keyed, cell: Any = beam.DoFn.StateParam(CELL)
    ) -> Iterator[Document | beam.pvalue.TaggedOutput]:
        """The document, or tagged when the cell knows it."""
        shard, document = element
        if shard not in self._open:
            self._open[shard] = cell.read() or {}
        entries, new = self._open[shard], seen_of(document)
        held = entries.get(new.key)
        known = held is not None and matching(new, [Seen.unpack(held)], self._ttl)
        if not known:
            entries[new.key] = new.pack()
            cell.write(entries)  # the same object each time: it is encoded when the bundle commits
        yield beam.pvalue.TaggedOutput("duplicates", document) if known else document
