"""The zone that a text states after a time: ``GMT``, ``(GMT +8)``, ``Caracas time``, ``local time``, ``in Lisbon``.

Everything here reads words; what shared letters or "local time" mean in a text is decided in :mod:`.zonechoice`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dateline.times.language import ZoneWords
from dateline.times.lexicon import Encoded, Unit
from dateline.times.placezones import zone_of_place
from dateline.times.readings import Zone
from dateline.times.zones import PlaceSpan, offset_name, tzinfo_of

MAX_NAME_WORDS = 4
SIGNS = frozenset("+-−")
UNIVERSAL = "UTC"
CALENDAR_CLASSES = frozenset({"month", "weekday", "season", "holiday"})
LAST_OFFSET_HOUR = 14

Found = tuple[int, Zone]
"""The unit after a stated zone, and the zone."""


def stated_zone(encoded: Encoded, index: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
    """The zone that is stated from unit ``index`` on: the unit after it, and the zone.

    ``GMT``, ``(GMT +8)``, ``UTC-05:30``, ``+0200``, ``(Caracas time)``, ``local time``, ``, Eastern time``,
    ``in Lisbon``; also two that belong together: ``Moscow time (MSK)``, ``local time in Tokyo``.
    """
    first = _one(encoded, index, words, places)
    if first is None:
        return None
    end, zone = first
    if zone.local and (found := _in_place(encoded.units, end, words, places)):
        return found
    if (zone.local or zone.name not in (None, UNIVERSAL)) and not zone.letters and _opened(encoded.units, end):
        second = _bracketed(encoded, end, words, places)
        if second is not None and not second[1].local:
            return second[0], replace(second[1], place=zone.name)
    return first


def _opened(units: Sequence[Unit], at: int) -> bool:
    return at + 1 < len(units) and units[at].lower in "([" and units[at].shape == "mark"


def _bracketed(encoded: Encoded, at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
    found = _plain(encoded, at + 1, words, places)
    if found is None or found[0] >= len(encoded.units) or encoded.units[found[0]].lower not in ")]":
        return None
    return found[0] + 1, found[1]


def _one(encoded: Encoded, at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
    units = encoded.units
    if at >= len(units):
        return None
    if _opened(units, at):
        return _bracketed(encoded, at, words, places)
    if units[at].text == "," and at + 1 < len(units):
        return _named(units, at + 1, words, places) or _led(units, at, words, places)
    return _plain(encoded, at, words, places) or _in_place(units, at, words, places)


def _plain(encoded: Encoded, at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
    units = encoded.units
    return (
        _offset(encoded, at)
        or _abbreviation(encoded, at, words)
        or _named(units, at, words, places)
        or _alone(units, at, words)
        or _led(units, at, words, places)
    )


def of_letters(letters: str, words: ZoneWords) -> Zone | None:
    """The zone of an abbreviation in lower case, or of an offset ``±hh:mm``; None if it is not known."""
    if letters[:1] in SIGNS:
        return Zone(letters)
    known = words.abbreviations.get(letters)
    if known is None:
        return None
    written = letters.upper()
    if isinstance(known, int):
        return Zone(offset_name(known), letters=written) if known else Zone(UNIVERSAL)
    if isinstance(known, str):
        return Zone(known, letters=written)
    return Zone(known[0].zone, letters=written, meanings=known)


def _abbreviation(encoded: Encoded, at: int, words: ZoneWords) -> Found | None:
    units = encoded.units
    unit = units[at]
    letters = unit.lower.replace(".", "")
    if letters not in words.abbreviations or not unit.text.replace(".", "").isupper():
        return None
    if len(letters) == 1 and not encoded.tight(at):
        return None
    zone = of_letters(letters, words)
    if zone is None:
        return None
    if zone.name == UNIVERSAL and at + 2 < len(units) and units[at + 1].text in SIGNS:
        minutes = _signed(units, at + 1)
        if minutes is not None:
            return at + 3, Zone(offset_name(minutes))
    return at + 1, zone


def _offset(encoded: Encoded, at: int) -> Found | None:
    """``+8``, ``+05:30``, ``-0400``; after a minus only four digits: ``-8:00`` is rather the end of a range."""
    units = encoded.units
    if at + 1 >= len(units) or units[at].text not in SIGNS or not encoded.tight(at + 1):
        return None
    if units[at].text != "+" and (encoded.tight(at) or len(units[at + 1].text) != 4 or units[at - 1].shape != "clock"):
        return None
    minutes = _signed(units, at)
    return None if minutes is None else (at + 2, Zone(offset_name(minutes)))


def _signed(units: Sequence[Unit], at: int) -> int | None:
    """Minutes of a sign and ``8``, ``08``, ``0800`` or ``8:00``."""
    text, sign = units[at + 1].text, 1 if units[at].text == "+" else -1
    if units[at + 1].shape == "clock":
        hours, minutes = (int(part) for part in text.split(":")[:2])
    elif text.isascii() and text.isdigit() and len(text) in (1, 2, 4):
        hours, minutes = (int(text[:2]), int(text[2:])) if len(text) == 4 else (int(text), 0)
    else:
        return None
    return None if hours > LAST_OFFSET_HOUR or minutes > 59 or minutes % 15 else sign * (hours * 60 + minutes)


def _named(units: Sequence[Unit], at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
    """Up to four words before ``time``: ``local``, ``Eastern Standard``, ``Tokyo``, ``Tokyo local``."""
    for end in range(at + 1, min(len(units), at + 1 + MAX_NAME_WORDS)):
        if units[end].lower in words.time:
            first, last = at, end
            if units[first].lower == words.local:
                first += 1
            elif units[last - 1].lower == words.local:
                last -= 1
            if first == last:
                return end + 1, Zone(None, local=True)
            zone = _of_name(units, first, last, words, places)
            return None if zone is None else (end + 1, zone)
        if units[end].shape not in ("word", "abbreviation", "phrase") and units[end].lower not in "-.'":
            break
    return None


def _of_name(
    units: Sequence[Unit], first: int, last: int, words: ZoneWords, places: Sequence[PlaceSpan]
) -> Zone | None:
    name = " ".join(unit.text for unit in units[first:last])
    if letters := words.spelled.get(name.lower()):
        return of_letters(letters, words)
    if zone := words.named.get(name.lower()):
        return Zone(zone)
    if not (units[first].capitalised and units[last - 1].capitalised):
        return None
    found = place_zone(units[first].start, units[last - 1].end, words.known_as(name), places)
    return Zone(found) if found else None


def _alone(units: Sequence[Unit], at: int, words: ZoneWords) -> Found | None:
    """``Eastern`` and ``local`` without ``time`` after a clock."""
    unit = units[at]
    name = unit.lower.replace(".", "")
    following = units[at + 1] if at + 1 < len(units) else None
    if name in words.alone and unit.capitalised and not (following and following.capitalised):
        spelled = words.spelled.get(name)
        zone_read = of_letters(spelled, words) if spelled else Zone(words.named[name])
        return None if zone_read is None else (at + 1, zone_read)
    ends = following is None or following.shape in ("mark", "break") or following.lower in words.locatives
    if name == words.local and ends and words.alone:
        return at + 1, Zone(None, local=True)
    return None


def _led(units: Sequence[Unit], at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
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
            if capitals and (zone := place_zone(units[first].start, units[end - 1].end, words.known_as(name), places)):
                return end, Zone(zone)
    return None


def _in_place(units: Sequence[Unit], at: int, words: ZoneWords, places: Sequence[PlaceSpan]) -> Found | None:
    """``in Lisbon``, ``in Portland, Maine``: the longest name of a place with a zone."""
    if at + 1 >= len(units) or units[at].lower not in words.in_place:
        return None
    found = place_at(units, at + 1, words, places)
    return None if found is None or found[1] is None else (found[0], Zone(found[1], "place"))


def place_at(
    units: Sequence[Unit], first: int, words: ZoneWords, places: Sequence[PlaceSpan]
) -> tuple[int, str | None] | None:
    """The place whose name begins at a unit: the unit after it and its zone; None if no place with a zone is known."""
    first += units[first].lower in words.articles and first + 1 < len(units)
    if not units[first].capitalised or CALENDAR_CLASSES & units[first].classes.keys():
        return None
    end = first + 1
    while (
        end < len(units)
        and end - first < MAX_NAME_WORDS
        and (units[end].capitalised or _inside_name(units, end, words))
    ):
        end += 1
    while end > first:
        name = words.known_as(" ".join(unit.text for unit in units[first:end]))
        container = end + 1 if end + 1 < len(units) and units[end].text == "," and units[end + 1].capitalised else None
        if container and (zone := zone_of_place(f"{name}, {units[container].text}", strict=True)):
            return container + 1, zone
        if zone := place_zone(units[first].start, units[end - 1].end, name, places):
            return end, zone
        end -= 1
    return None


def _inside_name(units: Sequence[Unit], at: int, words: ZoneWords) -> bool:
    """The full stop of ``St. Petersburg``."""
    stopped = units[at].text == "." and units[at - 1].lower in words.shortened
    return stopped and at + 1 < len(units) and units[at + 1].capitalised


def place_zone(start: int, end: int, name: str, places: Sequence[PlaceSpan]) -> str | None:
    """The zone of the place of the entity stage at a span, else of the best known place of that name."""
    for place in places:
        if place.zone and place.start == start and place.end == end and tzinfo_of(place.zone):
            return place.zone
    return zone_of_place(name)
