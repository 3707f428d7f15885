"""What the archive's folder remembers from one launch to the next: ``recovered.json``."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dateline.errors import ArchiveError, OptionError
from dateline.files.atomic import write_whole
from dateline.files.settings import ArchiveSettings

MARK = "recovered.json"

Offsets = dict[str, int]
"""An offset for each ``topic/partition``."""


@dataclass(frozen=True, slots=True)
class Mark:
    """The state of an archive at a launch.

    ``group``: the job that it belongs to. ``window_seconds`` and ``shards``: how the launch archives. ``outputs``: the
    offset on each output partition up to which everything is archived. ``begins`` and ``archived``: the input offsets
    from which on and up to which everything published is archived; a partition without the first begins at 0.
    """

    window_seconds: int
    shards: int
    outputs: Offsets
    group: str = ""
    begins: Offsets = field(default_factory=dict)
    archived: Offsets = field(default_factory=dict)

    def grid(self, settings: ArchiveSettings) -> ArchiveSettings:
        """The settings with the window and shards of this mark, and nothing to leave out."""
        return ArchiveSettings(
            settings.folder, window_seconds=self.window_seconds, shards=self.shards, codec=settings.codec
        )


def read_mark(folder: Path) -> Mark | None:
    """The mark of an archive; null at its first launch. Raises :class:`~dateline.errors.ArchiveError` if unreadable."""
    path = folder / MARK
    try:
        return Mark(**json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError) as error:
        raise ArchiveError(
            f"{path} is not what dateline writes ({error}).", "Name another folder, or restore the file from a backup."
        ) from error


def write_mark(folder: Path, mark: Mark) -> None:
    """Remember it."""
    write_whole(folder, folder / MARK, (json.dumps(asdict(mark), sort_keys=True) + "\n").encode())


def refuse_foreign(mark: Mark | None, group: str, folder: Path) -> None:
    """Raise :class:`~dateline.errors.OptionError` when the archive is another job's."""
    if mark is not None and mark.group and group and mark.group != group:
        raise OptionError("--archive", f"{folder} is the archive of group {mark.group!r}.", "Name another folder.")


def require_shared(settings: ArchiveSettings) -> None:
    """Raise :class:`~dateline.errors.ArchiveError` when a worker does not see the folder that the launch prepared."""
    if not settings.archived_below:
        return
    mark = read_mark(settings.folder)
    if mark is None or any(mark.archived.get(name, -1) < offset for name, offset in settings.archived_below):
        raise ArchiveError(
            f"The archive {settings.folder} of this worker is not the one that was prepared at the launch.",
            "Mount the same file system for `dateline run` and for all workers.",
        )
