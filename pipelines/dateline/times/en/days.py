"""English days and months: ``24 September 2019``, ``Sept. 24th``, ``7/8/07``, ``last Monday``, ``Good Friday``."""

from __future__ import annotations

from dataclasses import replace

from dateline.times.en.relations import OF_YEAR, relation, year_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Fixed, Reading

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
    day, month = match.number("dom"), match.number("month")
    if day is None or month is None:
        return None
    return Reading(
        CalendarDate(
            year=match.number("year"),
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
    return [match.piece(a, None, "one", joined=joined), match.piece(b, "other")]


def _month(match: Match) -> Built:
    return Reading(
        CalendarDate(
            year=match.number("year") or match.number("num"),
            month=match.number("month"),
            year_of=year_of(match),
            bc=match["bc"] is not None,
        )
    )


def _month_relative(match: Match) -> Built:
    core = CalendarDate(month=match.number("month"), relation=relation(match))
    if match["which"] == "that":
        name = match.encoded.units[match.end - 1].lower
        return None if name in NAME_OR_VERB else [match.piece(Reading(replace(core, relation=None)), "month")]
    return Reading(core)


def _bare_month(match: Match) -> Built:
    """A month alone; what may be a name or a verb only where neither can stand."""
    word, before, after = match.encoded.units[match.first], match.unit(-1), match.unit(0)
    reading = Reading(CalendarDate(month=match.number("month")))
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
    return None if after.capitalised else reading


def _weekday(match: Match) -> Built:
    number = match.number("weekday")
    if number is None:
        number = match.number("weekday_short")
        if not match.before("on", ",", "(", "-", "–", "last", "next", "this", "by", "until"):
            return None
    return Reading(CalendarDate(weekday=number, relation=relation(match)))


def _weekend(_: Match) -> Built:
    """``over the weekend``: the one that the tense says, as of its Saturday."""
    return Reading(CalendarDate(weekday=6, weekend=True))


def _weekday_of_week(match: Match) -> Built:
    """``Friday of last week``, ``a week on Friday``: the weekday of a week counted from this one."""
    count = {"this": 0, "last": -1, "next": 1, "past": -1, "previous": -1, "following": 1}.get(
        match.word("which") or ""
    )
    if count is None:
        return None
    return Reading(CalendarDate(weekday=match.number("weekday"), week=count))


def _holiday(match: Match) -> Built:
    return Reading(
        CalendarDate(
            year=match.number("year"),
            holiday=match.word("holiday"),
            year_of=year_of(match),
            relation=relation(match) if match["yearword"] is None else None,
        )
    )


def _day_only(match: Match) -> Built:
    """``on the 20th``: a day of the month that the text is in."""
    after = match.unit(0)
    if after is not None and after.shape == "word" and after.lower not in AFTER_DAY_ONLY:
        return None
    if after is not None and match.encoded.tight(match.end) and after.lower in "-–'\"":
        return None
    return [match.piece(Reading(CalendarDate(day=match.number("dom_ord"))), "the", "dom_ord")]


def _iso(match: Match) -> Built:
    value = (match.word("iso") or "").replace(" ", "T").replace(",", ".")
    return Reading(Fixed("TIME" if len(value) > 10 else "DATE", value))


def _numeric(match: Match) -> Built:
    """Numbers only: year first; day first with dots or when it must be; else as anchoring finds nearer."""
    parts = match["numeric_date"]
    if not isinstance(parts, tuple):
        return None
    first, second, third = parts
    if first > 999:
        return Reading(CalendarDate(year=first, month=second, day=third))
    if not (third <= 99 or 1000 <= third <= 2100):
        return None
    year = third if third > 99 else third + (1900 if third > 49 else 2000)
    dotted = "." in match.encoded.units[match.first].text
    if dotted or first > 12:
        return Reading(CalendarDate(year=year, month=second, day=first))
    other = (second, first) if second <= 12 else None
    return Reading(CalendarDate(year=year, month=first, day=second, alternative=other))


DAY_FORMS = ("dom", "dom:dom-ord", "dom:dom-word")

RULES: tuple[Rule, ...] = (
    Rule(
        "date.iso",
        ("{iso}",),
        _iso,
        (("on 2019-09-24 it", "2019-09-24"), ("at 2019-09-24T18:30Z", "2019-09-24T18:30Z")),
    ),
    Rule(
        "date.numeric",
        ("{numeric-date}",),
        _numeric,
        (("on 24/9/2019", "2019-09-24"), ("written 7/8/07", "2007-07-08", "2007-07-09"), ("24.09.2019", "2019-09-24")),
    ),
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
            *(f"{WEEKDAY} (the)? {{{day}}} (of)? {{month}} {YEAR}" for day in DAY_FORMS),
            *(f"{WEEKDAY} (the)? {{{day}}} (of)? {{month}} ,? {OF_YEAR}" for day in DAY_FORMS),
            f"(the)? {{dom:dom-ord}} day of {{month}} {YEAR}",
            f"(the)? {{dom:ordword}} (day)? of {{month}} {YEAR}",
        ),
        _day,
        (
            ("Tuesday, 24 September 2019", "2019-09-24"),
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
        "date.day-range",
        tuple(
            form.format(joint=joint, **days)
            for joint in ("{dash}", "({to:=to}|{through:=through}|{until:=until})")
            for days in (
                {"one": "{one:dom}", "other": "{other:dom}"},
                {"one": "{one:dom-ord}", "other": "{other:dom-ord}"},
            )
            for form in (
                "{{month}} {one} {joint} (the)? {other} (,? {{year}})?",
                "(the)? {one} {joint} (the)? {other} (of)? {{month}} (,? {{year}})?",
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
        "date.month-relative",
        ("(the)? {which} {month}",),
        _month_relative,
        (("last October", "2018-10", "2019-09-24"), ("next March", "2020-03", "2019-09-24")),
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
        "date.weekday",
        ("{weekday}", "{weekday-short}", "(the)? {which} {weekday}"),
        _weekday,
        (("on Monday", "2019-09-23", "2019-09-24"), ("next Monday", "2019-09-30", "2019-09-24")),
    ),
    Rule(
        "date.weekend",
        ("the weekend",),
        _weekend,
        (
            ("it fell over the weekend", "2019-W38-WE", "2019-09-24"),
            ("it will open at the weekend", "2019-W39-WE", "2019-09-24"),
        ),
    ),
    Rule(
        "date.weekday-of-week",
        ("{weekday} (of)? (the)? {which} week", "(the)? {which} week (on)? {weekday}"),
        _weekday_of_week,
        (("on Friday of last week", "2019-09-20", "2019-09-24"),),
    ),
    Rule(
        "date.holiday",
        ("{holiday} (,? {year})?", "(the)? {which} {holiday}", f"{{holiday}} {OF_YEAR}", "{holiday} of {year}"),
        _holiday,
        (("on Christmas Eve 2018", "2018-12-24"), ("on Good Friday 2019", "2019-04-19")),
    ),
    Rule(
        "date.day-only",
        ("(on|of|until|by|since) {the:=the} {dom-ord}",),
        _day_only,
        (("on 5 May 2010 and on the 20th", "2010-05-05 2010-05-20"), ("art of the 20th century", "19")),
    ),
)
