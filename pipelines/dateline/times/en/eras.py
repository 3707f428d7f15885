"""English decades, centuries and years before Christ: ``the 1990s``, ``the 4th century BC``, ``493 BC``."""

from __future__ import annotations

from dateline.times.en.years import CURRENCY, counted
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Fixed, Reading


def _bc_year(match: Match) -> Built:
    number = match.number("num")
    return Reading(CalendarDate(year=number, bc=True)) if number and number <= 9999 else None


def _ad_year(match: Match) -> Built:
    number = match.number("num")
    return Reading(CalendarDate(year=number)) if number and number <= 9999 else None


def _begins_range(match: Match) -> bool:
    """``From 264 to 241 BC``: read as a whole elsewhere."""
    joint, last, mark = match.unit(0), match.unit(1), match.unit(2)
    if joint is None or last is None or mark is None:
        return False
    return joint.lower in ("to", "-", "–") and "num" in last.classes and "bc" in mark.classes


def _bare_bc_year(match: Match) -> Built:
    """Three digits after ``in``: a year only in a text that counts years BC, which anchoring knows."""
    after = match.unit(0)
    if _begins_range(match):
        return None
    if "bc" not in match.encoded.labels or (after is not None and "bc" in after.classes):
        return None
    if counted(after) or (after is not None and (after.lower in CURRENCY or after.lower == "-")):
        return None
    return [match.piece(Reading(CalendarDate(year=match.number("year3"), bc=True), weak=True), "year3", "year3")]


def _bc_range(match: Match) -> Built:
    first, last = match.number("one"), match.number("num")
    if first is None or last is None or first <= last:
        return None
    return [
        match.piece(Reading(CalendarDate(year=first, bc=True)), "one", "one", joined=True),
        match.piece(Reading(CalendarDate(year=last, bc=True)), "num"),
    ]


LAST_DECADE = 10
AGES = 4
"""Tens up to which ``the mid-30s`` is as often an age or a price as a decade."""


def _decade(match: Match) -> Built:
    decade = match.number("decade")
    if decade is None:
        tens = match.number("short_decade") or match.number("decade_word")
        first = match.encoded.units[match.first].lower
        led = first == "the" or first[0] in "'‘" or (match.before("mid", "early", "late", "-") and (tens or 0) > AGES)
        if tens is None or (match["short_decade"] is not None and not led):
            return None
        decade = (190 if tens > 1 else 200) + tens
    return Reading(Fixed("DATE", f"{'BC' if match['bc'] is not None else ''}{decade:03d}"))


def _decade_list(match: Match) -> Built:
    """``the 1960s and '70s``: the second is of the first one's century."""
    first, tens = match.number("decade"), match.number("short_decade")
    if first is None or tens is None:
        return None
    second = f"{first // 10 * 10 + tens:03d}"
    joined = any(match[name] is not None for name in ("dash", "to"))
    return [
        match.piece(Reading(Fixed("DATE", f"{first:03d}")), None, "decade", joined=joined),
        match.piece(Reading(Fixed("DATE", second)), "short_decade"),
    ]


def _decade_of_century(match: Match) -> Built:
    """``the first decade of the 21st century``."""
    ordinals = [match.number(name) for name in ("ordword", "count", "ord")]
    found = [number for number in ordinals if number is not None]
    decade, century = found if len(found) > 1 else (LAST_DECADE, found[0])
    if decade > 10 or not 1 <= century <= 30:
        return None
    return Reading(Fixed("DATE", f"{century - 1:02d}{decade - 1}"))


def _century_list(match: Match) -> Built:
    """``the 16th and 17th centuries``: each its own piece, ends of a range with ``to``."""
    numbers = [match.number(one) or match.number(f"{one}_word") for one in ("a", "b")]
    if any(number is None or not 1 <= number <= 30 for number in numbers):
        return None
    bc = "BC" if match["bc"] is not None else ""
    joined = any(match[name] is not None for name in ("dash", "to"))
    names = [one if match[one] is not None else f"{one}_word" for one in ("a", "b")]
    first, second = (Reading(Fixed("DATE", f"{bc}{(number or 1) - 1:02d}")) for number in numbers)
    return [
        match.piece(first, None, names[0], joined=joined),
        match.piece(second, "article" if match["article"] is not None else names[1]),
    ]


def _millennium(match: Match) -> Built:
    number = match.number("ord") or match.number("ordword")
    if number is None or number > 9:
        return None
    return Reading(Fixed("DATE", f"{'BC' if match['bc'] is not None else ''}{number - 1}"))


def _bc_decade(match: Match) -> Built:
    """``the 470s BC``: the digits of the decade are written out."""
    decade = match.number("early_decade")
    return None if decade is None else Reading(Fixed("DATE", f"BC{decade:03d}"))


def _name_of_century(match: Match) -> bool:
    """``Twentieth Century Fox``."""
    after = match.unit(0)
    name = match.encoded.units[match.end - 1].capitalised and match["bc"] is None and match["ad"] is None
    return name and after is not None and after.shape == "word" and after.capitalised


def _century(match: Match) -> Built:
    number = match.number("ord") or match.number("ordword")
    if number is None or not 1 <= number <= 30 or _name_of_century(match):
        return None
    if match["the"] is not None and match["hyphen"] is not None and match.encoded.tight(match.end - 1):
        value = Fixed("DATE", f"{number - 1:02d}")
        return [match.piece(Reading(value), "ord" if match["ord"] is not None else "ordword")]
    return Reading(Fixed("DATE", f"{'BC' if match['bc'] is not None else ''}{number - 1:02d}"))


AND_OR_TO = "(and|or|{to:=to}|{dash})"
A_CENTURY = "({a:ord}|{a_word:ordword})"
B_CENTURY = "({b:ord}|{b_word:ordword})"

RULES: tuple[Rule, ...] = (
    Rule(
        "date.year-bc",
        ("{num} {bc}", "(the)? year {num} {bc}"),
        _bc_year,
        (("in 493 BC they", "BC0493"),),
    ),
    Rule("date.year-ad", ("{ad} {num}", "{num} {ad}"), _ad_year, (("in AD 79 the", "0079"),)),
    Rule(
        "date.year-bc-bare",
        ("(in|by|until|of|from|since|after|before|during|to|around|late|early) {year3}",),
        _bare_bc_year,
        (
            ("The war of 264 BC lasted until 241 BC. In 240 the", "BC0264 BC0241 BC0240"),
            ("in 264 hotels", ""),
            ("rose to 264 on", ""),
        ),
    ),
    Rule(
        "date.range-bc",
        ("{one:num} {dash} {num} {bc}", "{one:num} to {num} {bc}"),
        _bc_range,
        (
            ("499–493 BC", "BC0499 BC0493"),
            ("From 264 to 241 BC", "BC0264 BC0241"),
        ),
    ),
    Rule(
        "date.decade",
        ("(the)? {decade} {bc}?", "(the)? {short-decade}", "the {decade-word}"),
        _decade,
        (
            ("in the 1990s", "199"),
            ("the '80s", "198"),
            ("in the sixties", "196"),
            ("two Boeing 747s", ""),
            ("in his 40s", ""),
            ("rose to the mid 20s", ""),
        ),
    ),
    Rule(
        "date.decade-list",
        ("(the)? {decade} (and|or|{to:=to}|{dash}) (the)? {short-decade}",),
        _decade_list,
        (("in the 1960s and '70s", "196 197"), ("the 1980s and 90s", "198 199")),
    ),
    Rule(
        "date.decade-of-century",
        (
            "(the)? {ordword} decade of the ({ord}|{count:ordword}) century",
            "(the)? (last|final|closing) decade of the ({ord}|{count:ordword}) century",
        ),
        _decade_of_century,
        (
            ("the first decade of the 21st century", "200"),
            ("the last decade of the 19th century", "189"),
            ("the second decade of the twentieth century", "191"),
        ),
    ),
    Rule(
        "date.century-list",
        (f"(the)? {A_CENTURY} {AND_OR_TO} {{article:=the}}? {B_CENTURY} (century|centuries) {{bc}}?",),
        _century_list,
        (("in the 16th and 17th centuries", "15 16"), ("from the fourth to the third century BC", "BC03 BC02")),
    ),
    Rule(
        "date.millennium",
        ("(the)? ({ord}|{ordword}) millennium {bc}?",),
        _millennium,
        (("in the third millennium", "2"), ("the 2nd millennium BC", "BC1")),
    ),
    Rule("date.decade-bc", ("(the)? {early-decade} {bc}",), _bc_decade, (("in the 470s BC", "BC047"),)),
    Rule(
        "date.century",
        tuple(f"{{the:=the}}? {{{number}}} {{hyphen:=-}}? century ({{bc}}|{{ad}})?" for number in ("ord", "ordword")),
        _century,
        (
            ("the 19th century", "18"),
            ("eighteenth-century art", "17"),
            ("20th Century Fox", ""),
            ("the fourth century BC", "BC03"),
        ),
    ),
)
