"""The options of the read, for ``run``: where it starts and stops, what it watches, which time it follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import click

from dateline.commands.shared_options import grouped, option
from dateline.errors import OptionError
from dateline.kafka.connection import Connection
from dateline.kafka.eventtime import EventTime, check_append
from dateline.kafka.positions import PartitionRange, Start, Stop, resolve
from dateline.kafka.read_settings import ReadSettings, compiled


@dataclass(frozen=True, slots=True)
class ReadChoices:
    """What a user chose about the read; ``stop`` null is a stream. Checked when made, except what needs the broker.

    ``claim_seconds`` null leaves it to whoever knows the runner.
    """

    start: Start
    stop: Stop | None = None
    pattern: str | None = None
    watch_seconds: float = 30.0
    event_time: EventTime = field(default_factory=EventTime)
    out_of_order_seconds: float = 2.0
    idle_seconds: float = 0.0
    claim_seconds: float | None = None

    @property
    def bounded(self) -> bool:
        """Whether the read ends by itself."""
        return self.stop is not None

    @property
    def regex(self) -> re.Pattern[str] | None:
        """The topic pattern, if there is one."""
        return None if self.pattern is None else compiled(self.pattern)

    def resolve(
        self, connection: Connection, topics: Sequence[str], group: str, *, exclude: Iterable[str] = ()
    ) -> tuple[PartitionRange, ...]:
        """Where each partition starts and stops (see :func:`dateline.kafka.positions.resolve`).

        ``exclude`` are topics that a pattern never means: the job's own outputs. With ``--event-time append`` the
        topics' settings are checked too.
        """
        ranges = resolve(
            connection, topics, group, self.start, stop=self.stop, pattern=self.regex, exclude=tuple(exclude)
        )
        if self.event_time.policy == "append":
            check_append(connection, sorted({part.topic for part in ranges}))
        return ranges

    def settings(
        self,
        connection: Connection,
        ranges: tuple[PartitionRange, ...],
        group: str,
        *,
        topics: Sequence[str] = (),
        exclude: Iterable[str] = (),
        launch: str = "",
        claim_seconds: float = 1.0,
    ) -> ReadSettings:
        """The settings of the read for ``ranges``; ``claim_seconds`` is what suits the runner, if the user left it."""
        return ReadSettings(
            connection,
            ranges,
            group=group,
            launch=launch,
            topics=tuple(topics),
            pattern=self.pattern,
            exclude=tuple(exclude),
            watch_seconds=self.watch_seconds,
            event_time=self.event_time,
            out_of_order_seconds=self.out_of_order_seconds,
            idle_seconds=self.idle_seconds,
            max_read_seconds=self.claim_seconds or claim_seconds,
        )


def _choices(
    *,
    start_at: str,
    force_start: bool,
    stop_at: str | None,
    once: bool,
    input_pattern: str | None,
    event_time: str,
    **more: float,
) -> ReadChoices:
    if once and stop_at is not None and stop_at.strip().lower() != "now":
        raise OptionError("--once", "is the same as --stop now, but --stop says otherwise.", "Leave one of them out.")
    if input_pattern is not None:
        compiled(input_pattern)
    return ReadChoices(
        start=Start.parse(start_at, force=force_start),
        stop=Stop() if once else None if stop_at is None else Stop.parse(stop_at),
        pattern=input_pattern,
        event_time=EventTime.parse(event_time),
        **more,
    )


read_options = grouped(
    "read",
    _choices,
    [
        option(
            "--start",
            "start_at",
            default="committed",
            metavar="WHERE",
            help="committed, earliest, latest (or now), a time with a zone, or TOPIC/PARTITION:OFFSET,... "
            "What the sink has acknowledged wins.",
        ),
        option("--force-start", is_flag=True, help="Let --start win over what the sink has acknowledged."),
        option(
            "--stop",
            "stop_at",
            default=None,
            metavar="WHERE",
            help="Read no further than now, a time with a zone, or TOPIC/PARTITION:OFFSET,... (a backfill).",
        ),
        option("--once", is_flag=True, help="The same as --stop now."),
        option(
            "--input-pattern",
            default=None,
            metavar="REGEX",
            help="Read the topics whose whole name matches, instead of --input-topic.",
        ),
        option(
            "--watch-seconds",
            type=click.FloatRange(0),
            default=30.0,
            help="Look this often for new partitions and topics (0: never); windows close that much later.",
        ),
        option(
            "--event-time",
            default="record",
            metavar="POLICY",
            help="The time that windows follow: record, append (refused unless the broker sets it) or header:NAME.",
        ),
        option(
            "--out-of-order-seconds",
            type=click.FloatRange(0),
            default=2.0,
            help="How much older than the latest a record may be without being late.",
        ),
        option(
            "--idle-seconds",
            type=click.FloatRange(0),
            default=0.0,
            help="How long a partition at its end still holds back the others.",
        ),
        option(
            "--claim-seconds",
            type=click.FloatRange(0.05),
            default=None,
            help="Read this long before the runner commits; by default what suits the runner.",
        ),
    ],
)
