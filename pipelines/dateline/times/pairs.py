"""Mentions that belong together: the two ends of a written range, and one instant given in two zones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateline.records import TimeMention, TimeRange
from dateline.times import values, zones
from dateline.times.draft import Draft
from dateline.times.grammar import Piece
from dateline.times.language import Joints
from dateline.times.lexicon import Encoded
from dateline.times.readings import CalendarDate, Fixed

CLOCKED = frozenset({"hour", "minute", "second"})
SAME_TIME_REACH = 40
"""Units between a time and its equivalent in brackets: no farther than a clause."""


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


def link_instants(drafts: Sequence[Draft], encoded: Encoded) -> list[Draft]:
    """The drafts, equivalents in another zone ("6:30 p.m. (Caracas time) ... (11:30 p.m. in Lisbon)") linked.

    The second takes the day that makes both one instant; if none does, both say so in ``conflict``. A time without
    a zone right before its equivalent gets the offset that follows from it.
    """
    result = list(drafts)
    for index in range(1, len(result)):
        if not _clocked(result[index]) or not _zoned(result[index]):
            continue
        partner = _partner(result, index, encoded)
        if partner is not None:
            result[partner], result[index] = _linked(result[partner], result[index], partner, index)
    return result


def _clocked(draft: Draft) -> bool:
    return draft.mention.type == "TIME" and values.granularity(draft.mention.value) in CLOCKED


def _zoned(draft: Draft) -> bool:
    return draft.mention.zone_basis in ("stated", "place", "dateline") and draft.piece.reading.zone is not None


def _partner(drafts: Sequence[Draft], index: int, encoded: Encoded) -> int | None:
    """The time that the one at ``index`` is an equivalent of: before it in the sentence, it opening a bracket."""
    piece, before = drafts[index].piece, drafts[index - 1]
    opening = encoded.units[piece.first - 1].lower if piece.first else ""
    near = piece.first - before.piece.end <= 2 and _clocked(before)
    if opening not in ("(", "[") and not (near and opening in ("/", "or", ",", ";") and _in_bracket(before, encoded)):
        return None
    for earlier in range(index - 1, -1, -1):
        draft = drafts[earlier]
        between = encoded.units[draft.piece.end : piece.first]
        if len(between) > SAME_TIME_REACH or any(u.lower in ".?!" or u.shape == "break" for u in between):
            return None
        if _clocked(draft):
            return earlier
    return None


def _in_bracket(draft: Draft, encoded: Encoded) -> bool:
    return draft.piece.first > 0 and encoded.units[draft.piece.first - 1].lower in "(["


def _linked(one: Draft, other: Draft, one_index: int, other_index: int) -> tuple[Draft, Draft]:
    first, second = one.mention, other.mention
    if not _zoned(one):
        return _with_inferred_offset(one, other, one_index, other_index)
    if first.zone == second.zone or first.begin is None or second.begin is None:
        return one, other
    for days in (0, -1, 1) if not other.day_given else (0,):
        moved = _moved(second, days)
        if moved is not None and moved.begin == first.begin:
            moved = replace(moved, same_instant_as=one_index, anchor=first.anchor, anchor_basis=first.anchor_basis)
            return (
                replace(one, mention=replace(first, same_instant_as=other_index)),
                replace(other, mention=moved),
            )
    minutes = round((second.begin - first.begin).total_seconds() / 60)
    minutes = (minutes + 720) % 1440 - 720 if not other.day_given else minutes
    text = "given as the same time as {!r}, but {} minutes {}"
    later, earlier = ("later", "earlier") if minutes > 0 else ("earlier", "later")
    return (
        replace(one, mention=replace(first, conflict=text.format(second.text, abs(minutes), earlier))),
        replace(other, mention=replace(second, conflict=text.format(first.text, abs(minutes), later))),
    )


def _with_inferred_offset(one: Draft, other: Draft, one_index: int, other_index: int) -> tuple[Draft, Draft]:
    first, second = one.mention, other.mention
    local = values.local_interval(first.value)
    if other.piece.first - one.piece.end > 2 or local is None or second.begin is None:
        return one, other
    offset = zones.equivalent_offset(local[0], second.begin)
    found = values.interval(first.value, zones.tzinfo_of(offset))
    if offset is None or found is None:
        return one, other
    days = 0 if other.day_given else (found[0] - second.begin).days
    moved = _moved(second, days)
    if moved is None or moved.begin != found[0]:
        return one, other
    first = replace(first, zone=offset, zone_basis="stated", begin=found[0], end_exclusive=found[1])
    return (
        replace(one, mention=replace(first, same_instant_as=other_index)),
        replace(other, mention=replace(moved, same_instant_as=one_index)),
    )


def _moved(mention: TimeMention, days: int) -> TimeMention | None:
    """The same time of day some days later, its offset and instant as its zone has them then."""
    if not days:
        return mention
    head, _, tail = mention.value.partition("T")
    clock = values.ZONE_SUFFIX.sub("", tail)
    try:
        day = date.fromisoformat(head) + timedelta(days=days)
    except (ValueError, OverflowError):
        return None
    local = f"{day.isoformat()}T{clock}"
    value = local + (zones.suffix(local, mention.zone) if mention.zone and clock != tail else "")
    found = values.interval(value, zones.tzinfo_of(mention.zone))
    return None if found is None else replace(mention, value=value, begin=found[0], end_exclusive=found[1])
