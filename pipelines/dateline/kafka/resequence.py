"""Order restored: which outputs of one input partition may be published now.

After the keyed deduplication, offset 10 may reach the sink before offset 9. What is acknowledged to Kafka is one
number per partition, so only the *contiguous prefix* may be published and acknowledged; a plain high-water
mark would lose 9 at a restart. A gap that the source reported (``gap_from`` below ``offset``) is part of it.

Plain functions, no Beam: the sink holds the state.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol, TypeVar

from dateline.records import Position


class Sequenced(Protocol):
    """What the sink needs to know of an output: where its input stood."""

    @property
    def position(self) -> Position:
        """The input position."""

    @property
    def gap_from(self) -> int:
        """The first offset that this output accounts for."""

    @property
    def starts(self) -> bool:
        """Whether a read began here."""


T = TypeVar("T", bound=Sequenced)


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a partition is published: ``next_offset`` (null before the first record of the read was seen)
    and ``held_from``, the lowest offset that waits (null when nothing does).
    """

    next_offset: int | None = None
    held_from: int | None = None

    def verdict(self, record: Sequenced) -> Literal["publish", "hold", "replay"]:
        """What to do with a record that arrives now.

        >>> class R:
        ...     position, gap_from, starts = Position("articles", 0, 7), 7, False
        >>> Cursor().verdict(R()), Cursor(7).verdict(R()), Cursor(8).verdict(R()), Cursor(6).verdict(R())
        ('hold', 'publish', 'replay', 'hold')
        """
        if self.next_offset is None:
            return "publish" if record.starts else "hold"
        if record.position.offset < self.next_offset:
            return "replay"
        return "publish" if record.gap_from <= self.next_offset else "hold"

    def after(self, record: Sequenced) -> Cursor:
        """The cursor once the record is published."""
        return Cursor(record.position.offset + 1, self.held_from)

    def holding(self, record: Sequenced) -> Cursor:
        """The cursor once the record waits."""
        held = record.gap_from if self.held_from is None else min(self.held_from, record.gap_from)
        return Cursor(self.next_offset, held)

    @property
    def releases_held(self) -> bool:
        """Whether a record that waits can follow now (so that the waiting ones need not be read otherwise)."""
        return self.next_offset is not None and self.held_from is not None and self.held_from <= self.next_offset


def release(cursor: Cursor, held: Iterable[T]) -> tuple[list[T], list[T], Cursor]:
    """Split the waiting records into those that now follow on, in order, and those that still wait.

    Records below the cursor (replays) fall away. Returns (publish, hold, new cursor).
    """
    publish: list[T] = []
    hold: list[T] = []
    for record in sorted(held, key=lambda r: r.position.offset):
        verdict = cursor.verdict(record)
        if verdict == "publish":
            publish.append(record)
            cursor = cursor.after(record)
        elif verdict == "hold":
            hold.append(record)
    held_from = min((record.gap_from for record in hold), default=None)
    return publish, hold, Cursor(cursor.next_offset, held_from)
