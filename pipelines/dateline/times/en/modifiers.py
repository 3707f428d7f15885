"""English words before a time that modify it: ``early``, ``the end of``, ``about``, ``more than``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dateline.times.grammar import Modifier
from dateline.times.readings import CalendarDate, Fixed, Reading, Shift

AMOUNTS = frozenset({"num", "=a", "=an"})
Apply = Callable[[Reading], Reading | None]


def _within_date(mod: str) -> Apply:
    """``early``, ``the end of``: of a date or a part of the day, of no duration and no clock."""

    def apply(reading: Reading) -> Reading | None:
        core = reading.core
        if isinstance(core, Fixed) and (core.type != "DATE" or core.value.endswith("_REF")):
            return None
        return None if reading.clock is not None else replace(reading, mod=mod)

    return apply


def _of_amount(mod: str | None, *, counted: bool = True) -> Apply:
    """``more than``: of a duration, or (``counted``) of one counted from an anchor: ``less than a year later``."""

    def apply(reading: Reading) -> Reading | None:
        core = reading.core
        if isinstance(core, Fixed) and core.type == "DURATION":
            return replace(reading, mod=mod)
        return replace(reading, mod=mod) if counted and isinstance(core, Shift) and core.counted else None

    return apply


def _approximate(reading: Reading) -> Reading | None:
    """``around 1900``: a date that is no single named day."""
    core = reading.core
    if isinstance(core, CalendarDate) and core.weekday is None:
        return replace(reading, mod="APPROX")
    return replace(reading, mod="APPROX") if reading.clock is not None else None


MODIFIERS: tuple[Modifier, ...] = (
    Modifier(
        "mod.start",
        (
            "(the)? (very)? (beginning|start|dawn|outset|onset) of",
            "(the)? (first|early) (part|days|weeks|months) of",
            "(the)? opening (days|weeks|months) of",
            "(the)? (early|earlier) -? (in|on)?",
        ),
        _within_date("START"),
        (
            ("early October 1939", "1939-10"),
            ("at the beginning of 1864", "1864"),
            ("the early 1990s", "199"),
        ),
    ),
    Modifier(
        "mod.end",
        (
            "(the)? (very)? (end|close) of",
            "(the)? (last|final|latter|closing) (part|days|weeks|months) of",
            "(the)? (rest|remainder) of",
            "(the)? late -? (in|on)?",
            "later (in|on)?",
        ),
        _within_date("END"),
        (("late September 2010", "2010-09"), ("by the end of 2008", "2008")),
    ),
    Modifier(
        "mod.mid",
        ("(the)? (middle|midst) of", "(the)? (mid|middle) -? of?", "halfway through"),
        _within_date("MID"),
        (("in mid-March 1982", "1982-03"), ("mid-2007", "2007"), ("the mid-1990s", "199")),
    ),
    Modifier(
        "mod.approximate",
        ("(about|around|approximately|roughly|nearly|almost|some)", "close to", "just (over|under)"),
        _of_amount("APPROX"),
        (("about two weeks", "P2W"), ("nearly two years ago", "2017", "2019-09-24")),
    ),
    Modifier(
        "mod.approximate-date",
        ("(around|circa)", "(ca|c) .?"),
        _approximate,
        (("around March 1981", "1981-03"),),
    ),
    Modifier(
        "mod.more",
        ("(more|longer) than",),
        _of_amount("MORE_THAN"),
        (("more than three years", "P3Y"),),
    ),
    Modifier(
        "mod.equal-or-more",
        ("at least", "no (less|fewer) than"),
        _of_amount("EQUAL_OR_MORE"),
        (("at least three years", "P3Y"),),
    ),
    Modifier(
        "mod.over",
        ("(well)? over",),
        _of_amount("MORE_THAN"),
        (("over nine months", "P9M"), ("over a year", "P1Y"), ("over the next five years", "P5Y")),
        AMOUNTS,
    ),
    Modifier(
        "mod.less",
        ("(less|fewer) than",),
        _of_amount("LESS_THAN"),
        (("less than two weeks", "P2W"), ("On 5 May 2010 ; less than a week later", "2010-05-05 2010-W19")),
    ),
    Modifier(
        "mod.equal-or-less",
        ("as (many|long|much) as", "up to", "at most", "no more than"),
        _of_amount("EQUAL_OR_LESS"),
        (("as many as 60 days", "P60D"),),
    ),
    Modifier(
        "mod.plain",
        ("(just|only|exactly|barely|fully)", "a mere", "the (entire|whole)"),
        _of_amount(None),
        (("just two weeks", "P2W"),),
    ),
)
