"""Microseconds since 1970, datetimes and RFC 3339: the one place that converts between them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
HOUR_MICROS = 3_600_000_000


def from_micros(micros: int) -> datetime | None:
    """The UTC datetime of an instant; None outside the years 1 to 9999.

    >>> from_micros(1)
    datetime.datetime(1970, 1, 1, 0, 0, 0, 1, tzinfo=datetime.timezone.utc)
    >>> from_micros(2**62) is None
    True
    """
    try:
        return EPOCH + timedelta(microseconds=micros)
    except OverflowError:
        return None


def to_micros(instant: datetime) -> int:
    """Whole microseconds since 1970 of an aware datetime; exact.

    >>> to_micros(from_micros(1569366300000001))
    1569366300000001
    """
    return (instant - EPOCH) // MICROSECOND


def rfc3339(instant: datetime) -> str:
    """The instant in UTC with Z and no more fractional digits than it needs.

    >>> rfc3339(from_micros(1569366300120000))
    '2019-09-24T23:05:00.12Z'
    >>> rfc3339(from_micros(1569366300000000))
    '2019-09-24T23:05:00Z'
    """
    naive = instant.astimezone(UTC).replace(tzinfo=None)
    text = naive.isoformat()
    return (text.rstrip("0") if naive.microsecond else text) + "Z"


def parse_rfc3339(text: str) -> datetime:
    """The UTC datetime of what :func:`rfc3339` wrote; ``ValueError`` for anything that is not an instant.

    >>> parse_rfc3339("2019-09-24T23:05:00.12Z").microsecond
    120000
    """
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        raise ValueError(f"no zone: {text}")
    return instant.astimezone(UTC)


def event_time(published: int | None, record_time: int) -> int:
    """The event time in microseconds: publication, at most an hour after the record's own time.

    The clamp keeps an article dated 2099 from closing every window; without a publication instant the record's
    time stands in. It partitions files and nothing else.

    >>> event_time(5, 9), event_time(None, 9), event_time(2**60, 0)
    (5, 9, 3600000000)
    """
    return record_time if published is None else min(published, record_time + HOUR_MICROS)
