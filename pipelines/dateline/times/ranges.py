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
    """The pieces, the first ends of ranges completed from the second: ``March`` in ``March to May 2011``."""
    result = list(pieces)
    for index in range(len(result) - 1):
        first, second = result[index], result[index + 1]
        if not is_range(encoded, first, second, joints):
            continue
        a, b = first.reading.core, second.reading.core
        result[index] = first = replace(_same_day(first, second), joined=_comparable(first, second))
        if isinstance(a, CalendarDate) and isinstance(b, CalendarDate) and a.year is None and a.month and b.month:
            year = b.year
            if year is not None and not b.bc and (a.month, a.day or 0) > (b.month, b.day or 32):
                year -= 1
            core = replace(a, year=year, year_of=b.year_of, bc=b.bc)
            result[index] = replace(first, reading=replace(first.reading, core=core))
    return result


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
