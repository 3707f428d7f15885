"""Which zone a time of day is in, how that is known, and what speaks against it.

Shared letters ("IST") and "local time" are resolved by evidence, the nearest first: the place named beside them,
those of the sentence, the dateline, the other places of the article, the zone of the publication. ``zone_basis`` says
which one decided; without any the first meaning holds, ``assumed`` unless English news means it by far most often.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from dateline.times import values, zones
from dateline.times.grammar import Piece
from dateline.times.language import ZoneWords
from dateline.times.lexicon import Encoded, Unit
from dateline.times.placezones import places_named, zone_info
from dateline.times.readings import Meaning, Zone
from dateline.times.statedzones import place_at
from dateline.times.whereabouts import Whereabouts, ZoneBasis
from dateline.times.zones import PlaceSpan

LOCAL_PLACE_REACH = 300
"""Characters before "local time" within which a named place says where that is, if no dateline does."""

SENTENCE_REACH = 60
"""Units on each side of a time that its sentence is looked for in."""

MOST_PLACES = 500
"""Places of a text that are looked at."""

PLACE_BEFORE_REACH = 8
"""Units before a time that are searched for the place right before it."""

SENTENCE_ENDS = frozenset(".?!")
CERTAIN, RESOLVED, LIKELY, GUESSED = 0.95, 0.9, 0.8, 0.5
YEAR_OF_LETTERS = 2020


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A zone and how it is known. ``written``: the value carries its offset; ``letters``: as the text abbreviates it.

    ``beside``: the zone of a place named with the offset; ``witnesses``: zones of places that the letters must suit.
    """

    name: str
    basis: ZoneBasis
    written: bool = False
    confidence: float = 1.0
    letters: str = ""
    beside: str | None = None
    witnesses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place that speaks for a zone, its IANA zone and ISO 3166 country as far as they are known."""

    basis: ZoneBasis
    zone: str | None
    country: str | None = None


@dataclass(slots=True)
class ZoneChooser:
    """Chooses the zones of one text; the places that the text names itself are looked for once, when needed."""

    words: ZoneWords
    encoded: Encoded
    where: Whereabouts
    places: Sequence[PlaceSpan] = ()
    searched: bool = False
    last: tuple[int, ZoneChoice] | None = None

    def choose(self, piece: Piece) -> ZoneChoice:
        """The zone of a time of day."""
        choice = self._chosen(piece)
        if piece.reading.zone is not None:
            self.last = piece.end, choice
        return choice

    def _chosen(self, piece: Piece) -> ZoneChoice:
        stated = piece.reading.zone
        if stated is None:
            return self._unstated(piece)
        if stated.local:
            return self._local(piece)
        if stated.meanings:
            return self._shared(piece, stated)
        name = stated.name or "UTC"
        witnesses = tuple(self._witnesses(piece)) if stated.letters else ()
        return ZoneChoice(name, stated.basis, True, 1.0, stated.letters, stated.place, witnesses)

    def place_with(self, offset: str, local: datetime) -> str | None:
        """The zone of the dateline or of a place of the text that has an offset at a local time, if one has it."""
        zones_here = [self.where.dateline_zone, *(place.zone for place in self._places())]
        return next((zone for zone in zones_here if zone and offset_at(zone, local) == offset), None)

    def _unstated(self, piece: Piece) -> ZoneChoice:
        """The place right before the time ("in Tokyo at 3 p.m."), else the zone stated before in the sentence.

        A universal time before does not count: news gives it beside local times. Without either the dateline's zone,
        else the publication's.
        """
        units, first = self.encoded.units, piece.first
        for start in range(first - 2, max(-1, first - 2 - PLACE_BEFORE_REACH), -1):
            if units[start].lower in self.words.in_place:
                found = place_at(units, start + 1, self.words, self.places)
                if found and found[1] and _adjacent(units[found[0] : first]):
                    return ZoneChoice(found[1], "place", confidence=LIKELY)
                break
        if self.last and (earlier := self.last[1]).name != "UTC" and earlier.basis in ("stated", "place"):
            between = range(self.last[0], first)
            if len(between) <= SENTENCE_REACH and not any(self._ends(at) for at in between):
                return ZoneChoice(earlier.name, earlier.basis, confidence=LIKELY)
        return ZoneChoice(self.where.zone, self.where.basis)

    def _local(self, piece: Piece) -> ZoneChoice:
        for zone in (evidence.zone for evidence in self._in_sentence(piece)):
            if zone:
                return ZoneChoice(zone, "place", confidence=RESOLVED)
        if self.where.dateline_zone:
            return ZoneChoice(self.where.dateline_zone, "dateline", confidence=RESOLVED)
        start = self.encoded.units[piece.first].start
        near = [p for p in self._places() if p.zone and start - LOCAL_PLACE_REACH <= p.end <= start]
        if near and (zone := max(near, key=lambda place: place.end).zone):
            return ZoneChoice(zone, "place", confidence=LIKELY)
        return ZoneChoice(self.where.zone, self.where.basis, confidence=GUESSED)

    def _shared(self, piece: Piece, stated: Zone) -> ZoneChoice:
        letters = stated.letters
        first = stated.meanings[0]
        for evidence in self._evidence(piece, beside=stated.place):
            meaning = next((m for m in stated.meanings if supports(m, letters, evidence)), None)
            if meaning is None:
                continue
            common = meaning is first and letters.lower() in self.words.dominant
            return ZoneChoice(
                meaning.zone,
                "stated" if common else evidence.basis,
                written=True,
                confidence=CERTAIN if common else RESOLVED,
                letters=letters,
                beside=stated.place,
                witnesses=tuple(self._witnesses(piece)),
            )
        if letters.lower() in self.words.dominant:
            return ZoneChoice(first.zone, "stated", True, RESOLVED, letters, stated.place)
        return ZoneChoice(first.zone, "assumed", True, GUESSED, letters, stated.place)

    def _evidence(self, piece: Piece, beside: str | None = None) -> Iterator[Evidence]:
        """What tells where a time is, the nearest first."""
        if beside:
            yield Evidence("place", beside)
        yield from self._in_sentence(piece)
        if self.where.dateline_zone:
            yield Evidence("dateline", self.where.dateline_zone)
        votes = Counter((place.zone, place.country) for place in self._places())
        for (zone, country), _ in votes.most_common():
            yield Evidence("place", zone, country)
        if self.where.publication_zone and self.where.publication_zone != "UTC":
            yield Evidence("publication", self.where.publication_zone)

    def _in_sentence(self, piece: Piece) -> Iterator[Evidence]:
        """The places of the sentence, the nearest first."""
        units = self.encoded.units
        first, last = piece.first, piece.end
        while first > max(0, piece.first - SENTENCE_REACH) and not self._ends(first - 1):
            first -= 1
        while last < min(len(units), piece.end + SENTENCE_REACH) and not self._ends(last):
            last += 1
        begin, end = units[first].start, units[last - 1].end
        here, there = units[piece.first].start, units[piece.end - 1].end
        inside = [place for place in self._places() if begin <= place.start and place.end <= end]
        inside.sort(key=lambda place: max(here - place.end, place.start - there))
        for place in inside:
            yield Evidence("place", place.zone, place.country)

    def _ends(self, at: int) -> bool:
        """Whether a sentence ends with a unit; not with the stop of "St. Petersburg" or "Gen. Lee"."""
        units = self.encoded.units
        if units[at].shape == "break":
            return True
        following = units[at + 1] if at + 1 < len(units) else None
        stop = units[at].lower in SENTENCE_ENDS and (at == 0 or len(units[at - 1].text) > 2)
        return stop and (following is None or following.capitalised or following.shape in ("mark", "break"))

    def _witnesses(self, piece: Piece) -> Iterator[str]:
        """The zones that the letters must suit: those of the sentence, else the dateline's, else the publication's."""
        near = [evidence.zone for evidence in self._in_sentence(piece) if evidence.zone]
        yield from near or [zone for zone in (self.where.dateline_zone, self.where.publication_zone) if zone][:1]

    def _places(self) -> Sequence[PlaceSpan]:
        """The places of the entity stage; without any those that the text names after "in", "at", "near"."""
        if not self.places and not self.searched:
            self.places = tuple(named_places(self.encoded, self.words))
        self.searched = True
        return self.places[:MOST_PLACES]


def named_places(encoded: Encoded, words: ZoneWords) -> Iterator[PlaceSpan]:
    """The places with a zone that stand after a word of place, and whose people or things are named ("Israeli")."""
    units = encoded.units
    found = 0
    for index, unit in enumerate(units[:-1]):
        if found >= MOST_PLACES:
            return
        following = units[index + 1]
        if unit.lower in words.locatives and (place := place_at(units, index + 1, words, ())):
            end, zone = place
        elif following.capitalised and following.lower in words.peoples:
            end, zone = index + 2, words.named[following.lower]
        else:
            continue
        found += 1
        name = " ".join(u.text for u in units[index + 1 : end])
        regions = [place.region[:2] for place in places_named(name.split(" , ")[0]) if place.zone == zone]
        yield PlaceSpan(following.start, units[end - 1].end, name, zone, regions[0] if regions else None)


def _adjacent(between: Sequence[Unit]) -> bool:
    """Whether at most a comma and a preposition stand between a place and a time."""
    return len(between) <= 2 and all(
        not unit.capitalised and unit.shape in ("word", "mark") and unit.lower not in SENTENCE_ENDS for unit in between
    )


def supports(meaning: Meaning, letters: str, evidence: Evidence) -> bool:
    """Whether a place speaks for a meaning of shared letters.

    >>> supports(Meaning("+02:00", frozenset(["IL"])), "IST", Evidence("place", "Asia/Jerusalem"))
    True
    """
    if evidence.country and evidence.country.partition("-")[0] in meaning.countries:
        return True
    if not evidence.zone:
        return False
    if evidence.zone in meaning.homes or evidence.zone == meaning.zone:
        return True
    return abbreviations_of(evidence.zone).get(letters) == meaning.zone


@cache
def abbreviations_of(zone: str, year: int = YEAR_OF_LETTERS) -> dict[str, str]:
    """The abbreviations that the zone database gives a zone in a year, with their offsets.

    >>> abbreviations_of("Europe/Dublin", 2019)
    {'GMT': 'UTC', 'IST': '+01:00'}
    """
    info, found = zone_info(zone) if zone != "UTC" and not zones.OFFSET.match(zone) else None, {}
    if info is not None:
        for month in (1, 7):
            moment = datetime(year, month, 15, tzinfo=info)
            offset = moment.utcoffset()
            if offset is not None:
                found[moment.tzname() or ""] = zones.offset_name(round(offset.total_seconds() / 60))
    return found


def conflict_of(choice: ZoneChoice, value: str) -> str | None:
    """What speaks against a zone on the day of a local value: another offset there, a gap or an overlap of its clock.

    >>> conflict_of(ZoneChoice("-05:00", "stated", letters="EST", witnesses=("America/New_York",)), "2019-07-04T09:00")
    'EST is -05:00, but America/New_York has -04:00 on 2019-07-04'
    """
    local = values.local_interval(values.ZONE_SUFFIX.sub("", value))
    if local is None:
        return None
    stated = offset_at(choice.name, local[0])
    if choice.beside and (there := offset_at(choice.beside, local[0])) not in (None, stated):
        return f"given as {stated}, but {choice.beside} has {there} on {local[0].date()}"
    if choice.letters:
        homes = [zone for zone in choice.witnesses if _uses(zone, choice, local[0].year)]
        found = {zone: offset_at(zone, local[0]) for zone in homes}
        if found and stated not in found.values():
            zone = homes[0]
            return f"{choice.letters} is {stated}, but {zone} has {found[zone]} on {local[0].date()}"
    return clock_change(choice.name, local[0]) if choice.basis != "assumed" else None


def _uses(zone: str, choice: ZoneChoice, year: int) -> bool:
    """Whether a zone has the letters of a choice at some time of the year."""
    letters = abbreviations_of(zone, max(1900, min(year, 2037)))
    return choice.letters in letters or (zone.startswith("Australia/") and f"A{choice.letters}" in letters)


def offset_at(name: str, local: datetime) -> str | None:
    """The offset of a zone at a local time, ``±hh:mm`` or ``UTC``."""
    info = zones.tzinfo_of(name)
    offset = None if info is None else local.replace(tzinfo=info).utcoffset()
    return None if offset is None else zones.offset_name(round(offset.total_seconds() / 60))


def clock_change(name: str, local: datetime) -> str | None:
    """What a change of the clock does to a local time: it skips it, or it comes twice; None if neither.

    >>> clock_change("America/New_York", datetime(2019, 3, 10, 2, 30))
    '02:30 was skipped in America/New_York on 2019-03-10 (-05:00 to -04:00); -05:00 is taken'
    >>> clock_change("America/New_York", datetime(2019, 11, 3, 1, 30))
    '01:30 came twice in America/New_York on 2019-11-03 (-04:00, then -05:00); the first is taken'
    """
    info = zones.tzinfo_of(name)
    if info is None or not hasattr(info, "key"):
        return None
    before, after = (local.replace(tzinfo=info, fold=fold).utcoffset() for fold in (0, 1))
    if before is None or after is None or before == after:
        return None
    one, other = (zones.offset_name(round(offset.total_seconds() / 60)) for offset in (before, after))
    text = f"{local:%H:%M} {{}} in {name} on {local.date()} ({one}{{}}{other}); {{}} is taken"
    if after > before:
        return text.format("was skipped", " to ", one)
    return text.format("came twice", ", then ", "the first")


def missing_day(name: str, value: str) -> str | None:
    """Says that a day does not exist in a zone that crossed the date line; None if that is not so.

    >>> missing_day("Pacific/Apia", "2011-12-30")
    '2011-12-30 was skipped in Pacific/Apia'
    """
    local = values.local_interval(value)
    if local is None or values.interval(value, zones.tzinfo_of(name)) is not None or not zone_info(name):
        return None
    skipped = [offset_at(name, moment) for moment in local]
    return f"{value} was skipped in {name}" if skipped[0] != skipped[1] else None


def joined(conflicts: Iterable[str | None]) -> str | None:
    """The conflicts as one text, None if there are none."""
    return "; ".join(conflict for conflict in conflicts if conflict) or None
