"""English words before a time that modify it: ``early``, ``the end of``, ``about``, ``more than``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dateline.times.grammar import Modifier
from dateline.times.readings import CalendarDate, Fixed, Reading, Shift

SINGLE_DAY = ("D",)


def _of_date(mod: str) -> Callable[[Reading], Reading | None]:
    """``early``, ``the end of``: of a stretch of time longer than a day, or of a part of the day."""

    def apply(reading: Reading) -> Reading | None:
        core = reading.core
        if isinstance(core, Fixed) and (core.type != "DATE" or core.value.endswith("_REF")):
            return None
        if reading.clock is not None or reading.only_zone:
            return None
        return replace(reading, mod=mod)

    return apply


def _of_any(mod: str) -> Callable[[Reading], Reading | None]:
    def apply(reading: Reading) -> Reading | None:
        return (
            None
            if isinstance(reading.core, Fixed) and reading.core.value.endswith("_REF")
            else replace(reading, mod=mod)
        )

    return apply


def _of_duration(mod: str) -> Callable[[Reading], Reading | None]:
    """``more than``: of a duration or of what is counted from an anchor."""

    def apply(reading: Reading) -> Reading | None:
        core = reading.core
        counted = isinstance(core, Shift) or (isinstance(core, Fixed) and core.type == "DURATION")
        return replace(reading, mod=mod) if counted else None

    return apply


def _season_half(reading: Reading) -> Reading | None:
    core = reading.core
    if isinstance(core, CalendarDate) and core.month is None and core.year is not None:
        return replace(reading, core=replace(core, half=2))
    return _of_date("END")(reading)


MODIFIERS: tuple[Modifier, ...] = (
    Modifier("mod.start", (
        "(the)? (very)? (beginning|start|dawn|outset|onset) of (the)?", "(the)? (first|early) (part|days|weeks|months) of (the)?",
        "(the)? early -? (in)? (on)? (the)?", "(the)? opening (days|weeks|months) of (the)?"), _of_date("START"),
        (("early October 1939", "1939-10"), ("at the beginning of 1864", "1864"), ("the early 1990s", "199"))),
    Modifier("mod.end", (
        "(the)? (very)? (end|close) of (the)?", "(the)? (last|final|latter|closing) (part|days|weeks|months) of (the)?",
        "(the)? late -? (in)? (on)? (the)?", "later (in|on) (the)?", "(the)? rest of (the)?", "(the)? remainder of (the)?"), _of_date("END"),
        (("late September 2010", "2010-09"), ("by the end of 2008", "2008"))),
    Modifier("mod.mid", ("(the)? (middle|midst) of (the)?", "(the)? mid -? (of)? (the)?", "(the)? middle -? (of)? (the)?", "halfway through"), _of_date("MID"),
        (("in mid-March 1982", "1982-03"), ("mid-2007", "2007"), ("the mid-1990s", "199"))),
    Modifier("mod.approximate", (
        "(about|around|approximately|roughly|nearly|almost|some|circa|ca .?|c .?|close to)", "just (over|under)"), _of_any("APPROX"),
        (("about two weeks", "P2W"), ("around March 1981", "1981-03"))),
    Modifier("mod.more", ("(more|longer) than", "over", "at least", "no less than", "well over"), _of_duration("MORE_THAN"),
        (("more than three years", "P3Y"),)),
    Modifier("mod.less", ("(less|fewer) than", "under", "up to", "at most", "no more than", "within"), _of_duration("LESS_THAN"),
        (("less than two weeks", "P2W"),)),
    Modifier("mod.only", ("(just|only|exactly|barely|a mere|the entire|the whole|fully)",), _of_any(""),
        (("just two weeks", "P2W"),)),
    Modifier("mod.more-equal", ("as (many|long|much) as",), _of_duration("EQUAL_OR_LESS"), (("as many as 60 days", "P60D"),)),
)  # fmt: skip
