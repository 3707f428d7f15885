"""What an archive file is called, and where it lies: a function of its window, kind, shard and pane."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from dateline.encode import instants

SUFFIX = ".avro"
MANIFEST_SUFFIX = ".manifest.json"

UNDATED = "undated"
"""The partition of records whose event time is outside the years 1 to 9999."""

_PATH = re.compile(
    r"(?P<kind>\w+)/dt=(?P<day>[\w-]+)/(?P<start>\d{8}T\d{6}Z)-(?P<end>\d{8}T\d{6}Z)-s(?P<shard>\d{3})-p(?P<pane>\d{3,})\.avro"
)


@dataclass(frozen=True, slots=True)
class Slot:
    """All that a file's name says. ``start`` and ``end`` bound record time in whole seconds since 1970;
    ``day`` is the UTC day of the records' event time (``2019-09-24``).
    """

    kind: str
    day: str
    start: int
    end: int
    shard: int
    pane: int = 0

    @property
    def folder(self) -> PurePosixPath:
        """The folder, relative to the archive's."""
        return PurePosixPath(self.kind) / f"dt={self.day}"

    @property
    def stem(self) -> str:
        """The name up to the pane's number: what the files of one window and shard have in common."""
        return f"{_basic(self.start)}-{_basic(self.end)}-s{self.shard:03d}-p"

    @property
    def path(self) -> PurePosixPath:
        """The file's path, relative to the archive's folder.

        >>> str(Slot("event", "2019-09-24", 1569366300, 1569366600, 0).path)
        'event/dt=2019-09-24/20190924T230500Z-20190924T231000Z-s000-p000.avro'
        """
        return self.folder / f"{self.stem}{self.pane:03d}{SUFFIX}"

    @classmethod
    def of_path(cls, path: str) -> Slot | None:
        """The slot of a path relative to the archive's folder; null if no archive file is called so.

        >>> slot = Slot("event", "2019-09-24", 1569366300, 1569366600, 0)
        >>> Slot.of_path(str(slot.path)) == slot
        True
        """
        match = _PATH.fullmatch(path)
        if match is None:
            return None
        start, end = _seconds(match["start"]), _seconds(match["end"])
        return cls(match["kind"], match["day"], start, end, int(match["shard"]), int(match["pane"]))


def day_of(event_time: int) -> str:
    """The partition of an event time in microseconds.

    >>> day_of(1569366300000000), day_of(2**62)
    ('2019-09-24', 'undated')
    """
    instant = instants.from_micros(event_time)
    return UNDATED if instant is None else instant.date().isoformat()


def _basic(seconds: int) -> str:
    # strftime does not pad years before 1000 on every system.
    return f"{datetime.fromtimestamp(seconds, UTC).isoformat()[:19].replace('-', '').replace(':', '')}Z"


def _seconds(text: str) -> int:
    return int(datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp())
