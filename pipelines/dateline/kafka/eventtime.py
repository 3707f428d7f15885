"""Event time: which time of a record its element and the watermark follow.

``record`` (default)
    The time that the record has in Kafka, whoever set it: producer or broker.
``append``
    The same, refused at launch unless the broker sets it (``message.timestamp.type=LogAppendTime``): then a
    partition is never out of order, and a wrong clock at a producer does no harm.
``header:NAME``
    A header of the record (RFC 3339 with a zone, or milliseconds since 1970), as a crawler or a backfill sets it
    that knows when something happened. Without it, or where it cannot be read, the record's own time counts.

There is no policy by the article's own ``published_at``. It stands inside a value that is decoded one stage later,
under that stage's limits on hostile input and with its dead letters; decoding twice would cost more than reading
does; and news is dated by its publisher: to the day, in local time, or in 2099. A producer that trusts its
dates sets the header. Files are laid out by ``published_at`` and times are anchored at it whatever the policy.

Whatever the policy, the watermark of a partition is its latest time less a bound, and never later than the clock
less that bound, so a record of 2099 closes no window; a header's time counts for one hour after the record's at most.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kafka.admin import ConfigResource, ConfigResourceType

from dateline.errors import OptionError, PreflightError
from dateline.kafka.connection import Connection

MOST_AFTER_RECORD_MILLIS = 3_600_000
"""How much later than the record a header's time may be (DESIGN: an article is never dated an hour ahead)."""

EARLIEST_MILLIS = -62_135_596_800_000
LATEST_MILLIS = 253_402_300_799_000
"""The years 1 and 9999: what a runner's windows and Python's datetimes can hold."""

Headers = Iterable[tuple[str, bytes | None]]


@dataclass(frozen=True, slots=True)
class EventTime:
    """A policy; ``header`` is the header's name and is given with that policy only.

    >>> EventTime.parse("header:happened-at")
    EventTime(policy='header', header='happened-at')
    """

    policy: Literal["record", "append", "header"] = "record"
    header: str = ""

    @classmethod
    def parse(cls, text: str) -> EventTime:
        """Read the option's text. Raises :class:`~dateline.errors.OptionError`."""
        word = text.strip()
        if word.lower() == "record":
            return cls("record")
        if word.lower() == "append":
            return cls("append")
        name = word.partition(":")[2].strip()
        if word.lower().startswith("header:") and name:
            return cls("header", name)
        raise OptionError(
            "--event-time", f"{text!r} is none of record, append and header:NAME.", "Give e.g. record (the default)."
        )

    def __str__(self) -> str:
        return f"header:{self.header}" if self.policy == "header" else self.policy

    def millis(self, record_millis: int, headers: Headers) -> int:
        """The event time of a record, in milliseconds, within what a runner can hold.

        >>> EventTime("header", "at").millis(5_000, [("at", b"1970-01-01T00:00:02Z")])
        2000
        >>> EventTime("header", "at").millis(5_000, [("at", b"2099-01-01T00:00:00Z")])
        3605000
        """
        if self.policy == "header":
            told = _told(headers, self.header)
            if told is not None:
                record_millis = min(told, record_millis + MOST_AFTER_RECORD_MILLIS)
        return min(max(record_millis, EARLIEST_MILLIS), LATEST_MILLIS)


def _told(headers: Headers, name: str) -> int | None:
    """What the header called ``name`` says, in milliseconds; null where it is missing or cannot be read."""
    for key, value in headers:
        if key == name and value is not None:
            return _parsed(value)
    return None


def _parsed(value: bytes) -> int | None:
    """Milliseconds since 1970 of an RFC 3339 text with a zone or of a number; null for anything else.

    >>> _parsed(b"1569366300000"), _parsed(b"2019-09-24T23:05:00Z"), _parsed(b"2019-09-24T23:05:00"), _parsed(b"x")
    (1569366300000, 1569366300000, None, None)
    """
    if len(value) > 40:
        return None
    try:
        text = value.decode("ascii").strip()
        if text.lstrip("-").isdigit() and len(text) < 19:
            return int(text)
        moment = datetime.fromisoformat(text)
        return None if moment.tzinfo is None else round(moment.timestamp() * 1000)
    except (ValueError, OverflowError):
        return None


def check_append(connection: Connection, topics: Iterable[str]) -> None:
    """Raise :class:`~dateline.errors.PreflightError` for a topic whose record times are not set by the broker."""
    setting = "message.timestamp.type"
    asked = [ConfigResource(ConfigResourceType.TOPIC, topic, configs={setting: None}) for topic in topics]
    admin = connection.admin("dateline-event-time")
    try:
        found = admin.describe_configs(asked, config_filter="all")["topic"]
    finally:
        admin.close()
    wrong = sorted(topic for topic, values in found.items() if values[setting]["value"] != "LogAppendTime")
    if wrong:
        raise PreflightError(
            f"--event-time append, but the producer sets the times in {', '.join(wrong)}.",
            "Set message.timestamp.type=LogAppendTime on the topic, or use --event-time record.",
        )
