"""Zones: as a text states them after a time, as a mention gets one, and one instant said twice.

A zone is an IANA name, ``UTC``, or a fixed offset ``±hh:mm``. Daylight saving and history come from zoneinfo.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo

from dateline.times import values
from dateline.times.language import ZoneWords
from dateline.times.lexicon import Encoded, Unit
from dateline.times.placezones import zone_info, zone_of_place
from dateline.times.readings import Zone

OFFSET = re.compile(r"\A[+-]\d\d:\d\d\Z")
MAX_NAME_WORDS = 4


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


def stated_zone(encoded: Encoded, index: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> tuple[int, Zone] | None:
    """The zone that is stated from unit ``index`` on: the unit after it, and the zone.

    ``GMT``, ``(GMT +8)``, ``UTC-05:30``, ``+0200``, ``(Caracas time)``, ``local time``, ``Eastern time``,
    ``in Lisbon``.
    """
    units = encoded.units
    opened = index < len(units) and units[index].lower in "([" and units[index].shape == "mark"
    at = index + opened
    if at >= len(units):
        return None
    found = _abbreviation(encoded, at, words) or _named(units, at, words, places) or _led(units, at, words, places)
    if found is None and not opened:
        found = _in_place(units, at, words, places)
    if found is None:
        return None
    end, zone = found
    if opened:
        if end >= len(units) or units[end].lower not in ")]":
            return None
        end += 1
    return end, zone


def _abbreviation(encoded: Encoded, at: int, words: ZoneWords) -> tuple[int, Zone] | None:
    units = encoded.units
    unit = units[at]
    letters = unit.lower.replace(".", "")
    signed = unit.text in ("+", "-", "−") and at + 1 < len(units)
    if signed:
        minutes = _signed(units, at)
        return None if minutes is None else (at + 2, Zone(offset_name(minutes)))
    if letters not in words.abbreviations or not unit.text[:1].isupper() or not unit.text.replace(".", "").isupper():
        return None
    base = words.abbreviations[letters]
    if base == 0 and at + 2 < len(units) and units[at + 1].text in ("+", "-", "−"):
        minutes = _signed(units, at + 1, named=True)
        if minutes is not None:
            return at + 3, Zone(offset_name(minutes))
    return at + 1, Zone(offset_name(base))


def _signed(units: Sequence[Unit], at: int, *, named: bool = False) -> int | None:
    """Minutes of a sign and ``8``, ``08``, ``0800`` or ``8:00``; unnamed, ``-8:00`` is rather the end of a range."""
    text, sign = units[at + 1].text, 1 if units[at].text == "+" else -1
    hours, minutes = 0, 0
    if units[at + 1].shape == "clock" and (named or units[at].text == "+"):
        hours, minutes = (int(part) for part in text.split(":")[:2])
    elif text.isascii() and text.isdigit() and len(text) in (1, 2, 4):
        hours, minutes = (int(text[:2]), int(text[2:])) if len(text) == 4 else (int(text), 0)
    else:
        return None
    return None if hours > 14 or minutes > 59 else sign * (hours * 60 + minutes)


def _named(units: Sequence[Unit], at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> tuple[int, Zone] | None:
    """``local time``, or up to four words before ``time``."""
    for end in range(at + 1, min(len(units), at + 1 + MAX_NAME_WORDS)):
        if units[end].lower in words.time:
            name = " ".join(unit.text for unit in units[at:end])
            if name.lower() == words.local:
                return end + 1, Zone(None, local=True)
            if zone := words.named.get(name.lower()):
                return end + 1, Zone(zone)
            if units[at].capitalised and (zone := _place(units[at].start, units[end - 1].end, name, places)):
                return end + 1, Zone(zone)
            return None
        if units[end].shape not in ("word", "abbreviation", "phrase") and units[end].lower not in "-.'":
            break
    single = words.named.get(units[at].lower)
    if single and units[at].text.isupper() and len(units[at].text) == 2:
        return at + 1, Zone(single)
    return None


def _led(units: Sequence[Unit], at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> tuple[int, Zone] | None:
    """``hora local``, ``hora de Caracas``: the longest name of a zone or place after the words that lead to it."""
    if not words.lead:
        return None
    at += units[at].lower == ","
    spoken = tuple(unit.lower for unit in units[at : at + MAX_NAME_WORDS])
    leads = [len(lead) for lead in words.lead if spoken[: len(lead)] == lead]
    for first in sorted((at + length for length in leads), reverse=True):
        for end in range(min(len(units), first + MAX_NAME_WORDS), first, -1):
            name = " ".join(unit.text for unit in units[first:end])
            if name.lower() == words.local:
                return end, Zone(None, local=True)
            if zone := words.named.get(name.lower()):
                return end, Zone(zone)
            capitals = units[first].capitalised and units[end - 1].capitalised
            if capitals and (zone := _place(units[first].start, units[end - 1].end, words.known_as(name), places)):
                return end, Zone(zone)
    return None


def _in_place(units: Sequence[Unit], at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> tuple[int, Zone] | None:
    """``in Lisbon``: the longest run of capitalised words that names a place with a zone."""
    if units[at].lower not in words.in_place:
        return None
    end = at + 1
    while end < len(units) and end - at <= MAX_NAME_WORDS and units[end].capitalised and units[end].shape != "mark":
        end += 1
    while end > at + 1:
        name = " ".join(unit.text for unit in units[at + 1 : end])
        if zone := _place(units[at + 1].start, units[end - 1].end, words.known_as(name), places):
            return end, Zone(zone, "place")
        end -= 1
    return None


def _place(start: int, end: int, name: str, places: Sequence[PlaceSpan]) -> str | None:
    for place in places:
        if place.zone and place.start == start and place.end == end and tzinfo_of(place.zone):
            return place.zone
    return zone_of_place(name)


def equivalent_offset(local: datetime, instant: datetime) -> str | None:
    """The offset that makes a local time of day the same instant, if zones of the world have it.

    >>> equivalent_offset(datetime(2019, 9, 24, 18, 30), datetime(2019, 9, 24, 22, 30, tzinfo=UTC))
    '-04:00'
    """
    difference = local - instant.astimezone(UTC).replace(tzinfo=None)
    minutes = round(difference / timedelta(minutes=1)) % 1440
    minutes -= 1440 if minutes > 14 * 60 else 0
    return None if minutes % 15 or minutes < -12 * 60 else offset_name(minutes)
