"""Manifests: what is archived is what they list, and nothing else.

A manifest lists all files of one pane of one stretch, of every kind of record and day: they become part of the
archive together, when the manifest appears. It is written last, never changed, and says which input positions it
holds, so that the manifests of a stretch are a log of what is archived there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from dateline.encode import instants
from dateline.errors import ArchiveError
from dateline.files.naming import Stretch, parse_data, parse_manifest
from dateline.offsets import OffsetSet
from dateline.records import Position

Positions = dict[str, OffsetSet]
"""Input offsets by ``topic/partition``."""


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """One finished data file. ``path`` is relative to the archive's folder, ``sha256`` that of the file."""

    path: str
    kind: str
    day: str
    schema: str
    codec: str
    records: int
    size: int
    sha256: str
    positions: tuple[tuple[str, tuple[tuple[int, int], ...]], ...]

    @classmethod
    def of(cls, path: PurePosixPath, schema: str, codec: str, content: bytes, positions: Positions) -> ArchivedFile:
        """The file of that content, whose records came from ``positions`` (one record each)."""
        return cls(
            path=str(path),
            kind=path.parts[0],
            day=path.parts[1].removeprefix("dt="),
            schema=schema,
            codec=codec,
            records=sum(len(offsets) for offsets in positions.values()),
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            positions=tuple((name, tuple(offsets)) for name, offsets in sorted(positions.items())),
        )

    def offsets(self) -> Positions:
        """The input positions of the file's records."""
        return {name: OffsetSet(spans) for name, spans in self.positions}


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of one pane; ``pane`` counts the manifests of the stretch from 0."""

    stretch: Stretch
    pane: int
    files: tuple[ArchivedFile, ...]

    @property
    def path(self) -> PurePosixPath:
        """Where it is, relative to the archive's folder."""
        return self.stretch.manifest(self.pane)

    def to_json(self) -> bytes:
        """Its content: one JSON object and a newline; intervals of offsets have their end exclusive."""
        content: dict[str, Any] = {
            "window_start": _rfc3339(self.stretch.start),
            "window_end": _rfc3339(self.stretch.end),
            "shard": self.stretch.shard,
            "pane": self.pane,
            "files": [_file_row(file) for file in self.files],
        }
        return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode("utf-8")

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """The manifest that :meth:`to_json` wrote; ``ValueError``, ``KeyError`` or ``TypeError`` if it is none."""
        row: dict[str, Any] = json.loads(content)
        stretch = Stretch(_seconds(row["window_start"]), _seconds(row["window_end"]), row["shard"])
        return cls(stretch, row["pane"], tuple(_file_of(file) for file in row["files"]))


def positions_of(positions: Iterable[Position]) -> Positions:
    """Positions by partition."""
    found: Positions = {}
    for position in positions:
        found.setdefault(f"{position.topic}/{position.partition}", OffsetSet()).add(position.offset)
    return found


def holds(positions: Mapping[str, OffsetSet], position: Position) -> bool:
    """Whether a position is among ``positions``."""
    offsets = positions.get(f"{position.topic}/{position.partition}")
    return offsets is not None and position.offset in offsets


def load_manifest(folder: Path, path: Path) -> Manifest:
    """The manifest at ``path`` of the archive ``folder``; :class:`~dateline.errors.ArchiveError` if it is damaged."""
    name = path.relative_to(folder).as_posix()
    try:
        manifest = Manifest.from_json(path.read_bytes())
    except (ValueError, KeyError, TypeError) as error:
        raise ArchiveError(f"The manifest {path} is damaged ({error!r}).", _DAMAGED) from error
    if parse_manifest(name) != (manifest.stretch, manifest.pane):
        raise ArchiveError(f"The manifest {path} is not that of its name.", _DAMAGED)
    return manifest


def read_log(folder: Path, stretch: Stretch) -> list[Manifest]:
    """The manifests of a stretch in their order. Raises :class:`~dateline.errors.ArchiveError` if one is damaged."""
    paths = (folder / stretch.manifests).glob("p*.json")
    return sorted((load_manifest(folder, path) for path in paths), key=lambda manifest: manifest.pane)


def read_manifest(data: Path) -> ArchivedFile | None:
    """What the manifest says of a data file; null when the file is gone or no manifest lists it (a leftover)."""
    folder = data.parents[2]
    name = data.relative_to(folder).as_posix()
    parsed = parse_data(name)
    if parsed is None or not data.exists():
        return None
    stretch, pane = parsed
    path = folder / stretch.manifest(pane)
    if not path.exists():
        return None
    return next((file for file in load_manifest(folder, path).files if file.path == name), None)


def manifest_paths(folder: Path) -> list[Path]:
    """All manifests of an archive, the earliest windows first."""
    return sorted(path for path in folder.glob("manifests/dt=*/*/p*.json") if parse_manifest(_relative(folder, path)))


def data_paths(folder: Path) -> list[Path]:
    """All data files of an archive, those included that no manifest lists."""
    return sorted(path for path in folder.glob("*/dt=*/*.avro") if parse_data(_relative(folder, path)))


_DAMAGED = (
    "Nothing of its window is written while it is there. Move it away together with the data files of its name, "
    "and let `dateline audit --archive` say what is missing."
)


def _relative(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _file_row(file: ArchivedFile) -> dict[str, Any]:
    return {
        "path": file.path,
        "kind": file.kind,
        "day": file.day,
        "schema": file.schema,
        "codec": file.codec,
        "records": file.records,
        "size": file.size,
        "sha256": file.sha256,
        "partitions": [
            {"partition": name, "first": spans[0][0], "last": spans[-1][1] - 1, "offsets": [list(s) for s in spans]}
            for name, spans in file.positions
        ],
    }


def _file_of(row: dict[str, Any]) -> ArchivedFile:
    return ArchivedFile(
        path=row["path"],
        kind=row["kind"],
        day=row["day"],
        schema=row["schema"],
        codec=row["codec"],
        records=row["records"],
        size=row["size"],
        sha256=row["sha256"],
        positions=tuple(
            (part["partition"], tuple((start, end) for start, end in part["offsets"])) for part in row["partitions"]
        ),
    )


def _rfc3339(seconds: int) -> str:
    instant = instants.from_micros(seconds * 1_000_000)
    if instant is None:
        raise ValueError(f"no instant: {seconds}")
    return instants.rfc3339(instant)


def _seconds(text: str) -> int:
    return instants.to_micros(instants.parse_rfc3339(text)) // 1_000_000
