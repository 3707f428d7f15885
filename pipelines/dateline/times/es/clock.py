"""Spanish times of day: ``a las 18:30``, ``las seis y media de la tarde``, ``mediodía``, ``por la mañana``."""

from __future__ import annotations

from dateline.times.grammar import Built, Match, Rule
from dateline.times.lexicon import Unit
from dateline.times.readings import Clock, Reading

BEFORE_CLOCK = frozenset(["a", "desde", "hasta", "sobre", "hacia", "entre", "y", "de", "antes", "después"])
"""What stands before ``las`` and an hour, and not before ``las`` and a number of things."""

AFTER_HOUR = frozenset(["de", "del", "en", "con", "para", "por", "y", "cuando", "el", "la", "se", "hora", "al", "a",
                        "hasta", "gmt", "utc", "que", "este"])  # fmt: skip
NOT_IN_CLOCK = "'\"“«([-–¿¡"


def _hour(hour: int, part: str | None, word: str) -> int | None:
    """Hour of the day from an hour on the dial and the part of the day it is said to be in.

    ``12 de la mañana`` is noon, ``12 de la noche`` is midnight, ``12 de la madrugada`` the one before.
    """
    if hour > 12:
        return hour if hour <= 24 else None
    if part == "MO":
        return hour % 12 if word == "madrugada" else hour
    if part == "AF":
        return hour % 12 + 12
    return hour + 12 if part == "NI" and hour >= 6 else hour


def _face(match: Match) -> Built:
    """``las 18:30``, ``las 6 y media de la tarde``, ``6 p. m.``"""
    parts = match["clock"] or match["hour12"] or match["hour24"] or match["num"]
    digits = (parts,) if isinstance(parts, int) else parts
    if not isinstance(digits, tuple) or _no_clock(match):
        return None
    hour, minute = digits[0], digits[1] if len(digits) > 1 else None
    for name, value in (("half", 30), ("quarter", 15), ("minutes", match.number("minutes"))):
        if match[name] is not None and isinstance(value, int):
            minute = value
    if match["less"] is not None and minute is not None:
        hour, minute = hour - 1 or 12, 60 - minute
    at = match.index("part")
    word = "" if at is None else match.encoded.units[at].lower
    half, part = match.number("am"), match.word("part")
    found = _hour(hour, part, word) if half is None else hour % 12 + half if 1 <= hour <= 12 else None
    if found is None or not 0 <= (minute or 0) < 60:
        return None
    second = digits[2] if len(digits) > 2 else None
    twelve = half is None and part is None and 1 <= hour <= 12
    return Reading(clock=Clock(found, minute, second, twelve=twelve))


def _no_clock(match: Match) -> bool:
    """Whether the digits hang on others: a score, a verse, a ratio."""
    before, after = match.unit(-1), match.unit(0)
    if before is not None and match.encoded.tight(match.first) and before.lower not in NOT_IN_CLOCK:
        return True
    return after is not None and match.encoded.tight(match.end) and (after.shape == "number" or after.lower == "%")


def _digital(match: Match) -> Built:
    """Digits with a colon and no article: a time where its hour has two digits, a zone follows or ``horas``."""
    after = match.unit(0)
    text = match.encoded.units[match.first].text
    zoned = after is not None and ("zone" in after.classes or after.lower in ("(", "hora", "horas"))
    led = match.before("de", "desde", "entre", "hasta", "a") and not match.encoded.tight(match.first)
    return _face(match) if zoned or led or len(text) >= 5 or match.end > match.first + 1 else None


def _article_hour(match: Match) -> Built:
    """``a las 6``: an hour, not six of something."""
    after = match.unit(0)
    if not match.before(*BEFORE_CLOCK) or not _ends_hour(after):
        return None
    return _face(match)


def _ends_hour(after: Unit | None) -> bool:
    return after is None or after.shape in ("mark", "break") or after.lower in AFTER_HOUR or "weekday" in after.classes


def _bare_part_hour(match: Match) -> Built:
    """``de diez de la noche a cinco de la mañana``: hours without their article."""
    return _face(match) if match.before("de", "a", "desde", "hasta", "entre", "y") else None


def _full_hour(match: Match) -> Built:
    """``a las 20 horas``, but not ``en las 24 horas siguientes``."""
    return _face(match) if match.before("a", "desde", "hasta", "sobre", "hacia") else None


def _dotted(match: Match) -> Built:
    """``las 18.30``: the dot stands tight between the two."""
    hour, minute, at = match.number("hour24"), match.number("two"), match.index("two")
    if hour is None or minute is None or at is None or minute > 59:
        return None
    if not (match.encoded.tight(at) and match.encoded.tight(at - 1)):
        return None
    found = _hour(hour, match.word("part"), "")
    return None if found is None else Reading(clock=Clock(found, minute, twelve=match["part"] is None and hour <= 12))


def _named(match: Match) -> Built:
    return Reading(clock=Clock(12 if match["noon"] is not None else 24, 0))


def _part(match: Match) -> Built:
    """``por la mañana``: the day comes from the text. ``madrugada`` is the beginning of the morning."""
    word = match.encoded.units[match.index("part") or match.first].lower
    return [match.piece(Reading(part=match.word("part"), mod="START" if word == "madrugada" else None), "the", "part")]


OF_PART = "(de|por|en) la {part}"
MINUTES = "y {half:=media}", "y {quarter:=cuarto}", "y {minutes:num}"
LESS = "{less:=menos} {quarter:=cuarto}", "{less:=menos} {minutes:num}"
HOURS = "(horas|hs|hrs|h|h.)"

RULES: tuple[Rule, ...] = (
    Rule(
        "time.clock-half",
        tuple(f"(las|la)? {{{hour}}} {{am}}" for hour in ("clock", "hour12", "num")),
        _face,
        (("a las 6:30 p. m. de hoy", "2019-09-24T18:30", "2019-09-24"),),
    ),
    Rule(
        "time.clock-part",
        (
            *(f"(las|la) {{{hour}}} {HOURS}? {OF_PART}" for hour in ("clock", "hour12", "num")),
            *(f"(las|la) {{{hour}}} {more} {OF_PART}" for hour in ("hour12", "num") for more in (*MINUTES, *LESS)),
            *(f"(las|la) {{{hour}}} del mediodía" for hour in ("hour12", "num")),
        ),
        _face,
        (
            ("a las 6 de la tarde de hoy", "2019-09-24T18:00", "2019-09-24"),
            ("hoy a las seis y media de la tarde", "2019-09-24 2019-09-24T18:30", "2019-09-24"),
            ("las once menos diez de la noche de ayer", "2019-09-23T22:50", "2019-09-24"),
        ),
    ),
    Rule(
        "time.clock",
        (f"(las|la) {{clock}} {HOURS}?",),
        _face,
        (("a las 18:30 de hoy", "2019-09-24T18:30", "2019-09-24"),),
    ),
    Rule(
        "time.clock-digits",
        (f"{{clock}} {HOURS}?",),
        _digital,
        (("hoy, 18:30 horas", "2019-09-24T18:30", "2019-09-24"), ("ganó por 2:1 ayer", "2019-09-23", "2019-09-24")),
    ),
    Rule(
        "time.clock-dotted",
        (f"(las|la) {{hour24}} . {{two}} {HOURS}?", f"(las|la) {{hour24}} . {{two}} {OF_PART}"),
        _dotted,
        (("las 18.30 horas de hoy", "2019-09-24T18:30", "2019-09-24"),),
    ),
    Rule(
        "time.hour",
        (
            *(f"(las|la) {{{hour}}} {more}" for hour in ("hour12", "num") for more in (*MINUTES, *LESS)),
            *(f"(las|la) {{{hour}}}" for hour in ("hour24", "num")),
        ),
        _article_hour,
        (("a las seis de hoy", "2019-09-24T06:00", "2019-09-24"), ("premió a las seis mujeres", "")),
    ),
    Rule(
        "time.bare-hour",
        (f"{{hour12}} {OF_PART}", f"{{num}} {OF_PART}"),
        _bare_part_hour,
        (("de diez de la noche a cinco de la mañana", "2019-09-24T22:00 2019-09-24T05:00", "2019-09-24"),),
    ),
    Rule(
        "time.full-hour",
        tuple(f"(las|la) {{{hour}}} {HOURS}" for hour in ("hour24", "num")),
        _full_hour,
        (("a las 20 horas de hoy", "2019-09-24T20:00", "2019-09-24"), ("en las 24 horas", "PT24H")),
    ),
    Rule(
        "time.named",
        ("(el)? {noon:=mediodía}", "(la)? medianoche"),
        _named,
        (("al mediodía de hoy", "2019-09-24T12:00", "2019-09-24"), ("a la medianoche del lunes", "2019-09-23T24:00")),
    ),
    Rule(
        "time.part",
        ("(por|en|a|durante|de)? {the:=la} {part}",),
        _part,
        (
            ("en la mañana del 5 de mayo de 2010", "2010-05-05TMO"),
            ("ayer por la tarde", "2019-09-23TAF", "2019-09-24"),
        ),
    ),
)
