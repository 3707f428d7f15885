"""What a narrative has told so far: the running date that its partial dates are completed from.

A history moves its clock forward sentence by sentence ("On 10 March 1975 ... On 11 March ... By the end of April").
Not every date moves it: a bound ("until 1976", "as of December 2006"), a plan ("a campaign planned for 1976"), what
was over before ("who had invaded in late 1943") and a single date of another age are asides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateline.times import values
from dateline.times.direction import TenseCues
from dateline.times.grammar import Piece
from dateline.times.lexicon import Encoded
from dateline.times.readings import CalendarDate, Fixed, Reading, Shift

NARRATIVE_DATES = 6
"""So many of them make a text a narrative, when they are two thirds of its explicit dates."""

GENERATION = 12
"""Years beyond which one date is an aside of a narrative, not its next step."""

LONG_AGO = 2
"""Years before publication from which on a year is history; last year's dates are still news."""

RETURN_MONTHS = 1
"""Months that a date may lie before the one told last without the narrative having returned to another year."""

YEAR = 4
"""Characters of a value that is a whole year: it has no place within the year to return to."""

BOUND = 7
"""Units before a date in which the preposition that governs it is looked for."""

CLAUSE = 25
"""Units before a year in which its clause is looked at."""


@dataclass(slots=True)
class Story:
    """The running date of a narrative.

    ``told`` is the value it has reached; ``aside`` a date of another age that one more would confirm; ``other`` what
    it had reached in another year before, to which it may return; ``run`` how many dates it has told in this year.
    ``strict``: a short one, in which not even the first date may be an aside and a life goes on in leaps.
    """

    told: str | None = None
    aside: str | None = None
    other: str | None = None
    run: int = 0
    strict: bool = False

    def tell(self, value: str, *, moves: bool) -> None:
        """Take a resolved value; ``moves``: the text does not mention it as an aside."""
        year = year_of(value)
        if not moves and (self.strict or self.told is not None):
            return
        onward = self.strict and self.told is not None and year > year_of(self.told)
        if self.told is not None and not onward and abs(year - year_of(self.told)) > GENERATION:
            far, self.aside = self.aside, value
            if far is None or abs(year - year_of(far)) > GENERATION:
                return
        if self.told is not None and year != year_of(self.told):
            self.other, self.run = self.told, 0
        self.told, self.aside, self.run = value, None, self.run + 1

    def reached(self, month: int | None = None, day: int | None = None) -> str | None:
        """The value that a date of this month and day is completed from.

        After a single date of another year ("This followed the general election in December 2005. On November 23")
        a date that would lead back in time continues what was told before.

        >>> Story("2005-12", None, "2006-05-20", 1).reached(11, 23)
        '2006-05-20'
        """
        now, before = first_day(self.told), first_day(self.other)
        if month is None or now is None or before is None or self.run > 1:
            return self.told
        if len(self.told or "") == YEAR or len(self.other or "") == YEAR:
            return self.told
        back = (now.month - month) >= RETURN_MONTHS
        onward = (before.month, before.day) <= (month, day or 31)
        return self.other if back and onward else self.told


def first_day(value: str | None) -> date | None:
    """The first day of a value, if it denotes one interval."""
    interval = values.local_interval(value) if value else None
    return interval[0].date() if interval else None


def year_of(value: str) -> int:
    """The year of a value, negative before Christ.

    >>> year_of("BC0499"), year_of("2019-09"), year_of("19")
    (-499, 2019, 1900)
    """
    digits = value.removeprefix("BC")[:4]
    return (-1 if value.startswith("BC") else 1) * int(digits if len(digits) == 4 else digits[:2] + "00")


def deictic(core: CalendarDate | Shift | Fixed | None) -> bool:
    """Whether an expression is counted from the day of writing: ``today``, ``Monday``, ``last week``."""
    if isinstance(core, Shift):
        return core.base == "publication"
    return isinstance(core, CalendarDate) and core.weekday is not None and core.day is None


def year_told(core: CalendarDate | Shift | Fixed | None) -> int | None:
    """The year that an expression states, negative before Christ."""
    if not isinstance(core, CalendarDate) or core.year is None:
        return None
    return -core.year if core.bc else core.year


def is_narrative(readings: Iterable[Reading], published: date | None) -> bool:
    """Whether the explicit dates of a text are those of a history, far from the day it was published."""
    cores = [reading.core for reading in readings]
    counted = sum(deictic(core) for core in cores)
    years = [year for core in cores if (year := year_told(core)) is not None]
    far = sum(published is None or year != published.year for year in years)
    return far >= NARRATIVE_DATES and 3 * far >= 2 * len(years) and 4 * counted <= far


def is_past(pieces: Sequence[Piece], published: date | None) -> bool:
    """Whether a text tells only of the past: nothing points at the day of writing, and all its years are long ago."""
    years = [year for piece in pieces if (year := year_told(piece.reading.core)) is not None]
    if not years or any(deictic(piece.reading.core) for piece in pieces):
        return False
    return all(_past(year, published) for year in years)


def historical(pieces: Sequence[Piece], published: date | None) -> bool:
    """Whether a paragraph of news tells of the past: its dates are old, two of them or one to the month."""
    dated = [core for piece in pieces if year_told(core := piece.reading.core) is not None]
    exact = any(isinstance(core, CalendarDate) and core.month for core in dated)
    return (exact or len(dated) > 1) and is_past(pieces, published)


def _past(year: int, published: date | None) -> bool:
    return published is None or year <= published.year - LONG_AGO


def moves(encoded: Encoded, piece: Piece, cues: TenseCues, *, closes: bool, opens: bool) -> bool:
    """Whether a date carries the narrative on.

    Dates without a year follow the narrative. One with a year is an aside as a bound ("until its fall in February
    1945") and as an attribute ("the August 1792 uprising"), unless it opens its paragraph and so sets its time. A bare
    year moves it there, at the head of its sentence, or after ``in`` in a clause of what was, not of what would be or
    had been, but not as the end of a range ("1946-1950"); a year that is only pointed at ("than in the previous year")
    moves it at the head. ``closes``: the end of a range; ``opens``: the first date of its paragraph.
    """
    core = piece.reading.core
    if isinstance(core, Shift) and core.unit == "Y":
        return leads(encoded, piece)
    if not isinstance(core, CalendarDate) or not core.complete:
        return True
    bare = not (core.month or core.season or core.quarter or core.half or core.holiday)
    if (bare and closes) or _bounds(encoded, piece, cues) or _parenthetical(encoded, piece):
        return False
    before = _word(encoded, piece.first - 1)
    if not bare:
        return core.day is not None or before not in cues.determiners or opens or leads(encoded, piece)
    if before in cues.during and _word(encoded, piece.first - 2) not in cues.comparing:
        return _told(encoded, piece, cues) or leads(encoded, piece)
    return opens or leads(encoded, piece)


def _bounds(encoded: Encoded, piece: Piece, cues: TenseCues) -> bool:
    """Whether the date bounds something: ``since 1961``, ``until the fall of the city in February 1945``."""
    for index in range(piece.first - 1, max(-1, piece.first - 1 - BOUND), -1):
        word = encoded.units[index].lower
        if word in cues.bounds:
            return True
        if encoded.units[index].shape in ("mark", "break"):
            return False
    return False


def _parenthetical(encoded: Encoded, piece: Piece) -> bool:
    """Whether commas set the date off with a few words: ``the firm, founded in 1976, said``."""
    after = encoded.units[piece.end].lower if piece.end < len(encoded.units) else ""
    if after != ",":
        return False
    before = encoded.units[max(0, piece.first - 5) : piece.first]
    return any(unit.lower == "," for unit in before[:-2]) and not any(
        unit.shape == "break" or unit.lower in ".;" for unit in before
    )


def leads(encoded: Encoded, piece: Piece) -> bool:
    """Whether at most two words stand between the beginning of the sentence and the piece."""
    before = encoded.units[max(0, piece.first - 3) : piece.first]
    return len(before) < 3 or any(unit.shape == "break" or unit.lower in ".?!" for unit in before)


def _told(encoded: Encoded, piece: Piece, cues: TenseCues) -> bool:
    """Whether the sentence so far speaks of what happened: nothing planned, nothing that was over before."""
    for index in range(piece.first - 1, max(-1, piece.first - CLAUSE), -1):
        unit = encoded.units[index]
        if unit.shape == "break" or unit.lower in cues.clause_end:
            break
        if unit.lower in cues.future or unit.lower in cues.conditional or unit.lower in cues.pluperfect:
            return False
    return True


def _word(encoded: Encoded, index: int) -> str:
    return encoded.units[index].lower if index >= 0 else ""
