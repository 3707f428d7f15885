"""English parts of a year and years of account: seasons, quarters, halves, ``fiscal 1989``."""

from __future__ import annotations

from dateline.times.en.relations import BY_CODE, OF_YEAR, relation, year_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Fixed, Reading, Shift

LEADS_TO_SEASON = frozenset(["in", "of", "by", "since", "until", "during", "early", "late", "mid"])
AFTER_SEASON = frozenset(
    ["the", "a", "an", "he", "she", "it", "they", "we", "i", "you", "his", "her", "its", "their", "this", "that", "and",
     "or", "but", "when", "while", "as", "after", "before", "until", "since", "if", "because", "of", "in", "on", "at",
     "by", "to", "from", "with", "for", "over", "through", "under", "into", "is", "was", "are", "were", "be", "been",
     "has", "had", "have", "will", "would", "could", "may", "might", "should", "can", "must", "did", "does", "not",
     "saw", "came", "began", "brought", "there", "where", "which", "who", "than", "however", "both", "all", "only",
     "some", "many", "most", "no", "just", "then", "so", "without", "against", "between", "during", "about"]
)  # fmt: skip
"""What a season that is the head of its phrase is followed by."""

BEFORE_FALL = ("in", "of", "by", "since", "until", "till", "during", "over", "before", "through", "throughout")
"""Before ``the fall`` when it is a season."""

VERBS_TOO = ("fall", "spring")

REACH = 8
"""Units before a half in which its results are looked for."""

RESULTS = frozenset(
    ["profit", "profits", "earnings", "results", "result", "loss", "losses", "sales", "revenue", "revenues", "net",
     "figures", "gdp", "growth", "income", "operating", "pretax", "pre-tax", "trading", "turnover", "dividend"]
)  # fmt: skip
"""What a half of a year is said of without naming the year; a half without them is most often one of a match."""


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


def _two_year_season(match: Match) -> Built:
    """``the winter of 1941-42``: named by the year in which it begins."""
    year, end = match.number("year"), match.number("end") or match.number("two")
    if year is None or end is None or (end % 100) != (year + 1) % 100:
        return None
    return Reading(CalendarDate(year=year, season=match.word("season")))


def _the_season(match: Match) -> Built:
    """``the fall``, but not ``the fall of Saigon`` or ``the spring of a watch``."""
    word = match.encoded.units[match.end - 1].lower
    if word in VERBS_TOO and match.after("of", "in", "from"):
        return None
    if word == "fall" and not match.before(*BEFORE_FALL):
        return None
    if word == "spring" and match.before("from", "near", "into", "to", "after", "despite"):
        return None
    return (
        [match.piece(Reading(CalendarDate(season=match.word("season"))), "season")]
        if _attributive(match)
        else _season(match)
    )


def _attributive(match: Match) -> bool:
    """``the summer offensive``: the article belongs to the noun that the season describes."""
    after = match.unit(0)
    if after is None or after.shape != "word" or after.lower in AFTER_SEASON or match["year"] is not None:
        return False
    subject = after.lower.endswith("s") and match.before("in", "during", "by")
    return not (after.lower.endswith(("ed", "ly")) or after.classes or subject)


def _bare_season(match: Match) -> Built:
    """A season alone; ``fall`` and ``spring`` only after a word that no verb follows."""
    unit, before, after = match.encoded.units[match.first], match.unit(-1), match.unit(0)
    led = before is not None and before.lower in LEADS_TO_SEASON
    if unit.lower in VERBS_TOO and not led:
        return None
    if unit.capitalised and after is not None and after.capitalised and after.shape == "word":
        return None
    return Reading(CalendarDate(season=match.word("season")))


def _ordinal(match: Match) -> int | None:
    return match.number("ordword") or match.number("ord")


def _quarter(match: Match) -> Built:
    number = _ordinal(match) or match.number("quarter_code") or 4
    return _part(match, number) if number <= 4 else None


def _part(match: Match, quarter: int | None = None, half: int | None = None) -> Reading:
    of_year = Shift("Y", 0) if match["thisyear"] is not None else year_of(match)
    return Reading(CalendarDate(year=match.number("year"), quarter=quarter, half=half, year_of=of_year))


def _half(match: Match) -> Built:
    number = _ordinal(match) or 2
    return None if number > 2 else _part(match, half=number)


def _half_of_results(match: Match) -> Built:
    """``first-half profit``: of the year, because it is reported."""
    after = match.unit(0)
    number = match.number("ordword")
    if number not in (1, 2):
        return None
    units = match.encoded.units[max(0, match.first - REACH) : match.first]
    told = any(unit.lower in RESULTS for unit in units) and not any(unit.lower in ".;" for unit in units[1:])
    if not told and (after is None or after.lower not in RESULTS):
        return None
    return Reading(CalendarDate(half=number))


def _code(match: Match) -> Built:
    """``Q3 2008``, ``2Q 2008``, ``H1 2010``: as tables of results write them."""
    number = match.number("half_code") or match.number("dom")
    letter = match.encoded.units[match.first if match["half_code"] is not None else match.first + 1].text
    if number is None or letter[:1] not in "QH":
        return None
    if match["dom"] is not None and not match.encoded.tight(match.first + 1):
        return None
    if number > (4 if letter[0] == "Q" else 2) or (match["year"] is None and letter[0] == "H"):
        return None
    return _part(match, number) if letter[0] == "Q" else _part(match, half=number)


def _end(match: Match) -> Built:
    """``by year-end``, ``at the month's end``: the unit that the text is in, or the year that is named."""
    if (year := match.number("year")) is not None:
        return Reading(CalendarDate(year=year), mod="END")
    unit = match.word("single")
    return Reading(Shift(unit, 0, "running"), mod="END") if unit in ("W", "M", "Q", "Y", "DE", "CE") else None


def _middle(match: Match) -> Built:
    year = match.number("year")
    return Reading(CalendarDate(year=year) if year is not None else Shift("Y", 0, "running"), mod="MID")


def _financial_year(match: Match) -> Built:
    """``FY2010``, ``the 2010/11 fiscal year``: named by the year in which it ends; its days are not known."""
    year = match.number("end") or match.number("fiscal_code") or match.number("year")
    if year is None and match["two"] is not None:
        year, first = match.number("two") or 0, match.number("first")
        year += 2000 if first is None and year < 60 else (first or 1900) // 100 * 100
    if year is None:
        return None
    number = _ordinal(match)
    if number is not None and number > 4:
        return None
    return Reading(Fixed("DATE", f"FY{year}" + (f"-Q{number}" if number is not None else "")))


def _relative_financial_year(match: Match) -> Built:
    code = relation(match) or "this"
    base, count = BY_CODE[code]
    return Reading(Shift("FY", count, base))


FISCAL = "(fiscal|financial|tax|accounting)"
ACCOUNT = "(fiscal|financial)"

RULES: tuple[Rule, ...] = (
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
        "date.season-years",
        tuple(f"(the)? {{season}} (of|in)? {{year}} ({{dash}}|/) {{{last}}}" for last in ("two", "end:year")),
        _two_year_season,
        (("the winter of 1941-42", "1941-WI"), ("in winter 2010/2011", "2010-WI")),
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
        (("in the summer", "2019-SU", "2019-09-24"), ("the fall of Saigon", ""), ("The fall compares with", "")),
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
            "(the)? fiscal {ordword} -? quarter ((of|in|,)? {year})?",
            f"(the)? {{ordword}} -? quarter {OF_YEAR}",
            "(the)? {ordword} -? quarter of the {thisyear:=year}",
            "(the)? (final|last) quarter of {year}",
            "(the)? (final|last) quarter of the {thisyear:=year}",
            "(the)? {year} ('s)? {ordword} -? quarter",
            "(the)? {which} {yearword:=year} 's {ordword} -? quarter",
            "{quarter-code} ((of)? {year})?",
        ),
        _quarter,
        (
            ("the third quarter of 2008", "2008-Q3"),
            ("third-quarter profit rose", "2019-Q3", "2019-10-24"),
            ("in Q3 2008", "2008-Q3"),
            ("the fiscal first quarter of 2010", "2010-Q1"),
            ("last year's fourth quarter", "2018-Q4", "2019-09-24"),
        ),
    ),
    Rule(
        "date.half",
        (
            "(the)? {ordword} -? half of {year}",
            "(the)? latter half of {year}",
            f"(the)? {{ordword}} half {OF_YEAR}",
            "(the)? {ordword} half of the {thisyear:=year}",
            "{year} ('s)? {ordword} -? half",
            "(the)? {which} {yearword:=year} 's {ordword} -? half",
        ),
        _half,
        (
            ("the second half of 2008", "2008-H2"),
            ("in the first half of the year", "2019-H1", "2019-09-24"),
            ("scored in the first half", ""),
        ),
    ),
    Rule(
        "date.half-reported",
        ("(the)? {ordword} -? half",),
        _half_of_results,
        (
            ("first-half profit rose", "2019-H1", "2019-09-24"),
            ("Sales fell in the first half .", "2019-H1", "2019-09-24"),
            ("a first-half goal", ""),
        ),
    ),
    Rule(
        "date.period-code",
        ("{half-code} (of)? {year}", "{dom} q ((of)? {year})?", "{dom} h (of)? {year}"),
        _code,
        (("in 1H 2010", "2010-H1"), ("H2 2011 was", "2011-H2"), ("2Q 2012 sales", "2012-Q2"), ("a 5 h walk", "")),
    ),
    Rule(
        "date.unit-end",
        ("{single} -? end", "(the)? {single} 's end", "year -? end (of)? {year}"),
        _end,
        (
            ("by year-end it", "2019", "2019-09-24"),
            ("at month's end .", "2019-09", "2019-09-24"),
            ("at year-end 2008", "2008"),
        ),
    ),
    Rule(
        "date.midyear",
        ("(midyear|mid-year) (of|in)? {year}?",),
        _middle,
        (("by midyear it", "2019", "2019-09-24"), ("at mid-year 2008", "2008")),
    ),
    Rule(
        "date.financial-year",
        (
            f"(the)? {FISCAL} (year)? {{year}}",
            f"(the)? {FISCAL} (year)? {{first:year}} ({{dash}}|/) ({{two}}|{{end:year}})",
            f"(the)? {{year}} {FISCAL} year",
            f"(the)? {{first:year}} ({{dash}}|/) ({{two}}|{{end:year}}) {FISCAL} year",
            "{fiscal-code}",
            "fy {quote}? ({year}|{two})",
            f"(the)? {{ordword}} -? quarter of {ACCOUNT} (year)? {{year}}",
        ),
        _financial_year,
        (
            ("in fiscal 1989", "FY1989"),
            ("the 2010/11 financial year", "FY2011"),
            ("FY2010 and FY 09", "FY2010 FY2009"),
            ("the first quarter of fiscal 2011", "FY2011-Q1"),
        ),
    ),
    Rule(
        "date.financial-year-relative",
        (f"(the)? {{which}} {FISCAL} year", f"the {ACCOUNT} year"),
        _relative_financial_year,
        (
            ("in the current fiscal year", "FY2019", "2019-09-24"),
            ("next financial year", "FY2020", "2019-09-24"),
            ("the start of the financial year", "FY2019", "2019-09-24"),
        ),
    ),
)
