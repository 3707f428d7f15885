"""The two ends of a written range: found, completed from each other, and linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.records import TimeMention, TimeRange
from dateline.times.draft import Draft
from dateline.times.grammar import Piece
from dateline.times.language import Joints
from dateline.times.lexicon import Encoded
from dateline.times.readings import CalendarDate, Fixed
from dateline.times.values import SEASON_MONTHS


def is_range(encoded: Encoded, first: Piece, second: Piece, joints: Joints) -> bool:
    """Whether two neighbouring pieces are written as the ends of one range."""
    if first.joined:
        return True
    between = tuple(unit.lower for unit in encoded.units[first.end : second.first])
    if not between or len(between) > 2:
        return False
    if between in joints.range_to:
        return True
    before = encoded.units[first.first - 1].lower if first.first else ""
    return between in joints.range_pair and before in joints.range_open


def completed(pieces: Sequence[Piece], encoded: Encoded, joints: Joints) -> list[Piece]:
    """The pieces, the parts of ranges and lists completed from what follows or begins them.

    ``March`` in ``March to May 2011`` and in ``March, April and May 2011``; the end of ``from 5 May 2010 to 7 August``.
    """
    result = list(pieces)
    for index in range(len(result) - 2, -1, -1):
        first, second = result[index], result[index + 1]
        if is_range(encoded, first, second, joints):
            shared = first.reading.core is None
            first = result[index] = replace(_same_day(first, second), joined=_comparable(first, second))
            if shared and first.reading.core is not None:
                second = result[index + 1] = replace(second, paired=True)
            result[index + 1] = _ended(first, second)
        elif not _listed(encoded, first, second, joints):
            continue
        result[index] = _begun(first, second)
    return result


def _begun(first: Piece, second: Piece) -> Piece:
    """The first of two dates, its year that of the second if it has none of its own."""
    a, b = first.reading.core, second.reading.core
    if not (isinstance(a, CalendarDate) and isinstance(b, CalendarDate)) or not (_partial(a) and _partial(b)):
        return first
    if a.complete or a.year_of or a.relation or not (b.complete or b.year_of):
        return first
    year = b.year
    if year is not None and not b.bc and (_place(a), a.day or 0) > (_place(b), b.day or 32):
        year -= 1
    core = replace(a, year=year, year_of=b.year_of, bc=b.bc)
    return replace(first, reading=replace(first.reading, core=core))


def _partial(core: CalendarDate) -> bool:
    return bool(core.month or core.season or core.quarter or core.half)


def _place(core: CalendarDate) -> int:
    """Where in its year a date lies, in months; a winter is the one that its year begins in."""
    if core.month or core.quarter or core.half:
        return core.month or 3 * (core.quarter or 0) or 6 * (core.half or 0)
    return SEASON_MONTHS[core.season] % 12 if core.season else 0


def _ended(first: Piece, second: Piece) -> Piece:
    """The end of a range, in the year of its beginning or the next if only the beginning has one."""
    a, b = first.reading.core, second.reading.core
    if not (isinstance(a, CalendarDate) and isinstance(b, CalendarDate) and a.month and b.month):
        return second
    if a.year is None or a.bc or b.complete or b.year_of or b.relation:
        return second
    year = a.year + ((a.month, a.day or 0) > (b.month, b.day or 32))
    return replace(second, reading=replace(second.reading, core=replace(b, year=year)))


def _listed(encoded: Encoded, first: Piece, second: Piece, joints: Joints) -> bool:
    """Whether two dates stand in one list, the year at its end: ``April and June 1955``, ``5 May, 7 June 2010``."""
    a, b = first.reading.core, second.reading.core
    if not (isinstance(a, CalendarDate) and isinstance(b, CalendarDate)) or (a.day is None) != (b.day is None):
        return False
    between = tuple(unit.lower for unit in encoded.units[first.end : second.first])
    return between in joints.listed


def _same_day(first: Piece, second: Piece) -> Piece:
    """``9 a.m.`` in ``9 a.m. to 5 p.m. EST Monday`` is on that day, in that zone."""
    one, other = first.reading, second.reading
    if one.clock is None or other.clock is None or one.core is not None or one.zone is not None:
        return first
    return replace(first, reading=replace(one, core=other.core, zone=other.zone))


def _comparable(first: Piece, second: Piece) -> bool:
    """Whether both ends are dates or both times of day; a duration is no end of a range."""
    readings = first.reading, second.reading
    if any(
        isinstance(r.core, Fixed) and (r.core.type in ("DURATION", "SET") or r.core.value.endswith("REF"))
        for r in readings
    ):
        return False
    return (readings[0].clock is None) == (readings[1].clock is None)


def link_ranges(drafts: Sequence[Draft], encoded: Encoded, joints: Joints) -> list[Draft]:
    """The drafts, the two ends of every written range sharing one :class:`TimeRange`."""
    result = list(drafts)
    for index in range(len(result) - 1):
        one, other = result[index], result[index + 1]
        if (
            not one.piece.joined
            or one.mention.range is not None
            or not is_range(encoded, one.piece, other.piece, joints)
        ):
            continue
        if shared := _range(one.mention, other.mention):
            result[index] = replace(one, mention=replace(one.mention, range=shared))
            result[index + 1] = replace(other, mention=replace(other.mention, range=shared))
    return result


def _range(first: TimeMention, last: TimeMention) -> TimeRange | None:
    begin, end = first.begin, last.end_exclusive
    if begin is not None and end is not None and begin >= end:
        return None
    return TimeRange(first.start, last.end, f"{first.value}/{last.value}", begin, end)
