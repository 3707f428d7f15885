"""English durations and ages: ``two and a half years``, ``the next few hours``, ``33-year-old``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.en.relations import BY_CODE
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading
from dateline.times.tokens import Value

ADJECTIVE = "(full|more|long|straight|consecutive|further|additional|successive|solid|whole|calendar|working|business)"
LONGEST_ATTRIBUTE = 999
"""Counts above this do not stand before a unit in the singular (``ten year plan``): they end a line of figures."""

LONGEST_ATTRIBUTE = 999
"""Counts above this do not stand before a unit in the singular (``ten year plan``): they end a line of figures."""

RATE_BEFORE = frozenset(["%", "percent", "cent", "times", "once", "twice", "thrice", "million", "billion", "thousand"])
BEFORE_PLURAL = frozenset(
    [
        "for",
        "over",
        "in",
        "after",
        "within",
        "of",
        "by",
        "took",
        "take",
        "takes",
        "taking",
        "several",
        "despite",
        "throughout",
        "during",
        "spent",
        "lasted",
        "lasting",
        "many",
        "through",
        "following",
        "until",
        "and",
        "with",
        "until",
        "last",
        "these",
        "those",
    ]
)


def unit_of(match: Match) -> str | None:
    """The unit that a match counts in, however it is written."""
    return match.word("unit") or match.word("single") or match.word("plural") or match.word("short_unit")


def _counted(match: Match) -> Built:
    unit = unit_of(match)
    amount = match["num"]
    if unit is None or not _plausible(match) or _ends_figures(match, amount):
        return None
    if (
        unit == "Q"
        and match["which"] is None
        and not match.before("for", "in", "past", "last", "of", "consecutive", "straight")
    ):
        return None
    if unit == "TS" and match["plural"] is None and isinstance(amount, int | float) and amount != 1:
        return None
    direction = None
    if match["which"] is not None:
        _, count = BY_CODE[match.word("which") or "this"]
        direction = "past" if count < 0 else "future" if count > 0 else None
    return Reading(Fixed("DURATION", duration(amount, unit), direction=direction))  # type: ignore[arg-type]


def _ends_figures(match: Match, amount: Value | None) -> bool:
    at = match.index("unit")
    single = at is not None and "single" in match.encoded.units[at].classes
    return single and isinstance(amount, int | float) and amount > LONGEST_ATTRIBUTE


def _plausible(match: Match) -> bool:
    """No score or price before the number, and no unit of something else (``24 hour news``)."""
    before = match.unit(-1)
    if before is None or not match.encoded.tight(match.first):
        return before is None or before.lower not in {"$", "£", "€", "no.", "number"}
    return before.lower in "('\"“‘[-–—/,"


def _article(match: Match) -> Built:
    """``a week``: a set after a quantity (``15 a week``), else a duration."""
    unit = match.word("single")
    before, earlier = match.unit(-1), match.unit(-2)
    if unit is None or unit == "TS" or (unit == "Q" and not match.after("ago")):
        return None
    if unit in ("D", "TM", "WE") and not (before is not None and before.lower in DAY_LEADS):
        rate = _rate(match)
        return rate or None
    if rate := _rate(match):
        return rate
    del earlier
    return Reading(Fixed("DURATION", duration(1, unit)))


DAY_LEADS = frozenset(
    [
        "for",
        "in",
        "within",
        "than",
        "after",
        "about",
        "nearly",
        "almost",
        "over",
        "only",
        "just",
        "of",
        "lasted",
        "took",
        "half",
        "under",
        "every",
    ]
)


def _rate(match: Match) -> Reading | None:
    before = match.unit(-1)
    unit = match.word("single")
    if before is None or unit is None:
        return None
    if "num" in before.classes or before.lower in RATE_BEFORE:
        return Reading(Fixed("SET", duration(1, unit), quant="EACH"))
    plural = before.lower.endswith("s") and len(before.lower) > 3 and before.shape == "word" and not before.capitalised
    verb = before.lower in {"lasts", "takes", "was", "does", "besides", "across", "less", "this"}
    quantity = match.unit(-2)
    if plural and not verb and quantity is not None and "num" in quantity.classes:
        return Reading(Fixed("SET", duration(1, unit), quant="EACH"))
    return None


def _half_unit(match: Match) -> Built:
    """``half an hour``, ``an hour and a half``."""
    unit = match.word("single")
    amount = 1.5 if match["and"] is not None else 0.5
    return None if unit is None or unit == "TS" else Reading(Fixed("DURATION", duration(amount, unit)))


def _plural(match: Match) -> Built:
    """``for years``: units that are not counted."""
    unit, before = match.word("plural"), match.unit(-1)
    if unit in (None, "TS", "Q", "WE") or before is None or before.lower not in BEFORE_PLURAL:
        return None
    return Reading(Fixed("DURATION", duration(None, unit or "D")))


def _over_the(match: Match) -> Built:
    return Reading(Fixed("DURATION", duration(None, match.word("plural") or "Y")))


def _long(match: Match) -> Built:
    return Reading(Fixed("DURATION", duration(1 if match["single"] is not None else None, unit_of(match) or "Y")))


def _past_unit(match: Match) -> Built:
    """``the past year``: TimeML reads it as a duration."""
    unit = match.word("single")
    if unit in (None, "Q", "WE") or (unit == "D" and match.after("of")):
        return None
    return Reading(Fixed("DURATION", duration(1, unit or "Y"), direction="past"))


def _age(match: Match) -> Built:
    amount = match["num"]
    return Reading(Fixed("DURATION", duration(amount, unit_of(match) or "Y")))


RULES: tuple[Rule, ...] = (
    Rule(
        "duration.counted",
        (
            f"{{num}} (-)? {ADJECTIVE}? (-)? {{unit}}",
            "{num} {short-unit}",
            "{num} (to|or|-|–) {n:num} (-)? {unit}",
            "(the)? {which} {num} (or so)? {unit}",
            "(the)? (last|past|next|coming|first|final|previous|following) {num} (or so)? {unit}",
            "{num} or more {unit}",
            "(another|an additional|an extra) {num} {unit}",
        ),
        _counted,
        (
            ("for two and a half years", "P2.5Y"),
            ("a 10-year plan", "P10Y"),
            ("in the next few hours", "PTXH"),
            ("the last three months", "P3M"),
            ("several days", "PXD"),
            ("ten second grade pupils", ""),
        ),
    ),
    Rule(
        "duration.one",
        ("(a|an|another|one) (full|single|whole|entire)? {single}",),
        _article,
        (("for a week", "P1W"), ("15 a year", "P1Y"), ("a second man", ""), ("it was a day of joy", "")),
    ),
    Rule(
        "duration.half",
        ("half (a|an) {single}", "(a|an|one) {single} {and:=and} a half", "(a|an) half -? {single}"),
        _half_unit,
        (("half an hour", "PT30M"), ("a year and a half", "P1.5Y")),
    ),
    Rule("duration.plural", ("{plural}",), _plural, (("for years", "PXY"), ("the Times", ""))),
    Rule(
        "duration.the-years",
        ("(over|through|throughout|in) the (intervening|ensuing|following)? {plural}",),
        _over_the,
        (("over the years", "PXY"),),
    ),
    Rule(
        "duration.long",
        ("{plural} -? (long|old)", "{single} -? long"),
        _long,
        (("a decades-long dispute", "PXDE"), ("a year-long siege", "P1Y")),
    ),
    Rule(
        "duration.long-word",
        ("{long}",),
        lambda match: Reading(Fixed("DURATION", match.word("long") or "P1D")),
        (("a yearlong siege", "P1Y"),),
    ),
    Rule(
        "duration.past-unit",
        ("the (past|last) (full)? {single}",),
        _past_unit,
        (("over the past year", "P1Y"), ("in the past decade", "P10Y")),
    ),
    Rule(
        "duration.age",
        ("{num} -? {unit} -? (old|olds)", "{num} {unit} of age"),
        _age,
        (("a 33-year-old man", "P33Y"), ("18 years old", "P18Y"), ("three-year-olds", "P3Y")),
    ),
)
