"""What the files of an archive are called, and where they lie.

A *stretch* is one window of record time and one shard. Its manifests are numbered from 0 in a folder of their own
(``manifests/dt=2019-09-24/20190924T230500Z-20190924T231000Z-s000/p000.json``); each lists the data files of one pane
(``event/dt=2019-09-24/20190924T230500Z-20190924T231000Z-s000-p000-1f2e3d4c5b6a.avro``), whose names end in a hash of
their content, so that two writers never write different things to one name.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath

from dateline.encode import instants

SUFFIX = ".avro"
MANIFEST_SUFFIX = ".json"
MANIFESTS = "manifests"

UNDATED = "undated"
"""The partition of records whose event time is outside the years 1 to 9999."""

DIGEST_DIGITS = 12

_STRETCH = r"(?P<start>\d{8}T\d{6}Z)-(?P<end>\d{8}T\d{6}Z)-s(?P<shard>\d{3})"
_DATA = re.compile(
    rf"(?P<kind>\w+)/dt=(?P<day>[\w-]+)/{_STRETCH}-p(?P<pane>\d{{3,}})-[0-9a-f]{{{DIGEST_DIGITS}}}\.avro"
)
_MANIFEST = re.compile(rf"{MANIFESTS}/dt=[\d-]+/{_STRETCH}/p(?P<pane>\d{{3,}})\.json")


@dataclass(frozen=True, slots=True, order=True)
class Stretch:
    """A window of record time (``start``, ``end``: whole seconds since 1970) and a shard of it."""

    start: int
    end: int
    shard: int

    @property
    def stem(self) -> str:
        """What the names of its files have in common.

        >>> Stretch(1569366300, 1569366600, 0).stem
        '20190924T230500Z-20190924T231000Z-s000'
        """
        return f"{_basic(self.start)}-{_basic(self.end)}-s{self.shard:03d}"

    @property
    def manifests(self) -> PurePosixPath:
        """The folder of its manifests, relative to the archive's.

        >>> str(Stretch(1569366300, 1569366600, 0).manifests)
        'manifests/dt=2019-09-24/20190924T230500Z-20190924T231000Z-s000'
        """
        return PurePosixPath(MANIFESTS, f"dt={_instant(self.start).date().isoformat()}", self.stem)

    def manifest(self, pane: int) -> PurePosixPath:
        """The manifest of a pane, relative to the archive's folder."""
        return self.manifests / f"p{pane:03d}{MANIFEST_SUFFIX}"

    def data(self, kind: str, day: str, pane: int, content: bytes) -> PurePosixPath:
        """The file of that content, relative to the archive's folder.

        >>> str(Stretch(1569366300, 1569366600, 0).data("event", "2019-09-24", 0, b""))
        'event/dt=2019-09-24/20190924T230500Z-20190924T231000Z-s000-p000-e3b0c44298fc.avro'
        """
        digest = hashlib.sha256(content).hexdigest()[:DIGEST_DIGITS]
        return PurePosixPath(kind, f"dt={day}", f"{self.stem}-p{pane:03d}-{digest}{SUFFIX}")


def parse_manifest(path: str) -> tuple[Stretch, int] | None:
    """Stretch and pane of a manifest's path, relative to the archive's folder; null if none is called so.

    >>> stretch = Stretch(1569366300, 1569366600, 0)
    >>> parse_manifest(str(stretch.manifest(7))) == (stretch, 7)
    True
    """
    return _parse(_MANIFEST, path)


def parse_data(path: str) -> tuple[Stretch, int] | None:
    """Stretch and pane of a data file's path, relative to the archive's folder; null if none is called so.

    >>> stretch = Stretch(1569366300, 1569366600, 0)
    >>> parse_data(str(stretch.data("event", "undated", 7, b""))) == (stretch, 7)
    True
    """
    return _parse(_DATA, path)


def day_of(event_time: int) -> str:
    """The partition of an event time in microseconds.

    >>> day_of(1569366300000000), day_of(2**62)
    ('2019-09-24', 'undated')
    """
    instant = instants.from_micros(event_time)
    return UNDATED if instant is None else instant.date().isoformat()


def _parse(pattern: re.Pattern[str], path: str) -> tuple[Stretch, int] | None:
    match = pattern.fullmatch(path)
    if match is None:
        return None
    stretch = Stretch(_seconds(match["start"]), _seconds(match["end"]), int(match["shard"]))
    return stretch, int(match["pane"])


def _instant(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _basic(seconds: int) -> str:
    # strftime does not pad years before 1000 on every system.
    return f"{_instant(seconds).isoformat()[:19].replace('-', '').replace(':', '')}Z"


def _seconds(text: str) -> int:
    return int(datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).timestamp())
