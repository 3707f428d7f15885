"""The manifest beside each archive file: what it holds, written after the file itself.

A crash between the two leaves a file without a manifest; it is whole, and :mod:`dateline.files.adopt` makes up
for the manifest.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dateline.encode import instants
from dateline.files.naming import MANIFEST_SUFFIX, SUFFIX, Slot
from dateline.offsets import OffsetSet
from dateline.records import Position

Positions = dict[str, OffsetSet]
"""Input offsets by ``topic/partition``."""


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One finished archive file. ``path`` is relative to the archive's folder, ``sha256`` that of the file."""

    path: str
    kind: str
    day: str
    window_start: int
    window_end: int
    shard: int
    pane: int
    schema: str
    codec: str
    records: int
    size: int
    sha256: str
    positions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]

    @classmethod
    def of(cls, slot: Slot, schema: str, codec: str, content: bytes, positions: Positions) -> ArchivedFile:
        """The manifest of a file with that content, whose records came from ``positions`` (one record each)."""
        return cls(
            path=str(slot.path),
            kind=slot.kind,
            day=slot.day,
            window_start=slot.start,
            window_end=slot.end,
            shard=slot.shard,
            pane=slot.pane,
            schema=schema,
            codec=codec,
            records=sum(len(offsets) for offsets in positions.values()),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            positions=tuple((name, tuple(offsets)) for name, offsets in sorted(positions.items())),
        )

    def to_json(self) -> bytes:
        """The manifest's content: one JSON object and a newline; intervals of offsets have their end exclusive."""
        content: dict[str, Any] = {
            "path": self.path,
            "kind": self.kind,
            "day": self.day,
            "window_start": _rfc3339(self.window_start),
            "window_end": _rfc3339(self.window_end),
            "shard": self.shard,
            "pane": self.pane,
            "schema": self.schema,
            "codec": self.codec,
            "records": self.records,
            "size": self.size,
            "sha256": self.sha256,
            "partitions": [
                {"partition": name, "first": spans[0][0], "last": spans[-1][1] - 1, "offsets": [list(s) for s in spans]}
                for name, spans in self.positions
            ],
        }
        return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")

    @classmethod
    def from_json(cls, content: bytes) -> ArchivedFile:
        """The manifest that :meth:`to_json` wrote; ``ValueError`` or ``KeyError`` if it is none."""
        row: dict[str, Any] = json.loads(content)
        return cls(
            path=row["path"],
            kind=row["kind"],
            day=row["day"],
            window_start=_seconds(row["window_start"]),
            window_end=_seconds(row["window_end"]),
            shard=row["shard"],
            pane=row["pane"],
            schema=row["schema"],
            codec=row["codec"],
            records=row["records"],
            size=row["size"],
            sha256=row["sha256"],
            positions=tuple(
                (part["partition"], tuple((start, end) for start, end in part["offsets"])) for part in row["partitions"]
            ),
        )

    def offsets(self) -> Positions:
        """The input positions of the file's records."""
        return {name: OffsetSet(spans) for name, spans in self.positions}


def positions_of(positions: Iterable[Position]) -> Positions:
    """Positions by partition."""
    found: Positions = {}
    for position in positions:
        found.setdefault(f"{position.topic}/{position.partition}", OffsetSet()).add(position.offset)
    return found


def manifest_path(data: Path) -> Path:
    """Where the manifest of a data file is."""
    return data.with_name(data.name.removesuffix(SUFFIX) + MANIFEST_SUFFIX)


def read_manifest(data: Path) -> ArchivedFile | None:
    """The manifest of a data file; null when file or manifest is missing or unreadable."""
    try:
        return ArchivedFile.from_json(manifest_path(data).read_bytes()) if data.exists() else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _rfc3339(seconds: int) -> str:
    instant = instants.from_micros(seconds * 1_000_000)
    if instant is None:
        raise ValueError(f"no instant: {seconds}")
    return instants.rfc3339(instant)


def _seconds(text: str) -> int:
    return instants.to_micros(instants.parse_rfc3339(text)) // 1_000_000
