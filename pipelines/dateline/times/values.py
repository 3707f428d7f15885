"""TIMEX3 values and the calendar behind them: written, shifted, and turned into UTC intervals.

A value is the string that TIMEX3 (TimeML 1.2.1, section "value") and ISO 8601 give to a stretch of time:
``2019``, ``201`` (decade), ``20`` (century), ``2019-09-24``, ``2019-W39-WE``, ``2019-Q3``, ``2019-SU``,
``2019-09-24TMO``, ``2019-09-24T18:30-04:00``, ``BC0499``. Nothing here knows any language.
"""

from __future__ import annotations

import calendar
import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 1, 9999

VALUES_KEPT = 8_192
"""Values whose reading is kept: a value is read several times on its way, and news repeats its days."""

SEASON_MONTHS = {"SP": 3, "SU": 6, "FA": 9, "WI": 12}
"""First month of each meteorological season of the northern hemisphere; winter runs into the next year."""

PART_HOURS = {"MO": (6, 12), "MI": (12, 13), "DT": (8, 18), "AF": (12, 18), "EV": (18, 22), "NI": (20, 28)}
"""Local hours that a part of the day is taken to span; a night ends on the next morning."""

CLOCK_WIDTH = timedelta(hours=1)
"""What the longest clock time spans; what is longer spans the local calendar, so that a day may have 23 hours."""

CLOCK = re.compile(r"(\d\d)(?::(\d\d)(?::(\d\d)(?:[.,]\d+)?)?)?")
ZONE_SUFFIX = re.compile(r"(?:Z|[+-]\d\d(?::?\d\d)?)\Z")
DATE_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern + r"\Z"))
    for name, pattern in (
        ("day", r"(\d{4})-(\d\d)-(\d\d)"),
        ("year", r"(\d{4})"),
        ("month", r"(\d{4})-(\d\d)"),
        ("week", r"(\d{4})-W(\d\d)"),
        ("weekend", r"(\d{4})-W(\d\d)-WE"),
        ("weekday", r"(\d{4})-W(\d\d)-([1-7])"),
        ("quarter", r"(\d{4})-Q([1-4])"),
        ("half", r"(\d{4})-H([12])"),
        ("season", r"(\d{4})-(SP|SU|FA|WI)"),
        ("decade", r"(\d{3})"),
        ("century", r"(\d\d)"),
    )
)


def add_months(day: date, months: int) -> date:
    """``day`` moved by whole months; the day of the month is cut to what the month has.

    >>> add_months(date(2024, 1, 31), 1)
    datetime.date(2024, 2, 29)
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise OverflowError(f"year {year} is outside {FIRST_YEAR}-{LAST_YEAR}")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def shifted(day: date, unit: str, count: int) -> date:
    """``day`` moved by ``count`` units (``D``, ``W``, ``WE``, ``M``, ``Q``, ``H``, ``Y``, ``FY``, ``DE``, ``CE``).

    >>> shifted(date(2019, 9, 24), "W", -1)
    datetime.date(2019, 9, 17)
    """
    if abs(count) > 4_000_000:
        raise OverflowError(f"{count} {unit} reach outside the calendar")
    if unit == "D":
        return day + timedelta(days=count)
    if unit in ("W", "WE"):
        return day + timedelta(weeks=count)
    months = {"M": 1, "Q": 3, "H": 6, "Y": 12, "FY": 12, "SEASON": 12, "DE": 120, "CE": 1200}[unit]
    return add_months(day, months * count)


def of_unit(day: date, unit: str) -> str:
    """The value of the whole unit that holds ``day``.

    >>> of_unit(date(2019, 9, 24), "W"), of_unit(date(2019, 9, 24), "Q"), of_unit(date(2019, 9, 24), "DE")
    ('2019-W39', '2019-Q3', '201')
    """
    if unit == "D":
        return day.isoformat()
    if unit in ("W", "WE"):
        year, week, _ = day.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if unit == "WE" else "")
    if unit == "M":
        return f"{day.year:04d}-{day.month:02d}"
    if unit == "Q":
        return f"{day.year:04d}-Q{(day.month + 2) // 3}"
    if unit == "H":
        return f"{day.year:04d}-H{(day.month + 5) // 6}"
    if unit == "DE":
        return f"{day.year // 10:03d}"
    if unit == "CE":
        return f"{day.year // 100:02d}"
    return f"{'FY' if unit == 'FY' else ''}{day.year:04d}"


@lru_cache(maxsize=VALUES_KEPT)
def granularity(value: str) -> str | None:
    """What a DATE or TIME value is known to: ``year``, ``month``, ``day``, ``part``, ``hour``, ``minute``, …

    >>> granularity("2019-09-24T18:30-04:00"), granularity("2019-W39"), granularity("PXD"), granularity("BC0499")
    ('minute', 'week', None, 'year')
    """
    head, _, tail = value.removeprefix("BC").partition("T")
    if value.startswith("P") or not head:
        return None
    if tail:
        clock = CLOCK.match(ZONE_SUFFIX.sub("", tail))
        return ("second" if clock[3] else "minute" if clock[2] else "hour") if clock else "part"
    return next((name for name, form in DATE_FORMS if form.match(head)), None)


@lru_cache(maxsize=VALUES_KEPT)
def local_interval(value: str) -> tuple[datetime, datetime] | None:
    """The naive local interval [begin, end) of a DATE or TIME value without its zone suffix.

    None for what denotes no single interval (``PXD``, ``PRESENT_REF``, ``XXXX-10``) and for dates that do not
    exist or lie outside the years 1-9999.

    >>> local_interval("2019-09-24TNI")
    (datetime.datetime(2019, 9, 24, 20, 0), datetime.datetime(2019, 9, 25, 4, 0))
    """
    try:
        if "/" in value:
            first, last = (local_interval(end) for end in value.split("/", 1))
            return (first[0], last[1]) if first and last and first[0] < last[1] else None
        head, _, tail = value.partition("T")
        for name, form in DATE_FORMS:
            if found := form.match(head):
                days = _days(name, found)
                return _within(days[0], tail) if tail else days
    except (ValueError, OverflowError):
        return None
    return None


def _days(name: str, found: re.Match[str]) -> tuple[datetime, datetime]:
    if name == "decade":
        return _months(int(found[1]) * 10, 1, 120)
    if name == "century":
        return _months(int(found[1]) * 100, 1, 1200)
    year = int(found[1])
    if name == "day":
        begin = datetime(year, int(found[2]), int(found[3]))  # noqa: DTZ001 - local by contract, zoned by interval()
        return begin, begin + timedelta(days=1)
    if name in ("week", "weekend", "weekday"):
        first, count = {"week": (1, 7), "weekend": (6, 2)}.get(name, (0, 1))
        day = date.fromisocalendar(year, int(found[2]), first or int(found[3]))
        begin = datetime.combine(day, datetime.min.time())
        return begin, begin + timedelta(days=count)
    if name == "season":
        return _months(year, SEASON_MONTHS[found[2]], 3)
    count = {"year": 12, "half": 6, "quarter": 3, "month": 1}[name]
    index = int(found[2]) if name != "year" else 1
    return _months(year, (index - 1) * count + 1, count)


def _months(year: int, month: int, count: int) -> tuple[datetime, datetime]:
    begin = date(year, month, 1)
    return tuple(datetime.combine(d, datetime.min.time()) for d in (begin, add_months(begin, count)))  # type: ignore[return-value]


def _within(day: datetime, tail: str) -> tuple[datetime, datetime] | None:
    if tail in PART_HOURS:
        first, last = PART_HOURS[tail]
        return day + timedelta(hours=first), day + timedelta(hours=last)
    clock = CLOCK.fullmatch(tail)
    if not clock:
        return None
    hour, minute, second = (int(clock[i] or 0) for i in (1, 2, 3))
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        return None
    begin = day + timedelta(hours=hour, minutes=minute, seconds=second)
    width = timedelta(seconds=1) if clock[3] else timedelta(minutes=1) if clock[2] else timedelta(hours=1)
    return begin, begin + width


def fixed_offset(suffix: str) -> timezone | None:
    """The zone that ``Z`` or ``±hh:mm`` says, or None.

    >>> fixed_offset("-04:00")
    datetime.timezone(datetime.timedelta(days=-1, seconds=72000))
    """
    if suffix == "Z":
        return UTC
    digits = suffix[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=-minutes if suffix[0] == "-" else minutes))


def interval(value: str, zone: tzinfo | None) -> tuple[datetime, datetime] | None:
    """The UTC interval [begin, end_exclusive) of a DATE or TIME value whose local calendar is that of ``zone``.

    The single place where instants are made. A zone suffix of the value wins over ``zone``; without either there
    is no instant. Local times that a clock change skips or repeats are read as zoneinfo reads ``fold=0``.

    >>> [end.isoformat() for end in interval("2019-09-24T18:30-04:00", None)]
    ['2019-09-24T22:30:00+00:00', '2019-09-24T22:31:00+00:00']
    >>> interval("9999", UTC) is None
    True
    """
    if "T" in value and (suffix := ZONE_SUFFIX.search(value, value.index("T"))):
        zone, value = fixed_offset(suffix[0]), value[: suffix.start()]
    local = local_interval(value)
    if local is None or zone is None:
        return None
    try:
        begin, end = (moment.replace(tzinfo=zone).astimezone(UTC) for moment in local)
        if local[1] - local[0] <= CLOCK_WIDTH:  # no change of the clock makes an hour of a minute
            end = begin + (local[1] - local[0])
    except OverflowError:
        return None
    return (begin, end) if begin < end else None
