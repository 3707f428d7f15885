"""English times of day: ``6:30 p.m.``, ``18:00``, ``noon``, ``half past six``, ``the morning``; zones come after."""

from __future__ import annotations

from dateline.times.grammar import Built, Match, Piece, Rule
from dateline.times.readings import Clock, Reading, on_the_dial

BEFORE_CLOCK = frozenset(
    [
        "at",
        "by",
        "until",
        "till",
        "from",
        "to",
        "and",
        "around",
        "about",
        "before",
        "after",
        "since",
        "between",
        ",",
        "(",
        "-",
        "–",
        "past",
    ]
)
BEFORE_HOUR = frozenset(["/", "(", "at", "by", "from", "until", "to", "around", "about", "or"])
BEFORE_SPELLED = frozenset(["at", "from", "until", "around", "about"])
UNIVERSAL = frozenset(["gmt", "utc", "z"])
RANGE_OPEN = frozenset(["between"])
LAST_CLOCKS = ("last_hhmm", "last_hour", "last_clock", "last_dot")
BEFORE_PART = frozenset(["at", "by", "early", "late", "before", "during"])
DAYLIKE = frozenset({"weekday", "weekday-short", "holiday", "dom", "dom-ord", "year"})


def _hour24(hour: int, half: int) -> int | None:
    """Hour of the day from an hour on the dial (1-12) and 0 for a.m., 12 for p.m."""
    return hour % 12 + half if 1 <= hour <= 12 else (hour if 13 <= hour <= 23 and half else None)


def _face(hour: int, digits: tuple[int, ...], *, twelve: bool = False) -> Clock:
    """The clock of an hour and the minutes and seconds among ``digits``."""
    minute = digits[1] if len(digits) > 1 else None
    second = digits[2] if len(digits) > 2 else None
    return Clock(hour, minute, second, twelve)


def _with_half(match: Match) -> Built:
    """A clock or bare hour with a.m. or p.m."""
    half = match.number("am") or 0
    parts = match["clock"] or match["dotclock"] or match["hour12"]
    digits = (parts,) if isinstance(parts, int) else parts
    if not isinstance(digits, tuple):
        return None
    hour = _hour24(digits[0], half)
    if hour is None or (len(digits) > 1 and digits[1] > 59):
        return None
    return Reading(clock=_face(hour, digits))


def _spelled_half(match: Match) -> Built:
    hour = match.number("num")
    if hour is None or not 1 <= hour <= 12:
        return None
    return Reading(clock=Clock(hour % 12 + (match.number("am") or 0)))


def _clock(match: Match) -> Built:
    """Digits with a colon: a time, unless it is a score, a ratio or a verse (``3:16``, ``2:1``)."""
    parts = match["clock"]
    if not isinstance(parts, tuple):
        return None
    before, after = match.unit(-1), match.unit(0)
    text = match.encoded.units[match.first].text
    if match.encoded.tight(match.first) and before is not None and before.lower not in "('\"“[-–":
        return None
    if (
        match.encoded.tight(match.end)
        and after is not None
        and (after.shape in ("word", "number") or after.lower == "%")
    ):
        return None
    zoned = after is not None and ("zone" in after.classes or (after.lower == "(") or after.lower == "local")
    on_time = before is not None and before.lower in BEFORE_CLOCK
    if not (zoned or on_time or len(text) >= 5):
        return None
    twelve = 1 <= parts[0] <= 12 and text[0] != "0"
    return Reading(clock=_face(parts[0], parts, twelve=twelve))


def _military(match: Match) -> Built:
    value = match.number("hhmm")
    zoned = match["zone"] is not None  # at once, or after the equivalent in brackets
    led = (
        match.before("at", "by", "until", "from", "around", "about", "(", "to")
        or match.encoded.units[match.first].text[0] == "0"
    )
    if value is None or not (zoned or led):
        return None
    ends = zoned or match["local"] is not None
    return [match.piece(Reading(clock=Clock(value // 100, value % 100)), None, "hhmm" if ends else None)]


def _range(match: Match) -> Built:
    """Two clocks that share what is said once: ``between 3 and 5 p.m.``, ``9-11 a.m.``, ``0800 to 0830 GMT``."""
    if match.after("/") or (match["and"] is not None and not match.before(*RANGE_OPEN)):
        return None
    if match["last_hhmm"] is not None:
        first, last = match.number("hhmm") or 0, match.number("last_hhmm") or 0
        clocks = Clock(first // 100, first % 100), Clock(last // 100, last % 100)
    else:
        half = match.number("am") or 0
        one, other = _digits(match, "first"), _digits(match, "last")
        end = _hour24(other[0], half)
        if end is None or not 1 <= one[0] <= 12 or any(len(part) > 1 and part[1] > 59 for part in (one, other)):
            return None
        begin = one[0] % 12 + half
        if begin % 12 > end % 12:  # "11 to 1 p.m." begins in the morning
            begin = (begin + 12) % 24
        clocks = _face(begin, one), _face(end, other)
    last_unit = next(index for name in LAST_CLOCKS if (index := match.index(name)) is not None)
    first_unit = match.first
    end_unit = match.end if match["last_hhmm"] is None else last_unit + 1
    return [
        Piece(first_unit, first_unit + 1, Reading(clock=clocks[0]), joined=True),
        Piece(last_unit, end_unit, Reading(clock=clocks[1])),
    ]


def _digits(match: Match, end: str) -> tuple[int, ...]:
    """Hour and minutes of one end of a range."""
    parts = next(part for name in ("hour", "clock", "dot") if (part := match[f"{end}_{name}"]) is not None)
    return parts if isinstance(parts, tuple) else (int(parts),)


def _hour_zone(match: Match) -> Built:
    """``8 p.m. ET/5 PT``, ``at 9 GMT``: a bare hour is a time by its zone and what stands before it."""
    hour = match.number("hour24")
    if hour is None or hour > 23 or not match.before(*BEFORE_HOUR):
        return None
    zone = match.encoded.units[match.index("zone") or match.first].lower
    piece = match.piece(Reading(clock=Clock(hour, twelve=1 <= hour <= 12 and zone not in UNIVERSAL)), None, "hour24")
    return [piece]


def _oclock(match: Match) -> Built:
    hour = match.number("num")
    if hour is None or not 1 <= hour <= 12:
        return None
    if match["midnight"] is not None:
        return Reading(clock=Clock(24))
    return Reading(clock=on_the_dial(Clock(hour, twelve=True), match.word("part")))


def _past(match: Match) -> Built:
    """``half past six``, ``quarter to five``, ``ten past nine in the morning``; "ten to nine" needs a lead."""
    hour = match.number("hour")
    minutes = 30 if match["half"] is not None else 15 if match["quarter"] is not None else match.number("minutes")
    if hour is None or minutes is None or not (1 <= hour <= 12 and 0 < minutes < 60):
        return None
    if match["to"] is not None:
        hour, minutes = hour - 1 or 12, 60 - minutes
    half, part = match.number("am"), match.word("part")
    told = half is not None or part is not None or match["half"] is not None or match["quarter"] is not None
    counted = match.index("minutes")
    spelled = counted is not None and match.encoded.units[counted].shape != "number"
    if not told and not (spelled and match.before(*BEFORE_SPELLED)):
        return None
    clock = Clock(hour if half is None else hour % 12 + half, minutes, twelve=half is None)
    return Reading(clock=on_the_dial(clock, part))


def _named(match: Match) -> Built:
    return Reading(clock=Clock(12 if match["noon"] is not None else 24, 0))


def _part(match: Match) -> Built:
    """``the morning``, ``at night``, ``early evening``: the day comes from the text."""
    before = match.unit(-1)
    if match.end - match.first == 1 and not (
        before is not None and (before.lower in BEFORE_PART or DAYLIKE & before.classes.keys())
    ):
        return None
    part = match.word("part")
    last = "hours" if match["hours"] is not None else "part"
    return [match.piece(Reading(part=part), "the" if match["the"] is not None else "part", last)]


FIRST = "({first_hour:hour12}|{first_clock:clock}|{first_dot:dotclock})"
LAST = "({last_hour:hour12}|{last_clock:clock}|{last_dot:dotclock})"
HALF = "({am}|(in the|at) {part})"
TO = "(to|-|–|—|until|till|through|{and:=and})"

RULES: tuple[Rule, ...] = (
    Rule(
        "time.clock-half",
        ("{clock} {am}", "{dotclock} {am}", "{hour12} {am}"),
        _with_half,
        (
            ("at 6:30 p.m. today", "2019-09-24T18:30", "2019-09-24"),
            ("at 11am today", "2019-09-24T11:00", "2019-09-24"),
            ("I am 6 pm", "2019-09-24T18:00", "2019-09-24"),
        ),
    ),
    Rule(
        "time.spelled-half", ("{num} {am}",), _spelled_half, (("at six p.m. today", "2019-09-24T18:00", "2019-09-24"),)
    ),
    Rule(
        "time.clock",
        ("{clock}", "{clock} (hours|hrs|h)"),
        _clock,
        (("at 18:00 today", "2019-09-24T18:00", "2019-09-24"), ("John 3:16 says", ""), ("won by 2:1 again", "")),
    ),
    Rule(
        "time.military",
        ("{hhmm} (hours|hrs|h)", "{hhmm} {zone}", "{hhmm} {local:=local}", "{hhmm} {lead:bracket} {other:hhmm} {zone}"),
        _military,
        (
            ("at 0530 hours today", "2019-09-24T05:30", "2019-09-24"),
            ("at 1800 GMT", "2019-09-24T18:00Z", "2019-09-24"),
            ("for 1800 hours", "PT1800H"),
        ),
    ),
    Rule(
        "time.range",
        (f"{FIRST} {TO} {LAST} {{am}}", f"{{hhmm}} {TO} {{last_hhmm:hhmm}} (hours|hrs|h)? {{zone}}"),
        _range,
        (
            ("between 3 and 5 p.m. today", "2019-09-24T15:00 2019-09-24T17:00", "2019-09-24"),
            ("from 11 to 1.30 p.m. today", "2019-09-24T11:00 2019-09-24T13:30", "2019-09-24"),
            ("between 0800 and 0830 GMT today", "2019-09-24T08:00Z 2019-09-24T08:30Z", "2019-09-24"),
        ),
    ),
    Rule(
        "time.hour-zone",
        ("{hour24} {zone}",),
        _hour_zone,
        (("at 9 GMT today", "2019-09-24T09:00Z", "2019-09-24"), ("of 9 CET students", "")),
    ),
    Rule(
        "time.oclock",
        (
            "{num} o'clock ((in the|at|at the)? {part})?",
            "{num} o'clock ({midnight:=midnight}|noon)",
            "{num} (in the|at) {part}",
        ),
        _oclock,
        (("at 8 o'clock in the evening today", "2019-09-24T20:00", "2019-09-24"),),
    ),
    Rule(
        "time.past-hour",
        (
            f"{{half:=half}} past {{hour:num}} {HALF}?",
            f"(a)? {{quarter:=quarter}} (past|after|{{to:=to}}) {{hour:num}} {HALF}?",
            f"{{minutes:num}} (minutes)? (past|after|{{to:=to}}) {{hour:num}} {HALF}?",
        ),
        _past,
        (
            ("at half past six p.m. today", "2019-09-24T18:30", "2019-09-24"),
            ("at ten minutes to three in the afternoon today", "2019-09-24T14:50", "2019-09-24"),
            ("won by ten to nine", ""),
        ),
    ),
    Rule(
        "time.named",
        ("{hour12}? {noon:=noon}", "{hour12}? midnight"),
        _named,
        (
            ("at noon today", "2019-09-24T12:00", "2019-09-24"),
            ("midnight on 5 May 2010", "2010-05-05T24:00 2010-05-05"),
        ),
    ),
    Rule(
        "time.part",
        ("{the:=the} {part}", "{part}", "(in|during|by|of|that|until) {the:=the} (early|late)? {part} {hours:=hours}?"),
        _part,
        (
            ("in the morning of 5 May 2010", "2010-05-05TMO"),
            ("in the early morning hours of 30 April 1975", "1975-04-30TMO"),
            ("yesterday in the evening", "2019-09-23TEV", "2019-09-24"),
        ),
    ),
)
