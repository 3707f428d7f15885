"""One instant given in two zones: "6:30 p.m. (Caracas time) ... (11:30 p.m. in Lisbon)", "8pm ET / 5pm PT"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from dateline.records import TimeMention
from dateline.times import values, zones
from dateline.times.draft import Draft
from dateline.times.grammar import Piece
from dateline.times.language import Joints
from dateline.times.lexicon import Encoded, Unit
from dateline.times.scan import single_day
from dateline.times.whereabouts import ZoneBasis
from dateline.times.zonechoice import LIKELY, ZoneChooser, offset_at

CLOCKED = frozenset({"hour", "minute", "second"})
BRACKETS = frozenset({"(", "["})
DAY = timedelta(days=1)
SOME_YEAR, SEASONS = "2020", ("01", "07")
SAME_TIME_REACH = 40
"""Units between a time and its equivalent in brackets: no farther than a clause."""


def share_day(pieces: Sequence[Piece], encoded: Encoded) -> list[Piece]:
    """The pieces, a clock time before its bracketed equivalent put on the day after both.

    ``11 a.m. EDT (1500 GMT) on Monday``: the first is on Monday; the second follows from it.
    """
    result = list(pieces)
    for index in range(len(result) - 2):
        one, other, day = result[index : index + 3]
        if one.reading.clock is None or other.reading.clock is None or one.reading.core or other.reading.core:
            continue
        opened = encoded.units[one.end : other.first]
        closed = encoded.units[other.end : day.first]
        if day.reading.timed or not single_day(day.reading) or len(opened) != 1 or opened[0].lower not in BRACKETS:
            continue
        if closed and closed[0].lower in ")]" and len(closed) <= 2:
            result[index] = replace(one, reading=replace(one.reading, core=day.reading.core))
    return result


def link_instants(
    drafts: Sequence[Draft], encoded: Encoded, joints: Joints, chooser: ZoneChooser | None = None
) -> list[Draft]:
    """The drafts, equivalents in another zone ("6:30 p.m. (Caracas time) ... (11:30 p.m. in Lisbon)") linked.

    Each is read so that both are one instant: on another day if its words give none, as the second pass of a clock
    that came twice, in another zone of shared letters, in the other half of the day. A time without a zone, or a
    local time of unknown place, gets the offset that follows. If nothing fits and the second stands in brackets, both
    say so in ``conflict``. A third zone points at the first.
    """
    result = list(drafts)
    for index in range(1, len(result)):
        if not _clocked(result[index]) or not _worded(result[index]):
            continue
        partner = _partner(result, index, encoded, joints)
        if partner is None:
            continue
        linked = result[partner].mention.same_instant_as
        bracketed = _bracketed(result[index], encoded)
        result[partner], result[index] = _linked(result, partner, index, bracketed=bracketed, chooser=chooser)
        if linked is not None:
            first = replace(result[partner].mention, same_instant_as=linked)
            result[partner] = replace(result[partner], mention=first)
    return result


def _clocked(draft: Draft) -> bool:
    return draft.mention.type == "TIME" and values.granularity(draft.mention.value) in CLOCKED


def _worded(draft: Draft) -> bool:
    return draft.piece.reading.zone is not None


def _zoned(draft: Draft) -> bool:
    """Whether the words of a time say its zone, "local time" by a place that is known."""
    zone = draft.piece.reading.zone
    return zone is not None and (not zone.local or draft.mention.zone_basis in ("place", "dateline"))


def _partner(drafts: Sequence[Draft], index: int, encoded: Encoded, joints: Joints) -> int | None:
    """The time that the one at ``index`` is an equivalent of: before it in the sentence, it opening a bracket."""
    piece, before = drafts[index].piece, drafts[index - 1]
    opening = encoded.units[piece.first - 1].lower if piece.first else ""
    near = piece.first - before.piece.end <= 2 and _clocked(before) and _worded(before)
    if opening not in BRACKETS and not (near and opening in joints.alternatives):
        return None
    for earlier in range(index - 1, -1, -1):
        draft = drafts[earlier]
        between = encoded.units[draft.piece.end : piece.first]
        if len(between) > SAME_TIME_REACH or any(u.lower in ".?!" or u.shape == "break" for u in between):
            return None
        if _clocked(draft):
            return _first_of(drafts, earlier, between)
    return None


def _first_of(drafts: Sequence[Draft], earlier: int, between: Sequence[Unit]) -> int:
    """The first of the times that the one before is an equivalent of: "8 p.m. ET (7 p.m. CT, 5 p.m. PT)"."""
    first = drafts[earlier].mention.same_instant_as
    return first if first is not None and first < earlier and len(between) <= 2 else earlier


def _bracketed(draft: Draft, encoded: Encoded) -> bool:
    return draft.piece.first > 0 and encoded.units[draft.piece.first - 1].lower in BRACKETS


def _linked(
    drafts: Sequence[Draft], first: int, second: int, *, bracketed: bool, chooser: ZoneChooser | None
) -> tuple[Draft, Draft]:
    one, other = drafts[first], drafts[second]
    found = None
    if one.mention.zone != other.mention.zone or not (_zoned(one) and _zoned(other)):
        found = _equated(one, other)
        if found is None and _inferable(one) and _zoned(other) and _adjoining(drafts[first : second + 1]):
            found = _inferred(one, other, chooser)
        elif found is None and _inferable(other) and _zoned(one):
            found = _reversed(_inferred(other, one, chooser))
    elif _zoned(one):
        return one, other
    if found is not None:
        return (
            replace(one, mention=replace(found[0], same_instant_as=second)),
            replace(other, mention=replace(found[1], same_instant_as=first)),
        )
    return _contradicting(one, other) if bracketed and _zoned(one) and _zoned(other) else (one, other)


Pair = tuple[TimeMention, TimeMention]


def _reversed(pair: Pair | None) -> Pair | None:
    return None if pair is None else (pair[1], pair[0])


def _adjoining(drafts: Sequence[Draft]) -> bool:
    """Whether at most two words or marks that are no time stand between the first and the last."""
    return sum(after.piece.first - before.piece.end for before, after in pairwise(drafts)) <= 2


def _inferable(draft: Draft) -> bool:
    """Whether the zone of a time may follow from its equivalent: none is stated, or it is only "local"."""
    zone = draft.piece.reading.zone
    return zone is None or zone.local


def _equated(one: Draft, other: Draft) -> Pair | None:
    """Both mentions read as one instant, by the smallest departure from how each is read alone."""
    if not _zoned(other) and not _zoned(one):
        return None
    if one.mention.begin is None and other.mention.begin is None:
        return (one.mention, other.mention) if _may_be_equal(one.mention, other.mention) else None
    for first in _variants(one):
        for second in _variants(other):
            if first.begin is None or second.begin is None or (first.begin - second.begin) % DAY:
                continue
            days = round((first.begin - second.begin) / DAY)
            if days and one.day_given and other.day_given:
                continue
            shift_first = other.day_given and not one.day_given
            if abs(days) > 1 and one.day_given == other.day_given:
                continue
            a = _moved(first, -days) if shift_first else first
            b = second if shift_first else _moved(second, days)
            if a is None or b is None or a.begin != b.begin:
                continue
            if days and shift_first:
                return _anchored(a, second), b
            return a, (_anchored(b, first) if days else b)
    return None


def _may_be_equal(first: TimeMention, second: TimeMention) -> bool:
    """Whether two times of an unknown day are one instant at some season."""
    for month in SEASONS:
        day = f"{SOME_YEAR}-{month}-15T"
        one, other = (
            values.interval(
                day + values.ZONE_SUFFIX.sub("", mention.value).partition("T")[2], zones.tzinfo_of(mention.zone)
            )
            for mention in (first, second)
        )
        if one and other and not (one[0] - other[0]) % DAY:
            return True
    return False


def _anchored(second: TimeMention, first: TimeMention) -> TimeMention:
    return replace(second, anchor=first.anchor, anchor_basis=first.anchor_basis)


def _variants(draft: Draft) -> Iterator[TimeMention]:
    """How a mention can be read: as it is, as the second pass of its clock, in the other zones of its letters."""
    mention = draft.mention
    yield replace(mention, zone_basis="stated", confidence=LIKELY) if mention.zone_basis == "assumed" else mention
    clock = draft.piece.reading.clock
    if clock is not None and clock.twelve and (afternoon := _twelve_later(mention)):
        yield afternoon
    local, info = values.local_interval(values.ZONE_SUFFIX.sub("", mention.value)), zones.tzinfo_of(mention.zone)
    if local is None or info is None or mention.begin is None or mention.end_exclusive is None:
        return
    later = local[0].replace(tzinfo=info, fold=1).utcoffset()
    first = local[0].replace(tzinfo=info).utcoffset()
    if later is not None and first is not None and later < first:
        written = "Z" if mention.value.endswith("Z") else zones.offset_name(round(later / timedelta(minutes=1)))
        bare = values.ZONE_SUFFIX.sub("", mention.value)
        yield replace(
            mention,
            value=bare if bare == mention.value else bare + ("+00:00" if written == "UTC" else written),
            begin=mention.begin + (first - later),
            end_exclusive=mention.end_exclusive + (first - later),
            conflict=None,
        )
    zone = draft.piece.reading.zone
    for meaning in zone.meanings if zone is not None else ():
        if meaning.zone != mention.zone:
            yield _in_zone(mention, meaning.zone, "stated", written=True)


def _twelve_later(mention: TimeMention) -> TimeMention | None:
    """A time on the dial read in the other half of the day."""
    head, _, tail = mention.value.partition("T")
    value = f"{head}T{int(tail[:2]) % 12 + 12}{tail[2:]}"
    found = values.interval(value, zones.tzinfo_of(mention.zone))
    return None if found is None else replace(mention, value=value, begin=found[0], end_exclusive=found[1])


def _in_zone(mention: TimeMention, zone: str, basis: ZoneBasis, *, written: bool) -> TimeMention:
    """The same time of day in another zone."""
    bare = values.ZONE_SUFFIX.sub("", mention.value)
    found = values.interval(bare, zones.tzinfo_of(zone))
    return replace(
        mention,
        value=bare + (zones.suffix(bare, zone) if written else ""),
        zone=zone,
        zone_basis=basis,
        begin=found[0] if found else None,
        end_exclusive=found[1] if found else None,
        conflict=None,
        confidence=max(mention.confidence, LIKELY) if mention.zone_basis == "assumed" else mention.confidence,
    )


def _contradicting(one: Draft, other: Draft) -> tuple[Draft, Draft]:
    first, second = one.mention, other.mention
    if first.begin is None or second.begin is None:
        never = "given as the same time as {!r}, which it is at no season"
        return (
            replace(one, mention=replace(first, conflict=never.format(second.text))),
            replace(other, mention=replace(second, conflict=never.format(first.text))),
        )
    minutes = round((second.begin - first.begin).total_seconds() / 60)
    minutes = (minutes + 720) % 1440 - 720 if not other.day_given else minutes
    text = "given as the same time as {!r}, but {} minutes {}"
    later, earlier = ("later", "earlier") if minutes > 0 else ("earlier", "later")
    return (
        replace(one, mention=replace(first, conflict=text.format(second.text, abs(minutes), earlier))),
        replace(other, mention=replace(second, conflict=text.format(first.text, abs(minutes), later))),
    )


def _inferred(one: Draft, other: Draft, chooser: ZoneChooser | None) -> Pair | None:
    """A time in no known zone, in the offset that makes it the instant of its equivalent.

    A place of the text with that offset gives the zone; a place that was taken for "local" and has another is a
    conflict.
    """
    first, second = one.mention, other.mention
    local = values.local_interval(values.ZONE_SUFFIX.sub("", first.value))
    if local is None or second.begin is None:
        return None
    offset = zones.equivalent_offset(local[0], second.begin)
    if offset is None:
        return None
    place = chooser.place_with(offset, local[0]) if chooser else None
    read = _in_zone(first, place or offset, "place" if place else "stated", written=False)
    if place is None and first.zone_basis in ("place", "dateline") and _worded(one):
        there = offset_at(first.zone or "", local[0])
        read = replace(read, conflict=f"local time is {offset} by {second.text!r}, but {first.zone} has {there}")
    if read.begin is None:
        return None
    days = round((read.begin - second.begin) / DAY)
    read = replace(read, confidence=max(read.confidence, LIKELY))
    if one.day_given or not other.day_given:
        moved = _moved(second, 0 if other.day_given else days)
    else:
        again, moved = _moved(read, -days), second
        read = again or read
    return None if moved is None or moved.begin != read.begin else (read, moved)


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
