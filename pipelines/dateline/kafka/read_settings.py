"""How to read: the settings of stage 1, checked when they are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from dateline.errors import OptionError
from dateline.kafka.connection import Connection
from dateline.kafka.eventtime import EventTime
from dateline.kafka.positions import PartitionRange

LEAST_FETCH, LARGEST_FETCH = 1024 * 1024, 16 * 1024 * 1024

FETCH_BUDGET = 128 * 1024 * 1024
"""What all partitions together may fetch at once, in bytes; as much again waits in the consumers' buffers."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """What to read and how. Raises :class:`~dateline.errors.OptionError` for values that cannot work.

    ``ranges`` are the partitions known at launch; ``group`` gets the finalized offsets for lag tools (null: none)
    and names the job for ``<group>.sink`` and ``<group>.control``; ``launch`` is what
    :func:`~dateline.kafka.control.announce` was told (empty: only this process can drain the read).

    **Watch**: ``topics`` (or the regular expression ``pattern``, matched against whole names, less ``exclude``) are
    looked at every ``watch_seconds`` for partitions that are new (0: never, as in a bounded read).

    **Event time**: see :mod:`dateline.kafka.eventtime`; records may be ``out_of_order_seconds`` older than the
    latest before them and still not be late. A partition that has been read to its end for ``idle_seconds`` no
    longer holds back the others. ``one_process``: a single process reads all partitions, on a runner that mixes up
    their watermarks (see :mod:`dateline.kafka.watermarks`); found out by itself where the runner is called Prism.

    **Pace**: one claim reads for ``max_read_seconds`` at most, then the runner commits and resumes it: that is how
    late an event may be published while there is a backlog (where there is none a claim ends at once), and also the
    share of time that a runner which rests before each claim (Flink, for its ``max_bundle_time``) spends reading.
    Behind slow steps a claim ends earlier (``PartitionReader.waited``).
    ``poll_interval_seconds`` is how long an idle partition rests; ``max_records`` are claimed at once;
    ``fetch_max_bytes`` bounds what is fetched at once for one partition (a larger record comes alone); by default
    it is what :data:`FETCH_BUDGET` leaves for each partition. A reader waits for the broker once a fetch: 16 MB are
    read a quarter faster than 2 MB.
    """

    connection: Connection
    ranges: tuple[PartitionRange, ...]
    group: str | None = None
    launch: str = ""
    topics: tuple[str, ...] = ()
    pattern: str | None = None
    exclude: tuple[str, ...] = ()
    watch_seconds: float = 0.0
    event_time: EventTime = field(default_factory=EventTime)
    out_of_order_seconds: float = 2.0
    idle_seconds: float = 0.0
    one_process: bool = False
    poll_interval_seconds: float = 0.25
    max_records: int = 1_000
    max_read_seconds: float = 1.0
    fetch_max_bytes: int | None = None

    def __post_init__(self) -> None:
        for option, value in (
            ("--out-of-order-seconds", self.out_of_order_seconds),
            ("--idle-seconds", self.idle_seconds),
            ("--watch-seconds", self.watch_seconds),
        ):
            if not 0 <= value <= 86_400 * 365:
                raise OptionError(option, f"{value} is not between 0 and a year.", "Give seconds, e.g. 2.")
        if self.max_read_seconds <= 0:
            raise OptionError("--claim-seconds", f"{self.max_read_seconds} is not above 0.", "Give seconds, e.g. 1.")
        if self.pattern is not None:
            compiled(self.pattern)

    @property
    def fetch_bytes(self) -> int:
        """How many bytes are fetched at once for one partition.

        >>> part = PartitionRange("news", 0, 0)
        >>> [ReadSettings(Connection("kafka:9092"), (part,) * count).fetch_bytes >> 20 for count in (1, 32, 1_000)]
        [16, 4, 1]
        """
        if self.fetch_max_bytes is not None:
            return self.fetch_max_bytes
        return max(LEAST_FETCH, min(LARGEST_FETCH, FETCH_BUDGET // max(1, len(self.ranges))))

    @property
    def bounded(self) -> bool:
        """Whether every partition has a stop: then the read is a bounded collection, and nothing is watched."""
        return all(part.stop is not None for part in self.ranges)

    @property
    def watches(self) -> bool:
        """Whether partitions that appear later are read."""
        return not self.bounded and self.watch_seconds > 0 and bool(self.topics or self.pattern)


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression of a topic pattern. Raises :class:`~dateline.errors.OptionError`."""
    try:
        return re.compile(pattern)
    except re.error as error:
        raise OptionError("--input-pattern", f"{pattern!r} is no regular expression: {error}.") from error
