"""From pieces of a text to mentions: the cue, the value, the zone and the interval of each, in order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, tzinfo
from itertools import pairwise, zip_longest

from dateline.records import TimeMention
from dateline.times import values, zonechoice, zones
from dateline.times.anchoring import Anchors, Resolved, relative_direction, resolve_fixed, resolve_shift
from dateline.times.calendar_dates import resolve_date
from dateline.times.direction import Cue, cue_at
from dateline.times.draft import Draft
from dateline.times.grammar import Piece
from dateline.times.language import Language
from dateline.times.lexicon import Encoded
from dateline.times.narrative import Story, historical, is_past, leads, moves
from dateline.times.readings import CalendarDate, Clock, Fixed, Reading, Shift
from dateline.times.whereabouts import Whereabouts, ZoneBasis
from dateline.times.zonechoice import ZoneChooser
from dateline.times.zones import PlaceSpan

RUNNING_DAY_REACH = 60
"""Units after which a time of day no longer belongs to the day that was mentioned before it."""

RUNNING_YEAR_REACH = 40
"""Units after which "the year" no longer is that of the mention before it."""


APPOSITION = 2
"""Units between a date and the weekday that is said to be its own."""


QUOTE_REACH = 2_000
"""Characters before a piece in which the quotation marks around it are looked for."""

EXACT_DAYS = ("day", "part", "hour", "minute", "second")
EXACT_MONTHS = (*EXACT_DAYS, "week", "weekend", "month")
OPEN_VALUES = {"D": "XXXX-XX-XX", "W": "XXXX-WXX", "WE": "XXXX-WXX-WE", "M": "XXXX-XX"}
"""Values of what a quotation counts in a unit from a day that the text does not tell."""


@dataclass(slots=True)
class Reader:
    """Resolves the pieces of one text in order, each with the anchors that those before it leave."""

    language: Language
    text: str
    encoded: Encoded
    anchors: Anchors
    where: Whereabouts
    places: Sequence[PlaceSpan] = ()
    zones: ZoneChooser = field(init=False)
    day: Resolved | None = None
    last_day_end: int = -RUNNING_DAY_REACH
    last_mention_end: int = -RUNNING_DAY_REACH

    def __post_init__(self) -> None:
        self.zones = ZoneChooser(self.language.zones, self.encoded, self.where, self.places)

    def read(self, pieces: Sequence[Piece]) -> list[Draft]:
        """The drafts of all pieces that denote something."""
        drafts = []
        told = self._told(pieces)
        closes, ended = False, 0
        for piece, following in zip_longest(ranged := self._ranged(pieces), ranged[1:]):
            self._enter(piece, told)
            if draft := self._draft(self._begun(piece, following)):
                drafts.append(draft)
                mention = draft.mention
                if mention.type in ("DATE", "TIME"):
                    value = values.ZONE_SUFFIX.sub("", mention.value) if "T" in mention.value else mention.value
                    self.last_mention_end = piece.end
                    opens = not ended or "\n" in self.text[ended : mention.start]
                    tells = moves(self.encoded, piece, self.language.cues, closes=closes, opens=opens)
                    if mention.type == "TIME" or not piece.paired:
                        self.anchors.note(value, moves=tells)
                    ended = mention.end
                    if mention.value[10:11] in ("", "T") and len(mention.value) >= 10:
                        self.last_day_end = piece.end
            closes = piece.joined
        return drafts

    def _told(self, pieces: Sequence[Piece]) -> dict[int, bool]:
        """By the first unit of the first piece of the text or of a paragraph: whether it tells of the past."""
        published = self.anchors.published
        if self.anchors.narrative or not pieces:
            return {}
        if is_past(pieces, published):
            return {pieces[0].first: True}
        paragraphs: list[list[Piece]] = []
        end = 0
        for piece in pieces:
            start = self.encoded.units[piece.first].start
            if not paragraphs or "\n" in self.text[end:start]:
                paragraphs.append([])
            paragraphs[-1].append(piece)
            end = self.encoded.units[piece.end - 1].end
        return {paragraph[0].first: historical(paragraph, published) for paragraph in paragraphs}

    def _enter(self, piece: Piece, told: Mapping[int, bool]) -> None:
        """Begin a paragraph of news: one that tells of the past has a running date of its own."""
        if piece.first in told:
            self.anchors.narrative, self.anchors.story = told[piece.first], Story(strict=True)

    def _ranged(self, pieces: Sequence[Piece]) -> list[Piece]:
        """The pieces, a weekday that ends a range counted from the weekday that begins it."""
        result = list(pieces)
        for index, (first, second) in enumerate(pairwise(pieces), 1):
            a, b = first.reading.core, second.reading.core
            if (
                first.joined
                and not first.reading.timed
                and isinstance(a, CalendarDate)
                and isinstance(b, CalendarDate)
                and _weekday_only(a, b)
            ):
                reading = replace(second.reading, core=replace(b, relation="following"))
                result[index] = replace(second, reading=reading)
        return result

    def _begun(self, piece: Piece, following: Piece | None) -> Piece:
        """The piece, its year taken from the end of its range if neither end is written with one."""
        if following is None or not piece.joined or self.anchors.narrative:
            return piece
        a, b = piece.reading.core, following.reading.core
        if not (isinstance(a, CalendarDate) and isinstance(b, CalendarDate)):
            return piece
        if a.weekday and b.weekday and b.relation == "following":
            return self._weekday_begun(piece, a.weekday, b.weekday)
        if not (a.month and b.month):
            return piece
        if a.complete or b.complete or a.year_of or b.year_of or a.relation or b.relation:
            return piece
        cue = cue_at(self.encoded, piece.first, piece.end, self.language.cues)
        end = resolve_date(b, self.anchors, cue, self.language.holiday)
        if end is None or not end.value[:4].isdigit():
            return piece
        year = int(end.value[:4]) - ((a.month, a.day or 0) > (b.month, b.day or 32))
        value = resolve_date(replace(a, year=year), self.anchors, cue, self.language.holiday)
        if value is None:
            return piece
        return replace(piece, reading=replace(piece.reading, core=replace(a, year=year)))

    def _weekday_begun(self, piece: Piece, first: int, last: int) -> Piece:
        """The weekday that begins a range of the past, so far back that the range is over by the publication."""
        cue = cue_at(self.encoded, piece.first, piece.end, self.language.cues)
        if cue is None or cue.direction != "past" or self.anchors.published is None:
            return piece
        today = self.anchors.published.isoweekday()
        back = (today - last) % 7 + ((last - first) % 7 or 7)
        core = Shift("D", -back)
        return replace(piece, reading=replace(piece.reading, core=core))

    def _compared(self, piece: Piece) -> Piece:
        """A difference in time: the date beside it is what it is said of, else it is the duration that it counts."""
        core = piece.reading.core
        if not isinstance(core, Shift) or not core.compared:
            return piece
        if self.anchors.reference and piece.first - self.last_mention_end <= APPOSITION:
            return replace(piece, reading=replace(piece.reading, core=Fixed("DATE", self.anchors.reference)))
        clock = "T" if core.unit.startswith("T") else ""
        amount = Fixed("DURATION", f"P{clock}{abs(core.count or 0)}{core.unit.removeprefix('T')}")
        return replace(piece, reading=replace(piece.reading, core=amount))

    def _draft(self, piece: Piece) -> Draft | None:
        piece = self._compared(piece)
        reading = piece.reading
        if (reading.weak and not self.anchors.bc) or (reading.narrative and not self.anchors.narrative):
            return None
        fixed = reading.core if isinstance(reading.core, Fixed) else None
        lasts = fixed is not None and fixed.type in ("DURATION", "SET") and not reading.timed
        cue = None if lasts else cue_at(self.encoded, piece.first, piece.end, self.language.cues)
        if reading.timed:
            return self._time(piece, cue)
        resolved = self._resolved(piece, cue)
        if resolved is None:
            return None
        mention = self._mention(piece, resolved, cue, fixed.type if fixed else "DATE")
        if fixed is not None:
            mention = replace(mention, quant=fixed.quant, freq=fixed.freq)
        return Draft(mention, piece, day_given=True)

    def _resolved(self, piece: Piece, cue: Cue | None) -> Resolved | None:
        """What the date of a piece resolves to; that of a paired piece was resolved with the piece before."""
        if not (piece.paired and piece.reading.core is not None):
            self.day = self._newly_resolved(piece, cue)
        return self.day

    def _newly_resolved(self, piece: Piece, cue: Cue | None) -> Resolved | None:
        core = piece.reading.core
        if isinstance(core, Fixed):
            return resolve_fixed(core, self.anchors)
        if isinstance(core, Shift):
            return self._shift(core, piece, cue)
        if isinstance(core, CalendarDate):
            if (apposed := self._apposed(core, piece)) is not None:
                return apposed
            return resolve_date(core, self.anchors, cue, self.language.holiday)
        return None

    def _apposed(self, core: CalendarDate, piece: Piece) -> Resolved | None:
        """``Monday`` in "on July 19, a Monday": the date it stands beside, if that is one."""
        day = self.anchors.reference_day()
        if day is None or not _weekday_only(core) or piece.first - self.last_mention_end > APPOSITION:
            return None
        reference = self.anchors.reference
        if values.granularity(reference or "") != "day" or day.isoweekday() != core.weekday:
            return None
        return Resolved(day.isoformat(), reference, "mention", confidence=0.9)

    def _shift(self, core: Shift, piece: Piece, cue: Cue | None) -> Resolved | None:
        """``today`` in a history is the present at large, not the day of publication; a quotation has its own."""
        if self.anchors.narrative and core.base == "publication" and core.count is not None:
            if self._quoted(piece):
                return self._said(core)
            if core.count == 0 and core.unit != "D" and cue is not None and cue.direction == "past":
                core = replace(core, base="mention")
        if self.anchors.narrative and core == Shift("D", 0) and not piece.reading.timed:
            return Resolved("PRESENT_REF", direction="present", direction_basis="expression", confidence=0.7)
        if core.base == "mention" and core.count and leads(self.encoded, piece):
            self.anchors.resume()
        if core.base == "running":
            near = piece.first - self.last_mention_end < RUNNING_YEAR_REACH
            told = self.anchors.narrative or (near and cue is not None and cue.direction == "past")
            core = replace(core, base="mention" if told else "publication")
        return resolve_shift(core, self.anchors)

    def _quoted(self, piece: Piece) -> bool:
        """Whether the piece stands in a quotation that its paragraph has opened."""
        start = self.encoded.units[piece.first].start
        before = self.text[max(0, start - QUOTE_REACH) : start].rpartition("\n")[2]
        return before.count("“") > before.count("”") or before.count('"') % 2 == 1

    def _said(self, core: Shift) -> Resolved | None:
        """What is counted in a quotation of a history, from the day it was said on; open if that is not told."""
        grain = values.granularity(self.anchors.reference or "")
        exact = {"D": EXACT_DAYS, "W": EXACT_DAYS, "WE": EXACT_DAYS, "M": EXACT_MONTHS, "Q": EXACT_MONTHS}
        if core.unit.startswith("T") or grain not in exact.get(core.unit, (grain,)):
            return Resolved(OPEN_VALUES.get(core.unit, "XXXX"), confidence=0.4)
        return resolve_shift(replace(core, base="mention"), self.anchors)

    def _time(self, piece: Piece, cue: Cue | None) -> Draft | None:
        """A time of day on its day; a time without one is on the running day, else the day of publication."""
        reading = piece.reading
        zone = self.zones.choose(piece)
        day = (
            self._resolved(piece, cue)
            if reading.core is not None
            else self._running_day(reading, piece, zone.name, cue)
        )
        if day is None:
            return None
        tail = f"T{reading.part}" if reading.clock is None else f"T{reading.clock.text()}"
        value = day.value + tail if not day.value.endswith("_REF") else f"XXXX-XX-XX{tail}"
        conflict = None
        if reading.clock is not None:
            conflict = zonechoice.conflict_of(zone, value)
            value += zones.suffix(value, zone.name) if zone.written else ""
        resolved = replace(
            day,
            value=value,
            confidence=min(day.confidence, zone.confidence),
            conflict=zonechoice.joined((day.conflict, conflict)),
        )
        mention = self._mention(piece, resolved, cue, "TIME", zone.name, zone.basis)
        return Draft(mention, piece, day_given=reading.core is not None)

    def _running_day(self, reading: Reading, piece: Piece, zone: str, cue: Cue | None) -> Resolved | None:
        reference = (self.anchors.reference or "").partition("T")[0]
        near = piece.first - self.last_day_end < RUNNING_DAY_REACH
        if values.granularity(reference) == "day" and (near or (self.anchors.narrative and not _generic(piece))):
            return Resolved(reference, reference, "mention", confidence=0.75)
        if self.anchors.narrative and values.granularity(reference) == "month" and not _generic(piece):
            return Resolved(f"{reference}-XX", reference, "narrative", confidence=0.5)
        if self.anchors.published is None or (self.anchors.narrative and self.anchors.reference is None):
            return Resolved("XXXX-XX-XX", confidence=0.4)
        if self.anchors.narrative or _generic(piece):
            return Resolved("XXXX-XX-XX", confidence=0.4)
        day = self.anchors.published
        if self.where.instant is not None and reading.clock is not None:
            day = self._day_of_clock(reading.clock, zone, cue) or day
        return Resolved(day.isoformat(), self.anchors.published.isoformat(), self.anchors.basis, confidence=0.8)

    def _day_of_clock(self, clock: Clock, zone: str, cue: Cue | None) -> date | None:
        """The day, in the zone of the time, whose clock lies on the side of publication that the verb says."""
        info, instant = zones.tzinfo_of(zone), self.where.instant
        if info is None or instant is None:
            return None
        day = instant.astimezone(info).date()
        found = values.interval(f"{day.isoformat()}T{clock.text()}", info)
        if found is None or cue is None:
            return self._nearer_day(day, clock, info)
        if cue.direction == "past" and found[0] > instant:
            return day - timedelta(days=1)
        return day + timedelta(days=1) if cue.direction == "future" and found[1] <= instant else day

    def _nearer_day(self, day: date, clock: Clock, info: tzinfo) -> date:
        """Of the day in a zone and the day of publication the one whose clock is nearer to the publication."""
        found = [
            (abs(begin[0] - self.where.instant), option)
            for option in (day, self.anchors.published or day)
            if self.where.instant and (begin := values.interval(f"{option.isoformat()}T{clock.text()}", info))
        ]
        return min(found)[1] if found else day

    def _mention(
        self,
        piece: Piece,
        resolved: Resolved,
        cue: Cue | None,
        type: str,
        zone: str | None = None,
        basis: ZoneBasis | None = None,
    ) -> TimeMention:
        units = self.encoded.units
        start, end = units[piece.first].start, units[piece.end - 1].end
        calendar = type in ("DATE", "TIME")
        if zone is None and calendar and (offset := zones.offset_of(resolved.value)):
            zone, basis = offset, "stated"
        zone = zone or self.where.zone
        found = values.interval(resolved.value, zones.tzinfo_of(zone)) if calendar else None
        missing = calendar and found is None
        worded = type == "TIME" and piece.reading.zone is not None and not piece.reading.zone.local
        direction, direction_basis = resolved.direction, resolved.direction_basis
        if calendar and direction is None:
            direction, direction_basis = relative_direction(resolved.value, self.anchors, cue)
        return TimeMention(
            field="body",
            start=start,
            end=end,
            text=self.text[start:end],
            type=type,  # type: ignore[arg-type]
            value=resolved.value,
            mod=piece.reading.mod or None,
            begin=found[0] if found else None,
            end_exclusive=found[1] if found else None,
            granularity=values.granularity(resolved.value) if calendar else None,
            zone=zone if found or worded else None,
            zone_basis=(basis or self.where.basis) if found or worded else None,
            anchor=resolved.anchor,
            anchor_basis=resolved.basis,
            direction=direction,
            direction_basis=direction_basis,
            conflict=resolved.conflict or (zonechoice.missing_day(zone, resolved.value) if missing else None),
            rule=piece.rule,
            confidence=resolved.confidence,
        )


def _weekday_only(*cores: CalendarDate) -> bool:
    return all(core.weekday is not None and core.month is None and core.relation is None for core in cores)


def _generic(piece: Piece) -> bool:
    """A bare part of the day (``at night``) names no day of its own."""
    return piece.reading.clock is None and piece.end - piece.first == 1
