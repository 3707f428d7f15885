"""What a rule has understood of an expression, before it is anchored to a date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Base = Literal["publication", "mention", "running"]
"""``running``: the mention before in a narrative or a report of what was, else the publication ("the year")."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """One of the zones that share an abbreviation, by its name, with where it is in use.

    ``countries`` are ISO 3166 codes, ``homes`` IANA zones that the zone database does not itself give these letters.
    """

    zone: str
    countries: frozenset[str]
    homes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone that the text states: an IANA name or ``±hh:mm``, with the letters it is abbreviated by.

    ``local``: "local time", to be found elsewhere, in ``place`` if the text says so at once. ``meanings``: what shared
    letters can mean. ``place``: the zone of a place that is named beside the zone ("Moscow time (MSK)").
    """

    name: str | None
    basis: Literal["stated", "place"] = "stated"
    local: bool = False
    letters: str = ""
    meanings: tuple[Meaning, ...] = ()
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day. ``hour`` is 0-24; ``twelve``: the text does not say which half of the day."""

    hour: int
    minute: int | None = None
    second: int | None = None
    twelve: bool = False

    def text(self) -> str:
        """The clock as TIMEX3 writes it.

        >>> Clock(18, 30).text(), Clock(9, 0, 5).text()
        ('18:30', '09:00:05')
        """
        tail = f":{self.second:02d}" if self.second is not None else ""
        return f"{self.hour:02d}:{self.minute or 0:02d}{tail}"


def on_the_dial(clock: Clock | None, part: str | None) -> Clock | None:
    """A clock in the half of the day that a part of the day says; night is before midnight from six on.

    >>> on_the_dial(Clock(8, twelve=True), "EV")
    Clock(hour=20, minute=None, second=None, twelve=False)
    """
    if clock is None or not clock.twelve or part is None:
        return clock
    afternoon = part in ("AF", "EV") or (part == "NI" and clock.hour >= 6 and clock.hour != 12)
    return replace(clock, hour=clock.hour % 12 + (12 if afternoon else 0), twelve=False)


@dataclass(frozen=True, slots=True)
class Shift:
    """A unit counted from an anchor: ``last week`` is (W, -1), ``two days later`` (D, 2, mention).

    ``count`` None: an unknown number, forward (``months later``) or ``back`` (``weeks earlier``). ``counted``: the
    text counts (``two years ago``), it does not name (``last year``). ``grain``: the unit that is meant if not the one
    counted (``two years ago today``), on ``weekday`` of its week (``a year ago Tuesday``).
    ``compared``: the count is a difference, not a way from the anchor (``three days later than planned``).
    """

    unit: str
    count: int | None
    base: Base = "publication"
    counted: bool = False
    back: bool = False
    grain: str | None = None
    weekday: int | None = None
    compared: bool = False


@dataclass(frozen=True, slots=True)
class CalendarDate:
    """A date with parts possibly missing: they come from the anchor. ``relation``: this, last, next, that."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    season: str | None = None
    quarter: int | None = None
    half: int | None = None
    holiday: str | None = None
    year_of: Shift | None = None
    relation: str | None = None
    bc: bool = False
    week: int | None = None
    weekend: bool = False
    alternative: tuple[int, int] | None = None

    @property
    def complete(self) -> bool:
        """Whether the text gives the year."""
        return self.year is not None


@dataclass(frozen=True, slots=True)
class Fixed:
    """A value that needs no anchor: a duration, a set, a reference, a decade, a century."""

    type: Literal["DATE", "TIME", "DURATION", "SET"]
    value: str
    quant: str | None = None
    freq: str | None = None
    direction: Literal["past", "present", "future"] | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A date part, a time part, or both. ``part`` is a part of the day (``MO``); ``mod`` as in TIMEX3.

    ``weak``: it holds only in a text that counts years before Christ; ``narrative``: only in one that tells a history.
    """

    core: CalendarDate | Shift | Fixed | None = None
    part: str | None = None
    clock: Clock | None = None
    zone: Zone | None = None
    mod: str | None = None
    weak: bool = False
    narrative: bool = False

    @property
    def timed(self) -> bool:
        """Whether it says a time of day."""
        return self.part is not None or self.clock is not None

    def with_mod(self, mod: str) -> Reading:
        """The same, modified."""
        return replace(self, mod=mod)
