"""English durations: ``two and a half years``, ``the next few hours``, ``half an hour``."""

from __future__ import annotations

from dateline.times.amounts import duration
from dateline.times.en.relations import BY_CODE
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import Fixed, Reading
from dateline.times.tokens import Value

ADJECTIVES = (
    "full", "more", "long", "straight", "consecutive", "further", "additional", "successive", "solid", "whole",
    "calendar", "working", "trading", "business", "extra", "previous", "following", "short",
    "bloody", "brutal", "bitter", "busy",
    "crucial", "critical", "difficult", "exhausting", "frantic", "gruelling", "grueling", "hard", "harrowing",
    "hectic", "intense", "lean", "painful", "peaceful", "remaining", "tense", "tough", "tumultuous", "turbulent",
    "uneasy", "unbroken", "entire", "complete", "continuous", "odd",
)  # fmt: skip
"""What stands between a number and its unit and leaves the stretch what it is: ``ten brutal months``."""

ADJECTIVE = f"({'|'.join(ADJECTIVES)})"
LONGEST_ATTRIBUTE = 999
"""Counts above this do not stand before a unit in the singular (``ten year plan``): they end a line of figures."""

RATE_BEFORE = frozenset(["%", "percent", "cent", "times", "once", "twice", "thrice", "million", "billion", "thousand"])
BEFORE_PLURAL = frozenset(
    [
        "for",
        "just",
        "only",
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
    if unit is None or not _plausible(match) or _ends_figures(match, amount) or not _ascending(amount, match["n"]):
        return None
    if unit == "Q" and match["which"] is None and not _quarters_of_a_year(match, amount):
        return None
    if unit == "TS" and amount != 1 and _second_of_several(match):
        return None
    if match.encoded.units[match.first].lower == "last" and match.before(*MODALS):
        return [match.piece(Reading(Fixed("DURATION", duration(amount, unit))), "num")]
    direction = None
    if match["which"] is not None:
        _, count = BY_CODE[match.word("which") or "this"]
        direction = "past" if count < 0 else "future" if count > 0 else None
    return Reading(Fixed("DURATION", duration(amount, unit), direction=direction))  # type: ignore[arg-type]


MODALS = ("will", "would", "to", "can", "could", "may", "might", "must", "should", "'ll", "not", "did", "does")
"""Before ``last`` the verb: ``it will last ten days``."""


def _second_of_several(match: Match) -> bool:
    """``ten second graders``: an ordinal, unless it is a plural or in a compound (``30-second``)."""
    at = match.index("unit")
    if at is None or "single" not in match.encoded.units[at].classes:
        return False
    return match.encoded.units[at - 1].lower not in "-–"


def _ascending(first: Value | None, last: Value | None) -> bool:
    """Whether ``two to three`` counts up; ``in 2006 to 25 years in prison`` does not."""
    return not (isinstance(first, int | float) and isinstance(last, int | float)) or first < last


def _quarters_of_a_year(match: Match, amount: Value | None) -> bool:
    """``for two quarters``: not ``three quarters of the voters``, ``in some quarters``."""
    led = match.before("for", "in", "past", "last", "consecutive", "straight", "after", "than")
    return led and isinstance(amount, int) and not match.after("of")


def _ends_figures(match: Match, amount: Value | None) -> bool:
    at = match.index("unit")
    single = at is not None and "single" in match.encoded.units[at].classes and match.encoded.units[at - 1].lower != "-"
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
    if unit is None or unit == "TS" or (unit == "Q" and not match.after("ago")) or _compound_adjective(match):
        return None
    if match.after(*COMPOUNDS):
        return None
    if rate := _rate(match):
        return rate
    led = match.end - match.first > OR_SO or match.before(*DAY_LEADS) or match.after(*DAY_FOLLOWERS)
    if unit in ("D", "TM", "WE") and not led:
        return None
    return Reading(Fixed("DURATION", duration(1, unit)))


OR_SO = 3
"""Units of an article, an adjective and a unit; more are ``a day or two``, which measures anywhere."""

DAY_LEADS = (
    "for", "in", "within", "than", "after", "about", "nearly", "almost", "over", "only", "just", "of", "lasted",
    "took", "half", "under", "every", "takes", "spend", "spent", "least",
)  # fmt: skip
"""Before ``a day``, ``a minute`` or ``a weekend`` that measures."""

COMPOUNDS = (
    "care",
    "school",
    "trip",
    "job",
    "nursery",
    "pass",
    "labourer",
    "laborer",
    "spa",
    "camp",
    "trader",
    "shift",
)
"""After ``a day``, ``an hour``: nouns that are named by it (``a day care centre``)."""

DAY_FOLLOWERS = ("after", "before", "or", "into", "off", "longer", "'s")
"""After it."""


def _compound_adjective(match: Match) -> bool:
    """``a decade-old feud``, ``an hour-long meeting``: the article belongs to the noun that follows."""
    return match.after("-", "long", "old") and (match.encoded.tight(match.end) or not match.after("-"))


PLURALS = frozenset(["aircraft", "people", "men", "women", "children", "fish", "sheep", "cattle", "police", "feet"])
"""Plurals that do not end in s."""


def _rate(match: Match) -> Reading | None:
    before = match.unit(-1)
    unit = match.word("single")
    if before is None or unit is None:
        return None
    if "num" in before.classes or before.lower in RATE_BEFORE:
        return Reading(Fixed("SET", duration(1, unit), quant="EACH"))
    if before.lower in ("off", "out") and (counted := match.unit(-2)) is not None and "plural" in counted.classes:
        return Reading(Fixed("SET", duration(1, unit), quant="EACH"))
    if before.lower in PLURALS and (quantity := match.unit(-2)) is not None and "num" in quantity.classes:
        return Reading(Fixed("SET", duration(1, unit), quant="EACH"))
    plural = before.lower.endswith("s") and len(before.lower) > 3 and before.shape == "word" and not before.capitalised
    verb = before.lower in {"lasts", "takes", "was", "does", "besides", "across", "less", "this"}
    if plural and not verb and _number_near(match):
        return Reading(Fixed("SET", duration(1, unit), quant="EACH"))
    return None


def _number_near(match: Match) -> bool:
    """Whether a number stands one or two words before the noun that is counted: ``10.5 mln new cars a year``."""
    near, far = match.unit(-2), match.unit(-3)
    if near is not None and "num" in near.classes:
        return True
    return (
        near is not None and near.shape == "word" and far is not None and ("num" in far.classes or far.lower == "mln")
    )


def _half_unit(match: Match) -> Built:
    """``half an hour``, ``an hour and a half``, ``three quarters of an hour``, ``a quarter-century``."""
    unit = match.word("single")
    amount = 1.5 if match["and"] is not None else 0.75 if match["three"] is not None else 0.5
    if match["quarter"] is not None:
        amount = 0.25
    if unit == "W" and amount < 1:
        return None
    return None if unit is None or unit == "TS" else Reading(Fixed("DURATION", duration(amount, unit)))


def _compound(match: Match) -> Built:
    """``an hour and 20 minutes``, ``five years and three months``: the larger unit first."""
    units = [match.word("big") or match.word("big_single"), match.word("small")]
    amounts = [match.number("many") or 1, match.number("few")]
    if units[0] is None or units[1] is None or amounts[1] is None:
        return None
    order = [ORDER.index(unit) if unit in ORDER else -1 for unit in units]
    clock = [unit.startswith("T") for unit in units if unit]
    if not 0 <= order[0] < order[1]:
        return None
    parts = [f"{amount}{unit.removeprefix('T')}" for amount, unit in zip(amounts, units, strict=True) if unit]
    return Reading(
        Fixed("DURATION", f"P{'T' if clock[0] else ''}{parts[0]}{'T' if clock[1] > clock[0] else ''}{parts[1]}")
    )


ORDER = ("Y", "M", "W", "D", "TH", "TM", "TS")
"""Units from the longest to the shortest, as ISO 8601 writes a duration of several."""


def _plural(match: Match) -> Built:
    """``for years``: units that are not counted."""
    unit, before = match.word("plural"), match.unit(-1)
    if unit in (None, "Q", "WE") or before is None or before.lower not in BEFORE_PLURAL:
        return None
    return Reading(Fixed("DURATION", duration(None, unit or "D")))


def _over_the(match: Match) -> Built:
    after = match.unit(0)
    if after is not None and after.classes.keys() & {"year", "decade"}:
        return None
    reading = Reading(Fixed("DURATION", duration(None, match.word("plural") or "Y")))
    return reading if match.encoded.units[match.first].lower == "over" else [match.piece(reading, "the")]


def _to_date(match: Match) -> Built:
    """``the year to March 31``, ``the three months ended June``: the stretch that ends there."""
    unit = match.word("single") or match.word("unit")
    if unit is None or unit.startswith("T"):
        return None
    amount = match["num"] if match["num"] is not None else 1
    return [
        match.piece(
            Reading(Fixed("DURATION", duration(amount, unit))), None, "single" if match["num"] is None else "unit"
        )
    ]


def _past_unit(match: Match) -> Built:
    """``the past year``: TimeML reads it as a duration."""
    unit = match.word("single")
    if unit in (None, "Q", "WE") or (unit == "D" and match.after("of")):
        return None
    return Reading(Fixed("DURATION", duration(1, unit or "Y"), direction="past"))


RULES: tuple[Rule, ...] = (
    Rule(
        "duration.counted",
        (
            f"{{num}} (-)? {ADJECTIVE}? (-)? {{unit}}",
            "{num} {short-unit}",
            f"the {{num}} {ADJECTIVE}? {{plural}}",
            "{num} -? (to|or|-|–) -? {n:num} (-)? {unit}",
            "between {num} and {n:num} {unit}",
            "(the)? (last|past|next|coming|first|final|previous|following) {num} (to|or|-|–) {n:num} {unit}",
            "(the)? {which} {num} (or so)? {unit}",
            "(the)? (last|past|next|coming|first|final|previous|following) {num} (or so)? {unit}",
            "{num} or more {unit}",
            "(another|an additional|an extra|a further) {num} {unit}",
        ),
        _counted,
        (
            ("for two and a half years", "P2.5Y"),
            ("a 10-year plan", "P10Y"),
            ("in the next few hours", "PTXH"),
            ("the last three months", "P3M"),
            ("several days", "PXD"),
            ("a 10- to 12-year wait", "P10Y"),
            ("ten brutal months", "P10M"),
            ("it will last ten days", "P10D"),
            ("the 1,000-day siege", "P1000D"),
            ("in the next two to three weeks", "P2W"),
            ("three quarters of the voters", ""),
            ("a 30-second film of ten seconds", "PT30S PT10S"),
            ("ten second grade pupils", ""),
        ),
    ),
    Rule(
        "duration.one",
        ("(a|an|another|one) (full|single|whole|entire)? {single}", "(a|an|one) {single} or (so|two|more)"),
        _article,
        (
            ("for a week", "P1W"),
            ("a day or two", "P1D"),
            ("15 a year", "P1Y"),
            ("a second man", ""),
            ("it was a day of joy", ""),
        ),
    ),
    Rule(
        "duration.compound",
        ("({many:num} {big:unit}|(a|an|one) {big_single:single}) (and|,)? {few:num} {small:unit}",),
        _compound,
        (
            ("an hour and 20 minutes", "PT1H20M"),
            ("five years and three months", "P5Y3M"),
            ("2 minutes 13 seconds", "PT2M13S"),
            ("two days and five hours", "P2DT5H"),
            ("three months, two years", "P3M P2Y"),
        ),
    ),
    Rule(
        "duration.half",
        (
            "half (a|an) {single}",
            "(a|an|one) {single} {and:=and} a half",
            "(a|an) half -? {single}",
            "half - {single}",
            "(a|one)? {quarter:=quarter} (of a|of an|-)? {single}",
            "{three:=three} -? quarters of (a|an) {single}",
        ),
        _half_unit,
        (
            ("half an hour", "PT30M"),
            ("a year and a half", "P1.5Y"),
            ("a quarter-century of war", "P25Y"),
            ("three quarters of an hour", "PT45M"),
            ("a half-century of war", "P50Y"),
        ),
    ),
    Rule("duration.plural", ("{plural}",), _plural, (("for years", "PXY"), ("the Times", ""))),
    Rule(
        "duration.the-years",
        ("(over|through|throughout|in|during) {the:=the} (intervening|ensuing|following)? {plural}",),
        _over_the,
        (("over the years", "PXY"),),
    ),
    Rule(
        "duration.past-unit",
        ("the (past|last) (full)? {single}",),
        _past_unit,
        (("over the past year", "P1Y"), ("in the past decade", "P10Y")),
    ),
    Rule(
        "duration.to-date",
        tuple(
            f"the {form} (to|ended|ending|ended in|ending in|through) (the)? ({{month}}|{{dom}} {{last_month:month}})"
            for form in ("(fiscal)? {single}", "{num} {unit}")
        ),
        _to_date,
        (("in the year to March 31 2010", "P1Y 2010-03-31"), ("the three months ended June 2010", "P3M 2010-06")),
    ),
)
