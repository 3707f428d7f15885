"""The archive's settings."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from dateline.errors import OptionError

CODECS = ("zstandard", "snappy", "deflate")
"""Codecs of the Avro specification that an archive file can have."""

CENTURY_SECONDS = 100 * 366 * 86_400


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """Where and how records are archived.

    ``window_seconds`` of record time go into one file for each kind of record and shard. A record that comes
    after its window was written goes into a further file; ``late_seconds`` of processing time are waited for
    others. ``allowed_lateness_seconds`` bounds how late: what comes later still is **not** archived (it is
    published all the same), so the default is a hundred years; what a bound saves is a few hundred bytes of
    state for each window and kind. Raises :class:`OptionError` for what cannot work.
    """

    folder: Path
    window_seconds: int = 300
    shards: int = 1
    codec: str = "zstandard"
    late_seconds: int = 10
    allowed_lateness_seconds: int = CENTURY_SECONDS

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
        """Make the folder and see that it can be written to: the preflight. Raises :class:`OptionError`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OptionError("--archive", f"cannot make {self.folder}: {error.strerror}.", "Name another.") from error
        if not os.access(self.folder, os.W_OK | os.X_OK):
            raise OptionError("--archive", f"{self.folder} cannot be written to.", "Change its rights or name another.")
