"""How originals are held: per shard, in slices of event time, appended to and dropped whole.

Keyed state costs per key and per read, so an article must cost neither a key nor a read of its own, and a write
must not be the whole history. A *shard* (one Beam key) therefore has

* ``SLOTS`` bags. A slot holds one slice of event time (an eighth of the TTL); an original is *appended* to the
  bag of its slice, which is never read in normal work. Of an in-order stream 12 slices stay, 11/8 to 12/8 of the
  TTL. What comes up to an eighth of the TTL late (21 hours of 7 days) always finds its original: until it comes,
  at most 8 + 1 + 2 slices besides that of the original were written to. More disorder is usually covered too.
* one small header cell, read once per key and bundle: which slice each slot holds, how many entries, and the
  *generation*, a hash chain over everything ever added.

The answers come from an index in the process (:class:`ShardIndex`, a dict per slot). It is valid only while its
generation equals the header's; otherwise it is rebuilt from the bags. So a bundle that failed after it had
decided, a worker that took over or a restored checkpoint can cost a rebuild but never give a wrong answer.

**Bound and policy.** A slot holds at most ``slot_entries``; a fuller slice goes on in a further slot. When no
slot is free the one written to longest ago is dropped whole. Record times play no part in that choice: one
record dated 2099 takes one slot and expels nothing else. What was dropped although a copy could still come
inside the TTL is counted (``Added.forgotten``), and such a copy becomes an event.
"""

from __future__ import annotations

import struct
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

from dateline.dedup.exact import KEY_BYTES, Seen, decide, matching, seen_of
from dateline.errors import DatelineError
from dateline.records import Dedup, Document, Duplicate

SLOTS = 12
SLICES_PER_TTL = 8
SLOT_ENTRIES = 16_384

_VERSION = 2
_HEADER = struct.Struct(">BHH16sQ")
_SLOT = struct.Struct(">BqIQ")
_SEQUENCE = struct.Struct(">Q")


class StateLayoutError(DatelineError):
    """The deduplication state was written with another layout than the job's."""


class Bag(Protocol):
    """What is read of a Beam bag."""

    def read(self) -> Iterable[bytes]:
        """All that was added since the last clear, in any order."""


@dataclass(frozen=True, slots=True)
class Layout:
    """The sizes: ``ttl_micros``, the number of ``shards`` and the most entries of one slot."""

    ttl_micros: int
    shards: int
    slot_entries: int = SLOT_ENTRIES

    @property
    def slice_micros(self) -> int:
        """The length of a slice: an eighth of the TTL, rounded up."""
        return max(1, -(-self.ttl_micros // SLICES_PER_TTL))


@dataclass(slots=True)
class Slot:
    """One slice of event time: its first microsecond, when it was last written to, and its entries by key."""

    start: int
    touched: int
    entries: dict[bytes, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Added:
    """What an addition means for the state: ``value`` is appended to the bag of ``slot``, emptied first if
    ``cleared``. ``forgotten`` entries were dropped while a copy of them could still have come.
    """

    slot: int
    value: bytes
    cleared: bool
    forgotten: int


class ShardIndex:
    """The originals that a shard holds, by key: what the bags say, ready to be asked."""

    def __init__(self, layout: Layout, shard: int) -> None:
        self.layout = layout
        self.generation = blake2b(struct.pack(">II", layout.shards, shard), digest_size=KEY_BYTES).digest()
        self.sequence = 0
        self.slots: list[Slot | None] = [None] * SLOTS

    def __len__(self) -> int:
        return sum(len(slot.entries) for slot in self.slots if slot)

    def find(self, new: Seen) -> Seen | None:
        """The held original that ``new`` repeats inside the TTL, or null."""
        key = new.key
        values = [slot.entries[key] for slot in self.slots if slot is not None and key in slot.entries]
        if not values:
            return None
        # Values begin with their sequence number, so that sorting them is the order in which they were decided.
        held = (Seen.unpack(value[_SEQUENCE.size :]) for value in sorted(values))
        return matching(new, held, self.layout.ttl_micros)

    def decide(self, document: Document) -> tuple[Dedup | Duplicate, Added | None]:
        """Decide ``document``; an original that was not held is held from now on: the second value says how."""
        new = seen_of(document)
        seen = self.find(new)
        added = self.add(new) if seen is None else None
        return decide(document, seen), added

    def add(self, new: Seen) -> Added:
        """Hold ``new``, which :meth:`find` did not know, and say what to write."""
        packed = new.pack()
        start = new.record_time - new.record_time % self.layout.slice_micros
        number, cleared, forgotten = self._room(start)
        slot = self.slots[number]
        if slot is None:
            slot = self.slots[number] = Slot(start, 0)
        self.sequence += 1
        value = _SEQUENCE.pack(self.sequence) + packed
        slot.touched = self.sequence
        slot.entries[new.key] = value
        self.generation = blake2b(self.generation + value, digest_size=KEY_BYTES).digest()
        return Added(number, value, cleared, forgotten)

    def _room(self, start: int) -> tuple[int, bool, int]:
        """The slot for a slice, whether its bag has old entries to clear, and how many of them were still needed."""
        for number, slot in enumerate(self.slots):
            if slot is not None and slot.start == start and len(slot.entries) < self.layout.slot_entries:
                return number, False, 0
        if None in self.slots:
            return self.slots.index(None), False, 0
        number, oldest = min(
            ((number, slot) for number, slot in enumerate(self.slots) if slot is not None),
            key=lambda item: item[1].touched,
        )
        needed = abs(start - oldest.start) < self.layout.ttl_micros + self.layout.slice_micros
        self.slots[number] = None
        return number, True, len(oldest.entries) if needed else 0

    def header(self) -> bytes:
        """The header cell: layout, generation, sequence number and the table of slots."""
        parts = [_HEADER.pack(_VERSION, self.layout.shards, SLOTS, self.generation, self.sequence)]
        parts += [
            _SLOT.pack(1, slot.start, len(slot.entries), slot.touched) if slot else _SLOT.pack(0, 0, 0, 0)
            for slot in self.slots
        ]
        return b"".join(parts)

    @classmethod
    def rebuilt(cls, layout: Layout, shard: int, header: bytes | None, bags: Sequence[Bag]) -> ShardIndex:
        """The index that a header and the bags describe (``None``: nothing was ever held). Reads used bags only.

        Slots keep the start that they were opened with, so a TTL can be changed over a restart. The number of
        shards cannot, since it decides where a text is looked for: :class:`StateLayoutError`.
        """
        index = cls(layout, shard)
        if header is None:
            return index
        version, shards, slots, index.generation, index.sequence = _HEADER.unpack_from(header)
        if (version, shards, slots) != (_VERSION, layout.shards, SLOTS):
            raise StateLayoutError(
                f"The deduplication state has version {version}, {shards} shards and {slots} slots;"
                f" this job has version {_VERSION}, {layout.shards} shards and {SLOTS} slots.",
                "Start with the number of shards that the state was written with, or without the old state.",
            )
        for number, bag in enumerate(bags):
            used, start, _, touched = _SLOT.unpack_from(header, _HEADER.size + number * _SLOT.size)
            if used:
                at = _SEQUENCE.size
                index.slots[number] = Slot(start, touched, {value[at : at + KEY_BYTES]: value for value in bag.read()})
        return index


def generation_of(header: bytes | None) -> bytes | None:
    """The generation that a header cell states; null for an empty cell."""
    return None if header is None else _HEADER.unpack_from(header)[3]


class IndexPool:
    """The indexes of a process, one per shard, shared by the instances of a DoFn; safe between threads.

    A bundle *takes* the index of a shard out and gives it back when it is finished. A bundle that fails gives
    nothing back, so no other can see what it had changed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._indexes: dict[int, ShardIndex] = {}
        self._users = 0

    def enter(self) -> None:
        """One more DoFn instance uses the pool."""
        with self._lock:
            self._users += 1

    def leave(self) -> None:
        """One DoFn instance less; after the last the memory is freed."""
        with self._lock:
            self._users -= 1
            if self._users <= 0:
                self._indexes.clear()

    def take(self, shard: int, generation: bytes | None) -> ShardIndex | None:
        """The index of ``shard``, if there is one and its generation is the one given."""
        with self._lock:
            index = self._indexes.pop(shard, None)
        return index if index is not None and index.generation == generation else None

    def give(self, indexes: dict[int, ShardIndex]) -> None:
        """Give back the indexes of a finished bundle."""
        with self._lock:
            self._indexes.update(indexes)
