"""Zones and offsets by name, and the offset that a value gets in them.

A zone is an IANA name, ``UTC``, or a fixed offset ``±hh:mm``. Daylight saving and history come from zoneinfo.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from dateline.times import values
from dateline.times.placezones import zone_info

OFFSET = re.compile(r"\A[+-]\d\d:\d\d\Z")


@dataclass(frozen=True, slots=True)
class PlaceSpan:
    """A place that the entity stage found in the text: its span, name, IANA zone and ISO 3166 country."""

    start: int
    end: int
    name: str
    zone: str | None
    country: str | None = None


def offset_name(minutes: int) -> str:
    """The name of a fixed offset.

    >>> offset_name(-210), offset_name(0)
    ('-03:30', 'UTC')
    """
    if minutes == 0:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02d}:{rest:02d}"


def tzinfo_of(name: str | None) -> tzinfo | None:
    """The zone that a name means; None for unknown names.

    >>> tzinfo_of("+05:30")
    datetime.timezone(datetime.timedelta(seconds=19800))
    """
    if not name:
        return None
    if name == "UTC":
        return UTC
    return values.fixed_offset(name) if OFFSET.match(name) else zone_info(name)


def name_of(zone: tzinfo, moment: datetime) -> str | None:
    """The name of a ``tzinfo``: its IANA key, else its offset at ``moment``."""
    key = getattr(zone, "key", None)
    if isinstance(key, str):
        return key
    offset = zone.utcoffset(moment)
    return None if offset is None else offset_name(round(offset.total_seconds() / 60))


def suffix(value: str, zone: str) -> str:
    """The suffix that a local TIME value gets in a zone: ``Z`` or ``±hh:mm``; empty if it has none.

    >>> suffix("2019-09-24T18:30", "America/Caracas"), suffix("2019-09-24T18:30", "UTC")
    ('-04:00', 'Z')
    """
    if zone == "UTC":
        return "Z"
    if OFFSET.match(zone):
        return zone
    local, info = values.local_interval(value), tzinfo_of(zone)
    if local is None or info is None:
        return ""
    try:
        offset = local[0].replace(tzinfo=info).utcoffset()
    except (OverflowError, ValueError):
        return ""
    if offset is None:
        return ""
    name = offset_name(round(offset.total_seconds() / 60))
    return "+00:00" if name == "UTC" else name


def offset_of(value: str) -> str | None:
    """The name of the offset that a TIME value carries, None if it carries none.

    >>> offset_of("2019-09-24T18:30-04:00"), offset_of("2019-09-24T18:30Z"), offset_of("2019-09-24")
    ('-04:00', 'UTC', None)
    """
    found = values.ZONE_SUFFIX.search(value, value.index("T")) if "T" in value else None
    if found is None:
        return None
    digits = found[0][1:].replace(":", "")
    return "UTC" if found[0] == "Z" else f"{found[0][0]}{digits[:2]}:{digits[2:] or '00'}"


def equivalent_offset(local: datetime, instant: datetime) -> str | None:
    """The offset that makes a local time of day the same instant, if zones of the world have it.

    >>> equivalent_offset(datetime(2019, 9, 24, 18, 30), datetime(2019, 9, 24, 22, 30, tzinfo=UTC))
    '-04:00'
    """
    difference = local - instant.astimezone(UTC).replace(tzinfo=None)
    minutes = round(difference / timedelta(minutes=1)) % 1440
    minutes -= 1440 if minutes > 14 * 60 else 0
    return None if minutes % 15 or minutes < -12 * 60 else offset_name(minutes)
