"""The archive's settings."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import ArchiveError, OptionError
from dateline.files.atomic import WRITING, create_whole, make_folder, refusals_explained, remove_leftovers

CODECS = ("zstandard", "snappy", "deflate")
"""Codecs of the Avro specification that an archive file can have."""

CENTURY_SECONDS = 100 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Where and how records are archived.

    ``window_seconds`` of record time go into one pane for each shard: a file for each kind of record and day. A
    record that comes after its window was written goes into a further pane; ``late_seconds`` of processing time are
    waited for others. ``allowed_lateness_seconds`` bounds how late: what comes later still is **not** archived (it
    is published all the same), so the default is a hundred years; what a bound saves is a few hundred bytes of
    state for each window and shard. ``archived_below`` has the input offset of each ``topic/partition`` below which
    everything was archived before the launch (:func:`dateline.files.recover.open_archive`). ``patience_seconds``: how
    long a worker waits for a disk that refuses a file. Raises :class:`OptionError` for what cannot work.
    """

    folder: Path
    window_seconds: int = 300
    shards: int = 1
    codec: str = "zstandard"
    late_seconds: int = 10
    allowed_lateness_seconds: int = CENTURY_SECONDS
    patience_seconds: float = 60.0
    archived_below: tuple[tuple[str, int], ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "folder", Path(self.folder))
        if not 1 <= self.window_seconds <= 86_400:
            raise OptionError("--archive-window", f"{self.window_seconds} seconds.", "Give 1 to 86400.")
        if not 1 <= self.shards <= 256:
            raise OptionError("--archive-shards", f"{self.shards} shards.", "Give 1 to 256.")
        if self.codec not in CODECS:
            raise OptionError("--archive-codec", f"{self.codec!r} is unknown.", f"Use one of {', '.join(CODECS)}.")
        if self.late_seconds < 0 or self.allowed_lateness_seconds < 0:
            raise OptionError("archive lateness", "it is negative.", "Give 0 or more seconds.")

    def prepare(self) -> None:
        """Make the folder, see that it takes files, and clear up behind dead writers: the preflight.

        Raises :class:`OptionError`.
        """
        probe = self.folder / WRITING / f"probe-{uuid.uuid4().hex}"
        try:
            with refusals_explained(self.folder):
                make_folder(self.folder)
                remove_leftovers(self.folder)
                created = create_whole(self.folder, probe, b"probe\n"), create_whole(self.folder, probe, b"probe\n")
                probe.unlink()
        except ArchiveError as error:
            raise OptionError("--archive", error.message, error.remedy) from error
        if created != (True, False):
            raise OptionError("--archive", f"{self.folder} has a file system without hard links.", "Name another.")
