"""English years and what is larger or named within them: decades, centuries, seasons, quarters, halves."""

from __future__ import annotations

from dateline.times.en.relations import OF_YEAR, relation, year_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.lexicon import Unit
from dateline.times.readings import CalendarDate, Fixed, Reading

LEADS_TO_YEAR = frozenset(
    [
        "in",
        "since",
        "of",
        "during",
        "year",
        "years",
        "circa",
        "ca",
        "early",
        "late",
        "mid",
        "until",
        "till",
        "by",
        "from",
    ]
)
"""Words after which four digits are a year, whatever follows."""

DETERMINERS = frozenset(["the", "its", "his", "her", "their", "this", "that", "'s"])
APPROXIMATING = frozenset(["about", "around", "than", "over", "some", "nearly", "almost", "approximately"])

COUNTED = frozenset(
    [
        "people",
        "men",
        "women",
        "dead",
        "killed",
        "wounded",
        "aircraft",
        "square",
        "cubic",
        "percent",
        "per-cent",
        "%",
        "km",
        "kg",
        "lb",
        "lbs",
        "ft",
        "mph",
        "others",
        "more",
        "other",
        "new",
        "million",
        "billion",
        "thousand",
        "and-a-half",
        "m",
        "mm",
        "nm",
        "hp",
        "kw",
        "mw",
        "usd",
        "eur",
        "gbp",
    ]
)
"""What follows a quantity rather than a year; so does a plural noun in lower case."""

PLURALS_AFTER_YEAR = frozenset(
    [
        "was",
        "is",
        "has",
        "as",
        "his",
        "its",
        "this",
        "olympics",
        "olympic",
        "games",
        "elections",
        "talks",
        "protests",
        "polls",
        "finals",
        "floods",
        "riots",
        "series",
        "world-series",
        "sales",
        "results",
        "figures",
        "sanctions",
        "attacks",
        "bombings",
        "accords",
        "agreements",
        "riots",
        "wars",
        "models",
    ]
)
CURRENCY = frozenset(
    [
        "$",
        "£",
        "€",
        "¥",
        "us$",
        "a$",
        "c$",
        "hk$",
        "usd",
        "eur",
        "gbp",
        "rs",
        "#",
        "no",
        "no.",
        "nos",
        "flight",
        "act",
        "route",
        "boeing",
        "airbus",
    ]
)


def counted(unit: Unit | None) -> bool:
    """Whether ``unit`` is something that a number before it counts."""
    if unit is None:
        return False
    if unit.lower in COUNTED:
        return True
    plural = unit.lower.endswith("s") and not unit.lower.endswith("ss") and len(unit.lower) > 3
    return plural and unit.shape == "word" and not unit.capitalised and unit.lower not in PLURALS_AFTER_YEAR


def is_year(match: Match) -> bool:
    """Whether four digits stand where a year can stand: no price, score, version, telephone number or count."""
    before, after = match.unit(-1), match.unit(0)
    led = before is not None and before.lower in LEADS_TO_YEAR
    if before is not None and (before.lower in CURRENCY or before.shape == "number" or _glued(match)):
        return False
    if (
        match.encoded.tight(match.end)
        and after is not None
        and (after.shape in ("word", "number") or after.lower in "%$")
    ):
        return False
    if before is not None and before.lower in APPROXIMATING and counted(after):
        return False
    if not 1500 <= (match.number("year") or 0) <= 2080:
        return before is not None and led and not counted(after)
    if led or (before is not None and before.lower in DETERMINERS):
        return after is None or after.lower not in COUNTED
    return not counted(after)


def _glued(match: Match) -> bool:
    """Whether the digits hang on a mark or number before them: ``555-2009``, ``v.2009``, ``#2009``."""
    before, earlier = match.unit(-1), match.unit(-2)
    if before is None or not match.encoded.tight(match.first):
        return False
    if before.lower in "-–—/":
        if earlier is None or not match.encoded.tight(match.first - 1) or earlier.shape != "number":
            return False
        return "year" not in earlier.classes or match.encoded.tight(match.first - 2)
    return before.lower not in "('\"“‘[,"


def _year(match: Match) -> Built:
    return Reading(CalendarDate(year=match.number("year"))) if is_year(match) else None


def _years(match: Match) -> Built:
    return Reading(CalendarDate(year=match.number("year")))


def _short_year(match: Match) -> Built:
    number = match.number("two")
    before = match.unit(-1)
    led = before is not None and (
        before.lower in LEADS_TO_YEAR or "month" in before.classes or "season" in before.classes
    )
    if number is None or not led or not match.encoded.tight(match.end - 1):
        return None
    return Reading(CalendarDate(year=number + (1900 if number > 29 else 2000)))


def _year_range(match: Match) -> Built:
    """Two years written as one, no part of a longer series of numbers."""
    first, last = match.number("year"), match.number("end")
    before, after = match.unit(-1), match.unit(0)
    if first is None or last is None or (before is not None and before.lower in CURRENCY):
        return None
    if before is not None and match.encoded.tight(match.first) and before.lower in "-–+./":
        return None
    if after is not None and match.encoded.tight(match.end) and after.lower in "-–%/":
        return None
    last += first // 100 * 100 if last < 100 else 0
    if not first < last < first + 500:
        return None
    return [
        match.piece(Reading(CalendarDate(year=first)), "year", "year", joined=True),
        match.piece(Reading(CalendarDate(year=last)), "end", "end"),
    ]


def _season(match: Match) -> Built:
    if match["num"] is not None:
        return _bc_season(match)
    return Reading(
        CalendarDate(
            year=match.number("year"),
            season=match.word("season"),
            year_of=year_of(match),
            relation=relation(match) if match["yearword"] is None else None,
            bc=match["bc"] is not None,
        )
    )


def _bc_season(match: Match) -> Built:
    number = match.number("num")
    return None if not number else Reading(CalendarDate(year=number, season=match.word("season"), bc=True))


def _the_season(match: Match) -> Built:
    """``the fall``, but not ``the fall of Saigon`` or ``the spring of a watch``."""
    word = match.encoded.units[match.end - 1].lower
    if word in ("fall", "spring") and (match.after("of", "in", "from") or match.before("after", "despite")):
        return None
    return _season(match)


def _bare_season(match: Match) -> Built:
    """A season alone; ``fall`` and ``spring`` only after a word that no verb follows."""
    unit, before, after = match.encoded.units[match.first], match.unit(-1), match.unit(0)
    led = before is not None and before.lower in {"in", "of", "by", "since", "until", "during", "early", "late"}
    if unit.lower in ("fall", "spring") and not led:
        return None
    if unit.capitalised and after is not None and after.capitalised and after.shape == "word":
        return None
    return Reading(CalendarDate(season=match.word("season")))


def _quarter(match: Match) -> Built:
    number = match.number("ordword") or match.number("ord") or match.number("quarter_code") or 4
    if number > 4:
        return None
    return Reading(CalendarDate(year=match.number("year"), quarter=number, year_of=year_of(match)))


def _half(match: Match) -> Built:
    number = match.number("ordword") or 2
    return None if number > 2 else Reading(CalendarDate(year=match.number("year"), half=number, year_of=year_of(match)))


def _financial_year(match: Match) -> Built:
    year = match.number("year")
    return Reading(Fixed("DATE", f"FY{year}")) if year else None


RULES: tuple[Rule, ...] = (
    Rule(
        "date.year",
        ("{year}",),
        _year,
        (("in 2009 it", "2009"), ("for $ 2000 a", ""), ("call 555-2009", ""), ("2008 soldiers died", "")),
    ),
    Rule("date.year-named", ("the (year|years) {year}",), _years, (("in the year 2009", "2009"),)),
    Rule("date.year-short", ("{quote} {two}",), _short_year, (("the class of '08", "2008"),)),
    Rule(
        "date.year-range",
        tuple(f"{{year}} {joint} {{end:{last}}}" for joint in ("{dash}", "/") for last in ("year", "two")),
        _year_range,
        (("the plan 2020-2025 is", "2020 2025"), ("in 1941–42 they", "1941 1942"), ("1-800-2020-2025", "")),
    ),
    Rule(
        "date.season-year",
        (
            "(the)? {season} (of|in|,)? {year} {bc}?",
            "(the)? {season} (of|in)? {num} {bc}",
            "{year} {season}",
            f"(the)? {{season}} {OF_YEAR}",
        ),
        _season,
        (
            ("the summer of 1916", "1916-SU"),
            ("in autumn 2018", "2018-FA"),
            ("the spring of next year", "2020-SP", "2019-09-24"),
        ),
    ),
    Rule(
        "date.season-relative",
        ("(the)? {which} {season}",),
        _season,
        (("this summer", "2019-SU", "2019-09-24"), ("last winter", "2018-WI", "2019-09-24")),
    ),
    Rule(
        "date.season-the",
        ("the {season}",),
        _the_season,
        (("in the summer", "2019-SU", "2019-09-24"), ("the fall of Saigon", "")),
    ),
    Rule(
        "date.season",
        ("{season}",),
        _bare_season,
        (
            ("it opened in summer", "2019-SU", "2019-09-24"),
            ("prices fall again", ""),
            ("Spring Harbor", ""),
        ),
    ),
    Rule(
        "date.quarter",
        (
            *(f"(the)? {{{n}}} -? (fiscal)? quarter ((of|in|,)? {{year}})?" for n in ("ordword", "ord")),
            f"(the)? {{ordword}} -? quarter {OF_YEAR}",
            "(the)? (final|last) quarter of {year}",
            "(the)? {year} ('s)? {ordword} -? quarter",
            "{quarter-code} ((of)? {year})?",
        ),
        _quarter,
        (
            ("the third quarter of 2008", "2008-Q3"),
            ("third-quarter profit rose", "2019-Q3", "2019-10-24"),
            ("in Q3 2008", "2008-Q3"),
        ),
    ),
    Rule(
        "date.half",
        ("(the)? {ordword} -? half of {year}", "(the)? latter half of {year}", f"(the)? {{ordword}} half {OF_YEAR}"),
        _half,
        (("the second half of 2008", "2008-H2"),),
    ),
    Rule(
        "date.financial-year",
        ("(the)? (fiscal|financial) (year)? {year}",),
        _financial_year,
        (("in fiscal 1989", "FY1989"),),
    ),
)
