"""Dates with missing parts, completed from the anchor: ``24 September``, ``Tuesday``, ``last October``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dateline.times import values
from dateline.times.anchoring import Anchors, Direction, Resolved, resolve_shift
from dateline.times.direction import Cue
from dateline.times.readings import CalendarDate

HolidayOf = Callable[[str, int], date]
TURN_OF_YEAR = 8
"""Months back from the date a narrative has reached, at which it has gone on to the next year instead."""

YEARLESS_DAYS = 300
"""Days beyond which news does not leave out the year of a day, whatever the tense of the nearest verb."""

WEEKDAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def resolve_date(core: CalendarDate, anchors: Anchors, cue: Cue | None, holiday: HolidayOf) -> Resolved | None:
    """The value of a calendar date; None if it denotes none (31 February) or nothing completes it.

    >>> from dateline.times.en.holidays import holiday
    >>> resolve_date(CalendarDate(weekday=1), Anchors(date(2019, 9, 24)), None, holiday).value
    '2019-09-23'
    """
    if core.year_of is not None:
        return _with_year_of(core, anchors, cue, holiday)
    if core.bc:
        return Resolved(f"BC{core.year or 0:04d}" + _tail(core, None, holiday))
    if core.year is not None:
        return _complete(core, anchors, holiday)
    if core.day is not None and core.month is None:
        return _weekday_and_day(core, anchors, cue) or _day_only(core, anchors)
    if core.weekday is not None and core.month is None:
        return _weekday(core, anchors, cue)
    return _yearless(core, anchors, cue, holiday)


def _with_year_of(core: CalendarDate, anchors: Anchors, cue: Cue | None, holiday: HolidayOf) -> Resolved | None:
    year = resolve_shift(core.year_of, anchors) if core.year_of else None
    if year is None or year.value.endswith("_REF"):
        return None
    bc = year.value.startswith("BC")
    digits = year.value.removeprefix("BC")[:4]
    whole = resolve_date(replace(core, year=int(digits), year_of=None, bc=bc), anchors, cue, holiday)
    return whole and replace(whole, anchor=year.anchor, basis=year.basis, confidence=year.confidence)


def _tail(core: CalendarDate, year: int | None, holiday: HolidayOf) -> str:
    """What follows the year in the value."""
    if core.holiday and year is not None:
        return holiday(core.holiday, year).strftime("-%m-%d")
    if core.month is not None:
        return f"-{core.month:02d}" + (f"-{core.day:02d}" if core.day is not None else "")
    if core.season:
        return f"-{core.season}"
    if core.quarter:
        return f"-Q{core.quarter}"
    return f"-H{core.half}" if core.half else ""


def _value(core: CalendarDate, year: int, holiday: HolidayOf) -> str | None:
    """The value in a given year, or None if there is no such date."""
    if not values.FIRST_YEAR <= year <= values.LAST_YEAR:
        return None
    try:
        value = f"{year:04d}{_tail(core, year, holiday)}"
    except (ValueError, OverflowError):
        return None
    return value if values.local_interval(value) is not None or value == "9999" else None


def _complete(core: CalendarDate, anchors: Anchors, holiday: HolidayOf) -> Resolved | None:
    year = core.year or 0
    value = _value(core, year, holiday)
    confidence = 0.98
    if core.alternative is not None:
        other = _value(replace(core, month=core.alternative[0], day=core.alternative[1]), year, holiday)
        value, confidence = _nearer(value, other, anchors), 0.7
    if value is None:
        return None
    conflict = None
    if core.weekday is not None and core.day is not None:
        named = date.fromisoformat(value).isoweekday()
        if named != core.weekday:
            conflict = f"{value} is a {WEEKDAY_NAMES[named - 1]}, the text says {WEEKDAY_NAMES[core.weekday - 1]}"
            confidence = 0.6
    return Resolved(value, confidence=confidence, conflict=conflict)


def _nearer(value: str | None, other: str | None, anchors: Anchors) -> str | None:
    """Of month-first and day-first the date nearer to the publication; month-first on a tie."""
    if value is None or other is None or anchors.published is None:
        return value or other
    distances = [abs((date.fromisoformat(v) - anchors.published).days) for v in (value, other)]
    return value if distances[0] <= distances[1] else other


def _weekday_and_day(core: CalendarDate, anchors: Anchors, cue: Cue | None) -> Resolved | None:
    """``Friday the 16th``: the nearest such day, on the side that the tense says; None if it is no weekday's."""
    day, anchor, basis = anchors.running()
    if day is None or core.day is None or core.weekday is None:
        return None
    try:
        months = [values.add_months(day.replace(day=1), count) for count in range(-6, 7)]
    except OverflowError:
        return None
    days = [month + timedelta(days=core.day - 1) for month in months]
    days = [found for found in days if found.day == core.day and found.isoweekday() == core.weekday]
    if cue is not None and cue.direction == "past":
        days = [found for found in days if found <= day] or days
    elif cue is not None and cue.direction == "future":
        days = [found for found in days if found >= day] or days
    if not days:
        return None
    chosen = min(days, key=lambda found: abs((found - day).days))
    return Resolved(chosen.isoformat(), anchor, basis, confidence=0.9)


def _day_only(core: CalendarDate, anchors: Anchors) -> Resolved | None:
    day, anchor, basis = anchors.base("mention")
    if day is None or core.day is None:
        return None
    try:
        value = day.replace(day=core.day).isoformat()
    except ValueError:
        return None
    return Resolved(value, anchor, basis, confidence=0.6)


def _weekday(core: CalendarDate, anchors: Anchors, cue: Cue | None) -> Resolved | None:
    weekday = core.weekday or 1
    mention = core.relation in ("that", "previous", "following")
    day, anchor, basis = anchors.base("mention") if mention else anchors.running()
    if day is None:
        return Resolved(f"XXXX-WXX-{weekday}", confidence=0.4)
    try:
        found = _nearest_weekday(core, weekday, day, basis, cue)
    except OverflowError:
        return None
    value = values.of_unit(found, "WE") if core.weekend else found.isoformat()
    direction: Direction = "past" if found < day else "future" if found > day else "present"
    given = cue.basis if cue and core.relation is None and core.week is None else None
    confidence = 0.9 if given or core.relation or core.week is not None else 0.75
    if basis in ("narrative", "mention"):
        return Resolved(value, anchor, basis, confidence=0.5)
    named = given or ("expression" if core.relation or core.week is not None else "default")
    return Resolved(value, anchor, basis, direction, named, confidence)


def _nearest_weekday(core: CalendarDate, weekday: int, day: date, basis: str | None, cue: Cue | None) -> date:
    """AP usage: a bare weekday is within seven days, today included; tense tells before from after."""
    ahead = (weekday - day.isoweekday()) % 7
    behind = (day.isoweekday() - weekday) % 7
    if core.week is not None:
        return day - timedelta(days=day.isoweekday() - weekday) + timedelta(weeks=core.week)
    if core.relation in ("last", "previous"):
        return day - timedelta(days=behind or 7)
    if core.relation in ("next", "following"):
        return day + timedelta(days=ahead or 7)
    future = cue is not None and cue.direction == "future"
    if core.relation == "this":
        return day - timedelta(days=behind) if cue and cue.direction == "past" else day + timedelta(days=ahead)
    if basis in ("narrative", "mention"):
        return day + timedelta(days=ahead) if ahead <= behind else day - timedelta(days=behind)
    return day + timedelta(days=ahead) if future else day - timedelta(days=behind)


def _yearless(core: CalendarDate, anchors: Anchors, cue: Cue | None, holiday: HolidayOf) -> Resolved | None:
    mention = core.relation in ("that", "previous", "following")
    day, anchor, basis = anchors.base("mention") if mention else anchors.running(core.month, core.day)
    if anchors.bc and (mention or anchors.narrative) and anchors.reference:
        value = anchors.reference[:6] + _tail(core, None, holiday)
        return Resolved(value, anchors.reference, "narrative", confidence=0.5)
    if day is None:
        tail = _tail(core, 2000, holiday)
        return Resolved(f"XXXX{tail}", confidence=0.4) if tail else None
    spans = _spans(core, range(day.year - 1, day.year + 2), holiday) or _spans(
        core, range(day.year - 8, day.year + 9), holiday
    )
    chosen = _chosen(spans, core, day, basis, cue) if spans else None
    if chosen is None:
        return None
    if basis in ("narrative", "mention"):
        return Resolved(chosen.value, anchor, basis, confidence=0.75)
    named = cue.basis if cue and core.relation is None else "expression" if core.relation else "nearest"
    return Resolved(chosen.value, anchor, basis, chosen.side(day), named, 0.85 if cue else 0.75)


@dataclass(frozen=True, slots=True)
class _Span:
    """The same date in one year, with its days [begin, end)."""

    value: str
    begin: date
    end: date

    def side(self, day: date) -> Direction:
        return "past" if self.end <= day else "future" if self.begin > day else "present"

    def distance(self, day: date) -> int:
        if self.begin <= day < self.end:
            return 0
        return min(abs((self.begin - day).days), abs((self.end - day).days))


def _spans(core: CalendarDate, years: range, holiday: HolidayOf) -> list[_Span]:
    spans = []
    for year in years:
        value = _value(core, year, holiday)
        if value is not None and (local := values.local_interval(value)) is not None:
            spans.append(_Span(value, local[0].date(), local[1].date()))
    return spans


def _chosen(spans: list[_Span], core: CalendarDate, day: date, basis: str | None, cue: Cue | None) -> _Span | None:
    """Of the same date in neighbouring years the one that relation, narrative, tense or nearness says."""
    if core.relation in ("last", "previous"):
        return next((span for span in reversed(spans) if span.end <= day), None)
    if core.relation in ("next", "following"):
        return next((span for span in spans if span.begin > day), None)
    same_year = next((span for span in spans if span.value.startswith(f"{day.year:04d}")), None)
    if basis == "narrative" and core.month and day.month - core.month >= TURN_OF_YEAR:
        return next((span for span in spans if span.begin > day), None)
    if core.relation in ("this", "that") or basis in ("narrative", "mention"):
        return same_year
    nearest = min(spans, key=lambda span: (span.distance(day), span.begin))
    told = None
    if cue is not None and cue.direction == "past":
        told = next((span for span in reversed(spans) if span.begin <= day), None)
    elif cue is not None and cue.direction == "future":
        told = next((span for span in spans if span.end > day), None)
    elif core.quarter or core.half:
        told = same_year
    if told is not None and core.day is not None and told.distance(day) > YEARLESS_DAYS:
        return nearest
    return told or nearest
