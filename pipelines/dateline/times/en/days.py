"""English days and months: ``24 September 2019``, ``Sept. 24th``, ``7/8/07``, ``last Monday``, ``Good Friday``."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import replace
from itertools import pairwise

from dateline.times.en.relations import OF_YEAR, relation, year_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Reading

WEEKDAY = "(({weekday}|{weekday-short}) ,?)?"
YEAR = "(,? {year} {bc}?)?"

LEADS_TO_MONTH = frozenset(
    [
        "in",
        "since",
        "by",
        "from",
        "until",
        "till",
        "of",
        "during",
        "before",
        "after",
        "for",
        "early",
        "late",
        "mid",
        "through",
        "between",
        "this",
        "last",
        "next",
        "every",
        "each",
        "-",
        "–",
        "—",
        "(",
        "/",
        "past",
    ]
)
JOINS_MONTHS = frozenset(["to", "and", "or", ",", "through", "until", "-", "–"])
NAME_OR_VERB = frozenset(["may", "march", "mar", "jan", "april", "june", "august"])
"""Months that are also names of people or verbs, when they stand alone."""

FEBRUARY = 2
MARCHES = frozenset(["march"])
MARCH_TO = ("on", "against", "for", "past", "off", "through", "toward", "towards", "of")
"""After ``March`` when people do it."""

DETERMINERS = frozenset(["the", "a", "an", "his", "her", "its", "their", "our"])
AFTER_DAY_ONLY = frozenset(
    [
        "and",
        "when",
        "the",
        "he",
        "she",
        "they",
        "it",
        "but",
        "with",
        "at",
        "in",
        "as",
        "after",
        "before",
        "to",
        "of",
        "by",
        "while",
        "for",
    ]
)


def _day(match: Match) -> Built:
    day, month, year = match.number("dom"), match.number("month"), match.number("year")
    if day is None or month is None:
        return None
    year = match.number("bc_year") or year
    if (short := match.number("two")) is not None:
        year = short + (1900 if short > 49 else 2000)
    return Reading(
        CalendarDate(
            year=year,
            month=month,
            day=day,
            weekday=match.number("weekday") or match.number("weekday_short"),
            year_of=year_of(match),
            bc=match["bc"] is not None,
        )
    )


def _day_list(match: Match) -> Built:
    """Two days that share a month: each its own piece, joined when they are the ends of a range."""
    month, first, second = match.number("month"), match.number("one"), match.number("other")
    if first is None or second is None or month is None:
        return None
    core = CalendarDate(year=match.number("year"), month=month)
    a, b = (Reading(replace(core, day=day)) for day in (first, second))
    joined = any(match[name] is not None for name in ("dash", "to", "through", "until"))
    if joined and first >= second:
        return None
    return [
        match.piece(a, None, "one", joined=joined),
        match.piece(b, "other" if match["article"] is None else "article"),
    ]


def _three_days(match: Match) -> Built:
    """``5, 6 and 7 May``: each its own piece."""
    names = ("one", "middle", "other")
    month, days = match.number("month"), [match.number(name) for name in names]
    if month is None or not all(a is not None and b is not None and a < b for a, b in pairwise(days)):
        return None
    core = CalendarDate(year=match.number("year"), month=month)
    first, middle, last = (Reading(replace(core, day=day)) for day in days)
    return [match.piece(first, None, "one"), match.piece(middle, "middle", "middle"), match.piece(last, "other")]


def _month(match: Match) -> Built:
    return Reading(
        CalendarDate(
            year=match.number("year") or match.number("num"),
            month=match.number("month"),
            year_of=year_of(match),
            bc=match["bc"] is not None,
        )
    )


def _month_range(match: Match) -> Built:
    """``March–May 2010``: two months that share a year."""
    first, last = match.number("one"), match.number("other")
    if first is None or last is None or first == last:
        return None
    year = match.number("year")
    begin = CalendarDate(year=None if year is None else year - (first > last), month=first)
    return [
        match.piece(Reading(begin), None, "one", joined=True),
        match.piece(Reading(CalendarDate(year=year, month=last)), "other"),
    ]


def _edge_day(match: Match) -> Built:
    """``the first day of 2010``, ``the last day of May``."""
    year, month = match.number("year"), match.number("month")
    last = match["last"] is not None or match["last_one"] is not None
    if month is None:
        return Reading(CalendarDate(year=year, month=12 if last else 1, day=31 if last else 1))
    if year is None and month == FEBRUARY:
        return None
    return Reading(CalendarDate(year=year, month=month, day=monthrange(year or 2001, month)[1]))


def _month_relative(match: Match) -> Built:
    day = match.number("dom") or match.number("dom_ord")
    core = CalendarDate(month=match.number("month"), day=day, relation=relation(match))
    if day is not None and match["which"] == "that":
        return None
    if match["which"] == "that":
        name = match.encoded.units[match.end - 1].lower
        return None if name in NAME_OR_VERB else [match.piece(Reading(replace(core, relation=None)), "month")]
    return Reading(core)


def _bare_month(match: Match) -> Built:
    """A month alone; what may be a name or a verb only where neither can stand."""
    word, before, after = match.encoded.units[match.first], match.unit(-1), match.unit(0)
    reading = Reading(CalendarDate(month=match.number("month")))
    if word.lower in MARCHES and match.after(*MARCH_TO):
        return None
    if before is not None and before.lower in LEADS_TO_MONTH:
        return reading
    earlier = match.unit(-2)
    if before is not None and before.lower in JOINS_MONTHS and earlier is not None and "month" in earlier.classes:
        return reading
    if after is not None and after.lower == "-" and match.encoded.tight(match.end):
        return reading if word.lower not in NAME_OR_VERB else None
    if word.lower.rstrip(".") not in NAME_OR_VERB:
        return reading
    if before is None or after is None or before.shape != "word" or before.lower not in DETERMINERS | {"and", "to"}:
        return None
    marches = word.lower in MARCHES and before.lower in DETERMINERS and (after.shape != "word" or after.lower == "to")
    return None if after.capitalised or marches else reading


def _day_only(match: Match) -> Built:
    """``on the 20th``: a day of the month that the text is in."""
    after, second = match.unit(0), match.unit(1)
    if after is not None and after.lower == "of" and second is not None and "month" in second.classes:
        return None
    if after is not None and after.shape == "word" and after.lower not in AFTER_DAY_ONLY:
        return None
    if after is not None and match.encoded.tight(match.end) and after.lower in "-–'\"":
        return None
    return [match.piece(Reading(CalendarDate(day=match.number("dom_ord"))), "the", "dom_ord")]


WITH_ARTICLE = (("dom:dom-ord", "(of)?"), ("dom", "of"), ("dom:dom-word", "of"))
"""Days that take an article; that of ``the 5 May opening`` belongs to the opening."""

DAY_FORMS = ("dom", "dom:dom-ord", "dom:dom-word")

RULES: tuple[Rule, ...] = (
    Rule(
        "date.month-day",
        (
            *(f"{WEEKDAY} {{month}} (the)? {{{day}}} {YEAR}" for day in DAY_FORMS),
            *(f"{WEEKDAY} {{month}} (the)? {{{day}}} ,? of {{year}}" for day in DAY_FORMS),
            *(f"{WEEKDAY} {{month}} (the)? {{{day}}} ,? {OF_YEAR}" for day in DAY_FORMS),
        ),
        _day,
        (
            ("on September 24, 2019", "2019-09-24"),
            ("on Sept. 24th", "2019-09-24", "2019-10-01"),
            ("July 25 of last year", "2018-07-25", "2019-09-24"),
            ("on March nine it", "2019-03-09", "2019-03-11"),
        ),
    ),
    Rule(
        "date.day-month",
        (
            "{dom} {dash} {month} {second_dash:dash} ({year}|{two})",
            *(f"{WEEKDAY} {{{day}}} (of)? {{month}} {YEAR}" for day in DAY_FORMS),
            *(f"{WEEKDAY} {{{day}}} (of)? {{month}} ,? {OF_YEAR}" for day in DAY_FORMS),
            *(f"{WEEKDAY} the {{{day}}} {of} {{month}} {YEAR}" for day, of in WITH_ARTICLE),
            *(f"{WEEKDAY} the {{{day}}} {of} {{month}} ,? {OF_YEAR}" for day, of in WITH_ARTICLE),
            "{dom} (of)? {month} ,? {bc_year:num} {bc}",
            "{month} {dom} ,? {bc_year:num} {bc}",
            f"(the)? {{dom:dom-ord}} day of {{month}} {YEAR}",
            f"(the)? {{dom:ordword}} (day)? of {{month}} {YEAR}",
        ),
        _day,
        (
            ("Tuesday, 24 September 2019", "2019-09-24"),
            ("dated 24-Sep-2019", "2019-09-24"),
            ("dated 24-Sep-19", "2019-09-24"),
            ("on the 9th of January 1871", "1871-01-09"),
            ("on 15 March 44 BC", "BC0044-03-15"),
            ("the 24th of September", "2019-09-24", "2019-10-01"),
        ),
    ),
    Rule(
        "date.days-of-month",
        (
            "{month} {one:dom} (and|or|&) {other:dom} (,? {year})?",
            "{month} {one:dom-ord} (and|or|&) (the)? {other:dom-ord} (,? {year})?",
            "(the)? {one:dom} (and|or|&) (the)? {other:dom} (of)? {month} (,? {year})?",
            "(the)? {one:dom-ord} (and|or|&) (the)? {other:dom-ord} (of)? {month} (,? {year})?",
        ),
        _day_list,
        (("on 5 and 6 June 2010", "2010-06-05 2010-06-06"), ("June 5 and 6, 2010", "2010-06-05 2010-06-06")),
    ),
    Rule(
        "date.three-days",
        tuple(
            form.format(*(f"{{{name}:{day}}}" for name in ("one", "middle", "other")))
            for day in ("dom", "dom-ord")
            for form in (
                "(the)? {} , {} ,? (and|or) {} (of)? {{month}} (,? {{year}})?",
                "{{month}} {} , {} ,? (and|or) {} (,? {{year}})?",
            )
        ),
        _three_days,
        (("on 5, 6 and 7 May 2010", "2010-05-05 2010-05-06 2010-05-07"),),
    ),
    Rule(
        "date.day-range",
        tuple(
            form.format(joint=joint, **days)
            for joint in ("{dash}", "({to:=to}|{through:=through}|{until:=until})")
            for days in (
                {"one": "{one:dom}", "other": "{other:dom}"},
                {"one": "{one:dom-ord}", "other": "{other:dom-ord}"},
            )
            for form in (
                "{{month}} {one} {joint} {{article:=the}}? {other} (,? {{year}})?",
                "(the)? {one} {joint} {{article:=the}}? {other} (of)? {{month}} (,? {{year}})?",
            )
        ),
        _day_list,
        (("9-11 June 2010", "2010-06-09 2010-06-11"), ("from June 9 to 11, 2010", "2010-06-09 2010-06-11")),
    ),
    Rule(
        "date.month-year",
        (
            "{month} (,|of|in)? {year} {bc}?",
            f"{{month}} ,? {OF_YEAR}",
            "the month of {month} ((,|of)? {year})?",
            "{month} (,|of|in)? {num} {bc}",
        ),
        _month,
        (
            ("in September 2019", "2019-09"),
            ("February of 1940", "1940-02"),
            ("in March of last year", "2018-03", "2019-09-24"),
        ),
    ),
    Rule(
        "date.month-range",
        ("{one:month} {dash} {other:month} (,? {year})?", "{one:month} / {other:month} (,? {year})?"),
        _month_range,
        (("in March–May 2010", "2010-03 2010-05"), ("in Nov-Jan 2011", "2010-11 2011-01")),
    ),
    Rule(
        "date.edge-day",
        (
            "(the)? (first|opening|{last:=last}|{last_one:=final}) day of (the year)? {year}",
            "(the)? ({last:=last}|{last_one:=final}) day of {month} (,? {year})?",
        ),
        _edge_day,
        (("the first day of 2010", "2010-01-01"), ("the last day of February 2012", "2012-02-29")),
    ),
    Rule(
        "date.month-relative",
        ("(the)? {which} {month}", "{which} {month} ({dom}|{dom-ord})"),
        _month_relative,
        (
            ("last October", "2018-10", "2019-09-24"),
            ("next March", "2020-03", "2019-09-24"),
            ("last November 13", "2018-11-13", "2019-09-24"),
        ),
    ),
    Rule(
        "date.month",
        ("{month}",),
        _bare_month,
        (
            ("it fell in May", "2019-05", "2019-09-24"),
            ("Theresa May said", ""),
            ("a march to the sea", ""),
            ("They may go", ""),
            ("Protesters March to parliament", ""),
        ),
    ),
    Rule(
        "date.day-only",
        ("(on|of|until|by|since) {the:=the} {dom-ord}",),
        _day_only,
        (("on 5 May 2010 and on the 20th", "2010-05-05 2010-05-20"), ("art of the 20th century", "19")),
    ),
)
