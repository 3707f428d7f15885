"""One pass over a text: the longest expression at each position, with its modifiers, time of day and zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dateline.times.grammar import Piece
from dateline.times.language import Language
from dateline.times.lexicon import Encoded
from dateline.times.readings import CalendarDate, Fixed, Reading, Shift, on_the_dial
from dateline.times.statedzones import stated_zone
from dateline.times.zones import PlaceSpan

MAX_MODIFIERS = 2
JOINT_LENGTH = 2


@dataclass(slots=True)
class Scanner:
    """Reads one encoded text; :meth:`pieces` gives its expressions in order, without overlaps."""

    language: Language
    encoded: Encoded
    places: Sequence[PlaceSpan] = ()
    limit: int = 1_000

    def pieces(self) -> list[Piece]:
        """All expressions, at most ``limit``."""
        found: list[Piece] = []
        done = 0
        for index in self.language.grammar.starts(self.encoded):
            if index < done:
                continue
            if len(found) >= self.limit:
                break
            here = self._modified(index, MAX_MODIFIERS)
            found += here
            done = max([index + 1, *(piece.end for piece in here)])
        return found[: self.limit]

    def _modified(self, index: int, depth: int) -> list[Piece]:
        """The expression at ``index``, with modifiers before it if that makes it longer."""
        best = self._phrase(index)
        if not depth:
            return best
        for end, modifier in self.language.grammar.modifier(self.encoded, index):
            if end >= len(self.encoded.units):
                continue
            if modifier.followed_by and not modifier.followed_by & self.encoded.units[end].classes.keys():
                continue
            inner = self._modified(end, depth - 1)
            if not inner or inner[0].first != end or (best and inner[-1].end <= best[-1].end):
                continue
            reading = modifier.apply(inner[0].reading)
            if reading is not None:
                best = [replace(inner[0], first=index, reading=reading), *inner[1:]]
        return best

    def _phrase(self, index: int) -> list[Piece]:
        """The expression at ``index`` joined with the date or time of day that goes with it."""
        pieces = self._zoned(self.language.grammar.longest(self.encoded, index))
        for _ in range(2):
            if not pieces or (len(pieces) > 1 and pieces[-1].reading.clock is None):
                return pieces
            joined = self._joined(pieces[-1])
            if joined is None:
                return pieces
            pieces = self._zoned([*pieces[:-1], *joined])
            if len(joined) > 1:
                return pieces
        return pieces

    def _zoned(self, pieces: list[Piece]) -> list[Piece]:
        """The same, with the zone that is stated after a clock."""
        if not pieces or pieces[-1].reading.clock is None or pieces[-1].reading.zone is not None:
            return pieces
        piece = pieces[-1]
        found = stated_zone(self.encoded, piece.end, self.language.zones, self.places)
        if found is None:
            return pieces
        return [*pieces[:-1], replace(piece, end=found[0], reading=replace(piece.reading, zone=found[1]))]

    def _joined(self, piece: Piece) -> list[Piece] | None:
        """The piece and the date or time of day after it: one expression, two if a preposition stands between."""
        joints = self.language.joints
        reading = piece.reading
        if reading.timed and reading.core is None:
            allowed = joints.time_date if reading.clock else joints.part_date
        elif single_day(reading) and reading.clock is None:
            allowed = joints.date_time
        else:
            return None
        units = self.encoded.units
        for length in range(JOINT_LENGTH + 1):
            start = piece.end + length
            if start >= len(units):
                return None
            between = tuple(unit.lower for unit in units[piece.end : start])
            if between not in allowed:
                continue
            others = self._zoned(self.language.grammar.longest(self.encoded, start))
            if len(others) == 1 and (both := combined(reading, others[0].reading)) is not None:
                if both.clock is not None and not joints.signals.isdisjoint(between):
                    return self._paired(piece, others[0], both)
                return [Piece(piece.first, others[0].end, both, _rules(piece, others[0], reading))]
        return None

    def _paired(self, one: Piece, other: Piece, both: Reading) -> list[Piece]:
        """A clock and its day as two expressions; a zone after the day ("3 p.m. on Monday in Tokyo") is the clock's."""
        if one.reading.clock is None:
            return [one, replace(other, reading=replace(both, mod=other.reading.mod), paired=True)]
        zone = both.zone
        if zone is None and (found := stated_zone(self.encoded, other.end, self.language.zones, self.places)):
            zone = found[1]
        return [replace(one, reading=replace(both, mod=one.reading.mod, zone=zone)), replace(other, paired=True)]


def _rules(first: Piece, second: Piece, reading: Reading) -> str:
    """The rule of the clock or part of the day, which says most, then the date's."""
    return f"{first.rule}+{second.rule}" if reading.core is None else f"{second.rule}+{first.rule}"


def single_day(reading: Reading) -> bool:
    """Whether the reading is a single day, which a time of day can join."""
    core = reading.core
    if isinstance(core, CalendarDate):
        return core.day is not None or core.weekday is not None or core.holiday is not None
    if isinstance(core, Shift):
        return core.unit == "D"
    return isinstance(core, Fixed) and core.type == "DATE" and len(core.value) == 10


def combined(one: Reading, other: Reading) -> Reading | None:
    """A date and a time of day as one reading, or None if they do not go together."""
    if one.core is not None and other.core is not None:
        return None
    if one.core is None and other.core is None:
        return _same_time(one, other)
    date, time = (one, other) if one.core is not None else (other, one)
    if not single_day(date) or not time.timed or date.clock is not None:
        return None
    if date.part is not None and time.part is not None:
        return None
    clock = on_the_dial(time.clock, date.part or time.part)
    return replace(
        date, part=None if clock else date.part or time.part, clock=clock, zone=time.zone, mod=date.mod or time.mod
    )


def _same_time(one: Reading, other: Reading) -> Reading | None:
    """``6:30 in the evening``: a clock and the part of the day that tells which half it is in."""
    if (one.clock is None) == (other.clock is None):
        return None
    clock, part = one.clock or other.clock, one.part or other.part
    if clock is None or part is None:
        return None
    return Reading(clock=on_the_dial(clock, part), zone=one.zone or other.zone)
