"""The proof of an archive: its manifests against its files, and both against what was committed to Kafka."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import fastavro
import fastavro.schema

from dateline.audit.ledger import Ledger, digest
from dateline.encode.output import POSITION_HEADER, parse_position, position_text
from dateline.encode.schemas import by_fingerprint
from dateline.encode.wire import MARKER, decode
from dateline.errors import ArchiveError
from dateline.files.archive import input_position
from dateline.files.manifest import (
    ArchivedFile,
    Positions,
    data_paths,
    holds,
    load_manifest,
    manifest_paths,
    read_manifest,
)
from dateline.files.mark import read_mark
from dateline.files.naming import Stretch, parse_data
from dateline.kafka.connection import Connection
from dateline.kafka.retained import read_topic
from dateline.kafka.topics import OutputTopics
from dateline.offsets import OffsetSet
from dateline.records import Position

Problem = Literal["missing", "twice", "differs", "damaged", "not_committed", "leftover"]

PROBLEMS: dict[Problem, str] = {
    "missing": "committed records that no manifest lists",
    "twice": "records that are in the archive more than once",
    "differs": "records whose bytes are not those that were committed",
    "damaged": "manifests and files that are not as they were written",
    "not_committed": "archived records that are not on the output topics (retention may have taken them)",
    "leftover": "data files that no manifest lists, left by a crash: no reader believes them",
}

HARMLESS: frozenset[Problem] = frozenset({"not_committed", "leftover"})


@dataclass(frozen=True, slots=True)
class ArchiveFinding:
    """One problem: ``place`` is one of input positions (``articles/0/7``, ``articles/0/7-9``) or a path."""

    problem: Problem
    place: str
    detail: str = ""

    @property
    def failure(self) -> bool:
        """Whether the archive is not what it promises to be."""
        return self.problem not in HARMLESS


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """What was found: counts of what the manifests list, and the findings."""

    panes: int
    files: int
    records: int
    findings: tuple[ArchiveFinding, ...]

    @property
    def ok(self) -> bool:
        """Whether every record is there once and whole."""
        return not any(finding.failure for finding in self.findings)

    def of(self, problem: Problem) -> list[str]:
        """The places that have a problem."""
        return [finding.place for finding in self.findings if finding.problem == problem]

    def to_text(self, shown: int = 5) -> str:
        """For people: a line of counts, then each problem with its first places."""
        lines = [f"archive: {self.records} records in {self.files} files of {self.panes} panes"]
        for problem, meaning in PROBLEMS.items():
            found = [finding for finding in self.findings if finding.problem == problem]
            if found:
                lines.append(f"{'' if problem in HARMLESS else 'FAILED: '}{len(found)} x {problem}: {meaning}")
                lines += [f"  {finding.place} {finding.detail}".rstrip() for finding in found[:shown]]
        return "\n".join(lines)


@dataclass(slots=True)
class Committed:
    """What ``read_committed`` readers of the output topics see: digests of the values by input position.

    >>> committed = Committed()
    >>> committed.add(Position("articles", 0, 7), b"value")
    >>> committed.get(Position("articles", 0, 7)) == value_digest(b"value")
    True
    """

    ledgers: dict[str, Ledger] = field(default_factory=dict)

    def add(self, position: Position, value: bytes) -> None:
        """Note a committed record; one that is there already with the same bytes changes nothing."""
        self.ledgers.setdefault(f"{position.topic}/{position.partition}", Ledger()).note(
            position.offset, value_digest(value)
        )

    def get(self, position: Position) -> int | None:
        """The digest of what was committed for a position."""
        ledger = self.ledgers.get(f"{position.topic}/{position.partition}")
        return None if ledger is None else ledger.get(position.offset)


def value_digest(value: bytes) -> int:
    """A 64-bit digest of a published value."""
    return digest(hashlib.blake2b(value, digest_size=8).hexdigest())


def read_committed(connection: Connection, outputs: OutputTopics) -> Committed:
    """Everything on the output topics, 8 bytes of memory for each position.

    Raises :class:`~dateline.errors.BrokerUnreachableError` when the broker falls silent.
    """
    committed = Committed()
    with closing(connection.consumer("dateline-verify")) as consumer:
        for topic in (outputs.events, outputs.duplicates, outputs.dead_letters):
            for record in read_topic(consumer, topic):
                value = record.value or b""
                named = dict(record.headers or ()).get(POSITION_HEADER)
                committed.add(parse_position(named.decode()) if named else input_position(decode(value)[1]), value)
    return committed


def verify(folder: Path, committed: Committed | None = None) -> ArchiveReport:
    """Prove that each record is archived exactly once, by the manifests alone; reads every file.

    Without ``committed`` nothing is said about what is missing or differs. A job may run meanwhile: what it commits
    after ``committed`` was read is *not_committed*, and what it holds in open windows *missing*. Raises ``OSError``
    when the folder cannot be read.
    """
    proof = _Proof(folder, committed)
    for path in manifest_paths(folder):
        proof.take_manifest(path)
    return proof.conclude()


def remove_unlisted(folder: Path) -> int:
    """Remove data files that no manifest can list any more, because theirs is there without them; returns how many.

    A leftover whose manifest is still to come stays: its writer may be alive. Safe while jobs run.
    """
    removed = 0
    for path in data_paths(folder):
        named = parse_data(path.relative_to(folder).as_posix())
        if named is not None and (folder / named[0].manifest(named[1])).exists() and read_manifest(path) is None:
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def records_of(content: bytes) -> Iterator[tuple[bytes, Position]]:
    """The published values of an archive file's bytes, with their input positions.

    Raises ``ValueError``, ``KeyError``, ``EOFError`` or what the codec raises when the bytes are not those of one.
    """
    blocks: Any = fastavro.block_reader(io.BytesIO(content))
    canonical = fastavro.schema.to_parsing_canonical_form(blocks.writer_schema)
    fingerprint = bytes.fromhex(fastavro.schema.fingerprint(canonical, "CRC-64-AVRO"))
    parsed = by_fingerprint()[fingerprint].parsed
    for block in blocks:
        body = block.bytes_
        bodies = body.getvalue()
        start = body.tell()
        for _ in range(block.num_records):
            row: Any = fastavro.schemaless_reader(body, parsed, None)
            end = body.tell()
            yield MARKER + fingerprint + bodies[start:end], input_position(row)
            start = end


class _Proof:
    """Takes the manifests in, one at a time, and concludes."""

    def __init__(self, folder: Path, committed: Committed | None) -> None:
        self._folder = folder
        self._committed = committed
        self._findings: list[ArchiveFinding] = []
        self._seen: Positions = {}
        self._listed: set[str] = set()
        self._numbers: dict[Stretch, list[int]] = {}
        self._panes = 0
        self._records = 0

    def take_manifest(self, path: Path) -> None:
        try:
            manifest = load_manifest(self._folder, path)
        except ArchiveError as error:
            self._note("damaged", path.relative_to(self._folder).as_posix(), error.message)
            return
        self._panes += 1
        self._numbers.setdefault(manifest.stretch, []).append(manifest.pane)
        for file in manifest.files:
            self._listed.add(file.path)
            self._take_file(file)

    def _take_file(self, file: ArchivedFile) -> None:
        try:
            content = (self._folder / file.path).read_bytes()
        except FileNotFoundError:
            self._note("damaged", file.path, "the file is gone")
            return
        if hashlib.sha256(content).hexdigest() != file.sha256:
            self._note("damaged", file.path, "the content is not that of the manifest")
            return
        offsets = file.offsets()
        count = 0
        for value, position in records_of(content):
            count += 1
            self._take_record(file, value, position)
            if not holds(offsets, position):
                self._note("damaged", file.path, f"the manifest does not list {position_text(position)}")
        if count != file.records:
            self._note("damaged", file.path, f"it holds {count} records, its manifest says {file.records}")

    def _take_record(self, file: ArchivedFile, value: bytes, position: Position) -> None:
        self._records += 1
        if holds(self._seen, position):
            self._note("twice", position_text(position), file.path)
            return
        self._seen.setdefault(f"{position.topic}/{position.partition}", OffsetSet()).add(position.offset)
        if self._committed is None:
            return
        there = self._committed.get(position)
        if there is None:
            self._note("not_committed", position_text(position), file.path)
        elif there != value_digest(value):
            self._note("differs", position_text(position), file.path)

    def conclude(self) -> ArchiveReport:
        for stretch, numbers in sorted(self._numbers.items()):
            for number in sorted(set(range(max(numbers))) - set(numbers)):
                self._note("damaged", str(stretch.manifest(number)), "the manifest is gone")
        for path in data_paths(self._folder):
            name = path.relative_to(self._folder).as_posix()
            if name not in self._listed:
                self._note("leftover", name)
        if self._committed is not None:
            self._note_missing(self._committed)
        return ArchiveReport(self._panes, len(self._listed), self._records, tuple(self._findings))

    def _note_missing(self, committed: Committed) -> None:
        mark = read_mark(self._folder)
        begins = {} if mark is None else mark.begins
        for name, ledger in sorted(committed.ledgers.items()):
            seen = self._seen.get(name, OffsetSet())
            missing = OffsetSet()
            for offset in ledger.offsets():
                if offset >= begins.get(name, 0) and offset not in seen:
                    missing.add(offset)
            for start, end in missing:
                self._note("missing", f"{name}/{start}" if end == start + 1 else f"{name}/{start}-{end - 1}")

    def _note(self, problem: Problem, place: str, detail: str = "") -> None:
        self._findings.append(ArchiveFinding(problem, place, detail))
