"""English days of the week: ``on Tuesday``, ``last Monday``, ``the first Monday in May``, ``Mon-Fri``."""

from __future__ import annotations

from dateline.times.en.relations import OF_YEAR, relation, year_of
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Reading

BEFORE_SHORT = ("on", ",", "(", "-", "–", "last", "next", "this", "by", "until", "every", "each")
"""Before a weekday cut short that stands alone; ``Sun`` and ``Sat`` are also a paper and a verb."""


def _weekday(match: Match) -> Built:
    number = match.number("weekday")
    if number is None:
        number = match.number("weekday_short")
        if not match.before(*BEFORE_SHORT):
            return None
    return Reading(CalendarDate(weekday=number, relation=relation(match)))


def _weekday_and_day(match: Match) -> Built:
    """``Tuesday the 17th``: of the month that the text is in."""
    after = match.unit(0)
    if after is not None and "month" in after.classes:
        return None
    return Reading(CalendarDate(weekday=match.number("weekday"), day=match.number("dom_ord")))


def _range(match: Match) -> Built:
    """``Mon-Fri``: each its own piece, ends of a range."""
    first, last = (match.number(name) or match.number(f"{name}_short") for name in ("one", "other"))
    if first is None or last is None or first == last:
        return None
    names = [name if match[name] is not None else f"{name}_short" for name in ("one", "other")]
    return [
        match.piece(Reading(CalendarDate(weekday=first)), None, names[0], joined=True),
        match.piece(Reading(CalendarDate(weekday=last)), names[1]),
    ]


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


def _nth(match: Match) -> Built:
    """``the second Tuesday in November``: a day that every year has, as a holiday has its rule."""
    weekday, month = match.number("weekday"), match.number("month")
    count = match.number("ordword") or match.number("ord") or -1
    if weekday is None or month is None or count > 4:
        return None
    return Reading(
        CalendarDate(year=match.number("year"), holiday=f"nth/{month}/{weekday}/{count}", year_of=year_of(match))
    )


RULES: tuple[Rule, ...] = (
    Rule(
        "date.weekday",
        ("{weekday}", "{weekday-short}", "(the)? {which} {weekday}", "{which} {weekday-short}"),
        _weekday,
        (
            ("on Monday", "2019-09-23", "2019-09-24"),
            ("next Monday", "2019-09-30", "2019-09-24"),
            ("the Sun said", ""),
        ),
    ),
    Rule(
        "date.weekday-day",
        ("{weekday} ,? the {dom-ord}",),
        _weekday_and_day,
        (("on Tuesday, the 17th .", "2019-09-17", "2019-09-24"),),
    ),
    Rule(
        "date.weekday-range",
        ("({one:weekday}|{one_short:weekday-short}) {dash} ({other:weekday}|{other_short:weekday-short})",),
        _range,
        (("open Mon-Fri at", "2019-09-23 2019-09-27", "2019-09-24"),),
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
        "date.nth-weekday",
        tuple(
            f"the ({{ordword}}|{{ord}}|last|final) {{weekday}} (of|in) {form}"
            for form in ("{month} (,|of)? {year}", "{month}", f"{{month}} ,? {OF_YEAR}")
        ),
        _nth,
        (
            ("the first Monday in May 2010", "2010-05-03"),
            ("the last Friday of March 2010", "2010-03-26"),
            ("the second Tuesday in November of last year", "2018-11-13", "2019-09-24"),
            ("the second Tuesday of the trial", "2019-09-24", "2019-09-24"),
        ),
    ),
)
