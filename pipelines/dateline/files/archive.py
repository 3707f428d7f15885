"""One pane of one window becomes files: sorted, deterministic, each position once.

A pane may come twice (a bundle is done again, a bounded run is repeated) and a window may come again after a
restart with other records than before, because the records that the first run published are not read again.
So a pane is compared with what its window has on disk already:

* positions that another pane's file holds are left out;
* a file whose positions are all among the new ones is overwritten (with the same bytes if the records are the same);
* otherwise the records go to the next free pane number: nothing that was archived is ever lost.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from dateline.encode.output import OutputRecord, position_text
from dateline.files.adopt import finished_panes
from dateline.files.atomic import write_whole
from dateline.files.container import write_container
from dateline.files.manifest import ArchivedFile, Positions, manifest_path, positions_of
from dateline.files.naming import Slot, day_of
from dateline.files.settings import ArchiveSettings
from dateline.records import Position

EARLIEST_SECONDS = -62_135_510_400
"""0001-01-02T00:00:00Z: record times before it, which have no name as a window, are archived there."""

LATEST_SECONDS = 253_402_128_000
"""9999-12-30T00:00:00Z: likewise at the other end."""


@dataclass(frozen=True, slots=True)
class Pane:
    """What the stage knows of a pane: its kind of record, window (seconds of record time), shard and number."""

    kind: str
    start: int
    end: int
    shard: int
    number: int


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


def window_of(record_time: int, window_seconds: int) -> tuple[int, int]:
    """The window of a record time in microseconds: start and end in seconds since 1970.

    >>> window_of(1569366300000000, 300), window_of(-1, 300)
    ((1569366300, 1569366600), (-300, 0))
    """
    seconds = named_time(record_time) // 1_000_000
    start = seconds - seconds % window_seconds
    return start, start + window_seconds


def write_pane(settings: ArchiveSettings, pane: Pane, entries: Iterable[Entry]) -> list[ArchivedFile]:
    """Write the files of a pane, one for each day of event time and schema; returns those that were written.

    The same entries in any order give the same files and bytes. Raises ``OSError`` when the disk refuses.
    """
    by_day: dict[tuple[str, bytes], list[Entry]] = {}
    for entry in _unique(entries):
        # Two schemas meet only in a window during which dateline was upgraded.
        by_day.setdefault((day_of(entry.event_time), entry.value[:10]), []).append(entry)
    written = []
    for (day, _), group in sorted(by_day.items()):
        slot = Slot(pane.kind, day, pane.start, pane.end, pane.shard, pane.number)
        file = _write_group(settings, slot, group)
        if file is not None:
            written.append(file)
    return written


def _write_group(settings: ArchiveSettings, slot: Slot, group: Sequence[Entry]) -> ArchivedFile | None:
    there = finished_panes(settings.folder, slot)
    number, kept = place_pane(slot.pane, group, {pane: file.offsets() for pane, file in there.items()})
    if not kept:
        return None
    slot = replace(slot, pane=number)
    name = str(slot.path)
    buffer = io.BytesIO()
    marker = hashlib.sha256(name.encode()).digest()
    schema = write_container(buffer, [entry.value for entry in kept], codec=settings.codec, sync_marker=marker)
    content = buffer.getvalue()
    file = ArchivedFile.of(slot, schema.name, settings.codec, content, _positions(kept))
    path = settings.folder / name
    write_whole(path, content)
    write_whole(manifest_path(path), file.to_json())
    return file


def place_pane(number: int, entries: Sequence[Entry], there: dict[int, Positions]) -> tuple[int, Sequence[Entry]]:
    """The pane number to write under and the entries to write, given the files ``there`` of the same window.

    Numbers of files that stay are never reused. An empty list of entries means that all are archived already.
    """
    mine = _positions(entries)
    if number in there and not _covers(mine, there[number]):
        number = max(there) + 1
    others = [positions for pane, positions in there.items() if pane != number]
    kept = [entry for entry in entries if not any(_holds(positions, entry.position) for positions in others)]
    if number in there and not _covers(_positions(kept), there[number]):
        # What is in two files already, because of an older version of these rules, stays as it is.
        return place_pane(max(there) + 1, kept, there)
    return number, kept


def _unique(entries: Iterable[Entry]) -> list[Entry]:
    """The entries by position; of several at one position, which a replay can bring, the least value."""
    by_position: dict[Position, Entry] = {}
    for entry in entries:
        other = by_position.get(entry.position)
        if other is None or (entry.value, entry.event_time) < (other.value, other.event_time):
            by_position[entry.position] = entry
    return [by_position[position] for position in sorted(by_position)]


def _positions(entries: Iterable[Entry]) -> Positions:
    return positions_of(entry.position for entry in entries)


def _holds(positions: Positions, position: Position) -> bool:
    offsets = positions.get(f"{position.topic}/{position.partition}")
    return offsets is not None and position.offset in offsets


def _covers(mine: Positions, other: Positions) -> bool:
    return all(name in mine and mine[name].issuperset(offsets) for name, offsets in other.items())
