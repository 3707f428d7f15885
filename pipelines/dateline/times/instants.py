"""One instant given in two zones: "6:30 p.m. (Caracas time) ... (11:30 p.m. in Lisbon)", "8pm ET / 5pm PT"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from dateline.records import TimeMention
from dateline.times import values, zones
from dateline.times.draft import Draft
from dateline.times.grammar import Piece
from dateline.times.language import Joints
from dateline.times.lexicon import Encoded
from dateline.times.scan import single_day

CLOCKED = frozenset({"hour", "minute", "second"})
BRACKETS = frozenset({"(", "["})
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


def link_instants(drafts: Sequence[Draft], encoded: Encoded, joints: Joints) -> list[Draft]:
    """The drafts, equivalents in another zone ("6:30 p.m. (Caracas time) ... (11:30 p.m. in Lisbon)") linked.

    The second takes the day that makes both one instant; if none does and it stands in brackets, both say so in
    ``conflict``. A time without
    a zone right before its equivalent gets the offset that follows from it.
    """
    result = list(drafts)
    for index in range(1, len(result)):
        if not _clocked(result[index]) or not _zoned(result[index]):
            continue
        partner = _partner(result, index, encoded, joints)
        if partner is not None:
            linked = result[partner].mention.same_instant_as
            result[partner], result[index] = _linked(
                result[partner], result[index], partner, index, bracketed=_bracketed(result[index], encoded)
            )
            if linked is not None:  # a third zone points at the first
                result[partner] = replace(
                    result[partner], mention=replace(result[partner].mention, same_instant_as=linked)
                )
    return result


def _clocked(draft: Draft) -> bool:
    return draft.mention.type == "TIME" and values.granularity(draft.mention.value) in CLOCKED


def _zoned(draft: Draft) -> bool:
    return draft.mention.zone_basis in ("stated", "place", "dateline") and draft.piece.reading.zone is not None


def _partner(drafts: Sequence[Draft], index: int, encoded: Encoded, joints: Joints) -> int | None:
    """The time that the one at ``index`` is an equivalent of: before it in the sentence, it opening a bracket."""
    piece, before = drafts[index].piece, drafts[index - 1]
    opening = encoded.units[piece.first - 1].lower if piece.first else ""
    near = piece.first - before.piece.end <= 2 and _clocked(before) and _zoned(before)
    if opening not in BRACKETS and not (near and opening in joints.alternatives):
        return None
    for earlier in range(index - 1, -1, -1):
        draft = drafts[earlier]
        between = encoded.units[draft.piece.end : piece.first]
        if len(between) > SAME_TIME_REACH or any(u.lower in ".?!" or u.shape == "break" for u in between):
            return None
        if _clocked(draft):
            return earlier
    return None


def _bracketed(draft: Draft, encoded: Encoded) -> bool:
    return draft.piece.first > 0 and encoded.units[draft.piece.first - 1].lower in BRACKETS


def _linked(
    one: Draft, other: Draft, one_index: int, other_index: int, *, bracketed: bool = True
) -> tuple[Draft, Draft]:
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
    if not bracketed:
        return one, other
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
