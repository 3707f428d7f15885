"""Files of an earlier run: found by their manifests, or, after a crash before the manifest, by their content."""

from __future__ import annotations

import io
import logging
from pathlib import Path
from typing import Any

import fastavro

from dateline.encode import schemas
from dateline.encode.rows import Row
from dateline.files.atomic import write_whole
from dateline.files.manifest import ArchivedFile, manifest_path, positions_of, read_manifest
from dateline.files.naming import SUFFIX, Slot
from dateline.records import Position

_LOGGER = logging.getLogger(__name__)


def finished_panes(folder: Path, slot: Slot) -> dict[int, ArchivedFile]:
    """The files of the same kind, day, window and shard as ``slot``, by the number of their pane."""
    found = {}
    for path in sorted((folder / slot.folder).glob(f"{slot.stem}*{SUFFIX}")):
        file = read_manifest(path) or adopt(folder, path)
        if file is not None:
            found[file.pane] = file
    return found


def adopt(folder: Path, data: Path) -> ArchivedFile | None:
    """Write the missing manifest of a whole data file; null if it is none of ours or cannot be read (a warning)."""
    slot = Slot.of_path(data.relative_to(folder).as_posix())
    if slot is None:
        return None
    try:
        content = data.read_bytes()
        reader: Any = fastavro.reader(io.BytesIO(content))
        positions = positions_of([input_position(row) for row in reader])
        name = str(reader.writer_schema["name"]).rpartition(".")[2]
        schema = next(schema.name for schema in schemas.by_fingerprint().values() if schema.definition["name"] == name)
    except (OSError, ValueError, KeyError, TypeError, EOFError, StopIteration) as error:
        _LOGGER.warning("unreadable archive file: %s (%r)", data, error)
        return None
    file = ArchivedFile.of(slot, schema, str(reader.codec), content, positions)
    write_whole(manifest_path(data), file.to_json())
    return file


def input_position(row: Row) -> Position:
    """The input position that a published record names: in its provenance, or, a dead letter, at its top."""
    where = row.get("provenance", row)
    return Position(where["topic"], where["partition"], where["offset"])
