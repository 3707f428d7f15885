"""English dates in figures: ``2019-09-24``, ``24/9/2019``, ``on 9/24``, ``2020-03``, ``2020-W12``, ``9/11``."""

from __future__ import annotations

from dateline.times.figures import iso_date, three_figures
from dateline.times.grammar import Built, Match, Rule
from dateline.times.readings import CalendarDate, Fixed, Reading

LEADS_TO_DAY = frozenset(["on", "until", "till", "since", "dated"])
"""Words after which ``9/24`` is a day; elsewhere two figures with a stroke are a score, a fraction or a model."""

NO_DAY = frozenset(["of", "split", "percentage", "percent", "per", "pct", "point", "points", "inch", "inches", "mile"])
"""After figures with a stroke that are a fraction or a score."""

ATTACKS = frozenset(["bombings", "bombing", "attacks", "attack", "bombers"])


def _numeric(match: Match) -> Built:
    """Numbers only: year first; day first with dots or when it must be; else as anchoring finds nearer."""
    found = three_figures(match)
    if found is None:
        return None
    if isinstance(found, CalendarDate):
        return Reading(found)
    first, second, year = found
    dotted = "." in match.encoded.units[match.first].text
    if dotted or first > 12:
        return Reading(CalendarDate(year=year, month=second, day=first))
    other = (second, first) if second <= 12 else None
    return Reading(CalendarDate(year=year, month=first, day=second, alternative=other))


def _tight(match: Match) -> bool:
    """Whether the units of the match are written as one word that nothing else hangs on."""
    inside = all(match.encoded.tight(at) for at in range(match.first + 1, match.end))
    after, before = match.unit(0), match.unit(-1)
    hangs = match.encoded.tight(match.end) and after is not None and (after.lower in "-–/%" or after.shape != "mark")
    led = match.encoded.tight(match.first) and before is not None and before.lower not in "('\"“‘["
    return inside and not hangs and not led


def _month(match: Match) -> Built:
    """``2020-03``: a month where it cannot be a range of years, which ``2009-10`` is."""
    year, month = match.number("year"), match.number("moy")
    written = match.encoded.units[match.end - 1].text
    if year is None or month is None or not _tight(match) or len(written) != 2 or month > year % 100:
        return None
    return Reading(CalendarDate(year=year, month=month))


def _week(match: Match) -> Built:
    year, week = match.number("year"), match.number("isoweek") or match.number("num")
    if year is None or week is None or not 1 <= week <= 53:
        return None
    if match["isoweek"] is not None and not _tight(match):
        return None
    day = match.number("dom")
    return Reading(Fixed("DATE", f"{year:04d}-W{week:02d}" + (f"-{day}" if day is not None and day <= 7 else "")))


def _stroke(match: Match) -> Built:
    """``on 9/24``: month first, as dates without a year are written in American news, unless it must be the day."""
    one, other = match.number("one"), match.number("other")
    before, after = match.unit(-1), match.unit(0)
    if one is None or other is None or not _tight(match) or (after is not None and after.lower in NO_DAY):
        return None
    led = before is not None and (before.lower in LEADS_TO_DAY or before.classes.keys() & {"weekday", "weekday-short"})
    if not led and not (before is not None and before.lower == "," and "weekday" in _classes(match, -2)):
        return None
    month, day = (one, other) if one <= 12 else (other, one)
    return Reading(CalendarDate(month=month, day=day)) if month <= 12 else None


def _classes(match: Match, offset: int) -> frozenset[str]:
    unit = match.unit(offset)
    return frozenset(unit.classes) if unit is not None else frozenset()


def _attack(match: Match) -> Built:
    """``9/11``: the attacks are named by their day; ``7/7`` only where it says so."""
    one, other = match.number("one"), match.number("other")
    if not _tight(match):
        return None
    if (one, other) == (9, 11) and not match.after("of"):
        return Reading(Fixed("DATE", "2001-09-11"))
    after = match.unit(0)
    if (one, other) == (7, 7) and after is not None and after.lower in ATTACKS:
        return Reading(Fixed("DATE", "2005-07-07"))
    return None


def _september_11(match: Match) -> Built:
    """``the September 11 attacks``: of 2001, whatever the year of the text."""
    if match.number("month") != 9 or match.number("dom") != 11:
        return None
    return [match.piece(Reading(Fixed("DATE", "2001-09-11")), "month", "dom")]


RULES: tuple[Rule, ...] = (
    Rule(
        "date.iso",
        ("{iso}",),
        iso_date,
        (("on 2019-09-24 it", "2019-09-24"), ("at 2019-09-24T18:30Z", "2019-09-24T18:30Z")),
    ),
    Rule(
        "date.numeric",
        ("{numeric-date}",),
        _numeric,
        (("on 24/9/2019", "2019-09-24"), ("written 7/8/07", "2007-07-08", "2007-07-09"), ("24.09.2019", "2019-09-24")),
    ),
    Rule(
        "date.attack-day",
        ("{one:dom} / {other:dom}",),
        _attack,
        (("since 9/11 it", "2001-09-11"), ("the 7/7 bombings", "2005-07-07"), ("a 7/7 split", "")),
    ),
    Rule(
        "date.attack-day-named",
        ("{month} {dom} (terror|terrorist)? (attacks|attack|hijackers|hijackings|commission)",),
        _september_11,
        (("the September 11 attacks", "2001-09-11", "2010-05-05"),),
    ),
    Rule(
        "date.stroke",
        ("{one:dom} / {other:dom}",),
        _stroke,
        (
            ("it opened on 9/24 there", "2019-09-24", "2019-10-01"),
            ("on 24/9 it", "2019-09-24", "2019-10-01"),
            ("works 24/7", ""),
            ("won 6/4 again", ""),
            ("fell by 1/2 percentage point", ""),
        ),
    ),
    Rule(
        "date.iso-month",
        ("{year} - {moy}",),
        _month,
        (("in 2020-03 it", "2020-03"), ("in 2009-10 they", "2009 2010"), ("call 2020-03-555", "")),
    ),
    Rule(
        "date.iso-week",
        ("{year} -? {isoweek} (- {dom})?", "week {num} (of|in|,)? {year}"),
        _week,
        (("in 2020-W12 it", "2020-W12"), ("in week 12 of 2020", "2020-W12"), ("on 2020-W12-5", "2020-W12-5")),
    ),
)
