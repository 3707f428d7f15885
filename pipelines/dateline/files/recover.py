"""What a killed job had published but not yet archived is archived before the next one starts.

A runner that keeps no state over a restart (Prism) forgets the windows that were open, and the records in them are
not read again: the sink had acknowledged them. They are on the output topics, though, byte for byte what the archive
holds. ``recovered.json`` (:mod:`dateline.files.mark`) says how far each output partition is known to be archived; the
first launch only writes it down, so an archive begins with the job that made it.

:func:`open_archive` settles at each launch, with any runner, which positions are the old launches' and which the new
one's. It opens the job's ``transactional.id``, which fences the publishing workers of older launches and ends the
transaction that they left open; from there on nothing below the acknowledged offsets is missing on the output topics,
and nothing above is on them. What is below is archived now, by the window and shards of the *older* launch: a worker of
it that is still alive can only write the same positions to the same logs. The new launch leaves out what is below. A
crash before the mark is written repeats all this; after it, there is nothing left to do.

With ``--delivery at-least-once`` nothing is fenced: an older job must have ended before window or shards are changed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace

from kafka import KafkaConsumer, TopicPartition

from dateline.encode import instants, wire
from dateline.errors import ArticleError
from dateline.files.archive import Entry, input_position, stretch_of, write_pane
from dateline.files.atomic import refusals_explained
from dateline.files.manifest import ArchivedFile
from dateline.files.mark import Mark, Offsets, read_mark, refuse_foreign, write_mark
from dateline.files.naming import Stretch
from dateline.files.settings import ArchiveSettings
from dateline.kafka.connection import Connection
from dateline.kafka.positions import partitions_of
from dateline.kafka.retained import read_between
from dateline.kafka.sink import PublishSettings
from dateline.kafka.topics import OutputTopics

_LOGGER = logging.getLogger(__name__)

CHUNK_BYTES = 64 * 1024 * 1024
"""So much is gathered before files are written: a backlog of any size fits the memory."""


@dataclass(frozen=True, slots=True)
class Archivable:
    """A published record as the archive wants it: its record time in microseconds, and its entry."""

    record_time: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class OpenedArchive:
    """An archive that is ready for a launch: the ``settings`` for its job, the ``files`` that were made up for."""

    settings: ArchiveSettings
    files: tuple[ArchivedFile, ...]


def open_archive(publish: PublishSettings, settings: ArchiveSettings) -> OpenedArchive:
    """Take an archive over for a launch; to be called once, just before the job starts.

    Raises :class:`~dateline.errors.OptionError` for a folder that cannot be written or is another group's, and
    :class:`~dateline.errors.DatelineError` when Kafka or the disk refuses.
    """
    settings.prepare()
    refuse_foreign(read_mark(settings.folder), publish.group, settings.folder)
    delivery = publish.open()
    try:
        acknowledged = {f"{topic}/{number}": offset for (topic, number), offset in delivery.begin().items()}
    finally:
        delivery.close()
    first = read_mark(settings.folder) is None
    files = recover_archive(publish.connection, publish.topics, settings, acknowledged, group=publish.group)
    below = () if first else tuple(sorted(acknowledged.items()))
    return OpenedArchive(replace(settings, archived_below=below), tuple(files))


def recover_archive(
    connection: Connection,
    outputs: OutputTopics,
    settings: ArchiveSettings,
    acknowledged: Mapping[str, int] | None = None,
    *,
    group: str = "",
) -> list[ArchivedFile]:
    """Archive what the output topics hold and the archive lacks, and write down that this was done.

    ``acknowledged`` has the input offset of each ``topic/partition`` below which all outputs are on the topics, and
    stay the same while this runs. Returns the files that were written. Raises
    :class:`~dateline.errors.PreflightError` when Kafka does not answer, :class:`~dateline.errors.ArchiveError` when
    the disk refuses.
    """
    settings.prepare()
    with closing(connection.consumer("dateline-recover")) as consumer:
        topics = (outputs.events, outputs.duplicates, outputs.dead_letters)
        ends = consumer.end_offsets(partitions_of(consumer, topics))
        reached = {f"{part.topic}/{part.partition}": end for part, end in ends.items()}
        return settle(
            settings, lambda since: _published(consumer, ends, since), reached, acknowledged or {}, group=group
        )


def settle(
    settings: ArchiveSettings,
    published: Callable[[Offsets], Iterable[Archivable]],
    reached: Offsets,
    acknowledged: Mapping[str, int],
    *,
    group: str = "",
) -> list[ArchivedFile]:
    """Archive by the last launch's window and shards what it left open, then make these ``settings`` the current ones.

    ``published`` gives the records of the output topics from the offsets that it is given up to those ``reached``.
    Returns the files that were written.
    """
    mark = read_mark(settings.folder)
    files = [] if mark is None else archive_missing(mark.grid(settings), published(mark.outputs))
    begins = dict(acknowledged) if mark is None else mark.begins
    with refusals_explained(settings.folder):
        new = Mark(settings.window_seconds, settings.shards, reached, group, begins, dict(acknowledged))
        write_mark(settings.folder, new)
    return files


def archive_missing(settings: ArchiveSettings, records: Iterable[Archivable]) -> list[ArchivedFile]:
    """Archive those ``records`` that the archive lacks; returns the files that were written."""
    files: list[ArchivedFile] = []
    held: dict[Stretch, list[Entry]] = {}
    size = 0
    for record in records:
        held.setdefault(stretch_of(settings, record.entry.position, record.record_time), []).append(record.entry)
        size += len(record.entry.value)
        if size >= CHUNK_BYTES:
            files += _write(settings, held)
            held, size = {}, 0
    return files + _write(settings, held)


def archivable(value: bytes) -> Archivable:
    """What the archive wants of a published value. Raises :class:`~dateline.errors.ArticleError`."""
    _, row = wire.decode(value)
    where = row.get("provenance", row)
    record_time = 0 if where["record_time"] is None else instants.to_micros(where["record_time"])
    published = row.get("published_instant")
    event_time = instants.event_time(None if published is None else instants.to_micros(published), record_time)
    return Archivable(record_time, Entry(input_position(row), event_time, value))


def _published(consumer: KafkaConsumer, ends: dict[TopicPartition, int], reached: Offsets) -> Iterator[Archivable]:
    begins = consumer.beginning_offsets(list(ends))
    for part, end in sorted(ends.items()):
        begin = max(begins[part], reached.get(f"{part.topic}/{part.partition}", 0))
        # A topic that was made anew ends before the mark: then all that it holds is new.
        for record in read_between(consumer, part, begin if begin <= end else begins[part], end):
            try:
                yield archivable(record.value or b"")
            except ArticleError as error:
                _LOGGER.warning("not archived: %s/%d/%d: %s", part.topic, part.partition, record.offset, error)


def _write(settings: ArchiveSettings, held: Mapping[Stretch, list[Entry]]) -> list[ArchivedFile]:
    return [file for stretch, entries in sorted(held.items()) for file in write_pane(settings, stretch, entries)]
