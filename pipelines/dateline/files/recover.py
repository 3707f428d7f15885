"""What a killed job had published but not yet archived is archived before the next one starts.

A runner that keeps no state over a restart (Prism) forgets the windows that were open, and the records in them
are not read again: the sink had acknowledged them. They are on the output topics, though, byte for byte what
the archive holds. ``recovered.json`` in the archive's folder says how far each output partition is known to be
archived; the first launch only writes it down, so an archive begins with the job that made it.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaConsumer, TopicPartition

from dateline.encode import instants, wire
from dateline.encode.schemas import SUBJECTS
from dateline.errors import ArticleError
from dateline.files.adopt import adopt, input_position
from dateline.files.archive import Entry, Pane, shard_of, window_of, write_pane
from dateline.files.atomic import write_whole
from dateline.files.manifest import ArchivedFile, Positions, read_manifest
from dateline.files.naming import SUFFIX
from dateline.files.settings import ArchiveSettings
from dateline.kafka.connection import Connection
from dateline.kafka.positions import partitions_of
from dateline.kafka.retained import read_between
from dateline.kafka.topics import OutputTopics
from dateline.offsets import OffsetSet

_LOGGER = logging.getLogger(__name__)

MARK = "recovered.json"
CHUNK_BYTES = 64 * 1024 * 1024
"""So much is gathered before files are written: a backlog of any size fits the memory."""


@dataclass(frozen=True, slots=True)
class Archivable:
    """A published record as the archive wants it: its kind, its record time, and its entry."""

    kind: str
    record_time: int
    entry: Entry


def recover_archive(connection: Connection, outputs: OutputTopics, settings: ArchiveSettings) -> list[ArchivedFile]:
    """Archive what the output topics hold and the archive lacks; to be called while no job writes to either.

    Returns the files that were written. Raises :class:`~dateline.errors.PreflightError` when Kafka does not answer.
    """
    settings.prepare()
    consumer = connection.consumer("dateline-recover")
    try:
        topics = (outputs.events, outputs.duplicates, outputs.dead_letters)
        partitions = partitions_of(consumer, topics)
        ends = consumer.end_offsets(partitions)
        mark = read_mark(settings.folder)
        files: list[ArchivedFile] = []
        if mark is not None:
            files = archive_missing(settings, _published(consumer, ends, mark))
        write_mark(settings.folder, {f"{part.topic}/{part.partition}": end for part, end in ends.items()})
        return files
    finally:
        consumer.close()


def archive_missing(settings: ArchiveSettings, records: Iterable[Archivable]) -> list[ArchivedFile]:
    """Write the files of those ``records`` that no file of the archive holds."""
    known = archived_positions(settings.folder)
    files: list[ArchivedFile] = []
    held: dict[tuple[str, int, int, int], list[Entry]] = {}
    size = 0
    for record in records:
        position = record.entry.position
        offsets = known.setdefault(record.kind, {}).setdefault(f"{position.topic}/{position.partition}", OffsetSet())
        if position.offset in offsets:
            continue
        offsets.add(position.offset)
        start, end = window_of(record.record_time, settings.window_seconds)
        held.setdefault((record.kind, start, end, shard_of(position, settings.shards)), []).append(record.entry)
        size += len(record.entry.value)
        if size >= CHUNK_BYTES:
            files += _write(settings, held)
            held, size = {}, 0
    return files + _write(settings, held)


def archived_positions(folder: Path) -> dict[str, Positions]:
    """The input positions that the archive holds, by kind of record; missing manifests are made up for."""
    found: dict[str, Positions] = {}
    for kind in SUBJECTS:
        for path in sorted((folder / kind).glob(f"dt=*/*{SUFFIX}")):
            file = None if path.name.startswith(".") else read_manifest(path) or adopt(folder, path)
            for name, spans in file.positions if file else ():
                offsets = found.setdefault(kind, {}).setdefault(name, OffsetSet())
                for start, end in spans:
                    offsets.add(start, end)
    return found


def archivable(value: bytes) -> Archivable:
    """What the archive wants of a published value. Raises :class:`~dateline.errors.ArticleError`."""
    schema, row = wire.decode(value)
    where = row.get("provenance", row)
    record_time = 0 if where["record_time"] is None else instants.to_micros(where["record_time"])
    published = row.get("published_instant")
    event_time = instants.event_time(None if published is None else instants.to_micros(published), record_time)
    return Archivable(schema.subject, record_time, Entry(input_position(row), event_time, value))


def read_mark(folder: Path) -> dict[str, int] | None:
    """Up to where each output partition (``topic/partition``) is archived; null at the first launch."""
    try:
        mark: dict[str, int] = json.loads((folder / MARK).read_bytes())
    except FileNotFoundError:
        return None
    return mark


def write_mark(folder: Path, mark: dict[str, int]) -> None:
    """Remember up to where each output partition is archived."""
    write_whole(folder / MARK, (json.dumps(mark, sort_keys=True) + "\n").encode())


def _published(consumer: KafkaConsumer, ends: dict[TopicPartition, int], mark: dict[str, int]) -> Iterator[Archivable]:
    begins = consumer.beginning_offsets(list(ends))
    for part, end in sorted(ends.items()):
        begin = max(begins[part], mark.get(f"{part.topic}/{part.partition}", 0))
        # A topic that was made anew ends before the mark: then all that it holds is new.
        for record in read_between(consumer, part, begin if begin <= end else begins[part], end):
            try:
                yield archivable(record.value or b"")
            except ArticleError as error:
                _LOGGER.warning("not archived: %s/%d/%d: %s", part.topic, part.partition, record.offset, error)


def _write(settings: ArchiveSettings, held: dict[tuple[str, int, int, int], list[Entry]]) -> list[ArchivedFile]:
    files = []
    for (kind, start, end, shard), entries in sorted(held.items()):
        files += write_pane(settings, Pane(kind, start, end, shard, 0), entries)
    return files
