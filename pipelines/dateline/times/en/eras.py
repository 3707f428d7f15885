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


def _bare_bc_year(match: Match) -> Built:
    """Three digits after ``in``: a year only in a text that counts years BC, which anchoring knows."""
    after = match.unit(0)
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


def _decade(match: Match) -> Built:
    decade = match.number("decade")
    if decade is None:
        tens = match.number("short_decade") or match.number("decade_word")
        first = match.encoded.units[match.first].lower
        led = first == "the" or "'" in first or match.before("mid", "early", "late", "-")
        if tens is None or (match["short_decade"] is not None and not led):
            return None
        decade = (190 if tens > 1 else 200) + tens
    return Reading(Fixed("DATE", f"{'BC' if match['bc'] is not None else ''}{decade:03d}"))


def _bc_decade(match: Match) -> Built:
    """``the 470s BC``: the digits of the decade are written out."""
    decade = match.number("early_decade")
    return None if decade is None else Reading(Fixed("DATE", f"BC{decade:03d}"))


def _century(match: Match) -> Built:
    number = match.number("ord") or match.number("ordword")
    if number is None or not 1 <= number <= 30:
        return None
    return Reading(Fixed("DATE", f"{'BC' if match['bc'] is not None else ''}{number - 1:02d}"))


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
        (("499–493 BC", "BC0499 BC0493"),),
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
        ),
    ),
    Rule("date.decade-bc", ("(the)? {early-decade} {bc}",), _bc_decade, (("in the 470s BC", "BC047"),)),
    Rule(
        "date.century",
        ("(the)? {ord} -? century {bc}?", "(the)? {ordword} -? century {bc}?"),
        _century,
        (("the 19th century", "18"), ("eighteenth-century art", "17"), ("the fourth century BC", "BC03")),
    ),
)
