"""Publication times: every form of the contract to a :class:`~dateline.records.PublishedAt`, nothing guessed.

============================================  ===========================================================
form                                          reading
============================================  ===========================================================
``2019-09-24T23:05:00Z``, ``…+02:00``          RFC 3339; also ``t``/``z``, a space for ``T``, an offset without
                                              its colon, without minutes or after a space, ``UTC``/``GMT``, seconds
                                              left out, ISO 8601 basic form (``20190924T230500Z``, as in NITF)
``Tue, 24 Sep 2019 23:05:00 +0000``            RFC 2822 with its obsolete zone names and short years
``1569366300``, ``1569366300000``              epoch seconds or milliseconds, a number or text
``2019-09-24T19:05:00``                        a local time, zone unknown: no instant
``2019-09-24``                                 a day, zone unknown: no time, never padded to midnight
============================================  ===========================================================

Decisions where the standards leave or take room: ``-00:00`` (RFC 3339, 4.3) and ``-0000`` say UTC. Digits after
the sixth of a fraction are cut, never rounded up. A leap second (``:60``) is allowed where one can be, at the end
of a month in UTC, and read as second 59, so that the day stays; without a zone, in the last minute of an hour.
Hour 24 is not in RFC 3339. A weekday that is not the date's, a zone name that RFC 2822 does not define, and a
number that could as well be a date (``20190924``) are errors: each has two readings.
"""

from __future__ import annotations

import calendar
import math
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_FLOOR, Decimal
from typing import Literal

from dateline.decode.wording import excerpt, kind
from dateline.errors import FieldError
from dateline.records import PublishedAt

LONGEST = 100
"""Characters that a written time may have; all forms are far shorter."""

MILLISECONDS_FROM = 10**11
"""From this size a number counts milliseconds: as seconds it would be the year 5138, as milliseconds 1973-03-03.
The same cut is made by most who accept both; milliseconds between 1966-10-31 and 1973-03-03 are misread."""

REMEDY = "Send 2019-09-24T19:05:00-04:00, or 2019-09-24 if only the day is known, or seconds since 1970."

# Not of the calendar module: its names are those of the machine's locale.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH_NUMBERS = {name[:3].lower(): number for number, name in enumerate(_MONTHS, start=1)}
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_ZONES = {"ut": 0, "utc": 0, "gmt": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5}
_ZONES |= {"mst": -7, "mdt": -6, "pst": -8, "pdt": -7}
"""Zone names of RFC 2822, 4.3 in hours. The one-letter zones other than Z are undefined there."""

_OFFSET = r"[+-][0-9]{2}(?::?[0-9]{2})?"
_ISO = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    rf"(?: ?(?P<zone>[Zz]|UTC|GMT|{_OFFSET}))?)?"
)
_ISO_BASIC = re.compile(
    r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"
    r"[Tt](?P<hour>[0-9]{2})(?P<minute>[0-9]{2})(?:(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]+))?)?"
    rf"(?P<zone>[Zz]|{_OFFSET})?"
)
_MAIL = re.compile(
    r"(?:(?P<weekday>[A-Za-z]{3}),?\s+)?(?P<day>[0-9]{1,2})\s+(?P<month>[A-Za-z]{3})\s+(?P<year>[0-9]{2,4})\s+"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
    r"(?:\s+(?P<zone>[+-][0-9]{4}|[A-Za-z]{1,5}))?(?:\s+\([^()]*\))?",
    re.ASCII,
)
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]*)?")
_COMPACT = {4: "%Y", 6: "%Y%m", 8: "%Y%m%d", 12: "%Y%m%d%H%M", 14: "%Y%m%d%H%M%S"}
_COMPACT_YEARS = range(1900, 2101)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_SECONDS_OF_YEARS_1_TO_9999 = (-62_135_596_800, 253_402_300_800)


def parse(name: str, value: object) -> PublishedAt | None:
    """The time that ``value`` states; ``None`` for null and blank text.

    >>> parse("published_at", "2019-09-24")
    PublishedAt(text='2019-09-24', granularity='day', instant_micros=None)
    >>> parse("published_at", "Tue, 24 Sep 2019 19:05 EDT")
    PublishedAt(text='2019-09-24T19:05:00-04:00', granularity='minute', instant_micros=1569366300000000)
    >>> parse("published_at", 1569366300000).text
    '2019-09-24T23:05:00Z'

    Dates and datetimes (Avro logical types) are taken as they are. Raises :class:`~dateline.errors.FieldError`
    with ``name`` for what is impossible, unreadable, of two readings or outside the years 1 to 9999.
    """
    match value:
        case None:
            return None
        case bool():
            raise FieldError(name, f"must be a time, but is {kind(value)}.", REMEDY)
        case str():
            stripped = value.strip()
            return _written(name, stripped) if stripped else None
        case int():
            return _number(name, Decimal(value))
        case float():
            if not math.isfinite(value):
                raise FieldError(name, f"{value} is no time.", REMEDY)
            return _number(name, Decimal(repr(value)))
        case datetime():
            return _of_datetime(name, value, "microsecond" if value.microsecond else "second")
        case date():
            return PublishedAt(value.isoformat(), "day", None)
        case _:
            raise FieldError(name, f"must be a time, but is {kind(value)}.", REMEDY)


def _written(name: str, text: str) -> PublishedAt:
    if len(text) > LONGEST:
        raise FieldError(name, f"{len(text):,} characters are no time: {excerpt(text)}.", REMEDY)
    if match := _ISO.fullmatch(text) or _ISO_BASIC.fullmatch(text):
        return _iso(name, text, match.groupdict())
    if match := _MAIL.fullmatch(text):
        return _mail(name, text, match.groupdict())
    if _NUMBER.fullmatch(text):
        return _number(name, Decimal(text))
    raise FieldError(name, f"cannot read {excerpt(text)} as a time.", REMEDY)


def _iso(name: str, text: str, parts: Mapping[str, str | None]) -> PublishedAt:
    day = _day(name, text, int(parts["year"] or 0), int(parts["month"] or 0), int(parts["day"] or 0))
    if parts["hour"] is None:
        return PublishedAt(day.isoformat(), "day", None)
    zone = parts["zone"]
    return _timed(name, text, day, parts, None if zone is None else _offset(name, text, zone))


def _mail(name: str, text: str, parts: Mapping[str, str | None]) -> PublishedAt:
    written_year = parts["year"] or ""
    year = int(written_year)
    if len(written_year) == 2:  # RFC 2822, 4.3: 00-49 is 2000-2049, 50-99 and three digits count from 1900
        year += 2000 if year < 50 else 1900
    elif len(written_year) == 3:
        year += 1900
    month = _MONTH_NUMBERS.get((parts["month"] or "").lower())
    if month is None:
        raise FieldError(name, f"{excerpt(text)}: there is no month {parts['month']}.", REMEDY)
    day = _day(name, text, year, month, int(parts["day"] or 0))
    weekday = parts["weekday"]
    actual = _WEEKDAYS[day.weekday()]
    if weekday is not None and weekday.lower() != actual[:3].lower():
        raise FieldError(name, f"{excerpt(text)} contradicts itself: {day.isoformat()} is a {actual}.", REMEDY)
    zone = parts["zone"]
    if zone is None:
        return _timed(name, text, day, parts, None)
    if zone[0] in "+-":
        return _timed(name, text, day, parts, _offset(name, text, zone))
    hours = _ZONES.get(zone.lower())
    if hours is None:
        remedy = "Send the offset (+0200) in place of the name: most names of zones are used by several."
        raise FieldError(name, f"{excerpt(text)}: RFC 2822 does not define the zone {excerpt(zone)}.", remedy)
    return _timed(name, text, day, parts, timezone(timedelta(hours=hours)))


def _day(name: str, text: str, year: int, month: int, day: int) -> date:
    if year < 1:
        raise FieldError(name, f"{excerpt(text)}: there is no year 0.", REMEDY)
    if not 1 <= month <= 12:
        raise FieldError(name, f"{excerpt(text)}: there is no month {month}.", REMEDY)
    days = calendar.monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise FieldError(name, f"{excerpt(text)}: {_MONTHS[month - 1]} {year} has {days} days, not {day}.", REMEDY)
    return date(year, month, day)


def _offset(name: str, text: str, zone: str) -> timezone:
    if zone[0] not in "+-":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 23 or minutes > 59:
        raise FieldError(name, f"{excerpt(text)}: there is no offset {zone}.", REMEDY)
    offset = timedelta(hours=hours, minutes=minutes)
    return timezone(-offset if zone[0] == "-" else offset)


def _timed(name: str, text: str, day: date, parts: Mapping[str, str | None], zone: timezone | None) -> PublishedAt:
    hour, minute, second = (int(parts[part] or 0) for part in ("hour", "minute", "second"))
    if hour > 23 or minute > 59 or second > 60:
        raise FieldError(name, f"{excerpt(text)}: there is no time {hour:02}:{minute:02}:{second:02}.", REMEDY)
    micros = int((parts.get("fraction") or "")[:6].ljust(6, "0"))
    leap = second == 60
    moment = datetime(day.year, day.month, day.day, hour, minute, 59 if leap else second, 0 if leap else micros, zone)
    if leap and not _may_be_leap(moment):
        raise FieldError(name, f"{excerpt(text)}: no leap second can be there.", REMEDY)
    granularity: Literal["minute", "second", "microsecond"] = "second"
    if parts["second"] is None:
        granularity = "minute"
    elif moment.microsecond:
        granularity = "microsecond"
    return _of_datetime(name, moment, granularity)


def _may_be_leap(moment: datetime) -> bool:
    """Whether second 60 may follow ``moment``: the last minute of a month in UTC (RFC 3339, 5.7)."""
    if moment.tzinfo is None:
        return moment.minute == 59
    try:
        utc = moment.astimezone(UTC)
    except OverflowError:
        return False
    return (utc.hour, utc.minute) == (23, 59) and utc.day == calendar.monthrange(utc.year, utc.month)[1]


def _number(name: str, number: Decimal) -> PublishedAt:
    if likely := _compact_date(number):
        raise FieldError(name, f"{number} is either {likely} or a count of seconds or milliseconds.", REMEDY)
    milliseconds = abs(number) >= MILLISECONDS_FROM
    first, after = (bound * 1000 if milliseconds else bound for bound in _SECONDS_OF_YEARS_1_TO_9999)
    if not first <= number < after:
        remedy = "Send seconds or milliseconds since 1970 (not micro- or nanoseconds), or RFC 3339."
        raise FieldError(name, f"{excerpt(str(number))} is outside the years 1 to 9999.", remedy)
    scaled = (number * (1_000 if milliseconds else 1_000_000)).to_integral_value(ROUND_FLOOR)
    moment = _EPOCH + timedelta(microseconds=int(scaled))
    return _of_datetime(name, moment, "microsecond" if moment.microsecond else "second")


def _compact_date(number: Decimal) -> str | None:
    """The year, month, day or minute that the digits of ``number`` spell, if they spell one of 1900-2100."""
    digits = str(number)
    form = _COMPACT.get(len(digits)) if digits.isdecimal() else None
    if form is None or int(digits[:4]) not in _COMPACT_YEARS:
        return None
    try:
        moment = datetime.strptime(digits, form).replace(tzinfo=UTC)
    except ValueError:
        return None
    return {4: f"the year {digits}", 6: f"{moment:%Y-%m}", 8: f"{moment:%Y-%m-%d}"}.get(
        len(digits), f"{moment:%Y-%m-%dT%H:%M:%S}"
    )


def _of_datetime(name: str, moment: datetime, granularity: Literal["minute", "second", "microsecond"]) -> PublishedAt:
    if moment.tzinfo is None:
        return PublishedAt(moment.isoformat(), granularity, None)
    micros = (moment - _EPOCH) // _MICROSECOND
    first, after = (bound * 1_000_000 for bound in _SECONDS_OF_YEARS_1_TO_9999)
    if not first <= micros < after:
        raise FieldError(name, f"{moment.isoformat()} is outside the years 1 to 9999 in UTC.", REMEDY)
    text = moment.isoformat()
    return PublishedAt(text[:-6] + "Z" if text.endswith("+00:00") else text, granularity, micros)
