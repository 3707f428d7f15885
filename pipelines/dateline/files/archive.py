"""One pane of one window becomes files: sorted, deterministic, each position once in the archive, whatever crashes.

**The promise.** The manifests list each archived input position exactly once, at any moment and after any crash, and
every published position is listed in the end. Who believes only the manifests sees each record once. Data files that
no manifest lists are leftovers of a crash: harmless, and counted by :mod:`dateline.files.verify`.

**What comes in.** Published records, each position at least once: replays come again after a restart, usually with
equal bytes (not always: a newer version, a time limit that struck). A runner may repeat a bundle, lose one (Prism, when
it is killed) or run it in two workers at once. So nothing follows from what a pane holds; all follows from the files:

1. *The log.* The manifests of a stretch (a window of record time and a shard) are numbered, and one is only ever
   *created*, by a hard link, which fails if the number is taken. Who writes number ``n`` has read all before it and has
   left out what they list. So by induction no two manifests of a stretch share a position: neither after a repeated
   bundle, nor with two live workers, of which the slower one finds the number taken, reads again and leaves out more.
2. *One stretch for each position.* It follows from the record time and position of the input, which no replay
   changes, and from the grid (window and shards). A launch that changes the grid first fences the publishing workers
   of the older ones, archives all that is acknowledged *by the old grid*, and has the job leave that out
   (``ArchiveSettings.archived_below``): what is below is in the old grid's logs only, the rest in the new one's.
   Kind and day of a record do not choose the stretch, so a replay that is decided otherwise is left out too.
3. *Manifest last.* The data files are whole and durable before the manifest appears; their names end in a hash of
   their content, so that no other writer changes what is under the name. The manifest is durable before the bundle
   ends; a worker that leaves something out because of another's manifest makes that durable first.
4. *Nothing is changed later.* What was archived first stays. A window that closes again after a restore, with other
   records than before, gets one more pane with the new ones, as late records do.

**Each crash.** Between Kafka's commit and the runner's: the sink emits the replay, or (Prism) the next launch reads
the record from the output topics (:mod:`dateline.files.recover`). In the middle of a file: a hidden leftover, removed
at the next launch if its writer is dead. Between data file and manifest: the repeated pane writes the same name again
if its content is the same, another name otherwise. After the manifest: the repeated pane finds all archived. Prism
killed in the middle of a window: recovery writes what the window held, the rest follows as a later pane. Flink restored
from an older checkpoint: the window's state comes back, what is listed is left out. A record both recovered and in a
live pane: whoever creates the manifest first has it. A full disk: an error, no manifest, and the pane is repeated.

**What it rests on.** Records come here only when their transaction is committed, else one that is aborted and decided
anew could be archived in its first form; the folder is one file system, with hard links, for launch and workers.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from dateline.encode.output import OutputRecord, position_text
from dateline.encode.rows import Row
from dateline.encode.wire import schema_of
from dateline.files.atomic import create_whole, refusals_explained, synchronise, write_whole
from dateline.files.container import write_container
from dateline.files.manifest import ArchivedFile, Manifest, holds, load_manifest, positions_of, read_log
from dateline.files.naming import Stretch, day_of
from dateline.files.settings import ArchiveSettings
from dateline.offsets import OffsetSet
from dateline.records import Position

EARLIEST_SECONDS = -62_135_510_400
"""0001-01-02T00:00:00Z: record times before it, which have no name as a window, are archived there."""

LATEST_SECONDS = 253_402_128_000
"""9999-12-30T00:00:00Z: likewise at the other end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the archive needs of an output record: it is kept in the runner's state until its window closes."""

    position: Position
    event_time: int
    value: bytes

    @classmethod
    def of(cls, record: OutputRecord) -> Entry:
        """The entry of an output record."""
        return cls(record.position, record.event_time, record.value)


def shard_of(position: Position, shards: int) -> int:
    """The shard of a position, 0 to ``shards`` - 1, the same in every run.

    >>> shard_of(Position("articles", 0, 7), 1)
    0
    """
    return zlib.crc32(position_text(position).encode("utf-8", "backslashreplace")) % shards


def named_time(record_time: int) -> int:
    """The record time in microseconds, brought into the years that a window's name can say (1 to 9999)."""
    return min(max(record_time, EARLIEST_SECONDS * 1_000_000), LATEST_SECONDS * 1_000_000)


def stretch_of(settings: ArchiveSettings, position: Position, record_time: int) -> Stretch:
    """Where a record belongs; ``record_time`` in microseconds.

    >>> settings = ArchiveSettings(Path("archive"), window_seconds=300)
    >>> stretch_of(settings, Position("articles", 0, 7), -1)
    Stretch(start=-300, end=0, shard=0)
    """
    seconds = named_time(record_time) // 1_000_000
    start = seconds - seconds % settings.window_seconds
    return Stretch(start, start + settings.window_seconds, shard_of(position, settings.shards))


def input_position(row: Row) -> Position:
    """The input position that a published record names: in its provenance, or, a dead letter, at its top."""
    where = row.get("provenance", row)
    return Position(where["topic"], where["partition"], where["offset"])


def write_pane(settings: ArchiveSettings, stretch: Stretch, entries: Iterable[Entry]) -> list[ArchivedFile]:
    """Archive those ``entries`` that are not archived yet; returns the files that were written.

    There is one file for each kind of record, day of event time and schema. The same entries in any order give the
    same files and bytes. Raises :class:`~dateline.errors.ArchiveError` when the disk refuses; then nothing is archived,
    and the call can be repeated.
    """
    below = {name: OffsetSet([(0, offset)]) for name, offset in settings.archived_below}
    wanted = [entry for entry in _unique(entries) if not holds(below, entry.position)]
    with refusals_explained(settings.folder):
        while wanted:
            log = read_log(settings.folder, stretch)
            listed = [file.offsets() for manifest in log for file in manifest.files]
            wanted = [entry for entry in wanted if not any(holds(offsets, entry.position) for offsets in listed)]
            if not wanted:
                # Another worker may have created what is relied on here, and not have come to this yet.
                synchronise(settings.folder / stretch.manifests)
                break
            manifest = _write_files(settings, stretch, log[-1].pane + 1 if log else 0, wanted)
            if create_whole(settings.folder, settings.folder / manifest.path, manifest.to_json()):
                return list(manifest.files)
            _drop(settings.folder, manifest)
    return []


def _write_files(settings: ArchiveSettings, stretch: Stretch, pane: int, entries: Sequence[Entry]) -> Manifest:
    """Write the data files of a pane; returns the manifest that would make them part of the archive."""
    groups: dict[tuple[str, str, str], list[Entry]] = {}
    for entry in entries:
        # Two schemas of a kind meet only in a window during which dateline was upgraded.
        schema, day = schema_of(entry.value), day_of(entry.event_time)
        groups.setdefault((schema.subject, day, schema.name), []).append(entry)
    files = []
    for (kind, day, name), group in sorted(groups.items()):
        marker = hashlib.sha256(f"{name}/{day}/{stretch.stem}/{pane}".encode()).digest()
        buffer = io.BytesIO()
        schema = write_container(buffer, [entry.value for entry in group], codec=settings.codec, sync_marker=marker)
        content = buffer.getvalue()
        path = stretch.data(kind, day, pane, content)
        write_whole(settings.folder, settings.folder / path, content)
        positions = positions_of(entry.position for entry in group)
        files.append(ArchivedFile.of(path, schema.name, settings.codec, content, positions))
    return Manifest(stretch, pane, tuple(files))


def _drop(folder: Path, loser: Manifest) -> None:
    """Remove data files of a manifest whose number another one has taken: no manifest will ever list them."""
    listed = {file.path for file in load_manifest(folder, folder / loser.path).files}
    for file in loser.files:
        if file.path not in listed:
            (folder / file.path).unlink(missing_ok=True)


def _unique(entries: Iterable[Entry]) -> list[Entry]:
    """The entries by position; of several at one position, which a replay can bring, the least value."""
    by_position: dict[Position, Entry] = {}
    for entry in entries:
        other = by_position.get(entry.position)
        if other is None or (entry.value, entry.event_time) < (other.value, other.event_time):
            by_position[entry.position] = entry
    return [by_position[position] for position in sorted(by_position)]
